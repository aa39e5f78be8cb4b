"""Which sets a push has to run whole: those it touches, and the smallest in any case.

With ARENA_PROVE=all it is every set, as in `make prove`.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from arena.course.model import Course, ExerciseSet


def sets_to_run(course: Course) -> tuple[ExerciseSet, ...]:
    """The smallest set, and every set in which a file is not as it was when it last landed."""
    if os.environ.get("ARENA_PROVE") == "all":
        return course.sets
    smallest = min(course.sets, key=lambda s: len(s.tasks))
    changed = changed_files(course.folder.parent)
    return tuple(
        s
        for s in course.sets
        if s is smallest or any(path.is_relative_to(s.folder) for path in changed)
    )


def changed_files(repository: Path) -> frozenset[Path]:
    """Files that differ from what landed last; none where git cannot say.

    What landed last is where this branch left `origin/main`; on that itself, the commit before.
    """
    base = _git(repository, "merge-base", "HEAD", "origin/main")
    if not base or base == _git(repository, "rev-parse", "HEAD"):
        base = _git(repository, "rev-parse", "--verify", "HEAD~1")
    names = _git(repository, "diff", "--name-only", base) if base else ""
    return frozenset(repository / name for name in names.splitlines())


def _git(repository: Path, *arguments: str) -> str:
    """What git says; nothing where there is no git, no repository or no such commit."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        found = subprocess.run(
            command, cwd=repository, capture_output=True, text=True, encoding="utf-8", check=False
        )
    except OSError:
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
