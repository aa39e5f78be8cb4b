"""Faults in constants, bounds and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from arena.compiler.operators.edit import Edit, code, edit, is_integer, operand
from arena.compiler.operators.tables import STRING_TWINS


def integer_edits(node: cst.BaseExpression, value: int, axis: bool) -> Iterator[Edit]:
    """Off by one and of the other sign, or another axis."""
    if axis:
        for other in (value + 1, value - 1):  # one below axis 0 is the last, one above -1 the first
            yield edit("axis", node, str(other))
        return
    for other in (value + 1, value - 1):
        yield edit("off by one", node, str(other))
    if value > 1:
        yield edit("constant", node, str(-value))


def float_edits(node: cst.Float) -> Iterator[Edit]:
    """Zero, one more, the other sign."""
    value = float(node.value)
    others = ("1.0",) if value == 0 else ("0.0", repr(value + 1), f"-{node.value}")
    for other in others:
        yield edit("constant", node, other)


def moved_bound(node: cst.BaseExpression) -> Iterator[Edit]:
    """A bound that is no constant, moved by one; constants are moved by `integer_edits`."""
    if is_integer(node):
        return
    for change in ("+ 1", "- 1"):
        yield edit("off by one", node, f"{operand(node)} {change}")


def subscript_edits(node: cst.Subscript) -> Iterator[Edit]:
    """A `None` or `...` left out, a bound moved by one."""
    for i, element in enumerate(node.slice):
        if isinstance(element.slice, cst.Index):
            inner = element.slice.value
            if isinstance(inner, cst.Ellipsis) or code(inner) == "None":
                yield from _dropped_index(node, i)
        elif isinstance(element.slice, cst.Slice):
            for bound in (element.slice.lower, element.slice.upper):
                if bound is not None:
                    yield from moved_bound(bound)


def _dropped_index(node: cst.Subscript, i: int) -> Iterator[Edit]:
    rest = [*node.slice[:i], *node.slice[i + 1 :]]
    dropped = code(node.slice[i].slice)
    if not rest:
        yield edit("dropped index", node, operand(node.value), (f"[{dropped}]", "nothing"))
        return
    rest[-1] = rest[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    yield edit("dropped index", node, code(node.with_changes(slice=rest)))


def string_edits(node: cst.SimpleString) -> Iterator[Edit]:
    """Axes of a pattern exchanged, a reduction's twin."""
    text = node.raw_value
    changed = _pattern_swaps(text) if "->" in text else [STRING_TWINS.get(text, text)]
    for other in changed:
        if other != text:
            yield edit("pattern", node, f"{node.prefix}{node.quote}{other}{node.quote}")


def _pattern_swaps(pattern: str) -> Iterator[str]:
    """An einops pattern or einsum equation with two neighbouring axes of one side exchanged."""
    left, _, right = pattern.partition("->")
    spaced = " " in right.strip() or (" " in left.strip() and "," not in left)
    separator = " " if spaced else ""
    for swapped in _neighbour_swaps(right.strip(), spaced):
        yield f"{left}->{' ' if spaced else ''}{swapped}"
    if len(_units(right.strip(), spaced)) < 2 and "," not in left:
        for swapped in _neighbour_swaps(left.strip(), spaced):
            yield f"{swapped}{separator}->{right}"


def _neighbour_swaps(side: str, spaced: bool) -> Iterator[str]:
    units = _units(side, spaced)
    joint = " " if spaced else ""
    for i in range(len(units) - 1):
        if units[i] != units[i + 1]:
            yield joint.join([*units[:i], units[i + 1], units[i], *units[i + 2 :]])
    for i, unit in enumerate(units):
        if unit.startswith("("):
            for inner in _neighbour_swaps(unit[1:-1].strip(), spaced):
                yield joint.join([*units[:i], f"({inner})", *units[i + 1 :]])


def _units(side: str, spaced: bool) -> list[str]:
    return re.findall(r"\([^)]*\)|\S+" if spaced else r"\.\.\.|\w", side)
