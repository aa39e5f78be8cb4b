"""Reasons in design.md for leaving a house rule. One that is no longer needed is a fault.

## Exemptions

- `random_walk` oracle: there is no second way to draw the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from arena.compiler.house import EXEMPTIBLE
from arena.compiler.report import Fault
from arena.compiler.sources import Sources

_HEADING = re.compile(r"##+ ")
_ENTRY = re.compile(r"- `(?P<exercise>[\w.]+)` (?P<rule>\w+): *(?P<reason>.*)")


@dataclass(frozen=True)
class Exemption:
    """One reasoned exception.

    Args:
        line: where it stands in design.md.
        exercise: whose it is.
        rule: one of `arena.compiler.house.EXEMPTIBLE`.
        reason: why.
    """

    line: int
    exercise: str
    rule: str
    reason: str


def read_exemptions(sources: Sources) -> tuple[tuple[Exemption, ...], tuple[Fault, ...]]:
    """What design.md lists under `## Exemptions`, and what is wrong with the list."""
    found: list[Exemption] = []
    faults: list[Fault] = []
    inside = False
    for number, row in enumerate(sources.text("design.md").splitlines(), 1):
        if _HEADING.match(row):
            inside = row.strip().lower().endswith("exemptions")
        elif inside and row.startswith("- "):
            entry = _ENTRY.fullmatch(row.strip())
            problem = _problem(sources, entry)
            if entry is None or problem:
                advice = "Write - `exercise` rule: reason. Rules: " + ", ".join(EXEMPTIBLE) + "."
                faults.append(sources.fault("design.md", number, "exemptions", problem, advice))
            else:
                found.append(Exemption(number, entry["exercise"], entry["rule"], entry["reason"]))
    return tuple(found), tuple(faults)


def without_exempted(
    sources: Sources, faults: Iterable[Fault], exemptions: Iterable[Exemption]
) -> Iterator[Fault]:
    """The faults that no exemption covers, and a fault for each exemption that covers none."""
    open_ones = {(e.exercise, e.rule): e for e in exemptions}
    used: set[tuple[str, str]] = set()
    for fault in faults:
        if (fault.exercise, fault.rule) in open_ones:
            used.add((fault.exercise, fault.rule))
        else:
            yield fault
    for key, exemption in open_ones.items():
        if key not in used:
            what = f"`{exemption.exercise}` no longer needs the exemption from `{exemption.rule}`"
            yield sources.fault("design.md", exemption.line, "exemptions", what, "Delete the line.")


def _problem(sources: Sources, entry: re.Match[str] | None) -> str:
    if entry is None:
        return "this exemption cannot be read"
    if entry["exercise"] not in sources.names:
        return f"there is no exercise `{entry['exercise']}` to exempt"
    if entry["rule"] not in EXEMPTIBLE:
        return f"nothing can be exempted from `{entry['rule']}`"
    return "" if entry["reason"].strip() else "this exemption gives no reason"
