"""Figures that the page names. Each returns a figure and draws nothing."""

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
import torch

from arena.views import View, frames

from .solutions import intersect_rays_1d, make_rays_1d

Image = npt.NDArray[np.float32]
Images = dict[str, Image]
HIT, MISS, SCREEN = "#d1495b", "#9aa5b1", "#2e86ab"


def _rows(values: torch.Tensor) -> list[float | None]:
    """A flat list for Plotly, with NaN as a gap."""
    return [None if v != v else round(v, 4) for v in values.flatten().tolist()]


def rays_and_segments() -> go.Figure:
    """Rays through a row of pixels, and three numbered segments; a slider sets the number of
    pixels.
    """
    segments = torch.tensor(
        [[[1.0, -12.0, 0.0], [1, -6, 0]], [[0.5, 0.1, 0], [0.5, 1.15, 0]], [[2, 12, 0], [2, 21, 0]]]
    )
    counts = (3, 5, 9, 15)
    fig = go.Figure()
    for count in counts:
        rays = make_rays_1d(count, 10.0)
        met = intersect_rays_1d(rays, segments)
        for rows, colour, name in ((rays[met], HIT, "hits"), (rays[~met], MISS, "misses")):
            tips = torch.stack([rows[:, 0], 2.2 * rows[:, 1], rows[:, 1] * torch.nan], dim=1)
            fig.add_scatter(
                x=_rows(tips[:, :, 1]),
                y=_rows(tips[:, :, 0]),
                mode="lines",
                line={"color": colour, "width": 2},
                name=f"a ray that {name}",
                visible=count == 9,
            )
    for i, ends in enumerate(segments):
        fig.add_scatter(
            x=_rows(ends[:, 1]),
            y=_rows(ends[:, 0]),
            mode="lines+text",
            text=[f" {i}", ""],
            textposition="top center",
            line={"color": "#222", "width": 5},
            showlegend=False,
        )
    fig.add_scatter(
        x=[-10, 10],
        y=[1, 1],
        mode="lines",
        line={"color": SCREEN, "dash": "dot"},
        name="the screen",
    )
    steps = [
        {
            "label": str(count),
            "method": "update",
            "args": [{"visible": [c == count for c in counts for _ in range(2)] + [True] * 4}],
        }
        for count in counts
    ]
    fig.update_layout(
        xaxis_title="y, to the right",
        yaxis_title="x, forward",
        sliders=[{"active": 2, "currentvalue": {"prefix": "pixels: "}, "steps": steps}],
        legend={"orientation": "h", "y": 1.12},
    )
    return fig


def ray_and_triangle() -> go.Figure:
    """A triangle in space and the ray to the point with weights u and v; a slider moves u and v."""
    corners = torch.tensor([[2.0, -1.0, -0.8], [2.6, 1.2, -0.6], [2.2, 0.1, 1.2]])
    names = ("A", "B", "C")
    places = [(0.2, 0.2), (0.45, 0.35), (0.6, 0.4), (0.75, 0.5), (0.5, -0.2), (-0.2, 0.6)]
    fig = go.Figure(
        go.Mesh3d(
            **_points(corners), i=[0], j=[1], k=[2], color=SCREEN, opacity=0.35, hoverinfo="skip"
        )
    )
    fig.add_scatter3d(
        **_points(corners[[0, 1, 2, 0]]),
        mode="lines+text",
        text=[*names, ""],
        line={"color": SCREEN, "width": 6},
        showlegend=False,
        hoverinfo="skip",
    )
    a, b, c = corners
    for i, (u, v) in enumerate(places):
        point = a + u * (b - a) + v * (c - a)
        inside = min(u, v, 1 - u - v) >= 0
        fig.add_scatter3d(
            **_points(torch.stack([torch.zeros(3), point, 1.4 * point])),
            mode="lines+markers",
            line={"color": HIT if inside else MISS, "width": 5},
            marker={"size": [3, 6, 1], "color": HIT if inside else "#555"},
            name="the ray",
            visible=i == 0,
            showlegend=False,
        )
    titles = [
        f"weights of A, B, C: {1 - u - v:.2f}, {u:.2f}, {v:.2f}".replace("-", "−")
        for u, v in places
    ]
    steps = [
        {
            "label": str(i + 1),
            "method": "update",
            "args": [
                {"visible": [True, True, *(i == j for j in range(len(places)))]},
                {"title.text": title},
            ],
        }
        for i, title in enumerate(titles)
    ]
    fig.update_layout(
        title={"text": titles[0], "x": 0.5, "font": {"size": 15}},
        scene={
            "xaxis_title": "x",
            "yaxis": {"title": "y", "autorange": "reversed"},  # y runs to the right
            "zaxis_title": "z",
            "aspectmode": "data",
            "camera": {"eye": {"x": -1.7, "y": -0.9, "z": 0.8}},
        },
        margin={"l": 10, "r": 10, "t": 40, "b": 10},
        sliders=[{"currentvalue": {"prefix": "place "}, "steps": steps}],
    )
    return fig


def rendered_meshes(images: Images) -> go.Figure:
    """Three meshes lit by a lamp at the camera; buttons choose one."""
    fig = go.Figure()
    for name, image in images.items():
        fig.add_trace(_picture(image, name, visible=name == "torus knot"))
    buttons = [
        {
            "label": name,
            "method": "update",
            "args": [{"visible": [other == name for other in images]}],
        }
        for name in images
    ]
    menu = {"type": "buttons", "direction": "right", "x": 0, "xanchor": "left", "y": 1.15}
    return _framed(fig.update_layout(updatemenus=[{**menu, "buttons": buttons}]))


def turning_light(images: Images) -> go.Figure:
    """A ball shaded by Lambert's law; a slider walks the sun round it."""
    fig = go.Figure()
    for angle, image in images.items():
        fig.add_trace(_picture(image, f"{angle}°", visible=angle == "60"))
    steps = [
        {
            "label": f"{angle}°".replace("-", "−"),
            "method": "update",
            "args": [{"visible": [angle == other for other in images]}],
        }
        for angle in images
    ]
    slider = {"active": 8, "currentvalue": {"prefix": "sun, from behind you: "}, "steps": steps}
    return _framed(fig.update_layout(sliders=[slider]))


def turning_mesh(images: Image) -> View:
    """The torus knot once round, with play, step and a slider."""
    return frames(images, alt="a torus knot, seen from a camera that walks once round it")


def _points(points: torch.Tensor) -> dict[str, list[float | None]]:
    """Coordinates of points (point, dims) as Plotly wants them."""
    return {name: _rows(column) for name, column in zip("xyz", points.T, strict=True)}


def _picture(image: Image, name: str, visible: bool = True) -> go.Heatmap:
    """A picture (height, width) with 0 black and 1 white."""
    return go.Heatmap(
        z=image.round(3).tolist(),
        zmin=0,
        zmax=1,
        colorscale="gray",
        name=name,
        visible=visible,
        colorbar={"title": "brightness", "thickness": 12},
    )


def _framed(fig: go.Figure) -> go.Figure:
    """Row 0 on top, square pixels, no ticks."""
    fig.update_xaxes(visible=False, constrain="domain")
    fig.update_yaxes(visible=False, autorange="reversed", scaleanchor="x")
    return fig.update_layout(
        margin={"l": 10, "r": 10, "t": 50, "b": 10}, plot_bgcolor="rgba(0,0,0,0)"
    )
