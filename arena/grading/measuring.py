"""What is true of a finding: a measurement of oracles.py on the loaded models, kept on disk.

The name of what is kept holds the hash of the models' cards, of the set's Python files and of the
run's reports, so that nothing else can be mistaken for it. Only the judge service measures, and
what it found never leaves it: a learner's process hears how an answer compares.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from platformdirs import user_cache_path

from arena.course.answers import Reply
from arena.course.findings import Measured, compare_prediction, judge_finding
from arena.course.model import Finding, Question
from arena.errors import ArenaError, CourseError, GraderError
from arena.grading.library import SetCode
from arena.grading.runlog import Point
from arena.models import card_named, load, weights_of


def judge_measured(code: SetCode, question: Question, given: str) -> Reply:
    """Compare an answer with its measurement, which is made if it was not before.

    Raises:
        MalformedAnswer: the answer cannot be judged.
        ArenaError: a model is missing; the next step is the command that fetches it.
        CourseError: the measurement fails.
    """
    truth, note = measured(code, question)
    judged = judge_finding(question, given, truth)
    return Reply(judged.right, f"{judged.why} {note}".strip())


def compare_measured(
    code: SetCode, question: Question, given: str, points: Sequence[Point], late: bool
) -> Reply:
    """Compare a prediction with what the run, or the models, have shown.

    Args:
        code: the set's.
        question: a prediction.
        given: what was predicted.
        points: the reports of the run it is about.
        late: the run was there before the prediction.
    """
    truth, note = measured(code, question, points)
    assert isinstance(truth, float)
    assert question.finding is not None
    said = compare_prediction(given, truth, question.finding, late)
    return Reply(True, f"{said} {note}".strip(), "Compared.")


def measured(
    code: SetCode, question: Question, points: Sequence[Point] = ()
) -> tuple[Measured, str]:
    """What a measurement gives, from disk if it is there, and a sentence if models stood in."""
    finding = _finding(question)
    names, note = _models_at_hand(finding)
    path = _kept_at(code, finding, names, points)
    try:
        return _checked(json.loads(path.read_bytes()), question), note
    except (OSError, ValueError, CourseError):
        found = measure(code, question, names, points)
        _keep(path, found)
        return found, note


def measure(
    code: SetCode, question: Question, names: Sequence[str], points: Sequence[Point] = ()
) -> Measured:
    """Measure now, whatever is kept.

    Args:
        code: the set's.
        question: one with a finding.
        names: the models that are loaded for it.
        points: the reports of a run; they take the place of models.

    Raises:
        CourseError: the measurement is missing, fails, or gives something that is no score.
    """
    finding = _finding(question)
    function = code.oracles.get(finding.measure)
    if function is None:
        raise CourseError(f"oracles.py has no `{finding.measure}`", "Write it.")
    arguments: list[object] = [list(points)] if finding.run else [load(n) for n in names]
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(0)
            found = function(*arguments)
    except ArenaError:
        raise
    except Exception as error:  # whatever an author's function may raise
        what = f"the measurement `{finding.measure}` fails: {type(error).__name__}: {error}"
        raise CourseError(what, "Run it on its own and mend it.") from error
    return _checked(found, question)


def models_of(finding: Finding) -> tuple[str, ...]:
    """The models that a measurement is made on here."""
    return _models_at_hand(finding)[0]


def _models_at_hand(finding: Finding) -> tuple[tuple[str, ...], str]:
    """The models that are measured, and what to say if they stand in for others."""
    missing = [name for name in finding.models if not _is_here(name)]
    if not missing or not finding.instead:
        return finding.models, ""
    others = ", ".join(f"`{name}`" for name in finding.instead)
    get = f"arena models get {missing[0]}"
    return finding.instead, f"`{missing[0]}` is not here, so {others} was measured (`{get}`)."


def _is_here(name: str) -> bool:
    return weights_of(card_named(name)) is not None


def _finding(question: Question) -> Finding:
    if question.finding is None:
        raise GraderError(f"`{question.name}` needs no measurement", "")
    return question.finding


def _checked(found: object, question: Question) -> Measured:
    """Scores by name, or one number; all finite.

    Raises:
        CourseError: it is something else.
    """
    wants_scores = question.answer_kind in ("heads", "ranking")
    assert question.finding is not None
    name = question.finding.measure
    if not wants_scores:
        return _finite(found, name)
    if not isinstance(found, Mapping) or not found:
        raise CourseError(f"`{name}` gives no scores", "Return a dict of name → number.")
    scores = {str(key): _finite(value, name) for key, value in found.items()}
    if missing := [item for item in question.finding.items if item not in scores]:
        raise CourseError(f"`{name}` gives no score to `{missing[0]}`", "Score every item.")
    return scores


def _finite(value: Any, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        what = f"`{name}` gives {value!r} where a finite number belongs"
        raise CourseError(what, "Return numbers, one for each name, or one alone.")
    return number


def _kept_at(
    code: SetCode, finding: Finding, names: Sequence[str], points: Sequence[Point]
) -> Path:
    digest = hashlib.blake2b(digest_size=12)
    folder = code.exercise_set.folder
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    for name in names:
        # A card names the hash of its weights, and loading refuses any others.
        digest.update(repr(card_named(name)).encode() + b"\0")
    digest.update(json.dumps([dict(p) for p in points], sort_keys=True).encode())
    file = f"{code.exercise_set.slug}-{finding.measure}-{digest.hexdigest()}.json"
    return user_cache_path("arena") / "measurements" / file


def _keep(path: Path, found: Measured) -> None:
    """A full disk or a read-only folder is no reason to fail."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps(found), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        return
