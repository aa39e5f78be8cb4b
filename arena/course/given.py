"""What a submission may read of a course: given modules, data and the shelf, never answers."""

from __future__ import annotations

from arena.course.model import ExerciseSet
from arena.course.parts import SHELF, given_files


def readable_files(exercise_set: ExerciseSet) -> tuple[str, ...]:
    """Files and folders: the given modules, the packages they lie in, `data/`, and the shelf of the
    course, which holds what several sets use.
    """
    folder = exercise_set.folder
    shelf = folder.parent.parent / SHELF
    packages = [f / "__init__.py" for f in (folder, folder.parent, folder.parent.parent)]
    found = [*given_files(folder), *packages, folder / "data", shelf]
    return tuple(str(p) for p in found if p.exists())
