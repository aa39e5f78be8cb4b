"""Other right answers, run through the same checks and shown after success."""

import torch
from einops import rearrange, reduce, repeat
from torch import Tensor

from .solutions import batched_logsoftmax, temperatures_average, temperatures_differences


def bin_centres__between_edges(low: float, high: float, bins: int) -> Tensor:
    """The edges first; a centre is the mean of two neighbours."""
    edges = torch.linspace(low, high, bins + 1)
    return (edges[1:] + edges[:-1]) / 2


def bin_centres__linspace(low: float, high: float, bins: int) -> Tensor:
    """From half a bin inside to half a bin inside: both ends are centres."""
    half = (high - low) / bins / 2
    return torch.linspace(low + half, high - half, bins)


def rearrange_1__rows_given() -> Tensor:
    """The other size given; einops finds the number of columns."""
    return rearrange(torch.arange(3, 9), "(h w) -> h w", h=3)


def rearrange_3__split() -> Tensor:
    """One axis split into three, two of which have size one."""
    return rearrange(torch.arange(1, 7), "(a b c) -> a b c", a=1, c=1)


def einops_1__permuted(arr: Tensor) -> Tensor:
    """Batch beside width by `permute`, then joined by `flatten`: the same without names."""
    return arr.permute(1, 2, 0, 3).flatten(2)


def einops_2__tiled(arr: Tensor) -> Tensor:
    """`tile` repeats whole axes, as `(copies h)` does."""
    return arr[2].tile(1, 3, 1)


def einops_4__two_steps(arr: Tensor) -> Tensor:
    """First columns of three, then the columns side by side."""
    return torch.cat(list(rearrange(arr, "(j i) c h w -> j c (i h) w", j=2)), dim=2)


def einops_5__transposed(arr: Tensor) -> Tensor:
    """`mT` transposes the last two axes; what remains is the first picture."""
    return rearrange(arr.mT, "b c w h -> c w (b h)")


def einops_6__interleaved(arr: Tensor) -> Tensor:
    """`repeat_interleave` repeats entries in place, as `(w stretch)` does."""
    return rearrange(arr[:2], "b c h w -> c h (b w)").repeat_interleave(2, dim=2)


def einops_8__mean_of_axis(arr: Tensor) -> Tensor:
    """The mean by number of axis, the row by name."""
    return rearrange(arr.mean(dim=1), "b h w -> h (b w)")


def einops_9__amin(arr: Tensor) -> Tensor:
    """No axis moves, so one reduction is all."""
    return arr.amin(dim=0)


def einops_10__max_pool(arr: Tensor) -> Tensor:
    """The pooling layer of the framework, with its stride equal to its window."""
    pooled = torch.nn.functional.max_pool2d(arr, 3)
    return rearrange(pooled, "b c h w -> c h (b w)")


def einops_11__stacked(arr: Tensor) -> Tensor:
    """A new axis after the height, then the two joined."""
    return torch.stack([arr[0], arr[1]], dim=2).flatten(1, 2)


def temperatures_average__reshaped(temps: Tensor) -> Tensor:
    """One week in each row, then the mean along rows."""
    return temps.reshape(-1, 7).mean(dim=1)


def temperatures_differences__keepdim(temps: Tensor) -> Tensor:
    """The reduced axis kept with size one, and stretched by broadcasting."""
    weeks = temps.reshape(-1, 7)
    return (weeks - weeks.mean(dim=1, keepdim=True)).flatten()


def temperatures_differences__interleaved(temps: Tensor) -> Tensor:
    """`repeat_interleave` writes each mean seven times in a row."""
    return temps - temperatures_average(temps).repeat_interleave(7)


def temperatures_normalized__keepdim(temps: Tensor) -> Tensor:
    """Everything in one table of weeks."""
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    centred = weeks - weeks.mean(dim=1, keepdim=True)
    return (centred / weeks.std(dim=1, keepdim=True)).flatten()


def temperatures_normalized__by_hand(temps: Tensor) -> Tensor:
    """The standard deviation written out, with 6 in the denominator."""
    squares = temperatures_differences(temps) ** 2
    spread = (reduce(squares, "(week day) -> week", "sum", day=7) / 6).sqrt()
    return temperatures_differences(temps) / repeat(spread, "week -> (week day)", day=7)


def channel_means__typed_mean(images: Tensor) -> Tensor:
    """The mean converts on the way: no second tensor of floats is kept."""
    return images.mean(dim=(0, 2, 3), dtype=torch.get_default_dtype())


def channel_means__reduced(images: Tensor) -> Tensor:
    """By name."""
    return reduce(images.float(), "b c h w -> c", "mean")


def pairwise_distances__norm(a: Tensor, b: Tensor) -> Tensor:
    """The norm of all differences, along the last axis."""
    norms: Tensor = torch.linalg.vector_norm(a[:, None, :] - b[None, :, :], dim=-1)
    return norms


def causal_mask__lower_triangle(seq: int) -> Tensor:
    """The lower triangle of a table of True."""
    return torch.ones(seq, seq, dtype=torch.bool).tril()


def identity_matrix__written(n: int) -> Tensor:
    """Zeros, and ones written by two index tensors that walk together."""
    matrix = torch.zeros(n, n)
    index = torch.arange(n)
    matrix[index, index] = 1
    return matrix


def identity_matrix__reshaped(n: int) -> Tensor:
    """In memory order a one comes every n + 1 entries."""
    flat = torch.zeros(n * n)
    flat[:: n + 1] = 1
    return flat.reshape(n, n)


def masked_scores__filled(scores: Tensor, mask: Tensor) -> Tensor:
    """`masked_fill` fills where its mask is True, hence the `~`."""
    return scores.masked_fill(~mask, -torch.inf)


