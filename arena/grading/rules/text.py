"""Which part of a learner's file a rule is about: not other exercises, not what was given."""

from __future__ import annotations

import ast

from arena.course.definitions import walk_definitions
from arena.course.model import Exercise
from arena.grading.parsing import ParsedFile
from arena.grading.plan import Reference
from arena.grading.rules.reading import Text
from arena.grading.statements import bound_names


def readable_text(
    exercise: Exercise, reference: Reference, learner: ParsedFile
) -> tuple[Text, frozenset[int]]:
    """The file as a rule reads it, and the lines that are not the answer's.

    Args:
        exercise: whose rule.
        reference: tells exercises and given code.
        learner: the file.
    """
    others = {e for e in reference.exercises if e != exercise.name and e != exercise.owner}
    kept = reference.names - {e.partition(".")[0] for e in reference.exercises}
    imports = (ast.Import, ast.ImportFrom)
    given = [
        n
        for n in learner.nodes
        if not isinstance(n, imports)
        and not bound_names(n).isdisjoint(kept)
        and ast.dump(n) in reference.given
    ]
    definitions = [node for name, node in walk_definitions(learner.nodes) if name in others]
    lines: set[int] = set()
    for node in [*given, *definitions]:
        lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    names = {n for node in given for n in bound_names(node)}
    return Text(learner.nodes, frozenset(names | others)), frozenset(lines)
