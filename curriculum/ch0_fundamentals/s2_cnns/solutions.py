"""CNNs and strides: the file you write your answers in.

Axes carry the same names everywhere: `b` is the batch, `ic` and `oc` are the channels that come in
and go out, `h` and `w` are height and width, `kh` and `kw` those of a kernel, `oh` and `ow` those
of the answer. A pair of numbers is always (height, width).

Pictures to try things on are in `pictures.py`, beside this file's solutions:
`from curriculum.ch0_fundamentals.s2_cnns.pictures import ring, glider`.
"""

import math

import torch
from einops import einsum, rearrange
from jaxtyping import Float, Int
from torch import Tensor, nn

IntOrPair = int | tuple[int, int]


def force_pair(value: IntOrPair) -> tuple[int, int]:
    """One number for both height and width, or a pair as it is."""
    return (value, value) if isinstance(value, int) else value


def strided_column(mat: Float[Tensor, "rows cols"], column: int) -> Float[Tensor, "rows"]:
    """One column of a matrix, as a view made with `as_strided`.

    Args:
        mat: any matrix, contiguous or not, shape (rows, cols).
        column: which column, from 0 to cols - 1.

    Returns:
        Shape (rows,): the same numbers as `mat[:, column]`, in the same memory.
    """
    start = mat.storage_offset() + column * mat.stride(1)
    return mat.as_strided((mat.shape[0],), (mat.stride(0),), start)


def repeat_rows(vec: Float[Tensor, "cols"], num_rows: int) -> Float[Tensor, "num_rows cols"]:
    """A matrix whose rows all are one vector, without a copy of it.

    Args:
        vec: any vector, shape (cols,).
        num_rows: how many rows, 0 or more.

    Returns:
        Shape (num_rows, cols): every row is `vec`, in the memory of `vec`.
    """
    return vec.as_strided((num_rows, len(vec)), (0, *vec.stride()))


def sliding_windows(vec: Float[Tensor, "n"], width: int) -> Float[Tensor, "windows width"]:
    """Every run of `width` neighbours of a vector, without a copy.

    Args:
        vec: any vector, shape (n,).
        width: how many neighbours, from 1 to n.

    Returns:
        Shape (windows, width) with windows = n - width + 1. Row i holds entries i to i + width - 1.

    Raises:
        ValueError: the width is not between 1 and n.
    """
    n, (step,) = len(vec), vec.stride()
    if not 1 <= width <= n:
        raise ValueError(f"a window of {width} does not fit on {n} numbers")
    return vec.as_strided((n - width + 1, width), (step, step))


