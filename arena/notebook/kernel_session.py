"""The session of a kernel: the learner's workspace, or a file to take home where there is none."""

from __future__ import annotations

import tempfile
from pathlib import Path

from arena.errors import WorkspaceError
from arena.journal.carried import CarriedJournal
from arena.session import Session, chosen_course
from arena.workspace.workspace import Workspace

PROGRESS = "arena_progress.json"

_sessions: dict[Path, Session] = {}


def kernel_session() -> Session:
    """The session of the current folder, opened once.

    Where there is no workspace, as in Colab, everything is noted in `arena_progress.json` beside
    the notebook; `arena import` takes it home.
    """
    here = Path.cwd()
    if here not in _sessions:
        course = chosen_course()
        try:
            _sessions[here] = Session.open(course=course)
        except WorkspaceError:
            folder = Path(tempfile.mkdtemp(prefix="arena-notebook-"))
            journal = CarriedJournal.begin(folder / "journal.sqlite", here / PROGRESS)
            _sessions[here] = Session(course, Workspace(folder), journal)
    return _sessions[here]
