"""Checking: answers are judged and runs are followed, and the journal learns of each verdict."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from arena.course.catalogue import Catalogue
from arena.course.model import Course, Exercise, Kind
from arena.grading.judges import Judges
from arena.grading.runlog import RunState, read_run
from arena.grading.verdict import Verdict
from arena.journal.journal import EventKind, Journal
from arena.workspace.last_verdicts import LastVerdicts
from arena.workspace.workspace import Workspace


@dataclass(frozen=True)
class Draft:
    """A text that is judged in the place of the workspace's file, such as a notebook's.

    Args:
        source: what could be the learner's whole file.
        path: what tracebacks call it.
    """

    source: str
    path: str


@dataclass
class Checking:
    """Judges the answers of one workspace.

    Args:
        course: what is taught.
        workspace: whose files are judged.
        journal: hears of every verdict.
        judge: the judge services.
    """

    course: Course
    workspace: Workspace
    journal: Journal
    judge: Judges
    _first_look: Lock = field(default_factory=Lock)

    @cached_property
    def _verdicts(self) -> LastVerdicts:
        return LastVerdicts(self.workspace.root / ".arena" / "verdicts")

    def check(self, exercise: Exercise, draft: Draft | None = None) -> Verdict:
        """Judge what the workspace file holds now, or a draft.

        Raises:
            WorkspaceError: the file cannot be read.
            GraderError: the judge service cannot be reached.
        """
        draft = draft or self._file_of(exercise)
        verdict = self.judge.judge(exercise.key, draft.source, draft.path)
        digest = hashlib.sha256(draft.source.encode("utf-8", "replace")).hexdigest()[:16]
        self._record(verdict, source=digest)
        return verdict

    def start_run(self, exercise: Exercise, draft: Draft | None = None) -> None:
        """Begin the run of an experiment in the background; one that is going on goes on.

        Raises:
            WorkspaceError: the file cannot be read.
            GraderError: the judge service cannot be reached.
        """
        draft = draft or self._file_of(exercise)
        log = self._run_file(exercise.key)
        self.judge.start_run(exercise.key, draft.source, draft.path, log)

    def stop_run(self, exercise: Exercise) -> None:
        """End a run; its verdict will say that it was stopped."""
        self.judge.stop_run(exercise.key, self._run_file(exercise.key))

    def run_state(self, exercise: Exercise) -> RunState | None:
        """How the latest run of an experiment stands; None if there was none.

        The journal learns of a verdict when it is first seen here, whoever started the run.
        """
        state = self.read_run(exercise)
        if state is not None and state.verdict is not None:
            self._record_once(state.run, state.verdict)
        return state

    def runs_at_hand(self) -> dict[str, RunState]:
        """Key → state of each run that goes on, was lost, or has ended and nobody has looked yet.

        Looking here writes nothing down, so what has ended stays at hand until `run_state`.
        """
        exercises = [e for s in self.course.sets for e in s.exercises if e.type is Kind.EXPERIMENT]
        states = {e.key: state for e in exercises if (state := self.read_run(e))}
        return {
            key: state
            for key, state in states.items()
            if not (state.verdict and self._is_recorded(state.run, key))
        }

    def last_verdict(self, exercise: Exercise) -> Verdict | None:
        """The verdict of the last check, as long as this version of arena can read it."""
        return self._verdicts.of(exercise.key)

    def read_run(self, exercise: Exercise) -> RunState | None:
        """How the latest run stands, from its log; nothing is written down."""
        path = self._run_file(exercise.key)
        state = read_run(path, is_alive=False)
        if state is None or state.verdict is not None:
            return state
        # The log is read after the question: a run that ended in between has not been lost.
        return read_run(path, is_alive=self.judge.is_running(exercise.key, path))

    def _record_once(self, run: str, verdict: Verdict) -> None:
        """Write a run's verdict down unless that was done before."""
        with self._first_look:  # two pages that are open see the end at the same moment
            if not self._is_recorded(run, verdict.exercise):
                self._record(verdict, run=run)

    def _is_recorded(self, run: str, key: str) -> bool:
        known = self.journal.events(key=key, kinds=[EventKind.CHECKED])
        return any(e.data.get("run") == run for e in known)

    def _record(self, verdict: Verdict, **data: str) -> None:
        diagnosis = verdict.diagnosis
        self.journal.record(
            EventKind.CHECKED,
            verdict.exercise,
            outcome=verdict.outcome.value,
            diagnosis=diagnosis.code if diagnosis else None,
            check=verdict.failing.check if verdict.failing else None,
            milliseconds=verdict.milliseconds,
            **data,
        )
        self._verdicts.keep(verdict)

    def _file_of(self, exercise: Exercise) -> Draft:
        exercise_set = Catalogue(self.course).set_of(exercise)
        path = str(self.workspace.file(exercise_set))
        return Draft(self.workspace.source(exercise_set), path)

    def _run_file(self, key: str) -> Path:
        return self.workspace.root / ".arena" / "runs" / f"{key.replace('/', '__')}.jsonl"
