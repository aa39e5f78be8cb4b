"""`arena code`: a set in VS Code."""

from __future__ import annotations

import typer

from arena.cli.arguments import open_session
from arena.cli.commands.notebook import SetName

_PROGRAMS = ("code", "code-insiders", "codium")


def code(name: SetName) -> None:
    """Open a set's Python file in VS Code.

    Recommended settings go into `.vscode/settings.json` of the workspace: this interpreter, cells
    that run on Shift+Enter, no test discovery. Settings of yours are not changed. VS Code is told
    which extensions they are about, and offers to install them.

    \b
      arena code 0.1
    """
    import json
    import shutil
    import subprocess

    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import RIGHT, say, words
    from arena.errors import ArenaError
    from arena.workspace.editors import recommended, settle

    session = open_session()
    exercise_set = session.find_set(name)
    root, file = session.workspace.root, session.workspace.file(exercise_set)
    done = settle(root)
    where = short_path(done.path)
    if not done.readable:
        say(f"{where} holds comments, so it was left alone. Recommended:")
        typer.echo(json.dumps(dict(recommended()), indent=4))
    elif done.added:
        say(words((RIGHT, "green"), f" {where}: {len(done.added)} settings added"))
    program = next((found for p in _PROGRAMS if (found := shutil.which(p))), None)
    if program is None:
        step = f"Install it, or open the folder {root} in it if it is there under another name."
        raise ArenaError("VS Code's command `code` is not on the PATH.", step)
    if subprocess.run([program, str(root), str(file)], check=False).returncode:
        raise ArenaError("VS Code could not be started.", f"Open the folder {root} in it.")
