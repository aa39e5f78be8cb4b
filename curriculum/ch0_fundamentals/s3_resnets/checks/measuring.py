"""Checks of the section “Measuring”: one experiment a claim, which is what the learner reads."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from ..digits import load_digits
from .common import STEPS, Batch, Recorder, Run, classifier, filled, seeded, small_batch, state

Evaluate = Callable[..., tuple[float, float]]

Train = Callable[..., list[tuple[float, float]]]


# ---------------------------------------------------------------- count_correct


def count_correct__counts(
    count: Callable[[Tensor, Tensor], int], rng: torch.Generator
) -> list[object]:
    """It counts the rows whose largest logit is that of the label."""
    cases = [(1, 3), (4, 2), (7, 5)]
    answers: list[object] = []
    for n, classes in cases:
        logits = torch.randn(n, classes, generator=rng)
        labels = torch.where(torch.arange(n) % 3 == 0, logits.argmax(1), logits.argmin(1))
        answers.append(_number(count(logits, labels)))
    return answers


def _number(value: object) -> object:
    """A tensor that holds one whole number is as good as the number."""
    whole = isinstance(value, Tensor) and value.shape == () and not value.is_floating_point()
    return value.item() if whole else value  # type: ignore[attr-defined]


def count_correct__negative_and_equal(
    count: Callable[[Tensor, Tensor], int], rng: torch.Generator
) -> list[object]:
    """All logits may be negative; of equal ones the first counts; no pictures give 0."""
    return [
        _number(count(torch.tensor([[-3.0, -1.0], [-2.0, -5.0]]), torch.tensor([1, 1]))),
        _number(count(torch.zeros(3, 2), torch.tensor([0, 1, 1]))),
        _number(count(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64))),
    ]


def count_correct__all_or_none(
    count: Callable[[Tensor, Tensor], int], rng: torch.Generator
) -> list[object]:
    """All right gives n, all wrong gives 0."""
    logits = torch.randn(6, 4, generator=rng)
    best = logits.argmax(1)
    return [_number(count(logits, best)), _number(count(logits, (best + 1) % 4))]


# ---------------------------------------------------------------- evaluate


def _measured(rng: torch.Generator) -> tuple[nn.Module, Tensor, Tensor]:
    """A model with batch norm and dropout, 11 pictures, and labels of which some are right."""
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(6, 3))
    filled(model)
    images = 1 + torch.randn(11, 1, 2, 3, generator=rng)
    with torch.no_grad():
        best = model.eval()(images).argmax(1)
    labels = torch.where(torch.arange(11) % 4 == 1, (best + 1) % 3, best)
    return model, images, labels


def evaluate__one_batch(evaluate: Evaluate, rng: torch.Generator) -> object:
    """It returns the mean cross-entropy and the share of right answers."""
    images, labels = small_batch(rng, n=6)
    return evaluate(classifier(6, 4), images, labels)


def evaluate__does_not_depend_on_the_batches(evaluate: Evaluate, rng: torch.Generator) -> object:
    """Eleven pictures by 1, 4 or 11 give the same two numbers: a small last batch weighs less."""
    images, labels = small_batch(rng, n=11)
    return [evaluate(classifier(6, 4), images, labels, size) for size in (1, 4, 11)]


def evaluate__in_evaluation_mode(evaluate: Evaluate, rng: torch.Generator) -> dict[str, object]:
    """Dropout is off, batch norm uses its running statistics, and they stay as they are."""
    model, images, labels = _measured(rng)
    model.train()
    return {"loss and accuracy": evaluate(model, images, labels, 4), **state(model)}


def evaluate__leaves_the_mode(evaluate: Evaluate, rng: torch.Generator) -> dict[str, object]:
    """Afterwards the model is in the mode in which it came, training or evaluation."""
    model, images, labels = _measured(rng)
    modes: dict[str, object] = {}
    for mode in (True, False):
        model.train(mode)
        evaluate(model, images, labels, 4)
        modes[f"training mode afterwards, if it was {mode}"] = [m.training for m in model.modules()]
    return modes


def evaluate__builds_no_graph(evaluate: Evaluate, rng: torch.Generator) -> dict[str, object]:
    """Gradients are switched off while it computes, and on again afterwards; no more than
    `batch_size` pictures go through at once.
    """
    recorder = Recorder()
    model = filled(nn.Sequential(recorder, nn.Flatten(), nn.Linear(6, 4)))
    evaluate(model, *small_batch(rng, n=7), 3)
    return {
        "gradients on during the forward pass": any(recorder.graphs),
        "gradients on afterwards": torch.is_grad_enabled(),
        "more than batch_size pictures at once": max(recorder.sizes) > 3,
    }


# ---------------------------------------------------------------- train


def _task(rng: torch.Generator, n: int, recorder: nn.Module) -> tuple[nn.Module, Batch]:
    model = filled(nn.Sequential(nn.BatchNorm2d(1), recorder, nn.Flatten(), nn.Linear(6, 3)))
    return model, small_batch(rng, n, classes=3)


def _history(history: Iterable[tuple[float, float]]) -> list[list[float]]:
    return [list(row) for row in history]


def train_model__one_epoch(train_model: Train, rng: torch.Generator) -> dict[str, object]:
    """One epoch gives one row: the mean of the steps' losses, the accuracy on the test data."""
    model, data = _task(rng, 7, nn.Identity())
    test = small_batch(rng, 9, classes=3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    history = train_model(model, optimizer, data, test, 1, 3, seeded(1))
    return {"history": _history(history), **state(model)}


def train_model__several_epochs(train_model: Train, rng: torch.Generator) -> dict[str, object]:
    """Every epoch shuffles anew and goes on from the parameters of the one before."""
    model, data = _task(rng, 8, nn.Identity())
    test = small_batch(rng, 13, classes=3)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.3)
    history = train_model(model, optimizer, data, test, 3, 3, seeded(2))
    return {"history": _history(history), **state(model)}


