"""Pages of the course as text in a terminal. The words are ours, so they are read as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from arena.cli.text.locations import summary_of
from arena.cli.text.screen import words
from arena.course.model import Block, Box, Exercise, ExerciseSet, Figure, Prose, Question, Task
from arena.render.amounts import span

_DISPLAY_MATHS = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_INLINE_MATHS = re.compile(r"(?<![\w$])\$([^$\n]+)\$(?![\w$])")
_CODE_THEME = "ansi_dark"  # the terminal's own colours, so that it is read on dark and on light


def markdown(text: str) -> Markdown:
    """Markdown with maths shown as its source: a terminal cannot typeset it."""
    text = _DISPLAY_MATHS.sub(lambda m: f"\n```\n{m[1].strip()}\n```\n", text)
    text = _INLINE_MATHS.sub(lambda m: f"*{m[1]}*" if m[1].isalnum() else f"`{m[1]}`", text)
    return Markdown(text, code_theme=_CODE_THEME, hyperlinks=True)


def set_page(exercise_set: ExerciseSet) -> RenderableType:
    """A whole set, section by section."""
    return Group(*_set_parts(exercise_set))


def task_page(task: Task) -> RenderableType:
    """Statement of one task; the choices of a question."""
    return Group(*_task_parts(task))


def choices_text(question: Question) -> Text:
    """The choices with a letter each."""
    text = Text()
    for i, choice in enumerate(question.choices):
        text.append("\n" if i else "").append(f"  {letter(i)}  ", "bold cyan").append(choice.text)
    return text


def letter(index: int) -> str:
    """`a` for 0, `b` for 1 …"""
    return chr(ord("a") + index)


def _set_parts(exercise_set: ExerciseSet) -> Iterator[RenderableType]:
    minutes = exercise_set.minutes
    yield words((f"{exercise_set.id} {exercise_set.title}", "bold underline"))
    yield words((f"{len(exercise_set.tasks)} tasks · about {span(minutes * 60)}", "bright_black"))
    yield Text()
    for section in exercise_set.sections:
        if section.title:
            yield words((section.title, "bold"))
            yield Text()
        for block in section.blocks:
            yield from _block_parts(block)


def _block_parts(block: Block) -> Iterator[RenderableType]:
    match block:
        case Prose():
            yield markdown(block.text)
        case Exercise() | Question():
            yield from _task_parts(block)
        case Figure():
            caption = f": {block.caption}" if block.caption else ""
            yield words(
                (
                    f"[figure {block.name}{caption}; `arena show {block.name}` draws it]",
                    "bright_black",
                )
            )
        case Box():
            title = block.title or block.kind.capitalize()
            yield words((title, "bold magenta"))
            yield Padding(markdown(block.text), (0, 0, 0, 2))
    yield Text()


def _task_parts(task: Task) -> Iterator[RenderableType]:
    yield words(("▌ ", "cyan"), (task.name, "bold"), (f"  {summary_of(task)}", "bright_black"))
    if isinstance(task, Exercise) and task.needs:
        yield words(("  builds on ", "bright_black"), ", ".join(task.needs))
    yield Text()
    yield markdown(task.statement)
    if isinstance(task, Question) and task.choices:
        yield Text()
        yield choices_text(task)
