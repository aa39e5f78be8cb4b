"""Where the expected answers come from: torch's autograd in float64, or plain loops, out of the
submission's sight.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from .autograd import Arr, Recipe, Tensor
from .replay import gradients, leaves_of

grad_tracking_enabled = True


def _torch(value: Any) -> Any:
    """Arrays and numbers as float64 tensors."""
    return torch.as_tensor(np.array(value, dtype=np.float64))


def _plain(value: torch.Tensor) -> Any:
    """An array, or a number where there are no axes: NumPy gives either."""
    return value.detach().numpy().copy() if value.ndim else value.item()


def _back(function: Callable[..., torch.Tensor], position: int, grad_out: Arr, *args: Any) -> Any:
    """The gradient of `function` for one of its arguments, by torch."""
    tensors = [_torch(a) for a in args]
    tensors[position].requires_grad_()
    out = function(*tensors)
    (grad,) = torch.autograd.grad(out, tensors[position], _torch(grad_out).expand(out.shape))
    return _plain(grad)


# ------------------------------------------------------------ backward functions


def central_difference(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Any:
    """One entry after another of a flat copy."""
    slopes = []
    for i in range(x.size):
        values = []
        for sign in (1, -1):
            moved = x.flatten()
            moved[i] += sign * step
            values.append(f(moved.reshape(x.shape)))
        slopes.append((values[0] - values[1]) / (2 * step))
    return np.array(slopes, dtype=np.float64).reshape(x.shape)


def log_back(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """torch's logarithm, backwards."""
    return _back(torch.log, 0, grad_out, x)


def unbroadcast(broadcasted: Arr, original: Arr) -> Any:
    """The gradient of a broadcast."""
    return _back(lambda x: x.expand(broadcasted.shape), 0, broadcasted, original)


