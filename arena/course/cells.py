"""A learner's file as cells: `# %%` lines and what stands under them, also when the code does not
parse.

Positions are character offsets and one-based lines; every newline style is understood and none is
changed.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import re
import threading
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HEADER = re.compile(r"#[ \t]*%%(?P<title>[^\r\n]*)")
_EXERCISES = re.compile(r"exercise\s*:(?P<names>.*)")
_NAME = re.compile(r"\s*(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?)")
_STARTS_A_STATEMENT = re.compile(r"[@\w]")
# `warnings.catch_warnings` swaps the filters of the whole process; two threads inside it leave
# them swapped.
_PARSING = threading.Lock()
# A file is asked for each of its exercises in turn, and parsing it takes milliseconds.
_REMEMBERED = 16


@dataclass(frozen=True)
class Cell:
    """A `# %%` line and what stands under it.

    Args:
        name: the words of the header, `exercise: conv1d` or `setup`; empty before the first header.
        exercises: the names in an `exercise:` header.
        line: one-based line on which `text` begins.
        text: what stands under the header.
        header: the header's line with its newline; empty before the first header.
    """

    name: str
    exercises: tuple[str, ...]
    line: int
    text: str
    header: str = ""

    @property
    def source(self) -> str:
        """Header and text; joined over all cells it is the file again, byte for byte."""
        return self.header + self.text

    @property
    def digest(self) -> str:
        """What is compared to see whether the text has changed; see `digest_of`."""
        return digest_of(self.text)


@dataclass(frozen=True)
class Region:
    """Where an exercise's text is in a file, without the blank lines around it.

    Args:
        start: offset of its first character.
        end: offset after its last character; the last line's newline is not part of it.
        line: one-based line of `start`.
        text: the characters between.
        cell: the cell whose header names it, or None if it was found by its definition.
    """

    start: int
    end: int
    line: int
    text: str
    cell: Cell | None = None

    @property
    def digest(self) -> str:
        """See `digest_of`."""
        return digest_of(self.text)


def digest_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal; newline style and blank lines around it do not count."""
    lines = plain(text).split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return hashlib.sha256("\n".join(lines).rstrip().encode("utf-8", "surrogatepass")).hexdigest()


def plain(text: str) -> str:
    """The text with every newline as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> list[str]:
    """Lines with their ends, split where Python's own tokenizer does (never at a form feed)."""
    return _LINE.findall(text)


def parse(source: str) -> ast.Module | None:
    """The syntax tree, or None where there is none; total, and silent about invalid escapes."""
    with _PARSING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


@functools.lru_cache(maxsize=_REMEMBERED)
def split_cells(source: str) -> tuple[Cell, ...]:
    """Cut a file at its `# %%` lines. The cells' sources joined are the file; nothing has to
    parse.
    """
    lines = lines_of(source)
    heads = _header_lines(source, lines)
    cells = []
    if lines and (not heads or heads[0] > 0):
        end = heads[0] if heads else len(lines)
        cells.append(Cell("", (), 1, "".join(lines[:end])))
    for at, end in pairwise([*heads, len(lines)]):
        match = _HEADER.match(lines[at])
        title = match["title"].strip() if match else ""
        text = "".join(lines[at + 1 : end])
        cells.append(Cell(title, exercises_in(title), at + 2, text, lines[at]))
    return tuple(cells)


def exercises_in(title: str) -> tuple[str, ...]:
    """The names in a header such as `exercise: Attention.__init__, Attention.forward`."""
    match = _EXERCISES.match(title)
    if not match:
        return ()
    found = (_NAME.match(part) for part in match["names"].split(","))
    return tuple(name["name"] for name in found if name)


def region_of(source: str, exercise: str, others: Collection[str] = ()) -> Region | None:
    """Where an exercise's text is.

    The cell whose `# %% exercise:` header names it, if its definition is there or nowhere at all;
    else the definition itself with its decorators and the comments on top of it. A method's text
    is that of its class.

    Args:
        source: the learner's file.
        exercise: its name, `conv1d` or `Attention.forward`.
        others: names of the set's other exercises. A cell ends where one of them is defined, so
            that a deleted header does not make two answers one.

    Returns:
        None if neither header nor definition is there.
    """
    owner = exercise.partition(".")[0]
    foreign = {o.partition(".")[0] for o in others} - {owner}
    lines = lines_of(source)
    spans = _definition_spans(source)
    headed = []
    line = 0
    for cell in split_cells(source):
        first = line + bool(cell.header)
        line = first + len(lines_of(cell.text))
        if exercise in cell.exercises:
            headed.append((first, line, cell))
    mine = [(first, end) for name, first, end in spans if name == owner]
    for first, end, cell in headed:
        if any(first <= at < end for at, _ in mine):
            return _region(lines, *_cut(first, end, spans, owner, foreign), cell)
    if mine:
        return _region(lines, *mine[-1], None)
    if headed:
        first, end, cell = headed[0]
        return _region(lines, *_cut(first, end, spans, owner, foreign), cell)
    return None


