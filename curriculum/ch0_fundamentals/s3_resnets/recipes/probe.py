"""How well features of several pretrainings on the digits 0 to 4 serve for the digits 5 to 9.

Run from the repository: python -m curriculum.ch0_fundamentals.s3_resnets.recipes.probe
One core, two to four minutes. Prints the table of design.md.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from curriculum.ch0_fundamentals.s3_resnets.digits import load_digits
from curriculum.ch0_fundamentals.s3_resnets.recipes.pretrain import shifted, turned
from curriculum.ch0_fundamentals.s3_resnets.solutions import (
    ResNet34,
    minibatches,
    prepare_data,
    training_step,
)

CASES = ((False, 64, 3), (True, 64, 12), (True, 128, 20))  # turned?, features, epochs
PICTURES, DRAWS, HEAD_STEPS = 50, 3, 60


def pretrained(x: Tensor, y: Tensor, turn: bool, features: int, epochs: int) -> ResNet34:
    """Train on digits, or on digits and positions."""
    torch.manual_seed(0)
    rng = torch.Generator().manual_seed(0)
    model = ResNet34([1, 1, 1], [16, 32, features], [1, 2, 2], 40 if turn else 5)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    steps = epochs * -(-len(x) // 64)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: 1 - k / steps)
    for _ in range(epochs):
        for a, b in minibatches(x, y, 64, rng):
            a, b = turned(a, b, rng) if turn else (a, b)
            training_step(model, optimizer, shifted(a, rng), b)
            schedule.step()
    return model


def probe(model: ResNet34, x: Tensor, y: Tensor, seed: int) -> float:
    """Accuracy on the rest of a linear head that was trained on 50 pictures."""
    torch.manual_seed(seed)
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    few, rest = order[:PICTURES], order[PICTURES:]
    model.out_layers[-1] = nn.Identity()
    with torch.no_grad():
        features = model.eval()(x)
    head = nn.Linear(features.shape[1], 5)
    optimizer = torch.optim.AdamW(head.parameters(), lr=1e-2)
    for _ in range(HEAD_STEPS):
        loss = F.cross_entropy(head(features[few]), y[few])
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
    return float((head(features[rest]).argmax(1) == y[rest]).float().mean())


if __name__ == "__main__":
    torch.set_num_threads(1)
    images, labels = load_digits()
    old = labels < 5
    x, y = prepare_data(list(images)), labels
    for turn, features, epochs in CASES:
        model = pretrained(x[old], y[old], turn, features, epochs)
        found = [probe(model, x[~old], y[~old] - 5, seed) for seed in range(DRAWS)]
        classes = 40 if turn else 5
        line = ", ".join(f"{100 * accuracy:.0f}" for accuracy in found)
        print(f"| {classes} classes, {features} features, {epochs} epochs | {line} % |", flush=True)
