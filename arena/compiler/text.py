"""Where the words are: pages and docstrings with all code blanked out, line by line."""

from __future__ import annotations

import re

_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_BLOCK_MATHS = re.compile(r"(?<!\\)\$\$.+?(?<!\\)\$\$", re.DOTALL)
_INLINE_MATHS = re.compile(r"(?<![\\$\w])\$(?=\S)[^$\n]+?(?<=[^\s\\])\$(?!\d)")
_LINK_TARGET = re.compile(r"(?<=\])\([^)\s]+(?:\s\"[^\"]*\")?\)|<https?://[^>]+>|https?://\S+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"\s*(?P<mark>`{3,}|~{3,})")
_DIRECTIVE = re.compile(r":::+\s*\{(?P<name>[\w-]+)\}(?P<argument>.*)")
_TEXT_KEYS = ("title", "summary")
_OPTION = re.compile(r"(?P<key>\w+):")
_WITH_OPTIONS = ("exercise", "picture", "experiment", "question")
_WITH_TITLE = ("aside", "help", "reading", "objectives")


def blank(text: str) -> str:
    """Spaces in the place of everything but line ends, so that lines and columns stay."""
    return re.sub(r"[^\n]", " ", text)


def without_inline_code(text: str) -> str:
    """Blank out code spans, maths, link targets and comments of Markdown."""
    for pattern in (_COMMENT, _CODE_SPAN, _BLOCK_MATHS, _INLINE_MATHS, _LINK_TARGET):
        text = pattern.sub(lambda m: blank(m[0]), text)
    return text


def without_fences(text: str) -> str:
    """Blank out fenced code."""
    rows: list[str] = []
    fence = ""
    for row in text.splitlines():
        mark = _FENCE.match(row)
        if fence:
            rows.append(blank(row))
            if mark and row.strip() == mark["mark"] and mark["mark"].startswith(fence):
                fence = ""
        elif mark:
            fence = mark["mark"]
            rows.append(blank(row))
        else:
            rows.append(row)
    return "\n".join(rows)


def page_without_options(page: str) -> str:
    """A page with front matter, directive lines and options blanked out, except for titles."""
    rows: list[str] = []
    lines = without_fences(page).splitlines()
    inside = "front" if lines and lines[0].strip() == "---" else ""
    for number, row in enumerate(lines):
        directive = _DIRECTIVE.match(row)
        if number == 0 and inside:
            rows.append("")
        elif inside == "front" and row.strip() == "---":
            inside = ""
            rows.append("")
        elif inside and row.strip() != ":::":
            rows.append(_option_text(row))
        elif directive:
            name = directive["name"]
            inside = "options" if name in _WITH_OPTIONS else ""
            kept = directive["argument"] if name in _WITH_TITLE else ""
            rows.append(" " * (len(row) - len(kept)) + kept)
        elif row.strip().startswith(":::"):
            inside = ""
            rows.append(blank(row))
        else:
            rows.append(row)
    return "\n".join(rows)


def page_words(page: str) -> str:
    """Only what is read as words: no code, no maths, no options."""
    return without_inline_code(page_without_options(page))


def docstring_words(text: str) -> str:
    """The words of a docstring: no examples, no code spans, no names of parameters."""
    rows: list[str] = []
    in_example = False
    for row in text.splitlines():
        if row.strip().startswith(">>>"):
            in_example = True
        elif not row.strip():
            in_example = False
        named = re.match(r"\s+\w+(?: \([^)]*\))?:(?=\s)", row)
        if in_example:
            rows.append(blank(row))
        else:
            rows.append(" " * named.end() + row[named.end() :] if named else row)
    return without_inline_code("\n".join(rows))


def count_words(text: str) -> int:
    """Words of a piece of Markdown; a code span or a formula counts as one, fenced code as none."""
    text = without_fences(text)
    for pattern in (_CODE_SPAN, _BLOCK_MATHS, _INLINE_MATHS):
        text = pattern.sub(" word ", text)
    text = _LINK_TARGET.sub(" ", text)
    return len(re.findall(r"\w+(?:[-’'.]\w+)*", text))


def _option_text(row: str) -> str:
    """The part of an option line that people read."""
    option = _OPTION.match(row)
    if option is None:
        return row  # a line of an option with several lines
    if option["key"] in _TEXT_KEYS:
        return " " * option.end() + row[option.end() :]
    return blank(row)
