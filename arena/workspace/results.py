"""What becomes of a write and of a sync."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from arena.course.cells import Cell


@dataclass(frozen=True)
class Saved:
    """A text is in the file; `digest` is the base of the next write."""

    digest: str


@dataclass(frozen=True)
class Conflict:
    """The file was changed by somebody else since it was read; nothing was written to it.

    Args:
        theirs: what the file holds now.
        kept: where the text that was to be written is kept.
    """

    theirs: Cell
    kept: Path


@dataclass(frozen=True)
class SyncReport:
    """What became of the workspace when the course was laid over it.

    Args:
        created: files that were made, or made again.
        moved: files that follow a set to its new name.
        added: new cells, as `0.1/exercise: conv1d`.
        updated: untouched stubs that were replaced by newer ones.
        offered: files with new stubs of cells on which the learner has worked.
        unchanged: all other cells.
    """

    created: tuple[Path, ...] = ()
    moved: tuple[Path, ...] = ()
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    offered: tuple[Path, ...] = ()
    unchanged: tuple[str, ...] = ()

    def __add__(self, other: SyncReport) -> SyncReport:
        return SyncReport(
            *(getattr(self, f) + getattr(other, f) for f in self.__dataclass_fields__)
        )
