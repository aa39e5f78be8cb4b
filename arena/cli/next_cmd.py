"""`arena next`: what to do now."""

from __future__ import annotations

from arena.cli.arguments import open_session


def show_next() -> None:
    """Say which exercise is next, and show its page.

    \b
      arena next
    """
    from rich.text import Text

    from arena.cli.after import next_text
    from arena.cli.pages import task_page
    from arena.cli.screen import say

    session = open_session()
    task = session.current()
    if task is not None:
        session.open_task(task)
        say(task_page(task), Text())
    say(next_text(session))
