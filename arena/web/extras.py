"""What exercises and questions share below their answer: hints, notes, skipping, afterwards."""

from __future__ import annotations

from html import escape

import streamlit as st

from arena.course.model import Exercise, Hint, Task
from arena.journal.progress import TaskState
from arena.render.web import markdown, plain
from arena.session import Session
from arena.web.links import link


def draw_hints(session: Session, task: Task) -> None:
    """The hints taken so far."""
    shown = session.hints_shown(task)
    for number, hint in enumerate(shown, start=1):
        with st.container(key=f"hint-{number}-{_slug(task)}"):
            st.html(f'<p class="box-title" data-testid="hint">Hint {number}</p>')
            st.markdown(markdown(hint.text))


def hints_left(session: Session, task: Task, state: TaskState) -> int:
    """How many `session.hint` would still give; those tied to other mistakes are not offered."""

    def is_offered(hint: Hint) -> bool:
        return hint.mistake is None or hint.mistake == state.last_diagnosis

    shown = session.hints_shown(task)
    return sum(is_offered(h) and h not in shown for h in task.hints)


def draw_skip(session: Session, task: Task) -> None:
    """Ask why, and skip."""
    with st.form(key=f"form-skip-{task.key}", border=True):
        why = st.text_input("Why skip it? (may stay empty)", key=f"why-{task.key}", max_chars=500)
        if st.form_submit_button("Skip", type="primary"):
            session.skip(task, why.strip())
            st.session_state[f"asked-{task.key}"] = None
            st.rerun(scope="fragment")


def draw_why_skipped(state: TaskState) -> None:
    """That a task was skipped, in the learner's own words."""
    if state.skipped_why is None:
        return
    why = f": {plain(state.skipped_why)}" if state.skipped_why else "."
    st.html(f'<p class="sum" data-testid="skipped">– Skipped{why}</p>')


def draw_notes(session: Session, task: Task, state: TaskState) -> None:
    """The learner's notes, and a field for one more."""
    count = f" ({len(state.notes)})" if state.notes else ""
    with st.expander(f"Notes{count}", icon=":material/edit_note:"):
        for note in state.notes:
            st.html(f'<p class="note" data-testid="note">{plain(note)}</p>')
        with st.form(key=f"form-note-{task.key}", border=False, clear_on_submit=True):
            text = st.text_area("A note beside this task", key=f"note-{task.key}", max_chars=5_000)
            if st.form_submit_button("Keep the note") and text.strip():
                session.note(task, text.strip())
                st.rerun(scope="fragment")


def draw_after(session: Session, task: Task) -> None:
    """What was the point, and the way on."""
    if task.after.strip():
        with st.container(key=f"after-{_slug(task)}"):
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


def _slug(task: Task) -> str:
    return "".join(c if c.isalnum() else "-" for c in task.key)
