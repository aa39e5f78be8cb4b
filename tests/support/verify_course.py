"""A small course without a fault, written to a folder, for tests that put one fault into it."""

from __future__ import annotations

import re
from pathlib import Path

from arena.compiler.sources import Sources
from arena.course.load import load_course
from arena.course.model import Course

PAGE = """---
id: "0.1"
title: Scaling
teaches: [broadcasting]
needs: []
---

Rows of a table are scaled one by one.

## Rows

:::{exercise} scale_rows
title: Scale each row
minutes: 5
difficulty: 1
importance: 3
needs: []
:::

Multiply each row of `table`, shape (row, column), by its own entry of `factors`, shape (row,).

```python
>>> scale_rows(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([10.0, 1.0]))
tensor([[10., 20.],
        [ 3.,  4.]])
```

:::{hint}
Which axis of the table do the factors belong to?
:::

:::{hint}
Give the factors a second axis of size one.
:::

:::{figure} scaled
:::

:::{after}
Broadcasting needs no copy: $y_{ij} = f_i x_{ij}$. See [the rows](#rows).
:::

:::{exercise} mean_row
title: Mean scaled row
minutes: 5
difficulty: 2
importance: 3
needs: [scale_rows]
:::

Scale each row of `table` by its factor, then take the mean over the rows.

```python
>>> mean_row(torch.tensor([[1.0], [3.0]]), torch.tensor([2.0, 4.0]))
tensor([7.])
```

:::{hint}
Which function do you have already?
:::

:::{hint}
The mean goes over the first axis.
:::

:::{after}
Reuse is cheaper than a second loop.
:::

:::{question} axis
title: The lost axis
kind: choice
minutes: 1
:::

Which axis is gone?

- [x] The rows. — They were averaged.
- [ ] The columns. — They are still there.
"""
SOLUTIONS = '''"""Scaling: the reference answers."""

from torch import Tensor


def scale_rows(table: Tensor, factors: Tensor) -> Tensor:
    """Scale each row by its own factor.

    Args:
        table: shape (row, column).
        factors: one for each row of the table, shape (row,).

    Returns:
        Shape (row, column).
    """
    return table * factors[:, None]  # (row, column)


def mean_row(table: Tensor, factors: Tensor) -> Tensor:
    """Mean over the rows after each was scaled.

    Args:
        table: shape (row, column).
        factors: one for each row of the table, shape (row,).

    Returns:
        Shape (column,).
    """
    return scale_rows(table, factors).mean(dim=0)
'''
CHECKS = '''"""What every implementation must satisfy."""

from collections.abc import Callable

import torch
from torch import Tensor

TwoTensors = Callable[[Tensor, Tensor], Tensor]


def scale_rows__scales(scale: TwoTensors, rng: torch.Generator) -> list[Tensor]:
    """Each row is multiplied by its own factor."""
    sizes = [(1, 2), (2, 3), (5, 4)]
    return [
        scale(torch.randn(r, c, generator=rng), torch.randn(r, generator=rng)) for r, c in sizes
    ]


def scale_rows__takes_a_square(scale: TwoTensors, rng: torch.Generator) -> Tensor:
    """A square table is scaled by rows too."""
    return scale(torch.randn(3, 3, generator=rng), torch.randn(3, generator=rng))


def scale_rows__takes_no_rows(scale: TwoTensors, rng: torch.Generator) -> Tensor:
    """A table without rows gives one without rows."""
    return scale(torch.zeros(0, 3), torch.zeros(0))


def mean_row__averages(mean_row: TwoTensors, rng: torch.Generator) -> list[Tensor]:
    """Each column is averaged over the scaled rows."""
    sizes = [(1, 2), (2, 3), (5, 4)]
    return [
        mean_row(torch.randn(r, c, generator=rng), torch.randn(r, generator=rng)) for r, c in sizes
    ]


def mean_row__takes_a_square(mean_row: TwoTensors, rng: torch.Generator) -> Tensor:
    """In a square table the rows go, not the columns."""
    return mean_row(torch.randn(3, 3, generator=rng), torch.randn(3, generator=rng))


def mean_row__takes_one_column(mean_row: TwoTensors, rng: torch.Generator) -> Tensor:
    """A single column gives a single number, with its axis."""
    return mean_row(torch.randn(4, 1, generator=rng), torch.randn(4, generator=rng))
'''
ORACLES = '''"""Slow and plain."""

import torch
from torch import Tensor


def scale_rows(table: Tensor, factors: Tensor) -> Tensor:
    """Row after row."""
    rows = [row * factor for row, factor in zip(table, factors)]
    return torch.stack(rows) if rows else table.clone()


def mean_row(table: Tensor, factors: Tensor) -> Tensor:
    """Column after column."""
    columns = scale_rows(table, factors).T
    return torch.stack([column.sum() / len(column) for column in columns])
'''
MISTAKES = '''"""Wrong on purpose."""

from torch import Tensor

from .solutions import mean_row, scale_rows


def scale_rows__added(table: Tensor, factors: Tensor) -> Tensor:
    """You add the factors instead of multiplying."""
    return table + factors[:, None]


def scale_rows__divided(table: Tensor, factors: Tensor) -> Tensor:
    """You divide by the factors."""
    return table / factors[:, None]


def scale_rows__unscaled(table: Tensor, factors: Tensor) -> Tensor:
    """You give the table back as it was."""
    return table.clone()


def mean_row__sum(table: Tensor, factors: Tensor) -> Tensor:
    """You add the rows up and never divide by their number."""
    return mean_row(table, factors) * len(table)


def mean_row__over_columns(table: Tensor, factors: Tensor) -> Tensor:
    """You average each row: the columns are gone instead of the rows."""
    return scale_rows(table, factors).mean(dim=1)


def mean_row__unscaled(table: Tensor, factors: Tensor) -> Tensor:
    """You average the rows without scaling them."""
    return table.mean(dim=0)
'''
ALTERNATIVES = '''"""Other right answers."""

import torch
from torch import Tensor


def scale_rows__einsum(table: Tensor, factors: Tensor) -> Tensor:
    """Names the axes instead of adding one."""
    return torch.einsum("rc,r->rc", table, factors)
'''
FIGURES = '''"""Figures."""

import plotly.graph_objects as go


def scaled() -> go.Figure:
    """A line."""
    return go.Figure(go.Scatter(y=[1, 2]))
'''
FILES = {
    "__init__.py": "",
    "page.md": PAGE,
    "design.md": "# Design\n\nNothing to add.\n",
    "solutions.py": SOLUTIONS,
    "checks.py": CHECKS,
    "oracles.py": ORACLES,
    "mistakes.py": MISTAKES,
    "alternatives.py": ALTERNATIVES,
    "figures.py": FIGURES,
}


