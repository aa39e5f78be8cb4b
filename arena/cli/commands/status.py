"""`arena status`: how far you have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from arena.cli.arguments import AsJson, open_session

if TYPE_CHECKING:
    from arena.journal.progress import Progress
    from arena.session import Session


def status(as_json: AsJson = False) -> None:
    """Say how far you have come, and how long it took.

    Time counts while you work; breaks of more than five minutes do not.

    \b
      arena status
      arena status --json
    """
    session = open_session()
    progress = session.progress()
    if as_json:
        import json

        typer.echo(json.dumps(_as_data(session, progress), ensure_ascii=False))
        return
    from rich.table import Table
    from rich.text import Text

    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import bar, say, words
    from arena.render.amounts import span

    table = Table.grid(padding=(0, 2, 0, 0))
    for exercise_set in session.course.sets:
        totals = progress.totals(exercise_set.tasks)
        skipped = f"{totals.skipped} skipped" if totals.skipped else ""
        spent = span(totals.active_seconds) if totals.active_seconds else ""
        table.add_row(
            Text(f"{exercise_set.id} {exercise_set.title}", "bold"),
            bar(totals.right, totals.tasks),
            f"{spent} of about {span(totals.estimated_seconds)}" if spent else "",
            skipped,
        )
    where = short_path(session.workspace.root)
    say(table, Text())
    for key, run in session.runs_at_hand().items():
        from arena.cli.text.runs import at_hand_text

        say(at_hand_text(session.find(key).name, run))
    say(words(f"{span(progress.active_seconds)} of work in all · files in ", (where, "cyan")))
    current = session.current()
    if current is not None:
        say(words("  next  ", (current.name, "bold"), f" · {current.title}"))


def _as_data(session: Session, progress: Progress) -> dict[str, object]:
    current = session.current()
    whole = progress.totals(session.course.tasks)
    return {
        "workspace": str(session.workspace.root),
        "current": current.key if current else None,
        "right": whole.right,
        "tasks": whole.tasks,
        "active_seconds": round(progress.active_seconds),
        "runs": {key: run.status.value for key, run in session.runs_at_hand().items()},
        "sets": [
            {
                "id": s.id,
                "title": s.title,
                "right": totals.right,
                "skipped": totals.skipped,
                "tasks": totals.tasks,
                "active_seconds": round(totals.active_seconds),
                "estimated_seconds": round(totals.estimated_seconds),
            }
            for s in session.course.sets
            for totals in (progress.totals(s.tasks),)
        ],
    }
