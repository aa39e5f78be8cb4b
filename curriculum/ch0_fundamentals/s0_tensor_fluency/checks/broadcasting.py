"""Checks of the section “Broadcasting”: one experiment a claim, which is what the learner
reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from .common import Number, Two, integers, normal, spread_out

# ---------------------------------------------------------------- pairwise_distances


def pairwise_distances__measures_one_pair(distances: Two, rng: torch.Generator) -> Tensor:
    """Two points at right angles, 3 and 4 away, are 5 apart."""
    return distances(torch.tensor([[1.0, 2.0]]), torch.tensor([[4.0, 6.0]]))


def pairwise_distances__measures_all_pairs(distances: Two, rng: torch.Generator) -> list[Tensor]:
    """Entry [i, j] is the distance between a[i] and b[j]."""
    sizes = [(2, 3, 1), (1, 4, 2), (3, 1, 2), (5, 4, 3), (4, 4, 6)]
    return [distances(normal(n, d, rng=rng), normal(m, d, rng=rng)) for n, m, d in sizes]


def pairwise_distances__takes_no_points(distances: Two, rng: torch.Generator) -> list[Tensor]:
    """An empty list of points gives an empty table, (0, m) or (n, 0)."""
    points = normal(3, 2, rng=rng)
    return [distances(points[:0], points), distances(points, points[:0])]


def pairwise_distances__reads_a_view(distances: Two, rng: torch.Generator) -> Tensor:
    """Points that are views into larger tables give the same distances."""
    return distances(spread_out(normal(4, 3, rng=rng)), spread_out(normal(5, 3, rng=rng)))


# ---------------------------------------------------------------- causal_mask


def causal_mask__shows_the_past(
    mask: Callable[[int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """A query sees every key up to and including its own position."""
    return [mask(2), mask(3), mask(6)]


def causal_mask__takes_one_position(mask: Callable[[int], Tensor], rng: torch.Generator) -> Tensor:
    """A single position sees itself."""
    return mask(1)


def causal_mask__takes_none(mask: Callable[[int], Tensor], rng: torch.Generator) -> Tensor:
    """Without positions the mask is empty, of shape (0, 0) and dtype bool."""
    return mask(0)


# ---------------------------------------------------------------- identity_matrix


def identity_matrix__has_ones_on_the_diagonal(
    identity: Callable[[int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """Ones stand on the diagonal and zeros everywhere else, as floats."""
    return [identity(2), identity(3), identity(7)]


def identity_matrix__leaves_vectors_alone(
    identity: Callable[[int], Tensor], rng: torch.Generator
) -> Tensor:
    """Multiplied with a vector it gives the vector back."""
    vector = normal(5, rng=rng)
    return identity(5) @ vector


def identity_matrix__takes_one_row(
    identity: Callable[[int], Tensor], rng: torch.Generator
) -> Tensor:
    """The smallest one is a single 1."""
    return identity(1)


def identity_matrix__takes_none(identity: Callable[[int], Tensor], rng: torch.Generator) -> Tensor:
    """Without rows the matrix is empty, of shape (0, 0)."""
    return identity(0)


# ---------------------------------------------------------------- masked_scores


def masked_scores__hides_what_is_forbidden(apply: Two, rng: torch.Generator) -> list[Tensor]:
    """Where the mask is False the score is minus infinity; elsewhere it stays."""
    sizes = [(2, 3), (3, 4), (5, 2)]
    masks = [integers(2, *size, rng=rng) > 0 for size in sizes]
    return [apply(normal(*mask.shape, rng=rng), mask) for mask in masks]


def masked_scores__serves_every_head(apply: Two, rng: torch.Generator) -> list[Tensor]:
    """One mask serves every example and every head in front of it."""
    mask = integers(2, 3, 4, rng=rng) > 0
    return [apply(normal(*lead, 3, 4, rng=rng), mask) for lead in ((2,), (2, 5))]


def masked_scores__hides_all_or_nothing(apply: Two, rng: torch.Generator) -> list[Tensor]:
    """Hiding everything leaves only minus infinity; hiding nothing changes nothing."""
    nothing = torch.ones(2, 3, dtype=torch.bool)
    return [apply(normal(2, 3, rng=rng), ~nothing), apply(normal(2, 3, rng=rng), nothing)]


def masked_scores__leaves_the_scores_alone(apply: Two, rng: torch.Generator) -> list[Tensor]:
    """The scores that were given stay as they are."""
    scores = normal(4, 3, rng=rng)
    return [apply(scores, integers(2, 4, 3, rng=rng) > 0), scores]


# ---------------------------------------------------------------- value_loss


def value_loss__compares_one_example(
    loss: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """For one example it is the squared difference."""
    return loss(torch.tensor([[3.0]]), torch.tensor([5.0]))


def value_loss__compares_each_with_its_own(
    loss: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """Each value is compared with its own target and with no other."""
    return [loss(normal(n, 1, rng=rng), normal(n, rng=rng)) for n in (2, 3, 17)]


def value_loss__is_zero_when_right(
    loss: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """Where every value is on target the loss is zero."""
    targets = normal(6, rng=rng)
    return loss(targets[:, None].clone(), targets)


def value_loss__reads_a_view(
    loss: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """Values that are a column of a larger table give the same loss."""
    return loss(normal(9, 4, rng=rng)[:, 2:3], normal(9, rng=rng))


# ---------------------------------------------------------------- floored_max


def floored_max__takes_the_largest_of_each_row(best: Two, rng: torch.Generator) -> list[Tensor]:
    """Where the floor is low it is the largest score of the row."""
    return [
        best(normal(r, c, rng=rng), torch.full((r,), -9.0)) for r, c in ((1, 3), (4, 2), (3, 5))
    ]


def floored_max__respects_the_floor(best: Two, rng: torch.Generator) -> list[Tensor]:
    """Where every score lies below the floor of its row it is the floor."""
    floors = [normal(r, rng=rng) for r in (2, 3, 5)]
    return [best(normal(len(f), 4, rng=rng), f) for f in floors]


def floored_max__takes_a_square(best: Two, rng: torch.Generator) -> Tensor:
    """Each row has its own floor, also where there are as many rows as columns."""
    return best(normal(6, 6, rng=rng), normal(6, rng=rng))


def floored_max__takes_one_column(best: Two, rng: torch.Generator) -> Tensor:
    """A single column is compared with the floors."""
    return best(normal(4, 1, rng=rng), normal(4, rng=rng))
