"""Figures of the course as a page can show them, on a light background as on a dark one."""

from __future__ import annotations

import copy
from typing import Any

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
