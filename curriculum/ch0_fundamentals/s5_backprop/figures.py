"""Figures that the page names. Each returns a figure and draws nothing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from .solutions import unbroadcast

ACTIVE, DONE, WAITING, LINE = "#d1495b", "#2e86ab", "#9aa5b1", "#8d99a6"


def _slider(labels: Sequence[str], traces: int, fixed: int, prefix: str) -> list[dict[str, object]]:
    """A slider that shows one group of traces after another.

    Args:
        labels: one for each group.
        traces: how many traces a group has.
        fixed: how many traces come first and are always shown.
        prefix: stands before the label.
    """
    steps = []
    for i, label in enumerate(labels):
        shown = [j // traces == i for j in range(traces * len(labels))]
        args = [{"visible": [True] * fixed + shown}]
        steps.append({"label": label, "method": "restyle", "args": args})
    return [{"active": 0, "currentvalue": {"prefix": prefix}, "steps": steps, "pad": {"t": 30}}]


def _plain_axes(fig: go.Figure, x: tuple[float, float], y: tuple[float, float]) -> None:
    fig.update_xaxes(visible=False, range=list(x), fixedrange=True)
    fig.update_yaxes(visible=False, range=list(y), fixedrange=True)
    fig.update_layout(showlegend=False, height=460, margin={"l": 10, "r": 10, "t": 20, "b": 10})


def step_size() -> go.Figure:
    """The chord through x³ beside its error, with a slider for the step."""
    exponents = [0.0, -0.3, -0.6, *range(-1, -14, -1)]
    steps = [10.0**e for e in exponents]
    slopes = [((1 + h) ** 3 - (1 - h) ** 3) / (2 * h) for h in steps]
    errors = [max(abs(slope - 3), 1e-16) for slope in slopes]
    fig = make_subplots(
        cols=2, horizontal_spacing=0.2, subplot_titles=("x³ and the chord", "error of the slope")
    )
    xs = np.linspace(-0.2, 2.2, 60)
    fig.add_scatter(
        x=xs.round(3), y=(xs**3).round(3), mode="lines", line={"color": DONE}, col=1, row=1
    )
    fig.add_scatter(x=steps, y=errors, mode="lines+markers", line={"color": WAITING}, col=2, row=1)
    for h, slope, error in zip(steps, slopes, errors, strict=True):
        first = h == steps[0]
        ends = [1 - 1.2, 1 + 1.2]
        middle = ((1 + h) ** 3 + (1 - h) ** 3) / 2
        fig.add_scatter(
            x=[*ends, None, 1 - h, 1 + h],
            y=[*(middle + slope * (x - 1) for x in ends), None, (1 - h) ** 3, (1 + h) ** 3],
            mode="lines+markers",
            marker={"size": [0, 0, 0, 9, 9]},
            line={"color": ACTIVE},
            visible=first,
            col=1,
            row=1,
        )
        fig.add_scatter(
            x=[h],
            y=[error],
            mode="markers+text",
            text=[f"slope {slope:.10f}"],
            textposition="middle right" if h < 1e-6 else "middle left",
            marker={"size": 13, "color": ACTIVE},
            visible=first,
            col=2,
            row=1,
        )
    fig.update_xaxes(title="x", range=[-0.3, 2.3], col=1)
    fig.update_yaxes(title="x³", range=[-2, 9], col=1)
    fig.update_xaxes(title="step", type="log", exponentformat="power", col=2)
    fig.update_yaxes(title="|measured − 3|", type="log", exponentformat="power", dtick=4, col=2)
    labels = [f"{h:.1g}" if h >= 0.1 else f"1e{e}" for h, e in zip(steps, exponents, strict=True)]
    fig.update_layout(showlegend=False, sliders=_slider(labels, 2, 2, "step: "), height=460)
    return fig


_CASES: dict[tuple[int, ...], str] = {
    (3,): "The new axis is summed.",
    (1, 3): "The same sums, and the axis stays.",
    (2, 1): "The stretched axis is summed, and stays.",
    (): "Everything is summed.",
    (2, 3): "Nothing was broadcast, nothing is summed.",
}


def unbroadcast_arrows() -> go.Figure:
    """A gradient of shape (2, 3) above, and its sums below for five shapes of the original."""
    grad = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    cells = [(i, j) for i in range(2) for j in range(3)]
    colours = ["#2e86ab", "#d1495b", "#5b8c5a", "#b07d2b", "#7a5195", "#3d7a8c"]
    fig = go.Figure()
    for number, (shape, says) in enumerate(_CASES.items()):
        owners = np.arange(max(math.prod(shape), 1)).reshape(shape)
        owner = np.broadcast_to(owners, (2, 3))
        sums = unbroadcast(grad, np.zeros(shape))
        rows, columns = (1, *shape)[-2:] if shape else (1, 1)
        beside = columns == 1
        places = {
            k: (4.0, -k if rows == 2 else -0.5) if beside else (k % columns, -2.3 - k // columns)
            for k in range(rows * columns)
        }
        xs: list[float | None] = []
        ys: list[float | None] = []
        for i, j in cells:
            x, y = places[int(owner[i, j])]
            xs += [j, x, None]
            ys += [-i, y, None]
        fig.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": LINE, "width": 2},
            hoverinfo="skip",
            visible=number == 0,
        )
        box = {"symbol": "square", "size": 46}
        fig.add_scatter(
            x=[j for _, j in cells],
            y=[-i for i, _ in cells],
            mode="markers+text",
            text=[f"{grad[c]:g}" for c in cells],
            textfont={"color": "white", "size": 17},
            marker={**box, "color": [colours[int(owner[c])] for c in cells]},
            hoverinfo="skip",
            visible=number == 0,
        )
        fig.add_scatter(
            x=[p[0] for p in places.values()],
            y=[p[1] for p in places.values()],
            mode="markers+text",
            text=[f"{v:g}" for v in np.ravel(sums)],
            textfont={"color": "white", "size": 17},
            marker={**box, "color": [colours[k] for k in places]},
            hoverinfo="skip",
            visible=number == 0,
        )
        fig.add_scatter(
            x=[1],
            y=[-4.2],
            mode="text",
            text=[says],
            textfont={"size": 15},
            hoverinfo="skip",
            visible=number == 0,
        )
    arrives = "the gradient that arrives, (2, 3)"
    fig.add_annotation(x=1, y=0.8, text=arrives, showarrow=False, font={"size": 14})
    _plain_axes(fig, (-1.2, 4.8), (-4.6, 1.1))
    labels = [str(shape) for shape in _CASES]
    fig.update_layout(sliders=_slider(labels, 4, 0, "shape of the original: "))
    return fig


@dataclass(frozen=True)
class _Step:
    """One step of a walk.

    Args:
        says: the sentence above.
        active: the node whose gradient is being computed.
        along: the edges that it travels on, from result to argument.
        grads: what is known after it.
    """

    says: str
    active: str
    along: tuple[tuple[str, str], ...] = ()
    grads: Mapping[str, str] = field(default_factory=dict)


def _walk(
    places: Mapping[str, tuple[float, float]],
    labels: Mapping[str, str],
    edges: Sequence[tuple[str, str]],
    steps: Sequence[_Step],
) -> go.Figure:
    """A graph and a slider that goes back through it; edges go from result to argument."""
    fig = go.Figure()
    for number, step in enumerate(steps):
        for marked in (False, True):
            drawn = [e for e in edges if (e in step.along) == marked]
            xs: list[float | None] = []
            ys: list[float | None] = []
            for a, b in drawn:
                xs += [places[a][0], places[b][0], None]
                ys += [places[a][1], places[b][1], None]
            fig.add_scatter(
                x=xs or [None],
                y=ys or [None],
                mode="lines",
                line={"color": ACTIVE if marked else LINE, "width": 5 if marked else 2},
                hoverinfo="skip",
                visible=number == 0,
            )
        colours = [
            ACTIVE if n == step.active else DONE if n in step.grads else WAITING for n in places
        ]
        fig.add_scatter(
            x=[p[0] for p in places.values()],
            y=[p[1] for p in places.values()],
            mode="markers+text",
            text=list(places),
            textfont={"color": "white", "size": 18},
            marker={"size": 46, "color": colours},
            hoverinfo="skip",
            visible=number == 0,
        )
        texts = [f"{labels[n]}<br>gradient: {step.grads.get(n, '?')}" for n in places]
        fig.add_scatter(
            x=[p[0] for p in places.values()],
            y=[p[1] - 0.42 for p in places.values()],
            mode="text",
            text=texts,
            textposition="bottom center",
            hoverinfo="skip",
            visible=number == 0,
        )
        middle = (min(p[0] for p in places.values()) + max(p[0] for p in places.values())) / 2
        fig.add_scatter(
            x=[middle],
            y=[max(p[1] for p in places.values()) + 0.95],
            mode="text",
            text=[step.says],
            textfont={"size": 15},
            hoverinfo="skip",
            visible=number == 0,
        )
    xs_all, ys_all = zip(*places.values(), strict=True)
    _plain_axes(
        fig, (min(xs_all) - 0.8, max(xs_all) + 0.8), (min(ys_all) - 1.4, max(ys_all) + 1.25)
    )
    names = [str(i) for i in range(len(steps))]
    fig.update_layout(sliders=_slider(names, 5, 0, "step: "))
    return fig


def diamond() -> go.Figure:
    """u = x², v = 3x, L = u · v at x = 2: the gradient of x is the sum of two ways."""
    places = {"x": (0.0, 0.0), "u": (2.0, 1.1), "v": (2.0, -1.1), "L": (4.0, 0.0)}
    labels = {"x": "x = 2", "u": "u = x² = 4", "v": "v = 3x = 6", "L": "L = u · v = 24"}
    edges = (("L", "u"), ("L", "v"), ("u", "x"), ("v", "x"))
    grads = {"L": "1", "u": "v = 6", "v": "u = 4"}
    both = (("u", "x"), ("v", "x"))
    steps = (
        _Step("Forwards is done. Nothing is known about gradients yet.", ""),
        _Step("The walk begins at the end, with 1.", "L", (), {"L": "1"}),
        _Step("A product hands on the other factor.", "u", (("L", "u"),), {"L": "1", "u": "v = 6"}),
        _Step("The same for v.", "v", (("L", "v"),), grads),
        _Step("Through u: 6 · 2x = 24. Not the end!", "x", both[:1], grads | {"x": "24 + …"}),
        _Step("Through v: 4 · 3 = 12.", "x", both[1:], grads | {"x": "24 + 12"}),
        _Step("Both ways have come back.", "x", both, grads | {"x": "36"}),
    )
    return _walk(places, labels, edges, steps)


def backward_walk() -> go.Figure:
    """g = log(a · b · log c) at (2, 3, 4), one gradient a step."""
    a, b, c = 2.0, 3.0, 4.0
    d, e = a * b, math.log(c)
    f = d * e
    places = {
        "a": (0.0, 1.2),
        "b": (0.0, -0.4),
        "c": (0.0, -2.0),
        "d": (1.7, 0.5),
        "e": (1.7, -2.0),
        "f": (3.4, -0.6),
        "g": (5.1, -0.6),
    }
    labels = {
        "a": f"a = {a:g}",
        "b": f"b = {b:g}",
        "c": f"c = {c:g}",
        "d": f"d = a · b = {d:g}",
        "e": f"e = log c = {e:.3f}",
        "f": f"f = d · e = {f:.3f}",
        "g": f"g = log f = {math.log(f):.3f}",
    }
    edges = (("d", "a"), ("d", "b"), ("e", "c"), ("f", "d"), ("f", "e"), ("g", "f"))
    found = [
        ("g", "", 1.0, "The walk begins with 1."),
        ("f", "g", 1 / f, f"log_back: 1 / f = 1 / {f:.3f}"),
        ("d", "f", e / f, f"multiply_back0: {1 / f:.3f} · e"),
        ("e", "f", d / f, f"multiply_back1: {1 / f:.3f} · d"),
        ("a", "d", b * e / f, f"multiply_back0: {e / f:.3f} · b"),
        ("b", "d", a * e / f, f"multiply_back1: {e / f:.3f} · a"),
        ("c", "e", d / f / c, f"log_back: {d / f:.3f} / c"),
    ]
    steps = [_Step("Forwards is done: every value is known, and no gradient.", "")]
    known: dict[str, str] = {}
    for name, result, value, says in found:
        known = {**known, name: f"{value:.3f}"}
        along = ((result, name),) if result else ()
        steps.append(_Step(says, name, along, known))
    return _walk(places, labels, edges, steps)
