"""`arena watch`: judge on every save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from arena.cli.arguments import open_session

if TYPE_CHECKING:
    from arena.course.model import Task
    from arena.session import Session


def watch(
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="SET|EXERCISE", help="Where to begin; the current exercise if left out."
        ),
    ] = None,
    poll: Annotated[
        bool,
        typer.Option(
            "--poll", help="Look at the files again and again: for network drives and some VMs."
        ),
    ] = False,
) -> None:
    """Judge each exercise as you save it in your editor.

    Goes on to the next when one is right. Saving an earlier exercise judges that one. Press ? for
    the keys. Without a terminal the verdicts are printed one after the other.

    \b
      arena watch
      arena watch 0.1
      arena watch make_rays_1d --poll
    """
    from arena.cli.watch.loop import Watch

    session = open_session()
    Watch(session, _beginning(session, name), poll=poll).run()


def _beginning(session: Session, name: str | None) -> Task:
    """The named task, the first open one of a named set, or the current one."""
    from arena.errors import UnknownName
    from arena.journal.progress import Status

    if name is None:
        return session.current() or session.course.tasks[0]
    try:
        return session.find(name)
    except UnknownName as unknown:
        try:
            exercise_set = session.find_set(name)
        except UnknownName:
            raise unknown from None
    progress = session.progress()
    done = (Status.RIGHT, Status.SKIPPED)
    left = (t for t in exercise_set.tasks if progress.state(t.key).status not in done)
    return next(left, exercise_set.tasks[0])
