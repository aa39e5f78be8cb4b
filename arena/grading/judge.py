"""The judge: from a learner's file to a verdict.

It never imports the submission. It plans what the child executes, gets observations back as data,
and compares them with the oracle's on its own copy of the inputs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import torch

from arena.course.model import Course, Exercise, Kind
from arena.grading.casting import Cast, Request, choose_cast
from arena.grading.compare import largest_error
from arena.grading.evaluate import Evaluation, evaluate
from arena.grading.library import Experiment, Implementation, Library, SetCode
from arena.grading.observe import Answer, observe
from arena.grading.parsing import RECURSION, parse_source
from arena.grading.profile import Profile
from arena.grading.refusals import (
    leaning_verdict,
    load_failure,
    notes_on,
    refuse,
    syntax_verdict,
    with_reasons,
)
from arena.grading.rules import has_rules, offences, offences_of
from arena.grading.rules.text import readable_text
from arena.grading.runner import Limits, Runner
from arena.grading.summary import broken_rule, rule_evaluation, summarise
from arena.grading.trial import RunObserver, Submission, Trial, run_trial
from arena.grading.verdict import Outcome, Verdict

PROFILE_MEMORY = 3 << 30
"""Bytes beyond what is loaded: a run of a model of 135 M parameters takes 1.2e9 with its cache."""


class Judge:
    """Judges exercises of one course with one runner. Thread-safe.

    Args:
        course: what is taught.
        runner: runs submissions; the judge does not close it.
        limits: what a submission may use.
    """

    def __init__(self, course: Course, runner: Runner, limits: Limits | None = None) -> None:
        self.library = Library(course)
        self.runner = runner
        self.limits = limits or Limits()
        self._right: dict[tuple[str, object, str], bool] = {}
        torch.set_num_threads(1)
        sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))

    def judge(
        self,
        exercise: Exercise,
        source: str,
        filename: str = "answers.py",
        *,
        assume_right: bool = False,
        watch: RunObserver | None = None,
    ) -> Verdict:
        """Judge one exercise.

        Args:
            exercise: which.
            source: the learner's whole file.
            filename: how tracebacks name it.
            assume_right: take every helper of the file as right and name no mistake; for the
                course compiler, which asks only whether a mutant is seen.
            watch: looks at an experiment while it runs.

        Raises:
            GraderError: no child can be started.
            CourseError: the course's own code fails.
        """
        started = time.perf_counter()
        code = self.library.code(exercise.set_id)
        learner = parse_source(source)
        verdict = self._judge(Request(exercise, code, learner, filename, assume_right, watch))
        elapsed = (time.perf_counter() - started) * 1000
        return verdict.model_copy(update={"milliseconds": round(elapsed, 2)})

    def judge_implementation(self, exercise: Exercise, implementation: Implementation) -> Verdict:
        """Judge a trusted implementation in this process: a mistake or an alternative."""
        code = self.library.code(exercise.set_id)
        evaluations = {}
        for experiment in code.experiments(exercise):
            got = observe(
                experiment.name, experiment.function, implementation, seed=experiment.seed
            )
            evaluations[experiment] = self._evaluate(exercise, code, experiment, got)
        if has_rules(exercise):
            found = offences_of(exercise, implementation)
            evaluations = rule_evaluation(code, exercise, found, ()) | evaluations
        return summarise(exercise, code, evaluations, {})

    # ------------------------------------------------------------ whose helpers

    def _judge(self, request: Request) -> Verdict:
        refusal = refuse(request.exercise, request.code, request.learner)
        if refusal is not None:
            return refusal
        cast = choose_cast(request, partial(self.is_right, request))
        verdict = self._attempt(request, cast)
        if verdict.outcome is not Outcome.RIGHT and cast.has_own_framework and not request.late:
            # Their own framework may be what is wrong: the answer may still be right with ours.
            strict = choose_cast(request, partial(self.is_right, request), strict=True)
            strict = replace(strict, plan=replace(strict.plan, brought=()))
            again = self._attempt(request, strict)
            verdict = again if again.outcome is Outcome.RIGHT else verdict
        if not request.assume_right:
            verdict = with_reasons(verdict, request)
            key = (request.exercise.key, request.code.stamp, request.plan().digest)
            self._right[key] = verdict.outcome is Outcome.RIGHT
        return verdict

    def is_right(self, request: Request, name: str) -> bool:
        """Whether an earlier exercise of the file is right, from memory if nothing has changed."""
        if request.learner.definition(name) is None:
            return False
        helper = next(e for e in request.code.exercise_set.exercises if e.name == name)
        asked = replace(request, exercise=helper, watch=None)
        key = (helper.key, request.code.stamp, asked.plan().digest)
        if key not in self._right:
            self._judge(asked)
        return self._right.get(key, False)

    def _attempt(self, request: Request, cast: Cast) -> Verdict:
        """Run and judge one cast."""
        exercise, code, plan = request.exercise, request.code, cast.plan
        if plan.problem is not None:
            return syntax_verdict(exercise, plan.problem)
        if cast.leans:
            return leaning_verdict(exercise, cast.leans)
        import_path = str(self.library.course.folder.parent)
        limits = _limits_for(exercise, self.runner.profile, self.limits)
        submission = Submission(
            exercise, code, request.learner, request.filename, plan, limits, import_path
        )
        experiments = list(code.experiments(exercise))
        trial = run_trial(self.runner, submission, experiments, request.watch)
        if trial.load_error is not None:
            verdict = load_failure(exercise, trial.load_error)
            if has_rules(exercise):
                verdict = broken_rule(exercise, self._rule_on(submission, trial)) or verdict
        else:
            verdict = self._verdict_on(
                submission, trial, request.watch, diagnosed=not request.assume_right
            )
        notes = (*verdict.notes, *notes_on(cast))
        return verdict.model_copy(
            update={"helpers": cast.ours, "notes": notes, "printed": trial.printed}
        )

    # ------------------------------------------------------------ judging

    def _verdict_on(
        self, submission: Submission, trial: Trial, watch: RunObserver | None, diagnosed: bool
    ) -> Verdict:
        exercise, code = submission.exercise, submission.code
        evaluations = {
            experiment: self._evaluate(exercise, code, experiment, got)
            for experiment, got in trial.answers.items()
        }
        evaluations |= self._second_looks(submission, evaluations)
        if exercise.type is Kind.EXPERIMENT:
            for experiment, evaluation in evaluations.items():
                if evaluation.outcome is Outcome.WRONG:
                    again = self._second_run(submission, experiment, evaluation, watch)
                    evaluations[experiment] = again
        if has_rules(exercise):
            # Said before anything else: it may be what the rest goes wrong by.
            evaluations = self._rule_on(submission, trial) | evaluations
        return summarise(exercise, code, evaluations, trial.stops, diagnosed)

    def _rule_on(self, submission: Submission, trial: Trial) -> dict[Experiment, Evaluation]:
        """The claim about what the answer may use, by its text and by what ran."""
        exercise, code, learner = submission.exercise, submission.code, submission.learner
        ran = dict.fromkeys(r for answer in trial.answers.values() for r in answer.ran)
        text, lines_apart = readable_text(exercise, code.reference, learner)
        found = offences(exercise, text, ran, lines_apart)
        return rule_evaluation(code, exercise, found, tuple(learner.text.splitlines()))

    def _evaluate(
        self,
        exercise: Exercise,
        code: SetCode,
        experiment: Experiment,
        got: Answer,
        dtype: torch.dtype = torch.float32,
    ) -> Evaluation:
        judge = code.judge_of(experiment)
        if exercise.type is Kind.EXPERIMENT:  # judged by its effect: there is nothing to compare
            expected = Answer(experiment.name)
        else:
            expected = code.answer("oracle", code.oracle(exercise), experiment, dtype)
        return evaluate(experiment, expected, got, judge)

    def _second_looks(
        self, submission: Submission, evaluations: Mapping[Experiment, Evaluation]
    ) -> dict[Experiment, Evaluation]:
        """Once more in float64, all in one child, to tell an error from rounding."""
        exercise, code = submission.exercise, submission.code
        suspected = [e for e, evaluation in evaluations.items() if evaluation.rounding_suspected]
        if not suspected:
            return {}
        solution: Implementation = getattr(code.solutions, exercise.owner)
        result = self.runner.run(submission.job(suspected, "float64"))
        looked = {}
        for experiment, answer in zip(suspected, result.answers, strict=False):
            first = evaluations[experiment]
            again = self._evaluate(exercise, code, experiment, answer, torch.float64)
            ours = code.answer("solution", solution, experiment)
            own = largest_error(first.expected.observation, ours.observation, experiment.options)
            looked[experiment] = first.after_second_look(again, own)
        return looked

    def _second_run(
        self,
        submission: Submission,
        experiment: Experiment,
        first: Evaluation,
        watch: RunObserver | None,
    ) -> Evaluation:
        """A run that fell short gets one more, on another seed: luck is no verdict."""
        again = replace(experiment, seed=experiment.seed + 1000)
        trial = run_trial(self.runner, submission, [again], watch)
        if again not in trial.answers:
            return first
        second = self._evaluate(submission.exercise, submission.code, again, trial.answers[again])
        if not second.right:
            return first
        note = f"the first run fell short ({first.sentence}), the second did not"
        return replace(second, experiment=experiment, notes=(note,))


def _limits_for(exercise: Exercise, profile: Profile, limits: Limits) -> Limits:
    """The limits, widened by a profile, by the exercise's flags and by an experiment's budget."""
    if not profile.is_plain:
        limits = replace(
            limits,
            memory_bytes=max(limits.memory_bytes, PROFILE_MEMORY),
            wall_s=3 * limits.wall_s,
            cpu_s=3 * limits.cpu_s,
        )
    if exercise.budget_s:
        limits = replace(limits, wall_s=3.0 * exercise.budget_s, cpu_s=float(exercise.budget_s))
    if "fork" in exercise.flags:
        limits = replace(limits, processes=8)
    if "threads" in exercise.flags:
        limits = replace(limits, threads=2)
    return limits
