"""The judge: from a learner's file to a verdict.

It never imports the submission. It plans what the child executes, gets observations back as data,
and compares them with the oracle's on its own copy of the inputs.
"""

from __future__ import annotations

import time
from dataclasses import replace

import torch

from arena.course.model import Course, Exercise, Kind
from arena.grading.evaluate import Evaluation, evaluate
from arena.grading.library import Experiment, Implementation, Library, SetCode
from arena.grading.observe import Answer, observe
from arena.grading.plan import Plan, Source, make_plan, parse_source
from arena.grading.refusals import load_failure, refuse, syntax_verdict
from arena.grading.rules import has_rules, offences, offences_of
from arena.grading.runner import Limits, Runner
from arena.grading.summary import rule_evaluation, summarise
from arena.grading.trial import Submission, Trial, run_trial
from arena.grading.verdict import Outcome, Verdict
from arena.grading.watch import Watch


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

    def judge(
        self,
        exercise: Exercise,
        source: str,
        filename: str = "answers.py",
        *,
        assume_right: bool = False,
        watch: Watch | None = None,
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
        learner = parse_source(source)
        verdict = self._judge(exercise, learner, filename, assume_right, frozenset(), watch)
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
            evaluations |= rule_evaluation(code, exercise, found, ())
        return summarise(exercise, code, evaluations, {})

    # ------------------------------------------------------------ planning

    def _judge(
        self,
        exercise: Exercise,
        learner: Source,
        filename: str,
        assume_right: bool,
        pending: frozenset[str],
        watch: Watch | None = None,
    ) -> Verdict:
        code = self.library.code(exercise.set_id)
        refusal = refuse(exercise, code, learner)
        if refusal is not None:
            return refusal
        plan, ours = self._plan(exercise, code, learner, filename, assume_right, pending)
        if plan.problem is not None:
            return syntax_verdict(exercise, plan.problem)
        import_path = str(self.library.course.folder.parent)
        limits = _limits_for(exercise, self.limits)
        submission = Submission(exercise, code, learner, filename, plan, limits, import_path)
        experiments = list(code.experiments(exercise))
        trial = run_trial(self.runner, submission, experiments, watch)
        if trial.load_error is not None:
            verdict = load_failure(exercise, trial.load_error)
        else:
            verdict = self._verdict_on(submission, trial, watch, diagnosed=not assume_right)
        return verdict.model_copy(update={"helpers": ours, "printed": trial.printed})

    def _plan(
        self,
        exercise: Exercise,
        code: SetCode,
        learner: Source,
        filename: str,
        assume_right: bool,
        pending: frozenset[str],
    ) -> tuple[Plan, tuple[str, ...]]:
        """Plan with the learner's helpers where they are right, with ours elsewhere.

        `pending` are exercises that are being judged further up: their answer is not known yet,
        so ours stands in.
        """
        names = code.reference.exercises
        ours, decided = set(pending), set(pending)
        while True:
            plan = make_plan(learner, code.reference, exercise.name, ours, filename)
            undecided = [h for h in plan.helpers if h not in decided]
            if assume_right or not undecided:
                return plan, tuple(h for h in names if h in ours and h not in pending)
            for helper in undecided:
                decided.add(helper)
                if not self._is_right(helper, code, learner, filename, pending | {exercise.name}):
                    ours.add(helper)

    def _is_right(
        self,
        name: str,
        code: SetCode,
        learner: Source,
        filename: str,
        pending: frozenset[str],
    ) -> bool:
        """Whether a helper in the learner's file is right, from memory if nothing has changed."""
        helper = next(e for e in code.exercise_set.exercises if e.name == name)
        if learner.definition(name) is None:
            return False
        plan = make_plan(learner, code.reference, name, pending, filename)
        key = (helper.key, code.stamp, plan.digest)
        if key not in self._right:
            verdict = self._judge(helper, learner, filename, False, pending)
            self._right[key] = verdict.outcome is Outcome.RIGHT
        return self._right[key]

    # ------------------------------------------------------------ judging

    def _verdict_on(
        self, submission: Submission, trial: Trial, watch: Watch | None, diagnosed: bool
    ) -> Verdict:
        exercise, code = submission.exercise, submission.code
        evaluations = {}
        for experiment, got in trial.answers.items():
            evaluation = self._evaluate(exercise, code, experiment, got)
            if evaluation.rounding_suspected:
                evaluation = self._second_look(submission, experiment, evaluation)
            if exercise.type is Kind.EXPERIMENT and evaluation.outcome is Outcome.WRONG:
                evaluation = self._second_run(submission, experiment, evaluation, watch)
            evaluations[experiment] = evaluation
        node = submission.learner.definition(exercise.name)
        if has_rules(exercise) and node is not None:
            found = offences(exercise, node)
            lines = tuple(submission.learner.text.splitlines())
            evaluations |= rule_evaluation(code, exercise, found, lines)
        return summarise(exercise, code, evaluations, trial.stops, diagnosed)

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

    def _second_look(
        self, submission: Submission, experiment: Experiment, first: Evaluation
    ) -> Evaluation:
        """Once more in float64, to tell an error from rounding."""
        result = self.runner.run(submission.job([experiment], "float64"))
        if len(result.answers) != 1:
            return first
        again = self._evaluate(
            submission.exercise, submission.code, experiment, result.answers[0], torch.float64
        )
        return first.after_second_look(again)

    def _second_run(
        self,
        submission: Submission,
        experiment: Experiment,
        first: Evaluation,
        watch: Watch | None,
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


def _limits_for(exercise: Exercise, limits: Limits) -> Limits:
    """The limits, widened by the exercise's flags and by an experiment's budget."""
    if exercise.budget_s:
        limits = replace(limits, wall_s=3.0 * exercise.budget_s, cpu_s=float(exercise.budget_s))
    if "fork" in exercise.flags:
        limits = replace(limits, processes=8)
    if "threads" in exercise.flags:
        limits = replace(limits, threads=2)
    return limits
