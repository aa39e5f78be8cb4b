"""`arena lab`: a set in JupyterLab."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from arena.cli.arguments import open_session
from arena.cli.commands.notebook import (
    NotebookKind,
    SetName,
    bring_together,
    default_path,
    write_notebook,
)


def lab(
    name: SetName,
    port: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--port", min=1, max=65535, help="Where JupyterLab listens."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it in your browser.")
    ] = True,
) -> None:
    """Open a set as a notebook in JupyterLab.

    The notebook is written if need be, and brought together with your Python file before
    JupyterLab starts and after it ends. Ctrl-C ends it.

    \b
      arena lab 0.1
    """
    import importlib.util
    import subprocess
    import sys

    from arena.errors import ArenaError

    if importlib.util.find_spec("jupyterlab") is None:
        what = "JupyterLab is not installed in this environment."
        raise ArenaError(what, f"{sys.executable} -m pip install jupyterlab ipykernel")
    session = open_session()
    exercise_set = session.find_set(name)
    path = default_path(session, exercise_set)
    if path.exists():
        bring_together(session, exercise_set, path)
    else:
        write_notebook(session, exercise_set, path, NotebookKind.jupyter)
    command = [sys.executable, "-m", "jupyterlab", str(path)]
    command.append(f"--ServerApp.root_dir={session.workspace.root}")
    command += [f"--port={port}"] if port else []
    command += [] if browser else ["--no-browser"]
    process = subprocess.Popen(command, cwd=session.workspace.root)
    try:
        code = process.wait()
    except KeyboardInterrupt:  # the terminal has sent it to JupyterLab as well
        code = process.wait()
    bring_together(session, exercise_set, path)
    if code:
        raise typer.Exit(code)
