"""What the checks of several sections use.

Gradients that arrive are random, never ones.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from ..autograd import Arr, Recipe, Tensor
from ..replay import backward_in_torch, gradients, leaves_of

Back = Callable[..., Any]

Rng = torch.Generator


def normal(rng: Rng, *shape: int) -> Arr:
    drawn: Arr = torch.randn(shape, generator=rng, dtype=torch.float64).numpy()
    return drawn


def above(low: float, rng: Rng, *shape: int) -> Arr:
    """Entries from `low` to `low` + 2."""
    drawn: Arr = (low + 2 * torch.rand(shape, generator=rng, dtype=torch.float64)).numpy()
    return drawn


def whole(rng: Rng, below: int, *shape: int) -> Any:
    return torch.randint(below, shape, generator=rng).numpy()


def in_words(act: Callable[[], Any]) -> Any:
    """What an act gives, or the kind of error that it raises."""
    try:
        return act()
    except Exception as error:  # whatever a learner's code may raise
        return f"raises {type(error).__name__}"


PAIRS: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((2, 3), (3,)),
    ((3,), (2, 3)),
    ((2, 1), (2, 3)),
    ((4, 1, 3), (2, 1)),
    ((1,), (2, 3)),
]
"""Shapes that are broadcast together."""


def binary(
    back: Back, forward: Callable[..., Any], rng: Rng, low: float | None = None
) -> list[Any]:
    """A backward function of two arguments on pairs that are broadcast together."""
    seen = []
    for first, second in PAIRS:
        x = normal(rng, *first)
        y = normal(rng, *second) if low is None else above(low, rng, *second)
        out = forward(x, y)
        seen.append(back(normal(rng, *out.shape), out, x, y))
    return seen


def same_shape(
    back: Back, forward: Callable[..., Any], rng: Rng, low: float | None = None
) -> list[Any]:
    """The same on pairs of one shape."""
    seen = []
    for shape in ((2,), (2, 3), (3, 1, 2)):
        x = normal(rng, *shape)
        y = normal(rng, *shape) if low is None else above(low, rng, *shape)
        seen.append(back(normal(rng, *shape), forward(x, y), x, y))
    return seen


def scalars(back: Back, forward: Callable[..., Any], rng: Rng) -> Any:
    """The same on arrays without axes."""
    x, y, grad_out = normal(rng), above(0.5, rng), normal(rng)
    return back(grad_out, np.asarray(forward(x, y)), x, y)


def numbers(back: Back, forward: Callable[..., Any], position: int, rng: Rng) -> list[Any]:
    """The same where the other argument is an int or a float."""
    seen = []
    for number in (3, -1.5):
        x = above(0.5, rng, 2, 3)
        args: Any = (x, number) if position == 0 else (number, x)
        out = forward(*args)
        seen.append(back(normal(rng, 2, 3), out, *args))
    return seen


def unary(back: Back, forward: Callable[..., Any], rng: Rng, *shape: int) -> Any:
    x = above(0.5, rng, *shape)
    return back(normal(rng, *shape), np.asarray(forward(x)), x)


def home_of(impl: Any) -> dict[str, Any]:
    """The globals of the file that defines an implementation."""
    names = ("__enter__", "__setattr__", "forward", "__init__")
    methods = (getattr(impl, n, None) for n in names) if inspect.isclass(impl) else ()
    for function in (*methods, inspect.unwrap(impl)):
        if isinstance(found := getattr(function, "__globals__", None), dict):
            return found
    return {}


@contextmanager
def with_global(impl: Any, name: str, value: Any) -> Iterator[None]:
    """Give a global of the implementation's file another value for a while."""
    home = home_of(impl)
    before = home.get(name)
    home[name] = value
    try:
        yield
    finally:
        home[name] = before


