"""An exercise as a card. An interaction draws this card again and nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from arena.course.model import Exercise, Kind
from arena.errors import ArenaError
from arena.grading.verdict import Verdict
from arena.journal.progress import Status, TaskState
from arena.render.web import markdown, plain
from arena.session import Session, Solution
from arena.web.boxes import draw_fault, draw_head
from arena.web.editor import editor
from arena.web.extras import (
    draw_after,
    draw_hints,
    draw_notes,
    draw_skip,
    draw_why_skipped,
    hints_left,
)
from arena.web.state import desk
from arena.web.verdict_view import verdict_html

_LABELS = {Kind.CODE: "Exercise", Kind.PICTURE: "Picture", Kind.EXPERIMENT: "Experiment"}


@st.fragment
def exercise_card(key: str) -> None:
    """Draw the card of an exercise.

    Args:
        key: `0.1/make_rays_1d`.
    """
    with st.container(key=f"card-{_slug(key)}", border=True):
        try:
            session = desk().session()
            exercise = session.find(key)
            if isinstance(exercise, Exercise):
                _draw(session, exercise)
        except ArenaError as error:
            draw_fault(error)


def _draw(session: Session, exercise: Exercise) -> None:
    state = session.progress().state(exercise.key)
    draw_head(exercise, state, _LABELS[exercise.type])
    st.markdown(markdown(exercise.statement))
    _draw_editor(session, exercise)
    fault = st.session_state.pop(f"fault-{exercise.key}", None)
    verdict = session.last_verdict(exercise) if state.last_outcome else None
    if fault:
        draw_fault(fault)
    elif verdict:
        _draw_verdict(session, exercise, verdict)
    draw_why_skipped(state)
    draw_hints(session, exercise)
    _draw_actions(session, exercise, state)
    if state.status is Status.RIGHT:
        draw_after(session, exercise)


def _draw_editor(session: Session, exercise: Exercise) -> None:
    exercise_set = session.set_of(exercise)
    try:
        cell = session.workspace.read(exercise_set, exercise)
    except ArenaError as error:
        draw_fault(error)
        return
    path = session.workspace.file(exercise_set)
    editor(
        exercise,
        cell,
        file=_said(path, session.workspace.root),
        key=desk().key,
        judged=st.session_state.get(f"judged-{exercise.key}", 0),
        on_check=lambda: _check(exercise),
    )


def _check(exercise: Exercise) -> None:
    """The editor has saved; judge what the file holds."""
    try:
        desk().session().check(exercise)
    except ArenaError as error:
        st.session_state[f"fault-{exercise.key}"] = error
    judged = f"judged-{exercise.key}"
    st.session_state[judged] = st.session_state.get(judged, 0) + 1


def _draw_verdict(session: Session, exercise: Exercise, verdict: Verdict) -> None:
    st.html(verdict_html(verdict, image=exercise.type is Kind.PICTURE))
    diagnosis = verdict.diagnosis
    if not diagnosis:
        return
    opened = f"explain-{exercise.key}"
    if st.button("What does that mean?", key=f"button-{opened}", type="tertiary"):
        st.session_state[opened] = (
            None if st.session_state.get(opened) == diagnosis.code else diagnosis.code
        )
    if st.session_state.get(opened) == diagnosis.code:
        with st.container(key=f"page-{_slug(opened)}", border=True):
            st.markdown(markdown(session.explain(diagnosis.code)))


def _draw_actions(session: Session, exercise: Exercise, state: TaskState) -> None:
    key = exercise.key
    row = st.container(horizontal=True, key=f"actions-{_slug(key)}")
    left = hints_left(session, exercise, state)
    word = f"Hint ({left} left)" if left else "No more hints"
    if row.button(word, key=f"hint-{key}", icon=":material/lightbulb:", disabled=not left):
        session.hint(exercise)
        st.rerun(scope="fragment")
    wanted = st.session_state.get(f"asked-{key}")
    for name, label in (("solution", "Solution"), ("skip", "Skip"), ("reset", "Reset")):
        if name == "skip" and state.status is Status.RIGHT:
            continue
        if row.button(label, key=f"{name}-{key}", type="tertiary"):
            st.session_state[f"asked-{key}"] = None if wanted == name else name
            st.rerun(scope="fragment")
    if wanted == "solution":
        _ask_solution(exercise, state)
    elif wanted == "skip":
        draw_skip(session, exercise)
    elif wanted == "reset":
        _ask_reset(session, exercise)
    if solution := st.session_state.get(f"solution-open-{key}"):
        _draw_solution(exercise, solution)
    draw_notes(session, exercise, state)


def _ask_solution(exercise: Exercise, state: TaskState) -> None:
    with st.container(key=f"confirm-solution-{_slug(exercise.key)}", border=True):
        early = state.status is not Status.RIGHT
        more = " A hint may be enough; what you find yourself stays longer." if early else ""
        st.markdown(f"Show the reference answer? The journal keeps that you looked at it.{more}")
        row = st.container(horizontal=True)
        if row.button("Show it", key=f"yes-solution-{exercise.key}", type="primary"):
            solution = desk().session().solution(exercise)  # once: the journal counts
            st.session_state[f"solution-open-{exercise.key}"] = solution
            _close(exercise)
        if row.button("Not yet", key=f"no-solution-{exercise.key}"):
            _close(exercise)


def _draw_solution(exercise: Exercise, solution: Solution) -> None:
    with st.container(key=f"solution-{_slug(exercise.key)}", border=True):
        st.html('<p class="box-title">Solution</p>')
        st.code(solution.source, language="python")
        for about, source in solution.alternatives:
            st.markdown(markdown(f"**Another way.** {about}"))
            st.code(source, language="python")
        if st.button("Hide", key=f"hide-solution-{exercise.key}", type="tertiary"):
            st.session_state[f"solution-open-{exercise.key}"] = None
            st.rerun(scope="fragment")


def _ask_reset(session: Session, exercise: Exercise) -> None:
    with st.container(key=f"confirm-reset-{_slug(exercise.key)}", border=True):
        st.markdown("Put the empty function back? Your text is kept among the backups.")
        row = st.container(horizontal=True)
        if row.button("Reset", key=f"yes-reset-{exercise.key}", type="primary"):
            kept = session.reset(exercise)
            st.toast(f"Kept as {plain(_said(kept, session.workspace.root))}")
            _close(exercise)
        if row.button("Keep my text", key=f"no-reset-{exercise.key}"):
            _close(exercise)


def _close(exercise: Exercise) -> None:
    st.session_state[f"asked-{exercise.key}"] = None
    st.rerun(scope="fragment")


def _said(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else path.name


def _slug(key: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in key)
