"""House style of the words: banned ones, British spelling, no code in prose, nothing left to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from arena.compiler.house import BANNED, british
from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.compiler.text import (
    docstring_words,
    page_without_options,
    page_words,
    without_fences,
    without_inline_code,
)

_BANNED = re.compile(
    r"\b(?:" + "|".join(b.replace(" ", r"\s+") for b in BANNED) + r")\b", re.IGNORECASE
)
_TITLES = re.compile(r"^papers:.*?(?=^\S)|\*(?:[^*\s]+\s+){2,}[^*\s]+\*", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"[A-Za-z]+")
_CODE_LINE = re.compile(
    r"\s*(?:>>> |import \w+|from [\w.]+ import \w|def \w+\(|class \w+[(:]"
    r"|[\w.\[\]]+ [-+*/]?= [\w.]+[(\[].*[)\]]$|return [\w.]+\(.*\)$|for \w+ in .+:$)"
)


def check_words(sources: Sources) -> Iterator[Fault]:
    """Every fault of wording in the page, in design.md and in docstrings."""
    yield from _check_text(sources, "page.md", 1, page_words(sources.text("page.md")))
    design = without_inline_code(without_fences(sources.text("design.md")))
    yield from _check_text(sources, "design.md", 1, design)
    for file in sources.trees:
        for line, text in sources.docstrings(file):
            yield from _check_text(sources, file, line, docstring_words(text))
    yield from _check_code_lines(sources)
    yield from _check_unfinished(sources)


def _check_text(sources: Sources, file: str, first_line: int, text: str) -> Iterator[Fault]:
    for found in _BANNED.finditer(text):
        line = first_line + text.count("\n", 0, found.start())
        word = " ".join(found[0].split())
        advice = "Take it out: what is easy for the author is not for the reader."
        yield sources.fault(file, line, "banned word", f"“{word}” is a banned word", advice)
    for found in _WORD.finditer(_without_titles(text)):
        if (better := british(found[0])) is not None:
            line = first_line + text.count("\n", 0, found.start())
            what = f"“{found[0]}” is American spelling"
            advice = f"Write “{better}”, or put it in backquotes if it is a name in code."
            yield sources.fault(file, line, "spelling", what, advice)


def _without_titles(text: str) -> str:
    """Titles of papers are spelt as their authors did: `papers:` and *italics of some words*."""
    return _TITLES.sub(lambda found: re.sub(r"\S", " ", found[0]), text)


def _check_code_lines(sources: Sources) -> Iterator[Fault]:
    text = without_inline_code(page_without_options(sources.text("page.md")))
    for number, row in enumerate(text.splitlines(), 1):
        if _CODE_LINE.match(row):
            what = f"this line of prose is code: {row.strip()[:60]}"
            advice = "Put it in a fenced block that begins with ```python."
            yield sources.fault("page.md", number, "code in prose", what, advice)


def _check_unfinished(sources: Sources) -> Iterator[Fault]:
    for file in ("page.md", "design.md", *sources.trees):
        for number, row in enumerate(sources.text(file).splitlines(), 1):
            if found := re.search(r"\bTODO\b:?\s*(?P<task>.*)", row):
                task = found["task"].strip(" \"'`.)") or "this line is not finished"
                yield sources.fault(file, number, "todo", f"left to do: {task}", "Do it.")
