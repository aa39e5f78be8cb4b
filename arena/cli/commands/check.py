"""`arena check`: judge answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from arena.cli.arguments import AsJson, open_session, task_named

if TYPE_CHECKING:
    from arena.course.model import Exercise, Question, Task
    from arena.grading.verdict import Verdict
    from arena.session import Session


def check(
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(
            metavar="EXERCISE",
            help="Exercises, questions, or a whole set such as `0.1`; the current one if left out.",
        ),
    ] = None,
    answer: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--answer", "-a", help="Your answer to a question: `b`, `a,c` or `0.25`."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Every claim that does not hold in full.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Judge your answer to one exercise or several.

    A question is asked. An experiment is started, or looked at if it is running: Ctrl-C leaves
    it going in the background, and `arena stop` ends it. Exit status 0 if all are right, 1 if not.

    \b
      arena check                          the current exercise
      arena check 0.1                      a whole set
      arena check lines_or_rays -a b       a question, without being asked
      arena check train_digits             an experiment, with its live curve
    """
    session = open_session()
    tasks = _tasks(session, names or [])
    results = [_judge(session, task, answer, full, as_json) for task in tasks]
    if as_json:
        import json

        typer.echo(json.dumps([found for _, found in results], ensure_ascii=False))
    elif len(tasks) > 1:
        from arena.cli.text.screen import out, say

        out().print()
        say(f"{sum(right for right, _ in results)} of {len(results)} right")
    if not all(right for right, _ in results):
        raise typer.Exit(1)


def _tasks(session: Session, names: list[str]) -> list[Task]:
    """What is to be judged, each once, in the order given."""
    from arena.errors import UnknownName

    if not names:
        return [task_named(session, None)]
    found: dict[str, Task] = {}
    for name in names:
        try:
            tasks: tuple[Task, ...] = (session.find(name),)
        except UnknownName as unknown:
            try:
                tasks = session.find_set(name).exercises
            except UnknownName:
                raise unknown from None
        found |= {t.key: t for t in tasks}
    return list(found.values())


def _judge(
    session: Session, task: Task, answer: str | None, full: bool, as_json: bool
) -> tuple[bool, dict[str, object]]:
    """Whether it is right, and the same as JSON data."""
    from arena.course.model import Kind, Question

    if isinstance(task, Question):
        return _judge_answer(session, task, answer, as_json)
    if task.type is Kind.EXPERIMENT:
        return _judge_run(session, task, full, as_json)
    return _judge_code(session, task, full, as_json)


def _judge_code(
    session: Session, exercise: Exercise, full: bool, as_json: bool
) -> tuple[bool, dict[str, object]]:
    from arena.cli.text.screen import waiting
    from arena.grading.verdict import Outcome

    loads = session.judge.announcement(exercise.key) or "the first check of the day loads PyTorch"
    with waiting(f"judging {exercise.name} ({loads})"):
        verdict = session.check(exercise)
    if not as_json:
        _show(session, exercise, verdict, full)
    return verdict.outcome is Outcome.RIGHT, verdict.model_dump(mode="json")


def _judge_run(
    session: Session, exercise: Exercise, full: bool, as_json: bool
) -> tuple[bool, dict[str, object]]:
    """Start the run, or join the one that goes on, and look at it until its verdict."""
    from arena.cli.text.runs import (
        await_end,
        curves_text,
        follow,
        goes_on_text,
        joined_text,
        start_or_join,
    )
    from arena.cli.text.screen import err, say, waiting
    from arena.grading.verdict import Outcome

    loads = session.judge.announcement(exercise.key) or "the first check of the day loads PyTorch"
    with waiting(f"starting {exercise.name} ({loads})"):
        joined = start_or_join(session, exercise)
    if joined and not as_json:
        say(joined_text(joined))
    ended = joined if joined and joined.verdict else None
    try:
        if as_json:
            state = ended or await_end(session, exercise)
        else:
            state = ended or follow(session, exercise)
    except KeyboardInterrupt:
        err().print(goes_on_text(exercise))
        raise typer.Exit(130) from None
    verdict = state.verdict
    assert verdict is not None
    if not as_json:
        if ended and ended.points:
            say(curves_text(ended))
        if state.points:
            say("")
        _show(session, exercise, verdict, full)
    return verdict.outcome is Outcome.RIGHT, verdict.model_dump(mode="json")


def _show(session: Session, exercise: Exercise, verdict: Verdict, full: bool) -> None:
    from arena.cli.text.after import after_parts
    from arena.cli.text.screen import say
    from arena.cli.text.verdicts import verdict_text

    say(verdict_text(verdict, full=full), *after_parts(session, exercise, verdict))


def _judge_answer(
    session: Session, question: Question, answer: str | None, as_json: bool
) -> tuple[bool, dict[str, object]]:
    from arena.cli.text.questions import ask, reply_text
    from arena.cli.text.screen import say

    reply = ask(session, question, answer)
    if not as_json:
        say(reply_text(session, question, reply))
    return reply.right, {"question": question.key, "right": reply.right, "why": reply.why}
