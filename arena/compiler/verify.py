"""The course compiler: everything that has to hold for a set, checked from cheap to dear."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from arena.compiler.accounting import check_files, check_names
from arena.compiler.cache import cache_key, read_cache, write_cache
from arena.compiler.choices import Choices, Progress
from arena.compiler.defined import check_defined
from arena.compiler.exemptions import read_exemptions, without_exempted
from arena.compiler.exercises import check_exercises
from arena.compiler.imports import check_imports
from arena.compiler.needs import check_needs
from arena.compiler.pages import check_links, check_maths
from arena.compiler.proofs import compare_with, has_its_turn, read_proof, write_proof
from arena.compiler.questions import check_questions
from arena.compiler.report import Fault, Graded, SetReport
from arena.compiler.sources import Sources
from arena.compiler.words import check_words
from arena.course.model import Course, ExerciseSet, Kind
from arena.errors import CourseError

if TYPE_CHECKING:
    from arena.compiler.running import JudgePair

STAGES = (check_files, check_names, check_imports, check_exercises, check_questions, check_needs)
TEXT_STAGES = (check_links, check_maths, check_words)


def verify_set(
    course: Course,
    exercise_set: ExerciseSet,
    judges: Callable[[], JudgePair],
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> SetReport:
    """Verify one set.

    Args:
        course: the whole course.
        exercise_set: one set of it.
        judges: makes the judges; called only if something has to run.
        choices: what to verify.
        progress: hears of each step.

    Raises:
        GraderError: no child can be started.
    """
    choices, progress = choices or Choices(), progress or Progress()
    started = time.perf_counter()
    sources = Sources(course, exercise_set)
    faults = list(read_faults(sources))
    graded, cached, proven = Graded(), False, ""
    if not any(f.rule in ("python", "defined") for f in faults):
        proof, found = read_proof(sources) if choices.kept else (None, [])
        faults += found
        if proof is not None and not has_its_turn(sources, choices.turn):
            choices, proven = replace(choices, mutants=False), str(proof.on)
        graded, cached = _graded(sources, judges, choices, progress)
        faults += graded.faults
        if proof is not None and not proven:
            faults += compare_with(sources, proof, graded)
        if choices.record and not faults:
            write_proof(sources, graded)
    tasks = exercise_set.exercises
    return SetReport(
        set_id=exercise_set.id,
        title=exercise_set.title,
        exercises=len(tasks),
        questions=len(exercise_set.questions),
        pictures=sum(e.type is Kind.PICTURE for e in tasks),
        graded=graded,
        faults=tuple(faults),
        seconds=time.perf_counter() - started,
        cached=cached,
        proven=proven,
    )


def _graded(
    sources: Sources, judges: Callable[[], JudgePair], choices: Choices, progress: Progress
) -> tuple[Graded, bool]:
    """What running the set shows, and whether that was known."""
    key = cache_key(sources, repr((choices.exercise, choices.mutants, choices.cap)))
    known = None if choices.fresh else read_cache(key)
    if known is not None:
        return known, True
    from arena.compiler.running import run_set  # imports torch: seconds

    graded = run_set(sources, judges(), choices, progress)
    write_cache(key, graded)
    return graded, False


def read_faults(sources: Sources) -> Iterator[Fault]:
    """What reading the files shows; nothing is run."""
    try:
        sources.check_syntax()
    except CourseError as error:
        yield sources.fault(
            error.path or "", error.line, "python", _without_place(error), error.next_step
        )
        return
    if undefined := list(check_defined(sources)):
        yield from undefined
        return
    exemptions, faults = read_exemptions(sources)
    yield from faults
    found = (fault for stage in STAGES for fault in stage(sources))
    yield from without_exempted(sources, found, exemptions)
    for stage in TEXT_STAGES:
        yield from stage(sources)


def _without_place(error: CourseError) -> str:
    place = f"{error.path}:{error.line}: " if error.line else f"{error.path}: "
    return error.what.removeprefix(place)
