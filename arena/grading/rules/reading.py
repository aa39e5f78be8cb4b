"""What the text of an answer uses, helpers of the same file included: names, calls, loops.

The reading explains: it knows the line and the name as it was written. What it cannot see is left
to `running`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from arena.course.definitions import DefinitionNode, FunctionNode
from arena.grading.rules.families import LOOPS, QUESTIONS
from arena.grading.rules.resolve import Scope, meaning_of, scope_in, scope_of

HARMLESS = frozenset(
    {
        *("abs", "all", "any", "bool", "bytes", "callable", "complex", "dict", "divmod"),
        *("enumerate", "float", "format", "frozenset", "hasattr", "hash", "id", "int"),
        *("isinstance", "issubclass", "iter", "len", "list", "max", "min", "next", "object", "pow"),
        *("print", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum"),
        *("super", "tuple", "type", "zip", "Size", "append", "extend", "items", "keys", "values"),
        *("join", "startswith", "endswith", "strip", "lower", "upper", "partial", "cast"),
    }
)
"""Calls that compute nothing an exercise could be about; on tensors, what runs is looked at."""


@dataclass(frozen=True)
class Use:
    """One thing that a text uses.

    Args:
        name: what it is, as its module names it: `einsum`, `@`, `for`.
        line: where it stands.
        written: how the file writes it, where that differs.
        is_call: it is called here.
    """

    name: str
    line: int
    written: str = ""
    is_call: bool = False


@dataclass
class Text:
    """A file in which an answer is looked for.

    Args:
        nodes: its top-level statements.
        apart: names of what is not read with the answer: other exercises, given code.
    """

    nodes: Sequence[ast.stmt]
    apart: Collection[str] = frozenset()
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = scope_of(self.nodes)


def uses_of(text: Text, exercise: str) -> list[Use]:
    """Everything that an exercise's answer uses, in the order of the lines."""
    reader = _Reader(text, exercise)
    reader.begin()
    return sorted(reader.found, key=lambda use: use.line)


