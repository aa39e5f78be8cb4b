"""The two components of our own: the editor of a cell, and the router of the page.

Their source is in `src`, built with Node into `bundle.js`, which is part of the repository. Each
component is a line of script that loads the bundle once from our own server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from arena.course.cells import Cell
from arena.course.model import Exercise
from arena.web.server import bundle_address

_LOADER = """
export default async function (component) {{
  const bundle = await import(new URL("{address}", location.origin).href);
  return bundle.{mount}(component);
}}
"""


def editor(
    exercise: Exercise,
    cell: Cell,
    *,
    file: str,
    key: str,
    judged: int,
    words: tuple[str, str],
    busy: bool,
    on_check: Callable[[], None],
) -> None:
    """Mount the editor of an exercise.

    Args:
        exercise: whose cell it is.
        cell: what the file holds now; taken when the editor appears. Later it asks for itself.
        file: the learner's file, as it is said in the page.
        key: the workspace's key, for saving.
        judged: how many verdicts were shown; a change ends “Checking…”.
        words: what the button says, and what it says while something is going on.
        busy: something is going on, whoever started it; the button waits.
        on_check: called after the text has been saved.
    """
    data = {
        "exercise": exercise.key,
        "set": exercise.set_id,
        "title": exercise.title,
        "key": key,
        "file": file,
        "text": cell.text,
        "digest": cell.digest,
        "line": max(cell.line, 1),
        "judged": judged,
        "words": words,
        "busy": busy,
    }
    mount = _component("arena_editor", "mountEditor")
    mount(key=f"editor-{exercise.key}", data=data, on_check_change=on_check)


def router(place: dict[str, str], key: str, on_go: Callable[[], None]) -> None:
    """Mount what turns links into moves within the page.

    Args:
        place: where the page is: `set`, `task` if one is meant, and `turn`, which changes with
            every move.
        key: the workspace's key.
        on_go: called with the wish in `st.session_state["router"]`.
    """
    mount = _component("arena_router", "mountRouter")
    mount(key="router", data={**place, "key": key}, on_go_change=on_go)


@cache
def _component(name: str, mount: str) -> Any:
    return st.components.v2.component(
        name, js=_LOADER.format(address=bundle_address(), mount=mount), html="<div></div>"
    )
