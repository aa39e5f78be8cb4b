"""A learner's folder: one file a set, and `.arena/` with what arena keeps beside them."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import platformdirs

from arena.course.cells import Cell, Region, digest_of, splice
from arena.course.model import Course, Exercise, ExerciseSet
from arena.course.stubs import stub_of
from arena.errors import WorkspaceError
from arena.workspace.files import (
    locked,
    read_bytes,
    read_source,
    refusal,
    remove_leftovers,
    text_of,
    timestamp,
    write_bytes,
)
from arena.workspace.manifest import Manifest, SetEntry, read_manifest
from arena.workspace.merge import insert, keyed_cells, locate, merge, put_back

FOLDER = ".arena"
ENVIRONMENT = "ARENA_WORKSPACE"
_BOM = b"\xef\xbb\xbf"
_BACKUP_EVERY = timedelta(minutes=10)
_ATTEMPTS = 20  # an editor that saves at the very moment of every one of them is not an editor
_START = "Run `arena start` to make a workspace here, or `arena start DIR` elsewhere."


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
        """Make a workspace, or bring the one that is there up to date.

        Raises:
            WorkspaceError: the folder cannot be made or written.
        """
        root = root.expanduser().absolute()
        try:
            (root / FOLDER).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(error, root, "made") from None
        workspace = cls.open(root)
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
        workspace = cls(root)
        notices: tuple[str, ...] = ()
        if workspace._manifest_path.exists():
            with workspace._lock():
                _, notices = read_manifest(workspace._manifest_path)
        _remember(root)
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
        last = _last_used()
        if last and (last / FOLDER).is_dir():
            return cls.open(last)
        raise WorkspaceError(f"There is no arena workspace in {here} or above it.", _START)

    # ------------------------------------------------------------ reading

    @property
    def journal_path(self) -> Path:
        """Where the journal is."""
        return self.root / FOLDER / "journal.sqlite"

    @property
    def backups(self) -> Path:
        """Where old answers are kept."""
        return self.root / FOLDER / "backups"

    def file(self, exercise_set: ExerciseSet) -> Path:
        """The learner's file of a set, whether or not it exists."""
        return self.root / exercise_set.chapter / f"{exercise_set.slug}.py"

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
        wanted = digest_of(text)
        with self._lock():
            for _ in range(_ATTEMPTS):
                data = read_bytes(path)
                source = text_of(data, path)
                region = locate(source, cells, at)
                now = _cell(region, exercise)
                if now.digest == wanted:
                    return Saved(wanted)
                if now.digest != base_digest:
                    name = f"{exercise.symbol}.yours.py"
                    return Conflict(now, self._keep(path.with_suffix("") / name, _bytes(text)))
                if self._last_backup(path) < datetime.now(UTC) - _BACKUP_EVERY:
                    self._keep(path, data)
                new = splice(source, region, text) if region else insert(source, cells, at, text)
                if write_bytes(path, _bom(data) + _bytes(new), expected=data):
                    return Saved(wanted)
        raise WorkspaceError(f"{path} is being changed all the time.", "Try again.")

    def reset(self, exercise_set: ExerciseSet, exercise: Exercise) -> Path:
        """Put an exercise's stub back.

        Returns:
            Where the old answer is kept.

        Raises:
            WorkspaceError: the file cannot be read or written.
        """
        path = self.file(exercise_set)
        cells, _ = _place(exercise_set, exercise)
        with self._lock():
            if not path.exists():
                write_bytes(path, _bytes(stub_of(exercise_set)))
            for _ in range(_ATTEMPTS):
                data = read_bytes(path)
                new, old = put_back(text_of(data, path), cells, exercise.name)
                kept = self._keep(path.with_suffix("") / f"{exercise.symbol}.py", _bytes(old))
                if write_bytes(path, _bom(data) + _bytes(new), expected=data):
                    return kept
        raise WorkspaceError(f"{path} is being changed all the time.", "Try again.")

    def sync(self, course: Course) -> SyncReport:
        """Lay the course over the workspace; see `arena.workspace.merge` for what may change.

        Every file is backed up before it is changed, written at once, and only then noted in
        `workspace.json`, so that a kill in between is made good by the next call.

        Raises:
            WorkspaceError: a file cannot be read or written; what was done before stays done.
        """
        with self._lock():
            remove_leftovers(self.root / FOLDER)
            path = self._manifest_path
            manifest = read_manifest(path)[0] if path.exists() else Manifest()
            entries = dict(manifest.sets)
            report = SyncReport()
            for exercise_set in course.sets:
                stub = stub_of(exercise_set)
                if not stub:
                    continue
                known = entries.get(exercise_set.id)
                one, entry = self._sync_set(exercise_set, stub, known)
                report += one
                if entry != known:
                    entries[exercise_set.id] = entry
                    Manifest(course=course.title, sets=entries).write(path)
            if not path.exists():
                Manifest(course=course.title, sets=entries).write(path)
        return report

    def _sync_set(
        self, exercise_set: ExerciseSet, stub: str, known: SetEntry | None
    ) -> tuple[SyncReport, SetEntry]:
        path = self.file(exercise_set)
        remove_leftovers(path.parent)
        moved = self._follow(path, known)
        name = path.relative_to(self.root).as_posix()
        if not path.exists():
            write_bytes(path, _bytes(stub))
            digests = {key: cell.digest for key, cell in keyed_cells(stub)}
            return SyncReport(created=(path,)), SetEntry(file=name, cells=digests)
        for _ in range(_ATTEMPTS):
            data = read_bytes(path)
            source = text_of(data, path)
            merged = merge(source, stub, known.cells if known else {})
            if merged.text == source:
                break
            self._keep(path, data)
            if write_bytes(path, _bom(data) + _bytes(merged.text), expected=data):
                break
        else:
            raise WorkspaceError(f"{path} is being changed all the time.", "Try again.")
        offers = self.root / FOLDER / "offers" / exercise_set.chapter / exercise_set.slug
        offered = []
        for key, text in merged.offered:
            offer = offers / (re.sub(r"\W+", "_", key).strip("_")[:80] + ".py")
            write_bytes(offer, _bytes(text))
            offered.append(offer)
        report = SyncReport(
            moved=moved,
            offered=tuple(offered),
            added=_keys(exercise_set, merged.added),
            updated=_keys(exercise_set, merged.updated),
            unchanged=_keys(exercise_set, merged.unchanged),
        )
        return report, SetEntry(file=name, cells=merged.cells)

    def _follow(self, path: Path, known: SetEntry | None) -> tuple[Path, ...]:
        """Move the learner's file when its set has a new name."""
        old = self.root / known.file if known else path
        if old == path or path.exists() or not old.is_file():
            return ()
        self._keep(old, read_bytes(old))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            old.replace(path)
        except OSError as error:
            raise refusal(error, path, "made") from None
        return (path,)

    # ------------------------------------------------------------ backups and the lock

    @property
    def _manifest_path(self) -> Path:
        return self.root / FOLDER / "workspace.json"

    def _lock(self) -> contextlib.AbstractContextManager[None]:
        return locked(self.root / FOLDER / "lock")

    def _keep(self, path: Path, data: bytes) -> Path:
        """Store bytes under the time and the name of the file they came from."""
        kept = self.backups / timestamp() / path.relative_to(self.root)
        write_bytes(kept, data)
        return kept

    def _last_backup(self, path: Path) -> datetime:
        """When a file was last backed up whole."""
        name = path.relative_to(self.root)
        oldest = datetime.min.replace(tzinfo=UTC)
        with contextlib.suppress(OSError):
            for folder in sorted(self.backups.iterdir(), reverse=True):
                if (folder / name).is_file():
                    return datetime.fromtimestamp((folder / name).stat().st_mtime, UTC)
        return oldest


def _keys(exercise_set: ExerciseSet, cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{exercise_set.id}/{cell}" for cell in cells)


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


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        what = f"The text holds a character that cannot be saved, at position {error.start}."
        raise WorkspaceError(what, "Delete it and save again.") from None


def _bom(data: bytes) -> bytes:
    return _BOM if data.startswith(_BOM) else b""


def _state_file() -> Path:
    return Path(platformdirs.user_state_dir("arena", appauthor=False)) / "workspace"


def _remember(root: Path) -> None:
    """A convenience: where the home folder cannot be written, `arena` has to be run in the
    workspace.
    """
    with contextlib.suppress(OSError, WorkspaceError, UnicodeError):
        if _last_used() != root:
            write_bytes(_state_file(), str(root).encode())


def _last_used() -> Path | None:
    try:
        return Path(_state_file().read_bytes().decode().strip())
    except (OSError, UnicodeError):
        return None
