"""`equivalents.toml`: mutants that are the same function in other words, each with a reason.

[[equivalent]]
exercise = "conv1d"
mutant = "removed-call@7:11#a1b2c3"
reason = "unfold already gives a contiguous tensor here"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from pydantic import ValidationError

from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.course.model import Value

FILE = "equivalents.toml"


class _Entry(Value):
    exercise: str
    mutant: str
    reason: str


class _File(Value):
    equivalent: tuple[_Entry, ...] = ()


@dataclass(frozen=True)
class Equivalent:
    """One reasoned entry; `line` is where its mutant stands in the file."""

    exercise: str
    mutant: str
    reason: str
    line: int


def read_ledger(sources: Sources) -> tuple[tuple[Equivalent, ...], tuple[Fault, ...]]:
    """The entries of a set's ledger, and what is wrong with it."""
    text = sources.text(FILE)
    try:
        entries = _File.model_validate(tomllib.loads(text)).equivalent
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        what = " ".join(str(error).split())
        advice = 'Each entry is [[equivalent]] with exercise = "…", mutant = "…", reason = "…".'
        return (), (sources.fault(FILE, 1, "ledger", what, advice),)
    found: list[Equivalent] = []
    faults: list[Fault] = []
    for entry in entries:
        line = _line(text, entry.mutant)
        if not entry.reason.strip():
            what = f"the entry of `{entry.mutant}` gives no reason"
            faults.append(sources.fault(FILE, line, "ledger", what, "Say why nothing can see it."))
        if entry.exercise not in sources.names:
            what = f"there is no exercise `{entry.exercise}`"
            faults.append(sources.fault(FILE, line, "ledger", what, "Delete the entry."))
        found.append(Equivalent(**entry.model_dump(), line=line))
    return tuple(found), tuple(faults)


def _line(text: str, mutant: str) -> int:
    rows = text.splitlines()
    return next((i for i, row in enumerate(rows, 1) if f'"{mutant}"' in row), 1)
