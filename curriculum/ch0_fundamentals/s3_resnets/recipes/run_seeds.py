"""Thresholds of the two experiments: right runs on many seeds, and broken ones.

Run from the repository:
python -m curriculum.ch0_fundamentals.s3_resnets.recipes.run_seeds [train_digits|finetune] [SEEDS]
One core, about 2 s a run of `train_digits`, 5 s a run of `finetune`. Prints the table of design.md.
"""

import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from curriculum.ch0_fundamentals.s3_resnets import oracles, solutions
from curriculum.ch0_fundamentals.s3_resnets.checks import measuring, new_classes_from_few_pictures
from curriculum.ch0_fundamentals.s3_resnets.mistakes import data
from curriculum.ch0_fundamentals.s3_resnets.mistakes import network_and_one_step as step

Break = Callable[[], None]


def _patched(**parts: Any) -> Break:
    """Put broken pieces in the place of the solution's."""

    def install() -> None:
        for name, part in parts.items():
            setattr(solutions, name, part)

    return install


def _detached(model: nn.Module, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    model.train()
    loss = F.cross_entropy(model(images).detach().requires_grad_(), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def _sorted(images: Tensor, labels: Tensor, size: int, generator: Any = None) -> Iterator[Any]:
    """No shuffling, and the file is sorted by class."""
    order = labels.argsort()
    for piece in torch.split(order, size):
        yield images[piece], labels[piece]


def _rate(factor: float) -> Break:
    def install() -> None:
        class Scaled(torch.optim.AdamW):
            def __init__(self, parameters: Any, lr: float) -> None:
                super().__init__(parameters, lr=lr * factor)

        torch.optim.AdamW = Scaled  # type: ignore[misc, assignment]

    return install


RIGHT = {name: getattr(solutions, name) for name in ("training_step", "minibatches")}
ADAMW = torch.optim.AdamW
BROKEN: dict[str, Break] = {
    "missing zero_grad": _patched(training_step=step.training_step__gradients_not_cleared),
    "detached loss": _patched(training_step=_detached),
    "softmax before the loss": _patched(training_step=step.training_step__softmax_first),
    "shuffled labels": _patched(minibatches=data.minibatches__labels_left_behind),
    "no shuffling, file as it is": _patched(minibatches=data.minibatches__never_shuffled),
    "no shuffling, sorted file": _patched(minibatches=_sorted),
    "learning rate times 100": _rate(100),
    "learning rate divided by 100": _rate(0.01),
}

CHECKS = {
    "train_digits": measuring.train_digits__learns,
    "finetune": new_classes_from_few_pictures.finetune__transfers,
}


def observe(name: str, seed: int) -> dict[str, float]:
    """One run of the experiment's check."""
    torch.manual_seed(seed)
    found: Any = CHECKS[name](getattr(solutions, name), torch.Generator().manual_seed(seed))
    return dict(found)


def row(name: str, label: str, seeds: range) -> None:
    """Run on all seeds and print one line of the table."""
    judge = next(f for n, f in vars(oracles).items() if n.startswith(f"{name}__"))
    runs = [observe(name, seed) for seed in seeds]
    found = sorted(run["accuracy"] for run in runs)
    refused = sum(judge(run, None) is not None for run in runs)
    middle = statistics.median(found)
    line = f"| {label} | {found[0]:.3f} | {middle:.3f} | {found[-1]:.3f} |"
    if "accuracy from scratch" in runs[0]:
        gaps = sorted(r["accuracy"] - r["accuracy from scratch"] for r in runs)
        line += f" {gaps[0]:.3f} | {statistics.median(gaps):.3f} |"
    print(f"{line} {refused} of {len(runs)} |", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    which = sys.argv[1] if len(sys.argv) > 1 else "train_digits"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    row(which, "right", range(count))
    for label, install in BROKEN.items():
        install()
        row(which, label, range(8))
        torch.optim.AdamW = ADAMW  # type: ignore[misc]
        for part, right in RIGHT.items():
            setattr(solutions, part, right)
