"""Mistakes of the section “Broadcasting”: the first paragraph of a docstring is what the
learner reads.
"""

import torch
from torch import Tensor

# ---------------------------------------------------------------- pairwise_distances


def pairwise_distances__wrong_axis(a: Tensor, b: Tensor) -> Tensor:
    """You add up over the points of `b`; it is the coordinates that have to go.

    The table of differences has shape (n, m, dim). Adding over axis 1 leaves (n, dim), adding over
    the last axis leaves (n, m).
    """
    return (a[:, None] - b).pow(2).sum(dim=1).sqrt()


def pairwise_distances__squared(a: Tensor, b: Tensor) -> Tensor:
    """You forget the root: these are squared distances.

    The distance is the square root of the sum of squares. For 3 and 4 it is 5, not 25.
    """
    return (a[:, None] - b).pow(2).sum(dim=-1)


def pairwise_distances__city_blocks(a: Tensor, b: Tensor) -> Tensor:
    """You add the absolute gaps, which is the distance along streets, not through the air.

    For 3 and 4 that gives 7. Euclid squares, adds, and takes the root.
    """
    return (a[:, None] - b).abs().sum(dim=-1)


def pairwise_distances__transposed(a: Tensor, b: Tensor) -> Tensor:
    """Your table is transposed: rows belong to `b` and columns to `a`.

    The new axis goes where the *other* list will be. For entry [i, j] to be about a[i] and b[j],
    give `a` its new axis at position 1.
    """
    return (b[:, None] - a).pow(2).sum(dim=-1).sqrt()


def pairwise_distances__paired(a: Tensor, b: Tensor) -> Tensor:
    """You compare the points one to one instead of each with each.

    `a - b` lines the two lists up. To form all pairs, give `a` a new axis of size one: `a[:,
    None]`.
    """
    return (a - b).pow(2).sum(dim=-1).sqrt()


def pairwise_distances__added_first(a: Tensor, b: Tensor) -> Tensor:
    """You take the root before you add, so each gap counts with its absolute value and then the
    root of nothing is left.

    The order is square, add, root. A gap of 3 and one of -3 are no gap at all once they are added.
    """
    return (a[:, None] - b).sum(dim=-1).abs()


# ---------------------------------------------------------------- causal_mask


def causal_mask__blind_to_itself(seq: int) -> Tensor:
    """You hide the diagonal, but a query may look at its own position.

    Use ≥ in place of >. With > the first query sees nothing at all, and a softmax over nothing is
    NaN.
    """
    position = torch.arange(seq)
    return position[:, None] > position


def causal_mask__future(seq: int) -> Tensor:
    """You let each query look at the future and hide the past: rows and columns are exchanged.

    Rows are queries and columns are keys. Query 0 is the first row and sees one key only.
    """
    position = torch.arange(seq)
    return position[:, None] <= position


def causal_mask__inverted(seq: int) -> Tensor:
    """You return what is hidden; True should mean that the query may look.

    Both conventions exist: `masked_fill` wants True where something is hidden. Here True is what
    may be seen.
    """
    position = torch.arange(seq)
    return position[:, None] < position


def causal_mask__numbers(seq: int) -> Tensor:
    """Your mask is made of numbers, not of truth values.

    `torch.tril(torch.ones(n, n))` is a float tensor. As an index it would fail or pick rows; a
    mask has the dtype bool.
    """
    return torch.ones(seq, seq).tril()


# ---------------------------------------------------------------- identity_matrix


def identity_matrix__everywhere(n: int) -> Tensor:
    """You write ones everywhere: a slice and an index walk through all pairs.

    `matrix[:, index] = 1` means every row and these columns. Two indexes walk together,
    `matrix[index, index] = 1`, and a comparison of row with column needs no writing at all.
    """
    return torch.ones(n, n)


