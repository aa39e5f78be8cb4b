"""Cells and regions: where an answer is, whatever has become of the file."""

from __future__ import annotations

import threading
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workspace_course import NAMES, SOLUTIONS

from arena.course.cells import digest_of, parse, plain, region_of, splice, split_cells
from arena.course.stubs import stub_file

STUB = stub_file(SOLUTIONS, NAMES)
OTHERS = {n: tuple(o for o in NAMES if o != n) for n in NAMES}
ANY_SOURCE = st.lists(
    st.sampled_from(
        [
            "# %% exercise: area\n",
            "#%%\n",
            "# %% exercise: Box.diagonal, volume\r\n",
            "def area(r):\n",
            "    return 1\n",
            "class Box:\n",
            "def volume(\n",
            "\n",
            "  \r\n",
            "# remark\r",
            '"""\n',
            "@dec\n",
            "x = 1",
            "\x0c",
            "\u2028",
        ]
    ),
    max_size=14,
).map("".join)


def text_of(source: str, name: str) -> str | None:
    region = region_of(source, name, OTHERS[name])
    if region is None:
        return None
    assert source[region.start : region.end] == region.text
    assert source[: region.start].replace("\r\n", "\n").count("\n") + 1 == region.line
    return region.text


@settings(max_examples=300, deadline=None)
@given(ANY_SOURCE)
def test_the_cells_of_any_text_joined_are_the_text(source: str) -> None:
    assert "".join(c.source for c in split_cells(source)) == source


@settings(max_examples=400, deadline=None)
@given(
    ANY_SOURCE, st.sampled_from(NAMES), st.sampled_from(["def area(r):\n    return 2", "", "\n"])
)
def test_a_text_put_in_a_region_changes_nothing_outside_of_it(
    source: str, name: str, text: str
) -> None:
    region = region_of(source, name, OTHERS[name])
    if region is None:
        return
    assert source[region.start : region.end] == region.text
    changed = splice(source, region, text)
    assert changed.startswith(source[: region.start])
    assert changed.endswith(source[region.end :])
    put_in = plain(changed[region.start : len(changed) - len(source) + region.end])
    assert put_in.removeprefix("\n").removesuffix("\n") == text.strip("\n")


def test_cells_know_their_exercises_and_first_lines() -> None:
    cells = split_cells("import a\n# %% exercise: f, C.g\ncode\n#%% mine\nmore\n")
    assert [(c.name, c.exercises, c.line, c.text) for c in cells] == [
        ("", (), 1, "import a\n"),
        ("exercise: f, C.g", ("f", "C.g"), 3, "code\n"),
        ("mine", (), 5, "more\n"),
    ]


def test_a_header_inside_a_string_is_text_and_one_in_broken_code_is_a_header() -> None:
    assert len(split_cells('x = """\n# %% exercise: f\n"""\n')) == 1
    assert len(split_cells('x = (\n# %% exercise: f\n"""\n')) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_an_answer_is_found_by_its_header(newline: str) -> None:
    source = STUB.replace("\n", newline)
    region = region_of(source, "area", OTHERS["area"])
    assert region is not None
    assert region.text.startswith("def area(")
    assert region.text.endswith("raise NotImplementedError")
    assert region.line == 10
    assert region.cell is not None
    assert region.cell.exercises == ("area",)


def test_methods_of_one_class_share_its_text() -> None:
    assert text_of(STUB, "Box.__init__") == text_of(STUB, "Box.diagonal")
    assert (text_of(STUB, "Box.diagonal") or "").startswith("class Box:")


def test_an_answer_is_found_by_its_definition_when_the_headers_are_gone() -> None:
    bare = "".join(c.text for c in split_cells(STUB))
    source = bare.replace("def volume", "# mine\n@cache\ndef volume")
    assert (text_of(source, "volume") or "").startswith("# mine\n@cache\ndef volume")
    assert (text_of(source, "area") or "").startswith("def area(")
    assert (text_of(source, "Box.diagonal") or "").endswith("SCALE * self.height)")


def test_a_deleted_header_does_not_make_two_answers_one() -> None:
    source = STUB.replace("# %% exercise: Box.__init__, Box.diagonal\n", "")
    source = source.replace("# %% given: unit_box\n", "").replace("# %% exercise: volume\n", "")
    assert "class Box" not in (text_of(source, "area") or "class Box")
    assert (text_of(source, "volume") or "").startswith("def volume")
    broken = source.replace("return Box(1.0, 1.0)", "return Box(1.0, 1.0")
    assert "class Box" not in (text_of(broken, "area") or "class Box")
    assert (text_of(broken, "volume") or "").startswith("def volume")


def test_an_answer_that_was_moved_is_found_where_it_is() -> None:
    cells = split_cells(STUB)
    area = cells[1].text
    source = STUB.replace(area, "\n") + "\n# %% scratch\nprint(1)\n" + area
    assert (text_of(source, "area") or "").startswith("def area(")


def test_an_answer_that_does_not_parse_is_found_by_its_header() -> None:
    source = STUB.replace("def area(radius: float)", "def area(radius: float")
    assert (text_of(source, "area") or "").startswith("def area(radius: float ->")
    assert (text_of(source, "volume") or "").startswith("def volume(")


def test_an_answer_that_does_not_parse_is_found_by_its_first_line() -> None:
    bare = "".join(c.text for c in split_cells(STUB))
    source = bare.replace("def area(radius: float)", "@dec\ndef area(radius: float")
    assert (text_of(source, "area") or "").startswith("@dec\ndef area(radius")
    assert "class Box" not in (text_of(source, "area") or "class Box")
    assert (text_of(source, "Box.diagonal") or "").startswith("class Box")


def test_what_is_not_there_is_not_found() -> None:
    assert text_of("", "area") is None
    assert text_of("def other(): pass\n", "area") is None
    assert text_of("x = (\n", "area") is None


def test_an_emptied_cell_is_an_empty_region_right_under_its_header() -> None:
    source = "# %% exercise: area\n\n\n# %% exercise: volume\n"
    region = region_of(source, "area")
    assert region is not None
    assert (region.text, region.start, region.line) == ("", 20, 2)
    filled = "# %% exercise: area\nx = 1\n\n# %% exercise: volume\n"
    assert splice(source, region, "x = 1\n\n") == filled
    last = region_of(source, "volume")
    assert last is not None
    assert splice(source, last, "y = 1").endswith("# %% exercise: volume\ny = 1")
    end = region_of("# %% exercise: area", "area")
    assert end is not None
    assert splice("# %% exercise: area", end, "y = 1") == "# %% exercise: area\ny = 1"


def test_a_text_takes_the_newlines_of_its_file() -> None:
    source = STUB.replace("\n", "\r\n")
    region = region_of(source, "area")
    assert region is not None
    changed = splice(source, region, "def area(r):\n    return 1\n")
    assert changed.replace("\r\n", "").count("\n") == 0
    assert "def area(r):\r\n    return 1\r\n\r\n\r\n# %%" in changed


def test_a_digest_does_not_see_newline_style_or_blank_lines_around() -> None:
    assert digest_of("a\nb") == digest_of("\r\n \r\na\r\nb\r\n\r\n")
    assert digest_of("a\n b") != digest_of("a\nb")
    assert digest_of(" a") != digest_of("a")


def test_parsing_says_nothing_about_invalid_escapes_and_leaves_the_filters_alone() -> None:
    before = list(warnings.filters)
    threads = [
        threading.Thread(target=lambda: [parse('x = "\\d"') for _ in range(200)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert parse('x = "\\d"') is not None
    assert list(warnings.filters) == before