def split_blocks(
    mat: Float[Tensor, "rows cols"], height: int, width: int
) -> Float[Tensor, "block_rows block_cols height width"]:
    """A matrix cut into blocks, without a copy.

    Args:
        mat: any matrix, shape (rows, cols).
        height: rows of a block; it divides `rows`.
        width: columns of a block; it divides `cols`.

    Returns:
        Shape (rows / height, cols / width, height, width). Entry [i, j] is the block that is i-th
        from the top and j-th from the left.
    """
    (rows, cols), (down, right) = mat.shape, mat.stride()
    size = (rows // height, cols // width, height, width)
    return mat.as_strided(size, (down * height, right * width, down, right))


def contact_sheet(
    image: Float[Tensor, "h w"], height: int, width: int
) -> Float[Tensor, "sheet_h sheet_w"]:
    """Every window of a picture, one beside the other.

    Args:
        image: a picture, shape (h, w), contiguous or not.
        height: rows of a window, from 1 to h.
        width: columns of a window, from 1 to w.

    Returns:
        Shape ((h - height + 1) * height, (w - width + 1) * width). The window whose top left pixel
        is image[i, j] is the tile i-th from the top and j-th from the left.
    """
    (h, w), (down, right) = image.shape, image.stride()
    size = (h - height + 1, w - width + 1, height, width)
    windows = image.as_strided(size, (down, right, down, right))
    return rearrange(windows, "i j kh kw -> (i kh) (j kw)")


def as_strided_trace(mat: Float[Tensor, "i i"]) -> Float[Tensor, ""]:
    """The sum of the diagonal, with `as_strided` and `sum` only.

    Args:
        mat: any square matrix, shape (i, i).

    Returns:
        A tensor without axes, mat[0, 0] + mat[1, 1] + …
    """
    return mat.as_strided((len(mat),), (mat.stride(0) + mat.stride(1),)).sum()


def as_strided_mv(mat: Float[Tensor, "i j"], vec: Float[Tensor, "j"]) -> Float[Tensor, "i"]:
    """Matrix times vector, with `as_strided`, `*` and `sum` only.

    Args:
        mat: any matrix, shape (i, j).
        vec: any vector, shape (j,).

    Returns:
        Shape (i,): entry [i] is the sum over j of mat[i, j] * vec[j].
    """
    rows = vec.as_strided(mat.shape, (0, *vec.stride()))  # (i, j)
    return (mat * rows).sum(1)


def as_strided_mm(matA: Float[Tensor, "i j"], matB: Float[Tensor, "j k"]) -> Float[Tensor, "i k"]:
    """Matrix times matrix, with `as_strided`, `*` and `sum` only.

    Args:
        matA: any matrix, shape (i, j).
        matB: any matrix, shape (j, k).

    Returns:
        Shape (i, k): entry [i, k] is the sum over j of matA[i, j] * matB[j, k].
    """
    size = (*matA.shape, matB.shape[1])  # (i, j, k)
    left = matA.as_strided(size, (*matA.stride(), 0))
    right = matB.as_strided(size, (0, *matB.stride()))
    return (left * right).sum(1)


def conv1d_minimal_simple(
    x: Float[Tensor, "w"], weights: Float[Tensor, "kw"]
) -> Float[Tensor, "ow"]:
    """One kernel slid along one signal, without padding.

    Args:
        x: the signal, shape (w,), contiguous or not.
        weights: the kernel, shape (kw,), not longer than the signal.

    Returns:
        Shape (ow,) with ow = w - kw + 1: entry [o] is the sum over k of x[o + k] * weights[k].
    """
    kw, (step,) = len(weights), x.stride()
    windows = x.as_strided((len(x) - kw + 1, kw), (step, step))  # (ow, kw)
    return einsum(windows, weights, "ow kw, kw -> ow")


def conv1d_minimal(
    x: Float[Tensor, "b ic w"], weights: Float[Tensor, "oc ic kw"]
) -> Float[Tensor, "b oc ow"]:
    """`torch.nn.functional.conv1d` without stride and padding.

    Args:
        x: a batch of signals, shape (b, ic, w), contiguous or not.
        weights: one kernel for each pair of channels, shape (oc, ic, kw).

    Returns:
        Shape (b, oc, ow) with ow = w - kw + 1: entry [b, oc, o] is the sum over ic and k of
        x[b, ic, o + k] * weights[oc, ic, k].
    """
    (b, ic, w), kw = x.shape, weights.shape[2]
    windows = x.as_strided((b, ic, w - kw + 1, kw), (*x.stride(), x.stride(2)))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv2d_minimal(
    x: Float[Tensor, "b ic h w"], weights: Float[Tensor, "oc ic kh kw"]
) -> Float[Tensor, "b oc oh ow"]:
    """`torch.nn.functional.conv2d` without stride and padding.

    Args:
        x: a batch of pictures, shape (b, ic, h, w), contiguous or not.
        weights: one kernel for each pair of channels, shape (oc, ic, kh, kw).

    Returns:
        Shape (b, oc, oh, ow) with oh = h - kh + 1 and ow = w - kw + 1: entry [b, oc, o, p] is the
        sum over ic, k and l of x[b, ic, o + k, p + l] * weights[oc, ic, k, l].
    """
    (b, ic, h, w), (*_, kh, kw) = x.shape, weights.shape
    sb, sc, sh, sw = x.stride()
    size = (b, ic, h - kh + 1, w - kw + 1, kh, kw)
    windows = x.as_strided(size, (sb, sc, sh, sw, sh, sw))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def pad1d(
    x: Float[Tensor, "b c w"], left: int, right: int, pad_value: float
) -> Float[Tensor, "b c left+w+right"]:
    """The same signals with a constant before and after each.

    Args:
        x: a batch of signals, shape (b, c, w).
        left: how many entries to add before, 0 or more.
        right: how many to add after, 0 or more.
        pad_value: what to put there.

    Returns:
        Shape (b, c, left + w + right), a new tensor with the dtype of `x`.
    """
    b, c, w = x.shape
    padded = x.new_full((b, c, left + w + right), pad_value)
    padded[:, :, left : left + w] = x
    return padded


def pad2d(
    x: Float[Tensor, "b c h w"], left: int, right: int, top: int, bottom: int, pad_value: float
) -> Float[Tensor, "b c top+h+bottom left+w+right"]:
    """The same pictures with a constant frame round each.

    Args:
        x: a batch of pictures, shape (b, c, h, w).
        left: columns to add on the left, 0 or more.
        right: columns to add on the right.
        top: rows to add above.
        bottom: rows to add below.
        pad_value: what to put there.

    Returns:
        Shape (b, c, top + h + bottom, left + w + right), a new tensor with the dtype of `x`.
    """
    b, c, h, w = x.shape
    padded = x.new_full((b, c, top + h + bottom, left + w + right), pad_value)
    padded[:, :, top : top + h, left : left + w] = x
    return padded


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """At how many places a kernel fits along one axis.

    Args:
        size: entries of the axis before padding.
        kernel_size: entries of the kernel, 1 or more.
        stride: how far the kernel moves from place to place, 1 or more.
        padding: entries added at each end, 0 or more.

    Returns:
        The number of places, 1 or more.

    Raises:
        ValueError: the kernel is longer than the padded axis.
    """
    room = size + 2 * padding - kernel_size
    if room < 0:
        raise ValueError(f"a kernel of {kernel_size} does not fit on {size} + 2 · {padding}")
    return room // stride + 1


def conv1d(
    x: Float[Tensor, "b ic w"],
    weights: Float[Tensor, "oc ic kw"],
    stride: int = 1,
    padding: int = 0,
) -> Float[Tensor, "b oc ow"]:
    """`torch.nn.functional.conv1d` without bias.

    Args:
        x: a batch of signals, shape (b, ic, w), contiguous or not.
        weights: one kernel for each pair of channels, shape (oc, ic, kw).
        stride: how far the kernel moves from place to place, 1 or more.
        padding: zeros to add at each end of each signal, 0 or more.

    Returns:
        Shape (b, oc, ow) with ow = (w + 2 * padding - kw) // stride + 1.
    """
    (b, ic, w), kw = x.shape, weights.shape[2]
    ow = conv_output_size(w, kw, stride, padding)
    x = pad1d(x, padding, padding, 0)
    sb, sc, sw = x.stride()
    windows = x.as_strided((b, ic, ow, kw), (sb, sc, sw * stride, sw))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv2d(
    x: Float[Tensor, "b ic h w"],
    weights: Float[Tensor, "oc ic kh kw"],
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
) -> Float[Tensor, "b oc oh ow"]:
    """`torch.nn.functional.conv2d` without bias.

    Args:
        x: a batch of pictures, shape (b, ic, h, w), contiguous or not.
        weights: one kernel for each pair of channels, shape (oc, ic, kh, kw).
        stride: how far the kernel moves, one number or (down, right).
        padding: zeros to add on each side, one number or (above and below, left and right).

    Returns:
        Shape (b, oc, oh, ow), each size as in `conv_output_size`.
    """
    (b, ic, h, w), (*_, kh, kw) = x.shape, weights.shape
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    oh, ow = conv_output_size(h, kh, down, ph), conv_output_size(w, kw, right, pw)
    x = pad2d(x, pw, pw, ph, ph, 0)
    sb, sc, sh, sw = x.stride()
    windows = x.as_strided((b, ic, oh, ow, kh, kw), (sb, sc, sh * down, sw * right, sh, sw))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def edge_strength(image: Float[Tensor, "h w"]) -> Float[Tensor, "h-2 w-2"]:
    """How steeply the brightness changes at each pixel (Sobel and Feldman 1968).

    Args:
        image: a picture, shape (h, w), at least 3 by 3.

    Returns:
        Shape (h - 2, w - 2): √(across² + down²), where `across` is the picture slid over by
        [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] and `down` by the transpose of that.
    """
    across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]).to(image)
    kernels = torch.stack([across, across.T])[:, None]  # (oc=2, ic=1, kh=3, kw=3)
    slopes = conv2d_minimal(image[None, None], kernels).squeeze(0)  # (oc=2, h - 2, w - 2)
    return slopes.square().sum(0).sqrt()


