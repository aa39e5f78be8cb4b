"""What can happen while watching, what the keys mean, and the queue through which it all comes."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass
from pathlib import Path

# Python runs what a signal asks for between two lines of the main thread. One that comes after the
# last look and before the wait would not end the wait, and Ctrl-Z would seem dead until a key.
_BREATH_S = 0.5

KEYS = {
    "n": "next",
    "h": "hint",
    "s": "solution",
    "e": "explain",
    "p": "page",
    "l": "list",
    "a": "answer",
    "r": "run",
    "x": "stop",
    "q": "quit",
    "?": "help",
}
HELP = """\
  n      go to the next exercise that is open
  h      the next hint
  e      explain the mistake that was found
  s      show our solution (you are asked first)
  p      the text of this exercise
  l      the exercises of this set
  a      answer this question
  r      run this experiment, or look at its run; x stops it
  Enter  judge again
  q      quit; so does Ctrl-C

Saving a file judges the exercise that you changed. An experiment waits for r,
and its run goes on whatever you do meanwhile."""


@dataclass(frozen=True)
class Saved:
    """Files were written, replaced or deleted."""

    paths: frozenset[Path]


@dataclass(frozen=True)
class Pressed:
    """A key was pressed."""

    key: str


@dataclass(frozen=True)
class Trouble:
    """The files can no longer be watched."""

    says: str


@dataclass(frozen=True)
class Waited:
    """Nothing happened for as long as was asked."""


Happening = Saved | Pressed | Trouble | Waited


class Inbox:
    """Threads put in, the main thread takes out."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Happening] = queue.SimpleQueue()

    def saved(self, paths: frozenset[Path]) -> None:
        """Files were saved."""
        self._queue.put(Saved(paths))

    def pressed(self, key: str) -> None:
        """A key was pressed."""
        self._queue.put(Pressed(key))

    def trouble(self, says: str) -> None:
        """The files can no longer be watched."""
        self._queue.put(Trouble(says))

    def next(self, seconds: float | None = None) -> Happening:
        """Wait for what happens next, for so many seconds if they are given.

        Saves that came in while something else was done are one save of all their files; whatever
        lies between them keeps its order.
        """
        end = float("inf") if seconds is None else time.monotonic() + seconds
        while True:
            left = max(0.0, end - time.monotonic())
            try:
                happening = self._queue.get(timeout=min(left, _BREATH_S))
                break
            except queue.Empty:
                if left <= _BREATH_S:
                    return Waited()
        if not isinstance(happening, Saved):
            return happening
        paths, later = happening.paths, []
        while not self._queue.empty():
            other = self._queue.get()
            if isinstance(other, Saved):
                paths |= other.paths
            else:
                later.append(other)
        for other in later:
            self._queue.put(other)
        return Saved(paths)
