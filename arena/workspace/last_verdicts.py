"""The last verdict of each exercise, kept in the workspace; it may be lost without harm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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
