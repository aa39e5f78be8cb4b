"""A question as a card: choices, a number or a short text, with an answer to each answer."""

from __future__ import annotations

import streamlit as st

from arena.course.answers import Given, Reply, asking
from arena.course.model import Question
from arena.errors import ArenaError
from arena.journal.progress import Status, TaskState
from arena.render.web import markdown
from arena.session import Session
from arena.web.boxes import draw_fault, draw_head
from arena.web.extras import (
    draw_after,
    draw_hint_button,
    draw_hints,
    draw_last_fault,
    draw_skip,
    draw_why_skipped,
    slug,
    toggle,
    try_to,
)
from arena.web.state import desk


@st.fragment
def question_card(key: str) -> None:
    """Draw the card of a question.

    Args:
        key: `0.1/lines_or_rays`.
    """
    with st.container(key=f"card-{slug(key)}", border=True):
        try:
            session = desk().session()
            question = session.find(key)
            if isinstance(question, Question):
                _draw(session, question)
        except ArenaError as error:
            draw_fault(error)


def _draw(session: Session, question: Question) -> None:
    remembered = f"given-{question.key}"
    last = session.questions.last(question)
    if remembered not in st.session_state:
        st.session_state[remembered] = last[0] if last else None
    given: Given | None = st.session_state[remembered]
    state = session.progress().state(question.key)
    draw_head(question, state, "Question")
    st.markdown(markdown(question.statement))
    _draw_fields(question, given)
    st.button(
        "Answer",
        key=f"answer-{question.key}",
        type="primary",
        on_click=lambda: _answer(question, _read_fields(question)),
    )
    if st.session_state.pop(f"empty-{question.key}", False):
        st.html('<p class="sum" role="alert">Give an answer first.</p>')
    elif not draw_last_fault(question) and last is not None:
        _draw_reply(last[1])
    draw_why_skipped(state)
    draw_hints(session, question)
    if state.status is Status.RIGHT:
        draw_after(session, question)
    else:
        _draw_actions(session, question, state)


def _answer(question: Question, answer: Given | None) -> None:
    """Judge what was in the fields as the button was pressed."""
    if answer is None:
        st.session_state[f"empty-{question.key}"] = True
        return
    st.session_state[f"given-{question.key}"] = answer
    try_to(question, lambda: desk().session().answer(question, answer))


def _draw_fields(question: Question, given: Given | None) -> None:
    field = f"field-{question.key}"
    before = given if isinstance(given, tuple) else ()
    match question.answer_kind:
        case "choice":
            st.radio(
                "Your answer",
                range(len(question.choices)),
                index=before[0] if before else None,
                format_func=lambda i: markdown(question.choices[i].text),
                key=field,
                label_visibility="collapsed",
            )
        case "choices":
            for i, choice in enumerate(question.choices):
                st.checkbox(markdown(choice.text), value=i in before, key=f"{field}-{i}")
        case kind:
            found = asking(question)
            st.text_input(
                found.prompt if kind == "text" else f"{found.prompt}, as in {found.example}",
                value="" if given is None else str(given),
                key=field,
                max_chars=200,
            )


def _read_fields(question: Question) -> Given | None:
    """What the fields hold at this moment; None if they are empty."""
    field = f"field-{question.key}"
    match question.answer_kind:
        case "choice":
            picked = st.session_state.get(field)
            return None if picked is None else (int(picked),)
        case "choices":
            every = range(len(question.choices))
            return tuple(i for i in every if st.session_state.get(f"{field}-{i}")) or None
        case _:
            return str(st.session_state.get(field) or "").strip() or None


def _draw_reply(reply: Reply) -> None:
    word, css = ("Right.", "right") if reply.right else ("Not yet.", "wrong")
    word = reply.head or word
    with st.container(key=f"reply-{css}"):
        st.markdown(markdown(f"**{word}** {reply.why}"))


def _draw_actions(session: Session, question: Question, state: TaskState) -> None:
    row = st.container(horizontal=True)
    if question.hints:
        draw_hint_button(session, question, state, row)
    asked = f"asked-{question.key}"
    row.button(
        "Skip", key=f"skip-{question.key}", type="tertiary", on_click=toggle, args=(asked, "skip")
    )
    if st.session_state.get(asked) == "skip":
        draw_skip(question)
