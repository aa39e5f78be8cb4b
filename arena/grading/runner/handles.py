"""What the judge needs of a process that runs a job, and of whatever provides such processes."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Protocol


@dataclass(frozen=True)
class End:
    """How a process ended.

    Args:
        signal: the signal that ended it, 0 if it ended by itself.
        cpu_s: the processor time it had used; 0 where that is unknown.
    """

    signal: int
    cpu_s: float


class Spare(Protocol):
    """A warm process that waits for one job."""

    @property
    def channel(self) -> socket:
        """The job goes out and the answers come in here."""

    @property
    def out(self) -> int | socket:
        """Readable when there is printed output."""

    @property
    def look_s(self) -> float:
        """How often the judge must look at its memory, seconds."""

    def read_output(self, size: int) -> bytes | None:
        """Some of what was printed; empty at its end, None if there is nothing now."""

    def kill(self) -> None:
        """End it now."""

    def cpu(self) -> float:
        """Processor time used so far, seconds, all threads; 0 if unknown."""

    def memory_growth(self) -> int:
        """Bytes it uses beyond a warm process; 0 where the kernel holds the limit."""

    def ended(self, patience: float) -> bool:
        """Whether it ends by itself within `patience` seconds."""

    def end(self) -> End | None:
        """How it ended, None if nobody can tell."""

    def orphaned(self) -> bool:
        """Whether it was ended because what provides it is gone."""

    def close(self) -> None:
        """Let go of it."""


class SpareProvider(Protocol):
    """Provides spares."""

    @property
    def alive(self) -> bool:
        """Whether more can come."""

    @property
    def pid(self) -> int | None:
        """The process behind it, where there is one."""

    @property
    def was_ready(self) -> bool:
        """Whether it ever got as far as being able to provide one."""

    def ask(self, count: int = 1) -> None:
        """Have more made. Returns at once."""

    def take(self, deadline: float) -> Spare | None:
        """The oldest spare; waits for one until the deadline. None if there is none by then."""

    def ready(self, deadline: float) -> bool:
        """Whether a spare is there; waits for one until the deadline."""

    def last_words(self) -> str:
        """What it said before it failed."""

    def close(self) -> None:
        """End it and all it provided."""


_BOOT = "import sys; sys.path[:] = {path!r}; from arena.grading.runner.{module} import main; main()"


def interpreter(module: str, settings: str) -> list[str]:
    """The words that start a module of ours in an isolated interpreter with this one's packages."""
    path = [p for p in sys.path if belongs_to_python(Path(p)) and Path(p).exists()]
    path.append(str(Path(__file__).parents[3]))
    return [sys.executable, "-I", "-c", _BOOT.format(path=path, module=module), settings]


def belongs_to_python(path: Path) -> bool:
    """Whether a folder of `sys.path` holds the standard library or installed packages.

    The rest is some script's or test's folder, which has no place in the grader.
    """
    if "site-packages" in path.parts or "dist-packages" in path.parts:
        return True
    return any(path.is_relative_to(p) for p in (sys.prefix, sys.base_prefix, sys.exec_prefix))


def environment(home: Path) -> dict[str, str]:
    """All that a process of ours inherits: no secret can be in it."""
    kept = {k: os.environ[k] for k in ("SYSTEMROOT", "LD_LIBRARY_PATH") if k in os.environ}
    return {
        **kept,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        # Arrow, which `datasets` brings, starts a thread otherwise: a keeper must have one only.
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "HF_HUB_OFFLINE": "1",
        "WANDB_MODE": "offline",
    }
