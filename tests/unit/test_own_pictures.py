"""Pictures drawn with a learner's own functions: theirs where right, ours elsewhere, data only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from verify_course import append, course_of, replace, sources_of, write_course

from arena.compiler.defined import check_defined
from arena.compiler.examples import check_figures
from arena.course.load import load_course
from arena.course.model import Course, Figure
from arena.errors import CourseError
from arena.grading.draw import draw, draw_figure
from arena.grading.drawing import MAX_NUMBERS, Drawing, Undrawable, drawable
from arena.grading.judge import Judge
from arena.grading.runlog import RunStatus
from arena.grading.runner import Runner
from arena.session import Session
from arena.workspace.workspace import Workspace

PAGE_BEFORE = ":::{figure} scaled\n:::"
PAGE_AFTER = """:::{figure} scaled
with: [scale_rows, mean_row]
budget_s: 2

A table, scaled.
:::"""
DRAWINGS = '''"""Data of the figures."""

from typing import Any

import torch

from arena.checks import report


def scaled__data(impls: Any, rng: torch.Generator) -> dict[str, Any]:
    """A scaled table and its mean row."""
    table = torch.arange(6.0).reshape(3, 2)
    report(1, 2, rows=3.0)
    factors = torch.tensor([1.0, 2.0, 3.0])
    rows = impls.scale_rows(table, factors)
    return {"rows": rows, "mean": impls.mean_row(table, factors), "name": "<b>scaled</b>"}
'''
FIGURES = '''"""Figures."""

from typing import Any

import plotly.graph_objects as go


def scaled(data: dict[str, Any]) -> go.Figure:
    """The scaled table."""
    fig = go.Figure(go.Heatmap(z=data["rows"].tolist()))
    return fig.update_layout(title=data["name"], meta={"mean": data["mean"].tolist()})
'''
RIGHT = """import torch


def scale_rows(table, factors):
    return factors.reshape(-1, 1) * table


def mean_row(table, factors):
    return scale_rows(table, factors).mean(0)
"""
WRONG = RIGHT.replace("factors.reshape(-1, 1) * table", "table")
# Right wherever it is checked, and not what it seems when a picture is drawn.
SLY = """import torch


def scale_rows(table, factors):
    if table.shape == (3, 2) and float(table.sum()) == 15:
        {}
    return factors.reshape(-1, 1) * table
"""


def write_drawn_course(root: Path) -> Path:
    """The small course, its figure drawn with both exercises; returns the set's folder."""
    folder = write_course(root)
    replace(folder, "page.md", PAGE_BEFORE, PAGE_AFTER)
    (folder / "drawings.py").write_text(DRAWINGS, encoding="utf-8")
    (folder / "figures.py").write_text(FIGURES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return course_of(write_drawn_course(tmp_path_factory.mktemp("drawn")))


@pytest.fixture(scope="module")
def judge(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with pytest.MonkeyPatch.context() as patch, Runner(hidden=[course.folder]) as runner:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield Judge(course, runner)


def drawn(judge: Judge, source: str) -> Drawing:
    (exercise_set,) = judge.library.course.sets
    return draw(judge, exercise_set, exercise_set.figures[0], source, "mine.py")


def rows_of(drawing: Drawing) -> list[list[float]]:
    assert drawing.figure is not None, drawing.failure
    rows: list[list[float]] = drawing.figure["data"][0]["z"]
    return rows


def test_a_page_says_with_what_a_figure_is_drawn(course: Course) -> None:
    (figure,) = course.sets[0].figures
    assert figure == Figure(
        name="scaled",
        exercises=("scale_rows", "mean_row"),
        budget_s=2,
        caption="A table, scaled.",
        line=figure.line,
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[scale_rows, mean_row]", "[scale_row]", "drawn with `scale_row`, which this set does"),
        ("budget_s: 2", "budget_s: 0", "the option `budget_s` is wrong"),
    ],
)
def test_a_figure_that_cannot_be_drawn_so_is_a_fault_of_the_page(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    folder = write_drawn_course(tmp_path)
    replace(folder, "page.md", old, new)
    with pytest.raises(CourseError, match=says):
        load_course(folder.parents[1])


def test_a_figure_without_its_data_function_is_a_fault_of_the_set(tmp_path: Path) -> None:
    folder = write_drawn_course(tmp_path)
    replace(folder, "drawings.py", "scaled__data", "_scaled__data")
    (fault,) = check_defined(sources_of(folder))
    assert fault.what == "the figure `scaled` has no data function in drawings.py"


def test_a_picture_is_drawn_with_the_learners_functions(judge: Judge) -> None:
    drawing = drawn(judge, RIGHT)
    assert rows_of(drawing) == [[0, 1], [4, 6], [12, 15]]
    assert drawing.yours == ("scale_rows", "mean_row")
    assert drawing.ours == ()
    assert drawing.caption == "Drawn with your `scale_rows` and `mean_row`."


def test_ours_stands_where_theirs_is_wrong_or_missing_and_it_says_so(judge: Judge) -> None:
    drawing = drawn(judge, WRONG)
    assert rows_of(drawing) == [[0, 1], [4, 6], [12, 15]]
    assert drawing.ours == ("scale_rows",)
    assert drawing.caption == (
        "Drawn with your `mean_row`; "
        "`scale_rows` is ours, as yours is not written or not right yet."
    )
    only = drawn(judge, RIGHT[: RIGHT.index("def mean_row")])
    assert only.yours == ("scale_rows",)
    assert only.ours == ("mean_row",)


def test_the_reference_is_drawn_with_ours_in_a_child_as_well(judge: Judge) -> None:
    code = judge.library.code("0.1")
    figure = draw_figure(code, judge, "scaled")
    assert figure["data"][0]["z"] == [[0, 1], [4, 6], [12, 15]]
    assert f"{code.exercise_set.package}.drawings" not in __import__("sys").modules


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise ValueError('no rows')", "Your `scale_rows` raised, on line 6: ValueError: no rows"),
        ("return table.to_sparse()", "Your `mean_row`|cannot be drawn|raised"),
        ("return object()", "raised|holds a `object`"),
        ("return 'text'", "raised|cannot be drawn"),
        ("import os; os._exit(3)", "was ended"),
        ("\n        while True: pass", "was ended"),
        ("return torch.zeros(3, 3_000_000)", "more than|too large|ended|raised"),
    ],
)
def test_a_child_that_fails_is_one_sentence(judge: Judge, body: str, says: str) -> None:
    drawing = drawn(judge, SLY.format(body))
    assert drawing.figure is None
    assert drawing.yours == ("scale_rows",), "it is right wherever it is checked"
    assert pytest.importorskip("re").search(says, drawing.failure), drawing.failure
    assert "\n" not in drawing.failure


