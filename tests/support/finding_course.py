"""The small course with an experiment, and a question of each kind about a finding.

What is measured is a network of two layers of four attention heads, two of which look at the token
before: how much of its attention each head gives to that token.
"""

from __future__ import annotations

from pathlib import Path

from experiment_course import write_experiment_course

PAGE = """
## Heads

:::{question} previous_heads
kind: heads
title: Heads that look back
minutes: 5
measure: looks_back
above: 0.5
margin: 0.05
:::

Which heads give most of their attention to the token before? Name layer and head.

:::{question} order_of_heads
kind: ranking
title: Heads in order
minutes: 5
measure: looks_back
items: ["0.0", "0.1", "1.2"]
margin: 0.01
:::

Put these three heads in order, by the attention that they give to the token before.

:::{question} how_much
kind: interval
title: How much it looks
minutes: 5
measure: most
widest: 0.1
:::

How much of its attention does the head that looks back most give to the token before?

:::{question} last_loss
kind: prediction
title: The last loss
minutes: 5
measure: loss_in_the_end
run: fit_line
widest: 2.0
:::

Before you run `fit_line`: which loss will it end with?
"""
ORACLES = '''

def looks_back() -> dict[str, float]:
    """The share of its attention that each head gives to the token before."""
    rng = torch.Generator().manual_seed(3)
    scores = torch.randn(2, 4, 16, 16, generator=rng)
    before = torch.eye(16).roll(1, 0).roll(0, 1)
    for (layer, head), strength in {(0, 1): 6.0, (1, 2): 4.5}.items():
        scores[layer, head] += strength * before
    causal = torch.ones(16, 16).tril().bool()
    pattern = scores.masked_fill(~causal, -torch.inf).softmax(-1)
    share = (pattern * before).sum(-1)[..., 1:].mean(-1)
    return {f"{i}.{j}": share[i, j].item() for i in range(2) for j in range(4)}


def most() -> float:
    """The largest of these shares."""
    return max(looks_back().values())


def loss_in_the_end(points: list[dict[str, float]]) -> float:
    """The loss of the last report of a run."""
    return points[-1]["loss"]
'''
HEADS = "0.1, 1.2"
RANKING = "0.1 > 1.2 > 0.0"


def write_finding_course(root: Path) -> Path:
    """Write the course; returns its folder."""
    course = write_experiment_course(root)
    folder = course / "ch0_basics" / "s1_scaling"
    for name, text in (("page.md", PAGE), ("oracles.py", ORACLES)):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return course
