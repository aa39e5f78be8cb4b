"""Views that figures of many sets share, each one function on plain arrays.

`figures.py` of a set may import them. What comes from a model or a learner goes in as it is: NaN
and infinities are marked, and text stays text.
"""

from __future__ import annotations

import base64
import json
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

__all__ = ["View", "attention", "boards", "frames", "scored_tokens"]

# Zero is white, negative is blue, positive is red; what is no number is magenta.
DIVERGING = [[0, "#2166ac"], [0.25, "#8cbfdd"], [0.5, "#ffffff"], [0.75, "#ef9b7c"], [1, "#b2182b"]]
_SEQUENTIAL = [[0, "#ffffff"], [1, "#103e42"]]
_MISSING = (214, 0, 147)
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """A picture that is no chart; pages, notebooks and files know how each kind is shown.

    Args:
        kind: `frames` or `tokens`.
        data: JSON.
    """

    kind: str
    data: dict[str, Any]

    def to_json(self) -> str:
        """As Plotly's figures have it, so that a figure function may return either."""
        return json.dumps({"view": self.kind, **self.data})


def frames(
    images: ArrayLike, *, labels: Sequence[str] | None = None, pause_ms: int = 110, alt: str = ""
) -> View:
    """A player with play, step and a slider: a camera that turns, an agent that plays.

    Args:
        images: shape (frame, height, width) from 0, black, to 1, white; or with a last axis of red,
            green and blue.
        labels: what is said beside each frame; its number if left out.
        pause_ms: milliseconds for which each is seen.
        alt: what it shows, for those who cannot see it.
    """
    stack = np.asarray(images, dtype=float)
    if stack.ndim not in (3, 4) or 0 in stack.shape or (stack.ndim == 4 and stack.shape[3] != 3):
        raise ValueError(f"frames need shape (frame, height, width[, 3]), not {stack.shape}")
    names = list(labels) if labels is not None else [str(i + 1) for i in range(len(stack))]
    if len(names) != len(stack):
        raise ValueError(f"{len(stack)} frames have {len(names)} labels")
    made = ["data:image/png;base64," + base64.b64encode(_png(f)).decode() for f in stack]
    size = {"height": stack.shape[1], "width": stack.shape[2]}
    return View("frames", {"images": made, "labels": names, "ms": pause_ms, "alt": alt, **size})


def scored_tokens(tokens: Sequence[str], scores: ArrayLike, *, title: str = "") -> View:
    """Text in pieces, each coloured by a signed score. Zero is white.

    Args:
        tokens: the pieces, in order.
        scores: one for each.
        title: what the scores are.
    """
    values = np.asarray(scores, dtype=float)
    if values.shape != (len(tokens),):
        raise ValueError(f"{len(tokens)} tokens have scores of shape {values.shape}")
    known = [_number(v, 6) for v in values]
    return View("tokens", {"tokens": list(tokens), "scores": known, "title": title})


def attention(
    patterns: ArrayLike, tokens: Sequence[str], *, heads: Sequence[str] | None = None
) -> go.Figure:
    """Where each token looks, one head at a time; a list chooses the head.

    Args:
        patterns: shape (head, query, key) or (query, key), from 0 to 1.
        tokens: one for each query and key.
        heads: names, such as `5.1`; numbers if left out.
    """
    stack = np.asarray(patterns, dtype=float)
    stack = stack[None] if stack.ndim == 2 else stack
    names = list(heads) if heads is not None else [str(i) for i in range(len(stack))]
    if stack.shape != (len(names), len(tokens), len(tokens)):
        what = f"{len(names)} heads, {len(tokens)} tokens"
        raise ValueError(f"patterns of shape {stack.shape} do not fit {what}")
    places = [f"{i} {_shown(t)}" for i, t in enumerate(tokens)]  # a token may come twice
    fig = go.Figure(
        go.Heatmap(
            z=_rows(stack[0], 3),
            x=places,
            y=places,
            zmin=0,
            zmax=1,
            colorscale=_SEQUENTIAL,
            colorbar={"thickness": 10, "title": {"text": "weight"}},
            hovertemplate="%{y}<br>looks at %{x}<br>%{z:.3f}<extra></extra>",
            xgap=1,
            ygap=1,
        )
    )
    fig.update_yaxes(autorange="reversed", title="from", automargin=True, showgrid=False)
    fig.update_xaxes(title="to", tickangle=-60, automargin=True, showgrid=False)
    fig.update_layout(
        height=470, margin={"l": 10, "r": 10, "t": 60 if len(names) > 1 else 15, "b": 10}
    )
    if len(names) > 1:
        buttons = [
            {"label": f"head {n}", "method": "restyle", "args": [{"z": [_rows(z, 3)]}]}
            for n, z in zip(names, stack, strict=True)
        ]
        fig.update_layout(updatemenus=[_menu(buttons)])
    return fig


