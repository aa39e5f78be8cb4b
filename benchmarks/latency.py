"""From a saved file to a verdict, against a cold `python -m pytest` on the same five checks."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.subject import median, ninetieth, pick_exercise, pytest_file, warm_judge


def run(gradings: int = 200, cold: int = 5, saves: int = 25) -> dict[str, object]:
    """Measure.

    Args:
        gradings: warm gradings in the engine, spread between the cold runs.
        cold: cold pytest runs.
        saves: files saved beside a running `arena watch`.
    """
    engine: list[float] = []
    pytest: list[float] = []
    with warm_judge() as judge, tempfile.TemporaryDirectory() as folder:
        exercise = pick_exercise(judge.library.course, judge)
        code = judge.library.code(exercise.set_id)
        right = code.source.text
        answers = Path(folder) / "answers.py"
        answers.write_text(right)
        test = Path(folder) / "test_answers.py"
        test.write_text(pytest_file(code, exercise, answers))
        for _ in range(10):
            judge.judge(exercise, right)
        for _ in range(cold):
            pytest.append(_cold_pytest(test))
            for i in range(gradings // cold):
                source = right if i % 2 else right.replace("return ", "return 0 * ", 1)
                started = time.perf_counter()
                judge.judge(exercise, source)
                engine.append((time.perf_counter() - started) * 1000)
                time.sleep(0.05)  # a learner does not save twice within a tick; a spare is ready
    end_to_end = _watched_saves(exercise.name, saves)
    result: dict[str, object] = {
        "exercise": exercise.key,
        "checks": 5,
        "engine_median_ms": round(median(engine), 1),
        "engine_p90_ms": round(ninetieth(engine), 1),
        "watch_median_ms": round(median(end_to_end), 1),
        "watch_p90_ms": round(ninetieth(end_to_end), 1),
        "pytest_median_ms": round(median(pytest)),
        "ratio": round(median(pytest) / median(engine)),
        "load": round(os.getloadavg()[0], 1),
    }
    table = Table("way", "median", "p90", "n", title=f"save → verdict, {exercise.key}")
    for name, values in (
        ("engine, warm", engine),
        ("`arena watch`, save to screen", end_to_end),
        ("cold python -m pytest", pytest),
    ):
        table.add_row(
            name, f"{median(values):.0f} ms", f"{ninetieth(values):.0f} ms", str(len(values))
        )
    Console().print(table)
    return result


def _cold_pytest(test: Path) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)],
        capture_output=True,
        cwd=test.parent,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=False,
    )
    elapsed = (time.perf_counter() - started) * 1000
    if done.returncode != 0:
        raise SystemExit(f"the pytest side failed:\n{done.stdout.decode()[-2000:]}")
    return elapsed


def _watched_saves(name: str, saves: int) -> list[float]:
    """Save a workspace file beside a real `arena watch` in a terminal; time until a verdict shows.

    Every save raises another number, so each verdict differs from the one on the screen.
    """
    arena = Path(sys.executable).with_name("arena")
    timings: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_STATE_HOME": folder, "COLUMNS": "100", "LINES": "40"}
        root = Path(folder) / "workspace"
        subprocess.run([arena, "start", root], env=environment, capture_output=True, check=True)
        file = next(path for path in root.glob("*/*.py") if f"def {name}(" in path.read_text())
        stub = file.read_text()
        screen, terminal = pty.openpty()
        watch = subprocess.Popen(
            [arena, "watch", name],
            cwd=root,
            env=environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
        )
        try:
            _read_until_quiet(screen, 20.0, quiet=3.0)
            for i in range(saves + 2):
                temporary = file.with_suffix(".tmp")
                answer = f"def {name}(*_, **__):\n    raise KeyError({i + 1000})\n"
                temporary.write_text(f"{stub}\n\n{answer}")
                started = time.perf_counter()
                temporary.replace(file)
                shown = _read_until(screen, f"KeyError: {i + 1000}".encode(), 20.0)
                timings.append((shown - started) * 1000)
                _read_until_quiet(screen, 3.0, quiet=0.4)
        finally:
            watch.terminate()
            watch.wait()
            os.close(screen)
            os.close(terminal)
    return timings[2:]


def _read_until(screen: int, marker: bytes, seconds: float) -> float:
    seen = b""
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        if select.select([screen], [], [], 0.5)[0]:
            seen += os.read(screen, 65536)
            if marker in seen:
                return time.perf_counter()
    raise SystemExit(f"no verdict within {seconds} s; the screen showed:\n{seen.decode()}")


def _read_until_quiet(screen: int, seconds: float, quiet: float) -> None:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        if not select.select([screen], [], [], quiet)[0]:
            return
        os.read(screen, 65536)
