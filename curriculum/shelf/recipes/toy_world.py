"""The toy world: one small model that copies, finds who receives, tells true from false.

Four layers, tied embeddings, a learned bias for each distance. Two things make it learn to compare
words within minutes: the loss weighs marked words five times as much, and for its first 350 steps
half of what it reads is code, that is, copying.
"""

from __future__ import annotations

import random
from typing import Any

import torch

from curriculum.shelf import toy_world as world
from curriculum.shelf.recipes.language import Kind, LanguageRun, Mixture
from curriculum.shelf.toy_world import VOCABULARY, Document
from curriculum.shelf.transformer import Transformer

STEPS = 1800
CURRICULUM = 350
CONFIG: dict[str, Any] = {
    "vocabulary": len(VOCABULARY),
    "d_model": 128,
    "layers": 4,
    "heads": 4,
    "context": 64,
    "mlp": 256,
    "relative": True,
    "tied": True,
}


def _all_words(rng: random.Random) -> Document:
    return world.code(rng, world.CONTENT)


# Share of the words that each kind makes up, with its mean length: together how often it is drawn.
SHARES: dict[Kind, tuple[float, int]] = {
    world.code: (0.17, 43),
    world.ioi: (0.05, 21),
    world.guests: (0.12, 14),
    world.listing: (0.07, 24),
    world.draw: (0.05, 20),
    world.roll: (0.01, 20),
    world.book: (0.04, 38),
    world.says: (0.18, 39),
    world.quiz: (0.13, 39),
    world.review: (0.10, 24),
    world.pairs: (0.10, 29),
}


class Run(LanguageRun):
    """1,800 steps; about 420 seconds of one core."""

    def __init__(self, seed: int, steps: int = STEPS) -> None:
        torch.manual_seed(seed)
        model = untrained()
        with torch.no_grad():  # one head starts as one that looks at the word before
            start = model.blocks[0].attn.distance
            assert start is not None
            start[0, 1] = 4.0
        super().__init__(seed, steps, model)

    def mixture(self, step: int) -> Mixture:
        """Six times as much code at first; after that half of it in words of every kind."""
        drawn = {kind: share / length for kind, (share, length) in SHARES.items()}
        if step < CURRICULUM:
            return drawn | {world.code: 6 * drawn[world.code]}
        half = drawn[world.code] / 2
        return drawn | {world.code: half, _all_words: half}


def untrained() -> Transformer:
    """The network before training."""
    return Transformer(**CONFIG)
