"""Runs a submission in a process of its own: limits, sandbox and the wire that carries what it did.

    with Runner() as runner:
        result = runner.run(job)

Names are looked up when first used, since the processes that run submissions import modules of this
package and must not import the judge's.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arena.grading.runner.job import FLAGS, Job, Limits, Run
    from arena.grading.runner.level import Level
    from arena.grading.runner.result import Result
    from arena.grading.runner.runner import Runner
    from arena.grading.runner.text import clean

__all__ = ["FLAGS", "Job", "Level", "Limits", "Result", "Run", "Runner", "clean"]

_HOMES = {
    "FLAGS": "job",
    "Job": "job",
    "Level": "level",
    "Limits": "job",
    "Result": "result",
    "Run": "job",
    "Runner": "runner",
    "clean": "text",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
