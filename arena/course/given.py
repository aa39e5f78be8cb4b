"""What a submission may read of a set: its given modules and data, never its answers."""

from __future__ import annotations

from arena.course.model import ExerciseSet
from arena.course.parts import given_files


def readable_files(exercise_set: ExerciseSet) -> tuple[str, ...]:
    """Files and folders: the given modules, the packages they lie in, and `data/`."""
    folder = exercise_set.folder
    packages = [f / "__init__.py" for f in (folder, folder.parent, folder.parent.parent)]
    found = [*given_files(folder), *packages, folder / "data"]
    return tuple(str(p) for p in found if p.exists())
