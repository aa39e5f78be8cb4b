"""Mistakes of the section “Probabilities”: the first paragraph of a docstring is what the
learner reads.
"""

import torch
from torch import Tensor

from ..solutions import batched_logsoftmax, batched_logsumexp

# ---------------------------------------------------------------- sample_distribution


def sample_distribution__likeliest(probs: Tensor, n: int) -> Tensor:
    """You always return the likeliest event; nothing is drawn.

    `argmax` is what a greedy decoder does. A sample has to come out differently from time to time,
    as often as the probabilities say.
    """
    return probs.argmax().repeat(n)


def sample_distribution__uniform(probs: Tensor, n: int) -> Tensor:
    """You draw all events equally often: the probabilities are not used.

    `randint` knows only how many events there are. Compare a uniform number with the sums of the
    probabilities.
    """
    return torch.randint(len(probs), (n,))


def sample_distribution__one_draw(probs: Tensor, n: int) -> Tensor:
    """You draw one random number and use it for all samples.

    `torch.rand(1)` is one number. Each sample needs its own: `torch.rand(n, 1)`.
    """
    return (torch.rand(1) >= probs.cumsum(dim=0)[:-1]).sum().repeat(n)


def sample_distribution__off_by_one(probs: Tensor, n: int) -> Tensor:
    """Your events are one too high: the first is 0.

    Count how many thresholds the random number has passed. None passed means event 0.
    """
    return (torch.rand(n, 1) >= probs.cumsum(dim=0)[:-1]).sum(dim=1) + 1


def sample_distribution__not_cumulated(probs: Tensor, n: int) -> Tensor:
    """You compare with the probabilities themselves; the thresholds are their running sums.

    Lay the probabilities end to end on the line from 0 to 1. The places where one ends and the
    next begins are given by `cumsum`.
    """
    return (torch.rand(n, 1) >= probs[:-1]).sum(dim=1)


def sample_distribution__reversed(probs: Tensor, n: int) -> Tensor:
    """You count the thresholds above the random number, so the events come out in the reverse
    order.

    Event i is drawn if i thresholds lie *below* the number. Yours counts those above.
    """
    return (torch.rand(n, 1) < probs.cumsum(dim=0)[:-1]).sum(dim=1)


def sample_distribution__last_not_cumulated(probs: Tensor, n: int) -> Tensor:
    """You compare with the probabilities themselves; the thresholds are their running sums.

    Lay the probabilities end to end on the line from 0 to 1. The places where one ends and the
    next begins are given by `cumsum`.
    """
    return (torch.rand(n, 1) > probs).sum(dim=1)


def sample_distribution__a_dart_for_each_border(probs: Tensor, n: int) -> Tensor:
    """You throw another dart for every border; each sample is one dart, compared with all borders.

    `torch.rand(n, 1)` has one number for each sample, and broadcasting lays it beside every
    border. With `torch.rand(n, k)` a sample may lie above one border and below a lower one.
    """
    return (torch.rand(n, len(probs)) > probs.cumsum(dim=0)).sum(dim=1)


# ---------------------------------------------------------------- classifier_accuracy


