"""Figures that the page names. Each returns a figure and draws nothing."""

from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
import torch
from plotly.subplots import make_subplots
from torch import Tensor

from arena.views import View, frames

from .pictures import ring
from .solutions import conv2d_minimal, conv_output_size, edge_strength

WINDOW, ANSWER, QUIET, LARGEST = "#d1495b", "#2e86ab", "#9aa5b1", "#f2a03d"
PLACE = "#2a9d5c"
NUMBERS = "Blues"
Shape = dict[str, Any]
Map = npt.NDArray[np.float32]


def _box(row: float, col: float, height: int, width: int, panel: int, colour: str) -> Shape:
    """A frame round entries of a grid in panel 1 or 2."""
    axis = "" if panel == 1 else str(panel)
    return {
        "type": "rect",
        "xref": f"x{axis}",
        "yref": f"y{axis}",
        "x0": col - 0.5,
        "x1": col + width - 0.5,
        "y0": row - 0.5,
        "y1": row + height - 0.5,
        "line": {"color": colour, "width": 4},
    }


def _grid(values: Tensor, signed: bool = False) -> go.Heatmap:
    """Numbers in boxes; where they may be negative, white is zero."""
    return go.Heatmap(
        z=values.tolist(),
        texttemplate="%{z}",
        colorscale="RdBu_r" if signed else NUMBERS,
        zmid=0 if signed else None,
        showscale=False,
        hoverinfo="skip",
        xgap=2,
        ygap=2,
    )


def _as_grids(fig: go.Figure) -> None:
    """Square boxes, first row on top, no axes."""
    fig.update_xaxes(visible=False, constrain="domain")
    fig.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    fig.update_layout(yaxis2={"scaleanchor": "x2"})


def _clear(fig: go.Figure, height: int) -> go.Figure:
    """No background of its own, so that light and dark pages show through."""
    clear = "rgba(0,0,0,0)"
    fig.update_layout(
        paper_bgcolor=clear, plot_bgcolor=clear, height=height, margin={"t": 90, "b": 40}
    )
    return fig


_RULES = [
    ("a matrix", (3, 4), (4, 1), 0),
    ("its transpose", (4, 3), (1, 4), 0),
    ("column 2", (3, 1), (4, 1), 2),
    ("every second column", (3, 2), (4, 2), 0),
    ("the lower right corner", (2, 2), (4, 1), 6),
    ("the diagonal", (1, 3), (0, 5), 0),
    ("the first row, repeated", (3, 4), (0, 1), 0),
    ("windows of five", (8, 5), (1, 1), 0),
]


def strides_over_memory() -> go.Figure:
    """Twelve numbers in memory under eight rules: the tensor above, the places below."""
    memory = torch.arange(12)
    fig = make_subplots(rows=2, cols=1, row_heights=[0.7, 0.3], vertical_spacing=0.12)
    buttons: list[dict[str, Any]] = []
    for i, (name, size, stride, offset) in enumerate(_RULES):
        view = memory.as_strided(size, stride, offset)
        visited = set(view.flatten().tolist())
        colours = {"zmin": -3, "zmax": 14}
        fig.add_trace(_grid(view).update(visible=i == 0, **colours), row=1, col=1)
        fig.add_trace(
            go.Heatmap(
                z=[[n if n in visited else None for n in range(12)]],
                texttemplate="%{z}",
                colorscale=NUMBERS,
                showscale=False,
                hoverinfo="skip",
                hoverongaps=False,
                xgap=2,
                visible=i == 0,
                **colours,
            ),
            row=2,
            col=1,
        )
        unseen = [n for n in range(12) if n not in visited]
        fig.add_trace(
            go.Scatter(
                x=unseen,
                y=[0] * len(unseen),
                mode="text",
                text=[str(n) for n in unseen],
                textfont={"color": QUIET},
                showlegend=False,
                hoverinfo="skip",
                visible=i == 0,
            ),
            row=2,
            col=1,
        )
        shown = [j == i for j in range(len(_RULES)) for _ in range(3)]
        title = f"size={size}, stride={stride}, storage_offset={offset}"
        layout = {"title.text": title, "annotations": _arrows(stride, size, offset)}
        buttons.append({"label": name, "method": "update", "args": [{"visible": shown}, layout]})
    fig.update_xaxes(visible=False, constrain="domain")
    fig.update_yaxes(visible=False, autorange="reversed")
    fig.update_yaxes(scaleanchor="x", constrain="domain", row=1)
    fig.update_yaxes(range=[2.2, -2.2], autorange=False, row=2)
    fig.update_xaxes(range=[-0.6, 11.6], row=2)
    first = buttons[0]["args"][1]
    fig.update_layout(
        title={"text": first["title.text"], "font": {"size": 15}},
        annotations=first["annotations"],
        updatemenus=[{"buttons": buttons, "x": 1, "xanchor": "right", "y": 1.2}],
    )
    return _clear(fig, 480)


