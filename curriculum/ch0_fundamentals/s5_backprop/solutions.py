"""Backprop: the file you write your answers in. By its end it is a small deep-learning framework.

A *backward function* turns the gradient of the loss with respect to a function's output,
`grad_out`, into the gradient with respect to one of its arguments. It works on NumPy arrays. A
*forward function* works on tensors, which remember how they were made.

`Tensor` and `Recipe` come from `curriculum.ch0_fundamentals.s5_backprop.autograd`: read it once, it
is short. The cells between the exercises make tensor functions of NumPy's with what you have
written so far, so they run from `wrap_forward_fn` on.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from jaxtyping import Float

from curriculum.ch0_fundamentals.s5_backprop.autograd import Arr, Recipe, Tensor

Node = TypeVar("Node", bound=Hashable)
Index = Any
"""An integer, a slice, an array or a Tensor of integers, or a tuple of those."""

BATCH_SIZE = 32
"""Images in a batch of `train_network`."""

grad_tracking_enabled = True
"""Whether forward functions keep recipes. `NoGrad` turns it off for a while."""


# ------------------------------------------------------------ backward functions, on plain arrays


def central_difference(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """The gradient of a function, measured and not derived.

    Args:
        f: takes an array of the shape of `x` and gives a number.
        x: where the gradient is wanted; float64, any shape. It is left unchanged.
        step: how far each entry is moved to either side.

    Returns:
        Shape of `x`. Entry i is (f(x with x_i + step) - f(x with x_i - step)) / (2 step).
    """
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += step
        down[i] -= step
        grad[i] = (f(up) - f(down)) / (2 * step)
    return grad


def log_back(grad_out: Arr, out: Arr, x: Arr) -> Arr:
    """Backward function of `out = np.log(x)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its argument.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return grad_out / x


def unbroadcast(broadcasted: Arr, original: Arr) -> Arr:
    """Undo a broadcast by summing: every copy of an entry adds to that entry.

    Args:
        broadcasted: the gradient, of a shape to which `original` can be broadcast.
        original: an array of the shape that is wanted; its values do not matter.

    Returns:
        Shape of `original`.
    """
    new_axes = broadcasted.ndim - original.ndim
    summed = broadcasted.sum(axis=tuple(range(new_axes)))
    stretched = tuple(i for i, n in enumerate(original.shape) if n == 1)
    result: Arr = summed.sum(axis=stretched, keepdims=True)
    return result


def multiply_back0(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Arr:
    """Backward function of `out = np.multiply(x, y)` for its first argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: the first factor, an array.
        y: the second factor, an array or a number; the two were broadcast together.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return unbroadcast(grad_out * y, x)


def multiply_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Arr:
    """Backward function of `out = np.multiply(x, y)` for its second argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: the first factor, an array or a number; the two were broadcast together.
        y: the second factor, an array.

    Returns:
        Gradient of the loss with respect to `y`, of its shape.
    """
    return unbroadcast(grad_out * x, y)


def forward_and_back(a: Arr, b: Arr, c: Arr) -> tuple[Arr, Arr, Arr]:
    """Gradients of `g = log((a * b) * log(c))`, by walking through the graph by hand.

    Args:
        a: positive entries.
        b: positive entries.
        c: entries above 1. The three can be broadcast together.

    Returns:
        Gradients of the sum of all entries of g with respect to a, b and c, each of the shape of
        its argument.
    """
    d = a * b
    e = np.log(c)
    f = d * e
    g = np.log(f)
    grad_f = log_back(np.ones_like(g), g, f)
    grad_d, grad_e = multiply_back0(grad_f, f, d, e), multiply_back1(grad_f, f, d, e)
    grad_a, grad_b = multiply_back0(grad_d, d, a, b), multiply_back1(grad_d, d, a, b)
    return grad_a, grad_b, log_back(grad_e, e, c)


# ------------------------------------------------------------ graphs


class BackwardFuncLookup:
    """Which backward function belongs to which argument of which forward function."""

    def __init__(self) -> None:
        """Begin with an empty table."""
        self._table: dict[tuple[Callable[..., Any], int], Callable[..., Arr]] = {}

    def add_back_func(
        self, forward_fn: Callable[..., Any], arg_position: int, back_fn: Callable[..., Arr]
    ) -> None:
        """Remember `back_fn` for the argument at `arg_position` of `forward_fn`.

        A second entry for the same place replaces the first.
        """
        self._table[forward_fn, arg_position] = back_fn

    def get_back_func(
        self, forward_fn: Callable[..., Any], arg_position: int
    ) -> Callable[..., Arr]:
        """The backward function for the argument at `arg_position` of `forward_fn`.

        Raises:
            KeyError: there is none.
        """
        return self._table[forward_fn, arg_position]


BACK_FUNCS = BackwardFuncLookup()


def log_forward(x: Tensor) -> Tensor:
    """Natural logarithm of a tensor, with a recipe if a gradient is wanted.

    Args:
        x: a tensor of positive entries.

    Returns:
        A new tensor. It requires a gradient if `grad_tracking_enabled` is true and `x` requires
        one; then its recipe holds `np.log`, the array of `x`, no keyword arguments, and `x` as its
        parent 0. Otherwise its recipe is None.
    """
    out = Tensor(np.log(x.array), grad_tracking_enabled and x.requires_grad)
    if out.requires_grad:
        out.recipe = Recipe(np.log, (x.array,), {}, {0: x})
    return out


def multiply_forward(a: Tensor | float, b: Tensor | float) -> Tensor:
    """Product of two tensors, or of a tensor and a number, with a recipe if a gradient is wanted.

    Args:
        a: a tensor or a number.
        b: a tensor or a number; the two are broadcast together.

    Returns:
        A new tensor. It requires a gradient if `grad_tracking_enabled` is true and some argument
        is a tensor that requires one; then its recipe holds `np.multiply`, the arguments as arrays
        or numbers, and as parents the tensors that require a gradient, by their position.
    """
    args: Any = tuple(x.array if isinstance(x, Tensor) else x for x in (a, b))
    needing = {i: x for i, x in enumerate((a, b)) if isinstance(x, Tensor) and x.requires_grad}
    out = Tensor(np.multiply(*args), grad_tracking_enabled and bool(needing))
    if out.requires_grad:
        out.recipe = Recipe(np.multiply, args, {}, needing)
    return out


def wrap_forward_fn(
    numpy_func: Callable[..., Any], is_differentiable: bool = True
) -> Callable[..., Tensor]:
    """Make a function of tensors from a function of arrays.

    Args:
        numpy_func: takes positional arguments, some of them arrays, and keyword arguments that are
            no tensors; gives an array or a number.
        is_differentiable: False for a function such as a comparison: its results never require a
            gradient.

    Returns:
        A function that takes a Tensor wherever `numpy_func` takes an array and gives a Tensor. It
        records a recipe by the rules of `multiply_forward`, with its keyword arguments.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        arrays = tuple(x.array if isinstance(x, Tensor) else x for x in args)
        needing = {i: x for i, x in enumerate(args) if isinstance(x, Tensor) and x.requires_grad}
        tracked = grad_tracking_enabled and is_differentiable and bool(needing)
        out = Tensor(numpy_func(*arrays, **kwargs), tracked)
        if tracked:
            out.recipe = Recipe(numpy_func, arrays, kwargs, needing)
        return out

    return tensor_func


log = wrap_forward_fn(np.log)
multiply = wrap_forward_fn(np.multiply)


def topological_sort(node: Node, get_children: Callable[[Node], Iterable[Node]]) -> list[Node]:
    """Everything that can be reached from a node, with children before their parents.

    Args:
        node: where to start; it comes last.
        get_children: gives the children of a node; they may be shared.

    Returns:
        Each node once. Every node stands after all of its children.

    Raises:
        ValueError: some node can be reached from itself.
    """
    order: list[Node] = []
    finished: set[Node] = set()
    open_nodes: set[Node] = set()

    def visit(current: Node) -> None:
        if current in open_nodes:
            raise ValueError("the graph has a cycle")
        if current in finished:
            return
        open_nodes.add(current)
        for child in get_children(current):
            visit(child)
        open_nodes.remove(current)
        finished.add(current)
        order.append(current)

    visit(node)
    return order


def sorted_computational_graph(tensor: Tensor) -> list[Tensor]:
    """Every tensor that a tensor was made from, in the order in which gradients can be computed.

    Args:
        tensor: the end of the graph; it comes first.

    Returns:
        Each tensor of the graph once. Every tensor stands before all of its parents.
    """

    def parents(node: Tensor) -> list[Tensor]:
        return [] if node.recipe is None else list(node.recipe.parents.values())

    return topological_sort(tensor, parents)[::-1]


def backprop(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """Add to the `grad` of every leaf what this graph contributes.

    Backward functions come from `BACK_FUNCS` and are called as
    `back_fn(grad_out, out, *recipe.args, **recipe.kwargs)`.

    Args:
        end_node: the tensor to start from.
        end_grad: the gradient that arrives there, of its shape; None means ones.
    """
    first = np.ones_like(end_node.array) if end_grad is None else end_grad.array
    grads: dict[Tensor, Arr] = {end_node: first}
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        if node.recipe is None:
            if node.requires_grad:
                before = 0 if node.grad is None else node.grad.array
                node.grad = Tensor(before + grad_out)
            continue
        func, args, kwargs = node.recipe.func, node.recipe.args, node.recipe.kwargs
        for position, parent in node.recipe.parents.items():
            back = BACK_FUNCS.get_back_func(func, position)
            part = back(grad_out, node.array, *args, **kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


# ------------------------------------------------------------ more operations


def negative_back(grad_out: Arr, out: Arr, x: Arr) -> Arr:
    """Backward function of `out = np.negative(x)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its argument.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return -grad_out


