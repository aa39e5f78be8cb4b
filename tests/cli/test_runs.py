"""Experiments in a terminal: started, looked at, left alone, looked at again, stopped, lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cli_support import Arena
from experiment_course import RIGHT, SLOW, STUCK, write_experiment_course

_JUDGE = (
    "from arena.session import chosen_course as c; from arena.grading.client import JudgeClient; "
    "judge = JudgeClient(c().folder); "
)


@dataclass(frozen=True)
class Laboratory(Arena):
    """A workspace whose course has the experiment `fit_line`."""

    @property
    def file(self) -> Path:
        return self.workspace / "ch0_basics" / "s1_scaling.py"

    def answer(self, text: str) -> None:
        """Write the experiment."""
        self.write(text, "fit_line")

    def judge(self, code: str) -> str:
        """Talk to the judge service."""
        command = [sys.executable, "-c", _JUDGE + code]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout


@pytest.fixture(scope="module")
def laboratory_course(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Iterator[dict[str, str]]:
    """The environment in which that course is the one that is taught."""
    course = write_experiment_course(tmp_path_factory.mktemp("runs"))
    clean = environment | {"ARENA_COURSE": str(course)}
    yield clean
    Laboratory(course, clean).judge("judge.end()")


@pytest.fixture
def arena(tmp_path: Path, laboratory_course: dict[str, str]) -> Iterator[Laboratory]:
    """A fresh workspace; a run that is left in it is ended."""
    made = Laboratory(tmp_path / "work", laboratory_course)
    started = made("start", str(made.workspace), cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    yield made
    made("stop")


def test_in_a_pipe_a_run_prints_its_progress_and_then_its_verdict(arena: Laboratory) -> None:
    arena.answer(RIGHT)
    check = arena("check", "fit_line")
    assert check.returncode == 0, check.stderr
    progress, verdict, _ = check.stdout.partition("✓ fit_line is right: 1 claim holds")
    assert verdict
    lines = progress.strip().splitlines()
    assert len(lines) <= 11
    assert all(row.startswith("fit_line  ") and "/200 steps  loss " in row for row in lines)


def test_a_run_that_does_not_learn_says_what_it_reached(arena: Laboratory) -> None:
    arena.answer(STUCK)
    check = arena("check", "fit_line")
    assert check.returncode == 1
    assert "the slope is off by 3.00" in check.stdout


def test_json_waits_and_is_the_verdict_alone(arena: Laboratory) -> None:
    arena.answer(RIGHT)
    check = arena("check", "fit_line", "--json")
    (verdict,) = json.loads(check.stdout)
    assert verdict["outcome"] == "right"
    assert verdict["exercise"] == "0.1/fit_line"


def test_a_stub_is_not_attempted_and_draws_no_curve(arena: Laboratory) -> None:
    check = arena("check", "fit_line")
    assert check.returncode == 1
    assert check.stdout.startswith("· fit_line is not attempted yet")


def test_ctrl_c_leaves_it_running_to_be_joined_and_stopped(arena: Laboratory) -> None:
    arena.answer(SLOW)
    with arena.terminal("check", "fit_line") as first:
        first.wait_for("/200 steps.*loss.*│.*Ctrl-C leaves it")
        first.press("\x03")
        assert first.ends() == 130
        assert "goes on in the background" in first.rest
        assert "arena check fit_line" in first.rest
        assert "arena stop fit_line" in first.rest
        assert first.settings == first.before
        assert "\x1b[?25h" in first.printed  # the cursor is shown again
    assert "running, " in arena("list").stdout
    assert "fit_line is running" in arena("status").stdout
    assert "fit_line is running" in arena().stdout
    assert json.loads(arena("status", "--json").stdout)["runs"] == {"0.1/fit_line": "running"}
    with arena.terminal("check", "fit_line") as again:
        again.wait_for(r"The run that began \d+ s ago goes on.*fit_line is running.*/200 steps")
        stopped = arena("stop", "fit_line")
        assert stopped.returncode == 0
        assert "of 200 steps" in stopped.stdout
        again.wait_for("it was stopped on your word")
        assert again.ends() == 1
    assert "running" not in arena("list").stdout


def test_what_ended_unseen_is_shown_once_and_then_run_anew(arena: Laboratory) -> None:
    arena.answer(STUCK)
    arena.judge(
        "from arena.session import Session; from pathlib import Path; "
        f"s = Session.open(Path({str(arena.workspace)!r})); s.start_run(s.find('fit_line'))\n"
        "while next(iter(s.runs_at_hand().values())).status == 'running': pass"
    )
    assert "has ended" in arena("list").stdout
    arena.answer(RIGHT)
    ended = arena("check", "fit_line").stdout
    assert "has ended while nobody looked" in ended
    assert "the slope is off by 3.00" in ended
    assert "fit_line is right" in arena("check", "fit_line").stdout


def test_a_run_whose_service_was_killed_is_lost_and_said_so(arena: Laboratory) -> None:
    arena.answer(SLOW)
    with arena.terminal("check", "fit_line") as terminal:
        terminal.wait_for("/200 steps")
        os.kill(int(arena.judge("print(judge.status()['pid'])")), signal.SIGKILL)
        terminal.wait_for("The run of fit_line was lost")
        assert terminal.ends() == 2
    assert "run lost" in arena("list").stdout
    assert "was lost" in arena("status").stdout
    arena.answer(RIGHT)
    assert "fit_line is right" in arena("check", "fit_line").stdout
    assert "lost" not in arena("status").stdout


def test_stop_says_so_when_there_is_nothing_to_stop(arena: Laboratory) -> None:
    for name, says in (
        ([], "No experiment is running"),
        (["fit_line"], "fit_line is not running"),
        (["axis"], "is a question"),
    ):
        stopped = arena("stop", *name)
        assert stopped.returncode == 2
        assert says in stopped.stderr


def test_a_curve_survives_a_terminal_that_knows_only_ascii(arena: Laboratory) -> None:
    arena.answer(RIGHT)
    with arena.terminal("check", "fit_line", PYTHONIOENCODING="ascii", PYTHONUTF8="0") as terminal:
        said = terminal.wait_for("fit_line is right")
    assert "|:" in said
    assert "?" not in said


def test_watch_runs_on_a_key_and_never_on_a_save(arena: Laboratory) -> None:
    ready = r"q quit  \? help"
    with arena.terminal("watch", "fit_line") as terminal:
        terminal.wait_for(f"press r.*{ready}")
        arena.answer(SLOW)
        terminal.wait_for(f"saved; press r to run.*{ready}")
        assert "running" not in arena("list").stdout
        terminal.press("r")
        terminal.wait_for(rf"/200 steps.*│.*x stop.*{ready}")
        terminal.press("p")  # something else is looked at: the run goes on behind it
        terminal.wait_for(f"Fit a slope by gradient descent.*{ready}")
        arena.answer(SLOW.replace("sleep(0.1)", "sleep(0.2)"))
        terminal.wait_for(f"the run goes on with the text it began with.*{ready}")
        terminal.press("r")
        terminal.wait_for(f"/200 steps.*{ready}")
        terminal.press("x")
        terminal.wait_for(f"it was stopped on your word.*{ready}")
        arena.answer(RIGHT)
        terminal.wait_for(f"saved; press r to run.*{ready}")
        terminal.press("r")
        terminal.wait_for(f"fit_line is right.*{ready}")
        terminal.press("q")
        assert terminal.ends() == 0
        assert "judged 2 times, 1 right" in terminal.rest


def test_a_run_outlives_the_watching(arena: Laboratory) -> None:
    arena.answer(SLOW)
    with arena.terminal("watch", "fit_line") as terminal:
        terminal.wait_for(r"q quit  \? help")
        terminal.press("r")
        terminal.wait_for("/200 steps")
        terminal.press("q")
        assert terminal.ends() == 0
        assert "goes on in the background" in terminal.rest
        assert terminal.settings == terminal.before
    assert "running" in arena("list").stdout
