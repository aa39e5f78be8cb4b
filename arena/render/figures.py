"""Figures of the course as a page can show them, on a light background as on a dark one."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from html import escape
from typing import Any

from arena.render.views import is_view, view_html
from arena.render.web import line

_AXES = ("xaxis", "yaxis", "zaxis")
_GREY = "rgba(128, 128, 128, 0.35)"  # is seen on white and on black


def on_any_background(figure: dict[str, Any]) -> dict[str, Any]:
    """A copy in which three-dimensional scenes have no walls of their own.

    The walls of Plotly's usual scene are pale blue, also where the page is dark. What the author
    of a figure has set stays.

    Args:
        figure: Plotly JSON with `data` and `layout`.
    """
    shown = copy.deepcopy(figure)
    layout = shown.setdefault("layout", {})
    is_solid = any("scene" in trace or _is_solid(trace) for trace in shown.get("data", ()))
    scenes = {name for name in layout if name.startswith("scene")}
    for name in scenes | ({"scene"} if is_solid else set()):
        scene = layout.setdefault(name, {})
        scene.setdefault("bgcolor", "rgba(0, 0, 0, 0)")
        for axis in _AXES:
            look = scene.setdefault(axis, {})
            look.setdefault("showbackground", False)
            look.setdefault("gridcolor", _GREY)
            look.setdefault("zerolinecolor", _GREY)
    return shown


def _is_solid(trace: dict[str, Any]) -> bool:
    return str(trace.get("type", "")).endswith("3d") or trace.get("type") in ("surface", "cone")


def figure_page(figure: Mapping[str, Any], title: str, said: str) -> str:
    """A figure as a file of its own that any browser shows, without a network.

    Args:
        figure: Plotly JSON or a view.
        title: of the page.
        said: whose functions drew it, and the caption; code stands between backticks.
    """
    body = view_html(figure) if is_view(figure) else _plotly_html(on_any_background(dict(figure)))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_PAGE_STYLE}</style></head>"
        f'<body><h1>{escape(title)}</h1>{body}<p class="said">{line(said)}</p></body></html>'
    )


def _plotly_html(figure: Mapping[str, Any]) -> str:
    from plotly.offline import get_plotlyjs

    drawn = {**figure, "config": {"responsive": True, "displaylogo": False}}
    data = json.dumps(drawn, sort_keys=True).replace("</", "<\\/")
    return (
        f'<script>{get_plotlyjs()}</script><div id="figure"></div><script>(function () {{'
        f"var shown = {data}, dark = matchMedia('(prefers-color-scheme: dark)').matches;"
        "var look = shown.layout = shown.layout || {}; look.paper_bgcolor = 'rgba(0,0,0,0)';"
        "look.plot_bgcolor = look.plot_bgcolor || 'rgba(0,0,0,0)';"
        "look.font = Object.assign({color: dark ? '#e3e6ea' : '#1f2328'}, look.font);"
        "Plotly.newPlot('figure', shown);})();</script>"
    )


_PAGE_STYLE = (
    ":root{color-scheme:light dark;background:light-dark(#fcfbf9,#111519);"
    "color:light-dark(#1f2328,#e3e6ea)}"
    "body{font-family:sans-serif;max-width:55rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.3rem}.said{color:light-dark(#57606a,#9ea7b1);font-size:.9rem}"
)
