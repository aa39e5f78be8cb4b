"""Experiments: a real training run in the background, its curve, its end and its second chance."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from experiment_course import KEY, RIGHT, SLOW, STUCK, UNLUCKY, write_experiment_course
from patience import PATIENCE_S

from arena.course.load import load_course
from arena.course.model import Exercise
from arena.grading.runlog import RunLog, RunState, RunStatus, read_run
from arena.grading.verdict import Limit, Outcome, Verdict
from arena.journal.events import EventKind
from arena.session import Session
from arena.workspace.workspace import Workspace


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    course = load_course(write_experiment_course(tmp_path_factory.mktemp("experiments")))
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(variable, str(tmp_path_factory.mktemp("x")))
        workspace = Workspace.create(tmp_path_factory.mktemp("w") / "workspace", course)
        workspace.sync(course)
        made = Session.open(workspace.root, course)
        yield made
        made.judge.end()
        made.close()


def exercise(session: Session) -> Exercise:
    found = session.find("fit_line")
    assert isinstance(found, Exercise)
    return found


def write(session: Session, text: str) -> None:
    task = exercise(session)
    cell = session.workspace.read(session.set_of(task), task)
    session.workspace.write(session.set_of(task), task, text, cell.digest)


def wait(session: Session, until: RunStatus = RunStatus.DONE) -> RunState:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        state = session.run_state(exercise(session))
        if state is not None and (state.status is until or state.verdict):
            return state
        time.sleep(0.1)
    raise AssertionError("the run did not get there")


def wait_until_gone(pid: int) -> None:
    """Wait until a process that was killed answers nobody any more."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_gone(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Whether a process has ended, waited for or not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def test_a_run_that_learns_is_right_with_its_curve_and_one_event(session: Session) -> None:
    write(session, RIGHT)
    session.start_run(exercise(session))
    state = wait(session)
    assert state.verdict is not None
    assert state.verdict.outcome is Outcome.RIGHT, state.verdict
    steps, losses = state.curve("loss")
    assert len(steps) == 200
    assert losses[0] is not None and losses[-1] is not None
    assert losses[-1] < losses[0] / 100
    assert state.share == 1.0
    for _ in range(3):
        session.run_state(exercise(session))
    events = session.journal.events(key=KEY, kinds=[EventKind.CHECKED])
    assert [e.data["outcome"] for e in events] == ["right"]


def test_a_run_that_does_not_learn_says_what_it_reached(session: Session) -> None:
    write(session, STUCK)
    session.start_run(exercise(session))
    verdict = wait(session).verdict
    assert verdict is not None
    assert verdict.outcome is Outcome.WRONG
    assert verdict.failing is not None
    assert verdict.failing.difference == "the slope is off by 3.00"


def test_a_run_of_bad_luck_gets_a_second_one(session: Session) -> None:
    write(session, UNLUCKY)
    session.start_run(exercise(session))
    verdict = wait(session).verdict
    assert verdict is not None
    assert verdict.outcome is Outcome.RIGHT
    assert "the first run fell short (the slope is off by 3.00)" in verdict.notes[0]


def test_laps_begin_where_the_step_goes_back() -> None:
    points = tuple({"step": s, "total": 3.0, "loss": s} for s in (1.0, 2.0, 3.0, 1.0, 2.0))
    state = RunState("a", RunStatus.RUNNING, points, datetime.now(UTC))
    assert [len(lap) for lap in state.laps] == [3, 2]
    assert state.curve("loss") == ([1.0, 2.0], [1.0, 2.0])
    assert state.curve("loss", 0) == ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert state.share == 2 / 3


def test_what_ended_unseen_is_at_hand_until_somebody_looks(session: Session) -> None:
    write(session, STUCK)
    session.start_run(exercise(session))
    before = len(session.journal.events(key=KEY, kinds=[EventKind.CHECKED]))
    deadline = time.monotonic() + PATIENCE_S
    while session.runs_at_hand()[KEY].status is RunStatus.RUNNING:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert session.runs_at_hand()[KEY].status is RunStatus.DONE
    assert len(session.journal.events(key=KEY, kinds=[EventKind.CHECKED])) == before
    session.run_state(exercise(session))
    assert session.runs_at_hand() == {}
    assert len(session.journal.events(key=KEY, kinds=[EventKind.CHECKED])) == before + 1


def test_a_run_can_be_stopped_and_says_so(session: Session) -> None:
    write(session, SLOW)
    session.start_run(exercise(session))
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        state = session.run_state(exercise(session))
        if state and state.points:
            break
        time.sleep(0.1)
    assert state is not None
    assert state.status is RunStatus.RUNNING
    assert 0 < state.share < 1
    session.stop_run(exercise(session))
    verdict = wait(session).verdict
    assert verdict is not None
    assert verdict.outcome is Outcome.STOPPED
    assert verdict.checks[0].limit is Limit.CANCELLED


def test_a_run_whose_service_was_killed_is_lost_and_not_running_for_ever(session: Session) -> None:
    import os
    import signal

    session.start_run(exercise(session))
    service = int(session.judge.status()["pid"])
    os.kill(service, signal.SIGKILL)
    wait_until_gone(service)
    state = session.run_state(exercise(session))
    assert state is not None
    assert state.status is RunStatus.LOST


def test_two_services_do_not_spoil_each_others_log(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    old = RunLog(path, "old", KEY)
    old.report({"step": 1.0, "total": 2.0})
    new = RunLog(path, "new", KEY)
    old.finish(Verdict(exercise=KEY, outcome=Outcome.RIGHT))
    new.report({"step": 2.0, "total": 2.0})
    state = read_run(path, is_alive=True)
    assert state is not None
    assert (state.run, state.status, len(state.points)) == ("new", RunStatus.RUNNING, 1)
    assert list(tmp_path.iterdir()) == [path]
    new.finish(Verdict(exercise=KEY, outcome=Outcome.WRONG))
    state = read_run(path, is_alive=False)
    assert state is not None and state.verdict is not None
    assert state.verdict.outcome is Outcome.WRONG


def test_a_damaged_log_is_no_run(tmp_path: Path) -> None:
    assert read_run(tmp_path / "missing", False) is None
    for text in ("", "nonsense", '{"run": 1}\n', "\x00\n"):
        path = tmp_path / "log"
        path.write_text(text)
        assert read_run(path, False) is None
