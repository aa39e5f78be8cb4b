"""Whole notebooks, run from top to bottom in one warm kernel: those of the sets at hand.

On a push that is the smallest set and those that were touched; `make prove` runs them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from notebook_support import arena, execute, warm_kernel
from touched import sets_to_run

from arena.course.load import load_course
from arena.course.model import Exercise, ExerciseSet

COURSE = load_course()
each_set = pytest.mark.parametrize("exercise_set", sets_to_run(COURSE), ids=lambda s: s.id)


@pytest.fixture(scope="module")
def warm(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Iterator[KernelManager]:
    """A kernel that has PyTorch loaded."""
    with warm_kernel(tmp_path_factory.mktemp("warm"), environment) as manager:
        yield manager


@pytest.mark.timeout(900)
@each_set
def test_with_solutions_every_cell_runs_and_every_check_is_right(
    exercise_set: ExerciseSet, workspace: Path, environment: dict[str, str], warm: KernelManager
) -> None:
    made = arena(
        "notebook", exercise_set.id, "--solutions", "-o", "all.ipynb",
        cwd=workspace, env=environment,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    notebook, stopped = execute(workspace / "all.ipynb", workspace, environment, warm=warm)
    assert not stopped, stopped
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        streams = [o.text for o in cell.outputs if o.output_type == "stream"]
        assert not streams, f"{cell.source}\n{streams}"
        if cell.metadata.arena.role == "check":
            said = cell.outputs[-1].data["text/plain"].splitlines()[0]
            assert said.startswith(("✓ Right.", f"✓ {cell.metadata.arena.name} is right")), said
        elif cell.metadata.arena.role != "figure":
            assert not cell.outputs, f"{cell.source}\n{cell.outputs}"


@each_set
def test_without_solutions_it_runs_to_the_first_unanswered_exercise_and_says_so_kindly(
    exercise_set: ExerciseSet, workspace: Path, environment: dict[str, str], warm: KernelManager
) -> None:
    made = arena("notebook", exercise_set.id, "-o", "mine.ipynb", cwd=workspace, env=environment)
    assert made.returncode == 0, made.stderr
    notebook, stopped = execute(workspace / "mine.ipynb", workspace, environment, warm=warm)
    first = exercise_set.tasks[0]
    word = "attempted" if isinstance(first, Exercise) else "answered"
    assert f"· {first.name} is not {word} yet." in stopped
    ran = [c for c in notebook.cells if c.cell_type == "code" and c.execution_count]
    assert ran[-1].source.startswith("check(")
    (error,) = (o for o in ran[-1].outputs if o.output_type == "error")
    assert len("\n".join(error.traceback).splitlines()) == 2
    assert not [o for c in ran[:-1] for o in c.outputs if o.output_type == "error"]
