"""Other right answers, run through the same checks and shown after success."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from .autograd import Arr, Recipe, Tensor
from .solutions import (
    BACK_FUNCS,
    Module,
    NoGrad,
    Parameter,
    coerce_index,
    cross_entropy,
    multiply,
    sorted_computational_graph,
    unbroadcast,
)

grad_tracking_enabled = True


def central_difference__of_unit_vectors(
    f: Callable[[Arr], float], x: Arr, step: float = 1e-6
) -> Arr:
    """A row of the unit matrix says which entry moves: no index, and one array a call."""
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step * u) - f(x - step * u)) / (2 * step) for u in units]
    return np.array(slopes, dtype=x.dtype).reshape(x.shape)


def unbroadcast__axis_by_axis(broadcasted: Arr, original: Arr) -> Arr:
    """Sum the first axis as long as there is one too many, then go through the others."""
    while broadcasted.ndim > original.ndim:
        broadcasted = broadcasted.sum(axis=0)
    for axis, size in enumerate(original.shape):
        if size == 1:
            broadcasted = broadcasted.sum(axis=axis, keepdims=True)
    return broadcasted


def forward_and_back__simplified(a: Arr, b: Arr, c: Arr) -> tuple[Arr, Arr, Arr]:
    """log(a b log c) = log a + log b + log log c: the gradient of a is 1 / a.

    A human who simplifies first beats every framework. What is left is the broadcast.
    """
    ones = np.ones(np.broadcast_shapes(a.shape, b.shape, c.shape))
    return (
        unbroadcast(ones / a, a),
        unbroadcast(ones / b, b),
        unbroadcast(ones / (c * np.log(c)), c),
    )


class BackwardFuncLookup__nested:
    """A dictionary of dictionaries: one for each forward function."""

    def __init__(self) -> None:
        self._functions: dict[Any, dict[int, Any]] = {}

    def add_back_func(self, forward_fn: Any, arg_position: int, back_fn: Any) -> None:
        """Make the inner dictionary when it is first needed."""
        self._functions.setdefault(forward_fn, {})[arg_position] = back_fn

    def get_back_func(self, forward_fn: Any, arg_position: int) -> Any:
        """Either level may raise the KeyError."""
        return self._functions[forward_fn][arg_position]


def multiply_forward__every_tensor_a_parent(a: Tensor | float, b: Tensor | float) -> Tensor:
    """Parents may hold tensors that need no gradient too; the walk then does more work."""
    args: Any = [x.array if isinstance(x, Tensor) else x for x in (a, b)]
    needed = any(isinstance(x, Tensor) and x.requires_grad for x in (a, b))
    out = Tensor(args[0] * args[1], grad_tracking_enabled and needed)
    if out.requires_grad:
        parents = {i: x for i, x in enumerate((a, b)) if isinstance(x, Tensor)}
        out.recipe = Recipe(np.multiply, tuple(args), {}, parents)
    return out


def topological_sort__own_stack(
    node: Hashable, get_children: Callable[[Any], Iterable[Any]]
) -> list[Any]:
    """No recursion: a stack of its own, so a graph may be deeper than Python's stack allows."""
    order: list[Any] = []
    open_nodes = {node: iter(get_children(node))}  # a dictionary remembers the order of entry
    finished: set[Any] = set()
    while open_nodes:
        current = next(reversed(open_nodes))
        child = next((c for c in open_nodes[current] if c not in finished), current)
        if child is not current:
            if child in open_nodes:
                raise ValueError("the graph has a cycle")
            open_nodes[child] = iter(get_children(child))
        elif _has_itself(current, get_children):
            raise ValueError("a node is its own child")
        else:
            del open_nodes[current]
            finished.add(current)
            order.append(current)
    return order


def _has_itself(node: Hashable, get_children: Callable[[Any], Iterable[Any]]) -> bool:
    return any(child == node for child in get_children(node))


def sorted_computational_graph__uses_counted(tensor: Tensor) -> list[Tensor]:
    """Kahn's way (1962): count how often each tensor is used, and take one whose uses are all done.

    torch's engine works like this, since it can then run independent branches at the same time.
    """
    uses: dict[Tensor, int] = {tensor: 0}
    waiting = [tensor]
    while waiting:
        for parent in _parents(waiting.pop()):
            if parent not in uses:
                waiting.append(parent)
            uses[parent] = uses.get(parent, 0) + 1
    order, ready = [], [tensor]
    while ready:
        order.append(ready.pop())
        for parent in _parents(order[-1]):
            uses[parent] -= 1
            if not uses[parent]:
                ready.append(parent)
    return order


def _parents(node: Tensor) -> list[Tensor]:
    return [] if node.recipe is None else list(node.recipe.parents.values())


