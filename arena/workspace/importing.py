"""Answers from elsewhere: which exercises a file answers, and putting right ones in their place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from arena.course.model import Course, Exercise, ExerciseSet
from arena.course.stubs import stub_of
from arena.workspace.answers import FoundAnswer, answers_in
from arena.workspace.backups import Backups
from arena.workspace.documents import Document, Script, plain_code
from arena.workspace.files import encoded
from arena.workspace.results import Conflict
from arena.workspace.workspace import Workspace


@dataclass(frozen=True)
class Offered:
    """An answer for exercises of this course.

    Args:
        exercise_set: where they are.
        exercises: what it answers; several for methods of one class.
        answer: its text, with everything it needs.
        source: the whole file that the judge is given.
    """

    exercise_set: ExerciseSet
    exercises: tuple[Exercise, ...]
    answer: FoundAnswer
    source: str


def offered_by(document: Document, course: Course, wanted: ExerciseSet | None) -> list[Offered]:
    """The answers in a document, set by set.

    A name that several sets have belongs to the set of which the document answers most.

    Args:
        document: somebody's file.
        course: what is taught here.
        wanted: the set to look in; all of them if None.
    """
    sets = [wanted] if wanted else list(course.sets)
    found = {s.id: answers_in(document.cells, s, alone=True) for s in sets if stub_of(s)}
    best_first = sorted(
        (s for s in sets if s.id in found), key=lambda s: len(found[s.id]), reverse=True
    )
    taken: set[str] = set()
    offered: dict[str, list[Offered]] = {}
    for exercise_set in best_first:
        by_name = {e.name: e for e in exercise_set.exercises}
        for name, answer in found[exercise_set.id].items():
            if name in taken or not answer.attempted:
                continue
            taken.add(name)
            exercises = tuple(by_name[n] for n in answer.exercises)
            source = _source_of(document, answer)
            one = Offered(exercise_set, exercises, answer, source)
            offered.setdefault(exercise_set.id, []).append(one)
    return [one for s in sets for one in offered.get(s.id, [])]


def named_in(
    document: Document, course: Course, wanted: ExerciseSet | None
) -> list[tuple[Exercise, str]]:
    """The exercises that a document defines without answering them, and the text as it stands."""
    text = "\n\n".join(f"# %%\n{plain_code(cell)}" for cell in document.cells)
    source = document.text if isinstance(document, Script) else text
    return [
        (exercise, source)
        for s in ([wanted] if wanted else course.sets)
        for answer in answers_in(document.cells, s, alone=True).values()
        for exercise in s.exercises
        if exercise.name in answer.exercises
    ]


def _source_of(document: Document, answer: FoundAnswer) -> str:
    """What the judge is given: the file as it is, so that its line numbers are those of a verdict.

    Where an answer is not the last of its definitions it comes once more, at the end: of two
    definitions the last one counts.
    """
    if isinstance(document, Script) and answer.is_last:
        return document.text
    cells = [plain_code(cell) for cell in document.cells]
    return "\n\n".join(f"# %%\n{cell}" for cell in [*cells, answer.text])


def keep_answer(workspace: Workspace, offered: Offered) -> Path | None:
    """Put an answer into the learner's file.

    Returns:
        The backup of the file as it was, if an answer of the learner's stood there; None if
        there was nothing but the stub.

    Raises:
        WorkspaceError: the file cannot be read or written.
    """
    exercise_set = offered.exercise_set
    file = workspace.file(exercise_set)
    before = workspace.source(exercise_set)
    mine = answers_in([before], exercise_set).get(offered.answer.exercise)
    if mine and mine.digest == offered.answer.digest:
        return None
    backup = Backups(workspace.root).keep(file, encoded(before))
    now = workspace.read(exercise_set, offered.exercises[0])
    saved = workspace.write(exercise_set, offered.exercises[0], offered.answer.text, now.digest)
    if isinstance(saved, Conflict):
        return saved.kept
    return backup if mine and mine.attempted else None
