"""The run of an experiment on its card: progress, curves and a way to end it.

What changes every second is a fragment of its own: the editor above it is not drawn again, so a
learner who types meanwhile keeps the cursor.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from arena.course.model import Exercise
from arena.errors import ArenaError, GraderError
from arena.grading.runlog import RunState, RunStatus
from arena.render.runs import curve_figure, progress_html
from arena.render.web import markdown
from arena.web.boxes import draw_fault
from arena.web.extras import slug, try_to
from arena.web.state import desk

_LOOK_AGAIN_S = 1.0
_PLOTLY = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False}


def start_run(exercise: Exercise) -> None:
    """The editor has saved; run what the file holds now. One that is going on goes on."""
    try_to(exercise, lambda: desk().session().start_run(exercise))


def draw_run(exercise: Exercise, run: RunState | None) -> None:
    """What there is to see of the latest run: alive while it goes on, else as it ended."""
    if run is None:
        return
    with st.container(key=f"run-{slug(exercise.key)}"):
        match run.status:
            case RunStatus.RUNNING:
                st.fragment(_draw_live, run_every=_LOOK_AGAIN_S)(exercise)
            case RunStatus.LOST:
                draw_fault(
                    GraderError(
                        "The run was lost: the judge service ended while it ran.",
                        "Press Run to start it again.",
                    )
                )
                _draw_curves(exercise, run)
            case RunStatus.DONE:
                _draw_curves(exercise, run)
                _draw_predictions(exercise)


def _draw_live(exercise: Exercise) -> None:
    try:
        session = desk().session()
        run = session.run_state(exercise)
    except ArenaError as error:
        draw_fault(error)
        return
    if run is None or run.status is not RunStatus.RUNNING:
        st.rerun()  # the whole page, once: its verdict, and its mark in the contents
    row = st.container(horizontal=True, vertical_alignment="center")
    row.html(progress_html(run))
    row.button(
        "Stop",
        key=f"stop-{exercise.key}",
        icon=":material/stop:",
        on_click=lambda: try_to(exercise, lambda: session.stop_run(exercise)),
    )
    _draw_curves(exercise, run)


def _draw_predictions(exercise: Exercise) -> None:
    """What the learner predicted of this run, beside what it has shown."""
    try:
        found = desk().session().questions.predictions_of(exercise)
    except ArenaError as error:
        draw_fault(error)
        return
    for question, reply in found:
        with st.container(key=f"prediction-{slug(question.key)}"):
            st.markdown(markdown(f"**{question.title}.** {reply.why}"))


def _draw_curves(exercise: Exercise, run: RunState) -> None:
    metrics = [m for m in run.metrics if any(m in point for point in run.points)]
    across = st.columns(min(len(metrics), 2)) if metrics else []
    for i, metric in enumerate(metrics):
        figure: dict[str, Any] = curve_figure(run, metric)
        across[i % len(across)].plotly_chart(
            figure,
            key=f"curve-{exercise.key}-{metric}",
            config=_PLOTLY,
            alt=f"{metric} against the step",
        )
