"""What an exercise allows in its body, read from the syntax tree: “only as_strided”, “no loop”.

A rule is a claim like any other: its observation is the list of offending names, which should be
empty.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arena.course.definitions import DefinitionNode, definition_in
from arena.course.model import Exercise
from arena.errors import CourseError

_HARMLESS = frozenset(
    {
        *("bool", "divmod", "enumerate", "float", "int", "isinstance", "len"),
        *("list", "print", "range", "repr", "str", "tuple", "zip"),
    }
)


@dataclass(frozen=True)
class Offence:
    """One thing that is not allowed, and the line where it stands.

    Args:
        name: what is used; `no as_strided` for what is required and missing.
        line: where it stands; where the definition begins for what is missing.
    """

    name: str
    line: int

    @property
    def sentence(self) -> str:
        """What is wrong, without the line."""
        if self.name.startswith("no "):
            return f"`{self.name.removeprefix('no ')}` is not used"
        return f"`{self.name}` is used"


def has_rules(exercise: Exercise) -> bool:
    """Whether the exercise restricts what its body may use."""
    return bool(exercise.requires or exercise.uses_only or exercise.forbids)


def claim_of(exercise: Exercise) -> str:
    """The rule as the sentence a learner reads."""
    parts = []
    if exercise.requires:
        parts.append(f"uses {_listed(exercise.requires)}")
    if exercise.uses_only:
        parts.append(f"calls nothing but {_listed(exercise.uses_only)}")
    if exercise.forbids:
        parts.append(f"does without {_listed(exercise.forbids)}")
    return f"The body {_joined(parts)}."


def offences(exercise: Exercise, node: DefinitionNode) -> list[Offence]:
    """What stands in a body although it may not, in the order of the lines, each name once."""
    allowed = set(exercise.uses_only)
    names = sorted(_names(node), key=lambda n: n[1])
    present = {name for name, _, _ in names}
    found = {n: Offence(f"no {n}", node.lineno) for n in exercise.requires if n not in present}
    for name, line, is_call in names:
        not_allowed = bool(allowed) and is_call and name not in allowed
        if not_allowed or name in exercise.forbids:
            found.setdefault(name, Offence(name, line))
    return list(found.values())


def offences_of(exercise: Exercise, implementation: object) -> list[Offence]:
    """The same for a trusted implementation of the course, from its source."""
    try:
        source = textwrap.dedent(inspect.getsource(implementation))  # type: ignore[arg-type]
    except (OSError, TypeError) as error:
        raise CourseError(f"the source of {implementation} is not to be had: {error}", "") from None
    node = definition_in(ast.parse(source).body[0], exercise.name.partition(".")[2])
    return offences(exercise, node) if node else []


def _names(node: ast.AST) -> Iterator[tuple[str, int, bool]]:
    """Every call, operator `@`, loop and attribute of a body: name, line, whether it is a call."""
    body = node.body if isinstance(node, DefinitionNode) else []
    for statement in body:
        for inner in ast.walk(statement):
            if isinstance(inner, ast.Call):
                if name := _called(inner):
                    yield name, inner.lineno, not _is_harmless(inner.func)
            elif isinstance(inner, ast.BinOp | ast.AugAssign) and isinstance(inner.op, ast.MatMult):
                yield "@", inner.lineno, True
            elif isinstance(inner, ast.For | ast.AsyncFor):
                yield "for", inner.lineno, False
            elif isinstance(inner, ast.While):
                yield "while", inner.lineno, False
            elif isinstance(inner, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
                yield "for", inner.lineno, False
            elif isinstance(inner, ast.Attribute):
                yield inner.attr, inner.lineno, False
            elif isinstance(inner, ast.Name):
                yield inner.id, inner.lineno, False


def _is_harmless(function: ast.expr) -> bool:
    """A built-in that computes nothing an exercise could be about, or an error to be raised."""
    if not isinstance(function, ast.Name):
        return False
    return function.id in _HARMLESS or function.id.endswith(("Error", "Exception"))


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _listed(names: tuple[str, ...]) -> str:
    return _joined([f"`{n}`" for n in names])


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
