"""A push runs the notebooks of the sets it touches, and the smallest of all."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from touched import changed_files, sets_to_run

from arena.course.load import load_course

Git = Callable[..., None]
COURSE = load_course()


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository with two commits."""

    def run(*arguments: str) -> None:
        name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *name, *arguments], cwd=tmp_path, check=True, capture_output=True)

    run("init", "-b", "main")
    for file in ("first", "second"):
        (tmp_path / file).write_text(file, "utf-8")
        run("add", file)
        run("commit", "-m", file)
    return run


def names(folder: Path) -> set[str]:
    return {path.name for path in changed_files(folder)}


def test_on_what_has_landed_it_is_the_last_commit(git: Git, tmp_path: Path) -> None:
    assert names(tmp_path) == {"second"}
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert names(tmp_path) == {"second"}


def test_on_a_branch_it_is_all_that_has_not_landed(git: Git, tmp_path: Path) -> None:
    git("update-ref", "refs/remotes/origin/main", "HEAD~1")
    (tmp_path / "first").write_text("not committed yet", "utf-8")
    assert names(tmp_path) == {"first", "second"}


def test_where_git_cannot_say_nothing_is_known_and_the_smallest_set_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(tmp_path) == set()
    monkeypatch.setattr("touched.changed_files", lambda _: frozenset())
    monkeypatch.delenv("ARENA_PROVE", raising=False)
    (chosen,) = sets_to_run(COURSE)
    assert len(chosen.tasks) == min(len(s.tasks) for s in COURSE.sets)


def test_a_set_with_a_changed_file_is_run_and_with_the_word_all_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    largest = max(COURSE.sets, key=lambda s: len(s.tasks))
    changed = frozenset({largest.folder / "checks" / "any.py"})
    monkeypatch.setattr("touched.changed_files", lambda _: changed)
    monkeypatch.delenv("ARENA_PROVE", raising=False)
    assert largest in sets_to_run(COURSE)
    monkeypatch.setenv("ARENA_PROVE", "all")
    assert sets_to_run(COURSE) == COURSE.sets
