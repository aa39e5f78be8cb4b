"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads.
"""

import inspect
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arena.checks import report

from .digits import load_digits

Batch = tuple[Tensor, Tensor]
Split = Callable[[Tensor, Tensor, int, torch.Generator], tuple[Batch, Batch]]
Standardise = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
Minibatches = Callable[..., Iterable[Batch]]
Step = Callable[[nn.Module, torch.optim.Optimizer, Tensor, Tensor], float]
Evaluate = Callable[..., tuple[float, float]]
Train = Callable[..., list[tuple[float, float]]]
Make = Callable[..., nn.Module]


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _set(model: nn.Module, seed: int = 0) -> nn.Module:
    """Give every entry of the state dict, in order, numbers that depend on its place and shape."""
    with torch.no_grad():
        for place, (name, entry) in enumerate(model.state_dict(keep_vars=True).items()):
            rng = _seeded(1000 * seed + place)
            values = torch.randn(entry.shape, generator=rng)
            if name.endswith("running_var"):
                values = values.abs() + 0.5
            elif entry.ndim > 1:
                values = values / entry[0].numel() ** 0.5
            elif name.endswith("weight"):
                values = 1 + 0.3 * values
            if entry.is_floating_point():
                entry.copy_(values)
    return model


def _state(model: nn.Module) -> dict[str, Tensor]:
    return {f"`{name}` afterwards": entry.clone() for name, entry in model.state_dict().items()}


def _classifier(features: int, classes: int, seed: int = 0) -> nn.Module:
    """A linear classifier of flattened pictures with numbers of our own."""
    return _set(nn.Sequential(nn.Flatten(), nn.Linear(features, classes)), seed)


class _Recorder(nn.Module):
    """Passes its input on, and notes mode, gradient mode and batch size of every call."""

    def __init__(self) -> None:
        super().__init__()
        self.modes: list[bool] = []
        self.graphs: list[bool] = []
        self.sizes: list[int] = []

    def forward(self, x: Tensor) -> Tensor:
        """Note, and pass on."""
        self.modes.append(self.training)
        self.graphs.append(torch.is_grad_enabled())
        self.sizes.append(len(x))
        return x


# ---------------------------------------------------------------- train_test_split


def _numbered(n: int) -> Batch:
    """Pictures that say which they are: picture i holds i, i + 0.1, …"""
    return torch.arange(n)[:, None, None] + torch.arange(6).reshape(2, 3) / 10, 100 + torch.arange(n)


def _dealt(split: Split, n: int, n_test: int, seed: int) -> dict[str, object]:
    images, labels = _numbered(n)
    train, test = split(images, labels, n_test, _seeded(seed))
    return {
        "labels of the training part": train[1],
        "labels of the test part": test[1],
        "images of the training part": train[0],
        "images of the test part": test[0],
    }


def train_test_split__deals_out(split: Split, rng: torch.Generator) -> dict[str, object]:
    """The first `n_test` of the permutation are for testing, the rest for training, in its order."""
    return {"2 of 5 for testing": _dealt(split, 5, 2, 1), "3 of 11": _dealt(split, 11, 3, 2)}


def train_test_split__takes_all_or_none(split: Split, rng: torch.Generator) -> dict[str, object]:
    """Nothing for testing, or everything, or a single picture in all: the parts keep their shapes."""
    return {
        "0 of 4 for testing": _dealt(split, 4, 0, 3),
        "4 of 4 for testing": _dealt(split, 4, 4, 4),
        "1 of 1 for testing": _dealt(split, 1, 1, 5),
    }


def train_test_split__draws_from_the_generator(
    split: Split, rng: torch.Generator
) -> dict[str, object]:
    """It draws one permutation from the generator, whatever the global seed is."""
    generator, (images, labels) = _seeded(6), _numbered(9)
    torch.manual_seed(1)
    first = split(images, labels, 4, generator)[1][1]
    second = split(images, labels, 4, generator)[1][1]
    return {
        "first split": first,
        "second split": second,
        "what the generator gives afterwards": torch.rand(2, generator=generator),
    }


# ---------------------------------------------------------------- standardise


def standardise__by_the_training_part(
    standardise: Standardise, rng: torch.Generator
) -> dict[str, object]:
    """Mean and deviation come from the training part, and serve for both parts."""
    train = 3 + 2 * torch.randn(7, 4, 5, generator=rng)
    test = -1 + 5 * torch.randn(3, 4, 5, generator=rng)
    a, b = standardise(train, test)
    return {"training part": a, "test part": b}


def standardise__keeps_constant_pixels(
    standardise: Standardise, rng: torch.Generator
) -> dict[str, object]:
    """A pixel that is 0 in every picture is scaled like all others; nothing becomes NaN."""
    train = torch.rand(4, 2, 3, generator=rng) * torch.tensor([1.0, 0.0, 4.0])
    a, b = standardise(train, torch.zeros(1, 2, 3))
    return {"training part": a, "test part": b}


def standardise__two_numbers(standardise: Standardise, rng: torch.Generator) -> dict[str, object]:
    """Two pictures of one pixel, 1 and 3, become -1 and 1."""
    a, b = standardise(torch.tensor([[[1.0]], [[3.0]]]), torch.tensor([[[2.0]]]))
    return {"training part": a, "test part": b}


# ---------------------------------------------------------------- minibatches


def _listed(make: Minibatches, n: int, size: int, *rest: object) -> dict[str, object]:
    """All batches; a list, a generator and an iterator are the same."""
    images, labels = _numbered(n)
    batches = list(inspect.unwrap(make)(images[:, None], labels, size, *rest))
    return {
        "labels": [y for _, y in batches],
        "images": [x for x, _ in batches],
    }


def minibatches__in_order(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """Without a generator the pictures come in their order, `batch_size` at a time."""
    return {"4 pictures by 2": _listed(make, 4, 2), "3 pictures by 1": _listed(make, 3, 1)}


def minibatches__keeps_the_rest(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """The last batch holds what is left, however little; no pictures give no batches."""
    return {
        "7 pictures by 3": _listed(make, 7, 3),
        "2 pictures by 5": _listed(make, 2, 5),
        "0 pictures by 3": _listed(make, 0, 3),
    }


def minibatches__shuffles(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """With a generator they come in the order of its permutation, each with its own label."""
    return {
        "6 pictures by 4, shuffled": _listed(make, 6, 4, _seeded(7)),
        "5 pictures by 5, shuffled": _listed(make, 5, 5, _seeded(8)),
    }


def minibatches__shuffles_anew(make: Minibatches, rng: torch.Generator) -> dict[str, object]:
    """Every pass draws another order from the same generator, whatever the global seed is."""
    generator, found = _seeded(9), {}
    for k in range(3):
        torch.manual_seed(3)
        found[f"pass {k + 1}"] = _listed(make, 6, 3, generator)
    return found


# ---------------------------------------------------------------- ConvNet


def _in_order(model: nn.Module) -> list[str]:
    """The entries of a state dict as text: `conv1.weight (16, 1, 3, 3)`."""
    return [f"{name} {tuple(entry.shape)}" for name, entry in model.state_dict().items()]


def ConvNet__has_its_layers(make: Make, rng: torch.Generator) -> dict[str, object]:
    """`conv1`, `conv2`, `fc1` and `fc2` have their weights and biases: 13,706 numbers."""
    model = make()
    return {
        "entries of the state dict": sorted(_in_order(model)),
        "numbers in all parameters": sum(p.numel() for p in model.parameters()),
    }


def _named(model: nn.Module) -> nn.Module:
    """Like `_set`, by name: the order in which attributes were defined does not matter."""
    with torch.no_grad():
        for place, (_, entry) in enumerate(sorted(model.named_parameters())):
            values = torch.randn(entry.shape, generator=_seeded(place))
            entry.copy_(values * 1.5 / entry[0].numel() ** 0.5)
    return model


def ConvNet__gives_logits(make: Make, rng: torch.Generator) -> dict[str, object]:
    """With the numbers of the reference in its layers, it gives the logits of the reference."""
    batches = [2 * torch.randn(n, 1, 8, 8, generator=rng) for n in (1, 3, 4)]
    model = _named(make())
    return {f"logits of {len(x)} pictures": model(x) for x in batches}


def ConvNet__learns_everywhere(make: Make, rng: torch.Generator) -> dict[str, object]:
    """The gradient of the cross-entropy reaches every parameter."""
    x, model = torch.randn(5, 1, 8, 8, generator=rng), _named(make())
    torch.autograd.backward(F.cross_entropy(model(x), torch.tensor([3, 1, 4, 1, 5])))
    return {f"gradient of `{n}`": p.grad for n, p in sorted(model.named_parameters())}


# ---------------------------------------------------------------- training_step


def _small_batch(rng: torch.Generator, n: int = 5, classes: int = 4) -> Batch:
    labels = torch.randint(classes, (n,), generator=rng)
    return torch.randn(n, 1, 2, 3, generator=rng), labels


def training_step__returns_the_loss(step: Step, rng: torch.Generator) -> dict[str, object]:
    """It returns the mean cross-entropy of the batch as a number, as it was before the step."""
    model = _classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    return {"loss": step(model, optimizer, *_small_batch(rng))}


def training_step__takes_one_step(step: Step, rng: torch.Generator) -> dict[str, object]:
    """After one step, gradients and parameters are those of the reference."""
    model = _classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    step(model, optimizer, *_small_batch(rng))
    gradients = {f"gradient of `{n}`": p.grad for n, p in model.named_parameters()}
    return gradients | _state(model)


def training_step__takes_a_second(step: Step, rng: torch.Generator) -> dict[str, object]:
    """The second step uses the gradient of its own batch, not what the first left behind."""
    model = _classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = [step(model, optimizer, *_small_batch(rng)) for _ in range(2)]
    gradients = {f"gradient of `{n}`": p.grad for n, p in model.named_parameters()}
    return {"losses": losses, **gradients, **_state(model)}


def training_step__uses_the_optimiser(step: Step, rng: torch.Generator) -> dict[str, object]:
    """Whatever optimiser is given takes the step: here Adam, and it holds one layer only."""
    model = _set(nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4)))
    last = list(model.children())[-1]
    optimizer = torch.optim.Adam(last.parameters(), lr=0.1)
    losses = [step(model, optimizer, *_small_batch(rng)) for _ in range(2)]
    return {"losses": losses, **_state(model)}


def training_step__is_in_training_mode(step: Step, rng: torch.Generator) -> dict[str, object]:
    """The model computes in training mode, even if it came in evaluation mode."""
    recorder = _Recorder()
    model = _set(nn.Sequential(nn.BatchNorm2d(1), recorder, nn.Flatten(), nn.Linear(6, 4)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.eval()
    step(model, optimizer, *_small_batch(rng))
    return {"training mode during the step": recorder.modes, **_state(model)}


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
    return value.item() if whole else value  # type: ignore[union-attr, attr-defined]


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
    _set(model)
    images = 1 + torch.randn(11, 1, 2, 3, generator=rng)
    with torch.no_grad():
        best = model.eval()(images).argmax(1)
    labels = torch.where(torch.arange(11) % 4 == 1, (best + 1) % 3, best)
    return model, images, labels


def evaluate__one_batch(evaluate: Evaluate, rng: torch.Generator) -> object:
    """It returns the mean cross-entropy and the share of right answers."""
    images, labels = _small_batch(rng, n=6)
    return evaluate(_classifier(6, 4), images, labels)


def evaluate__does_not_depend_on_the_batches(evaluate: Evaluate, rng: torch.Generator) -> object:
    """Eleven pictures by 1, 4 or 11 give the same two numbers: a small last batch weighs less."""
    images, labels = _small_batch(rng, n=11)
    return [evaluate(_classifier(6, 4), images, labels, size) for size in (1, 4, 11)]


def evaluate__in_evaluation_mode(evaluate: Evaluate, rng: torch.Generator) -> dict[str, object]:
    """Dropout is off, batch norm uses its running statistics, and they stay as they are."""
    model, images, labels = _measured(rng)
    model.train()
    return {"loss and accuracy": evaluate(model, images, labels, 4), **_state(model)}


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
    """Gradients are switched off while it computes, and on again afterwards."""
    recorder = _Recorder()
    model = _set(nn.Sequential(recorder, nn.Flatten(), nn.Linear(6, 4)))
    evaluate(model, *_small_batch(rng, n=7), 3)
    return {
        "gradients on during the forward pass": any(recorder.graphs),
        "gradients on afterwards": torch.is_grad_enabled(),
        "largest batch": max(recorder.sizes) > 3,
    }


# ---------------------------------------------------------------- train


def _task(rng: torch.Generator, n: int, recorder: nn.Module) -> tuple[nn.Module, Batch]:
    model = _set(nn.Sequential(nn.BatchNorm2d(1), recorder, nn.Flatten(), nn.Linear(6, 3)))
    return model, _small_batch(rng, n, classes=3)


def _history(history: Iterable[tuple[float, float]]) -> list[list[float]]:
    return [list(row) for row in history]


def train_model__one_epoch(train_model: Train, rng: torch.Generator) -> dict[str, object]:
    """One epoch gives one row: the mean of the steps' losses, the accuracy on the test data."""
    model, data = _task(rng, 7, nn.Identity())
    test = _small_batch(rng, 9, classes=3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    history = train_model(model, optimizer, data, test, 1, 3, _seeded(1))
    return {"history": _history(history), **_state(model)}


def train_model__several_epochs(train_model: Train, rng: torch.Generator) -> dict[str, object]:
    """Every epoch shuffles anew and goes on from the parameters of the one before."""
    model, data = _task(rng, 8, nn.Identity())
    test = _small_batch(rng, 13, classes=3)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.3)
    history = train_model(model, optimizer, data, test, 3, 3, _seeded(2))
    return {"history": _history(history), **_state(model)}


