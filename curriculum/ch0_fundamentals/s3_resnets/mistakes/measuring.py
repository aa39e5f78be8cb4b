"""Mistakes of the section “Measuring”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..solutions import count_correct, evaluate, minibatches, training_step
from .common import Batch, Optimizer

# ---------------------------------------------------------------- count_correct


def count_correct__mean(logits: Tensor, labels: Tensor) -> float:
    """You return the share of right answers; the exercise asks how many there are.

    Shares cannot be averaged over batches of different sizes. Counts can be added.
    """
    return float((logits.argmax(dim=1) == labels).float().mean())


def count_correct__over_the_batch(logits: Tensor, labels: Tensor) -> int:
    """You take the argmax over the batch, so you ask which *picture* suits a class best.

    `argmax(dim=0)` gives one answer a class. Where there are as many classes as pictures, or one
    picture, nothing complains.
    """
    return int((logits.argmax(dim=0) == labels).sum())


def count_correct__values_for_places(logits: Tensor, labels: Tensor) -> int:
    """You compare the largest logit itself with the label; compare the place where it stands.

    `logits.max(dim=1)` gives values and places; `argmax` gives the places alone.
    """
    return int((logits.max(dim=1).values == labels).sum())


def count_correct__smallest(logits: Tensor, labels: Tensor) -> int:
    """You take the smallest logit of each row.

    A large logit means that the class is likely.
    """
    return int((logits.argmin(dim=1) == labels).sum())


def count_correct__positive_logits(logits: Tensor, labels: Tensor) -> int:
    """You count rows in which the label's logit is positive; it has to be the largest.

    Logits have no fixed zero: adding a number to a whole row changes no probability.
    """
    return int((logits.gather(1, labels[:, None]) > 0).sum())


# ---------------------------------------------------------------- evaluate


def evaluate__left_in_evaluation_mode(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You leave the model in evaluation mode.

    Whoever trains on after your measurement trains with dropout off and frozen batch statistics.
    Remember `model.training` and set it again at the end.
    """
    answer = evaluate(model, images, labels, batch_size)
    model.eval()
    return answer


