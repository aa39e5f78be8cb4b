"""What a name stands for in a learner's file: through imports, assignments, `getattr`, `partial`.

Nothing is run. What cannot be told from the text is left to what runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from arena.course.definitions import DefinitionNode

_TABLES = frozenset({"vars", "globals", "locals", "__dict__", "modules", "getmembers"})
_DEEPEST = 20


@dataclass(frozen=True)
class Meaning:
    """What an expression that is called or passed on stands for.

    Args:
        name: the last part of its name, as its module has it; empty if it cannot be told.
        is_own: the learner's file defines it.
        is_local: a parameter, or a variable whose value cannot be told.
    """

    name: str
    is_own: bool = False
    is_local: bool = False


UNKNOWN = Meaning("")


@dataclass
class Scope:
    """The names of a file, or of a function within it.

    Args:
        outer: where a name is looked for that is not bound here.
        imported: names bound by imports: `es` → `einsum`; a module is its own last part.
        defined: functions and classes.
        assigned: names bound once, to an expression that may be an alias.
        local: names bound otherwise: parameters, loop variables, unpacked values.
    """

    outer: Scope | None = None
    imported: dict[str, str] = field(default_factory=dict)
    defined: dict[str, DefinitionNode] = field(default_factory=dict)
    assigned: dict[str, ast.expr] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)

    def home(self, name: str) -> Scope | None:
        """The scope that binds a name."""
        scope: Scope | None = self
        while scope is not None:
            known = (scope.imported, scope.defined, scope.assigned, scope.local)
            if any(name in names for names in known):
                return scope
            scope = scope.outer
        return None


def scope_of(statements: Iterable[ast.stmt], outer: Scope | None = None) -> Scope:
    """The names that statements bind, branches and nested blocks included, functions not."""
    scope = Scope(outer)
    for node in _within(statements):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known = alias.asname or alias.name.partition(".")[0]
                scope.imported[known] = alias.name.rpartition(".")[2] if alias.asname else known
        elif isinstance(node, ast.ImportFrom) and node.level:  # the course's own, in mistakes.py
            scope.local.update(a.asname or a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            scope.imported |= {
                a.asname or a.name: _qualified(node.module or "", a.name) for a in node.names
            }
        elif isinstance(node, DefinitionNode):
            scope.defined[node.name] = node
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            scope.local.add(node.id)
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            scope.local.add(node.name)
    for name, value in _assignments(statements):
        if name in scope.assigned:
            del scope.assigned[name]  # bound twice: which of them holds cannot be told
        elif name in scope.local:
            scope.local.discard(name)
            scope.assigned[name] = value
    return scope


def scope_in(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, outer: Scope) -> Scope:
    """The names of a function's body, its parameters with their defaults among them."""
    body = [ast.Expr(function.body)] if isinstance(function, ast.Lambda) else function.body
    scope = scope_of(body, outer)
    given = function.args
    everything = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    scope.local.update(a.arg for a in everything)
    scope.local.update(a.arg for a in (given.vararg, given.kwarg) if a is not None)
    positional = [*given.posonlyargs, *given.args]
    pairs = [
        *zip(reversed(positional), reversed(given.defaults), strict=False),
        *zip(given.kwonlyargs, given.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        if isinstance(default, ast.Name | ast.Attribute | ast.Call) and (
            meaning_of(default, outer).name
        ):
            scope.local.discard(argument.arg)
            scope.assigned[argument.arg] = default
    return scope


def meaning_of(node: ast.expr, scope: Scope, depth: int = 0) -> Meaning:
    """What an expression stands for."""
    if depth > _DEEPEST:
        return UNKNOWN
    match node:
        case ast.Name(id=name):
            home = scope.home(name)
            if home is None:
                return Meaning(name)
            if name in home.assigned:
                found = meaning_of(home.assigned[name], home, depth + 1)
                return found if found.name else Meaning(name, is_local=True)
            if name in home.imported:
                return Meaning(home.imported[name])
            return Meaning(name, is_own=name in home.defined, is_local=name in home.local)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return Meaning(name, is_own=True)
        case ast.Attribute(attr="__call__" | "__func__" | "__wrapped__", value=inner):
            return meaning_of(inner, scope, depth + 1)
        case ast.Attribute(value=inner, attr=name):
            module = meaning_of(inner, scope, depth + 1).name if isinstance(inner, ast.Name) else ""
            return Meaning(_qualified(module, name))
        case ast.NamedExpr(value=inner) | ast.Starred(value=inner):
            return meaning_of(inner, scope, depth + 1)
        case ast.Call(func=function, args=[_, name_, *_]) if _last(function) == "getattr":
            return Meaning(text_of(name_) or "getattr")
        case ast.Call(func=function, args=[first, *_]):
            match _last(function):
                case "partial" | "wraps" | "staticmethod" | "lru_cache" | "cache":
                    return meaning_of(first, scope, depth + 1)
                case "methodcaller" | "attrgetter":
                    return Meaning(text_of(first) or "getattr")
            return UNKNOWN
        case ast.Subscript(value=table, slice=key) if _is_table(table):
            return Meaning(text_of(key) or "getattr")
    return UNKNOWN


def text_of(node: ast.expr) -> str:
    """The string that an expression of constants makes; empty if it is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = text_of(left), text_of(right)
            return first + second if first and second else ""
        case ast.JoinedStr(values=parts):
            texts = [text_of(p.value if isinstance(p, ast.FormattedValue) else p) for p in parts]
            return "".join(texts) if all(texts) else ""
        case ast.Call(
            func=ast.Attribute(value=between, attr="join"),
            args=[ast.List(elts=parts) | ast.Tuple(elts=parts)],
        ):
            texts = [text_of(p) for p in parts]
            return text_of(between).join(texts) if all(texts) else ""
    return ""


def _qualified(module: str, name: str) -> str:
    """`reduce` is a loop in functools and none in einops."""
    return f"{module}.{name}" if (module, name) == ("functools", "reduce") else name


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_table(node: ast.expr) -> bool:
    """`vars(torch)`, `torch.__dict__`, `globals()`: a module's names as a dictionary."""
    return _last(node.func if isinstance(node, ast.Call) else node) in _TABLES


def _within(statements: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes, without the insides of functions, classes and lambdas."""
    waiting: list[ast.AST] = list(reversed(list(statements)))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, DefinitionNode | ast.Lambda):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _assignments(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Names that are bound to one expression each, pairs unpacked."""
    for node in _within(statements):
        targets: list[ast.expr] = []
        value: ast.expr | None = None
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            targets, value = [node.target], node.value
        for target in targets if value is not None else ():
            yield from _pairs(target, value)


def _pairs(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr]]:
    if value is None:
        return
    if isinstance(target, ast.Name):
        yield target.id, value
        return
    several = ast.Tuple, ast.List
    if isinstance(target, several) and isinstance(value, several):
        for t, v in zip(target.elts, value.elts, strict=False):
            yield from _pairs(t, v)
