"""Numbers of the page's last section: how well `SimpleCNN` reads scikit-learn's digits.

Run from the repository: python -m curriculum.ch0_fundamentals.s2_cnns.recipes.first_classifier
Needs scikit-learn. One core, a few seconds a seed.
"""

import time

import torch
from sklearn.datasets import load_digits

from curriculum.ch0_fundamentals.s2_cnns.mistakes.first_classifier import (
    SimpleCNN__second_relu_missing,
)
from curriculum.ch0_fundamentals.s2_cnns.solutions import SimpleCNN, train_step

TEST = 360
BATCH = 32
EPOCHS = 20


def train(seed: int, architecture: type[SimpleCNN]) -> tuple[float, float, float]:
    """Train on 1,437 digits; the accuracy on the other 360, before and after, and the seconds."""
    torch.manual_seed(seed)
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32)[:, None] / 16  # (b, ic=1, h=8, w=8)
    labels = torch.tensor(digits.target)
    shuffled = torch.randperm(len(images))
    test, train = shuffled[:TEST], shuffled[TEST:]
    model = architecture()

    def accuracy() -> float:
        with torch.no_grad():
            return float((model(images[test]).argmax(1) == labels[test]).float().mean())

    before, started = accuracy(), time.perf_counter()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
    for _ in range(EPOCHS):
        for batch in torch.split(train[torch.randperm(len(train))], BATCH):
            train_step(model, optimiser, images[batch], labels[batch])
    return before, accuracy(), time.perf_counter() - started


if __name__ == "__main__":
    torch.set_num_threads(1)
    for architecture in (SimpleCNN, SimpleCNN__second_relu_missing):
        for seed in range(5):
            before, after, seconds = train(seed, architecture)
            line = f"{before:.1%} -> {after:.1%} on {TEST} test digits, {seconds:.0f} s"
            print(f"{architecture.__name__}, seed {seed}: {line}", flush=True)
