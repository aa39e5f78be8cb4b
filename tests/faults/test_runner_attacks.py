"""Submissions that break things, on purpose or not. None of them may look right, harm or stay.

Every submission here is wrong; the judge would call one right only if it were forged.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from runner_support import LIMITS, RIGHT, all_right, job, none_right, settled

from arena.grading.runner import Level, Limits, Result, Runner
from arena.grading.verdict import Limit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lockdown is that of Linux")

SPARES = 2
WRONG = "answers, and is wrong"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """The ordinary level of this machine, outside bubblewrap."""
    with Runner(level=replace(Level.detect(), bubblewrap=False), spares=SPARES) as started:
        yield started


@dataclass(frozen=True)
class Attack:
    """A submission and how it must end: by one of these limits or exceptions, or wrong."""

    name: str
    source: str
    limits: tuple[Limit, ...] = ()
    raises: tuple[str, ...] = ()

    def ended_well(self, result: Result) -> bool:
        raised = {a.raised.type_name for a in result.answers if a.raised}
        raised |= {result.load_error.type_name} if result.load_error else set()
        if result.limit is not None:
            return result.limit in self.limits
        return raised <= set(self.raises) and (bool(raised) or WRONG in self.raises)


def attack(name: str, source: str, *expected: Limit | str) -> Attack:
    limits = tuple(e for e in expected if isinstance(e, Limit))
    return Attack(name, source, limits, tuple(e for e in expected if not isinstance(e, Limit)))


NEVER_ENDING = [
    attack("a loop", "def add(x, y):\n    while True: pass\n", Limit.CPU),
    attack(
        "a loop at import",
        "def add(x, y): return 0\nwhile True: pass\n",
        Limit.CPU,
    ),
    attack("sleep", "import time\ndef add(x, y): time.sleep(60)\n", Limit.WALL),
    attack(
        "a loop deaf to signals",
        """
        import signal, resource
        def add(x, y):
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
            signal.signal(signal.SIGXCPU, signal.SIG_IGN)
            while True: pass
        """,
        Limit.CPU,
    ),
    attack(
        "threads that never end",
        """
        import threading
        def add(x, y):
            def spin():
                while True: pass
            while True: threading.Thread(target=spin).start()
        """,
        *(Limit.CPU, Limit.WALL, "RuntimeError", "MemoryError"),
    ),
    attack(
        "one very long call into C",
        "def add(x, y): return 'a' * 10 in ('b' * 9999999) * 10 or 9 ** 9 ** 9\n",
        *(Limit.CPU, "MemoryError", "OverflowError"),
    ),
    attack(
        "recursion without a limit",
        """
        import sys
        def add(x, y):
            sys.setrecursionlimit(10 ** 9)
            return add(x, y)
        """,
        *(Limit.CRASH, Limit.CPU, Limit.WALL, "MemoryError"),
    ),
    attack("deep recursion", "def add(x, y): return add(x, y)\n", "RecursionError"),
    attack(
        "a regular expression that backtracks",
        "import re\ndef add(x, y): return re.match('(a+)+$', 'a' * 60 + 'b')\n",
        Limit.CPU,
    ),
]

PROCESSES = [
    attack(
        "fork bomb", "import os\ndef add(x, y):\n    while True: os.fork()\n", "BlockingIOError"
    ),
    attack(
        "fork and setsid",
        """
        import os
        def add(x, y):
            for _ in range(2000):
                if os.fork() == 0:
                    os.setsid()
                    while True: pass
        """,
        "BlockingIOError",
    ),
    attack(
        "fork bomb that takes no for an answer",
        """
        import os
        def add(x, y):
            while True:
                try: os.fork()
                except OSError: pass
        """,
        Limit.CPU,
    ),
    attack(
        "a daemon through ctypes",
        """
        import ctypes, time
        def add(x, y):
            libc = ctypes.CDLL(None)
            if libc.fork() != 0: raise RuntimeError("refused")
            time.sleep(600)
        """,
        "RuntimeError",
    ),
    attack(
        "clone as a bare system call",
        """
        import ctypes
        def add(x, y):
            libc = ctypes.CDLL(None, use_errno=True)
            for number, flags in ((56, 17), (435, 0), (57, 0), (58, 0)):
                if libc.syscall(number, flags, 0, 0, 0, 0) > 0: return x + y
            raise PermissionError
        """,
        "PermissionError",
    ),
    attack(
        "subprocess",
        "import subprocess\ndef add(x, y): subprocess.run(['id'])\n",
        "BlockingIOError",
    ),
    attack("os.system", "import os\ndef add(x, y): return os.system('sleep 99 &')\n", WRONG),
    attack(
        "exec", "import os\ndef add(x, y): os.execv('/bin/true', ['true'])\n", "PermissionError"
    ),
    attack(
        "kill the keeper",
        "import os\ndef add(x, y): os.kill(os.getppid(), 9)\n",
        "PermissionError",
    ),
    attack(
        "kill everything",
        "import os\ndef add(x, y): os.kill(-1, 9)\n",
        "PermissionError",
    ),
    attack(
        "kill the group",
        "import os\ndef add(x, y): os.killpg(os.getpgid(0), 9)\n",
        "PermissionError",
    ),
    attack(
        "trace the keeper",
        """
        import ctypes, os
        def add(x, y):
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.ptrace(16, os.getppid(), 0, 0) == -1: raise PermissionError
        """,
        "PermissionError",
    ),
    attack(
        "write into the keeper",
        "import os\ndef add(x, y): open(f'/proc/{os.getppid()}/mem', 'r+b')\n",
        "PermissionError",
    ),
    attack(
        "read the keeper's memory",
        """
        import ctypes, os
        def add(x, y):
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0) == -1: raise PermissionError
        """,
        "PermissionError",
    ),
    attack(
        "lift the limits of the keeper",
        "import os, resource\n"
        "def add(x, y): resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))\n",
        "PermissionError",
    ),
    attack(
        "a signal by way of a descriptor",
        """
        import fcntl, os
        def add(x, y):
            reads, writes = os.pipe()
            fcntl.fcntl(reads, fcntl.F_SETOWN, os.getppid())
        """,
        "PermissionError",
    ),
    attack(
        "make the keeper slow",
        "import os\ndef add(x, y): os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)\n",
        "PermissionError",
    ),
    attack(
        "let the keeper rest",
        "import os\ndef add(x, y): os.sched_setaffinity(os.getppid(), {0})\n",
        "PermissionError",
    ),
    attack(
        "new namespaces", "import os\ndef add(x, y): os.unshare(0x10000000)\n", "AttributeError"
    ),
    attack(
        "new namespaces by ctypes",
        """
        import ctypes
        def add(x, y):
            if ctypes.CDLL(None).unshare(0x10000000) == -1: raise PermissionError
        """,
        "PermissionError",
    ),
]

MEMORY = [
    attack("100 GB at once", "def add(x, y): return bytearray(10 ** 11)\n", "MemoryError"),
    attack(
        "100 GB of tensor",
        "import torch\ndef add(x, y): return torch.ones(25 * 10 ** 9)\n",
        "RuntimeError",
    ),
    attack(
        "100 GB piece by piece",
        """
        def add(x, y):
            kept = []
            while True: kept.append(bytearray(b"x" * 10 ** 7))
        """,
        *("MemoryError", Limit.CPU),
    ),
    attack(
        "shared mappings",
        """
        import mmap
        def add(x, y):
            kept = []
            while True:
                kept.append(mmap.mmap(-1, 10 ** 8, mmap.MAP_SHARED))
                kept[-1].write(b"x" * 10 ** 8)
        """,
        *("OSError", "MemoryError", Limit.CPU),
    ),
    attack(
        "memory files",
        "import os\ndef add(x, y): os.memfd_create('x')\n",
        "PermissionError",
    ),
    attack(
        "System V shared memory",
        """
        import ctypes
        def add(x, y):
            if ctypes.CDLL(None).shmget(0, 1 << 30, 0o1600) == -1: raise PermissionError
        """,
        "PermissionError",
    ),
    attack(
        "memory kept until the answer",
        """
        kept = []
        def add(x, y):
            try:
                while True: kept.append(bytearray(10 ** 6))
            except MemoryError:
                while True:
                    try: kept.append(bytearray(64))
                    except MemoryError: return "full"
        """,
        *(Limit.MEMORY, Limit.CPU, "MemoryError", WRONG),
    ),
]

ENDS = [
    attack("exit", "import sys\ndef add(x, y): sys.exit(0)\n", "SystemExit"),
    attack("exit at import", "import sys\nsys.exit(0)\ndef add(x, y): return 0\n", "SystemExit"),
    attack("os._exit", "import os\ndef add(x, y): os._exit(0)\n", Limit.EXIT),
    attack("os._exit at import", "import os\nos._exit(0)\ndef add(x, y): pass\n", Limit.EXIT),
    attack("KeyboardInterrupt", "def add(x, y): raise KeyboardInterrupt\n", "KeyboardInterrupt"),
    attack(
        "a bare BaseException",
        "class Odd(BaseException):\n    def __str__(self): raise Odd\ndef add(x, y): raise Odd\n",
        "Odd",
    ),
    attack("segfault", "import ctypes\ndef add(x, y): ctypes.string_at(0)\n", Limit.CRASH),
    attack("abort", "import os\ndef add(x, y): os.abort()\n", Limit.CRASH),
    attack(
        "SIGTERM to itself",
        "import os\ndef add(x, y): os.kill(os.getpid(), 15)\n",
        Limit.EXIT,
    ),
    attack(
        "jump out of the frame",
        """
        import ctypes, sys
        def add(x, y):
            frame = sys._getframe()
            while frame.f_back: frame = frame.f_back
            frame.f_globals.clear()
            raise SystemExit
        """,
        *(Limit.EXIT, Limit.PROTOCOL, Limit.CRASH, "SystemExit"),
    ),
]


@pytest.mark.parametrize(
    "case", [*NEVER_ENDING, *PROCESSES, *MEMORY, *ENDS], ids=lambda case: case.name
)
def test_a_hostile_answer_is_stopped_and_the_next_one_is_judged(
    runner: Runner, case: Attack
) -> None:
    # Where only the clock can end it, it need not run long; elsewhere a busy machine gets its time.
    limits = replace(LIMITS, wall_s=1.5) if case.limits == (Limit.WALL,) else LIMITS
    result = runner.run(job(case.source, limits=limits))
    assert none_right(result)
    assert case.ended_well(result), result
    assert all_right(runner.run(job(RIGHT)))
    assert settled(runner, 1 + SPARES), "something stayed behind"


def test_one_gigabyte_of_print_is_cut_short(runner: Runner) -> None:
    result = runner.run(job("def add(x, y):\n    for _ in range(10**6): print('spam' * 256)\n"))
    assert result.limit is Limit.OUTPUT
    assert result.detail == "printed more than 8 MB"
    assert 30_000 <= len(result.printed) <= 33_000
    assert all_right(runner.run(job(RIGHT)))


def test_escapes_in_what_is_printed_are_taken_out(runner: Runner) -> None:
    source = r"""
    import sys
    def add(x, y):
        print("\x1b[2J\x1b[1;32m5/5 passed\x1b[0m\x07 \x1b]0;title\x07done\rover \u202egnp\x9b31m")
        sys.stderr.write("and \x1bc this\n")
        return 0
    """
    result = runner.run(job(source))
    start = "5/5 passed done\nover gnp\nand  this\n"
    assert result.printed.startswith(start)
    assert none_right(result)


def test_a_huge_file_is_refused(runner: Runner) -> None:
    source = """
    def add(x, y):
        with open("big", "wb") as file:
            while True: file.write(b"x" * 10 ** 6)
    """
    result = runner.run(job(source))
    assert [a.raised.type_name for a in result.answers if a.raised] == ["OSError"] * 3
    assert "File too large" in (
        result.answers[0].raised.message if result.answers[0].raised else ""
    )


def test_the_checks_that_were_answered_before_the_end_keep_their_answer(runner: Runner) -> None:
    source = """
    import os
    def add(x, y):
        if isinstance(x, int): os._exit(0)
        return x + y
    """
    result = runner.run(job(source))
    assert [a.check for a in result.answers] == ["add__small", "add__large"]
    assert not none_right(result)
    assert (result.limit, result.detail) == (
        Limit.EXIT,
        "ended the process before the check was over",
    )


def test_time_counts_for_every_check_anew(runner: Runner) -> None:
    source = "import time\ndef add(x, y):\n    time.sleep(1.2)\n    return x + y\n"
    assert all_right(runner.run(job(source, limits=Limits(wall_s=3.0))))


def test_the_limit_of_processor_time_may_be_a_fraction_of_a_second(runner: Runner) -> None:
    source = "def add(x, y):\n    while True: pass\n"
    result = runner.run(job(source, limits=Limits(cpu_s=0.5)))
    assert result.limit is Limit.CPU
    assert result.detail == "used more than 0.5 s of processor time"
    assert result.cpu_s >= 0.5
