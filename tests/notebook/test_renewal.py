"""The course changes under a notebook: its words become new, and what was typed stays."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from judge_service import end_judge
from notebook_support import arena, home_of
from verify_course import replace, write_course

ANSWER = (
    "def scale_rows(table: Tensor, factors: Tensor) -> Tensor:\n    return table * factors[:, None]"
)


@dataclass
class Desk:
    """A course that can be changed, and a notebook of its one set."""

    course: Path
    home: Path
    environment: dict[str, str]

    @property
    def path(self) -> Path:
        return self.home / "mine.ipynb"

    def sync(self) -> str:
        done = arena(
            "notebook", "0.1", "-o", str(self.path), cwd=self.home / "work", env=self.environment
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def cells(self) -> list[dict[str, Any]]:
        return list(json.loads(self.path.read_text(encoding="utf-8"))["cells"])

    @property
    def texts(self) -> list[str]:
        """Of all cells; help is left empty, as it holds the solutions."""
        roles = [c["metadata"].get("arena", {}).get("role") for c in self.cells]
        both = zip(self.cells, roles, strict=True)
        return ["" if role == "help" else "".join(c["source"]) for c, role in both]

    def save(self, cells: list[dict[str, Any]]) -> None:
        """As Jupyter does."""
        notebook = json.loads(self.path.read_text(encoding="utf-8")) | {"cells": cells}
        self.path.write_text(json.dumps(notebook), encoding="utf-8")

    def at(self, text: str) -> int:
        """Where the only cell with a text is."""
        (found,) = (i for i, t in enumerate(self.texts) if text in t)
        return found


@pytest.fixture
def desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="arena-nb-", ignore_cleanup_errors=True) as home:
        folder = write_course(Path(home))
        env = home_of(Path(home), folder.parents[1])
        made = arena("start", f"{home}/work", cwd=Path(home), env=env)
        assert made.returncode == 0, made.stderr
        found = Desk(folder, Path(home), env)
        found.sync()
        yield found
        end_judge(env)


def test_words_become_new_and_what_was_typed_stays(desk: Desk) -> None:
    cells = desk.cells
    answer, mean = desk.at("def scale_rows"), desk.at("then take")
    cells[answer]["source"] = ANSWER
    cells[mean]["source"] = "".join(cells[mean]["source"]) + "\n\nMy own remark."
    note = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "A note of mine."}
    cells.insert(answer + 1, note)
    desk.save(cells)

    replace(desk.course, "page.md", "Multiply each row of", "Scale every row of")
    replace(desk.course, "page.md", "then take the mean", "then form the mean")
    replace(
        desk.course, "page.md", "## Rows\n", "## Rows\n\n:::{aside} Why rows\nThey are many.\n:::\n"
    )
    said = desk.sync()

    assert "the course has changed: 2 cells of" in said  # a new one, and one with new words
    texts = desk.texts
    assert not [t for t in texts if "Multiply each row" in t]
    assert "My own remark." in texts[desk.at("then take the mean")]  # typed in, so it stays
    assert texts[desk.at("def scale_rows")] == ANSWER
    assert texts[desk.at("def scale_rows") + 1] == "A note of mine."
    assert desk.at("Why rows") < desk.at("Scale every row of")
    nbformat.validate(nbformat.read(desk.path, as_version=4))
    assert "hold the same answers" in desk.sync()
    assert "renewed" not in desk.sync()


def test_a_passage_put_in_above_ones_own_version_of_another_costs_neither(desk: Desk) -> None:
    cells = desk.cells
    mine = desk.at("Rows of a table are scaled")
    cells[mine]["source"] = "Rows of a table, in my words."
    desk.save(cells)
    replace(
        desk.course,
        "page.md",
        "Rows of a table are",
        ":::{aside} First\nNew.\n:::\n\nRows of a table are",
    )
    desk.sync()
    assert desk.at("New.") < desk.at("in my words")
    assert not [t for t in desk.texts if "are scaled one by one" in t]


def test_what_was_deleted_does_not_come_back(desk: Desk) -> None:
    gone = desk.at("def mean_row")
    desk.save([cell for i, cell in enumerate(desk.cells) if i != gone])
    replace(desk.course, "page.md", "Multiply each row of", "Scale every row of")
    desk.sync()
    assert not [t for t in desk.texts if "def mean_row" in t]
    assert desk.at("Scale every row of")


def test_a_notebook_that_knows_nothing_of_its_words_is_left_alone(desk: Desk) -> None:
    notebook = json.loads(desk.path.read_text(encoding="utf-8"))
    notebook["metadata"] = {}
    desk.path.write_text(json.dumps(notebook), encoding="utf-8")
    before = desk.path.read_bytes()
    replace(desk.course, "page.md", "Multiply each row of", "Scale every row of")
    assert "renewed" not in desk.sync()
    assert desk.path.read_bytes() == before
