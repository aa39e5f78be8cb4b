"""Checks of the section “Layers”: one experiment a claim, which is what the learner reads."""

import torch
from torch import Tensor, nn

from arena.checks import check_options

from .common import Layer, gappy_pictures, gradients_of, load, numbers, shapes_of

# ---------------------------------------------------------------- layers


def _shares(parameter: object, fan_in: int) -> Tensor | str:
    """How many entries, times √fan_in, lie below -1, in five equal parts of [-1, 1], above 1."""
    if not isinstance(parameter, Tensor):
        return "there is no such tensor"
    scaled = parameter.detach().flatten() * fan_in**0.5
    edges = torch.tensor([-1.0001, -0.6, -0.2, 0.2, 0.6, 1.0001], dtype=scaled.dtype)
    parts = torch.bucketize(scaled, edges)
    return torch.bincount(parts, minlength=7) / max(len(scaled), 1)


def _zeros(parameter: object) -> float | str:
    """How many of a hundred entries are exactly zero."""
    if not isinstance(parameter, Tensor):
        return "there is no such tensor"
    return round(float((parameter == 0).float().mean()) * 100, 1)


def _in_common(first: nn.Module, second: nn.Module) -> float | str:
    """How many of a hundred entries of two layers' weights are the same."""
    a, b = getattr(first, "weight", None), getattr(second, "weight", None)
    if not (isinstance(a, Tensor) and isinstance(b, Tensor)):
        return "there is no such tensor"
    return round(float((a == b).float().mean()) * 100, 1)


# ---------------------------------------------------------------- ReLU


