"""Other right answers, run through the same checks and shown after success."""

import math

import torch
from einops import einsum, rearrange, reduce
from torch import Tensor, nn

from .solutions import IntOrPair, conv2d_minimal, conv_output_size, force_pair, pad1d, pad2d


def repeat_rows__two_arguments(vec: Tensor, num_rows: int) -> Tensor:
    """The offset written out: leaving it out means exactly this."""
    size, stride = (num_rows, vec.size(0)), (0, vec.stride(0))
    return vec.as_strided(size, stride, vec.storage_offset())


def contact_sheet__unfolded(image: Tensor, height: int, width: int) -> Tensor:
    """`unfold` once for each direction makes the same view without counting strides."""
    windows = image.unfold(0, height, 1).unfold(1, width, 1)  # (i, j, kh, kw)
    return rearrange(windows, "i j kh kw -> (i kh) (j kw)")


def as_strided_trace__sum_of_strides(mat: Tensor) -> Tensor:
    """Python's `sum` adds the strides, torch's the diagonal."""
    return mat.as_strided((mat.size(0),), (sum(mat.stride()),)).sum()


def as_strided_mm__last_axis(matA: Tensor, matB: Tensor) -> Tensor:
    """The shared axis last instead of in the middle: another block, the same sums."""
    size = (matA.size(0), matB.size(1), matA.size(1))  # (i, k, j)
    left = matA.as_strided(size, (matA.stride(0), 0, matA.stride(1)))
    right = matB.as_strided(size, (0, matB.stride(1), matB.stride(0)))
    return (left * right).sum(-1)


def conv1d_minimal_simple__matrix_product(x: Tensor, weights: Tensor) -> Tensor:
    """The windows are a matrix: one product with the kernel."""
    return x.unfold(0, len(weights), 1) @ weights


def conv1d_minimal__shifted_copies(x: Tensor, weights: Tensor) -> Tensor:
    """One matrix product for each entry of the kernel, on a shifted signal, added up.

    The loop is as long as the kernel, and no window is ever written out.
    """
    ow = x.shape[2] - weights.shape[2] + 1
    parts = [
        einsum(x[:, :, k : k + ow], weights[:, :, k], "b ic ow, oc ic -> b oc ow")
        for k in range(weights.shape[2])
    ]
    return torch.stack(parts).sum(0)


def conv2d_minimal__im2col(x: Tensor, weights: Tensor) -> Tensor:
    """Every window as a column, all kernels as rows, one large matrix product."""
    kh, kw = weights.shape[2:]
    columns = nn.functional.unfold(x, (kh, kw))  # (b, ic kh kw, oh ow)
    answer = weights.flatten(1) @ columns  # (b, oc, oh ow)
    return answer.reshape(*answer.shape[:2], x.shape[2] - kh + 1, x.shape[3] - kw + 1)