def identity_matrix__truth_values(n: int) -> Tensor:
    """You return truth values; the identity matrix is made of numbers.

    A comparison gives a bool tensor. Turn it into numbers with `.float()`, or it cannot be
    multiplied with a matrix of floats.
    """
    index = torch.arange(n)
    return index[:, None] == index


def identity_matrix__integers(n: int) -> Tensor:
    """Your ones and zeros are integers; they should be floats.

    A matrix product needs one dtype on both sides. Use `.float()`.
    """
    index = torch.arange(n)
    return (index[:, None] == index).long()


def identity_matrix__triangle(n: int) -> Tensor:
    """Your ones fill a triangle, not only the diagonal.

    Compare with ==. An inequality is true on one side of the diagonal as well.
    """
    index = torch.arange(n)
    return (index[:, None] >= index).float()


def identity_matrix__other_diagonal(n: int) -> Tensor:
    """Your ones run from the lower left to the upper right.

    On the main diagonal the row and the column are equal; yours add up to n - 1.
    """
    index = torch.arange(n)
    return (index[:, None] == n - 1 - index).float()


def identity_matrix__not_broadcast(n: int) -> Tensor:
    """You compare the list of indexes with itself, entry by entry, and get one row of ones.

    Row and column have to be different axes: give one of the two a new axis with `[:, None]`.
    """
    index = torch.arange(n)
    return (index == index).float()


def identity_matrix__short_integers(n: int) -> Tensor:
    """Your ones and zeros are integers of 32 bits; they should be floats.

    `.int()` makes int32. A matrix of floats cannot be multiplied with integers: `.float()`.
    """
    return (torch.arange(n)[:, None] == torch.arange(n)).int()


# ---------------------------------------------------------------- masked_scores


def masked_scores__inverted(scores: Tensor, mask: Tensor) -> Tensor:
    """You hide what may be seen and show what is forbidden.

    `torch.where(condition, a, b)` takes `a` where the condition is True. `masked_fill` fills where
    it is True, so it needs `~mask`.
    """
    return scores.masked_fill(mask, -torch.inf)


def masked_scores__zeroed(scores: Tensor, mask: Tensor) -> Tensor:
    """You set the forbidden scores to 0, which a softmax does not ignore.

    exp(0) is 1: a forbidden key would get as much weight as an ordinary one. exp(-∞) is 0.
    """
    return torch.where(mask, scores, 0.0)


def masked_scores__in_place(scores: Tensor, mask: Tensor) -> Tensor:
    """You write minus infinity into the scores that you were given.

    `scores[..., ~mask] = ...` and every method that ends with an underscore change the tensor of
    the caller. `torch.where` and `masked_fill` make a new one.
    """
    return scores.masked_fill_(~mask, -torch.inf)


def masked_scores__nan(scores: Tensor, mask: Tensor) -> Tensor:
    """You multiply minus infinity by zero, and that is NaN.

    `~mask * -inf` is 0 · ∞ wherever the mask is True. Choosing with `torch.where` multiplies
    nothing.
    """
    return scores + (~mask).float() * -torch.inf


def masked_scores__large_negative(scores: Tensor, mask: Tensor) -> Tensor:
    """You use a large negative number in place of minus infinity.

    -1e9 works in most softmaxes, and then the row with all keys hidden gets equal weights without
    a word. In half precision -1e9 does not even exist. The claim here is exact: -∞.
    """
    return torch.where(mask, scores, -1e9)


def masked_scores__softmax_taken(scores: Tensor, mask: Tensor) -> Tensor:
    """You take the softmax already; asked are the scores before it.

    The scores where the mask is True stay as they are. The softmax is the step after this one.
    """
    return scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)


def masked_scores__plus_infinity(scores: Tensor, mask: Tensor) -> Tensor:
    """Your forbidden scores are plus infinity, which a softmax turns into NaN.

    exp(−∞) is 0, so that nothing of what is forbidden is left. exp(∞) is infinite.
    """
    return scores.masked_fill(~mask, torch.inf)


# ---------------------------------------------------------------- value_loss


