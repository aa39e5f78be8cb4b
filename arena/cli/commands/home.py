"""Bare `arena`: where you are and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arena.course.model import Task
    from arena.session import Session


def show_home() -> None:
    """Progress, the current task, and the commands that make sense now."""
    from rich.text import Text

    from arena.cli.arguments import open_session
    from arena.cli.text.locations import place_of, summary_of
    from arena.cli.text.screen import bar, say, words
    from arena.course.model import Exercise
    from arena.errors import WorkspaceError

    try:
        session = open_session()
    except WorkspaceError as error:
        say(
            words(("arena", "bold"), ": learn machine-learning engineering by doing it."),
            Text(),
            Text(error.what),
            words("  ", ("arena start   ", "cyan"), " make the exercises' folder here"),
            words("  ", ("arena --help  ", "cyan"), " every command"),
        )
        return
    task = session.current()
    if task is None:
        say(
            words(("Everything is done or skipped.", "bold green")),
            words("  ", ("arena list    ", "cyan"), " what there was"),
        )
        return
    here = session.set_of(task)
    totals = session.progress().totals(here.tasks)
    head = words((f"{here.id} {here.title}", "bold"), "   ")
    say(head.append_text(bar(totals.right, totals.tasks)), Text())
    say(words(("▌ ", "cyan"), (task.name, "bold"), (f"  {summary_of(task)}", "bright_black")))
    if isinstance(task, Exercise):
        say(words("  in ", (place_of(session, task), "cyan")))
    runs = session.runs_at_hand()
    if runs:
        from arena.cli.text.runs import at_hand_text

        say(Text(), *(at_hand_text(session.find(key).name, run) for key, run in runs.items()))
    say(Text(), *(words("  ", (f"{c:<13}", "cyan"), f" {m}") for c, m in _commands(session, task)))


def _commands(session: Session, task: Task) -> list[tuple[str, str]]:
    """The two or three commands that make sense now."""
    from arena.course.model import Kind, Question
    from arena.grading.verdict import Outcome

    if isinstance(task, Question):
        return [("arena check", "answer it"), ("arena skip", "leave it out for now")]
    state = session.progress().state(task.key)
    if task.type is Kind.EXPERIMENT:
        return [("arena show", "what to do"), ("arena check", "run it, or look at its run")]
    if state.last_outcome in (None, Outcome.NOT_ATTEMPTED):
        return [
            ("arena show", "what to do"),
            ("arena watch", "judge it whenever you save"),
            ("arena web", "the same in your browser"),
        ]
    help_first = [("arena explain", "the mistake that was found")] if state.last_diagnosis else []
    return [
        ("arena watch", "judge it whenever you save"),
        *help_first,
        ("arena hint", "one step of help"),
    ]
