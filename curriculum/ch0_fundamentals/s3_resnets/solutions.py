"""ResNets and training: the file you write your answers in.

Axes carry the same names everywhere: `b` is the batch, `c` the channels, `h` and `w` height and
width. Layers come from `torch.nn`; only where an exercise asks for a layer do you write it yourself.
A network gives *logits*, one number a class, and never probabilities.

The data are 1,797 handwritten digits. To look at them:
`from curriculum.ch0_fundamentals.s3_resnets.digits import load_digits`.
"""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

BATCH_SIZE = 64

Batch = tuple[Tensor, Tensor]
Report = Callable[[nn.Module, float], None]


def train_test_split(
    images: Float[Tensor, "n h w"],
    labels: Int[Tensor, "n"],
    n_test: int,
    generator: torch.Generator,
) -> tuple[Batch, Batch]:
    """Deal pictures out into a part to train on and a part to test on.

    Args:
        images: shape (n, h, w).
        labels: what each shows, shape (n,).
        n_test: how many go to the test part, from 0 to n.
        generator: where the one random permutation comes from.

    Returns:
        (train images, train labels), (test images, test labels). The test part is what the first
        `n_test` numbers of the permutation name, the training part the rest, in that order.
    """
    order = torch.randperm(len(images), generator=generator)
    test, train = order[:n_test], order[n_test:]
    return (images[train], labels[train]), (images[test], labels[test])


def standardise(
    train: Float[Tensor, "n_train h w"], test: Float[Tensor, "n_test h w"]
) -> tuple[Float[Tensor, "n_train c=1 h w"], Float[Tensor, "n_test c=1 h w"]]:
    """Shift and scale pictures so that those for training have mean 0 and deviation 1.

    Args:
        train: shape (n_train, h, w), at least two different numbers in it.
        test: shape (n_test, h, w).

    Returns:
        Both with a channel axis: (n, c=1, h, w). One mean and one standard deviation (the square
        root of the mean squared deviation), over all pixels of `train`, serve for both.
    """
    mean, std = train.mean(), train.std(correction=0)
    return (train[:, None] - mean) / std, (test[:, None] - mean) / std


def minibatches(
    images: Float[Tensor, "n c h w"],
    labels: Int[Tensor, "n"],
    batch_size: int,
    generator: torch.Generator | None = None,
) -> Iterator[Batch]:
    """One pass over the data, in pieces.

    Args:
        images: shape (n, c, h, w).
        labels: shape (n,).
        batch_size: pictures in a piece, 1 or more; the last piece may be smaller.
        generator: shuffles with one `torch.randperm`; None keeps the order.

    Yields:
        (images, labels) of shapes (b, c, h, w) and (b,).
    """
    n = len(images)
    order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
    for piece in order.split(batch_size):
        if len(piece):
            yield images[piece], labels[piece]


class ConvNet(nn.Module):
    """Two convolutions and two linear layers for pictures of 8 × 8 pixels.

    Attributes:
        conv1: 1 → 16 channels, kernel 3, padding 1.
        conv2: 16 → 32 channels, kernel 3, padding 1.
        fc1: 128 → 64 features.
        fc2: 64 → 10 logits.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(32 * 2 * 2, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x: Float[Tensor, "b c=1 h=8 w=8"]) -> Float[Tensor, "b classes=10"]:
        """Logits of each picture.

        Args:
            x: shape (b, c=1, h=8, w=8).

        Returns:
            Shape (b, classes=10).
        """
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (b, c=16, h=4, w=4)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (b, c=32, h=2, w=2)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


def training_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    images: Float[Tensor, "b c h w"],
    labels: Int[Tensor, "b"],
) -> float:
    """One step downhill on one batch, with the model in training mode.

    Args:
        model: gives logits of shape (b, classes); its parameters change.
        optimizer: holds the parameters to be changed.
        images: shape (b, c, h, w).
        labels: right classes, shape (b,).

    Returns:
        The mean cross-entropy of the batch, as it was before the step.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def count_correct(logits: Float[Tensor, "b classes"], labels: Int[Tensor, "b"]) -> int:
    """How many pictures are classified rightly.

    Args:
        logits: shape (b, classes).
        labels: right classes, shape (b,).

    Returns:
        For how many rows the largest logit is that of the label; the first of equal ones counts.
    """
    return int((logits.argmax(dim=1) == labels).sum())


def evaluate(
    model: nn.Module,
    images: Float[Tensor, "n c h w"],
    labels: Int[Tensor, "n"],
    batch_size: int = 256,
) -> tuple[float, float]:
    """Loss and accuracy over a whole set of pictures, without learning from them.

    Args:
        model: measured in evaluation mode; afterwards it is in the mode in which it came.
        images: shape (n, c, h, w), n ≥ 1.
        labels: shape (n,).
        batch_size: how many pictures may be in memory at once; the answer does not depend on it.

    Returns:
        Mean cross-entropy and share of right answers, both over all n pictures.
    """
    was_training = model.training
    model.eval()
    loss, correct = 0.0, 0
    with torch.no_grad():
        for x, y in minibatches(images, labels, batch_size):
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            correct += count_correct(logits, y)
    model.train(was_training)
    return loss / len(images), correct / len(images)


def train_model(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """Train for some epochs; after each, look how well the model does on pictures it never saw.

    Args:
        model: gives logits; its parameters change.
        optimizer: holds them.
        train_data: (images, labels) to learn from.
        test_data: (images, labels) to measure on.
        epochs: passes over the training data, 0 or more.
        batch_size: pictures a step.
        generator: shuffles every epoch anew.

    Returns:
        For each epoch the mean of its steps' losses, and the accuracy on `test_data` after it.
    """
    history = []
    for _ in range(epochs):
        batches = minibatches(*train_data, batch_size, generator)
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((sum(losses) / len(losses), evaluate(model, *test_data)[1]))
    return history


def confusion_matrix(
    predictions: Int[Tensor, "n"], labels: Int[Tensor, "n"], n_classes: int
) -> Int[Tensor, "label prediction"]:
    """Which class is taken for which.

    Args:
        predictions: answers from 0 to n_classes - 1, shape (n,).
        labels: what is right, shape (n,).
        n_classes: how many classes there are.

    Returns:
        Shape (label=n_classes, prediction=n_classes), int64: entry [i, j] counts the pictures of
        class i that were taken for class j.
    """
    pair = labels * n_classes + predictions  # (n,), one number for each pair
    return torch.bincount(pair, minlength=n_classes**2).reshape(n_classes, n_classes)


def train_digits(
    images: Float[Tensor, "n c=1 h=8 w=8"],
    labels: Int[Tensor, "n"],
    steps: int,
    report: Report,
    generator: torch.Generator,
) -> nn.Module:
    """Train a `ConvNet` on digits with a given number of steps.

    Args:
        images: shape (n, c=1, h=8, w=8), mean 0 and standard deviation 1.
        labels: shape (n,).
        steps: how many batches of BATCH_SIZE pictures may be used.
        report: to be called after every step with the model and the step's loss.
        generator: for shuffling.

    Returns:
        The trained model.
    """
    model = ConvNet()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    done = 0
    while done < steps:
        for x, y in minibatches(images, labels, BATCH_SIZE, generator):
            if done == steps:
                break
            report(model, training_step(model, optimizer, x, y))
            done += 1
    return model
