"""What an exercise allows: “only as_strided”, “no loop”, “not torch's own convolution”.

A rule is a claim like any other: its observation is the list of what offends, which should be
empty. The text is read first, since it explains (`reading`); what ran decides where the text is
silent (`running`). Both know the families of names that do the same work (`families`).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from arena.course.model import Exercise
from arena.errors import CourseError
from arena.grading.rules.families import aliases, plain, relatives
from arena.grading.rules.offence import Offence
from arena.grading.rules.reading import Text, is_harmless, uses_of
from arena.grading.rules.running import offences_that_ran, required_that_ran
from arena.grading.witness import Ran

__all__ = ["Offence", "Text", "claim_of", "has_rules", "offences", "offences_of"]


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


def offences(
    exercise: Exercise,
    text: Text,
    ran: Iterable[Ran] = (),
    apart: Collection[int] = (),
) -> list[Offence]:
    """What an answer uses although it may not, in the order of the lines, each name once.

    Args:
        exercise: with its rules.
        text: the file that holds the answer.
        ran: what its checks saw running.
        apart: lines of other exercises of the file.
    """
    events = list(ran)
    allowed = aliases(exercise.uses_only)
    forbidden = relatives(exercise.forbids)
    uses = uses_of(text, exercise.name)
    present = {plain(use.name) for use in uses}
    there = required_that_ran(exercise, events)
    missing = [n for n in exercise.requires if plain(n) not in present and n not in there]
    found = {n: Offence(f"no {n}", _line_of(text, exercise)) for n in missing}
    for use in uses:
        name = plain(use.name)
        is_asked_for = name in aliases(exercise.requires)
        not_allowed = bool(allowed) and use.is_call and name not in allowed and not is_harmless(use)
        if (not_allowed and not is_asked_for) or name in forbidden:
            found.setdefault(name, Offence(use.name, use.line, use.written))
    if not found:
        for offence in offences_that_ran(exercise, events, apart):
            found.setdefault(offence.name, offence)
    return list(found.values())


def offences_of(exercise: Exercise, implementation: object) -> list[Offence]:
    """The same for a trusted implementation of the course, from its source."""
    try:
        path = inspect.getsourcefile(inspect.unwrap(implementation))  # type: ignore[arg-type]
        lines, _ = inspect.findsource(inspect.unwrap(implementation))  # type: ignore[arg-type]
    except (OSError, TypeError) as error:
        raise CourseError(f"the source of {implementation} is not to be had: {error}", "") from None
    name = getattr(implementation, "__name__", exercise.owner)
    method = exercise.name.partition(".")[2]
    renamed = exercise.model_copy(update={"name": f"{name}.{method}" if method else name})
    return offences(renamed, _text_of(path or "", "".join(lines)))


@lru_cache(maxsize=32)
def _text_of(path: str, source: str) -> Text:
    return Text(ast.parse(source).body)


def _line_of(text: Text, exercise: Exercise) -> int:
    owner = exercise.name.partition(".")[0]
    node: ast.AST | None = text.scope.defined.get(owner) or text.scope.assigned.get(owner)
    return getattr(node, "lineno", 0)


def _listed(names: tuple[str, ...]) -> str:
    return _joined([f"`{n}`" for n in names])


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
