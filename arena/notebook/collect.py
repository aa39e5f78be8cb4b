"""An object of the kernel and what it needs, written down as one file for the judge.

The judge runs in another process and is given text. So the definition of the object is looked up,
then the definitions that it reaches in the namespace, and so on: functions, classes, imports and
constants. Every line remembers the cell it came from. The kernel's own state is only read.
"""

from __future__ import annotations
import __future__

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

from arena.course.cells import parse
from arena.errors import ArenaError
from arena.grading.statements import Statement
from arena.grading.verdict import Frame, Verdict
from arena.notebook.history import History, Namespace, Place, Ran, codes_of

_ANNOTATIONS = __future__.annotations.compiler_flag
_SIMPLE = (bool, int, float, complex, str, bytes, type(None))
_LONGEST = 10_000  # characters of a constant; more is data, and its statement is taken instead


@dataclass(frozen=True)
class Origin:
    """Where a line was written: `cell [12]` and the line in it."""

    label: str
    line: int


@dataclass(frozen=True)
class Collected:
    """A file for the judge.

    Args:
        source: its text.
        origins: of each line; None for lines that nobody wrote.
        notes: sentences on what is in the kernel and could not be taken along.
    """

    source: str
    origins: tuple[Origin | None, ...]
    notes: tuple[str, ...] = ()

    def in_cells(self, verdict: Verdict) -> Verdict:
        """The verdict with the line numbers of the cells in the place of this file's."""
        checks = tuple(
            c.model_copy(update={"frames": self._moved(c.frames)}) for c in verdict.checks
        )
        changes = {
            "checks": checks,
            "frames": self._moved(verdict.frames),
            "notes": (*verdict.notes, *self.notes),
        }
        return verdict.model_copy(update=changes)

    def _moved(self, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        return tuple(map(self._in_cell, frames))

    def _in_cell(self, frame: Frame) -> Frame:
        known = 0 < frame.line <= len(self.origins)
        origin = self.origins[frame.line - 1] if known else None
        if origin is None:
            return frame
        said = ", ".join(part for part in (frame.function, origin.label) if part)
        return frame.model_copy(update={"line": origin.line, "function": said})


def collect(name: str, target: object, namespace: Namespace) -> Collected:
    """Write an object down with everything it reaches.

    Args:
        name: what the exercise calls it: `conv1d`, or `Attention` for one of its methods.
        target: the function or class in the kernel.
        namespace: where its names are looked up if it does not know itself.

    Raises:
        ArenaError: its text is not known, as for a function made by `exec`.
    """
    own = _globals_of(target)
    return _Collector(namespace if own is None else own).collected(name, target)


@dataclass
class _Collector:
    namespace: Namespace
    pieces: list[Place] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    postponed: bool = False

    def __post_init__(self) -> None:
        self.history = History(self.namespace)

    def collected(self, name: str, target: object) -> Collected:
        self._visit(name, target)
        if name in self.missing:
            what = f"The text of `{name}` is not known here."
            raise ArenaError(what, "Run the cell that defines it again, then check it.")
        lines: list[str] = []
        origins: list[Origin | None] = []
        if self.postponed:
            lines.append("from __future__ import annotations")
            origins.append(None)
        written: set[tuple[int, int]] = set()
        for piece in self.pieces:
            if (id(piece.ran), piece.line) in written:
                continue  # one statement may bind several names
            written.add((id(piece.ran), piece.line))
            text = piece.text.splitlines()
            lines += [*text, ""]
            origins += [Origin(piece.ran.label, piece.line + i) for i in range(len(text))]
            origins.append(None)
        return Collected("\n".join(lines), tuple(origins), tuple(self._notes()))

    def _visit(self, name: str, value: object) -> None:
        """Depth first: what a definition needs to be made comes before it."""
        self.seen.add(name)
        self.postponed = self.postponed or any(
            code.co_flags & _ANNOTATIONS for code in codes_of(value)
        )
        place = self._place(name, value)
        if place is None:
            self.missing.append(name)
            return
        flags = _ANNOTATIONS if self.postponed else 0
        for used in sorted(Statement(place.node, "", flags).uses - self.seen):
            if used in self.namespace and used not in self.seen and not used.startswith("__"):
                self._visit(used, self.namespace[used])
        self.pieces.append(place)

    def _place(self, name: str, value: object) -> Place | None:
        if isinstance(value, ModuleType):
            return self.history.last_binding(name) or _made(f"import {value.__name__} as {name}")
        if self._is_home_made(value):
            found = (self.history.definition(code, name) for code in codes_of(value))
            if place := next((p for p in found if p), None):
                if isinstance(value, type):
                    self.replaced += self._foreign_methods(name, value, place)
                return place
        if (constant := _literal(value)) is not None:
            return _made(f"{name} = {constant}")
        bound = self.history.last_binding(name)
        if bound is not None and not _is_stale(bound, value):
            return bound
        return _imported(name, value) or _by_inspect(name, value)

    def _notes(self) -> Iterator[str]:
        for name in self.missing:
            yield f"`{name}` of the kernel could not be taken along."
        for name in self.replaced:
            yield f"`{name}` was replaced after its class; the class as written was judged."

    def _foreign_methods(self, name: str, value: type, place: Place) -> Iterator[str]:
        """Methods that were put into a class after its statement had run."""
        lines = range(place.line, (place.node.end_lineno or place.line) + 1)
        for method, member in vars(value).items():
            for code in codes_of(member) if not isinstance(member, type) else ():
                made = code.co_filename.startswith("<string")  # as a dataclass's own
                text = self.history.text_of(code.co_filename)
                if not made and (text != place.ran.text or code.co_firstlineno not in lines):
                    yield f"{name}.{method}"

    def _is_home_made(self, value: object) -> bool:
        """Whether it was defined in this namespace, rather than imported into it."""
        if isinstance(value, type):
            return value.__module__ == self.namespace.get("__name__")
        return _globals_of(value) is self.namespace


def _is_stale(place: Place, value: object) -> bool:
    """Whether a `def` found by its name only cannot be what the name stands for now."""
    kinds: tuple[type, ...] = ()
    if isinstance(place.node, ast.FunctionDef | ast.AsyncFunctionDef):
        if place.node.decorator_list:
            return False
        kinds = (FunctionType,)
    elif isinstance(place.node, ast.ClassDef):
        kinds = (type,)
    return bool(kinds) and not isinstance(value, kinds)


def _imported(name: str, value: object) -> Place | None:
    """Something of an installed module, whose import statement was not found."""
    module, qualified = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not module or module == "__main__" or not qualified or "." in qualified:
        return None
    return _made(f"from {module} import {qualified} as {name}")


def _by_inspect(name: str, value: object) -> Place | None:
    """What Python itself knows, where a function stands inside another, as in marimo's file."""
    try:
        text = textwrap.dedent(inspect.getsource(value))  # type: ignore[arg-type]
    except (OSError, TypeError):
        return None
    ran = Ran("", text)
    return next((Place(ran, n) for n in ran.statements if getattr(n, "name", "") == name), None)


def _made(text: str) -> Place:
    tree = parse(text)
    assert tree is not None
    return Place(Ran("", text), tree.body[0])


def _literal(value: object, depth: int = 4) -> str | None:
    """A constant as Python text; None if it is not one of the simple kinds."""
    if not _is_simple(value, depth):
        return None
    text = _text(value)
    return text if len(text) <= _LONGEST else None


def _is_simple(value: object, depth: int) -> bool:
    if type(value) in _SIMPLE:
        return True
    if depth == 0:
        return False
    if type(value) in (list, tuple, set, frozenset) and value:
        return all(_is_simple(v, depth - 1) for v in value)  # type: ignore[attr-defined]
    if type(value) is dict:
        return all(_is_simple(v, depth - 1) for pair in value.items() for v in pair)
    return value in ([], ()) if type(value) in (list, tuple) else False


def _text(value: Any) -> str:
    """`repr`, but infinities and NaN are no names in Python."""
    if type(value) is float and not abs(value) < float("inf"):
        return f'float("{value}")'
    if type(value) is list:
        return f"[{', '.join(map(_text, value))}]"
    if type(value) is tuple:
        return f"({''.join(f'{_text(v)}, ' for v in value)})"
    if type(value) is dict:
        return f"{{{', '.join(f'{_text(k)}: {_text(v)}' for k, v in value.items())}}}"
    return repr(value)


def _globals_of(value: object) -> Namespace | None:
    found: Iterator[Any] = iter(vars(value).values()) if isinstance(value, type) else iter((value,))
    for member in found:
        inner = inspect.unwrap(member) if callable(member) else member
        if isinstance(inner, FunctionType):
            return inner.__globals__
    return None
