"""A notebook and the workspace's file of the same set: by exercise, the newer text goes to the
other.

What is newer is told by what both last agreed on, kept in `.arena/notebooks.json`; no clock is
asked. Where both have changed nothing is guessed: both texts are kept and shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from arena.course.cells import split_cells
from arena.course.model import ExerciseSet
from arena.errors import WorkspaceError
from arena.workspace.answers import FoundAnswer, answers_in, put_answer
from arena.workspace.backups import FOLDER, Backups
from arena.workspace.documents import Document, read_document
from arena.workspace.files import encoded, write_bytes
from arena.workspace.results import Conflict
from arena.workspace.workspace import Workspace

Agreed = Mapping[str, str]


class Side(StrEnum):
    """Whose text is taken."""

    NOTEBOOK = "notebook"
    WORKSPACE = "workspace"


@dataclass(frozen=True)
class Clash:
    """An exercise that both sides have changed.

    Args:
        exercise: its name.
        notebook: the notebook's text.
        workspace: the file's text.
        kept: where each of the two is kept besides.
    """

    exercise: str
    notebook: str
    workspace: str
    kept: tuple[Path, Path]


@dataclass(frozen=True)
class Exchanged:
    """What became of it: names of exercises by the way they went."""

    to_workspace: tuple[str, ...] = ()
    to_notebook: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    doubled: tuple[str, ...] = ()


@dataclass
class _Work:
    to_workspace: list[FoundAnswer] = field(default_factory=list)
    to_notebook: list[tuple[FoundAnswer, FoundAnswer]] = field(default_factory=list)
    clashing: list[tuple[FoundAnswer, FoundAnswer]] = field(default_factory=list)


def exchange(
    workspace: Workspace, exercise_set: ExerciseSet, path: Path, prefer: Side | None = None
) -> Exchanged:
    """Bring a notebook and the workspace's file to the same answers.

    Both files are backed up before they are changed.

    Args:
        workspace: the learner's.
        exercise_set: of the notebook.
        path: the notebook, or a script with `# %%` cells.
        prefer: whose text is taken where both have changed; None to keep both and say so.

    Raises:
        WorkspaceError: a file cannot be read or written.
    """
    document = read_document(path)
    theirs = answers_in(document.cells, exercise_set)
    ours = workspace_answers(workspace, exercise_set)
    agreed = dict(read_agreed(workspace, path))
    work = _sort(theirs, ours, agreed, prefer)
    clashes = [_clash(workspace, exercise_set, n, w) for n, w in work.clashing]
    clashes += _write_workspace(workspace, exercise_set, work.to_workspace)
    refused = {c.exercise for c in clashes}
    _write_notebook(workspace, exercise_set, document, work.to_notebook)
    for name, answer in theirs.items():
        if name not in refused:
            agreed[name] = answer.digest
    for answer, taken in work.to_notebook:
        agreed[answer.exercise] = taken.digest
    write_agreed(workspace, path, agreed)
    return Exchanged(
        tuple(a.exercise for a in work.to_workspace if a.exercise not in refused),
        tuple(answer.exercise for answer, _ in work.to_notebook),
        tuple(clashes),
        tuple(a.exercise for a in theirs.values() if a.times > 1),
    )


def workspace_answers(workspace: Workspace, exercise_set: ExerciseSet) -> dict[str, FoundAnswer]:
    """The answers that the workspace's file holds."""
    cells = [cell.text for cell in split_cells(workspace.source(exercise_set))]
    return answers_in(cells, exercise_set)


def _sort(
    theirs: Mapping[str, FoundAnswer],
    ours: Mapping[str, FoundAnswer],
    agreed: Agreed,
    prefer: Side | None,
) -> _Work:
    work = _Work()
    for name, notebook in theirs.items():
        file = ours.get(name)
        if file is None:  # taken out of the file: an answer of the notebook puts it in again
            if notebook.attempted and agreed.get(name) != notebook.digest:
                work.to_workspace.append(notebook)
            continue
        match _newer(notebook, file, agreed.get(name)):
            case None:
                continue
            case Side.NOTEBOOK:
                work.to_workspace.append(notebook)
            case Side.WORKSPACE:
                work.to_notebook.append((notebook, file))
            case "both":
                if prefer is Side.NOTEBOOK:
                    work.to_workspace.append(notebook)
                elif prefer is Side.WORKSPACE:
                    work.to_notebook.append((notebook, file))
                else:
                    work.clashing.append((notebook, file))
    return work


