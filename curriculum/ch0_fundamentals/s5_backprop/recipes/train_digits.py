"""Train the digit classifier with a framework written in this set, over several seeds.

    python -m curriculum.ch0_fundamentals.s5_backprop.recipes.train_digits [FILE] [SEEDS]

Without a file the reference answers are used. Prints, for each seed, the accuracy on 360 pictures
that were not trained on, and the seconds it took.
"""

import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np
from sklearn.datasets import load_digits

from curriculum.ch0_fundamentals.s5_backprop import solutions
from curriculum.ch0_fundamentals.s5_backprop.autograd import Tensor

TRAINED_ON, BATCH, EPOCHS, RATE = 1437, 32, 60, 0.2


def train(framework: ModuleType, seed: int) -> tuple[float, float]:
    """Accuracy on the pictures that were kept back, and seconds, of one run."""
    begun = time.perf_counter()
    np.random.seed(seed)
    digits = load_digits()
    order = np.random.permutation(len(digits.data))
    pictures, labels = digits.data[order] / 16, digits.target[order]
    model = framework.DigitClassifier()
    optimizer = framework.SGD(model.parameters(), RATE)
    for _ in range(EPOCHS):
        shuffled = np.random.permutation(TRAINED_ON)
        for start in range(0, TRAINED_ON, BATCH):
            rows = shuffled[start : start + BATCH]
            framework.train_step(model, optimizer, Tensor(pictures[rows]), Tensor(labels[rows]))
    kept_back = Tensor(pictures[TRAINED_ON:]), Tensor(labels[TRAINED_ON:])
    share = float(framework.accuracy(model, *kept_back))
    return share, time.perf_counter() - begun


def load(path: Path) -> ModuleType:
    """A file of answers as a module.

    Raises:
        ImportError: the file is no Python module.
    """
    spec = importlib.util.spec_from_file_location("framework", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Train once for each seed, and say what came out."""
    framework = load(Path(sys.argv[1])) if len(sys.argv) > 1 and sys.argv[1] != "-" else solutions
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    shares, times = zip(*(train(framework, seed) for seed in range(seeds)), strict=True)
    for seed, (share, seconds) in enumerate(zip(shares, times, strict=True)):
        print(f"seed {seed}: {share:.1%} right on 360 pictures, {seconds:.1f} s")
    print(f"lowest {min(shares):.1%}, mean {np.mean(shares):.1%}, longest {max(times):.1f} s")


if __name__ == "__main__":
    main()
