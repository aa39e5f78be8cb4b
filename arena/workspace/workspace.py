"""A learner's folder: one file a set, and `.arena/` with what arena keeps beside them."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from arena.course.cells import Cell, Region, digest_of, splice
from arena.course.model import Course, Exercise, ExerciseSet
from arena.course.stubs import stub_of
from arena.errors import WorkspaceError
from arena.workspace.backups import FOLDER, Backups
from arena.workspace.files import encoded, locked, read_source, refusal, rewrite, write_bytes
from arena.workspace.manifest import read_manifest
from arena.workspace.merge import insert, keyed_cells, locate, put_back
from arena.workspace.recent import last_used, remember
from arena.workspace.results import Conflict, Saved, SyncReport
from arena.workspace.sync import file_of, lay_over, manifest_of

__all__ = ["Conflict", "Saved", "SyncReport", "Workspace"]

ENVIRONMENT = "ARENA_WORKSPACE"
_START = "Run `arena start` to make a workspace here, or `arena start DIR` elsewhere."


@dataclass(frozen=True)
class Workspace:
    """The learner's files of one course.

    Args:
        root: the folder; absolute.
        notices: what a person should be told about it, such as a damaged `workspace.json`.
    """

    root: Path
    notices: tuple[str, ...] = ()

    # ------------------------------------------------------------ finding it

    @classmethod
    def create(cls, root: Path, course: Course) -> Workspace:
        """Make a workspace with every set's file; one that is there already is opened as it is.

        Call `sync` to lay a newer course over it.

        Raises:
            WorkspaceError: the folder cannot be made or written.
        """
        root = root.expanduser().absolute()
        existed = (root / FOLDER / "workspace.json").is_file()
        try:
            (root / FOLDER).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(error, root, "made") from None
        workspace = cls.open(root)
        if not existed:
            workspace.sync(course)
        return workspace

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """The workspace in this very folder, remembered as the one last used.

        Raises:
            WorkspaceError: there is none, or it was made by a newer arena.
        """
        root = root.expanduser().absolute()
        if not (root / FOLDER).is_dir():
            raise WorkspaceError(f"{root} is not an arena workspace.", _START)
        notices: tuple[str, ...] = ()
        if manifest_of(root).exists():
            _, notices = read_manifest(manifest_of(root))
        remember(root)
        return cls(root, notices)

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """Upwards from `start` (default: the current folder); else `ARENA_WORKSPACE`; else the
        one last used.

        Raises:
            WorkspaceError: there is none; the next step names `arena start`.
        """
        try:
            here = (start or Path.cwd()).expanduser().resolve()
        except OSError:
            raise WorkspaceError("The current folder no longer exists.", "Go to another.") from None
        for folder in (here, *here.parents):
            if any((folder / FOLDER / n).is_file() for n in ("workspace.json", "journal.sqlite")):
                return cls.open(folder)
        if named := os.environ.get(ENVIRONMENT):
            return cls.open(Path(named))
        last = last_used()
        if last and (last / FOLDER).is_dir():
            return cls.open(last)
        raise WorkspaceError(f"There is no arena workspace in {here} or above it.", _START)

    # ------------------------------------------------------------ reading

    @property
    def journal_path(self) -> Path:
        """Where the journal is."""
        return self.root / FOLDER / "journal.sqlite"

    def file(self, exercise_set: ExerciseSet) -> Path:
        """The learner's file of a set, whether or not it exists."""
        return file_of(self.root, exercise_set)

    def source(self, exercise_set: ExerciseSet) -> str:
        """What the file holds, newlines as they are.

        Raises:
            WorkspaceError: it is missing, a folder, unreadable or not UTF-8; with what to do.
        """
        return read_source(self.file(exercise_set))

    def read(self, exercise_set: ExerciseSet, exercise: Exercise) -> Cell:
        """An exercise's text as it is in the file, with `line`, `text` and `digest`.

        Where the learner has taken the exercise out of the file the text is empty; writing puts
        it in again.

        Raises:
            WorkspaceError: as for `source`.
        """
        text = self.source(exercise_set)
        return _cell(locate(text, *_place(exercise_set, exercise)), exercise)

    # ------------------------------------------------------------ writing

    def write(
        self, exercise_set: ExerciseSet, exercise: Exercise, text: str, base_digest: str
    ) -> Saved | Conflict:
        """Put a text in an exercise's place, if the file still holds what the writer last saw.

        Everything outside the exercise stays byte for byte, newline style included. If the text
        was changed on disk in the meantime, nothing is written there and the caller's text is
        kept among the backups.

        Args:
            exercise_set: the set.
            exercise: one of its exercises.
            text: the new text of its cell, without the header.
            base_digest: the digest of the text on which the writer built.

        Raises:
            WorkspaceError: the file cannot be read or written.
        """
        path = self.file(exercise_set)
        cells, at = _place(exercise_set, exercise)
        backups = Backups(self.root)
        wanted = digest_of(text)
        outcome: Saved | Conflict = Saved(wanted)

        def put(data: bytes, source: str) -> str:
            nonlocal outcome
            region = locate(source, cells, at)
            now = _cell(region, exercise)
            if now.digest == wanted:
                outcome = Saved(wanted)
                return source
            if now.digest != base_digest and not made_again:
                name = path.with_suffix("") / f"{exercise.symbol}.yours.py"
                outcome = Conflict(now, backups.keep(name, encoded(text)))
                return source
            outcome = Saved(wanted)
            backups.keep_now_and_then(path, data)
            return splice(source, region, text) if region else insert(source, cells, at, text)

        with self._lock():
            made_again = self._make_again(exercise_set)
            rewrite(path, put)
        return outcome

    def reset(self, exercise_set: ExerciseSet, exercise: Exercise) -> Path:
        """Put an exercise's stub back.

        Returns:
            Where the old answer is kept.

        Raises:
            WorkspaceError: the file cannot be read or written.
        """
        path = self.file(exercise_set)
        cells, _ = _place(exercise_set, exercise)
        kept = path

        def put(_: bytes, source: str) -> str:
            nonlocal kept
            new, old = put_back(source, cells, exercise.name)
            name = path.with_suffix("") / f"{exercise.symbol}.py"
            kept = Backups(self.root).keep(name, encoded(old))
            return new

        with self._lock():
            self._make_again(exercise_set)
            rewrite(path, put)
        return kept

    def sync(self, course: Course) -> SyncReport:
        """Lay the course over the workspace; see `arena.workspace.merge` for what may change.

        Every file is backed up before it is changed, written at once, and only then noted in
        `workspace.json`, so that a kill in between is made good by the next call.

        Raises:
            WorkspaceError: a file cannot be read or written; what was done before stays done.
        """
        with self._lock():
            return lay_over(self.root, course)

    # ------------------------------------------------------------ pieces

    def _make_again(self, exercise_set: ExerciseSet) -> bool:
        """Write the stub of a set whose file was deleted; whether that was so."""
        path = self.file(exercise_set)
        if path.exists():
            return False
        write_bytes(path, encoded(stub_of(exercise_set)))
        return True

    def _lock(self) -> contextlib.AbstractContextManager[None]:
        return locked(self.root / FOLDER / "lock")


def _place(
    exercise_set: ExerciseSet, exercise: Exercise
) -> tuple[tuple[tuple[str, Cell], ...], int]:
    cells = keyed_cells(stub_of(exercise_set))
    return cells, next(i for i, (_, c) in enumerate(cells) if exercise.name in c.exercises)


def _cell(region: Region | None, exercise: Exercise) -> Cell:
    if region is None:
        return Cell(f"exercise: {exercise.name}", (exercise.name,), 0, "")
    if region.cell:
        return Cell(
            region.cell.name, region.cell.exercises, region.line, region.text, region.cell.header
        )
    return Cell(f"exercise: {exercise.name}", (exercise.name,), region.line, region.text)