negative = wrap_forward_fn(np.negative)


def exp_back(grad_out: Arr, out: Arr, x: Arr) -> Arr:
    """Backward function of `out = np.exp(x)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its argument.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return grad_out * out


exp = wrap_forward_fn(np.exp)


def reshape_array(x: Arr, new_shape: tuple[int, ...]) -> Arr:
    """The same entries in the same order, in another shape."""
    return np.reshape(x, new_shape)


def reshape_back(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Arr:
    """Backward function of `out = reshape_array(x, new_shape)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its first argument.
        new_shape: its second; one entry may be -1, which stands for what is left.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return grad_out.reshape(x.shape)


reshape = wrap_forward_fn(reshape_array)


def permute_array(x: Arr, axes: Sequence[int]) -> Arr:
    """The axes in another order: axis i of the result is axis `axes[i]` of `x`."""
    return np.transpose(x, axes)


def invert_transposition(axes: Sequence[int]) -> tuple[int, ...]:
    """The order of axes that undoes `np.transpose(x, axes)`.

    Args:
        axes: a permutation of 0, 1, …, n - 1.

    Returns:
        A permutation `inverse` with `np.transpose(np.transpose(x, axes), inverse)` equal to x.
    """
    return tuple(int(i) for i in np.argsort(axes))


def permute_back(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Arr:
    """Backward function of `out = permute_array(x, axes)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its first argument.
        axes: its second, a permutation of 0, 1, …, n - 1.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return np.transpose(grad_out, invert_transposition(axes))


