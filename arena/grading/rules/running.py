"""What ran against the rules: it does not matter how an answer spelled it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from arena.course.model import Exercise
from arena.grading.rules.families import QUESTIONS, aliases, plain, relatives
from arena.grading.rules.offence import Offence
from arena.grading.witness import Ran

_OPERATOR = "aten."
# With both operands a tensor these compute; with a number they only prepare one.
_BETWEEN = frozenset(
    {
        *("add", "sub", "mul", "div", "truediv", "floordiv", "floor_divide", "remainder", "mod"),
        *("pow", "rsub", "radd", "rmul", "rdiv", "rtruediv", "rpow", "iadd", "isub", "imul"),
        *("itruediv", "idiv", "ge", "gt", "le", "lt", "eq", "ne", "and", "or", "xor"),
        *("bitwise_and", "bitwise_or", "bitwise_xor"),
    }
)


def offences_that_ran(
    exercise: Exercise, ran: Iterable[Ran], apart: Collection[int] = ()
) -> Iterator[Offence]:
    """Whatever ran for an answer and may not.

    Args:
        exercise: with its rules.
        ran: what the witness saw during one check.
        apart: lines that belong to other exercises of the file, which have rules of their own.
    """
    forbidden = relatives(exercise.forbids)
    allowed = aliases(exercise.uses_only)
    for event in ran:
        if event.line in apart:
            continue
        name = plain(event.name.removeprefix(_OPERATOR))
        if event.repeated and "for" in forbidden:
            yield Offence("for", event.line, f"calls `{name}` again and again", ran=True)
        is_below = event.name.startswith(_OPERATOR)
        if name in forbidden or (
            allowed and event.direct and not is_below and not _is_allowed(event, name, allowed)
        ):
            yield Offence(name, event.line, ran=True)


def required_that_ran(exercise: Exercise, ran: Iterable[Ran]) -> set[str]:
    """Which of the names that an exercise asks for did run, by whatever name."""
    seen = {plain(event.name) for event in ran}
    return {n for n in exercise.requires if plain(n) in seen}


def _is_allowed(event: Ran, name: str, allowed: Collection[str]) -> bool:
    if name in allowed or name in QUESTIONS:
        return True
    if name in _BETWEEN:
        return event.tensors < 2
    return event.name.startswith("__") and name not in {"matmul", "rmatmul", "imatmul", "array"}
