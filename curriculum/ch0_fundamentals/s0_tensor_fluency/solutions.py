"""Tensor fluency: the file you write your answers in.

Names of axes are part of every docstring; write yours at the ends of your lines too. The digits in
the pictures come from `digits.py`:

    from curriculum.ch0_fundamentals.s0_tensor_fluency.digits import digit_images

To look at a picture of shape (channel, height, width), permute it to (height, width, channel) and
hand it to any plotting library.
"""

import torch
from einops import einsum, rearrange, reduce, repeat
from jaxtyping import Bool, Float, Int, Shaped, UInt8
from torch import Tensor


def bin_centres(low: float, high: float, bins: int) -> Float[Tensor, "bins"]:
    """The middles of equally wide bins.

    Args:
        low: where the first bin begins.
        high: where the last bin ends, above `low`.
        bins: how many bins, 1 or more.

    Returns:
        Shape (bins,), increasing, as floats.
    """
    step = (high - low) / bins
    return low + step * (torch.arange(bins) + 0.5)


def rearrange_1() -> Int[Tensor, "rows=3 columns=2"]:
    """The whole numbers 3 to 8 in three rows of two, made with `arange` and `rearrange` only.

    Returns:
        Shape (rows=3, columns=2), integers, increasing along each row.
    """
    return rearrange(torch.arange(3, 9), "(rows columns) -> rows columns", columns=2)


def rearrange_2() -> Int[Tensor, "rows=2 columns=3"]:
    """The whole numbers 1 to 6 in two rows of three, made with `arange` and `rearrange` only.

    Returns:
        Shape (rows=2, columns=3), integers, increasing along each row.
    """
    return rearrange(torch.arange(1, 7), "(rows columns) -> rows columns", rows=2)


def rearrange_3() -> Int[Tensor, "one=1 number=6 one_more=1"]:
    """The whole numbers 1 to 6 between two axes of size one, with `arange` and `rearrange` only.

    Returns:
        Shape (1, 6, 1), integers.
    """
    return rearrange(torch.arange(1, 7), "number -> 1 number 1")


