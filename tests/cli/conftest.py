"""One home folder and one judge service for all tests here; a fresh workspace for each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_support import ROOT, Arena

_END = "from arena.session import chosen_course as c; from arena.grading.client import JudgeClient"


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    """Nothing of the user's: another home, no colours forced, no editor, no workspace named.

    Not below pytest's own folder: the path of a socket may have 100 characters and no more.
    """
    dropped = ("ARENA_", "XDG_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING", "EDITOR")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    with tempfile.TemporaryDirectory(prefix="arena-cli-", ignore_cleanup_errors=True) as home:
        course = Path(home) / "curriculum"
        shutil.copytree(ROOT / "curriculum", course, ignore=shutil.ignore_patterns("__pycache__"))
        _keep_one_set(course)
        clean = kept | {
            "HOME": home,
            "ARENA_COURSE": str(course),
            "XDG_CACHE_HOME": f"{home}/cache",
            "XDG_STATE_HOME": f"{home}/state",
            "TERM": "xterm-256color",
            "OMP_NUM_THREADS": "1",
            "PYTHONUTF8": "1",
        }
        yield clean
        end = f"{_END}; JudgeClient(c().folder).end()"
        subprocess.run([sys.executable, "-c", end], env=clean, timeout=60, check=False)


def _keep_one_set(course: Path) -> None:
    """Whatever the course grows to, these tests begin with ray tracing."""
    file = course / "course.toml"
    text = re.sub(r"chapters = \[[^]]*\]", 'chapters = ["ch0_fundamentals"]', file.read_text())
    file.write_text(text)
    file = course / "ch0_fundamentals" / "chapter.md"
    file.write_text(re.sub(r"sets: \[[^]]*\]", "sets: [s1_ray_tracing]", file.read_text()))


@pytest.fixture
def arena(tmp_path: Path, environment: dict[str, str]) -> Arena:
    """A fresh workspace."""
    made = Arena(tmp_path / "work", environment)
    started = made("start", str(made.workspace), cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    return made
