"""The course compiler: everything that has to hold for a set, checked from cheap to dear."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
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
from arena.compiler.report import Fault, Graded, SetReport
from arena.compiler.sources import Sources
from arena.compiler.words import check_words
from arena.course.model import Course, ExerciseSet, Kind
from arena.errors import CourseError

if TYPE_CHECKING:
    from arena.compiler.running import Judges

STAGES = (check_files, check_names, check_imports, check_exercises, check_needs)
TEXT_STAGES = (check_links, check_maths, check_words)


def verify_set(
    course: Course,
    exercise_set: ExerciseSet,
    judges: Callable[[], Judges],
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
    cached = False
    graded = Graded()
    faults = tuple(read_faults(sources))
    if not any(f.rule in ("python", "defined") for f in faults):
        key = cache_key(sources, repr((choices.exercise, choices.mutants, choices.cap)))
        kept = None if choices.fresh else read_cache(key)
        cached = kept is not None
        if kept is None:
            from arena.compiler.running import run_set  # imports torch: seconds

            kept = run_set(sources, judges(), choices, progress)
            write_cache(key, kept)
        graded = kept
    tasks = exercise_set.exercises
    return SetReport(
        set_id=exercise_set.id,
        title=exercise_set.title,
        exercises=len(tasks),
        questions=len(exercise_set.questions),
        pictures=sum(e.type is Kind.PICTURE for e in tasks),
        graded=graded,
        faults=(*faults, *graded.faults),
        seconds=time.perf_counter() - started,
        cached=cached,
    )


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
