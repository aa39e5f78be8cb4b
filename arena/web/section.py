"""One section of a set: its words, figures and cards, in reading order."""

from __future__ import annotations

from html import escape

import streamlit as st

from arena.course.model import Block, Box, Exercise, ExerciseSet, Figure, Prose, Question, Section
from arena.journal.progress import Status
from arena.render.web import line, markdown, minutes
from arena.session import Session
from arena.web.boxes import draw_box
from arena.web.exercise_card import exercise_card
from arena.web.figure_card import draw_figure
from arena.web.links import link
from arena.web.question_card import question_card


def draw_section(session: Session, exercise_set: ExerciseSet, section: Section) -> None:
    """Draw a section and the way to its neighbours."""
    _note_opening(session, section)
    if section is exercise_set.sections[0]:
        _draw_title(exercise_set)
    else:
        st.html(
            f'<p class="kind">{escape(exercise_set.id)} {escape(exercise_set.title)}</p>'
            f'<h2 class="section" id="{escape(section.anchor)}">{line(section.title)}</h2>'
        )
    for block in section.blocks:
        _draw_block(exercise_set, block)
    _draw_neighbours(exercise_set, section)


def _note_opening(session: Session, section: Section) -> None:
    """One event a visit, for the first task that is still to be done."""
    open_tasks = [
        t
        for t in section.tasks
        if session.progress().state(t.key).status not in (Status.RIGHT, Status.SKIPPED)
    ]
    if open_tasks and st.session_state.get("opened") != open_tasks[0].key:
        st.session_state["opened"] = open_tasks[0].key
        session.open_task(open_tasks[0])


def _draw_title(exercise_set: ExerciseSet) -> None:
    facts = f"{len(exercise_set.tasks)} tasks · about {minutes(exercise_set.minutes * 60)}"
    st.html(
        f'<p class="kind">Set {escape(exercise_set.id)}</p>'
        f'<h1 class="course">{escape(exercise_set.title)}</h1>'
        f'<p class="lead">{line(exercise_set.summary)}</p><p class="sum">{facts}</p>'
    )


def _draw_block(exercise_set: ExerciseSet, block: Block) -> None:
    match block:
        case Prose():
            st.markdown(markdown(block.text))
        case Box():
            draw_box(block)
        case Figure():
            draw_figure(exercise_set, block)
        case Exercise():
            exercise_card(block.key)
        case Question():
            question_card(block.key)


def _draw_neighbours(exercise_set: ExerciseSet, section: Section) -> None:
    at = exercise_set.sections.index(section)
    before = exercise_set.sections[at - 1] if at else None
    after = exercise_set.sections[at + 1] if at + 1 < len(exercise_set.sections) else None
    back = (
        f'<a href="{link(exercise_set, before.anchor)}" rel="prev">← {line(before.title)}</a>'
        if before
        else "<span></span>"
    )
    on = (
        f'<a class="on" href="{link(exercise_set, after.anchor)}" rel="next" '
        f'data-testid="next-section">{line(after.title)} →</a>'
        if after
        else "<span></span>"
    )
    st.html(
        f'<nav class="neighbours" aria-label="Sections" data-section="{escape(section.anchor)}">'
        f"{back}{on}</nav>"
    )
