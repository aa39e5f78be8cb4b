"""Where the expected answers come from: slow, plain, independent of the solutions, and out of the
submission's sight.

Layers are written with the functions of `torch.nn.functional` over the numbers of a state dict,
training steps with `torch.func`; where a class of `torch.nn` is the definition, it is the oracle.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Batch = tuple[Tensor, Tensor]


def train_test_split(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """One picture after another goes to one of two piles."""
    order = torch.randperm(images.shape[0], generator=generator).tolist()
    piles: list[list[int]] = [[], []]
    for place, index in enumerate(order):
        piles[place < n_test].append(index)
    train, test = (torch.tensor(pile, dtype=torch.int64) for pile in piles)
    return (images[train], labels[train]), (images[test], labels[test])


def standardise(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation added up pixel by pixel."""
    pixels = train.flatten().tolist()
    mean = math.fsum(pixels) / len(pixels)
    std = math.sqrt(math.fsum((p - mean) ** 2 for p in pixels) / len(pixels))
    return ((train - mean) / std).unsqueeze(1), ((test - mean) / std).unsqueeze(1)


def minibatches(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> list[Batch]:
    """Indices collected one by one until a batch is full."""
    order = list(range(len(images)))
    if generator is not None:
        order = torch.randperm(len(images), generator=generator).tolist()
    batches, waiting = [], []
    for place, index in enumerate(order, start=1):
        waiting.append(index)
        if len(waiting) == batch_size or place == len(order):
            rows = torch.tensor(waiting)
            batches.append((images[rows], labels[rows]))
            waiting = []
    return batches


class ConvNet(nn.Module):
    """The layers as a list of functions over the state dict."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 16, 3), nn.Conv2d(16, 32, 3)
        self.fc1, self.fc2 = nn.Linear(128, 64), nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Windows unfolded, multiplied and maximised."""
        for conv in (self.conv1, self.conv2):
            columns = F.unfold(x, 3, padding=1)  # (b, c·9, h·w)
            x = conv.weight.flatten(1) @ columns + conv.bias[:, None]  # type: ignore[index]
            side = math.isqrt(x.shape[-1])
            x = x.clamp(min=0).reshape(*x.shape[:2], side // 2, 2, side // 2, 2).amax((3, 5))
        hidden = (x.reshape(len(x), 128) @ self.fc1.weight.T + self.fc1.bias).clamp(min=0)
        return hidden @ self.fc2.weight.T + self.fc2.bias


def _cross_entropies(logits: Tensor, labels: Tensor) -> Tensor:
    return logits.logsumexp(1) - logits.gather(1, labels[:, None])[:, 0]


def training_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """Gradients by `torch.autograd.grad`, put in place one by one."""
    for module in model.modules():
        module.training = True
    loss = _cross_entropies(model(images), labels).mean()
    parameters = [p for p in model.parameters() if p.requires_grad]
    for parameter, gradient in zip(
        parameters, torch.autograd.grad(loss, parameters), strict=True
    ):
        parameter.grad = gradient
    optimizer.step()
    return float(loss.detach())


def count_correct(logits: Tensor, labels: Tensor) -> int:
    """One row after another, with Python's max."""
    rows = [row.index(max(row)) for row in logits.tolist()]
    return sum(guess == label for guess, label in zip(rows, labels.tolist(), strict=True))


def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """One picture after another."""
    mode = model.training
    model.eval()
    losses, right = [], []
    with torch.inference_mode():
        for i in range(len(images)):
            logits = model(images[i : i + 1])
            losses.append(_cross_entropies(logits, labels[i : i + 1]).item())
            right.append(logits[0].tolist().index(logits.max().item()) == labels[i].item())
    model.train(mode)
    return sum(losses) / len(losses), sum(right) / len(right)


def train_model(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """The oracle's own pieces, put together."""
    history: list[tuple[float, float]] = []
    while len(history) < epochs:
        total, count = 0.0, 0
        for images, labels in minibatches(*train_data, batch_size, generator):
            total += training_step(model, optimizer, images, labels)
            count += 1
        history.append((total / count, evaluate(model, *test_data)[1]))
    return history


def confusion_matrix(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """One picture after another adds one to its cell."""
    counts = [[0] * n_classes for _ in range(n_classes)]
    for guess, label in zip(predictions.tolist(), labels.tolist(), strict=True):
        counts[label][guess] += 1
    return torch.tensor(counts, dtype=torch.int64)


def train_digits__learns(observed: dict[str, float], expected: object) -> str | None:
    """Enough of the fresh digits are read rightly."""
    if observed["reports"] < observed["steps"]:
        return (
            f"`report` was called {observed['reports']:.0f} times in {observed['steps']:.0f} steps"
        )
    if observed["accuracy"] < TRAIN_DIGITS_ACCURACY:
        return (
            f"the best checkpoint reads {observed['accuracy']:.1%} of fresh digits, "
            f"and {TRAIN_DIGITS_ACCURACY:.0%} are asked"
        )
    return None


TRAIN_DIGITS_ACCURACY = 0.94