def op(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Tensor:
    """A forward function with its recipe."""
    arrays = tuple(a.array if isinstance(a, Tensor) else a for a in args)
    parents = {i: a for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad}
    out = Tensor(func(*arrays, **kwargs), bool(parents))
    if parents:
        out.recipe = Recipe(func, arrays, kwargs, parents)
    return out


class Lookup:
    """Backward functions by torch, and how often they were called."""

    def __init__(self) -> None:
        self.calls = 0

    def add_back_func(self, forward_fn: Any, arg_position: int, back_fn: Any) -> None:
        """Everything is known already."""

    def get_back_func(self, forward_fn: Callable[..., Any], arg_position: int) -> Back:
        """For any function of the set; called as the learner's own, also by keyword."""
        back = backward_in_torch(forward_fn, arg_position)

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            return back(*args, **kwargs)

        return counted


def grad_of(tensor: Any) -> Any:
    grad = tensor.grad
    return grad.array if isinstance(grad, Tensor) else None if grad is None else type(grad).__name__


def through(out: Any, leaves: dict[str, Tensor], rng: Rng) -> Any:
    """A result, and the gradients of some leaves by its recipe."""
    if not isinstance(out, Tensor):
        return f"a {type(out).__name__} instead of a Tensor"
    found = gradients(out, list(leaves.values()), normal(rng, *out.shape))
    named = {f"gradient of {n}": g for n, g in zip(leaves, found, strict=True)}
    return {"values": out.array, **named}


def permute_array(x: Arr, axes: Any) -> Any:
    return np.transpose(x, axes)


def expand_array(x: Arr, new_shape: Any) -> Any:
    return torch.from_numpy(x.copy()).expand(new_shape).numpy()


def getitem_array(x: Arr, index: Any) -> Any:
    plain = tuple(bare(i) for i in index) if isinstance(index, tuple) else bare(index)
    return x[plain]


def bare(value: Any) -> Any:
    return value.array if isinstance(value, Tensor) else value


def matmul2d_array(x: Arr, y: Arr) -> Any:
    return np.matmul(x, y)


def operator(func: Callable[..., Any]) -> Callable[..., Tensor]:
    def operate(*args: Any, **kwargs: Any) -> Tensor:
        return op(func, *args, **kwargs)

    return operate


def backward(end: Tensor, end_grad: Tensor | None = None) -> None:
    leaves = leaves_of(end)
    first = np.ones(end.shape) if end_grad is None else end_grad.array
    for leaf, grad in zip(leaves, gradients(end, leaves, first), strict=True):
        if grad is not None:
            leaf.grad = Tensor(grad if leaf.grad is None else leaf.grad.array + grad)


@contextmanager
def operators_installed() -> Iterator[None]:
    """For a while a Tensor's operators are right, whatever the learner has written so far."""
    functions: dict[str, Callable[..., Any]] = {
        "log": np.log,
        "exp": np.exp,
        "negative": np.negative,
        "add": np.add,
        "subtract": np.subtract,
        "multiply": np.multiply,
        "true_divide": np.true_divide,
        "maximum": np.maximum,
        "reshape": reshape_array,
        "permute": permute_array,
        "expand": expand_array,
        "sum": sum_array,
        "getitem": getitem_array,
        "matmul": matmul2d_array,
    }
    if not hasattr(Tensor, "operators"):  # a framework of the learner's own has its operators
        yield
        return
    before = dict(Tensor.operators)
    Tensor.operators.update({n: operator(f) for n, f in functions.items()})
    Tensor.operators["greater"] = lambda a, b: Tensor(np.greater(bare(a), bare(b)))
    Tensor.operators["backprop"] = backward
    try:
        yield
    finally:
        Tensor.operators.clear()
        Tensor.operators.update(before)


def sum_array(x: Arr, dim: Any = None, keepdim: bool = False) -> Any:
    return np.sum(x, axis=dim, keepdims=keepdim)


def reshape_array(x: Arr, new_shape: Any) -> Any:
    return np.reshape(x, new_shape)
