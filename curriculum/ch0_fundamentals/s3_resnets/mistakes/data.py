"""Mistakes of the section “Data”: the first paragraph of a docstring is what the learner reads."""

from collections.abc import Iterator

import torch
from torch import Tensor

from ..solutions import minibatches, standardise
from .common import Batch

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
    """You test on the last `n_test` numbers of the permutation; the first ones name the test part.

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
    """You make `batch_size` batches; each batch should have `batch_size` pictures.

    `chunk` takes the number of pieces, `split` their size.
    """
    n = len(images)
    order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
    for rows in order.chunk(batch_size):
        if len(rows):
            yield images[rows], labels[rows]
