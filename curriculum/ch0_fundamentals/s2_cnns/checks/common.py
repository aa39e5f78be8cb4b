"""What the checks of several sections use.

Tensors that are not contiguous lie in the middle of larger ones, so that a wrong stride reads wrong
numbers instead of leaving the memory.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

OneIn = Callable[[Tensor], Tensor]

TwoIn = Callable[[Tensor, Tensor], Tensor]


def numbers(rows: int, cols: int) -> Tensor:
    """A matrix whose numbers say where they stand: 10 · row + column."""
    return 10.0 * torch.arange(rows)[:, None] + torch.arange(cols)


def matrix(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """A contiguous matrix with memory before and after it."""
    return torch.randn(rows + 8, cols, generator=rng)[4 : rows + 4]


def sliced(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """Every second row and every third column of a larger matrix, not from its start."""
    return torch.randn(3 * rows + 5, 3 * cols + 4, generator=rng)[2 : 2 * rows + 2 : 2, 1:][
        :, : 3 * cols : 3
    ]


def turned(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """The transpose of a matrix that lies in the middle of a larger one."""
    return torch.randn(cols + 6, rows + 3, generator=rng)[3 : cols + 3, 2 : rows + 2].T


def vector(size: int, step: int, rng: torch.Generator) -> Tensor:
    """Every `step`-th number of a longer vector, not from its start."""
    return torch.randn(step * size + 12, generator=rng)[5 : 5 + step * size : step]


def signals(batch: int, channels: int, width: int, rng: torch.Generator) -> Tensor:
    """A batch of signals that is no contiguous tensor and lies in the middle of a larger one."""
    base = torch.randn(batch + 4, 2 * width + 6, channels + 3, generator=rng)
    return base[2 : batch + 2, 3 : 2 * width + 3 : 2, 1 : channels + 1].transpose(1, 2)


def gappy_pictures(
    batch: int, channels: int, height: int, width: int, rng: torch.Generator
) -> Tensor:
    """A batch of pictures that is no contiguous tensor and lies in the middle of a larger one."""
    base = torch.randn(batch + 4, 2 * height + 4, width + 5, channels + 3, generator=rng)
    part = base[2 : batch + 2, 1 : 2 * height + 1 : 2, 2 : width + 2, 1 : channels + 1]
    return part.permute(0, 3, 1, 2)


def gradients_of(output: Tensor, rng: torch.Generator, *inputs: Tensor) -> list[object]:
    """Gradients of a random weighted sum of the output."""
    if not output.requires_grad:
        return ["no gradient flows"] * len(inputs)
    torch.autograd.backward((output * torch.randn(output.shape, generator=rng)).sum())
    return [i.grad for i in inputs]


Layer = Callable[..., nn.Module]


def load(layer: nn.Module, values: dict[str, Tensor]) -> str:
    """Write values into a layer's parameters; what is wrong with them, or nothing."""
    for name, value in values.items():
        target: object = layer
        for part in name.split("."):
            target = getattr(target, part, None)
        if not isinstance(target, Tensor):
            return f"there is no tensor `{name}`"
        if target.shape != value.shape:
            return f"`{name}` has shape {tuple(target.shape)}"
        with torch.no_grad():
            target.copy_(value)
    return ""


def shapes_of(layer: nn.Module) -> dict[str, list[int]]:
    """Names and shapes of the parameters that an optimiser would find."""
    return {name: list(p.shape) for name, p in sorted(layer.named_parameters())}
