"""Notebook and workspace file: the newer answer goes over, by exercise, and nothing is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from notebook_support import ONE_SIDED, RIGHT, arena

from arena.course.cells import region_of, splice

NAME, OTHER = "make_rays_1d", "intersect_ray_1d"
RIGHT_TEXT = RIGHT.strip()


@dataclass
class Pair:
    """A workspace with a notebook beside its file."""

    root: Path
    environment: dict[str, str]

    @property
    def file(self) -> Path:
        return self.root / "ch0_fundamentals" / "s1_ray_tracing.py"

    @property
    def path(self) -> Path:
        return self.file.with_suffix(".ipynb")

    def sync(self, *options: str, code: int = 0) -> str:
        done = arena("notebook", "0.1", *options, cwd=self.root, env=self.environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def write(self, text: str, exercise: str = NAME) -> None:
        source = self.file.read_text(encoding="utf-8")
        region = region_of(source, exercise)
        assert region is not None
        self.file.write_text(splice(source, region, text), encoding="utf-8")

    def read(self, exercise: str = NAME) -> str:
        region = region_of(self.file.read_text(encoding="utf-8"), exercise)
        return region.text if region else ""

    @property
    def notebook(self) -> dict[str, Any]:
        return dict(json.loads(self.path.read_text(encoding="utf-8")))

    def save(self, cells: list[dict[str, Any]]) -> None:
        """As Jupyter does after the learner has worked in it."""
        self.path.write_text(json.dumps(self.notebook | {"cells": cells}), encoding="utf-8")

    @property
    def cells(self) -> list[dict[str, Any]]:
        return list(self.notebook["cells"])

    def at(self, exercise: str = NAME) -> int:
        """Where the answer's cell is."""
        start = f"def {exercise}("
        code = [i for i, c in enumerate(self.cells) if start in "".join(c["source"])]
        return next(i for i in code if self.cells[i]["cell_type"] == "code")

    def answer(self, text: str, exercise: str = NAME) -> None:
        """Type an answer into the notebook."""
        cells = self.cells
        cells[self.at(exercise)]["source"] = text
        self.save(cells)

    def source(self, exercise: str = NAME) -> str:
        return "".join(self.cells[self.at(exercise)]["source"])

    @property
    def backups(self) -> list[Path]:
        return [p for p in (self.root / ".arena" / "backups").rglob("*") if p.is_file()]


@pytest.fixture
def pair(workspace: Path, environment: dict[str, str]) -> Pair:
    made = Pair(workspace, environment)
    made.sync()
    return made


def test_an_answer_of_the_notebook_goes_into_the_file_and_is_not_asked_about_again(
    pair: Pair,
) -> None:
    pair.answer(RIGHT)
    before = pair.file.read_bytes()
    assert NAME in pair.sync()
    assert pair.read() == RIGHT_TEXT
    assert before in [p.read_bytes() for p in pair.backups]
    assert "hold the same answers" in pair.sync()


def test_an_answer_of_the_file_goes_into_the_notebook(pair: Pair) -> None:
    pair.write(RIGHT)
    pair.sync()
    assert pair.source() == RIGHT_TEXT
    assert "hold the same answers" in pair.sync()


def test_each_exercise_goes_its_own_way(pair: Pair) -> None:
    pair.answer(RIGHT)
    other = pair.read(OTHER).replace("raise NotImplementedError", "return False  # file")
    pair.write(other, OTHER)
    pair.sync()
    assert pair.read() == RIGHT_TEXT
    assert "return False  # file" in pair.source(OTHER)


def test_where_both_were_changed_neither_is_touched_and_both_are_shown_and_kept(
    pair: Pair,
) -> None:
    pair.answer(RIGHT)
    pair.write(ONE_SIDED)
    said = pair.sync(code=1)
    assert f"{NAME} was changed in both; neither was touched" in said
    assert "+    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels)" in said
    assert "-    rays[:, 1, 1] = torch.linspace(0, y_limit, num_pixels)" in said
    assert pair.source() == RIGHT
    assert pair.read() == ONE_SIDED.strip()
    kept = {p.name: p.read_text().strip() for p in pair.backups if NAME in p.name}
    assert kept == {
        f"{NAME}.notebook.py": RIGHT_TEXT,
        f"{NAME}.workspace.py": ONE_SIDED.strip(),
    }
    pair.sync(code=1)  # asking again decides nothing
    pair.sync("--take", "notebook")
    assert pair.read() == RIGHT_TEXT
    assert "hold the same answers" in pair.sync()


def test_the_newer_of_two_changes_in_turn_wins_each_time(pair: Pair) -> None:
    pair.answer(ONE_SIDED)
    pair.sync()
    pair.write(RIGHT)
    pair.sync()
    assert pair.source() == RIGHT_TEXT
    pair.answer(RIGHT_TEXT + "  # again")
    pair.sync()
    assert pair.read().endswith("# again")


