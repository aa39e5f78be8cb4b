"""A child locks itself in: limits, then no way to what is not its own.

Two steps. `prepare` runs ahead of time, in the spare; `apply` once the job is known, since the job
says which files it may read and which flags widen the lockdown. Where the kernel lacks a part, the
rest still holds; `Level` says which.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from arena.grading.runner import kernel, landlock, network, seccomp
from arena.grading.runner.handles import belongs_to_python
from arena.grading.runner.job import Job, Limits
from arena.grading.runner.landlock import Grant
from arena.grading.runner.level import Level

if sys.platform != "win32":
    import resource

_OPEN_FILES = 256
_ENCODE_RESERVE = 192 << 20  # what the answer itself may need beyond the learner's memory
_DEVICES = ("/dev/zero", "/dev/urandom", "/dev/random")
_SYSTEM = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/lib",
    "/lib64",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
)
_PROGRAMS = ("/usr/bin", "/bin", "/usr/local/bin", "/usr/include", "/usr/libexec", "/usr/lib")


@dataclass(frozen=True)
class View:
    """What every child may see: parts of Python's own folders, never the course.

    Args:
        readable: grants for reading.
    """

    readable: tuple[Grant, ...]

    @classmethod
    def of_python(cls, hidden: Sequence[Path]) -> View:
        """The standard library, the installed packages and the engine, but no hidden folder."""
        roots = {Path(p) for p in _SYSTEM}
        roots |= {Path(p) for p in sys.path if p and belongs_to_python(Path(p))}
        roots.add(Path(kernel.__file__).parents[2])  # the engine
        stays_hidden = [h.resolve() for h in hidden]
        grants = [
            g for root in sorted({r.resolve() for r in roots}) for g in _grants(root, stays_hidden)
        ]
        return cls(tuple(grants))


def _grants(root: Path, hidden: Sequence[Path]) -> Iterable[Grant]:
    """Landlock takes nothing back, so a folder with something hidden is granted by its entries."""
    place = root.resolve()
    if any(place.is_relative_to(h) for h in hidden):
        return
    if not any(h.is_relative_to(place) for h in hidden):
        yield Grant(str(place), landlock.READ)
        return
    yield Grant(str(place), landlock.LIST)
    for entry in sorted(place.iterdir()):
        yield from _grants(entry, hidden)


class Lockdown:
    """Locks this process in, for good."""

    def __init__(self, level: Level, view: View, work: Path) -> None:
        self._level = level
        self._view = view
        self._work = work
        self._hard_memory: dict[int, int] = {}
        self._baseline = (0, 0)
        self._ruleset: landlock.Ruleset | None = None
        self._filter = b""

    def prepare(self) -> None:
        """All that needs no job: privileges given up, what is always granted, the usual filter."""
        if sys.platform != "win32" and self._level.rlimits:
            self._baseline = _virtual_memory()
            _offer_to_the_oom_killer()
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
        if self._level.landlock:
            self._ruleset = self._new_ruleset(tcp=False)
        if not (self._level.landlock or self._level.seccomp):
            return
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.drop_capabilities()
        if self._level.seccomp:
            self._filter = seccomp.program(frozenset(), os.getpid())

    def apply(self, job: Job, package_root: Path | None) -> None:
        """The rest, as the job needs it."""
        if "loopback" in job.flags and self._level.seccomp:
            network.isolate()
        if self._level.rlimits:
            self._limit(job.limits, len(job.runs))
        ruleset = self._ruleset
        if ruleset is not None:
            if "loopback" in job.flags:
                ruleset = self._new_ruleset(tcp=True)
            ruleset.grant(self._job_grants(job, package_root))
            ruleset.enforce()
        if self._level.seccomp:
            flags = job.flags
            seccomp.install(seccomp.program(flags, os.getpid()) if flags else self._filter)

    def _new_ruleset(self, *, tcp: bool) -> landlock.Ruleset:
        ruleset = landlock.Ruleset(self._level.landlock, tcp=tcp)
        ruleset.grant(self._view.readable)
        ruleset.grant((Grant(str(self._work), landlock.WRITE),))
        ruleset.grant((Grant("/dev/null", landlock.READ_FILE | landlock.WRITE_FILE),))
        ruleset.grant(Grant(d, landlock.READ_FILE) for d in _DEVICES)
        return ruleset

    def _job_grants(self, job: Job, package_root: Path | None) -> Iterable[Grant]:
        yield from (Grant(p, landlock.READ) for p in job.readable)
        if package_root is not None:
            folder = package_root
            for part in job.checks_module.split(".")[:-1]:
                folder /= part
                yield Grant(str(folder / "__init__.py"), landlock.READ_FILE)
        if "exec" in job.flags:
            rights = landlock.READ | landlock.EXECUTE
            yield from (Grant(p, rights) for p in (*_PROGRAMS, sys.prefix, sys.base_prefix))
        if job.flags & {"fork", "exec"}:
            yield Grant("/dev/shm", landlock.WRITE)
            yield Grant("/proc/self", landlock.READ)

    def _limit(self, limits: Limits, runs: int) -> None:
        if sys.platform == "win32":
            return
        data, address_space = self._baseline
        for kind, used in ((resource.RLIMIT_DATA, data), (resource.RLIMIT_AS, address_space)):
            soft = used + limits.memory_bytes
            self._hard_memory[kind] = soft + _ENCODE_RESERVE
            with contextlib.suppress(OSError, ValueError):  # macOS refuses some of them
                resource.setrlimit(kind, (soft, soft + _ENCODE_RESERVE))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
        if limits.processes and os.getuid() != 0:
            count = _processes_of(os.getuid()) + limits.processes
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NPROC, (count, count))
        total = math.ceil(_cpu_used() + limits.cpu_s * (runs + 1)) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (total, total))
        self.renew_cpu(limits.cpu_s)

    def renew_cpu(self, seconds: float) -> None:
        """Give the next check its share of processor time. The judge watches too, more exactly."""
        if sys.platform == "win32" or not self._level.rlimits:
            return
        soft = math.ceil(_cpu_used() + seconds) + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard), hard))

    def raise_memory(self) -> None:
        """Open the reserve: an answer can still be given when the learner's memory is full."""
        for kind, hard in self._hard_memory.items():
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (hard, hard))


def _offer_to_the_oom_killer() -> None:
    """If the whole machine runs out of memory, let it take this process, not the keeper."""
    with contextlib.suppress(OSError):
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else the file belongs to root
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _cpu_used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _virtual_memory() -> tuple[int, int]:
    """Bytes this process has mapped: (data, all)."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 1 << 33, 1 << 34
    page = resource.getpagesize()
    return int(fields[5]) * page, int(fields[0]) * page


def _processes_of(uid: int) -> int:
    count = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if entry.stat().st_uid == uid:
                    count += len(list((entry / "task").iterdir()))
    return count
