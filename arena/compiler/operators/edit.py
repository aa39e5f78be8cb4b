"""One proposed change, and how syntax nodes become text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

_MODULE = cst.Module(body=[])


@dataclass(frozen=True)
class Edit:
    """One proposed change.

    Args:
        operator: its name, the first part of a mutant's id.
        first: the node at whose start the replaced text starts.
        last: the node at whose end it ends.
        text: what stands there instead.
        shown: what to print as before and after, shorter than the whole node where possible.
    """

    operator: str
    first: cst.CSTNode
    last: cst.CSTNode
    text: str
    shown: tuple[str, str]


def edit(operator: str, node: cst.CSTNode, text: str, shown: tuple[str, str] | None = None) -> Edit:
    """Replace the text of one node."""
    return Edit(operator, node, node, text, shown or (short(code(node)), short(text)))


def code(node: cst.CSTNode) -> str:
    """The text of a node, without parentheses around it."""
    if isinstance(node, cst.BaseExpression):
        node = node.with_changes(lpar=[], rpar=[])
    return _MODULE.code_for_node(node)


def operand(node: cst.BaseExpression) -> str:
    """The text of an operand with the parentheses that another place may need."""
    atomic = cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.BaseNumber | cst.BaseString
    return code(node) if isinstance(node, atomic) else f"({code(node)})"


def short(text: str) -> str:
    """On one line, cut where it would be long."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


def is_integer(node: cst.BaseExpression) -> bool:
    """A literal such as `3` or `-1`."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        node = node.expression
    return isinstance(node, cst.Integer)


def flat(node: cst.BaseExpression) -> Sequence[cst.BaseExpression]:
    """The leaves of a tuple or list display; anything else is its own leaf."""
    if isinstance(node, cst.Tuple | cst.List):
        return [leaf for element in node.elements for leaf in flat(element.value)]
    return [node]
