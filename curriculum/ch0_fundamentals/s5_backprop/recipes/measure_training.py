"""How often right and broken runs pass `train_network__learns`, and how long they take.

python -m curriculum.ch0_fundamentals.s5_backprop.recipes.measure_training [SEEDS]
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from curriculum.ch0_fundamentals.s5_backprop import oracles
from curriculum.ch0_fundamentals.s5_backprop.autograd import Tensor
from curriculum.ch0_fundamentals.s5_backprop.checks import reading_digits
from curriculum.ch0_fundamentals.s5_backprop.solutions import (
    BATCH_SIZE,
    SGD,
    DigitClassifier,
    connect,
    train_step,
)

Rows = Callable[[int, int], tuple[Any, Any]]


def _random(size: int, step: int) -> tuple[Any, Any]:
    rows = np.random.randint(size, size=BATCH_SIZE)
    return rows, rows


def _mixed_up(size: int, step: int) -> tuple[Any, Any]:
    return np.random.randint(size, size=BATCH_SIZE), np.random.randint(size, size=BATCH_SIZE)


def _one_batch(size: int, step: int) -> tuple[Any, Any]:
    return np.arange(BATCH_SIZE), np.arange(BATCH_SIZE)


def _in_order(size: int, step: int) -> tuple[Any, Any]:
    rows = np.arange(step * BATCH_SIZE, (step + 1) * BATCH_SIZE) % size
    return rows, rows


def _trainer(rate: float, choose: Rows = _random, keeps: bool = False) -> Callable[..., Any]:
    def train_network(images: Tensor, labels: Tensor, steps: int, report: Any) -> Any:
        connect()
        model = DigitClassifier()
        optimizer = SGD(model.parameters(), rate)
        if keeps:
            optimizer.zero_grad = lambda: None  # type: ignore[method-assign]
        for step in range(steps):
            rows, of_labels = choose(len(images), step)
            batch = Tensor(images.array[rows]), Tensor(labels.array[of_labels])
            report(model, train_step(model, optimizer, *batch))
        return model

    return train_network


RUNS = {
    "right, rate 0.5": _trainer(0.5),
    "right, rate 0.2": _trainer(0.2),
    "right, rate 0.1": _trainer(0.1),
    "in order, never shuffled, rate 0.5": _trainer(0.5, _in_order),
    "in order, never shuffled, rate 0.2": _trainer(0.2, _in_order),
    "gradients never cleared": _trainer(0.5, keeps=True),
    "rate 0.001": _trainer(0.001),
    "rate 20": _trainer(20.0),
    "labels of other pictures": _trainer(0.5, _mixed_up),
    "the same batch every time": _trainer(0.5, _one_batch),
}


def _observed(trainer: Callable[..., Any], seed: int) -> dict[str, Any]:
    """What the check sees, seeded as the engine seeds it."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    return dict(reading_digits.train_network__learns(trainer, torch.Generator().manual_seed(seed)))


def main() -> None:
    """One line a kind of run."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for name, trainer in RUNS.items():
        count = seeds if name.startswith("right") else 10
        shares, longest, passed = [], 0.0, 0
        for seed in range(count):
            begun = time.perf_counter()
            with np.errstate(all="ignore"):
                observed = _observed(trainer, seed)
            longest = max(longest, time.perf_counter() - begun)
            shares.append(observed["accuracy"])
            passed += oracles.train_network__learns(observed, None) is None
        spread = f"{min(shares):.1%} to {max(shares):.1%}, mean {np.mean(shares):.1%}"
        print(f"{name}: {passed} of {count} pass, {spread}, at most {longest:.1f} s", flush=True)


if __name__ == "__main__":
    main()