def ReLU__keeps_what_is_positive(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Positive numbers stay as they are and negative ones become 0."""
    return {
        "relu of [-2, -1, 0, 0.5, 3]": layer()(torch.tensor([-2.0, -1.0, 0.0, 0.5, 3.0])),
        "relu of random numbers": layer()(torch.randn(2, 3, 4, 5, generator=rng)),
        "relu of one number": layer()(torch.tensor(-1.5)),
    }


def ReLU__takes_infinities(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Minus infinity becomes 0, infinity stays, and float64 stays float64."""
    inf = float("inf")
    x = torch.tensor([-inf, -1e30, 1e30, inf])
    return {
        "relu of [-inf, -1e30, 1e30, inf]": layer()(x),
        "relu of float64": layer()(torch.randn(3, 2, generator=rng).double()),
    }


def ReLU__leaves_its_input_alone(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """The input is the same after the call as before it."""
    x = torch.randn(3, 4, generator=rng)
    return {"answer": layer()(x), "input after the call": x}


def ReLU__passes_gradients_back(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The gradient is 1 where the input is positive and 0 where it is negative."""
    x = torch.tensor([-2.0, -0.1, 0.1, 3.0]).requires_grad_()
    return {"gradient at [-2, -0.1, 0.1, 3]": gradients_of(layer()(x), rng, x)[0]}


# ---------------------------------------------------------------- MaxPool2d


def MaxPool2d__has_nothing_to_learn(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """It is a module without parameters."""
    return {"parameters": shapes_of(layer(2, stride=1, padding=0))}


def MaxPool2d__pools(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Without a stride the windows lie side by side."""
    x = torch.randn(2, 3, 6, 8, generator=rng)
    return {
        "MaxPool2d(2)": layer(2, padding=0)(x),
        "MaxPool2d((3, 2))": layer((3, 2), padding=0)(x),
    }


def MaxPool2d__uses_its_stride(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """The stride is that of the layer, as a number or a pair."""
    x = torch.randn(2, 3, 7, 8, generator=rng)
    return {
        "MaxPool2d(3, stride=1)": layer(3, stride=1, padding=0)(x),
        "MaxPool2d(2, stride=(3, 1))": layer(2, stride=(3, 1), padding=0)(x),
    }


def MaxPool2d__uses_its_padding(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """The padding is that of the layer, and never wins."""
    x = torch.randn(2, 3, 5, 6, generator=rng) - 4
    return {
        "MaxPool2d(2, padding=1)": layer(2, padding=1)(x),
        "MaxPool2d((2, 4), 2, (1, 2))": layer((2, 4), 2, (1, 2))(x),
    }


def MaxPool2d__works_more_than_once(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """It works more than once, and leaves its input alone."""
    pool = layer(2, stride=1, padding=0)
    x = torch.randn(1, 2, 3, 4, generator=rng)
    return {
        "first answer": pool(x),
        "second answer": pool(x),
        "input after both": x,
    }


# ---------------------------------------------------------------- Flatten


def Flatten__has_nothing_to_learn(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """It is a module without parameters."""
    return {"parameters": shapes_of(layer())}


def Flatten__takes_both_ends(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """`start_dim` and `end_dim` are both included, and the axes beside them stay."""
    x = torch.randn(2, 3, 4, 5, generator=rng)
    ends = [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2), (3, 3), (0, 0)]
    return {f"Flatten({s}, {e}) of (2, 3, 4, 5)": layer(s, e)(x) for s, e in ends}


def Flatten__keeps_the_batch(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """By default all axes but the first become one, in the order in which they read."""
    return {
        "Flatten() of (2, 3, 4)": layer()(numbers(6, 4).reshape(2, 3, 4)),
        "Flatten() of (5, 2, 3, 4)": layer()(torch.randn(5, 2, 3, 4, generator=rng)),
        "Flatten() of (3, 4)": layer()(torch.randn(3, 4, generator=rng)),
    }


def Flatten__counts_from_the_end(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Negative axes count from the last one."""
    x = torch.randn(2, 3, 4, 5, generator=rng)
    ends = [(1, -2), (-3, -2), (-2, -1), (0, -1), (-4, 1), (-3, 3)]
    return {f"Flatten({s}, {e}) of (2, 3, 4, 5)": layer(s, e)(x) for s, e in ends}


def Flatten__takes_strided_tensors(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Tensors that are not contiguous can be flattened, in the order in which they read."""
    return {"Flatten() of a permuted (2, 3, 4, 5)": layer()(gappy_pictures(2, 3, 4, 5, rng))}


def Flatten__works_more_than_once(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """One layer takes inputs with different numbers of axes, one after the other."""
    flatten, shapes = layer(1, -1), ((2, 3, 4), (2, 3, 4, 5), (2, 3))
    return {f"the same Flatten() of {s}": flatten(torch.randn(*s, generator=rng)) for s in shapes}


def Flatten__takes_an_empty_batch(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """A batch without entries keeps the sizes of its other axes."""
    return {"Flatten() of (0, 3, 4)": layer()(torch.zeros(0, 3, 4))}


# ---------------------------------------------------------------- Linear


def Linear__has_its_parameters(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """`weight` has shape (out, in) and `bias` (out,); both are parameters. Without bias,
    `layer.bias` is None.
    """
    bare = layer(4, 2, bias=False)
    return {
        "parameters of Linear(3, 5)": shapes_of(layer(3, 5)),
        "parameters of Linear(4, 2, bias=False)": shapes_of(bare),
        "`bias` of Linear(4, 2, bias=False)": getattr(bare, "bias", "missing"),
    }


def Linear__multiplies_and_adds(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The answer is x @ weight.T + bias."""
    linear = layer(3, 5)
    values = {
        "weight": torch.randn(5, 3, generator=rng),
        "bias": torch.randn(5, generator=rng),
    }
    x = torch.randn(2, 3, generator=rng)
    return {"answer of Linear(3, 5) for 2 rows": load(linear, values) or linear(x)}


def Linear__works_without_bias(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Without bias the answer is x @ weight.T."""
    linear = layer(4, 3, bias=False)
    values = {"weight": torch.randn(3, 4, generator=rng)}
    x = torch.randn(2, 4, generator=rng)
    return {"answer of Linear(4, 3, bias=False)": load(linear, values) or linear(x)}


def Linear__takes_any_leading_axes(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Only the last axis is mapped; there may be any number of others, or none."""
    linear = layer(3, 4)
    values = {"weight": torch.randn(4, 3, generator=rng), "bias": torch.randn(4, generator=rng)}
    problem = load(linear, values)
    shapes = ((3,), (2, 5, 3), (1, 2, 6, 3))
    return {
        f"answer for shape {s}": problem or linear(torch.randn(*s, generator=rng)) for s in shapes
    }


def Linear__passes_gradients_back(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Gradients reach the weights, the bias and the input."""
    linear = layer(3, 4)
    values = {"weight": torch.randn(4, 3, generator=rng), "bias": torch.randn(4, generator=rng)}
    x = torch.randn(2, 3, generator=rng).requires_grad_()
    weights = torch.randn(2, 4, generator=rng)
    if problem := load(linear, values):
        return {"gradients": problem}
    torch.autograd.backward((linear(x) * weights).sum())
    gradients = {f"gradient of `{n}`": getattr(linear, n).grad for n in values}
    return {**gradients, "gradient of the input": x.grad}


@check_options(atol=0.02)
def Linear__starts_uniform(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Weights and bias start evenly spread between -1/√in_features and 1/√in_features, different
    in every layer.
    """
    wide, tall = layer(100, 200), layer(4, 20000)
    return {
        "weights of Linear(100, 200)": _shares(getattr(wide, "weight", None), 100),
        "weights of Linear(4, 20000)": _shares(getattr(tall, "weight", None), 4),
        "percentage of zeros in the bias": _zeros(getattr(tall, "bias", None)),
        "bias of Linear(4, 20000)": _shares(getattr(tall, "bias", None), 4),
        "percentage of equal weights in two layers": _in_common(wide, layer(100, 200)),
    }


# ---------------------------------------------------------------- Conv2d


def Conv2d__has_its_parameters(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """`weight` has shape (out, in, kh, kw), is a parameter, and the only one."""
    conv = layer(2, 5, 3)
    return {
        "parameters of Conv2d(2, 5, 3)": shapes_of(conv),
        "a tensor called `weight`": isinstance(getattr(conv, "weight", None), Tensor),
    }


def Conv2d__takes_a_pair(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The size of the kernels may be a pair (height, width)."""
    return {"parameters of Conv2d(3, 4, (2, 5))": shapes_of(layer(3, 4, (2, 5)))}


def _conv_answer(
    layer: Layer, rng: torch.Generator, shape: tuple[int, ...], *rest: object
) -> Tensor | str:
    oc, ic, kh, kw = shape
    conv = layer(ic, oc, (kh, kw), *rest)
    problem = load(conv, {"weight": torch.randn(*shape, generator=rng)})
    x = torch.randn(2, ic, 7, 8, generator=rng)
    return problem or conv(x)


def Conv2d__slides(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The answer is `conv2d` of the input and the layer's weight."""
    return {
        "Conv2d(3, 4, (2, 5))": _conv_answer(layer, rng, (4, 3, 2, 5)),
        "Conv2d(1, 2, (3, 3))": _conv_answer(layer, rng, (2, 1, 3, 3)),
    }


def Conv2d__uses_its_stride(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The stride is that of the layer, as a number or a pair."""
    return {
        "Conv2d(3, 4, (2, 3), stride=2)": _conv_answer(layer, rng, (4, 3, 2, 3), 2),
        "Conv2d(3, 4, (2, 3), stride=(1, 3))": _conv_answer(layer, rng, (4, 3, 2, 3), (1, 3)),
    }


def Conv2d__uses_its_padding(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The padding is that of the layer, as a number or a pair."""
    return {
        "Conv2d(3, 4, (3, 2), 1, padding=1)": _conv_answer(layer, rng, (4, 3, 3, 2), 1, 1),
        "Conv2d(3, 4, (3, 2), 2, (0, 2))": _conv_answer(layer, rng, (4, 3, 3, 2), 2, (0, 2)),
    }


def Conv2d__passes_gradients_back(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Gradients reach the weights and the input."""
    conv = layer(3, 2, 2)
    x = torch.randn(1, 3, 4, 5, generator=rng).requires_grad_()
    weights = torch.randn(1, 2, 3, 4, generator=rng)
    if problem := load(conv, {"weight": torch.randn(2, 3, 2, 2, generator=rng)}):
        return {"gradients": problem}
    torch.autograd.backward((conv(x) * weights).sum())
    return {"gradient of `weight`": conv.weight.grad, "gradient of the input": x.grad}


@check_options(atol=0.02)
def Conv2d__starts_uniform(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Weights start evenly spread between ±1/√(in_channels · kh · kw), different in every layer."""
    wide, deep = layer(4, 400, (3, 5)), layer(300, 20, 2)
    return {
        "weights of Conv2d(4, 400, (3, 5))": _shares(getattr(wide, "weight", None), 4 * 3 * 5),
        "weights of Conv2d(300, 20, 2)": _shares(getattr(deep, "weight", None), 300 * 2 * 2),
        "percentage of equal weights in two layers": _in_common(deep, layer(300, 20, 2)),
    }
