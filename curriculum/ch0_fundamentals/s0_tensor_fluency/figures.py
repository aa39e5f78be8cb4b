"""Figures that the page names. Each returns a figure and draws nothing.

Targets are painted by the oracles, from the digits that the learner is given.
"""

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import torch
from einops import rearrange
from torch import Tensor

from . import oracles
from .digits import digit_images
from .solutions import batched_softmax

BLUE, RED, GREEN, GREY = "#2e86ab", "#d1495b", "#3b8f5a", "#8a94a0"
SEQUENCE = "Viridis"

# ---------------------------------------------------------------- pictures


def digits_given() -> go.Figure:
    """The six pictures of the stack, apart from each other."""
    digits = digit_images()
    count, _, height, width = digits.shape
    opaque = torch.cat([digits, torch.ones(count, 1, height, width)], dim=1)
    spaced = torch.nn.functional.pad(opaque, (2, 2))  # transparent on both sides
    fig = _image(torch.cat(list(spaced), dim=2))
    for i in range(count):
        x = (i + 0.5) * (width + 4) - 0.5
        fig.add_annotation(x=x, y=-0.5, yanchor="bottom", text=f"arr[{i}]", showarrow=False)
    return fig.update_layout(margin={"l": 5, "r": 5, "t": 24, "b": 5}, height=42 * 3 + 29)


def target_1() -> go.Figure:
    """All digits side by side."""
    return _image(oracles.einops_1(digit_images()))


def target_2() -> go.Figure:
    """A digit three times, downwards."""
    return _image(oracles.einops_2(digit_images()))


def target_3() -> go.Figure:
    """A grid read row by row."""
    return _image(oracles.einops_3(digit_images()))


def target_4() -> go.Figure:
    """A grid read column by column."""
    return _image(oracles.einops_4(digit_images()))


def target_5() -> go.Figure:
    """All digits with rows and columns exchanged."""
    return _image(oracles.einops_5(digit_images()))


def target_6() -> go.Figure:
    """Two digits, twice as wide."""
    return _image(oracles.einops_6(digit_images()))


def target_7() -> go.Figure:
    """The channels of one digit."""
    return _image(oracles.einops_7(digit_images()))


def target_8() -> go.Figure:
    """All digits in grey."""
    return _image(oracles.einops_8(digit_images()))


def target_9() -> go.Figure:
    """All digits on one sheet."""
    return _image(oracles.einops_9(digit_images()))


def target_10() -> go.Figure:
    """All digits at a third of their size."""
    return _image(oracles.einops_10(digit_images()), scale=6)


def target_11() -> go.Figure:
    """Two digits interlaced."""
    return _image(oracles.einops_11(digit_images()))


def target_12() -> go.Figure:
    """A digit with two quarters exchanged."""
    return _image(oracles.einops_12(digit_images()), scale=5)


def _image(picture: Tensor, scale: int = 3) -> go.Figure:
    """A picture (channel, height, width), or (height, width) in grey, without axes."""
    colours = picture.expand(3, -1, -1) if picture.dim() == 2 else picture
    height = colours.shape[1]
    fig = go.Figure(go.Image(source=_png(colours), hoverinfo="skip"))
    fig.update_xaxes(visible=False, constrain="domain")
    fig.update_yaxes(visible=False, scaleanchor="x", constrain="domain")
    margin = {"l": 5, "r": 5, "t": 5, "b": 5}
    return fig.update_layout(
        margin=margin,
        height=scale * height + 10,
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
    )


