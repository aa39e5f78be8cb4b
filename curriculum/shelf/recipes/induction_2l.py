"""Two attention layers with one head each, trained to continue what repeats.

Data: BOS, then a random passage of a random length, again and again. The length must vary, or a
head that looks a fixed distance back would do. One layer cannot do this: its control is below.
Sources: Elhage and others, 2021, “A Mathematical Framework for Transformer Circuits”; Olsson and
others, 2022, “In-context Learning and Induction Heads”.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from curriculum.shelf.recipes.schedule import cosine
from curriculum.shelf.transformer import Transformer

STEPS = 800
BATCH = 32
LENGTH = 64
VOCABULARY = 64
BOS = 0
RATE = 1e-2
CONFIG: dict[str, Any] = {
    "vocabulary": VOCABULARY,
    "d_model": 64,
    "layers": 2,
    "heads": 1,
    "context": LENGTH,
    "normalised": False,
    "biased": False,
}


class Run:
    """One training run; what a step draws depends on seed and step only."""

    steps = STEPS

    def __init__(self, seed: int, layers: int = 2) -> None:
        torch.manual_seed(seed)
        self.seed = seed
        self.model = untrained(layers)
        # Without LayerNorm the signal of tokens and positions has to be large enough to be found.
        with torch.no_grad():
            self.model.embed.weight *= 2
            assert self.model.pos_embed is not None
            self.model.pos_embed.weight *= 2
        self.optimisers = (
            torch.optim.AdamW(
                self.model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01
            ),
        )

    def step(self, step: int) -> dict[str, float]:
        """One step on 32 fresh sequences; the loss in nats a token."""
        rng = torch.Generator().manual_seed(1_000_003 * self.seed + step)
        tokens = repeating(rng)
        logits = self.model(tokens[:, :-1])
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
        (optimiser,) = self.optimisers
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        optimiser.param_groups[0]["lr"] = RATE * cosine(step, STEPS, floor=0.1)
        optimiser.step()
        return {"loss": loss.item()}


def untrained(layers: int = 2) -> Transformer:
    """The network before training."""
    return Transformer(**(CONFIG | {"layers": layers}))


def repeating(rng: torch.Generator) -> Tensor:
    """Sequences for training, (batch=32, position=64): BOS and a passage of 8 to 62 tokens again
    and again."""
    rows = []
    for _ in range(BATCH):
        period = int(torch.randint(8, LENGTH - 1, (), generator=rng))
        passage = torch.randint(VOCABULARY, (period,), generator=rng)
        rows.append(passage.repeat(LENGTH // period + 1)[: LENGTH - 1])
    return nn.functional.pad(torch.stack(rows), (1, 0), value=BOS)


def twice(rng: torch.Generator, batch: int = 256, half: int = 24) -> Tensor:
    """Sequences for measuring, (batch, position=1 + 2 half): BOS and `half` tokens, twice."""
    passage = torch.randint(VOCABULARY, (batch, half), generator=rng)
    return nn.functional.pad(passage.repeat(1, 2), (1, 0), value=BOS)


@torch.no_grad()
def measure(model: Transformer) -> dict[str, float]:
    """Figures of the card: losses in nats, mean attention of a head to the position in question."""
    half = 24
    tokens = twice(torch.Generator().manual_seed(7), half=half)
    patterns: dict[int, Tensor] = {}

    with ExitStack() as hooks:
        for layer, block in enumerate(model.blocks):
            keep = partial(_keep, patterns, layer)
            hooks.callback(block.attn.hook_pattern.register_forward_hook(keep).remove)
        first, second = losses(model, tokens, half)
    later = torch.arange(half + 1, 2 * half)  # queries in the second copy
    last = len(model.blocks) - 1
    figures = {
        "second_half_loss": second,
        "first_half_loss": first,
        "previous_token": float(patterns[0].diagonal(-1, 2, 3).mean()),
        "induction": float(patterns[last][:, :, later, later - half + 1].mean()),
        "even_attention": float((1 / (later + 1)).mean()),
        "even_attention_before": float((1 / torch.arange(2, 2 * half + 1)).mean()),
    }
    for layer in range(len(model.blocks)):
        figures[f"second_half_loss_without_layer_{layer}"] = without(model, layer, tokens, half)
    return figures


def _keep(
    patterns: dict[int, Tensor], layer: int, module: nn.Module, args: object, pattern: Tensor
) -> None:
    patterns[layer] = pattern


def losses(model: Transformer, tokens: Tensor, half: int) -> tuple[float, float]:
    """Mean loss on the first and on the second copy; the second copy's first token is not known."""
    logits = model(tokens[:, :-1])
    loss = nn.functional.cross_entropy(
        logits.flatten(0, 1), tokens[:, 1:].flatten(), reduction="none"
    ).view(len(tokens), -1)
    return float(loss[:, :half].mean()), float(loss[:, half + 1 :].mean())


def without(model: Transformer, layer: int, tokens: Tensor, half: int) -> float:
    """Loss on the second copy with the heads of one layer held at their mean output."""
    held = model.blocks[layer].attn.hook_z.register_forward_hook(
        lambda module, args, z: z.mean((0, 1), keepdim=True).expand_as(z)
    )
    try:
        return losses(model, tokens, half)[1]
    finally:
        held.remove()
