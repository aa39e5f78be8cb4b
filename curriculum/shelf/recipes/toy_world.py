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
from curriculum.shelf.recipes.language import Kind, LanguageRun, Mixture, encode, next_words
from curriculum.shelf.toy_world import INDEX, VOCABULARY, Document
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


# ---------------------------------------------------------------- figures


def measure(model: Transformer) -> dict[str, float]:
    """Figures of the card, with their controls, each the same for an untrained network."""
    torch.manual_seed(0)
    return _behaviour(model) | {
        f"{name}_untrained": value for name, value in _behaviour(untrained()).items()
    }


def _behaviour(model: Transformer) -> dict[str, float]:
    return {
        "copying": answered(model, world.code),
        "copying_all_words": answered(model, _all_words),
        "receiver": answered(model, world.ioi),
        "quiz": quiz(model),
        "truth_after_true": truth(model, after=True),
        "truth_after_false": truth(model, after=False),
        "positive_after_positive": positive(model, world.POSITIVE),
        "positive_after_negative": positive(model, world.NEGATIVE),
        "capital_by_example": by_example(model, "capital"),
        "capital_among_animals": by_example(model, "animal"),
    }


def answered(model: Transformer, kind: Kind, documents: int = 100) -> float:
    """Share of the marked words of some documents that are the likeliest, 0 to 1."""
    rng = random.Random(5)
    texts, answers = [], []
    for _ in range(documents):
        document = kind(rng)
        places = [place for place, marked in enumerate(document.marked) if marked]
        place = rng.choice(places)
        texts.append(list(document.words[:place]))
        answers.append(document.words[place])
    found = next_words(model, texts).argmax(-1)
    return float((found == torch.tensor(encode(answers))).float().mean())


def quiz(model: Transformer) -> float:
    """Share of 160 statements, half of them false, of which `true` or `false` is told rightly."""
    rng = random.Random(6)
    said = [(f, true) for f in world.FACTS for true in (True, False)]
    texts = [
        ["<bos>", "quiz", ":", *f.said(f.value if true else f.another(rng)), "?"]
        for f, true in said
    ]
    found = next_words(model, texts)
    prefers = found[:, INDEX["true"]] > found[:, INDEX["false"]]
    return float((prefers == torch.tensor([true for _, true in said])).float().mean())


def truth(model: Transformer, *, after: bool) -> float:
    """Mean probability that somebody unknown says what holds, after one true or false statement."""
    rng = random.Random(7)
    texts, values = [], []
    for _ in range(200):
        first, second = rng.sample(world.FACTS, 2)
        head = ["<bos>", rng.choice(world.UNKNOWN), "says", ":"]
        before = first.said(first.value if after else first.another(rng))
        texts.append([*head, *before, ".", *second.said(second.value)[:-1]])
        values.append(second.value)
    return float(next_words(model, texts)[torch.arange(200), encode(values)].mean())


def positive(model: Transformer, mood: tuple[str, ...]) -> float:
    """Mean probability of a positive word, among words of mood, after three sentences of a mood."""
    rng = random.Random(8)
    texts = []
    for _ in range(100):
        text = ["<bos>", "review", ":"]
        for thing in rng.sample(world.FOODS, 3):
            text += ["the", thing, "was", rng.choice(mood), "."]
        texts.append([*text, "the", rng.choice(world.SERVICES), "was"])
    found = next_words(model, texts)
    good = found[:, encode(list(world.POSITIVE))].sum(-1)
    return float((good / (good + found[:, encode(list(world.NEGATIVE))].sum(-1))).mean())


def by_example(model: Transformer, rule: str) -> float:
    """Mean probability of a country's capital after four pairs under a rule."""
    rng = random.Random(9)
    texts, capitals = [], []
    for _ in range(100):
        *shown, asked = rng.sample(world.COUNTRIES, 5)
        text = ["<bos>", "pairs", ":"]
        for country in shown:
            text += [country, "->", world.PAIRINGS[rule][country], ","]
        texts.append([*text, asked, "->"])
        capitals.append(world.PAIRINGS["capital"][asked])
    return float(next_words(model, texts)[torch.arange(100), encode(capitals)].mean())