def splice(source: str, region: Region, text: str) -> str:
    """Put a text in a region's place, in the file's newline style; every other byte stays as it
    was.
    """
    newline = newline_of(source)
    lines = plain(text).split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    new = "\n".join(lines).rstrip().replace("\n", newline)
    before, after = source[: region.start], source[region.end :]
    if new and before and before[-1] not in "\r\n":
        before += newline  # only under a header that is the file's last line
    if new and after and after[0] not in "\r\n":
        new += newline
    return before + new + after


def newline_of(source: str) -> str:
    """The newline a file uses: that of its first line, `\\n` if it has none."""
    match = re.search(r"\r\n|\r|\n", source)
    return match[0] if match else "\n"


def first_line_with_comments(lines: Sequence[str], first: int, floor: int) -> int:
    """Where a definition begins if the comment lines right on top of it are counted in
    (zero-based).

    Args:
        lines: the file's lines.
        first: its first line, decorators included.
        floor: the first line that may belong to it.
    """
    while (
        first > floor and lines[first - 1].startswith("#") and not _HEADER.match(lines[first - 1])
    ):
        first -= 1
    return first


def _header_lines(source: str, lines: Sequence[str]) -> list[int]:
    found = [i for i, text in enumerate(lines) if _HEADER.match(text)]
    if found and ('"""' in source or "'''" in source) and (tree := parse(source)):
        for node in ast.walk(tree):  # such a line inside a string is text
            if isinstance(node, ast.Constant | ast.JoinedStr):
                inside = range(node.lineno, node.end_lineno or node.lineno)
                found = [i for i in found if i not in inside] if inside else found
    return found


@functools.lru_cache(maxsize=_REMEMBERED)
def _definition_spans(source: str) -> tuple[tuple[str, int, int], ...]:
    """Name, first line and end (zero-based, end exclusive) of each top-level function and class."""
    return tuple(_find_definitions(source, lines_of(source)))


def _find_definitions(source: str, lines: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    if tree := parse(source):
        yield from _spans_of_tree(tree, lines, 0)
        return
    line = 0
    for cell in split_cells(source):
        first = line + bool(cell.header)
        line = first + len(lines_of(cell.text))
        if tree := parse(cell.text):
            yield from _spans_of_tree(tree, lines, first)
        else:
            yield from _spans_of_text(lines, first, line)


def _spans_of_tree(
    tree: ast.Module, lines: Sequence[str], offset: int
) -> Iterator[tuple[str, int, int]]:
    floor = offset
    for node in tree.body:
        end = offset + (node.end_lineno or node.lineno)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            start = first_line_with_comments(lines, offset + first - 1, floor)
            while end < len(lines) and lines[end][:1] in " \t" and lines[end].lstrip()[:1] == "#":
                end += 1  # indented comments after the last statement
            yield node.name, start, end
        floor = end


def _spans_of_text(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The same by indentation alone, for a cell that does not parse."""
    heads = [
        (match["name"], i)
        for i in range(start, end)
        if (match := re.match(r"(?:async[ \t]+)?(?:def|class)[ \t]+(?P<name>\w+)", lines[i]))
    ]
    for name, at in heads:
        stop = next(
            (i for i in range(at + 1, end) if _STARTS_A_STATEMENT.match(lines[i])),
            end,
        )
        first = at
        while first > start and lines[first - 1].startswith("@"):
            first -= 1
        yield name, first_line_with_comments(lines, first, start), stop


def _cut(
    first: int,
    end: int,
    spans: Sequence[tuple[str, int, int]],
    owner: str,
    foreign: Collection[str],
) -> tuple[int, int]:
    """The part of a cell that is not another exercise's."""
    others = [(at, stop) for name, at, stop in spans if name in foreign and first <= at < end]
    mine = [(at, stop) for name, at, stop in spans if name == owner and first <= at < end]
    if not others:
        return first, end
    pivot = mine[0][0] if mine else first
    start = max((stop for at, stop in others if at < pivot), default=first)
    return start, min((at for at, _ in others if at >= pivot), default=end)


def _region(lines: Sequence[str], first: int, end: int, cell: Cell | None) -> Region:
    under = first
    while first < end and not lines[first].strip():
        first += 1
    while end > first and not lines[end - 1].strip():
        end -= 1
    if first == end:  # nothing but blank lines: right under the header
        first = end = under
    start = sum(map(len, lines[:first]))
    text = "".join(lines[first:end])
    text = text[: len(text.rstrip("\r\n"))]
    return Region(start, start + len(text), first + 1, text, cell)
