"""Files that hold answers in cells: notebooks and Python files, also those of other courses.

A document is read for its code cells and can be given back with some of them changed; everything
else in it stays as it was.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arena.course.cells import parse, split_cells
from arena.errors import WorkspaceError
from arena.workspace.files import encoded, read_bytes, text_of

_MAGIC = re.compile(r"\s*(?:%|!|\?)|.*\?\s*$")


@dataclass(frozen=True)
class Document:
    """The code cells of a file.

    Args:
        path: the file.
        cells: their texts, in order, as they are.
    """

    path: Path
    cells: tuple[str, ...]

    def with_cells(self, changed: Mapping[int, str]) -> bytes:
        """The file with other texts in some of its code cells."""
        raise WorkspaceError(f"{self.path.name} cannot be written to.", "Write a notebook anew.")


@dataclass(frozen=True)
class Notebook(Document):
    """An `.ipynb` file; `found` is its parsed JSON."""

    found: Any = None

    def with_cells(self, changed: Mapping[int, str]) -> bytes:
        """Outputs of changed cells go: they belong to another text."""
        notebook = json.loads(json.dumps(self.found))
        code = [cell for cell in _cells_of(notebook) if cell.get("cell_type") == "code"]
        for at, text in changed.items():
            cell = code[at]
            cell["source"] = text.splitlines(keepends=True)
            cell["outputs"], cell["execution_count"] = [], None
        return encoded(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


@dataclass(frozen=True)
class Script(Document):
    """A `.py` file with or without `# %%` cells."""

    text: str = ""

    def with_cells(self, changed: Mapping[int, str]) -> bytes:
        """Headers and the cells in between stay byte for byte."""
        parts = []
        code = -1
        for cell in split_cells(self.text):
            code += not _is_words(cell.name)
            if code in changed and not _is_words(cell.name):
                ending = cell.text[len(cell.text.rstrip()) :]
                parts.append(cell.header + changed[code].rstrip("\n") + ending)
            else:
                parts.append(cell.source)
        return encoded("".join(parts))


def read_document(path: Path) -> Document:
    """Read a notebook or a Python file.

    Raises:
        WorkspaceError: it cannot be read, or is neither.
    """
    data = read_bytes(path)
    if path.suffix == ".ipynb":
        try:
            found = json.loads(data)
            cells = [c for c in _cells_of(found) if c.get("cell_type") == "code"]
            return Notebook(path, tuple(_source_of(c) for c in cells), found)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            what = f"{path} is no notebook that can be read."
            raise WorkspaceError(what, "Open it in Jupyter and save it again.") from None
    text = text_of(data, path)
    if (marimo := _marimo_cells(text)) is not None:
        return Document(path, marimo)
    return Script(path, tuple(c.text for c in split_cells(text) if not _is_words(c.name)), text)


def plain_code(text: str) -> str:
    """A cell as Python: lines for IPython (`%time`, `!pip`, `x?`) become comments."""
    if parse(text) is not None or not any(map(_MAGIC.match, text.splitlines())):
        return text
    lines = [f"# {line}" if _MAGIC.match(line) else line for line in text.split("\n")]
    return "\n".join(lines)


def _is_words(title: str) -> bool:
    return title.startswith(("[markdown]", "[md]", "[raw]"))


def _cells_of(found: Any) -> list[Any]:
    """Of every version of the format: before the fourth, cells lay in worksheets."""
    if "cells" in found:
        return list(found["cells"])
    return [cell for sheet in found["worksheets"] for cell in sheet["cells"]]


def _source_of(cell: Any) -> str:
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(source)


def _marimo_cells(text: str) -> tuple[str, ...] | None:
    """The bodies of a marimo notebook's cells; None if it is none."""
    tree = parse(text) if "marimo" in text and "@app." in text else None
    if tree is None:
        return None
    cells = []
    lines = text.splitlines(keepends=True)
    for node in tree.body:
        called = {ast.unparse(d).partition("(")[0] for d in getattr(node, "decorator_list", ())}
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        if called & {"app.function", "app.class_definition"}:
            cells.append("".join(lines[node.lineno - 1 : node.end_lineno]))
        elif "app.cell" in called:
            body = node.body[:-1] if isinstance(node.body[-1], ast.Return) else node.body
            if body:
                first = min(n.lineno for n in (body[0], *getattr(body[0], "decorator_list", ())))
                cells.append(textwrap.dedent("".join(lines[first - 1 : body[-1].end_lineno])))
    return tuple(cells)
