"""A changed course meets a learner's file: pure functions of texts, so that every case can be
tested without a disk.

Nothing a learner wrote is ever taken out. A cell is replaced only while it is, digest for digest,
the stub that arena wrote; everything else that is new is added between the learner's cells, or
offered beside the file.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from arena.course.cells import (
    Cell,
    Region,
    exercises_in,
    lines_of,
    newline_of,
    parse,
    plain,
    region_of,
    splice,
    split_cells,
)
from arena.course.definitions import DefinitionNode, walk_definitions


@dataclass(frozen=True)
class Merged:
    """What became of a file.

    Args:
        text: the file's new text.
        cells: digest of the current stub of every cell, by its key; what `known` is next time.
        added: keys of cells that were put in.
        updated: keys of untouched stubs that were replaced by newer ones.
        offered: keys and sources of new stubs for cells on which the learner has worked.
        unchanged: keys of all other cells.
    """

    text: str
    cells: Mapping[str, str]
    added: tuple[str, ...]
    updated: tuple[str, ...]
    offered: tuple[tuple[str, str], ...]
    unchanged: tuple[str, ...]


def merge(theirs: str, stub: str, known: Mapping[str, str]) -> Merged:
    """Bring a learner's file up to date.

    A cell whose stub is not known here (a new exercise, or a lost workspace.json) is added if it
    is missing and left alone if it is there. A cell that is known and missing was deleted by the
    learner and stays so.

    Args:
        theirs: the learner's file.
        stub: the set's stub as it is now.
        known: the digests of the stubs last written or offered, by key.
    """
    text = theirs
    cells = keyed_cells(stub)
    added, updated, unchanged = [], [], []
    offered = []
    for at, (key, cell) in enumerate(cells):
        old = _known(known, key, cell)
        region = locate(text, cells, at)
        if region is None and old is None:
            if not cell.exercises and _defines_any(text, cell):
                offered.append((key, cell.source))
            else:
                text = insert(text, cells, at, cell.text)
                added.append(key)
        elif old is None or old == cell.digest or (region and region.digest == cell.digest):
            unchanged.append(key)
        elif region and region.digest == old:
            text = _retitled(splice(text, region, cell.text), region, cell)
            updated.append(key)
        else:
            offered.append((key, cell.source))
    digests = {key: cell.digest for key, cell in cells}
    return Merged(text, digests, tuple(added), tuple(updated), tuple(offered), tuple(unchanged))


def keyed_cells(source: str) -> tuple[tuple[str, Cell], ...]:
    """Cells with a key each: the header's words, numbered from the second time they occur."""
    seen: Counter[str] = Counter()
    keyed = []
    for cell in split_cells(source):
        seen[cell.name] += 1
        times = seen[cell.name]
        keyed.append((cell.name if times == 1 else f"{cell.name} #{times}", cell))
    return tuple(keyed)


def locate(text: str, cells: Sequence[tuple[str, Cell]], at: int) -> Region | None:
    """Where the cell of the stub with index `at` is in a learner's file."""
    key, cell = cells[at]
    if cell.exercises:
        others = [e for _, c in cells if c is not cell for e in c.exercises]
        found = (region_of(text, e, others) for e in cell.exercises)
        return next((region for region in found if region), None)
    start = 0
    for other, theirs in keyed_cells(text):
        if other == key:
            start += len(theirs.header)
            body = theirs.text.rstrip()
            lead = len(body) - len(body.lstrip("\r\n"))
            line = theirs.line + len(lines_of(body[:lead]))
            return Region(start + lead, start + len(body), line, body[lead:], theirs)
        start += len(theirs.source)
    return None


