"""What comes after a verdict: the words that open on success, and where to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from arena.cli.text.locations import place_of, summary_of
from arena.cli.text.pages import markdown
from arena.cli.text.screen import words
from arena.course.model import Exercise, Kind, Question, Task
from arena.grading.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from arena.session import Session


def after_parts(
    session: Session, exercise: Exercise, verdict: Verdict, *, keys: bool = False
) -> list[RenderableType]:
    """What was predicted of a run; `after` and the next task when it is right; where to begin.

    Args:
        session: the learner's.
        exercise: what was judged.
        verdict: what the judge said.
        keys: it is said while watching, where commands are not typed.
    """
    parts: list[RenderableType] = []
    if exercise.type is Kind.EXPERIMENT:
        for question, reply in session.questions.predictions_of(exercise):
            parts += [Text(), words((question.title, "bold")), markdown(reply.why)]
    if verdict.outcome is Outcome.RIGHT:
        parts += [Text(), success_text(session, exercise, keys=keys)]
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        parts += [Text(), how_to_begin(session, exercise, keys=keys)]
    return parts


def success_text(session: Session, task: Task, *, keys: bool = False) -> RenderableType:
    """What was the point, and which task is next."""
    parts: list[RenderableType] = []
    if task.after:
        parts += [markdown(task.after), Text()]
    parts.append(next_text(session, task, keys=keys))
    return Group(*parts)


def next_text(session: Session, task: Task | None = None, *, keys: bool = False) -> RenderableType:
    """The task after this one, or the current one, and how to begin it."""
    following = (session.next_after(task) if task else None) or session.current()
    if following is None:
        all_done = ("Everything is done or skipped.", "bold green")
        return words(all_done, " `arena list` shows it all.")
    name = words("  next  ", (following.name, "bold"), f" · {summary_of(following)}")
    return Group(name, how_to_begin(session, following, "        ", keys=keys))


def how_to_begin(
    session: Session, task: Task, label: str = "  next  ", *, keys: bool = False
) -> Text:
    """Where to write, or how to answer."""
    show = "p page" if keys else f"arena show {task.name}"
    if isinstance(task, Question):
        return words(label, ("a answer" if keys else f"arena check {task.name}", "cyan"))
    return words(label, (place_of(session, task), "cyan"), " · ", (show, "cyan"))
