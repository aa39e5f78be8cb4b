"""What a learner does, in one place: every verb is an answer and an event in the journal.

Terminal, page and notebook call these and only draw what comes back. No torch is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arena.course.model import Course, Exercise, ExerciseSet, Hint, Question, Task
from arena.grading.verdict import Verdict
from arena.journal.journal import Journal
from arena.journal.progress import Progress
from arena.workspace.workspace import Workspace


@dataclass(frozen=True)
class Solution:
    """The reference answer's source, then the other right ones with what each is about."""

    source: str
    alternatives: tuple[tuple[str, str], ...]  # (first sentence of the docstring, source)


@dataclass(frozen=True)
class Reply:
    """What is said to an answer given to a question."""

    right: bool
    why: str


class Session:
    """A learner at work: one course, one workspace, one journal."""

    course: Course
    workspace: Workspace
    journal: Journal

    @classmethod
    def open(cls, start: Path | None = None) -> Session:
        """Find the workspace from `start` (default: the current folder) and open all that is in it.

        Raises:
            WorkspaceError: there is none; the next step names `arena start`.
        """
        raise NotImplementedError

    def find(self, name: str) -> Task:
        """The exercise or question called `conv1d`, `0.2/conv1d` or `0.2 conv1d`.

        A bare name is looked up in the current set first, then in the whole course.

        Raises:
            UnknownName: nothing is called so; the nearest names are offered.
        """
        raise NotImplementedError

    def find_set(self, name: str) -> ExerciseSet:
        """The set with this id, slug or title (case does not matter)."""
        raise NotImplementedError

    def current(self) -> Task | None:
        """The task to do next: the first, from where the learner last was, that is neither done nor skipped."""
        raise NotImplementedError

    def progress(self) -> Progress:
        """Everything the journal says about every task, as of now."""
        raise NotImplementedError

    def check(self, exercise: Exercise) -> Verdict:
        """Judge what the workspace file holds now."""
        raise NotImplementedError

    def answer(self, question: Question, given: str | float | tuple[int, ...]) -> Reply:
        """Judge an answer: indices of the picked choices, a number or a text."""
        raise NotImplementedError

    def hints_shown(self, task: Task) -> tuple[Hint, ...]:
        """The hints already taken, in the order in which they were."""
        raise NotImplementedError

    def hint(self, task: Task) -> Hint | None:
        """The next hint: one tied to the mistake last diagnosed first, then in page order; None when there is none left."""
        raise NotImplementedError

    def solution(self, exercise: Exercise) -> Solution:
        """The reference and the alternatives. The journal keeps that it was shown."""
        raise NotImplementedError

    def explain(self, code: str) -> str:
        """The Markdown page of a mistake (`conv1d.flipped`, `conv1d__flipped`) or of a tensor relation (`relation.transposed`)."""
        raise NotImplementedError

    def skip(self, task: Task, why: str) -> None:
        """Leave a task out; `why` may be empty."""
        raise NotImplementedError

    def note(self, task: Task | None, text: str) -> None:
        """Write something down beside a task."""
        raise NotImplementedError

    def reset(self, exercise: Exercise) -> Path:
        """Put the stub back; returns where the old answer is kept."""
        raise NotImplementedError

    def figure(self, exercise_set: ExerciseSet, name: str) -> dict[str, Any]:
        """A figure of `figures.py` as Plotly JSON, computed once by the judge service and kept on disk."""
        raise NotImplementedError

    def warm_up(self) -> None:
        """Start the judge service in the background, so that the first check need not wait. Returns at once."""
        raise NotImplementedError
