"""How far a task has come, as a mark with a word for those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass

from arena.journal.progress import Status, TaskState


@dataclass(frozen=True)
class Mark:
    """A sign and its word.

    Args:
        sign: one character.
        word: also the CSS class, `mark-right`.
        said: what a screen reader says.
    """

    sign: str
    word: str
    said: str

    @property
    def data(self) -> dict[str, str]:
        """For the page's script."""
        return {"mark": self.sign, "word": self.word, "said": self.said}


_MARKS = {
    Status.RIGHT: Mark("✓", "right", "done"),
    Status.TRIED: Mark("✗", "tried", "not right yet"),
    Status.SKIPPED: Mark("–", "skipped", "skipped"),
    Status.OPENED: Mark("○", "open", "open"),
    Status.NEW: Mark("○", "open", "open"),
}


def mark_of(state: TaskState) -> Mark:
    """The mark of a task."""
    return _MARKS[state.status]
