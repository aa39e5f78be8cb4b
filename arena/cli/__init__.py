"""The `arena` command."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit: 0 right or done, 1 not right, 2 anything else.

    Raises:
        SystemExit: always.
    """
    try:
        from arena.cli.app import run
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("arena", "curriculum"):
            raise
        # An incomplete installation: the one verb that needs no package says what to do.
        from arena.cli.commands.doctor import print_findings

        if sys.argv[1:2] != ["doctor"]:
            print(f"arena cannot start: the package `{error.name}` is missing.\n", file=sys.stderr)
        print_findings()
        sys.exit(2 if sys.argv[1:2] != ["doctor"] else 1)
    sys.exit(run())
