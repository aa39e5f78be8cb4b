#!/usr/bin/env bash
# The browser that tests/web drives. Debian's package is enough; nothing is downloaded from elsewhere.
set -euo pipefail
[ -x /usr/bin/chromium ] && exit 0
run() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
run apt-get update -qq
DEBIAN_FRONTEND=noninteractive run apt-get install -y -qq --no-install-recommends chromium >/dev/null
