"""`arena import`: progress and answers from elsewhere."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from arena.cli.arguments import open_session

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from arena.checking import Draft
    from arena.course.model import Exercise
    from arena.grading.verdict import Verdict
    from arena.session import Session


def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A progress file, a notebook or a Python file.")
    ],
    keep: Annotated[
        bool, typer.Option("--keep", help="Put the right answers into your files.")
    ] = False,
    only: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--set", help="The set they answer; found by their names if left out."),
    ] = None,
) -> None:
    """Take in progress from Colab, or answers written elsewhere.

    `arena_progress.json` is merged into your journal; what is there already is not counted twice.
    A notebook or Python file, also one of another version of the course, is judged: every function
    that has the name of an exercise. Your own files change with `--keep` only, and are backed up.

    \b
      arena import arena_progress.json
      arena import old_answers.py
      arena import s1_ray_tracing.colab.ipynb --keep
    """
    session = open_session()
    if _is_progress(file):
        _merge(session, file)
        return
    _judge_all(session, file, only, keep)


def _is_progress(file: Path) -> bool:
    import json

    from arena.journal.carried import is_carried

    if file.suffix in (".ipynb", ".py") or not file.is_file():
        return False
    try:
        return is_carried(json.loads(file.read_bytes())) or file.suffix == ".json"
    except (OSError, ValueError):
        return file.suffix == ".json"


def _merge(session: Session, file: Path) -> None:
    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import RIGHT, say, words
    from arena.journal.carried import read_carried
    from arena.journal.progress import Progress, Status
    from arena.render.amounts import count

    def done(progress: Progress) -> set[str]:
        return {k for k, state in progress.tasks.items() if state.status is Status.RIGHT}

    before = done(session.progress())
    events = read_carried(file)
    added = session.journal.absorb(events)
    new = sorted(done(session.progress()) - before)
    known = len(events) - added
    rest = f"; {count(known, 'event')} known already" if known else ""
    said = f" {count(added, 'event')} of {short_path(file)} taken in{rest}"
    say(words((RIGHT, "green"), said))
    if new:
        say(f"  right by now: {', '.join(new)}")


def _judge_all(session: Session, file: Path, only: str | None, keep: bool) -> None:
    from arena.checking import Draft
    from arena.cli.text.screen import say, waiting
    from arena.errors import UnknownName
    from arena.grading.verdict import Outcome
    from arena.workspace.documents import read_document
    from arena.workspace.importing import keep_answer, named_in, offered_by

    document = read_document(file)
    wanted = session.find_set(only) if only else None
    offered = offered_by(document, session.course, wanted)
    if not offered:
        where = f"set {wanted.id}" if wanted else "the course"
        what = f"Nothing in {file.name} has the name of an exercise of {where}."
        for exercise, source in named_in(document, session.course, wanted):
            why = session.judge.judge(exercise.key, source, str(file)).message
            if why:
                raise UnknownName(f"`{exercise.name}` in {file.name}: {why}.", "Take it out.")
        raise UnknownName(what, "`arena list` shows the names.")
    wrong = none = 0
    width = max(len(e.key) for one in offered for e in one.exercises)
    for one in offered:
        judged = []
        for exercise in one.exercises:
            with waiting(f"judging {exercise.name}"):
                judged.append((exercise, _judged(session, exercise, Draft(one.source, str(file)))))
        if all(v.outcome is Outcome.NOT_ATTEMPTED for _, v in judged):
            none += 1  # only imported, say: the file does not answer it
            continue
        right = all(v.outcome is Outcome.RIGHT for _, v in judged)
        wrong += not right
        note = ""
        if keep and right:
            backup = keep_answer(session.workspace, one)
            note = "kept" if backup is None else "kept; yours is backed up"
            for exercise, _ in judged:
                session.check(exercise, Draft(one.source, str(file)))
        for exercise, verdict in judged:
            say(_row(exercise.key.ljust(width), verdict, note))
    answered = len(offered) - none
    say(f"{answered - wrong} of {answered} right")
    if not keep and wrong < answered:
        say(_next_line(file))
    if wrong:
        raise typer.Exit(1)


def _judged(session: Session, exercise: Exercise, draft: Draft) -> Verdict:
    """The verdict; a judge that fails on one answer says so there, and the others are judged."""
    from arena.errors import GraderError
    from arena.grading.verdict import Outcome, Verdict

    try:
        return session.judge.judge(exercise.key, draft.source, draft.path)
    except GraderError as error:
        message = f"not judged: {error.what}"
        return Verdict(exercise=exercise.key, outcome=Outcome.STOPPED, message=message)


def _row(key: str, verdict: Verdict, note: str) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    from arena.cli.text.screen import line
    from arena.cli.text.verdicts import MARKS

    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    mark, style = MARKS[verdict.outcome]
    row.add_row(Text(mark, style), Text(key), Text(line(note or _why(verdict))))
    return row


def _why(verdict: Verdict) -> str:
    """In one line: the diagnosis, else what was found, and what should be known about it."""
    failing = verdict.failing
    said = verdict.message or (failing.difference if failing else "")
    if verdict.diagnosis:
        said = verdict.diagnosis.message
    return "; ".join(filter(None, (said, *verdict.notes)))


def _next_line(file: Path) -> Text:
    from arena.cli.text.screen import words

    return words("  next  ", (f"arena import {shlex.quote(str(file))} --keep", "cyan"))