def test_numbers_that_are_not_finite_are_drawn_as_gaps(judge: Judge) -> None:
    drawing = drawn(judge, SLY.format("return table * float('nan')"))
    assert rows_of(drawing) == [[None, None]] * 3


def test_text_of_the_data_cannot_become_a_tag(judge: Judge) -> None:
    figure = drawn(judge, RIGHT).figure
    assert figure is not None
    title: Any = figure["layout"]["title"]["text"]
    assert title == "<\u200bb>scaled<\u200b/b>"


def test_the_same_is_drawn_once(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(judge, RIGHT)
    monkeypatch.setattr(judge.runner, "run", lambda *_: pytest.fail("it was run again"))
    assert drawn(judge, RIGHT + "\n# a comment\n") == first


def test_what_is_drawable_is_plain() -> None:
    given = {"a": (torch.ones(2, requires_grad=True), "x" * 500), "b": torch.ones(2).bfloat16()}
    plain = drawable(given)
    assert isinstance(plain["a"][0], np.ndarray)
    assert len(plain["a"][1]) == 201
    assert plain["b"].dtype == np.float32
    with pytest.raises(Undrawable, match="2,000,000 numbers"):
        drawable([np.zeros(MAX_NUMBERS), np.zeros(1)])


def test_the_compiler_draws_it_with_ours_and_says_what_fails(tmp_path: Path) -> None:
    folder = write_drawn_course(tmp_path)
    append(folder, "drawings.py", "\n\ndef other__data(impls, rng):\n    return 1\n")
    replace(folder, "drawings.py", "impls.scale_rows(table", "impls.scale_row(table")
    sources = sources_of(folder)
    with Runner() as runner:
        (fault,) = check_figures(sources, Judge(sources.course, runner))
    assert fault.rule == "figures"
    assert "scale_row" in fault.what


def test_a_learner_draws_in_the_background_and_the_picture_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable[4]))
        (tmp_path / variable[4]).mkdir()
    course = course_of(write_drawn_course(tmp_path / "c"))
    workspace = Workspace.create(tmp_path / "workspace", course)
    workspace.sync(course)
    session = Session.open(workspace.root, course)
    try:
        exercise_set, figure = session.drawings.find("scaled")
        assert session.drawings.state(exercise_set, figure) is None
        session.drawings.start(exercise_set, figure, RIGHT, "mine.py")
        drawing = session.drawings.wait(exercise_set, figure)
        assert rows_of(drawing) == [[0, 1], [4, 6], [12, 15]]
        state = session.drawings.state(exercise_set, figure)
        assert state is not None
        assert state.status is RunStatus.DONE
        assert state.points[0]["rows"] == 3
    finally:
        session.judge.end()
        session.close()
