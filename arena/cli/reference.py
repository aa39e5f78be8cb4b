"""`docs/commands.md`, written from the commands: `python -m arena.cli.reference FILE`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from arena.cli.app import app

HEAD = """\
<!-- Written by `make docs` from the commands themselves; edit their docstrings instead. -->

# Commands

`EXERCISE` is a name such as `make_rays_1d`, or `0.1/make_rays_1d` where two sets have the same;
without one the current exercise is meant. Exit status: 0 right or done, 1 not right, 2 anything
else that stood in the way. Every command answers to `--help`.
"""


def reference() -> str:
    """The whole page as Markdown."""
    root: Any = typer.main.get_command(app)
    parts = [HEAD, *_sections("arena", root.commands)]
    return "\n".join(parts).rstrip() + "\n"


def _sections(program: str, commands: dict[str, Any]) -> Iterator[str]:
    for name, command in commands.items():
        full = f"{program} {name}"
        if hasattr(command, "commands"):
            yield from _sections(full, command.commands)
        else:
            yield _section(full, command)


def _section(full: str, command: Any) -> str:
    text, examples = _split(inspect.cleandoc(command.help or ""))
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join([full, *map(_usage, arguments), *(["[OPTIONS]"] if options else [])])
    lines = [f"## `{usage}`", "", text]
    rows = [(_usage(p), p.help or "") for p in arguments]
    rows += [(", ".join([*p.opts, *p.secondary_opts]), p.help or "") for p in options]
    rows = [(flag.replace("|", "\\|"), text) for flag, text in rows]
    if rows:
        lines += ["", "| | |", "| --- | --- |", *(f"| `{a}` | {b} |" for a, b in rows)]
    if examples:
        lines += ["", "```console", *examples, "```"]
    return "\n".join([*lines, ""])


def _split(text: str) -> tuple[str, list[str]]:
    """The prose of a docstring, and the example block that `\\b` introduces."""
    prose, _, block = text.partition("\b")
    examples = [line.strip() for line in block.splitlines() if line.strip()]
    return prose.strip(), examples


def _usage(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name.upper()).strip("[]")
    name += "..." if parameter.nargs == -1 or parameter.multiple else ""
    return name if parameter.required else f"[{name}]"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/commands.md")
    target.write_text(reference(), encoding="utf-8")
