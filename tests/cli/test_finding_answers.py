"""Questions about a finding in a terminal: measured, judged, predicted before a run and after."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_support import Arena
from experiment_course import RIGHT
from finding_course import HEADS, RANKING, write_finding_course
from judge_service import end_judge


class Laboratory(Arena):
    """A workspace whose course asks about findings."""

    @property
    def file(self) -> Path:
        return self.workspace / "ch0_basics" / "s1_scaling.py"


@pytest.fixture(scope="module")
def taught(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Iterator[dict[str, str]]:
    """The environment in which that course is the one that is taught."""
    course = write_finding_course(tmp_path_factory.mktemp("findings"))
    clean = environment | {"ARENA_COURSE": str(course)}
    yield clean
    end_judge(clean)


@pytest.fixture
def arena(tmp_path: Path, taught: dict[str, str]) -> Laboratory:
    """A fresh workspace."""
    made = Laboratory(tmp_path / "work", taught)
    started = made("start", str(made.workspace), cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    return made


def answer(arena: Arena, name: str, given: str) -> subprocess.CompletedProcess[str]:
    return arena("check", name, "--answer", given)


def tries(arena: Laboratory, name: str) -> int:
    code = (
        "from arena.session import Session; from pathlib import Path; "
        f"s = Session.open(Path({str(arena.workspace)!r})); "
        f"print(s.progress().state('0.1/{name}').attempts)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=arena.environment, capture_output=True, text=True, check=True, timeout=60
    )
    return int(done.stdout)


def test_heads_are_judged_against_the_measurement(arena: Laboratory) -> None:
    wrong = answer(arena, "previous_heads", "L0H1, 0.0")
    assert wrong.returncode == 1
    assert "1 right, 1 missed, 1 extra." in wrong.stdout
    assert "The measurement gives 0.0 a score of" in wrong.stdout
    assert "1.2" not in wrong.stdout
    right = answer(arena, "previous_heads", HEADS)
    assert right.returncode == 0, right.stdout + right.stderr
    assert "✓ previous_heads is right" in right.stdout


@pytest.mark.parametrize(
    ("name", "given", "example"),
    [
        ("previous_heads", "the second", "5.5, 6.9"),
        ("previous_heads", "7.7", "count from 0"),
        ("order_of_heads", "0.0 > 0.1", "0.0 > 0.1 > 1.2"),
        ("how_much", "much", "0.85 ± 0.05"),
        ("last_loss", "small", "0.85 ± 0.05"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_no_try(
    arena: Laboratory, name: str, given: str, example: str
) -> None:
    said = answer(arena, name, given)
    assert said.returncode not in (0, 1)
    assert example in said.stderr
    assert "Traceback" not in said.stderr
    assert tries(arena, name) == 0


def test_a_ranking_and_an_interval_are_judged(arena: Laboratory) -> None:
    assert answer(arena, "order_of_heads", RANKING).returncode == 0
    swapped = answer(arena, "order_of_heads", "1.2, 0.1, 0.0")
    assert "2 of 3 pairs are in order" in swapped.stdout
    assert answer(arena, "how_much", "0.92..0.99").returncode == 0
    assert "above your interval" in answer(arena, "how_much", "0.1 ± 0.01").stdout
    as_json = arena("check", "how_much", "-a", "0..1", "--json")
    assert "1 wide" in json.loads(as_json.stdout)[0]["why"]


def test_a_prediction_is_locked_and_stands_beside_its_run(arena: Laboratory) -> None:
    locked = answer(arena, "last_loss", "0 ± 0.1")
    assert locked.returncode == 0, locked.stderr
    assert "It is compared when fit_line has run" in " ".join(locked.stdout.split())
    again = answer(arena, "last_loss", "5")
    assert "is locked" in again.stdout and "You predicted 0 ± 0.1" in again.stdout
    arena.write(RIGHT, "fit_line")
    ran = arena("check", "fit_line")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    said = " ".join(ran.stdout.split())
    assert "You predicted -0.1 to 0.1; the measurement gives" in said
    assert "Score: 90 of 100" in said
    assert "Score: 90 of 100" in " ".join(answer(arena, "last_loss", "9").stdout.split())


def test_a_prediction_after_the_run_is_told_so(arena: Laboratory) -> None:
    arena.write(RIGHT, "fit_line")
    assert arena("check", "fit_line").returncode == 0
    late = " ".join(answer(arena, "last_loss", "0").stdout.split())
    assert "The run was there before your prediction, so there is no score." in late
