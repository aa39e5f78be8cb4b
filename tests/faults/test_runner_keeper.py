"""The keeper may die at any moment: it is replaced, the job done again, and nothing stays."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from patience import PATIENCE_S
from runner_support import RIGHT, all_right, job, processes, settled

from arena.errors import GraderError
from arena.grading.runner import Level, Limits, Runner, bubblewrap
from arena.grading.runner.handles import environment
from arena.grading.runner.nursery import Keeper
from arena.grading.verdict import Limit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no keeper without fork")

SUPPORT = str(Path(__file__).parents[1] / "support")
LEVEL = replace(Level.detect(), bubblewrap=False)


@pytest.fixture(scope="module")
def shared() -> Iterator[Runner]:
    with Runner(level=LEVEL, spares=2) as started:
        yield started


@pytest.fixture
def runner(shared: Runner) -> Runner:
    """One runner for all these tests: whatever the last did to it, it is ready again."""
    assert shared.ready()
    return shared


def keeper_pid(runner: Runner) -> int:
    keeper = runner._keeper
    assert isinstance(keeper, Keeper)
    return keeper._process.pid


def test_a_keeper_killed_between_jobs_is_replaced(runner: Runner) -> None:
    first = keeper_pid(runner)
    os.kill(first, signal.SIGKILL)
    assert settled(runner, 0)
    assert all_right(runner.run(job(RIGHT)))
    assert keeper_pid(runner) != first
    assert settled(runner, 3)


def test_a_keeper_killed_during_a_job_is_replaced_and_the_job_done_again(runner: Runner) -> None:
    source = "import time\ndef add(x, y):\n    time.sleep(0.4)\n    return x + y\n"
    first = keeper_pid(runner)
    killer = threading.Timer(0.6, os.kill, (first, signal.SIGKILL))
    killer.start()
    assert all_right(runner.run(job(source)))
    killer.join()
    assert keeper_pid(runner) != first


def test_a_keeper_that_dies_again_and_again_is_the_end_of_the_job_not_of_the_runner(
    runner: Runner,
) -> None:
    source = "import time\ndef add(x, y):\n    time.sleep(1)\n    return x + y\n"
    over = threading.Event()

    def kill_all_the_time() -> None:
        while not over.is_set():
            keeper = runner._keeper
            if isinstance(keeper, Keeper) and keeper.was_ready:
                time.sleep(0.3)
                keeper._process.kill()
            time.sleep(0.05)

    killer = threading.Thread(target=kill_all_the_time)
    killer.start()
    try:
        result = runner.run(job(source))
    finally:
        over.set()
        killer.join()
    assert result.limit is Limit.CRASH
    assert all_right(runner.run(job(RIGHT)))


def test_spares_that_were_killed_are_passed_over() -> None:
    # A runner of its own: beside an earlier test's last job, three processes may be the keeper,
    # one spare and that job, with another spare still to come.
    with Runner(level=LEVEL, spares=2) as runner:
        assert runner.ready()
        assert settled(runner, 3)
        for pid in processes(runner):
            if pid != keeper_pid(runner):
                os.kill(pid, signal.SIGKILL)
        assert settled(runner, 1)
        assert all_right(runner.run(job(RIGHT)))
        assert all_right(runner.run(job(RIGHT)))


def test_a_keeper_that_cannot_start_is_named_after_two_tries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no torch here >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with Runner(level=LEVEL) as runner, pytest.raises(GraderError, match="no torch here") as caught:
        runner.run(job(RIGHT))
    assert "arena doctor" in caught.value.next_step


def test_where_bubblewrap_cannot_show_python_we_go_on_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bubblewrap, "command", lambda *_: ["/bin/false"])
    with Runner(level=replace(LEVEL, bubblewrap=True)) as runner:
        assert all_right(runner.run(job(RIGHT)))
        assert not runner.level.bubblewrap


def test_many_threads_may_use_one_runner(runner: Runner) -> None:
    wrong = "def add(x, y): return x - y\n"
    with ThreadPoolExecutor(4) as pool:
        sources = [RIGHT, wrong] * 8
        results = list(pool.map(lambda source: runner.run(job(source)), sources))
    assert [all_right(r) for r in results] == [True, False] * 8
    assert settled(runner, 3)


def test_closing_ends_every_process_and_removes_every_folder() -> None:
    runner = Runner(level=LEVEL)
    assert runner.ready()
    keeper = runner._keeper
    assert isinstance(keeper, Keeper)
    assert processes(runner)
    base = keeper._base
    runner.run(job("def add(x, y):\n    open('left', 'w').write('x')\n    return 0\n"))
    runner.close()
    assert not base.exists()
    assert not [p for p in Path("/proc").iterdir() if _mentions(p, str(base))]
    with pytest.raises(GraderError):
        runner.run(job(RIGHT))


def test_when_the_judge_is_killed_nothing_of_it_stays() -> None:
    program = (
        "import sys, time\n"
        f"sys.path[:0] = {[str(Path(__file__).parent), SUPPORT]!r}\n"
        "from runner_support import job\n"
        "from arena.grading.runner import Runner, Limits\n"
        "runner = Runner(); runner.start(); runner.ready()\n"
        "print(runner._keeper._base, flush=True)\n"
        "runner.run(job('import time\\ndef add(x, y): time.sleep(600)',"
        " limits=Limits(wall_s=600)))\n"
    )
    judge = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert judge.stdout is not None
    base = judge.stdout.readline().strip()
    assert base
    time.sleep(0.5)
    judge.kill()
    judge.wait()
    judge.stdout.close()
    deadline = time.monotonic() + PATIENCE_S
    while any(_mentions(p, base) for p in Path("/proc").iterdir()):
        assert time.monotonic() < deadline, "the keeper or a child outlived the judge"
        time.sleep(0.05)


def test_the_keeper_has_one_thread_no_secret_and_cannot_be_traced(runner: Runner) -> None:
    pid = keeper_pid(runner)
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1
    names = set(environment(Path("/nowhere")))
    assert names <= {
        *("PATH", "HOME", "LC_ALL", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
        *("MKL_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH"),
        *("JE_ARROW_MALLOC_CONF", "HF_HUB_OFFLINE", "WANDB_MODE"),
    }
    try:
        found = Path(f"/proc/{pid}/environ").read_text().split("\0")
    except PermissionError:  # as it should be for whoever is not root
        return
    assert {item.partition("=")[0] for item in found if item} == names


def test_a_fork_that_an_exercise_allows_leaves_nothing_behind(runner: Runner) -> None:
    source = """
    import os, time
    def add(x, y):
        for _ in range(5):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0: time.sleep(600)
                time.sleep(600)
        return x + y
    """
    limits = Limits(processes=40)
    assert all_right(runner.run(job(source, flags=frozenset({"fork"}), limits=limits)))
    assert settled(runner, 3)


def test_workers_of_a_data_loader_work_where_the_exercise_allows_them(runner: Runner) -> None:
    source = """
    import torch
    from torch.utils.data import DataLoader
    def add(x, y):
        if isinstance(x, int): return x + y
        loaded = list(DataLoader(list(x), batch_size=None, num_workers=2))
        assert torch.equal(torch.stack(loaded), x)
        return x + y
    """
    limits = Limits(processes=20, memory_bytes=4 << 30)
    allowed = runner.run(job(source, flags=frozenset({"fork"}), limits=limits))
    assert all_right(allowed), allowed
    refused = runner.run(job(source))
    assert refused.answers[0].raised is not None


def test_a_connection_to_oneself_works_where_the_exercise_allows_it(runner: Runner) -> None:
    source = """
    import socket
    def add(x, y):
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname()) as client:
                client.sendall(b"x")
        return x + y
    """
    assert all_right(runner.run(job(source, flags=frozenset({"loopback"}))))


def test_a_connection_to_oneself_is_not_one_to_the_machine(runner: Runner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source = f"""
        import socket
        def add(x, y):
            try: socket.create_connection(("127.0.0.1", {port}), timeout=1)
            except ConnectionRefusedError: return x + y
        """
        assert all_right(runner.run(job(source, flags=frozenset({"loopback"}))))


def test_a_program_can_be_run_where_the_exercise_allows_it(runner: Runner) -> None:
    source = """
    import subprocess
    def add(x, y):
        subprocess.run(["/bin/true"], check=True)
        return x + y
    """
    assert all_right(runner.run(job(source, flags=frozenset({"exec"}))))


def _mentions(entry: Path, base: str) -> bool:
    if not entry.name.isdigit():
        return False
    try:
        zombie = ") Z " in (entry / "stat").read_text()
        return not zombie and base in (entry / "cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return False
