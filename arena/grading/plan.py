"""Which statements of a learner's file run for one exercise, and with whose helpers.

Only what the exercise reaches is executed: its own definition, and the imports, functions, classes
and assignments whose names that uses, and so on. Demo code and a broken neighbour therefore do not
matter. Our definition stands in the place of a helper exercise that is not right.
"""

from __future__ import annotations

import ast
import copy
import dis
import hashlib
import marshal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType

from arena.course.cells import split_cells
from arena.course.definitions import DefinitionNode, walk_definitions

MAX_SOURCE = (
    1_000_000  # characters; nobody writes this much, and parsing more is a way to hurt the judge
)


@dataclass(frozen=True)
class SyntaxProblem:
    """Where the file does not parse."""

    line: int
    message: str
    text: str


@dataclass(frozen=True)
class Source:
    """A learner's file, parsed as far as it parses.

    Args:
        nodes: its top-level statements, in order, with the line numbers of the file.
        problems: the syntax errors of the cells that were left out.
        flags: compiler flags of its `from __future__` imports.
    """

    text: str
    nodes: tuple[ast.stmt, ...]
    problems: tuple[SyntaxProblem, ...] = ()
    flags: int = 0

    def definition(self, name: str) -> DefinitionNode | None:
        """The last definition of `conv1d` or `Attention.forward`, as Python would keep it."""
        found = [node for key, node in walk_definitions(self.nodes) if key == name]
        return found[-1] if found else None


@dataclass(frozen=True)
class Plan:
    """What the child executes.

    Args:
        units: marshalled code objects, one a statement.
        names: the names that each defines.
        helpers: exercises that the target reaches and that are the learner's own.
        digest: changes exactly when what is executed changes (not with comments or line numbers).
    """

    units: tuple[bytes, ...]
    names: tuple[tuple[str, ...], ...]
    helpers: tuple[str, ...]
    digest: str


def parse_source(text: str) -> Source:
    """Parse a file; if it does not parse as a whole, keep those of its `# %%` cells that do."""
    if len(text) > MAX_SOURCE:
        return Source(
            "", (), (SyntaxProblem(1, "the file is larger than a million characters", ""),)
        )
    tree, problem = _parse(text)
    if tree is not None:
        return Source(text, tuple(tree.body), flags=_future_flags(tree.body))
    nodes: list[ast.stmt] = []
    problems: list[SyntaxProblem] = []
    for cell in split_cells(text):
        tree, trouble = _parse("\n" * (cell.line - 1) + cell.text)
        if tree is not None:
            nodes.extend(tree.body)
        elif trouble is not None:
            problems.append(trouble)
    if not problems and problem is not None:
        problems.append(problem)
    return Source(text, tuple(nodes), tuple(problems), _future_flags(nodes))


def make_plan(
    learner: Source,
    ours: Source,
    target: str,
    exercises: Sequence[str],
    replaced: Iterable[str],
    filename: str,
) -> Plan:
    """Choose, splice, order and compile the statements for one exercise.

    Args:
        learner: the learner's file.
        ours: `solutions.py`.
        target: the exercise that is judged.
        exercises: every exercise of the set.
        replaced: helper exercises for which our definition stands in.
        filename: the learner's file as tracebacks should name it.
    """
    replaced = set(replaced)
    given = {_dump(n) for n in _given(ours.nodes, exercises)}
    theirs = [_spliced(n, ours, replaced) for n in learner.nodes if _runs(n, given)]
    theirs = [n for n in theirs if _bound(n) - replaced or not _bound(n)]
    defined = {name for node in theirs for name in _bound(node)} | {_owner(target)}
    fallback = [n for n in ours.nodes if _runs(n, given) and not _bound(n) <= defined]
    chosen = _reachable([*fallback, *theirs], _owner(target))
    units = []
    names = []
    for node in chosen:
        from_us = any(node is f for f in fallback)
        label = "<arena>" if from_us else filename
        flags = ours.flags if from_us else learner.flags
        module = ast.fix_missing_locations(ast.Module([node], []))
        code = compile(module, label, "exec", flags=flags, dont_inherit=True)
        units.append(marshal.dumps(code))
        names.append(tuple(sorted(_bound(node))))
    reached = {name for node in chosen for name in _bound(node)}
    helpers = tuple(
        e for e in exercises if _owner(e) in reached and e != target and e not in replaced
    )
    digest = hashlib.blake2b("\n".join(map(_dump, chosen)).encode("utf-8", "replace")).hexdigest()
    return Plan(tuple(units), tuple(names), helpers, digest)


