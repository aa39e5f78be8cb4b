"""Mutants against the checks: those that survive show what the checks do not see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from arena.compiler.house import KILL_RATE
from arena.compiler.ledger import FILE, Equivalent
from arena.compiler.mutants import Mutant, mutants_of, spread
from arena.compiler.report import Fault, Survivor
from arena.compiler.sources import Sources
from arena.course.model import Exercise, Kind
from arena.errors import GraderError
from arena.grading.judge import Judge
from arena.grading.verdict import Outcome


@dataclass(frozen=True)
class Mutation:
    """What became of the mutants of one exercise."""

    mutants: int
    killed: int
    equivalent: int
    survivors: tuple[Survivor, ...]
    faults: tuple[Fault, ...]


def choose_mutants(
    sources: Sources, exercise: Exercise, ledger: Sequence[Equivalent], cap: int | None
) -> tuple[list[Mutant], list[Fault]]:
    """The mutants to run: the cap's choice and all that the ledger names; and entries of none."""
    if exercise.type is Kind.EXPERIMENT:
        return [], []  # each would train something; a run's pieces are exercises of their own
    source = sources.text("solutions.py")
    entries = {e.mutant: e for e in ledger if e.exercise == exercise.name}
    every = mutants_of(source, exercise.name, others=sources.names, cap=None)
    chosen = {m.id for m in spread(every, cap)}
    faults = []
    for name in sorted(entries.keys() - {m.id for m in every}):
        what = f"`{exercise.name}` no longer has the mutant {name}"
        line = entries[name].line
        faults.append(sources.fault(FILE, line, "ledger", what, "Delete the entry."))
    return [m for m in every if m.id in chosen or m.id in entries], faults


def judge_mutants(
    sources: Sources,
    judge: Judge,
    exercise: Exercise,
    mutants: Sequence[Mutant],
    ledger: Sequence[Equivalent],
    jobs: int,
    done: Callable[[], None],
) -> Mutation:
    """Run the mutants of one exercise as a learner's answers are run: they may loop or crash.

    Args:
        sources: the set.
        judge: with limits that suit a crowd.
        exercise: whose mutants.
        mutants: the chosen ones.
        ledger: the set's equivalents.
        jobs: how many at a time.
        done: called after each.
    """
    faults: list[Fault] = []
    entries = {e.mutant: e for e in ledger if e.exercise == exercise.name}

    def survives(mutant: Mutant) -> bool:
        try:
            verdict = judge.judge(exercise, mutant.source, "mutant.py", assume_right=True)
        except GraderError:
            raise
        except Exception as error:  # a learner could write this too: the judge has to bear it
            faults.append(_judge_failed(sources, exercise, mutant, error))
            return False
        finally:
            done()
        return verdict.outcome is Outcome.RIGHT

    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        lives = list(pool.map(survives, mutants))
    alive = {m.id for m, alive in zip(mutants, lives, strict=True) if alive}
    for mutant in mutants:
        if mutant.id in entries and mutant.id not in alive:
            what = f"the mutant {mutant.id} is killed now: it needs no exemption"
            line = entries[mutant.id].line
            faults.append(sources.fault(FILE, line, "ledger", what, "Delete the entry."))
    survivors = tuple(
        Survivor(
            exercise=exercise.name,
            mutant=m.id,
            line=m.line,
            description=m.description,
            before=m.before,
            after=m.after,
        )
        for m in mutants
        if m.id in alive and m.id not in entries
    )
    equivalent = len(alive & entries.keys())
    return Mutation(len(mutants), len(mutants) - len(alive), equivalent, survivors, tuple(faults))


def _judge_failed(sources: Sources, exercise: Exercise, mutant: Mutant, error: Exception) -> Fault:
    what = f"the judge fails on {mutant.id} ({mutant.description}): {type(error).__name__}: {error}"
    advice = (
        "This is a fault of the engine or of a judge among the oracles; a learner can write it too."
    )
    return sources.fault("solutions.py", mutant.line, "judge", what, advice, exercise.name)


def check_rate(
    sources: Sources, mutants: int, equivalent: int, survivors: Sequence[Survivor]
) -> list[Fault]:
    """A fault for every survivor if too many survive."""
    counted = mutants - equivalent
    if not counted or len(survivors) <= (1 - KILL_RATE) * counted:
        return []
    rate = 1 - len(survivors) / counted
    advice = (
        "Add a case that tells them apart; if no case can, give a reason in equivalents.toml: "
        'exercise = "{0}", mutant = "{1}".'
    )
    what = f"only {rate:.0%} of the mutants are killed, {KILL_RATE:.0%} are needed: {{}} survives"
    return [
        sources.fault(
            "solutions.py",
            s.line,
            "mutants",
            what.format(s.description),
            advice.format(s.exercise, s.mutant),
            s.exercise,
        )
        for s in survivors
    ]