def _arrows(stride: tuple[int, ...], size: tuple[int, ...], offset: int) -> list[dict[str, Any]]:
    """One step along each axis, drawn from the first entry: axis 0 above memory, axis 1 below."""
    drawn = []
    for axis, (step, count) in enumerate(zip(stride, size, strict=True)):
        side, colour = (-1, WINDOW) if axis == 0 else (1, ANSWER)
        words = f"axis {axis}: {step}" + (" (one entry)" if count == 1 else "")
        label = {"text": words, "x": offset + step / 2, "y": 1.7 * side, "showarrow": False}
        drawn.append({**label, "xref": "x2", "yref": "y2", "font": {"color": colour, "size": 13}})
        if step and count > 1:
            drawn.append(
                {
                    "x": offset + step,
                    "y": 0.95 * side,
                    "ax": offset,
                    "ay": 0.95 * side,
                    "xref": "x2",
                    "yref": "y2",
                    "axref": "x2",
                    "ayref": "y2",
                    "text": "",
                    "showarrow": True,
                    "arrowhead": 2,
                    "arrowwidth": 3,
                    "arrowcolor": colour,
                }
            )
    return drawn


def sliding_kernel_1d() -> go.Figure:
    """A signal, a kernel at the place of the slider, and the answer so far."""
    signal = [0, 1, 0, 1, 2, 4, 2, 0, -1, 0, 3, 0]
    kernel = [1, 2, 1]
    places = len(signal) - len(kernel) + 1
    answer = [sum(a * b for a, b in zip(signal[o:], kernel, strict=False)) for o in range(places)]
    fig = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.16)
    positions = list(range(len(signal)))

    def bars(o: int) -> list[str]:
        return [WINDOW if o <= i < o + len(kernel) else QUIET for i in positions]

    def title(o: int) -> str:
        products = " + ".join(f"{w} · {x}" for w, x in zip(kernel, signal[o:], strict=False))
        return f"place {o}: {products} = {answer[o]}"

    def points(o: int) -> list[str]:
        return [ANSWER if i <= o else "rgba(0,0,0,0)" for i in range(places)]

    start = 4
    shown = {"texttemplate": "%{y}", "textposition": "outside", "cliponaxis": False}
    fig.add_bar(
        x=positions, y=signal, marker_color=bars(start), name="signal", **shown, row=1, col=1
    )
    fig.add_bar(
        x=list(range(places)), y=answer, marker_color=points(start), name="answer", row=2, col=1
    )
    steps = [
        {
            "label": str(o),
            "method": "update",
            "args": [{"marker.color": [bars(o), points(o)]}, {"title.text": title(o)}],
        }
        for o in range(places)
    ]
    fig.update_yaxes(title="signal", range=[-2, 5.5], row=1)
    fig.update_yaxes(title="answer", range=[-3, 14], row=2)
    fig.update_xaxes(dtick=1)
    fig.update_layout(
        title={"text": title(start), "font": {"size": 15}},
        showlegend=False,
        sliders=[
            {
                "active": start,
                "steps": steps,
                "currentvalue": {"prefix": "place "},
                "pad": {"t": 30},
            }
        ],
    )
    return _clear(fig, 460)


