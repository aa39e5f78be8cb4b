"""Where the parts of a set lie: a role is a file, or a folder with a file for each section."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from verify_course import append, course_of, replace, sources_of, split, write_course

from arena.compiler.belongings import belongings_of
from arena.compiler.report import Fault
from arena.compiler.scaffold import Added, add_exercise
from arena.compiler.states import check_states, judge_mistakes
from arena.compiler.verify import read_faults
from arena.course.given import readable_files
from arena.course.parts import Role, code_files, definitions_in, parts_of
from arena.grading.judge import Judge
from arena.grading.runner import Level, Runner

SPLIT = ("checks", "oracles", "mistakes", "alternatives", "figures")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture
def runner() -> Iterator[Runner]:
    with Runner(level=dataclasses.replace(Level.detect(), bubblewrap=False)) as runner:
        yield runner


def faults_of(folder: Path) -> list[Fault]:
    return list(read_faults(sources_of(folder)))


def two_sections(folder: Path) -> None:
    """Let `mean_row` stand in a section of its own, “The means”."""
    replace(folder, "page.md", ":::{exercise} mean_row", "## The means\n\n:::{exercise} mean_row")


def test_a_set_that_is_split_by_section_has_no_fault(folder: Path) -> None:
    for role in SPLIT:
        split(folder, role)
    assert faults_of(folder) == []


def test_answers_are_judged_alike_whether_roles_are_files_or_folders(
    folder: Path, runner: Runner
) -> None:
    for role in SPLIT:
        split(folder, role)
    append(
        folder, "checks/common.py", '"""What several use."""\n\nSIZES = [(1, 2), (2, 3), (5, 4)]\n'
    )
    path = folder / "checks" / "rows.py"
    shared = path.read_text("utf-8").replace("    sizes = [(1, 2), (2, 3), (5, 4)]\n", "")
    shared = shared.replace("in sizes", "in SIZES")
    path.write_text(
        shared.replace("import torch\n", "import torch\nfrom .common import SIZES\n", 1)
    )
    sources = sources_of(folder)
    assert list(read_faults(sources)) == []
    judge = Judge(sources.course, runner)
    for exercise in sources.exercise_set.exercises:
        assert list(check_states(sources, judge, exercise)) == []
        rows, faults = judge_mistakes(sources, judge, exercise, lambda: None)
        assert [row.named for row in rows] == [True] * 3
        assert faults == ()


def test_a_role_that_is_both_file_and_folder_is_a_fault_with_a_next_step(folder: Path) -> None:
    whole = (folder / "mistakes.py").read_text("utf-8")
    split(folder, "mistakes")
    (folder / "mistakes.py").write_text(whole, "utf-8")
    (fault,) = faults_of(folder)
    assert "both mistakes.py and mistakes/" in fault.what
    assert "delete it" in fault.next_step


def test_a_folder_that_git_left_empty_is_no_role(folder: Path) -> None:
    (folder / "checks" / "__pycache__").mkdir(parents=True)
    assert faults_of(folder) == []


def test_files_come_in_the_order_of_the_page_and_numbers_count(folder: Path) -> None:
    two_sections(folder)
    split(folder, "mistakes", "means")
    for stem in ("rows_10", "rows_2", "rows", "common"):
        append(folder, f"mistakes/{stem}.py", '"""Nothing yet."""\n')
    parts = parts_of(course_of(folder).sets[0], Role.MISTAKES)
    assert [p.path.stem for p in parts] == ["common", "rows", "rows_2", "rows_10", "means"]


def test_two_files_of_a_role_cannot_define_the_same_name(folder: Path) -> None:
    split(folder, "oracles")
    append(
        folder,
        "oracles/rows_2.py",
        '"""More."""\n\n\ndef scale_rows() -> None:\n    """Twice."""\n',
    )
    (fault,) = faults_of(folder)
    assert "`scale_rows` is defined in rows.py as well" in fault.what
    assert (fault.path.rpartition("/")[2], fault.line) == ("rows_2.py", 4)


def test_what_lies_in_the_file_of_another_section_is_told_where_to_go(folder: Path) -> None:
    two_sections(folder)
    split(folder, "alternatives", "means")
    (fault,) = faults_of(folder)
    assert "`scale_rows__einsum` belongs to another section, “Rows”" in fault.what
    assert fault.next_step == "Move it to alternatives/rows.py."


def test_a_file_that_is_named_after_no_section_is_a_fault(folder: Path) -> None:
    split(folder, "figures", "columns")
    (fault,) = faults_of(folder)
    assert "figures/columns.py is named after no section" in fault.what
    assert "rows" in fault.next_step


def test_checks_may_import_what_they_share_and_no_other_section(folder: Path) -> None:
    split(folder, "checks")
    append(
        folder, "checks/rows_2.py", '"""More."""\n\nfrom .rows import TwoTensors as TwoTensors\n'
    )
    (fault,) = faults_of(folder)
    assert "imports `.rows`, which does not travel" in fault.what


def test_checks_in_a_folder_may_not_import_mistakes_in_another(folder: Path) -> None:
    split(folder, "checks")
    split(folder, "mistakes")
    old = "import torch\n"
    replace(folder, "checks/rows.py", old, f"{old}from ..mistakes.rows import mean_row__sum\n")
    assert "imports the mistakes, which the child" in faults_of(folder)[0].what


def test_a_name_in_common_that_nothing_uses_is_a_fault(folder: Path) -> None:
    split(folder, "mistakes")
    append(
        folder, "mistakes/common.py", '"""Shared."""\n\n\ndef twice() -> None:\n    """Two."""\n'
    )
    (fault,) = faults_of(folder)
    assert "nothing uses `twice`" in fault.what


def test_a_submission_may_read_no_file_of_a_role_and_all_of_the_shelf(folder: Path) -> None:
    for role in SPLIT:
        split(folder, role)
    append(folder, "shapes.py", '"""Given."""\n')
    shelf = folder.parents[1] / "shelf"
    shelf.mkdir()
    exercise_set = course_of(folder).sets[0]
    readable = set(map(Path, readable_files(exercise_set)))
    assert {folder / "shapes.py", shelf} <= readable
    hidden = {p.path for role in Role for p in parts_of(exercise_set, role)}
    assert len(hidden) == 1 + len(SPLIT)
    assert not any(h == r or r in h.parents for h in hidden for r in readable)
    assert hidden < set(code_files(folder))


def test_a_new_exercise_goes_into_the_files_of_the_last_section(folder: Path) -> None:
    two_sections(folder)
    split(folder, "mistakes", "rows")
    text = (folder / "mistakes" / "rows.py").read_text("utf-8")
    place = text.index("def mean_row__sum")
    (folder / "mistakes" / "rows.py").write_text(text[:place], "utf-8")
    append(folder, "mistakes/means.py", text[: text.index("def ")] + text[place:])
    before = (folder / "mistakes" / "rows.py").read_bytes()
    added = {a.path.relative_to(folder).as_posix() for a in _add(folder, "flip_rows")}
    assert added == {"page.md", "solutions.py", "checks.py", "oracles.py", "mistakes/means.py"}
    assert (folder / "mistakes" / "rows.py").read_bytes() == before
    mistakes = definitions_in(course_of(folder).sets[0], Role.MISTAKES)
    assert any(name.startswith("flip_rows__") for name in mistakes)


def test_a_new_exercise_makes_the_file_of_its_section_where_there_is_none(folder: Path) -> None:
    split(folder, "checks")
    append(folder, "page.md", "\n## Next\n")
    _add(folder, "flip_rows")
    assert (folder / "checks" / "next.py").read_text("utf-8").startswith('"""Checks of the section')
    assert {f.rule for f in faults_of(folder)} == {"todo", "checks", "mistakes"}


def test_all_that_belongs_to_an_exercise_is_found_with_its_place(folder: Path) -> None:
    split(folder, "checks")
    sources = sources_of(folder)
    found = list(belongings_of(sources, sources.exercise_set.exercises[0]))
    assert [b.kind for b in found] == [
        *("page", "solutions", "checks", "checks", "checks", "oracles"),
        *("mistakes", "mistakes", "mistakes", "alternatives", "figures"),
    ]
    for thing in found:
        rows = thing.path.read_text("utf-8").splitlines()[thing.first - 1 : thing.last]
        assert thing.name in "\n".join(rows[:2])
        assert thing.kind != "page" or (rows[-1] == ":::" and "mean_row" not in "\n".join(rows))


def _add(folder: Path, name: str) -> list[Added]:
    return add_exercise(course_of(folder).sets[0], name)
