"""`arena next`: what to do now."""

from __future__ import annotations

from arena.cli.arguments import open_session


def show_next() -> None:
    """Say which exercise is next, and show its page.

    \b
      arena next
    """
    from rich.text import Text

    from arena.cli.text.after import how_to_begin, next_text
    from arena.cli.text.pages import task_page
    from arena.cli.text.screen import say

    session = open_session()
    task = session.current()
    if task is None:
        say(next_text(session))
        return
    session.open_task(task)
    say(task_page(task), Text(), how_to_begin(session, task))