def _parse(text: str) -> tuple[ast.Module | None, SyntaxProblem | None]:
    try:
        tree = ast.parse(text)
        # Some errors, such as `return` outside a function, only the compiler sees.
        compile(tree, "", "exec", dont_inherit=True)
        return tree, None
    except SyntaxError as error:
        return None, SyntaxProblem(error.lineno or 1, error.msg, (error.text or "").strip())
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, absurd nesting
        return None, SyntaxProblem(1, str(error) or type(error).__name__, "")


def _future_flags(nodes: Iterable[ast.stmt]) -> int:
    import __future__

    flags = 0
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                feature = getattr(__future__, alias.name, None)
                flags |= feature.compiler_flag if feature else 0
    return flags


def _owner(exercise: str) -> str:
    return exercise.partition(".")[0]


def _dump(node: ast.AST) -> str:
    return ast.dump(node)


def _given(nodes: Iterable[ast.stmt], exercises: Sequence[str]) -> Iterator[ast.stmt]:
    """The statements of `solutions.py` that the stub keeps whole."""
    owners = {_owner(e) for e in exercises}
    return (n for n in nodes if _bound(n).isdisjoint(owners))


def _runs(node: ast.stmt, given: set[str]) -> bool:
    """Whether a statement may run at all. Calls, loops and prints do only where they were given."""
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return False
    if isinstance(node, DefinitionNode | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return bool(_bound(node)) or _dump(node) in given
    if isinstance(node, ast.Try):
        return bool(_bound(node))
    if isinstance(node, ast.If):
        tests_main = any(
            isinstance(n, ast.Name) and n.id in ("__name__", "MAIN") for n in ast.walk(node.test)
        )
        return bool(_bound(node)) and not tests_main
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return False  # a docstring
    return _dump(node) in given


def _bound(node: ast.stmt) -> set[str]:
    """The top-level names that a statement binds."""
    if isinstance(node, DefinitionNode):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(a.asname or a.name.partition(".")[0]) for a in node.names}
    if isinstance(node, ast.If | ast.Try):
        bodies = [node.body, node.orelse]
        if isinstance(node, ast.Try):
            bodies += [h.body for h in node.handlers]
        return {name for body in bodies for inner in body for name in _bound(inner)}
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {
            n.id
            for t in targets
            for n in ast.walk(t)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
    return set()


def _used(node: ast.stmt) -> set[str]:
    """The global names that a statement reads; a parameter that is called like one is not."""
    return set(_globals(compile(ast.Module([node], []), "", "exec", dont_inherit=True)))


def _globals(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals(constant)


def _reachable(nodes: Sequence[ast.stmt], target: str) -> list[ast.stmt]:
    """The statements that a name needs, in their order.

    A statement that binds nothing runs if it touches a needed name.
    """
    bounds = [_bound(node) for node in nodes]
    uses: dict[int, set[str]] = {}
    wanted, chosen = {target}, set[int]()
    grown = True
    while grown:
        grown = False
        for i, node in enumerate(nodes):
            if i in chosen:
                continue
            bound = bounds[i]
            if not bound and i not in uses:
                uses[i] = _used(node)
            touches = not bound and not uses[i].isdisjoint(wanted)
            if "*" in bound or touches or not bound.isdisjoint(wanted):
                chosen.add(i)
                wanted |= uses[i] if i in uses else _used(node)
                grown = True
    return [n for i, n in enumerate(nodes) if i in chosen]


def _spliced(node: ast.stmt, ours: Source, replaced: set[str]) -> ast.stmt:
    """A class of the learner's with our methods in the place of those that are not right yet."""
    if not isinstance(node, ast.ClassDef):
        return node
    methods = {r.partition(".")[2]: ours.definition(r) for r in replaced if _owner(r) == node.name}
    methods = {name: ours_ for name, ours_ in methods.items() if name and ours_ is not None}
    if not methods:
        return node
    result = copy.copy(node)
    kept = [n for n in node.body if getattr(n, "name", None) not in methods]
    result.body = [*kept, *(m for m in methods.values() if m is not None)]
    return result