def value_loss__broadcast(values: Tensor, targets: Tensor) -> Tensor:
    """You subtract shapes (batch, 1) and (batch,), which makes all pairs: each value is compared
    with every target.

    The two shapes broadcast to (batch, batch) and nothing is raised. The loss still falls while it
    trains, and the network learns to say the mean of the targets. Bring both to one shape first.
    """
    return (values - targets).pow(2).mean()


def value_loss__added(values: Tensor, targets: Tensor) -> Tensor:
    """You add the squares instead of averaging them, so the loss grows with the batch.

    With "sum" a larger batch means a larger gradient. The mean does not depend on the batch size.
    """
    return (values.squeeze(1) - targets).pow(2).sum()


def value_loss__per_example(values: Tensor, targets: Tensor) -> Tensor:
    """You return one loss for each example; asked for is their mean.

    Training needs one number: `.mean()`.
    """
    return (values.squeeze(1) - targets).pow(2)


def value_loss__absolute(values: Tensor, targets: Tensor) -> Tensor:
    """You average the absolute differences, not their squares.

    That is another loss (mean absolute error), whose minimum is the median.
    """
    return (values.squeeze(1) - targets).abs().mean()


def value_loss__root(values: Tensor, targets: Tensor) -> Tensor:
    """You take the square root at the end.

    The root of the mean squared error has the unit of the targets and is good for reading. The
    loss asked for has no root.
    """
    return (values.squeeze(1) - targets).pow(2).mean().sqrt()


def value_loss__a_number(values: Tensor, targets: Tensor) -> float:
    """You return a Python number; asked is a tensor without axes.

    A loss is what `backward` starts from, and a number has forgotten where it came from. Leave
    `.item()` to the line that prints it.
    """
    return ((values.squeeze(1) - targets) ** 2).mean().item()


def value_loss__mean_squared(values: Tensor, targets: Tensor) -> Tensor:
    """You average before you square, so that errors of opposite sign cancel.

    The mean of the squares counts every error; the square of the mean is zero for a network that
    is too high as often as too low.
    """
    return (values.squeeze(1) - targets).mean() ** 2


def value_loss__half(values: Tensor, targets: Tensor) -> Tensor:
    """You take half of it: the ½ that makes a derivative neater is not asked for.

    Some texts define the squared error with a factor ½. `mse_loss` and this exercise do not.
    """
    return 0.5 * ((values.squeeze(1) - targets) ** 2).mean()


# ---------------------------------------------------------------- floored_max


def floored_max__pair(scores: Tensor, floor: Tensor) -> Tensor:
    """You hand both results of `max(dim=…)` to `maximum`: values and indexes.

    `scores.max(dim=1)` returns a pair. Take `.values`, or use `amax`, which returns the values
    alone.
    """
    return torch.maximum(scores.max(dim=1), floor)  # type: ignore[arg-type]


def floored_max__columns(scores: Tensor, floor: Tensor) -> Tensor:
    """You take the largest of each column; it should be the largest of each row.

    Axis 0 is the rows. Reducing it leaves one number a column. To have one a row, axis 1 has to
    go.
    """
    return torch.maximum(scores.amax(dim=0), floor)


def floored_max__no_floor(scores: Tensor, floor: Tensor) -> Tensor:
    """You do not use the floor.

    Where all scores of a row are below its floor, the answer is the floor.
    """
    return scores.amax(dim=1)


def floored_max__minimum(scores: Tensor, floor: Tensor) -> Tensor:
    """You take the smaller of the two, which is a ceiling, not a floor.

    A floor holds things up: the result is never below it, so it is the larger of the two.
    """
    return torch.minimum(scores.amax(dim=1), floor)


def floored_max__one_maximum(scores: Tensor, floor: Tensor) -> Tensor:
    """You take one maximum of the whole table for all rows.

    `max()` without `dim` reduces everything. Each row has its own largest score.
    """
    return torch.maximum(scores.max(), floor)
