"""Checks of the section “A first classifier”: one experiment a claim, which is what the learner
reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from .common import Layer, load, shapes_of

# ---------------------------------------------------------------- SimpleCNN

_SIMPLE_CNN = {
    "conv1.weight": (8, 1, 3, 3),
    "conv2.weight": (16, 8, 3, 3),
    "linear.weight": (10, 64),
    "linear.bias": (10,),
}


def _cnn(make: Layer, rng: torch.Generator) -> tuple[nn.Module, str]:
    """A network with weights of our own, and what is wrong with it, or nothing."""
    model = make()
    values = {name: torch.randn(*shape, generator=rng) * 0.4 for name, shape in _SIMPLE_CNN.items()}
    return model, load(model, values)


def SimpleCNN__has_its_parameters(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """Its parameters are those of `conv1`, `conv2` and `linear`, 1,874 numbers in all."""
    model = make()
    total = sum(p.numel() for p in model.parameters())
    return {"parameters": shapes_of(model), "numbers in all": total}


def SimpleCNN__gives_logits(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """With the weights of the reference it gives the logits of the reference."""
    model, problem = _cnn(make, rng)
    batches = [torch.randn(n, 1, 8, 8, generator=rng) for n in (1, 3, 5)]
    return {f"logits of {len(x)} pictures": problem or model(x) for x in batches}


def SimpleCNN__takes_dark_pictures(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """A black picture gives the bias, and a very bright one gives large logits, not rounded to
    probabilities.
    """
    model, problem = _cnn(make, rng)
    bright = 50 * torch.rand(2, 1, 8, 8, generator=rng)
    return {
        "logits of a black picture": problem or model(torch.zeros(1, 1, 8, 8)),
        "logits of bright pictures": problem or model(bright),
    }


def SimpleCNN__learns_everywhere(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """The gradient of a cross-entropy reaches every parameter."""
    model, problem = _cnn(make, rng)
    x = torch.randn(4, 1, 8, 8, generator=rng)
    if problem:
        return {"gradients": problem}
    loss = nn.functional.cross_entropy(model(x), torch.tensor([3, 1, 4, 1]))
    torch.autograd.backward(loss)
    return {f"gradient of `{n}`": p.grad for n, p in sorted(model.named_parameters())}


# ---------------------------------------------------------------- train_step

TrainStep = Callable[[nn.Module, torch.optim.Optimizer, Tensor, Tensor], float]


def _classifier(rng: torch.Generator, features: int, classes: int) -> nn.Module:
    """A small linear classifier of flattened pictures, with weights of our own."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(features, classes))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=rng))
    return model


def _parameters_of(model: nn.Module) -> dict[str, object]:
    return {f"`{n}` afterwards": p.detach().clone() for n, p in sorted(model.named_parameters())}


def train_step__returns_the_loss(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """The loss is the mean cross-entropy of the batch, measured before the step."""
    model = _classifier(rng, 6, 4)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    images, labels = torch.randn(5, 1, 2, 3, generator=rng), torch.tensor([0, 3, 1, 3, 2])
    return {"loss": step(model, optimiser, images, labels)}


def train_step__returns_a_number(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """What comes back is a Python float, not a tensor that holds on to its graph."""
    model = _classifier(rng, 4, 2)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    loss = step(model, optimiser, torch.randn(3, 1, 2, 2, generator=rng), torch.tensor([0, 1, 1]))
    return {"type of the loss": "float" if isinstance(loss, float) else type(loss).__name__}


def train_step__moves_downhill(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """Afterwards every parameter has moved against its gradient."""
    model = _classifier(rng, 8, 3)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    images, labels = torch.randn(4, 2, 2, 2, generator=rng), torch.tensor([2, 0, 1, 1])
    step(model, optimiser, images, labels)
    return _parameters_of(model)


def train_step__starts_afresh(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """Gradients of earlier steps do not count: three steps in a row."""
    model = _classifier(rng, 6, 5)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.2)
    batches = [(torch.randn(3, 1, 3, 2, generator=rng), torch.tensor([4, 0, i])) for i in range(3)]
    losses = [step(model, optimiser, *batch) for batch in batches]
    return {"losses of three steps": losses, **_parameters_of(model)}


def train_step__uses_the_optimiser(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """Whatever optimiser is given does the step, Adam as well."""
    model = _classifier(rng, 4, 3)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.1)
    images, labels = torch.randn(6, 1, 2, 2, generator=rng), torch.tensor([0, 1, 2, 2, 1, 0])
    losses = [step(model, optimiser, images, labels) for _ in range(2)]
    return {"losses of two steps": losses, **_parameters_of(model)}
