"""Checks of the section “Reading digits”: one experiment a claim, which is what the learner
reads.
"""

from typing import Any

import numpy as np
import torch

from arena.checks import report

from ..autograd import Arr, Tensor
from ..digits import load_digits
from .common import Lookup, Rng, home_of, normal, operators_installed, whole, with_global

# ---------------------------------------------------------------- the framework in use


class _Steps:
    """An optimiser that is right, for a model of the check."""

    def __init__(self, params: list[Tensor], lr: float) -> None:
        self.params, self.lr = params, lr
        self.taken = 0

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None

    def step(self) -> None:
        self.taken += 1
        for p in self.params:
            if p.grad is not None:
                p.array -= self.lr * p.grad.array


def _training(step: Any, rng: Rng, batch: int, stale: bool, times: int) -> Any:
    """Training steps of a linear model that is seen from outside."""
    weight = Tensor(normal(rng, 4, 3), requires_grad=True)
    images = Tensor(normal(rng, batch, 4))
    labels = Tensor(whole(rng, 3, batch))
    if stale:
        weight.grad = Tensor(normal(rng, 4, 3))
    with operators_installed(), with_global(step, "BACK_FUNCS", Lookup()):
        steps = _Steps([weight], 0.5)
        losses = [step(lambda x: x @ weight, steps, images, labels) for _ in range(times)]
    return {"losses": losses, "weights": weight.array, "calls of step": steps.taken}


def _drawn(draw: Any, n: int, size: int) -> tuple[list[int], list[int], Any]:
    """The places a batch was drawn from, by its pictures and by its labels, and the batch.

    Picture number i holds i and i + 0.5; its label is 100 + i.
    """
    places = np.arange(n)
    images = np.stack([places, places + 0.5], axis=1)  # (n, 2)
    labels = places + 100
    with operators_installed():
        pictures, named = draw(Tensor(images.copy()), Tensor(labels.copy()), size)
    return pictures.array[:, 0].tolist(), (named.array - 100).tolist(), (pictures, named)


def random_batch__keeps_pairs(draw: Any, rng: Rng) -> Any:
    """`size` pictures come out, each with its own label."""
    seen = {}
    for n, size in ((50, 8), (50, 1), (6, 6)):
        by_picture, by_label, (pictures, named) = _drawn(draw, n, size)
        seen[f"{size} of {n}"] = {
            "shape of the images": pictures.shape,
            "shape of the labels": named.shape,
            "the second pixel is that of the first": pictures.array[:, 1].tolist()
            == [place + 0.5 for place in by_picture],
            "labels are among those given": all(0 <= place < n for place in by_label),
            "each label is that of its picture": by_picture == by_label,
        }
    return seen


def random_batch__draws_anew(draw: Any, rng: Rng) -> Any:
    """Every call draws other pictures, and other labels."""
    (first, _, _), (second, _, _), (third, labels, _) = (_drawn(draw, 1000, 16) for _ in range(3))
    return {
        "the second call draws those of the first": second == first,
        "the third call draws those of the second": third == second,
        "its labels are the first of the data": labels == list(range(16)),
    }


def random_batch__is_no_stretch(draw: Any, rng: Rng) -> Any:
    """Pictures that stand far apart come into one batch."""
    # 64 places out of 1,000, drawn at random, lie within 500 once in 10^17 times.
    batches = [_drawn(draw, 1000, 64)[0] for _ in range(4)]
    rows = [list(range(int(b[0]), int(b[0]) + 64)) for b in batches]
    return {
        "batches of 64 neighbours": sum(b == r for b, r in zip(batches, rows, strict=True)),
        "batches within half of the data": sum(max(b) - min(b) < 500 for b in batches),
    }


def random_batch__gives_each_its_chance(draw: Any, rng: Rng) -> Any:
    """The first picture and the last come as often as any other."""
    drawn = [place for _ in range(500) for place in _drawn(draw, 5, 4)[0]]
    counts = np.bincount(np.array(drawn, dtype=int), minlength=5)
    # 400 are expected of each, and 18 is the standard deviation of a draw with replacement.
    return {f"picture {i} comes 280 to 520 times": bool(280 <= counts[i] <= 520) for i in range(5)}


