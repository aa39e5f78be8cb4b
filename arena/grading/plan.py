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
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
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
class Reference:
    """`solutions.py` and which of its definitions are exercises; the rest is given."""

    source: Source
    exercises: tuple[str, ...]

    @cached_property
    def given(self) -> frozenset[str]:
        """The statements that the stub keeps whole, as dumps to compare with."""
        owners = {_owner(e) for e in self.exercises}
        return frozenset(_dump(n) for n in self.source.nodes if _bound(n).isdisjoint(owners))

    @cached_property
    def runnable(self) -> tuple[ast.stmt, ...]:
        """The statements that may run in a learner's stead."""
        return tuple(n for n in self.source.nodes if _runs(n, self.given))


@dataclass(frozen=True)
class Plan:
    """What the child executes.

    Args:
        units: marshalled code objects, one a statement.
        names: the names that each defines.
        helpers: exercises that the target reaches and that are the learner's own.
        digest: changes exactly when what is executed changes (not with comments or line numbers).
        problem: an error that only the compiler sees, in the target itself.
    """

    units: tuple[bytes, ...]
    names: tuple[tuple[str, ...], ...]
    helpers: tuple[str, ...]
    digest: str
    problem: SyntaxProblem | None = None


def parse_source(text: str) -> Source:
    """Parse a file; if it does not parse as a whole, keep those of its `# %%` cells that do."""
    if len(text) > MAX_SOURCE:
        problem = SyntaxProblem(1, "the file is larger than a million characters", "")
        return Source("", (), (problem,))
    parsed = _parse(text)
    if isinstance(parsed, ast.Module):
        return Source(text, tuple(parsed.body), flags=_future_flags(parsed.body))
    nodes: list[ast.stmt] = []
    problems: list[SyntaxProblem] = []
    for cell in split_cells(text):
        part = _parse("\n" * (cell.line - 1) + cell.text)
        if isinstance(part, ast.Module):
            nodes.extend(part.body)
        else:
            problems.append(part)
    return Source(text, tuple(nodes), tuple(problems or [parsed]), _future_flags(nodes))


def make_plan(
    learner: Source,
    reference: Reference,
    target: str,
    replaced: Iterable[str],
    filename: str,
) -> Plan:
    """Choose, splice, order and compile the statements for one exercise.

    Args:
        learner: the learner's file.
        reference: ours.
        target: the exercise that is judged.
        replaced: helper exercises for which our definition stands in.
        filename: the learner's file as tracebacks should name it.
    """
    replaced = set(replaced)
    mine = [_spliced(n, reference.source, replaced) for n in learner.nodes]
    theirs = [n for n in mine if _runs(n, reference.given) and not _only(n, replaced)]
    defined = {name for node in theirs for name in _bound(node)} | {_owner(target)}
    fallback = [n for n in reference.runnable if not _only(n, defined)]
    statements = [
        *(_Statement(n, "<arena>", reference.source.flags) for n in fallback),
        *(_Statement(n, filename, learner.flags) for n in theirs),
    ]
    chosen = _reachable(statements, _owner(target))
    runnable = [s for s in chosen if s.code is not None]
    reached = {name for s in chosen for name in s.bound}
    helpers = [e for e in reference.exercises if _owner(e) in reached and e not in replaced]
    dumps = "\n".join(_dump(s.node) for s in chosen)
    return Plan(
        units=tuple(marshal.dumps(s.code) for s in runnable),
        names=tuple(tuple(sorted(s.bound)) for s in runnable),
        helpers=tuple(h for h in helpers if h != target),
        digest=hashlib.blake2b(dumps.encode("utf-8", "replace")).hexdigest(),
        problem=next((s.problem for s in chosen if _owner(target) in s.bound and s.problem), None),
    )


class _Statement:
    """A top-level statement with its code, compiled when it is first needed."""

    def __init__(self, node: ast.stmt, filename: str, flags: int) -> None:
        self.node = node
        self.bound = _bound(node)
        self.problem: SyntaxProblem | None = None
        self._filename = filename
        self._flags = flags

    @cached_property
    def code(self) -> CodeType | None:
        """None if only the compiler sees what is wrong, as with `return` outside a function."""
        module = ast.fix_missing_locations(ast.Module([self.node], []))
        try:
            code = compile(module, self._filename, "exec", flags=self._flags, dont_inherit=True)
            return code if isinstance(code, CodeType) else None
        except SyntaxError as error:
            self.problem = SyntaxProblem(error.lineno or 1, error.msg, (error.text or "").strip())
        except (ValueError, RecursionError, MemoryError) as error:
            self.problem = SyntaxProblem(self.node.lineno, str(error), "")
        return None

    @cached_property
    def uses(self) -> set[str]:
        """The global names that it reads; a parameter that is called like one is not."""
        return set(_globals(self.code)) if self.code else set()


def _parse(text: str) -> ast.Module | SyntaxProblem:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        return SyntaxProblem(error.lineno or 1, error.msg, (error.text or "").strip())
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, absurd nesting
        return SyntaxProblem(1, str(error) or type(error).__name__, "")


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


def _only(node: ast.stmt, names: Collection[str]) -> bool:
    """Whether a statement binds something, and nothing but these names."""
    bound = _bound(node)
    return bool(bound) and bound <= set(names)


def _runs(node: ast.stmt, given: Collection[str]) -> bool:
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


def _globals(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals(constant)


def _reachable(statements: Sequence[_Statement], target: str) -> list[_Statement]:
    """The statements that a name needs, in their order.

    A statement that binds nothing runs if it touches a needed name.
    """
    wanted, chosen = {target}, set[int]()
    grown = True
    while grown:
        grown = False
        for i, statement in enumerate(statements):
            if i in chosen:
                continue
            needed = statement.bound or statement.uses
            if "*" in needed or not needed.isdisjoint(wanted):
                chosen.add(i)
                wanted |= statement.uses
                grown = True
    return [s for i, s in enumerate(statements) if i in chosen]


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