def life_step(world: Float[Tensor, "h w"]) -> Float[Tensor, "h w"]:
    """The next generation of Conway's game of life (Gardner 1970).

    Args:
        world: 1 for a living cell and 0 for a dead one, shape (h, w). What lies outside is dead.

    Returns:
        A new world of the same shape and dtype. A cell lives if it has 3 living neighbours among
        the 8 round it, or if it has 2 and lives already.
    """
    kernel = torch.tensor([[1.0, 1, 1], [1, 0, 1], [1, 1, 1]]).to(world)
    around = conv2d(world[None, None], kernel[None, None], padding=1).reshape(world.shape)
    return ((around == 3) | ((around == 2) & (world == 1))).to(world)


def maxpool2d(
    x: Float[Tensor, "b c h w"],
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
) -> Float[Tensor, "b c oh ow"]:
    """`torch.nn.functional.max_pool2d`: the largest entry of each window.

    Args:
        x: a batch of pictures, shape (b, c, h, w), contiguous or not.
        kernel_size: size of a window, one number or (height, width).
        stride: how far the window moves, one number or (down, right); None for the window's size.
        padding: minus infinities to add on each side, one number or (above and below, left and
            right), at most half of the window.

    Returns:
        Shape (b, c, oh, ow), each size as in `conv_output_size`.
    """
    (b, c, h, w), (kh, kw), (ph, pw) = x.shape, force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    oh, ow = conv_output_size(h, kh, down, ph), conv_output_size(w, kw, right, pw)
    x = pad2d(x, pw, pw, ph, ph, -math.inf)
    sb, sc, sh, sw = x.stride()
    windows = x.as_strided((b, c, oh, ow, kh, kw), (sb, sc, sh * down, sw * right, sh, sw))
    return windows.amax((-2, -1))


