"""A question as a card: choices, a number or a short text, with an answer to each answer."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from arena.course.answers import Given, Reply, judge_answer
from arena.course.model import Question
from arena.errors import ArenaError
from arena.journal.events import JSON, EventKind
from arena.journal.progress import Status, TaskState
from arena.render.web import markdown
from arena.session import Session
from arena.web.boxes import draw_fault, draw_head
from arena.web.extras import draw_after, draw_hints, draw_skip, draw_why_skipped, hints_left
from arena.web.state import desk


@st.fragment
def question_card(key: str) -> None:
    """Draw the card of a question.

    Args:
        key: `0.1/lines_or_rays`.
    """
    with st.container(key=f"card-{''.join(c if c.isalnum() else '-' for c in key)}", border=True):
        try:
            session = desk().session()
            question = session.find(key)
            if isinstance(question, Question):
                _draw(session, question)
        except ArenaError as error:
            draw_fault(error)


def _draw(session: Session, question: Question) -> None:
    if f"given-{question.key}" not in st.session_state:
        st.session_state[f"given-{question.key}"] = _given_before(session, question)
    given: Given | None = st.session_state[f"given-{question.key}"]
    state = session.progress().state(question.key)
    head = st.container()
    st.markdown(markdown(question.statement))
    answer = _ASK[question.answer_kind](question, given)
    if st.button("Answer", key=f"answer-{question.key}", type="primary", disabled=answer is None):
        session.answer(question, answer if answer is not None else "")
        given = st.session_state[f"given-{question.key}"] = answer
        state = session.progress().state(question.key)
    with head:
        draw_head(question, state, "Question")
    if given is not None:
        _draw_reply(judge_answer(question, given))
    draw_why_skipped(state)
    draw_hints(session, question)
    _draw_actions(session, question, state)
    if state.status is Status.RIGHT:
        draw_after(session, question)


def _ask_choice(question: Question, given: Given | None) -> Given | None:
    picked = st.radio(
        "Your answer",
        range(len(question.choices)),
        index=given[0] if isinstance(given, tuple) and given else None,
        format_func=lambda i: markdown(question.choices[i].text),
        key=f"choice-{question.key}",
        label_visibility="collapsed",
    )
    return None if picked is None else (picked,)


def _ask_choices(question: Question, given: Given | None) -> Given | None:
    before = given if isinstance(given, tuple) else ()
    picked = [
        i
        for i, choice in enumerate(question.choices)
        if st.checkbox(markdown(choice.text), value=i in before, key=f"choice-{question.key}-{i}")
    ]
    return tuple(picked) or None


def _ask_text(question: Question, given: Given | None) -> Given | None:
    number = question.answer_kind == "number"
    text = st.text_input(
        "A number, as in 0.25, 1/4 or 1e-3" if number else "Your answer",
        value="" if given is None else str(given),
        key=f"text-{question.key}",
        max_chars=200,
    )
    return text.strip() or None


_ASK: dict[str, Callable[[Question, Given | None], Given | None]] = {
    "choice": _ask_choice,
    "choices": _ask_choices,
    "number": _ask_text,
    "text": _ask_text,
}


def _draw_reply(reply: Reply) -> None:
    word, css = ("Right.", "right") if reply.right else ("Not yet.", "wrong")
    with st.container(key=f"reply-{css}"):
        st.markdown(markdown(f"**{word}** {reply.why}"))


def _draw_actions(session: Session, question: Question, state: TaskState) -> None:
    key = question.key
    if state.status is Status.RIGHT:
        return
    row = st.container(horizontal=True)
    left = hints_left(session, question, state)
    if left and row.button(f"Hint ({left} left)", key=f"hint-{key}", icon=":material/lightbulb:"):
        session.hint(question)
        st.rerun(scope="fragment")
    if row.button("Skip", key=f"skip-{key}", type="tertiary"):
        asked = st.session_state.get(f"asked-{key}")
        st.session_state[f"asked-{key}"] = None if asked else "skip"
        st.rerun(scope="fragment")
    if st.session_state.get(f"asked-{key}") == "skip":
        draw_skip(session, question)


def _given_before(session: Session, question: Question) -> Given | None:
    """The last answer in the journal, so that a page opened again shows it."""
    events = session.journal.events(question.key, [EventKind.ANSWERED])
    given: JSON = events[-1].data.get("given") if events else None
    if isinstance(given, list | tuple):
        picked = tuple(i for i in given if isinstance(i, int) and i < len(question.choices))
        return picked or None
    return given if isinstance(given, str | float | int) else None
