"""The course as lists: marks, names, minutes."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arena.cli.text.screen import OPEN, RIGHT, bar, words
from arena.course.model import ExerciseSet, Question, Task
from arena.grading.runlog import RunState, RunStatus
from arena.journal.progress import Progress, Status, TaskState

MARKS = {
    Status.RIGHT: (RIGHT, "green"),
    Status.SKIPPED: ("–", "bright_black"),
    Status.TRIED: (OPEN, "yellow"),
    Status.OPENED: (OPEN, "bright_black"),
    Status.NEW: (" ", ""),
}

_RUNS = {
    RunStatus.RUNNING: "running, {share:.0%}",
    RunStatus.DONE: "has ended",
    RunStatus.LOST: "run lost",
}


def set_list(
    exercise_set: ExerciseSet,
    progress: Progress,
    current: Task | None,
    runs: Mapping[str, RunState],
    *,
    heading: bool = True,
) -> RenderableType:
    """One set with its tasks; an arrow stands before the current one.

    Args:
        exercise_set: what is listed.
        progress: what the journal says.
        current: what is next.
        runs: key → run of each experiment that there is something to say about.
        heading: begin with the set's title and bar.
    """
    totals = progress.totals(exercise_set.tasks)
    head = words((f"{exercise_set.id} {exercise_set.title}", "bold"), "   ")
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)  # arrow and mark
    table.add_column(no_wrap=True)  # name
    table.add_column(no_wrap=True, overflow="ellipsis")  # title
    table.add_column(no_wrap=True, style="bright_black", justify="right")  # minutes
    table.add_column(style="bright_black")  # what became of it
    for task in exercise_set.tasks:
        state = progress.state(task.key)
        here = current is not None and current.key == task.key
        mark, style = MARKS[state.status]
        table.add_row(
            words(("→ " if here else "  ", "bold cyan"), (mark, style)),
            Text(task.name, "bold cyan" if here else ""),
            Text(task.title, "" if here else "bright_black"),
            f"{task.minutes} min",
            words_of(task, state, runs.get(task.key)),
        )
    listed = Padding(table, 0, expand=False)
    if not heading:
        return listed
    return Group(head.append_text(bar(totals.right, totals.tasks)), listed)


def words_of(task: Task, state: TaskState, run: RunState | None = None) -> str:
    """`question · 2 tries · 1 hint`, or why it was skipped."""
    parts = ["question"] if isinstance(task, Question) else []
    if run:
        parts.append(_RUNS[run.status].format(share=run.share))
    if not isinstance(task, Question) and task.bonus:
        parts.append("bonus")
    if state.status is Status.SKIPPED:
        parts.append(f"skipped: {state.skipped_why}" if state.skipped_why else "skipped")
    elif state.status is Status.TRIED:
        parts.append(f"tried {state.attempts} ×")
    if state.hints:
        parts.append(f"{len(state.hints)} hint{'s' if len(state.hints) > 1 else ''}")
    if state.solution_before_right:
        parts.append("solution seen")
    return " · ".join(parts)
