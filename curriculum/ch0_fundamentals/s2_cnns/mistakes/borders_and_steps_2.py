"""Mistakes of the section “Borders and steps”: the first paragraph of a docstring is what the
learner reads.
"""

import math

import torch
from einops import einsum
from torch import Tensor

from ..solutions import IntOrPair, conv_output_size, force_pair, pad1d, pad2d
from ..solutions import conv1d as _conv1d  # an exercise may not name what its rule forbids
from ..solutions import conv2d as _conv2d
from ..solutions import maxpool2d as _maxpool2d

# ---------------------------------------------------------------- conv1d


def _strided1d(x: Tensor, weights: Tensor, ow: int, step: int, inner: int) -> Tensor:
    """A convolution with any step of the windows and any step inside them."""
    b, ic, _ = x.shape
    sb, sc, sw = x.stride()
    windows = x.as_strided((b, ic, ow, weights.shape[2]), (sb, sc, sw * step, sw * inner))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d__stride_ignored(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """The stride is not used: you visit every place.

    With a stride of s, place o begins at entry o · s of the padded signal: that step belongs to the
    axis of the places.
    """
    return _conv1d(x, weights, 1, padding)


def conv1d__size_only(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """Your stride changes how many places there are, and not where they are.

    The answer has the right size and holds the first places, one entry apart. The axis of the
    places needs the stride too: `sw * stride`.
    """
    ow = conv_output_size(x.shape[2], weights.shape[2], stride, padding)
    return _conv1d(x, weights, 1, padding)[:, :, :ow]


def conv1d__kernel_stretched(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """Your stride stretches the kernel: it is applied inside the windows, not between them.

    The stride says how far the next window begins. Inside a window neighbours stay neighbours. A
    step inside is called dilation, and is another option of torch's convolution.
    """
    ow = (x.shape[2] + 2 * padding - weights.shape[2]) // stride + 1
    x = pad1d(x, padding, padding + stride * weights.shape[2], 0)[:, :, : x.shape[2] + 2 * padding]
    return _strided1d(x, weights, ow, 1, stride)


def conv1d__padding_ignored(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """The padding is not used: your answer covers the bare signal only.

    Pad first, then work out sizes and strides from the padded tensor.
    """
    return _conv1d(x, weights, stride, 0)


def conv1d__padding_on_one_side(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """You pad before the signal only; zeros belong at both ends.

    `padding=1` adds two entries in all.
    """
    return _conv1d(pad1d(x, padding, 0, 0), weights, stride, 0)


def conv1d__flipped(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """You turn the kernels round: that is the convolution of mathematics, not that of networks.

    What deep learning calls convolution lays the kernel on the signal as it is written.
    """
    return _conv1d(x, weights.flip(2), stride, padding)


def conv1d__last_place_missing(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """Your last place is missing: the output size is (w + 2 · padding - kw) // stride + 1.

    `conv_output_size` counts places, with the + 1 after the division.
    """
    return _conv1d(x, weights, stride, padding)[:, :, :-1]


def conv1d__strides_before_padding(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """You walk along the padded signals with the strides of the bare ones.

    Padding makes a new tensor, whose rows are longer, so a step from signal to signal is longer
    too. Ask the padded tensor for its strides.
    """
    padded = pad1d(x, padding, padding, 0)
    (b, ic, w), kw = padded.shape, weights.shape[2]
    sb, sc, sw = x.stride()
    windows = padded.as_strided((b, ic, (w - kw) // stride + 1, kw), (sb, sc, sw * stride, sw))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d__size_before_padding(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """You count the places on the bare signal: the last ones on the padded signal are missing.

    There are (w + 2 · padding - kw) // stride + 1 places. Take the width from the padded tensor,
    or ask `conv_output_size`.
    """
    ow = (x.shape[2] - weights.shape[2]) // stride + 1
    return _strided1d(pad1d(x, padding, padding, 0), weights, ow, stride, 1)


# ---------------------------------------------------------------- conv2d


def conv2d__stride_swapped(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You read the stride as (right, down); a pair is (height, width), so (down, right).

    Pairs come in the order of the axes h, w.
    """
    down, right = force_pair(stride)
    return _conv2d(x, weights, (right, down), padding)


def conv2d__padding_swapped(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You pad the width with the first number and the height with the second.

    A pair is (height, width): its first number goes above and below. `pad2d` takes left and right
    first, so the two meet in the opposite order.
    """
    ph, pw = force_pair(padding)
    return _conv2d(x, weights, stride, (pw, ph))


def conv2d__stride_ignored(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """The stride is not used: you visit every place.

    Place o begins at row o · down of the padded picture.
    """
    return _conv2d(x, weights, 1, padding)


def conv2d__padding_ignored(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """The padding is not used: your answer covers the bare picture only.

    Pad first, then work out sizes and strides from the padded tensor.
    """
    return _conv2d(x, weights, stride, 0)


def conv2d__size_only(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """Your stride changes how many places there are, and not where they are.

    The answer has the right size and holds the first places, one pixel apart. The axes of the
    places need the stride too: `sh * down` and `sw * right`.
    """
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    oh = conv_output_size(x.shape[2], weights.shape[2], down, ph)
    ow = conv_output_size(x.shape[3], weights.shape[3], right, pw)
    return _conv2d(x, weights, 1, padding)[:, :, :oh, :ow]


def conv2d__first_of_the_pair(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You use the first number of the stride's pair in both directions.

    (down, right) may differ, as they do for spectrograms, whose axes are frequency and time.
    """
    return _conv2d(x, weights, force_pair(stride)[0], padding)


def conv2d__flipped(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You turn the kernels round: networks lay them on the picture as they are written.

    The convolution of mathematics runs the kernel backwards. What deep learning calls by that
    name does not.
    """
    return _conv2d(x, weights.flip(2, 3), stride, padding)


def _strided2d(
    x: Tensor, weights: Tensor, steps: tuple[int, int], stride: tuple[int, ...]
) -> Tensor:
    """A convolution of padded pictures with six strides of any kind."""
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    size = (b, ic, (h - kh) // steps[0] + 1, (w - kw) // steps[1] + 1, kh, kw)
    windows = x.as_strided(size, stride)
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d__kernel_stretched(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """Your stride stretches the kernel: it is applied inside the windows, not between them.

    The stride says how far the next window begins. Inside a window neighbours stay neighbours.
    """
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    padded = pad2d(x, pw, pw, ph, ph, 0)
    sb, sc, sh, sw = padded.stride()
    return _strided2d(padded, weights, (down, right), (sb, sc, sh, sw, sh * down, sw * right))


def conv2d__strides_before_padding(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You walk along the padded pictures with the strides of the bare ones.

    Padding makes a new tensor, whose rows are longer, so a step down is longer too. Ask the padded
    tensor for its strides.
    """
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    padded = pad2d(x, pw, pw, ph, ph, 0)
    sb, sc, sh, sw = x.stride()
    return _strided2d(padded, weights, (down, right), (sb, sc, sh * down, sw * right, sh, sw))


def conv2d__detached(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """The values are right, but no gradient flows back: you cut the graph on the way.

    `.data`, `.detach()` and `torch.tensor(x)` copy numbers without their history. A layer made of
    your convolution would never learn.
    """
    return _conv2d(x, weights, stride, padding).detach()


# ---------------------------------------------------------------- life_step


def _around(world: Tensor) -> Tensor:
    kernel = torch.ones(1, 1, 3, 3).to(world)
    kernel[0, 0, 1, 1] = 0
    return _conv2d(world[None, None], kernel, 1, 1)[0, 0]


def life_step__counts_itself(world: Tensor) -> Tensor:
    """You count the cell itself among its neighbours.

    The middle of the kernel is the cell. Its weight should be 0.
    """
    around = _around(world) + world
    return ((around == 3) | ((around == 2) & (world == 1))).to(world)


def life_step__born_of_two(world: Tensor) -> Tensor:
    """Dead cells with two neighbours come to life: two is enough to stay alive, not to be born.

    The rule for 2 holds only where the cell lives already.
    """
    around = _around(world)
    return ((around == 3) | (around == 2)).to(world)


def life_step__nobody_stays(world: Tensor) -> Tensor:
    """Living cells with two neighbours die: the rule for staying alive has no effect.

    Three neighbours always give a living cell; two keep a living one alive. If the rule stands in
    your code, look at its brackets: `|` and `&` bind more tightly than `==`, so each comparison
    needs a pair of its own.
    """
    return (_around(world) == 3).to(world)


def life_step__round_world(world: Tensor) -> Tensor:
    """Your world is round: cells at the left border see those at the right one.

    Outside the world everything is dead, which is padding with zeros.
    """
    around = sum(
        world.roll((p, q), (0, 1)) for p in (-1, 0, 1) for q in (-1, 0, 1) if (p, q) != (0, 0)
    )
    return ((around == 3) | ((around == 2) & (world == 1))).to(world)


def life_step__truth_values(world: Tensor) -> Tensor:
    """You return truth values; the new world has the dtype of the old one.

    The answer of one step is the input of the next, and truth values cannot be convolved.
    `.to(world)` turns them into 0 and 1 of the right type.
    """
    around = _around(world)
    return (around == 3) | ((around == 2) & (world == 1))


def life_step__four_neighbours(world: Tensor) -> Tensor:
    """You count the four nearest cells; the corners are neighbours too.

    The kernel is 1 everywhere but in its middle: eight neighbours.
    """
    cross = torch.tensor([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]).to(world)[None, None]
    around = _conv2d(world[None, None], cross, 1, 1)[0, 0]
    return ((around == 3) | ((around == 2) & (world == 1))).to(world)


def life_step__nobody_born(world: Tensor) -> Tensor:
    """No dead cell ever comes to life: your rule for 3 asks whether the cell lives already.

    With 3 neighbours a cell lives, whatever it was before. Only the rule for 2 looks at the cell
    itself.
    """
    around = _around(world)
    return (((around == 3) | (around == 2)) & (world == 1)).to(world)


def life_step__always_float32(world: Tensor) -> Tensor:
    """Your new world is always float32; it should have the dtype of the old one.

    `.float()` means float32. `.to(world)` and `.to(world.dtype)` take the dtype of the world.
    """
    around = _around(world)
    return ((around == 3) | ((around == 2) & (world == 1))).float()


# ---------------------------------------------------------------- maxpool2d


def maxpool2d__zero_padding(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You pad with zeros: where all numbers are negative, the padding wins.

    Padding should never be the largest. The number that no other is smaller than is minus
    infinity.
    """
    ph, pw = force_pair(padding)
    stride = kernel_size if stride is None else stride
    return _maxpool2d(pad2d(x, pw, pw, ph, ph, 0), kernel_size, stride)


def maxpool2d__stride_one(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """Without a stride you move by 1; the default is the size of the window.

    In a convolution the default stride is 1. Pooling is for making pictures smaller, and its
    windows lie side by side unless you ask otherwise.
    """
    return _maxpool2d(x, kernel_size, 1 if stride is None else stride, padding)


def maxpool2d__stride_ignored(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """The stride is not used: your windows always lie side by side.

    Only without a stride (None) is it the size of the window.
    """
    return _maxpool2d(x, kernel_size, None, padding)


def maxpool2d__pairs_swapped(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You read a pair as (width, height); it is (height, width), for window and stride alike.

    Pairs come in the order of the axes h, w.
    """
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    return _maxpool2d(x, (kw, kh), (right, down), (ph, pw))


def maxpool2d__average(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You average each window; the exercise asks for its largest entry.

    Average pooling blurs, max pooling says whether something was there at all.
    """
    return torch.nn.functional.avg_pool2d(x, kernel_size, stride, padding)


def maxpool2d__padding_ignored(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """The padding is not used: your windows stay inside the bare picture.

    Padding never wins, but it makes room for more windows at the border.
    """
    return _maxpool2d(x, kernel_size, stride)


def maxpool2d__padding_swapped(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You pad the width with the first number and the height with the second.

    A pair is (height, width): its first number goes above and below. `pad2d` takes left and right
    first, so the two meet in the opposite order.
    """
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    padded = pad2d(x, ph, ph, pw, pw, -math.inf)
    return padded.unfold(2, kh, down).unfold(3, kw, right).amax((-2, -1))


def maxpool2d__strides_before_padding(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You walk along the padded pictures with the strides of the bare ones.

    Padding makes a new tensor, whose rows are longer, so a step down is longer too. Ask the padded
    tensor for its strides.
    """
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    padded = pad2d(x, pw, pw, ph, ph, -math.inf)
    (b, c, h, w), (sb, sc, sh, sw) = padded.shape, x.stride()
    size = (b, c, (h - kh) // down + 1, (w - kw) // right + 1, kh, kw)
    return padded.as_strided(size, (sb, sc, sh * down, sw * right, sh, sw)).amax((-2, -1))
