"""What an author types: `arena course new` and `arena course verify`, driven as a program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from verify_course import append, course_of, replace, sources_of, write_course

from arena.compiler.scaffold import add_exercise
from arena.compiler.states import check_states, judge_mistakes
from arena.compiler.verify import read_faults
from arena.errors import ArenaError
from arena.grading.judge import Judge
from arena.grading.runner import Runner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture
def runner() -> Iterator[Runner]:
    with Runner() as runner:
        yield runner


def arena(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `arena` as a program."""
    environment = os.environ | {"XDG_CACHE_HOME": str(cwd / "cache"), "COLUMNS": "200"}
    command = [sys.executable, "-m", "arena", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_new_exercise_names_everything_that_is_left_to_do(folder: Path) -> None:
    add_exercise(course_of(folder).sets[0], "flip_rows")
    faults = list(read_faults(sources_of(folder)))
    assert {f.rule for f in faults} == {"todo", "checks", "mistakes"}
    todo = [f for f in faults if f.rule == "todo"]
    files = {f.path.rpartition("/")[2] for f in todo}
    assert files == {"page.md", "solutions.py", "checks.py", "oracles.py", "mistakes.py"}
    for fault in todo:
        row = (folder / fault.path.rpartition("/")[2]).read_text().splitlines()[fault.line - 1]
        assert "TODO" in row


def test_the_code_of_a_new_exercise_runs_as_it_is(folder: Path, runner: Runner) -> None:
    add_exercise(course_of(folder).sets[0], "flip_rows")
    sources = sources_of(folder)
    judge = Judge(sources.course, runner)
    exercise = sources.exercise_set.exercises[-1]
    assert exercise.name == "flip_rows"
    assert list(check_states(sources, judge, exercise)) == []
    rows, faults = judge_mistakes(sources, judge, exercise, lambda: None)
    assert [row.named for row in rows] == [True]
    assert faults == ()


def test_a_new_exercise_leaves_what_was_there_as_it_was(folder: Path) -> None:
    before = {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.is_file()}
    added = add_exercise(course_of(folder).sets[0], "flip_rows")
    for place in added:
        text = place.path.read_text(encoding="utf-8")
        kept = [row for row in before[place.path.name].splitlines() if row.strip()]
        assert [row for row in text.splitlines() if row in kept][: len(kept)] == kept
        assert "flip_rows" in "\n".join(text.splitlines()[place.line - 1 : place.line + 5])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("scale_rows", "already has"),
        ("flip rows", "cannot name"),
        ("class", "cannot name"),
        ("Flip.forward", "does not define the method"),
    ],
)
def test_a_name_that_cannot_be_added_is_refused(folder: Path, name: str, says: str) -> None:
    before = {p: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    with pytest.raises(ArenaError, match=says) as caught:
        add_exercise(course_of(folder).sets[0], name)
    assert caught.value.next_step
    assert {p: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before


def test_a_method_that_is_written_already_can_become_an_exercise(folder: Path) -> None:
    append(
        folder,
        "solutions.py",
        '\n\nclass Scale:\n    """Scales."""\n\n    def forward(self, x: Tensor) -> Tensor:\n'
        '        """Twice `x`."""\n        return x * 2\n',
    )
    files = {a.path.name for a in add_exercise(course_of(folder).sets[0], "Scale.forward")}
    assert files == {"page.md", "checks.py", "oracles.py", "mistakes.py"}
    assert "Scale.forward" in sources_of(folder).names


def test_verify_ends_with_one_json_object_and_status_0(folder: Path, tmp_path: Path) -> None:
    done = arena("course", "verify", "--course", folder.parents[1], "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["ok"] is True
    counts = last["sets"]["0.1"]
    assert counts.pop("seconds") > 0
    assert counts.pop("mutants") == counts.pop("killed")
    assert counts == {
        "exercises": 2,
        "questions": 1,
        "pictures": 0,
        "mistakes": 6,
        "mistakes_named": 6,
        "equivalent": 0,
        "alternatives": 1,
        "faults": 0,
        "proven": "",
    }


def test_verify_names_a_fault_and_what_to_do_and_ends_with_status_1(
    folder: Path, tmp_path: Path
) -> None:
    line = replace(folder, "page.md", "Give the factors", "Just give the factors")
    done = arena("course", "verify", "--no-mutants", "--course", folder.parents[1], cwd=tmp_path)
    assert done.returncode == 1
    assert f"s1_scaling/page.md:{line}: “Just” is a banned word\n  next  Take it out" in done.stdout


def test_verify_says_where_a_course_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    line = replace(folder, "page.md", "minutes: 5\ndifficulty: 1", "minuets: 5\ndifficulty: 1")
    done = arena("course", "verify", "--json", "--course", folder.parents[1], cwd=tmp_path)
    assert done.returncode == 1
    assert f"page.md:{line}: unknown option `minuets`" in "".join(done.stdout.splitlines())
    assert json.loads(done.stdout.splitlines()[-1]) == {"sets": {}, "ok": False}


def test_new_says_where_to_write_and_what_comes_next(folder: Path, tmp_path: Path) -> None:
    done = arena("course", "new", "0.1", "flip_rows", "--course", folder.parents[1], cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "page.md:" in done.stdout
    assert "arena course verify 0.1 -e flip_rows" in done.stdout
    assert "flip_rows" in sources_of(folder).names