def test_notes_outputs_and_cells_of_ones_own_stay(pair: Pair) -> None:
    cells = pair.cells
    note = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "my thoughts"}
    tried = {
        "cell_type": "code",
        "id": "tried",
        "metadata": {},
        "source": "1 + 1",
        "execution_count": 3,
        "outputs": [
            {
                "output_type": "execute_result",
                "execution_count": 3,
                "metadata": {},
                "data": {"text/plain": "2"},
            }
        ],
    }
    pair.save([note, *cells, tried])
    pair.write(RIGHT)
    pair.sync()
    after = pair.cells
    assert after[0] == note
    assert after[-1] == tried
    assert [c["id"] for c in after[1:-1]] == [c["id"] for c in cells]


def test_a_copied_cell_counts_when_it_is_the_one_that_was_answered(pair: Pair) -> None:
    cells = pair.cells
    at = pair.at()
    copied = cells[at] | {"source": RIGHT, "metadata": {}, "id": "copy"}
    for order in ([copied, *cells], [*cells, copied]):  # above the stub, and below
        pair.write(pair.read())
        pair.save(order)
        pair.sync()
        assert pair.read() == RIGHT_TEXT


def test_reordered_retyped_and_deleted_cells_break_nothing(pair: Pair) -> None:
    cells = pair.cells
    first, second = pair.at(), pair.at(OTHER)
    cells[first] |= {"source": RIGHT, "metadata": {}, "id": "x1"}  # typed into a new cell
    cells[first], cells[second] = cells[second], cells[first]
    deleted = pair.at("make_rays_2d")
    kept = pair.read("make_rays_2d")
    cells = [c for i, c in enumerate(cells) if i != deleted]
    pair.save(cells)
    pair.sync()
    assert pair.read() == RIGHT_TEXT
    assert pair.read("make_rays_2d") == kept
    assert pair.read(OTHER).startswith("def intersect_ray_1d(")


def test_a_helper_and_an_import_in_cells_of_their_own_go_along(pair: Pair) -> None:
    cells = pair.cells
    helper = {
        "cell_type": "code",
        "id": "h",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": "import numpy as np\n\ndef edge(y):\n    return float(np.float64(-y))",
    }
    at = pair.at()
    cells[at]["source"] = RIGHT.replace("-y_limit, y", "edge(y_limit), y")
    pair.save([*cells[:at], helper, *cells[at:]])
    pair.sync()
    text = pair.read()
    assert text.startswith("import numpy as np\n\n\ndef edge(y):")
    checked = arena("check", f"0.1/{NAME}", cwd=pair.root, env=pair.environment)
    assert checked.returncode == 0, checked.stdout
    assert "hold the same answers" in pair.sync()


def test_two_answers_in_one_cell_are_told_apart(pair: Pair) -> None:
    cells = pair.cells
    stub = "".join(cells[pair.at(OTHER)]["source"])
    other = stub.replace("raise NotImplementedError", "return True")
    drop = pair.at(OTHER)
    cells[pair.at()]["source"] = f"{RIGHT}\n\n{other}\n\ncheck({NAME})\n%timeit 1 + 1"
    pair.save([c for i, c in enumerate(cells) if i != drop])
    pair.sync()
    assert pair.read() == RIGHT_TEXT
    assert "return True" in pair.read(OTHER)
    assert "check(" not in pair.read(OTHER)
    pair.write(ONE_SIDED)
    pair.sync()
    merged = pair.source()
    assert ONE_SIDED.strip() in merged
    assert "return True" in merged


def test_a_cell_that_does_not_parse_is_still_somebodys_work(pair: Pair) -> None:
    broken = RIGHT.replace("num_pixels, 2, 3))", "num_pixels, 2, 3)")
    pair.answer(broken)
    pair.sync()
    assert pair.read() == broken.strip()


def test_a_percent_script_goes_both_ways_too(workspace: Path, environment: dict[str, str]) -> None:
    pair = Pair(workspace, environment)
    pair.sync("--to", "percent")
    script = pair.file.with_name("s1_ray_tracing.percent.py")
    source = script.read_text(encoding="utf-8")
    region = region_of(source, NAME)
    assert region is not None
    script.write_text(splice(source, region, RIGHT), encoding="utf-8")
    pair.sync("--to", "percent")
    assert pair.read() == RIGHT_TEXT
    pair.write(ONE_SIDED)
    before = script.read_text(encoding="utf-8")
    pair.sync("--to", "percent")
    assert script.read_text(encoding="utf-8") == before.replace(RIGHT_TEXT, ONE_SIDED.strip())


def test_a_notebook_that_is_no_notebook_is_said_so(pair: Pair) -> None:
    pair.path.write_text("{not json")
    done = arena("notebook", "0.1", cwd=pair.root, env=pair.environment)
    assert done.returncode == 2
    assert "is no notebook that can be read" in done.stderr
    assert "Traceback" not in done.stderr
