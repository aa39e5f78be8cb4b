"""One exercise of one file, run: the plan, the answers that came, and what stopped it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Event

from arena.course.model import Exercise
from arena.grading.library import Experiment, SetCode
from arena.grading.observe import Answer, Raised
from arena.grading.parsing import ParsedFile
from arena.grading.plan import Plan
from arena.grading.rules import has_rules
from arena.grading.runner import Job, Limits, Run, Runner
from arena.grading.verdict import Limit

# A loop without end costs the learner its limit once. The claims after it are still tried, with a
# smaller share each, until somebody who waits would give up.
AFTER_A_STOP_S = 5.0
SHARE_AFTER_A_STOP_S = 1.0


@dataclass(frozen=True)
class RunObserver:
    """What a caller hears of a run while it goes on, and the way to end it.

    Args:
        on_progress: gets the numbers of every `arena.checks.report`; None where one was not finite.
        cancelled: set it to end the run.
    """

    on_progress: Callable[[dict[str, float | None]], None] | None = None
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True)
class Stop:
    """Which limit ended a run, and a sentence about it."""

    limit: Limit
    detail: str


@dataclass(frozen=True)
class Submission:
    """An exercise of a learner's file, ready to be run.

    Args:
        filename: the file as tracebacks name it.
        import_path: the folder that holds the course's package.
    """

    exercise: Exercise
    code: SetCode
    learner: ParsedFile
    filename: str
    plan: Plan
    limits: Limits
    import_path: str

    def job(self, experiments: Sequence[Experiment], dtype: str = "float32") -> Job:
        """What a child is asked to do."""
        return Job(
            filename=self.filename,
            source=self.learner.text,
            units=self.plan.units,
            unit_names=self.plan.names,
            checks_code=self.code.checks_code(self.exercise),
            checks_module=f"{self.code.exercise_set.package}.checks",
            target=self.exercise.owner,
            runs=tuple(Run(e.name, e.seed, dtype) for e in experiments),
            readable=self.code.readable,
            limits=self.limits,
            flags=frozenset(self.exercise.flags),
            import_paths=(self.import_path,),
            brought=self.plan.brought,
            witnessed=has_rules(self.exercise),
        )

    def hurried(self) -> Submission:
        """The same with a small share of time for each claim."""
        share = min(self.limits.cpu_s, SHARE_AFTER_A_STOP_S)
        wall = min(self.limits.wall_s, 3 * SHARE_AFTER_A_STOP_S)
        return replace(self, limits=replace(self.limits, cpu_s=share, wall_s=wall))


@dataclass(frozen=True)
class Trial:
    """What became of a submission: for each experiment an answer, or what stopped it."""

    answers: dict[Experiment, Answer]
    stops: dict[Experiment, Stop]
    load_error: Raised | None
    printed: str


def run_trial(
    runner: Runner,
    submission: Submission,
    experiments: Sequence[Experiment],
    watch: RunObserver | None = None,
) -> Trial:
    """Run every experiment; after one that was stopped, the rest in a fresh child.

    Raises:
        GraderError: no child can be started.
    """
    looking = watch or RunObserver()
    deadline = time.monotonic() + AFTER_A_STOP_S
    answers: dict[Experiment, Answer] = {}
    stops: dict[Experiment, Stop] = {}
    printed = ""
    left = list(experiments)
    while left:
        result = runner.run(submission.job(left), looking.on_progress, looking.cancelled)
        printed = printed or result.printed
        if result.load_error is not None:
            return Trial(answers, stops, result.load_error, printed)
        answers |= zip(left, result.answers, strict=False)
        left = left[len(result.answers) :]
        if not left:
            break
        limit = result.limit or Limit.EXIT
        if limit in (Limit.CPU, Limit.WALL):
            submission = submission.hurried()
        stops[left.pop(0)] = Stop(limit, result.detail)
        if time.monotonic() > deadline or looking.cancelled.is_set():
            late = Stop(limit, "not tried: what came before it took too long")
            stops |= dict.fromkeys(left, late)
            break
    return Trial(answers, stops, None, printed)
