"""One observation beside the expected one → right or not, and what a learner reads about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from arena.course.model import Exercise, Kind
from arena.grading.calls import describe_case, write_snippet
from arena.grading.compare import Difference, compare, describe, place_of_nan, show
from arena.grading.diagnose import Observed, changed_by, first_wrong_call, mutation
from arena.grading.library import Experiment, Implementation
from arena.grading.observe import Answer, Call, Data, Raised
from arena.grading.verdict import CheckResult, Diagnosis, Frame, Outcome, Picture

ROUNDING = 1000.0  # a difference below this many tolerances may be rounding, and is looked at again
ACCEPTED = 30.0  # … and below this many it may be, if float64 agrees
LEAST = 3.0  # … and below this many it is, however exact our own answer
ROOM = 30.0  # another order of operations rounds at most so many times as much as ours
PICTURE_SIDE = 160
CHANGED = "the result is right, but an argument is changed on the way"


@dataclass(frozen=True)
class Evaluation:
    """What became of one experiment.

    Args:
        difference: where the observation parts from the expected one.
        sentence: what the judge of the observation said, where it has one.
        diagnosis: what is known at once: inputs changed, precision lost.
        frames: lines of the learner's file that the sentence is about.
    """

    experiment: Experiment
    expected: Answer
    got: Answer
    outcome: Outcome
    difference: Difference | None = None
    sentence: str = ""
    diagnosis: Diagnosis | None = None
    notes: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the claim holds."""
        return self.outcome is Outcome.RIGHT

    @property
    def rounding_suspected(self) -> bool:
        """Whether values differ by so little that it may be rounding."""
        return (
            self.difference is not None
            and self.difference.kind == "value"
            and self.difference.excess < ROUNDING
        )

    def after_second_look(self, again: Evaluation, own_error: float) -> Evaluation:
        """What to say when the same experiment in float64 gave `again`.

        Args:
            again: the second evaluation.
            own_error: how many tolerances our own answer in float32 is off: what rounding can do
                in this computation.
        """
        if not again.right or self.difference is None:
            return self
        if self.difference.excess <= min(ACCEPTED, max(LEAST, ROOM * own_error)):
            note = "the last digits differ from ours, and agree in float64: rounding, not an error"
            return replace(self, outcome=Outcome.RIGHT, difference=None, notes=(note,))
        text = (
            "in float64 your answer is right, in float32 it loses precision: look for a difference "
            "of large numbers, or a long running sum"
        )
        lost = Diagnosis(source="relation", code="relation.precision", message=text)
        return replace(self, diagnosis=lost)


def evaluate(
    experiment: Experiment,
    expected: Answer,
    got: Answer,
    judge: Callable[..., object] | None,
) -> Evaluation:
    """Compare one answer with the oracle's.

    Args:
        experiment: the check that was run.
        expected: what it observed on the oracle.
        got: what it observed on the learner's code.
        judge: decides on the observation where it has no exact value.
    """
    if got.raised is not None:
        same = expected.raised is not None and expected.raised.type_name == got.raised.type_name
        if not same:
            outcome = Outcome.RAISED if _learners_own(got) else Outcome.WRONG
            return Evaluation(experiment, expected, got, outcome)
        return Evaluation(experiment, expected, got, Outcome.RIGHT)
    if judge is not None:
        sentence = _judged(judge, got.observation, expected.observation)
        outcome = Outcome.WRONG if sentence else Outcome.RIGHT
        return Evaluation(experiment, expected, got, outcome, sentence=sentence)
    difference = compare(expected.observation, got.observation, experiment.options)
    if difference is not None:
        return Evaluation(experiment, expected, got, Outcome.WRONG, difference)
    if changed := _changed_inputs(experiment, expected, got):
        return Evaluation(
            experiment, expected, got, Outcome.WRONG, None, CHANGED, mutation(changed)
        )
    return Evaluation(experiment, expected, got, Outcome.RIGHT)


def result_of(
    exercise: Exercise,
    reference: Implementation,
    evaluation: Evaluation,
    diagnosis: Diagnosis | None,
) -> CheckResult:
    """The lines about one claim."""
    experiment, difference = evaluation.experiment, evaluation.difference
    result = CheckResult(
        check=experiment.name,
        claim=experiment.claim,
        outcome=evaluation.outcome,
        diagnosis=diagnosis,
    )
    if evaluation.right:
        return result.model_copy(update={"pictures": _shown_picture(exercise, evaluation)})
    observed = Observed(experiment, evaluation.expected, evaluation.got, False)
    pair = first_wrong_call(observed)
    case = describe_case(reference, pair[0]) if pair else ""
    repro = ""
    if pair:
        wanted = pair[0].raised.type_name if pair[0].raised else show(pair[0].result)
        repro = write_snippet(reference, pair[0], wanted)
    text, frames = _account(evaluation, pair)
    if not case and difference and difference.path:
        case = difference.place
    pictures = _pictures(pair, difference)
    return result.model_copy(
        update={
            "case": case,
            "difference": text,
            "frames": frames,
            "repro": repro,
            "pictures": pictures,
        }
    )


