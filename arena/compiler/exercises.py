"""What every exercise has to have, and how long its parts may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from arena.compiler.house import (
    AFTER_WORDS,
    CHECKS,
    EXEMPTIBLE,
    HINTS,
    MINUTES,
    MISTAKES,
    SOLUTION_LINES,
    STATEMENT_WORDS,
    TITLE_WORDS,
)
from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.compiler.text import count_words
from arena.course.definitions import FunctionNode, owner_of
from arena.course.model import Exercise, Kind, Task

SPOILER_LENGTH = 25  # characters; shorter lines, such as `return x`, are no secret


def check_exercises(sources: Sources) -> Iterator[Fault]:
    """Every exercise and question of the set, in the order of the page."""
    for task in sources.exercise_set.tasks:
        yield from _check_task(sources, task)
        if isinstance(task, Exercise):
            if task.type is Kind.EXPERIMENT:
                yield from _check_judges(sources, task)
            else:
                yield from _check_company(sources, task)
            yield from _check_page(sources, task)
            yield from _check_solution(sources, task)


def _check_task(sources: Sources, task: Task) -> Iterator[Fault]:
    words = len(task.title.split())
    if task.title == task.name:
        what, advice = f"`{task.name}` has no title", "Add `title: Two to five words`."
        yield sources.fault("page.md", task.line, "title", what, advice)
    elif words not in TITLE_WORDS:
        what = f"the title of `{task.name}` has {words} words"
        advice = f"Use {TITLE_WORDS.start} to {TITLE_WORDS.stop - 1}: name the thing."
        yield sources.fault("page.md", task.line, "title", what, advice)
    if task.minutes > MINUTES:
        what = f"`{task.name}` takes {task.minutes} minutes"
        yield sources.fault("page.md", task.line, "minutes", what, "Make it two exercises.")


def _check_company(sources: Sources, task: Exercise) -> Iterator[Fault]:
    """Checks, mistakes and an oracle."""
    for module, least, rule in (("checks", CHECKS, "checks"), ("mistakes", MISTAKES, "mistakes")):
        owned = [n for n in sources.top_level(module) if owner_of(n, sources.names) == task.name]
        if len(owned) < least:
            what = f"`{task.name}` has {len(owned)} of at least {least} {rule}"
            advice = f"Write `{task.symbol}__…` among the {module}" + _or_reason(task, rule)
            yield sources.fault("page.md", task.line, rule, what, advice, task.name)
    oracles = sources.definitions["oracles"]
    if task.symbol not in oracles and task.owner not in oracles:
        what = f"`{task.name}` has no oracle, so its checks compare with our own solution"
        advice = f"Write `{task.symbol}` among the oracles" + _or_reason(task, "oracle")
        yield sources.fault("page.md", task.line, "oracle", what, advice, task.name)


def _check_judges(sources: Sources, task: Exercise) -> Iterator[Fault]:
    """A run is judged by its effect: each of its checks needs a judge, and there is no oracle.

    Its pieces are exercises of their own, and that is where mistakes and mutants are looked for.
    """
    oracles = sources.definitions["oracles"]
    for check in sources.top_level("checks"):
        if owner_of(check, sources.names) == task.name and check not in oracles:
            what = f"the experiment's check `{check}` has no judge"
            advice = f"Write `def {check}(observed, expected)` among the oracles."
            yield sources.fault("page.md", task.line, "judge", what, advice, task.name)


def _check_page(sources: Sources, task: Exercise) -> Iterator[Fault]:
    """Statement, example, hints and after."""

    def fault(line: int, rule: str, what: str, advice: str) -> Fault:
        return sources.fault("page.md", line, rule, what, advice, task.name)

    statement = sources.line_of(task, task.statement)
    if (words := count_words(task.statement)) > STATEMENT_WORDS:
        what = f"the statement of `{task.name}` has {words} words, {STATEMENT_WORDS} at most"
        advice = "Keep the task, inputs and outputs; methods are for hints"
        yield fault(statement, "statement", what, advice + _or_reason(task, "statement"))
    if ">>> " not in task.statement and task.type is not Kind.EXPERIMENT:
        what = f"`{task.name}` has no worked example"
        advice = "Add a ```python block with `>>> ` and real numbers to its statement"
        yield fault(statement, "example", what, advice + _or_reason(task, "example"))
    free = [h for h in task.hints if h.mistake is None]
    if len(free) not in HINTS:
        what = f"`{task.name}` has {len(free)} hints that are not tied to a mistake"
        advice = f"Write {HINTS.start} to {HINTS.stop - 1}: a question, the concept, the operation."
        yield fault(task.line, "hints", what, advice)
    if not task.after:
        what = f"`{task.name}` has no `after`"
        yield fault(task.line, "after", what, "Say what was the point, in :::{after}.")
    elif (words := count_words(task.after)) > AFTER_WORDS:
        line = sources.line_of(task, task.after)
        what = f"the `after` of `{task.name}` has {words} words, {AFTER_WORDS} at most"
        yield fault(line, "after", what, "Shorten it, or move a part to an aside.")
    yield from _check_repeats(sources, task)


def _check_repeats(sources: Sources, task: Exercise) -> Iterator[Fault]:
    """The finished line may stand in the last hint, and nowhere before."""
    definition = sources.definitions["solutions"][task.name]
    rows = (row.partition("  #")[0].strip() for row in definition.source.splitlines()[1:])
    secret = {row for row in rows if len(row) >= SPOILER_LENGTH}
    free = [h for h in task.hints if h.mistake is None]
    texts = [(task.line, task.statement)]
    texts += [(h.line, h.text) for h in task.hints if h not in free[-1:]]
    for line, text in texts:
        for row in sorted(secret):
            if row in text and row not in definition.docstring:
                what = f"`{task.name}` gives its solution away: {row}"
                advice = "Ask a question or name the concept; the line may stand in the last hint."
                yield sources.fault("page.md", line, "spoiler", what, advice, task.name)


def _check_solution(sources: Sources, task: Exercise) -> Iterator[Fault]:
    definition = sources.definitions["solutions"][task.name]
    line = definition.node.lineno
    size = len(_code_lines(definition.node, definition.source))
    if size > SOLUTION_LINES:
        what = f"the solution of `{task.name}` has {size} lines of code, {SOLUTION_LINES} at most"
        advice = "Find a shorter form, or make it two exercises" + _or_reason(task, "solution")
        yield sources.fault("solutions.py", line, "solution", what, advice, task.name)
    if not definition.docstring:
        what = f"`{task.name}` has no docstring"
        advice = "Write it: it is what the learner reads in the editor."
        yield sources.fault("solutions.py", line, "docstring", what, advice, task.name)
    elif isinstance(definition.node, FunctionNode):
        for name in _parameters(definition.node):
            if name not in definition.docstring:
                what = f"the docstring of `{task.name}` says nothing about `{name}`"
                advice = "Name it under `Args:` with its shape and unit."
                yield sources.fault("solutions.py", line, "docstring", what, advice, task.name)


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [a.arg for a in every if a.arg not in ("self", "cls", "ctx")]


def _code_lines(node: ast.AST, source: str) -> set[int]:
    """Numbers of the lines of a body that hold code: no signature, docstring, comment or blank."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if not body:
        return set()
    texts: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(inner):
            first = inner.body[0]
            texts.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    numbered = dict(enumerate(source.splitlines(), start))
    lines = range(body[0].lineno, (node.end_lineno or node.lineno) + 1)
    return {
        n
        for n in lines
        if n not in texts and (row := numbered[n].strip()) and not row.startswith("#")
    }


def _or_reason(task: Exercise, rule: str) -> str:
    if rule not in EXEMPTIBLE:
        return "."
    return f", or give a reason under `## Exemptions` in design.md: - `{task.name}` {rule}: why."