def sliding_kernel_2d() -> go.Figure:
    """A picture under a kernel of 3 by 3; buttons choose the kernel, the slider the place."""
    image = (ring(8) * 9).round()
    across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    kernels = {
        "sum of nine": torch.ones(3, 3),
        "slope across": across,
        "slope down": across.T,
        "centre against its neighbours": torch.tensor([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    }
    answers = {
        name: conv2d_minimal(image[None, None], k[None, None])[0, 0].int()
        for name, k in kernels.items()
    }
    answers["edge strength"] = edge_strength(image).round().int()
    fig = make_subplots(
        rows=1, cols=2, subplot_titles=("picture", "answer"), horizontal_spacing=0.06
    )
    fig.add_trace(_grid(image.int()), row=1, col=1)
    fig.add_trace(_grid(answers["slope across"], signed=True), row=1, col=2)
    _as_grids(fig)
    size = len(answers["slope across"])

    def frames(place: int) -> list[Shape]:
        i, j = divmod(place, size)
        return [_box(i, j, 3, 3, 1, PLACE), _box(i, j, 1, 1, 2, PLACE)]

    start = size + 1
    steps = [
        {
            "label": f"{p // size}, {p % size}",
            "method": "relayout",
            "args": [{"shapes": frames(p)}],
        }
        for p in range(size * size)
    ]
    buttons = [
        {"label": name, "method": "restyle", "args": [{"z": [values.tolist()]}, [1]]}
        for name, values in answers.items()
    ]
    fig.update_layout(
        shapes=frames(start),
        sliders=[{"active": start, "steps": steps, "currentvalue": {"prefix": "row, column: "}}],
        updatemenus=[{"buttons": buttons, "active": 1, "x": 1, "xanchor": "right", "y": 1.3}],
    )
    return _clear(fig, 460)


def pooling_windows() -> go.Figure:
    """Max pooling of a picture of 6 by 6, with a slider for the place in each of four settings."""
    image = torch.randperm(36, generator=torch.Generator().manual_seed(3)).reshape(6, 6)
    settings = [(2, 2), (3, 3), (3, 1), (2, 3)]
    fig = make_subplots(
        rows=1,
        cols=2,
        subplot_titles=("picture", "largest entries"),
        horizontal_spacing=0.06,
    )
    fig.add_trace(_grid(image).update(zmin=0, zmax=35), row=1, col=1)
    sliders: list[dict[str, Any]] = []
    buttons, grids = [], []
    for kernel, stride in settings:
        windows = image.unfold(0, kernel, stride).unfold(1, kernel, stride)
        pooled = windows.amax((2, 3))
        steps = []
        for place in range(pooled.numel()):
            i, j = divmod(place, pooled.shape[1])
            row, col = divmod(int(windows[i, j].flatten().argmax()), kernel)
            boxes = [
                _box(i * stride, j * stride, kernel, kernel, 1, WINDOW),
                _box(i * stride + row, j * stride + col, 1, 1, 1, LARGEST),
                _box(i, j, 1, 1, 2, LARGEST),
            ]
            step = {"label": f"{i}, {j}", "method": "relayout", "args": [{"shapes": boxes}]}
            steps.append(step)
        first = not sliders
        prefix = {"prefix": "row, column of the answer: "}
        sliders.append({"steps": steps, "visible": first, "currentvalue": prefix})
        grids.append(pooled)
    for n, (kernel, stride) in enumerate(settings):
        layout: dict[str, Any] = {f"sliders[{m}].visible": m == n for m in range(len(settings))}
        layout |= {f"sliders[{n}].active": 0, "shapes": sliders[n]["steps"][0]["args"][0]["shapes"]}
        label = f"window {kernel}, stride {stride}"
        args = [{"z": [_on_canvas(grids[n], 6)]}, layout, [1]]
        buttons.append({"label": label, "method": "update", "args": args})
    fig.add_trace(_grid(grids[0]).update(z=_on_canvas(grids[0], 6), zmin=0, zmax=35), row=1, col=2)
    _as_grids(fig)
    fig.update_layout(
        shapes=sliders[0]["steps"][0]["args"][0]["shapes"],
        sliders=sliders,
        updatemenus=[{"buttons": buttons, "x": 1, "xanchor": "right", "y": 1.3}],
    )
    return _clear(fig, 440)


def _on_canvas(values: Tensor, size: int) -> list[list[int | None]]:
    """A small grid in the corner of an empty larger one, so that the axes need not change."""
    canvas: list[list[int | None]] = [[None] * size for _ in range(size)]
    for i, row in enumerate(values.tolist()):
        canvas[i][: len(row)] = row
    return canvas


def output_size_explorer() -> go.Figure:
    """Output size against input size for two kernels; a slider sets stride and padding."""
    settings = [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0), (3, 1)]
    fig = go.Figure()
    for n, (stride, padding) in enumerate(settings):
        for kernel, colour in ((3, WINDOW), (5, ANSWER)):
            sizes = [s for s in range(1, 21) if s + 2 * padding >= kernel]
            fig.add_scatter(
                x=sizes,
                y=[conv_output_size(s, kernel, stride, padding) for s in sizes],
                mode="lines+markers",
                line={"color": colour, "shape": "hv"},
                name=f"kernel {kernel}",
                visible=n == 4,
            )
    fig.add_scatter(
        x=[0, 20],
        y=[0, 20],
        mode="lines",
        line={"color": QUIET, "dash": "dot"},
        name="as large as the input",
    )
    steps = [
        {
            "label": f"{stride}, {padding}",
            "method": "restyle",
            "args": [
                {"visible": [m == n for m in range(len(settings)) for _ in range(2)] + [True]}
            ],
        }
        for n, (stride, padding) in enumerate(settings)
    ]
    fig.update_xaxes(title="size of the input", range=[0, 20.5])
    fig.update_yaxes(title="size of the answer", range=[0, 22.5])
    fig.update_layout(
        legend={"orientation": "h", "y": 1.15},
        sliders=[
            {
                "active": 4,
                "steps": steps,
                "currentvalue": {"prefix": "stride, padding: "},
                "pad": {"t": 50},
            }
        ],
    )
    return _clear(fig, 460)


def feature_maps(maps: dict[str, Map]) -> go.Figure:
    """A picture, and what `conv2d` makes of it with four kernels; buttons choose one."""
    values = {n: np.nan_to_num(v).round(3) for n, v in maps.items()}
    reach = max(float(np.abs(v).max()) for v in values.values())
    look = {"colorscale": "RdBu_r", "showscale": False}
    fig = make_subplots(1, 2, subplot_titles=("picture", "feature map"), horizontal_spacing=0.06)
    fig.add_trace(go.Heatmap(z=values["picture"].tolist(), zmin=-1, zmax=1, **look), 1, 1)
    rest = {n: v for n, v in values.items() if n != "picture"}
    first = rest["slope across"].tolist()
    fig.add_trace(go.Heatmap(z=first, zmin=-reach, zmax=reach, **look), 1, 2)
    _as_grids(fig)
    buttons = [
        {"label": name, "method": "restyle", "args": [{"z": [v.tolist()]}, [1]]}
        for name, v in rest.items()
    ]
    menu = {"buttons": buttons, "active": 1, "x": 1, "xanchor": "right", "y": 1.3}
    return _clear(fig.update_layout(updatemenus=[menu]), 400)


def living_world(worlds: Map) -> View:
    """Forty generations of a world, with play, step and a slider."""
    labels = [f"generation {k}" for k in range(len(worlds))]
    return frames(worlds, labels=labels, pause_ms=160, alt="a glider walks down to the right")
