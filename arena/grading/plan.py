"""Which statements of a learner's file run for one exercise, and with whose helpers.

Only what the exercise reaches is executed: its own definition, and the imports, functions, classes
and assignments whose names that uses, and so on. Demo code and a broken neighbour therefore do not
matter. Our definition stands in the place of a helper exercise that is not right.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import marshal
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from arena.course.definitions import DefinitionNode
from arena.grading.parsing import Absent, ParsedFile
from arena.grading.statements import (
    Statement,
    SyntaxProblem,
    bound_names,
    in_working_order,
    reachable,
    read_by,
)


@dataclass(frozen=True)
class Reference:
    """`solutions.py` and which of its definitions are exercises; the rest is given.

    Args:
        source: the file, parsed.
        exercises: in the order of the page.
        package: the dotted name of the course's package.
    """

    source: ParsedFile
    exercises: tuple[str, ...]
    package: str = "curriculum"

    @cached_property
    def given(self) -> frozenset[str]:
        """The statements that the stub keeps whole, as dumps to compare with."""
        owners = {_owner(e) for e in self.exercises}
        return frozenset(_dump(n) for n in self.source.nodes if bound_names(n).isdisjoint(owners))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that it binds at top level."""
        return frozenset(name for n in self.source.nodes for name in bound_names(n))

    @cached_property
    def from_given_modules(self) -> frozenset[str]:
        """The names that it imports from the course's own modules: `Tensor` from `autograd`."""
        return frozenset(
            name
            for n in self.source.nodes
            if isinstance(n, ast.ImportFrom) and (n.module or "").startswith(self.package + ".")
            for name in bound_names(n)
        )

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
        helpers: exercises that the target reaches, as the learner's file has them or has them not.
        named: names that the target's body reads, and those of functions that the learner added.
        own: names that anything of the learner's reads, what they changed of the given included.
        brought: names of given modules, such as `Tensor`, that the learner's file defines itself.
        digest: changes exactly when what is executed changes (not with comments or line numbers).
        problem: an error that only the compiler sees, in the target itself.
    """

    units: tuple[bytes, ...]
    names: tuple[tuple[str, ...], ...]
    helpers: tuple[str, ...]
    digest: str
    named: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    brought: tuple[str, ...] = ()
    problem: SyntaxProblem | None = None


def make_plan(
    learner: ParsedFile,
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
    mine = [
        _undecorated(_spliced(n, reference.source, replaced), learner.absent) for n in learner.nodes
    ]
    theirs = [
        n for n in _imports_first(mine) if _runs(n, reference.given) and not _only(n, replaced)
    ]
    defined = {name for node in theirs for name in bound_names(node)} | {_owner(target)}
    statements = [Statement(n, filename, learner.flags) for n in theirs]
    there = {_dump(n) for n in theirs if not bound_names(n)}
    fallback = [n for n in reference.runnable if not _only(n, defined) and _dump(n) not in there]
    fallback = [_without(n, defined) for n in fallback]
    for node in reversed(fallback):
        ours = Statement(node, "<arena>", reference.source.flags, ours=True)
        statements.insert(_place(node, statements, reference), ours)
    chosen = in_working_order(reachable(statements, _owner(target)))
    runnable = [s for s in chosen if s.code is not None]
    reached = {name for s in chosen for name in s.bound}
    helpers = [e for e in reference.exercises if _owner(e) in reached and e not in replaced]
    dumps = "\n".join(_dump(s.node) for s in chosen)
    theirs_only = [s for s in chosen if not s.ours]
    added = [s for s in theirs_only if not s.bound <= reference.names or _owner(target) in s.bound]
    changed = [s for s in theirs_only if _dump(s.node) not in reference.given]
    defined_here = {n for s in theirs_only if isinstance(s.node, DefinitionNode) for n in s.bound}
    return Plan(
        units=tuple(marshal.dumps(s.code) for s in runnable),
        names=tuple(tuple(sorted(s.bound)) for s in runnable),
        helpers=tuple(h for h in helpers if h != target),
        digest=hashlib.blake2b(dumps.encode("utf-8", "replace")).hexdigest(),
        named=read_by(added, _owner(target)),
        own=read_by(changed, _owner(target)),
        brought=tuple(sorted(defined_here & reference.from_given_modules)),
        problem=next((s.problem for s in chosen if _owner(target) in s.bound and s.problem), None),
    )


def _place(node: ast.stmt, statements: Sequence[Statement], reference: Reference) -> int:
    """Where a statement of ours goes among the learner's: before whatever it comes before in ours.

    What was given goes first, below the imports; a definition goes below what it may need.
    """
    if isinstance(node, ast.Import | ast.ImportFrom):
        return 0
    kinds = (isinstance(s.node, ast.Import | ast.ImportFrom) for s in statements)
    imports = next((i for i, is_import in enumerate(kinds) if not is_import), len(statements))
    if _dump(node) in reference.given:
        return imports
    order = [name for n in reference.source.nodes for name in sorted(bound_names(n))]
    later = set(order[max(order.index(name) for name in bound_names(node)) + 1 :])
    at = (i for i, s in enumerate(statements) if not s.bound.isdisjoint(later))
    return max(next(at, len(statements)), imports)


def _imports_first(nodes: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The imports at the head, as in our file, but one that shadows what stands before it.

    A notebook's imports may come late, and what of ours is put in needs them.
    """
    first: list[ast.stmt] = []
    rest: list[ast.stmt] = []
    shadowed: set[str] = set()
    for node in nodes:
        names = bound_names(node)
        hoisted = isinstance(node, ast.Import | ast.ImportFrom) and names.isdisjoint(shadowed)
        (first if hoisted else rest).append(node)
        shadowed |= names
    return first + rest