def evaluate__always_back_to_training(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You put the model into training mode afterwards, even if it came in evaluation mode.

    Somebody who uses a finished model does not expect a measurement to switch its dropout on.
    Restore what was there.
    """
    answer = evaluate(model, images, labels, batch_size)
    model.train()
    return answer


def evaluate__training_mode(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You measure in training mode.

    Dropout is on, and batch norm uses the statistics of whoever else is in the batch, and stores
    them: the measurement changes the model.
    """
    loss, correct = 0.0, 0
    with torch.no_grad():
        for x, y in minibatches(images, labels, batch_size):
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            correct += count_correct(logits, y)
    return loss / len(images), correct / len(images)


def evaluate__graph_built(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You compute with gradients on.

    `model.eval()` changes what layers compute, not what autograd remembers. The graph costs memory
    and time for nothing; use `with torch.no_grad():`.
    """
    was_training = model.training
    model.eval()
    loss, correct = 0.0, 0
    for x, y in minibatches(images, labels, batch_size):
        logits = model(x)
        loss += F.cross_entropy(logits, y, reduction="sum").item()
        correct += count_correct(logits, y)
    model.train(was_training)
    return loss / len(images), correct / len(images)


def evaluate__mean_of_batches(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You average over batches, so the pictures of a small last batch count too much.

    Add losses and counts, and divide once by the number of pictures.
    """
    pairs = [evaluate(model, x, y) for x, y in minibatches(images, labels, batch_size)]
    loss, accuracy = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    return loss, accuracy


def evaluate__sum_of_losses(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You return the summed loss; it is not divided by the number of pictures.

    A sum cannot be compared between a training part and a test part of different sizes.
    """
    loss, accuracy = evaluate(model, images, labels, batch_size)
    return loss * len(images), accuracy


def evaluate__means_over_pictures(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You add up the mean losses of the batches and divide by the number of pictures.

    A mean is divided already. Add sums, with `reduction="sum"` or each mean times the size of its
    batch, and divide once.
    """
    accuracy = evaluate(model, images, labels, batch_size)[1]
    means = [evaluate(model, x, y)[0] for x, y in minibatches(images, labels, batch_size)]
    return sum(means) / len(images), accuracy


def evaluate__all_at_once(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """You put all pictures through the model at once and leave `batch_size` out.

    The numbers are right as long as the activations of all pictures fit into memory.
    """
    return evaluate(model, images, labels, len(images))


# ---------------------------------------------------------------- train


def train_model__measured_on_training_data(
    model: nn.Module,
    optimizer: Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """You measure the accuracy on the training data.

    A network that has learnt its training pictures by heart gets 100 % there. What it is worth
    shows on pictures it has never seen.
    """
    history = []
    for _ in range(epochs):
        batches = minibatches(*train_data, batch_size, generator)
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((sum(losses) / len(losses), evaluate(model, *train_data)[1]))
    return history


def train_model__not_shuffled(
    model: nn.Module,
    optimizer: Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """You do not hand the generator to `minibatches`, so nothing is shuffled.

    Without a generator the pictures come in the order of the file in every epoch.
    """
    history = []
    for _ in range(epochs):
        batches = minibatches(*train_data, batch_size)
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((sum(losses) / len(losses), evaluate(model, *test_data)[1]))
    return history


def train_model__shuffled_once(
    model: nn.Module,
    optimizer: Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """You deal the batches out once and use the same ones in every epoch.

    A list of batches made before the loop freezes their order and their company. Call `minibatches`
    inside the loop.
    """
    batches, history = list(minibatches(*train_data, batch_size, generator)), []
    for _ in range(epochs):
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((sum(losses) / len(losses), evaluate(model, *test_data)[1]))
    return history


def train_model__last_loss(
    model: nn.Module,
    optimizer: Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """You return the loss of the epoch's last step; return the mean over all its steps.

    One batch is a noisy estimate, and the last one may hold three pictures.
    """
    history = []
    for _ in range(epochs):
        batches = minibatches(*train_data, batch_size, generator)
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((losses[-1], evaluate(model, *test_data)[1]))
    return history


def train_model__measured_before(
    model: nn.Module,
    optimizer: Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """You measure before the epoch's steps; measure after them.

    The last row then says nothing about the model that you return.
    """
    history = []
    for _ in range(epochs):
        accuracy = evaluate(model, *test_data)[1]
        batches = minibatches(*train_data, batch_size, generator)
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((sum(losses) / len(losses), accuracy))
    return history


def train_model__losses_of_all_epochs(
    model: nn.Module,
    optimizer: Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """You go on collecting losses from epoch to epoch; each row is the mean of its own epoch.

    The list has to be made anew inside of the loop over epochs. A mean over everything so far lags
    behind.
    """
    history, losses = [], []
    for _ in range(epochs):
        for x, y in minibatches(*train_data, batch_size, generator):
            losses.append(training_step(model, optimizer, x, y))
        history.append((sum(losses) / len(losses), evaluate(model, *test_data)[1]))
    return history


def train_model__weighted_by_pictures(
    model: nn.Module,
    optimizer: Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """You weigh each step's loss with the size of its batch; in the mean, all steps count alike.

    Both are in use. Over pictures it is the loss of the data, as `evaluate` measures it; over steps
    it is what the steps went down.
    """
    history = []
    for _ in range(epochs):
        total = 0.0
        for x, y in minibatches(*train_data, batch_size, generator):
            total += training_step(model, optimizer, x, y) * len(y)
        history.append((total / len(train_data[1]), evaluate(model, *test_data)[1]))
    return history


# ---------------------------------------------------------------- confusion_matrix


def confusion_matrix__transposed(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """Your rows are predictions; rows are what is right, columns what was answered.

    Both layouts are in use, so read the axes of every table you meet. In this one a row adds up to
    how often its class occurs.
    """
    pair = predictions * n_classes + labels
    return torch.bincount(pair, minlength=n_classes**2).reshape(n_classes, n_classes)


def confusion_matrix__written_once(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """You count each pair once: `matrix[labels, predictions] += 1` loses repeated cells.

    Indexing with tensors reads all cells, adds one, and writes all cells. Where one cell is named
    twice, both write the same number.
    """
    matrix = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    matrix[labels, predictions] += 1
    return matrix


def confusion_matrix__shares(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """You divide by the number of pictures; the table holds counts.

    Counts can be added over batches, and shares be made of them later.
    """
    pair = labels * n_classes + predictions
    counts = torch.bincount(pair, minlength=n_classes**2).reshape(n_classes, n_classes)
    return counts / max(len(labels), 1)


def confusion_matrix__errors_only(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """You leave the diagonal out.

    Right answers count too: without them a row does not add up to how often its class occurs.
    """
    pair = labels * n_classes + predictions
    counts = torch.bincount(pair, minlength=n_classes**2).reshape(n_classes, n_classes)
    return counts - torch.diag(counts.diag())
