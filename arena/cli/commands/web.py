"""`arena web`: the course in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from arena.cli.arguments import open_session


def web(
    port: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--port", min=1, max=65535, help="8501, or the next free one, if left out."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")
    ] = True,
) -> None:
    """Open the course in your browser.

    It works without a network. Ctrl-C ends it.

    \b
      arena web
      arena web --port 8600 --no-browser
    """
    from arena.web import launch

    session = open_session()
    root: Path = session.workspace.root
    session.close()
    launch(root, port, browser)