def train_model__no_epochs(train_model: Train, rng: torch.Generator) -> dict[str, object]:
    """No epochs give an empty history and an unchanged model."""
    model, data = _task(rng, 4, nn.Identity())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    history = train_model(model, optimizer, data, data, 0, 2, seeded(3))
    return {"history": _history(history), **state(model)}


def train_model__sees_test_data_in_evaluation_mode(
    train_model: Train, rng: torch.Generator
) -> dict[str, object]:
    """Training batches run in training mode, test pictures in evaluation mode, epoch by epoch."""
    recorder = Recorder()
    model, data = _task(rng, 6, recorder)
    test = small_batch(rng, 4, classes=3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    train_model(model, optimizer, data, test, 2, 3, seeded(4))
    sizes = {"training mode": 0, "evaluation mode": 0}
    for mode, size in zip(recorder.modes, recorder.sizes, strict=True):
        sizes["training mode" if mode else "evaluation mode"] += size
    return {f"pictures seen in {name}": n for name, n in sizes.items()}


# ---------------------------------------------------------------- confusion_matrix

Confusion = Callable[[Tensor, Tensor, int], Tensor]


def confusion_matrix__counts_pairs(confusion: Confusion, rng: torch.Generator) -> list[Tensor]:
    """Row i, column j counts the pictures of class i that were taken for class j."""
    cases = [(1, 2), (6, 3), (40, 4)]
    draws = [torch.randint(k, (2, n), generator=rng) for n, k in cases]
    return [confusion(p, y, k) for (p, y), (_, k) in zip(draws, cases, strict=True)]


def confusion_matrix__keeps_empty_classes(
    confusion: Confusion, rng: torch.Generator
) -> list[Tensor]:
    """Classes that never occur keep their row and column, also the last."""
    return [
        confusion(torch.tensor([0, 2, 2]), torch.tensor([0, 0, 2]), 5),
        confusion(torch.tensor([1]), torch.tensor([0]), 3),
    ]


def confusion_matrix__takes_none(confusion: Confusion, rng: torch.Generator) -> Tensor:
    """No pictures give a matrix of zeros."""
    none = torch.zeros(0, dtype=torch.int64)
    return confusion(none, none, 3)


# ---------------------------------------------------------------- train_digits


def _digits(rng: torch.Generator, *sizes: int) -> list[Batch]:
    """Parts of the digits in random order, by mean and deviation of the first; the last is the
    rest.
    """
    images, labels = load_digits()
    order = torch.randperm(len(images), generator=rng)
    parts = torch.split(order, [*sizes, len(order) - sum(sizes)])
    mean, std = images[parts[0]].mean(), images[parts[0]].std()
    return [(((images - mean) / std)[p][:, None], labels[p]) for p in parts]


def train_digits__learns(train_digits: Callable[..., object], rng: torch.Generator) -> object:
    """Within 200 steps of 64 pictures, your `ConvNet` reads at least 92 % of fresh digits."""
    train, validation, fresh = _digits(rng, 1197, 200)
    run = Run("", STEPS, validation)
    train_digits(*train, STEPS, run, rng)
    return {
        "accuracy": run.measure(fresh),
        "steps": float(STEPS),
        "reports": float(run.reports),
        "samples": float(run.samples),
    }
