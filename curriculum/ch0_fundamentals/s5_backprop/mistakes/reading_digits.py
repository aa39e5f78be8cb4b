"""Mistakes of the section “Reading digits”: the first paragraph of a docstring is what the
learner reads.
"""

from typing import Any

import numpy as np

from ..autograd import Tensor
from ..solutions import BATCH_SIZE, NoGrad, accuracy, cross_entropy

# ------------------------------------------------------------ random_batch


def random_batch__first_rows(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You give the first `size` pictures, the same in every call: nothing is drawn.

    A network that sees one batch only learns it by heart, and its loss falls beautifully.
    """
    return Tensor(images.array[:size].copy()), Tensor(labels.array[:size].copy())


def random_batch__two_draws(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You draw twice, once for pictures and once for labels, so each label is of another picture.

    Draw row numbers once, and index both arrays with them. With labels of other pictures there is
    nothing to learn: accuracy stays near one in ten.
    """
    rows = np.random.randint(len(images), size=size)
    others = np.random.randint(len(images), size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[others])


def random_batch__labels_in_order(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """Your pictures are drawn, and your labels are the first ones of the data.

    Whatever reorders the pictures has to reorder the labels in the same way.
    """
    rows = np.random.randint(len(images), size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[:size].copy())


def random_batch__rows_for_labels(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """You return row numbers where labels are wanted.

    A row number says where a picture stands in the data; its label stands at `labels.array[row]`.
    """
    rows = np.random.randint(len(images), size=size)
    return Tensor(images.array[rows]), Tensor(rows)


def random_batch__stretch(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You take neighbours from a random place on; in sorted data those are pictures of one digit.

    Draw each row of the batch for itself. The gradient of a batch stands for that of all data
    only if the batch is a random draw of them.
    """
    start = np.random.randint(len(images) - size + 1)
    part = slice(start, start + size)
    return Tensor(images.array[part].copy()), Tensor(labels.array[part].copy())


def random_batch__seeded_inside(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You set the seed in every call, so every call draws the same rows.

    A seed is set once, where a program begins.
    """
    rng = np.random.default_rng(0)
    rows = rng.permutation(len(images))[:size]
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


def random_batch__last_left_out(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The last picture is never drawn: the upper end of `randint` is already left out.

    `np.random.randint(n)` gives 0 to n - 1; Python's own `random.randint` includes both ends.
    """
    rows = np.random.randint(len(images) - 1, size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


def random_batch__shuffled_in_place(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """You shuffle the caller's data in place, and the whole of it for one batch.

    Draw rows and copy those. Whoever else holds the array, an evaluation for instance, would find
    its pictures elsewhere after every call.
    """
    order = np.random.permutation(len(images))
    images.array[:], labels.array[:] = images.array[order], labels.array[order]
    return Tensor(images.array[:size].copy()), Tensor(labels.array[:size].copy())


def random_batch__among_the_first(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """You draw among the first `size` pictures only: the upper end is the number of pictures.

    `np.random.randint(n, size=size)` draws `size` numbers below n, and n is `len(images)`.
    """
    rows = np.random.randint(size, size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


# ------------------------------------------------------------ train_step


def train_step__sum(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You go down the sum of the losses; here it is the mean.

    With a sum the step grows with the batch, so the learning rate fits one batch size only.
    """
    loss = cross_entropy(model(images), labels).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__no_zero_grad(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You do not clear the gradients: those of earlier batches are added to yours.

    `backward` adds to what is there. Without `zero_grad` each step repeats all earlier ones,
    like a momentum that never fades.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__cleared_too_late(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """When `step` is called there are no gradients: they were cleared after `backward`, or
    `backward` has not been called yet.

    Clear before `backward` fills them, or after `step` has used them; and step after `backward`.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def train_step__measured_after(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You measure the loss after the step; it should be the one the step was computed from.

    Measuring again costs a second forward pass. The loss from before the step is there already,
    and it is what curves show.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return (cross_entropy(model(images), labels).sum() / len(labels)).item()


def train_step__no_step(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You compute gradients and never take the step.

    `backward` fills `grad`. It is the optimiser that moves the parameters.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def train_step__from_all_losses(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """You go back from the losses of all examples: that is the gradient of their sum.

    `backward` begins with ones of the shape of its tensor, so each loss counts with the weight 1.
    In a mean each counts with 1 / batch. Take the mean before you go back.
    """
    losses = cross_entropy(model(images), labels)
    optimizer.zero_grad()
    losses.backward()
    optimizer.step()
    return float(losses.array.mean())


def train_step__cleared_afterwards_only(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """You clear the gradients after the step only: what was there before the first one has a part
    in it.

    Someone may have called `backward` before, to look at a gradient for instance. Clear before
    `backward`, whoever came first.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def train_step__gives_a_tensor(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
    """You return the loss as a Tensor; a number is wanted.

    A list of such losses keeps every graph alive, with all its arrays. `loss.item()` lets go of
    them.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def train_step__divides_by_the_usual_size(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """You divide by `BATCH_SIZE`; this batch has a size of its own, `len(labels)`.

    The last batch of an epoch is often smaller, and its mean is over what is in it.
    """
    loss = cross_entropy(model(images), labels).sum() / BATCH_SIZE
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# ------------------------------------------------------------ accuracy


def accuracy__keeps_a_graph(model: Any, images: Tensor, labels: Tensor) -> float:
    """Recipes are kept while the model runs: `NoGrad` is missing.

    A recipe holds every array on the way. Over a whole test set that is the memory of thousands
    of forward passes for gradients that nobody asks for.
    """
    return float(np.mean(model(images).array.argmax(axis=1) == labels.array))


def accuracy__count(model: Any, images: Tensor, labels: Tensor) -> float:
    """You return how many are right; the share is wanted.

    Divide by the number of images, so that batches of different sizes can be compared.
    """
    return accuracy(model, images, labels) * len(labels)


def accuracy__smallest(model: Any, images: Tensor, labels: Tensor) -> float:
    """You take the smallest logit of each row.

    The largest logit is the model's answer.
    """
    with NoGrad():
        return float(np.mean(model(images).array.argmin(axis=1) == labels.array))


def accuracy__percent(model: Any, images: Tensor, labels: Tensor) -> float:
    """You return per cent; a number from 0 to 1 is wanted.

    Units that are not written down are the most common reason why two curves disagree by a
    factor of a hundred.
    """
    return 100 * accuracy(model, images, labels)


def accuracy__errors(model: Any, images: Tensor, labels: Tensor) -> float:
    """You return the share of errors.

    Accuracy counts the right answers.
    """
    return 1 - accuracy(model, images, labels)


def accuracy__compares_tensors(model: Any, images: Tensor, labels: Tensor) -> float:
    """You compare two Tensors with `==`, which asks whether they are the same object.

    `Tensor` has no comparison of its entries. Compare the arrays: `….array == labels.array`.
    """
    with NoGrad():
        return float(np.mean(model(images).argmax(1) == labels))


def accuracy__largest_of_all(model: Any, images: Tensor, labels: Tensor) -> float:
    """You look for the largest logit of the whole batch; each row has its own.

    Without an axis `argmax` counts through all entries. The classes lie along axis 1.
    """
    with NoGrad():
        return float(np.mean(model(images).array.argmax() == labels.array))


def accuracy__along_the_batch(model: Any, images: Tensor, labels: Tensor) -> float:
    """You take the largest logit along axis 0, which is the batch; the classes lie along axis 1.

    `argmax(axis)` removes the axis that it looks along. What is left should have one entry an
    image.
    """
    with NoGrad():
        return float(np.mean(model(images).array.argmax(axis=0) == labels.array))


def accuracy__tracking_left_off(model: Any, images: Tensor, labels: Tensor) -> float:
    """Tracking is still off after you have returned.

    `with NoGrad():` puts the flag back at the end of its block, whatever happens in it.
    """
    NoGrad().__enter__()
    return float(np.mean(model(images).array.argmax(axis=1) == labels.array))
