"""Two-dimensional tensors to look at: a table of coloured numbers if small, else an image.

Where values have both signs, zero is white, blue is negative and red is positive. Where they have
not, a picture runs from black to white and a tensor from white to dark. NaN and infinities, which
arrive as None, are magenta and are said so below.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Protocol

Colour = tuple[int, int, int]
Rows = Sequence[Sequence[float | None]]


class Labelled(Protocol):
    """Rows of numbers and what they are: a verdict's picture, or a tensor of a notebook."""

    @property
    def label(self) -> str:
        """`expected`, `yours`, `difference`, or a name."""

    @property
    def rows(self) -> Rows:
        """None for NaN and infinities."""


_MISSING: Colour = (214, 0, 147)
_WHITE: Colour = (255, 255, 255)
_RED: Colour = (178, 24, 43)
_BLUE: Colour = (33, 102, 172)
_INK: Colour = (16, 62, 66)
_BLACK: Colour = (0, 0, 0)
_TABLE_COLUMNS, _TABLE_CELLS = 8, 64
_SHOWN_PX = 236  # three beside each other on a laptop


def pictures_html(pictures: Iterable[Labelled], *, image: bool) -> str:
    """Expected, yours and their difference side by side.

    Args:
        pictures: what the verdict carries.
        image: they are pictures, where light is white, rather than tables of numbers.
    """
    shown = [p for p in pictures if p.rows and p.rows[0]]
    together = [v for p in shown if p.label != "difference" for v in _values(p.rows)]
    parts = []
    for picture in shown:
        own = picture.label == "difference"
        values = _values(picture.rows) if own else together
        parts.append(_figure(picture, _scale(values, image and not own, signed=own)))
    return f'<div class="pictures">{"".join(parts)}</div>' if parts else ""


def png(rows: Rows, colour: Callable[[float | None], Colour]) -> bytes:
    """An image with one pixel a number."""
    height, width = len(rows), len(rows[0])
    lines = b"".join(b"\0" + bytes(c for v in row for c in colour(v)) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _figure(picture: Labelled, colour: Callable[[float | None], Colour]) -> str:
    rows = picture.rows
    height, width = len(rows), len(rows[0])
    values = _values(rows)
    missing = height * width - len(values)
    span = f"{_short(min(values))} to {_short(max(values))}" if values else "no finite number"
    said = escape(f"{picture.label}, {height} by {width}, {span}")
    if width <= _TABLE_COLUMNS and height * width <= _TABLE_CELLS:
        body = _table(rows, colour, said)
    else:
        data = base64.b64encode(png(rows, colour)).decode()
        across = min(_SHOWN_PX, _SHOWN_PX * width // height)
        body = (
            f'<img src="data:image/png;base64,{data}" alt="{said}" '
            f'style="width:{max(across, 8)}px" data-testid="picture">'
        )
    note = f"<br><span class='nan'>■</span> {missing} NaN or infinite" if missing else ""
    caption = f"<b>{escape(picture.label)}</b> {height} × {width}, {span}{note}"
    return (
        f'<figure class="{escape(picture.label)}">{body}<figcaption>{caption}</figcaption></figure>'
    )


def _table(rows: Rows, colour: Callable[[float | None], Colour], said: str) -> str:
    lines = []
    for row in rows:
        cells = []
        for value in row:
            red, green, blue = colour(value)
            ink = "#fff" if 0.3 * red + 0.59 * green + 0.11 * blue < 140 else "#111"
            text = "—" if value is None else _short(value)
            style = f"background:rgb({red},{green},{blue});color:{ink}"
            cells.append(f'<td style="{style}">{text}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table aria-label="{said}" data-testid="picture">{"".join(lines)}</table>'


def _scale(
    values: Sequence[float], image: bool, *, signed: bool
) -> Callable[[float | None], Colour]:
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    if signed or low < 0:
        reach = max(-low, high) or 1.0
        return lambda v: (
            _MISSING if v is None else _mix(_WHITE, _RED if v > 0 else _BLUE, abs(v) / reach)
        )
    start, end = (_BLACK, _WHITE) if image else (_WHITE, _INK)
    reach = high or 1.0
    return lambda v: _MISSING if v is None else _mix(start, end, v / reach)


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def _values(rows: Rows) -> list[float]:
    return [v for row in rows for v in row if v is not None]


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
