"""What a deep plain network does with and without batch normalisation.

Run from the repository: python -m curriculum.ch0_fundamentals.s3_resnets.recipes.why_norm
One core, two minutes. Prints the tables that the page shows before `BatchNorm2d`.
"""

import torch
from torch import nn
from torch.nn import functional as F

from curriculum.ch0_fundamentals.s3_resnets.digits import load_digits
from curriculum.ch0_fundamentals.s3_resnets.solutions import (
    BatchNorm2d,
    Sequential,
    evaluate,
    minibatches,
    standardise,
    train_test_split,
    training_step,
)

DEPTH, CHANNELS, EPOCHS, RATES, SEEDS = 20, 16, 5, (0.01, 0.1), (0, 1, 2)


def deep(norm: bool) -> Sequential:
    """Twenty convolutions of 3 × 3 in a row, each with ReLU, then one linear layer."""
    layers: list[nn.Module] = []
    for i in range(DEPTH):
        layers.append(nn.Conv2d(CHANNELS if i else 1, CHANNELS, 3, padding=1))
        layers += [BatchNorm2d(CHANNELS)] * norm + [nn.ReLU()]
    return Sequential(*layers, nn.Flatten(), nn.Linear(CHANNELS * 64, 10))


def deviations(norm: bool, x: torch.Tensor) -> list[float]:
    """How much the output of ReLU 1, 5, 10 and 20 of a fresh network varies between pictures."""
    torch.manual_seed(0)
    sizes: list[float] = []
    with torch.no_grad():
        for layer in deep(norm)._modules.values():
            x = layer(x)  # type: ignore[misc]
            if isinstance(layer, nn.ReLU):
                sizes.append(x.std(0).mean().item())
    return [sizes[i] for i in (0, 4, 9, 19)]


def main() -> None:
    """Print both tables."""
    torch.set_num_threads(1)
    images, labels = load_digits()
    train, test = train_test_split(images, labels, 400, torch.Generator().manual_seed(0))
    x, fresh = standardise(train[0], test[0])
    for norm in (False, True):
        numbers = "  ".join(f"{d:.6f}" for d in deviations(norm, x[:64]))
        print(f"norm {norm!s:5}  deviation between pictures after ReLU 1, 5, 10, 20: {numbers}")
    for norm in (False, True):
        for rate in RATES:
            for seed in SEEDS:
                torch.manual_seed(seed)
                model, rng = deep(norm), torch.Generator().manual_seed(seed)
                sgd = torch.optim.SGD(model.parameters(), lr=rate)
                losses: list[float] = []
                for _ in range(EPOCHS):
                    for a, b in minibatches(x, train[1], 64, rng):
                        losses.append(training_step(model, sgd, a, b))
                loss = F.cross_entropy(model.eval()(x[:256]), train[1][:256]).item()
                accuracy = evaluate(model, fresh, test[1])[1]
                print(
                    f"norm {norm!s:5}  rate {rate}  seed {seed}  steps {len(losses)}"
                    f"  first {losses[0]:.3f}  training {loss:.3f}  unseen {accuracy:.1%}"
                )


if __name__ == "__main__":
    main()
