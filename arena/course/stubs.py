"""The reference answers with the answers taken out: what a learner starts from.

A stub is `solutions.py` byte for byte apart from the bodies of its exercises, with `# %%` lines
added. Bodies are found by syntax tree and tokens and cut out of the text, so comments, decorators
and blank lines elsewhere stay as the author wrote them.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Sequence

from arena.course.attempts import is_attempted
from arena.course.blanks import CLOSE, OPEN, YOUR_CODE, Edit, SourceText, first_line
from arena.course.cells import (
    Cell,
    first_line_with_comments,
    newline_of,
    parse,
    plain,
    split_cells,
)
from arena.course.definitions import DefinitionNode, walk_definitions
from arena.course.model import ExerciseSet
from arena.errors import CourseError

__all__ = ["YOUR_CODE", "is_attempted", "stub_cells", "stub_file", "stub_of"]

_LONGEST_HEADER = 88


def stub_file(source: str, exercises: Sequence[str]) -> str:
    """Take the exercises' bodies out of a module and mark its cells.

    A function keeps its signature and docstring; a class its head, docstring, fields and the
    signatures and docstrings of its methods. If `# <yours>` … `# </yours>` stand anywhere in an
    exercise, exactly what is between them goes. The stub of a stub is the stub.

    Args:
        source: the text of `solutions.py`.
        exercises: their names: `conv1d`, `Linear`, `Attention.forward`.

    Raises:
        CourseError: the source does not parse, an exercise is not defined in it, or markers do
            not pair up.
    """
    newline = newline_of(source)
    stub = _stub(plain(source), exercises)
    return stub.replace("\n", newline) if newline != "\n" else stub


def stub_cells(source: str, exercises: Sequence[str]) -> tuple[Cell, ...]:
    """The cells of the stub, in the order of the file."""
    return split_cells(stub_file(source, exercises))


def stub_of(exercise_set: ExerciseSet) -> str:
    """The stub of a set, from its folder; empty for a set without exercises.

    Raises:
        CourseError: `solutions.py` cannot be read or made into a stub.
    """
    if not exercise_set.exercises:
        return ""
    path = exercise_set.folder / "solutions.py"
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"cannot be read: {error}", "Save it as UTF-8.", path) from None
    try:
        return _cached_stub(source, tuple(e.name for e in exercise_set.exercises))
    except CourseError as error:
        raise CourseError(error.what, error.next_step, path) from None


@functools.lru_cache(maxsize=64)
def _cached_stub(source: str, exercises: tuple[str, ...]) -> str:
    return stub_file(source, exercises)


def _stub(text: str, exercises: Sequence[str]) -> str:
    source = SourceText(text)
    found = {(e.start, e.end): e for name in exercises for e in source.exercise_edits(name)}
    bodies = [
        e  # a method may be an exercise of a class that is one
        for e in found.values()
        if not any(o is not e and o.start <= e.start <= e.end <= o.end for o in found.values())
    ]
    edits = [*bodies, *_header_edits(source, exercises)]
    stub = source.source
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        stub = stub[: edit.start] + edit.text + stub[edit.end :]
    if parse(stub) is None:
        what = "the stub is not valid Python"
        raise CourseError(what, f"`{OPEN}` and `{CLOSE}` must stand around whole statements.")
    return stub


def _header_edits(source: SourceText, exercises: Sequence[str]) -> Iterator[Edit]:
    """Runs of statements that belong together, each with a header before it."""
    owners = {e.partition(".")[0] for e in exercises}
    runs: list[tuple[str, list[ast.stmt]]] = []
    kind = "setup"
    for statement in source.tree.body:
        name = statement.name if isinstance(statement, DefinitionNode) else ""
        kind = "given" if name else kind
        group = f"exercise {name}" if name in owners else kind
        if not runs or runs[-1][0] != group:
            runs.append((group, []))
        runs[-1][1].append(statement)
    floor = 0
    for group, statements in runs:
        at = _cell_start(source, first_line(statements[0]) - 1, floor)
        start = source.starts[at]
        yield Edit(start, start, f"# %% {_title(group, statements, exercises)}\n")
        floor = statements[-1].end_lineno or statements[-1].lineno


def _cell_start(source: SourceText, first: int, floor: int) -> int:
    """Where the cell of a statement begins (zero-based).

    Comments above it are in it, unless they touch the statement before.
    """
    if floor == 0:
        return 0
    lines = source.lines
    own = first_line_with_comments(lines, first, floor)
    blank = next((i for i in range(floor, own) if not lines[i].strip()), own)
    return next((i for i in range(blank, own) if lines[i].startswith("#")), own)


def _title(group: str, statements: Sequence[ast.stmt], exercises: Sequence[str]) -> str:
    if group.startswith("exercise "):
        owner = group.removeprefix("exercise ")
        order = [n for n, _ in walk_definitions(statements)]
        mine = {e for e in exercises if e.partition(".")[0] == owner}
        return "exercise: " + ", ".join(sorted(mine, key=order.index))
    names = [s.name for s in statements if isinstance(s, DefinitionNode)]
    if group == "setup" or not names:
        return group
    title = f"given: {', '.join(names)}"
    return title if len(title) < _LONGEST_HEADER else title[: _LONGEST_HEADER - 2] + " …"