def _png(picture: Tensor) -> str:
    """A picture (channel, height, width) of 3 channels, or 4 with opacity, as a data address."""
    channels, height, width = picture.shape
    pixels = (picture * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy()
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">2I5B", width, height, 8, 6 if channels == 4 else 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


# ---------------------------------------------------------------- figures to play with


def one_row_many_shapes() -> go.Figure:
    """Twelve numbers under several patterns; a slider walks through them."""
    line = torch.arange(12)
    patterns: list[tuple[str, dict[str, int]]] = [
        ("n -> 1 n", {}),
        ("(rows columns) -> rows columns", {"rows": 3}),
        ("(rows columns) -> rows columns", {"rows": 2}),
        ("(columns rows) -> rows columns", {"rows": 3}),
        ("(rows columns) -> columns rows", {"rows": 3}),
        ("(block rows columns) -> rows (block columns)", {"block": 2, "rows": 2}),
        ("(block rows columns) -> (rows block) columns", {"block": 2, "rows": 2}),
    ]
    fig = go.Figure()
    titles = []
    for i, (pattern, sizes) in enumerate(patterns):
        table = rearrange(line, pattern, **sizes)
        fig.add_heatmap(
            z=table.tolist(),
            text=table.tolist(),
            texttemplate="%{text}",
            textfont={"size": 16},
            colorscale=SEQUENCE,
            zmin=0,
            zmax=11,
            xgap=3,
            ygap=3,
            showscale=False,
            hoverinfo="skip",
            visible=i == 3,
        )
        given = "".join(f", {name}={size}" for name, size in sizes.items())
        titles.append(f'rearrange(x, "{pattern}"{given})'.replace(">", "&gt;"))
    fig.update_xaxes(visible=False, constrain="domain")
    fig.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    return _stepped(fig, titles, active=3, prefix="pattern ", height=330)


def broadcasting_pairs() -> go.Figure:
    """Two shapes and what comes out of adding them; a slider walks through the pairs."""
    pairs: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((3, 4), (4,)),
        ((3, 4), (3, 1)),
        ((3, 1), (4,)),
        ((3, 1), (1, 4)),
        ((3, 1), (3,)),
        ((3, 4), ()),
        ((3, 4), (3,)),
    ]
    fig = go.Figure()
    titles = []
    for i, (left, right) in enumerate(pairs):
        a = 10 * torch.arange(1, 4)[:, None] if left[1] == 1 else 10 * torch.arange(1, 13)
        a, b = a.reshape(left), torch.arange(1, 1 + torch.Size(right).numel()).reshape(right)
        fits = left[-1] in (1, *right[-1:]) or not right or right[-1] == 1
        grid = tuple((a + b).shape) if fits else left
        wide = b if fits else b.reshape(1, -1)
        traces = [
            _grid(a.expand(grid), (0, 0), BLUE, real=left),
            _grid(wide.expand(grid) if fits else wide, (5.5, 0), RED, real=(1, *right)[-2:]),
        ]
        if fits:
            traces.append(_grid((a + b).expand(grid), (11, 0), GREEN, real=grid))
        else:
            text = "no: 4 meets 3"
            traces.append(go.Scatter(x=[12.5], y=[1], mode="text", text=[text]))
        for trace in traces:
            fig.add_trace(trace.update(visible=i == 2, showlegend=False, hoverinfo="skip"))
        outcome = f"gives {tuple(grid)}" if fits else "is an error"
        titles.append(f"{left} + {right if right else '() , a number,'} {outcome}")
    for x, text in ((4.75, "+"), (10.25, "=")):
        fig.add_annotation(x=x, y=1, text=text, showarrow=False, font={"size": 22})
    fig.update_xaxes(visible=False, range=[-0.7, 14.7])
    fig.update_yaxes(visible=False, range=[2.6, -0.6])
    return _stepped(fig, titles, active=2, prefix="pair ", height=330, traces=3)


