"""The dear half of the course compiler: what running a set shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from arena.compiler.choices import Choices, Progress
from arena.compiler.examples import check_examples, check_figures
from arena.compiler.findings import prove_questions
from arena.compiler.ledger import read_ledger
from arena.compiler.mutation import check_rate, choose_mutants, judge_mutants
from arena.compiler.report import Fault, Graded, MatrixRow, Survivor, Tally
from arena.compiler.sources import Sources
from arena.compiler.states import check_states, judge_mistakes
from arena.course.model import Course, Exercise
from arena.course.parts import Role
from arena.grading.judge import Judge
from arena.grading.profile import Profile
from arena.grading.runner import Limits, Runner

MUTANT_LIMITS = Limits(wall_s=6.0, cpu_s=1.5)


@dataclass(frozen=True)
class JudgePair:
    """Two judges over one library: one for answers, one with the tighter limits of mutants."""

    answers: Judge
    mutants: Judge

    @classmethod
    def on(cls, course: Course, runner: Runner) -> JudgePair:
        """Judges that share a runner, which the caller closes."""
        answers, mutants = Judge(course, runner), Judge(course, runner, MUTANT_LIMITS)
        mutants.library = answers.library  # one memory of oracles, loaded once
        return cls(answers, mutants)

    @classmethod
    @contextmanager
    def open(cls, course: Course, profile: Profile | None = None) -> Iterator[JudgePair]:
        """Judges with a runner of their own, which ends with the context.

        Raises:
            GraderError: a package of the profile is missing.
        """
        if profile is not None:
            profile.require()
        runner = Runner(profile=profile)
        runner.start()
        try:
            yield cls.on(course, runner)
        finally:
            runner.close()


def run_set(sources: Sources, judges: JudgePair, choices: Choices, progress: Progress) -> Graded:
    """What running the code of a set shows."""
    judge = judges.answers
    code = judge.library.code(sources.exercise_set.id)
    try:
        solutions = code.solutions
        for role in (Role.CHECKS, Role.ORACLES, Role.MISTAKES, Role.ALTERNATIVES):
            code.functions(role)
    except Exception as error:  # whatever an author's module may raise while it is imported
        what = f"a module of the set cannot be imported: {type(error).__name__}: {error}"
        advice = f"python -c 'import {sources.exercise_set.package}.solutions' and so on."
        return Graded(faults=(sources.fault("solutions.py", 1, "python", what, advice),))
    faults: list[Fault] = []
    matrix: list[MatrixRow] = []
    survivors: list[Survivor] = []
    totals = {"mutants": 0, "killed": 0, "equivalent": 0, "alternatives": 0}
    if choices.exercise is None:
        progress.begin("examples, figures and findings", 1)
        faults += check_examples(sources, solutions)
        faults += check_figures(sources, judge)
        faults += prove_questions(sources, code)
        progress.step()
    ledger, ledger_faults = read_ledger(sources)
    faults += ledger_faults
    tallies: dict[str, Tally] = {}
    for exercise in _chosen(sources, choices):
        known = len(matrix)
        _run_exercise(sources, judges, exercise, choices, progress, faults, matrix)
        mistakes = len(matrix) - known
        totals["alternatives"] += len(code.owned(Role.ALTERNATIVES, exercise))
        if choices.mutants:
            mutants, gone = choose_mutants(sources, exercise, ledger, choices.cap)
            progress.begin(f"{exercise.name}: mutants", len(mutants))
            mutation = judge_mutants(
                sources, judges.mutants, exercise, mutants, ledger, choices.jobs, progress.step
            )
            faults += (*gone, *mutation.faults)
            survivors += mutation.survivors
            totals["mutants"] += mutation.mutants
            totals["killed"] += mutation.killed
            totals["equivalent"] += mutation.equivalent
            tallies[exercise.name] = Tally(
                mistakes=mistakes,
                mutants=mutation.mutants,
                killed=mutation.killed,
                equivalent=mutation.equivalent,
            )
    if choices.mutants:
        faults += check_rate(sources, totals["mutants"], totals["equivalent"], survivors)
    return Graded(
        faults=tuple(faults),
        matrix=tuple(matrix),
        survivors=tuple(survivors),
        tallies=tallies,
        **totals,
    )


def _run_exercise(
    sources: Sources,
    judges: JudgePair,
    exercise: Exercise,
    choices: Choices,
    progress: Progress,
    faults: list[Fault],
    matrix: list[MatrixRow],
) -> None:
    code = judges.answers.library.code(sources.exercise_set.id)
    progress.begin(f"{exercise.name}: states", 1)
    faults += check_states(sources, judges.answers, exercise)
    progress.step()
    progress.begin(f"{exercise.name}: mistakes", len(code.owned(Role.MISTAKES, exercise)))
    rows, found = judge_mistakes(sources, judges.answers, exercise, progress.step)
    matrix += rows
    faults += found


def _chosen(sources: Sources, choices: Choices) -> tuple[Exercise, ...]:
    every = sources.exercise_set.exercises
    return tuple(e for e in every if choices.exercise in (None, e.name))
