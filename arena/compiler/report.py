"""What the course compiler says: faults with a place and a next step, and the counts of a set."""

from __future__ import annotations

from pydantic import Field

from arena.course.model import Value


class Fault(Value):
    """One thing an author has to mend."""

    path: str = Field(description="relative to the folder that holds the course")
    line: int
    what: str
    next_step: str
    rule: str = Field(description="the house rule's name, as exemptions call it")
    exercise: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}\n    {self.next_step}"


class MatrixRow(Value):
    """What every check of an exercise made of one mistake."""

    exercise: str
    mistake: str
    kills: tuple[tuple[str, str], ...] = Field(description="check and outcome, in order")
    diagnosis: str = Field(description="code of the diagnosis, or empty")

    @property
    def named(self) -> bool:
        """Whether the mistake fails with its own diagnosis."""
        return self.diagnosis == self.mistake


class Survivor(Value):
    """A mutant that every check passes."""

    exercise: str
    mutant: str
    line: int
    description: str
    before: str
    after: str


class Tally(Value):
    """The figures of one exercise."""

    mistakes: int
    mutants: int
    killed: int
    equivalent: int


class Graded(Value):
    """What running a set has shown; the part of a report that is worth keeping."""

    faults: tuple[Fault, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()
    survivors: tuple[Survivor, ...] = ()
    tallies: dict[str, Tally] = Field(default={}, description="by exercise, in order")
    alternatives: int = 0
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0

    @property
    def kill_rate(self) -> float:
        """Killed mutants among those that are not the same function in other words."""
        counted = self.mutants - self.equivalent
        return self.killed / counted if counted else 1.0


class SetReport(Value):
    """Everything about one set."""

    set_id: str
    title: str
    exercises: int = Field(description="pictures and experiments among them")
    questions: int
    pictures: int
    graded: Graded
    faults: tuple[Fault, ...]
    seconds: float
    cached: bool = False
    proven: str = Field(default="", description="the day of the proof for which mutants stand")

    def counts(self) -> dict[str, int | float | str]:
        """One entry of the machine-readable last line."""
        graded = self.graded
        return {
            "exercises": self.exercises,
            "questions": self.questions,
            "pictures": self.pictures,
            "mistakes": len(graded.matrix),
            "mistakes_named": sum(row.named for row in graded.matrix),
            "mutants": graded.mutants,
            "killed": graded.killed,
            "equivalent": graded.equivalent,
            "alternatives": graded.alternatives,
            "faults": len(self.faults),
            "proven": self.proven,
            "seconds": round(self.seconds, 2),
        }
