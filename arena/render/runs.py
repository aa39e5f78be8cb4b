"""A long run as a web page shows it: its progress as HTML, its curves as Plotly JSON. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

from arena.grading.runlog import RunState
from arena.render.web import minutes

_EARLIER, _LATEST = "rgba(128, 128, 128, 0.45)", "#178f87"
_MOST_POINTS = 1_000  # a curve has fewer pixels than that


def progress_html(run: RunState, now: datetime | None = None) -> str:
    """A bar, the steps, the time and the newest numbers.

    Args:
        run: how it stands.
        now: the time it is, in UTC; asked of the clock if None.
    """
    share = round(100 * run.share)
    last = run.points[-1] if run.points else {}
    step, total = last.get("step") or 0.0, last.get("total") or 0.0
    elapsed = ((now or datetime.now(UTC)) - run.started).total_seconds()
    said = f"{step:.0f} of {total:.0f} steps" if run.points else "Nothing reported yet"
    facts = [said, f"{minutes_or_seconds(elapsed)}"]
    facts += [f"{escape(m)} <b>{_newest(run, m)}</b>" for m in run.metrics if run.curve(m)[1]]
    again = (
        f'<p class="sum">Training {len(run.laps)}: the one before fell short.</p>'
        if len(run.laps) > 1
        else ""
    )
    return (
        f'<div class="run" data-testid="run" data-share="{share}">{again}'
        f'<span class="bar" role="progressbar" aria-label="Progress of the run" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{share}">'
        f'<i style="width:{share}%"></i></span>'
        f'<p class="facts">{"".join(f"<span>{fact}</span>" for fact in facts)}</p></div>'
    )


def curve_figure(run: RunState, metric: str) -> dict[str, Any]:
    """One metric against the step; trainings that fell short before are grey.

    Args:
        run: how it stands.
        metric: one of `run.metrics`.
    """
    traces = []
    for lap in range(len(run.laps)):
        steps, values = run.curve(metric, lap)
        if not steps:
            continue
        thin = slice(None, None, -(-len(steps) // _MOST_POINTS))
        latest = lap == len(run.laps) - 1
        traces.append(
            {
                "type": "scatter",
                "mode": "lines" if len(steps) > 20 else "lines+markers",
                "x": steps[thin],
                "y": values[thin],
                "line": {"color": _LATEST if latest else _EARLIER, "width": 2},
                "cliponaxis": False,
                "hovertemplate": "step %{x}: %{y:.4g}<extra></extra>",
            }
        )
    total = max((point.get("total") or 0.0 for point in run.points), default=0.0)
    return {
        "data": traces,
        "layout": {
            "title": {"text": escape(metric), "font": {"size": 14}},
            "height": 230,
            "margin": {"l": 52, "r": 12, "t": 34, "b": 38},
            "showlegend": False,
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "uirevision": run.run,  # a zoom stays while points are added
            "xaxis": {"title": {"text": "step"}, "range": [0, total] if total else None},
            "yaxis": {"zeroline": False},
        },
    }


def curve_svg(run: RunState, metric: str) -> str:
    """The latest training's curve of one metric as a small picture, with its range in words.

    For places that cannot draw Plotly figures again every second. Empty without points.
    """
    steps, values = run.curve(metric)
    known = [(x, y) for x, y in zip(steps, values, strict=True) if y is not None]
    if not known:
        return ""
    thin = known[:: -(-len(known) // _MOST_POINTS)]
    low, high = min(y for _, y in thin), max(y for _, y in thin)
    end = max([point.get("total") or 0.0 for point in run.points] + [thin[-1][0], 1.0])
    width, height, edge = 260, 90, 4
    spread = high - low or 1.0
    points = " ".join(
        f"{edge + x / end * (width - 2 * edge):.1f},"
        f"{height - edge - (y - low) / spread * (height - 2 * edge):.1f}"
        for x, y in thin
    )
    return (
        f'<figure><svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(metric)} against the step">'
        f'<polyline points="{points}" fill="none" stroke="{_LATEST}" stroke-width="2" '
        f'stroke-linejoin="round"/></svg>'
        f"<figcaption>{escape(metric)}, from {low:.3g} to {high:.3g}</figcaption></figure>"
    )


def minutes_or_seconds(seconds: float) -> str:
    """`45 s`, then minutes."""
    return f"{max(seconds, 0):.0f} s" if seconds < 90 else minutes(seconds)


def _newest(run: RunState, metric: str) -> str:
    value = run.curve(metric)[1][-1]
    return "not finite" if value is None else f"{value:.3g}"
