"""The code of the sets as the judge holds it: checks, oracles, mistakes, and what they answer.

Only trusted processes import this. Modules are loaded afresh when a file of the set changes.
"""

from __future__ import annotations

import importlib
import inspect
import json
import marshal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import torch

from arena.checks import CheckOptions, options_of
from arena.course.definitions import first_paragraph, owner_of
from arena.course.given import readable_files
from arena.course.model import Course, Exercise, ExerciseSet
from arena.course.parts import Part, Role, code_files, parts_of
from arena.course.stubs import stub_file
from arena.errors import CourseError
from arena.grading.observe import Answer, observe
from arena.grading.parsing import ParsedFile, parse_source
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
    _checks_code: dict[Part, bytes] = field(default_factory=dict)
    _owned: dict[Role, dict[str, dict[str, Implementation]]] = field(default_factory=dict)

    @cached_property
    def oracles(self) -> Mapping[str, Implementation]:
        """The oracles and the judges of checks, by name."""
        return self._callables(Role.ORACLES)

    @cached_property
    def solutions(self) -> ModuleType:
        """`solutions.py`."""
        return self._modules(Role.SOLUTIONS)[0]

    @cached_property
    def figures(self) -> Mapping[str, Implementation]:
        """The functions that draw, by name."""
        return self._callables(Role.FIGURES)

    @cached_property
    def source(self) -> ParsedFile:
        """`solutions.py`, parsed."""
        path = self.exercise_set.folder / "solutions.py"
        return parse_source(path.read_text(encoding="utf-8"))

    @cached_property
    def reference(self) -> Reference:
        """`solutions.py` and which of its definitions are exercises."""
        names = tuple(e.name for e in self.exercise_set.exercises)
        return Reference(self.source, names, self.exercise_set.package.partition(".")[0])

    @cached_property
    def stub(self) -> ParsedFile:
        """What a learner starts from, parsed."""
        return parse_source(stub_file(self.source.text, self.reference.exercises))

    def checks_code(self, exercise: Exercise) -> bytes:
        """The checks of an exercise for the child: pairs of a module's dotted name and its code,
        marshalled, in the order in which they run. The last holds the checks.
        """
        parts = parts_of(self.exercise_set, Role.CHECKS)
        module = self.experiments(exercise)[0].function.__module__
        home = next(p for p in parts if self._dotted(p) == module)
        if home not in self._checks_code:
            needed = [*(p for p in parts if p.is_common), home]
            code = tuple((self._dotted(p), _compiled(p)) for p in needed)
            self._checks_code[home] = marshal.dumps(code)
        return self._checks_code[home]

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
            for owner, found in self._by_owner(Role.CHECKS).items()
        }

    def rule(self, exercise: Exercise) -> Experiment:
        """The claim about what the body may use; its observation is read, not run."""
        return Experiment(rule_name(exercise), _never_run, CheckOptions(), 0, claim_of(exercise))

    def claims(self, exercise: Exercise) -> Iterator[Experiment]:
        """Everything that is judged: the checks, and the rule if there is one."""
        yield from self.experiments(exercise)
        if has_rules(exercise):
            yield self.rule(exercise)

    def functions(self, role: Role) -> dict[str, Implementation]:
        """Public functions and classes that a role defines, in the order of the page."""
        own = f"{self.exercise_set.package}.{role}"
        return {
            name: value
            for name, value in self._callables(role).items()
            if (inspect.isfunction(value) or inspect.isclass(value))
            and (value.__module__ == own or value.__module__.startswith(f"{own}."))
        }

    def owned(self, role: Role, exercise: Exercise) -> dict[str, Implementation]:
        """The mistakes or alternatives of an exercise."""
        found = self._by_owner(role).get(exercise.name, {})
        return {name: value for name, value in found.items() if name != exercise.symbol}

    def _by_owner(self, role: Role) -> dict[str, dict[str, Implementation]]:
        """Exercise → what belongs to it among the functions and classes of a role."""
        if role not in self._owned:
            names = tuple(e.name for e in self.exercise_set.exercises)
            found: dict[str, dict[str, Implementation]] = {}
            for name, value in self.functions(role).items():
                if owner := owner_of(name, names):
                    found.setdefault(owner, {})[name] = value
            self._owned[role] = found
        return self._owned[role]

    def oracle(self, exercise: Exercise) -> Implementation:
        """The independent implementation; the solution where there is no oracle."""
        for known, name in (
            (self.oracles, exercise.symbol),
            (self.oracles, exercise.owner),
            (vars(self.solutions), exercise.owner),
        ):
            found = known.get(name)
            if callable(found):
                return found
        what = f"`{exercise.name}` has no oracle"
        raise CourseError(what, "Write it among the oracles.", self.exercise_set.folder)

    def judge_of(self, experiment: Experiment) -> Callable[..., object] | None:
        """The judge of an observation with no exact value, the oracle `<exercise>__<claim>`."""
        return self.oracles.get(experiment.name)

    @cached_property
    def drawings_code(self) -> bytes:
        """The data functions of figures for the child, as `checks_code`; never imported here."""
        parts = parts_of(self.exercise_set, Role.DRAWINGS)
        return marshal.dumps(tuple((self._dotted(p), _compiled(p)) for p in parts))

    def figure(self, name: str, *data: object) -> dict[str, Any]:
        """A figure as Plotly JSON, or a view.

        Args:
            name: of the function.
            data: what it is drawn from, if it is drawn with exercises.
        """
        function: Any = self.figures.get(name)
        if function is None:
            what = f"there is no figure `{name}`"
            raise CourseError(what, "Correct the name.", self.exercise_set.folder)
        figure: dict[str, Any] = json.loads(function(*data).to_json())
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

    def _callables(self, role: Role) -> dict[str, Implementation]:
        """Everything public that can be called in the files of a role, what they import included.

        A name that one file defines and another imports from elsewhere means the one defined.
        """
        found: dict[str, Implementation] = {}
        for module in self._modules(role):
            for name, value in vars(module).items():
                is_own = getattr(value, "__module__", "") == module.__name__
                if callable(value) and not name.startswith("_") and (is_own or name not in found):
                    found[name] = value
        return found

    def _modules(self, role: Role) -> list[ModuleType]:
        parts = parts_of(self.exercise_set, role)
        if not parts and role.is_needed:
            path = self.exercise_set.folder / f"{role}.py"
            raise CourseError(f"the set has no {path.name}", "Write it.", path)
        return [importlib.import_module(self._dotted(part)) for part in parts]

    def _dotted(self, part: Part) -> str:
        return f"{self.exercise_set.package}.{part.module}"


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


def rule_name(exercise: Exercise) -> str:
    """The name of the claim about what an answer may use."""
    return f"{exercise.symbol}__rules"


def _never_run(implementation: Implementation, rng: torch.Generator) -> None:
    """Stands for a claim that is read from the source."""


def _file_of(implementation: Implementation) -> str:
    return inspect.getfile(inspect.unwrap(implementation))


def _exercise_of(exercise_set: ExerciseSet, experiment: Experiment) -> Exercise:
    names = [e.name for e in exercise_set.exercises]
    owner = owner_of(experiment.name, names)
    return next(e for e in exercise_set.exercises if e.name == owner)


def _compiled(part: Part) -> CodeType:
    return compile(part.path.read_text(encoding="utf-8"), "<checks>", "exec")


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    stats = [(path, path.stat()) for path in code_files(folder)]
    return tuple((str(path), s.st_mtime_ns, s.st_size) for path, s in stats)


def _forget(package: str) -> None:
    importlib.invalidate_caches()
    for name in [n for n in sys.modules if n == package or n.startswith(package + ".")]:
        del sys.modules[name]
