"""Looking at tensors: `show` one, `compare` two. Their axes are named, as in the course."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from arena.course.model import ExerciseSet, Figure
from arena.errors import ArenaError, UnknownName
from arena.notebook.kernel_session import kernel_session
from arena.notebook.stopping import caller, kindly
from arena.notebook.views import Drawn, Shown, tensors_html
from arena.render.notebook import SET_NAME
from arena.session import Session

_MOST_SLICES = 12
_LONGEST_SIDE = 256  # pixels; of longer axes every second, third … entry is drawn


@dataclass(frozen=True)
class _Picture:
    label: str
    rows: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class _Array:
    """Numbers of any shape, read from whatever has `tolist`; nothing of it is changed."""

    values: Any
    shape: tuple[int, ...]

    def at(self, index: Sequence[int]) -> Any:
        found = self.values
        for i in index:
            found = found[i]
        return found


@kindly
def show(what: object, *, axes: Sequence[str] = ()) -> Shown | Drawn:
    """A tensor as pictures, or a figure of the course by its name.

    Args:
        what: a tensor, array or nested list of at most four axes, or a figure's name.
        axes: a name for each axis, such as `("head", "query", "key")`. The last two are drawn, one
            picture for each index of those before. Zero is white where values have both signs.
    """
    if isinstance(what, str):
        return _figure(what)
    array = _array(what)
    _same_length(axes, array)
    rows = [("", [_picture(name, array, index)]) for name, index in _slices(array, axes)]
    return Shown(tensors_html(rows, _notes(array)), _said("tensor", array, axes))


@kindly
def compare(expected: object, yours: object, *, axes: Sequence[str]) -> Shown:
    """Two tensors of one shape beside each other, and their difference (yours minus expected).

    Args:
        expected: a tensor, array or nested list.
        yours: another of the same shape.
        axes: a name for each axis; see `show`.
    """
    one, other = _array(expected), _array(yours)
    if one.shape != other.shape:
        what = f"Their shapes differ: expected {one.shape}, yours {other.shape}."
        raise ArenaError(what, "Bring them to one shape first, or show each by itself.")
    _same_length(axes, one)
    rows = []
    for name, index in _slices(one, axes):
        left, right = _picture("expected", one, index), _picture("yours", other, index)
        rows.append((name, [left, right, _difference(left, right)]))
    return Shown(tensors_html(rows, _notes(one)), _said("two tensors", one, axes))


def _figure(name: str) -> Drawn:
    session = kernel_session()
    exercise_set, figure = find_figure(session, name, caller().get(SET_NAME))
    return Drawn(figure.name, session.figure(exercise_set, figure.name))


def find_figure(session: Session, name: str, here: object) -> tuple[ExerciseSet, Figure]:
    with suppress(UnknownName):
        return session.drawings.find(name, str(here))
    names = [f.name for s in session.course.sets if s.id == here for f in s.figures]
    offer = f"This set has: {', '.join(names)}." if names else "A tensor is shown by itself."
    raise UnknownName(f"There is no figure called “{name}”.", offer)


def _array(what: object) -> _Array:
    """Read the numbers. A tensor on a GPU, or one that wants gradients, is copied first."""
    values: Any = what
    shape = getattr(values, "shape", None)
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    if hasattr(values, "tolist"):
        values = values.tolist()
    sizes = tuple(int(n) for n in shape) if shape is not None else tuple(_sizes(values))
    if len(sizes) > 4:
        raise ArenaError(f"It has {len(sizes)} axes.", "Show a part of it with at most four.")
    return _Array(values, sizes)


def _sizes(values: Any) -> Iterator[int]:
    while isinstance(values, list | tuple):
        yield len(values)
        if not values:
            return
        values = values[0]


def _same_length(axes: Sequence[str], array: _Array) -> None:
    if len(axes) == len(array.shape) and not isinstance(axes, str):
        return
    example = ", ".join(f'"{n}"' for n in ("batch", "head", "query", "key")[-len(array.shape) :])
    what = f"It has {len(array.shape)} axes, shape {array.shape}; {len(axes)} are named."
    raise ArenaError(what, f"Name each, as in axes=({example},)." if array.shape else "Print it.")


def _slices(array: _Array, axes: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A title and the indices of the leading axes, for each picture."""
    leading = [range(n) for n in array.shape[:-2]]
    for index in itertools.islice(itertools.product(*leading), _MOST_SLICES):
        title = ", ".join(f"{name} {i}" for name, i in zip(axes, index, strict=False))
        yield title or " × ".join(axes), index


def _picture(label: str, array: _Array, index: tuple[int, ...]) -> _Picture:
    part = array.at(index)
    if len(array.shape) < 2:
        part = [part if isinstance(part, list) else [part]]
    height = _step(len(part))
    width = _step(len(part[0])) if part else 1
    rows = tuple(tuple(_number(v) for v in row[::width]) for row in part[::height])
    return _Picture(label, rows)


def _step(length: int) -> int:
    return max(1, math.ceil(length / _LONGEST_SIDE))


def _number(value: Any) -> float | None:
    number = abs(value) if isinstance(value, complex) else float(value)
    return number if math.isfinite(number) else None


def _difference(one: _Picture, other: _Picture) -> _Picture:
    rows = tuple(
        tuple(None if a is None or b is None else b - a for a, b in zip(left, right, strict=True))
        for left, right in zip(one.rows, other.rows, strict=True)
    )
    return _Picture("difference", rows)


def _notes(array: _Array) -> Iterator[str]:
    slices = math.prod(array.shape[:-2])
    if slices > _MOST_SLICES:
        yield f"The first {_MOST_SLICES} of {slices} slices are drawn."
    if any(n > _LONGEST_SIDE for n in array.shape[-2:]):
        yield f"Of axes longer than {_LONGEST_SIDE} some entries are left out."
    if 0 in array.shape:
        yield "There is nothing in it."


def _said(what: str, array: _Array, axes: Sequence[str]) -> str:
    named = ", ".join(f"{a}={n}" for a, n in zip(axes, array.shape, strict=True))
    return f"<{what} ({named})>"
