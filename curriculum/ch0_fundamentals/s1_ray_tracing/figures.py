"""Figures that the page names. Each returns a figure and draws nothing."""

import plotly.graph_objects as go
import torch

from .solutions import intersect_rays_1d, make_rays_1d

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
