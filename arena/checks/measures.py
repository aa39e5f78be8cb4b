"""What checks observe and judges measure: gradients, types, memory, distances."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor


def shares_memory(a: Tensor, b: Tensor) -> bool:
    """Whether writing to one tensor would change the other."""
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


def is_new(result: object, *inputs: object) -> bool:
    """Whether a result has memory of its own: none of the inputs, nor a view of one.

    An empty tensor has no memory to share. What is neither tensor nor array is new if it is another
    object.
    """
    return not any(_shares(result, given) for given in inputs)


def _shares(result: object, given: object) -> bool:
    if result is given:
        return True
    if isinstance(result, Tensor) and isinstance(given, Tensor):
        return bool(result.numel()) and shares_memory(result, given)
    if isinstance(result, np.ndarray) and isinstance(given, np.ndarray):
        return bool(np.shares_memory(result, given))
    return False


def gradient_of(function: Callable[..., object], *inputs: object) -> object:
    """The gradients of a function's result for each of its float tensors, as an observation.

    The result is weighted unevenly before it is summed, so that entries that change places do not
    look alike.

    Returns:
        One gradient for each float tensor of `inputs`, None where it does not take part; or a
        sentence if no gradient flows at all.
    """
    leaves = [
        i.detach().clone().requires_grad_()
        if isinstance(i, Tensor) and i.is_floating_point()
        else i
        for i in inputs
    ]
    result = function(*leaves)
    if not isinstance(result, Tensor):
        return f"the result is a {type(result).__name__}, not a tensor"
    if not result.requires_grad:
        return "no gradient flows back through the result"
    wanted = [i for i in leaves if isinstance(i, Tensor) and i.requires_grad]
    weights = torch.linspace(1, 2, max(result.numel(), 1), dtype=result.dtype)
    total = (result * weights[: result.numel()].reshape(result.shape)).sum()
    return list(torch.autograd.grad(total, wanted, allow_unused=True))


def dtypes_of(
    function: Callable[..., object],
    *inputs: object,
    dtypes: Iterable[torch.dtype] = (torch.float16, torch.float32, torch.float64),
) -> dict[str, str]:
    """Which dtype comes out for each that goes in: `{"float64": "float64", …}`.

    Args:
        function: called once for each dtype.
        inputs: float tensors are cast, everything else is handed over as it is.
        dtypes: which to try.
    """
    found = {}
    for dtype in dtypes:
        cast = [
            i.to(dtype) if isinstance(i, Tensor) and i.is_floating_point() else i for i in inputs
        ]
        result = function(*cast)
        came = result.dtype if isinstance(result, Tensor) else type(result).__name__
        found[_name(dtype)] = _name(came)
    return found


def off_by(what: str, got: object, wanted: float, within: float) -> str | None:
    """What is wrong with a number that a judge has observed; None if it is close enough.

    NaN, infinities, missing numbers and things that are no numbers are wrong, never an error.

    Args:
        what: the number's name, with which the sentence begins.
        got: what was observed: a number, or a tensor or array with one entry.
        wanted: what it should be.
        within: how far off is still right.
    """
    if isinstance(got, Tensor | np.ndarray):
        entries = int(np.prod(got.shape))
        if entries != 1:
            return f"{what} has {entries} entries, expected one number"
        got = got.item()
    if isinstance(got, bool) or not isinstance(got, int | float):
        return f"{what} is {'missing' if got is None else f'a {type(got).__name__}'}, not a number"
    if not math.isfinite(got):
        return f"{what} is {got}, expected about {wanted:g}"
    if not abs(got - wanted) <= within:
        return f"{what} is {got:g}, expected {wanted:g} ± {within:g}"
    return None


def _name(dtype: object) -> str:
    return str(dtype).removeprefix("torch.")
