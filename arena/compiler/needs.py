"""The graph of needs: what an exercise calls it needs, what it needs comes before it and exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.course.definitions import Definition
from arena.course.model import Course, ExerciseSet


def check_needs(sources: Sources) -> Iterator[Fault]:
    """Needs of exercises against what their solutions call, and needs of the set."""
    position = {name: i for i, name in enumerate(sources.names)}
    for exercise in sources.exercise_set.exercises:
        called = called_exercises(sources, exercise.name)
        for name in sorted(called - set(exercise.needs)):
            what = f"the solution of `{exercise.name}` calls `{name}`, which it does not need"
            advice = f"Add {name} to its `needs`."
            yield sources.fault("page.md", exercise.line, "needs", what, advice, exercise.name)
        for name in exercise.needs:
            if name not in called:
                what = f"`{exercise.name}` needs `{name}`, but its solution does not call it"
                advice = "Take it out of `needs`, or call it."
                yield sources.fault("page.md", exercise.line, "needs", what, advice, exercise.name)
            elif position[name] > position[exercise.name]:
                what = f"`{exercise.name}` needs `{name}`, which comes later on the page"
                advice = "Put them in the other order."
                yield sources.fault("page.md", exercise.line, "needs", what, advice, exercise.name)
    yield from _check_set(sources)


def called_exercises(sources: Sources, exercise: str) -> set[str]:
    """The other exercises that a solution calls, directly or through given functions."""
    solutions = sources.definitions["solutions"]
    found: set[str] = set()
    seen = {exercise}
    waiting = [exercise]
    while waiting:
        name = waiting.pop()
        for used in _used_names(solutions[name], name) & solutions.keys() - seen:
            seen.add(used)
            if used in sources.names:
                found.add(used)
            elif used != exercise.partition(".")[0]:
                waiting.append(used)
    return found


def _used_names(definition: Definition, name: str) -> set[str]:
    """Names a definition uses; `self.forward` in a method of `Attention` is `Attention.forward`."""
    owner = name.partition(".")[0]
    found: set[str] = set()
    for statement in definition.node.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                holder = owner if node.value.id in ("self", "cls") else node.value.id
                found.add(f"{holder}.{node.attr}")
    return found - {name}


def _check_set(sources: Sources) -> Iterator[Fault]:
    course, exercise_set = sources.course, sources.exercise_set
    ids = [s.id for s in course.sets]
    for need in exercise_set.needs:
        line = _front_line(sources, need)
        if need == exercise_set.id or exercise_set.id in _all_needs(course, need):
            what = f"set {exercise_set.id} and `{need}` need each other"
            yield sources.fault("page.md", line, "needs", what, "Take one of the needs out.")
        elif need in ids:
            if ids.index(need) > ids.index(exercise_set.id):
                what = f"set {exercise_set.id} needs {need}, which comes later"
                yield sources.fault("page.md", line, "needs", what, "Put them in the other order.")
        elif not _is_taught_before(course, exercise_set, need):
            what = f"no set before {exercise_set.id} teaches `{need}` and it has no page"
            advice = f"Correct the name, or write {course.folder.name}/techniques/{need}.md."
            yield sources.fault("page.md", line, "needs", what, advice)


def _is_taught_before(course: Course, exercise_set: ExerciseSet, technique: str) -> bool:
    if (course.folder / "techniques" / f"{technique}.md").exists():
        return True
    before = course.sets[: [s.id for s in course.sets].index(exercise_set.id)]
    return any(technique in s.teaches for s in before)


def _all_needs(course: Course, set_id: str) -> set[str]:
    """Every set that a set needs, directly or not."""
    by_id = {s.id: s for s in course.sets}
    found: set[str] = set()
    waiting = [set_id]
    while waiting:
        current = by_id.get(waiting.pop())
        for need in current.needs if current else ():
            if need not in found:
                found.add(need)
                waiting.append(need)
    return found


def _front_line(sources: Sources, need: str) -> int:
    rows = sources.text("page.md").splitlines()
    return next((i for i, row in enumerate(rows, 1) if row.startswith("needs:")), 1)
