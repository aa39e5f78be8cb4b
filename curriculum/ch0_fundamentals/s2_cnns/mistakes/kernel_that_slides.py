"""Mistakes of the section “A kernel that slides”: the first paragraph of a docstring is what
the learner reads.
"""

import torch
from einops import einsum
from torch import Tensor

from ..solutions import conv2d as _conv2d
from ..solutions import conv2d_minimal

# ---------------------------------------------------------------- conv1d_minimal_simple


def conv1d_minimal_simple__flipped(x: Tensor, weights: Tensor) -> Tensor:
    """You turn the kernel round: that is the convolution of mathematics, not that of networks.

    In signal processing a convolution runs the kernel backwards. What deep learning calls by that
    name is strictly a cross-correlation: the kernel lies on the signal as it is written. For
    kernels that are learned the difference does not matter; for the checks it does.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) - kw + 1, kw), (step, step))
    return einsum(windows, weights.flip(0), "ow kw, kw -> ow")


def conv1d_minimal_simple__one_short(x: Tensor, weights: Tensor) -> Tensor:
    """Your last place is missing: a kernel of kw fits at w - kw + 1 places.

    With a kernel as long as the signal there is one place, and not none.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) - kw, kw), (step, step))
    return einsum(windows, weights, "ow kw, kw -> ow")


def conv1d_minimal_simple__contiguous_assumed(x: Tensor, weights: Tensor) -> Tensor:
    """You step along the signal by 1: true for contiguous signals only.

    Ask the signal: `x.stride(0)`.
    """
    kw = len(weights)
    return einsum(x.as_strided((len(x) - kw + 1, kw), (1, 1)), weights, "ow kw, kw -> ow")


def conv1d_minimal_simple__blocks(x: Tensor, weights: Tensor) -> Tensor:
    """Your windows do not overlap: the kernel jumps by its own length.

    The kernel visits every place. Its windows start one entry apart.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) // kw, kw), (step * kw, step))
    return einsum(windows, weights, "ow kw, kw -> ow")


def conv1d_minimal_simple__averaged(x: Tensor, weights: Tensor) -> Tensor:
    """You divide by the kernel's length: a convolution sums the products.

    A moving average is the convolution whose kernel holds 1 / kw everywhere. The kernel carries
    the division, not the operation.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) - kw + 1, kw), (step, step))
    return einsum(windows, weights, "ow kw, kw -> ow") / kw


def conv1d_minimal_simple__type_lost(x: Tensor, weights: Tensor) -> Tensor:
    """Your answer does not have the dtype of `x`.

    A buffer made with `torch.zeros(size)` has the default dtype. `x.new_zeros(size)` has that of
    `x`.
    """
    return x.unfold(0, len(weights), 1).to(torch.float32) @ weights.to(torch.float32)


# ---------------------------------------------------------------- conv1d_minimal


def _windows1d(x: Tensor, kw: int) -> Tensor:
    b, ic, w = x.shape
    return x.as_strided((b, ic, w - kw + 1, kw), (*x.stride(), x.stride(2)))