def write_course(root: Path) -> Path:
    """Write the course; its name is unique, because it is imported. Returns the set's folder."""
    course = root / ("course_" + re.sub(r"\W", "_", root.name))
    folder = course / "ch0_basics" / "s1_scaling"
    folder.mkdir(parents=True)
    (course / "__init__.py").write_text("")
    (course / "course.toml").write_text(
        'title = "Test"\ninstall = "pip install arena-course"\nchapters = ["ch0_basics"]\n'
    )
    (course / "ch0_basics" / "__init__.py").write_text("")
    (course / "ch0_basics" / "chapter.md").write_text(
        '---\nid: "0"\ntitle: Basics\nsets: [s1_scaling]\n---\n\nThe beginning.\n'
    )
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def course_of(folder: Path) -> Course:
    """The course to which a set's folder belongs."""
    return load_course(folder.parents[1])


def sources_of(folder: Path) -> Sources:
    """The set as the compiler reads it."""
    course = course_of(folder)
    return Sources(course, course.sets[0])


def replace(folder: Path, file: str, old: str, new: str) -> int:
    """Change one place of a file; returns the line on which the new text begins."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def append(folder: Path, file: str, text: str) -> int:
    """Add text at the end of a file; returns the line on which it begins."""
    path = folder / file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1 + len(text) - len(text.lstrip("\n"))


def split(folder: Path, role: str, stem: str = "rows") -> Path:
    """Move the one file of a role into a folder, as the file of one section; returns it."""
    whole, path = folder / f"{role}.py", folder / role / f"{stem}.py"
    path.parent.mkdir()
    path.write_text(whole.read_text(encoding="utf-8").replace("from .", "from .."), "utf-8")
    whole.unlink()
    return path