def backprop__all_kept(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """Every gradient is kept until the end, and the leaves take theirs in a second loop."""
    grads = {end_node: np.ones(end_node.shape) if end_grad is None else end_grad.array}
    order = sorted_computational_graph(end_node)
    for node in order:
        if node.recipe is not None:
            recipe = node.recipe
            for position, parent in recipe.parents.items():
                back = BACK_FUNCS.get_back_func(recipe.func, position)
                part = back(grads[node], node.array, *recipe.args, **recipe.kwargs)
                grads[parent] = np.add(grads.get(parent, 0.0), part)
    for leaf in order:
        if leaf.recipe is None and leaf.requires_grad:
            leaf.grad = Tensor(grads[leaf] + (leaf.grad.array if leaf.grad else 0.0))


def invert_transposition__written(axes: Sequence[int]) -> tuple[int, ...]:
    """Write each position to the place that its axis names: no sorting, n steps."""
    inverse = [0] * len(axes)
    for position, axis in enumerate(axes):
        inverse[axis] = position
    return tuple(inverse)


def permute_back__moved(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Arr:
    """`np.moveaxis` says where axes go, and so does the inverse of where they come from."""
    return np.moveaxis(grad_out, range(len(axes)), axes)


def sum_back__reshaped(
    grad_out: Arr,
    out: Arr,
    x: Arr,
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
) -> Arr:
    """The shape with the summed axes at size one, by a forward sum that keeps them."""
    return np.ones_like(x) * np.reshape(grad_out, x.sum(axis=dim, keepdims=True).shape)


def getitem_back__counted(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Arr:
    """Number the entries, index the numbers, and let `bincount` add what has one number."""
    places = np.arange(x.size).reshape(x.shape)[coerce_index(index)]
    grad: Any = np.bincount(np.ravel(places), weights=np.ravel(grad_out), minlength=x.size)
    return np.reshape(grad, x.shape)


def divide_back1__from_out(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Arr:
    """-x / y² is -out / y: no square that could overflow."""
    return unbroadcast(np.asarray(-grad_out * out / y), y)


def maximum_back0__mean_of_two(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Arr:
    """The mean of “at least as large” and “larger” is 1, ½ or 0."""
    return unbroadcast(grad_out * ((x >= y).astype(float) + (x > y)) / 2, x)


def relu__mask_of_the_array(x: Tensor) -> Tensor:
    """A mask made of the array is a constant, so nothing has to be said about its slope."""
    return multiply(x, (x.array > 0).astype(x.array.dtype))


def matmul2d_back0__einsum(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Arr:
    """The sum written with its letters."""
    grad: Arr = np.einsum("nm,km->nk", grad_out, y)
    return grad


def conv1d_back0__slides_reversed_kernels(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Arr:
    """A convolution again: the reversed kernels slide along a gradient with zeros at both ends."""
    kw = weights.shape[-1]
    padded = np.pad(grad_out, ((0, 0), (0, 0), (kw - 1, kw - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kw, axis=-1)  # (b, oc, w, kw)
    grad: Arr = np.einsum("botk,ock->bct", windows, weights[:, :, ::-1])
    return grad


def conv1d_back1__place_by_place(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Arr:
    """For each place of the kernel, the part of the signals that it met."""
    grad = np.empty_like(weights)
    ow = grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k] = np.einsum("bot,bct->oc", grad_out, x[:, :, k : k + ow])
    return grad


@contextmanager
def NoGrad__generator() -> Iterator[None]:
    """The same as a generator: what stands in `finally` runs whatever happens."""
    global grad_tracking_enabled
    before, grad_tracking_enabled = grad_tracking_enabled, False
    try:
        yield
    finally:
        grad_tracking_enabled = before


@contextmanager
def ReadOnly__generator(end_node: Tensor) -> Iterator[None]:
    """The same as a generator; the owner of some memory comes before the views of it."""
    nodes = sorted_computational_graph(end_node)
    arrays = [node.array for node in nodes]
    arrays += [a for n in nodes if n.recipe for a in n.recipe.args if isinstance(a, np.ndarray)]
    locked = [array for array in arrays if array.flags.writeable]
    locked.sort(key=lambda array: array.base is not None)
    for array in locked:
        array.flags.writeable = False
    try:
        yield
    finally:
        for array in locked:
            array.flags.writeable = True


class Linear__one_draw(Module):
    """Numbers from 0 to 1, stretched, and a bias that is added by `expand`."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        draw = (2 * np.random.rand(in_features + 1, out_features) - 1) * in_features**-0.5
        self.weight = Parameter(Tensor(draw[:-1].T.copy()))
        self.bias = Parameter(Tensor(draw[-1].copy())) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Transposed by `permute`, which is what `.T` calls."""
        out: Tensor = x @ self.weight.permute((1, 0))
        return out if self.bias is None else out + self.bias.expand((len(x), -1))


def cross_entropy__with_a_mask(logits: Tensor, true_labels: Tensor) -> Tensor:
    """A table of zeros and ones picks the right class by a product instead of an index."""
    shifted: Tensor = logits - logits.array.max(axis=1, keepdims=True)
    right = np.eye(logits.shape[1])[true_labels.array]
    picked: Tensor = (shifted * right).sum(dim=1)
    return shifted.exp().sum(dim=1).log() - picked


def random_batch__permutation(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """No picture twice in a batch."""
    rows = np.random.permutation(len(images))[:size]
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


def random_batch__own_generator(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """NumPy's newer generator, and the Tensor's own indexing."""
    rows = np.random.default_rng().choice(len(labels), size, replace=False)
    return images[rows], labels[rows]


def train_step__cleared_at_the_start(
    model: Module, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """Clear first; the mean is an end gradient of 1 / batch."""
    optimizer.zero_grad()
    losses = cross_entropy(model(images), labels)
    losses.backward(Tensor(np.full(losses.shape, 1 / len(labels))))
    optimizer.step()
    return float(losses.array.mean())


def accuracy__by_hand(model: Module, images: Tensor, labels: Tensor) -> float:
    """Count, then divide."""
    with NoGrad():
        logits = model(images).array
    hits = np.count_nonzero(logits.argmax(axis=1) == labels.array)
    return int(hits) / len(labels)
