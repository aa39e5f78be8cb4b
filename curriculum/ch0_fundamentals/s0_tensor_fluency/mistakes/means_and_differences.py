"""Mistakes of the section “Means and differences”: the first paragraph of a docstring is what
the learner reads.
"""

from einops import rearrange, reduce, repeat
from torch import Tensor

from ..solutions import temperatures_average, temperatures_differences

# ---------------------------------------------------------------- temperatures_average


def temperatures_average__interleaved(temps: Tensor) -> Tensor:
    """You take every so-and-so-many-th day for a week: a week is seven days in a row.

    In `(week day)` the day changes fastest, so seven neighbours form a week. `(day week)` deals
    the days out like cards.
    """
    return reduce(temps, "(day week) -> week", "mean", day=7)


def temperatures_average__weekdays(temps: Tensor) -> Tensor:
    """You average over the weeks and get one mean for each day of the week.

    What is missing on the right of the arrow is averaged. To have one number a week, it is the day
    that has to go.
    """
    return reduce(temps, "(week day) -> day", "mean", day=7)


def temperatures_average__added(temps: Tensor) -> Tensor:
    """You add the days of a week without dividing by seven.

    "sum" and "mean" differ by the number of days.
    """
    return reduce(temps, "(week day) -> week", "sum", day=7)


def temperatures_average__overall(temps: Tensor) -> Tensor:
    """You average over all days and lose the weeks.

    The mean of the whole tensor is one number. First split the days into weeks.
    """
    return temps.mean()


# ---------------------------------------------------------------- temperatures_differences


def temperatures_differences__overall(temps: Tensor) -> Tensor:
    """You compare each day with the mean of all days, not of its week.

    Subtract the mean of the week in which the day lies.
    """
    return temps - temps.mean()


def temperatures_differences__dealt_out(temps: Tensor) -> Tensor:
    """Your means are lined up wrongly: the first seven days get the means of different weeks.

    `(day week)` writes the means one after the other and starts again: a, b, c, a, b, c. Each mean
    has to stand seven times in a row: `(week day)`, or `repeat_interleave`.
    """
    return temps - repeat(temperatures_average(temps), "week -> (day week)", day=7)


def temperatures_differences__sign(temps: Tensor) -> Tensor:
    """You subtract the day from the mean; a warm day should have a positive difference.

    Each day less its mean, in this order.
    """
    return repeat(temperatures_average(temps), "week -> (week day)", day=7) - temps


def temperatures_differences__still_in_weeks(temps: Tensor) -> Tensor:
    """The numbers are right, but they are still in rows of seven: the answer has one axis.

    Put the weeks back into one line with `rearrange(..., "week day -> (week day)")`.
    """
    return rearrange(temperatures_differences(temps), "(week day) -> week day", day=7)


# ---------------------------------------------------------------- temperatures_normalized


def temperatures_normalized__still_in_weeks(temps: Tensor) -> Tensor:
    """The numbers are right, but they are still in rows of seven: the answer has one axis.

    Put the weeks back into one line with `rearrange(..., "week day -> (week day)")`, or `flatten`.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return (weeks - weeks.mean(dim=1, keepdim=True)) / weeks.std(dim=1, keepdim=True)


def temperatures_normalized__biased(temps: Tensor) -> Tensor:
    """You divide by 7 in the variance; PyTorch divides by 6 unless it is told otherwise.

    The mean was estimated from the same seven days, which makes the squares a little too small.
    Dividing by n - 1 makes up for it. `torch.std` does so, NumPy does not.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    spread = weeks.std(dim=1, correction=0)
    return temperatures_differences(temps) / spread.repeat_interleave(7)


def temperatures_normalized__variance(temps: Tensor) -> Tensor:
    """You divide by the variance; the standard deviation is its square root.

    A variance is measured in squared degrees. Only the standard deviation has the unit of a
    temperature, so that the quotient has none.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return temperatures_differences(temps) / weeks.var(dim=1).repeat_interleave(7)


def temperatures_normalized__overall_spread(temps: Tensor) -> Tensor:
    """You divide by the standard deviation of all days, not of each week.

    Each week has a spread of its own: one standard deviation a week, repeated seven times.
    """
    return temperatures_differences(temps) / temps.std()


def temperatures_normalized__not_centred(temps: Tensor) -> Tensor:
    """You divide the temperatures themselves and forget to subtract the mean of the week.

    Normalised means: mean 0 and standard deviation 1 within each week. Dividing alone leaves the
    mean.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return temps / weeks.std(dim=1).repeat_interleave(7)


def temperatures_normalized__dealt_out(temps: Tensor) -> Tensor:
    """Your standard deviations are lined up wrongly: a week gets those of different weeks.

    `Tensor.repeat` writes the list again and again: a, b, c, a, b, c. `repeat_interleave(7)`
    writes each entry seven times.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return temperatures_differences(temps) / weeks.std(dim=1).repeat(7)


def temperatures_normalized__with_epsilon(temps: Tensor) -> Tensor:
    """You add a small number to the deviation, so that calm weeks come out too small.

    Normalisation layers do so, to be safe from a deviation of zero. Here no week is constant, and
    asked is the deviation itself.
    """
    weeks = temps.reshape(-1, 7)
    deviation = weeks.std(dim=1, keepdim=True) + 1e-5
    return ((weeks - weeks.mean(dim=1, keepdim=True)) / deviation).flatten()


# ---------------------------------------------------------------- channel_means


def channel_means__channels_averaged(images: Tensor) -> Tensor:
    """You average over the channels; they are the axis to keep.

    `dim` names what goes, not what stays. One number a channel: batch, height and width have to
    go.
    """
    return images.float().mean(dim=1)


def channel_means__mean_of_bytes(images: Tensor) -> Tensor:
    """You ask for the mean of bytes, and PyTorch refuses: it would have to be a byte again.

    `mean` keeps the dtype of its input, and integers have no room for fractions. Convert first:
    `images.float()`, or `mean(..., dtype=torch.float32)`.
    """
    return images.mean(dim=(0, 2, 3))


def channel_means__per_image(images: Tensor) -> Tensor:
    """You average within each picture and keep the batch: one number for each picture and channel.

    One number a channel: batch, height and width all have to go, `dim=(0, 2, 3)`.
    """
    return images.float().mean(dim=(2, 3))


def channel_means__channels_last(images: Tensor) -> Tensor:
    """You treat the last axis as the channels, but here they come second.

    The shape is (batch, channel, height, width). Everything but axis 1 goes.
    """
    return images.float().mean(dim=(0, 1, 2))


def channel_means__everything(images: Tensor) -> Tensor:
    """You average over everything, channels included.

    Without `dim` every axis is reduced. Name the three that should go.
    """
    return images.float().mean()


def channel_means__scaled(images: Tensor) -> Tensor:
    """You divide by 255; the answer stays in the range of bytes.

    Scaling to 0 … 1 is common before training. Here the means are asked for as they are.
    """
    return images.float().mean(dim=(0, 2, 3)) / 255
