"""A figure of the page; one that is drawn with exercises can be drawn with the learner's own.

Our picture is there from the start. Theirs takes its place when it is drawn; where it fails, a
sentence stands above ours.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from arena.course.model import ExerciseSet, Figure
from arena.errors import ArenaError, GraderError
from arena.grading.runlog import RunState, RunStatus
from arena.render.figures import on_any_background
from arena.render.runs import progress_html
from arena.render.views import is_view, view_html
from arena.render.web import line, markdown
from arena.web.boxes import draw_fault
from arena.web.state import desk

_ASK_AGAIN_S = 0.6  # for a figure that is being drawn
_PLOTLY = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False}


def draw_figure(exercise_set: ExerciseSet, figure: Figure) -> None:
    """Draw a figure with its caption and, if it has one, the way to draw it oneself."""
    drawn = desk().figure(exercise_set, figure.name)
    waiting = not drawn.done()
    with st.container(key=f"figure-{figure.name}"):
        if figure.exercises:
            _with_answers(exercise_set, figure)
        else:
            _reference(exercise_set, figure, waiting)
        if figure.caption:
            st.caption(markdown(figure.caption))


def _reference(exercise_set: ExerciseSet, figure: Figure, waiting: bool) -> None:
    st.fragment(_await_reference, run_every=_ASK_AGAIN_S if waiting else None)(
        exercise_set, figure, waiting
    )


def _await_reference(exercise_set: ExerciseSet, figure: Figure, waiting: bool) -> None:
    drawn = desk().figure(exercise_set, figure.name)
    if not drawn.done():
        st.html('<div class="skeleton" role="status">The figure is being drawn…</div>')
        return
    if waiting:
        st.rerun()  # draw the page once more, without asking every moment
    try:
        _picture(figure, drawn.result(), "ours")
    except ArenaError as error:
        draw_fault(error)
        if st.button("Try again", key=f"again-{figure.name}"):
            desk().forget_figure(exercise_set, figure.name)
            st.rerun()


@st.fragment
def _with_answers(exercise_set: ExerciseSet, figure: Figure) -> None:
    try:
        state = desk().session().drawings.state(exercise_set, figure)
    except ArenaError as error:
        draw_fault(error)
        state = None
    going_on = state is not None and state.status is RunStatus.RUNNING
    drawing = state.drawing if state is not None else None
    hidden = f"ours-{figure.name}"
    mine = drawing is not None and drawing.figure is not None
    if fault := st.session_state.pop(f"fault-{figure.name}", None):
        draw_fault(fault)
    if state is not None and state.status is RunStatus.LOST:
        what = "The picture was lost: the judge service ended while it was drawn."
        draw_fault(GraderError(what, "Draw it again."))
    if drawing is not None and drawing.failure:
        step = "The picture below is drawn with ours."
        draw_fault(GraderError(f"Your code drew no picture. {drawing.failure}", step))
    if mine and not st.session_state.get(hidden):
        assert drawing is not None and drawing.figure is not None
        _picture(figure, drawing.figure, "yours")
        _say(drawing.caption)
    else:
        _reference(exercise_set, figure, not desk().figure(exercise_set, figure.name).done())
        _say("Drawn with our functions.")
    if going_on:
        st.fragment(_draw_live, run_every=_ASK_AGAIN_S)(exercise_set, figure)
        return
    row = st.container(horizontal=True)
    row.button(
        "Draw with my code",
        key=f"draw-{figure.name}",
        icon=":material/brush:",
        on_click=_start,
        args=(exercise_set, figure),
    )
    if mine:
        shown = bool(st.session_state.get(hidden))
        row.button(
            "Show mine" if shown else "Show ours",
            key=f"swap-{figure.name}",
            type="tertiary",
            on_click=lambda: st.session_state.update({hidden: not shown}),
        )


def _say(text: str) -> None:
    st.html(f'<p class="sum" role="status" data-testid="drawn-with">{line(text)}</p>')


def _start(exercise_set: ExerciseSet, figure: Figure) -> None:
    st.session_state[f"ours-{figure.name}"] = False
    try:
        desk().session().drawings.start_with_file(exercise_set, figure)
    except ArenaError as error:
        st.session_state[f"fault-{figure.name}"] = error


def _draw_live(exercise_set: ExerciseSet, figure: Figure) -> None:
    try:
        drawings = desk().session().drawings
        state = drawings.state(exercise_set, figure)
    except ArenaError as error:
        draw_fault(error)
        return
    if state is None or state.status is not RunStatus.RUNNING:
        st.rerun()
    row = st.container(horizontal=True, vertical_alignment="center")
    row.html(_progress(state))
    row.button(
        "Stop",
        key=f"stop-{figure.name}",
        icon=":material/stop:",
        on_click=lambda: drawings.stop(exercise_set, figure),
    )


def _progress(state: RunState) -> str:
    if state.points:
        return progress_html(state)
    return '<p class="sum" role="status">Drawing with your code…</p>'


def _picture(figure: Figure, shown: dict[str, Any], whose: str) -> None:
    alt = figure.caption or figure.name.replace("_", " ")
    if is_view(shown):
        # Its markup is made by arena.render.views, which escapes whatever it did not write.
        with st.container(key=f"view-{whose}-{figure.name}"):
            st.html(view_html(shown), unsafe_allow_javascript=True)
        return
    drawn = on_any_background(shown)
    st.plotly_chart(drawn, key=f"plot-{whose}-{figure.name}", config=_PLOTLY, alt=alt)
