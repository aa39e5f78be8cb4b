"""`kill -9` at random moments: of writers, the CLI, the keeper and the page."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from arena.grading.verdict import Outcome
from arena.journal.events import EventKind
from arena.journal.journal import Journal
from benchmarks.browser import launch
from benchmarks.memory import keeper_and_children
from benchmarks.subject import pick_exercise, warm_judge

ROOT = Path(__file__).parent.parent
ARENA = Path(sys.executable).with_name("arena")


def run(
    journal: int = 360, workspace: int = 365, cli: int = 200, keeper: int = 60, web: int = 15
) -> dict[str, object]:
    """Kill, and count what was lost: something acknowledged that is gone, or a wrong verdict.

    Args:
        journal: kills of processes that record events.
        workspace: kills of processes that write and upgrade the learner's files.
        cli: kills of `arena note` and `arena check`.
        keeper: kills of the keeper while submissions are judged.
        web: kills of the page's server while somebody types.
    """
    rng = random.Random(0)
    lost: dict[str, list[str]] = {
        "journal": _kill_writers("journal", journal),
        "workspace": _kill_writers("workspace", workspace),
        "cli": _kill_cli(cli, rng),
        "keeper": _kill_keeper(keeper, rng),
        "web": _kill_web(web, rng),
    }
    kills = {"journal": journal, "workspace": workspace, "cli": cli, "keeper": keeper, "web": web}
    table = Table("killed", "kills", "lost")
    for name, number in kills.items():
        table.add_row(name, str(number), str(len(lost[name])))
    Console().print(table)
    for name, sentences in lost.items():
        for sentence in sentences[:5]:
            print(f"{name}: {sentence}")
    return {"kills": sum(kills.values()), "lost": sum(map(len, lost.values())), "each": kills}


def _kill_writers(what: str, kills: int) -> list[str]:
    command = [sys.executable, "tests/unit/killing.py", what, str(kills)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return list(json.loads(done.stdout.splitlines()[-1])["lost"])


def environment_in(folder: Path) -> dict[str, str]:
    """The environment with every folder of arena below one that is thrown away."""
    homes = {f"XDG_{n}_HOME": str(folder / n.lower()) for n in ("STATE", "CACHE", "DATA")}
    return {**os.environ, **homes, "XDG_RUNTIME_DIR": str(folder)}


def _kill_cli(kills: int, rng: random.Random) -> list[str]:
    """Notes that were acknowledged must be in the journal, and the file must be whole."""
    lost: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        environment = environment_in(Path(name))
        root = Path(name) / "workspace"
        subprocess.run([ARENA, "start", root], env=environment, capture_output=True, check=True)
        file = next(root.glob("*/*.py"))
        before = file.read_bytes()
        said: set[str] = set()
        for i in range(kills):
            verb = ["check"] if i % 4 == 3 else ["note", f"note {i}"]
            process = subprocess.Popen(
                [ARENA, *verb],
                cwd=root,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(rng.uniform(0.0, 1.2))
            process.send_signal(signal.SIGKILL)
            if process.wait() == 0 and verb[0] == "note":
                said.add(f"note {i}")
            if file.read_bytes() != before:
                lost.append(f"kill {i}: the workspace file changed")
            with Journal.open(root / ".arena" / "journal.sqlite") as journal:
                found = {str(e.data["text"]) for e in journal.events(kinds=[EventKind.NOTED])}
                lost += [f"kill {i}: {gone} is gone" for gone in said - found]
                lost += [f"kill {i}: {notice}" for notice in journal.notices]
    return lost


def _kill_keeper(kills: int, rng: random.Random) -> list[str]:
    """Whatever happens to the keeper, a right answer is right."""
    lost: list[str] = []
    with warm_judge() as judge:
        exercise = pick_exercise(judge.library.course, judge)
        source = judge.library.code(exercise.set_id).source.text
        judge.judge(exercise, source)
        keeper = killed = 0
        with ThreadPoolExecutor(1) as grading:
            for i in range(kills):
                while keeper == killed:  # it may take a moment to die
                    keeper, _ = keeper_and_children(judge.runner)
                asked = grading.submit(judge.judge, exercise, source)
                time.sleep(rng.uniform(0.0, 0.05))
                os.kill(keeper, signal.SIGKILL)
                killed = keeper
                verdict = asked.result()
                if verdict.outcome is not Outcome.RIGHT:
                    lost.append(f"kill {i}: the verdict was {verdict.outcome}")
    return lost


def _kill_web(kills: int, rng: random.Random) -> list[str]:
    """What the page called saved must be in the file after its server was killed."""
    lost: list[str] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        environment = environment_in(Path(name))
        root = Path(name) / "workspace"
        subprocess.run([ARENA, "start", root], env=environment, capture_output=True, check=True)
        file = next(root.glob("*/*.py"))
        browser = launch(playwright)
        for i in range(kills):
            server, address = serve(root, environment)
            page = browser.new_page()
            page.goto(f"{address}&set=0.1&at=make_rays_1d")
            editor = page.locator(".cm-content").first
            editor.wait_for(timeout=60_000)
            editor.click()
            page.keyboard.press("Control+End")
            saved = _type_until_saved(page, f"    # typed {i}", rng)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            page.close()
            text = file.read_text()
            if saved and f"# typed {i}" not in text:
                lost.append(f"kill {i}: a line that was called saved is gone")
            if "def make_rays_1d" not in text or "def intersect_ray_1d" not in text:
                lost.append(f"kill {i}: the file is not whole")
            with Journal.open(root / ".arena" / "journal.sqlite") as journal:
                lost += [f"kill {i}: {notice}" for notice in journal.notices]
        browser.close()
    return lost


def serve(root: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """Start the page's server in a process group of its own; the address that it prints."""
    server = subprocess.Popen(
        [ARENA, "web", "--no-browser"],
        cwd=root,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/\?key=[\w-]+", line):
            return server, found[0]
    raise SystemExit("the page's server did not start")


def _type_until_saved(page: Page, text: str, rng: random.Random) -> bool:
    """Type a line, wait a random time; whether the page had called it saved by then."""
    page.keyboard.press("Enter")
    page.keyboard.type(text.strip())
    time.sleep(rng.uniform(0.0, 3.0))
    return page.get_by_text("Saved", exact=True).first.is_visible()
