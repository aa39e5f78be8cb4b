"""One set as the cells of a notebook, from the same blocks as the web page.

Pure: words, stubs and figures in, cells out. `arena.render.notebook_files` makes files of them.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from arena.course.answers import asking
from arena.course.catalogue import Catalogue
from arena.course.cells import Cell, parse, region_of
from arena.course.model import (
    Block,
    Box,
    Course,
    Exercise,
    ExerciseSet,
    Figure,
    Prose,
    Question,
    Task,
)
from arena.course.stubs import stub_cells, stub_of
from arena.render.words import (
    LETTERS,
    box_words,
    help_words,
    section_words,
    set_words,
    task_words,
)

Plotly = Mapping[str, Any]
FigureMaker = Callable[[str], Plotly]

VERBS = "from arena import check, compare, draw, explain, hint, show, solution"
SET_NAME = "ARENA_SET"
"""The name by which a notebook says of which set it is, read by `check` in the kernel."""


class Role(StrEnum):
    """What a cell is for."""

    INSTALL = "install"
    WORDS = "words"
    SETUP = "setup"
    GIVEN = "given"
    FIGURE = "figure"
    TASK = "task"
    ANSWER = "answer"
    CHECK = "check"
    HELP = "help"
    HOME = "home"


@dataclass(frozen=True)
class NoteCell:
    """One cell.

    Args:
        kind: words or code.
        role: what it is for.
        text: its source.
        name: of the task, figure or stub cell it belongs to; with the role it is unique.
        exercises: the exercises whose answer it holds.
        figure: Plotly JSON that is meant to be seen before anything is run.
        caption: of the figure.
    """

    kind: Literal["markdown", "code"]
    role: Role
    text: str
    name: str = ""
    exercises: tuple[str, ...] = ()
    figure: Plotly | None = field(default=None, compare=False)
    caption: str = ""


@dataclass(frozen=True)
class Contents:
    """What goes into a notebook besides the words.

    Args:
        answers: texts by exercise that stand in the place of stubs.
        solutions: the reference answers stand there, and the questions are answered.
        figure: makes the Plotly JSON of a figure; figures come without a picture if None.
        install: the line that installs the course; for a notebook that travels to Colab.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    solutions: bool = False
    figure: FigureMaker | None = None
    install: str = ""


def notebook_cells(
    course: Course, exercise_set: ExerciseSet, contents: Contents
) -> tuple[NoteCell, ...]:
    """The cells of a set's notebook in reading order.

    Raises:
        CourseError: the set's code cannot be read.
    """
    return tuple(_Writer(course, exercise_set, contents).cells())