def einops_1(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c h b_w"]:
    """All digits side by side.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One picture, shape (c, h, b · w).
    """
    return rearrange(arr, "b c h w -> c h (b w)")


def einops_2(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c copies_h w"]:
    """The digit 2, three times, one under the other.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One picture, shape (c, 3 · h, w).
    """
    return repeat(arr[2], "c h w -> c (copies h) w", copies=3)


def einops_3(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c rows_h columns_w"]:
    """Two rows of three digits, read like a text.

    Args:
        arr: six pictures, shape (b=6, c, h, w).

    Returns:
        One picture, shape (c, 2 · h, 3 · w).
    """
    return rearrange(arr, "(rows columns) c h w -> c (rows h) (columns w)", columns=3)


def einops_4(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c rows_h columns_w"]:
    """Two columns of three digits, each column read downwards.

    Args:
        arr: six pictures, shape (b=6, c, h, w).

    Returns:
        One picture, shape (c, 3 · h, 2 · w).
    """
    return rearrange(arr, "(columns rows) c h w -> c (rows h) (columns w)", columns=2)


def einops_5(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c w b_h"]:
    """All digits side by side, each with its rows and columns exchanged.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One picture, shape (c, w, b · h).
    """
    return rearrange(arr, "b c h w -> c w (b h)")


def einops_6(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c h b_w_stretch"]:
    """The digits 0 and 1 side by side, each twice as wide.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One picture, shape (c, h, 2 · w · 2).
    """
    return repeat(arr[:2], "b c h w -> c h (b w stretch)", stretch=2)


def einops_7(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "h c_w"]:
    """The colour channels of the digit 5 side by side, as one grey picture.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One grey picture, shape (h, c · w).
    """
    return rearrange(arr[5], "c h w -> h (c w)")


def einops_8(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "h b_w"]:
    """All digits side by side in grey: each pixel is the mean of its channels.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One grey picture, shape (h, b · w).
    """
    return reduce(arr, "b c h w -> h (b w)", "mean")


def einops_9(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c h w"]:
    """All digits on one sheet: the darkest value of each pixel and channel.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One picture, shape (c, h, w).
    """
    return reduce(arr, "b c h w -> c h w", "min")


def einops_10(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c h_3 b_w_3"]:
    """All digits side by side, coarser: each block of 3 × 3 pixels becomes its brightest value.

    Args:
        arr: pictures, shape (b, c, h, w), h and w divisible by 3.

    Returns:
        One picture, shape (c, h / 3, b · w / 3).
    """
    return reduce(arr, "b c (h high) (w wide) -> c h (b w)", "max", high=3, wide=3)


def einops_11(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c h_b w"]:
    """The digits 0 and 1 interlaced: a row of the 0, a row of the 1, and so on.

    Args:
        arr: pictures, shape (b, c, h, w).

    Returns:
        One picture, shape (c, 2 · h, w).
    """
    return rearrange(arr[:2], "b c h w -> c (h b) w")


def einops_12(arr: Float[Tensor, "b c h w"]) -> Float[Tensor, "c h w"]:
    """The digit 3 cut into quarters, the upper right exchanged with the lower left.

    Args:
        arr: pictures, shape (b, c, h, w), h and w even.

    Returns:
        One picture, shape (c, h, w).
    """
    return rearrange(arr[3], "c (i h) (j w) -> c (j h) (i w)", i=2, j=2)


def temperatures_average(temps: Float[Tensor, "days"]) -> Float[Tensor, "weeks"]:
    """The mean temperature of each week.

    Args:
        temps: one temperature a day, shape (days,), with days a multiple of 7.

    Returns:
        Shape (days / 7,), in the order of the weeks.
    """
    return reduce(temps, "(week day) -> week", "mean", day=7)


def temperatures_differences(temps: Float[Tensor, "days"]) -> Float[Tensor, "days"]:
    """Each day's temperature less the mean of its week.

    Args:
        temps: one temperature a day, shape (days,), with days a multiple of 7.

    Returns:
        Shape (days,).
    """
    return temps - repeat(temperatures_average(temps), "week -> (week day)", day=7)


def temperatures_normalized(temps: Float[Tensor, "days"]) -> Float[Tensor, "days"]:
    """Each day's temperature less its week's mean, in units of its week's standard deviation.

    Args:
        temps: one temperature a day, shape (days,), with days a multiple of 7. No week is constant.

    Returns:
        Shape (days,). The standard deviation is PyTorch's default, with 6 in the denominator.
    """
    spread = reduce(temps, "(week day) -> week", torch.std, day=7)
    return temperatures_differences(temps) / repeat(spread, "week -> (week day)", day=7)


def channel_means(images: UInt8[Tensor, "b c h w"]) -> Float[Tensor, "c"]:
    """The mean brightness of each channel over a whole batch.

    Args:
        images: bytes from 0 to 255, shape (b, c, h, w).

    Returns:
        Shape (c,), floats from 0 to 255.
    """
    return images.float().mean(dim=(0, 2, 3))


def pairwise_distances(
    a: Float[Tensor, "n dim"], b: Float[Tensor, "m dim"]
) -> Float[Tensor, "n m"]:
    """The Euclidean distance between every point of one list and every point of another.

    Args:
        a: points, shape (n, dim).
        b: points, shape (m, dim).

    Returns:
        Shape (n, m). Entry [i, j] is the distance between a[i] and b[j].
    """
    gaps = a[:, None] - b  # (n, m, dim)
    return gaps.pow(2).sum(dim=-1).sqrt()


def causal_mask(seq: int) -> Bool[Tensor, "query key"]:
    """Which positions a causal language model may look at.

    Args:
        seq: number of positions, 0 or more.

    Returns:
        Shape (query=seq, key=seq), True where the key is not after the query.
    """
    position = torch.arange(seq)
    return position[:, None] >= position


def identity_matrix(n: int) -> Float[Tensor, "n n"]:
    """The identity matrix, without `torch.eye` and its relatives.

    Args:
        n: number of rows, 0 or more.

    Returns:
        Shape (n, n), floats.
    """
    index = torch.arange(n)
    return (index[:, None] == index).float()


def masked_scores(
    scores: Float[Tensor, "... query key"], mask: Bool[Tensor, "query key"]
) -> Float[Tensor, "... query key"]:
    """Attention scores with the forbidden ones at minus infinity.

    Args:
        scores: shape (..., query, key).
        mask: shape (query, key), True where the query may look at the key.

    Returns:
        A new tensor of the shape of `scores`, which stays as it is.
    """
    return torch.where(mask, scores, -torch.inf)


def value_loss(
    values: Float[Tensor, "batch one=1"], targets: Float[Tensor, "batch"]
) -> Float[Tensor, ""]:
    """The mean squared error of a network with one output.

    Args:
        values: what the network says, shape (batch, 1).
        targets: what it should have said, shape (batch,).

    Returns:
        The mean over the batch of (value - target)², a tensor without axes.
    """
    return (values.squeeze(1) - targets).pow(2).mean()


def floored_max(
    scores: Float[Tensor, "row column"], floor: Float[Tensor, "row"]
) -> Float[Tensor, "row"]:
    """The largest score of each row, or the row's floor if that is larger.

    Args:
        scores: shape (row, column), at least one column.
        floor: the least value of each row, shape (row,).

    Returns:
        Shape (row,).
    """
    return torch.maximum(scores.amax(dim=1), floor)


def take_position(
    activations: Float[Tensor, "... position feature"], position: int
) -> Float[Tensor, "... feature"]:
    """The features at one position, whatever axes come before.

    Args:
        activations: shape (..., position, feature).
        position: which one; negative numbers count from the end.

    Returns:
        Shape (..., feature).
    """
    return activations[..., position, :]


def collect_rows(
    matrix: Shaped[Tensor, "m n"], row_indexes: Int[Tensor, "k"]
) -> Shaped[Tensor, "k n"]:
    """The rows of a matrix that a list names, in the order of the list.

    Args:
        matrix: shape (m, n).
        row_indexes: integers from 0 to m - 1, shape (k,); repeats are allowed.

    Returns:
        Shape (k, n).
    """
    return matrix[row_indexes]


def collect_columns(
    matrix: Shaped[Tensor, "m n"], column_indexes: Int[Tensor, "k"]
) -> Shaped[Tensor, "m k"]:
    """The columns of a matrix that a list names, in the order of the list.

    Args:
        matrix: shape (m, n).
        column_indexes: integers from 0 to n - 1, shape (k,); repeats are allowed.

    Returns:
        Shape (m, k).
    """
    return matrix[:, column_indexes]


def integer_array_indexing(
    matrix: Shaped[Tensor, "..."], coords: Int[Tensor, "batch n"]
) -> Shaped[Tensor, "batch"]:
    """The entries of a tensor at a list of coordinates.

    Args:
        matrix: a tensor with n axes.
        coords: shape (batch, n). Each row names one entry, one index for each axis.

    Returns:
        Shape (batch,).
    """
    return matrix[tuple(coords.T)]


def total_price_indexing(prices: Float[Tensor, "k"], items: Int[Tensor, "n"]) -> float:
    """What a basket costs, by indexing with a tensor of integers.

    Args:
        prices: the price of each kind of item, shape (k,).
        items: which kind each thing in the basket is, integers from 0 to k - 1, shape (n,).

    Returns:
        The sum of the prices, as a Python float.
    """
    return prices[items].sum().item()


def gather_2d(matrix: Shaped[Tensor, "m n"], indexes: Int[Tensor, "m k"]) -> Shaped[Tensor, "m k"]:
    """From each row of a matrix, the entries that the same row of `indexes` names.

    Args:
        matrix: shape (m, n).
        indexes: columns of `matrix`, integers from 0 to n - 1, shape (m, k).

    Returns:
        Shape (m, k). Entry [i, j] is matrix[i, indexes[i, j]].
    """
    return matrix.gather(1, indexes)


def total_price_gather(prices: Float[Tensor, "k"], items: Int[Tensor, "n"]) -> float:
    """What a basket costs, by `gather` instead of indexing.

    Args:
        prices: the price of each kind of item, shape (k,).
        items: which kind each thing in the basket is, integers from 0 to k - 1, shape (n,).

    Returns:
        The sum of the prices, as a Python float.
    """
    return prices.gather(0, items).sum().item()


def append_frame(
    video: Float[Tensor, "time h w"], frame: Float[Tensor, "h w"]
) -> Float[Tensor, "time_and_1 h w"]:
    """A video with one more frame at its end.

    Args:
        video: shape (time, h, w), time 0 or more.
        frame: shape (h, w).

    Returns:
        Shape (time + 1, h, w).
    """
    return torch.cat([video, frame[None]])


def every_other_column(matrix: Shaped[Tensor, "m n"]) -> Shaped[Tensor, "m half"]:
    """The columns 0, 2, 4, … as a view.

    Args:
        matrix: shape (m, n).

    Returns:
        Shape (m, ⌈n / 2⌉), sharing its memory with `matrix`.
    """
    return matrix[:, ::2]


def swap_rows(matrix: Shaped[Tensor, "m n"], i: int, j: int) -> Shaped[Tensor, "m n"]:
    """A copy of a matrix in which two rows have changed places.

    Args:
        matrix: shape (m, n); it stays as it is.
        i: one row.
        j: the other; it may be the same.

    Returns:
        Shape (m, n), a new tensor.
    """
    swapped = matrix.clone()
    swapped[[i, j]] = matrix[[j, i]]
    return swapped


def einsum_trace(mat: Float[Tensor, "i i"]) -> Float[Tensor, ""]:
    """The trace of a square matrix, by einsum.

    Args:
        mat: shape (i, i).

    Returns:
        The sum of its diagonal, a tensor without axes.
    """
    return einsum(mat, "i i ->")


def einsum_mv(mat: Float[Tensor, "i j"], vec: Float[Tensor, "j"]) -> Float[Tensor, "i"]:
    """A matrix times a vector, by einsum.

    Args:
        mat: shape (i, j).
        vec: shape (j,).

    Returns:
        Shape (i,).
    """
    return einsum(mat, vec, "i j, j -> i")


def einsum_mm(mat1: Float[Tensor, "i j"], mat2: Float[Tensor, "j k"]) -> Float[Tensor, "i k"]:
    """A matrix times a matrix, by einsum.

    Args:
        mat1: shape (i, j).
        mat2: shape (j, k).

    Returns:
        Shape (i, k).
    """
    return einsum(mat1, mat2, "i j, j k -> i k")


def einsum_inner(vec1: Float[Tensor, "i"], vec2: Float[Tensor, "i"]) -> Float[Tensor, ""]:
    """The inner product of two vectors, by einsum.

    Args:
        vec1: shape (i,).
        vec2: shape (i,).

    Returns:
        A tensor without axes.
    """
    return einsum(vec1, vec2, "i, i ->")


def einsum_outer(vec1: Float[Tensor, "i"], vec2: Float[Tensor, "j"]) -> Float[Tensor, "i j"]:
    """The outer product of two vectors, by einsum.

    Args:
        vec1: shape (i,).
        vec2: shape (j,).

    Returns:
        Shape (i, j). Entry [i, j] is vec1[i] · vec2[j].
    """
    return einsum(vec1, vec2, "i, j -> i j")


def batched_dot_product_nd(
    a: Float[Tensor, "batch ..."], b: Float[Tensor, "batch ..."]
) -> Float[Tensor, "batch"]:
    """One dot product for each entry of a batch, over all the other axes.

    Args:
        a: shape (batch, ...), with one or more axes after the batch.
        b: the same shape.

    Returns:
        Shape (batch,). Entry [i] is the sum of all products of a[i] with b[i], entry by entry.
    """
    return einsum(a, b, "batch ..., batch ... -> batch")


def sample_distribution(probs: Float[Tensor, "k"], n: int) -> Int[Tensor, "n"]:
    """Independent samples of a distribution over k events, from uniform random numbers.

    Args:
        probs: the probability of each event, shape (k,), summing to 1.
        n: how many samples.

    Returns:
        Shape (n,), integers from 0 to k - 1.
    """
    thresholds = probs.cumsum(dim=0)[:-1]  # (k - 1,)
    return (torch.rand(n, 1) >= thresholds).sum(dim=1)


def classifier_accuracy(
    scores: Float[Tensor, "batch n_classes"], true_classes: Int[Tensor, "batch"]
) -> Float[Tensor, ""]:
    """The fraction of examples whose largest score stands at the true class.

    Args:
        scores: shape (batch, n_classes).
        true_classes: integers from 0 to n_classes - 1, shape (batch,).

    Returns:
        Between 0 and 1, a tensor without axes.
    """
    return (scores.argmax(dim=1) == true_classes).float().mean()


def batched_logsumexp(matrix: Float[Tensor, "batch n"]) -> Float[Tensor, "batch"]:
    """The logarithm of the sum of the exponentials of each row, safe from overflow.

    Args:
        matrix: shape (batch, n), finite or minus infinity, with a finite entry in each row.

    Returns:
        Shape (batch,).
    """
    largest = matrix.amax(dim=1)  # (batch,)
    return largest + (matrix - largest[:, None]).exp().sum(dim=1).log()


def batched_softmax(matrix: Float[Tensor, "batch n"]) -> Float[Tensor, "batch n"]:
    """The softmax of each row.

    Args:
        matrix: shape (batch, n), with a finite entry in each row.

    Returns:
        Shape (batch, n). Each row is positive or zero and sums to 1.
    """
    return (matrix - batched_logsumexp(matrix)[:, None]).exp()


def batched_logsoftmax(matrix: Float[Tensor, "batch n"]) -> Float[Tensor, "batch n"]:
    """The logarithm of the softmax of each row, exact where the softmax itself rounds to zero.

    Args:
        matrix: shape (batch, n), with a finite entry in each row.

    Returns:
        Shape (batch, n), nowhere above 0.
    """
    return matrix - batched_logsumexp(matrix)[:, None]


def batched_cross_entropy_loss(
    logits: Float[Tensor, "batch classes"], true_labels: Int[Tensor, "batch"]
) -> Float[Tensor, "batch"]:
    """The cross-entropy of each example.

    Args:
        logits: shape (batch, classes).
        true_labels: integers from 0 to classes - 1, shape (batch,).

    Returns:
        Shape (batch,). Entry [i] is minus the log-probability of true_labels[i] under softmax.
    """
    return -batched_logsoftmax(logits).gather(1, true_labels[:, None]).squeeze(1)
