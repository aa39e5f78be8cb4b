"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from arena.checks import check_options, shares_memory

from .digits import digit_images

Number = float | Tensor
Make = Callable[[], Tensor]
One = Callable[[Tensor], Tensor]
Two = Callable[[Tensor, Tensor], Tensor]


def _normal(*shape: int, rng: torch.Generator) -> Tensor:
    return torch.randn(*shape, generator=rng)


def _integers(high: int, *shape: int, rng: torch.Generator) -> Tensor:
    return torch.randint(high, shape, generator=rng)


def _view(tensor: Tensor) -> Tensor:
    """The same numbers, in memory in the reverse order of axes and with gaps."""
    axes = tuple(reversed(range(tensor.dim())))
    spread = torch.stack([tensor.permute(axes), -tensor.permute(axes)], dim=-1)
    return spread[..., 0].permute(axes)


# ---------------------------------------------------------------- bin_centres

BinCentres = Callable[[float, float, int], Tensor]


def bin_centres__halve_each_bin(centres: BinCentres, rng: torch.Generator) -> list[Tensor]:
    """Each centre lies half a bin above the lower end of its bin."""
    return [centres(0.0, 1.0, 2), centres(0.0, 10.0, 5)]


def bin_centres__start_anywhere(centres: BinCentres, rng: torch.Generator) -> list[Tensor]:
    """The range may begin below or above zero."""
    return [centres(2.0, 4.0, 4), centres(-3.0, 3.0, 3), centres(-1.0, -0.5, 8)]


def bin_centres__take_one_bin(centres: BinCentres, rng: torch.Generator) -> Tensor:
    """A single bin has its centre in the middle of the range."""
    return centres(1.0, 2.0, 1)


# ---------------------------------------------------------------- rearrange_1


def rearrange_1__has_the_shape(make: Make, rng: torch.Generator) -> list[int]:
    """The shape is three rows of two."""
    return list(make().shape)


def rearrange_1__has_the_numbers(make: Make, rng: torch.Generator) -> Tensor:
    """The numbers 3 to 8 stand where they should."""
    return make()


def rearrange_1__holds_integers(make: Make, rng: torch.Generator) -> str:
    """The numbers are 64-bit integers, as `arange` makes them from integers."""
    return str(make().dtype)


# ---------------------------------------------------------------- rearrange_2


def rearrange_2__has_the_shape(make: Make, rng: torch.Generator) -> list[int]:
    """The shape is two rows of three."""
    return list(make().shape)


def rearrange_2__has_the_numbers(make: Make, rng: torch.Generator) -> Tensor:
    """The numbers 1 to 6 stand where they should."""
    return make()


def rearrange_2__holds_integers(make: Make, rng: torch.Generator) -> str:
    """The numbers are 64-bit integers, as `arange` makes them from integers."""
    return str(make().dtype)


# ---------------------------------------------------------------- rearrange_3


def rearrange_3__has_the_shape(make: Make, rng: torch.Generator) -> list[int]:
    """The shape is an axis of six between two of size one."""
    return list(make().shape)


def rearrange_3__has_the_numbers(make: Make, rng: torch.Generator) -> Tensor:
    """The numbers 1 to 6 stand where they should."""
    return make()


def rearrange_3__holds_integers(make: Make, rng: torch.Generator) -> str:
    """The numbers are 64-bit integers, as `arange` makes them from integers."""
    return str(make().dtype)


# ---------------------------------------------------------------- pictures


def _tiny(
    rng: torch.Generator, height: int = 4, width: int = 6, channels: int = 2, count: int = 6
) -> Tensor:
    """Pictures of noise."""
    return torch.rand(count, channels, height, width, generator=rng)


def einops_1__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_1__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_1__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_2__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_2__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_2__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_3__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_3__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng)), paint(_tiny(rng, 2, 10, 4))]


def einops_3__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_4__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_4__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng)), paint(_tiny(rng, 2, 10, 4))]


