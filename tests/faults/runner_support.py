"""What the tests of the runner share: a small exercise, and a look at processes."""

from __future__ import annotations

import marshal
import textwrap
import time
from pathlib import Path

import torch
from patience import PATIENCE_S

from arena.grading.observe import Answer
from arena.grading.runner import Job, Limits, Result, Run, Runner

RIGHT = "def add(x, y):\n    return x + y\n"

CHECKS = '''
import torch

def add__small(impl, rng):
    """Adds two vectors."""
    return impl(torch.randn(3, generator=rng), torch.randn(3, generator=rng))

def add__large(impl, rng):
    """Adds two matrices."""
    x, y = torch.randn(7, 5, generator=rng), torch.randn(7, 5, generator=rng)
    return {"sum": impl(x, y), "x": x}

def add__numbers(impl, rng):
    """Adds two numbers."""
    return impl(2, 3)
'''

MODULE = "curriculum.ch0_fundamentals.s1_ray_tracing.checks"
RUNS = (Run("add__small", 1), Run("add__large", 2), Run("add__numbers", 3))
LIMITS = Limits(wall_s=60.0, cpu_s=1.0)


def job(source: str, **changes: object) -> Job:
    """A job that hands `add` to three checks."""
    source = textwrap.dedent(source)
    unit = marshal.dumps(compile(source, "/learner/answers.py", "exec", dont_inherit=True))
    fields: dict[str, object] = {
        "filename": "/learner/answers.py",
        "source": source,
        "units": (unit,),
        "unit_names": (("add",),),
        "checks_code": marshal.dumps(((MODULE, compile(CHECKS, "checks.py", "exec")),)),
        "checks_module": MODULE,
        "target": "add",
        "runs": RUNS,
        "limits": LIMITS,
        **changes,
    }
    return Job(**fields)  # type: ignore[arg-type]


def is_right(index: int, answer: Answer) -> bool:
    """Whether an answer is what the sum would have given, as a judge would find out."""
    rng = torch.Generator().manual_seed(RUNS[index].seed)
    if index == 2:
        return type(answer.observation) is int and answer.observation == 5
    shape = (3,) if index == 0 else (7, 5)
    x, y = torch.randn(*shape, generator=rng), torch.randn(*shape, generator=rng)
    seen = answer.observation
    if index == 1:
        if not isinstance(seen, dict) or set(seen) != {"sum", "x"}:
            return False
        seen = seen["sum"]
    return isinstance(seen, torch.Tensor) and seen.shape == x.shape and torch.equal(seen, x + y)


def all_right(result: Result) -> bool:
    """Whether a judge would be content."""
    answered = len(result.answers) == len(RUNS) and result.limit is None
    return answered and all(is_right(i, a) for i, a in enumerate(result.answers))


def none_right(result: Result) -> bool:
    """Whether a judge would find nothing right at all."""
    return not any(is_right(i, a) for i, a in enumerate(result.answers))


def processes(runner: Runner) -> list[int]:
    """Every living process that stems from a runner: forks keep the command line of its keeper."""
    mark = str(runner._keeper._base).encode()  # type: ignore[union-attr]
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if mark in words and state != "Z":
            found.append(int(entry.name))
    return found


def settled(runner: Runner, count: int, patience: float = PATIENCE_S) -> bool:
    """Whether the number of its processes comes to `count`."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if len(processes(runner)) == count:
            return True
        time.sleep(0.02)
    return False
