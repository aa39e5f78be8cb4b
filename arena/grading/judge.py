"""The judge: from a learner's file to a verdict.

It never imports the submission. It plans what the child executes, gets observations back as data,
and compares them with the oracle's on its own copy of the inputs.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch

from arena.course.attempts import is_attempted
from arena.course.cells import Region, region_of
from arena.course.model import Course, Exercise
from arena.grading.diagnose import Outcome as Observed
from arena.grading.diagnose import find_mistake, find_tensor_relation
from arena.grading.evaluate import Evaluation, evaluate, result_of
from arena.grading.library import Experiment, Implementation, Library, SetCode
from arena.grading.observe import Answer, observe
from arena.grading.plan import Plan, Source, make_plan, parse_source
from arena.grading.runner import Job, Limits, Result, Run, Runner
from arena.grading.verdict import CheckResult, Diagnosis, Frame, Limit, Outcome, Verdict

AFTER_A_STOP_S = 12.0  # the claims after a run that was stopped are still judged while this lasts


@dataclass
class _Case:
    """One exercise of one file on its way to a verdict."""

    exercise: Exercise
    code: SetCode
    learner: Source
    filename: str
    plan: Plan
    ours: tuple[str, ...]
    experiments: tuple[Experiment, ...]
    result: Result
    stopped: dict[int, tuple[Limit, str]] = field(default_factory=dict)
    printed: str = ""


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
        self._sets = {e.key: s for s in course.sets for e in s.exercises}
        torch.set_num_threads(1)

    def judge(
        self,
        exercise: Exercise,
        source: str,
        filename: str = "answers.py",
        *,
        assume_right: bool = False,
    ) -> Verdict:
        """Judge one exercise.

        Args:
            exercise: which.
            source: the learner's whole file.
            filename: how tracebacks name it.
            assume_right: take every helper of the file as right; for the course compiler.

        Raises:
            GraderError: no child can be started.
            CourseError: the course's own code fails.
        """
        started = time.perf_counter()
        verdict = self._judge(exercise, source, filename, assume_right, frozenset())
        elapsed = (time.perf_counter() - started) * 1000
        return verdict.model_copy(update={"milliseconds": round(elapsed, 2)})

    def judge_implementation(self, exercise: Exercise, implementation: Implementation) -> Verdict:
        """Judge a trusted implementation in this process: a mistake or an alternative."""
        code = self.library.code(exercise.set_id)
        evaluations = []
        for experiment in code.experiments(exercise):
            got = observe(
                experiment.name, experiment.function, implementation, seed=experiment.seed
            )
            evaluations.append(self._evaluate(exercise, code, experiment, got))
        return self._verdict(exercise, code, evaluations, {})

    # ------------------------------------------------------------ steps

    def _judge(
        self,
        exercise: Exercise,
        text: str,
        filename: str,
        assume_right: bool,
        pending: frozenset[str],
    ) -> Verdict:
        code = self.library.code(exercise.set_id)
        learner = parse_source(text)
        refusal = _refusal(exercise, code, learner)
        if refusal is not None:
            return refusal
        plan, ours = self._plan(exercise, code, learner, filename, assume_right, pending)
        experiments = tuple(code.experiments(exercise))
        case = self._run(exercise, code, learner, filename, plan, ours, experiments)
        if case.result.load_error is not None:
            return _load_failure(case)
        evaluations: list[Evaluation] = []
        stops = dict(case.stopped)
        answers = iter(case.result.answers)
        for i, experiment in enumerate(experiments):
            if i in stops:
                continue
            got = next(answers, None)
            if got is None:
                stops[i] = (Limit.EXIT, "the run ended before this claim was tried")
                continue
            evaluation = self._evaluate(exercise, code, experiment, got)
            if evaluation.rounding_suspected:
                evaluation = self._second_look(case, experiment, evaluation)
            evaluations.append(evaluation)
        verdict = self._verdict(
            exercise, code, evaluations, {experiments[i]: s for i, s in stops.items()}
        )
        helpers = tuple(h for h in ours if h in exercise.needs or "." not in h)
        return verdict.model_copy(update={"helpers": helpers, "printed": case.printed})

    def _plan(
        self,
        exercise: Exercise,
        code: SetCode,
        learner: Source,
        filename: str,
        assume_right: bool,
        pending: frozenset[str],
    ) -> tuple[Plan, tuple[str, ...]]:
        """Plan with the learner's helpers where they are right, with ours elsewhere."""
        names = [e.name for e in code.exercise_set.exercises]
        ours = set(pending)
        decided = set(pending)
        while True:
            plan = make_plan(learner, code.source, exercise.name, names, ours, filename)
            open_helpers = [h for h in plan.helpers if h not in decided]
            if assume_right or not open_helpers:
                used = [h for h in names if h in ours and h not in pending]
                return plan, tuple(used)
            for helper in open_helpers:
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
        names = [e.name for e in code.exercise_set.exercises]
        if learner.definition(name) is None:
            return False
        plan = make_plan(learner, code.source, name, names, pending, filename)
        key = (helper.key, code.stamp, plan.digest)
        if key not in self._right:
            verdict = self._judge(helper, learner.text, filename, False, pending)
            self._right[key] = verdict.outcome is Outcome.RIGHT
        return self._right[key]

    def _run(
        self,
        exercise: Exercise,
        code: SetCode,
        learner: Source,
        filename: str,
        plan: Plan,
        ours: tuple[str, ...],
        experiments: tuple[Experiment, ...],
    ) -> _Case:
        """Run every experiment; after one that was stopped, the rest in a fresh child."""
        deadline = time.monotonic() + AFTER_A_STOP_S
        answers: list[Answer] = []
        stopped: dict[int, tuple[Limit, str]] = {}
        first = 0
        printed = ""
        while True:
            job = self._job(exercise, code, learner, filename, plan, experiments[first:])
            result = self.runner.run(job)
            printed = printed or result.printed
            answers += result.answers
            reached = first + len(result.answers)
            if result.limit is None or result.load_error is not None:
                break
            stopped[reached] = (result.limit, result.detail)
            first = reached + 1
            if first >= len(experiments):
                break
            if time.monotonic() > deadline:
                for i in range(first, len(experiments)):
                    stopped[i] = (result.limit, "not tried: the claims before it took too long")
                break
        joined = Result(
            answers=tuple(answers),
            load_error=result.load_error,
            limit=result.limit,
            detail=result.detail,
            printed=printed,
            cpu_s=result.cpu_s,
            wall_s=result.wall_s,
        )
        return _Case(
            exercise, code, learner, filename, plan, ours, experiments, joined, stopped, printed
        )

    def _job(
        self,
        exercise: Exercise,
        code: SetCode,
        learner: Source,
        filename: str,
        plan: Plan,
        experiments: Sequence[Experiment],
        dtype: str = "float32",
    ) -> Job:
        return Job(
            filename=filename,
            source=learner.text,
            units=plan.units,
            unit_names=plan.names,
            checks_code=code.checks_code,
            checks_module=f"{code.exercise_set.package}.checks",
            target=exercise.owner,
            runs=tuple(Run(e.name, e.seed, dtype) for e in experiments),
            readable=code.readable,
            import_paths=(str(self.library.course.folder.parent),),
            limits=self.limits,
            flags=frozenset(exercise.flags),
        )

    def _evaluate(
        self,
        exercise: Exercise,
        code: SetCode,
        experiment: Experiment,
        got: Answer,
        dtype: torch.dtype = torch.float32,
    ) -> Evaluation:
        expected = code.answer("oracle", code.oracle(exercise), experiment, dtype)
        return evaluate(experiment, expected, got, code.judge_of(experiment))

    def _second_look(self, case: _Case, experiment: Experiment, first: Evaluation) -> Evaluation:
        """Once more in float64, to tell an error from rounding."""
        job = self._job(
            case.exercise,
            case.code,
            case.learner,
            case.filename,
            case.plan,
            [experiment],
            "float64",
        )
        result = self.runner.run(job)
        if len(result.answers) != 1:
            return first
        again = self._evaluate(
            case.exercise, case.code, experiment, result.answers[0], torch.float64
        )
        return first.after_second_look(again)

    def _verdict(
        self,
        exercise: Exercise,
        code: SetCode,
        evaluations: Sequence[Evaluation],
        stops: dict[Experiment, tuple[Limit, str]],
    ) -> Verdict:
        reference = getattr(code.solutions, exercise.owner)
        failing = next((e for e in evaluations if not e.right), None)
        diagnosis = self._diagnose(exercise, code, evaluations, failing, bool(stops))
        results: dict[str, CheckResult] = {}
        for experiment in code.experiments(exercise):
            if results.get(experiment.name) and (
                results[experiment.name].outcome is not Outcome.RIGHT
            ):
                continue  # an earlier seed of this check has failed
            if experiment in stops:
                limit, detail = stops[experiment]
                result = CheckResult(
                    check=experiment.name,
                    claim=experiment.claim,
                    outcome=Outcome.STOPPED,
                    limit=limit,
                    difference=detail,
                )
            else:
                evaluation = next(e for e in evaluations if e.experiment == experiment)
                named = diagnosis if evaluation is failing else None
                result = result_of(exercise, reference, evaluation, named)
            results[experiment.name] = result
        checks = tuple(results.values())
        first = next((c for c in checks if c.outcome is not Outcome.RIGHT), None)
        notes = tuple(dict.fromkeys(n for e in evaluations for n in e.notes))
        return Verdict(
            exercise=exercise.key,
            outcome=first.outcome if first else Outcome.RIGHT,
            checks=checks,
            notes=notes,
        )

    def _diagnose(
        self,
        exercise: Exercise,
        code: SetCode,
        evaluations: Sequence[Evaluation],
        failing: Evaluation | None,
        stopped: bool,
    ) -> Diagnosis | None:
        if failing is None:
            return None
        if not stopped:
            observed = [Observed(e.experiment, e.expected, e.got, e.right) for e in evaluations]
            mistakes = code.owned(code.mistakes, exercise)
            answers = {
                name: [code.answer(name, mistake, o.experiment) for o in observed]
                for name, mistake in mistakes.items()
            }
            docs = {n: _first_paragraph(m) for n, m in mistakes.items()}
            if found := find_mistake(observed, answers, docs):
                return found
        if failing.diagnosis is not None:
            return failing.diagnosis
        reference = getattr(code.solutions, exercise.owner)
        observed_failing = Observed(failing.experiment, failing.expected, failing.got, False)
        return find_tensor_relation(reference, observed_failing, failing.difference)