def multiply_back0(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """torch's product, backwards."""
    return _back(torch.mul, 0, grad_out, x, y)


def multiply_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """torch's product, backwards."""
    return _back(torch.mul, 1, grad_out, x, y)


def forward_and_back(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """torch runs the whole graph."""

    def whole(a: torch.Tensor, b: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
        return ((a * b) * c.log()).log().sum()

    first, second, third = (_back(whole, i, np.array(1.0), a, b, c) for i in range(3))
    return first, second, third


# ------------------------------------------------------------ graphs


class BackwardFuncLookup:
    """A list of everything that was added; the latest entry counts."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.entries: list[tuple[Any, int, Any]] = []

    def add_back_func(self, forward_fn: Any, arg_position: int, back_fn: Any) -> None:
        """Append."""
        self.entries.append((forward_fn, arg_position, back_fn))

    def get_back_func(self, forward_fn: Any, arg_position: int) -> Any:
        """Search from the end."""
        for function, position, back_fn in reversed(self.entries):
            if function is forward_fn and position == arg_position:
                return back_fn
        raise KeyError(arg_position)


def _recorded(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], tracked: bool) -> Tensor:
    arrays = []
    parents = {}
    for i, arg in enumerate(args):
        if isinstance(arg, Tensor):
            arrays.append(arg.array)
            if arg.requires_grad:
                parents[i] = arg
        else:
            arrays.append(arg)
    out = Tensor(func(*arrays, **kwargs))
    if parents and tracked:
        out.requires_grad = True
        out.recipe = Recipe(func, tuple(arrays), kwargs, parents)
    return out


def log_forward(x: Tensor) -> Tensor:
    """The record is written by a loop over the arguments."""
    return _recorded(np.log, (x,), {}, grad_tracking_enabled)


def multiply_forward(a: Tensor | float, b: Tensor | float) -> Tensor:
    """The record is written by a loop over the arguments."""
    return _recorded(np.multiply, (a, b), {}, grad_tracking_enabled)


def wrap_forward_fn(numpy_func: Any, is_differentiable: bool = True) -> Callable[..., Tensor]:
    """The record is written by a loop over the arguments."""

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        return _recorded(numpy_func, args, kwargs, grad_tracking_enabled and is_differentiable)

    return tensor_func


def topological_sort(node: Any, get_children: Callable[[Any], Iterable[Any]]) -> list[Any]:
    """Whatever has only listed children is listed next, until nothing is left."""
    found = [node]
    for current in found:
        for child in get_children(current):
            if child not in found:
                found.append(child)
    order: list[Any] = []
    while len(order) < len(found):
        ready = [n for n in found if n not in order and all(c in order for c in get_children(n))]
        if not ready:
            raise ValueError("cycle")
        order += ready
    return order


def sorted_computational_graph(tensor: Tensor) -> list[Tensor]:
    """By the longest way from the end."""
    distance = {tensor: 0}
    waiting = [tensor]
    while waiting:
        node = waiting.pop()
        for parent in node.recipe.parents.values() if node.recipe else ():
            if distance.get(parent, -1) < distance[node] + 1:
                distance[parent] = distance[node] + 1
                waiting.append(parent)
    return sorted(distance, key=lambda t: distance[t])


def backprop(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """The whole graph once more in torch, whose gradients are added to the leaves."""
    leaves = leaves_of(end_node)
    first = np.ones(end_node.shape) if end_grad is None else end_grad.array
    for leaf, grad in zip(leaves, gradients(end_node, leaves, first), strict=True):
        if grad is not None:
            leaf.grad = Tensor(grad if leaf.grad is None else leaf.grad.array + grad)


# ------------------------------------------------------------ more operations


def negative_back(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """torch's minus, backwards."""
    return _back(torch.neg, 0, grad_out, x)


def exp_back(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """torch's exponential, backwards."""
    return _back(torch.exp, 0, grad_out, x)


def reshape_back(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """torch's reshape, backwards."""
    return _back(lambda t: t.reshape(new_shape), 0, grad_out, x)


def invert_transposition(axes: Sequence[int]) -> tuple[int, ...]:
    """Where does each axis stand?"""
    return tuple(list(axes).index(i) for i in range(len(axes)))


def permute_back(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Any:
    """torch's permute, backwards."""
    return _back(lambda t: t.permute(tuple(axes)), 0, grad_out, x)


def expand_array(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """torch's expand, which knows -1."""
    try:
        return _plain(_torch(x).expand(new_shape))
    except RuntimeError as error:
        raise ValueError(str(error)) from None


def expand_back(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """torch's expand, backwards."""
    return _back(lambda t: t.expand(new_shape), 0, grad_out, x)


def sum_back(
    grad_out: Arr,
    out: Arr,
    x: Arr,
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
) -> Any:
    """torch's sum, backwards."""

    def total(t: torch.Tensor) -> torch.Tensor:
        return t.sum() if dim is None else t.sum(dim, keepdim=keepdim)

    return _back(total, 0, np.asarray(grad_out).reshape(total(_torch(x)).shape), x)


def coerce_index(index: Any) -> Any:
    """One kind after another."""
    if type(index) is tuple:
        return tuple([coerce_index(part) for part in index])
    return np.asarray(index.array) if isinstance(index, Tensor) else index


def getitem_back(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """Each entry that was picked gives its gradient back to its place, one by one."""
    places = np.arange(x.size).reshape(x.shape)[coerce_index(index)]
    grad = np.zeros(x.size)
    for place, value in zip(np.ravel(places), np.ravel(grad_out), strict=True):
        grad[place] += value
    return grad.reshape(x.shape)


def add_back0(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """torch's sum of two, backwards."""
    return _back(torch.add, 0, grad_out, x, y)


def subtract_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """torch's difference, backwards."""
    return _back(torch.sub, 1, grad_out, x, y)


def divide_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """torch's quotient, backwards."""
    return _back(torch.div, 1, grad_out, x, y)


def maximum_back0(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """torch's maximum, backwards; it splits ties evenly."""
    return _back(torch.maximum, 0, grad_out, x, y)


def maximum_back1(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """torch's maximum, backwards; it splits ties evenly."""
    return _back(torch.maximum, 1, grad_out, x, y)


def _relu_array(x: Arr) -> Arr:
    """torch's ReLU; `replay` knows its gradient by this name."""
    return torch.relu(_torch(x)).numpy()


def relu(x: Tensor) -> Tensor:
    """torch's ReLU as one operation."""
    return _recorded(_relu_array, (x,), {}, grad_tracking_enabled)


def matmul2d_back0(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """torch's matrix product, backwards."""
    return _back(torch.matmul, 0, grad_out, x, y)


def matmul2d_back1(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """torch's matrix product, backwards."""
    return _back(torch.matmul, 1, grad_out, x, y)


def einsum_back(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> tuple[Any, Any]:
    """torch's einsum, backwards."""

    def product(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return torch.einsum(equation, a, b)

    return _back(product, 0, grad_out, x, y), _back(product, 1, grad_out, x, y)


def conv1d_back0(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """torch's convolution, backwards."""
    return _back(torch.nn.functional.conv1d, 0, grad_out, x, weights)


def conv1d_back1(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """torch's convolution, backwards."""
    return _back(torch.nn.functional.conv1d, 1, grad_out, x, weights)


# ------------------------------------------------------------ a framework


class NoGrad:
    """A stack of former flags."""

    def __init__(self) -> None:
        """No block has begun."""
        self.former: list[bool] = []

    def __enter__(self) -> None:
        """Push."""
        self.former.append(globals()["grad_tracking_enabled"])
        globals()["grad_tracking_enabled"] = False

    def __exit__(self, *raised: object) -> None:
        """Pop."""
        globals()["grad_tracking_enabled"] = self.former.pop()


class ReadOnly:
    """Every array with its former flag, memory's owners before those that look into it."""

    def __init__(self, end_node: Tensor) -> None:
        """Begin with the end."""
        self.end_node = end_node

    def __enter__(self) -> None:
        """From tensor to parents, each once."""
        waiting, seen, found = [self.end_node], set(), []
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            found.append(node.array)
            if node.recipe is not None:
                waiting.extend(node.recipe.parents.values())
                found.extend(a for a in node.recipe.args if isinstance(a, np.ndarray))
        found.sort(key=lambda array: array.base is not None)
        self.former = {id(array): (array, array.flags.writeable) for array in found}
        for array in found:
            array.setflags(write=False)

    def __exit__(self, *raised: object) -> None:
        """Put the flags back."""
        for array, was_writeable in self.former.values():
            array.setflags(write=was_writeable)


class Parameter(Tensor):
    """Fields set one by one."""

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        """The same array."""
        self.array, self.requires_grad = tensor.array, requires_grad
        self.grad = self.recipe = None

    def __repr__(self) -> str:
        """Two lines."""
        return "\n".join(["Parameter containing:", Tensor.__repr__(self)])


class Module:
    """No tables: what is a parameter or a module is found among the attributes when asked."""

    def modules(self) -> Iterator["Module"]:
        """Attributes that are modules."""
        return iter([v for v in vars(self).values() if isinstance(v, Module)])

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Attributes that are parameters, then those of the modules."""
        found = [v for v in vars(self).values() if isinstance(v, Parameter)]
        for module in self.modules() if recurse else ():
            found += module.parameters()
        return iter(found)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing to compute."""
        raise NotImplementedError

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """As a function."""
        return self.forward(*args, **kwargs)


class Linear(Module):
    """All products, then their sums."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """Numbers from 0 to 1, stretched."""
        drawn = (2 * np.random.rand(out_features, in_features + 1) - 1) / np.sqrt(in_features)
        self.weight = Parameter(Tensor(drawn[:, 1:].copy()))
        self.bias = Parameter(Tensor(drawn[:, 0].copy())) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """(batch, 1, in) times (out, in), summed over the last axis."""
        batch, features = x.shape
        out = (x.reshape((batch, 1, features)) * self.weight).sum(dim=2)
        return out if self.bias is None else out + self.bias


def Linear__draws_uniformly(observed: Any, expected: Any) -> str | None:
    """The moments of a uniform distribution of the right width, in weight and bias."""
    for part in ("weight", "bias"):
        for statistic, wanted in {
            "smallest entry, in units of 1/√in_features": -1.0,
            "largest entry, in units of 1/√in_features": 1.0,
            "mean, in units of 1/√in_features": 0.0,
            "standard deviation, in units of 1/√in_features": 0.6,
        }.items():
            value = observed[f"{part}: {statistic}"]
            if abs(value - wanted) > 0.01:
                return f"{part}: {statistic} is {value + 0:.1f}, expected {wanted}"
        if observed[f"{part}: whether entries lie beyond 1/√in_features"]:
            return f"{part}: some entries lie beyond ±1/√in_features"
    return None


def _cross_entropy_array(logits: Arr, labels: Arr) -> Arr:
    """torch's loss; `replay` knows its gradient by this name."""
    loss = torch.nn.functional.cross_entropy(
        _torch(logits), torch.as_tensor(labels), reduction="none"
    )
    return loss.numpy()


def cross_entropy(logits: Tensor, true_labels: Tensor) -> Tensor:
    """torch's loss as one operation."""
    return _recorded(_cross_entropy_array, (logits, true_labels), {}, grad_tracking_enabled)


class SGD:
    """One entry after another."""

    def __init__(self, params: Iterable[Any], lr: float) -> None:
        """Keep the parameters."""
        self.kept = [*params]
        self.rate = lr

    def zero_grad(self) -> None:
        """Forget."""
        for param in self.kept:
            param.grad = None

    def step(self) -> None:
        """Entry by entry."""
        for param in self.kept:
            for i in np.ndindex(param.shape) if param.grad is not None else ():
                param.array[i] = param.array[i] - self.rate * param.grad.array[i]


def random_batch(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The head of a permutation by torch, one picture after another."""
    rows = torch.randperm(len(images))[:size].tolist()
    pictures = np.stack([images.array[row] for row in rows])
    return Tensor(pictures), Tensor(np.array([labels.array[row] for row in rows]))


def train_step(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """torch's loss and torch's gradients, put where the optimiser looks for them."""
    logits = model(images)
    losses = _cross_entropy_array(logits.array, labels.array)
    optimizer.zero_grad()
    share = torch.softmax(_torch(logits.array), dim=1).numpy()
    share[np.arange(len(labels)), labels.array] -= 1
    backprop(logits, Tensor(share / len(labels)))
    optimizer.step()
    return float(losses.mean())


def accuracy(model: Any, images: Tensor, labels: Tensor) -> float:
    """Counted one by one."""
    with NoGrad():
        logits = model(images).array.tolist()
    hits = [row.index(max(row)) == label for row, label in zip(logits, labels.array, strict=True)]
    return hits.count(True) / len(hits)


_ASKED = 0.95


def train_network__learns(observed: Any, expected: Any) -> str | None:
    """Enough of the fresh digits are read rightly."""
    if observed["reports"] != observed["steps"]:
        return f"`report` was called {observed['reports']} times in {observed['steps']} steps"
    if observed["accuracy"] < _ASKED:
        share = f"the best checkpoint reads {observed['accuracy']:.1%} of fresh digits"
        return f"{share}, and {_ASKED:.0%} are asked"
    return None
