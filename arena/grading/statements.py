"""One top-level statement: what it binds, what it reads, and its code."""

from __future__ import annotations

import ast
import dis
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import CO_OPTIMIZED
from types import CodeType

from arena.course.definitions import DefinitionNode


@dataclass(frozen=True)
class SyntaxProblem:
    """Where the file does not parse."""

    line: int
    message: str
    text: str
    is_python: bool = False
    """It may well be Python: there is too much of it."""


class Statement:
    """A top-level statement with its code, compiled when it is first needed."""

    def __init__(self, node: ast.stmt, filename: str, flags: int, *, ours: bool = False) -> None:
        self.node = node
        self.bound = bound_names(node)
        self.ours = ours
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
        return set(global_reads(self.code)) if self.code else set()

    @cached_property
    def needs(self) -> set[str]:
        """Those that it reads while the file is loaded, and not in the bodies of functions."""
        return set(global_reads(self.code, bodies=False)) if self.code else set()


def reachable(statements: Sequence[Statement], target: str) -> list[Statement]:
    """The statements that a name needs, in their order.

    A statement that binds nothing runs if it touches a needed name, other than that of an import:
    nearly everything touches `np`.
    """
    imported = {
        name
        for s in statements
        if isinstance(s.node, ast.Import | ast.ImportFrom)
        for name in s.bound
    }
    touching: dict[str, list[int]] = defaultdict(list)  # name → the statements that it brings along
    for i, statement in enumerate(statements):
        for name in statement.bound or statement.uses - imported:
            touching[name].append(i)
    wanted, chosen = {target}, set[int](touching["*"])
    waiting = [target, *(name for i in chosen for name in statements[i].uses)]
    while waiting:
        for i in touching[waiting.pop()]:
            if i not in chosen:
                chosen.add(i)
                waiting += statements[i].uses - wanted
                wanted |= statements[i].uses
    return [s for i, s in enumerate(statements) if i in chosen]


def read_by(statements: Sequence[Statement], target: str) -> frozenset[str]:
    """The names that a definition reads, and those of the statements that it reaches so."""
    binding: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for name in statement.bound:
            binding[name].append(statement)
    names, waiting = set[str](), [target]
    while waiting:
        found = {n for s in binding[waiting.pop()] for n in s.uses} - names
        names |= found
        waiting += found
    return frozenset(names)


def in_working_order(statements: Sequence[Statement]) -> list[Statement]:
    """Move up what a statement needs that stands below it, where either of the two is ours.

    Ours stand in for what a learner's file lacks, and that file has an order of its own. A
    learner's statements keep their order among themselves but for what ours need.
    """
    if not any(s.ours for s in statements):
        return list(statements)
    binding: dict[str, Statement] = {}
    for statement in reversed(statements):
        binding |= dict.fromkeys(statement.bound, statement)

    def needed(statement: Statement) -> set[str]:
        if isinstance(statement.node, DefinitionNode):
            return statement.needs
        names, waiting = set[str](), set(statement.uses)
        while waiting:  # it may call what it names
            names.add(name := waiting.pop())
            source = binding.get(name)
            if source is not None and isinstance(source.node, DefinitionNode):
                waiting |= source.uses - names
        return names

    placed: list[Statement] = []
    begun: set[int] = set()

    def place(statement: Statement, moved: bool) -> None:
        if id(statement) in begun:
            return
        begun.add(id(statement))
        for name in sorted(needed(statement)):
            source = binding.get(name)
            if source is not None and (moved or source.ours or statement.ours):
                place(source, moved=True)  # and with it all that it needs
        placed.append(statement)

    for statement in statements:
        place(statement, moved=False)
    return placed


def bound_names(node: ast.stmt) -> set[str]:
    """The top-level names that a statement binds."""
    if isinstance(node, DefinitionNode):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(a.asname or a.name.partition(".")[0]) for a in node.names}
    if isinstance(node, ast.If | ast.Try):
        bodies = [node.body, node.orelse]
        if isinstance(node, ast.Try):
            bodies += [h.body for h in node.handlers]
        return {name for body in bodies for inner in body for name in bound_names(inner)}
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {
            n.id
            for t in targets
            for n in ast.walk(t)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
    return set()


def global_reads(code: CodeType, *, bodies: bool = True) -> Iterator[str]:
    """The global names that some code reads; with `bodies`, those in its functions' bodies too."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType) and (bodies or not constant.co_flags & CO_OPTIMIZED):
            yield from global_reads(constant, bodies=bodies)