def value_loss__targets_as_column(values: Tensor, targets: Tensor) -> Tensor:
    """The other way round: the targets get the axis they lack."""
    return torch.nn.functional.mse_loss(values, targets[:, None])


def value_loss__picked(values: Tensor, targets: Tensor) -> Tensor:
    """An index takes the axis away as well."""
    return ((values[:, 0] - targets) ** 2).mean()


def floored_max__values(scores: Tensor, floor: Tensor) -> Tensor:
    """The values of the pair that `max` returns, clamped from below."""
    return scores.max(dim=1).values.clamp(min=floor)


def floored_max__one_more_column(scores: Tensor, floor: Tensor) -> Tensor:
    """The floor as one more column: then there is only one maximum."""
    return torch.cat([scores, floor[:, None]], dim=1).amax(dim=1)


def take_position__selected(activations: Tensor, position: int) -> Tensor:
    """`select` is an integer index with the axis given by number."""
    return activations.select(-2, position)


def collect_rows__selected(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """The axis by number."""
    return matrix.index_select(0, row_indexes)


def collect_columns__transposed(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """Columns are the rows of the transpose."""
    return matrix.T[column_indexes].T


def integer_array_indexing__unbound(matrix: Tensor, coords: Tensor) -> Tensor:
    """`unbind` makes the tuple."""
    return matrix[coords.unbind(dim=1)]


def total_price_indexing__counted(prices: Tensor, items: Tensor) -> float:
    """How many of each kind, times its price."""
    counts = torch.bincount(items, minlength=len(prices))
    return (counts * prices).sum().item()


def gather_2d__two_indexes(matrix: Tensor, indexes: Tensor) -> Tensor:
    """Row numbers as a column, which broadcast against the indexes."""
    rows = torch.arange(len(matrix))[:, None]
    return matrix[rows, indexes]


def gather_2d__along(matrix: Tensor, indexes: Tensor) -> Tensor:
    """`take_along_dim` is `gather` with broadcasting."""
    return torch.take_along_dim(matrix, indexes, dim=1)


def append_frame__filled(video: Tensor, frame: Tensor) -> Tensor:
    """Allocated in full, then written: every entry of `empty` is overwritten."""
    longer = video.new_empty(len(video) + 1, *frame.shape)
    longer[:-1] = video
    longer[-1] = frame
    return longer


def append_frame__restacked(video: Tensor, frame: Tensor) -> Tensor:
    """A list of frames, stacked."""
    return torch.stack([*video, frame])


def every_other_column__transposed(matrix: Tensor) -> Tensor:
    """A view of a view of a view."""
    return matrix.T[::2].T


def swap_rows__one_kept(matrix: Tensor, i: int, j: int) -> Tensor:
    """One row cloned before it is overwritten."""
    swapped = matrix.clone()
    kept = swapped[i].clone()
    swapped[i] = swapped[j]
    swapped[j] = kept
    return swapped


def swap_rows__reordered(matrix: Tensor, i: int, j: int) -> Tensor:
    """An order of rows, and one index."""
    order = torch.arange(len(matrix))
    order[i], order[j] = order[j].item(), order[i].item()
    return matrix[order]


def batched_dot_product_nd__flattened(a: Tensor, b: Tensor) -> Tensor:
    """Products first, then everything after the batch in one axis."""
    return (a * b).flatten(1).sum(dim=1)


def batched_dot_product_nd__matmul(a: Tensor, b: Tensor) -> Tensor:
    """Each example a row times a column."""
    left, right = a.flatten(1)[:, None], b.flatten(1)[:, :, None]
    return (left @ right)[:, 0, 0]


def sample_distribution__bisected(probs: Tensor, n: int) -> Tensor:
    """The place of each dart found by bisection, without a table."""
    borders = probs.cumsum(dim=0)[:-1]
    return torch.searchsorted(borders, torch.rand(n), right=True)


def sample_distribution__first_border_above(probs: Tensor, n: int) -> Tensor:
    """The first border that the dart does not pass; `argmax` finds the first True."""
    passed = torch.rand(n, 1) < probs.cumsum(dim=0)
    passed[:, -1] = True
    return passed.int().argmax(dim=1)


def sample_distribution__exponential_race(probs: Tensor, n: int) -> Tensor:
    """Each event waits for an exponential time, with its probability as the rate; the first wins.

    With logarithms this is the Gumbel-max trick.
    """
    return (-torch.rand(n, len(probs)).log() / probs).argmin(dim=1)


def classifier_accuracy__counted(scores: Tensor, true_classes: Tensor) -> Tensor:
    """The count of right ones divided by the number of examples."""
    right = scores.max(dim=-1).indices == true_classes
    return right.sum() / len(true_classes)


def batched_logsumexp__softplus(matrix: Tensor) -> Tensor:
    """The largest entry set apart: its own term is the 1 in log(1 + rest)."""
    ordered = matrix.sort(dim=1, descending=True).values
    rest = (ordered[:, 1:] - ordered[:, :1]).exp().sum(dim=1)
    return ordered[:, 0] + rest.log1p()


def batched_softmax__divided(matrix: Tensor) -> Tensor:
    """Shift, exponentiate, divide by the sum."""
    weights = (matrix - matrix.amax(dim=1, keepdim=True)).exp()
    return weights / weights.sum(dim=1, keepdim=True)


def batched_logsoftmax__shifted(matrix: Tensor) -> Tensor:
    """Shift, then subtract the logarithm of the sum."""
    shifted = matrix - matrix.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


def batched_cross_entropy_loss__two_indexes(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Two index tensors that walk together, in place of `gather`."""
    return -batched_logsoftmax(logits)[torch.arange(len(logits)), true_labels]
