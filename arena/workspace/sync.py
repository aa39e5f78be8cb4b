"""Lay a course over a workspace: files made, cells added, untouched stubs renewed, the rest
offered.
"""

from __future__ import annotations

import re
from pathlib import Path

from arena.course.model import Course, ExerciseSet
from arena.course.stubs import stub_of
from arena.files import remove_leftovers
from arena.workspace.backups import FOLDER, Backups
from arena.workspace.files import (
    encoded,
    read_bytes,
    refusal,
    rewrite,
    write_bytes,
)
from arena.workspace.manifest import Manifest, SetEntry, read_manifest
from arena.workspace.merge import Merged, keyed_cells, merge
from arena.workspace.results import SyncReport


def file_of(root: Path, exercise_set: ExerciseSet) -> Path:
    """The learner's file of a set."""
    return root / exercise_set.chapter / f"{exercise_set.slug}.py"


def manifest_of(root: Path) -> Path:
    """Where it is noted which stubs were written."""
    return root / FOLDER / "workspace.json"


def lay_over(root: Path, course: Course) -> SyncReport:
    """Do it, set by set; call it under the lock.

    Every file is backed up before it is changed, written at once, and only then noted in
    `workspace.json`: a kill in between leaves a file that is ahead of its note, which the next
    call finds to be so.

    Raises:
        WorkspaceError: a file cannot be read or written; what was done before stays done.
    """
    path = manifest_of(root)
    remove_leftovers(path.parent)
    manifest = read_manifest(path)[0] if path.exists() else Manifest()
    entries = dict(manifest.sets)
    report = SyncReport()
    for exercise_set in course.sets:
        stub = stub_of(exercise_set)
        if not stub:
            continue
        known = entries.get(exercise_set.id)
        one, entry = _lay_set(root, exercise_set, stub, known)
        report += one
        if entry != known:
            entries[exercise_set.id] = entry
            Manifest(course=course.title, sets=entries).write(path)
    if not path.exists():
        Manifest(course=course.title, sets=entries).write(path)
    return report


def _lay_set(
    root: Path, exercise_set: ExerciseSet, stub: str, known: SetEntry | None
) -> tuple[SyncReport, SetEntry]:
    path = file_of(root, exercise_set)
    backups = Backups(root)
    remove_leftovers(path.parent)
    moved = _follow(path, root / known.file, backups) if known else ()
    name = path.relative_to(root).as_posix()
    if not path.exists():
        write_bytes(path, encoded(stub))
        digests = {key: cell.digest for key, cell in keyed_cells(stub)}
        return SyncReport(created=(path,)), SetEntry(file=name, cells=digests)
    merged: Merged | None = None

    def merge_in(data: bytes, source: str) -> str:
        nonlocal merged
        merged = merge(source, stub, known.cells if known else {})
        if merged.text != source:
            backups.keep(path, data)
        return merged.text

    rewrite(path, merge_in)
    assert merged is not None
    offers = root / FOLDER / "offers" / exercise_set.chapter / exercise_set.slug
    report = SyncReport(
        moved=moved,
        offered=tuple(_offer(offers, key, text) for key, text in merged.offered),
        added=_named(exercise_set, merged.added),
        updated=_named(exercise_set, merged.updated),
        unchanged=_named(exercise_set, merged.unchanged),
    )
    return report, SetEntry(file=name, cells=merged.cells)


def _follow(path: Path, old: Path, backups: Backups) -> tuple[Path, ...]:
    """Move the learner's file when its set has a new name."""
    if old == path or path.exists() or not old.is_file():
        return ()
    backups.keep(old, read_bytes(old))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        old.replace(path)
    except OSError as error:
        raise refusal(error, path, "made") from None
    return (path,)


def _offer(folder: Path, key: str, text: str) -> Path:
    path = folder / (re.sub(r"\W+", "_", key).strip("_")[:80] + ".py")
    write_bytes(path, encoded(text))
    return path


def _named(exercise_set: ExerciseSet, cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{exercise_set.id}/{cell}" for cell in cells)