def insert(text: str, cells: Sequence[tuple[str, Cell]], at: int, body: str) -> str:
    """Put a cell of the stub into a file, after the nearest one that comes before it in reading
    order.

    Args:
        text: the file.
        cells: the cells of the stub.
        at: index of the one to put in.
        body: what shall stand under its header.
    """
    newline = newline_of(text) if text else "\n"
    new = (plain(cells[at][1].header).strip() + "\n" + plain(body).strip("\n")).rstrip()
    new = new.replace("\n", newline)
    for before in range(at - 1, -1, -1):
        if region := locate(text, cells, before):
            gap = newline * (3 if text[: region.end][-1:] not in "\r\n" else 2)
            rest = text[region.end :]
            end = newline if not rest or rest[0] not in "\r\n" else ""
            return text[: region.end] + gap + new + end + rest
    for after in range(at + 1, len(cells)):
        if region := locate(text, cells, after):
            lines = lines_of(text)
            first = region.cell.line - 2 if region.cell and region.cell.header else region.line - 1
            start = sum(map(len, lines[:first]))
            return text[:start] + new + newline * 3 + text[start:]
    gap = "" if not text else newline * (2 if text[-1] in "\r\n" else 3)
    return text + gap + new + newline


def put_back(text: str, cells: Sequence[tuple[str, Cell]], exercise: str) -> tuple[str, str]:
    """Put an exercise's stub back in its place.

    Where one cell holds several exercises (methods of one class) only the method is replaced, as
    long as the cell parses; else the whole cell is.

    Returns:
        The new file, and the text that was taken out of it.
    """
    at = next(i for i, (_, cell) in enumerate(cells) if exercise in cell.exercises)
    cell = cells[at][1]
    region = locate(text, cells, at)
    if region is None:
        return insert(text, cells, at, cell.text), ""
    replaced = cell.text
    if len(cell.exercises) > 1:
        replaced = _with_method(plain(region.text), cell.text, exercise) or cell.text
    return splice(text, region, replaced), region.text


def _with_method(theirs: str, stub: str, exercise: str) -> str | None:
    """A class with one method as it is in the stub; None if one of the two cannot be found."""
    ours_at = _method_lines(stub, exercise)
    class_at = _method_lines(theirs, exercise.partition(".")[0])
    if ours_at is None or class_at is None:
        return None
    lines, ours = lines_of(theirs), lines_of(stub)[slice(*ours_at)]
    if theirs_at := _method_lines(theirs, exercise):
        first, end = theirs_at
    else:  # the learner took the method out
        first = end = class_at[1]
        ours = ["\n", *ours]
    before = lines[:first]
    if before and not before[-1].endswith("\n"):
        before[-1] += "\n"
    ours[-1] = ours[-1].rstrip("\n") + "\n"
    changed = "".join([*before, *ours, *lines[end:]])
    return changed if parse(changed) else None


def _method_lines(source: str, name: str) -> tuple[int, int] | None:
    """Zero-based lines of all definitions of a name (property and setter, overloads), decorators
    included.
    """
    tree = parse(source)
    nodes = [node for found, node in walk_definitions(tree.body) if found == name] if tree else []
    if not nodes:
        return None
    first = min(n.lineno for node in nodes for n in (node, *node.decorator_list))
    return first - 1, max(node.end_lineno or node.lineno for node in nodes)


def _known(known: Mapping[str, str], key: str, cell: Cell) -> str | None:
    """The digest last written; an exercise is found again when its cell is shared with others by
    now.
    """
    if key in known or not cell.exercises:
        return known.get(key)
    mine = set(cell.exercises)
    return next((d for k, d in known.items() if mine & set(exercises_in(k))), None)


def _defines_any(text: str, cell: Cell) -> bool:
    """Whether a learner's file already has something that a given cell would define again."""
    return bool(set(_names(text)) & set(_names(cell.text)))


def _names(source: str) -> Iterator[str]:
    for cell in split_cells(source):
        tree: ast.Module | None = parse(cell.text)
        for node in tree.body if tree else []:
            if isinstance(node, DefinitionNode):
                yield node.name


def _retitled(text: str, region: Region, cell: Cell) -> str:
    """Give an updated cell its new header, if it has one."""
    if region.cell is None or not region.cell.header or region.cell.name == cell.name:
        return text
    lines = lines_of(text)
    at = region.cell.line - 2
    lines[at] = plain(cell.header).rstrip("\n") + newline_of(lines[at])
    return "".join(lines)
