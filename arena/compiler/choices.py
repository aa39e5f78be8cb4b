"""What an author asks the course compiler for, and who hears of its progress."""

from __future__ import annotations

from dataclasses import dataclass

from arena.compiler.mutants import DEFAULT_CAP


@dataclass(frozen=True)
class Choices:
    """What to verify.

    Args:
        exercise: run only this exercise of the set; None for all.
        mutants: run mutants.
        cap: mutants an exercise at most; None for all.
        jobs: sets at a time, or so many mutants of a single set.
        fresh: run everything again, whatever is remembered.
        kept: leave the mutants out where `proof.toml` covers the set, unless it has its turn.
        turn: counts pushes, so that every set has its turn.
        record: write `proof.toml` after a run without a fault.
    """

    exercise: str | None = None
    mutants: bool = True
    cap: int | None = DEFAULT_CAP
    jobs: int = 2
    fresh: bool = False
    kept: bool = False
    turn: int = 0
    record: bool = False


class Progress:
    """Hears what the compiler does; this one does not care."""

    def begin(self, what: str, steps: int) -> None:
        """A stage of so many steps begins."""

    def step(self) -> None:
        """One of them is done. May be called from several threads."""

    def end(self) -> None:
        """Nothing more comes."""
