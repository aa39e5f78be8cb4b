"""Sets that need packages: a service for each profile, real packages, real children."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from package_course import GYM, LENS, SETS, SHELF, TRANSFORMERS, Small, write_package_course

from arena.compiler.choices import Choices, Progress
from arena.compiler.running import JudgePair
from arena.compiler.verify import verify_set
from arena.course.model import Course
from arena.errors import GraderError
from arena.grading.client import JudgeClient
from arena.grading.judge import Judge
from arena.grading.judges import Judges
from arena.grading.profile import PACKAGES, Profile, install_line
from arena.grading.runner import Runner
from arena.grading.runner.level import Level
from arena.grading.verdict import Outcome, Verdict


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return write_package_course(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def judges(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judges]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("r")))
        made = Judges(course)
        yield made
        made.end()


def key(small: Small) -> str:
    return f"{small.id}/{small.name}"


def check(judges: Judges, small: Small, source: str | None = None) -> Verdict:
    return judges.judge(key(small), source or small.solution, "mine.py")


@pytest.mark.parametrize("small", SETS, ids=lambda s: s.slug)
def test_a_right_answer_is_right_with_the_real_package(judges: Judges, small: Small) -> None:
    said = check(judges, small)
    assert said.outcome is Outcome.RIGHT, said


def test_a_wrong_answer_gets_its_name(judges: Judges) -> None:
    said = check(judges, LENS, LENS.solution.replace("offset=-1, ", ""))
    assert said.diagnosis is not None
    assert said.diagnosis.code == "previous_token_score__current"


def test_each_profile_has_a_service_of_its_own_and_the_plain_one_stays_free(
    judges: Judges, course: Course
) -> None:
    for small in (LENS, GYM):
        check(judges, small)
    lens = JudgeClient(course.folder, Profile(("transformer_lens",)))
    gym = JudgeClient(course.folder, Profile(("gymnasium",)))
    plain = JudgeClient(course.folder)
    pids = [int(client.status()["pid"]) for client in (lens, gym, plain)]
    assert len(set(pids)) == 3

    def loaded(pid: int) -> bool:
        return "transformer_lens" in Path(f"/proc/{pid}/maps").read_text() or any(
            "tokenizers" in line for line in Path(f"/proc/{pid}/maps").read_text().splitlines()
        )

    if os.name == "posix" and Path("/proc/self/maps").exists():
        assert [loaded(pid) for pid in pids] == [True, False, False]


def test_what_must_be_loaded_is_announced_once(course: Course, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        fresh = Judges(course)
        try:
            assert fresh.announcement(key(GYM)) == "loading Gymnasium, once"
            check(fresh, GYM)
            assert fresh.announcement(key(GYM)) == ""
        finally:
            fresh.end()


def test_the_plain_sets_announce_nothing() -> None:
    assert Profile().title == ""
    assert Profile(("transformer_lens",), ("induction-2l",)).title == (
        "TransformerLens and induction-2l"
    )


def test_a_package_that_is_missing_is_said_with_the_command_that_installs_it(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = Profile(("no_such_package",))
    with pytest.raises(GraderError) as caught:
        profile.require()
    assert caught.value.what == "no_such_package is not installed, which this set needs."
    assert caught.value.next_step == "python -m pip install no_such_package"
    assert install_line(["transformer_lens", "gymnasium"]) == (
        'python -m pip install "arena-course[interp,rl]"'
    )


def test_every_extra_that_is_named_is_one_of_the_package() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert {p.extra for p in PACKAGES.values()} <= set(project["project"]["optional-dependencies"])


def test_a_keeper_that_is_killed_while_a_package_is_in_use_is_replaced(course: Course) -> None:
    exercise = course.sets[2].exercises[0]
    level = replace(Level.detect(), bubblewrap=False)  # inside it the keeper has another number
    with Runner(level=level, profile=Profile(("gymnasium",))) as runner:
        judge = Judge(course, runner)
        assert judge.judge(exercise, GYM.solution).outcome is Outcome.RIGHT
        pid = runner.keeper_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        for _ in range(3):  # two spares of the old one may still answer
            assert judge.judge(exercise, GYM.solution).outcome is Outcome.RIGHT
        assert runner.keeper_pid != pid


def test_limits_hold_for_a_profile_too(course: Course) -> None:
    exercise = course.sets[2].exercises[0]
    body = "    return len(bytearray(8 << 30))\n"
    source = GYM.solution.partition("    env.reset")[0] + body
    with Runner(profile=Profile(("gymnasium",))) as runner:
        failing = Judge(course, runner).judge(exercise, source).failing
    assert failing is not None
    assert "MemoryError" in failing.difference


def test_the_compiler_proves_a_set_that_needs_a_package(course: Course) -> None:
    lens = course.sets[0]
    with JudgePair.open(course, Profile.of(lens)) as judges:
        report = verify_set(course, lens, lambda: judges, Choices(fresh=True), Progress())
    found = [f for f in report.faults if f.rule not in ("mutants",)]
    assert not found, found
    assert report.graded.killed > 5


def test_the_way_without_fork_judges_them_as_well(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    level = replace(Level.detect(), fork=False, bubblewrap=False)
    with Runner(level=level, spares=1, profile=Profile((), ("induction-2l",))) as runner:
        verdict = Judge(course, runner).judge(course.sets[3].exercises[0], SHELF.solution)
    assert verdict.outcome is Outcome.RIGHT, verdict


def test_profiles_are_told_apart_by_what_they_hold(course: Course) -> None:
    profiles = [Profile.of(s) for s in course.sets]
    assert len({p.name for p in profiles}) == len(profiles)
    assert [p.is_plain for p in profiles] == [False] * 4
    assert Profile.from_json(profiles[0].as_json()) == profiles[0]
    assert TRANSFORMERS.packages == profiles[1].name
