"""Measure what the figures draw, and write `data/curves.json`.

Run from the repository: python -m curriculum.ch0_fundamentals.s3_resnets.recipes.curves
One core, about three minutes. Every number is rounded to three digits.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from curriculum.ch0_fundamentals.s3_resnets.digits import load_digits
from curriculum.ch0_fundamentals.s3_resnets.pretrained import SMALL
from curriculum.ch0_fundamentals.s3_resnets.solutions import (
    ConvNet,
    ResidualBlock,
    ResNet34,
    confusion_matrix,
    evaluate,
    get_resnet_for_feature_extraction,
    minibatches,
    prepare_data,
    standardise,
    train_test_split,
    training_step,
)

FILE = Path(__file__).parent.parent / "data" / "curves.json"
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
EVERY, STEPS = 10, 200
LOOKS = (0, 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200)
PICTURES = (1, 2, 3, 5, 10)
DRAWS, FEW_STEPS = 5, 20
DEPTHS = (2, 4, 6, 8, 12, 16, 24, 32)

Batch = tuple[Tensor, Tensor]


def digits() -> tuple[Batch, Batch]:
    """1,400 pictures to train on and 397 to test, standardised."""
    (x, y), (a, b) = train_test_split(*load_digits(), 397, torch.Generator().manual_seed(0))
    x, a = standardise(x, a)
    return (x, y), (a, b)


def run(
    model: nn.Module, optimizer: Any, data: Batch, size: int, steps: int
) -> Iterator[tuple[int, float]]:
    """Train; before the first step and after each give its number and the mean of recent losses."""
    rng = torch.Generator().manual_seed(0)
    losses: list[float] = []
    yield 0, 0.0
    while len(losses) < steps:
        for x, y in minibatches(*data, size, rng):
            if len(losses) < steps:
                losses.append(training_step(model, optimizer, x, y))
                yield len(losses), sum(losses[-EVERY:]) / len(losses[-EVERY:])


def learning_rates() -> dict[str, Any]:
    """Plain SGD at each rate: loss and accuracy every ten steps."""
    train, test = digits()
    curves = []
    for rate in RATES:
        torch.manual_seed(0)
        model = ConvNet()
        losses: list[float | None] = []
        accuracies: list[float] = []
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for step, loss in run(model, optimizer, train, 64, STEPS):
            if step % EVERY == 0 and step:
                losses.append(round(loss, 3) if loss < 1e3 else None)  # None for NaN as well
                accuracies.append(round(evaluate(model, *test)[1], 3))
        curves.append({"rate": rate, "loss": losses, "accuracy": accuracies})
    return {"steps": list(range(EVERY, STEPS + 1, EVERY)), "curves": curves}


def confusions() -> list[dict[str, Any]]:
    """Confusion matrices on the test part while a `ConvNet` trains."""
    train, (x, y) = digits()
    torch.manual_seed(0)
    model, found = ConvNet(), []
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for step, _ in run(model, optimizer, train, 64, 200):
        if step in LOOKS:
            with torch.no_grad():
                guesses = model.eval()(x).argmax(1)
            found.append({"step": step, "matrix": confusion_matrix(guesses, y, 10).tolist()})
    return found


def finetuning() -> dict[str, Any]:
    """Accuracy after each step for some pictures a class, pretrained and not, mean of draws."""
    images, labels = load_digits()
    new = labels >= 5
    x, y = prepare_data(list(images[new])), labels[new] - 5
    curves = []
    for pictures in PICTURES:
        sums = {True: [0.0] * (FEW_STEPS // 2 + 1), False: [0.0] * (FEW_STEPS // 2 + 1)}
        for draw in range(DRAWS):
            order = torch.randperm(len(x), generator=torch.Generator().manual_seed(draw))
            few = torch.cat([order[y[order] == c][:pictures] for c in range(5)])
            rest = order[~torch.isin(order, few)][-400:]
            for pretrained, total in sums.items():
                torch.manual_seed(draw)
                model: nn.Module = ResNet34(**SMALL, n_classes=5)
                if pretrained:
                    model = get_resnet_for_feature_extraction(5)
                trainable = [p for p in model.parameters() if p.requires_grad]
                optimizer = torch.optim.AdamW(trainable, lr=1e-2 if pretrained else 3e-3)
                for step, _ in run(model, optimizer, (x[few], y[few]), 15, FEW_STEPS):
                    if step % 2 == 0:
                        total[step // 2] += evaluate(model, x[rest], y[rest])[1] / DRAWS
        curves.append(
            {
                "pictures": pictures,
                "pretrained": [round(a, 3) for a in sums[True]],
                "scratch": [round(a, 3) for a in sums[False]],
            }
        )
    return {"steps": list(range(0, FEW_STEPS + 1, 2)), "curves": curves}


def gradients() -> list[dict[str, Any]]:
    """Norm of the gradient at the input of each block, relative to that at the end."""
    found = []
    for depth in DEPTHS:
        torch.manual_seed(0)
        rows: dict[str, Any] = {"depth": depth}
        for name, skip in (("with", True), ("without", False)):
            blocks = [ResidualBlock(8, 8) for _ in range(depth)]
            x = torch.randn(16, 8, 8, 8).requires_grad_()
            stages = [x]
            for block in blocks:
                inner = block.left(stages[-1])
                out = torch.relu(inner + stages[-1] if skip else inner)
                out.retain_grad()
                stages.append(out)
            torch.autograd.backward((stages[-1] * torch.randn(16, 8, 8, 8)).sum())
            norms = [s.grad.norm().item() for s in stages if s.grad is not None]
            rows[name] = [float(f"{n / norms[-1]:.3g}") for n in norms]
        found.append(rows)
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    started = time.perf_counter()
    measured = {
        "learning_rates": learning_rates(),
        "confusions": confusions(),
        "finetuning": finetuning(),
        "gradients": gradients(),
    }
    FILE.write_text(json.dumps(measured, separators=(",", ":")), encoding="utf-8")
    size, seconds = FILE.stat().st_size, time.perf_counter() - started
    print(f"{size / 1000:.0f} kB in {seconds:.0f} s")
    print(json.dumps(measured["finetuning"], indent=0))
