"""The parts of a set: which roles its code has, in which files they lie, and how they are read.

A role is one file, such as `checks.py`, or a folder of that name with one file for each section of
the page: `checks/rays.py`, then `checks/rays_2.py` where the first grows long. What several of them
use lies in `checks/common.py`. A folder needs no `__init__.py`. Never are there both.

No process that runs a learner's code may read a file of any role. The checks reach it as compiled
code: the file that holds an exercise's checks, and `common.py` before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from arena.course.definitions import Definition, read_definitions
from arena.course.model import ExerciseSet, Section
from arena.errors import CourseError

COMMON = "common"
SHELF = "shelf"  # the folder of a course that holds what several sets use


class Role(StrEnum):
    """What a part of a set is for."""

    SOLUTIONS = "solutions"
    CHECKS = "checks"
    ORACLES = "oracles"
    MISTAKES = "mistakes"
    ALTERNATIVES = "alternatives"
    DRAWINGS = "drawings"
    FIGURES = "figures"

    @property
    def is_needed(self) -> bool:
        """Whether a set is incomplete without it."""
        return self not in (Role.ALTERNATIVES, Role.DRAWINGS, Role.FIGURES)

    @property
    def may_split(self) -> bool:
        """Whether it may be a folder; a learner's file is one, so are the solutions. What figures
        are drawn from is short, and travels to the child in one piece.
        """
        return self not in (Role.SOLUTIONS, Role.DRAWINGS)


@dataclass(frozen=True)
class Part:
    """One file of a role.

    Args:
        role: whose.
        path: where it lies.
        is_split: whether it lies in the folder of its role.
    """

    role: Role
    path: Path
    is_split: bool = False

    @property
    def is_common(self) -> bool:
        """Whether it holds what the files of several sections use, and nothing of its own."""
        return self.is_split and self.path.stem == COMMON

    @property
    def module(self) -> str:
        """Its dotted name below the package of the set: `checks` or `checks.rays`."""
        return f"{self.role}.{self.path.stem}" if self.is_split else self.role.value

    @property
    def file(self) -> str:
        """Its name below the folder of the set: `checks.py` or `checks/rays.py`."""
        return f"{self.role}/{self.path.name}" if self.is_split else self.path.name

    def section_in(self, sections: Iterable[Section]) -> Section | None:
        """The section that it is named after; None for `common.py` and for a whole role."""
        if not self.is_split:
            return None
        by_stem = {stem_of(s): s for s in sections}
        return by_stem.get(self.path.stem) or by_stem.get(re.sub(r"_\d+$", "", self.path.stem))


def stem_of(section: Section) -> str:
    """What the files of a section are called: its anchor, without a leading article."""
    return re.sub(r"^(a|an|the)_", "", section.anchor.replace("-", "_"))


def parts_of(exercise_set: ExerciseSet, role: Role) -> tuple[Part, ...]:
    """The files of a role in the order of the page, `common.py` before them; none if it has none.

    Raises:
        CourseError: there are both a file and a folder.
    """
    whole = exercise_set.folder / f"{role}.py"
    split = [
        Part(role, path, is_split=True)
        for path in sorted((exercise_set.folder / role).glob("*.py"), key=_by_number)
        if path.name != "__init__.py"
    ]
    if whole.exists() and split:
        advice = f"Move what is in {whole.name} into {role}/ and delete it."
        raise CourseError(f"there are both {whole.name} and {role}/", advice, whole, 1)
    if split:
        return tuple(sorted(split, key=lambda part: _position(part, exercise_set.sections)))
    return (Part(role, whole),) if whole.exists() else ()


def definitions_in(exercise_set: ExerciseSet, role: Role) -> dict[str, Definition]:
    """What the files of a role define, in the order of the page, without what `common.py` holds.

    Raises:
        CourseError: a file is not Python, or two define the same public name.
    """
    parts = (p for p in parts_of(exercise_set, role) if not p.is_common)
    return merged(read_definitions(p.path) for p in parts)


def home_of(exercise_set: ExerciseSet, role: Role, section: Section | None) -> Path:
    """The file into which something new of a section goes; it need not exist."""
    parts = parts_of(exercise_set, role)
    if section is None or not parts or not parts[0].is_split:
        return exercise_set.folder / f"{role}.py"
    mine = [p.path for p in parts if p.section_in([section]) is section]
    return mine[-1] if mine else exercise_set.folder / role / f"{stem_of(section)}.py"


def given_files(folder: Path) -> tuple[Path, ...]:
    """The modules that a learner's file may import: every Python file of a set without a role."""
    found = sorted(folder.glob("*.py"))
    return tuple(p for p in found if p.stem not in {*Role, "__init__"})


def code_files(folder: Path) -> tuple[Path, ...]:
    """Every Python file that the code of a set is made of, sorted."""
    found = [*folder.glob("*.py")]
    for role in Role:
        found += (folder / role).glob("*.py")
    return tuple(sorted(found))


def merged(files: Iterable[dict[str, Definition]]) -> dict[str, Definition]:
    """The definitions of several files as one table.

    Raises:
        CourseError: two files define the same public name.
    """
    found: dict[str, Definition] = {}
    for definitions in files:
        found |= _without_doubles(definitions, found)
    return found


def _without_doubles(
    new: dict[str, Definition], known: Mapping[str, Definition]
) -> dict[str, Definition]:
    for name in new.keys() & known.keys():
        if not name.startswith("_"):
            first, second = known[name], new[name]
            raise CourseError(
                f"`{name}` is defined in {first.path.name} as well",
                "Delete one of them.",
                second.path,
                second.node.lineno,
            )
    return {n: d for n, d in new.items() if n not in known}


def _by_number(path: Path) -> tuple[str, int]:
    stem, number = re.fullmatch(r"(.*?)(?:_(\d+))?", path.stem).groups()  # type: ignore[union-attr]
    return stem, int(number or 1)


def _position(part: Part, sections: tuple[Section, ...]) -> int:
    if part.is_common:
        return -1
    section = part.section_in(sections)
    return sections.index(section) if section else len(sections)
