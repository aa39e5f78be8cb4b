"""The files of one set as the compiler reads them: texts, syntax trees, docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from arena.compiler.report import Fault
from arena.course.definitions import Definition, definitions_of
from arena.course.model import Course, Exercise, ExerciseSet, Figure
from arena.course.stubs import stub_file
from arena.errors import CourseError

MODULES = (
    "solutions",
    "checks",
    "oracles",
    "mistakes",
    "alternatives",
    "figures",
)
ABSENT_FROM_LEARNERS = ("checks", "oracles", "mistakes", "alternatives", "figures")


@dataclass(frozen=True)
class Sources:
    """One set of a course, with what its files say.

    Files that do not exist are empty; `arena.compiler.accounting` says which have to.
    """

    course: Course
    exercise_set: ExerciseSet
    _texts: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """Where the set lies."""
        return self.exercise_set.folder

    @cached_property
    def given(self) -> tuple[str, ...]:
        """Names of the modules that learners may import: every other Python file of the set."""
        stems = (p.stem for p in sorted(self.folder.glob("*.py")))
        return tuple(s for s in stems if s not in MODULES and s != "__init__")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the exercises."""
        return tuple(e.name for e in self.exercise_set.exercises)

    @cached_property
    def stub(self) -> str:
        """What a learner starts from.

        Raises:
            CourseError: an exercise cannot be taken out of `solutions.py`.
        """
        return stub_file(self.text("solutions.py"), self.names)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures on the page."""
        blocks = (b for s in self.exercise_set.sections for b in s.blocks)
        return tuple(b for b in blocks if isinstance(b, Figure))

    @cached_property
    def definitions(self) -> dict[str, dict[str, Definition]]:
        """What every module defines, methods included."""
        return {
            module: definitions_of(self.text(f"{module}.py"), self.folder / f"{module}.py")
            for module in (*MODULES, *self.given)
        }

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """The syntax tree of every module."""
        return {m: ast.parse(self.text(f"{m}.py")) for m in (*MODULES, *self.given)}

    def check_syntax(self) -> None:
        """Parse every module.

        Raises:
            CourseError: one is not Python, with file and line.
        """
        assert self.definitions is not None

    def text(self, name: str) -> str:
        """The text of a file of the set, empty if there is none.

        Raises:
            CourseError: it is not UTF-8.
        """
        if name not in self._texts:
            path = self.folder / name
            try:
                text = path.read_text(encoding="utf-8") if path.exists() else ""
            except UnicodeDecodeError:
                raise CourseError("the file is not UTF-8", "Save it as UTF-8.", path, 1) from None
            self._texts[name] = text
        return self._texts[name]

    def top_level(self, module: str) -> dict[str, Definition]:
        """The public functions and classes of a module."""
        found = self.definitions[module]
        return {n: d for n, d in found.items() if "." not in n and not n.startswith("_")}

    def docstrings(self, module: str) -> Iterator[tuple[int, str]]:
        """First line and raw text of every docstring of a module, nested ones included."""
        for node in ast.walk(self.trees[module]):
            if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                continue
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                yield first.lineno, first.value.value

    def line_of(self, exercise: Exercise, text: str) -> int:
        """The line of the page on which a text of a task begins."""
        first = text.strip().splitlines()[0] if text.strip() else ""
        rows = self.text("page.md").splitlines()
        for number, row in enumerate(rows[exercise.line :], exercise.line + 1):
            if first and row.strip() == first:
                return number
        return exercise.line

    def fault(
        self, file: str, line: int, rule: str, what: str, next_step: str, exercise: str = ""
    ) -> Fault:
        """A fault in a file of the set."""
        try:
            path = (self.folder / file).relative_to(self.course.folder.parent)
        except ValueError:
            path = self.folder / file
        return Fault(
            path=path.as_posix(),
            line=max(line, 1),
            rule=rule,
            what=what,
            next_step=next_step,
            exercise=exercise,
        )
