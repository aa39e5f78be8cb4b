"""A set as a notebook: the same blocks as the page, valid, and the same bytes each time."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import jupytext
import nbformat
import pytest
from notebook_support import arena

from arena.course.load import load_course
from arena.course.model import ExerciseSet, Figure, Prose
from arena.render.notebook import Contents, NoteCell, Role, notebook_cells
from arena.render.notebook_files import PLOTLY, Target, cell_ids, notebook_text

COURSE = load_course()
FIGURE = {"data": [{"type": "scatter", "x": [0], "y": [1]}], "layout": {}}
each_set = pytest.mark.parametrize("exercise_set", COURSE.sets, ids=lambda s: s.id)
each_target = pytest.mark.parametrize("target", list(Target))


def cells_of(exercise_set: ExerciseSet, **contents: object) -> tuple[NoteCell, ...]:
    return notebook_cells(COURSE, exercise_set, Contents(figure=lambda _: FIGURE, **contents))  # type: ignore[arg-type]


@each_set
@pytest.mark.parametrize("solutions", [False, True])
def test_every_notebook_is_valid_with_no_outputs_but_its_figures(
    exercise_set: ExerciseSet, solutions: bool
) -> None:
    cells = cells_of(exercise_set, solutions=solutions)
    notebook = nbformat.reads(notebook_text(exercise_set, cells, Target.JUPYTER), as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        assert cell.execution_count is None
        is_figure = cell.metadata.arena.role == Role.FIGURE
        assert bool(cell.outputs) == is_figure
        if is_figure:
            assert set(cell.outputs[0].data) == {PLOTLY, "text/plain"}


@each_set
@each_target
def test_the_same_set_gives_the_same_bytes(exercise_set: ExerciseSet, target: Target) -> None:
    first, second = (
        notebook_text(exercise_set, cells_of(exercise_set, install="pip install x"), target)
        for _ in range(2)
    )
    assert first == second


@each_set
def test_every_block_of_the_page_is_there_in_reading_order(exercise_set: ExerciseSet) -> None:
    text = "\n".join(cell.text for cell in cells_of(exercise_set))
    at = 0
    for section in exercise_set.sections:
        for block in section.blocks:
            match block:
                case Prose():
                    wanted = block.text.strip()
                case Figure():
                    wanted = f'show("{block.name}")'
                case _:
                    wanted = getattr(block, "statement", "") or getattr(block, "text", "")
            found = text.find(wanted, at)
            assert found >= 0, wanted[:80]
            at = found


@each_set
def test_each_task_is_followed_by_its_check_and_closed_help(exercise_set: ExerciseSet) -> None:
    cells = cells_of(exercise_set)
    for task in exercise_set.tasks:
        mine = [c for c in cells if c.name == task.name and c.role is not Role.FIGURE]
        roles = [c.role for c in mine]
        assert roles[0] is Role.TASK
        assert Role.CHECK in roles
        help_ = next((c.text for c in mine if c.role is Role.HELP), "")
        free = sum(h.mistake is None for h in task.hints)
        assert len(re.findall(r"<summary>Hint \d", help_)) == free
        assert help_.count("<details>") == help_.count("</details>")


@each_set
def test_the_code_of_a_notebook_is_the_stub_and_with_solutions_the_solutions(
    exercise_set: ExerciseSet,
) -> None:
    for solutions in (False, True):
        code = [c for c in cells_of(exercise_set, solutions=solutions) if c.kind == "code"]
        defined = [
            node.name
            for cell in code
            for node in ast.parse(cell.text).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        owners = {e.owner for e in exercise_set.exercises}
        assert owners <= set(defined)
        assert len(defined) == len(set(defined))
        answers = [c.text for c in code if c.role is Role.ANSWER]
        assert any("your code here" in text for text in answers) == (not solutions)


@each_set
def test_cell_ids_are_unique_and_every_answer_names_its_exercises(
    exercise_set: ExerciseSet,
) -> None:
    cells = cells_of(exercise_set)
    ids = cell_ids(cells)
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[\w-]{1,64}", id_, re.ASCII) for id_ in ids)
    text = notebook_text(exercise_set, cells, Target.JUPYTER)
    named = [
        key
        for cell in json.loads(text)["cells"]
        for key in cell["metadata"]["arena"].get("exercises", ())
    ]
    assert sorted(named) == sorted(e.key for e in exercise_set.exercises)


def test_a_colab_notebook_begins_with_the_line_of_the_course_and_ends_with_the_way_home() -> None:
    cells = cells_of(COURSE.sets[0], install=COURSE.install_line)
    assert f"%{COURSE.install_line}" in cells[0].text
    assert "arena_progress.json" in cells[-1].text
    plain = cells_of(COURSE.sets[0])
    assert Role.INSTALL not in {c.role for c in plain}


def test_a_percent_script_is_python_and_reads_back_as_the_same_cells() -> None:
    exercise_set = next(s for s in COURSE.sets if s.id == "0.1")
    cells = cells_of(exercise_set)
    text = notebook_text(exercise_set, cells, Target.PERCENT)
    ast.parse(text)
    back = jupytext.reads(text, fmt="py:percent")
    code = [c.source for c in back.cells if c.cell_type == "code"]
    assert code == [c.text for c in cells if c.kind == "code"]
    assert "# %% exercise: make_rays_1d\n" in text


def test_a_question_is_answered_only_in_the_notebook_with_solutions() -> None:
    exercise_set = next(s for s in COURSE.sets if s.questions)
    for solutions in (False, True):
        checks = [
            c.text
            for c in cells_of(exercise_set, solutions=solutions)
            if c.role is Role.CHECK and c.text.startswith('check("')
        ]
        assert checks
        assert all(("..." in text) != solutions for text in checks)


def test_the_command_writes_a_notebook_with_the_learners_answers(
    workspace: Path, environment: dict[str, str]
) -> None:
    file = workspace / "ch0_fundamentals" / "s1_ray_tracing.py"
    stub = "    # your code here\n    raise NotImplementedError"
    file.write_text(file.read_text().replace(stub, "    return torch.ones(1)  # mine", 1))
    made = arena("notebook", "0.1", cwd=workspace, env=environment)
    assert made.returncode == 0, made.stderr
    assert "1 with your answer" in made.stdout
    notebook = nbformat.read(file.with_suffix(".ipynb"), as_version=4)
    answers = [c.source for c in notebook.cells if c.metadata.arena.role == Role.ANSWER]
    assert sum("# mine" in text for text in answers) == 1
    drawn = [c for c in notebook.cells if c.metadata.arena.role == Role.FIGURE]
    assert drawn
    shown = [c.outputs[0].data for c in drawn]
    assert any(PLOTLY in data for data in shown)
    assert all(data[PLOTLY]["data"] if PLOTLY in data else data["text/html"] for data in shown)
