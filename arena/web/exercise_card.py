"""An exercise as a card. An interaction draws this card again and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from arena.course.catalogue import Solution
from arena.course.model import Exercise, Kind
from arena.errors import ArenaError
from arena.grading.runlog import RunStatus
from arena.grading.verdict import Verdict
from arena.journal.progress import Status, TaskState
from arena.render.verdict_html import verdict_html
from arena.render.web import markdown, plain
from arena.session import Session
from arena.web.boxes import draw_fault, draw_head
from arena.web.editor import editor
from arena.web.extras import (
    draw_after,
    draw_hint_button,
    draw_hints,
    draw_last_fault,
    draw_notes,
    draw_skip,
    draw_why_skipped,
    slug,
    toggle,
    try_to,
)
from arena.web.run_view import draw_run, start_run
from arena.web.state import desk

_LABELS = {Kind.CODE: "Exercise", Kind.PICTURE: "Picture", Kind.EXPERIMENT: "Experiment"}
_CHECK_WORDS, _RUN_WORDS = ("Check", "Checking…"), ("Run", "Running…")


@st.fragment
def exercise_card(key: str) -> None:
    """Draw the card of an exercise.

    Args:
        key: `0.1/make_rays_1d`.
    """
    with st.container(key=f"card-{slug(key)}", border=True):
        try:
            session = desk().session()
            exercise = session.find(key)
            if isinstance(exercise, Exercise):
                _draw(session, exercise)
        except ArenaError as error:
            draw_fault(error)


def _draw(session: Session, exercise: Exercise) -> None:
    # First: the journal learns of a run that has ended when somebody looks at it.
    run = session.run_state(exercise) if exercise.type is Kind.EXPERIMENT else None
    going_on = run is not None and run.status is RunStatus.RUNNING
    state = session.progress().state(exercise.key)
    draw_head(exercise, state, _LABELS[exercise.type])
    st.markdown(markdown(exercise.statement))
    _draw_editor(session, exercise, going_on)
    draw_run(exercise, run)
    verdict = session.last_verdict(exercise) if state.last_outcome else None
    if not draw_last_fault(exercise) and verdict and not going_on:
        _draw_verdict(session, exercise, verdict)
    if kept := st.session_state.pop(f"kept-{exercise.key}", None):
        said = f"Your text is kept as <code>{plain(kept)}</code>."
        st.html(f'<p class="sum" role="status">{said}</p>')
    draw_why_skipped(state)
    draw_hints(session, exercise)
    _draw_actions(session, exercise, state)
    if state.status is Status.RIGHT:
        draw_after(session, exercise)


def _draw_editor(session: Session, exercise: Exercise, going_on: bool) -> None:
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
        words=_RUN_WORDS if exercise.type is Kind.EXPERIMENT else _CHECK_WORDS,
        busy=going_on,
        on_check=lambda: _check(exercise),
    )


def _check(exercise: Exercise) -> None:
    """The editor has saved; judge what the file holds, or run it in the background."""
    if loads := desk().session().judge.announcement(exercise.key):
        st.toast(loads.capitalize() + ".")
    if exercise.type is Kind.EXPERIMENT:
        start_run(exercise)
    else:
        try_to(exercise, lambda: desk().session().check(exercise))
    judged = f"judged-{exercise.key}"
    st.session_state[judged] = st.session_state.get(judged, 0) + 1


def _draw_verdict(session: Session, exercise: Exercise, verdict: Verdict) -> None:
    st.html(verdict_html(verdict, image=exercise.type is Kind.PICTURE))
    diagnosis = verdict.diagnosis
    if not diagnosis:
        return
    opened = f"explain-{exercise.key}"
    st.button(
        "What does that mean?",
        key=f"button-{opened}",
        type="tertiary",
        on_click=toggle,
        args=(opened, diagnosis.code),
    )
    if st.session_state.get(opened) == diagnosis.code:
        with st.container(key=f"page-{slug(opened)}", border=True):
            st.markdown(markdown(session.explain(diagnosis.code)))


def _draw_actions(session: Session, exercise: Exercise, state: TaskState) -> None:
    key = exercise.key
    row = st.container(horizontal=True, key=f"actions-{slug(key)}")
    draw_hint_button(session, exercise, state, row)
    for name, label in (("solution", "Solution"), ("skip", "Skip"), ("reset", "Reset")):
        if name != "skip" or state.status is not Status.RIGHT:
            row.button(
                label,
                key=f"{name}-{key}",
                type="tertiary",
                on_click=toggle,
                args=(f"asked-{key}", name),
            )
    match st.session_state.get(f"asked-{key}"):
        case "solution":
            _ask_solution(exercise, state)
        case "skip":
            draw_skip(exercise)
        case "reset":
            _ask_reset(exercise)
    if solution := st.session_state.get(f"solution-open-{key}"):
        _draw_solution(exercise, solution)
    draw_notes(exercise, state)


def _ask_solution(exercise: Exercise, state: TaskState) -> None:
    early = state.status is not Status.RIGHT
    more = " A hint may be enough; what you find yourself stays longer." if early else ""
    _ask(
        exercise,
        "solution",
        f"Show the reference answer? The journal keeps that you looked at it.{more}",
        ("Show it", "Not yet"),
        lambda: _show_solution(exercise),
    )


def _show_solution(exercise: Exercise) -> None:
    solution = desk().session().solution(exercise)  # asked once: the journal counts
    st.session_state[f"solution-open-{exercise.key}"] = solution


def _draw_solution(exercise: Exercise, solution: Solution) -> None:
    opened = f"solution-open-{exercise.key}"
    with st.container(key=f"solution-{slug(exercise.key)}", border=True):
        st.html('<p class="box-title">Solution</p>')
        st.code(solution.source, language="python")
        for about, source in solution.alternatives:
            st.markdown(markdown(f"**Another way.** {about}"))
            st.code(source, language="python")
        st.button(
            "Hide", key=f"hide-{opened}", type="tertiary", on_click=toggle, args=(opened, None)
        )


def _ask_reset(exercise: Exercise) -> None:
    _ask(
        exercise,
        "reset",
        "Put the empty function back? Your text is kept among the backups.",
        ("Reset", "Keep my text"),
        lambda: _reset(exercise),
    )


def _reset(exercise: Exercise) -> None:
    session = desk().session()
    kept = session.reset(exercise)
    st.session_state[f"kept-{exercise.key}"] = _said(kept, session.workspace.root)


def _ask(
    exercise: Exercise, name: str, words: str, yes_no: tuple[str, str], work: Callable[[], None]
) -> None:
    """Ask before doing something that cannot be undone with one key."""
    asked = f"asked-{exercise.key}"

    def agreed() -> None:
        st.session_state[asked] = None
        try_to(exercise, work)

    with st.container(key=f"confirm-{name}-{slug(exercise.key)}", border=True):
        st.markdown(words)
        row = st.container(horizontal=True)
        yes, no = yes_no
        row.button(yes, key=f"yes-{name}-{exercise.key}", type="primary", on_click=agreed)
        row.button(no, key=f"no-{name}-{exercise.key}", on_click=toggle, args=(asked, None))


def _said(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else path.name
