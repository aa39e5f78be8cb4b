"""Files saved in a workspace, as they are saved."""

from __future__ import annotations

import contextlib
import os
import platform
import threading
from collections.abc import Callable
from pathlib import Path

# Measured from the first change: long enough to see a write-and-rename as one save, short enough
# not to be felt. Watchfiles waits for `step` without a change, and never longer than `debounce`.
STEP_MS = 8
DEBOUNCE_MS = 20
POLL_S = 0.3


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
        # In the Windows subsystem for Linux nothing is told about files on a Windows drive.
        self._polls = poll or "microsoft-standard" in platform.uname().release
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Saves:
        self._seen = self._state()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2)

    def _watch(self) -> None:
        try:
            self._look_again_and_again() if self._polls else self._wait_to_be_told()
        except (OSError, RuntimeError) as error:
            self._on_failure(f"The folder can no longer be watched: {error}")

    def _wait_to_be_told(self) -> None:
        from watchfiles import Change, watch

        def is_answer(change: Change, path: str) -> bool:
            inside = Path(path).relative_to(self._folder)
            return inside.suffix == ".py" and not any(p.startswith(".") for p in inside.parts)

        armed = False
        for changes in watch(
            self._folder,
            watch_filter=is_answer,
            step=STEP_MS,
            debounce=DEBOUNCE_MS,
            rust_timeout=500,
            yield_on_timeout=True,
            stop_event=self._stop,
            force_polling=False,
            raise_interrupt=False,
        ):
            saved = {Path(path) for _, path in changes}
            if not armed:
                # What was saved after `__enter__` and before the system was asked to tell.
                saved |= self._saved_since_last_look()
                armed = True
            self._announce(saved)

    def _look_again_and_again(self) -> None:
        # Watchfiles' own polling compares whole seconds: of two saves in one second it tells one.
        while not self._stop.wait(POLL_S):
            self._announce(self._saved_since_last_look())

    def _announce(self, saved: set[Path]) -> None:
        if saved:
            self._on_saves(frozenset(saved))

    def _saved_since_last_look(self) -> set[Path]:
        before, self._seen = self._seen, self._state()
        return {path for path in before | self._seen if before.get(path) != self._seen.get(path)}

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
