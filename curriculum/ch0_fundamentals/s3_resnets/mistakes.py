"""Wrong on purpose: what people really write. The first paragraph of a docstring is the diagnosis."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .solutions import (
    ConvNet,
    count_correct,
    evaluate,
    minibatches,
    standardise,
    training_step,
)

Batch = tuple[Tensor, Tensor]
Optimizer = torch.optim.Optimizer


# ---------------------------------------------------------------- train_test_split


def train_test_split__no_shuffle(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """You do not shuffle: the test part is the beginning of the file.

    Files are often sorted, by class or by date. Then one part holds classes that the other has
    never seen, and the accuracy says nothing. Index with a permutation.
    """
    return (images[n_test:], labels[n_test:]), (images[:n_test], labels[:n_test])


def train_test_split__from_the_end(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """You take the test part from the end of the permutation; asked are its first `n_test` numbers.

    Either would be a fair split. A fixed convention makes two programs with one seed put the same
    pictures aside. And `order[-n_test:]` has a trap: with `n_test = 0` it is everything.
    """
    order = torch.randperm(len(images), generator=generator)
    cut = len(order) - n_test
    return (images[order[:cut]], labels[order[:cut]]), (images[order[cut:]], labels[order[cut:]])


def train_test_split__labels_left_behind(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """You shuffle the images and leave the labels in their old order.

    Every picture now has somebody else's label. A network can still learn such a training part by
    heart; on the test part it guesses. Index both with the same permutation.
    """
    images = images[torch.randperm(len(images), generator=generator)]
    return (images[n_test:], labels[n_test:]), (images[:n_test], labels[:n_test])


def train_test_split__two_permutations(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """You draw a permutation for the images and another one for the labels.

    Every call of `randperm` moves the generator on, so the second order differs from the first.
    Draw once and keep it in a variable.
    """
    x = images[torch.randperm(len(images), generator=generator)]
    y = labels[torch.randperm(len(labels), generator=generator)]
    return (x[n_test:], y[n_test:]), (x[:n_test], y[:n_test])


def train_test_split__parts_exchanged(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """You return the test part first.

    The training part comes first, as the name of the function says. Exchanged, you train on the
    small part and test on the large one.
    """
    order = torch.randperm(len(images), generator=generator)
    test, train = order[:n_test], order[n_test:]
    return (images[test], labels[test]), (images[train], labels[train])


def train_test_split__global_seed(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """You do not hand the generator to `randperm`, so the split depends on the global seed.

    Whoever draws a random number before you changes your split: pictures wander from the test part
    into the training part between two runs.
    """
    order = torch.randperm(len(images))
    test, train = order[:n_test], order[n_test:]
    return (images[train], labels[train]), (images[test], labels[test])


# ---------------------------------------------------------------- standardise


def standardise__test_by_itself(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """You scale the test part by its own mean and deviation.

    Then the two parts no longer share a scale: the same pixel becomes another number. And a single
    picture, alone in its part, would lose its brightness altogether.
    """
    return standardise(train, train)[0], standardise(test, test)[0]


def standardise__fitted_on_all(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """Your mean and deviation include the test part.

    What is fitted on test pictures has seen them. Here the leak is small; the habit is not. Compute
    both numbers from `train` alone.
    """
    both = torch.cat([train, test])
    mean, std = both.mean(), both.std(correction=0)
    return (train[:, None] - mean) / std, (test[:, None] - mean) / std


def standardise__sample_deviation(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """You divide by the sample deviation, which divides by one less than the number of pixels.

    `Tensor.std()` does so by default. Asked is the root of the mean squared deviation, so that the
    result has deviation 1 exactly: `std(correction=0)`.
    """
    mean, std = train.mean(), train.std()
    return (train[:, None] - mean) / std, (test[:, None] - mean) / std


def standardise__each_pixel(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """You compute a mean and a deviation for each pixel.

    At the border of a digit every picture is blank: the deviation is 0 and 0 / 0 is NaN. One pair
    of numbers for all pixels also keeps the differences between neighbours.
    """
    mean, std = train.mean(0), train.std(0, correction=0)
    return ((train - mean) / std)[:, None], ((test - mean) / std)[:, None]


def standardise__variance(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """You divide by the variance; its root is missing.

    The variance has the unit of a square. Dividing by it gives pixels whose deviation is
    1 / deviation.
    """
    mean, var = train.mean(), train.var(correction=0)
    return (train[:, None] - mean) / var, (test[:, None] - mean) / var


def standardise__no_channel(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """You return pictures without the channel axis.

    A convolution reads (b, c, h, w). Given (n, h, w) it takes the whole batch for one picture with
    n channels.
    """
    a, b = standardise(train, test)
    return a[:, 0], b[:, 0]


# ---------------------------------------------------------------- minibatches


def minibatches__rest_dropped(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You drop the pictures that do not fill a whole batch.

    In training they are missing from the epoch; in validation they are missing from the result.
    The last batch may be smaller.
    """
    for x, y in minibatches(images, labels, batch_size, generator):
        if len(x) == batch_size:
            yield x, y


