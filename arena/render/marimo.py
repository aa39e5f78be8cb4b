"""Cells as a marimo notebook: a Python file with one function a cell.

marimo finds out by itself which names a cell reads and defines; what the file says about it is
for people and for other tools, so the functions here take and return nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arena.render.notebook import NoteCell, Role

_HEAD = """\
import marimo

app = marimo.App(app_title={title!r})


@app.cell(hide_code=True)
def _():
    import marimo as mo

    return
"""
_TAIL = """\


if __name__ == "__main__":
    app.run()
"""


def marimo_text(title: str, cells: Sequence[NoteCell]) -> str:
    """The file.

    Args:
        title: of the notebook.
        cells: what it shows; the cells that install and download are Colab's and left out.
    """
    kept = (c for c in cells if c.role not in (Role.INSTALL, Role.HOME))
    return "".join([_HEAD.format(title=title), *_functions(kept), _TAIL])


def _functions(cells: Iterator[NoteCell]) -> Iterator[str]:
    for cell in cells:
        hidden = "(hide_code=True)" if cell.kind == "markdown" or cell.role is Role.FIGURE else ""
        body = _words(cell.text) if cell.kind == "markdown" else _indented(cell.text)
        yield f"\n\n@app.cell{hidden}\ndef _():\n{body}\n    return\n"


def _words(text: str) -> str:
    """A raw string: the page's maths is full of backslashes."""
    quotes = "'''" if '"""' in text else '"""'
    if quotes in text or text.endswith("\\"):
        return f"    mo.md({text!r})"
    return f"    mo.md(r{quotes}\n{text}\n{quotes})"


def _indented(text: str) -> str:
    """Code one level deeper; lines inside a string that spans lines are moved with it.

    marimo takes the level off again before it runs the cell.
    """
    return "\n".join(f"    {line}" if line.strip() else "" for line in text.splitlines())
