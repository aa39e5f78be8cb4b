"""A new exercise in five files, with a TODO wherever `arena course verify` asks for something."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from arena.course.model import ExerciseSet
from arena.course.parts import Role, definitions_in, home_of
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
    Role.SOLUTIONS: ("from jaxtyping import Float", "from torch import Tensor"),
    Role.CHECKS: (
        "from collections.abc import Callable",
        "import torch",
        "from torch import Tensor",
    ),
    Role.ORACLES: ("import torch", "from torch import Tensor"),
    Role.MISTAKES: ("from torch import Tensor",),
}
_TEMPLATES = {Role.CHECKS: _CHECKS, Role.ORACLES: _ORACLE, Role.MISTAKES: _MISTAKES}
_ABOUT = {
    Role.CHECKS: "Checks of the section “{}”: one experiment a claim.",
    Role.ORACLES: "Oracles of the section “{}”: the same answers by another way.",
    Role.MISTAKES: "Mistakes of the section “{}”: a docstring is what the learner reads.",
}


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
    section = exercise_set.sections[-1] if exercise_set.sections else None
    added = [_append(folder / "page.md", _PAGE.format(name=name, call=call))]
    if name not in definitions_in(exercise_set, Role.SOLUTIONS):
        path = home_of(exercise_set, Role.SOLUTIONS, section)
        text = _SOLUTION.format(symbol=symbol)
        added.append(_append(path, text, _IMPORTS[Role.SOLUTIONS]))
    for role, template in _TEMPLATES.items():
        path = home_of(exercise_set, role, section)
        if section is not None and path.parent != folder and not path.exists():
            path.write_text(f'"""{_ABOUT[role].format(section.title)}"""\n', encoding="utf-8")
        added.append(_append(path, template.format(name=name, symbol=symbol), _IMPORTS[role]))
    return added


def _refuse(exercise_set: ExerciseSet, name: str) -> None:
    if not _NAME.fullmatch(name) or any(map(keyword.iskeyword, name.split("."))):
        raise ArenaError(f"`{name}` cannot name an exercise", "Use a name such as `conv1d`.")
    if name in {t.name for t in exercise_set.tasks}:
        raise ArenaError(f"set {exercise_set.id} already has `{name}`", "Choose another name.")
    if name.replace(".", "__") in definitions_in(exercise_set, Role.ORACLES):
        raise ArenaError(f"there is an oracle `{name}` already", "Choose another name.")
    if "." in name and name not in definitions_in(exercise_set, Role.SOLUTIONS):
        raise ArenaError(
            f"solutions.py does not define the method `{name}`",
            "Write it there first; a method can only be an exercise of a class that exists.",
        )


def _append(path: Path, text: str, imports: tuple[str, ...] = ()) -> Added:
    try:
        before = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError("there is no such file", "Write it first.", path) from None
    before = _with_imports(before.rstrip("\n") + "\n", imports)
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
