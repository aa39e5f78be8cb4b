"""Faults in calls: arguments left out or exchanged, chain links left out, `sum` for `mean`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from arena.compiler.operators.edit import Edit, code, edit, flat, operand, short
from arena.compiler.operators.numbers import moved_bound
from arena.compiler.operators.tables import (
    ALL_ARE_AXES,
    AXIS_CALLS,
    AXIS_KEYWORDS,
    LINK_ATTRIBUTES,
    LINKS,
    NAMESPACES,
    SYMMETRIC,
    TWINS,
)


def call_edits(node: cst.Call) -> Iterator[Edit]:
    """Faults of one call; those of its arguments are theirs."""
    name = callee(node)
    for i, argument in enumerate(node.args):
        if argument.keyword is not None:
            rest = [*node.args[:i], *node.args[i + 1 :]]
            shown = (code(argument.with_changes(comma=cst.MaybeSentinel.DEFAULT)), "left out")
            yield edit("dropped keyword", node, _with_arguments(node, rest), shown)
            twin = TWINS.get(argument.keyword.value)
            if twin and not any(a.keyword and a.keyword.value == twin for a in node.args):
                yield edit("renamed keyword", argument.keyword, twin)
    if name not in SYMMETRIC:
        for i in range(len(node.args) - 1):
            yield from _swapped_arguments(node, i)
    if name == "range":
        for argument in node.args:
            yield from moved_bound(argument.value)
    if isinstance(node.func, cst.Name) and node.func.value in ("min", "max", "any", "all"):
        yield edit("twin", node.func, TWINS[node.func.value])
    yield from _unwrapped(node, name)


def _unwrapped(node: cst.Call, name: str) -> Iterator[Edit]:
    """Take a link out of a chain: `x.clone().sum()` → `x.sum()`, `torch.abs(x)` → `x`."""
    if name not in LINKS:
        return
    if _is_function(node):
        if node.args and node.args[0].keyword is None and not node.args[0].star:
            inner = operand(node.args[0].value)
            yield edit("removed call", node, inner)
    elif isinstance(node.func, cst.Attribute):
        shown = (f".{name}({_arguments(node.args)})", "nothing")
        yield edit("removed call", node, operand(node.func.value), shown)


def _swapped_arguments(node: cst.Call, i: int) -> Iterator[Edit]:
    a, b = node.args[i], node.args[i + 1]
    if any(x.keyword is not None or x.star for x in (a, b)) or code(a.value) == code(b.value):
        return
    if any(isinstance(x.value, cst.BaseString) for x in (a, b)):
        return  # nobody puts the pattern first, and the crash would only flatter the rate
    args = list(node.args)
    args[i], args[i + 1] = a.with_changes(value=b.value), b.with_changes(value=a.value)
    left, right = short(code(a.value)), short(code(b.value))
    shown = (f"{left}, {right}", f"{right}, {left}")
    yield edit("swapped arguments", node, _with_arguments(node, args), shown)


def attribute_edits(node: cst.Attribute) -> Iterator[Edit]:
    """A method's twin, a view attribute left out, infinity with the other sign."""
    name = node.attr.value
    if name in TWINS:
        yield edit("twin", node.attr, TWINS[name])
    if name in LINK_ATTRIBUTES:
        shown = (f".{name}", "nothing")
        yield edit("removed call", node, operand(node.value), shown)
    if name == "inf":
        yield edit("constant", node, f"-{code(node)}")


def axis_nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The integers below this node that name an axis."""
    if isinstance(node, cst.Call):
        name = callee(node)
        positional = [a for a in node.args if a.keyword is None and not a.star]
        if name in AXIS_CALLS:
            start = 1 if _is_function(node) else 0
            chosen = positional[start:] if name in ALL_ARE_AXES else positional[start : start + 1]
            yield from (a.value for a in chosen)
        for argument in node.args:
            if argument.keyword is not None and argument.keyword.value in AXIS_KEYWORDS:
                yield from flat(argument.value)
    elif isinstance(node, cst.Subscript) and code(node.value).endswith(".shape"):
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                yield element.slice.value


def callee(call: cst.Call) -> str:
    """The last name of what is called: `sum` for `x.abs().sum()`."""
    function = call.func
    if isinstance(function, cst.Attribute):
        return function.attr.value
    return function.value if isinstance(function, cst.Name) else ""


def _is_function(call: cst.Call) -> bool:
    """`torch.sum(x)`, `F.relu(x)` or `einsum(x)`, in contrast to the method `x.sum()`."""
    if isinstance(call.func, cst.Name):
        return True
    if not isinstance(call.func, cst.Attribute):
        return False
    return code(call.func.value).rpartition(".")[2] in NAMESPACES


def _with_arguments(call: cst.Call, args: Sequence[cst.Arg]) -> str:
    kept = list(args)
    if kept:
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return code(call.with_changes(args=kept))


def _arguments(args: Sequence[cst.Arg]) -> str:
    return ", ".join(code(a.with_changes(comma=cst.MaybeSentinel.DEFAULT)).strip() for a in args)