def minibatches__never_shuffled(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You do not shuffle: the generator is not used.

    If the data are sorted, each batch holds one class, and every step forgets what the last one
    learnt.
    """
    yield from minibatches(images, labels, batch_size)


def minibatches__labels_left_behind(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You shuffle the images and leave the labels in their old order.

    The network is told that a 3 is a 7. Index both with the same piece of the permutation.
    """
    shuffled = minibatches(images, labels, batch_size, generator)
    for (x, _), (_, y) in zip(shuffled, minibatches(images, labels, batch_size), strict=True):
        yield x, y


def minibatches__same_order_every_time(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You seed the generator yourself, so every pass has the same order.

    Whatever is odd about a batch is then odd in every epoch. Use the generator as it comes: it
    moves on by itself.
    """
    if generator is not None:
        generator = torch.Generator().manual_seed(generator.initial_seed())
    yield from minibatches(images, labels, batch_size, generator)


def minibatches__global_seed(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You do not hand the generator to `randperm`, so the order depends on the global seed.

    Another random number drawn elsewhere in the program changes your batches, and nobody can
    repeat the run.
    """
    order = torch.arange(len(images)) if generator is None else torch.randperm(len(images))
    yield from minibatches(images[order], labels[order], batch_size)


def minibatches__with_replacement(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You draw indices with replacement: some pictures come twice and others not at all.

    `randint` draws each index anew. After n draws about 37 % of the pictures have not come. A
    permutation takes each once.
    """
    if generator is None:
        yield from minibatches(images, labels, batch_size)
        return
    rows = torch.randint(len(images), (len(images),), generator=generator)
    yield from minibatches(images[rows], labels[rows], batch_size)


# ---------------------------------------------------------------- ConvNet


class ConvNet__softmax_at_the_end(ConvNet):
    """You end with a softmax; asked are logits.

    The loss takes the softmax itself. Applied twice, it sees numbers between 0 and 1 and can never
    fall below 1.46 with ten classes.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).softmax(1)


class ConvNet__relu_on_logits(ConvNet):
    """You apply a ReLU to the logits, so none can be negative.

    After the last layer nothing follows. A class whose logit has become 0 receives no gradient any
    more.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).relu()


class ConvNet__no_relu_between_linear(ConvNet):
    """No ReLU stands between `fc1` and `fc2`.

    Two linear layers in a row are one linear layer with a product for a matrix: the second adds
    parameters and no power.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        logits: Tensor = self.fc2(self.fc1(x.flatten(1)))
        return logits


class ConvNet__no_relu_after_convolutions(ConvNet):
    """No ReLU follows your convolutions.

    Max pooling is not linear, so the network still learns something; a feature, though, can now
    count against being found.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


class ConvNet__average_pooling(ConvNet):
    """You pool by the average; asked is the maximum.

    The maximum says whether a feature is there at all, the average how much of the window it fills.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.avg_pool2d(F.relu(self.conv1(x)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


class ConvNet__channels_last(ConvNet):
    """You flatten with the channels last, so `fc1` reads its features in another order.

    Trained from the start that would do no harm. With weights from elsewhere it does: position by
    position, feature k has to mean the same.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2).permute(0, 2, 3, 1)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


# ---------------------------------------------------------------- training_step


def training_step__gradients_not_cleared(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You never clear the gradients, so each step uses the sum of all gradients so far.

    `backward` adds to `.grad`. Call `optimizer.zero_grad()` before it, once a step.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def training_step__cleared_before_the_step(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You clear the gradients between `backward` and `step`: the optimiser finds none.

    Nothing moves, and nothing complains. Clear before `backward`, or after `step`.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def training_step__softmax_first(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You apply a softmax before `F.cross_entropy`, which applies one itself.

    The loss then sees numbers between 0 and 1 only. Its gradients are small, and it cannot get near
    zero however good the model is. Hand the logits over as they are.
    """
    model.train()
    loss = F.cross_entropy(model(images).softmax(1), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def training_step__summed(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You add up the cross-entropies; asked is their mean.

    A sum grows with the batch, and so do its gradients: the learning rate would have to change with
    the batch size.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def training_step__loss_after_the_step(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You measure the loss again after the step; asked is the one before it.

    That costs a second forward pass, and shows the loss on a batch that was learnt a moment ago,
    which flatters.
    """
    training_step(model, optimizer, images, labels)
    with torch.no_grad():
        return F.cross_entropy(model(images), labels).item()


def training_step__all_parameters_by_hand(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You clear the model's gradients and change its parameters yourself; the optimiser never steps.

    Plain gradient descent is right for plain SGD only. The optimiser knows which parameters it
    holds, and what Adam remembers of earlier steps.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    model.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    rate = optimizer.param_groups[0]["lr"]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= rate * parameter.grad
    return loss.item()


def training_step__evaluation_mode(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You do not put the model into training mode.

    After an evaluation it is still in evaluation mode: dropout stays off, and batch norm neither
    uses nor collects the statistics of the batch.
    """
    loss = F.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


# ---------------------------------------------------------------- count_correct


def count_correct__mean(logits: Tensor, labels: Tensor) -> float:
    """You return the share of right answers; asked is how many there are.

    Shares cannot be averaged over batches of different sizes. Counts can be added.
    """
    return float((logits.argmax(dim=1) == labels).float().mean())


def count_correct__over_the_batch(logits: Tensor, labels: Tensor) -> int:
    """You take the argmax over the batch, so you ask which *picture* suits a class best.

    `argmax(dim=0)` gives one answer a class. Where there are as many classes as pictures, nothing
    complains.
    """
    best = logits.argmax(dim=0) if len(logits) else labels
    n = min(len(best), len(labels))
    return int((best[:n] == labels[:n]).sum())


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

    A network that has learnt its training pictures by heart gets 100 % there. What it is worth shows
    on pictures it has never seen.
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
    """You return the loss of the epoch's last step; asked is the mean over its steps.

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
    """You measure before the epoch's steps; asked is the accuracy after them.

    The last row then says nothing about the model that you return.
    """
    history = []
    for _ in range(epochs):
        accuracy = evaluate(model, *test_data)[1]
        batches = minibatches(*train_data, batch_size, generator)
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((sum(losses) / len(losses), accuracy))
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
    """You divide by the number of pictures; asked are counts.

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
