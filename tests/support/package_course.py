"""A small course whose sets need packages or a model of the shelf."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from arena.course.load import load_course
from arena.course.model import Course

EXERCISE = """---
id: "{id}"
title: {title}
teaches: []
needs: []
packages: [{packages}]
models: [{models}]
---

What a package is for.

## Tools

:::{{exercise}} {name}
title: {title}
minutes: 5
difficulty: 1
importance: 3
needs: []
:::

{statement}

:::{{hint}}
What does the package keep for you?
:::

:::{{hint}}
Ask for it by its name.
:::

:::{{after}}
Somebody else wrote the loop.
:::
"""


@dataclass(frozen=True)
class Small:
    """A set with one exercise.

    Args:
        solution: its body is what a right answer says; `mistake` replaces a part of it.
    """

    slug: str
    id: str
    title: str
    name: str
    packages: str
    models: str
    statement: str
    solution: str
    oracle: str
    checks: str
    mistakes: str = ""


LENS = Small(
    slug="s1_lens",
    id="1.1",
    title="Attention to neighbours",
    name="previous_token_score",
    packages="transformer_lens",
    models="",
    statement="""`model` is a bridge of TransformerLens, `tokens` has the shape (batch, position).
Return how much head `head` of layer 0 attends to the previous token, averaged over all positions
but the first.

```python
>>> 0.0 <= previous_token_score(_small_model(), torch.tensor([[1, 2, 3]]), 0) <= 1.0
True
```""",
    solution='''"""Attention: the reference answers."""

import torch
from torch import Tensor
from transformer_lens.config import TransformerBridgeConfig
from transformer_lens.model_bridge import TransformerBridge


def _small_model() -> TransformerBridge:
    """A model with random weights."""
    torch.manual_seed(0)
    config = TransformerBridgeConfig(
        d_model=8, d_head=4, n_heads=2, n_layers=1, n_ctx=8, d_vocab=11, d_mlp=8, act_fn="relu"
    )
    return TransformerBridge.boot_native(config)


def previous_token_score(model: TransformerBridge, tokens: Tensor, head: int) -> float:
    """Mean attention to the previous token.

    Args:
        model: a bridge of TransformerLens.
        tokens: shape (batch, position).
        head: of layer 0.
    """
    _, cache = model.run_with_cache(tokens)
    pattern = cache["blocks.0.attn.hook_pattern"][:, head]  # (batch, query, key)
    return pattern.diagonal(offset=-1, dim1=1, dim2=2).mean().item()
''',
    oracle='''"""Slow and plain."""


def previous_token_score(model, tokens, head):
    """Entry by entry."""
    seen = []
    keep = lambda pattern, hook: seen.append(pattern)
    model.run_with_hooks(tokens, fwd_hooks=[("blocks.0.attn.hook_pattern", keep)])
    batch, _, positions, _ = seen[0].shape
    entries = [
        seen[0][b, head, q, q - 1].item() for b in range(batch) for q in range(1, positions)
    ]
    return sum(entries) / len(entries)
''',
    checks='''"""What every implementation must satisfy."""

import torch
from transformer_lens.config import TransformerBridgeConfig
from transformer_lens.model_bridge import TransformerBridge


def _model():
    config = TransformerBridgeConfig(
        d_model=8, d_head=4, n_heads=2, n_layers=1, n_ctx=8, d_vocab=11, d_mlp=8, act_fn="relu"
    )
    return TransformerBridge.boot_native(config)


def _tokens(rng, batch, positions):
    return torch.randint(11, (batch, positions), generator=rng)


def previous_token_score__of_one_sequence(score, rng):
    """One sequence is scored."""
    return score(_model(), _tokens(rng, 1, 3), 0)


def previous_token_score__of_a_batch(score, rng):
    """A batch is averaged over its sequences."""
    return score(_model(), _tokens(rng, 3, 5), 0)


def previous_token_score__of_the_other_head(score, rng):
    """The head that is asked is scored."""
    return score(_model(), _tokens(rng, 2, 4), 1)
''',
    mistakes='''"""Wrong on purpose."""

from .solutions import previous_token_score


def _pattern(model, tokens):
    return model.run_with_cache(tokens)[1]["blocks.0.attn.hook_pattern"]


def previous_token_score__current(model, tokens, head):
    """You score attention to the token itself."""
    pattern = _pattern(model, tokens)[:, head]
    return pattern.diagonal(dim1=1, dim2=2).mean().item()


def previous_token_score__first_head(model, tokens, head):
    """You score head 0 whatever head is asked."""
    return previous_token_score(model, tokens, 0)


def previous_token_score__one_sequence(model, tokens, head):
    """You score the first sequence only."""
    return previous_token_score(model, tokens[:1], head)
''',
)
TRANSFORMERS = Small(
    slug="s2_transformers",
    id="1.2",
    title="A most likely token",
    name="greedy",
    packages="transformers",
    models="",
    statement="Return the id of the most likely token after `tokens`, shape (position,).",
    solution='''"""Generation: the reference answers."""

from torch import Tensor
from transformers import PreTrainedModel


def greedy(model: PreTrainedModel, tokens: Tensor) -> int:
    """The most likely next token."""
    return int(model(tokens[None]).logits[0, -1].argmax())
''',
    oracle='''"""By generate."""


def greedy(model, tokens):
    """One new token."""
    return int(model.generate(tokens[None], max_new_tokens=1, do_sample=False)[0, -1])
''',
    checks='''"""What every implementation must satisfy."""

import torch
from transformers import GPT2Config, GPT2LMHeadModel


def greedy__of_some_tokens(greedy, rng):
    """The last position decides."""
    config = GPT2Config(
        n_embd=8, n_head=2, n_layer=1, n_positions=8, vocab_size=50, bos_token_id=0, eos_token_id=0
    )
    model = GPT2LMHeadModel(config).eval()
    model.generation_config.pad_token_id = 0
    return [greedy(model, torch.randint(50, (n,), generator=rng)) for n in (3, 4, 5)]
''',
)
GYM = Small(
    slug="s3_gym",
    id="1.3",
    title="Length of an episode",
    name="episode_length",
    packages="gymnasium",
    models="",
    statement="Reset `env` with `seed` and push left until the episode ends; return its length.",
    solution='''"""Episodes: the reference answers."""

from typing import Any


def episode_length(env: Any, seed: int) -> int:
    """Steps until the end."""
    env.reset(seed=seed)
    steps, over = 0, False
    while not over:
        _, _, ended, cut, _ = env.step(0)
        steps, over = steps + 1, ended or cut
    return steps
''',
    oracle='''"""With gymnasium's own statistics."""

