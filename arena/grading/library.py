"""The code of the sets as the judge holds it: checks, oracles, mistakes, and what they answer.

Only trusted processes import this. Modules are loaded afresh when a file of the set changes.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from arena.checks import CheckOptions, options_of
from arena.course.definitions import first_paragraph, owner_of
from arena.course.given import readable_files
from arena.course.model import Course, Exercise, ExerciseSet
from arena.course.stubs import stub_file
from arena.errors import CourseError
from arena.grading.observe import Answer, observe
from arena.grading.parsing import Source, parse_source
from arena.grading.plan import Reference
from arena.grading.rules import claim_of, has_rules, offences_of

SEED = 20

Implementation = Callable[..., object]
Check = Callable[..., object]


@dataclass(frozen=True)
class Experiment:
    """One check as it is run: the function, its options and one of its seeds."""

    name: str
    function: Check
    options: CheckOptions
    seed: int
    claim: str


@dataclass
class SetCode:
    """The modules of one set, and a memory of what oracles and mistakes answer."""

    exercise_set: ExerciseSet
    stamp: tuple[tuple[str, int, int], ...]
    failures: dict[tuple[str, Experiment], bool] = field(default_factory=dict)
    _answers: dict[tuple[str, str, int, torch.dtype], Answer] = field(default_factory=dict)
    _owned: dict[str, dict[str, dict[str, Implementation]]] = field(default_factory=dict)

    @cached_property
    def checks(self) -> ModuleType:
        return self._module("checks")

    @cached_property
    def oracles(self) -> ModuleType:
        return self._module("oracles")

    @cached_property
    def solutions(self) -> ModuleType:
        return self._module("solutions")

    @cached_property
    def mistakes(self) -> ModuleType:
        return self._module("mistakes")

    @cached_property
    def alternatives(self) -> ModuleType | None:
        has_file = (self.exercise_set.folder / "alternatives.py").exists()
        return self._module("alternatives") if has_file else None

    @cached_property
    def source(self) -> Source:
        """`solutions.py`, parsed."""
        path = self.exercise_set.folder / "solutions.py"
        return parse_source(path.read_text(encoding="utf-8"))

    @cached_property
    def reference(self) -> Reference:
        """`solutions.py` and which of its definitions are exercises."""
        names = tuple(e.name for e in self.exercise_set.exercises)
        return Reference(self.source, names, self.exercise_set.package.partition(".")[0])

    @cached_property
    def stub(self) -> Source:
        """What a learner starts from, parsed."""
        return parse_source(stub_file(self.source.text, self.reference.exercises))

    @cached_property
    def checks_code(self) -> bytes:
        """`checks.py`, compiled and marshalled for the child."""
        import marshal

        path = self.exercise_set.folder / "checks.py"
        return marshal.dumps(compile(path.read_text(encoding="utf-8"), "<checks>", "exec"))

    @cached_property
    def readable(self) -> tuple[str, ...]:
        """What a submission may read of the set."""
        return readable_files(self.exercise_set)

    def experiments(self, exercise: Exercise) -> tuple[Experiment, ...]:
        """The checks of an exercise in the order of the file, once for each seed."""
        return self._experiments.get(exercise.name, ())

    @cached_property
    def _experiments(self) -> dict[str, tuple[Experiment, ...]]:
        """Exercise → its checks; who owns what is asked once, not for each verdict."""
        return {
            owner: tuple(
                e for name, check in found.items() if "__" in name for e in _seeded(name, check)
            )
            for owner, found in self._by_owner(self.checks).items()
        }

    def rule(self, exercise: Exercise) -> Experiment:
        """The claim about what the body may use; its observation is read, not run."""
        name = f"{exercise.symbol}__rules"
        return Experiment(name, _never_run, CheckOptions(), 0, claim_of(exercise))

    def claims(self, exercise: Exercise) -> Iterator[Experiment]:
        """Everything that is judged: the checks, then the rule if there is one."""
        yield from self.experiments(exercise)
        if has_rules(exercise):
            yield self.rule(exercise)

    def owned(self, module: ModuleType | None, exercise: Exercise) -> dict[str, Implementation]:
        """The mistakes or alternatives of an exercise."""
        if module is None:
            return {}
        found = self._by_owner(module).get(exercise.name, {})
        return {name: value for name, value in found.items() if name != exercise.symbol}

    def _by_owner(self, module: ModuleType) -> dict[str, dict[str, Implementation]]:
        """Exercise → the public functions and classes of a module that belong to it."""
        if module.__name__ not in self._owned:
            names = tuple(e.name for e in self.exercise_set.exercises)
            found: dict[str, dict[str, Implementation]] = {}
            for name, value in _functions(module):
                if owner := owner_of(name, names):
                    found.setdefault(owner, {})[name] = value
            self._owned[module.__name__] = found
        return self._owned[module.__name__]

    def oracle(self, exercise: Exercise) -> Implementation:
        """The independent implementation; the solution where oracles.py has none."""
        for module, name in (
            (self.oracles, exercise.symbol),
            (self.oracles, exercise.owner),
            (self.solutions, exercise.owner),
        ):
            found = getattr(module, name, None)
            if callable(found):
                return found  # type: ignore[no-any-return]
        raise CourseError(
            f"`{exercise.name}` has no oracle", "Write it in oracles.py.", self.exercise_set.folder
        )

    def judge_of(self, experiment: Experiment) -> Callable[..., object] | None:
        """The judge of an observation with no exact value, `<exercise>__<claim>` in oracles.py."""
        found = getattr(self.oracles, experiment.name, None)
        return found if callable(found) else None

    def figure(self, name: str) -> dict[str, Any]:
        """A figure of `figures.py` as Plotly JSON."""
        function = getattr(self._module("figures"), name, None)
        if not callable(function):
            raise CourseError(
                f"figures.py has no `{name}`", "Correct the name.", self.exercise_set.folder
            )
        figure: dict[str, Any] = json.loads(function().to_json())
        return figure

    def answer(
        self,
        name: str,
        implementation: Implementation,
        experiment: Experiment,
        dtype: torch.dtype = torch.float32,
    ) -> Answer:
        """What a trusted implementation answers, from memory if it was asked before."""
        key = (name, experiment.name, experiment.seed, dtype)
        if experiment.function is _never_run:
            found = offences_of(_exercise_of(self.exercise_set, experiment), implementation)
            return Answer(experiment.name, observation=[o.name for o in found])
        if key not in self._answers:
            self._answers[key] = observe(
                experiment.name,
                experiment.function,
                implementation,
                seed=experiment.seed,
                dtype=dtype,
                filename=_file_of(implementation),
            )
        return self._answers[key]

    def _module(self, name: str) -> ModuleType:
        path = self.exercise_set.folder / f"{name}.py"
        if not path.exists():
            raise CourseError(f"the set has no {name}.py", "Write it.", path)
        return importlib.import_module(f"{self.exercise_set.package}.{name}")


class Library:
    """The code of every set of a course, loaded on first need and again when a file changes."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._sets: dict[str, SetCode] = {}
        parent = str(course.folder.parent)
        if parent not in sys.path:
            sys.path.insert(0, parent)

    def code(self, set_id: str) -> SetCode:
        """The code of one set, as its files are now."""
        exercise_set = next(s for s in self.course.sets if s.id == set_id)
        stamp = _stamp(exercise_set.folder)
        known = self._sets.get(set_id)
        if known is None or known.stamp != stamp:
            _forget(exercise_set.package)
            known = self._sets[set_id] = SetCode(exercise_set, stamp)
        return known


