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
from arena.course.parts import Part, Role, given_files, merged, parts_of
from arena.course.stubs import stub_file
from arena.errors import CourseError


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
        return tuple(p.stem for p in given_files(self.folder))

    @cached_property
    def parts(self) -> dict[Role, tuple[Part, ...]]:
        """The files of every role, in the order of the page."""
        return {role: parts_of(self.exercise_set, role) for role in Role}

    @cached_property
    def files(self) -> dict[str, tuple[str, ...]]:
        """Every Python file that the code of the set is made of, by role or given module."""
        roles = {role.value: tuple(p.file for p in parts) for role, parts in self.parts.items()}
        return roles | {name: (f"{name}.py",) for name in self.given}

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """Files whose names belong to no exercise: given modules, and `common.py` of each role."""
        return (*(f"{name}.py" for name in self.given), *self.common)

    @cached_property
    def common(self) -> tuple[str, ...]:
        """The `common.py` of every role that has one."""
        return tuple(p.file for parts in self.parts.values() for p in parts if p.is_common)

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
        return self.exercise_set.figures

    @cached_property
    def definitions(self) -> dict[str, dict[str, Definition]]:
        """What every role and every given module defines, methods included; of a role without what
        is in its `common.py`.
        """
        return {
            name: merged(self.defined_in(f) for f in files if f not in self.common)
            for name, files in self.files.items()
        }

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """The syntax tree of every file of code, by its name below the folder."""
        return {f: ast.parse(self.text(f)) for files in self.files.values() for f in files}

    def defined_in(self, file: str) -> dict[str, Definition]:
        """What one file defines, methods included."""
        return definitions_of(self.text(file), self.folder / file)

    def check_syntax(self) -> None:
        """Parse every file of code.

        Raises:
            CourseError: one is not Python, or a name is defined in two; with file and line.
        """
        assert self.definitions is not None
        assert self.trees is not None

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
        """The public functions and classes of a role or a given module."""
        return public(self.definitions[module])

    def docstrings(self, file: str) -> Iterator[tuple[int, str]]:
        """First line and raw text of every docstring of a file, nested ones included."""
        for node in ast.walk(self.trees[file]):
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
        self, file: str | Path, line: int, rule: str, what: str, next_step: str, exercise: str = ""
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


def public(definitions: dict[str, Definition]) -> dict[str, Definition]:
    """The functions and classes among definitions whose names do not begin with `_`."""
    return {n: d for n, d in definitions.items() if "." not in n and not n.startswith("_")}
