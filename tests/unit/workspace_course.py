"""Courses made by hand, in real folders, for the tests of stubs, workspace and journal."""

from __future__ import annotations

from pathlib import Path

from arena.course.model import Chapter, Course, Exercise, ExerciseSet, Kind, Section

SOLUTIONS = '''"""Shapes: the reference answers."""

import math

SCALE = 2.0


def area(radius: float) -> float:
    """Area of a disc of radius `radius`."""
    return math.pi * radius**2  # not the circumference


class Box:
    """A box that knows its sides."""

    def __init__(self, width: float, height: float) -> None:
        """Keep both sides."""
        self.width = width
        self.height = height

    def diagonal(self) -> float:
        """Length of the diagonal."""
        return math.hypot(self.width, self.height)

    def doubled(self) -> "Box":
        return Box(SCALE * self.width, SCALE * self.height)


def unit_box() -> Box:
    return Box(1.0, 1.0)


def volume(side: float) -> float:
    """Volume of a cube."""
    return side**3
'''
NAMES = ("area", "Box.__init__", "Box.diagonal", "volume")


def exercise(name: str, set_id: str = "0.1") -> Exercise:
    """An exercise with a name and nothing to say."""
    return Exercise(
        type=Kind.CODE,
        set_id=set_id,
        name=name,
        title=name,
        minutes=10,
        difficulty=2,
        importance=3,
        needs=(),
        flags=(),
        bonus=False,
        statement="Write it.",
        hints=(),
        after="",
        line=1,
    )


def make_set(
    folder: Path,
    solutions: str = SOLUTIONS,
    names: tuple[str, ...] = NAMES,
    slug: str = "s1_shapes",
    set_id: str = "0.1",
) -> ExerciseSet:
    """A set whose `solutions.py` is really in a folder."""
    home = folder / "ch0_basics" / slug
    home.mkdir(parents=True, exist_ok=True)
    (home / "solutions.py").write_bytes(solutions.encode())
    blocks = tuple(exercise(name, set_id) for name in names)
    return ExerciseSet(
        id=set_id,
        slug=slug,
        title="Shapes",
        folder=home,
        package=f"curriculum.ch0_basics.{slug}",
        chapter="ch0_basics",
        summary="",
        teaches=(),
        needs=(),
        packages=(),
        bonus=False,
        papers=(),
        sections=(Section(title="All", anchor="all", blocks=blocks),),
    )


def make_course(folder: Path, *sets: ExerciseSet) -> Course:
    """A course of one chapter."""
    chapter = Chapter(
        id="0", slug="ch0_basics", title="Basics", intro="", sets=sets or (make_set(folder),)
    )
    return Course(title="Test course", folder=folder, install_line="", chapters=(chapter,))
