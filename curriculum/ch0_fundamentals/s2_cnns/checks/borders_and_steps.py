"""Checks of the section “Borders and steps”: one experiment a claim, which is what the learner
reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ..pictures import glider
from .common import OneIn, gappy_pictures, gradients_of, signals

# ---------------------------------------------------------------- conv1d_minimal_simple

Output = Callable[..., Tensor]


# ---------------------------------------------------------------- pad1d


def pad1d__adds_at_each_end(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """`left` entries stand before each signal and `right` after it, all with the value asked
    for.
    """
    return [
        pad(torch.tensor([[[1.0, 2.0]]]), 1, 3, 9.0),
        pad(torch.randn(2, 3, 4, generator=rng), 2, 1, -0.5),
    ]


def pad1d__adds_at_one_end(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Nothing is added where 0 is asked for."""
    x = torch.randn(3, 2, 4, generator=rng)
    return [pad(x, 0, 2, 1.5), pad(x, 3, 0, 1.5), pad(x, 0, 0, 1.5)]


def pad1d__takes_strided_signals(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Signals that are no contiguous tensor, an infinite value and no signals at all work."""
    inf = float("inf")
    return [
        pad(signals(2, 3, 4, rng), 1, 2, -inf),
        pad(torch.zeros(0, 2, 3), 1, 1, 7.0),
        pad(torch.randn(1, 2, 3, generator=rng), 2, 1, 0),
    ]


def pad1d__keeps_the_type(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Numbers in float64 and whole numbers keep their type."""
    wide = torch.randn(2, 1, 3, generator=rng, dtype=torch.float64)
    return [pad(wide, 1, 2, 0.1), pad(torch.arange(6).reshape(1, 2, 3), 2, 1, 5)]


def pad1d__passes_gradients_back(pad: Output, rng: torch.Generator) -> list[object]:
    """Gradients flow through the padded signals back to the signals."""
    x = torch.randn(2, 3, 4, generator=rng).requires_grad_()
    return gradients_of(pad(x, 2, 1, 0.0), rng, x)


# ---------------------------------------------------------------- pad2d


def pad2d__adds_on_each_side(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Columns stand on the left and right and rows above and below, all with the value asked
    for.
    """
    return [
        pad(torch.tensor([[[[1.0, 2.0]]]]), 2, 1, 1, 3, 9.0),
        pad(torch.randn(2, 3, 4, 5, generator=rng), 1, 2, 3, 4, -0.5),
    ]


def pad2d__adds_on_one_side(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Nothing is added where 0 is asked for."""
    x = torch.randn(1, 2, 3, 4, generator=rng)
    sides = [(2, 0, 0, 0), (0, 2, 0, 0), (0, 0, 2, 0), (0, 0, 0, 2), (0, 0, 0, 0)]
    return [pad(x, *side, 1.5) for side in sides]


def pad2d__takes_strided_pictures(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Pictures that are no contiguous tensor, an infinite value and no pictures at all work."""
    return [
        pad(gappy_pictures(2, 3, 4, 5, rng), 1, 2, 0, 3, -float("inf")),
        pad(torch.zeros(0, 2, 3, 4), 1, 1, 2, 2, 7.0),
        pad(torch.randn(1, 2, 3, 4, generator=rng), 2, 1, 1, 1, 0),
    ]


def pad2d__keeps_the_type(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Numbers in float64 and whole numbers keep their type."""
    wide = torch.randn(2, 1, 3, 4, generator=rng, dtype=torch.float64)
    return [pad(wide, 1, 2, 3, 0, 0.1), pad(torch.arange(6).reshape(1, 1, 2, 3), 2, 1, 0, 1, 5)]


def pad2d__passes_gradients_back(pad: Output, rng: torch.Generator) -> list[object]:
    """Gradients flow through the padded pictures back to the pictures."""
    x = torch.randn(1, 2, 3, 4, generator=rng).requires_grad_()
    return gradients_of(pad(x, 1, 2, 0, 1, 0.0), rng, x)


# ---------------------------------------------------------------- conv_output_size

OutputSize = Callable[..., int]


def conv_output_size__counts_places(places: OutputSize, rng: torch.Generator) -> list[int]:
    """Without stride and padding, a kernel of k fits at size - k + 1 places."""
    return [places(5, 3), places(7, 1), places(4, 4), places(10, 4)]


def conv_output_size__counts_strides(places: OutputSize, rng: torch.Generator) -> list[int]:
    """With a stride, what is left at the end and is too short for a step does not count."""
    return [
        places(7, 3, 2),
        places(8, 3, 2),
        places(8, 2, 3),
        places(9, 2, 3),
        places(5, 5, 4),
        places(6, 2, stride=7),
    ]


def conv_output_size__is_whole(places: OutputSize, rng: torch.Generator) -> dict[str, str]:
    """The answer is an int, as the size of a tensor has to be."""
    answer = places(7, 3, 2)
    kind = "int" if hasattr(answer, "__index__") else type(answer).__name__
    return {"type of conv_output_size(7, 3, 2)": kind}


def conv_output_size__counts_padding(places: OutputSize, rng: torch.Generator) -> list[int]:
    """Padding is added at both ends before the kernel is laid on."""
    return [
        places(5, 3, padding=1),
        places(4, 6, padding=1),
        places(32, 5, 2, 1),
        places(28, 3, 3, 4),
        places(8, 4, stride=3, padding=2),
    ]


def conv_output_size__refuses_a_long_kernel(
    places: OutputSize, rng: torch.Generator
) -> list[object]:
    """A kernel longer than the padded axis is a ValueError."""
    answers: list[object] = []
    for case in ((3, 4, 1, 0), (4, 7, 2, 1), (2, 9, 5, 1), (3, 5, 1, 1)):
        try:
            answers.append(places(*case))
        except ValueError:
            answers.append("ValueError")
    return answers


# ---------------------------------------------------------------- conv1d


def conv1d__slides(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With the defaults it is the convolution without stride and padding."""
    x = torch.randn(2, 3, 8, generator=rng)
    return [conv(x, torch.randn(4, 3, kw, generator=rng)) for kw in (1, 2, 5)]


def conv1d__takes_a_stride(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With a stride, only every stride-th place is visited; the kernel's own steps stay 1."""
    x = torch.randn(2, 3, 11, generator=rng)
    weights = torch.randn(4, 3, 2, generator=rng)
    return [conv(x, weights, stride=stride) for stride in (2, 3, 5)]


def conv1d__takes_padding(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With padding, zeros stand at both ends."""
    x = torch.randn(3, 2, 7, generator=rng)
    weights = torch.randn(5, 2, 4, generator=rng)
    return [conv(x, weights, padding=padding) for padding in (1, 2, 5)]


def conv1d__takes_both(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Stride and padding together, odd and even kernels, and a signal shorter than its kernel
    work.
    """
    sizes = [(2, 3, 9, 4, 3, 2, 1), (1, 2, 8, 3, 4, 3, 2), (3, 1, 2, 2, 5, 2, 2)]
    return [
        conv(
            torch.randn(b, ic, w, generator=rng),
            torch.randn(oc, ic, kw, generator=rng),
            stride,
            padding,
        )
        for b, ic, w, oc, kw, stride, padding in sizes
    ]


def conv1d__takes_strided_signals(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Signals that are no contiguous tensor work, with padding and without."""
    weights = torch.randn(4, 3, 3, generator=rng)
    return [conv(signals(2, 3, 8, rng), weights, 2, padding) for padding in (0, 1)]


def conv1d__keeps_the_type(conv: Output, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(2, 3, 7, generator=rng, dtype=wide)
    return conv(x, torch.randn(4, 3, 2, generator=rng, dtype=wide), 2, 1)


# ---------------------------------------------------------------- conv2d


def conv2d__slides(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With the defaults it is the convolution without stride and padding."""
    x = torch.randn(2, 3, 5, 6, generator=rng)
    sizes = ((1, 1), (2, 2), (3, 2), (5, 6))
    return [conv(x, torch.randn(4, 3, *size, generator=rng)) for size in sizes]


def conv2d__takes_a_stride(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """The stride may be one number, or a pair (down, right)."""
    x = torch.randn(1, 2, 8, 9, generator=rng)
    weights = torch.randn(3, 2, 2, 3, generator=rng)
    return [conv(x, weights, stride=stride) for stride in (2, 3, (1, 2), (3, 1), (2, 4))]


def conv2d__takes_padding(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """The padding may be one number, or a pair (above and below, left and right)."""
    x = torch.randn(2, 1, 4, 5, generator=rng)
    weights = torch.randn(3, 1, 3, 2, generator=rng)
    return [conv(x, weights, padding=padding) for padding in (1, 2, (0, 1), (2, 0), (1, 3))]


def conv2d__takes_both(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Stride and padding together, as numbers and as pairs, work."""
    x = torch.randn(2, 3, 6, 7, generator=rng)
    weights = torch.randn(4, 3, 3, 5, generator=rng)
    cases: list[tuple[object, object]] = [(2, 1), ((3, 2), 2), (2, (0, 2)), ((1, 3), (2, 1))]
    return [conv(x, weights, stride, padding) for stride, padding in cases]


def conv2d__takes_strided_pictures(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Pictures that are no contiguous tensor work, with padding and without."""
    weights = torch.randn(4, 3, 2, 3, generator=rng)
    return [conv(gappy_pictures(2, 3, 6, 5, rng), weights, 2, padding) for padding in (0, 1)]


def conv2d__passes_gradients_back(conv: Output, rng: torch.Generator) -> list[object]:
    """Gradients flow back to the pictures and to the weights."""
    x = torch.randn(2, 3, 5, 6, generator=rng, dtype=torch.float64).requires_grad_()
    weights = torch.randn(4, 3, 2, 3, generator=rng, dtype=torch.float64).requires_grad_()
    return gradients_of(conv(x, weights, 2, 1), rng, x, weights)


# ---------------------------------------------------------------- life_step


def life_step__moves_known_patterns(step: OneIn, rng: torch.Generator) -> list[Tensor]:
    """A block stays, a blinker turns and a glider moves on."""
    block = torch.zeros(4, 5)
    block[1:3, 2:4] = 1
    blinker = torch.zeros(5, 6)
    blinker[2, 2:5] = 1
    world = glider()
    generations = [step(block), step(blinker)]
    for _ in range(4):
        world = step(world)
        generations.append(world)
    return generations


def life_step__knows_its_border(step: OneIn, rng: torch.Generator) -> list[Tensor]:
    """What lies outside the world is dead; full, empty and tiny worlds work."""
    cases = (torch.ones(4, 3), torch.zeros(2, 5), torch.ones(1, 1), torch.ones(1, 4))
    return [step(world) for world in cases]


def life_step__agrees_on_random_worlds(step: OneIn, rng: torch.Generator) -> list[Tensor]:
    """Random worlds, in float32 and float64, contiguous or not, go on as the rules say."""
    world = (torch.rand(12, 15, generator=rng) < 0.4).float()
    return [step(world), step(world[1:, ::2].T), step(world.double())]


# ---------------------------------------------------------------- maxpool2d


def maxpool2d__takes_the_largest(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """By default windows lie side by side, and what is left at the end does not count."""
    return [
        pool(torch.tensor([[[[1.0, 5.0, 2.0], [3.0, 0.0, 4.0]]]]), (2, 1)),
        pool(torch.randn(2, 3, 5, 7, generator=rng), 2),
        pool(torch.randn(2, 1, 6, 8, generator=rng), (2, 3)),
        pool(torch.randn(1, 3, 4, 5, generator=rng), (4, 5)),
    ]


def maxpool2d__takes_a_stride(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """Windows may overlap, or leave gaps; the stride is one number or a pair (down, right)."""
    x = torch.randn(2, 3, 8, 9, generator=rng)
    cases: list[tuple[object, object]] = [(3, 1), (2, 3), ((2, 3), (3, 1)), (2, (4, 2)), (1, 1)]
    return [pool(x, kernel_size, stride) for kernel_size, stride in cases]


def maxpool2d__pads_with_minus_infinity(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """Padding never wins, not even where all numbers are below zero."""
    x = torch.randn(2, 3, 5, 6, generator=rng) - 4
    cases: list[tuple[object, object, object]] = [
        (2, None, 1),
        (3, 1, 1),
        ((2, 4), (2, 1), (0, 2)),
        ((3, 2), 2, (1, 0)),
        (4, 3, 2),
    ]
    return [pool(x, *case) for case in cases]


def maxpool2d__takes_strided_pictures(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """Pictures that are no contiguous tensor work, with padding and without."""
    return [pool(gappy_pictures(2, 3, 6, 5, rng), 2, 1, padding) for padding in (0, 1)]


def maxpool2d__passes_gradients_back(pool: Output, rng: torch.Generator) -> list[object]:
    """The type stays float64, and gradients flow back to the largest entries only."""
    x = torch.randn(1, 2, 5, 6, generator=rng, dtype=torch.float64).requires_grad_()
    return gradients_of(pool(x, 3, 2, 1), rng, x)
