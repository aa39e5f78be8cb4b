"""Lists and draws of the toy world, learned by one layer of attention without an MLP.

So small that its two heads have to do all: one of them makes successors and holds back what was
seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from curriculum.shelf import toy_world as world
from curriculum.shelf.recipes.language import Kind, LanguageRun, Mixture, encode, next_words
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


# ---------------------------------------------------------------- figures


def measure(model: Transformer) -> dict[str, float]:
    """Figures of the card, with their controls."""
    torch.manual_seed(0)  # for the untrained controls
    scores = successor_scores(model)
    best = scores.index(max(scores))
    random_scores = successor_scores(untrained())
    return {
        "successor_head": scores[best],
        "other_head": scores[1 - best],
        "untrained_head": max(random_scores),
        "lists": lists(model),
        "lists_without_head": lists(model, without=best),
        "lists_withheld": lists(model, withheld=True),
        "seen_colours": seen_colours(model, "draw"),
        "seen_colours_untrained": seen_colours(untrained(), "draw"),
        "seen_colours_roll": seen_colours(model, "roll"),
    }


@torch.no_grad()
def successor_scores(model: Transformer) -> list[float]:
    """For each head, the share of elements whose successor its OV circuit ranks first.

    Of all 367 words, by the head's output for the normalised embedding of the element.
    """
    pairs = [(e, s) for q in world.SEQUENCES for e in q if (s := world.successor(e))]
    elements, after = (torch.tensor(encode(list(column))) for column in zip(*pairs, strict=True))
    block = model.blocks[0]
    read = block.ln1(model.embed(elements))  # (element, d_model)
    found = []
    for head in range(block.attn.heads):
        written = read @ block.attn.W_V[head] @ block.attn.W_O[head]
        found.append(float(((written @ model.W_U).argmax(-1) == after).float().mean()))
    return found


def lists(model: Transformer, without: int | None = None, withheld: bool = False) -> float:
    """Share of lists that are continued rightly, 0 to 1.

    Args:
        model: to be asked.
        without: the head that is held at its mean output.
        withheld: ask for the transitions that no list showed, and not for the others.
    """
    rng = random.Random(11)
    texts, answers = [], []
    for sequence in world.SEQUENCES:
        for last in sequence[2:]:
            after = world.successor(last)
            if after is None or (last in world.WITHHELD) is not withheld:
                continue
            place = sequence.index(last)
            text = ["<bos>", "list", ":"]
            for element in sequence[place - 2 : place + 1]:
                fillers = rng.choices((*world.FOODS, *world.NOUNS), k=rng.randint(1, 3))
                text += [element, *fillers, ","]
            texts.append(text)
            answers.append(after)
    with head_at_mean(model, without):
        found = next_words(model, texts).argmax(-1)
    return float((found == torch.tensor(encode(answers))).float().mean())


@contextmanager
def head_at_mean(model: Transformer, head: int | None) -> Iterator[None]:
    """One head of the first block writes its mean over the batch and all positions."""

    def hold(module: nn.Module, args: object, z: Tensor) -> Tensor:
        if head is None:
            return z
        held = z.clone()
        held[:, :, head] = z[:, :, head].mean((0, 1))
        return held

    handle = model.blocks[0].attn.hook_z.register_forward_hook(hold)
    try:
        yield
    finally:
        handle.remove()


def seen_colours(model: Transformer, kind: str) -> float:
    """Mean probability of all the colours already drawn, after five of ten."""
    rng = random.Random(13)
    total = 0.0
    texts, seen = [], []
    for _ in range(200):
        drawn = rng.sample(world.COLOURS, 5)
        texts.append(["<bos>", kind, ":", *(w for colour in drawn for w in (colour, ","))])
        seen.append(encode(drawn))
    colours = torch.tensor(encode(list(world.COLOURS)))
    for probabilities, drawn_before in zip(next_words(model, texts), seen, strict=True):
        total += float(probabilities[drawn_before].sum() / probabilities[colours].sum())
    return total / len(texts)