def pad1d__library(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """What you would call in a program of your own."""
    return nn.functional.pad(x, (left, right), value=pad_value)


def pad1d__joined(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """Three pieces side by side."""
    b, c, _ = x.shape
    before, after = x.new_full((b, c, left), pad_value), x.new_full((b, c, right), pad_value)
    return torch.cat([before, x, after], dim=2)


def pad2d__library(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """What you would call in a program of your own."""
    return nn.functional.pad(x, (left, right, top, bottom), value=pad_value)


def pad2d__twice_in_one_dimension(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """Each row is a signal; then, turned over, each column is one."""
    rows = pad1d(x.flatten(0, 1), left, right, pad_value)  # (b c, h, left + w + right)
    columns = pad1d(rows.transpose(1, 2), top, bottom, pad_value).transpose(1, 2)
    return columns.reshape(*x.shape[:2], *columns.shape[1:])


def conv_output_size__counted(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """A range is the list of places, and has a length."""
    places = len(range(0, size + 2 * padding - kernel_size + 1, stride))
    if places == 0:
        raise ValueError("the kernel does not fit")
    return places


def conv1d__every_nth(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """Every place computed, every stride-th kept: clear, and `stride` times as much work."""
    windows = pad1d(x, padding, padding, 0).unfold(2, weights.shape[2], 1)
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")[:, :, ::stride]


def conv2d__every_nth(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """Every place computed, few kept: clear, and stride² times as much work."""
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    return conv2d_minimal(pad2d(x, pw, pw, ph, ph, 0), weights)[:, :, ::down, ::right]


def edge_strength__separable(image: Tensor) -> Tensor:
    """Sobel's kernels are products: a difference one way, an average the other."""
    wide, tall = image[:, 2:] - image[:, :-2], image[2:] - image[:-2]
    across = wide[:-2] + 2 * wide[1:-1] + wide[2:]
    down = tall[:, :-2] + 2 * tall[:, 1:-1] + tall[:, 2:]
    return torch.hypot(across, down)


def life_step__by_slices(world: Tensor) -> Tensor:
    """Nine shifted views of a padded world, added up, less the cell itself."""
    framed = pad2d(world[None, None], 1, 1, 1, 1, 0)[0, 0]
    around = framed.unfold(0, 3, 1).unfold(1, 3, 1).sum((2, 3)) - world
    return ((around == 3) | ((around == 2) & (world == 1))).to(world.dtype)


def maxpool2d__unfolded(
    x: Tensor,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
) -> Tensor:
    """`unfold` takes a window and a step for each direction; einops takes the maximum."""
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    padded = pad2d(x, pw, pw, ph, ph, -math.inf)
    windows = padded.unfold(2, kh, down).unfold(3, kw, right)
    return reduce(windows, "b c oh ow kh kw -> b c oh ow", "max")


def maxpool2d__one_direction_at_a_time(
    x: Tensor,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
) -> Tensor:
    """The largest of a window is the largest of its rows' largest: kh + kw views, not kh · kw."""
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    oh = conv_output_size(x.shape[2], kh, down, ph)
    ow = conv_output_size(x.shape[3], kw, right, pw)
    x = pad2d(x, pw, pw, ph, ph, -math.inf)
    rows = [x[:, :, i::down][:, :, :oh] for i in range(kh)]
    x = torch.stack(rows).amax(0)
    return torch.stack([x[..., j::right][..., :ow] for j in range(kw)]).amax(0)


class ReLU__maximum(nn.Module):
    """The larger of the entry and 0."""

    def forward(self, x: Tensor) -> Tensor:
        """At 0 the gradient is a half."""
        return torch.maximum(x, torch.zeros((), dtype=x.dtype))


class ReLU__where(nn.Module):
    """A choice for each entry."""

    def forward(self, x: Tensor) -> Tensor:
        """At 0 the gradient is 0."""
        return torch.where(x > 0, x, 0.0)


class Flatten__lists(nn.Module):
    """Negative axes made positive by hand, and a new shape built as a list."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        """Remember the numbers."""
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        """Multiply the sizes one after another."""
        shape = list(input.shape)
        start = self.start_dim if self.start_dim >= 0 else self.start_dim + len(shape)
        end = self.end_dim if self.end_dim >= 0 else self.end_dim + len(shape)
        merged = 1
        for size in shape[start : end + 1]:
            merged *= size
        return input.reshape([*shape[:start], merged, *shape[end + 1 :]])


class Linear__stretched(nn.Module):
    """`torch.rand` stretched and moved, and a matrix product."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """Draw the parameters."""
        super().__init__()
        scale = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter((2 * torch.rand(out_features, in_features) - 1) * scale)
        self.bias = nn.Parameter((2 * torch.rand(out_features) - 1) * scale) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Add the bias where there is one."""
        x = x @ self.weight.T
        return x if self.bias is None else x + self.bias


class SimpleCNN__pool_first(nn.Module):
    """The pool before the ReLU: the largest entry is the same, and the bend has less to do."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1, bias=False)
        self.linear = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        x = nn.functional.max_pool2d(self.conv1(x), 2).relu()
        x = nn.functional.max_pool2d(self.conv2(x), 2).relu()
        answer: Tensor = self.linear(x.flatten(1))
        return answer


def train_step__cleared_afterwards(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """Cleared after the step: no gradient takes memory while the next batch is computed.

    The very first step then trusts that nobody left a gradient behind.
    """
    loss = nn.functional.nll_loss(model(images).log_softmax(dim=1), labels)
    torch.autograd.backward(loss)
    optimiser.step()
    optimiser.zero_grad()
    return float(loss.detach())
