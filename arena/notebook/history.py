"""What has been run in this kernel: the text of its cells and where each definition stands.

Read from IPython's own record and from `linecache`, where IPython, marimo and Python itself keep
the text that a code object was compiled from. Nothing is run and nothing is changed.
"""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

from arena.course.blanks import first_line
from arena.course.cells import lines_of, parse
from arena.grading.statements import bound_names

Namespace = Mapping[str, Any]


@dataclass(frozen=True)
class Ran:
    """A text that was run.

    Args:
        label: `cell [12]`, or the name of a file; empty if neither is known.
        text: as it was compiled.
    """

    label: str
    text: str

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """Its top-level statements; none if it does not parse."""
        tree = parse(self.text)
        return tuple(tree.body) if tree else ()


@dataclass(frozen=True)
class Place:
    """A top-level statement of a text that was run."""

    ran: Ran
    node: ast.stmt

    @property
    def line(self) -> int:
        """Its first line (one-based), decorators included."""
        return first_line(self.node)

    @property
    def text(self) -> str:
        """Its lines."""
        lines = lines_of(self.ran.text)[self.line - 1 : self.node.end_lineno]
        return "".join(lines).rstrip("\r\n")


class History:
    """The texts of one namespace, newest last.

    Args:
        namespace: the globals of whoever asks.
    """

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self._texts: dict[str, Ran] = {}

    @cached_property
    def cells(self) -> tuple[Ran, ...]:
        """The cells that IPython has run in this namespace; else the file itself."""
        shell = _shell()
        known = (shell.user_ns, shell.user_global_ns) if shell else ()
        if shell is not None and any(names is self.namespace for names in known):
            said = list(shell.history_manager.input_hist_parsed)
            return tuple(_unwrapped(f"cell [{i}]", text) for i, text in enumerate(said) if text)
        name = self.namespace.get("__file__")
        text = "".join(linecache.getlines(name)) if isinstance(name, str) else ""
        return (Ran("", text),) if text else ()

    def last_binding(self, name: str) -> Place | None:
        """The statement that bound a name most recently; an import of a submodule counts too."""
        return next(
            (
                Place(cell, node)
                for cell in reversed(self.cells)
                for node in reversed(cell.statements)
                if name in bound_names(node)
            ),
            None,
        )

    def definition(self, code: CodeType, name: str) -> Place | None:
        """The statement that binds `name` and holds this very code object."""
        ran = self._text_of(code.co_filename)
        for node in ran.statements:
            held = first_line(node) <= code.co_firstlineno <= (node.end_lineno or node.lineno)
            if held and name in bound_names(node):
                return Place(ran, node)
        return None

    def text_of(self, filename: str) -> str:
        """The text that code of this file name was compiled from; empty if it is not known."""
        return self._text_of(filename).text

    def _text_of(self, filename: str) -> Ran:
        if filename not in self._texts:
            text = "".join(linecache.getlines(filename, dict(self.namespace)))
            known = next((c for c in reversed(self.cells) if c.text.strip() == text.strip()), None)
            # The label of the cell, the text of the compiler: line numbers count from the latter.
            self._texts[filename] = Ran(known.label if known else "", text)
        return self._texts[filename]


def _unwrapped(label: str, text: str) -> Ran:
    """`%%time` and its like run their cell from a string."""
    tree = parse(text) if "run_cell_magic" in text else None
    call = tree.body[0] if tree and len(tree.body) == 1 else None
    if isinstance(call, ast.Expr) and isinstance(call.value, ast.Call):
        arguments = call.value.args
        if len(arguments) == 3 and isinstance(arguments[2], ast.Constant):
            return Ran(label, "\n" + str(arguments[2].value))
    return Ran(label, text)


def _shell() -> Any:
    """IPython's shell, if there is one; nothing is imported for it."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def codes_of(value: object) -> Iterator[CodeType]:
    """The code objects of a function, or of the methods of a class."""
    if isinstance(value, type):
        for member in vars(value).values():
            yield from codes_of(member)
        return
    while (inner := getattr(value, "__wrapped__", None)) is not None:
        value = inner
    for name in ("fget", "__func__"):  # properties, static and class methods
        value = getattr(value, name, value)
    code = getattr(value, "__code__", None)
    if isinstance(code, CodeType):
        yield code
