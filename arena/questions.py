"""Questions as a learner meets them: an answer is judged, a prediction is locked and compared.

The session's room for them. The journal keeps what was given; how a prediction compares is never
stored, since the run that it is about may still come, or come again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from arena.course.answers import Given, Reply, check_answer, judge_answer
from arena.course.catalogue import Catalogue
from arena.course.model import Course, Exercise, Question
from arena.errors import MalformedAnswer
from arena.grading.judges import Judges
from arena.grading.runlog import RunState
from arena.journal.events import Event
from arena.journal.journal import EventKind, Journal


@dataclass(frozen=True)
class Questions:
    """Answers to the questions of a course.

    Args:
        course: what is taught.
        journal: what the learner did.
        judge: measures what findings are compared with.
        run_of: the latest run of an experiment, as its log tells it.
    """

    course: Course
    journal: Journal
    judge: Judges
    run_of: Callable[[Exercise], RunState | None]

    def answer(self, question: Question, given: Given) -> Reply:
        """Judge an answer and write it down; see `Session.answer`."""
        check_answer(question, given)
        if question.answer_kind == "prediction":
            return self._predict(question, str(given))
        if question.finding is None:
            reply = judge_answer(question, given)
            self.journal.record(EventKind.ANSWERED, question.key, right=reply.right, given=given)
        else:
            reply = self.judge.finding(question.key, str(given))
            self.journal.record(
                EventKind.ANSWERED, question.key, right=reply.right, given=given, why=reply.why
            )
        return reply

    def last(self, question: Question) -> tuple[Given, Reply] | None:
        """The last answer and what is said to it; None if there was none that is still read.

        Raises:
            GraderError: a prediction cannot be compared.
        """
        event = self._answered(question, -1)
        given = _given(event, question) if event else None
        if event is None or given is None:
            return None
        if question.answer_kind == "prediction":
            return given, self._compared(question)
        if question.finding is not None:
            return given, Reply(bool(event.data["right"]), str(event.data.get("why", "")))
        try:
            return given, judge_answer(question, given)
        except MalformedAnswer:  # the page, or what counts as an answer, has changed since
            return None

    def predictions_of(self, exercise: Exercise) -> tuple[tuple[Question, Reply], ...]:
        """What was predicted of an experiment, each with how it compares by now."""
        asked = (
            q
            for q in Catalogue(self.course).set_of(exercise).questions
            if q.finding and q.finding.run == exercise.name
        )
        return tuple((q, self._compared(q)) for q in asked if self._answered(q, 0))

    def _predict(self, question: Question, given: str) -> Reply:
        """Lock a prediction, unless there is one, and say how it compares."""
        before = self._answered(question, 0)
        if before is None:
            late = self._is_over(question)
            self.journal.record(
                EventKind.ANSWERED, question.key, right=True, given=given, late=late
            )
        reply = self._compared(question)
        if before is not None and str(before.data["given"]) != given:
            why = f"Your prediction of {before.at:%d %B} is locked. {reply.why}"
            return Reply(True, why, reply.head)
        return reply

    def _compared(self, question: Question) -> Reply:
        """The first prediction, beside what its run or its models have shown so far."""
        event = self._answered(question, 0)
        assert event is not None
        assert question.finding is not None
        given, late = str(event.data["given"]), bool(event.data.get("late"))
        run = question.finding.run
        if not run:
            return self.judge.finding(question.key, given)
        state = self.run_of(self._run_named(question))
        if state is None or state.verdict is None or not state.points:
            why = f"You predicted {given}. It is compared when `{run}` has run."
            return Reply(True, why, "Locked.")
        return self.judge.finding(question.key, given, state.points, late)

    def _is_over(self, question: Question) -> bool:
        """Whether the run of a prediction has shown something before."""
        if question.finding is None or not question.finding.run:
            return False
        exercise = self._run_named(question)
        state = self.run_of(exercise)
        checked = self.journal.events(exercise.key, [EventKind.CHECKED])
        return bool(checked) or bool(state and state.points)

    def _run_named(self, question: Question) -> Exercise:
        assert question.finding is not None
        exercises = Catalogue(self.course).set_of(question).exercises
        return next(e for e in exercises if e.name == question.finding.run)

    def _answered(self, question: Question, which: int) -> Event | None:
        events = self.journal.events(question.key, [EventKind.ANSWERED])
        return events[which] if events else None


def _given(event: Event, question: Question) -> Given | None:
    """What was given, as it is judged; the page may have fewer choices by now."""
    given = event.data.get("given")
    if isinstance(given, list | tuple):
        picked = tuple(i for i in given if isinstance(i, int) and i < len(question.choices))
        return picked or None
    return given if isinstance(given, str | float | int) else None
