"""Training on documents of the toy world: packed rows, heavier marked words, two optimisers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor, nn

from curriculum.shelf.recipes.muon import Muon
from curriculum.shelf.recipes.schedule import cosine
from curriculum.shelf.toy_world import INDEX, PAD, Document
from curriculum.shelf.transformer import Transformer

ROWS, LENGTH = 32, 64
UNMARKED = 0.2  # weight in the loss of a word that nobody could have known
MUON_RATE, ADAM_RATE = 0.03, 5e-3

Kind = Callable[[random.Random], Document]
Mixture = Mapping[Kind, float]


class LanguageRun:
    """A run whose step draws 32 rows of 64 words, by seed and step only."""

    def __init__(self, seed: int, steps: int, model: Transformer) -> None:
        self.seed, self.steps, self.model = seed, steps, model
        matrices = [p for name, p in model.named_parameters() if _is_inner_matrix(name, p)]
        rest = [p for name, p in model.named_parameters() if not _is_inner_matrix(name, p)]
        self.optimisers = (
            Muon(matrices, MUON_RATE),
            torch.optim.AdamW(rest, lr=ADAM_RATE, betas=(0.9, 0.98), weight_decay=0.0),
        )

    def mixture(self, step: int) -> Mixture:
        """How likely a document of each kind is at this step."""
        raise NotImplementedError

    def step(self, step: int) -> dict[str, float]:
        """One step; the weighted loss in nats a word."""
        tokens, documents, weights = rows(random.Random(f"{self.seed}/{step}"), self.mixture(step))
        logits = self.model(tokens, documents)
        each = nn.functional.cross_entropy(
            logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten(), reduction="none"
        )
        weigh = weights[:, 1:].flatten()
        loss = (each * weigh).sum() / weigh.sum()
        share = cosine(step, self.steps, floor=0.05)
        for optimiser, rate in zip(self.optimisers, (MUON_RATE, ADAM_RATE), strict=True):
            optimiser.zero_grad()
            optimiser.param_groups[0]["lr"] = rate * share
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimiser in self.optimisers:
            optimiser.step()
        return {"loss": loss.item()}


def _is_inner_matrix(name: str, parameter: Tensor) -> bool:
    return name.startswith("blocks.") and parameter.ndim == 2 and not name.endswith("distance")


def rows(rng: random.Random, mixture: Mixture) -> tuple[Tensor, Tensor, Tensor]:
    """Documents one after the other, cut at the end of each row.

    Returns:
        tokens, number of the document within the row, weight in the loss; each (row=32, word=64).
        The first word of a document has the weight 0: nothing of its own stands before it.
    """
    kinds, shares = tuple(mixture), tuple(mixture.values())
    filled = [_row(rng, kinds, shares) for _ in range(ROWS)]
    tokens, documents, weights = (torch.tensor(column) for column in zip(*filled, strict=True))
    return tokens, documents, weights


def _row(
    rng: random.Random,
    kinds: tuple[Kind, ...],
    shares: tuple[float, ...],
) -> tuple[list[int], list[int], list[float]]:
    tokens: list[int] = []
    documents: list[int] = []
    weights: list[float] = []
    number = 0
    while len(tokens) < LENGTH:
        document = rng.choices(kinds, shares)[0](rng)
        tokens += encode(document.words)
        documents += [number] * len(document.words)
        weights += [0.0, *(1.0 if m else UNMARKED for m in document.marked[1:])]
        number += 1
    return tokens[:LENGTH], documents[:LENGTH], weights[:LENGTH]


def encode(words: tuple[str, ...] | list[str]) -> list[int]:
    """Words → their numbers."""
    return [INDEX[word] for word in words]


def batches(texts: list[list[str]], size: int = 64) -> Iterator[tuple[Tensor, Tensor]]:
    """Texts padded at the end, (text, word), with the index of each last word, (text,)."""
    for start in range(0, len(texts), size):
        some = [encode(text) for text in texts[start : start + size]]
        longest = max(map(len, some))
        yield (
            torch.tensor([t + [PAD] * (longest - len(t)) for t in some]),
            torch.tensor([len(t) - 1 for t in some]),
        )


@torch.no_grad()
def next_words(model: Transformer, texts: list[list[str]]) -> Tensor:
    """Probabilities of what follows each text, (text, word)."""
    found = []
    for tokens, last in batches(texts):
        logits = model(tokens)
        found.append(logits[torch.arange(len(last)), last].softmax(-1))
    return torch.cat(found)
