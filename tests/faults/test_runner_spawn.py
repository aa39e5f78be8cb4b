"""The way without fork, as macOS and Windows need it, tried here with interpreters of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from runner_support import LIMITS, RIGHT, all_right, job, none_right

from arena.errors import GraderError
from arena.grading.runner import Level, Runner
from arena.grading.runner import level as levels
from arena.grading.runner.spawn import Spawner
from arena.grading.verdict import Limit

SPAWN = replace(Level.detect(), fork=False, bubblewrap=False)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner(level=SPAWN, spares=2) as started:
        yield started


def test_a_right_answer_is_right(runner: Runner) -> None:
    result = runner.run(job(RIGHT.replace("return", "print('hello'); return")))
    assert all_right(result)
    assert result.printed == "hello\n" * 3


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ("while True: pass", Limit.CPU),
        ("import time; time.sleep(60)", Limit.WALL),
        ("import os; os._exit(0)", Limit.EXIT),
        ("import ctypes; ctypes.string_at(0)", Limit.CRASH),
        ("while True: print('x' * 10**6)", Limit.OUTPUT),
        ("import os; os.write(3, b'x' * 99)", Limit.PROTOCOL),
    ],
)
def test_every_limit_is_named(runner: Runner, body: str, limit: Limit) -> None:
    result = runner.run(
        job(
            f"def add(x, y):\n    {body}\n",
            limits=replace(LIMITS, wall_s=2.0 if limit is Limit.WALL else 60.0),
        )
    )
    assert none_right(result)
    assert result.limit is limit
    assert result.detail


def test_closing_every_descriptor_gains_nothing(runner: Runner) -> None:
    result = runner.run(job("import os\ndef add(x, y): os.closerange(0, 99)\n"))
    assert none_right(result)
    assert result.limit in {Limit.PROTOCOL, Limit.EXIT}


def test_there_is_no_input_to_wait_for(runner: Runner) -> None:
    result = runner.run(job("def add(x, y): return input()\n"))
    assert [a.raised.type_name for a in result.answers if a.raised] == ["EOFError"] * 3


@pytest.mark.skipif(not SPAWN.landlock, reason="this kernel lacks Landlock")
def test_the_lockdown_holds_as_well(runner: Runner, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    for body in (
        f"open({str(secret)!r})",
        "import socket; socket.socket()",
        "import os; os.fork()",
    ):
        result = runner.run(job(f"def add(x, y):\n    {body}\n    return x + y\n"))
        assert none_right(result)
        assert result.answers[0].raised is not None


def test_memory_is_watched_from_outside_where_the_kernel_sets_no_bound() -> None:
    level = replace(SPAWN, rlimits=False)
    source = "def add(x, y):\n    kept = []\n    while True: kept.append(bytearray(b'x' * 10**6))\n"
    limits = replace(LIMITS, memory_bytes=200 << 20, cpu_s=60.0, wall_s=60.0)
    with Runner(level=level, spares=1) as runner:
        result = runner.run(job(source, limits=limits))
    assert (result.limit, result.detail) == (Limit.MEMORY, "used more than 200 MB of memory")


def test_an_interpreter_that_cannot_start_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no torch here >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with Runner(level=SPAWN) as runner, pytest.raises(GraderError, match="no torch here"):
        runner.run(job(RIGHT))


def test_a_connection_over_the_loopback_needs_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from arena.grading.runner.spawn import _Loopback

    loopback = _Loopback()
    told = loopback.for_child()
    port, token = told["port"], told["token"]
    assert isinstance(port, int) and isinstance(token, str)
    stranger = socket.create_connection(("127.0.0.1", port))
    stranger.sendall(b"x" * len(token))
    friend = socket.create_connection(("127.0.0.1", port))
    friend.sendall(token.encode())
    channel = loopback.channel()
    assert channel is not None
    with channel, friend, stranger:
        friend.sendall(b"+")
        assert channel.recv(1) == b"+"
        assert stranger.recv(1) == b""


def test_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARENA_RUNNER", "spawn")
    levels._detect.cache_clear()
    try:
        assert not Level.detect().fork
    finally:
        levels._detect.cache_clear()
    runner = Runner(level=SPAWN)
    assert isinstance(runner._new_source(), Spawner)
    assert os.name == "posix"