def _refusal(exercise: Exercise, code: SetCode, learner: Source) -> Verdict | None:
    """A verdict that needs no run: not attempted, or a syntax error in the way."""
    definition = learner.definition(exercise.name)
    if definition is None and learner.problems:
        region = region_of(learner.text, exercise.name)
        lines = _lines(region) if region else range(0)
        problem = next((p for p in learner.problems if p.line in lines), learner.problems[0])
        return Verdict(
            exercise=exercise.key,
            outcome=Outcome.RAISED,
            message=f"line {problem.line} is not valid Python: {problem.message}",
            frames=(Frame(line=problem.line, function="", text=problem.text),),
        )
    if not is_attempted(learner.text, exercise.name, code.stub):
        return Verdict(exercise=exercise.key, outcome=Outcome.NOT_ATTEMPTED)
    return None


def _lines(region: Region) -> range:
    return range(region.line, region.line + region.text.count("\n") + 1)


def _load_failure(case: _Case) -> Verdict:
    error = case.result.load_error
    assert error is not None
    return Verdict(
        exercise=case.exercise.key,
        outcome=Outcome.RAISED,
        message=f"`{case.exercise.name}` could not be defined: {error.type_name}: {error.message}",
        frames=tuple(Frame(line=f.line, function=f.function, text=f.text) for f in error.frames),
        printed=case.printed,
        helpers=case.ours,
    )


def _first_paragraph(documented: object) -> str:
    return " ".join((documented.__doc__ or "").split("\n\n")[0].split())
