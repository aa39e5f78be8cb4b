"""Which exercises were changed by a save."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path

from arena.course.cells import split_cells
from arena.course.model import Exercise, ExerciseSet, Task
from arena.errors import WorkspaceError
from arena.session import Session

# An editor that saves by delete-and-write leaves no file for a moment.
ABSENT_S = 0.1

_DEFINED = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


class Changes:
    """Remembers each file of the workspace as it was when last asked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sets = {
            session.workspace.file(s).resolve(): s for s in session.course.sets if s.exercises
        }
        self._seen = {path: self._digests(s) for path, s in self._sets.items()}

    def in_files(self, paths: Iterable[Path], current: Task) -> list[Exercise]:
        """The exercises whose text is another than before, each once, the current one first."""
        found: dict[str, Exercise] = {}
        for path in sorted(p.resolve() for p in paths):
            exercise_set = self._sets.get(path)
            if exercise_set is not None:
                _await_file(path)
                found |= {e.key: e for e in self._changed(path, exercise_set, current)}
        return list(found.values())

    def _changed(self, path: Path, exercise_set: ExerciseSet, current: Task) -> list[Exercise]:
        """Those of one file.

        Where the change is in none of them (an import, a helper of the learner's own), the
        current one if it is in this file.
        """
        now = self._digests(exercise_set)
        before = self._seen.get(path) or now
        # A file that is gone for now has changed nothing: the check says that it is gone.
        if now:
            self._seen[path] = now
        names = {n for n in now if before.get(n) != now[n]}
        changed = [e for e in exercise_set.exercises if e.name in names]
        if not changed and isinstance(current, Exercise):
            changed = [current] if current.set_id == exercise_set.id else []
        return sorted(changed, key=lambda e: e.key != current.key)

    def _digests(self, exercise_set: ExerciseSet) -> dict[str, str]:
        """Exercise name → digest of its cell; nothing for a file that cannot be read.

        Nothing is parsed: half-written code is no hurdle.
        """
        try:
            source = self._session.workspace.source(exercise_set)
        except WorkspaceError:
            return {}
        found = {n: cell.digest for cell in split_cells(source) for n in cell.exercises}
        # Somebody may write an exercise again further down: the last definition is the one that
        # counts, wherever it stands.
        owners = {e.owner for e in exercise_set.exercises}
        for cell in split_cells(source):
            for name in set(_DEFINED.findall(cell.text)) & owners:
                for exercise in exercise_set.exercises:
                    if exercise.owner == name and exercise.name not in cell.exercises:
                        found[exercise.name] = found.get(exercise.name, "") + cell.digest
        return found


def _await_file(path: Path) -> None:
    """Give an editor that replaces its file the moment it needs."""
    end = time.monotonic() + ABSENT_S
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.005)
