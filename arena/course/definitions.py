"""What a module defines, read from its syntax tree and never by importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from arena.errors import CourseError

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
DefinitionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Definition:
    """A function, class or method of a module.

    Args:
        name: `conv1d`, `Linear` or `Attention.forward`.
        node: its syntax tree.
        source: its text, decorators included.
        docstring: cleaned, or empty.
        path: the file.
    """

    name: str
    node: DefinitionNode
    source: str
    docstring: str
    path: Path

    @property
    def first_sentence(self) -> str:
        """The docstring up to its first blank line, on one line."""
        return first_paragraph(self.docstring)

    @property
    def rest(self) -> str:
        """The docstring after its first paragraph."""
        return self.docstring.partition("\n\n")[2].strip()


def first_paragraph(docstring: str) -> str:
    """A docstring up to its first blank line, on one line."""
    return " ".join(docstring.split("\n\n")[0].split())


def read_definitions(path: Path) -> dict[str, Definition]:
    """Everything a file defines at top level, and the methods of its classes.

    A file that does not exist defines nothing.

    Raises:
        CourseError: the file is not Python.
    """
    if not path.exists():
        return {}
    return definitions_of(path.read_text(encoding="utf-8"), path)


def definitions_of(source: str, path: Path) -> dict[str, Definition]:
    """The same for a text; `path` is where it is from."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CourseError(
            f"not valid Python: {error.msg}", "Correct the line.", path, error.lineno or 1
        ) from None
    return {
        name: _definition(name, node, source, path) for name, node in walk_definitions(tree.body)
    }


def walk_definitions(body: Iterable[ast.stmt]) -> Iterator[tuple[str, DefinitionNode]]:
    """Name and node of each top-level definition, and of each method as `Class.method`.

    What stands under a top-level `if` or `try` counts too, as it does in Python.
    """
    for node in body:
        if isinstance(node, ast.If | ast.Try):
            handlers = node.handlers if isinstance(node, ast.Try) else []
            for inner_body in (node.body, *(h.body for h in handlers), node.orelse):
                yield from walk_definitions(inner_body)
        if isinstance(node, DefinitionNode):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, FunctionNode):
                    yield f"{node.name}.{inner.name}", inner


def definition_in(node: ast.stmt, method: str = "") -> DefinitionNode | None:
    """A definition itself, or one of its methods."""
    if not isinstance(node, DefinitionNode):
        return None
    if not method:
        return node
    found = [n for n in node.body if isinstance(n, FunctionNode) and n.name == method]
    return found[-1] if found else None


def owner_of(symbol: str, exercises: Iterable[str]) -> str | None:
    """The exercise to which `conv1d__flipped` belongs: the longest whose name it starts with.

    Exercises are given by name (`Attention.forward`), symbols have `__` in the place of the dot.
    """
    fitting = [e for e in exercises if symbol == _symbol(e) or symbol.startswith(_symbol(e) + "__")]
    return max(fitting, key=len, default=None)


def _symbol(exercise: str) -> str:
    return exercise.replace(".", "__")


def _definition(name: str, node: DefinitionNode, source: str, path: Path) -> Definition:
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    lines = source.splitlines()[first - 1 : node.end_lineno]
    return Definition(name, node, "\n".join(lines), ast.get_docstring(node) or "", path)
