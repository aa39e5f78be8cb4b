"""Wrong on purpose: what people really write. A docstring's first paragraph is the diagnosis."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .pretrained import SMALL, pretrained_resnet
from .solutions import (
    MEAN,
    STD,
    BatchNorm2d,
    BlockGroup,
    ConvNet,
    ResidualBlock,
    ResNet34,
    Sequential,
    copy_weights,
    count_correct,
    evaluate,
    find_nan_layer,
    freeze,
    get_resnet_for_feature_extraction,
    minibatches,
    prepare_data,
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


def minibatches__always_shuffled(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You shuffle without a generator too; then the order is that of the tensors.

    `torch.randperm(n, generator=None)` draws from the global generator. A measurement goes through
    its pictures in order, so that two of them can be compared picture by picture.
    """
    order = torch.randperm(len(images), generator=generator)
    for rows in torch.split(order, batch_size):
        if len(rows):
            yield images[rows], labels[rows]


def minibatches__one_batch_too_many(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You always add a batch for the rest, also where nothing is left: it is empty.

    `n // batch_size + 1` is one too many where batch_size divides n. `range(0, n, batch_size)`
    counts right in both cases.
    """
    n = len(images)
    order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
    for i in range(n // batch_size + 1):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield images[rows], labels[rows]


def minibatches__empty_batch(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """Of no pictures you make one batch, an empty one.

    `split` of an empty tensor gives one empty piece. The mean loss of an empty batch is NaN. Loop
    over `range(0, n, batch_size)`, or leave empty pieces out.
    """
    n = len(images)
    order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
    for rows in torch.split(order, batch_size):
        yield images[rows], labels[rows]


def minibatches__two_permutations(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You draw one permutation for the images and another for the labels.

    Each picture then has a label of another one, and there is nothing to learn. Draw once, and
    index both.
    """
    if generator is not None:
        images = images[torch.randperm(len(images), generator=generator)]
        labels = labels[torch.randperm(len(labels), generator=generator)]
    for i in range(0, len(images), batch_size):
        yield images[i : i + batch_size], labels[i : i + batch_size]


def minibatches__as_many_pieces(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[Batch]:
    """You make `batch_size` batches; asked are batches of `batch_size` pictures.

    `chunk` takes the number of pieces, `split` their size.
    """
    n = len(images)
    order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
    for rows in order.chunk(batch_size):
        if len(rows):
            yield images[rows], labels[rows]


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
    """You clear the model's gradients and change its parameters yourself; the optimiser never
    steps.

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
            parameter.sub_(rate * torch.as_tensor(parameter.grad))
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


def training_step__cleared_afterwards_only(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You clear the gradients after the step only: what was there before the first one has a part
    in it.

    Someone may have called `backward` before, to look at a gradient for instance. Clear before
    `backward`; once more afterwards does no harm.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def training_step__gives_a_tensor(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> Tensor:
    """You return the loss as a tensor; asked is a Python number.

    The tensor holds on to its graph, and a list of a thousand losses to a thousand graphs.
    `loss.item()` is the number alone.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss


# ---------------------------------------------------------------- count_correct


def count_correct__mean(logits: Tensor, labels: Tensor) -> float:
    """You return the share of right answers; asked is how many there are.

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
    """You compare the largest logit itself with the label; asked is the place where it stands.

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
    """You weigh each step's loss with the size of its batch; asked is the mean over the steps.

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


# ---------------------------------------------------------------- Sequential


class Sequential__plain_list(nn.Module):
    """You keep the modules in a Python list, where `nn.Module` does not see them.

    Parameters, state dict, `eval()` and `to()` go through registered children. An attribute that is
    a module is registered; a list of modules is not. Use `add_module`, or `nn.ModuleList`.
    """

    def __init__(self, *modules: nn.Module) -> None:
        super().__init__()
        self.steps = list(modules)

    def __getitem__(self, index: int) -> nn.Module:
        """Right."""
        return self.steps[index]

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """Right."""
        self.steps[index] = module

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for module in self.steps:
            x = module(x)
        return x


class Sequential__module_list(nn.Module):
    """Your modules are called `steps.0`, `steps.1`, …; asked are `0`, `1`, ….

    A `ModuleList` registers its members under its own name. For weights saved elsewhere the names
    of the state dict are the interface.
    """

    def __init__(self, *modules: nn.Module) -> None:
        super().__init__()
        self.steps = nn.ModuleList(modules)

    def __getitem__(self, index: int) -> nn.Module:
        """Right."""
        return self.steps[index]

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """Right."""
        self.steps[index] = module

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for module in self.steps:
            x = module(x)
        return x


class Sequential__input_every_time(Sequential):
    """Every module receives the first input; only the last one's answer is returned.

    Each module has to receive what the one before it gave: write `x = module(x)`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out = x
        for module in self.children():
            out = module(x)
        return out


class Sequential__no_negative_index(Sequential):
    """Negative places are unknown to you: `model[-1]` looks for a module with the name "-1".

    The names are "0", "1", …. Turn a negative number into a place first, as lists do.
    """

    def __getitem__(self, index: int) -> nn.Module:
        """The fault."""
        return self._modules[str(index)]  # type: ignore[return-value]

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """The fault."""
        self._modules[str(index)] = module


class Sequential__replaced_at_the_end(Sequential):
    """`model[i] = module` adds a module at the end; the old one stays where it was.

    A module has to be registered under the name of the one it replaces.
    """

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """The fault."""
        self.add_module(str(len(self._modules)), module)


class Sequential__wraps_around(Sequential):
    """A place that does not exist gives a module all the same: the remainder wraps around.

    `index % len` makes -1 the last place, and makes 3 the first of three. A loop that runs too far
    then goes on without a word. Refuse what is out of range first.
    """

    def __getitem__(self, index: int) -> nn.Module:
        """The fault."""
        return super().__getitem__(index % len(self._modules))

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """The fault."""
        super().__setitem__(index % len(self._modules), module)


# ---------------------------------------------------------------- BatchNorm2d


def _channels(t: Tensor) -> Tensor:
    return t[:, None, None]


class BatchNorm2d__biased_running_variance(BatchNorm2d):
    """Your running variance takes the biased variance; it should take the unbiased one.

    The batch is normalised by its own variance, which divides by n. What is stored for later is an
    estimate for *all* data, and that estimate divides by n - 1. torch does the same.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        before = self.running_var.clone()
        out: Tensor = super().forward(x)
        if self.training:
            self.running_var = before.lerp(x.detach().var((0, 2, 3), correction=0), self.momentum)
        return out


class BatchNorm2d__unbiased_normalisation(BatchNorm2d):
    """You normalise by the unbiased variance; the batch's own, which divides by n, is asked.

    `Tensor.var` divides by n - 1 unless told otherwise: `correction=0`. With it the output has
    variance 1 exactly.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            return out
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
        scale = self.weight / (var + self.eps).sqrt()
        return (x - _channels(mean)) * _channels(scale) + _channels(self.bias)


class BatchNorm2d__momentum_swapped(BatchNorm2d):
    """Your momentum is the share of the *old* value; in batch norm it is the share of the new one.

    running = (1 - momentum) · running + momentum · batch. In optimisers the word means the
    opposite, which is the trap. With 0.1 taken the other way, the statistics are those of the last
    batch.
    """

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__(num_features, eps, 1 - momentum)


class BatchNorm2d__batch_statistics_always(BatchNorm2d):
    """In evaluation mode you still use the batch's statistics.

    Then the answer for a picture depends on the company it is in, and a single pixel normalised by
    itself is 0. `self.training` says which mode it is.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        training, self.training = self.training, True
        kept = {n: b.clone() for n, b in self.named_buffers()}
        out: Tensor = super().forward(x)
        self.training = training
        if not training:
            for n, b in self.named_buffers():
                b.copy_(kept[n])
        return out


class BatchNorm2d__updated_in_evaluation(BatchNorm2d):
    """Your running statistics change in evaluation mode as well.

    A measurement must not change the model. Update them only if `self.training`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            self.running_mean.lerp_(x.mean((0, 2, 3)), self.momentum)
            self.running_var.lerp_(x.var((0, 2, 3)).nan_to_num(), self.momentum)
            self.num_batches_tracked += 1
        return out


class BatchNorm2d__not_buffers(nn.Module):
    """Your running statistics are plain attributes, not buffers, so the state dict lacks them.

    Saved and loaded, the model would be normalised by zeros and ones. Buffers also move with
    `model.to(device)`. Use `self.register_buffer(name, tensor)`.
    """

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__()
        self.inner = [BatchNorm2d(num_features, eps, momentum)]
        self.weight, self.bias = self.inner[0].weight, self.inner[0].bias

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        out: Tensor = self.inner[0].train(self.training)(x)
        return out


class BatchNorm2d__statistics_as_parameters(BatchNorm2d):
    """Your running statistics are parameters; an optimiser would train them.

    They are measured, not learnt. A buffer is saved like a parameter and has no gradient.
    """

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__(num_features, eps, momentum)
        for name in ("running_mean", "running_var"):
            value = getattr(self, name)
            delattr(self, name)
            self.register_parameter(name, nn.Parameter(value))


class BatchNorm2d__affine_unused(BatchNorm2d):
    """`weight` and `bias` are not used.

    Without them a layer could give nothing but mean 0 and variance 1; they let it undo the
    normalisation where that is better.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return (super().forward(x) - _channels(self.bias)) / _channels(self.weight)


class BatchNorm2d__each_picture(BatchNorm2d):
    """You average over height and width only, so each picture is normalised by itself.

    That is instance normalisation. Batch normalisation has one mean for each channel, over axes 0,
    2 and 3.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            return out
        mean = x.mean((2, 3), keepdim=True)
        var = x.var((2, 3), correction=0, keepdim=True)
        out = (x - mean) / (var + self.eps).sqrt()
        return out * _channels(self.weight) + _channels(self.bias)


class BatchNorm2d__each_place(BatchNorm2d):
    """You average over the batch only, so each place of the picture has statistics of its own.

    A convolution does the same at every place, and so does its normalisation: average over axes 0,
    2 and 3.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            return out
        out = (x - x.mean(0)) / (x.var(0, correction=0) + self.eps).sqrt()
        return out * _channels(self.weight) + _channels(self.bias)


class BatchNorm2d__eps_outside(BatchNorm2d):
    """You add `eps` to the root; it belongs under it.

    For ordinary variances nobody sees the difference; where the variance is tiny, √(var + eps) is
    about √eps = 0.003 and your sum is about eps.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
        root = torch.where(var > 0, var, 1e-24).sqrt()  # a finite gradient at 0
        out = (x - _channels(mean)) / _channels(root + self.eps)
        return out * _channels(self.weight) + _channels(self.bias)


class BatchNorm2d__graph_kept(BatchNorm2d):
    """Your running statistics remember the graph of the batches that made them.

    Memory grows with every step, and the second `backward` fails or goes through old batches.
    Update them under `torch.no_grad()`, or with `.detach()`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        mean, var, tracked = self.running_mean, self.running_var, self.num_batches_tracked
        out: Tensor = super().forward(x)
        if self.training and torch.is_grad_enabled() and x.requires_grad:
            m = self.momentum
            self.running_mean = (1 - m) * mean.detach() + m * x.mean((0, 2, 3))
            self.running_var = (1 - m) * var.detach() + m * x.var((0, 2, 3))
            self.num_batches_tracked = tracked
        return out


class BatchNorm2d__statistics_without_gradient(BatchNorm2d):
    """You compute the batch's mean and variance without gradients; x acts through them as well.

    Only the running statistics belong under `torch.no_grad()`. What the batch is normalised by
    depends on every entry of x, and the gradient of x knows that.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            super().forward(x)
        mean, var = x.detach().mean((0, 2, 3)), x.detach().var((0, 2, 3), correction=0)
        scale = self.weight / (var + self.eps).sqrt()
        return (x - _channels(mean)) * _channels(scale) + _channels(self.bias)


class BatchNorm2d__never_counted(BatchNorm2d):
    """`num_batches_tracked` stays at 0: it counts the batches of training mode.

    torch uses it where momentum is None, for an average over all batches. It is in every
    checkpoint, so yours needs it as well.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        self.num_batches_tracked.zero_()
        return out


# ---------------------------------------------------------------- AveragePool


class AveragePool__axes_kept(nn.Module):
    """You keep height and width as axes of size one; the answer has shape (b, c).

    A linear layer works on the last axis, which would be one of those. Leave `keepdim` out, or
    flatten.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.mean((2, 3), keepdim=True)


class AveragePool__maximum(nn.Module):
    """You take the maximum; asked is the mean.

    Both are used as global pooling. The mean passes gradients to every place, the maximum to one.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.amax((2, 3))


class AveragePool__over_channels(nn.Module):
    """You average over the channels too, and one number a picture is left.

    The channels are the features that the last layer needs. Only height and width go.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.mean((1, 2, 3))


class AveragePool__sum(nn.Module):
    """You add up and do not divide by the number of places.

    A larger picture would give larger features, and the layer after it would see other sizes than
    it was trained on.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.sum((2, 3))


# ---------------------------------------------------------------- ResidualBlock


class ResidualBlock__skip_after_relu(ResidualBlock):
    """You apply the last ReLU to the left branch before adding: it belongs after the sum.

    Then a block can only add to what flows past it and never take away, and sums grow from block to
    block.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        added: Tensor = F.relu(self.left(x)) + self.right(x)
        return added


class ResidualBlock__no_last_relu(ResidualBlock):
    """No ReLU follows the sum.

    He et al. (2016) end each block with one. (A later variant does without, and moves ReLU and
    batch norm before the convolutions.)
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = self.left(x) + self.right(x)
        return out


class ResidualBlock__no_skip(ResidualBlock):
    """You do not add the right branch.

    Without the sum it is two plain layers, and the gradient has no short way back.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        shortcut = self.right(x)
        return F.relu(self.left(x) + 0 * shortcut)


class ResidualBlock__stride_in_second(ResidualBlock):
    """Your second convolution has the stride; the first one should.

    Both give the same shapes. With the stride in the second, the first works at full size, which
    costs more, and weights trained the other way do not fit.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        for place, stride in ((0, 1), (3, first_stride)):
            setattr(self.left[place], "stride", (stride, stride))  # noqa: B010


class ResidualBlock__shortcut_without_norm(ResidualBlock):
    """Your right branch has a convolution and no batch norm.

    The left branch ends in a batch norm; without one on the right, the two sums have unrelated
    scales.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        if not isinstance(self.right, nn.Identity):
            self.right = Sequential(self.right[0])  # type: ignore[index]


class ResidualBlock__shortcut_always(ResidualBlock):
    """Your right branch always has a convolution; where shape and channels stay, it is the
    identity.

    The untouched path is the point: through it the gradient arrives as it left.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        if isinstance(self.right, nn.Identity):
            self.right = Sequential(
                nn.Conv2d(in_feats, out_feats, 1, bias=False), BatchNorm2d(out_feats)
            )


class ResidualBlock__stride_decides_alone(ResidualBlock):
    """Your right branch looks at the stride only: with stride 1 it is the identity even if the
    channels differ.

    Then the sum adds tensors with different numbers of channels, which fails, or broadcasts if one
    of them is 1.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        if first_stride == 1:
            self.right = nn.Identity()


class ResidualBlock__right_first(ResidualBlock):
    """You make the right branch before the left one, so the state dict has another order.

    Attributes are registered in the order in which they are assigned. `copy_weights` goes by that
    order, so a reference's numbers would land in other layers.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        left = self.left
        del self.left
        self.left = left


class ResidualBlock__convolutions_with_bias(ResidualBlock):
    """Your convolutions have a bias.

    The batch norm behind each of them subtracts the mean, and any bias with it; its own `bias` does
    that work. Write `bias=False`.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                layer.register_parameter("bias", nn.Parameter(torch.zeros(out_feats)))


class ResidualBlock__no_inner_relu(ResidualBlock):
    """No ReLU stands between the two convolutions of the left branch.

    Convolution, scaling, convolution: without a ReLU between them they are one larger linear
    convolution.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        self.left[2] = nn.Identity()


class ResidualBlock__two_relus(ResidualBlock):
    """A ReLU stands at the end of the left branch as well; only one is asked, after the sum.

    Then the branch can only add to what flows past it and never take away.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return F.relu(F.relu(self.left(x)) + self.right(x))


# ---------------------------------------------------------------- BlockGroup


class BlockGroup__stride_everywhere(BlockGroup):
    """Every block of yours has the stride; only the first should.

    The picture is halved in each block and soon has nothing left to halve. And every block needs a
    convolution in its right branch.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        for place in range(1, n_blocks):
            self.blocks[place] = ResidualBlock(out_feats, out_feats, first_stride)


class BlockGroup__stride_in_the_last(BlockGroup):
    """Your last block has the stride; the first one should.

    The shapes at the end agree, but all blocks before the last work at full size.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        if n_blocks > 1:
            self.blocks[0] = ResidualBlock(in_feats, out_feats)
            self.blocks[-1] = ResidualBlock(out_feats, out_feats, first_stride)


class BlockGroup__one_too_many(BlockGroup):
    """You have one block too many: the first is one of the `n_blocks`.

    After the first block, n_blocks - 1 remain.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks + 1, in_feats, out_feats, first_stride)


class BlockGroup__same_block_repeated(BlockGroup):
    """Your later blocks are one and the same object, with the same weights.

    `[block] * n` repeats a reference. A list comprehension makes a new block each time.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        for place in range(2, n_blocks):
            self.blocks[place] = self.blocks[1]


class BlockGroup__channels_changed_last(BlockGroup):
    """Your last block changes the channels; the first one should.

    All blocks after the first take and give `out_feats` channels.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        for place in range(n_blocks):
            outs = out_feats if place == n_blocks - 1 else in_feats
            self.blocks[place] = ResidualBlock(in_feats, outs, 1 if place else first_stride)


class BlockGroup__plain_list(BlockGroup):
    """You keep the blocks in a Python list, where `nn.Module` does not see them.

    They run, and `parameters()` and the state dict know nothing of them, so they are never trained
    and never loaded. Put them into your `Sequential`.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        blocks = list(self.blocks.children())
        del self.blocks
        object.__setattr__(self, "hidden", blocks)

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        hidden: Any = self.hidden
        for block in hidden:
            x = block(x)
        return x


class BlockGroup__stride_lost(BlockGroup):
    """You do not hand `first_stride` on to the first block.

    It then has its default of 1, and the picture keeps its size.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats)


# ---------------------------------------------------------------- ResNet34


class ResNet34__no_max_pool(ResNet34):
    """The stem has no max pooling, so all groups work on pictures of twice the height and width.

    The network still runs, four times as slowly, since the average pool takes any size.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        self.in_layers[3] = nn.Identity()
        logits: Tensor = super().forward(x)
        return logits


class ResNet34__no_stem_relu(ResNet34):
    """The stem has no ReLU between its batch norm and its max pooling.

    Every convolution of the network is followed by batch norm and then ReLU, the first one too.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        self.in_layers[2] = nn.Identity()
        logits: Tensor = super().forward(x)
        return logits


class ResNet34__pool_without_padding(ResNet34):
    """Your max pooling has no padding.

    With padding 1 a picture of even size is halved exactly; without, a row and a column are lost.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        self.in_layers[3] = nn.MaxPool2d(3, stride=2)
        logits: Tensor = super().forward(x)
        return logits


class ResNet34__softmax_at_the_end(ResNet34):
    """You end with a softmax; asked are logits.

    The loss takes the softmax itself; applied twice, it can never come near zero.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).softmax(1)


class ResNet34__stem_with_bias(ResNet34):
    """The stem's convolution has a bias.

    A batch norm follows and subtracts it again. Write `bias=False`.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.in_layers[0] = nn.Conv2d(3, 64, 7, stride=2, padding=3)


class ResNet34__strides_ignored(ResNet34):
    """All your groups after the first have stride 2, whatever strides are given.

    Use `first_strides_per_group`: position by position it belongs to the same group as the blocks
    and the channels.
    """

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        strides = [1] + [2] * (len(n_blocks_per_group) - 1)
        super().__init__(n_blocks_per_group, out_features_per_group, strides, n_classes)


class ResNet34__classes_ignored(ResNet34):
    """Your last layer has 1000 classes, whatever `n_classes` says.

    1000 is the default of the parameter, not a constant of the network.
    """

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        super().__init__(n_blocks_per_group, out_features_per_group, first_strides_per_group)


class ResNet34__features_assumed(ResNet34):
    """Your last layer takes 512 features, whatever the last group gives.

    512 is the default. The last entry of `out_features_per_group` says how many there are.
    """

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        super().__init__(
            n_blocks_per_group, out_features_per_group, first_strides_per_group, n_classes
        )
        self.out_layers[-1] = nn.Linear(512, n_classes)


# ---------------------------------------------------------------- copy_weights


def copy_weights__parameters_only(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You copy parameters and forget the buffers.

    The running statistics of batch norm are buffers. Without them a pretrained network, in
    evaluation mode, is normalised by zeros and ones.
    """
    pairs = zip(my_resnet.parameters(), pretrained_resnet.parameters(), strict=True)
    with torch.no_grad():
        for mine, theirs in pairs:
            if mine.shape != theirs.shape:
                raise ValueError("the shapes differ")
            mine.copy_(theirs)
    return my_resnet


def copy_weights__by_name(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You load by name with `strict=False`, and since no name fits, nothing is loaded.

    `strict=False` turns every misspelling into silence. Read what `load_state_dict` returns, or
    stay strict.
    """
    my_resnet.load_state_dict(pretrained_resnet.state_dict(), strict=False)
    return my_resnet


def copy_weights__sorted_names(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You sort the names, so entries of different layers meet.

    A state dict comes in the order in which layers were made, which is what the two networks share.
    Alphabetical order depends on what layers are called.
    """
    mine, theirs = my_resnet.state_dict(), pretrained_resnet.state_dict()
    pairs = zip(sorted(mine), sorted(theirs), strict=True)
    my_resnet.load_state_dict({m: theirs[t] for m, t in pairs})
    return my_resnet


def copy_weights__shares_memory(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """Your network shares its memory with the reference: whoever trains one changes the other.

    `a.data = b` makes two names for one piece of memory. `a.copy_(b)` and `load_state_dict` move
    numbers.
    """
    theirs = list(pretrained_resnet.state_dict().values())
    mine = list(my_resnet.state_dict(keep_vars=True).values())
    if [m.shape for m in mine] != [t.shape for t in theirs]:
        raise ValueError("the shapes differ")
    for m, t in zip(mine, theirs, strict=True):
        m.data = t.data
    return my_resnet


def copy_weights__other_way_round(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You copy your numbers into the reference.

    The pretrained numbers are lost, and your network is as it was.
    """
    copy_weights(pretrained_resnet, my_resnet)
    return my_resnet


def copy_weights__rest_ignored(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You stop at the shorter state dict: a network with more or fewer layers is accepted.

    `zip` without `strict=True` drops the rest silently. What is left over tells that the two are
    not the same architecture.
    """
    mine, theirs = my_resnet.state_dict(), pretrained_resnet.state_dict()
    pairs = dict(zip(mine, theirs.values(), strict=False))
    my_resnet.load_state_dict(mine | pairs)
    return my_resnet


def copy_weights__names_not_translated(
    my_resnet: nn.Module, pretrained_resnet: nn.Module
) -> nn.Module:
    """You load the reference's state dict under its own names, which your network does not have.

    `load_state_dict` looks every entry up by name. Make a dict of *your* names and *their* values
    first: the order is what both share.
    """
    my_resnet.load_state_dict(pretrained_resnet.state_dict())
    return my_resnet


def copy_weights__rest_of_the_reference_ignored(
    my_resnet: nn.Module, pretrained_resnet: nn.Module
) -> nn.Module:
    """What the reference has beyond your entries is dropped: a longer network is accepted.

    `zip` stops at the shorter of the two, and `load_state_dict` misses only what is missing in
    yours. `zip(…, strict=True)` raises for either.
    """
    pairs = zip(my_resnet.state_dict(), pretrained_resnet.state_dict().values(), strict=False)
    my_resnet.load_state_dict(dict(pairs))
    return my_resnet


def copy_weights__shapes_broadcast(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You copy with `copy_`, which broadcasts: an entry of another shape is repeated to fit.

    A layer with one output then fills one with two, and nothing is raised. Compare the shapes
    first, or use `load_state_dict`, which does.
    """
    mine, theirs = my_resnet.state_dict().values(), pretrained_resnet.state_dict().values()
    for m, t in zip(mine, theirs, strict=True):
        m.copy_(t)
    return my_resnet


# ---------------------------------------------------------------- prepare_data


def prepare_data__not_normalised(images: Sequence[Tensor]) -> Tensor:
    """You do not shift and scale by MEAN and STD.

    A pretrained network expects the numbers it was trained on. Others give answers without a word
    of complaint.
    """
    resized = [F.interpolate(i[None, None] / 16, size=(32, 32)) for i in images]
    return torch.cat(resized).expand(-1, 3, -1, -1)


def prepare_data__not_divided(images: Sequence[Tensor]) -> Tensor:
    """You do not divide by 16 before MEAN and STD.

    These belong to pictures between 0 and 1.
    """
    return prepare_data([16 * i.float() for i in images])


def prepare_data__by_255(images: Sequence[Tensor]) -> Tensor:
    """You divide by 255; these pictures go from 0 to 16.

    After that all of them are nearly black. Look at the largest value before you scale.
    """
    return prepare_data([i * (16 / 255) for i in images])


def prepare_data__smooth(images: Sequence[Tensor]) -> Tensor:
    """You resize by bilinear interpolation; asked are nearest neighbours.

    Both are common. What counts is to do what was done in training.
    """
    resized = [
        F.interpolate(i[None, None].float() / 16, size=(32, 32), mode="bilinear") for i in images
    ]
    pictures = torch.cat(resized).expand(-1, 3, -1, -1)
    return (pictures - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def prepare_data__one_channel_statistics(images: Sequence[Tensor]) -> Tensor:
    """You use the first number of MEAN and STD for all channels.

    Each channel has its own. Give them the shape (3, 1, 1), so that they meet the channel axis.
    """
    resized = [F.interpolate(i[None, None] / 16, size=(32, 32)) for i in images]
    return (torch.cat(resized).expand(-1, 3, -1, -1) - MEAN[0]) / STD[0]


def prepare_data__std_first(images: Sequence[Tensor]) -> Tensor:
    """You divide by STD before you subtract MEAN.

    (x - mean) / std is not x / std - mean. The mean is in the unit of the pixels.
    """
    return prepare_data(images) + _gap()


def _gap() -> Tensor:
    """x / std - mean, less (x - mean) / std."""
    mean, std = torch.tensor(MEAN), torch.tensor(STD)
    return (mean / std - mean)[:, None, None]


# ---------------------------------------------------------------- find_nan_layer


def find_nan_layer__hooks_left(model: nn.Module, x: Tensor) -> str | None:
    """You leave your hooks in the model.

    They run at every later call, slow it down, and are saved with it by pickle. `register_…`
    returns a handle with `remove()`.
    """
    answer = find_nan_layer(model, x)
    for module in model.modules():
        module.register_forward_hook(lambda module, inputs, output: None)
    return answer


def find_nan_layer__hooks_left_after_error(model: nn.Module, x: Tensor) -> str | None:
    """If the forward pass raises, your hooks stay in the model.

    A model that one looks at with hooks is often a broken one. Remove them in `finally:`.
    """
    try:
        return find_nan_layer(model, x)
    except RuntimeError:
        for module in model.modules():
            module.register_forward_hook(lambda module, inputs, output: None)
        raise


def find_nan_layer__all_hooks_removed(model: nn.Module, x: Tensor) -> str | None:
    """You remove every hook of the model, also those that were there before you.

    They belong to somebody. Keep the handles of your own and remove those.
    """
    answer = find_nan_layer(model, x)
    for module in model.modules():
        module._forward_hooks.clear()
    return answer


def find_nan_layer__last_one(model: nn.Module, x: Tensor) -> str | None:
    """You name the last module that gives a NaN; asked is the first.

    A NaN spreads through everything behind it. Keep the first name that you note.
    """
    found: list[str] = []
    names = {module: name for name, module in model.named_modules()}

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if output.isnan().any() and not x.isnan().any():
            found.append(names[module])

    handles = [m.register_forward_hook(look) for m in model.modules()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return found[-1] if found else None


def find_nan_layer__name_of_the_loop(model: nn.Module, x: Tensor) -> str | None:
    """All your hooks report the name at which the loop ended.

    A function made in a loop looks its variables up when it is *called*, and by then the loop is
    over. Let a function make the hook, or bind the name with `functools.partial`.
    """
    if find_nan_layer(model, x) is None:
        return None
    names: list[str] = [name for name, _ in model.named_modules()]
    return names[-1]


def find_nan_layer__order_of_definition(model: nn.Module, x: Tensor) -> str | None:
    """You go by the order in which modules were defined, not by the order in which they run.

    `named_modules()` lists a container before its children and an attribute where it was assigned.
    Hooks fire in the order of the computation.
    """
    seen: dict[nn.Module, bool] = {}

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        seen[module] = bool(output.isnan().any()) and not any(i.isnan().any() for i in inputs)

    handles = [m.register_forward_hook(look) for m in model.modules()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    names = [name for name, m in model.named_modules() if seen.get(m)]
    return next(
        (n for n in names if not any(o.startswith(f"{n}." if n else "") for o in names if o != n)),
        None,
    )


def find_nan_layer__input_not_asked(model: nn.Module, x: Tensor) -> str | None:
    """You do not look at the inputs, so a NaN that came in is blamed on the first module.

    A NaN is born where the output has one and the input has none.
    """
    return _first_born(model, x, lambda ins, out: out.isnan().any())


def find_nan_layer__infinity_too(model: nn.Module, x: Tensor) -> str | None:
    """You take infinity for a NaN.

    Infinity is often on its way to become one (∞ - ∞, 0 · ∞), but it is another thing: a mask may
    hold it on purpose. `isnan` tells them apart, `isfinite` does not.
    """
    return _first_born(
        model,
        x,
        lambda ins, out: not out.isfinite().all() and all(i.isfinite().all() for i in ins),
    )


def find_nan_layer__leaves_only(model: nn.Module, x: Tensor) -> str | None:
    """You look at modules without children only.

    A module with children may compute something between them, and a NaN that is born there is found
    nowhere.
    """
    answer = find_nan_layer(model, x)
    if answer is None:
        return None
    return None if list(model.get_submodule(answer).children()) else answer


def find_nan_layer__first_input_only(model: nn.Module, x: Tensor) -> str | None:
    """You look at the first input of each module only; a NaN may come in with another.

    `inputs` is a tuple of all that the module was called with.
    """
    return _first_born(model, x, lambda ins, out: out.isnan().any() and not ins[0].isnan().any())


def find_nan_layer__all_of_them(model: nn.Module, x: Tensor) -> str | None:
    """You ask whether *all* entries of the output are NaN; one is enough.

    `.isnan().any()` is true for one NaN among numbers.
    """
    return _first_born(
        model, x, lambda ins, out: out.isnan().all() and not any(i.isnan().any() for i in ins)
    )


def _first_born(model: nn.Module, x: Tensor, is_born: Any) -> str | None:
    """The first module to finish of which a question is true."""
    names = {module: name for name, module in model.named_modules()}
    found: list[str] = []

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if is_born(inputs, output):
            found.append(names[module])

    handles = [m.register_forward_hook(look) for m in model.modules()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return found[0] if found else None


# ---------------------------------------------------------------- freeze


def freeze__attribute_of_the_model(model: nn.Module) -> nn.Module:
    """Nothing is frozen: `requires_grad = False` has to be set on each parameter.

    Set on the model it is an attribute that nobody reads; Python lets you give an object any. In a
    loop, `p = p.detach()` changes what the name p means, and `p.requires_grad == False` only asks.
    The model itself has a method `requires_grad_`, with an underscore.
    """
    model.requires_grad = False  # type: ignore[assignment]
    return model


def freeze__own_parameters_only(model: nn.Module) -> nn.Module:
    """You freeze the model's own parameters and not those of its children.

    `parameters(recurse=False)` and `_parameters` stop at the first level; `parameters()` goes
    through all.
    """
    for parameter in model.parameters(recurse=False):
        parameter.requires_grad = False
    return model


def freeze__weights_only(model: nn.Module) -> nn.Module:
    """You freeze the weights and leave the biases.

    A parameter's name need not be `weight`: go through `parameters()`, not through layers.
    """
    for name, parameter in model.named_parameters():
        if name.endswith("weight"):
            parameter.requires_grad = False
    return model


def freeze__evaluation_mode(model: nn.Module) -> nn.Module:
    """You put the model into evaluation mode.

    That changes what dropout and batch norm compute. Whether a parameter receives a gradient is
    another switch.
    """
    return freeze(model).eval()


def freeze__mode_only(model: nn.Module) -> nn.Module:
    """You call `eval()` and nothing else, and all parameters still receive gradients.

    `eval()` changes what dropout and batch norm compute. Gradients follow `requires_grad`.
    """
    return model.eval()


def freeze__returns_nothing(model: nn.Module) -> None:
    """You freeze the model and do not return it.

    Whoever writes `model = freeze(model)` has lost it. End with `return model`.
    """
    freeze(model)


# ---------------------------------------------------------------- get_resnet_for_feature_extraction


def get_resnet_for_feature_extraction__head_frozen_too(n_classes: int) -> nn.Module:
    """You freeze after making the new head, so the head is frozen as well.

    Nothing is left to train, and an optimiser over the trainable parameters gets an empty list.
    Freeze first.
    """
    return freeze(get_resnet_for_feature_extraction(n_classes))


def get_resnet_for_feature_extraction__not_frozen(n_classes: int) -> nn.Module:
    """You do not freeze the body: everything would be trained.

    That is fine-tuning of the whole network, another method. With few pictures it forgets what it
    knew.
    """
    return get_resnet_for_feature_extraction(n_classes).requires_grad_(True)


def get_resnet_for_feature_extraction__not_loaded(n_classes: int) -> nn.Module:
    """You do not copy the pretrained numbers: the frozen body is random.

    Without a trained body there are no features to extract.
    """
    model = ResNet34(**SMALL, n_classes=n_classes).requires_grad_(False)
    model.out_layers[-1].requires_grad_(True)
    return model


def get_resnet_for_feature_extraction__old_head_kept(n_classes: int) -> nn.Module:
    """You keep the pretrained head and thaw it, instead of making a new one.

    Its rows stand for the old classes, and there are as many of them as there were then.
    """
    model = ResNet34(**SMALL, n_classes=40)
    copy_weights(model, pretrained_resnet())
    freeze(model)
    model.out_layers[-1].requires_grad_(True)
    return model


def get_resnet_for_feature_extraction__head_without_bias(n_classes: int) -> nn.Module:
    """Your new head has no bias.

    The linear layer that it replaces has one.
    """
    model = get_resnet_for_feature_extraction(n_classes)
    model.out_layers[-1] = nn.Linear(128, n_classes, bias=False)
    return model


def get_resnet_for_feature_extraction__sized_too_early(n_classes: int) -> nn.Module:
    """You make the network with the new number of classes before you load: the heads do not fit.

    The pretrained network has 40 classes, so yours needs 40 while the numbers are copied. The new
    head comes after that.
    """
    model = ResNet34(**SMALL, n_classes=n_classes)
    copy_weights(model, pretrained_resnet())
    return freeze(model)
