"""A set as a learner sees it: a workspace in a temporary folder, opened in the browser."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from arena.cli.text.screen import say, words
from arena.course.model import Course, ExerciseSet


def run_preview(course: Course, exercise_set: ExerciseSet, port: int | None, browser: bool) -> None:
    """Serve the course until Ctrl-C. The page follows its files: what is saved is shown.

    Args:
        course: what to show.
        exercise_set: the set that is meant; the place of its page is printed.
        port: 8501 or the next free one if None.
        browser: open it.
    """
    from arena.web import launch
    from arena.workspace.workspace import Workspace

    with tempfile.TemporaryDirectory(prefix="arena-preview-") as folder:
        root = Path(folder) / "workspace"
        Workspace.create(root, course)
        os.environ["ARENA_COURSE"] = str(course.folder)
        say(words(f"{exercise_set.id} {exercise_set.title}: {exercise_set.folder / 'page.md'}"))
        launch(root, port, browser)
