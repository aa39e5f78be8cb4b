"""All that belongs to one exercise, and where it stands: what `arena course show` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arena.compiler.exemptions import read_exemptions
from arena.compiler.ledger import FILE, read_ledger
from arena.compiler.sources import Sources
from arena.course.definitions import Definition, owner_of
from arena.course.model import Exercise, Figure
from arena.course.parts import Role

_ENDS = re.compile(r"## |:::\{(?!hint|after)")


@dataclass(frozen=True)
class Belonging:
    """One thing of an exercise.

    Args:
        kind: `page`, a role, `equivalent` or `exemption`.
        name: what it is called.
        path: its file.
        first: its first line, from 1.
        last: its last line.
        about: what it says of itself, one line; may be empty.
    """

    kind: str
    name: str
    path: Path
    first: int
    last: int
    about: str


def belongings_of(sources: Sources, exercise: Exercise) -> Iterator[Belonging]:
    """Page, code of every role, equivalent mutants and exemptions, in this order.

    Of the figures those that its section of the page shows.
    """
    first, last = _lines_on_page(sources, exercise)
    title = exercise.title
    yield Belonging("page", exercise.name, sources.folder / "page.md", first, last, title)
    for role in Role:
        for name, definition in sources.definitions[role].items():
            if _belongs(sources, exercise, role, name):
                yield _place(role, name, definition)
    for entry in read_ledger(sources)[0]:
        if entry.exercise == exercise.name:
            path = sources.folder / FILE
            yield Belonging("equivalent", entry.mutant, path, entry.line, entry.line, entry.reason)
    for exemption in read_exemptions(sources)[0]:
        if exemption.exercise == exercise.name:
            path, line = sources.folder / "design.md", exemption.line
            yield Belonging("exemption", exemption.rule, path, line, line, exemption.reason)


def _belongs(sources: Sources, exercise: Exercise, role: Role, name: str) -> bool:
    if role is Role.FIGURES:
        return name in _figures_beside(sources, exercise)
    if role is Role.SOLUTIONS:
        return name == exercise.name
    if "." in name or name.startswith("_"):
        return False
    return owner_of(name, sources.names) == exercise.name or name == exercise.owner


def _figures_beside(sources: Sources, exercise: Exercise) -> set[str]:
    section = next(s for s in sources.exercise_set.sections if exercise in s.tasks)
    return {b.name for b in section.blocks if isinstance(b, Figure)}


def _place(role: Role, name: str, definition: Definition) -> Belonging:
    node = definition.node
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    last = node.end_lineno or node.lineno
    return Belonging(role, name, definition.path, first, last, definition.first_sentence)


def _lines_on_page(sources: Sources, exercise: Exercise) -> tuple[int, int]:
    """From its directive to the end of its last hint or `after`."""
    rows = sources.text("page.md").splitlines()
    last = exercise.line
    for number, row in enumerate(rows[exercise.line :], exercise.line + 1):
        if _ENDS.match(row):
            break
        if row.rstrip() == ":::":
            last = number
    return exercise.line, last
