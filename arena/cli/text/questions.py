"""Questions asked in a terminal."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from arena.cli.text.after import success_text
from arena.cli.text.pages import letter, markdown, task_page
from arena.cli.text.screen import RIGHT, WRONG, out, say, words
from arena.course.answers import Given, Reply, asking
from arena.course.model import Question
from arena.errors import ArenaError, MalformedAnswer

if TYPE_CHECKING:
    from arena.session import Session


def ask(session: Session, question: Question, given: str | None = None) -> Reply:
    """Judge an answer; without one show the question and read a line.

    Raises:
        ArenaError: there is nobody to ask, or what was given names no choice.
    """
    if given is None:
        if not sys.stdin.isatty():
            raise ArenaError(
                f"“{question.name}” is a question, and there is no terminal to ask in.",
                f"arena check {question.name} --answer {shlex.quote(asking(question).example)}",
            )
        say(task_page(question), Text())
        given = out().input(Text(prompt_of(question), "bold"))
    return session.answer(question, read_answer(question, given))


def read_answer(question: Question, given: str) -> Given:
    """What was typed as what is judged: letters or numbers of choices, a number, or a text.

    Raises:
        MalformedAnswer: a choice that there is not.
    """
    if question.answer_kind not in ("choice", "choices"):
        return given.strip()
    names = {letter(i): i for i in range(len(question.choices))}
    names |= {str(i + 1): i for i in range(len(question.choices))}
    picked = []
    for part in re.findall(r"\w+", given.casefold()):
        if part not in names:
            last = letter(len(question.choices) - 1)
            what = f"“{part}” is none of the choices."
            raise MalformedAnswer(what, f"They are called a to {last}.")
        picked.append(names[part])
    return tuple(sorted(set(picked)))


def reply_text(
    session: Session, question: Question, reply: Reply, *, keys: bool = False
) -> RenderableType:
    """What is said to an answer."""
    mark, style = (RIGHT, "bold green") if reply.right else (WRONG, "bold red")
    says = reply.head or ("is right" if reply.right else "is not right yet")
    parts: list[RenderableType] = [words((mark, style), " ", (question.name, "bold"), f" {says}")]
    if reply.why:
        parts += [Text(), markdown(reply.why)]
    parts.append(Text())
    if reply.right:
        parts.append(success_text(session, question, keys=keys))
    else:
        again = "a answer" if keys else f"arena check {question.name}"
        hint = "h hint" if keys else f"arena hint {question.name}"
        parts.append(words("  next  ", (again, "cyan"), " · ", (hint, "cyan")))
    return Group(*parts)


def prompt_of(question: Question) -> str:
    """What stands before the field: what is asked for, with an example where it needs one."""
    found = asking(question)
    if question.answer_kind in ("choice", "text"):
        return f"{found.prompt}: "
    return f"{found.prompt} (as in {found.example}): "
