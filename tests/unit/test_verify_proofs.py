"""What was proven stands while nothing that could change a verdict has changed, and no longer."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from dataclasses import replace as with_
from pathlib import Path

import pytest
from verify_course import append, course_of, replace, sources_of, write_course

import arena
from arena.compiler import keys
from arena.compiler.choices import Choices
from arena.compiler.keys import ENGINE, PROOF, content_key
from arena.compiler.proofs import TURNS, has_its_turn, read_proof, write_proof
from arena.compiler.report import Graded, SetReport, Tally
from arena.compiler.running import JudgePair
from arena.compiler.verify import verify_set
from arena.course.load import course_folder
from arena.grading.runner import Level, Runner

RECORD = Choices(fresh=True, record=True)
KEPT = Choices(fresh=True, kept=True, turn=1)  # the only set has its turn at 0, 10, 20 …
TURN = with_(KEPT, turn=TURNS)
TALLIES = {"scale_rows": Tally(mistakes=3, mutants=4, killed=4, equivalent=0)}


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    # Under bubblewrap the keeper starts anew for each folder it has to show, and each test has one.
    with Runner(level=with_(Level.detect(), bubblewrap=False)) as runner:
        yield runner


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def report_of(folder: Path, runner: Runner, choices: Choices) -> SetReport:
    course = course_of(folder)
    return verify_set(course, course.sets[0], lambda: JudgePair.on(course, runner), choices)


def test_what_was_recorded_stands_without_its_mutants_until_it_has_its_turn(
    folder: Path, runner: Runner
) -> None:
    first = report_of(folder, runner, RECORD)
    assert first.faults == (), "\n".join(map(str, first.faults))
    proof, faults = read_proof(sources_of(folder))
    assert proof is not None
    assert faults == []
    assert proof.exercises == first.graded.tallies
    assert sum(t.mutants for t in proof.exercises.values()) == first.graded.mutants > 5

    kept = report_of(folder, runner, KEPT)
    assert kept.faults == (), "\n".join(map(str, kept.faults))
    assert (kept.graded.mutants, kept.proven) == (0, str(proof.on))
    assert len(kept.graded.matrix) == len(first.graded.matrix)

    again = report_of(folder, runner, TURN)
    assert again.faults == (), "\n".join(map(str, again.faults))
    assert (again.graded.mutants, again.proven) == (first.graded.mutants, "")


def test_a_set_with_a_fault_is_not_recorded(folder: Path, runner: Runner) -> None:
    replace(folder, "page.md", "Broadcasting needs", "Broadcasting simply needs")
    assert [f.rule for f in report_of(folder, runner, RECORD).faults] == ["banned word"]
    assert not (folder / PROOF).exists()


def test_a_set_without_an_entry_is_proven_whole(folder: Path, runner: Runner) -> None:
    report = report_of(folder, runner, KEPT)
    assert report.graded.mutants > 5
    assert report.proven == ""


def test_an_entry_that_does_not_cover_the_set_is_a_fault_and_stands_for_nothing(
    folder: Path, runner: Runner
) -> None:
    write_proof(sources_of(folder), Graded(tallies=TALLIES))
    append(folder, "oracles.py", "\n_EXTRA = 1\n")
    report = report_of(folder, runner, KEPT)
    assert [f.rule for f in report.faults] == ["proof"]
    assert "no longer what is here" in report.faults[0].what
    assert "--record" in report.faults[0].next_step
    assert report.graded.mutants > 5


def test_figures_that_nobody_finds_again_are_a_fault(folder: Path, runner: Runner) -> None:
    write_proof(sources_of(folder), Graded(tallies=TALLIES))
    faults = report_of(folder, runner, TURN).faults
    assert {f.rule for f in faults} == {"proof"}
    assert "the figures of `scale_rows`" in faults[1].what


def test_an_entry_of_another_python_or_torch_says_nothing_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_proof(sources_of(folder), Graded(tallies=TALLIES))
    assert read_proof(sources_of(folder))[0] is not None
    monkeypatch.setattr(keys.platform, "python_version_tuple", lambda: ("3", "99", "0"))
    assert read_proof(sources_of(folder)) == (None, [])


@pytest.mark.parametrize("text", ["key = 3", "= =", 'key = ""\n[exercises]\nf = { mistakes = 1 }'])
def test_an_entry_that_cannot_be_read_is_a_fault(folder: Path, text: str) -> None:
    (folder / PROOF).write_text(text, "utf-8")
    proof, (fault,) = read_proof(sources_of(folder))
    assert proof is None
    assert "cannot be read" in fault.what


def test_every_set_has_its_turn_once_in_ten(folder: Path) -> None:
    sources = sources_of(folder)
    assert sum(has_its_turn(sources, turn) for turn in range(7, 7 + TURNS)) == 1


def test_the_key_is_that_of_the_files_wherever_they_lie(folder: Path, tmp_path: Path) -> None:
    first = content_key(sources_of(folder))
    root = folder.parents[1]
    shutil.copytree(root, tmp_path / "elsewhere" / root.name)
    moved = tmp_path / "elsewhere" / folder.relative_to(root.parent)
    assert content_key(sources_of(moved)) == first
    (folder / PROOF).write_text("", "utf-8")
    assert content_key(sources_of(folder)) == first
    append(folder, "checks.py", "\n# another word\n")
    assert content_key(sources_of(folder)) != first


def test_what_sets_share_is_part_of_the_key(folder: Path) -> None:
    first = content_key(sources_of(folder))
    shelf = folder.parents[1] / "shelf"
    shelf.mkdir()
    (shelf / "digits.npz").write_bytes(b"1")
    second = content_key(sources_of(folder))
    (shelf / "digits.npz").write_bytes(b"2")
    assert len({first, second, content_key(sources_of(folder))}) == 3


def test_nothing_outside_the_key_can_change_a_verdict() -> None:
    """The modules that are hashed import none of the engine's that are not."""
    engine = Path(arena.__file__).parent
    inside = {entry.removesuffix(".py") for entry in ENGINE}
    files = [p for e in ENGINE for p in ((engine / e).rglob("*.py") if "." not in e else [])]
    assert len(files) > 50
    files += [engine / "errors.py", *course_folder().rglob("*.py")]
    outside = {
        f"{path.name}: {name}"
        for path in files
        for name in _imports(path)
        if name.startswith("arena.") and name.split(".")[1] not in inside
    }
    assert outside == set()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "arena":
                yield from (f"arena.{alias.name}" for alias in node.names)