def classifier_accuracy__pair_compared(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You compare the pair that `max(dim=…)` returns with the classes.

    `scores.max(dim=1)` is a pair of values and places. Take `.indices`, or call `argmax`.
    """
    right = scores.max(dim=1) == true_classes
    return right.float().mean()  # type: ignore[attr-defined, no-any-return]


def classifier_accuracy__over_the_batch(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You look for the largest score of each class, over the batch.

    `argmax(dim=0)` lets the examples compete. The classes compete, and they are axis 1.
    """
    return (scores.argmax(dim=0) == true_classes).float().mean()


def classifier_accuracy__counted(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You count the right ones and do not divide by their number.

    Accuracy is a fraction: `mean`, not `sum`.
    """
    return (scores.argmax(dim=1) == true_classes).float().sum()


def classifier_accuracy__scores_compared(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You compare the largest *score* with the class; it is its place that counts.

    `max` tells how large, `argmax` tells where.
    """
    return (scores.amax(dim=1) == true_classes).float().mean()


def classifier_accuracy__error_rate(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You return the fraction of wrong answers.

    Accuracy counts where prediction and class are equal.
    """
    return (scores.argmax(dim=1) != true_classes).float().mean()


def classifier_accuracy__smallest(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You predict the class with the smallest score.

    A higher score means that the class is more likely: `argmax`.
    """
    return (scores.argmin(dim=1) == true_classes).float().mean()


# ---------------------------------------------------------------- batched_logsumexp


def batched_logsumexp__overflow(matrix: Tensor) -> Tensor:
    """You exponentiate the numbers as they are: exp(1000) is infinity and exp(-1000) is 0.

    In float32, exp overflows above 88.7. Subtract the largest number of each row first and add it
    again after the logarithm: log Σ exp(x) = m + log Σ exp(x - m).
    """
    return matrix.exp().sum(dim=1).log()


def batched_logsumexp__one_shift(matrix: Tensor) -> Tensor:
    """You subtract the largest number of the whole matrix, so rows of small numbers vanish.

    The shift keeps the largest term of a *row* at exp(0) = 1. With one shift for all, a row that
    lies 200 lower has only zeros left, and their logarithm is -∞.
    """
    largest = matrix.max()
    return largest + (matrix - largest).exp().sum(dim=1).log()


def batched_logsumexp__not_added_back(matrix: Tensor) -> Tensor:
    """You subtract the largest number and never add it again.

    log Σ exp(x - m) is smaller than the answer by m.
    """
    largest = matrix.amax(dim=1, keepdim=True)
    return (matrix - largest).exp().sum(dim=1).log()


def batched_logsumexp__only_the_largest(matrix: Tensor) -> Tensor:
    """You return the largest number of each row, which is near but not equal.

    log-sum-exp is the maximum plus something between 0 and log(n).
    """
    return matrix.amax(dim=1)


def batched_logsumexp__columns(matrix: Tensor) -> Tensor:
    """You sum over the rows: the answer has one number a column.

    The sum of a row runs along axis 1.
    """
    largest = matrix.amax(dim=0)
    return largest + (matrix - largest).exp().sum(dim=0).log()


# ---------------------------------------------------------------- batched_softmax


def batched_softmax__one_shift(matrix: Tensor) -> Tensor:
    """You subtract the largest number of the whole matrix, so a row of small numbers has only
    zeros left.

    0 / 0 is NaN. Each row needs a shift of its own: its largest number, or its log-sum-exp.
    """
    weights = (matrix - matrix.max()).exp()
    return weights / weights.sum(dim=1, keepdim=True)


def batched_softmax__overflow(matrix: Tensor) -> Tensor:
    """You exponentiate the numbers as they are, and ∞ / ∞ is NaN.

    exp(1000) is infinity in float32. Softmax does not change when a number is subtracted from a
    whole row, so subtract one that makes it safe.
    """
    return matrix.exp() / matrix.exp().sum(dim=1, keepdim=True)


def batched_softmax__columns(matrix: Tensor) -> Tensor:
    """You normalise each column; each row should sum to 1.

    The axis that you name is the one over which the probabilities sum to 1: axis 1.
    """
    weights = (matrix - matrix.amax(dim=0)).exp()
    return weights / weights.sum(dim=0)


def batched_softmax__everything(matrix: Tensor) -> Tensor:
    """You divide by the sum over the whole matrix, so the rows together sum to 1.

    Each row is a distribution of its own. Sum over axis 1 with `keepdim=True`.
    """
    weights = (matrix - matrix.max()).exp()
    return weights / weights.sum()


def batched_softmax__logarithm(matrix: Tensor) -> Tensor:
    """You return logarithms: the exponential at the end is missing.

    x - logsumexp(x) is the log-softmax. Its exponential is the softmax.
    """
    return matrix - batched_logsumexp(matrix)[:, None]


def batched_softmax__axis_lost(matrix: Tensor) -> Tensor:
    """You lose the axis you need: shape (batch,) lines up with the columns, not with the rows.

    Broadcasting aligns shapes at the right, so (batch,) meets the last axis. Keep the axis with
    `keepdim=True`, or give it back with `[:, None]`.
    """
    return (matrix - batched_logsumexp(matrix)).exp()


# ---------------------------------------------------------------- batched_logsoftmax


def batched_logsoftmax__log_of_softmax(matrix: Tensor) -> Tensor:
    """You take the logarithm of the softmax: where it rounds to zero you get minus infinity.

    In float32 the softmax of a logit 104 below the largest is 0. Its logarithm is -104 if you
    never leave logarithms: x - logsumexp(x).
    """
    return (matrix - batched_logsumexp(matrix)[:, None]).exp().log()


def batched_logsoftmax__overflow(matrix: Tensor) -> Tensor:
    """You exponentiate the numbers as they are, and log(∞) is no use.

    The shifted version of log-sum-exp is the one you have written already: use it.
    """
    return matrix - matrix.exp().sum(dim=1, keepdim=True).log()


def batched_logsoftmax__columns(matrix: Tensor) -> Tensor:
    """You normalise each column; it should be each row.

    The axis over which the probabilities sum to 1 is axis 1.
    """
    return matrix - batched_logsumexp(matrix.T)


def batched_logsoftmax__probabilities(matrix: Tensor) -> Tensor:
    """You return probabilities, not their logarithms.

    Leave out the exponential.
    """
    return (matrix - batched_logsumexp(matrix)[:, None]).exp()


def batched_logsoftmax__axis_lost(matrix: Tensor) -> Tensor:
    """You lose the axis you need: shape (batch,) lines up with the columns, not with the rows.

    Broadcasting aligns shapes at the right, so (batch,) meets the last axis. Keep the axis with
    `keepdim=True`, or give it back with `[:, None]`.
    """
    return matrix - batched_logsumexp(matrix)


# ---------------------------------------------------------------- batched_cross_entropy_loss


def batched_cross_entropy_loss__sign(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You forget the minus sign: a loss is positive.

    A log-probability is at most 0. The loss is minus that, so that small is good.
    """
    return batched_logsoftmax(logits).gather(1, true_labels[:, None]).squeeze(1)


def batched_cross_entropy_loss__averaged(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You average over the batch; asked for is one loss for each example.

    `F.cross_entropy` averages unless told `reduction="none"`. Here the mean is left to the caller.
    """
    return -batched_logsoftmax(logits).gather(1, true_labels[:, None]).mean()


def batched_cross_entropy_loss__all_labels(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You look up every label in every row: shape (batch, batch).

    `[:, labels]` picks the same columns from all rows. Each row has its own label: `gather`, or
    two indexes that walk together, `[arange(batch), labels]`.
    """
    return -batched_logsoftmax(logits)[:, true_labels]


def batched_cross_entropy_loss__log_of_softmax(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You take the logarithm of the softmax, and where that rounds to zero the loss is infinite.

    An infinite loss has no useful gradient. Use the log-softmax, which never leaves logarithms.
    """
    chosen = logits.softmax(dim=1).gather(1, true_labels[:, None])
    return -chosen.log().squeeze(1)


def batched_cross_entropy_loss__not_normalised(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You return minus the logit of the true class; the logits are not normalised yet.

    Raising all logits by 5 must not change a loss. Subtract the log-sum-exp of the row.
    """
    return -logits.gather(1, true_labels[:, None]).squeeze(1)


def batched_cross_entropy_loss__axis_kept(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Your losses are right, but they are a column of shape (batch, 1).

    `gather` returns the shape of its index. Squeeze the axis that you added.
    """
    return -batched_logsoftmax(logits).gather(1, true_labels[:, None])
