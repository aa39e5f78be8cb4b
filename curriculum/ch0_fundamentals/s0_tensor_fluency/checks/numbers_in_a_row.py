"""Checks of the section “Numbers in a row”: one experiment a claim, which is what the learner
reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

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