class MaxPool2d(nn.Module):
    """`maxpool2d` as a layer.

    Args:
        kernel_size: size of a window, one number or (height, width).
        stride: how far the window moves, one number or (down, right); None for the window's size.
        padding: minus infinities to add on each side, one number or a pair.
    """

    def __init__(
        self, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
    ) -> None:
        """Remember the numbers."""
        super().__init__()
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c oh ow"]:
        """The largest entry of each window."""
        return maxpool2d(x, self.kernel_size, self.stride, self.padding)


class ReLU(nn.Module):
    """Zero in the place of everything negative, for a tensor of any shape."""

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """A new tensor of the same shape; `x` stays as it is."""
        return x.clamp(min=0)


class Flatten(nn.Module):
    """Several neighbouring axes made into one.

    Args:
        start_dim: the first of them; negative numbers count from the last axis.
        end_dim: the last of them, included; negative numbers count from the last axis.
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        """Remember the numbers."""
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Axes before `start_dim`, one axis for all from there to `end_dim`, and the axes after."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim
        merged = math.prod(input.shape[start : end + 1])
        return input.reshape(*input.shape[:start], merged, *input.shape[end + 1 :])


class Linear(nn.Module):
    """A linear map and an offset: x @ weight.T + bias.

    Args:
        in_features: size of the last axis that comes in.
        out_features: size of the last axis that goes out.
        bias: whether there is an offset.

    Attributes:
        weight: parameter, shape (out_features, in_features), drawn uniformly between
            -1/√in_features and 1/√in_features.
        bias: parameter, shape (out_features,), drawn likewise; None without an offset.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """Draw the parameters."""
        super().__init__()
        bound = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))
        self.bias = (
            nn.Parameter(torch.empty(out_features).uniform_(-bound, bound)) if bias else None
        )

    def forward(self, x: Float[Tensor, "... in_features"]) -> Float[Tensor, "... out_features"]:
        """The map, applied to the last axis of `x`; all others stay."""
        x = einsum(x, self.weight, "... i, o i -> ... o")
        return x if self.bias is None else x + self.bias


