"""Figures that took a while, kept in the user's cache until a file of their set changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from arena.course.model import ExerciseSet
from arena.course.parts import code_files
from arena.files import keep


@dataclass(frozen=True)
class KeptFigures:
    """Figures as Plotly JSON; one is computed again when a Python file of its set has changed.

    Args:
        compute: set id and name → the figure.
    """

    compute: Callable[[str, str], dict[str, Any]]

    def of(self, exercise_set: ExerciseSet, name: str) -> dict[str, Any]:
        """A figure, computed if it is not there."""
        path = self._file(exercise_set, name)
        try:
            return dict(json.loads(path.read_bytes()))
        except (OSError, ValueError):
            figure = self.compute(exercise_set.id, name)
            keep(path, json.dumps(figure).encode())
            return figure

    def has(self, exercise_set: ExerciseSet, name: str) -> bool:
        """Whether it is there."""
        return self._file(exercise_set, name).exists()

    @staticmethod
    def _file(exercise_set: ExerciseSet, name: str) -> Path:
        stamp = hashlib.blake2b(digest_size=12)
        for path in code_files(exercise_set.folder):
            place = path.relative_to(exercise_set.folder).as_posix()
            stamp.update(place.encode() + path.read_bytes())
        file = f"{exercise_set.slug}-{name}-{stamp.hexdigest()}.json"
        return user_cache_path("arena") / "figures" / file
