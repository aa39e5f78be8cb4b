"""Small plausible faults: each operator turns one syntax node into the edits of a hurried person.

Operators only propose; `arena.compiler.mutants` decides where they may look, splices, compiles and
counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from arena.compiler.operators import calls, logic, numbers
from arena.compiler.operators.calls import axis_nodes
from arena.compiler.operators.edit import Edit, code, edit, operand
from arena.compiler.operators.logic import removed_line

__all__ = ["Edit", "axis_nodes", "edits_of", "removed_line"]


def edits_of(node: cst.CSTNode, axis: bool = False) -> Iterator[Edit]:
    """Every edit of one node, not of its children.

    Args:
        node: a statement or an expression of an exercise's body.
        axis: the node is an integer that names an axis.
    """
    match node:
        case cst.Call():
            yield from calls.call_edits(node)
        case cst.Integer():
            yield from numbers.integer_edits(node, int(node.value, 0), axis)
        case cst.Float():
            yield from numbers.float_edits(node)
        case cst.SimpleString():
            yield from numbers.string_edits(node)
        case cst.Name(value="True" | "False"):
            yield edit("constant", node, "False" if node.value == "True" else "True")
        case cst.UnaryOperation():
            yield from logic.unary_edits(node, axis)
        case cst.BinaryOperation():
            yield from logic.binary_edits(node)
        case cst.BooleanOperation():
            flipped = "or" if isinstance(node.operator, cst.And) else "and"
            text = f"{operand(node.left)} {flipped} {operand(node.right)}"
            yield edit("boolean", node, text)
        case cst.Comparison():
            yield from logic.comparison_edits(node)
        case cst.AugAssign():
            yield from logic.augmented_edits(node)
        case cst.Attribute():
            yield from calls.attribute_edits(node)
        case cst.Subscript():
            yield from numbers.subscript_edits(node)
        case cst.If() | cst.While() | cst.IfExp() | cst.CompIf():
            yield from logic.condition_edits(node)
        case cst.With():
            end = node.items[-1]
            header = f"with {code(end.item)}"
            yield Edit("removed with", node, end, "if True", (header, "if True"))