permute = wrap_forward_fn(permute_array)


def expand_array(x: Arr, new_shape: tuple[int, ...]) -> Arr:
    """Repeat an array along axes of size one, and along new axes in front.

    Args:
        x: any shape.
        new_shape: the shape that is wanted; -1 keeps the size of an axis that `x` has.

    Returns:
        Shape `new_shape`, with each -1 replaced.

    Raises:
        ValueError: `x` cannot be broadcast to that shape.
    """
    sizes = [x.shape[i - len(new_shape)] if n == -1 else n for i, n in enumerate(new_shape)]
    return np.broadcast_to(x, sizes)


def expand_back(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Arr:
    """Backward function of `out = expand_array(x, new_shape)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its first argument.
        new_shape: its second, with -1 for axes that keep their size.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return unbroadcast(grad_out, x)


expand = wrap_forward_fn(expand_array)


def sum_array(x: Arr, dim: int | tuple[int, ...] | None = None, keepdim: bool = False) -> Arr:
    """Sum over the axes `dim`, or over all; `keepdim` leaves axes of size one in their place."""
    total: Arr = np.sum(x, axis=dim, keepdims=keepdim)
    return total


def sum_back(
    grad_out: Arr,
    out: Arr,
    x: Arr,
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
) -> Arr:
    """Backward function of `out = sum_array(x, dim, keepdim)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its first argument.
        dim: the axis or axes that were summed over, negative numbers from the end; None for all.
        keepdim: whether they are still there, with size one.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    if dim is not None and not keepdim:
        grad_out = np.expand_dims(grad_out, dim)
    return np.broadcast_to(grad_out, x.shape)


sum_axes = wrap_forward_fn(sum_array)


def coerce_index(index: Index) -> Index:
    """An index that NumPy understands.

    Args:
        index: an integer, a slice, an array, a Tensor, or a tuple of those.

    Returns:
        The same with every Tensor replaced by its array; a tuple stays a tuple.
    """
    if isinstance(index, tuple):
        return tuple(coerce_index(i) for i in index)
    return index.array if isinstance(index, Tensor) else index


def getitem_array(x: Arr, index: Index) -> Arr:
    """The entries of `x` at `index`."""
    picked: Arr = x[coerce_index(index)]
    return picked


def getitem_back(grad_out: Arr, out: Arr, x: Arr, index: Index) -> Arr:
    """Backward function of `out = getitem_array(x, index)`.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: its first argument.
        index: its second, which may hold Tensors and may name an entry more than once.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    grad = np.zeros_like(x)
    np.add.at(grad, coerce_index(index), grad_out)
    return grad


getitem = wrap_forward_fn(getitem_array)


def add_back0(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Arr:
    """Backward function of `out = np.add(x, y)` for its first argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: the first term, an array.
        y: the second term, an array or a number; the two were broadcast together.

    Returns:
        Gradient of the loss with respect to `x`, of its shape.
    """
    return unbroadcast(grad_out, x)


def subtract_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Arr:
    """Backward function of `out = np.subtract(x, y)` for its second argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: what is subtracted from, an array or a number; the two were broadcast together.
        y: what is subtracted, an array.

    Returns:
        Gradient of the loss with respect to `y`, of its shape.
    """
    return unbroadcast(-grad_out, y)


def divide_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Arr:
    """Backward function of `out = np.true_divide(x, y)` for its second argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: the numerator, an array or a number; the two were broadcast together.
        y: the denominator, an array without zeros.

    Returns:
        Gradient of the loss with respect to `y`, of its shape.
    """
    return unbroadcast(-grad_out * x / y**2, y)


add = wrap_forward_fn(np.add)
subtract = wrap_forward_fn(np.subtract)
true_divide = wrap_forward_fn(np.true_divide)


def maximum_back0(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Arr:
    """Backward function of `out = np.maximum(x, y)` for its first argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: an array.
        y: an array or a number; the two were broadcast together.

    Returns:
        Gradient of the loss with respect to `x`, of its shape. Where x and y are equal, half of
        the gradient goes to each.
    """
    share = (x > y) + 0.5 * (x == y)
    return unbroadcast(grad_out * share, x)


def maximum_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Arr:
    """Backward function of `out = np.maximum(x, y)` for its second argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        x: an array or a number; the two were broadcast together.
        y: an array.

    Returns:
        Gradient of the loss with respect to `y`, of its shape. Where x and y are equal, half of
        the gradient goes to each.
    """
    share = (y > x) + 0.5 * (x == y)
    return unbroadcast(grad_out * share, y)


maximum = wrap_forward_fn(np.maximum)
greater = wrap_forward_fn(np.greater, is_differentiable=False)


def relu(x: Tensor) -> Tensor:
    """The positive part of each entry.

    Args:
        x: any shape, finite entries.

    Returns:
        Shape of `x`: x where x > 0, else 0. Its derivative is 1 where x > 0, else 0, so it is 0 at
        x = 0.
    """
    return multiply(x, greater(x, 0.0))


def matmul2d_array(
    x: Float[np.ndarray, "n k"], y: Float[np.ndarray, "k m"]
) -> Float[np.ndarray, "n m"]:
    """The product of two matrices."""
    product: Arr = np.matmul(x, y)
    return product


def matmul2d_back0(
    grad_out: Float[np.ndarray, "n m"],
    out: Float[np.ndarray, "n m"],
    x: Float[np.ndarray, "n k"],
    y: Float[np.ndarray, "k m"],
) -> Float[np.ndarray, "n k"]:
    """Backward function of `out = matmul2d_array(x, y)` for its first argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, shape (n, m).
        out: what the forward function returned, shape (n, m).
        x: the matrix on the left, shape (n, k).
        y: the matrix on the right, shape (k, m).

    Returns:
        Gradient of the loss with respect to `x`, shape (n, k).
    """
    grad: Float[np.ndarray, "n k"] = grad_out @ y.T
    return grad


def matmul2d_back1(
    grad_out: Float[np.ndarray, "n m"],
    out: Float[np.ndarray, "n m"],
    x: Float[np.ndarray, "n k"],
    y: Float[np.ndarray, "k m"],
) -> Float[np.ndarray, "k m"]:
    """Backward function of `out = matmul2d_array(x, y)` for its second argument.

    Args:
        grad_out: gradient of the loss with respect to `out`, shape (n, m).
        out: what the forward function returned, shape (n, m).
        x: the matrix on the left, shape (n, k).
        y: the matrix on the right, shape (k, m).

    Returns:
        Gradient of the loss with respect to `y`, shape (k, m).
    """
    grad: Float[np.ndarray, "k m"] = x.T @ grad_out
    return grad


matmul = wrap_forward_fn(matmul2d_array)


def einsum_back(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> tuple[Arr, Arr]:
    """Backward function of `out = np.einsum(equation, x, y)` for both arrays at once.

    Args:
        grad_out: gradient of the loss with respect to `out`, of its shape.
        out: what the forward function returned.
        equation: two terms, an arrow and a result, as in `"bi,io->bo"`. No letter stands twice in
            one place, and each stands in at least two of the three.
        x: the array of the first term.
        y: the array of the second term.

    Returns:
        Gradients of the loss with respect to `x` and to `y`, of their shapes.
    """
    terms, result = equation.replace(" ", "").split("->")
    first, second = terms.split(",")
    grad_x = np.einsum(f"{result},{second}->{first}", grad_out, y)
    grad_y = np.einsum(f"{result},{first}->{second}", grad_out, x)
    return grad_x, grad_y


def conv1d_array(
    x: Float[np.ndarray, "b ic w"], weights: Float[np.ndarray, "oc ic kw"]
) -> Float[np.ndarray, "b oc ow"]:
    """Slide kernels along signals, with stride 1 and no padding; ow is w - kw + 1."""
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    out: Arr = np.einsum("bctk,ock->bot", windows, weights)  # windows: (b, ic, ow, kw)
    return out


def conv1d_back0(
    grad_out: Float[np.ndarray, "b oc ow"],
    out: Float[np.ndarray, "b oc ow"],
    x: Float[np.ndarray, "b ic w"],
    weights: Float[np.ndarray, "oc ic kw"],
) -> Float[np.ndarray, "b ic w"]:
    """Backward function of `out = conv1d_array(x, weights)` for the signals.

    Args:
        grad_out: gradient of the loss with respect to `out`, shape (b, oc, ow).
        out: what the forward function returned, shape (b, oc, ow) with ow = w - kw + 1.
        x: the signals, shape (b, ic, w).
        weights: the kernels, shape (oc, ic, kw), with kw at most w.

    Returns:
        Gradient of the loss with respect to `x`, shape (b, ic, w).
    """
    grad = np.zeros_like(x)
    ow = grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] += np.einsum("bot,oc->bct", grad_out, weights[:, :, k])
    return grad


def conv1d_back1(
    grad_out: Float[np.ndarray, "b oc ow"],
    out: Float[np.ndarray, "b oc ow"],
    x: Float[np.ndarray, "b ic w"],
    weights: Float[np.ndarray, "oc ic kw"],
) -> Float[np.ndarray, "oc ic kw"]:
    """Backward function of `out = conv1d_array(x, weights)` for the kernels.

    Args:
        grad_out: gradient of the loss with respect to `out`, shape (b, oc, ow).
        out: what the forward function returned, shape (b, oc, ow) with ow = w - kw + 1.
        x: the signals, shape (b, ic, w).
        weights: the kernels, shape (oc, ic, kw), with kw at most w.

    Returns:
        Gradient of the loss with respect to `weights`, shape (oc, ic, kw).
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    grad: Arr = np.einsum("bot,bctk->ock", grad_out, windows)  # windows: (b, ic, ow, kw)
    return grad


# ------------------------------------------------------------ a framework


def connect() -> None:
    """Put your functions to work: fill `BACK_FUNCS`, and give `Tensor` its operators."""
    table: dict[Callable[..., Any], Sequence[Callable[..., Arr]]] = {
        np.log: [log_back],
        np.exp: [exp_back],
        np.negative: [negative_back],
        np.add: [add_back0, lambda grad_out, out, x, y: add_back0(grad_out, out, y, x)],
        np.subtract: [add_back0, subtract_back1],
        np.multiply: [multiply_back0, multiply_back1],
        np.true_divide: [
            lambda grad_out, out, x, y: multiply_back0(grad_out, out, x, 1 / y),
            divide_back1,
        ],
        np.maximum: [maximum_back0, maximum_back1],
        reshape_array: [reshape_back],
        permute_array: [permute_back],
        expand_array: [expand_back],
        sum_array: [sum_back],
        getitem_array: [getitem_back],
        matmul2d_array: [matmul2d_back0, matmul2d_back1],
    }
    for forward_fn, back_fns in table.items():
        for position, back_fn in enumerate(back_fns):
            BACK_FUNCS.add_back_func(forward_fn, position, back_fn)
    Tensor.operators.update(
        log=log,
        exp=exp,
        negative=negative,
        add=add,
        subtract=subtract,
        multiply=multiply,
        true_divide=true_divide,
        maximum=maximum,
        greater=greater,
        reshape=reshape,
        permute=permute,
        expand=expand,
        sum=sum_axes,
        getitem=getitem,
        matmul=matmul,
        backprop=backprop,
    )


class Parameter(Tensor):
    """A tensor that belongs to a layer and is to be trained.

    Args:
        tensor: the first values. The parameter shares their memory.
        requires_grad: whether it is trained; False freezes it.
    """

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        """Become a leaf with the same array."""
        super().__init__(tensor.array, requires_grad)

    def __repr__(self) -> str:
        """`Parameter containing:`, a new line, and what a Tensor shows."""
        return f"Parameter containing:\n{super().__repr__()}"


class Module:
    """Something with parameters that can be called.

    A subclass calls `super().__init__()` before it assigns anything, and defines `forward`.
    """

    def __init__(self) -> None:
        """Begin without parameters and without modules."""
        # <yours>
        super().__setattr__("_parameters", {})
        super().__setattr__("_modules", {})
        # </yours>

    def __setattr__(self, key: str, val: Any) -> None:
        """Keep a Parameter or a Module by its name in a table of its kind; others as usual."""
        # <yours>
        if isinstance(val, Parameter):
            self._parameters[key] = val
        elif isinstance(val, Module):
            self._modules[key] = val
        else:
            super().__setattr__(key, val)
        # </yours>

    def __getattr__(self, key: str) -> Any:
        """What is in one of the two tables; Python asks here for what it has not found otherwise.

        Raises:
            AttributeError: neither has it.
        """
        # <yours>
        for table in ("_parameters", "_modules"):
            if key in self.__dict__.get(table, {}):
                return self.__dict__[table][key]
        raise AttributeError(f"this module has no attribute {key!r}")
        # </yours>

    def modules(self) -> Iterator["Module"]:
        """The direct submodules, in the order of their assignment."""
        # <yours>
        yield from self._modules.values()
        # </yours>

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Its own parameters, then, with `recurse`, those of each submodule and of theirs."""
        # <yours>
        yield from self._parameters.values()
        for module in self.modules() if recurse else ():
            yield from module.parameters()
        # </yours>

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What a subclass computes."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calling a module calls its `forward`."""
        # <yours>
        return self.forward(*args, **kwargs)
        # </yours>


class Linear(Module):
    """A linear map and an offset: x @ weight.T + bias.

    Args:
        in_features: size of the last axis that comes in.
        out_features: size of the last axis that goes out.
        bias: whether there is an offset.

    Attributes:
        weight: Parameter, shape (out_features, in_features), drawn uniformly between
            -1/√in_features and 1/√in_features.
        bias: Parameter, shape (out_features,), drawn likewise; None without an offset.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """Draw the parameters."""
        super().__init__()
        bound = in_features**-0.5
        weight = np.random.uniform(-bound, bound, (out_features, in_features))
        offset = np.random.uniform(-bound, bound, out_features)
        self.weight = Parameter(Tensor(weight))
        self.bias = Parameter(Tensor(offset)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """The map, from (batch, in_features) to (batch, out_features)."""
        out: Tensor = x @ self.weight.T  # (batch, out_features)
        if self.bias is not None:
            out = out + self.bias
        return out


def cross_entropy(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Minus the logarithm of the probability that each row of logits gives to its label.

    Args:
        logits: shape (batch, classes), of any finite size.
        true_labels: shape (batch,), integers from 0 to classes - 1.

    Returns:
        Shape (batch,): one loss an example.
    """
    largest = logits.array.max(axis=1, keepdims=True)  # (batch, 1), a constant
    shifted: Tensor = logits - largest  # (batch, classes), no entry above 0
    rows = np.arange(len(logits))
    return shifted.exp().sum(dim=1).log() - shifted[rows, true_labels]  # (batch,)


class NoGrad:
    """While a block `with NoGrad():` runs, forward functions keep no recipes.

    Whatever `grad_tracking_enabled` was before, it is again afterwards, also if the block raises.
    What is raised in the block goes on.
    """

    def __enter__(self) -> None:
        """Remember the flag and turn it off."""
        global grad_tracking_enabled
        self._was = grad_tracking_enabled
        grad_tracking_enabled = False

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        """Put the flag back."""
        global grad_tracking_enabled
        grad_tracking_enabled = self._was


class SGD:
    """Stochastic gradient descent without momentum.

    Args:
        params: the parameters to change, of which an iterator may be given.
        lr: learning rate, how far to go for a gradient of one.
    """

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        """Keep the parameters."""
        self.params = list(params)
        self.lr = lr

    def zero_grad(self) -> None:
        """Set the gradient of each parameter to None."""
        for param in self.params:
            param.grad = None

    def step(self) -> None:
        """Move each parameter's array in place against its gradient; without one it stays."""
        for param in self.params:
            if param.grad is not None:
                param.array -= self.lr * param.grad.array


class ReadOnly:
    """While a block `with ReadOnly(loss):` runs, nothing that was recorded can be overwritten.

    Read-only are the arrays of all tensors in the graph that ends at `loss`, and all arrays among
    the positional arguments of their recipes. After the block each is again what it was before it,
    also if the block raises. What is raised in the block goes on.

    Args:
        end_node: where the graph ends.
    """

    def __init__(self, end_node: Tensor) -> None:
        """Keep the end of the graph."""
        self.end_node = end_node

    def __enter__(self) -> None:
        """Make the arrays read-only, and remember which of them were not."""
        self._locked: list[Arr] = []
        for node in sorted_computational_graph(self.end_node):
            args = () if node.recipe is None else node.recipe.args
            for array in (node.array, *args):
                if isinstance(array, np.ndarray) and array.flags.writeable:
                    array.flags.writeable = False
                    self._locked.append(array)

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        """Make them writeable again."""
        for array in reversed(self._locked):
            array.flags.writeable = True


def random_batch(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Some pictures, drawn at random, each with its label.

    Args:
        images: shape (n, features).
        labels: shape (n,).
        size: how many to draw, at most n.

    Returns:
        Images of shape (size, features) and their labels, shape (size,).
    """
    rows = np.random.randint(len(images), size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


def train_step(model: Module, optimizer: SGD, images: Tensor, labels: Tensor) -> float:
    """One step downhill on one batch.

    Args:
        model: from images to logits, shape (batch, classes).
        optimizer: holds the model's parameters.
        images: the batch, shape (batch, features).
        labels: the right class of each, shape (batch,).

    Returns:
        The mean cross-entropy of the batch before the step.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def accuracy(model: Module, images: Tensor, labels: Tensor) -> float:
    """The share of images whose largest logit is the one of their label, without a graph.

    Args:
        model: from images to logits, shape (batch, classes).
        images: shape (batch, features).
        labels: the right class of each, shape (batch,).

    Returns:
        From 0 to 1.
    """
    with NoGrad():
        predicted = model(images).array.argmax(axis=1)  # (batch,)
    return float(np.mean(predicted == labels.array))


class DigitClassifier(Module):
    """Two linear maps with a ReLU between them, from 64 pixels to 10 logits.

    Args:
        hidden: size of the layer between.
    """

    def __init__(self, hidden: int = 128) -> None:
        super().__init__()
        self.first = Linear(64, hidden)
        self.second = Linear(hidden, 10)

    def forward(self, x: Tensor) -> Tensor:
        """From (batch, pixels=64) to (batch, classes=10)."""
        logits: Tensor = self.second(relu(self.first(x)))
        return logits


def train_network(
    images: Tensor, labels: Tensor, steps: int, report: Callable[[Module, float], None]
) -> Module:
    """Train a `DigitClassifier` with a given number of steps.

    Args:
        images: shape (n, pixels=64), from 0 to 1.
        labels: shape (n,), from 0 to 9.
        steps: how many batches of at most BATCH_SIZE images may be used.
        report: to be called after every step with the model and the loss of that step.

    Returns:
        The trained model.
    """
    connect()
    # <yours>
    model = DigitClassifier()
    optimizer = SGD(model.parameters(), lr=0.5)
    for _ in range(steps):
        batch = random_batch(images, labels, BATCH_SIZE)
        report(model, train_step(model, optimizer, *batch))
    return model
    # </yours>


connect()
