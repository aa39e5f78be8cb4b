"""A real `arena web` with a workspace of its own, and the words that tests type into it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from patience import PATIENCE_S
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]
RIGHT = """def make_rays_1d(num_pixels, y_limit):
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels)
    return rays
"""
SWAPPED = RIGHT.replace("return rays", "return rays.flip(1)")
SWAPPED_SAYS = "You put the direction first and the origin second."
PRINTS = "    print('<img src=x> **bold** $x$')\n"
LOUD = RIGHT.replace("    return rays", PRINTS + "    return rays / 2")

# The machine may be busy with other things; no test is about how long something takes.
expect.set_options(timeout=PATIENCE_S * 1000)


@dataclass(frozen=True)
class Site:
    """A server that runs.

    Args:
        workspace: the learner's folder.
        address: what `arena web` printed.
    """

    workspace: Path
    address: str

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:8501`."""
        return self.address.partition("/?")[0]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.origin.rpartition(":")[2])

    @property
    def key(self) -> str:
        """The workspace's key."""
        return self.address.partition("key=")[2]

    @property
    def file(self) -> Path:
        """The learner's file of the only set."""
        (found,) = self.workspace.glob("ch0_fundamentals/s1_*.py")
        return found

    def at(self, place: str) -> str:
        """The address of a section or task of set 0.1."""
        return f"{self.address}&set=0.1&at={place}"

    def replace(self, old: str, new: str) -> None:
        """Edit the file as another editor would: written whole, at once."""
        text = self.file.read_text(encoding="utf-8")
        assert old in text, f"the file holds no {old!r}"
        other = self.file.with_suffix(".tmp")
        other.write_text(text.replace(old, new, 1), encoding="utf-8")
        other.replace(self.file)


def arena(*arguments: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [sys.executable, "-m", "arena", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


@contextlib.contextmanager
def served(workspace: Path, env: dict[str, str]) -> Iterator[Site]:
    """A server for a new workspace; ended by Ctrl-C, as a person would."""
    made = arena("start", str(workspace), cwd=workspace.parent, env=env)
    assert made.returncode == 0, made.stdout + made.stderr
    command = [sys.executable, "-m", "arena", "web", "--no-browser", "--port", str(free_port())]
    log = workspace.with_name("server.log")
    with log.open("wb") as said:  # a file, not a pipe: nobody reads on while the tests run
        process = subprocess.Popen(command, cwd=workspace, env=env, stdout=said, stderr=said)
    try:
        wait_until("the server says where it is", lambda: b"key=" in log.read_bytes(), 60)
        found = re.search(r"http://127\.0\.0\.1:\d+/\?key=[\w-]+", log.read_text())
        assert found, log.read_text()
        yield Site(workspace, found[0])
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        finally:
            process.kill()
            process.wait()
    faults = [line for line in log.read_text().splitlines() if "Error" in line]
    assert not faults, log.read_text()[-4_000:]


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def home_of(folder: Path) -> dict[str, str]:
    """An environment whose home, caches and judge are not the developer's own."""
    dropped = ("ARENA_", "STREAMLIT_", "XDG_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    places = {
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
    }
    return kept | places | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def card(page: Page, task: str = "0-1-make-rays-1d") -> Locator:
    """The card of a task."""
    return page.locator(f".st-key-card-{task}")


def write(page: Page, text: str, task: str = "0-1-make-rays-1d") -> None:
    """Replace what the editor holds, without the help that typing gets."""
    card(page, task).locator(".cm-content").first.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def check(page: Page, outcome: str, task: str = "0-1-make-rays-1d") -> Locator:
    """Ask for a verdict with the keyboard, and wait for the one that is expected."""
    page.keyboard.press("Control+Enter")
    verdict = card(page, task).get_by_test_id("verdict")
    expect(verdict).to_have_attribute("data-outcome", outcome)
    return verdict


def wait_saved(page: Page, task: str = "0-1-make-rays-1d") -> None:
    """Wait until the page says that the file holds its text."""
    expect(card(page, task).get_by_test_id("save-state")).to_have_text("Saved")


def wait_until(claim: str, holds: object, seconds: float = PATIENCE_S) -> None:
    """Wait for something outside the page; a fault names the claim."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"never true: {claim}"
        time.sleep(0.05)


def watch_faults(page: Page) -> list[str]:
    """What goes wrong in a page, as it happens: script errors, and requests that leave here."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda m: faults.append(f"console: {m.text}") if "Content Security" in m.text else None,
    )

    def asked(url: str) -> None:
        here = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:http://127.0.0.1:")
        if not url.startswith(here):
            faults.append(f"asked somebody else: {url}")

    page.on("request", lambda request: asked(request.url))
    page.on("websocket", lambda socket: asked(socket.url))
    return faults
