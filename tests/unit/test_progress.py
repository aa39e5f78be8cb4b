"""Progress is a view over the journal: the same events give the same progress, however they are
cut.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workspace_course import exercise

from arena.grading.verdict import Outcome
from arena.journal.events import JSON, Event, EventKind
from arena.journal.progress import LONGEST_GAP, Progress, Status, TaskState

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
A, B = "0.1/a", "0.1/b"


class Story:
    """Events told one after the other."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.now = NOON

    def then(self, kind: EventKind, key: str, after: float = 0.0, **data: JSON) -> Story:
        self.now += timedelta(seconds=after)
        self.events.append(Event(len(self.events) + 1, self.now, kind, key, data))
        return self

    def checked(
        self, key: str, outcome: Outcome, after: float = 0.0, diagnosis: str | None = None
    ) -> Story:
        return self.then(EventKind.CHECKED, key, after, outcome=outcome.value, diagnosis=diagnosis)

    def told(self, key: str = A) -> TaskState:
        return Progress.of(self.events).state(key)


def test_a_task_without_events_is_new() -> None:
    assert Progress().state(A) == TaskState(A)
    assert Progress().state(A).status is Status.NEW


def test_a_task_goes_from_opened_over_tried_to_right() -> None:
    story = Story().then(EventKind.OPENED, A)
    assert story.told().status is Status.OPENED
    story.checked(A, Outcome.NOT_ATTEMPTED)
    assert (story.told().status, story.told().attempts) == (Status.OPENED, 0)
    story.checked(A, Outcome.WRONG, diagnosis="a__half")
    assert (story.told().status, story.told().attempts) == (Status.TRIED, 1)
    assert story.told().last_diagnosis == "a__half"
    story.checked(A, Outcome.RIGHT, after=60)
    assert (story.told().status, story.told().attempts) == (Status.RIGHT, 2)
    assert story.told().first_right_at == NOON + timedelta(seconds=60)
    assert story.told().last_diagnosis is None


def test_right_stays_right_and_the_last_outcome_is_told_beside_it() -> None:
    story = Story().checked(A, Outcome.RIGHT).checked(A, Outcome.RAISED, after=5)
    story.then(EventKind.SKIPPED, A, why="later")
    state = story.told()
    assert (state.status, state.last_outcome) == (Status.RIGHT, Outcome.RAISED)
    assert (state.first_right_at, state.attempts) == (NOON, 1)
    story.then(EventKind.RESET, A, kept="x").checked(A, Outcome.RIGHT, after=50)
    assert story.told().first_right_at == NOON
    assert story.told().last_outcome is Outcome.RIGHT


def test_a_skipped_task_that_is_solved_is_right_and_one_that_is_tried_is_tried() -> None:
    story = Story().then(EventKind.SKIPPED, A, why="know it")
    assert (story.told().status, story.told().skipped_why) == (Status.SKIPPED, "know it")
    story.then(EventKind.OPENED, A).checked(A, Outcome.NOT_ATTEMPTED)
    assert story.told().status is Status.SKIPPED
    story.checked(A, Outcome.WRONG)
    assert (story.told().status, story.told().skipped_why) == (Status.TRIED, None)
    story.checked(A, Outcome.RIGHT)
    assert story.told().status is Status.RIGHT


def test_answers_to_questions_count_like_checks() -> None:
    story = Story().then(EventKind.ANSWERED, A, given=3, right=False)
    assert (story.told().status, story.told().last_outcome) == (Status.TRIED, Outcome.WRONG)
    story.then(EventKind.ANSWERED, A, given=4, right=True)
    assert (story.told().status, story.told().attempts) == (Status.RIGHT, 2)


def test_hints_notes_and_the_solution_are_told_in_order() -> None:
    story = Story().then(EventKind.HINTED, A, index=2, mistake="a__half")
    story.then(EventKind.HINTED, A, index=0, mistake=None)
    story.then(EventKind.NOTED, A, text="first").then(EventKind.NOTED, A, text="second")
    assert story.told().hints == (2, 0)
    assert story.told().notes == ("first", "second")
    assert story.told().status is Status.OPENED
    assert not story.told().solution_shown
    story.then(EventKind.SOLUTION_SHOWN, A).checked(A, Outcome.RIGHT)
    assert (story.told().solution_shown, story.told().solution_before_right) == (True, True)
    late = Story().checked(A, Outcome.RIGHT).then(EventKind.SOLUTION_SHOWN, A)
    assert (late.told().solution_shown, late.told().solution_before_right) == (True, False)


