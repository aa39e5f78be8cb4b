"""Checks of the section “A network and one step”: one experiment a claim, which is what the
learner reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .common import Make, Recorder, classifier, filled, seeded, small_batch, state

Step = Callable[[nn.Module, torch.optim.Optimizer, Tensor, Tensor], float]


# ---------------------------------------------------------------- ConvNet


def _in_order(model: nn.Module) -> list[str]:
    """The entries of a state dict as text: `conv1.weight (16, 1, 3, 3)`."""
    return [f"{name} {tuple(entry.shape)}" for name, entry in model.state_dict().items()]


def ConvNet__has_its_layers(make: Make, rng: torch.Generator) -> dict[str, object]:
    """`conv1`, `conv2`, `fc1` and `fc2` have their weights and biases: 13,706 numbers."""
    model = make()
    return {
        "entries of the state dict": sorted(_in_order(model)),
        "numbers in all parameters": sum(p.numel() for p in model.parameters()),
    }


def _named(model: nn.Module) -> nn.Module:
    """Like `filled`, by name: the order in which attributes were defined does not matter."""
    with torch.no_grad():
        for place, (_, entry) in enumerate(sorted(model.named_parameters())):
            values = torch.randn(entry.shape, generator=seeded(place))
            entry.copy_(values * 1.5 / entry[0].numel() ** 0.5)
    return model


def ConvNet__gives_logits(make: Make, rng: torch.Generator) -> dict[str, object]:
    """With the numbers of the reference in its layers, it gives the logits of the reference."""
    batches = [2 * torch.randn(n, 1, 8, 8, generator=rng) for n in (1, 3, 4)]
    model = _named(make())
    return {f"logits of {len(x)} pictures": model(x) for x in batches}


def ConvNet__learns_everywhere(make: Make, rng: torch.Generator) -> dict[str, object]:
    """The gradient of the cross-entropy reaches every parameter."""
    x, model = torch.randn(5, 1, 8, 8, generator=rng), _named(make())
    torch.autograd.backward(F.cross_entropy(model(x), torch.tensor([3, 1, 4, 1, 5])))
    return {f"gradient of `{n}`": p.grad for n, p in sorted(model.named_parameters())}


# ---------------------------------------------------------------- training_step


def training_step__returns_the_loss(step: Step, rng: torch.Generator) -> dict[str, object]:
    """It returns the mean cross-entropy of the batch as a number, as it was before the step."""
    model = classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    loss: object = step(model, optimizer, *small_batch(rng))
    kind = "a Tensor" if isinstance(loss, Tensor) else "a number"
    return {"loss": loss, "the loss is": kind}


def training_step__takes_one_step(step: Step, rng: torch.Generator) -> dict[str, object]:
    """After one step, the parameters are those of the reference."""
    # Gradients are not looked at: who clears them once more after the step is right as well.
    model = classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    step(model, optimizer, *small_batch(rng))
    return dict(state(model))


def training_step__forgets_old_gradients(step: Step, rng: torch.Generator) -> dict[str, object]:
    """Gradients that were there before the first step have no part in it."""
    model = classifier(6, 4)
    for param in model.parameters():
        param.grad = torch.randn(param.shape, generator=rng)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    step(model, optimizer, *small_batch(rng))
    return dict(state(model))


def training_step__takes_a_second(step: Step, rng: torch.Generator) -> dict[str, object]:
    """The second step uses the gradient of its own batch, not what the first left behind."""
    model = classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = [step(model, optimizer, *small_batch(rng)) for _ in range(2)]
    return {"losses": losses, **state(model)}


def training_step__uses_the_optimiser(step: Step, rng: torch.Generator) -> dict[str, object]:
    """Whatever optimiser is given takes the step: here Adam, and it holds one layer only."""
    model = filled(nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4)))
    last = list(model.children())[-1]
    optimizer = torch.optim.Adam(last.parameters(), lr=0.1)
    losses = [step(model, optimizer, *small_batch(rng)) for _ in range(2)]
    return {"losses": losses, **state(model)}


def training_step__is_in_training_mode(step: Step, rng: torch.Generator) -> dict[str, object]:
    """The model computes in training mode, even if it came in evaluation mode."""
    recorder = Recorder()
    model = filled(nn.Sequential(nn.BatchNorm2d(1), recorder, nn.Flatten(), nn.Linear(6, 4)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.eval()
    step(model, optimizer, *small_batch(rng))
    return {"training mode during the step": recorder.modes, **state(model)}
