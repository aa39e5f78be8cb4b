"""`.arena/workspace.json`: which stubs were written into which file, so that a changed course can
tell a learner's text from its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from arena.course.model import Value
from arena.errors import WorkspaceError
from arena.workspace.files import read_bytes, timestamp, write_bytes

FORMAT = 1


class SetEntry(Value):
    """What is known of one set's file.

    `cells` maps a cell (`exercise: conv1d`, `setup`) to the digest of the stub that was last
    written or offered.
    """

    file: str = Field(description="relative to the workspace, with forward slashes")
    cells: Mapping[str, str]


class Manifest(Value):
    """The whole file."""

    format: int = FORMAT
    course: str = ""
    sets: Mapping[str, SetEntry] = Field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Put it in place at once."""
        write_bytes(path, (self.model_dump_json(indent=1) + "\n").encode())


def read_manifest(path: Path) -> tuple[Manifest, tuple[str, ...]]:
    """Read it, and what is to be said about it.

    A damaged file is kept beside under another name and an empty one takes its place: no text of
    the learner's depends on it.

    Raises:
        WorkspaceError: it was written by a newer version, or cannot be read.
    """
    data = read_bytes(path)
    try:
        found = json.loads(data)
        version = found.get("format") if isinstance(found, dict) else None
        if isinstance(version, int) and version > FORMAT:
            what = f"{path} was made by a newer version of arena (format {version})."
            raise WorkspaceError(what, "pip install --upgrade arena-course")
        return Manifest.model_validate(found), ()
    except (ValueError, RecursionError, ValidationError):
        aside = path.with_name(f"workspace.damaged-{timestamp()}.json")
        write_bytes(aside, data)
        manifest = Manifest()
        manifest.write(path)
        said = f"{path.name} was damaged. It is kept as {aside.name}; your answers are untouched."
        return manifest, (said,)
