"""Whichever lines are the learner's and whichever ours: all that runs can be loaded."""

from __future__ import annotations

import ast
import marshal
from collections.abc import Collection

import pytest

from arena.course.load import load_course
from arena.course.model import ExerciseSet
from arena.grading.library import Library
from arena.grading.parsing import ParsedFile, parse_source
from arena.grading.plan import Plan, make_plan
from arena.grading.statements import bound_names

COURSE = load_course()
LIBRARY = Library(COURSE)


def fault_in(plan: Plan) -> str:
    namespace: dict[str, object] = {"__name__": "answers"}
    for unit, names in zip(plan.units, plan.names, strict=True):
        try:
            exec(marshal.loads(unit), namespace)
        except Exception as error:
            return f"{', '.join(names) or 'a statement'}: {type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("exercise_set", COURSE.sets, ids=lambda s: s.id)
def test_ours_stand_where_all_that_they_need_is_defined(exercise_set: ExerciseSet) -> None:
    reference = LIBRARY.code(exercise_set.id).reference
    whole = parse_source((exercise_set.folder / "solutions.py").read_text(encoding="utf-8"))
    owners = {name.partition(".")[0] for name in reference.exercises}
    given = [
        node
        for node in whole.nodes
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and owners.isdisjoint(bound_names(node))
    ]

    def without(nodes: Collection[ast.stmt]) -> ParsedFile:
        kept = tuple(n for n in whole.nodes if n not in nodes)
        return ParsedFile(whole.text, kept, whole.problems, whole.flags)

    def fault(file: ParsedFile, target: str, replaced: Collection[str] = ()) -> str:
        return fault_in(make_plan(file, reference, target, replaced, "answers.py"))

    for target in reference.exercises:
        helpers = make_plan(whole, reference, target, (), "answers.py").helpers
        for replaced in ((), helpers, *((helper,) for helper in helpers)):
            assert not fault(whole, target, replaced), (target, replaced)
        for missing in ([], given, *([node] for node in given)):
            assert not fault(without(missing), target), (target, missing)
        assert not fault(without(given), target, helpers), target
