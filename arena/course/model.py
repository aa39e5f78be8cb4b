"""What a course is: frozen values, made once by `arena.course.load` from a curriculum's files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Rating = Annotated[int, Field(ge=1, le=5)]
Minutes = Annotated[int, Field(ge=1, le=240)]


class Value(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What kind of thing a learner does."""

    CODE = "code"
    PICTURE = "picture"
    QUESTION = "question"
    EXPERIMENT = "experiment"


# ------------------------------------------------------------ blocks of a page, in reading order


class Prose(Value):
    """Markdown text with dollar maths and fenced code."""

    kind: Literal["prose"] = "prose"
    text: str
    line: int


class Figure(Value):
    """A picture: a function of `figures.py`, with an optional caption (Markdown)."""

    kind: Literal["figure"] = "figure"
    name: str
    exercises: tuple[str, ...] = Field(
        default=(), description="what it is drawn with: the learner's own, where that is right"
    )
    budget_s: int = Field(default=10, ge=1, le=600, description="most seconds its data may take")
    caption: str
    line: int

    @property
    def data_name(self) -> str:
        """The function of `drawings.py` that makes its data."""
        return f"{self.name}__data"


class Box(Value):
    """A titled box: `aside` and `help` open on a click, `reading` and `objectives` always."""

    kind: Literal["aside", "help", "reading", "objectives"]
    title: str
    text: str
    line: int


class Hint(Value):
    """One step of help; `mistake` names the mistake for which it is offered first."""

    text: str
    mistake: str | None
    line: int


class Exercise(Value):
    """A task whose answer is code: a function, a class, or one method of a class."""

    kind: Literal["exercise"] = "exercise"
    type: Literal[Kind.CODE, Kind.PICTURE, Kind.EXPERIMENT]
    set_id: str
    name: str = Field(description="`conv1d`, `Linear` or `Attention.forward`")
    title: str
    minutes: Minutes
    difficulty: Rating
    importance: Rating
    needs: tuple[str, ...] = Field(description="names of exercises of the same set that it calls")
    flags: tuple[str, ...] = Field(description="what its checks may do: fork loopback threads exec")
    requires: tuple[str, ...] = Field(default=(), description="names its body must use")
    uses_only: tuple[str, ...] = Field(default=(), description="the only calls its body may make")
    forbids: tuple[str, ...] = Field(
        default=(), description="names, `@` and loops (`for`, `while`) its body may not hold"
    )
    budget_s: int = Field(default=0, ge=0, le=600, description="most seconds an experiment may run")
    bonus: bool
    statement: str
    hints: tuple[Hint, ...]
    after: str
    line: int

    @property
    def key(self) -> str:
        """`0.2/conv1d`, its name in the whole course."""
        return f"{self.set_id}/{self.name}"

    @property
    def symbol(self) -> str:
        """The name as an identifier: `Attention__forward`."""
        return self.name.replace(".", "__")

    @property
    def owner(self) -> str:
        """The top-level definition that holds it: `Attention` for `Attention.forward`."""
        return self.name.partition(".")[0]


class Choice(Value):
    """One option of a choice question; `why` is shown to whoever picks it."""

    text: str
    right: bool
    why: str


class Finding(Value):
    """What a question about a finding is compared with: a measurement, never a constant.

    The measurement gives a score for each head (`heads`) or item (`ranking`), or one number
    (`interval`, `prediction`).
    """

    measure: str = Field(description="a function of oracles.py; it gets the loaded models")
    models: tuple[str, ...] = Field(default=(), description="names on the model shelf")
    instead: tuple[str, ...] = Field(default=(), description="models for where those are missing")
    run: str = Field(default="", description="the experiment whose reports it gets instead")
    items: tuple[str, ...] = Field(default=(), description="what is ranked")
    above: float = Field(default=0.0, description="a head counts if its score lies above")
    margin: float = Field(default=0.0, description="scores this close count either way")
    precision: float = Field(default=1.0, description="least share of named heads that count")
    recall: float = Field(default=1.0, description="least share of heads that count to be named")
    agreement: float = Field(default=1.0, description="least share of pairs in order")
    widest: float | None = Field(default=None, description="width beyond which it says nothing")


AnswerKind = Literal[
    "choice", "choices", "number", "text", "heads", "ranking", "interval", "prediction"
]


class Question(Value):
    """A task whose answer is a choice, a number, a short text or a finding."""

    kind: Literal["question"] = "question"
    type: Literal[Kind.QUESTION] = Kind.QUESTION
    set_id: str
    name: str
    title: str
    minutes: Minutes
    answer_kind: AnswerKind
    statement: str
    choices: tuple[Choice, ...] = ()
    number: float | None = None
    tolerance: float = 0.0
    texts: tuple[str, ...] = Field(
        default=(), description="accepted answers, compared without case and spaces"
    )
    common: tuple[tuple[str, str], ...] = Field(
        default=(), description="wrong answers that people give, and why not"
    )
    finding: Finding | None = None
    hints: tuple[Hint, ...]
    after: str
    line: int

    @property
    def key(self) -> str:
        """`0.1/edges`, its name in the whole course."""
        return f"{self.set_id}/{self.name}"


Block = Annotated[Prose | Figure | Box | Exercise | Question, Field(discriminator="kind")]
Task = Exercise | Question


class Section(Value):
    """A heading of the second level and what stands under it."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Its exercises and questions in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Exercise | Question))


class ExerciseSet(Value):
    """One page of the course with its code."""

    id: str
    slug: str
    title: str
    folder: Path
    package: str = Field(description="dotted import path, `curriculum.ch0_fundamentals.s1_rays`")
    chapter: str
    summary: str
    teaches: tuple[str, ...]
    needs: tuple[str, ...] = Field(description="techniques or sets that should come before")
    packages: tuple[str, ...]
    models: tuple[str, ...] = Field(default=(), description="models of the shelf that it uses")
    bonus: bool
    papers: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every exercise and question in reading order."""
        return tuple(t for s in self.sections for t in s.tasks)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Every code, picture and experiment exercise in reading order."""
        return tuple(t for t in self.tasks if isinstance(t, Exercise))

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in reading order."""
        return tuple(t for t in self.tasks if isinstance(t, Question))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in reading order."""
        return tuple(b for s in self.sections for b in s.blocks if isinstance(b, Figure))

    @property
    def minutes(self) -> int:
        """What the median learner needs for the whole set."""
        return sum(t.minutes for t in self.tasks)


class Chapter(Value):
    """A folder of sets."""

    id: str
    slug: str
    title: str
    intro: str
    sets: tuple[ExerciseSet, ...]


class Course(Value):
    """Everything there is to learn."""

    title: str
    folder: Path
    install_line: str
    chapters: tuple[Chapter, ...]

    @property
    def sets(self) -> tuple[ExerciseSet, ...]:
        """Every set in order."""
        return tuple(s for c in self.chapters for s in c.sets)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every exercise and question in order."""
        return tuple(t for s in self.sets for t in s.tasks)
