"""A run as HTML and as Plotly JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from arena.grading.runlog import Point, RunState, RunStatus
from arena.render.runs import curve_figure, progress_html

BEGAN = datetime(2026, 11, 21, 12, tzinfo=UTC)


def run(*points: Point) -> RunState:
    return RunState("a", RunStatus.RUNNING, points, BEGAN)


def point(step: float, total: float = 10, **metrics: float | None) -> Point:
    return {"step": step, "total": total, **metrics}


def test_progress_says_steps_time_and_the_newest_numbers() -> None:
    html = progress_html(
        run(point(1, loss=2.5), point(4, loss=0.12345)), BEGAN + timedelta(seconds=7)
    )
    assert 'aria-valuenow="40"' in html
    assert "4 of 10 steps" in html
    assert "<span>7 s</span>" in html
    assert "loss <b>0.123</b>" in html
    assert "fell short" not in html


def test_a_run_that_has_not_reported_says_so() -> None:
    html = progress_html(run(), BEGAN)
    assert 'aria-valuenow="0"' in html
    assert "Nothing reported yet" in html


def test_a_second_training_is_told_and_the_first_one_is_grey() -> None:
    again = run(point(5, loss=1.0), point(10, loss=0.9), point(5, loss=0.2))
    assert "Training 2: the one before fell short." in progress_html(again, BEGAN)
    first, second = curve_figure(again, "loss")["data"]
    assert first["x"] == [5, 10]
    assert second["y"] == [0.2]
    assert first["line"]["color"] != second["line"]["color"]


def test_names_of_metrics_are_text_and_no_markup() -> None:
    strange = run(point(1, **{"<img src=x>": 1.0}))
    assert "<img" not in progress_html(strange, BEGAN)
    assert "<img" not in curve_figure(strange, "<img src=x>")["layout"]["title"]["text"]


def test_what_is_not_finite_is_a_gap_and_is_said() -> None:
    broken = run(point(1, loss=1.0), point(2, loss=None), point(3, accuracy=0.5))
    assert curve_figure(broken, "loss")["data"][0]["y"] == [1.0, None]
    assert "loss <b>not finite</b>" in progress_html(broken, BEGAN)
    assert curve_figure(broken, "accuracy")["data"][0]["x"] == [3]


def test_a_long_run_is_thinned_and_spans_all_its_steps() -> None:
    long = run(*(point(i, 5_000, loss=1 / i) for i in range(1, 5_001)))
    figure = curve_figure(long, "loss")
    assert len(figure["data"][0]["x"]) <= 1_000
    assert figure["layout"]["xaxis"]["range"] == [0, 5_000]
