"""A long run in a real kernel: its progress is drawn below the cell, then comes the verdict."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from experiment_course import RIGHT, SLOW, write_experiment_course
from judge_service import end_judge
from notebook_support import Kernel, arena, home_of, kernel

IMPORTS = "import torch\nfrom torch import Tensor\nfrom arena import check\n"
QUICK = SLOW.replace("sleep(0.1)", "sleep(0.02)")  # four seconds


@pytest.fixture(scope="module")
def experiments() -> Iterator[Kernel]:
    """A kernel in a workspace of a course with one experiment."""
    with tempfile.TemporaryDirectory(prefix="arena-nb-", ignore_cleanup_errors=True) as home:
        env = home_of(Path(home), write_experiment_course(Path(home)))
        made = arena("start", f"{home}/work", cwd=Path(home), env=env)
        assert made.returncode == 0, made.stderr
        with kernel(Path(home) / "work", env) as found:
            assert not found.run(IMPORTS).error
            yield found
        end_judge(env)


def test_progress_is_drawn_in_one_place_and_the_verdict_is_the_result(experiments: Kernel) -> None:
    experiments.run(QUICK)
    ran = experiments.run("check(fit_line)")
    assert not ran.error, ran.error
    assert ran.streams == {}
    first, verdict = ran.results
    assert "✓" in verdict["text/plain"]
    assert 'role="progressbar"' in first["text/html"]
    shares = [int(re.search(r'data-share="(\d+)"', d["text/html"])[1]) for d in ran.redrawn]
    assert len(shares) >= 3, shares
    assert shares == sorted(shares) and shares[-1] == 100 and shares[0] < 100
    assert "<polyline" in ran.redrawn[-1]["text/html"]
    assert "loss" in ran.redrawn[-1]["text/plain"]


def test_interrupting_the_cell_stops_the_run(experiments: Kernel) -> None:
    experiments.run(SLOW)  # twenty seconds
    interrupt = "import _thread, threading; threading.Timer(3, _thread.interrupt_main).start()"
    ran = experiments.run(f"{interrupt}\ncheck(fit_line)")
    assert "KeyboardInterrupt" in ran.error
    said = experiments.run("print('still here')")
    assert said.streams["stdout"] == "still here\n"
    experiments.run(RIGHT)
    again = experiments.run("check(fit_line)")  # would be refused while another run goes on
    assert "✓" in again.text
