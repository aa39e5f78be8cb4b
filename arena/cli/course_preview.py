"""A set as a learner sees it: a workspace in a temporary folder, opened in the browser."""

from __future__ import annotations

import tempfile
from pathlib import Path

from arena.cli.screen import say, words
from arena.course.model import Course, ExerciseSet


def run_preview(course: Course, exercise_set: ExerciseSet, port: int | None, browser: bool) -> None:
    """Serve the course until Ctrl-C. A page that is edited is new after a reload.

    Args:
        course: what to show.
        exercise_set: the set that is meant; its page's place is printed.
        port: 8501 or the next free one if None.
        browser: open it.
    """
    from arena.web import launch
    from arena.workspace.workspace import Workspace

    with tempfile.TemporaryDirectory(prefix="arena-preview-") as folder:
        root = Path(folder) / "workspace"
        Workspace.create(root, course)
        say(words(f"{exercise_set.id} {exercise_set.title}: {exercise_set.folder / 'page.md'}"))
        launch(root, port, browser)
