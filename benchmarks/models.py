"""A verdict on an exercise that needs TransformerLens, warm, beside a Python that imports it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from arena.grading.judge import Judge
from arena.grading.profile import Profile
from arena.grading.runner import Runner
from arena.grading.verdict import Outcome
from benchmarks.subject import median, ninetieth

COLD = "import transformer_lens.model_bridge, transformer_lens.config"


def run(gradings: int = 30, colds: int = 3) -> dict[str, object]:
    """Measure.

    Args:
        gradings: warm verdicts.
        colds: starts of an interpreter that imports the package.
    """
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
    from package_course import LENS, write_package_course

    with tempfile.TemporaryDirectory() as folder:
        course = write_package_course(Path(folder))
        exercise = course.sets[0].exercises[0]
        started = time.perf_counter()
        with Runner(profile=Profile.of(course.sets[0])) as runner:
            runner.ready()
            loaded = time.perf_counter() - started
            judge = Judge(course, runner)
            wrong = LENS.solution.replace("offset=-1, ", "")
            judge.judge(exercise, LENS.solution)
            judge.judge(exercise, wrong)
            warm, verdicts = [], []
            for i in range(gradings):
                source = (LENS.solution if i % 2 else wrong) + f"\n# {i}\n"
                begun = time.perf_counter()
                verdicts.append(judge.judge(exercise, source).outcome)
                warm.append(time.perf_counter() - begun)
    expected = [Outcome.RIGHT if i % 2 else Outcome.WRONG for i in range(gradings)]
    cold = []
    for _ in range(colds):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True)
        cold.append(time.perf_counter() - begun)
    result: dict[str, object] = {
        "warm_ms_median": round(median(warm) * 1000, 1),
        "warm_ms_ninetieth": round(ninetieth(warm) * 1000, 1),
        "cold_import_s": round(median(cold), 2),
        "ratio": round(median(cold) / median(warm)),
        "keeper_ready_s": round(loaded, 1),
        "wrong_verdicts": sum(a is not b for a, b in zip(verdicts, expected, strict=True)),
        "load": round(os.getloadavg()[0], 1),
    }
    table = Table("measure", "value")
    for key, value in result.items():
        table.add_row(key, str(value))
    Console().print(table)
    return result
