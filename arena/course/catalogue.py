"""Finding things in a course by the names people type: tasks, sets, answers, mistakes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from arena.course.definitions import Definition, owner_of
from arena.course.model import Course, Exercise, ExerciseSet, Task
from arena.course.parts import Role, definitions_in
from arena.errors import UnknownName


@dataclass(frozen=True)
class Solution:
    """The reference answer's source, then the other right ones with what each is about.

    Args:
        source: the reference.
        alternatives: pairs of the first sentence of the docstring, and the source.
    """

    source: str
    alternatives: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Catalogue:
    """A course as something to look things up in.

    Args:
        course: what is taught.
        here: id of the set in which a bare name is looked up first.
    """

    course: Course
    here: str = ""

    def task(self, name: str) -> Task:
        """The task called `conv1d`, `0.2/conv1d` or `0.2 conv1d`.

        Raises:
            UnknownName: nothing is called so; the nearest names are offered.
        """
        set_name, _, bare = name.strip().replace(" ", "/").rpartition("/")
        sets = [self.set(set_name)] if set_name else self._sets_from_here()
        for exercise_set in sets:
            for task in exercise_set.tasks:
                if bare in (task.name, task.name.replace(".", "__")):
                    return task
        offer = _offer(bare, [t.name for s in sets for t in s.tasks], "`arena list` shows all.")
        raise UnknownName(f"There is no exercise called “{name}”.", offer)

    def set(self, name: str) -> ExerciseSet:
        """The set with this id, folder name or title (case does not matter).

        Raises:
            UnknownName: there is none.
        """
        wanted = name.strip().casefold()
        for exercise_set in self.course.sets:
            known = (exercise_set.id, exercise_set.slug, exercise_set.title)
            if wanted in {k.casefold() for k in known}:
                return exercise_set
        listed = ", ".join(f"{s.id} {s.title}" for s in self.course.sets)
        raise UnknownName(f"There is no set called “{name}”.", f"There are: {listed}.")

    def set_of(self, task: Task) -> ExerciseSet:
        """The set that a task belongs to."""
        return next(s for s in self.course.sets if s.id == task.set_id)

    def solution(self, exercise: Exercise) -> Solution:
        """The reference and the alternatives."""
        exercise_set = self.set_of(exercise)
        solutions = definitions_in(exercise_set, Role.SOLUTIONS)
        names = [e.name for e in exercise_set.exercises]
        others = definitions_in(exercise_set, Role.ALTERNATIVES)
        mine = [
            d for n, d in others.items() if "." not in n and owner_of(n, names) == exercise.name
        ]
        return Solution(
            solutions[exercise.name].source, tuple((d.first_sentence, d.source) for d in mine)
        )

    def mistake(self, code: str) -> Definition:
        """The mistake called `conv1d.flipped`, `conv1d__flipped` or `0.2/conv1d__flipped`.

        Raises:
            UnknownName: there is none.
        """
        set_name, _, bare = code.strip().rpartition("/")
        symbol = bare.replace(".", "__")
        pages: dict[str, Definition] = {}
        for exercise_set in [self.set(set_name)] if set_name else self._sets_from_here():
            found = definitions_in(exercise_set, Role.MISTAKES)
            if symbol in found:
                return found[symbol]
            pages |= {n: d for n, d in found.items() if "." not in n and "__" in n}
        offer = _offer(symbol, pages, "`arena check` names the mistake.")
        raise UnknownName(f"There is no explanation called “{code}”.", offer)

    def _sets_from_here(self) -> list[ExerciseSet]:
        return sorted(self.course.sets, key=lambda s: s.id != self.here)


def _offer(name: str, names: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}?" if near else otherwise