def boards(
    values: ArrayLike,
    *,
    pieces: ArrayLike | None = None,
    labels: Sequence[str] | None = None,
    digits: int = 2,
) -> go.Figure:
    """Boards with a value in each cell, such as how likely a move is; a slider chooses the board.

    Args:
        values: shape (board, row, column) or (row, column). Zero is white.
        pieces: of the same shape: 1 for black, -1 for white, 0 for an empty cell.
        labels: what is said of each board; its number if left out.
        digits: of the values after the point.
    """
    stack = np.asarray(values, dtype=float)
    stack = stack[None] if stack.ndim == 2 else stack
    count, height, width = stack.shape
    stones = np.zeros(stack.shape) if pieces is None else np.asarray(pieces).reshape(stack.shape)
    names = list(labels) if labels is not None else [str(i + 1) for i in range(count)]
    finite = np.abs(stack[np.isfinite(stack)])
    reach = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    drawn = [_board(b, s, digits) for b, s in zip(stack, stones, strict=True)]
    first = drawn[0]
    fig = go.Figure(
        go.Heatmap(
            z=first["z"][0],
            text=first["text"][0],
            texttemplate="%{text}",
            x=_letters(width),
            y=[str(r + 1) for r in range(height)],
            zmin=-reach,
            zmax=reach,
            colorscale=DIVERGING,
            colorbar={"thickness": 10},
            hovertemplate="%{x}%{y}: %{z:.4g}<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    missing = {"symbol": "x", "size": 11, "color": f"rgb{_MISSING}"}
    fig.add_scatter(
        x=first["x"][1],
        y=first["y"][1],
        mode="markers",
        marker=missing,
        hovertemplate="%{x}%{y}: no finite number<extra></extra>",
        showlegend=False,
    )
    fig.update_yaxes(autorange="reversed", scaleanchor="x", constrain="domain", showgrid=False)
    fig.update_xaxes(side="top", constrain="domain", showgrid=False)
    fig.update_layout(height=430, margin={"l": 25, "r": 10, "t": 35, "b": 10})
    if count > 1:
        steps = [
            {"label": n, "method": "restyle", "args": [d, [0, 1]]}
            for n, d in zip(names, drawn, strict=True)
        ]
        fig.update_layout(sliders=[{"currentvalue": {"prefix": "board: "}, "steps": steps}])
    return fig


def _board(values: _Array, pieces: NDArray[Any], digits: int) -> dict[str, list[Any]]:
    """What of the two traces changes with the board."""
    height, width = values.shape
    stone = {1: "●", -1: "○"}
    text = [
        [
            f"{stone.get(int(pieces[r, c]), '')} {values[r, c]:.{digits}f}".strip()
            if math.isfinite(values[r, c])
            else ""
            for c in range(width)
        ]
        for r in range(height)
    ]
    letters, rows = _letters(width), [str(r + 1) for r in range(height)]
    bad = [(letters[c], rows[r]) for r, c in np.argwhere(~np.isfinite(values)).tolist()]
    return {
        "z": [_rows(values, 6), None],
        "text": [text, None],
        "x": [letters, [x for x, _ in bad]],
        "y": [rows, [y for _, y in bad]],
    }


def _letters(count: int) -> list[str]:
    return [chr(ord("a") + i) if i < 26 else f"c{i + 1}" for i in range(count)]


def _menu(buttons: list[dict[str, Any]]) -> dict[str, Any]:
    place = {"x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
    return {"buttons": buttons, "direction": "down", "showactive": True, **place}


def _shown(token: str) -> str:
    """A token as a label of a chart, in which a tag is never seen."""
    return token.replace("<", "<\u200b").replace("\n", "↵").strip() or "␣"


def _rows(values: _Array, digits: int) -> list[list[float | None]]:
    return [[_number(v, digits) for v in row] for row in values]


def _number(value: float, digits: int) -> float | None:
    return round(float(value), digits) if math.isfinite(value) else None


def _png(image: _Array) -> bytes:
    """A PNG of 8 bits: grey if it can be, else red, green and blue."""
    finite = np.isfinite(image)
    bytes_ = (np.clip(np.where(finite, image, 0), 0, 1) * 255).round().astype(np.uint8)
    if image.ndim == 2 and not finite.all():
        bytes_ = np.repeat(bytes_[..., None], 3, axis=2)
        finite = np.repeat(finite[..., None], 3, axis=2)
    if bytes_.ndim == 3:
        bytes_[~finite.all(axis=2)] = _MISSING
    height, width = bytes_.shape[:2]
    rows = bytes_.reshape(height, -1)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if bytes_.ndim == 3 else 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks
    )
