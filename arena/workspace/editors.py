"""Settings that VS Code should find in a workspace. What a learner has set stays as it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from arena.workspace.files import encoded, read_source, write_bytes


def recommended() -> Mapping[str, object]:
    """The interpreter that has the course, `# %%` cells that run on Shift+Enter, and no tests.

    The file has functions named like tests nowhere, but a test run would import it and with it
    every unfinished answer.
    """
    return {
        "python.defaultInterpreterPath": sys.executable,
        "jupyter.interactiveWindow.textEditor.executeSelection": True,
        "jupyter.interactiveWindow.codeLens.enable": True,
        "jupyter.notebookFileRoot": "${fileDirname}",
        "python.testing.pytestEnabled": False,
        "python.testing.unittestEnabled": False,
        "python.testing.autoTestDiscoverOnSaveEnabled": False,
    }


@dataclass(frozen=True)
class Settled:
    """What became of `.vscode/settings.json`.

    Args:
        path: the file.
        added: settings that were not there and are now.
        readable: False if it holds comments or more than JSON; then nothing was written.
    """

    path: Path
    added: tuple[str, ...]
    readable: bool = True


EXTENSIONS = ("ms-python.python", "ms-toolsai.jupyter")


def settle(root: Path) -> Settled:
    """Add the settings that are missing, and recommend the extensions that they are about.

    Raises:
        WorkspaceError: a file cannot be read or written.
    """
    extensions = root / ".vscode" / "extensions.json"
    if not extensions.exists():  # a learner's own list stays as it is
        text = json.dumps({"recommendations": EXTENSIONS}, indent=4)
        write_bytes(extensions, encoded(text + "\n"))
    path = root / ".vscode" / "settings.json"
    text = read_source(path) if path.exists() else ""
    try:
        found = json.loads(text) if text.strip() else {}
    except ValueError:  # VS Code allows comments; writing it anew would lose them
        return Settled(path, (), readable=False)
    if not isinstance(found, dict):
        return Settled(path, (), readable=False)
    missing = {k: v for k, v in recommended().items() if k not in found}
    if missing:
        write_bytes(path, encoded(json.dumps(found | missing, indent=4) + "\n"))
    return Settled(path, tuple(missing))
