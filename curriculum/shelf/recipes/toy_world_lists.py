"""Lists and draws of the toy world, learned by one layer of attention without an MLP.

So small that its two heads have to do all: one of them makes successors and holds back what was
seen.
"""

from __future__ import annotations

from typing import Any

import torch

from curriculum.shelf import toy_world as world
from curriculum.shelf.recipes.language import Kind, LanguageRun, Mixture
from curriculum.shelf.toy_world import VOCABULARY
from curriculum.shelf.transformer import Transformer

STEPS = 600
CONFIG: dict[str, Any] = {
    "vocabulary": len(VOCABULARY),
    "d_model": 64,
    "layers": 1,
    "heads": 2,
    "context": 64,
    "relative": True,
}
SHARES: dict[Kind, tuple[float, int]] = {
    world.listing: (0.70, 24),
    world.draw: (0.25, 20),
    world.roll: (0.05, 20),
}


class Run(LanguageRun):
    """600 steps; about 10 seconds of one core."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        super().__init__(seed, STEPS, untrained())

    def mixture(self, step: int) -> Mixture:
        """The same at every step."""
        return {kind: share / length for kind, (share, length) in SHARES.items()}


def untrained() -> Transformer:
    """The network before training."""
    return Transformer(**CONFIG)
