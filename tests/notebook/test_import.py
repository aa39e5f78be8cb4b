"""Progress and answers from elsewhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from notebook_support import ONE_SIDED, RIGHT, arena

from arena.journal.carried import CarriedJournal, read_carried
from arena.journal.journal import EventKind, Journal

SEGMENT = """\
import torch as t

def determinant(m):
    return m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]

def intersect_ray_1d(ray, segment):
    origin, direction = ray[0, :2], ray[1, :2]
    start, end = segment[:, :2]
    matrix = t.stack([direction, start - end], dim=1)
    if determinant(matrix).abs() < 1e-6:
        return False
    u, v = t.linalg.solve(matrix, start - origin)
    return bool(u >= 0 and 0 <= v <= 1)
"""
OLD = f'''\
"""My answers to the course of last year."""
import part1_tests_that_are_not_here as tests
import torch

{RIGHT}
tests.test_make_rays_1d(make_rays_1d)
{SEGMENT}
def render_turn_old(x):
    return x

if MAIN:
    tests.main()
'''


def answers_file(root: Path) -> Path:
    return root / "ch0_fundamentals" / "s1_ray_tracing.py"


def test_a_file_of_another_course_is_judged_and_changes_nothing(
    workspace: Path, environment: dict[str, str]
) -> None:
    file = workspace / "old.py"
    file.write_text(OLD + "\n\ndef make_rays_2d(a, b, c, d):\n    return torch.zeros(1)\n")
    before = answers_file(workspace).read_bytes()
    done = arena("import", "old.py", cwd=workspace, env=environment)
    rows = {line.split()[1]: line[0] for line in done.stdout.splitlines() if line[:1] in "✓✗"}
    assert rows == {
        "0.1/make_rays_1d": "✓",
        "0.1/intersect_ray_1d": "✓",
        "0.1/make_rays_2d": "✗",
    }
    assert "2 of 3 right" in done.stdout
    assert done.returncode == 1
    assert answers_file(workspace).read_bytes() == before


def test_right_answers_are_kept_on_request_with_what_they_need_and_a_backup(
    workspace: Path, environment: dict[str, str]
) -> None:
    mine = ONE_SIDED.replace("rays[:, 1, 0] = 1", "rays[:, 1, 0] = 1  # mine")
    source = answers_file(workspace).read_text()
    stub = source[source.index("def make_rays_1d(") : source.index("# %% exercise: intersect_ray")]
    answers_file(workspace).write_text(source.replace(stub, mine + "\n\n"))
    before = answers_file(workspace).read_bytes()
    (workspace / "old.py").write_text(OLD)
    done = arena("import", "old.py", "--keep", cwd=workspace, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kept; yours is backed up" in done.stdout
    backups = list((workspace / ".arena" / "backups").rglob("*.py"))
    assert before in [p.read_bytes() for p in backups]
    text = answers_file(workspace).read_text()
    assert "import torch as t\n\n\ndef determinant(m):" in text
    for name in ("make_rays_1d", "intersect_ray_1d"):
        checked = arena("check", f"0.1/{name}", cwd=workspace, env=environment)
        assert checked.returncode == 0, checked.stdout


def test_answers_in_a_notebook_with_magics_and_no_metadata_are_judged(
    workspace: Path, environment: dict[str, str]
) -> None:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": ["!pip install x\n", "import torch"]},
        {"cell_type": "markdown", "metadata": {}, "source": "words"},
        {"cell_type": "code", "metadata": {}, "source": "%%time\n" + RIGHT},
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    (workspace / "old.ipynb").write_text(json.dumps(notebook))
    done = arena("import", "old.ipynb", cwd=workspace, env=environment)
    assert "✓  0.1/make_rays_1d" in done.stdout, done.stdout + done.stderr
    assert "1 of 1 right" in done.stdout


def test_a_file_without_any_exercise_is_said_so(
    workspace: Path, environment: dict[str, str]
) -> None:
    (workspace / "old.py").write_text("x = 1\n")
    done = arena("import", "old.py", cwd=workspace, env=environment)
    assert done.returncode == 2
    assert "has the name of an exercise" in done.stderr


def carried(folder: Path) -> CarriedJournal:
    return CarriedJournal.begin(folder / "journal.sqlite", folder / "arena_progress.json")


def test_progress_is_merged_once_however_often_and_in_whatever_version_it_comes(
    tmp_path: Path,
) -> None:
    with carried(tmp_path) as away:
        away.record(EventKind.OPENED, "0.1/a")
        away.record(EventKind.CHECKED, "0.1/a", outcome="right", diagnosis=None, milliseconds=1.5)
        early = read_carried(tmp_path / "arena_progress.json")
        away.record(EventKind.NOTED, "0.1/a", text="later")
        late = read_carried(tmp_path / "arena_progress.json")
    with Journal.open(tmp_path / "home.sqlite") as home:
        home.record(EventKind.OPENED, "0.1/b")
        assert home.absorb(early) == 2
        assert home.absorb(early) == 0
        assert home.absorb(late) == 1
        assert home.absorb(late) == 0
        events = home.events()
        assert [e.kind for e in events if e.key == "0.1/a"] == [
            EventKind.OPENED,
            EventKind.CHECKED,
            EventKind.NOTED,
        ]
        assert [e.at for e in events if e.key == "0.1/a"] == [e.at for e in late]


def test_a_new_runtime_goes_on_with_a_file_that_was_uploaded(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir(), second.mkdir()
    with carried(first) as journal:
        journal.record(EventKind.OPENED, "0.1/a")
    (second / "arena_progress.json").write_bytes((first / "arena_progress.json").read_bytes())
    with carried(second) as journal:
        journal.record(EventKind.OPENED, "0.1/b")
    found = read_carried(second / "arena_progress.json")
    assert [e.key for e in found] == ["0.1/a", "0.1/b"]


def test_equal_events_at_different_moments_are_both_counted(tmp_path: Path) -> None:
    with carried(tmp_path) as away:
        event = away.record(EventKind.OPENED, "0.1/a")
    later = type(event)(0, event.at + timedelta(seconds=1), event.kind, event.key, event.data)
    with Journal.open(tmp_path / "home.sqlite") as home:
        assert home.absorb([event, later, event]) == 2


@pytest.mark.parametrize("text", ["", "[]", '{"format": "arena-progress-9", "events": []}'])
def test_a_file_that_is_no_progress_is_refused_with_one_sentence(
    workspace: Path, environment: dict[str, str], text: str
) -> None:
    (workspace / "arena_progress.json").write_text(text)
    done = arena("import", "arena_progress.json", cwd=workspace, env=environment)
    assert done.returncode == 2
    assert "is no progress file" in done.stderr
    assert "Traceback" not in done.stderr


def test_damaged_and_future_events_are_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    now = datetime.now(UTC).isoformat()
    rows = [
        {"at": now, "kind": "opened", "key": "0.1/a", "data": {}},
        {"at": "yesterday", "kind": "opened", "key": "0.1/a", "data": {}},
        {"at": now, "kind": "of a later version", "key": "0.1/a", "data": {}},
        {"at": now, "kind": "checked", "key": "0.1/a", "data": {}},
        "nonsense",
    ]
    file = tmp_path / "arena_progress.json"
    file.write_text(json.dumps({"format": "arena-progress-1", "events": rows}))
    assert [e.kind for e in read_carried(file)] == [EventKind.OPENED]
