"""The first page: where you were, what there is, how far you have come."""

from __future__ import annotations

from html import escape

import streamlit as st

from arena.course.model import Chapter, ExerciseSet
from arena.journal.progress import Progress
from arena.render.web import line, markdown, minutes, plain
from arena.session import Session
from arena.web.links import link
from arena.web.state import desk


def draw_home(session: Session) -> None:
    """Draw the map of the course."""
    progress = session.progress()
    st.html(f'<h1 class="course">{escape(session.course.title)}</h1>')
    _draw_notices(session)
    _draw_next(session, progress)
    for chapter in session.course.chapters:
        _draw_chapter(chapter, progress)


def _draw_notices(session: Session) -> None:
    notices = (*session.workspace.notices, *session.journal.notices)
    for notice in notices:
        st.html(f'<div class="notice" role="status">{plain(notice)}</div>')
    if not desk().judge_is_ready:
        # Asks again once a second until it is there; then the whole page is drawn without it.
        st.fragment(_draw_starting, run_every=1.0)()


def _draw_starting() -> None:
    if desk().judge_is_ready:
        st.rerun()
    st.html(
        '<div class="notice" role="status">The judge is starting. '
        "You can read and write meanwhile; the first check may take a few seconds.</div>"
    )


def _draw_next(session: Session, progress: Progress) -> None:
    task = session.current()
    begun = progress.last_key is not None
    if task is None:
        st.html('<div class="next-up"><p>Every task is done or skipped.</p></div>')
        return
    exercise_set = session.set_of(task)
    at = task.name if begun else ""  # who begins reads the introduction first
    word = "Continue where you left off" if begun else "Begin"
    spent = progress.active_seconds
    worked = f" · {minutes(spent)} of work so far" if spent >= 60 else ""
    st.html(
        '<section class="next-up" aria-label="What to do next">'
        f'<p class="box-title">{"Next" if begun else "Your first task"}</p>'
        f'<p class="what">{escape(task.title)}</p>'
        f'<p class="sum">{escape(exercise_set.id)} {escape(exercise_set.title)} · '
        f"{task.minutes} min{worked}</p>"
        f'<a class="button" data-testid="continue" href="{link(exercise_set, at)}">'
        f"{word}</a></section>"
    )


def _draw_chapter(chapter: Chapter, progress: Progress) -> None:
    st.html(f'<h2 class="chapter">{escape(chapter.title)}</h2>')
    if chapter.intro.strip():
        st.markdown(markdown(chapter.intro))
    st.html(f'<ol class="sets">{"".join(_set_item(s, progress) for s in chapter.sets)}</ol>')


def _set_item(exercise_set: ExerciseSet, progress: Progress) -> str:
    totals = progress.totals(exercise_set.tasks)
    share = totals.right / max(totals.tasks, 1)
    spent = minutes(totals.active_seconds) if totals.active_seconds >= 60 else ""
    time = f"about {minutes(totals.estimated_seconds)}" + (f", {spent} so far" if spent else "")
    skipped = f", {totals.skipped} skipped" if totals.skipped else ""
    bonus = " · bonus" if exercise_set.bonus else ""
    return (
        f'<li><a href="{link(exercise_set)}" data-testid="set-{escape(exercise_set.id)}">'
        f'<span class="title"><b>{escape(exercise_set.id)}</b> {escape(exercise_set.title)}</span>'
        f'<span class="summary">{line(exercise_set.summary)}</span>'
        f'<span class="bar" role="img" aria-label="{share:.0%} done">'
        f'<i style="width:{share:.0%}"></i></span>'
        f'<span class="sum">{totals.right} of {totals.tasks} done{skipped} · {time}{bonus}</span>'
        "</a></li>"
    )