def einops_4__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_5__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_5__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_5__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_6__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_6__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_6__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_7__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_7__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng)), paint(_tiny(rng, 2, 10, 4))]


def einops_7__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_8__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_8__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_8__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_9__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_9__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_9__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_10__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_10__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, 6, 9, count=7)), paint(_tiny(rng, 3, 12, 4))]


def einops_10__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 9, 6, 5)))


def einops_11__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_11__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_11__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


def einops_12__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_12__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(_tiny(rng, count=9)), paint(_tiny(rng, 2, 10, 4))]


def einops_12__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(_view(_tiny(rng, 8, 2, 5)))


# ---------------------------------------------------------------- temperatures_average


def temperatures_average__takes_one_week(average: One, rng: torch.Generator) -> Tensor:
    """One week has one mean."""
    return average(torch.tensor([1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 10.0]))


def temperatures_average__keeps_weeks_apart(average: One, rng: torch.Generator) -> list[Tensor]:
    """Days 0 to 6 are the first week, days 7 to 13 the second, and so on."""
    return [average(10 + _normal(7 * weeks, rng=rng)) for weeks in (2, 3, 11)]


def temperatures_average__reads_a_view(average: One, rng: torch.Generator) -> Tensor:
    """Temperatures that are a view into a table give the same means."""
    return average(_normal(35, 2, rng=rng)[:, 1])


# ---------------------------------------------------------------- temperatures_differences


def temperatures_differences__takes_one_week(subtract: One, rng: torch.Generator) -> Tensor:
    """The days of one week are compared with that week."""
    return subtract(torch.tensor([1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 10.0]))


def temperatures_differences__keeps_weeks_apart(
    subtract: One, rng: torch.Generator
) -> list[Tensor]:
    """Each day is compared with the mean of its own week."""
    seasons = [torch.arange(weeks).repeat_interleave(7) for weeks in (2, 3, 11)]
    return [subtract(5 * week + (week + 1) * _normal(len(week), rng=rng)) for week in seasons]


def temperatures_differences__reads_a_view(subtract: One, rng: torch.Generator) -> Tensor:
    """Temperatures that are a view into a table give the same answer, and stay as they are."""
    return subtract(_normal(35, 2, rng=rng)[:, 1])


# ---------------------------------------------------------------- temperatures_normalized


def temperatures_normalized__takes_one_week(normalise: One, rng: torch.Generator) -> Tensor:
    """The days of one week are compared with that week."""
    return normalise(torch.tensor([1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 10.0]))


def temperatures_normalized__keeps_weeks_apart(
    normalise: One, rng: torch.Generator
) -> list[Tensor]:
    """Each day is measured in standard deviations of its own week."""
    seasons = [torch.arange(weeks).repeat_interleave(7) for weeks in (2, 3, 11)]
    return [normalise(5 * week + (week + 1) * _normal(len(week), rng=rng)) for week in seasons]


def temperatures_normalized__measures_calm_weeks(normalise: One, rng: torch.Generator) -> Tensor:
    """Weeks that hardly change are measured by their own small deviation all the same."""
    return normalise(0.001 * _normal(14, rng=rng))


def temperatures_normalized__reads_a_view(normalise: One, rng: torch.Generator) -> Tensor:
    """Temperatures that are a view into a table give the same answer, and stay as they are."""
    return normalise(_normal(35, 2, rng=rng)[:, 1])


# ---------------------------------------------------------------- channel_means


@check_options(exact_type=False)
def channel_means__takes_one_pixel(means: One, rng: torch.Generator) -> Tensor:
    """A single pixel is its own mean, channel by channel."""
    return means(torch.tensor([[[[255]], [[7]]]], dtype=torch.uint8))


@check_options(exact_type=False)
def channel_means__averages_all_but_the_channels(means: One, rng: torch.Generator) -> list[Tensor]:
    """The mean runs over all pictures, rows and columns of the batch."""
    shapes = [(2, 3, 1, 4), (5, 2, 3, 4), (3, 4, 6, 5)]
    batches = [_integers(256, *shape, rng=rng).to(torch.uint8) for shape in shapes]
    return [means(batch) for batch in batches]


