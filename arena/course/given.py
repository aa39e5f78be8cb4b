"""What a submission may read of a set: its given modules and data, never its answers."""

from __future__ import annotations

from arena.course.model import ExerciseSet

HIDDEN_MODULES = ("solutions", "oracles", "mistakes", "alternatives", "checks", "figures")


def readable_files(exercise_set: ExerciseSet) -> tuple[str, ...]:
    """Files and folders: the given modules, the packages they lie in, and `data/`."""
    folder = exercise_set.folder
    given = [p for p in sorted(folder.glob("*.py")) if p.stem not in HIDDEN_MODULES]
    parents = [folder.parent / "__init__.py", folder.parent.parent / "__init__.py"]
    return tuple(str(p) for p in [*given, *parents, folder / "data"] if p.exists())
