"""Answers found in cells, whoever wrote, copied, split, reordered or retyped these.

An answer is found by what it defines, never by the id or the place of a cell. Of several
definitions the last one that is more than a stub counts, as it would in a run from top to bottom.
What an answer uses and the stub does not give (an import, a helper of one's own in another cell)
is taken along, so that the text stands by itself.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from arena.course.attempts import is_attempted
from arena.course.blanks import first_line
from arena.course.cells import (
    Region,
    digest_of,
    lines_of,
    parse,
    plain,
    region_of,
    splice,
    split_cells,
)
from arena.course.definitions import walk_definitions
from arena.course.model import ExerciseSet
from arena.course.stubs import stub_of
from arena.grading.statements import Statement, bound_names
from arena.workspace.documents import plain_code

_VERBS = {"check", "hint", "solution", "explain"}


@dataclass(frozen=True)
class FoundAnswer:
    """What cells hold for one cell of the stub.

    Args:
        exercises: the exercises it answers; several for methods of one class.
        text: the definition and what it takes along.
        cell: index of the cell with the definition.
        attempted: there is more than the stub in it.
        times: how many attempted definitions there are.
        is_last: no other definition, a stub say, comes after it.
    """

    exercises: tuple[str, ...]
    text: str
    cell: int
    attempted: bool
    times: int = 1
    is_last: bool = True

    @property
    def exercise(self) -> str:
        """The first of its exercises."""
        return self.exercises[0]

    @property
    def digest(self) -> str:
        """Compared to see whether the text has changed."""
        return digest_of(self.text)


def answers_in(
    cells: Sequence[str], exercise_set: ExerciseSet, *, alone: bool = False
) -> dict[str, FoundAnswer]:
    """The answers to a set's exercises, by the first exercise of each cell of the stub.

    Args:
        cells: texts of code cells, in order.
        exercise_set: the set.
        alone: each answer is its definition and everything that needs; else it is all that its
            cell holds of it, and what an earlier answer has taken along is not repeated, as all
            of them go into one file.
    """
    stub = stub_of(exercise_set)
    groups = [cell.exercises for cell in split_cells(stub) if cell.exercises]
    sources = [plain_code(plain(cell)) for cell in cells]
    given = _bound_in(stub) | set(dir(builtins))
    answers = {}
    for exercises in groups:
        others = [e for group in groups if group is not exercises for e in group]
        found = _find(sources, exercises, others, stub, alone)
        if found is None:
            continue
        at, text, attempted, times, is_last = found
        carried = list(_carried(text, sources, given)) if attempted else []
        if not alone:
            given |= {name for piece in carried for name in _bound_in(piece)}
        whole = "\n\n\n".join([*_joined(carried), text])
        answers[exercises[0]] = FoundAnswer(exercises, whole, at, attempted, times, is_last)
    return answers


def put_answer(cell: str, exercises: Sequence[str], others: Collection[str], text: str) -> str:
    """A cell with another answer in the place of the one it holds."""
    source, region = _region(plain_code(plain(cell)), exercises[0], others)
    return splice(source, region, text).partition("\n")[2].rstrip("\n")


def _find(
    sources: Sequence[str],
    exercises: Sequence[str],
    others: Collection[str],
    stub: str,
    alone: bool,
) -> tuple[int, str, bool, int, bool] | None:
    owner = exercises[0].partition(".")[0]
    holding = [i for i, source in enumerate(sources) if _defines(source, owner)]
    attempted = [
        i for i in holding if any(is_attempted(sources[i], name, stub) for name in exercises)
    ]
    if not holding:
        return None
    at = (attempted or holding)[-1]
    # By itself an answer is its definition: around it may stand a whole script of somebody's.
    found = region_of(sources[at], exercises[0]) if alone else None
    text = found.text if found else _region(sources[at], exercises[0], others)[1].text
    is_last = at == holding[-1]
    return at, _without_verbs(text), bool(attempted), len(attempted), is_last


def _region(source: str, exercise: str, others: Collection[str]) -> tuple[str, Region]:
    """A cell under a header of its own, and what of it belongs to the exercise."""
    headed = f"# %% exercise: {exercise}\n{source}"
    region = region_of(headed, exercise, others)
    assert region is not None  # the header names it
    return headed, region


def _defines(source: str, owner: str) -> bool:
    """Also where the cell does not parse, and by an assignment (`f = lambda …`)."""
    if owner not in source:
        return False
    if (tree := parse(source)) is not None:
        return any(owner in bound_names(node) for node in tree.body)
    return region_of(source, owner) is not None


def _without_verbs(text: str) -> str:
    """Without `check(…)` and the other verbs typed into the cell of an answer."""
    tree = parse(text)
    lines = lines_of(text)
    for node in reversed(tree.body if tree else []):
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in _VERBS:
            del lines[node.lineno - 1 : node.end_lineno]
    return "".join(lines).strip("\n")


def _carried(text: str, sources: Sequence[str], given: Collection[str]) -> Iterator[str]:
    """Statements of other cells that a text needs, each after what it needs itself."""
    tree = parse(text)
    if tree is None:
        return
    seen = set(given) | _bound_in(text)
    yield from _needed(tree.body, sources, seen)


def _needed(nodes: Sequence[ast.stmt], sources: Sequence[str], seen: set[str]) -> Iterator[str]:
    for node in nodes:
        for name in sorted(Statement(node, "", 0).uses - seen):
            if name in seen:
                continue
            seen.add(name)
            place = _last_binding(name, sources)
            if place is not None:
                source, found = place
                seen |= bound_names(found)
                yield from _needed([found], sources, seen)
                yield "".join(lines_of(source)[first_line(found) - 1 : found.end_lineno]).rstrip()


def _last_binding(name: str, sources: Sequence[str]) -> tuple[str, ast.stmt] | None:
    for source in reversed(sources):
        tree = parse(source) if name in source else None
        for node in reversed(tree.body if tree else []):
            if name in bound_names(node):
                return source, node
    return None


def _joined(pieces: Sequence[str]) -> list[str]:
    """Imports on consecutive lines, everything else by itself."""
    imports = [p for p in pieces if p.startswith(("import ", "from "))]
    rest = [p for p in pieces if p not in imports]
    return [*(["\n".join(imports)] if imports else []), *rest]


def _bound_in(source: str) -> set[str]:
    tree = parse(source)
    names = {name for node in (tree.body if tree else []) for name in bound_names(node)}
    return names | {n for n, _ in walk_definitions(tree.body if tree else []) if "." not in n}
