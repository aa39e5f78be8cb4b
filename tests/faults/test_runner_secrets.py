"""A submission sees Python and its own folder: no solution, no journal, no home, no network."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from runner_support import RIGHT, RUNS, all_right, job, none_right

import curriculum
from arena.grading.runner import Level, Runner

LEVEL = Level.detect()
pytestmark = pytest.mark.skipif(
    not (LEVEL.landlock and LEVEL.seccomp), reason="this kernel lacks Landlock or seccomp"
)

SET = Path(next(iter(curriculum.__path__))) / "ch0_fundamentals" / "s1_ray_tracing"
FORBIDDEN = (
    *("solutions.py", "oracles.py", "mistakes/light.py", "mistakes/common.py"),
    *("alternatives.py", "checks/light.py", "design.md"),
)
SECRET = "the answer is 42"


@pytest.fixture(scope="module", params=[False, True], ids=["self-lockdown", "inside bubblewrap"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    if request.param and not LEVEL.bubblewrap:
        pytest.skip("bubblewrap is not installed, or not allowed to make namespaces here")
    with Runner(level=replace(LEVEL, bubblewrap=request.param)) as started:
        yield started


def outcome(runner: Runner, body: str) -> str:
    """What the first check of a submission came to: the type of what was raised, or the answer."""
    source = "import os, pathlib, socket, sys\ndef add(x, y):\n    " + body.replace("\n", "\n    ")
    result = runner.run(job(source, runs=RUNS[:1]))
    assert result.limit is None, result
    assert none_right(result)
    answer = result.answers[0]
    return answer.raised.type_name if answer.raised else str(answer.observation)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_files_that_hold_answers_cannot_be_read(runner: Runner, name: str) -> None:
    assert (SET / name).exists()
    said = outcome(runner, f"return open({str(SET / name)!r}).read()")
    assert said in {"PermissionError", "FileNotFoundError"}


@pytest.mark.parametrize("name", ["solutions", "oracles", "mistakes.light", "checks.light"])
def test_the_modules_that_hold_answers_cannot_be_imported(runner: Runner, name: str) -> None:
    module = f"curriculum.ch0_fundamentals.s1_ray_tracing.{name}"
    said = outcome(runner, f"import importlib\nreturn dir(importlib.import_module({module!r}))")
    assert said in {"PermissionError", "ModuleNotFoundError"}


def test_a_given_module_can_be_imported_once_it_is_readable(runner: Runner) -> None:
    source = """
    from curriculum.ch0_fundamentals.s1_ray_tracing import meshes
    def add(x, y):
        assert meshes.__doc__
        return x + y
    """
    assert all_right(runner.run(job(source, readable=(str(SET / "meshes.py"),))))
    assert runner.run(job(source)).unit_errors or runner.level.bubblewrap


@pytest.fixture
def belongings(tmp_path: Path) -> Path:
    """A home with a workspace, a journal and a key."""
    for name in ("workspace/answers.py", "workspace/.arena/journal.sqlite", ".ssh/id_ed25519"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET)
    return tmp_path


@pytest.mark.parametrize(
    "body",
    [
        "return pathlib.Path({0!r}, '.ssh/id_ed25519').read_text()",
        "return pathlib.Path({0!r}, 'workspace/.arena/journal.sqlite').read_text()",
        "return os.listdir({0!r})",
        "return list(pathlib.Path('/root').iterdir())",
        "return open('/etc/shadow').read()",
        "return open('/etc/passwd').read()",
        "return open(f'/proc/{{os.getppid()}}/environ').read()",
        "return open('/proc/1/cmdline').read()",
        "os.symlink({0!r}, 'link'); return os.listdir('link')",
        "os.link({0!r} + '/.ssh/id_ed25519', 'key'); return open('key').read()",
        "os.chdir({0!r}); return open('.ssh/id_ed25519').read()",
        "os.chroot({0!r})",
    ],
)
def test_nothing_that_belongs_to_the_learner_can_be_read(
    runner: Runner, belongings: Path, body: str
) -> None:
    said = outcome(runner, body.format(str(belongings)))
    assert said in {"PermissionError", "FileNotFoundError", "OSError"}


@pytest.mark.parametrize(
    "body",
    [
        "import shutil; shutil.rmtree({0!r})",
        "os.remove({0!r} + '/workspace/answers.py')",
        "open({0!r} + '/workspace/answers.py', 'w').write('gone')",
        "open({0!r} + '/workspace/answers.py', 'a').write('more')",
        "os.truncate({0!r} + '/workspace/answers.py', 0)",
        "os.rename({0!r} + '/workspace', {0!r} + '/elsewhere')",
        "os.chmod({0!r} + '/workspace', 0)",
        "os.chown({0!r} + '/workspace', 1, 1)",
        "os.utime({0!r} + '/workspace/answers.py', (1, 1))",
        "os.mkdir({0!r} + '/new')",
        "os.mkfifo({0!r} + '/pipe')",
        "os.symlink('/nowhere', {0!r} + '/workspace/link')",
        "os.setxattr({0!r} + '/workspace/answers.py', 'user.x', b'1')",
        "import sqlite3; sqlite3.connect({0!r} + '/workspace/.arena/journal.sqlite')"
        ".execute('create table t (a)')",
    ],
)
def test_nothing_that_belongs_to_the_learner_can_be_changed(
    runner: Runner, belongings: Path, body: str
) -> None:
    before = sorted(p.relative_to(belongings) for p in belongings.rglob("*"))
    stamp = (belongings / "workspace/answers.py").stat()
    said = outcome(runner, body.format(str(belongings)))
    assert said in {"PermissionError", "FileNotFoundError", "OSError", "OperationalError"}
    assert sorted(p.relative_to(belongings) for p in belongings.rglob("*")) == before
    assert (belongings / "workspace/answers.py").read_text() == SECRET
    now = (belongings / "workspace/answers.py").stat()
    assert (now.st_mode, now.st_mtime, now.st_uid) == (stamp.st_mode, stamp.st_mtime, stamp.st_uid)


def test_no_folder_outside_can_be_written(runner: Runner) -> None:
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/usr/lib", sys.prefix, "/"):
        said = outcome(runner, f"open({folder!r} + '/arena-was-here', 'w')")
        assert said in {"PermissionError", "OSError", "FileNotFoundError"}, folder
        assert not Path(folder, "arena-was-here").exists()


def test_no_secret_is_inherited(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARENA_TEST_TOKEN", SECRET)
    with Runner(level=runner.level, spares=1) as fresh:
        said = outcome(fresh, "return repr(sorted(os.environ)) + repr(sys.argv) + repr(os.environ)")
        assert SECRET not in said
        assert "ARENA_TEST_TOKEN" not in said
        assert "HOME" in said


def test_a_private_folder_is_empty_and_gone_afterwards(runner: Runner) -> None:
    first = outcome(runner, "open('left', 'w').write('x' * 99)\nreturn os.getcwd()")
    second = outcome(runner, "return repr(os.listdir('.')) + os.getcwd()")
    assert second.startswith("[]")
    assert first not in second
    assert "arena-runner-" in first or runner.level.bubblewrap


def test_only_standard_streams_and_the_channel_are_open(runner: Runner) -> None:
    body = (
        "found = []\n"
        "for fd in range(4096):\n"
        "    try: os.fstat(fd)\n"
        "    except OSError: continue\n"
        "    found.append(fd)\n"
        "return repr(found)"
    )
    assert outcome(runner, body) == "[0, 1, 2, 3]"


@contextlib.contextmanager
def listening(family: int, kind: int, address: object) -> Iterator[socket.socket]:
    with socket.socket(family, kind) as server:
        server.bind(address)  # type: ignore[arg-type]
        if kind == socket.SOCK_STREAM:
            server.listen()
        server.setblocking(False)
        yield server


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        (socket.AF_INET, socket.SOCK_STREAM),
        (socket.AF_INET, socket.SOCK_DGRAM),
        (socket.AF_UNIX, socket.SOCK_STREAM),
        (socket.AF_UNIX, socket.SOCK_DGRAM),
    ],
    ids=["TCP", "UDP", "unix stream", "unix datagram"],
)
def test_nobody_can_be_called(runner: Runner, tmp_path: Path, family: int, kind: int) -> None:
    inet = family == socket.AF_INET
    address = ("127.0.0.1", 0) if inet else f"\0arena-{os.getpid()}-{int(kind)}"
    with listening(family, kind, address) as server:
        place = server.getsockname()
        body = (
            f"s = socket.socket({int(family)}, {int(kind)})\n"
            f"s.connect({place!r})\n"
            "s.send(b'stolen')\nreturn 'sent'"
        )
        assert outcome(runner, body) == "PermissionError"
        with pytest.raises(BlockingIOError):
            server.accept() if kind == socket.SOCK_STREAM else server.recv(10)


def test_a_pair_of_sockets_is_no_way_out(runner: Runner, tmp_path: Path) -> None:
    place = str(tmp_path / "socket")
    with listening(socket.AF_UNIX, socket.SOCK_DGRAM, place) as server:
        body = (
            "a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
            f"a.sendto(b'stolen', {place!r})\nreturn 'sent'"
        )
        assert outcome(runner, body) != "sent"
        with pytest.raises(BlockingIOError):
            server.recv(10)


def test_after_all_of_this_a_right_answer_is_right(runner: Runner) -> None:
    assert all_right(runner.run(job(RIGHT)))
