"""Real kernels and real notebooks, with a home folder of their own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from arena.course.load import load_set

ROOT = Path(__file__).parents[2]
RAYS = load_set(ROOT / "curriculum" / "ch0_fundamentals" / "s1_ray_tracing")

SETUP = """\
import torch
from jaxtyping import Float
from torch import Tensor, nn
from arena import check, compare, explain, hint, show, solution
ARENA_SET = "0.1"
"""
RIGHT = """\
def make_rays_1d(num_pixels: int, y_limit: float) -> Tensor:
    rays = torch.zeros((num_pixels, 2, 3))
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels)
    return rays
"""
ONE_SIDED = RIGHT.replace("-y_limit, y_limit", "0, y_limit")
RAISES = RIGHT.replace("    return rays", "    return rays[num_pixels + 5]")


@dataclass
class Ran:
    """What one cell gave back."""

    results: list[dict[str, Any]] = field(default_factory=list)
    redrawn: list[dict[str, Any]] = field(default_factory=list)
    streams: dict[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def text(self) -> str:
        """The last result as a terminal would show it."""
        return str(self.results[-1]["text/plain"]) if self.results else ""

    @property
    def html(self) -> str:
        """The last result as a notebook shows it."""
        return str(self.results[-1]["text/html"])


@dataclass(frozen=True)
class Kernel:
    """A kernel in which cells are run one by one."""

    client: BlockingKernelClient
    folder: Path

    def run(self, code: str) -> Ran:
        """Run a cell to its end."""
        ran = Ran()

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            match message["msg_type"]:
                case "execute_result" | "display_data":
                    ran.results.append(content["data"])
                case "update_display_data":
                    ran.redrawn.append(content["data"])
                case "stream":
                    said = ran.streams.get(content["name"], "")
                    ran.streams[content["name"]] = said + content["text"]
                case "error":
                    ran.error = "\n".join(content["traceback"])

        self.client.execute_interactive(code, output_hook=hear, timeout=180)
        return ran


@contextlib.contextmanager
def kernel(folder: Path, env: dict[str, str]) -> Iterator[Kernel]:
    """A fresh kernel in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    manager = KernelManager(kernel_name="python3")
    with (folder / ".kernel.log").open("wb") as log:
        manager.start_kernel(cwd=str(folder), env=env, stdout=log, stderr=log)
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=120)
            yield Kernel(client, folder)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            manager.cleanup_resources()
            client.context.destroy(linger=0)


@contextlib.contextmanager
def warm_kernel(folder: Path, env: dict[str, str]) -> Iterator[KernelManager]:
    """A kernel in which several notebooks are run, one after another."""
    manager = KernelManager(kernel_name="python3")
    with (folder / ".kernel.log").open("wb") as log:
        manager.start_kernel(cwd=str(folder), env=env, stdout=log, stderr=log)
        try:
            yield manager
        finally:
            manager.shutdown_kernel(now=True)
            manager.cleanup_resources()
            manager.context.destroy(linger=0)


def execute(
    path: Path,
    folder: Path,
    env: dict[str, str],
    kernel_name: str = "python3",
    warm: KernelManager | None = None,
) -> tuple[Any, str]:
    """Run a notebook from top to bottom, in a fresh kernel or in one that is emptied first.

    Returns:
        The notebook with its outputs, and what stopped it; empty if nothing did.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        km=warm,
        timeout=400,
        kernel_name=kernel_name,
        resources={"metadata": {"path": str(folder)}},
    )
    if warm is not None:
        _empty(warm, folder)
    with (folder / ".kernel.log").open("ab") as log:
        try:
            client.execute(env=env, stdout=log, stderr=log)
        except CellExecutionError as error:
            return notebook, str(error)
        finally:
            if warm is not None and client.kc is not None:
                client.kc.stop_channels()
    return notebook, ""


def _empty(manager: KernelManager, folder: Path) -> None:
    """Forget the names and the text of the notebook before, and stand in another folder."""
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        code = f"%reset -f\n%cd -q {folder}\nget_ipython().history_manager.reset()"
        reply = client.execute_interactive(code, timeout=60)
        assert reply["content"]["status"] == "ok", reply
    finally:
        client.stop_channels()


def arena(*arguments: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [sys.executable, "-m", "arena", *arguments]
    return subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def home_of(folder: Path, course: Path) -> dict[str, str]:
    """An environment in which nothing is the developer's own."""
    dropped = ("ARENA_", "XDG_", "JUPYTER", "IPYTHON", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    return kept | {
        "HOME": str(folder),
        "ARENA_COURSE": str(course),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
        "IPYTHONDIR": str(folder / "ipython"),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
