"""Checks of the section “Means and differences”: one experiment a claim, which is what the
learner reads.
"""

import torch
from torch import Tensor

from arena.checks import check_options

from .common import One, integers, normal

# ---------------------------------------------------------------- temperatures_average


def temperatures_average__takes_one_week(average: One, rng: torch.Generator) -> Tensor:
    """One week has one mean."""
    return average(torch.tensor([1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 10.0]))


def temperatures_average__keeps_weeks_apart(average: One, rng: torch.Generator) -> list[Tensor]:
    """Days 0 to 6 are the first week, days 7 to 13 the second, and so on."""
    return [average(10 + normal(7 * weeks, rng=rng)) for weeks in (2, 3, 11)]


def temperatures_average__reads_a_view(average: One, rng: torch.Generator) -> Tensor:
    """Temperatures that are a view into a table give the same means."""
    return average(normal(35, 2, rng=rng)[:, 1])


# ---------------------------------------------------------------- temperatures_differences


def temperatures_differences__takes_one_week(subtract: One, rng: torch.Generator) -> Tensor:
    """The days of one week are compared with that week."""
    return subtract(torch.tensor([1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 10.0]))


def temperatures_differences__keeps_weeks_apart(
    subtract: One, rng: torch.Generator
) -> list[Tensor]:
    """Each day is compared with the mean of its own week."""
    seasons = [torch.arange(weeks).repeat_interleave(7) for weeks in (2, 3, 11)]
    return [subtract(5 * week + (week + 1) * normal(len(week), rng=rng)) for week in seasons]


def temperatures_differences__reads_a_view(subtract: One, rng: torch.Generator) -> Tensor:
    """Temperatures that are a view into a table give the same answer, and stay as they are."""
    return subtract(normal(35, 2, rng=rng)[:, 1])


# ---------------------------------------------------------------- temperatures_normalized


def temperatures_normalized__takes_one_week(normalise: One, rng: torch.Generator) -> Tensor:
    """The days of one week are compared with that week."""
    return normalise(torch.tensor([1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 10.0]))


def temperatures_normalized__keeps_weeks_apart(
    normalise: One, rng: torch.Generator
) -> list[Tensor]:
    """Each day is measured in standard deviations of its own week."""
    seasons = [torch.arange(weeks).repeat_interleave(7) for weeks in (2, 3, 11)]
    return [normalise(5 * week + (week + 1) * normal(len(week), rng=rng)) for week in seasons]


def temperatures_normalized__measures_calm_weeks(normalise: One, rng: torch.Generator) -> Tensor:
    """Weeks that hardly change are measured by their own small deviation all the same."""
    return normalise(0.001 * normal(14, rng=rng))


def temperatures_normalized__reads_a_view(normalise: One, rng: torch.Generator) -> Tensor:
    """Temperatures that are a view into a table give the same answer, and stay as they are."""
    return normalise(normal(35, 2, rng=rng)[:, 1])


# ---------------------------------------------------------------- channel_means


@check_options(exact_type=False)
def channel_means__takes_one_pixel(means: One, rng: torch.Generator) -> Tensor:
    """A single pixel is its own mean, channel by channel."""
    return means(torch.tensor([[[[255]], [[7]]]], dtype=torch.uint8))


@check_options(exact_type=False)
def channel_means__averages_all_but_the_channels(means: One, rng: torch.Generator) -> list[Tensor]:
    """The mean runs over all pictures, rows and columns of the batch."""
    shapes = [(2, 3, 1, 4), (5, 2, 3, 4), (3, 4, 6, 5)]
    batches = [integers(256, *shape, rng=rng).to(torch.uint8) for shape in shapes]
    return [means(batch) for batch in batches]


@check_options(exact_type=False)
def channel_means__does_not_overflow(means: One, rng: torch.Generator) -> Tensor:
    """Bright pictures do not overflow a byte."""
    return means(torch.full((2, 3, 8, 9), 250, dtype=torch.uint8))


@check_options(exact_type=False)
def channel_means__reads_a_view(means: One, rng: torch.Generator) -> Tensor:
    """Pictures stored with their channels last, seen as channels first, give the same means."""
    stored = integers(256, 4, 5, 6, 3, rng=rng).to(torch.uint8)
    return means(stored.permute(0, 3, 1, 2))