@check_options(exact_type=False)
def channel_means__does_not_overflow(means: One, rng: torch.Generator) -> Tensor:
    """Bright pictures do not overflow a byte."""
    return means(torch.full((2, 3, 8, 9), 250, dtype=torch.uint8))


@check_options(exact_type=False)
def channel_means__reads_a_view(means: One, rng: torch.Generator) -> Tensor:
    """Pictures stored with their channels last, seen as channels first, give the same means."""
    stored = _integers(256, 4, 5, 6, 3, rng=rng).to(torch.uint8)
    return means(stored.permute(0, 3, 1, 2))


# ---------------------------------------------------------------- pairwise_distances


def pairwise_distances__measures_one_pair(distances: Two, rng: torch.Generator) -> Tensor:
    """Two points at right angles, 3 and 4 away, are 5 apart."""
    return distances(torch.tensor([[1.0, 2.0]]), torch.tensor([[4.0, 6.0]]))


def pairwise_distances__measures_all_pairs(distances: Two, rng: torch.Generator) -> list[Tensor]:
    """Entry [i, j] is the distance between a[i] and b[j]."""
    sizes = [(2, 3, 1), (1, 4, 2), (3, 1, 2), (5, 4, 3), (4, 4, 6)]
    return [distances(_normal(n, d, rng=rng), _normal(m, d, rng=rng)) for n, m, d in sizes]


def pairwise_distances__takes_no_points(distances: Two, rng: torch.Generator) -> list[Tensor]:
    """An empty list of points gives an empty table, (0, m) or (n, 0)."""
    points = _normal(3, 2, rng=rng)
    return [distances(points[:0], points), distances(points, points[:0])]


def pairwise_distances__reads_a_view(distances: Two, rng: torch.Generator) -> Tensor:
    """Points that are views into larger tables give the same distances."""
    return distances(_view(_normal(4, 3, rng=rng)), _view(_normal(5, 3, rng=rng)))


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
    vector = _normal(5, rng=rng)
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
    masks = [_integers(2, *size, rng=rng) > 0 for size in sizes]
    return [apply(_normal(*mask.shape, rng=rng), mask) for mask in masks]


def masked_scores__serves_every_head(apply: Two, rng: torch.Generator) -> list[Tensor]:
    """One mask serves every example and every head in front of it."""
    mask = _integers(2, 3, 4, rng=rng) > 0
    return [apply(_normal(*lead, 3, 4, rng=rng), mask) for lead in ((2,), (2, 5))]


def masked_scores__hides_all_or_nothing(apply: Two, rng: torch.Generator) -> list[Tensor]:
    """Hiding everything leaves only minus infinity; hiding nothing changes nothing."""
    nothing = torch.ones(2, 3, dtype=torch.bool)
    return [apply(_normal(2, 3, rng=rng), ~nothing), apply(_normal(2, 3, rng=rng), nothing)]


def masked_scores__leaves_the_scores_alone(apply: Two, rng: torch.Generator) -> list[Tensor]:
    """The scores that were given stay as they are."""
    scores = _normal(4, 3, rng=rng)
    return [apply(scores, _integers(2, 4, 3, rng=rng) > 0), scores]


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
    return [loss(_normal(n, 1, rng=rng), _normal(n, rng=rng)) for n in (2, 3, 17)]


