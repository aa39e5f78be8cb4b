"""What is kept on disk and may be lost: the last verdicts, and figures that took a while."""

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
from arena.grading.verdict import Verdict


@dataclass(frozen=True)
class LastVerdicts:
    """The last verdict of each exercise, for `repro` and for a page that is opened again.

    Args:
        folder: where they are kept, in the workspace.
    """

    folder: Path

    def of(self, key: str) -> Verdict | None:
        """The last one, as long as this version of arena can read it."""
        try:
            return Verdict.model_validate_json(self._file(key).read_bytes())
        except (OSError, ValueError):
            return None

    def keep(self, verdict: Verdict) -> None:
        """Put it in the place of the one before."""
        keep(self._file(verdict.exercise), verdict.model_dump_json().encode())

    def _file(self, key: str) -> Path:
        return self.folder / f"{key.replace('/', '__')}.json"


@dataclass(frozen=True)
class Figures:
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
