"""Views of `arena.views` as HTML that stands by itself, in a page, a notebook or a file. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any

from arena.render.web import plain

Colour = tuple[int, int, int]

_WIDEST = 480  # pixels of the page that a player takes
_WHITE: Colour = (255, 255, 255)
_RED: Colour = (178, 24, 43)
_BLUE: Colour = (33, 102, 172)


def is_view(figure: Mapping[str, Any]) -> bool:
    """Whether a figure's JSON is a view and not Plotly's."""
    return "view" in figure


def view_html(figure: Mapping[str, Any]) -> str:
    """A view with the style and script that it needs.

    Raises:
        ValueError: there is no such view.
    """
    match figure.get("view"):
        case "frames":
            return f"<style>{_asset('views.css')}</style>{_player(figure)}"
        case "tokens":
            return f"<style>{_asset('views.css')}</style>{_tokens(figure)}"
    raise ValueError(f"there is no view `{figure.get('view')}`")


def _player(figure: Mapping[str, Any]) -> str:
    images, labels = figure["images"], [str(label) for label in figure["labels"]]
    data = {"images": images, "labels": labels, "ms": int(figure["ms"])}
    said = escape(str(figure["alt"]) or "frames", quote=True)
    wide = max(min(_WIDEST, int(figure["width"]) * 8), 160)
    buttons = "".join(
        f'<button type="button" data-act="{act}" aria-label="{name}" title="{name}">{sign}</button>'
        for act, name, sign in (
            ("back", "one frame back", "◂"),
            ("play", "play", "▶"),
            ("on", "one frame on", "▸"),
        )
    )
    return (
        f'<div class="arena-player" style="max-width:{wide}px" '
        f"data-player='{escape(json.dumps(data), quote=True)}'>"
        f'<img alt="{said}" src="{escape(str(images[0]), quote=True)}">'
        f'<div class="row">{buttons}<input type="range" min="0" max="{len(images) - 1}" value="0" '
        f'aria-label="frame of {said}"><output>{plain(labels[0])}</output></div></div>'
        f"<script>{_asset('player.js')}</script>"
    )


def _tokens(figure: Mapping[str, Any]) -> str:
    scores = figure["scores"]
    reach = max((abs(s) for s in scores if s is not None), default=0.0) or 1.0
    pieces = [_piece(str(t), s, reach) for t, s in zip(figure["tokens"], scores, strict=True)]
    known = [s for s in scores if s is not None]
    span = f"{_short(min(known))} to {_short(max(known))}" if known else "no finite number"
    bad = len(scores) - len(known)
    note = f' · <span class="nan">■</span> {bad} NaN or infinite' if bad else ""
    title = plain(str(figure["title"]), 200)
    caption = f'<p class="about"><b>{title}</b> {span}{note}</p>'
    return f'<div class="arena-tokens"><p class="text">{"".join(pieces)}</p>{caption}</div>'


def _piece(token: str, score: float | None, reach: float) -> str:
    shown = plain(token, 200).replace(" ", "·").replace("\n", "↵") or "∅"
    line = "<br>" if token.endswith("\n") else ""
    if score is None:
        return f'<span class="missing" title="no finite number">{shown}</span>{line}'
    share = min(abs(score) / reach, 1.0)
    colour = _mix(_WHITE, _RED if score > 0 else _BLUE, share)
    ink = "#fff" if 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2] < 140 else "#111"
    style = f"background:rgb{colour};color:{ink}"
    return f'<span style="{style}" title="{_short(score)}">{shown}</span>{line}'


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _asset(name: str) -> str:
    return (files("arena.render") / name).read_text("utf-8")
