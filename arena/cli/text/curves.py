"""A curve in a few rows of text. Pure: numbers in, braille out.

Each character holds two by four dots. Where the terminal's encoding has no braille,
`arena.cli.text.screen` puts one ASCII character in the place of each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_BLANK = 0x2800
# The bit of each dot in Unicode's braille block, by row from the top, then column.
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_ACROSS, _DOWN = 2, 4  # dots a character


def draw_curve(
    steps: Sequence[float],
    values: Sequence[float | None],
    end: float,
    *,
    width: int,
    height: int,
) -> tuple[str, ...]:
    """The curve as rows of braille, from the largest value at the top to the smallest.

    Args:
        steps: where the values are, from 0 to `end`, rising.
        values: None leaves a gap.
        end: the step at the right edge.
        width: characters a row.
        height: rows.

    Returns:
        `height` strings of `width` characters.
    """
    across, down = width * _ACROSS, height * _DOWN
    low, high = span_of(values) or (0.0, 0.0)
    cells = [[0] * width for _ in range(height)]
    last: tuple[int, int] | None = None
    for step, value in zip(steps, values, strict=True):
        if value is None or not math.isfinite(value):
            last = None
            continue
        dot = (_place(step, 0.0, end, across), down - 1 - _place(value, low, high, down))
        for x, y in _line(last or dot, dot):
            cells[y // _DOWN][x // _ACROSS] |= _BITS[y % _DOWN][x % _ACROSS]
        last = dot
    return tuple("".join(chr(_BLANK + bits) for bits in row) for row in cells)


def span_of(values: Sequence[float | None]) -> tuple[float, float] | None:
    """The smallest and the largest finite value; None if there is none."""
    finite = [v for v in values if v is not None and math.isfinite(v)]
    return (min(finite), max(finite)) if finite else None


def number(value: float | None) -> str:
    """About three digits, in at most nine characters; `nan` where it was not finite."""
    if value is None:
        return "nan"
    return f"{value:.0f}" if 1_000 <= abs(value) < 1_000_000 else f"{value:.3g}"


def _place(value: float, low: float, high: float, dots: int) -> int:
    """Which of so many dots; the middle one if all values are the same."""
    if high <= low:
        return dots // 2
    return min(max(round((value - low) / (high - low) * (dots - 1)), 0), dots - 1)


def _line(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """The dots from one to another, both included."""
    (x0, y0), (x1, y1) = start, end
    count = max(abs(x1 - x0), abs(y1 - y0))
    if not count:
        return [end]
    return [
        (x0 + round(i * (x1 - x0) / count), y0 + round(i * (y1 - y0) / count))
        for i in range(count + 1)
    ]
