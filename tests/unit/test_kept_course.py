"""A course is read once and kept; what has changed or is damaged is read anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from verify_course import replace, write_course

from arena.course import kept
from arena.course.load import load_course, read_course
from arena.course.model import Course


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "arena" / "courses"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course that nobody has touched for a day."""
    root = write_course(tmp_path).parents[1]
    for path in root.rglob("*"):
        os.utime(path, (path.stat().st_mtime - 86_400,) * 2)
    return root


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose pages were read."""
    folders: list[Path] = []

    def noted(folder: Path) -> Course:
        folders.append(folder)
        return read_course(folder)

    monkeypatch.setattr("arena.course.load.read_course", noted)
    return folders


def test_the_second_time_no_page_is_read_and_the_course_is_the_same(
    folder: Path, read: list[Path]
) -> None:
    first, second = load_course(folder), load_course(folder)
    assert first == second == read_course(folder)
    assert read == [folder]


def test_the_real_course_is_kept_whole() -> None:
    course = load_course()
    text = kept.Kept(stamps={}, course=course).model_dump_json()
    assert kept.Kept.model_validate_json(text).course == course


def test_a_changed_page_is_read_anew(folder: Path, read: list[Path]) -> None:
    load_course(folder)
    set_folder = next(folder.glob("*/*/page.md")).parent
    replace(set_folder, "page.md", "title: Scale each row", "title: Stretch each row")
    changed = load_course(folder)
    assert "Stretch each row" in {t.title for t in changed.tasks}
    assert len(read) == 2


def test_a_page_that_was_written_this_moment_is_not_kept(folder: Path, read: list[Path]) -> None:
    next(folder.glob("*/*/page.md")).touch()
    load_course(folder)
    load_course(folder)
    assert len(read) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b'{"stamps": {}, "course": null}'])
def test_a_damaged_memory_is_read_over(
    folder: Path, cache: Path, read: list[Path], content: bytes
) -> None:
    right = load_course(folder)
    (path,) = cache.iterdir()
    path.write_bytes(content)
    assert load_course(folder) == right
    assert len(read) == 2
    assert path.read_bytes() != content


def test_the_memory_of_another_version_of_the_reader_is_read_over(
    folder: Path, cache: Path, read: list[Path]
) -> None:
    load_course(folder)
    (path,) = cache.iterdir()
    found = kept.Kept.model_validate_json(path.read_bytes())
    reader = Path(kept.__file__).with_name("page.py")
    stamps = found.stamps | {str(reader): (0, 0, 0)}
    path.write_text(found.model_copy(update={"stamps": stamps}).model_dump_json(), "utf-8")
    load_course(folder)
    assert len(read) == 2


def test_without_a_place_to_write_the_course_is_read_each_time(
    folder: Path, read: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert load_course(folder) == load_course(folder)
    assert len(read) == 2