def random_batch__leaves_the_data_alone(draw: Any, rng: Rng) -> Any:
    """The data stand where they stood, and a batch is a copy of its pictures."""
    images, labels = Tensor(np.arange(20.0).reshape(10, 2)), Tensor(np.arange(10))
    with operators_installed():
        pictures, _ = draw(images, labels, 10)
    seen = {"images": images.array.copy(), "labels": labels.array.copy()}
    pictures.array[:] = -1
    return seen | {"images after writing into the batch": images.array}


def train_step__moves_downhill(step: Any, rng: Rng) -> Any:
    """One step on a batch moves the weights by lr times the gradient of the mean loss."""
    return [_training(step, rng, batch, False, 1) for batch in (1, 5)]


def train_step__forgets_old_gradients(step: Any, rng: Rng) -> Any:
    """Gradients that were there before the step have no part in it."""
    return _training(step, rng, 4, True, 1)


def train_step__can_be_repeated(step: Any, rng: Rng) -> Any:
    """Three steps in a row give falling losses, each measured before its own step."""
    return _training(step, rng, 6, False, 3)


def _counting(accuracy: Any, logits: Arr, labels: list[int]) -> Any:
    """The accuracy of a model whose logits are known."""
    with operators_installed(), with_global(accuracy, "grad_tracking_enabled", True):
        images = Tensor(np.zeros((len(labels), 2)))
        return accuracy(lambda x: Tensor(logits), images, Tensor(labels))


def accuracy__counts(accuracy: Any, rng: Rng) -> Any:
    """The share of rows whose largest logit is that of the label; a number."""
    logits = np.array([[0.1, 6.0, 0.3], [-2.0, -3.0, -1.0], [5.0, 4.0, 4.5], [0.0, 1.0, 2.0]])
    return [_counting(accuracy, logits, labels) for labels in ([1, 2, 0, 2], [1, 0, 0, 0])]


def accuracy__of_random_logits(accuracy: Any, rng: Rng) -> Any:
    """On fifty random rows the share is right."""
    return _counting(accuracy, normal(rng, 50, 4), whole(rng, 4, 50).tolist())


def accuracy__keeps_no_graph(accuracy: Any, rng: Rng) -> Any:
    """While the model runs no recipes are kept, and afterwards they are again."""
    home = home_of(accuracy)
    no_grad = home.get("NoGrad")
    place = home if no_grad is None else home_of(no_grad)
    before = place.get("grad_tracking_enabled")
    seen: list[Any] = []

    def model(x: Tensor) -> Tensor:
        seen.append(place.get("grad_tracking_enabled"))
        return Tensor(np.zeros((2, 3)))

    place["grad_tracking_enabled"] = True
    try:
        with operators_installed():
            accuracy(model, Tensor(np.zeros((2, 4))), Tensor([0, 1]))
        return {"tracking while the model runs": seen, "after": place["grad_tracking_enabled"]}
    finally:
        place["grad_tracking_enabled"] = before


# ---------------------------------------------------------------- train_network

_STEPS, _LOOK = 3000, 200


class _Run:
    """Follows a run: counts reports, and keeps what the best checkpoint within the budget reads.

    Checkpoints are compared on one part of the pictures and measured on another.
    """

    def __init__(self, images: Arr, labels: Any) -> None:
        self.images, self.labels = images, labels
        self.reports = 0
        self.best, self.accuracy = -1.0, 0.0

    def __call__(self, model: Any, loss: float) -> None:
        self.reports += 1
        if self.reports > _STEPS:
            return
        if self.reports % _LOOK == 0:
            right = model(Tensor(self.images)).array.argmax(axis=1) == self.labels
            chosen, fresh = float(right[:100].mean()), float(right[100:].mean())
            if chosen >= self.best:  # of equals the later one
                self.best, self.accuracy = chosen, fresh
            report(self.reports, _STEPS, loss=float(loss), accuracy=chosen)


def train_network__learns(train_network: Any, rng: Rng) -> Any:
    """Within 3,000 steps of 32 pictures, your framework reads at least 95 % of fresh digits."""
    images, labels = load_digits()
    order = torch.randperm(len(images), generator=rng).numpy()
    images, labels = images[order], labels[order]
    run = _Run(images[1297:], labels[1297:])
    # Sorted by what they show, as files in folders are: a run that does not shuffle has to suffer.
    rows = np.argsort(labels[:1297], kind="stable")
    train_network(Tensor(images[rows]), Tensor(labels[rows]), _STEPS, run)
    return {"accuracy": run.accuracy, "reports": run.reports, "steps": _STEPS}
