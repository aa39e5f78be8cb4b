"""Which protections are active, found out by trying; a frozen value with a sentence for each."""

from __future__ import annotations

import functools
import os
import sys
from dataclasses import asdict, dataclass
from typing import Any

from arena.grading.runner import bubblewrap, landlock, seccomp


@dataclass(frozen=True)
class Level:
    """What stands between a learner's code and the machine.

    Args:
        fork: answers come from forks of a warm keeper; else from interpreters started ahead of
            time.
        rlimits: the kernel bounds memory, file size and processor time.
        landlock: version of the kernel's Landlock interface; 0 where there is none.
        seccomp: system calls that reach outside are refused.
        bubblewrap: the keeper lives in namespaces of its own, without a network.
    """

    fork: bool = True
    rlimits: bool = True
    landlock: int = 0
    seccomp: bool = False
    bubblewrap: bool = False

    @classmethod
    def detect(cls) -> Level:
        """The best this machine offers. `ARENA_RUNNER=spawn` asks for the way without fork."""
        return _detect()

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence for each protection, for `arena doctor`."""
        return (
            _landlock_sentence(self.landlock),
            "seccomp is active: no network, no new processes, no signals to other processes."
            if self.seccomp
            else "seccomp is not available: a submission could use the network or start processes.",
            "bubblewrap is active: the grader lives in namespaces of its own."
            if self.bubblewrap
            else "bubblewrap is not in use; it is an extra wall, not a need.",
            "Memory, file size and processor time are bounded by the kernel."
            if self.rlimits
            else "The kernel sets no bounds here; the grader watches time and memory from outside.",
            "Each answer runs in a fork of a warm process."
            if self.fork
            else "There is no safe fork here: each answer runs in an interpreter started ahead.",
        )

    @property
    def name(self) -> str:
        """`bubblewrap`, `self-lockdown`, `partial` or `limits only`."""
        if self.bubblewrap:
            return "bubblewrap"
        if self.landlock and self.seccomp:
            return "self-lockdown"
        return "partial" if self.landlock or self.seccomp else "limits only"

    def as_json(self) -> dict[str, Any]:
        """The fields, to hand to another process."""
        return asdict(self)


def _landlock_sentence(abi: int) -> str:
    if not abi:
        return "Landlock is not available: a submission could read and change your files."
    missing = [] if abi >= 6 else ["signals"]
    missing += [] if abi >= 3 else ["truncation of files"]
    left = f", which does not cover {' and '.join(missing)}" if missing else ""
    return (
        f"Landlock {abi} is active{left}: a submission sees Python and its own folder, "
        "not solutions, journal or home."
    )


@functools.cache
def _detect() -> Level:
    fork = sys.platform == "linux" and os.environ.get("ARENA_RUNNER") != "spawn"
    return Level(
        fork=fork,
        rlimits=sys.platform != "win32",
        landlock=landlock.abi(),
        seccomp=seccomp.available(),
        bubblewrap=fork and bubblewrap.works(),
    )
