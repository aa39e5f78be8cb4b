"""Which part of a learner's file a rule is about: not other exercises, not what was given."""

from __future__ import annotations

import ast

from arena.course.definitions import walk_definitions
from arena.course.model import Exercise
from arena.grading.plan import Reference, Source
from arena.grading.rules.reading import Text
from arena.grading.statements import bound_names


def readable_text(
    exercise: Exercise, reference: Reference, learner: Source
) -> tuple[Text, frozenset[int]]:
    """The file as a rule reads it, and the lines that are not the answer's.

    Args:
        exercise: whose rule.
        reference: tells exercises and given code.
        learner: the file.
    """
    others = {e for e in reference.exercises if e != exercise.name and e != exercise.owner}
    given = [n for n in learner.nodes if ast.dump(n) in reference.given]
    definitions = [node for name, node in walk_definitions(learner.nodes) if name in others]
    lines: set[int] = set()
    for node in [*given, *definitions]:
        lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    imports = (ast.Import, ast.ImportFrom)
    names = {n for node in given if not isinstance(node, imports) for n in bound_names(node)}
    return Text(learner.nodes, frozenset(names | others)), frozenset(lines)
