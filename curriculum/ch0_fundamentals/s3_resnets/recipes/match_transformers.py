"""Compare the solution and the oracle with transformers' ResNet, by weights copied between them.

Run from the repository: python -m curriculum.ch0_fundamentals.s3_resnets.recipes.match_transformers
Needs the optional extra `hf` (transformers 4.57 or later). Offline: the network is randomly
initialised from a configuration. Exits with status 1 if an output differs by more than 1e-4.

Seen: 5e-6 on one processor and 1.0e-5 on another, where the largest logit is 1.98; rounding depends
on the processor's matrix product.
"""

import importlib
import re
import sys
from typing import Any

import torch
from torch import Tensor, nn

from curriculum.ch0_fundamentals.s3_resnets import oracles, solutions

TOLERANCE = 1e-4


def place_of(name: str) -> tuple[int, ...]:
    """Where an entry of transformers' state dict comes in the order of this set.

    Their shortcut is made before the branch beside it, ours after.
    """
    found = re.search(r"stages\.(\d+)\.layers\.(\d+)\.(shortcut|layer)\.", name)
    if found is None:
        return (0,) if "embedder" in name else (2,)
    stage, layer, branch = found.groups()
    return 1, int(stage), int(layer), branch == "shortcut"


class Entries(nn.Module):
    """A module whose state dict is a list of tensors."""

    def __init__(self, entries: list[Tensor]) -> None:
        super().__init__()
        for place, entry in enumerate(entries):
            self.register_buffer(f"entry_{place:03}", entry)


def largest_difference(theirs: nn.Module, mine: nn.Module, x: Tensor) -> tuple[float, float]:
    """Copy the weights; the largest difference of the logits, and the largest logit."""
    names = sorted(theirs.state_dict(), key=place_of)  # stable: entries of a layer keep their order
    solutions.copy_weights(mine, Entries([theirs.state_dict()[name] for name in names]))
    with torch.no_grad():
        expected, got = theirs.eval()(x).logits, mine.eval()(x)
    return (expected - got).abs().max().item(), expected.abs().max().item()


def main() -> int:
    """Print a line for each comparison."""
    transformers: Any = importlib.import_module("transformers")  # optional, so not imported above
    torch.manual_seed(0)
    configuration = transformers.ResNetConfig(
        embedding_size=64,
        hidden_sizes=[64, 128, 256, 512],
        depths=[3, 4, 6, 3],
        layer_type="basic",
        hidden_act="relu",
        num_labels=1000,
    )
    theirs = transformers.ResNetForImageClassification(configuration)
    for _ in range(40):  # running statistics as of a network that has trained
        theirs.train()(torch.randn(4, 3, 96, 96))
    x, worst = torch.randn(2, 3, 96, 96), 0.0
    print(f"transformers {transformers.__version__}, torch {torch.__version__}")
    for label, mine in (("solution", solutions.ResNet34()), ("oracle", oracles.ResNet34())):
        difference, size = largest_difference(theirs, mine, x)
        print(f"{label}: differs by {difference:.1e}; the largest logit is {size:.2f}")
        worst = max(worst, difference)
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
