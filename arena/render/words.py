"""Blocks of a page as plain Markdown: what notebooks and scripts show where a page has a card.

What opens on a click is `<details>`, which JupyterLab, Colab, VS Code and marimo all draw. The
blank lines in it are needed: without them its Markdown would be shown as it is typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from arena.course.catalogue import Solution
from arena.course.model import Box, Exercise, ExerciseSet, Hint, Kind, Question, Section, Task

_BOX_TITLES = {
    "objectives": "By the end you can",
    "reading": "Reading",
    "aside": "Aside",
    "help": "Help",
}
_KINDS = {Kind.CODE: "Exercise", Kind.PICTURE: "Picture", Kind.EXPERIMENT: "Experiment"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def set_words(exercise_set: ExerciseSet) -> str:
    """The head of a set."""
    facts = f"{len(exercise_set.tasks)} tasks · about {exercise_set.minutes} minutes"
    papers = "".join(f"\n- {paper}" for paper in exercise_set.papers)
    return "\n\n".join(
        part
        for part in (
            f"# {exercise_set.id} {exercise_set.title}",
            exercise_set.summary,
            facts,
            f"Papers:\n{papers}" if papers else "",
        )
        if part
    )


def section_words(section: Section) -> str:
    """The heading of a section."""
    return f"## {section.title}"


def box_words(box: Box) -> str:
    """Objectives and reading stand open; an aside and a help open on a click."""
    title = box.title or _BOX_TITLES[box.kind]
    if box.kind in ("aside", "help"):
        return details(title, box.text)
    return f"**{title}**\n\n{box.text}"


def task_words(task: Task) -> str:
    """What is to be done, with the choices of a question."""
    parts = [f"### {task.title}", _facts(task), task.statement]
    if isinstance(task, Question) and task.choices:
        listed = zip(LETTERS, task.choices, strict=False)
        parts.append("\n".join(f"- **{letter}** {choice.text}" for letter, choice in listed))
    return "\n\n".join(part for part in parts if part)


def help_words(task: Task, solution: Solution | None) -> str:
    """Hints one by one, the solution, and what comes after: all closed.

    Hints tied to a mistake are left out: `hint(…)` gives them to whoever makes it.
    """
    parts = list(_hints([h for h in task.hints if h.mistake is None]))
    if solution is not None:
        parts.append(details("Solution", _solution(solution)))
    if task.after:
        parts.append(details("When it is right: what was the point", task.after))
    return "\n\n".join(parts)


def details(summary: str, text: str) -> str:
    """Markdown that opens on a click."""
    head = f"<details>\n<summary>{escape(summary, quote=False)}</summary>"
    return f"{head}\n\n{text.strip()}\n\n</details>"


def _facts(task: Task) -> str:
    parts = [f"{task.minutes} min"]
    if isinstance(task, Exercise):
        parts = [f"{_KINDS[task.type]} `{task.name}`", *parts]
        parts += [f"difficulty {task.difficulty} of 5", f"importance {task.importance} of 5"]
        if task.bonus:
            parts.append("bonus")
        if task.needs:
            parts.append("builds on " + ", ".join(f"`{n}`" for n in task.needs))
    else:
        parts = [f"Question `{task.name}`", *parts]
    return " · ".join(parts)


def _hints(hints: Sequence[Hint]) -> Iterator[str]:
    for number, hint in enumerate(hints, 1):
        yield details(f"Hint {number} of {len(hints)}", hint.text)


def _solution(solution: Solution) -> str:
    parts = [f"```python\n{solution.source.strip()}\n```"]
    for about, source in solution.alternatives:
        parts += [f"**{about}**", f"```python\n{source.strip()}\n```"]
    return "\n\n".join(parts)
