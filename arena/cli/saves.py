"""Files saved in a workspace, as they are saved."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

# Measured from the first change: long enough to see a write-and-rename as one save, short enough
# not to be felt. Watchfiles waits for `step` without a change, and never longer than `debounce`.
STEP_MS = 8
DEBOUNCE_MS = 20
POLL_MS = 300


class Saves:
    """Hands the Python files saved under `folder` to `on_saves` from a thread, inside a `with`.

    Args:
        folder: the workspace.
        on_saves: gets the set of files that were written, replaced or deleted together.
        on_failure: gets one sentence when the folder can no longer be watched.
        poll: look at the files instead of waiting for the system's word; for network drives.
    """

    def __init__(
        self,
        folder: Path,
        on_saves: Callable[[frozenset[Path]], None],
        on_failure: Callable[[str], None],
        *,
        poll: bool = False,
    ) -> None:
        self._folder = folder
        self._on_saves = on_saves
        self._on_failure = on_failure
        self._poll = poll
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Saves:
        self._before = self._state()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2)

    def _watch(self) -> None:
        from watchfiles import Change, watch

        def is_answer(change: Change, path: str) -> bool:
            inside = Path(path).relative_to(self._folder)
            return inside.suffix == ".py" and not any(p.startswith(".") for p in inside.parts)

        armed = False
        try:
            for changes in watch(
                self._folder,
                watch_filter=is_answer,
                step=STEP_MS,
                debounce=DEBOUNCE_MS,
                rust_timeout=500,
                yield_on_timeout=True,
                stop_event=self._stop,
                force_polling=True if self._poll else None,
                poll_delay_ms=POLL_MS,
                raise_interrupt=False,
            ):
                saved = {Path(path) for _, path in changes}
                if not armed:
                    saved |= self._saved_before_arming()
                    armed = True
                if saved:
                    self._on_saves(frozenset(saved))
        except (OSError, RuntimeError) as error:
            self._on_failure(f"The folder can no longer be watched: {error}")

    def _saved_before_arming(self) -> set[Path]:
        """What was saved after `__enter__` and before the system was asked to tell."""
        now = self._state()
        return {path for path in now | self._before if now.get(path) != self._before.get(path)}

    def _state(self) -> dict[Path, tuple[int, int, int]]:
        """Inode, time and size of each Python file: one of them changes with every save."""
        found = {}
        for folder, inside, files in os.walk(self._folder):
            inside[:] = [name for name in inside if not name.startswith(".")]
            for name in files:
                if name.endswith(".py") and not name.startswith("."):
                    path = Path(folder, name)
                    with contextlib.suppress(OSError):  # deleted meanwhile
                        about = path.stat()
                        found[path] = (about.st_ino, about.st_mtime_ns, about.st_size)
        return found
