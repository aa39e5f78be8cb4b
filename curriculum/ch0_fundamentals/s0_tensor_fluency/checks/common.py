"""What the checks of several sections use."""

from collections.abc import Callable

import torch
from torch import Tensor

Number = float | Tensor

One = Callable[[Tensor], Tensor]

Two = Callable[[Tensor, Tensor], Tensor]


def normal(*shape: int, rng: torch.Generator) -> Tensor:
    return torch.randn(*shape, generator=rng)


def integers(high: int, *shape: int, rng: torch.Generator) -> Tensor:
    return torch.randint(high, shape, generator=rng)


def spread_out(tensor: Tensor) -> Tensor:
    """The same numbers, in memory in the reverse order of axes and with gaps."""
    axes = tuple(reversed(range(tensor.dim())))
    spread = torch.stack([tensor.permute(axes), -tensor.permute(axes)], dim=-1)
    return spread[..., 0].permute(axes)


def tiny(
    rng: torch.Generator, height: int = 4, width: int = 6, channels: int = 2, count: int = 6
) -> Tensor:
    """Pictures of noise."""
    return torch.rand(count, channels, height, width, generator=rng)
