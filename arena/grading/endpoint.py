"""Where the judge service is reached: a private local socket.

Messages are JSON over `multiprocessing.connection` (a Unix socket, a named pipe on Windows), both
ends proving that they know a key kept in a file only the user can read. Nothing is pickled.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from arena.errors import GraderError
from arena.grading.profile import Profile

MAX_MESSAGE = 64 << 20


@dataclass(frozen=True)
class Endpoint:
    """The files of one service.

    Args:
        folder: private to the user (mode 0700).
        name: differs between courses and versions of the engine, so an old service is never asked.
    """

    folder: Path
    name: str

    @property
    def address(self) -> str:
        """The socket's path, or the pipe's name."""
        if sys.platform == "win32":
            return rf"\\.\pipe\arena-{self.name}"
        return str(self.folder / f"{self.name}.sock")

    @property
    def family(self) -> str:
        """What `multiprocessing.connection` calls it."""
        return "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"

    @property
    def lock(self) -> Path:
        """Held by the service as long as it lives."""
        return self.folder / f"{self.name}.lock"

    @property
    def card(self) -> Path:
        """What the service says of itself while it lives: process, profile, seconds to start."""
        return self.folder / f"{self.name}.card"

    @property
    def last_start_s(self) -> float:
        """How long the service took to be ready the last time; 0 if that is not known."""
        try:
            return float(json.loads(self.card.read_text(encoding="utf-8"))["start_s"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0.0

    @property
    def log(self) -> Path:
        """What the service says about its own faults."""
        return self.folder / f"{self.name}.log"

    def key(self) -> bytes:
        """The key that both ends must know, made on first use."""
        path = self.folder / "key"
        if not path.exists():
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass
            else:
                with os.fdopen(handle, "w") as file:
                    file.write(secrets.token_hex(32))
        text = path.read_text().strip()
        if len(text) < 64:  # another process is between creating and writing it
            raise GraderError("the judge service is being set up", "Try again in a second.")
        return text.encode()


def find_endpoint(course_folder: Path, profile: Profile | None = None) -> Endpoint:
    """The endpoint for a course, a profile of packages and this version of the engine.

    Raises:
        GraderError: no private folder can be made.
    """
    folder = _private_folder()
    engine = Path(__file__).parent.parent
    stamp = [str(course_folder.resolve()), sys.executable, profile.name if profile else ""]
    for path in sorted(engine.rglob("*.py")):
        if not {"web", "cli"} & set(path.parts[len(engine.parts) :]):
            stamp.append(f"{path.name}:{path.stat().st_mtime_ns}")
    name = hashlib.blake2b("\n".join(stamp).encode(), digest_size=8).hexdigest()
    return Endpoint(folder, name)


def services_at_work() -> Iterator[tuple[Profile, tuple[int, ...]]]:
    """The profile and the processes of each service of this user that lives."""
    if sys.platform == "win32":
        return  # where signal 0 is no question
    for card in sorted(_private_folder().glob("*.card")):
        try:
            said = json.loads(card.read_text(encoding="utf-8"))
            pids = tuple(int(pid) for pid in said["pids"])
            os.kill(pids[0], 0)  # asks whether it is there
            yield Profile.from_json(said["profile"]), pids
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            continue


def send(connection: Connection, message: dict[str, Any]) -> None:
    """Send one JSON message."""
    connection.send_bytes(json.dumps(message, separators=(",", ":")).encode())


def receive(connection: Connection) -> dict[str, Any]:
    """Receive one JSON message.

    Raises:
        EOFError: the other end has closed.
        ValueError: it is not a JSON object.
    """
    message = json.loads(connection.recv_bytes(MAX_MESSAGE))
    if not isinstance(message, dict):
        raise ValueError("a message is a JSON object")
    return message


def _private_folder() -> Path:
    """A folder only this user can enter, its path short enough for a socket (100 bytes)."""
    candidates = [user_cache_path("arena") / "run"]
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        candidates.insert(0, Path(runtime) / "arena")
    if hasattr(os, "getuid"):
        candidates.append(Path(tempfile.gettempdir()) / f"arena-{os.getuid()}")
    for folder in candidates:
        if len(str(folder)) > 70:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            status = folder.stat()
            if hasattr(os, "getuid") and status.st_uid != os.getuid():
                continue  # somebody else's folder under a name we would have used
            folder.chmod(0o700)
            probe = folder / f"probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError:
            continue
        return folder
    tried = ", ".join(map(str, candidates))
    raise GraderError(
        f"no private folder for the judge service can be made (tried {tried})",
        "Set XDG_RUNTIME_DIR to a folder that you can write to.",
    )
