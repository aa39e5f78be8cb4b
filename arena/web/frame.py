"""What surrounds every page: the key, the contents at the side, moving about, faults."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from arena.course.model import ExerciseSet, Section
from arena.errors import ArenaError, UnknownName
from arena.journal.progress import Progress
from arena.session import Session
from arena.web.access import HOW_TO_OPEN, is_key
from arena.web.boxes import draw_fault
from arena.web.editor import router
from arena.web.home import draw_home
from arena.web.links import home_link, link
from arena.web.marks import mark_of
from arena.web.section import draw_section
from arena.web.state import desk

# Named icons and emoji would be fetched from elsewhere.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path d="M16 3 29 27H3z" fill="#0d6b66"/><path d="M16 3v24H3z" fill="#6cc5b9"/></svg>'
)


def draw() -> None:
    """Draw the page that the address names, for whoever has the key."""
    st.set_page_config("arena", _ICON, "centered", "auto")
    st.html(_style())
    if not is_key(st.query_params.get("key"), desk().key):
        st.markdown(HOW_TO_OPEN)
        st.stop()
    try:
        session = desk().session()
        _draw_place(session)
    except ArenaError as error:
        draw_fault(error)


def _draw_place(session: Session) -> None:
    try:
        wanted = st.query_params.get("set", "")
        exercise_set = session.find_set(wanted) if wanted else None
    except UnknownName:
        exercise_set = None
    at = st.query_params.get("at", "")
    section = _section(exercise_set, at) if exercise_set else None
    with st.sidebar:
        _draw_contents(session, exercise_set, section)
    if exercise_set and section:
        draw_section(session, exercise_set, section)
    else:
        draw_home(session)
    place = {
        "set": exercise_set.id if exercise_set else "",
        "task": at if section and at in {t.name for t in section.tasks} else "",
        "turn": str(st.session_state.get("turn", 0)),
    }
    router(place, desk().key, _go)


def _section(exercise_set: ExerciseSet, at: str) -> Section:
    """The section with this anchor, or with a task of this name; else the first."""
    for section in exercise_set.sections:
        if at == section.anchor or at in {t.name for t in section.tasks}:
            return section
    return exercise_set.sections[0]


def _go() -> None:
    """The learner followed a link within the page."""
    wish = st.session_state["router"].get("go") or {}
    place = {name: str(wish.get(name) or "") for name in ("set", "at")}
    st.query_params.from_dict({"key": desk().key, **{k: v for k, v in place.items() if v}})
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1


def _draw_contents(
    session: Session, exercise_set: ExerciseSet | None, here: Section | None
) -> None:
    progress = session.progress()
    home = f'<a class="home" href="{home_link()}">arena</a>'
    parts = [home]
    if exercise_set:
        parts.append(_set_head(exercise_set, progress))
        items = (_contents_of(exercise_set, s, progress, s is here) for s in exercise_set.sections)
        parts.append(f"<ol>{''.join(items)}</ol>")
    else:
        items = (
            f'<li><a href="{link(s)}">{escape(s.id)} {escape(s.title)}</a></li>'
            for s in session.course.sets
        )
        parts.append(f"<ol>{''.join(items)}</ol>")
    st.html(f'<nav class="contents" aria-label="Contents">{"".join(parts)}</nav>')


def _set_head(exercise_set: ExerciseSet, progress: Progress) -> str:
    totals = progress.totals(exercise_set.tasks)
    share = totals.right / max(totals.tasks, 1)
    return (
        f'<p class="set">{escape(exercise_set.id)} {escape(exercise_set.title)}</p>'
        f'<div class="bar"><i data-bar style="width:{share:.0%}"></i></div>'
        f'<p class="sum"><span data-sum>{totals.right} of {totals.tasks}</span> done</p>'
    )


def _contents_of(
    exercise_set: ExerciseSet, section: Section, progress: Progress, here: bool
) -> str:
    current = ' aria-current="page"' if here else ""
    head = f'<a href="{link(exercise_set, section.anchor)}"{current}>{escape(section.title)}</a>'
    tasks = []
    for task in section.tasks:
        mark = mark_of(progress.state(task.key))
        tasks.append(
            f'<li><a href="{link(exercise_set, task.name)}">'
            f'<span class="mark mark-{mark.word}" data-mark="{escape(task.key)}" '
            f'role="img" aria-label="{mark.said}">{mark.sign}</span>'
            f"<span>{escape(task.title)}</span></a></li>"
        )
    return f"<li>{head}<ul>{''.join(tasks)}</ul></li>" if tasks else f"<li>{head}</li>"


@cache
def _style() -> str:
    css = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    return f"<style>{css}</style>"