class _Reader:
    """One reading: follows names from the answer into the file's own helpers."""

    def __init__(self, text: Text, exercise: str) -> None:
        self._text = text
        self._owner, _, self._method = exercise.partition(".")
        self._read: set[int] = set()
        self._class: ast.ClassDef | None = None
        self._functions: list[ast.AST] = []
        self.found: list[Use] = []

    def begin(self) -> None:
        scope = self._text.scope
        node = scope.defined.get(self._owner)
        if node is None:
            self._read_alias(self._owner, scope)
        elif isinstance(node, ast.ClassDef):
            self._read_class(node, scope, self._method)
        else:
            self._read_function(node, scope)

    def _read_alias(self, name: str, scope: Scope) -> None:
        """An answer bound by an import or an assignment."""
        if name in scope.imported:
            line = next((n.lineno for n in self._text.nodes if _imports(n, name)), 0)
            self._note(scope.imported[name], line, name, True)
        elif name in scope.assigned:
            value = scope.assigned[name]
            self._visit_all([value], scope)
            meant = meaning_of(value, scope)
            if meant.name and not meant.is_own and not meant.is_local:
                self._note(meant.name, value.lineno, name, True)

    def _read_class(self, node: ast.ClassDef, scope: Scope, method: str = "") -> None:
        if id(node) in self._read:
            return
        self._read.add(id(node))
        outer, self._class = self._class, node
        for base in node.bases:
            self._visit_all([base], scope, called=True)
        within = scope_of(node.body, scope)
        for inner in node.body:
            if isinstance(inner, FunctionNode):
                whole = f"{node.name}.{inner.name}"
                if (not method and whole not in self._text.apart) or inner.name == method:
                    self._read_function(inner, scope)
            elif not method or not isinstance(inner, DefinitionNode):
                self._visit_all([inner], within)
        self._class = outer

    def _read_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        if node in self._functions:
            self.found.append(Use("for", node.lineno, f"{node.name}, which calls itself"))
        if id(node) in self._read:
            return
        self._read.add(id(node))
        self._functions.append(node)
        given = node.args
        defaults = [*given.defaults, *(d for d in given.kw_defaults if d is not None)]
        self._visit_all(defaults, scope)
        for decorator in node.decorator_list:
            self._read_decorator(decorator, scope)
        self._visit_all(node.body, scope_in(node, scope))
        self._functions.pop()

    def _read_decorator(self, node: ast.expr, scope: Scope) -> None:
        """One of the file's own is part of the answer; a library's only wraps it."""
        inner = node.func if isinstance(node, ast.Call) else node
        meant = meaning_of(inner, scope)
        if meant.is_own:
            self._follow(meant.name, scope)
        elif meant.name:
            self._note(meant.name, node.lineno, ast.unparse(inner), False)

    def _visit_all(self, nodes: Sequence[ast.AST], scope: Scope, *, called: bool = False) -> None:
        for node in nodes:
            self._visit(node, scope, called=called)

    def _visit(self, node: ast.AST, scope: Scope, *, called: bool = False) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._read_function(node, scope)
                return
            case ast.ClassDef():
                self._read_class(node, scope)
                return
            case ast.Lambda():
                defaults = [d for d in (*node.args.defaults, *node.args.kw_defaults) if d]
                self._visit_all(defaults, scope)
                self._visit(node.body, scope_in(node, scope))
                return
            case ast.AnnAssign():  # an annotation decides nothing
                self._visit_all([n for n in (node.target, node.value) if n], scope)
                return
            case ast.Raise():
                return
            case ast.Call():
                self._call(node, scope)
                return
            case ast.Name() | ast.Attribute() if isinstance(node.ctx, ast.Load):
                self._name(node, scope, called)
            case ast.Subscript():
                meant = meaning_of(node, scope)
                if meant.name:
                    self._note(meant.name, node.lineno, ast.unparse(node), called)
            case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
                self._note("@", node.lineno, "@", True)
            case ast.For() | ast.AsyncFor():
                self._note("for", node.lineno, "for", False)
            case ast.While():
                self._note("while", node.lineno, "while", False)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._note("for", node.lineno, "for", False)
            case ast.MatchClass():
                for name in node.kwd_attrs:
                    self._note(name, node.lineno, name, False)
            case ast.ImportFrom():
                for alias in node.names:
                    written = alias.asname or alias.name
                    self._note(alias.name, node.lineno, written, False)
        self._visit_all(list(ast.iter_child_nodes(node)), scope)

    def _call(self, node: ast.Call, scope: Scope) -> None:
        meant = meaning_of(node.func, scope)
        through = meaning_of(node, scope)  # `getattr(torch, "eye")` stands for `eye`
        if through.name and through != meant and not through.is_own:
            self._note(through.name, node.lineno, ast.unparse(node)[:60], False)
        if not through.name or through.name == "getattr":
            self._visit(node.func, scope, called=True)
        elif not isinstance(node.func, ast.Name):
            self._visit(node.func, scope)
        self._visit_all([*node.args, *(k.value for k in node.keywords)], scope)

    def _name(self, node: ast.Name | ast.Attribute, scope: Scope, called: bool) -> None:
        meant = meaning_of(node, scope)
        if meant.is_own:
            self._follow(meant.name, scope, method=isinstance(node, ast.Attribute))
        elif meant.name and not meant.is_local:
            if isinstance(node, ast.Name):
                self._follow_value(node.id, scope)
            self._note(meant.name, node.lineno, ast.unparse(node), called)
        elif meant.is_local and isinstance(node, ast.Name):
            self._follow_value(node.id, scope)

    def _follow(self, name: str, scope: Scope, *, method: bool = False) -> None:
        """Read a helper of the file's own."""
        if method:
            for inner in self._class.body if self._class else ():
                whole = f"{self._class.name}.{name}" if self._class else name
                named_so = isinstance(inner, FunctionNode) and inner.name == name
                if isinstance(inner, FunctionNode) and named_so and whole not in self._text.apart:
                    self._read_function(inner, scope)
            return
        home = scope.home(name)
        node = home.defined.get(name) if home else None
        is_top = home is self._text.scope
        if node is None or home is None or (is_top and name in self._text.apart):
            return
        if isinstance(node, ast.ClassDef):
            self._read_class(node, home)
        else:
            self._read_function(node, home)

    def _follow_value(self, name: str, scope: Scope) -> None:
        """Read the value of a variable of the file's, such as a lambda or a table."""
        home = self._text.scope
        if scope.home(name) is not home or name in self._text.apart:
            return
        value = home.assigned.get(name)
        if value is not None and id(value) not in self._read:
            self._read.add(id(value))
            self._visit(value, home)

    def _note(self, name: str, line: int, written: str, called: bool) -> None:
        self.found.append(Use(name, line, "" if written == name else written, called))
        if called and name in LOOPS and name != "for":
            self.found.append(Use("for", line, written))


def is_harmless(use: Use) -> bool:
    """Whether a call computes nothing an exercise could be about."""
    return use.name in HARMLESS | QUESTIONS or use.name.endswith(("Error", "Exception", "Warning"))


def _imports(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and any(
        (a.asname or a.name) == name for a in node.names
    )
