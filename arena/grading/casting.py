"""Whose definitions run for one exercise: the learner's, or ours.

A need that the page declares is the learner's own where that is right, and ours elsewhere.
Anything else that they call is theirs as it stands. What only the given code calls is ours until it
is right.
Rightness is decided in the order of the page, on earlier exercises alone, so each of them is judged
once however they call one another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from arena.course.attempts import is_own_work
from arena.course.model import Exercise
from arena.grading.library import SetCode
from arena.grading.parsing import ParsedFile
from arena.grading.plan import Plan, make_plan
from arena.grading.trial import RunObserver

TOTAL_S = 60.0
"""Seconds in which helpers are judged for one verdict; an experiment's own run is not counted."""


@dataclass(frozen=True)
class Request:
    """One exercise of one file, to be judged.

    Args:
        exercise: which.
        code: its set's code.
        learner: the whole file.
        filename: how tracebacks name it.
        assume_right: take every helper as right and name no mistake; for the course compiler.
        watch: looks at an experiment while it runs.
        deadline: of `time.monotonic`; after it no more helpers are judged.
    """

    exercise: Exercise
    code: SetCode
    learner: ParsedFile
    filename: str
    assume_right: bool = False
    watch: RunObserver | None = None
    deadline: float = field(default_factory=lambda: time.monotonic() + TOTAL_S)

    @property
    def late(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() > self.deadline

    def plan(self, ours: set[str] | frozenset[str] = frozenset()) -> Plan:
        """What runs if these helpers are ours."""
        return make_plan(self.learner, self.code.reference, self.exercise.name, ours, self.filename)


@dataclass(frozen=True)
class Cast:
    """A plan with every helper decided.

    Args:
        plan: what runs.
        ours: exercises for which our answer stands in.
        unjudged: exercises of the learner's own that run as they stand.
        leans: exercises that the answer calls, that are not written yet and are none of its needs.
        late: helpers that there was no time to judge.
    """

    plan: Plan
    ours: tuple[str, ...]
    unjudged: tuple[str, ...] = ()
    leans: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def has_own_framework(self) -> bool:
        """Whether the learner's file brings, or changes, what others take from the course."""
        return bool(self.plan.brought or self.unjudged)


def choose_cast(request: Request, is_right: Callable[[str], bool], *, strict: bool = False) -> Cast:
    """Decide for each helper that a plan reaches whose definition runs.

    Args:
        request: what is judged.
        is_right: whether an earlier exercise of the learner's file is right.
        strict: ours in the place of everything unjudged that the answer itself does not call.
    """
    exercise, code = request.exercise, request.code
    names = code.reference.exercises
    # What is no exercise of the page, such as a picture's needs, comes after all of them.
    at = names.index(exercise.name) if exercise.name in names else len(names)
    earlier = set(names[:at])
    needs = _needs_of(exercise, code)
    ours: set[str] = set()
    unjudged: list[str] = []
    leans: list[str] = []
    late: list[str] = []
    decided: set[str] = set()
    while True:
        plan = request.plan(ours)
        undecided = [h for h in plan.helpers if h not in decided]
        if request.assume_right or not undecided:
            return Cast(
                plan,
                tuple(h for h in names if h in ours),
                tuple(unjudged),
                tuple(leans),
                tuple(late),
            )
        for helper in undecided:
            decided.add(helper)
            owner = helper.partition(".")[0]
            is_called = owner in plan.named and owner != exercise.owner
            if helper not in needs and is_written(helper, request):
                if is_called or (owner in plan.own and not strict):
                    unjudged.append(helper)
                    continue
            elif helper not in needs and is_called:
                leans.append(helper)
            if helper not in earlier:
                ours.add(helper)
            elif request.late:
                late.append(helper)
                ours.add(helper)
            elif not is_right(helper):
                ours.add(helper)


def is_written(name: str, request: Request) -> bool:
    """Whether the learner's file has an answer of its own to an exercise."""
    return is_own_work(request.learner.nodes, request.code.stub.nodes, name)


def _needs_of(exercise: Exercise, code: SetCode) -> set[str]:
    """The exercises that the page names as needs, and theirs in turn."""
    by_name = {e.name: e for e in code.exercise_set.exercises}
    found: set[str] = set()
    waiting = list(exercise.needs)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += by_name[name].needs
    return found
