"""Checks of the section “A framework”: one experiment a claim, which is what the learner reads."""

from typing import Any

import numpy as np

from ..autograd import Arr, Tensor
from .common import Rng, grad_of, normal, operators_installed, through

# ---------------------------------------------------------------- the framework in use


def _linear(linear: Any, rng: Rng, *sizes: int, **options: Any) -> Any:
    """A layer whose weights are known."""
    layer = linear(*sizes, **options)
    layer.weight.array[...] = normal(rng, sizes[1], sizes[0])
    if isinstance(layer.bias, Tensor):
        layer.bias.array[...] = normal(rng, sizes[1])
    return layer


def Linear__maps(linear: Any, rng: Rng) -> Any:
    """With known weights, the output and all gradients agree with torch."""
    with operators_installed():
        seen = {}
        for batch, inner, outer in ((1, 2, 1), (4, 3, 2), (2, 3, 5)):
            layer = _linear(linear, rng, inner, outer)
            x = Tensor(normal(rng, batch, inner), requires_grad=True)
            leaves = {"x": x, "weight": layer.weight, "bias": layer.bias}
            name = f"Linear({inner}, {outer}) of {batch} rows"
            seen[name] = through(layer(x), leaves, rng)
        return seen


def Linear__registers_parameters(linear: Any, rng: Rng) -> Any:
    """Weight and bias are Parameters of the right shapes that `parameters()` finds."""
    with operators_installed():  # weights may be drawn with the operators of Tensor
        layer = linear(3, 5)
    return {
        "shapes of parameters()": [list(p.shape) for p in layer.parameters()],
        "weight.shape": list(layer.weight.shape),
        "bias.shape": list(layer.bias.shape),
        "type of weight": type(layer.weight).__name__,
        "weight.requires_grad": layer.weight.requires_grad,
    }


def Linear__can_do_without_bias(linear: Any, rng: Rng) -> Any:
    """With bias=False the bias is None, nothing is added, and there is one parameter."""
    with operators_installed():
        layer = _linear(linear, rng, 3, 2, bias=False)
        x = Tensor(normal(rng, 4, 3))
        return {
            "bias": layer.bias,
            "output": layer(x).array,
            "shapes of parameters()": [list(p.shape) for p in layer.parameters()],
        }


def Linear__draws_uniformly(linear: Any, rng: Rng) -> Any:
    """Weight and bias are spread evenly between -1/√in_features and 1/√in_features."""
    with operators_installed():
        layer = linear(16, 3000)
    seen = {}
    for name, array in (("weight", layer.weight.array), ("bias", layer.bias.array)):
        scaled = array * 4  # in units of 1/√in_features; rounded, since every draw is another one
        low, high = max(scaled.min(), -2.0), min(scaled.max(), 2.0)
        seen[f"{name}: smallest entry, in units of 1/√in_features"] = round(float(low), 1)
        seen[f"{name}: largest entry, in units of 1/√in_features"] = round(float(high), 1)
        seen[f"{name}: mean, in units of 1/√in_features"] = round(float(scaled.mean()), 1)
        deviation = round(float(scaled.std()), 1)
        seen[f"{name}: standard deviation, in units of 1/√in_features"] = deviation
        beyond = float((np.abs(scaled) > 1 + 1e-6).mean() > 0)
        seen[f"{name}: whether entries lie beyond 1/√in_features"] = beyond
    return seen


def _loss(loss: Any, logits: Arr, labels: Any, rng: Rng) -> Any:
    x = Tensor(logits, requires_grad=True)
    with operators_installed():
        return through(loss(x, Tensor(labels)), {"logits": x}, rng)


def cross_entropy__of_equal_logits(loss: Any, rng: Rng) -> Any:
    """An example with equal logits costs the logarithm of the number of classes."""
    return _loss(loss, np.zeros((2, 3)), np.array([1, 0]), rng)


def cross_entropy__of_a_batch(loss: Any, rng: Rng) -> Any:
    """One loss an example, and the gradient of the logits, agree with torch."""
    return [
        _loss(loss, normal(rng, 4, 3), np.array([0, 2, 1, 2]), rng),
        _loss(loss, normal(rng, 2, 5), np.array([4, 4]), rng),
        _loss(loss, normal(rng, 1, 3), np.array([1]), rng),
    ]


def cross_entropy__of_large_logits(loss: Any, rng: Rng) -> Any:
    """Logits of 1000 and of -1000 give no infinity and no NaN, neither forwards nor backwards."""
    rows = [[1000.0, 0.0, -1000.0], [1000.0, 1000.0, 999.0], [-1000.0, -1001.0, -1002.0]]
    return [_loss(loss, np.array(rows), np.array(labels), rng) for labels in ([0, 1, 2], [1, 0, 0])]


def cross_entropy__of_square_batches(loss: Any, rng: Rng) -> Any:
    """With as many examples as classes rows and columns are not confused."""
    return _loss(loss, normal(rng, 3, 3), np.array([2, 0, 0]), rng)


def _with_grads(rng: Rng, *shapes: tuple[int, ...]) -> list[Tensor]:
    """Tensors with gradients of their own."""
    made = [Tensor(normal(rng, *shape), requires_grad=True) for shape in shapes]
    for tensor in made:
        tensor.grad = Tensor(normal(rng, *tensor.shape))
    return made


def SGD__steps_downhill(sgd: Any, rng: Rng) -> Any:
    """A step moves each parameter by lr against its gradient, which stays; two steps move it
    twice.
    """
    with operators_installed():
        params = _with_grads(rng, (2,), (3, 2), ())
        optimiser = sgd(params, 0.5)
        optimiser.step()
        once = [p.array.copy() for p in params]
        optimiser.step()
        return {
            "after one step": once,
            "after two": [p.array for p in params],
            "gradients": [grad_of(p) for p in params],
        }


def SGD__moves_in_place(sgd: Any, rng: Rng) -> Any:
    """The parameter's own array is changed, so that everybody who holds it sees the step."""
    with operators_installed():
        (param,) = _with_grads(rng, (3,))
        held = param.array
        sgd([param], lr=0.1).step()
        return {"the array from before": held, "recipe": param.recipe, "leaf": param.is_leaf}


def SGD__forgets_gradients(sgd: Any, rng: Rng) -> Any:
    """zero_grad sets gradients to None, and leaves the values alone."""
    with operators_installed():
        params = _with_grads(rng, (2,), (3,))
        sgd(params, 0.5).zero_grad()
        return {"gradients": [grad_of(p) for p in params], "values": [p.array for p in params]}


def SGD__skips_what_has_no_gradient(sgd: Any, rng: Rng) -> Any:
    """A parameter without a gradient stays where it is."""
    with operators_installed():
        first, second, third = _with_grads(rng, (2,), (2,), (2,))
        second.grad = None
        sgd([first, second, third], 0.25).step()
        return [p.array for p in (first, second, third)]


def SGD__takes_an_iterator(sgd: Any, rng: Rng) -> Any:
    """Parameters may come from an iterator, which can be read only once."""
    with operators_installed():
        params = _with_grads(rng, (2,), (3,))
        optimiser = sgd(iter(params), 2.0)
        optimiser.step()
        optimiser.zero_grad()
        optimiser.step()
        return {"values": [p.array for p in params], "gradients": [grad_of(p) for p in params]}
