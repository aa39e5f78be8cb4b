"""Checks of the section “A kernel that slides”: one experiment a claim, which is what the
learner reads.
"""

import torch
from torch import Tensor

from ..pictures import ring
from .common import OneIn, TwoIn, gappy_pictures, signals, sliced, vector

# ---------------------------------------------------------------- conv1d_minimal_simple


def conv1d_minimal_simple__slides(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """Each entry is one window times the kernel, summed; the kernel is not turned round."""
    return [
        conv(torch.tensor([1.0, 2.0, 6.0, 3.0]), torch.tensor([1.0, 10.0])),
        conv(torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0]), torch.tensor([1.0, 2.0, 3.0])),
        conv(torch.randn(11, generator=rng), torch.randn(4, generator=rng)),
    ]


def conv1d_minimal_simple__takes_every_size(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A kernel of one number, and one as long as the signal, work."""
    x = torch.randn(6, generator=rng)
    return [conv(x, torch.tensor([3.0])), conv(x, torch.randn(6, generator=rng))]


def conv1d_minimal_simple__takes_a_slice(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A signal, or a kernel, that takes every second number of a longer one works."""
    return [
        conv(vector(7, 2, rng), torch.randn(3, generator=rng)),
        conv(vector(6, 3, rng), vector(2, 2, rng)),
    ]


def conv1d_minimal_simple__keeps_the_type(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(7, generator=rng, dtype=wide)
    return conv(x, torch.randn(3, generator=rng, dtype=wide))


# ---------------------------------------------------------------- conv1d_minimal


def conv1d_minimal__agrees_with_torch(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The answer is that of torch.nn.functional.conv1d."""
    sizes = [(1, 1, 3, 1, 2), (1, 2, 4, 3, 2), (2, 3, 7, 4, 5), (3, 2, 9, 5, 4)]
    return [
        conv(
            torch.randn(b, ic, w, generator=rng),
            torch.randn(oc, ic, kw, generator=rng),
        )
        for b, ic, w, oc, kw in sizes
    ]


def conv1d_minimal__takes_every_kernel(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A kernel of one number, and one as long as the signal, work."""
    x = torch.randn(2, 3, 5, generator=rng)
    return [conv(x, torch.randn(4, 3, kw, generator=rng)) for kw in (1, 5)]


def conv1d_minimal__tells_channels_apart(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """With as many channels out as in, the first axis of the weights is still the one that goes
    out.
    """
    return conv(torch.randn(2, 3, 6, generator=rng), torch.randn(3, 3, 2, generator=rng))


def conv1d_minimal__takes_strided_signals(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Signals that are no contiguous tensor, transposed and sliced, work."""
    return conv(signals(2, 3, 7, rng), torch.randn(4, 3, 2, generator=rng))


def conv1d_minimal__keeps_the_type(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(2, 3, 6, generator=rng, dtype=wide)
    return conv(x, torch.randn(4, 3, 2, generator=rng, dtype=wide))


# ---------------------------------------------------------------- conv2d_minimal


def conv2d_minimal__agrees_with_torch(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The answer is that of torch.nn.functional.conv2d."""
    sizes = [(1, 1, 3, 4, 1, 2, 2), (1, 2, 3, 5, 3, 1, 4), (2, 3, 7, 6, 4, 3, 2)]
    return [
        conv(
            torch.randn(b, ic, h, w, generator=rng),
            torch.randn(oc, ic, kh, kw, generator=rng),
        )
        for b, ic, h, w, oc, kh, kw in sizes
    ]


def conv2d_minimal__takes_square_kernels(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """Square kernels are not turned or transposed; one by one and picture-sized ones work."""
    x = torch.randn(2, 3, 5, 5, generator=rng)
    return [conv(x, torch.randn(4, 3, k, k, generator=rng)) for k in (1, 3, 5)]


def conv2d_minimal__tells_channels_apart(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """With as many channels out as in, the first axis of the weights is still the one that goes
    out.
    """
    return conv(torch.randn(2, 3, 4, 6, generator=rng), torch.randn(3, 3, 2, 4, generator=rng))


def conv2d_minimal__takes_strided_pictures(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Pictures that are no contiguous tensor, permuted and sliced, work."""
    return conv(gappy_pictures(2, 3, 6, 5, rng), torch.randn(4, 3, 3, 2, generator=rng))


def conv2d_minimal__keeps_the_type(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(2, 3, 6, 5, generator=rng, dtype=wide)
    return conv(x, torch.randn(4, 3, 2, 3, generator=rng, dtype=wide))


# ---------------------------------------------------------------- edge_strength


def edge_strength__finds_borders(edges: OneIn, rng: torch.Generator) -> list[Tensor]:
    """Where brightness changes, across or down, the answer is large; where it does not, 0."""
    step = (torch.arange(5) > 2).float()
    return [
        edges(step.expand(4, 5)),
        edges(step[:, None].expand(5, 3)),
        edges(step[:, None] * step),
        edges(ring(20)),
    ]


def edge_strength__takes_any_picture(edges: OneIn, rng: torch.Generator) -> list[Tensor]:
    """Random pictures, the smallest one, and one that is no contiguous tensor work."""
    return [
        edges(torch.randn(3, 3, generator=rng)),
        edges(torch.randn(5, 7, generator=rng)),
        edges(sliced(6, 4, rng)),
    ]


def edge_strength__keeps_the_type(edges: OneIn, rng: torch.Generator) -> Tensor:
    """A picture in float64 gives an answer in float64."""
    return edges(torch.randn(4, 5, generator=rng, dtype=torch.float64))
