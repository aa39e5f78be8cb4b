"""The same graph once more in torch, from the recipes of its tensors.

The checks use it to ask for gradients without your backward functions. It knows the NumPy functions
of this set by their names.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from curriculum.ch0_fundamentals.s5_backprop.autograd import Arr, Tensor


def _sum(
    x: torch.Tensor, dim: int | tuple[int, ...] | None = None, keepdim: bool = False
) -> torch.Tensor:
    axes = tuple(range(x.ndim)) if dim is None else dim
    return x.sum(axes, keepdim=keepdim) if x.ndim else x


def _permute(x: torch.Tensor, axes: Sequence[int]) -> torch.Tensor:
    return x.permute(tuple(axes))


def _real(x: torch.Tensor | float) -> torch.Tensor:
    return torch.as_tensor(x, dtype=torch.float64)


def _getitem(x: torch.Tensor, index: Any) -> torch.Tensor:
    picked: torch.Tensor = x[_plain_index(index)]
    return picked


def _plain_index(index: Any) -> Any:
    if isinstance(index, tuple):
        return tuple(_plain_index(i) for i in index)
    values = index.array if isinstance(index, Tensor) else index
    return torch.as_tensor(values) if isinstance(values, np.ndarray) else values


_TORCH: dict[str, Callable[..., torch.Tensor]] = {
    "log": torch.log,
    "exp": torch.exp,
    "negative": torch.neg,
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "maximum": lambda a, b: torch.maximum(_real(a), _real(b)),
    "relu": torch.relu,
    "greater": operator.gt,
    "reshape": torch.reshape,
    "permute": _permute,
    "expand": lambda x, new_shape: x.expand(new_shape),
    "sum": _sum,
    "getitem": _getitem,
    "matmul2d": torch.matmul,
    "cross_entropy": lambda x, labels: torch.nn.functional.cross_entropy(
        x, labels, reduction="none"
    ),
}


def in_torch(func: Callable[..., Any]) -> Callable[..., torch.Tensor]:
    """The torch function that does what a NumPy function of this set does.

    Raises:
        LookupError: the function is none of this set.
    """
    name = func.__name__.strip("_").removesuffix("_array")
    if name not in _TORCH:
        raise LookupError(f"`{func.__name__}` is no function of this set")
    return _TORCH[name]


def backward_in_torch(func: Callable[..., Any], position: int) -> Callable[..., Arr]:
    """A backward function, `(grad_out, out, *args, **kwargs)`, by torch's autograd."""

    def back(grad_out: Arr, out: Arr, *args: Any, **kwargs: Any) -> Arr:
        moved = [_as_torch(a) for a in args]
        moved[position] = moved[position].clone().requires_grad_()
        result = in_torch(func)(*moved, **kwargs)
        (grad,) = torch.autograd.grad(result, moved[position], _as_torch(np.asarray(grad_out)))
        return _as_array(grad)

    return back


def gradients(end: Tensor, leaves: Sequence[Tensor], end_grad: Arr) -> list[Arr | None]:
    """Gradients of some leaves of a graph, in float64; None for a leaf that is not reached.

    Args:
        end: the last tensor of the graph.
        leaves: tensors without a recipe.
        end_grad: the gradient that arrives at `end`, of its shape.
    """
    made: dict[int, torch.Tensor] = {}
    result = _rebuilt(end, made)
    wanted = [made[id(leaf)] for leaf in leaves if id(leaf) in made]
    if not (wanted and result.requires_grad):
        return [None] * len(leaves)
    grads = torch.autograd.grad(result, wanted, _as_torch(end_grad), allow_unused=True)
    by_id = {id(w): g for w, g in zip(wanted, grads, strict=True)}
    found = [by_id.get(id(made.get(id(leaf)))) for leaf in leaves]
    return [None if g is None else _as_array(g) for g in found]


def leaves_of(end: Tensor) -> list[Tensor]:
    """The leaves of a graph that require a gradient, each once."""
    found: dict[int, Tensor] = {}
    waiting, seen = [end], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.recipe is None:
            if node.requires_grad:
                found[id(node)] = node
        else:
            waiting += node.recipe.parents.values()
    return list(found.values())


def _rebuilt(node: Tensor, made: dict[int, torch.Tensor]) -> torch.Tensor:
    if id(node) not in made:
        if node.recipe is None:
            value = torch.tensor(node.array, dtype=torch.float64)
            made[id(node)] = value.requires_grad_(node.requires_grad)
        else:
            args = [_as_torch(a) for a in node.recipe.args]
            for position, parent in node.recipe.parents.items():
                args[position] = _rebuilt(parent, made)
            made[id(node)] = in_torch(node.recipe.func)(*args, **node.recipe.kwargs)
    return made[id(node)]


def _as_torch(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic | float):
        return torch.as_tensor(np.array(value))
    return value


def _as_array(value: torch.Tensor) -> Arr:
    return value.detach().numpy().copy()
