"""Draw a figure with a learner's functions: its data in a locked-down child, its lines here.

`NAME__data(impls, rng)` of `drawings.py` runs where checks run. `impls` holds the exercises that
the page names, by attribute: the learner's own where they are right, ours elsewhere. `NAME(data)`
of `figures.py` then draws what came.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from arena.course.model import Exercise, ExerciseSet, Figure, Kind
from arena.errors import CourseError
from arena.grading.casting import Cast, Request, choose_cast
from arena.grading.drawing import FIGURE_BYTES, Drawing, Undrawable, drawable
from arena.grading.judge import Judge
from arena.grading.library import SEED, SetCode
from arena.grading.observe import Raised
from arena.grading.parsing import ParsedFile, parse_source
from arena.grading.runner import Job, Run
from arena.grading.trial import RunObserver

HOLDER = "ArenaImplementations"
KEPT = 8  # pictures of one figure, on disk


def draw_figure(code: SetCode, judge: Judge, name: str) -> dict[str, Any]:
    """A figure of the page as JSON; one that is drawn with exercises is drawn with ours.

    Raises:
        CourseError: it fails.
    """
    figure = next((f for f in code.exercise_set.figures if f.name == name), None)
    if figure is None or not figure.exercises:
        return code.figure(name)
    drawing = draw(judge, code.exercise_set, figure, "")
    if drawing.figure is None:
        step = f"Mend `{figure.data_name}` in drawings.py, or the figure."
        raise CourseError(f"`{name}` cannot be drawn: {drawing.failure}", step)
    return drawing.figure


def draw(
    judge: Judge,
    exercise_set: ExerciseSet,
    figure: Figure,
    source: str,
    filename: str = "answers.py",
    watch: RunObserver | None = None,
) -> Drawing:
    """Draw a figure with what a learner's file holds; with ours alone if the file is empty.

    Raises:
        GraderError: no child can be started.
    """
    code = judge.library.code(exercise_set.id)
    learner = parse_source(source)
    request = Request(
        _holder(exercise_set, figure), code, _with_holder(learner, figure), filename, watch=watch
    )
    cast = choose_cast(request, partial(judge.is_right, request))
    yours = tuple(n for n in figure.exercises if n not in cast.ours)
    drawing = Drawing(yours=yours, ours=cast.ours if source.strip() else ())
    kept = _Kept(exercise_set, figure, code, cast)
    shown = kept.read()
    if shown is None:
        try:
            shown = _drawn(judge, code, figure, request, cast)
        except Undrawable as error:
            return drawing.model_copy(update={"failure": str(error)})
        kept.write(shown)
    return drawing.model_copy(update={"figure": shown})


def _drawn(
    judge: Judge, code: SetCode, figure: Figure, request: Request, cast: Cast
) -> dict[str, Any]:
    """The figure's JSON.

    Raises:
        Undrawable: with the sentence that takes the figure's place.
    """
    if cast.plan.problem is not None:
        raise Undrawable(f"Line {cast.plan.problem.line}: {cast.plan.problem.message}.")
    data = _data(judge, code, figure, request, cast)
    try:
        shown = code.figure(figure.name, drawable(data))
    except Undrawable as error:
        raise Undrawable(f"What came cannot be drawn: {error}.") from None
    except Exception as error:  # data that nobody vouches for meets a function that trusts it
        said = f"What came cannot be drawn: {type(error).__name__}: {_first_line(error)}"
        raise Undrawable(said) from error
    if len(json.dumps(shown)) > FIGURE_BYTES:
        raise Undrawable("What came is too much for a picture: more than 4 MB.")
    return shown


def _data(judge: Judge, code: SetCode, figure: Figure, request: Request, cast: Cast) -> object:
    budget = float(figure.budget_s)
    job = Job(
        filename=request.filename,
        source=request.learner.text,
        units=cast.plan.units,
        unit_names=cast.plan.names,
        checks_code=code.drawings_code,
        checks_module=f"{code.exercise_set.package}.drawings",
        target=HOLDER,
        runs=(Run(figure.data_name, SEED),),
        readable=code.readable,
        limits=replace(judge.limits, cpu_s=budget, wall_s=3 * budget),
        import_paths=(str(judge.library.course.folder.parent),),
        brought=cast.plan.brought,
    )
    watch = request.watch or RunObserver()
    result = judge.runner.run(job, watch.on_progress, watch.cancelled)
    for _, raised in result.unit_errors[:1]:
        raise Undrawable(_said(raised, cast))
    if result.load_error is not None:
        raise Undrawable(_said(result.load_error, cast))
    if not result.answers:
        among = ", ".join(f"`{n}`" for n in figure.exercises)
        raise Undrawable(f"Drawing with {among} was ended: {result.detail or result.limit}.")
    (answer,) = result.answers
    if answer.raised is not None:
        raise Undrawable(_said(answer.raised, cast))
    return answer.observation


def _said(raised: Raised, cast: Cast) -> str:
    """Which function raised what, and where, in one sentence."""
    words = raised.message.strip().splitlines()
    error = f"{raised.type_name}: {words[0][:300]}" if words else raised.type_name
    own = [f for f in raised.frames if f.function != "<module>"]
    if not own:
        whose = "one of ours" if cast.ours else "the data function"
        return f"No line of yours raised it, {whose} did, with what it was given: {error}"
    return f"Your `{own[-1].function}` raised, on line {own[-1].line}: {error}"


def _holder(exercise_set: ExerciseSet, figure: Figure) -> Exercise:
    """What is planned as an exercise is: it needs those that the figure names."""
    return Exercise(
        type=Kind.CODE,
        set_id=exercise_set.id,
        name=HOLDER,
        title=figure.name,
        minutes=1,
        difficulty=1,
        importance=1,
        needs=figure.exercises,
        flags=(),
        bonus=False,
        statement="",
        hints=(),
        after="",
        line=figure.line,
    )


def _with_holder(learner: ParsedFile, figure: Figure) -> ParsedFile:
    """The file with one more statement, which gathers the figure's functions.

    A class is handed to the data function as it is, so its calls are not recorded.
    """
    owners = dict.fromkeys(name.partition(".")[0] for name in figure.exercises)
    items = ", ".join(f"{o!r}: staticmethod({o})" for o in owners)
    line = learner.text.count("\n") + 2
    text = "\n" * (line - 1) + f'{HOLDER} = type("{HOLDER}", (), {{{items}}})'
    return replace(learner, nodes=(*learner.nodes, *ast.parse(text).body))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0][:300]


class _Kept:
    """Where a picture is kept: it changes with what runs, the set, and what of it is ours."""

    def __init__(
        self, exercise_set: ExerciseSet, figure: Figure, code: SetCode, cast: Cast
    ) -> None:
        what = repr((cast.plan.digest, code.stamp, cast.ours, figure.name, figure.budget_s))
        stamp = hashlib.blake2b(what.encode(), digest_size=12).hexdigest()
        self._stem = f"{exercise_set.slug}-{figure.name}-"
        self._path = user_cache_path("arena") / "drawings" / f"{self._stem}{stamp}.json"

    def read(self) -> dict[str, Any] | None:
        """What was drawn of the same before."""
        try:
            return dict(json.loads(self._path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, figure: dict[str, Any]) -> None:
        """Keep it, and few others of this figure. A full disk is no reason to fail."""
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(figure), encoding="utf-8")
            fresh.replace(self._path)
            for old in _by_age(self._path.parent.glob(f"{self._stem}*.json"))[:-KEPT]:
                old.unlink(missing_ok=True)


def _by_age(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda p: p.stat().st_mtime_ns)