def test_data_of_another_version_does_not_break_the_view() -> None:
    story = Story().then(EventKind.CHECKED, A, outcome="mostly right", diagnosis=3)
    story.then(EventKind.HINTED, A, index="x").then(EventKind.NOTED, A).then(EventKind.CHECKED, A)
    assert (story.told().status, story.told().attempts) == (Status.TRIED, 2)


# ---------------------------------------------------------------- time


def test_time_before_a_save_or_check_belongs_to_its_task() -> None:
    story = Story().then(EventKind.OPENED, A).then(EventKind.SAVED, A, after=100)
    story.checked(A, Outcome.RIGHT, after=50).then(EventKind.SAVED, B, after=30)
    assert (story.told(A).active_seconds, story.told(B).active_seconds) == (150, 30)


def test_time_before_a_task_is_opened_belongs_to_the_one_before() -> None:
    story = Story().checked(A, Outcome.RIGHT).then(EventKind.OPENED, B, after=40)
    story.checked(B, Outcome.WRONG, after=20)
    assert (story.told(A).active_seconds, story.told(B).active_seconds) == (40, 20)


def test_a_gap_of_more_than_five_minutes_is_a_break_and_counts_nothing() -> None:
    story = Story().then(EventKind.OPENED, A).then(EventKind.SAVED, A, after=LONGEST_GAP)
    assert story.told().active_seconds == 300
    story.then(EventKind.SAVED, A, after=LONGEST_GAP + 0.001).then(EventKind.SAVED, A, after=1)
    assert story.told().active_seconds == 301


def test_a_clock_that_is_set_back_makes_no_time() -> None:
    story = Story().then(EventKind.OPENED, A).then(EventKind.SAVED, A, after=-3600)
    story.then(EventKind.SAVED, A, after=10)
    assert story.told().active_seconds == 10


def test_time_on_no_task_counts_in_the_total_only() -> None:
    story = Story().then(EventKind.OPENED, A).then(EventKind.NOTED, "", after=60, text="hm")
    story.then(EventKind.OPENED, B, after=7)
    progress = Progress.of(story.events)
    assert progress.active_seconds == 67
    assert (progress.state(A).active_seconds, progress.state(B).active_seconds) == (0, 0)
    assert "" not in progress.tasks
    assert progress.last_key == B


# ---------------------------------------------------------------- sums


def test_totals_tell_counts_and_the_pace_against_the_estimate() -> None:
    tasks = [exercise("a"), exercise("b"), exercise("c"), exercise("d")]  # ten minutes each
    story = Story().then(EventKind.OPENED, A)
    for _ in range(4):
        story.then(EventKind.SAVED, A, after=300)
    story.checked(A, Outcome.RIGHT).checked(B, Outcome.WRONG, after=60)
    story.then(EventKind.SKIPPED, "0.1/c", why="")
    totals = Progress.of(story.events).totals(tasks)
    assert (totals.tasks, totals.right, totals.skipped, totals.begun) == (4, 1, 1, 1)
    assert (totals.active_seconds, totals.estimated_seconds) == (1260, 2400)
    assert totals.pace == pytest.approx(2.0)
    assert not totals.done
    story.checked(B, Outcome.RIGHT).checked("0.1/d", Outcome.RIGHT)
    assert Progress.of(story.events).totals(tasks).done
    assert Progress().totals(tasks).pace is None


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([k for k in EventKind if k is not EventKind.CHECKED]),
        st.sampled_from([A, B, ""]),
        st.integers(-100, 600),
    )
    | st.tuples(st.sampled_from(list(Outcome)), st.sampled_from([A, B]), st.integers(0, 400)),
    max_size=30,
)


@given(EVENTS, st.integers(0, 30))
def test_progress_grows_with_the_journal_and_never_goes_back(
    told: list[tuple[EventKind | Outcome, str, int]], cut: int
) -> None:
    story = Story()
    was_right: set[str] = set()
    for what, key, after in told:
        if isinstance(what, Outcome):
            story.checked(key, what, after)
        else:
            story.then(what, key, after)
        right = {k for k in (A, B) if story.told(k).status is Status.RIGHT}
        assert was_right <= right
        was_right = right
    whole = Progress.of(story.events)
    assert Progress.of(story.events[:cut]).after(story.events[cut:]) == whole
    times = [s.active_seconds for s in whole.tasks.values()]
    assert all(t >= 0 for t in times)
    assert sum(times) <= whole.active_seconds
    assert whole.last_id == len(story.events)