def value_loss__is_zero_when_right(
    loss: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """Where every value is on target the loss is zero."""
    targets = _normal(6, rng=rng)
    return loss(targets[:, None].clone(), targets)


def value_loss__reads_a_view(
    loss: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """Values that are a column of a larger table give the same loss."""
    return loss(_normal(9, 4, rng=rng)[:, 2:3], _normal(9, rng=rng))


# ---------------------------------------------------------------- floored_max


def floored_max__takes_the_largest_of_each_row(best: Two, rng: torch.Generator) -> list[Tensor]:
    """Where the floor is low it is the largest score of the row."""
    return [
        best(_normal(r, c, rng=rng), torch.full((r,), -9.0)) for r, c in ((1, 3), (4, 2), (3, 5))
    ]


def floored_max__respects_the_floor(best: Two, rng: torch.Generator) -> list[Tensor]:
    """Where every score lies below the floor of its row it is the floor."""
    floors = [_normal(r, rng=rng) for r in (2, 3, 5)]
    return [best(_normal(len(f), 4, rng=rng), f) for f in floors]


def floored_max__takes_a_square(best: Two, rng: torch.Generator) -> Tensor:
    """Each row has its own floor, also where there are as many rows as columns."""
    return best(_normal(6, 6, rng=rng), _normal(6, rng=rng))


def floored_max__takes_one_column(best: Two, rng: torch.Generator) -> Tensor:
    """A single column is compared with the floors."""
    return best(_normal(4, 1, rng=rng), _normal(4, rng=rng))


# ---------------------------------------------------------------- take_position


def take_position__takes_a_batch(
    take: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """Of (batch, position, feature) it takes one position."""
    return [take(_normal(2, 3, 4, rng=rng), 1), take(_normal(4, 2, 3, rng=rng), 0)]


def take_position__takes_any_number_of_axes(
    take: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """Any number of axes may come before the position, none included."""
    return [take(_normal(3, 4, rng=rng), 2), take(_normal(2, 4, 3, 5, rng=rng), 1)]


def take_position__counts_from_the_end(
    take: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """A negative position counts from the end."""
    return [take(_normal(2, 5, 3, rng=rng), -1), take(_normal(2, 5, 3, rng=rng), -4)]


# ---------------------------------------------------------------- collect_rows


def collect_rows__follows_the_list(collect: Two, rng: torch.Generator) -> list[Tensor]:
    """The rows come in the order of the list, whatever the numbers are."""
    lists = [torch.tensor(x) for x in ([2, 0, 3], [1, 3])]
    return [collect(_normal(4, 5, rng=rng), indexes) for indexes in lists]


def collect_rows__repeats_what_is_repeated(collect: Two, rng: torch.Generator) -> Tensor:
    """A row that is named twice comes twice."""
    return collect(_normal(4, 5, rng=rng), torch.tensor([3, 1, 1, 0, 3, 2, 1]))


def collect_rows__takes_one(collect: Two, rng: torch.Generator) -> Tensor:
    """A list may name a single row; whole numbers stay whole numbers."""
    return collect(_integers(90, 4, 5, rng=rng), torch.tensor([2]))


def collect_rows__reads_a_view(collect: Two, rng: torch.Generator) -> Tensor:
    """The rows of a matrix that is a view are the same."""
    return collect(_view(_normal(4, 5, rng=rng)), torch.tensor([3, 0]))


# ---------------------------------------------------------------- collect_columns


def collect_columns__follows_the_list(collect: Two, rng: torch.Generator) -> list[Tensor]:
    """The columns come in the order of the list, whatever the numbers are."""
    lists = [torch.tensor(x) for x in ([2, 0, 3], [1, 3])]
    return [collect(_normal(4, 5, rng=rng), indexes) for indexes in lists]


def collect_columns__repeats_what_is_repeated(collect: Two, rng: torch.Generator) -> Tensor:
    """A column that is named twice comes twice."""
    return collect(_normal(4, 5, rng=rng), torch.tensor([3, 1, 1, 0, 3, 2, 1]))


def collect_columns__takes_one(collect: Two, rng: torch.Generator) -> Tensor:
    """A list may name a single column; whole numbers stay whole numbers."""
    return collect(_integers(90, 4, 5, rng=rng), torch.tensor([2]))


def collect_columns__reads_a_view(collect: Two, rng: torch.Generator) -> Tensor:
    """The columns of a matrix that is a view are the same."""
    return collect(_view(_normal(4, 5, rng=rng)), torch.tensor([3, 0]))


# ---------------------------------------------------------------- integer_array_indexing


def integer_array_indexing__reads_a_matrix(pick: Two, rng: torch.Generator) -> list[Tensor]:
    """In a matrix each row of coords names a row and a column."""
    coords = torch.tensor([[0, 1], [2, 3], [1, 0], [2, 1]])
    return [pick(_normal(3, 4, rng=rng), c) for c in (coords[:1], coords)]


def integer_array_indexing__reads_any_number_of_axes(
    pick: Two, rng: torch.Generator
) -> list[Tensor]:
    """With n axes each coordinate has n indexes."""
    cases = []
    for shape in ((6,), (3, 4, 2), (2, 3, 4, 5)):
        coords = torch.stack([_integers(size, 7, rng=rng) for size in shape], dim=1)
        cases.append((_normal(*shape, rng=rng), coords))
    return [pick(tensor, coords) for tensor, coords in cases]


def integer_array_indexing__repeats_what_is_repeated(pick: Two, rng: torch.Generator) -> Tensor:
    """An entry that is named twice comes twice, and the dtype stays."""
    return pick(_integers(90, 3, 4, rng=rng), torch.tensor([[1, 2], [0, 3], [1, 2]]))


# ---------------------------------------------------------------- total_price_indexing


def total_price_indexing__adds_the_prices(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """The total is the sum of the prices of the things in the basket."""
    prices = torch.tensor([0.5, 1.0, 2.0, 8.0])
    return [total(prices, torch.tensor(items)) for items in ([1], [2, 3], [3, 0, 2])]


def total_price_indexing__counts_repeats(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A thing that is bought twice is paid twice."""
    return total(torch.tensor([0.5, 1.0, 2.0]), torch.tensor([0, 0, 2, 1, 0, 2]))


def total_price_indexing__is_a_plain_number(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> dict[str, str]:
    """What comes back is a Python float and not a tensor."""
    price = total(torch.tensor([0.5, 1.0]), torch.tensor([1, 0, 1]))
    return {"type of the total": "float" if isinstance(price, float) else type(price).__name__}


def total_price_indexing__takes_a_long_basket(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A long basket of many kinds is added up as well."""
    prices = 1 + torch.rand(30, generator=rng)
    return total(prices, _integers(30, 200, rng=rng))


# ---------------------------------------------------------------- total_price_gather


def total_price_gather__adds_the_prices(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """The total is the sum of the prices of the things in the basket."""
    prices = torch.tensor([0.5, 1.0, 2.0, 8.0])
    return [total(prices, torch.tensor(items)) for items in ([1], [2, 3], [3, 0, 2])]


def total_price_gather__counts_repeats(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A thing that is bought twice is paid twice."""
    return total(torch.tensor([0.5, 1.0, 2.0]), torch.tensor([0, 0, 2, 1, 0, 2]))


def total_price_gather__is_a_plain_number(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> dict[str, str]:
    """What comes back is a Python float and not a tensor."""
    price = total(torch.tensor([0.5, 1.0]), torch.tensor([1, 0, 1]))
    return {"type of the total": "float" if isinstance(price, float) else type(price).__name__}


def total_price_gather__takes_a_long_basket(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A long basket of many kinds is added up as well."""
    prices = 1 + torch.rand(30, generator=rng)
    return total(prices, _integers(30, 200, rng=rng))


# ---------------------------------------------------------------- gather_2d


def gather_2d__looks_in_its_own_row(pick: Two, rng: torch.Generator) -> list[Tensor]:
    """Entry [i, j] comes from row i and the column that indexes[i, j] names."""
    sizes = [(3, 2, 1), (3, 3, 2), (5, 4, 4)]
    return [pick(_normal(m, n, rng=rng), _integers(n, m, k, rng=rng)) for m, n, k in sizes]


def gather_2d__takes_a_wide_matrix(pick: Two, rng: torch.Generator) -> list[Tensor]:
    """There may be more columns than rows."""
    sizes = [(2, 3, 2), (3, 5, 4)]
    return [pick(_normal(m, n, rng=rng), _integers(n, m, k, rng=rng)) for m, n, k in sizes]


def gather_2d__may_ask_for_more_than_there_is(pick: Two, rng: torch.Generator) -> Tensor:
    """A row of indexes may be longer than a row of the matrix."""
    return pick(_normal(3, 2, rng=rng), _integers(2, 3, 6, rng=rng))


def gather_2d__takes_a_square(pick: Two, rng: torch.Generator) -> Tensor:
    """It is the columns that are looked up, also where rows and columns are as many."""
    return pick(_normal(4, 4, rng=rng), _integers(4, 4, 4, rng=rng))


def gather_2d__asks_for_nothing(pick: Two, rng: torch.Generator) -> Tensor:
    """Without indexes the answer has shape (m, 0); the dtype stays."""
    return pick(_integers(9, 3, 2, rng=rng), torch.zeros(3, 0, dtype=torch.int64))


# ---------------------------------------------------------------- append_frame


def append_frame__adds_the_frame_at_the_end(append: Two, rng: torch.Generator) -> list[Tensor]:
    """The new frame is the last one, and the others stay where they were."""
    sizes = [(1, 2, 3), (4, 3, 2), (2, 5, 4)]
    return [append(_normal(*size, rng=rng), _normal(*size[1:], rng=rng)) for size in sizes]


def append_frame__starts_a_video(append: Two, rng: torch.Generator) -> Tensor:
    """To a video without frames it adds the first."""
    return append(torch.zeros(0, 3, 4), _normal(3, 4, rng=rng))


def append_frame__takes_square_frames(append: Two, rng: torch.Generator) -> Tensor:
    """It is time that grows, also where all axes have the same size."""
    return append(_normal(3, 3, 3, rng=rng), _normal(3, 3, rng=rng))


def append_frame__leaves_the_video_alone(append: Two, rng: torch.Generator) -> list[Tensor]:
    """The video and the frame that were given stay as they are."""
    video, frame = _normal(2, 3, 4, rng=rng), _normal(3, 4, rng=rng)
    return [append(video, frame), video, frame]


# ---------------------------------------------------------------- every_other_column


def every_other_column__takes_every_other(view: One, rng: torch.Generator) -> list[Tensor]:
    """Columns 0, 2, 4 and so on are taken, of an even and of an odd number."""
    return [view(_normal(m, n, rng=rng)) for m, n in ((1, 2), (2, 4), (3, 5), (4, 7))]


def every_other_column__shares_the_memory(view: One, rng: torch.Generator) -> dict[str, bool]:
    """The result is a view: it shares the memory of the matrix."""
    even, odd = _normal(3, 6, rng=rng), _normal(2, 5, rng=rng)
    return {
        "whether it shares memory, 6 columns": shares_memory(view(even), even),
        "whether it shares memory, 5 columns": shares_memory(view(odd), odd),
    }


def every_other_column__writes_through(view: One, rng: torch.Generator) -> dict[str, Tensor]:
    """Zeros written into the result arrive in the matrix."""
    matrix = 1 + _integers(9, 3, 5, rng=rng)
    view(matrix).zero_()
    return {"the matrix after zeros were written into the result": matrix}


def every_other_column__views_a_view(view: One, rng: torch.Generator) -> Tensor:
    """A matrix that is itself a view can be viewed again."""
    return view(_view(_normal(3, 6, rng=rng)))


# ---------------------------------------------------------------- swap_rows


def swap_rows__exchanges_two_rows(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """Each of the two rows stands where the other was, and the rest stay."""
    return [swap(_normal(2, 3, rng=rng), 0, 1), swap(_normal(5, 4, rng=rng), 3, 1)]


def swap_rows__takes_the_same_row(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> Tensor:
    """A row exchanged with itself changes nothing."""
    return swap(_normal(3, 4, rng=rng), 1, 1)


def swap_rows__counts_from_the_end(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> Tensor:
    """Negative numbers count from the end."""
    return swap(_normal(4, 4, rng=rng), 0, -2)


def swap_rows__leaves_the_matrix_alone(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> dict[str, Tensor | bool]:
    """The matrix that was given stays as it is, and the answer has memory of its own."""
    matrix = _integers(90, 4, 3, rng=rng)
    swapped = swap(matrix, 0, 2)
    return {
        "the answer": swapped,
        "the matrix afterwards": matrix,
        "whether they share memory": shares_memory(swapped, matrix),
    }


# ---------------------------------------------------------------- einsum_trace


def einsum_trace__adds_the_diagonal(trace: One, rng: torch.Generator) -> Tensor:
    """It is the sum of the entries on the diagonal."""
    return trace(torch.tensor([[1.0, 2.0], [4.0, 8.0]]))


def einsum_trace__takes_any_size(trace: One, rng: torch.Generator) -> list[Tensor]:
    """Matrices of any size have a trace."""
    return [trace(_normal(n, n, rng=rng)) for n in (1, 3, 6)]


def einsum_trace__takes_none(trace: One, rng: torch.Generator) -> Tensor:
    """The trace of an empty matrix is zero."""
    return trace(torch.zeros(0, 0))


# ---------------------------------------------------------------- einsum_mv


def einsum_mv__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """Each entry is the product of one row with the vector."""
    return multiply(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([10.0, 100.0]))


def einsum_mv__takes_any_size(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Matrices may be wide, tall, a row or a column."""
    sizes = [(2, 3), (4, 2), (1, 3), (3, 1)]
    return [multiply(_normal(i, j, rng=rng), _normal(j, rng=rng)) for i, j in sizes]


def einsum_mv__takes_none(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Without rows the answer is empty; without columns it is zero."""
    return [multiply(torch.zeros(0, 3), torch.ones(3)), multiply(torch.zeros(3, 0), torch.ones(0))]


# ---------------------------------------------------------------- einsum_mm


def einsum_mm__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """Entry [i, k] is the product of row i with column k."""
    left = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    return multiply(left, torch.tensor([[1.0, 10.0], [100.0, 1000.0]]))


def einsum_mm__takes_any_size(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """The inner sizes agree; the outer ones may be anything."""
    sizes = [(2, 3, 4), (4, 2, 1), (1, 5, 3)]
    return [multiply(_normal(i, j, rng=rng), _normal(j, k, rng=rng)) for i, j, k in sizes]


def einsum_mm__takes_none(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Without rows the product is empty; with nothing to add it is zero."""
    return [
        multiply(torch.zeros(0, 3), torch.ones(3, 2)),
        multiply(torch.zeros(2, 0), torch.ones(0, 3)),
    ]


# ---------------------------------------------------------------- einsum_inner


def einsum_inner__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """It is the sum of the products of matching entries."""
    return multiply(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([10.0, 100.0, 1000.0]))


def einsum_inner__takes_any_length(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Vectors may have any length."""
    return [multiply(_normal(n, rng=rng), _normal(n, rng=rng)) for n in (1, 2, 7)]


def einsum_inner__takes_none(multiply: Two, rng: torch.Generator) -> Tensor:
    """The inner product of vectors without entries is zero."""
    return multiply(torch.zeros(0), torch.zeros(0))


# ---------------------------------------------------------------- einsum_outer


def einsum_outer__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """Entry [i, j] is the product of vec1[i] with vec2[j]."""
    return multiply(torch.tensor([1.0, 2.0]), torch.tensor([10.0, 100.0]))


def einsum_outer__takes_any_length(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """The two vectors may differ in length."""
    sizes = [(1, 1), (4, 1), (3, 5), (4, 4)]
    return [multiply(_normal(i, rng=rng), _normal(j, rng=rng)) for i, j in sizes]


def einsum_outer__takes_none(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """An empty vector gives an empty table."""
    return [multiply(torch.zeros(0), torch.ones(3)), multiply(torch.ones(2), torch.zeros(0))]


# ---------------------------------------------------------------- batched_dot_product_nd


def batched_dot_product_nd__takes_vectors(multiply: Two, rng: torch.Generator) -> Tensor:
    """For a batch of vectors it is their dot products."""
    return multiply(
        torch.tensor([[1.0, 2.0, 0.0], [3.0, 4.0, 1.0]]),
        torch.tensor([[10.0, 1.0, 5.0], [1.0, 10.0, 5.0]]),
    )


def batched_dot_product_nd__takes_any_number_of_axes(
    multiply: Two, rng: torch.Generator
) -> list[Tensor]:
    """Over all axes but the first it multiplies and adds."""
    shapes = [(3, 2), (2, 4, 3), (4, 3, 2, 5)]
    return [multiply(_normal(*s, rng=rng), _normal(*s, rng=rng)) for s in shapes]


def batched_dot_product_nd__takes_a_batch_of_one(multiply: Two, rng: torch.Generator) -> Tensor:
    """A batch of one gives shape (1,)."""
    return multiply(_normal(1, 3, 2, rng=rng), _normal(1, 3, 2, rng=rng))


def batched_dot_product_nd__reads_a_view(multiply: Two, rng: torch.Generator) -> Tensor:
    """Tensors that are views give the same products."""
    return multiply(_view(_normal(3, 4, 2, rng=rng)), _normal(3, 4, 2, rng=rng))


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
    return [accuracy(_normal(b, c, rng=rng), _integers(c, b, rng=rng)) for b, c in sizes]


def classifier_accuracy__goes_from_zero_to_one(
    accuracy: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """All right is 1 and all wrong is 0."""
    scores = _normal(7, 3, rng=rng)
    best = scores.sort(dim=1, descending=True).indices
    return [accuracy(scores, best[:, 0]), accuracy(scores, best[:, 1])]


# ---------------------------------------------------------------- batched_logsumexp


def batched_logsumexp__takes_ordinary_rows(logsumexp: One, rng: torch.Generator) -> list[Tensor]:
    """For each row it is log(sum(exp(row)))."""
    return [logsumexp(_normal(b, n, rng=rng)) for b, n in ((1, 2), (3, 4), (5, 3))]


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
    return logsumexp(200 * _normal(4, 1, rng=rng))


# ---------------------------------------------------------------- batched_softmax


def batched_softmax__takes_ordinary_rows(softmax: One, rng: torch.Generator) -> list[Tensor]:
    """Each row is exp(row) divided by its sum."""
    return [softmax(_normal(b, n, rng=rng)) for b, n in ((1, 2), (3, 4), (5, 3))]


def batched_softmax__takes_a_square(softmax: One, rng: torch.Generator) -> Tensor:
    """Each row sums to 1, also where there are as many rows as columns."""
    return softmax(_normal(4, 4, rng=rng))


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
    return [logsoftmax(_normal(b, n, rng=rng)) for b, n in ((1, 2), (3, 4), (5, 3))]


def batched_logsoftmax__takes_a_square(logsoftmax: One, rng: torch.Generator) -> Tensor:
    """Each row is normalised on its own, also where there are as many rows as columns."""
    return logsoftmax(_normal(4, 4, rng=rng))


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
    return [loss(_normal(b, c, rng=rng), _integers(c, b, rng=rng)) for b, c in sizes]


def batched_cross_entropy_loss__takes_a_square(loss: Two, rng: torch.Generator) -> Tensor:
    """Each example meets its own label, also with as many examples as classes."""
    return loss(_normal(4, 4, rng=rng), _integers(4, 4, rng=rng))


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
