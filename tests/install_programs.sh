#!/usr/bin/env bash
# What the tests drive beside Python: a browser, and the sandbox that learners on Linux may have.
# Debian's packages are enough; nothing is downloaded from elsewhere.
set -euo pipefail
wanted=()
[ -x /usr/bin/chromium ] || wanted+=(chromium)
command -v bwrap >/dev/null || wanted+=(bubblewrap)
[ ${#wanted[@]} -eq 0 ] && exit 0
run() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
run apt-get update -qq &&
  DEBIAN_FRONTEND=noninteractive run apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null ||
  echo "Could not install: ${wanted[*]}. Tests that need them will say so."
