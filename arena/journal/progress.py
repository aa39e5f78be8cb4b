"""Progress: what the journal says about every task. A view; nothing of it is stored.

**Active time** is the sum of the gaps between one event and the next, as long as a gap is no
longer than five minutes; a longer one was a break and counts nothing. A gap belongs to the task
of the event at its *end*, because what comes before a save or a check was work on that task. The
one exception is `opened`: until a task is opened the learner was still at the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from arena.course.model import Task
from arena.grading.verdict import Outcome
from arena.journal.events import JSON, Event, EventKind

LONGEST_GAP = 300.0  # seconds


class Status(StrEnum):
    """How far a task has come."""

    NEW = "new"
    OPENED = "opened"
    TRIED = "tried"
    RIGHT = "right"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class TaskState:
    """Everything known about one task.

    Args:
        key: `0.1/conv1d`.
        status: RIGHT for good once a right answer was given, whatever came before or after it.
        first_right_at: when that was, in UTC.
        attempts: checks of something written, and answers, up to and including the first right one.
        hints: indices on the page of those taken, in order.
        solution_shown: whether the reference was looked at.
        solution_before_right: whether that was before the first right answer.
        last_outcome: of the latest check or answer; None after a reset.
        last_diagnosis: code of the mistake the latest check recognised.
        active_seconds: see the module.
        notes: what the learner wrote down, in order.
        skipped_why: the reason given for skipping; None if it is not skipped.
        last_at: time of its latest event.
    """

    key: str
    status: Status = Status.NEW
    first_right_at: datetime | None = None
    attempts: int = 0
    hints: tuple[int, ...] = ()
    solution_shown: bool = False
    solution_before_right: bool = False
    last_outcome: Outcome | None = None
    last_diagnosis: str | None = None
    active_seconds: float = 0.0
    notes: tuple[str, ...] = ()
    skipped_why: str | None = None
    last_at: datetime | None = None

    def after(self, event: Event, seconds: float = 0.0) -> TaskState:
        """The state after one more event of this task, and the active seconds before it."""
        changes = self._changes(event)
        changes["last_at"] = event.at
        changes["active_seconds"] = self.active_seconds + seconds
        if self.status is Status.NEW:
            changes.setdefault("status", Status.OPENED)
        return replace(self, **changes)  # once: this is done for every event there ever was

    def _changes(self, event: Event) -> dict[str, Any]:
        data = event.data
        match event.kind:
            case EventKind.CHECKED:
                diagnosis = data.get("diagnosis")
                code = diagnosis if isinstance(diagnosis, str) else None
                return self._judged(_outcome(data.get("outcome")), code, event.at)
            case EventKind.ANSWERED:
                outcome = Outcome.RIGHT if data.get("right") else Outcome.WRONG
                return self._judged(outcome, None, event.at)
            case EventKind.HINTED:
                return {"hints": (*self.hints, _index(data.get("index")))}
            case EventKind.SOLUTION_SHOWN:
                early = self.solution_before_right or self.first_right_at is None
                return {"solution_shown": True, "solution_before_right": early}
            case EventKind.NOTED:
                return {"notes": (*self.notes, _text(data.get("text")))}
            case EventKind.RESET:
                return {"last_outcome": None, "last_diagnosis": None}
            case EventKind.SKIPPED if self.status is not Status.RIGHT:
                return {"status": Status.SKIPPED, "skipped_why": _text(data.get("why"))}
            case _:
                return {}

    def _judged(self, outcome: Outcome, diagnosis: str | None, at: datetime) -> dict[str, Any]:
        changes: dict[str, Any] = {"last_outcome": outcome, "last_diagnosis": diagnosis}
        if outcome is Outcome.NOT_ATTEMPTED or self.status is Status.RIGHT:
            return changes
        changes |= {"attempts": self.attempts + 1, "skipped_why": None, "status": Status.TRIED}
        if outcome is Outcome.RIGHT:
            changes |= {"status": Status.RIGHT, "first_right_at": at}
        return changes


@dataclass(frozen=True)
class Totals:
    """Sums over some tasks, such as a set or a chapter.

    Args:
        tasks: how many there are.
        right: of these, answered right.
        skipped: of these, skipped.
        begun: of these, opened or tried.
        active_seconds: spent on all of them.
        estimated_seconds: what the author thinks all of them take.
        right_active_seconds: spent on those answered right.
        right_estimated_seconds: what the author thinks those take.
    """

    tasks: int
    right: int
    skipped: int
    begun: int
    active_seconds: float
    estimated_seconds: float
    right_active_seconds: float
    right_estimated_seconds: float

    @property
    def done(self) -> bool:
        """Whether every task is right or skipped."""
        return self.right + self.skipped == self.tasks

    @property
    def pace(self) -> float | None:
        """Actual over estimated time of what was answered right; 2.0 is twice as long. None
        before that.
        """
        if not self.right_estimated_seconds:
            return None
        return self.right_active_seconds / self.right_estimated_seconds


@dataclass(frozen=True)
class Progress:
    """The state of every task.

    Args:
        tasks: by key; tasks without an event are not in it.
        active_seconds: spent in all, on no task in particular included.
        last: the latest event that is accounted for.
        last_key: the task of the latest event about one; where the learner last was.
    """

    tasks: Mapping[str, TaskState] = field(default_factory=dict)
    active_seconds: float = 0.0
    last: Event | None = None
    last_key: str | None = None

    @property
    def last_id(self) -> int:
        """For `journal.events(since=…)`: only what came after."""
        return self.last.id if self.last else 0

    def after(self, events: Iterable[Event]) -> Progress:
        """This progress and more events, in the order of the journal; `self` stays as it is."""
        tasks, total, last = dict(self.tasks), self.active_seconds, self.last
        last_key = self.last_key
        for event in events:
            gap = (event.at - last.at).total_seconds() if last else 0.0
            active = gap if 0 < gap <= LONGEST_GAP else 0.0  # a clock set back makes no time
            total += active
            if event.kind is EventKind.OPENED:
                if active and last and last.key:
                    before = tasks[last.key]
                    seconds = before.active_seconds + active
                    tasks[last.key] = replace(before, active_seconds=seconds)
                active = 0.0
            if event.key:
                last_key = event.key
                state = tasks.get(event.key) or TaskState(event.key)
                tasks[event.key] = state.after(event, active)
            last = event
        return Progress(tasks, total, last, last_key)

    @classmethod
    def of(cls, events: Iterable[Event]) -> Progress:
        """The progress that a whole journal tells of."""
        return cls().after(events)

    def state(self, key: str) -> TaskState:
        """The state of one task; a new one if nothing has happened."""
        return self.tasks.get(key) or TaskState(key)

    def totals(self, tasks: Iterable[Task]) -> Totals:
        """Sums over a section's, set's, chapter's or course's tasks."""
        states = [(self.state(task.key), task.minutes * 60.0) for task in tasks]
        right = [(s, seconds) for s, seconds in states if s.status is Status.RIGHT]
        return Totals(
            tasks=len(states),
            right=len(right),
            skipped=sum(s.status is Status.SKIPPED for s, _ in states),
            begun=sum(s.status in (Status.OPENED, Status.TRIED) for s, _ in states),
            active_seconds=sum(s.active_seconds for s, _ in states),
            estimated_seconds=sum(seconds for _, seconds in states),
            right_active_seconds=sum(s.active_seconds for s, _ in right),
            right_estimated_seconds=sum(seconds for _, seconds in right),
        )


def _outcome(value: JSON) -> Outcome:
    try:
        return Outcome(str(value))
    except ValueError:  # written by a newer version: it was judged, and not right as we know it
        return Outcome.WRONG


def _index(value: JSON) -> int:
    return value if isinstance(value, int) else -1


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
