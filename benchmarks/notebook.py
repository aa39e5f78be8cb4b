"""`check(f)` in a warm kernel, against `arena check` in a terminal, on the same exercise."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from arena.course.cells import region_of, splice
from benchmarks.subject import median, ninetieth

NAME = "make_rays_1d"
RIGHT = """\
def make_rays_1d(num_pixels, y_limit):
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels)
    return rays
"""
WRONG = RIGHT.replace("-y_limit, y_limit", "0, y_limit")
SETUP = 'import torch\nfrom arena import check\nARENA_SET = "0.1"'
# The clock of the kernel: from the call to the HTML that the notebook shows.
TIMED = f"import time; t = time.perf_counter(); h = check({NAME})._repr_html_(); "
TIMED += "print((time.perf_counter() - t) * 1000)"


def run(checks: int = 40, terminal: int = 5) -> dict[str, object]:
    """Measure; every other answer is wrong, so that half of the verdicts carry a diagnosis.

    Args:
        checks: in the kernel, spread between those in the terminal.
        terminal: checks as a command.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        os.environ["XDG_STATE_HOME"] = folder
        _arena(root.parent, "start", str(root))
        kernel, commands = _measure(root, checks, terminal)
    result: dict[str, object] = {
        "exercise": f"0.1/{NAME}",
        "kernel_median_ms": round(median(kernel), 1),
        "kernel_p90_ms": round(ninetieth(kernel), 1),
        "terminal_median_ms": round(median(commands)),
        "load": round(os.getloadavg()[0], 1),
    }
    table = Table("way", "median", "p90", "n", title=f"a check of {NAME}")
    for name, values in (
        ("check(…) in a warm kernel, call to HTML", kernel),
        ("`arena check`, a process each time", commands),
    ):
        row = (f"{median(values):.0f} ms", f"{ninetieth(values):.0f} ms", str(len(values)))
        table.add_row(name, *row)
    Console().print(table)
    return result


def _measure(root: Path, checks: int, terminal: int) -> tuple[list[float], list[float]]:
    from jupyter_client.manager import start_new_kernel

    kernel: list[float] = []
    commands: list[float] = []
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(root))
    try:
        _cell(client, SETUP)
        for _ in range(3):
            _cell(client, WRONG)
            _cell(client, TIMED)
        for i in range(terminal):
            _write(root, RIGHT if i % 2 else WRONG)
            started = time.perf_counter()
            _arena(root, "check", f"0.1/{NAME}")
            commands.append((time.perf_counter() - started) * 1000)
            for j in range(checks // terminal):
                _cell(client, RIGHT if j % 2 else WRONG)
                kernel.append(float(_cell(client, TIMED)))
                time.sleep(0.05)  # a learner does not check twice within a tick; a spare is ready
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return kernel, commands


def _cell(client: Any, code: str) -> str:
    said: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "error":
            raise SystemExit("\n".join(content["traceback"]))
        if message["msg_type"] == "stream":
            said.append(content["text"])

    client.execute_interactive(code, output_hook=hear, timeout=120)
    return "".join(said)


def _write(root: Path, answer: str) -> None:
    file = root / "ch0_fundamentals" / "s1_ray_tracing.py"
    source = file.read_text(encoding="utf-8")
    region = region_of(source, NAME)
    assert region is not None
    file.write_text(splice(source, region, answer), encoding="utf-8")


def _arena(cwd: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "arena", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
