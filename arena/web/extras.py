"""What exercises and questions share below their answer: hints, notes, skipping, afterwards."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from arena.course.model import Exercise, Hint, Task
from arena.errors import ArenaError
from arena.journal.progress import TaskState
from arena.render.web import markdown, plain
from arena.session import Session
from arena.web.boxes import draw_fault
from arena.web.links import link
from arena.web.state import desk

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def draw_hints(session: Session, task: Task) -> None:
    """The hints taken so far."""
    shown = session.hints_shown(task)
    for number, hint in enumerate(shown, start=1):
        with st.container(key=f"hint-{number}-{slug(task.key)}"):
            st.html(f'<p class="box-title" data-testid="hint">Hint {number}</p>')
            st.markdown(markdown(hint.text))


def draw_hint_button(session: Session, task: Task, state: TaskState, row: DeltaGenerator) -> None:
    """The next hint, or that there is none left."""
    left = _hints_left(session, task, state)
    row.button(
        f"Hint ({left} left)" if left else "No more hints",
        key=f"hint-{task.key}",
        icon=":material/lightbulb:",
        disabled=not left,
        on_click=lambda: try_to(task, lambda: desk().session().hint(task)),
    )


def _hints_left(session: Session, task: Task, state: TaskState) -> int:
    """How many `session.hint` would still give; those tied to other mistakes are not offered."""

    def is_offered(hint: Hint) -> bool:
        return hint.mistake is None or hint.mistake == state.last_diagnosis

    shown = session.hints_shown(task)
    return sum(is_offered(h) and h not in shown for h in task.hints)


def draw_skip(task: Task) -> None:
    """Ask why, and skip."""
    field = f"why-{task.key}"

    def skip() -> None:
        st.session_state[f"asked-{task.key}"] = None
        try_to(task, lambda: desk().session().skip(task, st.session_state[field].strip()))

    with st.form(key=f"form-skip-{task.key}", border=True):
        st.text_input("Why skip it? (may stay empty)", key=field, max_chars=500)
        st.form_submit_button("Skip this task", type="primary", on_click=skip)


def draw_why_skipped(state: TaskState) -> None:
    """That a task was skipped, in the learner's own words."""
    if state.skipped_why is None:
        return
    why = f": {plain(state.skipped_why)}" if state.skipped_why else "."
    st.html(f'<p class="sum" data-testid="skipped">– Skipped{why}</p>')


def draw_notes(task: Task, state: TaskState) -> None:
    """The learner's notes, and a field for one more."""
    field = f"note-{task.key}"

    def keep() -> None:
        text = st.session_state[field].strip()
        if text:
            try_to(task, lambda: desk().session().note(task, text))

    for note in state.notes:
        st.html(f'<p class="note" data-testid="note">{plain(note)}</p>')
    form = st.expander("Add a note", icon=":material/edit_note:").form(
        key=f"form-note-{task.key}", border=False, clear_on_submit=True
    )
    form.text_area("A note beside this task", key=field, max_chars=5_000)
    form.form_submit_button("Keep the note", on_click=keep)


def draw_after(session: Session, task: Task) -> None:
    """What was the point, and the way on."""
    if task.after.strip():
        with st.container(key=f"after-{slug(task.key)}"):
            st.html('<p class="box-title" data-testid="after">Afterwards</p>')
            st.markdown(markdown(task.after))
    following = session.next_after(task) or session.current()
    if following is None:
        st.html('<p class="sum">Every task of the course is done or skipped.</p>')
        return
    kind = "" if isinstance(following, Exercise) else "Question: "
    st.html(
        f'<a class="button" data-testid="next" '
        f'href="{link(session.set_of(following), following.name)}">'
        f"Next: {kind}{escape(following.title)} →</a>"
    )


def try_to(task: Task, work: Callable[[], object]) -> None:
    """Do something; what goes wrong is said on the task's card."""
    try:
        work()
    except ArenaError as error:
        st.session_state[f"fault-{task.key}"] = error


def draw_last_fault(task: Task) -> bool:
    """Say what went wrong, once; whether anything did."""
    fault = st.session_state.pop(f"fault-{task.key}", None)
    if fault:
        draw_fault(fault)
    return bool(fault)


def toggle(name: str, value: object) -> None:
    """Set what is remembered while the page is open, or unset it if it is that already."""
    st.session_state[name] = None if st.session_state.get(name) == value else value


def slug(key: str) -> str:
    """A task's key as part of a CSS class."""
    return "".join(c if c.isalnum() else "-" for c in key)