def _owner(exercise: str) -> str:
    return exercise.partition(".")[0]


def _dump(node: ast.AST) -> str:
    return ast.dump(node)


def _only(node: ast.stmt, names: Collection[str]) -> bool:
    """Whether a statement binds something, and nothing but these names."""
    bound = bound_names(node)
    return bool(bound) and bound <= set(names)


def _runs(node: ast.stmt, given: Collection[str]) -> bool:
    """Whether a statement may run at all. Calls, loops and prints do only where they were given."""
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return False
    if isinstance(node, DefinitionNode | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return bool(bound_names(node)) or _dump(node) in given
    if isinstance(node, ast.Try):
        return bool(bound_names(node))
    if isinstance(node, ast.If):
        tests_main = any(
            isinstance(n, ast.Name) and n.id in ("__name__", "MAIN") for n in ast.walk(node.test)
        )
        return bool(bound_names(node)) and not tests_main
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return False  # a docstring
    return _dump(node) in given


def _without(node: ast.stmt, names: Collection[str]) -> ast.stmt:
    """An import of ours without what the learner's file binds itself, if only to fail."""
    if not isinstance(node, ast.Import | ast.ImportFrom) or bound_names(node).isdisjoint(names):
        return node
    result = copy.copy(node)
    result.names = [a for a in node.names if (a.asname or a.name.partition(".")[0]) not in names]
    return result


def _undecorated(node: ast.stmt, absent: Mapping[str, Absent]) -> ast.stmt:
    """A definition without the decorators of packages that are not there: they decide nothing."""
    if not absent or not isinstance(node, DefinitionNode):
        return node
    result = copy.copy(node)
    result.decorator_list = [d for d in node.decorator_list if _root(d) not in absent]
    if isinstance(result, ast.ClassDef):
        result.body = [_undecorated(inner, absent) for inner in result.body]
    return result


def _root(node: ast.expr) -> str:
    """`typechecked` of `typechecked`, `typeguard` of `@typeguard.typechecked(x)`."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _spliced(node: ast.stmt, ours: ParsedFile, replaced: set[str]) -> ast.stmt:
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
