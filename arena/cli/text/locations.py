"""Where a task is, in words that a terminal or an editor can open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from arena.course.model import Exercise, ExerciseSet, Question, Task
from arena.errors import WorkspaceError

if TYPE_CHECKING:
    from arena.session import Session


def short_path(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return min(relative, str(path), key=len)


def place_of(session: Session, exercise: Exercise) -> str:
    """`ch0_fundamentals/s1_ray_tracing.py:42`, which editors open at the line."""
    exercise_set = session.set_of(exercise)
    path = short_path(session.workspace.file(exercise_set))
    try:
        line = session.workspace.read(exercise_set, exercise).line
    except WorkspaceError:
        return path
    return f"{path}:{line}" if line else path


def summary_of(task: Task) -> str:
    """`Rays in a plane · 15 min · difficulty 2 · importance 4`."""
    parts = [task.title, f"{task.minutes} min"]
    if isinstance(task, Question):
        parts.append("question")
    else:
        parts += [f"difficulty {task.difficulty}", f"importance {task.importance}"]
        if task.bonus:
            parts.append("bonus")
    return " · ".join(parts)


def set_title(exercise_set: ExerciseSet) -> str:
    """`0.1 Ray tracing`."""
    return f"{exercise_set.id} {exercise_set.title}"
