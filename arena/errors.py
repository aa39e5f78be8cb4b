"""One small tree of errors. Each carries what happened and what to do next."""

from __future__ import annotations

from pathlib import Path


class ArenaError(Exception):
    """Something a user or author can act on.

    Args:
        what: one sentence, what happened.
        next_step: one sentence or command, what to do now; empty if there is nothing to do.
    """

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what}\n{self.next_step}" if self.next_step else self.what


class CourseError(ArenaError):
    """A fault in the course's own files, for its author."""

    def __init__(self, what: str, next_step: str, path: Path | None = None, line: int = 0) -> None:
        place = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
        super().__init__(f"{place}{what}", next_step)
        self.path = path
        self.line = line


class UnknownName(ArenaError):
    """An exercise, set or command that does not exist."""


class MalformedAnswer(ArenaError):
    """What was given to a question cannot be read as an answer to it; this is not a try."""


class WorkspaceError(ArenaError):
    """The learner's files cannot be found, read or written."""


class JournalError(ArenaError):
    """The record of what the learner did cannot be read or written."""


class GraderError(ArenaError):
    """The machinery that judges is not available; never the learner's fault."""


class ModelError(ArenaError):
    """A model is not here, damaged, or not what its card says."""