def _seeded(name: str, check: Check) -> Iterator[Experiment]:
    """A check, once for each of its seeds."""
    options = options_of(check)
    claim = first_paragraph(inspect.getdoc(check) or name)
    return (Experiment(name, check, options, SEED + i, claim) for i in range(options.seeds))


def _never_run(implementation: Implementation, rng: torch.Generator) -> None:
    """Stands for a claim that is read from the source."""


def _file_of(implementation: Implementation) -> str:
    return inspect.getfile(inspect.unwrap(implementation))


def _exercise_of(exercise_set: ExerciseSet, experiment: Experiment) -> Exercise:
    names = [e.name for e in exercise_set.exercises]
    owner = owner_of(experiment.name, names)
    return next(e for e in exercise_set.exercises if e.name == owner)


def _functions(module: ModuleType) -> list[tuple[str, Implementation]]:
    """Public functions and classes defined in a module itself, in the order of the file."""
    return [
        (name, value)
        for name, value in vars(module).items()
        if (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    found = []
    for path in sorted(folder.glob("*.py")):
        status = path.stat()
        found.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(found)


def _forget(package: str) -> None:
    importlib.invalidate_caches()
    for name in [n for n in sys.modules if n == package or n.startswith(package + ".")]:
        del sys.modules[name]
