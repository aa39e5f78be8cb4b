"""A new exercise in five files, with a TODO wherever `arena course verify` asks for something."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from arena.course.definitions import read_definitions
from arena.course.model import ExerciseSet
from arena.errors import ArenaError, CourseError

_NAME = re.compile(r"[A-Za-z]\w*(?:\.\w+)?")

_PAGE = """
:::{{exercise}} {name}
title: "TODO: two to five words"
minutes: 10
difficulty: 2
importance: 3
needs: []
:::

TODO: the task, its inputs and outputs with named axes, in at most 120 words.

```python
>>> {call}(torch.tensor([1.0, 2.0]))  # TODO: an example small enough to check by hand
tensor([1., 2.])
```

:::{{hint}}
TODO: a question that makes the reader look at the right place.
:::

:::{{hint}}
TODO: the concept, then in a third hint the operation.
:::

:::{{after}}
TODO: what was the point, what the other way costs, where it returns, in at most 150 words.
:::
"""
_SOLUTION = '''

def {symbol}(x: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
    """TODO: one sentence that says what comes back.

    Args:
        x: TODO: what it is, shape (n,), unit and range.

    Returns:
        TODO: what each entry is, shape (n,).
    """
    return x.clone()  # TODO: the shortest clear form
'''
_CHECKS = '''

# ---------------------------------------------------------------- {name}


def {symbol}__claim(implementation: Callable[..., Tensor], rng: torch.Generator) -> list[Tensor]:
    """TODO: the claim as one sentence that the learner reads."""
    # TODO: smallest case first, no two axes alike; then two more checks, one of a degenerate case
    return [implementation(torch.randn(n, generator=rng)) for n in (1, 2, 5)]
'''
_ORACLE = '''

def {symbol}(x: Tensor) -> Tensor:
    """TODO: a slow loop or an operator of the framework, independent of the solution."""
    return torch.stack([value for value in x])
'''
_MISTAKES = '''

# ---------------------------------------------------------------- {name}


def {symbol}__what(x: Tensor) -> Tensor:
    """TODO: the mistake in the second person; this sentence is what the learner reads.

    TODO: why it is wrong and how to see it. Then at least two more mistakes that people make.
    """
    return -x
'''
_IMPORTS = {
    "solutions.py": ("from jaxtyping import Float", "from torch import Tensor"),
    "checks.py": (
        "from collections.abc import Callable",
        "import torch",
        "from torch import Tensor",
    ),
    "oracles.py": ("import torch", "from torch import Tensor"),
    "mistakes.py": ("from torch import Tensor",),
}
_TEMPLATES = {"checks.py": _CHECKS, "oracles.py": _ORACLE, "mistakes.py": _MISTAKES}


@dataclass(frozen=True)
class Added:
    """Where a new exercise begins in one file."""

    path: Path
    line: int


def add_exercise(exercise_set: ExerciseSet, name: str) -> list[Added]:
    """Append an exercise to the files of a set. Nothing that is there is changed but imports added.

    Args:
        exercise_set: where.
        name: `conv1d`, `Linear`, or `Attention.forward` if solutions.py already defines it.

    Raises:
        ArenaError: the name is taken, is none, or names a method that is not written yet.
    """
    _refuse(exercise_set, name)
    folder = exercise_set.folder
    symbol = name.replace(".", "__")
    call = name.partition(".")[0]
    added = [_append(folder / "page.md", _PAGE.format(name=name, call=call))]
    if name not in read_definitions(folder / "solutions.py"):
        added.append(_append(folder / "solutions.py", _SOLUTION.format(symbol=symbol)))
    for file, template in _TEMPLATES.items():
        added.append(_append(folder / file, template.format(name=name, symbol=symbol)))
    return added


def _refuse(exercise_set: ExerciseSet, name: str) -> None:
    if not _NAME.fullmatch(name) or any(map(keyword.iskeyword, name.split("."))):
        raise ArenaError(f"`{name}` cannot name an exercise", "Use a name such as `conv1d`.")
    if name in {t.name for t in exercise_set.tasks}:
        raise ArenaError(f"set {exercise_set.id} already has `{name}`", "Choose another name.")
    taken = read_definitions(exercise_set.folder / "oracles.py")
    if name.replace(".", "__") in taken:
        raise ArenaError(f"oracles.py already defines `{name}`", "Choose another name.")
    if "." in name and name not in read_definitions(exercise_set.folder / "solutions.py"):
        raise ArenaError(
            f"solutions.py does not define the method `{name}`",
            "Write it there first; a method can only be an exercise of a class that exists.",
        )


def _append(path: Path, text: str) -> Added:
    try:
        before = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError("there is no such file", "Write it first.", path) from None
    before = _with_imports(before.rstrip("\n") + "\n", _IMPORTS.get(path.name, ()))
    path.write_text(before + text, encoding="utf-8")
    return Added(path, before.count("\n") + len(text) - len(text.lstrip("\n")) + 1)


def _with_imports(text: str, needed: tuple[str, ...]) -> str:
    """Add the imports that are missing after the last one there is, or after the docstring."""
    rows = text.splitlines()
    missing = [row for row in needed if row not in rows]
    missing = [m for m in missing if not _imports_name(rows, m.split()[-1])]
    if not missing:
        return text
    last = max((i for i, row in enumerate(rows) if re.match(r"(?:import|from) ", row)), default=-1)
    if last < 0:
        quotes = [i for i, row in enumerate(rows) if row.rstrip().endswith('"""')]
        last = quotes[0] if quotes else -1
        missing = ["", *missing]
    return "\n".join([*rows[: last + 1], *missing, *rows[last + 1 :]]) + "\n"


def _imports_name(rows: list[str], name: str) -> bool:
    return any(re.match(rf"(?:import|from) .*\b{name}\b", row) for row in rows)
