"""The judge service and its client, as real processes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Client
from pathlib import Path

import pytest
from verify_course import SOLUTIONS, course_of, write_course

from arena.course.model import Course
from arena.errors import CourseError, GraderError
from arena.grading.client import JudgeClient
from arena.grading.endpoint import find_endpoint
from arena.grading.verdict import Outcome


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return course_of(write_course(tmp_path_factory.mktemp("served")))


@pytest.fixture(scope="module")
def client(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        made = JudgeClient(course.folder)
        yield made
        made.end()


def pid_of(client: JudgeClient) -> int:
    return int(client.status()["pid"])


def check(client: JudgeClient, source: str = SOLUTIONS) -> Outcome:
    return client.judge("0.1/scale_rows", source, "mine.py").outcome


def test_a_service_starts_on_first_need_and_answers(client: JudgeClient) -> None:
    assert check(client) is Outcome.RIGHT
    assert client.is_ready()
    assert any("fork" in line or "process" in line for line in client.level())


def test_a_second_client_finds_the_same_service(client: JudgeClient, course: Course) -> None:
    assert pid_of(JudgeClient(course.folder)) == pid_of(client)


def test_only_the_user_can_reach_it(client: JudgeClient) -> None:
    folder = client.endpoint.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600


def test_whoever_does_not_know_the_key_is_turned_away(client: JudgeClient) -> None:
    from multiprocessing import AuthenticationError

    endpoint = client.endpoint
    with pytest.raises((AuthenticationError, EOFError, OSError)):
        Client(endpoint.address, endpoint.family, authkey=b"guess")
    assert check(client) is Outcome.RIGHT


@pytest.mark.parametrize("noise", [b"", b"{", b"[]", b'{"verb": 3}', b"\xff" * 1000])
def test_noise_on_the_line_ends_nothing(client: JudgeClient, noise: bytes) -> None:
    endpoint = client.endpoint
    with Client(endpoint.address, endpoint.family, authkey=endpoint.key()) as connection:
        connection.send_bytes(noise)
        with contextlib.suppress(EOFError):
            connection.poll(2) and connection.recv_bytes()
    assert check(client) is Outcome.RIGHT


def test_connections_that_say_nothing_keep_nobody_waiting(client: JudgeClient) -> None:
    """The handshake once stood in the loop that accepts: one silent process stopped all others."""
    silent = [socket.socket(socket.AF_UNIX) for _ in range(3)]
    try:
        for line in silent:
            line.connect(client.endpoint.address)
        fresh = JudgeClient(client.course_folder)
        assert check(fresh) is Outcome.RIGHT
        for line in silent:
            while line.recv(4096):  # its challenge; then, some seconds later, the end
                pass
    finally:
        for line in silent:
            line.close()


def test_an_unknown_exercise_is_an_error_with_a_next_step(client: JudgeClient) -> None:
    with pytest.raises(GraderError) as caught:
        client.judge("0.1/nothing", "", "mine.py")
    assert "0.1/nothing" in caught.value.what
    assert caught.value.next_step


def test_a_figure_comes_as_plotly_json(client: JudgeClient) -> None:
    assert client.figure("0.1", "scaled")["data"]


def test_a_killed_service_is_replaced_without_a_word(client: JudgeClient) -> None:
    before = pid_of(client)
    os.kill(before, signal.SIGKILL)
    assert check(client) is Outcome.RIGHT
    assert pid_of(client) != before


def test_a_broken_course_file_is_the_authors_error_and_mending_it_is_noticed(
    client: JudgeClient, course: Course
) -> None:
    oracles = course.sets[0].folder / "oracles.py"
    before = oracles.read_text()
    oracles.write_text(before + "\nimport a_module_that_is_not_there\n")
    try:
        with pytest.raises((CourseError, GraderError), match="a_module_that_is_not_there"):
            check(client)
    finally:
        oracles.write_text(before)
    assert check(client) is Outcome.RIGHT


def test_a_changed_page_is_noticed(client: JudgeClient, course: Course) -> None:
    page = course.sets[0].folder / "page.md"
    before = page.read_text()
    page.write_text(before.replace("difficulty: 1\n", "difficulty: 1\nforbids: [Tensor]\n", 1))
    try:
        assert check(client) is Outcome.RIGHT
        assert check(client, SOLUTIONS.replace("return table", "Tensor; return table")) is (
            Outcome.WRONG
        )
    finally:
        page.write_text(before)


def test_two_services_for_one_course_do_not_live_side_by_side(
    client: JudgeClient, course: Course
) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "arena.grading.service", str(course.folder)],
        timeout=60,
        check=False,
    )
    assert second.returncode == 0
    assert check(client) is Outcome.RIGHT


def test_an_idle_service_ends_and_leaves_no_process(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not below pytest's own folder: the path of a socket may have 100 characters and no more.
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        service = subprocess.Popen(
            [sys.executable, "-m", "arena.grading.service", str(course.folder), "0.5"]
        )
        assert service.wait(timeout=60) == 0
        assert find_endpoint(course.folder).folder == Path(folder) / "arena"


def test_a_service_that_cannot_start_is_one_clear_error(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("arena.grading.client.START_S", 1.0)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    started = time.monotonic()
    with pytest.raises(GraderError, match="does not start") as caught:
        JudgeClient(course.folder).is_ready()
    assert "arena doctor" in caught.value.next_step
    assert time.monotonic() - started < 30
