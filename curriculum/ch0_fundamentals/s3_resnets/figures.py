"""Figures that the page names. What was trained was measured by `recipes/curves.py`.

Each figure holds all its states, and a slider or a button switches between them; colours are those
of the page, so backgrounds stay transparent.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
import torch
from plotly.subplots import make_subplots

from .digits import load_digits

Numbers = npt.NDArray[np.float32]
BLUE, ORANGE, GREEN, GREY = "#3b82c4", "#d9822b", "#2e9d6b", "#8a8f98"


@cache
def _measured() -> Any:
    path = Path(__file__).parent / "data" / "curves.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _slider(
    labels: Sequence[str], prefix: str, active: int, traces: int, fixed: int = 0
) -> dict[str, Any]:
    """A slider that shows `traces` traces at a time; the first `fixed` of the figure stay."""
    steps = []
    for place, label in enumerate(labels):
        shown = [True] * fixed
        for k in range(len(labels)):
            shown += [k == place] * traces
        steps.append({"label": label, "method": "restyle", "args": [{"visible": shown}]})
    return {"active": active, "currentvalue": {"prefix": prefix}, "pad": {"t": 45}, "steps": steps}


def _laid_out(figure: go.Figure, slider: dict[str, Any], height: int = 420) -> go.Figure:
    figure.update_layout(
        sliders=[slider],
        height=height,
        margin={"l": 60, "r": 20, "t": 50, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.14, "x": 0},
    )
    figure.update_xaxes(gridcolor="rgba(128,128,128,0.2)", zeroline=False)
    figure.update_yaxes(gridcolor="rgba(128,128,128,0.2)", zeroline=False)
    return figure


def learning_rate_curves() -> go.Figure:
    """Loss and accuracy of 200 steps of SGD at eight learning rates."""
    data, active = _measured()["learning_rates"], 4
    titles = ("training loss", "accuracy on 397 unseen digits")
    figure = make_subplots(1, 2, subplot_titles=titles)
    for k, curve in enumerate(data["curves"]):
        for column, (key, colour) in enumerate((("loss", ORANGE), ("accuracy", BLUE)), start=1):
            line = go.Scatter(
                x=data["steps"],
                y=curve[key],
                mode="lines+markers",
                marker={"size": 4, "color": colour},
                visible=k == active,
                showlegend=False,
                hovertemplate=f"step %{{x}}: {key} %{{y:.3f}}<extra></extra>",
            )
            figure.add_trace(line, 1, column)
    figure.update_xaxes(title_text="step", range=[0, 205])
    figure.update_yaxes(range=[0, 3], row=1, col=1)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", row=1, col=2)
    labels = [f"{curve['rate']:g}" for curve in data["curves"]]
    return _laid_out(figure, _slider(labels, "learning rate ", active, 2))


def confusion_over_training() -> go.Figure:
    """Ten by ten counts at twelve moments of a run."""
    looks, figure = _measured()["confusions"], go.Figure()
    active, names = 3, [str(digit) for digit in range(10)]
    for k, look in enumerate(looks):
        text = [[str(n) if n else "" for n in row] for row in look["matrix"]]
        figure.add_heatmap(
            z=[[n or None for n in row] for row in look["matrix"]],  # no cell, no colour
            x=names,
            y=names,
            text=text,
            texttemplate="%{text}",
            zmin=1,
            zmax=45,
            # Opaque: Plotly picks a colour for each number that can be read on its cell.
            colorscale=[[0, "#c9dcef"], [1, "#1f619f"]],
            showscale=False,
            xgap=1,
            ygap=1,
            visible=k == active,
            hovertemplate="%{z} pictures of %{y} taken for %{x}<extra></extra>",
        )
    figure.update_xaxes(title_text="prediction", type="category", constrain="domain")
    figure.update_yaxes(title_text="label", type="category", autorange="reversed", scaleanchor="x")
    labels = [str(look["step"]) for look in looks]
    return _laid_out(figure, _slider(labels, "after step ", active, 1), 560)


def running_statistics(data: dict[str, Numbers]) -> go.Figure:
    """What a `BatchNorm2d` stores after each of sixty batches, for seven momenta."""
    active, steps = 2, len(data["batch_means"])
    titles = ("running mean", "running variance")
    figure = make_subplots(1, 2, subplot_titles=titles)
    x = list(range(1, steps + 1))
    for column, dots in enumerate((data["batch_means"], data["batch_variances"]), start=1):
        marker = {"size": 4, "color": GREY}
        dotted = go.Scatter(x=x, y=_short(dots), mode="markers", marker=marker, name="batch")
        figure.add_trace(dotted, 1, column)
    for k in range(len(data["momenta"])):
        for column, values in enumerate((data["means"][k], data["variances"][k]), start=1):
            line = go.Scatter(
                x=x,
                y=_short(values),
                line={"color": BLUE, "width": 3},
                name="running",
                visible=k == active,
            )
            figure.add_trace(line, 1, column)
    for column, truth in enumerate((3, 4), start=1):
        figure.add_hline(y=truth, line_dash="dot", line_color=GREEN, row=1, col=column)
    figure.update_xaxes(title_text="batch")
    figure.update_layout(showlegend=False)
    labels = [f"{m:.2g}" for m in data["momenta"].tolist()]
    return _laid_out(figure, _slider(labels, "momentum ", active, 2, fixed=2))


def _short(values: Numbers) -> list[float]:
    return [round(v, 3) for v in values.tolist()]


def gradient_by_depth() -> go.Figure:
    """Gradient at the input of each block relative to the end, in stacks of eight depths."""
    rows, active, figure = _measured()["gradients"], 5, go.Figure()
    for k, row in enumerate(rows):
        for name, colour in (("with", BLUE), ("without", ORANGE)):
            figure.add_scatter(
                x=list(range(row["depth"] + 1)),
                y=row[name],
                mode="lines+markers",
                line={"color": colour},
                name=f"{name} shortcut",
                visible=k == active,
                hovertemplate="before block %{x}: %{y:.3g}<extra></extra>",
            )
    figure.update_xaxes(title_text="block (0 is the input, the last is the end)")
    figure.update_yaxes(title_text="norm of the gradient / at the end", type="log")
    figure.update_yaxes(exponentformat="power", dtick=1)
    labels = [str(row["depth"]) for row in rows]
    return _laid_out(figure, _slider(labels, "blocks in the stack ", active, 2))


_GROUPS = ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2))


def _stages(side: int) -> list[tuple[str, int, int, float, float]]:
    """Name, side, channels, parameters and multiplications of each stage of ResNet-34."""
    side = -(-side // 2)
    stages = [("stem conv", side, 64, 3 * 64 * 49 + 128.0, 3 * 64 * 49.0 * side**2)]
    side = -(-side // 2)
    stages.append(("max pool", side, 64, 0.0, 0.0))
    ins = 64
    for group, (blocks, outs, stride) in enumerate(_GROUPS, start=1):
        side = -(-side // stride)
        weights = 9 * ins * outs + (2 * blocks - 1) * 9 * outs * outs
        weights += ins * outs if ins != outs else 0
        norms = 2 * outs * (2 * blocks + (ins != outs))
        products = float(weights) * side**2
        stages.append((f"group {group}", side, outs, float(weights + norms), products))
        ins = outs
    return [*stages, ("head", 1, 1000, 512 * 1000 + 1000.0, 512 * 1000.0)]


def shape_walk() -> go.Figure:
    """Side, channels, parameters and work at each stage, for seven sizes of the input."""
    sides, active = (32, 64, 96, 128, 160, 224, 320), 5
    titles = ("side of the picture", "channels", "share of parameters", "share of the work")
    figure = make_subplots(2, 2, subplot_titles=titles, vertical_spacing=0.22)
    for k, side in enumerate(sides):
        stages = _stages(side)
        names = [s[0] for s in stages]
        weights, work = sum(s[3] for s in stages), sum(s[4] for s in stages)
        columns = (
            ([s[1] for s in stages], ORANGE, "%{y}"),
            ([s[2] for s in stages], BLUE, "%{y}"),
            ([round(s[3] / weights, 4) for s in stages], GREEN, "%{y:.1%}"),
            ([round(s[4] / work, 4) for s in stages], GREY, "%{y:.1%}"),
        )
        for place, (values, colour, shown) in enumerate(columns):
            bar = go.Bar(
                x=names,
                y=values,
                marker_color=colour,
                visible=k == active,
                showlegend=False,
                texttemplate=shown,
                hovertemplate=f"%{{x}}: {shown}<extra></extra>",
            )
            figure.add_trace(bar, place // 2 + 1, place % 2 + 1)
    figure.update_yaxes(tickformat=".0%", row=2)
    return _laid_out(figure, _slider([str(s) for s in sides], "input side ", active, 4), 620)


def finetuning_curves() -> go.Figure:
    """Accuracy after each step, pretrained and from scratch, for five numbers of pictures."""
    data, active, figure = _measured()["finetuning"], 2, go.Figure()
    for k, curve in enumerate(data["curves"]):
        for key, name, colour in (
            ("pretrained", "pretrained body, new head", BLUE),
            ("scratch", "from scratch", ORANGE),
        ):
            figure.add_scatter(
                x=data["steps"],
                y=curve[key],
                mode="lines+markers",
                line={"color": colour},
                name=name,
                visible=k == active,
                hovertemplate="step %{x}: %{y:.1%}<extra></extra>",
            )
    figure.update_xaxes(title_text="step")
    figure.update_yaxes(title_text="accuracy", range=[0, 1], tickformat=".0%")
    labels = [str(curve["pictures"]) for curve in data["curves"]]
    return _laid_out(figure, _slider(labels, "pictures a class ", active, 2))


def digits_and_labels() -> go.Figure:
    """Six pictures of one class beside each other, for each of the ten classes."""
    images, labels = load_digits()
    figure, active = go.Figure(), 3
    for digit in range(10):
        strip = torch.cat(list(images[labels == digit][:6]), dim=1).flip(0)
        figure.add_heatmap(
            z=strip.int().tolist(),
            colorscale=[[0, "rgba(128,128,128,0.08)"], [1, "rgba(59,130,196,1)"]],
            showscale=False,
            visible=digit == active,
            hovertemplate="%{z} of 16<extra></extra>",
        )
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, scaleanchor="x")
    names = [str(digit) for digit in range(10)]
    return _laid_out(figure, _slider(names, "label ", active, 1), 300)