def gather_arrows() -> go.Figure:
    """Where each entry of a gathered tensor comes from; a slider walks through them."""
    matrix = torch.arange(10, 22).reshape(3, 4)
    index = torch.tensor([[2, 0], [1, 1], [0, 2]])
    steps = [(dim, i, j) for dim in (1, 0) for i in range(3) for j in range(2)]
    fig = go.Figure()
    titles = []
    for k, (dim, i, j) in enumerate(steps):
        place = int(index[i, j])
        row, column = (i, place) if dim == 1 else (place, j)
        value = str(int(matrix[row, column]))
        start, source, end = (j, i), (4.5 + column, row), (11 + j, i)
        path = [start, _above(start, source), source, _above(source, end), end]
        grids = (
            _grid(index, (0, 0), RED, real=(0, 0)),
            _grid(matrix, (4.5, 0), BLUE, real=(0, 0)),
            _grid(matrix.gather(dim, index), (11, 0), GREEN, real=(0, 0)),
            go.Scatter(
                x=[x for x, _ in path],
                y=[y for _, y in path],
                mode="lines",
                line={"color": GREY, "width": 3, "shape": "spline"},
            ),
            go.Scatter(
                x=[start[0], source[0], end[0]],
                y=[start[1], source[1], end[1]],
                mode="markers+text",
                text=[str(place), value, value],
                textfont={"color": "#fff", "size": 13},
                marker={"symbol": "square", "size": 32, "color": [RED, BLUE, GREEN]},
            ),
        )
        for trace in grids:
            fig.add_trace(trace.update(visible=k == 0, showlegend=False, hoverinfo="skip"))
        coordinates = f"{i}, index[{i}, {j}]" if dim == 1 else f"index[{i}, {j}], {j}"
        titles.append(f"gather({dim}, index):  result[{i}, {j}] = matrix[{coordinates}] = {value}")
    for x, text in ((0.5, "index"), (6, "matrix"), (11.5, "result")):
        fig.add_annotation(x=x, y=-0.85, text=text, showarrow=False)
    fig.update_xaxes(visible=False, range=[-0.7, 12.7])
    fig.update_yaxes(visible=False, range=[2.6, -1.1])
    labels = [f"{dim}: {i}, {j}" for dim, i, j in steps]
    prefix = "axis: entry  "
    return _stepped(fig, titles, active=0, prefix=prefix, height=380, traces=5, labels=labels)


def _above(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """A point between two others, a little higher, to bend a line over the cells in its way."""
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 0.5)


def views_of_memory() -> go.Figure:
    """Twelve cells of memory and what several views of them read; a slider chooses the view."""
    x = torch.arange(12).reshape(3, 4)
    views = {
        "x": x,
        "x[1]": x[1],
        "x[:, 1]": x[:, 1],
        "x.T": x.T,
        "x[:, ::2]": x[:, ::2],
        "x[1:, 1:3]": x[1:, 1:3],
        "x.diagonal()": x.diagonal(),
        "x[0].expand(3, 4)": x[0].expand(3, 4),
    }
    fig = go.Figure()
    titles = []
    for i, (name, view) in enumerate(views.items()):
        read = view.flatten().tolist()
        order = [
            read.index(cell) / max(len(read) - 1, 1) if cell in read else None for cell in range(12)
        ]
        memory = [o if o is not None else -0.5 for o in order]
        fig.add_trace(_cells(list(range(12)), [0] * 12, list(range(12)), memory))
        table = view if view.dim() == 2 else view[None]
        places = [(r, c) for r in range(table.shape[0]) for c in range(table.shape[1])]
        shades = [order[int(table[p])] for p in places]
        fig.add_trace(
            _cells(
                [c for _, c in places],
                [r + 2 for r, _ in places],
                [int(table[p]) for p in places],
                [s if s is not None else -0.5 for s in shades],
            )
        )
        for trace in fig.data[-2:]:
            trace.visible = i == 3
        facts = (
            f"shape {tuple(view.shape)}, strides {view.stride()}, offset {view.storage_offset()}"
        )
        titles.append(f"{name}:  {facts}")
    for y, text in ((0, "memory"), (2, "the view")):
        fig.add_annotation(x=12, y=y, text=text, showarrow=False, xanchor="left")
    fig.update_xaxes(visible=False, range=[-0.7, 14])
    fig.update_yaxes(visible=False, range=[5.6, -0.6])
    return _stepped(fig, titles, active=3, prefix="view ", height=400, traces=2)