class Conv2d(nn.Module):
    """`conv2d` as a layer that learns its kernels; it has no bias.

    Args:
        in_channels: channels that come in.
        out_channels: channels that go out.
        kernel_size: size of the kernels, one number or (height, width).
        stride: how far they move, one number or (down, right).
        padding: zeros to add on each side, one number or a pair.

    Attributes:
        weight: parameter, shape (out_channels, in_channels, kh, kw), drawn uniformly between
            -1/√(in_channels kh kw) and 1/√(in_channels kh kw).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        """Draw the kernels and remember the numbers."""
        super().__init__()
        kh, kw = force_pair(kernel_size)
        bound = (in_channels * kh * kw) ** -0.5
        weight = torch.empty(out_channels, in_channels, kh, kw).uniform_(-bound, bound)
        self.weight = nn.Parameter(weight)
        self.stride, self.padding = stride, padding

    def forward(self, x: Float[Tensor, "b ic h w"]) -> Float[Tensor, "b oc oh ow"]:
        """The pictures, slid over by every kernel."""
        return conv2d(x, self.weight, self.stride, self.padding)


class SimpleCNN(nn.Module):
    """A classifier of 8 by 8 pictures of digits, with 1,874 parameters.

    Attributes:
        conv1: 1 channel to 8, kernels 3 by 3, padding 1.
        conv2: 8 channels to 16, kernels 3 by 3, padding 1.
        linear: 16 · 2 · 2 features to 10 logits.
    """

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.conv1 = Conv2d(1, 8, 3, padding=1)
        self.conv2 = Conv2d(8, 16, 3, padding=1)
        self.relu, self.pool, self.flatten = ReLU(), MaxPool2d(2), Flatten()
        self.linear = Linear(16 * 2 * 2, 10)

    def forward(self, x: Float[Tensor, "b ic=1 h=8 w=8"]) -> Float[Tensor, "b classes=10"]:
        """Logits, one for each digit."""
        x = self.pool(self.relu(self.conv1(x)))  # (b, 8, 4, 4)
        x = self.pool(self.relu(self.conv2(x)))  # (b, 16, 2, 2)
        logits: Tensor = self.linear(self.flatten(x))
        return logits


def train_step(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    images: Float[Tensor, "b ic h w"],
    labels: Int[Tensor, "b"],
) -> float:
    """One step downhill on one batch.

    Args:
        model: from images to logits, shape (b, classes).
        optimiser: holds the model's parameters.
        images: the batch, shape (b, ic, h, w).
        labels: the right class of each image, shape (b,), dtype int64.

    Returns:
        The mean cross-entropy of the batch before the step, a number.
    """
    loss = nn.functional.cross_entropy(model(images), labels)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return loss.item()