import gymnasium


def episode_length(env, seed):
    """What RecordEpisodeStatistics counts."""
    env = gymnasium.wrappers.RecordEpisodeStatistics(env)
    env.reset(seed=seed)
    while True:
        *_, ended, cut, info = env.step(0)
        if ended or cut:
            return int(info["episode"]["l"])
''',
    checks='''"""What every implementation must satisfy."""

import gymnasium


def episode_length__of_cartpole(episode_length, rng):
    """Episodes of CartPole end where the pole falls."""
    return [episode_length(gymnasium.make("CartPole-v1"), seed) for seed in (1, 2, 3)]
''',
)
SHELF = Small(
    slug="s4_shelf",
    id="1.4",
    title="Loss of a model",
    name="loss_on",
    packages="",
    models="induction-2l",
    statement="Return the mean cross-entropy of `model` on `tokens`, shape (batch, position).",
    solution='''"""Losses: the reference answers."""

import torch
from torch import Tensor


def loss_on(model: torch.nn.Module, tokens: Tensor) -> Tensor:
    """Mean loss of each next token."""
    logits = model(tokens)[:, :-1]
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
''',
    oracle='''"""Slow and plain."""

import torch


def loss_on(model, tokens):
    """Token by token."""
    logs = model(tokens).log_softmax(-1)
    batch, positions = tokens.shape
    picked = [-logs[b, p, tokens[b, p + 1]] for b in range(batch) for p in range(positions - 1)]
    return torch.stack(picked).mean()
''',
    checks='''"""What every implementation must satisfy."""

import torch

from arena import models


def loss_on__of_repeated_tokens(loss_on, rng):
    """Repeated tokens are cheaper than the first ones, and the mean says so."""
    once = torch.randint(1, 64, (2, 12), generator=rng)
    with torch.no_grad():
        return loss_on(models.load("induction-2l").model, torch.cat([once, once], 1))
''',
)
SETS = (LENS, TRANSFORMERS, GYM, SHELF)


def write_package_course(root: Path) -> Course:
    """Write the course; its name is unique, because it is imported."""
    course = root / ("course_" + re.sub(r"\W", "_", root.name))
    chapter = course / "ch0_tools"
    chapter.mkdir(parents=True)
    (course / "__init__.py").write_text("")
    (course / "course.toml").write_text(
        'title = "Test"\ninstall = "pip install arena-course"\nchapters = ["ch0_tools"]\n'
    )
    (chapter / "__init__.py").write_text("")
    slugs = ", ".join(s.slug for s in SETS)
    (chapter / "chapter.md").write_text(
        f'---\nid: "0"\ntitle: Tools\nsets: [{slugs}]\n---\n\nThe beginning.\n'
    )
    for small in SETS:
        folder = chapter / small.slug
        folder.mkdir()
        page = EXERCISE.format(**{k: getattr(small, k) for k in Small.__dataclass_fields__})
        texts = {
            "__init__.py": "",
            "page.md": page,
            "design.md": "# Design\n\nNothing to add.\n",
            "solutions.py": small.solution,
            "oracles.py": small.oracle,
            "checks.py": small.checks,
            "mistakes.py": small.mistakes or '"""None."""\n',
        }
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    return load_course(course)
