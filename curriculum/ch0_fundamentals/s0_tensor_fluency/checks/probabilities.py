"""Checks of the section “Probabilities”: one experiment a claim, which is what the learner
reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from .common import Number, One, Two, integers, normal

# ---------------------------------------------------------------- sample_distribution


def sample_distribution__draws_what_is_certain(
    sample: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """An event of probability 1 is drawn every time."""
    certain = torch.eye(4)
    return [sample(certain[i], n) for i, n in ((0, 1), (1, 3), (2, 5), (3, 7))]


def sample_distribution__follows_the_probabilities(
    sample: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> dict[str, Tensor]:
    """In many samples each event occurs as often as its probability says."""
    found = {}
    for probs in ((0.1, 0.2, 0.3, 0.4), (0.5, 0.0, 0.125, 0.375), (0.05, 0.9, 0.05)):
        name = "40000 samples with probabilities " + ", ".join(map(str, probs))
        found[name] = sample(torch.tensor(probs), 40_000)
    return found


def sample_distribution__is_independent(
    sample: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> dict[str, Tensor]:
    """One sample says nothing about the next."""
    fair = torch.tensor([0.5, 0.5])
    return {"first call": sample(fair, 10_000), "second call": sample(fair, 10_000)}


def sample_distribution__draws_none(
    sample: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> Tensor:
    """No samples are an empty tensor of integers."""
    return sample(torch.tensor([0.25, 0.75]), 0)


# ---------------------------------------------------------------- classifier_accuracy


def classifier_accuracy__counts_by_hand(
    accuracy: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """It is the fraction of rows whose largest score is at the true class."""
    scores = torch.tensor([[0.1, 0.9, 0.3], [2.0, -1.0, 0.0], [0.0, 0.5, 0.7], [0.3, 0.2, 0.1]])
    classes = torch.tensor([1, 0, 0, 0])
    return [accuracy(scores[:1], classes[:1]), accuracy(scores, classes)]


def classifier_accuracy__takes_any_size(
    accuracy: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """Batches and classes may be many or few."""
    sizes = [(5, 2), (3, 6), (50, 4)]
    return [accuracy(normal(b, c, rng=rng), integers(c, b, rng=rng)) for b, c in sizes]


def classifier_accuracy__goes_from_zero_to_one(
    accuracy: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """All right is 1 and all wrong is 0."""
    scores = normal(7, 3, rng=rng)
    best = scores.sort(dim=1, descending=True).indices
    return [accuracy(scores, best[:, 0]), accuracy(scores, best[:, 1])]


# ---------------------------------------------------------------- batched_logsumexp


def batched_logsumexp__takes_ordinary_rows(logsumexp: One, rng: torch.Generator) -> list[Tensor]:
    """For each row it is log(sum(exp(row)))."""
    return [logsumexp(normal(b, n, rng=rng)) for b, n in ((1, 2), (3, 4), (5, 3))]


def batched_logsumexp__survives_large_numbers(logsumexp: One, rng: torch.Generator) -> Tensor:
    """Numbers around 1000 do not overflow, and numbers around −1000 do not vanish."""
    return logsumexp(torch.tensor([[1000.0, 1000.0, 1000.0], [-1000.0, -1000.0, -1001.0]]))


def batched_logsumexp__survives_mixed_rows(logsumexp: One, rng: torch.Generator) -> Tensor:
    """One row of large numbers does not spoil the others."""
    return logsumexp(torch.tensor([[1000.0, 999.0], [-1000.0, -998.0], [0.5, -1000.0], [2.0, 3.0]]))


def batched_logsumexp__takes_minus_infinity(logsumexp: One, rng: torch.Generator) -> Tensor:
    """Minus infinity adds nothing to the sum."""
    return logsumexp(torch.tensor([[-torch.inf, 1.0, 2.0], [-torch.inf, -torch.inf, -900.0]]))


def batched_logsumexp__takes_one_column(logsumexp: One, rng: torch.Generator) -> Tensor:
    """The answer for a row of one number is the number."""
    return logsumexp(200 * normal(4, 1, rng=rng))


# ---------------------------------------------------------------- batched_softmax


def batched_softmax__takes_ordinary_rows(softmax: One, rng: torch.Generator) -> list[Tensor]:
    """Each row is exp(row) divided by its sum."""
    return [softmax(normal(b, n, rng=rng)) for b, n in ((1, 2), (3, 4), (5, 3))]


def batched_softmax__takes_a_square(softmax: One, rng: torch.Generator) -> Tensor:
    """Each row sums to 1, also where there are as many rows as columns."""
    return softmax(normal(4, 4, rng=rng))


def batched_softmax__survives_large_numbers(softmax: One, rng: torch.Generator) -> Tensor:
    """Logits of 1000 and of −1000 give probabilities, never NaN."""
    return softmax(
        torch.tensor([[1000.0, 1001.0, 1000.0], [-1000.0, -1000.0, -999.0], [1000.0, 0.0, -1000.0]])
    )


def batched_softmax__takes_minus_infinity(softmax: One, rng: torch.Generator) -> Tensor:
    """A logit of minus infinity has probability 0."""
    return softmax(torch.tensor([[-torch.inf, 1.0, 2.0], [0.0, -torch.inf, -torch.inf]]))


# ---------------------------------------------------------------- batched_logsoftmax


def batched_logsoftmax__takes_ordinary_rows(logsoftmax: One, rng: torch.Generator) -> list[Tensor]:
    """Each row is the logarithm of its softmax."""
    return [logsoftmax(normal(b, n, rng=rng)) for b, n in ((1, 2), (3, 4), (5, 3))]


def batched_logsoftmax__takes_a_square(logsoftmax: One, rng: torch.Generator) -> Tensor:
    """Each row is normalised on its own, also where there are as many rows as columns."""
    return logsoftmax(normal(4, 4, rng=rng))


def batched_logsoftmax__survives_large_numbers(logsoftmax: One, rng: torch.Generator) -> Tensor:
    """Logits of 1000 and of −1000 give logarithms, never NaN."""
    return logsoftmax(torch.tensor([[1000.0, 1001.0, 1000.0], [-1000.0, -1000.0, -999.0]]))


def batched_logsoftmax__keeps_small_probabilities(logsoftmax: One, rng: torch.Generator) -> Tensor:
    """Where the probability rounds to zero its logarithm is still exact."""
    return logsoftmax(torch.tensor([[1000.0, 0.0, -1000.0], [0.0, -200.0, -300.0]]))


# ---------------------------------------------------------------- batched_cross_entropy_loss


def batched_cross_entropy_loss__takes_ordinary_rows(
    loss: Two, rng: torch.Generator
) -> list[Tensor]:
    """Entry [i] is minus the log-probability of the true class of example i."""
    sizes = [(1, 2), (3, 4), (5, 3)]
    return [loss(normal(b, c, rng=rng), integers(c, b, rng=rng)) for b, c in sizes]


def batched_cross_entropy_loss__takes_a_square(loss: Two, rng: torch.Generator) -> Tensor:
    """Each example meets its own label, also with as many examples as classes."""
    return loss(normal(4, 4, rng=rng), integers(4, 4, rng=rng))


def batched_cross_entropy_loss__survives_large_numbers(loss: Two, rng: torch.Generator) -> Tensor:
    """Logits of 1000 give a loss, of about 0 or about 2000, and never NaN or infinity."""
    logits = torch.tensor([[1000.0, -1000.0, 0.0], [1000.0, -1000.0, 0.0], [999.0, 1000.0, 1000.0]])
    return loss(logits, torch.tensor([0, 1, 2]))


def batched_cross_entropy_loss__takes_minus_infinity(loss: Two, rng: torch.Generator) -> Tensor:
    """A class of probability 0 costs infinity if it is the true one, and nothing otherwise."""
    logits = torch.tensor(
        [[-torch.inf, -torch.inf, 0.0], [1.0, -torch.inf, 1.0], [1.0, -torch.inf, 2.0]]
    )
    return loss(logits, torch.tensor([2, 0, 1]))