def _account(
    evaluation: Evaluation, pair: tuple[Call, Call] | None
) -> tuple[str, tuple[Frame, ...]]:
    """What came and what was expected, for the first call that went wrong if there is one."""
    raised = evaluation.got.raised
    # An earlier call may have gone wrong without an error: the case that is shown is that one.
    at_pair = pair is None or pair[1].raised is not None
    if evaluation.outcome is Outcome.RAISED and raised is not None and at_pair:
        return f"raised {_error(raised)}", _frames(raised)
    if pair is not None:
        expected, got = pair
        if got.raised is not None:
            wanted = f"expected {_outcome_of(expected)}"
            return f"raised {_error(got.raised)}, {wanted}", _frames(got.raised)
        if expected.raised is not None:
            return f"got {describe(got.result)}, expected a {expected.raised.type_name}", ()
        found = compare(expected.result, got.result, evaluation.experiment.options)
        if found is not None:
            place = f"{found.path}: " if found.path else ""
            return place + found.text, ()
        if changed_by(expected, got):
            return CHANGED, ()
    if evaluation.sentence:
        return evaluation.sentence, evaluation.frames
    if evaluation.difference is not None:
        return evaluation.difference.text, ()
    if raised is not None:
        return f"the result cannot be used: {_error(raised)}", ()
    return "the result is not the expected one", ()


def _judged(judge: Callable[..., object], observed: Data, expected: Data) -> str:
    """What the judge of an observation says; a judge that fails has met something it cannot use."""
    try:
        verdict = judge(observed, expected)
    except Exception as error:
        return f"the result cannot be judged: {type(error).__name__}: {error}"
    if verdict is not None and verdict is not True:
        return str(verdict)
    if (place := place_of_nan(observed)) is not None and place_of_nan(expected) is None:
        # A comparison with NaN is false, so a judge may have let it pass.
        return f"not a number (NaN) at {place}" if place else "not a number (NaN)"
    return ""


def _learners_own(got: Answer) -> bool:
    """Whether what was raised came out of the learner's code and not out of the check."""
    assert got.raised is not None
    return bool(got.raised.frames) or any(c.raised is not None for c in got.calls)


def _changed_inputs(experiment: Experiment, expected: Answer, got: Answer) -> tuple[str, ...]:
    if experiment.options.may_mutate:
        return ()
    for e, g in zip(expected.calls, got.calls, strict=False):
        if changed := changed_by(e, g):
            return changed
    return ()


def _error(raised: Raised) -> str:
    message = raised.message.strip().splitlines()
    return f"{raised.type_name}: {message[0]}" if message else raised.type_name


def _outcome_of(call: Call) -> str:
    return f"a {call.raised.type_name}" if call.raised else describe(call.result)


def _frames(raised: Raised) -> tuple[Frame, ...]:
    return tuple(Frame(line=f.line, function=f.function, text=f.text) for f in raised.frames)


# ---------------------------------------------------------------- pictures


def _pictures(pair: tuple[Call, Call] | None, difference: Difference | None) -> tuple[Picture, ...]:
    """Expected, yours and the difference, where both are two-dimensional."""
    expected: Data = None
    got: Data = None
    if pair is not None:
        expected, got = pair[0].result, pair[1].result
    elif difference is not None:
        expected, got = difference.expected, difference.got
    e, g = _image(expected), _image(got)
    if e is None:
        return ()
    shown = [Picture(label="expected", rows=_rows(e))]
    if g is not None:
        shown.append(Picture(label="yours", rows=_rows(g)))
        if g.shape == e.shape:
            same = (g == e) | (torch.isnan(g) & torch.isnan(e))
            gap = torch.where(same, 0.0, g - e)
            shown.append(Picture(label="difference", rows=_rows(gap)))
    return tuple(shown)


def _shown_picture(exercise: Exercise, evaluation: Evaluation) -> tuple[Picture, ...]:
    """The largest image of a picture exercise that is right, to be looked at."""
    if exercise.type is not Kind.PICTURE:
        return ()
    images = [i for i in (_image(c.result) for c in evaluation.got.calls) if i is not None]
    if not images:
        return ()
    return (Picture(label="yours", rows=_rows(max(images, key=lambda i: i.numel()))),)


def _image(value: Data) -> Tensor | None:
    if not isinstance(value, Tensor | np.ndarray):
        return None
    t = torch.as_tensor(value).detach()
    if t.dim() == 3 and t.shape[0] == 3:  # a colour image is shown by its brightness
        t = t.double().mean(0)
    if t.dim() != 2 or t.is_complex() or min(t.shape) < 2:
        return None
    steps = [max(1, -(-n // PICTURE_SIDE)) for n in t.shape]
    return t[:: steps[0], :: steps[1]].double()


def _rows(t: Tensor) -> tuple[tuple[float | None, ...], ...]:
    return tuple(tuple(round(v, 6) if np.isfinite(v) else None for v in row) for row in t.tolist())