def softmax_temperature() -> go.Figure:
    """The softmax of five logits at several temperatures."""
    logits = torch.tensor([[2.0, 1.0, 0.5, -1.0, 1.5]])
    temperatures = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0)
    fig = go.Figure()
    names = [f"{value:g}".replace("-", "−") for value in logits[0].tolist()]
    for temperature in temperatures:
        share = batched_softmax(logits / temperature)[0].tolist()
        fig.add_bar(
            x=names,
            y=[round(p, 4) for p in share],
            text=[f"{p:.2f}" for p in share],
            textposition="outside",
            cliponaxis=False,
            marker={"color": BLUE},
            visible=temperature == 1.0,
        )
    fig.update_xaxes(title="logit", type="category")
    fig.update_yaxes(title="probability", range=[0, 1.08])
    titles = [f"softmax(logits / {t:g})" for t in temperatures]
    labels = [f"{t:g}" for t in temperatures]
    return _stepped(fig, titles, active=3, prefix="temperature ", height=400, labels=labels)


def _grid(
    table: Tensor, corner: tuple[float, float], colour: str, real: Sequence[int]
) -> go.Scatter:
    """Squares with numbers; those that are not in memory, beyond `real`, are open."""
    table = table if table.dim() == 2 else table.reshape(1, -1)
    rows, columns = table.shape
    known = (1,) * (2 - len(real)) + tuple(real)
    places = [(r, c) for r in range(rows) for c in range(columns)]
    owned = [r < known[0] and c < known[1] for r, c in places]
    return go.Scatter(
        x=[corner[0] + c for _, c in places],
        y=[corner[1] + r for r, _ in places],
        mode="markers+text",
        text=[str(int(table[p])) for p in places],
        textfont={"color": ["#fff" if own else colour for own in owned], "size": 13},
        marker={
            "symbol": ["square" if own else "square-open" for own in owned],
            "size": 32,
            "color": colour,
        },
    )


def _cells(x: list[int], y: list[int], text: list[int], shade: list[float]) -> go.Scatter:
    """Squares coloured from first read to last; grey ones, below zero, are not read."""
    scale = [[0, GREY], [0.333, GREY], [0.3334, "#440154"], [0.66, "#21918c"], [1, "#b5a800"]]
    return go.Scatter(
        x=x,
        y=y,
        mode="markers+text",
        text=[str(t) for t in text],
        textfont={"color": "#fff", "size": 14},
        marker={
            "symbol": "square",
            "size": 34,
            "color": shade,
            "cmin": -0.5,
            "cmax": 1,
            "colorscale": scale,
        },
        showlegend=False,
        hoverinfo="skip",
    )


def _stepped(
    fig: go.Figure,
    titles: Sequence[str],
    *,
    active: int,
    prefix: str,
    height: int,
    traces: int = 1,
    labels: Sequence[str] = (),
) -> go.Figure:
    """A slider that shows one group of traces at a time, with a title of its own."""
    steps: list[dict[str, Any]] = []
    for i, title in enumerate(titles):
        visible = [j == i for j in range(len(titles)) for _ in range(traces)]
        label = labels[i] if labels else str(i + 1)
        steps.append(
            {
                "label": label,
                "method": "update",
                "args": [{"visible": visible}, {"title.text": title}],
            }
        )
    slider = {
        "active": active,
        "currentvalue": {"prefix": prefix},
        "steps": steps,
        "pad": {"t": 36},
    }
    return fig.update_layout(
        title={"text": titles[active], "x": 0.02, "font": {"size": 15}},
        sliders=[slider],
        margin={"l": 20, "r": 20, "t": 45, "b": 10},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        height=height,
        showlegend=False,
    )
