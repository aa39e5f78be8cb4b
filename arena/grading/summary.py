"""From the evaluations of all claims to one verdict, with at most one diagnosis."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from arena.course.definitions import first_paragraph
from arena.course.model import Exercise, Kind
from arena.course.parts import Role
from arena.grading.diagnose import Observed, find_mistake, find_tensor_relation
from arena.grading.evaluate import Evaluation, evaluate, result_of
from arena.grading.library import Experiment, Implementation, SetCode, rule_name
from arena.grading.observe import Answer
from arena.grading.rules import Offence
from arena.grading.trial import Stop
from arena.grading.verdict import CheckResult, Diagnosis, Frame, Outcome, Verdict

log = logging.getLogger("arena.judge")


def summarise(
    exercise: Exercise,
    code: SetCode,
    evaluations: Mapping[Experiment, Evaluation],
    stops: Mapping[Experiment, Stop],
    diagnosed: bool = True,
) -> Verdict:
    """Claim after claim in the order of the file, with the diagnosis on the first that fails.

    Args:
        exercise: which.
        code: its set's code.
        evaluations: what became of the claims that were answered.
        stops: what stopped the others.
        diagnosed: whether to look for a mistake that fits.
    """
    reference: Implementation = getattr(code.solutions, exercise.owner)
    failing = next((e for e in evaluations.values() if not e.right), None)
    diagnosis = None
    if failing is not None and diagnosed:
        done = list(evaluations.values())
        try:
            diagnosis = _diagnose(exercise, code, done, failing, stops)
        except Exception:  # a verdict without a diagnosis is better than no verdict
            log.exception("no diagnosis for %s", exercise.key)
    results: dict[str, CheckResult] = {}
    for experiment in code.claims(exercise):
        known = results.get(experiment.name)
        if known is not None and known.outcome is not Outcome.RIGHT:
            continue  # an earlier seed of this check has failed
        if stop := stops.get(experiment):
            results[experiment.name] = CheckResult(
                check=experiment.name,
                claim=experiment.claim,
                outcome=Outcome.STOPPED,
                limit=stop.limit,
                difference=stop.detail,
            )
        else:
            evaluation = evaluations[experiment]
            named = diagnosis if evaluation is failing else None
            results[experiment.name] = result_of(exercise, reference, evaluation, named)
    checks = _broken_rule_first(list(results.values()), rule_name(exercise))
    first = next((c for c in checks if c.outcome is not Outcome.RIGHT), None)
    return Verdict(
        exercise=exercise.key,
        outcome=first.outcome if first else Outcome.RIGHT,
        checks=tuple(checks),
        notes=tuple(dict.fromkeys(n for e in evaluations.values() for n in e.notes)),
    )


def _broken_rule_first(checks: list[CheckResult], rule: str) -> list[CheckResult]:
    """A rule that is broken may be what the other claims fail by: it is said before them."""
    return sorted(checks, key=lambda c: c.check != rule or c.outcome is Outcome.RIGHT)


def broken_rule(exercise: Exercise, evaluations: Mapping[Experiment, Evaluation]) -> Verdict | None:
    """The verdict on an answer that cannot be loaded, if what it may not use is the reason."""
    for experiment, evaluation in evaluations.items():
        if not evaluation.right:
            check = CheckResult(
                check=experiment.name,
                claim=experiment.claim,
                outcome=evaluation.outcome,
                difference=evaluation.sentence,
                frames=evaluation.frames,
            )
            return Verdict(exercise=exercise.key, outcome=check.outcome, checks=(check,))
    return None


def _diagnose(
    exercise: Exercise,
    code: SetCode,
    evaluations: Sequence[Evaluation],
    failing: Evaluation,
    stops: Mapping[Experiment, Stop],
) -> Diagnosis | None:
    if not stops and exercise.type is not Kind.EXPERIMENT:
        observed = [Observed(e.experiment, e.expected, e.got, e.right) for e in evaluations]
        mistakes = code.owned(Role.MISTAKES, exercise)
        answers = {
            name: [code.answer(name, mistake, o.experiment) for o in observed]
            for name, mistake in mistakes.items()
        }
        failures = {
            name: {
                i
                for i, (o, answer) in enumerate(zip(observed, theirs, strict=True))
                if _fails(code, name, o, answer)
            }
            for name, theirs in answers.items()
        }
        docs = {n: first_paragraph(m.__doc__ or "") for n, m in mistakes.items()}
        if found := find_mistake(observed, answers, failures, docs):
            return found
    if failing.diagnosis is not None:
        return failing.diagnosis
    reference: Implementation = getattr(code.solutions, exercise.owner)
    observed_failing = Observed(failing.experiment, failing.expected, failing.got, False)
    return find_tensor_relation(reference, observed_failing, failing.difference)


def _fails(code: SetCode, name: str, observed: Observed, answer: Answer) -> bool:
    """Whether a mistake fails a claim, by the verdict's own comparison; from memory if known."""
    key = (name, observed.experiment)
    if key not in code.failures:
        judge = code.judge_of(observed.experiment)
        judged = evaluate(observed.experiment, observed.expected, answer, judge)
        code.failures[key] = not judged.right
    return code.failures[key]


def rule_evaluation(
    code: SetCode, exercise: Exercise, found: Sequence[Offence], lines: Sequence[str]
) -> dict[Experiment, Evaluation]:
    """The claim about what a body may use, as an evaluation like any other."""
    experiment = code.rule(exercise)
    got = Answer(experiment.name, observation=[o.name for o in found])
    evaluation = evaluate(experiment, Answer(experiment.name, observation=[]), got, None)
    if not found:
        return {experiment: evaluation}
    first = found[0]
    text = lines[first.line - 1].strip() if 0 < first.line <= len(lines) else ""
    frame = Frame(line=first.line, function=exercise.name, text=text)
    sentence = f"line {first.line}: {first.sentence}" if text else first.sentence
    return {experiment: replace(evaluation, difference=None, sentence=sentence, frames=(frame,))}
