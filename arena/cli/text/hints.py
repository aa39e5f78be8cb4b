"""Hints, solutions and explanations as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from arena.cli.text.pages import markdown
from arena.cli.text.screen import words
from arena.course.model import Hint, Question, Task

if TYPE_CHECKING:
    from arena.course.catalogue import Solution


def hint_text(task: Task, hint: Hint | None, number: int, *, keys: bool = False) -> RenderableType:
    """One hint with its number, or that there is none left."""
    if hint is None:
        if isinstance(task, Question):
            return words(f"There is no further hint for {task.name}.")
        more = "s solution" if keys else f"arena solution {task.name}"
        return words(f"There is no further hint for {task.name}.\n  next  ", (more, "cyan"))
    free = sum(h.mistake is None for h in task.hints)
    about = " about the mistake that was found" if hint.mistake else ""
    head = words(
        (f"hint {number}{about}", "bold"), (f"  {task.name}, {free} in all", "bright_black")
    )
    return Group(head, Padding(markdown(hint.text), (0, 0, 0, 2), expand=False))


def solution_text(solution: Solution) -> RenderableType:
    """The reference, then the other right answers with what each is about."""
    parts: list[RenderableType] = [code(solution.source)]
    for about, source in solution.alternatives:
        parts += [Text(), words((about, "bold")), code(source)]
    return Group(*parts)


def code(source: str) -> RenderableType:
    """Python in the terminal's own colours, wrapped rather than cut."""
    return Syntax(
        source.rstrip(), "python", theme="ansi_dark", background_color="default", word_wrap=True
    )
