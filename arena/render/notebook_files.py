"""Cells as a file: Jupyter, Colab, a percent script for editors, or marimo.

The same cells give the same bytes on every build: ids come from names, nothing from a clock or a
random number.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from arena.course.model import ExerciseSet
from arena.errors import ArenaError
from arena.render.marimo import marimo_text
from arena.render.notebook import NoteCell, Role
from arena.render.renewal import written_record
from arena.render.views import is_view, view_html

PLOTLY = "application/vnd.plotly.v1+json"
FORMAT = 1
MISSING = 'pip install "arena-course[notebook]"'


class Target(StrEnum):
    """What reads the file."""

    JUPYTER = "jupyter"
    COLAB = "colab"
    PERCENT = "percent"
    MARIMO = "marimo"

    @property
    def suffix(self) -> str:
        """Of the file."""
        return ".ipynb" if self in (Target.JUPYTER, Target.COLAB) else ".py"


def notebook_text(exercise_set: ExerciseSet, cells: Sequence[NoteCell], target: Target) -> str:
    """The file.

    Raises:
        ArenaError: nbformat or jupytext is not installed.
    """
    if target is Target.MARIMO:
        return marimo_text(f"{exercise_set.id} {exercise_set.title}", cells)
    nbformat = _library("nbformat")
    notebook = _notebook(exercise_set, cells, target)
    nbformat.validate(notebook)
    if target is Target.PERCENT:
        return _percent(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def cell_ids(cells: Sequence[NoteCell]) -> list[str]:
    """An id for each cell, made of its role and name, as nbformat wants it."""
    seen: dict[str, int] = {}
    ids = []
    for cell in cells:
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{cell.role}-{cell.name}")[:56].strip("-")
        seen[plain] = seen.get(plain, 0) + 1
        ids.append(plain if seen[plain] == 1 else f"{plain}-{seen[plain]}")
    return ids


def _notebook(exercise_set: ExerciseSet, cells: Sequence[NoteCell], target: Target) -> Any:
    made = [
        _cell(cell, id_, exercise_set) for cell, id_ in zip(cells, cell_ids(cells), strict=True)
    ]
    metadata: dict[str, Any] = {
        "arena": {"set": exercise_set.id, "format": FORMAT, "written": written_record(cells)},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "file_extension": ".py"},
    }
    if target is Target.COLAB:
        metadata["colab"] = {"name": f"{exercise_set.slug}.ipynb", "provenance": []}
    return _library("nbformat").v4.new_notebook(cells=made, metadata=metadata)


def _cell(cell: NoteCell, id_: str, exercise_set: ExerciseSet) -> Any:
    v4 = _library("nbformat").v4
    about: dict[str, Any] = {"role": cell.role.value, "set": exercise_set.id, "name": cell.name}
    if cell.exercises:
        about["exercises"] = [f"{exercise_set.id}/{name}" for name in cell.exercises]
    metadata: dict[str, Any] = {"arena": about}
    if cell.exercises:
        metadata["title"] = "exercise: " + ", ".join(cell.exercises)
    if cell.kind == "markdown":
        return v4.new_markdown_cell(cell.text, id=id_, metadata=metadata)
    if cell.role in (Role.FIGURE, Role.INSTALL, Role.HOME):
        metadata["jupyter"] = {"source_hidden": cell.role is Role.FIGURE}
    return v4.new_code_cell(cell.text, id=id_, metadata=metadata, outputs=_outputs(cell))


def _outputs(cell: NoteCell) -> list[Any]:
    if cell.figure is None:
        return []
    said = f"{cell.caption or cell.name}\n(Run this cell to draw the figure here.)"
    view = is_view(cell.figure)
    shown = {"text/html": view_html(cell.figure)} if view else {PLOTLY: dict(cell.figure)}
    data = {**shown, "text/plain": said}
    return [_library("nbformat").v4.new_output("display_data", data=data)]


def _percent(notebook: Any) -> str:
    notebook.metadata["jupytext"] = {
        "cell_metadata_filter": "title,-all",
        "notebook_metadata_filter": "-all",
    }
    return str(_library("jupytext").writes(notebook, fmt="py:percent"))


def _library(name: str) -> Any:
    """One of the well-kept libraries that know the formats; they come with an extra."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ArenaError(f"Notebooks need the package {name}.", MISSING) from None
