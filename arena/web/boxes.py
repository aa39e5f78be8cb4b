"""Small pieces that several pages draw."""

from __future__ import annotations

from html import escape

import streamlit as st

from arena.course.model import Box, Exercise, Task
from arena.errors import ArenaError
from arena.journal.progress import TaskState
from arena.render.web import dots, markdown, plain
from arena.web.marks import mark_of

_TITLES = {
    "objectives": "By the end you can",
    "reading": "Reading",
    "aside": "Aside",
    "help": "Help",
}


def draw_fault(error: ArenaError) -> None:
    """One sentence, and what to do next."""
    st.html(
        f'<div class="fault" role="alert"><b>{plain(error.what)}</b> {plain(error.next_step)}</div>'
    )


def draw_box(box: Box) -> None:
    """Objectives and reading stand open; an aside and a help open on a click."""
    title = box.title or _TITLES[box.kind]
    if box.kind in ("aside", "help"):
        icon = ":material/lightbulb_2:" if box.kind == "aside" else ":material/help:"
        with st.expander(markdown(title), icon=icon):
            st.markdown(markdown(box.text))
        return
    with st.container(key=f"box-{box.kind}-{box.line}"):
        st.html(f'<p class="box-title">{escape(title)}</p>')
        st.markdown(markdown(box.text))


def draw_head(task: Task, state: TaskState, label: str) -> None:
    """The head of a card: what it is, how far it has come, how long and how hard."""
    mark = mark_of(state)
    facts = [f"<span>{task.minutes} min</span>"]
    if isinstance(task, Exercise):
        facts += [
            f"<span>difficulty {dots(task.difficulty)}</span>",
            f"<span>importance {dots(task.importance)}</span>",
        ]
        if task.bonus:
            facts.append("<span>bonus</span>")
        if task.needs:
            names = ", ".join(f"<code>{escape(n)}</code>" for n in task.needs)
            facts.append(f"<span>builds on {names}</span>")
    name = f" <code>{escape(task.name)}</code>" if isinstance(task, Exercise) else ""
    st.html(
        f'<header class="task" id="task-{escape(task.name)}">'
        f'<p class="kind">{escape(label)}{name}</p>'
        f'<h3><span class="mark mark-{mark.word}" data-mark="{escape(task.key)}" role="img" '
        f'aria-label="{mark.said}">{mark.sign}</span> {escape(task.title)}</h3>'
        f'<p class="facts">{"".join(facts)}</p></header>'
    )
