"""Faults in arithmetic, comparisons, conditions and whole lines."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from arena.compiler.operators.edit import Edit, code, edit, flat, is_integer, operand
from arena.compiler.operators.numbers import integer_edits


def unary_edits(node: cst.UnaryOperation, axis: bool) -> Iterator[Edit]:
    """`-`, `not` or `~` left out; a negative constant moved like any other."""
    if is_integer(node):
        yield from integer_edits(node, int(code(node).replace(" ", ""), 0), axis)
    if not axis:
        yield edit("dropped sign", node, operand(node.expression))


_OPPOSITES = {
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "//": "/",
    "%": "//",
    "**": "*",
    "&": "|",
    "|": "&",
    "<<": ">>",
    ">>": "<<",
}
_NEIGHBOURS: dict[str, tuple[type[cst.BaseCompOp], ...]] = {
    "<": (cst.LessThanEqual, cst.GreaterThan),
    "<=": (cst.LessThan, cst.GreaterThanEqual),
    ">": (cst.GreaterThanEqual, cst.LessThan),
    ">=": (cst.GreaterThan, cst.LessThanEqual),
    "==": (cst.NotEqual,),
    "!=": (cst.Equal,),
    "is": (cst.IsNot,),
    "is not": (cst.Is,),
    "in": (cst.NotIn,),
    "not in": (cst.In,),
}


def binary_edits(node: cst.BinaryOperation) -> Iterator[Edit]:
    """The opposite operation, and exchanged operands where their order matters."""
    left, right = operand(node.left), operand(node.right)
    symbol = code(node.operator).strip()
    if opposite := _OPPOSITES.get(symbol):
        yield edit("operator", node, f"{left} {opposite} {right}")
    if symbol in ("-", "/", "//", "%", "**", "@") and left != right:
        yield edit("swapped operands", node, f"{right} {symbol} {left}")


def comparison_edits(node: cst.Comparison) -> Iterator[Edit]:
    """With and without equality, the other direction, the contrary."""
    for target in node.comparisons:
        symbol = " ".join(code(target.operator).split())
        for other in _NEIGHBOURS[symbol]:
            yield edit("comparison", node, code(node.with_deep_changes(target, operator=other())))


def augmented_edits(node: cst.AugAssign) -> Iterator[Edit]:
    """The opposite operation, and a plain assignment."""
    symbol = code(node.operator).strip()
    target, value = code(node.target), code(node.value)
    opposite = _OPPOSITES.get(symbol.removesuffix("="), "")
    for other in dict.fromkeys((f"{opposite}=", "=")):
        yield edit("operator", node, f"{target} {other} {value}")


def condition_edits(node: cst.If | cst.While | cst.IfExp | cst.CompIf) -> Iterator[Edit]:
    """The other branch, where no edit of the condition itself says the same."""
    test = node.test
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return  # taking the `not` away is the same
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        symbol = code(test.comparisons[0].operator).strip()
        if symbol in ("==", "!=", "in", "not in", "is", "is not"):
            return  # so is changing the comparison
    if code(test) in ("True", "False"):
        return
    yield edit("inverted condition", test, f"not ({code(test)})")


def removed_line(node: cst.SimpleStatementLine | cst.If, bound: frozenset[str]) -> Iterator[Edit]:
    """The edit that takes a whole statement out, where what is left can still run.

    Args:
        node: a line, or a branch.
        bound: names that have a value before the line, so that an assignment to them may go.
    """
    if isinstance(node, cst.If):
        if node.orelse is None:
            yield Edit("removed branch", node, node, "pass", (_first_line(node), "nothing"))
        return
    if len(node.body) == 1 and _removable(node.body[0], bound):
        yield Edit("removed line", node, node, "pass", (code(node).strip(), "nothing"))


def _removable(statement: cst.BaseSmallStatement, bound: frozenset[str]) -> bool:
    match statement:
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
            return False
        case cst.Expr() | cst.AugAssign() | cst.Continue() | cst.Break() | cst.Del():
            return True
        case cst.Assign():
            targets = [t for assigned in statement.targets for t in flat(assigned.target)]
            return all(not isinstance(t, cst.Name) or t.value in bound for t in targets)
        case _:
            return False


def _first_line(node: cst.CSTNode) -> str:
    return code(node).strip().splitlines()[0]
