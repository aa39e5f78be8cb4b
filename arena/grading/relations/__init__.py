"""Tensor relations: how a wrong tensor follows from the right one, in words.

Each relation is a small function `(Evidence) -> sentence or None`. They are tried in order, the
most telling first, and the first that holds exactly is the diagnosis.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from arena.checks import CheckOptions
from arena.grading.observe import Data
from arena.grading.relations import shape, value
from arena.grading.relations.evidence import Evidence, Relation

__all__ = ["RELATIONS", "find_relation"]

RELATIONS: dict[str, Relation] = {
    "nan": value.nan,
    "permuted": shape.permuted,
    "reversed": value.reversed_axis,
    "inverted": value.inverted,
    "future_leak": value.future_leak,
    "softmax_axis": value.softmax_axis,
    "wrong_axis": value.wrong_axis,
    "negated": value.negated,
    "scaled": value.scaled,
    "shifted": value.shifted,
    "offset": value.offset,
    "extra_axis": shape.extra_axis,
    "broadcast": shape.broadcast,
    "not_reduced": shape.not_reduced,
    "reshaped": shape.flattened_differently,
    "infinite": value.infinite,
    "input_returned": value.input_returned,
    "all_alike": value.all_alike,
}


def find_relation(
    expected: Data, got: Data, arguments: dict[str, Data], options: CheckOptions
) -> tuple[str, str] | None:
    """Name and sentence of the first relation that holds, for tensors or arrays of any shape.

    Args:
        expected: the right value.
        got: the wrong one.
        arguments: the call's arguments; those that are no tensors are left out.
        options: how values are compared.

    Returns:
        `("relation.transposed", "your answer is …")`, or None.
    """
    if not (_is_tensor(expected) and _is_tensor(got)):
        return None
    e, g = torch.as_tensor(expected).detach(), torch.as_tensor(got).detach()
    if not e.numel() or e.is_complex() or g.is_complex():
        return None
    inputs = {k: torch.as_tensor(v).detach() for k, v in arguments.items() if _is_tensor(v)}
    evidence = Evidence(e, g, inputs, options)
    if evidence.same(e, g):
        return None  # the dtype alone is wrong, and the difference says so
    for name, relation in RELATIONS.items():
        if sentence := relation(evidence):
            return f"relation.{name}", sentence
    return None


def _is_tensor(value: Data) -> bool:
    return isinstance(value, Tensor | np.ndarray)
