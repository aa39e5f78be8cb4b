"""What a learner does, in one place: every verb is an answer and an event in the journal.

Terminal, page and notebook call these and only draw what comes back. No torch is imported here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from arena.checking import Checking, Draft
from arena.course.answers import Given, Reply
from arena.course.catalogue import Catalogue, Solution
from arena.course.load import course_folder, load_course
from arena.course.model import Course, Exercise, ExerciseSet, Hint, Question, Task
from arena.drawing_desk import DrawingDesk
from arena.errors import UnknownName
from arena.grading.explanations import EXPLANATIONS
from arena.grading.judges import Judges
from arena.grading.runlog import RunState
from arena.grading.verdict import Verdict
from arena.journal.journal import EventKind, Journal
from arena.journal.progress import Progress, Status
from arena.questions import Questions
from arena.render.kept_figures import KeptFigures
from arena.workspace.workspace import Workspace


@dataclass
class Session:
    """A learner at work: one course, one workspace, one journal."""

    course: Course
    workspace: Workspace
    journal: Journal
    _seen: Progress = field(default_factory=Progress)  # everything up to its last event

    @classmethod
    def open(cls, start: Path | None = None, course: Course | None = None) -> Session:
        """Find the workspace from `start` (default: the current folder) and open all that is in it.

        Args:
            start: a folder in or below the workspace.
            course: what is taught; `chosen_course()` if None.

        Raises:
            WorkspaceError: there is no workspace; the next step names `arena start`.
        """
        workspace = Workspace.find(start)
        return cls(course or chosen_course(), workspace, Journal.open(workspace.journal_path))

    @cached_property
    def judge(self) -> Judges:
        """The way to the judge services."""
        return Judges(self.course)

    @cached_property
    def checking(self) -> Checking:
        """Answers that are judged, and runs."""
        return Checking(self.course, self.workspace, self.journal, self.judge)

    @cached_property
    def questions(self) -> Questions:
        """What was answered and predicted."""
        return Questions(self.course, self.journal, self.judge, self.checking.read_run)

    @cached_property
    def drawings(self) -> DrawingDesk:
        """Figures that are drawn with the learner's own functions."""
        return DrawingDesk(self.course, self.workspace, self.judge)

    @cached_property
    def _figures(self) -> KeptFigures:
        return KeptFigures(self.judge.figure)

    def warm_up(self) -> None:
        """Start the judge service, so that the first check need not wait. Returns at once."""
        self.judge.warm_up()

    def close(self) -> None:
        """Close the journal."""
        self.journal.close()

    # ------------------------------------------------------------ finding things

    @property
    def catalogue(self) -> Catalogue:
        """The course to look things up in, from where the learner last was."""
        return Catalogue(self.course, (self.progress().last_key or "").partition("/")[0])

    def find(self, name: str) -> Task:
        """The task called `conv1d`, `0.2/conv1d` or `0.2 conv1d`; see `Catalogue.task`."""
        return self.catalogue.task(name)

    def is_task(self, name: str) -> bool:
        """Whether a task is called so."""
        try:
            self.find(name)
        except UnknownName:
            return False
        return True

    def find_set(self, name: str) -> ExerciseSet:
        """The set with this id, folder name or title; see `Catalogue.set`."""
        return self.catalogue.set(name)

    def set_of(self, task: Task) -> ExerciseSet:
        """The set that a task belongs to."""
        return Catalogue(self.course).set_of(task)

    def progress(self) -> Progress:
        """Everything the journal says about every task, as of now."""
        seen = self._seen  # read once: two threads may be here
        self._seen = seen = seen.after(self.journal.events(since=seen.last_id))
        return seen

    def current(self) -> Task | None:
        """What to do next: the first task, from where the learner last was, not done nor skipped.

        Earlier gaps come when everything after is done. None when nothing is left.
        """
        progress = self.progress()
        tasks = self.course.tasks
        last = progress.last_key
        keys = [t.key for t in tasks]
        start = keys.index(last) if last in keys else 0
        for task in (*tasks[start:], *tasks[:start]):
            if progress.state(task.key).status not in (Status.RIGHT, Status.SKIPPED):
                return task
        return None

    def next_after(self, task: Task) -> Task | None:
        """The first task after this one, in reading order, that is neither done nor skipped."""
        progress = self.progress()
        keys = [t.key for t in self.course.tasks]
        for other in self.course.tasks[keys.index(task.key) + 1 :]:
            if progress.state(other.key).status not in (Status.RIGHT, Status.SKIPPED):
                return other
        return None

    # ------------------------------------------------------------ verbs

    def open_task(self, task: Task) -> None:
        """Note that the learner looks at a task."""
        self.journal.record(EventKind.OPENED, task.key)

    def check(self, exercise: Exercise, draft: Draft | None = None) -> Verdict:
        """Judge what the workspace file holds now, or a draft; see `Checking.check`."""
        return self.checking.check(exercise, draft)

    def start_run(self, exercise: Exercise, draft: Draft | None = None) -> None:
        """Begin the run of an experiment in the background; see `Checking.start_run`."""
        self.checking.start_run(exercise, draft)

    def stop_run(self, exercise: Exercise) -> None:
        """End a run; its verdict will say that it was stopped."""
        self.checking.stop_run(exercise)

    def run_state(self, exercise: Exercise) -> RunState | None:
        """How the latest run of an experiment stands; see `Checking.run_state`."""
        return self.checking.run_state(exercise)

    def runs_at_hand(self) -> dict[str, RunState]:
        """Key → state of each run that there is something to say about."""
        return self.checking.runs_at_hand()

    def answer(self, question: Question, given: Given) -> Reply:
        """Judge an answer: indices of the picked choices, a number or a text.

        What cannot be read as an answer, or not be judged here and now, is no try.

        Raises:
            MalformedAnswer: it cannot be read as an answer; one sentence with an example.
            ArenaError: what a finding is measured on is missing; the next step fetches it.
        """
        return self.questions.answer(question, given)

    def hints_shown(self, task: Task) -> tuple[Hint, ...]:
        """The hints already taken, in the order in which they were."""
        taken = self.progress().state(task.key).hints
        return tuple(task.hints[i] for i in taken if 0 <= i < len(task.hints))

    def hint(self, task: Task) -> Hint | None:
        """The next hint: one tied to the last diagnosis first, then in page order; None at the end.

        Hints tied to other mistakes are left out: they would answer a question nobody asked.
        """
        state = self.progress().state(task.key)
        left = [(i, h) for i, h in enumerate(task.hints) if i not in state.hints]
        tied = [(i, h) for i, h in left if h.mistake and h.mistake == state.last_diagnosis]
        free = [(i, h) for i, h in left if h.mistake is None]
        for i, hint in [*tied, *free]:
            self.journal.record(EventKind.HINTED, task.key, index=i, mistake=hint.mistake)
            return hint
        return None

    def solution(self, exercise: Exercise) -> Solution:
        """The reference and the alternatives. The journal keeps that it was shown."""
        self.journal.record(EventKind.SOLUTION_SHOWN, exercise.key)
        return Catalogue(self.course).solution(exercise)

    def explain(self, code: str) -> str:
        """The Markdown page of a mistake or of a tensor relation.

        Args:
            code: `conv1d.flipped`, `conv1d__flipped` or `relation.permuted`.

        Raises:
            UnknownName: there is no such page.
        """
        relation = EXPLANATIONS.get(code.removeprefix("relation."))
        if relation is not None:
            return relation
        page = self.catalogue.mistake(code)
        return f"**{page.first_sentence}**\n\n{page.rest}".strip()

    def repro(self, exercise: Exercise) -> str:
        """The snippet of the failing call of the last check; empty if the last check was right."""
        verdict = self.last_verdict(exercise)
        return verdict.failing.repro if verdict and verdict.failing else ""

    def last_verdict(self, exercise: Exercise) -> Verdict | None:
        """The verdict of the last check, as long as this version of arena can read it."""
        return self.checking.last_verdict(exercise)

    def skip(self, task: Task, why: str) -> None:
        """Leave a task out; `why` may be empty."""
        self.journal.record(EventKind.SKIPPED, task.key, why=why)

    def note(self, task: Task | None, text: str) -> None:
        """Write something down, beside a task or for the whole course."""
        self.journal.record(EventKind.NOTED, task.key if task else "", text=text)

    def reset(self, exercise: Exercise) -> Path:
        """Put the stub back; returns where the old answer is kept."""
        kept = self.workspace.reset(self.set_of(exercise), exercise)
        self.journal.record(EventKind.RESET, exercise.key, kept=str(kept))
        return kept

    def figure(self, exercise_set: ExerciseSet, name: str) -> dict[str, Any]:
        """A figure as Plotly JSON, computed once by the judge service and kept on disk."""
        return self._figures.of(exercise_set, name)

    def has_figure(self, exercise_set: ExerciseSet, name: str) -> bool:
        """Whether a figure would come from disk, without waiting for the judge service."""
        return self._figures.has(exercise_set, name)


def chosen_course() -> Course:
    """What is taught: the course whose folder ARENA_COURSE names, else the installed curriculum.

    Raises:
        CourseError: its files have a fault.
    """
    chosen = os.environ.get("ARENA_COURSE")
    return load_course(Path(chosen) if chosen else course_folder())
