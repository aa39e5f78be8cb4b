"""Mistakes of the section “Numbers in a row”: the first paragraph of a docstring is what the
learner reads.
"""

import torch
from torch import Tensor

# ---------------------------------------------------------------- bin_centres


def bin_centres__ends_included(low: float, high: float, bins: int) -> Tensor:
    """You spread the points from end to end: the first is at `low` and the last at `high`.

    `torch.linspace(low, high, bins)` puts points on both ends. A centre lies half a bin inside:
    the first at low + step / 2, the last at high - step / 2.
    """
    return torch.linspace(low, high, bins)


def bin_centres__lower_ends(low: float, high: float, bins: int) -> Tensor:
    """You return where each bin begins, not its middle.

    Counting `low + step * arange(bins)` gives lower ends. The middle is half a step further.
    """
    return low + (high - low) / bins * torch.arange(bins)


def bin_centres__all_edges(low: float, high: float, bins: int) -> Tensor:
    """You return the edges of the bins, and there is one more edge than there are bins.

    Three bins have four edges, as three gaps have four fence posts. A centre is the mean of two
    neighbouring edges.
    """
    return torch.linspace(low, high, bins + 1)


def bin_centres__from_zero(low: float, high: float, bins: int) -> Tensor:
    """You measure the step from 0 to `high`, so a range that begins elsewhere is missed.

    The width of the range is high - low. It is `high` only if the range begins at zero.
    """
    return low + high / bins * (torch.arange(bins) + 0.5)


def bin_centres__one_gap_too_few(low: float, high: float, bins: int) -> Tensor:
    """You divide by bins - 1, which is the number of gaps between centres, not the number of bins.

    The range is cut into `bins` pieces, so a piece is (high - low) / bins wide.
    """
    return low + (high - low) / max(bins - 1, 1) * (torch.arange(bins) + 0.5)