class _Writer:
    """Walks the page once; keeps which cells of the stub are out already."""

    def __init__(self, course: Course, exercise_set: ExerciseSet, contents: Contents) -> None:
        self.course = course
        self.set = exercise_set
        self.contents = contents
        self.left = list(_stub_cells(exercise_set))
        self.solutions = _solutions(exercise_set) if contents.solutions else ""

    def cells(self) -> Iterator[NoteCell]:
        if self.contents.install:
            yield NoteCell("code", Role.INSTALL, install_text(self.contents.install), "install")
        yield NoteCell("markdown", Role.WORDS, set_words(self.set), "title")
        yield self._setup()
        for number, section in enumerate(self.set.sections):
            if number:
                yield self._words(section_words(section), section.anchor)
            for block in section.blocks:
                yield from self._block(block, section.anchor)
        yield from self._rest()
        if self.contents.install:
            yield NoteCell("code", Role.HOME, HOME, "home")

    def _setup(self) -> NoteCell:
        """The imports and constants that the stub begins with, then the verbs."""
        head = self.left.pop(0) if self.left and not self.left[0].exercises else None
        parts = [head.text.strip(), ""] if head else []
        text = "\n".join([*parts, VERBS, "", f'{SET_NAME} = "{self.set.id}"'])
        return NoteCell("code", Role.SETUP, text, head.name if head else "setup")

    def _block(self, block: Block, section: str) -> Iterator[NoteCell]:
        match block:
            case Prose():
                yield self._passage(block.text.strip(), section)
            case Box():
                yield self._passage(box_words(block), section)
            case Figure():
                yield from self._figure(block)
            case Exercise():
                yield from self._exercise(block)
            case Question():
                yield from self._question(block)

    def _passage(self, text: str, section: str) -> NoteCell:
        """Named by its words, so that a passage put in above it does not take its name."""
        return self._words(text, f"{section}-{short_digest(text)}")

    def _words(self, text: str, place: str) -> NoteCell:
        return NoteCell("markdown", Role.WORDS, text, place)

    def _figure(self, figure: Figure) -> Iterator[NoteCell]:
        drawn = self.contents.figure(figure.name) if self.contents.figure else None
        text = f'show("{figure.name}")'
        if figure.exercises:
            text += f'  # draw("{figure.name}") draws it with your functions'
        yield NoteCell("code", Role.FIGURE, text, figure.name, figure=drawn, caption=figure.caption)
        if figure.caption:
            yield NoteCell("markdown", Role.WORDS, f"*{figure.caption}*", f"caption-{figure.name}")

    def _exercise(self, exercise: Exercise) -> Iterator[NoteCell]:
        yield from self._given_before(exercise)
        yield NoteCell("markdown", Role.TASK, task_words(exercise), exercise.name)
        yield from self._answer(exercise)
        yield NoteCell("code", Role.CHECK, f"check({exercise.name})", exercise.name)
        yield from self._help(exercise)

    def _given_before(self, exercise: Exercise) -> Iterator[NoteCell]:
        """What the stub gives above this exercise and is not out yet."""
        ahead = [exercise.name in c.exercises for c in self.left]
        upto = ahead.index(True) if any(ahead) else 0
        given = [c for c in self.left[:upto] if not c.exercises]
        self.left = [c for c in self.left if c not in given]
        yield from map(_given, given)

    def _answer(self, exercise: Exercise) -> Iterator[NoteCell]:
        cell = next((c for c in self.left if exercise.name in c.exercises), None)
        if cell is None:
            return  # methods of one class share a cell, which is out already
        self.left.remove(cell)
        text = self._text_of(cell)
        yield NoteCell("code", Role.ANSWER, text, exercise.name, exercises=cell.exercises)

    def _text_of(self, cell: Cell) -> str:
        first = cell.exercises[0]
        if self.contents.solutions:
            others = [e.name for e in self.set.exercises if e.name not in cell.exercises]
            region = region_of(self.solutions, first, others)
            return region.text.strip("\n") if region else cell.text.strip()
        written = (self.contents.answers.get(name) for name in cell.exercises)
        return next((text.strip("\n") for text in written if text), cell.text.strip("\n"))

    def _question(self, question: Question) -> Iterator[NoteCell]:
        yield NoteCell("markdown", Role.TASK, task_words(question), question.name)
        given = _right_answer(question) if self.contents.solutions else "..."
        note = "" if self.contents.solutions else f"  # {_how_to_answer(question)}"
        text = f'check("{question.name}", {given}){note}'
        yield NoteCell("code", Role.CHECK, text, question.name)
        yield from self._help(question)

    def _help(self, task: Task) -> Iterator[NoteCell]:
        found = (
            Catalogue(self.course).solution(task)
            if isinstance(task, Exercise) and not self.contents.solutions
            else None
        )
        if text := help_words(task, found):
            yield NoteCell("markdown", Role.HELP, text, task.name)

    def _rest(self) -> Iterator[NoteCell]:
        """What the stub holds after the last exercise of the page."""
        yield from (_given(cell) for cell in self.left)


def short_digest(text: str) -> str:
    """Twelve characters that differ where texts differ."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


HOME = """\
# Take your progress home: download this file, then at home `arena import arena_progress.json`.
# Your answers are in the notebook itself: File > Download, then `arena import` and its name.
try:
    from google.colab import files
except ImportError:
    print("Not in Colab: arena_progress.json lies beside this notebook.")
else:
    files.download("arena_progress.json")"""


def install_text(line: str) -> str:
    """A cell that installs the course where it is not, and leaves PyTorch as it is if it fits.

    pip keeps a version that meets the requirement, so a runtime's own build for its GPU stays.
    """
    return (
        "import importlib.util\n\n"
        'if importlib.util.find_spec("arena") is None:  # once a runtime; a minute or less\n'
        f"    %{line} -q"
    )


def _given(cell: Cell) -> NoteCell:
    return NoteCell("code", Role.GIVEN, _quiet(cell.text.strip("\n")), cell.name)


def _quiet(text: str) -> str:
    """A cell whose last statement documents a constant would show that text as its result."""
    tree = parse(text)
    last = tree.body[-1] if tree and tree.body else None
    return f"{text.rstrip()};" if isinstance(last, ast.Expr) else text


def _stub_cells(exercise_set: ExerciseSet) -> Sequence[Cell]:
    stub = stub_of(exercise_set)
    return stub_cells(stub, [e.name for e in exercise_set.exercises]) if stub else ()


def _solutions(exercise_set: ExerciseSet) -> str:
    path = exercise_set.folder / "solutions.py"
    if not path.exists():
        return ""
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    markers = ("# <yours>", "# </yours>")
    return "".join(line for line in lines if line.strip() not in markers)


def _right_answer(question: Question) -> str:
    if question.answer_kind in ("choice", "choices"):
        picked = zip(LETTERS, question.choices, strict=False)
        return repr(",".join(letter for letter, choice in picked if choice.right))
    if question.answer_kind == "number":
        return repr(question.number)
    if question.finding is not None:
        return "..."  # the page does not know it: it is measured
    return repr(question.texts[0])


def _how_to_answer(question: Question) -> str:
    match question.answer_kind:
        case "choice":
            return 'a letter in place of the dots, such as "a"'
        case "choices":
            return 'letters in place of the dots, such as "a,c"'
        case "number":
            return "a number in place of the dots"
        case "text":
            return "a short text between quotes in place of the dots"
        case _:
            return f'what you found in place of the dots, such as "{asking(question).example}"'