def _newer(notebook: FoundAnswer, file: FoundAnswer, base: str | None) -> Side | str | None:
    """Whose text is newer: one side's, "both", or None if there is nothing to do."""
    if notebook.digest == file.digest or not (notebook.attempted or file.attempted):
        return None
    if base is not None and notebook.digest == base:
        return Side.WORKSPACE
    if base is not None and file.digest == base:
        return Side.NOTEBOOK
    if not file.attempted:
        return Side.NOTEBOOK
    if not notebook.attempted:
        return Side.WORKSPACE
    return "both"


def _write_workspace(
    workspace: Workspace, exercise_set: ExerciseSet, answers: list[FoundAnswer]
) -> list[Clash]:
    if not answers:
        return []
    file = workspace.file(exercise_set)
    Backups(workspace.root).keep(file, encoded(workspace.source(exercise_set)))
    clashes = []
    for answer in answers:
        exercise = next(e for e in exercise_set.exercises if e.name == answer.exercise)
        now = workspace.read(exercise_set, exercise)
        saved = workspace.write(exercise_set, exercise, answer.text, now.digest)
        if isinstance(saved, Conflict):  # an editor saved at this very moment
            kept = (saved.kept, saved.kept)
            clashes.append(Clash(answer.exercise, answer.text, saved.theirs.text, kept))
    return clashes


def _write_notebook(
    workspace: Workspace,
    exercise_set: ExerciseSet,
    document: Document,
    answers: list[tuple[FoundAnswer, FoundAnswer]],
) -> None:
    if not answers:
        return
    changed: dict[int, str] = {}
    for there, taken in answers:
        others = [e.name for e in exercise_set.exercises if e.name not in there.exercises]
        cell = changed.get(there.cell, document.cells[there.cell])
        changed[there.cell] = put_answer(cell, there.exercises, others, taken.text)
    before = document.path.read_bytes()
    replace_notebook(workspace, document.path, before, document.with_cells(changed))


def replace_notebook(workspace: Workspace, path: Path, before: bytes, after: bytes) -> None:
    """Write a notebook anew; what it held is backed up.

    Raises:
        WorkspaceError: it does not hold `before` any more, or cannot be written.
    """
    Backups(workspace.root).keep(_inside(workspace, path), before)
    if not write_bytes(path, after, expected=before):
        what = f"{path.name} was saved by another program at this moment."
        raise WorkspaceError(what, "Run the same command again.")


def _clash(
    workspace: Workspace, exercise_set: ExerciseSet, notebook: FoundAnswer, file: FoundAnswer
) -> Clash:
    backups = Backups(workspace.root)
    folder = workspace.file(exercise_set).with_suffix("")
    symbol = notebook.exercise.replace(".", "__")
    kept = (
        backups.keep(folder / f"{symbol}.notebook.py", encoded(notebook.text + "\n")),
        backups.keep(folder / f"{symbol}.workspace.py", encoded(file.text + "\n")),
    )
    return Clash(notebook.exercise, notebook.text, file.text, kept)


# ------------------------------------------------------------ what both last agreed on


def read_agreed(workspace: Workspace, path: Path) -> Agreed:
    """Digests by exercise; empty if nothing is known. A damaged file counts as nothing."""
    found = _all_agreed(workspace).get(_name(workspace, path), {})
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def write_agreed(workspace: Workspace, path: Path, agreed: Agreed) -> None:
    """Note what both agree on now."""
    known = _all_agreed(workspace) | {_name(workspace, path): dict(agreed)}
    text = json.dumps(known, indent=1, sort_keys=True) + "\n"
    write_bytes(_agreed_file(workspace), text.encode())


def begin_agreed(workspace: Workspace, exercise_set: ExerciseSet, path: Path) -> None:
    """Note that a notebook was just written from the workspace."""
    made = answers_in(read_document(path).cells, exercise_set)
    write_agreed(workspace, path, {name: answer.digest for name, answer in made.items()})


def _all_agreed(workspace: Workspace) -> dict[str, object]:
    try:
        found = json.loads(_agreed_file(workspace).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _agreed_file(workspace: Workspace) -> Path:
    return workspace.root / FOLDER / "notebooks.json"


def _name(workspace: Workspace, path: Path) -> str:
    return _inside(workspace, path).relative_to(workspace.root).as_posix()


def _inside(workspace: Workspace, path: Path) -> Path:
    """The path, or a stand-in for one that lies outside of the workspace."""
    whole = path.absolute()
    if whole.is_relative_to(workspace.root):
        return whole
    return workspace.root / "elsewhere" / whole.relative_to(whole.anchor)
