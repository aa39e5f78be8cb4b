"""What was replaced, kept under the time and the name of the file it came from. Nothing is
deleted.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from arena.workspace.files import timestamp, write_bytes

FOLDER = ".arena"
# A page that saves as one types would else leave a copy of the whole file every second.
EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Backups:
    """The backups of one workspace.

    Args:
        root: the workspace's folder.
    """

    root: Path

    @property
    def folder(self) -> Path:
        """Where they are: one folder a moment."""
        return self.root / FOLDER / "backups"

    def keep(self, path: Path, data: bytes) -> Path:
        """Store bytes.

        Args:
            path: where in the workspace they came from.
            data: what to keep.

        Returns:
            Where they are kept.

        Raises:
            WorkspaceError: they cannot be written.
        """
        kept = self.folder / timestamp() / path.relative_to(self.root)
        write_bytes(kept, data)
        return kept

    def keep_now_and_then(self, path: Path, data: bytes) -> None:
        """Store a whole file, unless that was done within the last ten minutes."""
        if self.latest(path) < datetime.now(UTC) - EVERY:
            self.keep(path, data)

    def latest(self, path: Path) -> datetime:
        """When a file was last kept whole; the beginning of time if never."""
        name = path.relative_to(self.root)
        with contextlib.suppress(OSError):
            for moment in sorted(self.folder.iterdir(), reverse=True):
                if (moment / name).is_file():
                    return datetime.fromtimestamp((moment / name).stat().st_mtime, UTC)
        return datetime.min.replace(tzinfo=UTC)
