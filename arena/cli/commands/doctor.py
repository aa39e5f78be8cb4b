"""`arena doctor`: what this machine has and lacks. Prints without Rich, which may be what lacks."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arena.cli.machine import Finding

_MARKS = {"fine": ("✓", "32"), "note": ("·", "33"), "missing": ("✗", "31")}
_PLAIN = {"✓": "+", "·": "-", "✗": "x"}


def doctor() -> None:
    """Say what this machine lacks, with the command that mends it.

    Exit status 1 if something is missing that the course needs.
    """
    if not print_findings():
        sys.exit(1)


def print_findings(start: Path | None = None) -> bool:
    """Print every finding as it is made; whether nothing needed is missing."""
    from arena.cli.machine import State, examine

    missing = 0
    for finding in examine(start):
        missing += finding.state is State.MISSING
        print(_lines(finding), flush=True)
    things = "thing" if missing == 1 else "things"
    print(f"\n{missing} {things} to mend." if missing else "\nNothing that is needed is missing.")
    return missing == 0


def _lines(finding: Finding) -> str:
    mark, colour = _MARKS[finding.state]
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    head = f"  {finding.what:<14}"
    body = textwrap.wrap(finding.says, 82) or [""]
    lines = [head + body[0], *(" " * len(head) + more for more in body[1:])]
    if finding.fix:
        lines.append(" " * len(head) + f"→ {finding.fix}")
    text = "\n  ".join(lines)
    try:
        (mark + text).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        mark, text = _PLAIN[mark], text.replace("→", "->").encode("ascii", "replace").decode()
    return (f"\x1b[{colour}m{mark}\x1b[0m" if coloured else mark) + text