def conv1d_minimal__flipped(x: Tensor, weights: Tensor) -> Tensor:
    """You turn the kernels round: that is the convolution of mathematics, not that of networks.

    What deep learning calls convolution lays the kernel on the signal as it is written:
    x[o + k] * weights[k].
    """
    kernels = weights.flip(2)
    return einsum(_windows1d(x, weights.shape[2]), kernels, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__channels_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """You read the weights as (in, out, kw); they are (out, in, kw).

    torch keeps the channels that go out first, in `Linear` as in `Conv1d`. With as many in as out
    the swap raises no error and gives wrong numbers.
    """
    windows = _windows1d(x, weights.shape[2])
    return einsum(windows, weights, "b ic ow kw, ic oc kw -> b oc ow")


def conv1d_minimal__channels_kept(x: Tensor, weights: Tensor) -> Tensor:
    """You do not sum over the channels that come in.

    An output channel listens to all input channels at once, each through its own kernel, and adds
    what it hears. In an einsum, an axis that is missing on the right is summed over.
    """
    windows = _windows1d(x, weights.shape[2])
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ic ow")


def conv1d_minimal__contiguous_assumed(x: Tensor, weights: Tensor) -> Tensor:
    """You work out the strides from the sizes: true for contiguous signals only.

    A transposed or sliced batch has strides of its own. Ask it: `x.stride()`.
    """
    (b, ic, w), kw = x.shape, weights.shape[2]
    windows = x.as_strided((b, ic, w - kw + 1, kw), (ic * w, w, 1, 1))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__one_short(x: Tensor, weights: Tensor) -> Tensor:
    """Your last place is missing: a kernel of kw fits at w - kw + 1 places.

    With a kernel as long as the signal there is one place, and not none.
    """
    windows = _windows1d(x, weights.shape[2])[:, :, :-1]
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__inside_contiguous(x: Tensor, weights: Tensor) -> Tensor:
    """Inside a window you step by 1: true for contiguous signals only.

    Inside a window you walk along the signal, as you do from window to window: both strides are
    `x.stride(2)`.
    """
    (b, ic, w), kw = x.shape, weights.shape[2]
    windows = x.as_strided((b, ic, w - kw + 1, kw), (*x.stride(), 1))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__type_lost(x: Tensor, weights: Tensor) -> Tensor:
    """Your answer does not have the dtype of `x`.

    A buffer made with `torch.zeros(size)` has the default dtype. `x.new_zeros(size)` has that of
    `x`.
    """
    windows, kernels = _windows1d(x, weights.shape[2]).to(torch.float32), weights.to(torch.float32)
    return einsum(windows, kernels, "b ic ow kw, oc ic kw -> b oc ow")


# ---------------------------------------------------------------- conv2d_minimal


def _windows2d(x: Tensor, kh: int, kw: int) -> Tensor:
    b, ic, h, w = x.shape
    size = (b, ic, h - kh + 1, w - kw + 1, kh, kw)
    return x.as_strided(size, (*x.stride(), *x.stride()[2:]))


def conv2d_minimal__flipped(x: Tensor, weights: Tensor) -> Tensor:
    """You turn the kernels round, in both directions: networks lay them on as they are written.

    The convolution of mathematics runs the kernel backwards. What deep learning calls by that
    name does not.
    """
    windows = _windows2d(x, *weights.shape[2:])
    kernels = weights.flip(2, 3)
    return einsum(windows, kernels, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__steps_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """Inside a window you step down where you should step right: your windows are transposed.

    The last two axes of the windows are kh and kw. Down the kernel is down the picture, a step of
    `x.stride(2)`.
    """
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    sb, sc, sh, sw = x.stride()
    size = (b, ic, h - kh + 1, w - kw + 1, kh, kw)
    windows = x.as_strided(size, (sb, sc, sh, sw, sw, sh))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__sizes_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """You take the kernel's width from the height and its height from the width.

    Places down the picture are h - kh + 1, places across it w - kw + 1. With square kernels the
    swap is not seen.
    """
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    size = (b, ic, h - kw + 1, w - kh + 1, kh, kw)
    windows = x.as_strided(size, (*x.stride(), *x.stride()[2:]))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__channels_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """You read the weights as (in, out, kh, kw); they are (out, in, kh, kw).

    With as many channels in as out the swap raises no error and gives wrong numbers.
    """
    windows = _windows2d(x, *weights.shape[2:])
    return einsum(windows, weights, "b ic oh ow kh kw, ic oc kh kw -> b oc oh ow")


def conv2d_minimal__contiguous_assumed(x: Tensor, weights: Tensor) -> Tensor:
    """You work out the strides from the sizes: true for contiguous pictures only.

    A permuted or cropped batch has strides of its own. Ask it: `x.stride()`.
    """
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    size = (b, ic, h - kh + 1, w - kw + 1, kh, kw)
    windows = x.as_strided(size, (ic * h * w, h * w, w, 1, w, 1))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__one_short(x: Tensor, weights: Tensor) -> Tensor:
    """Your last row and your last column of places are missing.

    A kernel of kh rows fits at h - kh + 1 places on h rows. With a kernel as large as the picture
    there is one place, and not none.
    """
    windows = _windows2d(x, *weights.shape[2:])[:, :, :-1, :-1]
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__type_lost(x: Tensor, weights: Tensor) -> Tensor:
    """Your answer does not have the dtype of `x`.

    A buffer made with `torch.zeros(size)` has the default dtype. `x.new_zeros(size)` has that of
    `x`.
    """
    windows = _windows2d(x, *weights.shape[2:]).to(torch.float32)
    kernels = weights.to(torch.float32)
    return einsum(windows, kernels, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


# ---------------------------------------------------------------- edge_strength


def _slopes(image: Tensor) -> tuple[Tensor, Tensor]:
    across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]).to(image)
    slopes = _conv2d(image[None, None], torch.stack([across, across.T])[:, None])[0]
    return slopes[0], slopes[1]


def edge_strength__signed_sum(image: Tensor) -> Tensor:
    """You add the two slopes, so a rise across and a fall down cancel.

    The slopes are the two components of a vector. Its length is the root of the sum of their
    squares.
    """
    across, down = _slopes(image)
    return across + down


def edge_strength__sum_of_sizes(image: Tensor) -> Tensor:
    """You add the sizes of the slopes; the length of a vector is the root of the sum of squares.

    |across| + |down| is up to √2 times too large, most where an edge runs diagonally.
    """
    across, down = _slopes(image)
    return across.abs() + down.abs()


def edge_strength__across_only(image: Tensor) -> Tensor:
    """You look across only, so edges between above and below are not found.

    Two kernels make two output channels; both go into the length.
    """
    return _slopes(image)[0].abs()


def edge_strength__not_rooted(image: Tensor) -> Tensor:
    """You return the squared strength: the root is missing.

    √(across² + down²) has the unit of brightness.
    """
    across, down = _slopes(image)
    return across**2 + down**2


def edge_strength__padded(image: Tensor) -> Tensor:
    """You pad the picture, so its frame looks like an edge and the answer is as large as it.

    A kernel of 3 by 3 fits on h - 2 rows and w - 2 columns. Zeros outside would be darkness, and
    every bright border an edge.
    """
    framed = torch.nn.functional.pad(image, (1, 1, 1, 1))
    across, down = _slopes(framed)
    return (across**2 + down**2).sqrt()


def edge_strength__kernel_type(image: Tensor) -> Tensor:
    """Your kernels are always float32, and a picture in float64 cannot be multiplied by them.

    `torch.tensor([[-1.0, …]])` has the default dtype. `.to(image)` gives it the dtype, and the
    device, of the picture.
    """
    kernel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    slopes = conv2d_minimal(image[None, None], torch.stack([kernel, kernel.T])[:, None])[0]
    return slopes.square().sum(0).sqrt()


def edge_strength__unweighted(image: Tensor) -> Tensor:
    """Your kernels weigh all three rows alike; in Sobel's the middle one counts twice.

    [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]] is Prewitt's kernel, an average of three rows. Here the
    row of the pixel itself has a weight of 2.
    """
    kernel = torch.tensor([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]]).to(image)
    slopes = conv2d_minimal(image[None, None], torch.stack([kernel, kernel.T])[:, None])[0]
    return slopes.square().sum(0).sqrt()
