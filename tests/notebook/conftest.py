"""One home folder and one judge service for all tests here; a fresh workspace for each."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from judge_service import end_judge
from notebook_support import ROOT, Kernel, arena, home_of, kernel


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    """Not below pytest's own folder: the path of a socket may have 100 characters and no more.

    The course is a copy, so that nobody changes it while the tests run.
    """
    with tempfile.TemporaryDirectory(prefix="arena-nb-", ignore_cleanup_errors=True) as home:
        course = Path(home) / "curriculum"
        shutil.copytree(ROOT / "curriculum", course, ignore=shutil.ignore_patterns("__pycache__"))
        clean = home_of(Path(home), course)
        yield clean
        end_judge(clean)


@pytest.fixture
def workspace(tmp_path: Path, environment: dict[str, str]) -> Path:
    """A fresh workspace."""
    made = arena("start", str(tmp_path / "work"), cwd=tmp_path, env=environment)
    assert made.returncode == 0, made.stderr
    return tmp_path / "work"


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Iterator[Kernel]:
    """A kernel in a workspace, for tests that each define what they need."""
    folder = tmp_path_factory.mktemp("kernel") / "work"
    made = arena("start", str(folder), cwd=folder.parent, env=environment)
    assert made.returncode == 0, made.stderr
    with kernel(folder, environment) as found:
        yield found
