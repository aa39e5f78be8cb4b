"""Checks of the section “Data”: one experiment a claim, which is what the learner reads."""

import inspect
from collections.abc import Callable, Iterable

import torch
from torch import Tensor

from .common import Batch, seeded

Split = Callable[[Tensor, Tensor, int, torch.Generator], tuple[Batch, Batch]]

Standardise = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]

Minibatches = Callable[..., Iterable[Batch]]


# ---------------------------------------------------------------- train_test_split


def _numbered(n: int) -> Batch:
    """Pictures that say which they are: picture i holds i, i + 0.1, …"""
    return torch.arange(n)[:, None, None] + torch.arange(6).reshape(2, 3) / 10, 100 + torch.arange(
        n
    )


def _dealt(split: Split, n: int, n_test: int, seed: int) -> dict[str, object]:
    images, labels = _numbered(n)
    train, test = split(images, labels, n_test, seeded(seed))
    return {
        "labels of the training part": train[1],
        "labels of the test part": test[1],
        "images of the training part": train[0],
        "images of the test part": test[0],
    }


def train_test_split__deals_out(split: Split, rng: torch.Generator) -> dict[str, object]:
    """The first `n_test` of the permutation are for testing, the rest for training, in order."""
    return {"2 of 5 for testing": _dealt(split, 5, 2, 1), "3 of 11": _dealt(split, 11, 3, 2)}


def train_test_split__takes_all_or_none(split: Split, rng: torch.Generator) -> dict[str, object]:
    """Nothing for testing, everything, or a single picture in all: the parts keep their shapes."""
    return {
        "0 of 4 for testing": _dealt(split, 4, 0, 3),
        "4 of 4 for testing": _dealt(split, 4, 4, 4),
        "1 of 1 for testing": _dealt(split, 1, 1, 5),
    }


def train_test_split__draws_from_the_generator(
    split: Split, rng: torch.Generator
) -> dict[str, object]:
    """It draws one permutation from the generator, whatever the global seed is."""
    generator, (images, labels) = seeded(6), _numbered(9)
    torch.manual_seed(1)
    first = split(images, labels, 4, generator)[1][1]
    second = split(images, labels, 4, generator)[1][1]
    return {
        "first split": first,
        "second split": second,
        "what the generator gives afterwards": torch.rand(2, generator=generator),
    }


# ---------------------------------------------------------------- standardise


def standardise__by_the_training_part(
    standardise: Standardise, rng: torch.Generator
) -> dict[str, object]:
    """Mean and deviation come from the training part, and serve for both parts."""
    train = 3 + 2 * torch.randn(7, 4, 5, generator=rng)
    test = -1 + 5 * torch.randn(3, 4, 5, generator=rng)
    a, b = standardise(train, test)
    return {"training part": a, "test part": b}


def standardise__keeps_constant_pixels(
    standardise: Standardise, rng: torch.Generator
) -> dict[str, object]:
    """A pixel that is 0 in every picture is scaled like all others; nothing becomes NaN."""
    train = torch.rand(4, 2, 3, generator=rng) * torch.tensor([1.0, 0.0, 4.0])
    a, b = standardise(train, torch.zeros(1, 2, 3))
    return {"training part": a, "test part": b}


def standardise__two_numbers(standardise: Standardise, rng: torch.Generator) -> dict[str, object]:
    """Two pictures of one pixel, 1 and 3, become -1 and 1."""
    a, b = standardise(torch.tensor([[[1.0]], [[3.0]]]), torch.tensor([[[2.0]]]))
    return {"training part": a, "test part": b}


# ---------------------------------------------------------------- minibatches


def _listed(make: Minibatches, n: int, size: int, *rest: object) -> dict[str, object]:
    """All batches; a list, a generator and an iterator are the same."""
    images, labels = _numbered(n)
    batches = list(inspect.unwrap(make)(images[:, None], labels, size, *rest))
    return {
        "labels": [y for _, y in batches],
        "images": [x for x, _ in batches],
    }


def minibatches__in_order(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """Without a generator the pictures come in their order, `batch_size` at a time."""
    return {"4 pictures by 2": _listed(make, 4, 2), "3 pictures by 1": _listed(make, 3, 1)}


def minibatches__keeps_the_rest(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """The last batch holds what is left, however little; no pictures give no batches."""
    return {
        "7 pictures by 3": _listed(make, 7, 3),
        "2 pictures by 5": _listed(make, 2, 5),
        "0 pictures by 3": _listed(make, 0, 3),
    }


def minibatches__shuffles(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """With a generator they come in the order of its permutation, each with its own label."""
    return {
        "6 pictures by 4, shuffled": _listed(make, 6, 4, seeded(7)),
        "5 pictures by 5, shuffled": _listed(make, 5, 5, seeded(8)),
    }


def minibatches__shuffles_anew(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """Every pass draws another order from the same generator, whatever the global seed is."""
    generator = seeded(9)
    found: dict[str, object] = {}
    for k in range(3):
        torch.manual_seed(3)
        found[f"pass {k + 1}"] = _listed(make, 6, 3, generator)
    return found