def train_model__no_epochs(train_model: Train, rng: torch.Generator) -> dict[str, object]:
    """No epochs give an empty history and an unchanged model."""
    model, data = _task(rng, 4, nn.Identity())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    history = train_model(model, optimizer, data, data, 0, 2, _seeded(3))
    return {"history": _history(history), **_state(model)}


def train_model__sees_test_data_in_evaluation_mode(
    train_model: Train, rng: torch.Generator
) -> dict[str, object]:
    """Training batches run in training mode, test pictures in evaluation mode, epoch by epoch."""
    recorder = _Recorder()
    model, data = _task(rng, 6, recorder)
    test = _small_batch(rng, 4, classes=3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    train_model(model, optimizer, data, test, 2, 3, _seeded(4))
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

_STEPS, _SAMPLES, _LOOK = 200, 64, 20


class _Run:
    """Follows a run: counts steps and samples, and keeps the best checkpoint within the budget.

    Args:
        name: put before the names of the reported numbers.
        steps: steps that count.
        validation: pictures on which checkpoints are compared.
        before: steps of earlier runs of the same check.
        total: steps of all runs of the check.
    """

    def __init__(
        self, name: str, steps: int, validation: Batch, before: int = 0, total: int = 0
    ) -> None:
        self.name, self.steps, self.validation = name, steps, validation
        self.before, self.total = before, total or steps
        self.reports = self.samples = 0
        self.best, self.model, self.checkpoint = -1.0, nn.Module(), {}

    def __call__(self, model: nn.Module, loss: float) -> None:
        """What a learner's code calls after each step."""
        if model is not self.model:  # the first report: count from here on
            self.model, self.samples = model, self.samples + _SAMPLES
            model.register_forward_hook(self.count)
        self.reports += 1
        if self.reports > self.steps or self.samples > self.steps * _SAMPLES:
            return  # beyond the budget
        numbers = {"loss": float(loss)}
        if self.reports % _LOOK == 0 or self.reports == self.steps:
            numbers["accuracy"] = accuracy = _accuracy(model, self.validation)
            if accuracy > self.best:
                self.best = accuracy
                self.checkpoint = {n: e.clone() for n, e in model.state_dict().items()}
        named = {f"{self.name}{key}": value for key, value in numbers.items()}
        report(self.before + self.reports, self.total, **named)

    def count(self, model: nn.Module, args: tuple[Tensor, ...], output: Tensor) -> None:
        """A forward pass in training mode uses up samples."""
        if model.training:
            self.samples += len(args[0])

    def measure(self, fresh: Batch) -> float:
        """Accuracy of the best checkpoint on pictures that nobody has used."""
        if not self.checkpoint:
            return 0.0
        self.model.load_state_dict(self.checkpoint)
        return _accuracy(self.model, fresh)


def _accuracy(model: nn.Module, data: Batch) -> float:
    """Share of right answers in evaluation mode; afterwards every module is in its own mode."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        right = model(data[0]).argmax(1) == data[1]
    for module, mode in modes:
        module.training = mode
    return right.float().mean().item()


def _digits(rng: torch.Generator, *sizes: int) -> list[Batch]:
    """Parts of the digits in random order, by mean and deviation of the first; the last is the rest."""
    images, labels = load_digits()
    order = torch.randperm(len(images), generator=rng)
    parts = order.split([*sizes, len(order) - sum(sizes)])
    mean, std = images[parts[0]].mean(), images[parts[0]].std()
    return [(((images - mean) / std)[p][:, None], labels[p]) for p in parts]


def train_digits__learns(train_digits: Callable[..., object], rng: torch.Generator) -> object:
    """Within 200 steps of 64 pictures, your `ConvNet` reads at least 94 % of fresh digits."""
    train, validation, fresh = _digits(rng, 1197, 200)
    run = _Run("", _STEPS, validation)
    train_digits(*train, _STEPS, run, rng)
    return {
        "accuracy": run.measure(fresh),
        "steps": float(_STEPS),
        "reports": float(run.reports),
        "samples": float(run.samples),
    }
