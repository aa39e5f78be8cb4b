"""The workspace last used, remembered outside of every workspace."""

from __future__ import annotations

import contextlib
from pathlib import Path

import platformdirs

from arena.errors import WorkspaceError
from arena.workspace.files import write_bytes


def _state_file() -> Path:
    return Path(platformdirs.user_state_dir("arena", appauthor=False)) / "workspace"


def remember(root: Path) -> None:
    """A convenience: where the home folder cannot be written, `arena` has to be run in the
    workspace.
    """
    with contextlib.suppress(OSError, WorkspaceError, UnicodeError):
        if last_used() != root:
            write_bytes(_state_file(), str(root).encode())


def last_used() -> Path | None:
    try:
        return Path(_state_file().read_bytes().decode().strip())
    except (OSError, UnicodeError):
        return None
