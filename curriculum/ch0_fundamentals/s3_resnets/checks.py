"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads.
"""

import contextlib
import inspect
from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arena.checks import report

from .digits import load_digits
from .pretrained import pretrained_resnet

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
    return torch.arange(n)[:, None, None] + torch.arange(6).reshape(2, 3) / 10, 100 + torch.arange(
        n
    )


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
    """The first `n_test` of the permutation are for testing, the rest for training, in order."""
    return {"2 of 5 for testing": _dealt(split, 5, 2, 1), "3 of 11": _dealt(split, 11, 3, 2)}


def train_test_split__takes_all_or_none(split: Split, rng: torch.Generator) -> dict[str, object]:
    """Nothing for testing, everything, or a single picture in all: the parts keep their shapes."""
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
    generator = _seeded(9)
    found: dict[str, object] = {}
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
    loss: object = step(model, optimizer, *_small_batch(rng))
    kind = "a Tensor" if isinstance(loss, Tensor) else "a number"
    return {"loss": loss, "the loss is": kind}


def training_step__takes_one_step(step: Step, rng: torch.Generator) -> dict[str, object]:
    """After one step, the parameters are those of the reference."""
    # Gradients are not looked at: who clears them once more after the step is right as well.
    model = _classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    step(model, optimizer, *_small_batch(rng))
    return dict(_state(model))


def training_step__forgets_old_gradients(step: Step, rng: torch.Generator) -> dict[str, object]:
    """Gradients that were there before the first step have no part in it."""
    model = _classifier(6, 4)
    for param in model.parameters():
        param.grad = torch.randn(param.shape, generator=rng)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    step(model, optimizer, *_small_batch(rng))
    return dict(_state(model))


def training_step__takes_a_second(step: Step, rng: torch.Generator) -> dict[str, object]:
    """The second step uses the gradient of its own batch, not what the first left behind."""
    model = _classifier(6, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = [step(model, optimizer, *_small_batch(rng)) for _ in range(2)]
    return {"losses": losses, **_state(model)}


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
    """Gradients are switched off while it computes, and on again afterwards; no more than
    `batch_size` pictures go through at once.
    """
    recorder = _Recorder()
    model = _set(nn.Sequential(recorder, nn.Flatten(), nn.Linear(6, 4)))
    evaluate(model, *_small_batch(rng, n=7), 3)
    return {
        "gradients on during the forward pass": any(recorder.graphs),
        "gradients on afterwards": torch.is_grad_enabled(),
        "more than batch_size pictures at once": max(recorder.sizes) > 3,
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

_STEPS, _SAMPLES = 200, 64


class _Run:
    """Follows a run: counts steps and samples, and keeps the best checkpoint within the budget.

    Args:
        name: put before the names of the reported numbers.
        steps: steps that count.
        validation: pictures on which checkpoints are compared.
        before: steps of earlier runs of the same check.
        total: steps of all runs of the check.
        look: steps between two looks at the validation pictures.
    """

    def __init__(
        self,
        name: str,
        steps: int,
        validation: Batch,
        before: int = 0,
        total: int = 0,
        look: int = 20,
    ) -> None:
        self.name, self.steps, self.validation = name, steps, validation
        self.before, self.total, self.look = before, total or steps, look
        self.reports = self.samples = 0
        self.best, self.model = -1.0, nn.Module()
        self.checkpoint: dict[str, Tensor] = {}

    def __call__(self, model: nn.Module, loss: float) -> None:
        """What a learner's code calls after each step."""
        if model is not self.model:  # the first report: count from here on
            self.model, self.samples = model, self.samples + _SAMPLES
            model.register_forward_hook(self.count)
        self.reports += 1
        if self.reports > self.steps or self.samples > self.steps * _SAMPLES:
            return  # beyond the budget
        numbers = {"loss": float(loss)}
        if self.reports % self.look == 0 or self.reports == self.steps:
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
    return float(right.float().mean())


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
    run = _Run("", _STEPS, validation)
    train_digits(*train, _STEPS, run, rng)
    return {
        "accuracy": run.measure(fresh),
        "steps": float(_STEPS),
        "reports": float(run.reports),
        "samples": float(run.samples),
    }


# ---------------------------------------------------------------- Sequential


class _Affine(nn.Module):
    """x → a·x + b: two of them do not commute."""

    def __init__(self, a: float, b: float) -> None:
        super().__init__()
        self.a, self.b = nn.Parameter(torch.tensor(a)), b

    def forward(self, x: Tensor) -> Tensor:
        """Scale and shift."""
        return self.a * x + self.b


def _chain(make: Make) -> nn.Module:
    return make(_Affine(2.0, 1.0), _Affine(-3.0, 0.5), _Affine(0.5, 4.0))


def Sequential__runs_in_order(make: Make, rng: torch.Generator) -> dict[str, object]:
    """The modules run one after another, in the order in which they were given."""
    x = torch.randn(2, 3, generator=rng)
    return {
        "one module": make(_Affine(2.0, 1.0))(x),
        "three modules": _chain(make)(x),
        "no module": make()(x),
    }


def Sequential__registers_its_modules(make: Make, rng: torch.Generator) -> dict[str, object]:
    """Their parameters are its own, under the names `0.…`, `1.…`, and modes reach them."""
    model = make(nn.Linear(2, 3), nn.ReLU(), nn.BatchNorm2d(4))
    model.eval()
    return {
        "names of the parameters": [name for name, _ in model.named_parameters()],
        "names in the state dict": list(model.state_dict()),
        "modes after eval()": [m.training for m in model.modules()],
    }


def Sequential__can_be_indexed(make: Make, rng: torch.Generator) -> dict[str, object]:
    """`model[i]` is the module at a place; negative numbers count from the end."""
    model = _chain(make)
    found = {f"shift of model[{i}]": model[i].b for i in (0, 2, -1, -3)}  # type: ignore[index]
    outside: dict[str, object] = {}
    for i in (3, -4):
        try:
            outside[f"model[{i}]"] = model[i].b  # type: ignore[index]
        except (IndexError, KeyError):
            outside[f"model[{i}]"] = "raises"
    return found | outside


def Sequential__can_be_changed(make: Make, rng: torch.Generator) -> dict[str, object]:
    """`model[i] = module` puts another module in that place and keeps all the others."""
    x = torch.randn(2, 3, generator=rng)
    found: dict[str, object] = {}
    for i in (0, -1):
        model = _chain(make)
        model[i] = _Affine(7.0, -1.0)  # type: ignore[operator]
        found[f"after model[{i}] = …"] = model(x)
        found[f"number of modules after model[{i}] = …"] = len(list(model.children()))
        found[f"parameters after model[{i}] = …"] = [p.item() for p in model.parameters()]
    return found


# ---------------------------------------------------------------- BatchNorm2d


def _spread(rng: torch.Generator, *shape: int) -> Tensor:
    """Numbers whose channels differ in mean and deviation."""
    c = shape[1]
    mean, std = torch.arange(c) - 1.0, torch.arange(c) * 0.7 + 0.4
    return torch.randn(*shape, generator=rng) * std[:, None, None] + mean[:, None, None]


def _buffers(norm: nn.Module) -> dict[str, object]:
    return {f"`{n}`": b.clone() for n, b in sorted(norm.named_buffers())}


def BatchNorm2d__has_its_state(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """Two parameters and three buffers, as in torch: ones, zeros, and a counter at zero."""
    layer = norm(3)
    return {
        "parameters": {n: p.detach() for n, p in sorted(layer.named_parameters())},
        "buffers": _buffers(layer),
        "in the state dict": sorted(layer.state_dict()),
    }


def BatchNorm2d__normalises_a_batch(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """In training mode each channel gets mean 0 and variance 1, over batch, height and width."""
    return {
        "2 pictures of 1 × 1": norm(1)(torch.tensor([1.0, 4.0])[:, None, None, None]),
        "4 pictures": norm(3)(_spread(rng, 4, 3, 2, 5)),
        "1 picture": norm(2)(_spread(rng, 1, 2, 3, 4)),
    }


def BatchNorm2d__scales_and_shifts(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """`weight` scales and `bias` shifts each channel afterwards, and gradients reach both."""
    layer, x = _set(norm(3), 1), _spread(rng, 2, 3, 4, 2).requires_grad_()
    pull = torch.randn(2, 3, 4, 2, generator=rng)
    out = layer(x)
    torch.autograd.backward((out * pull).sum())
    gradients = {f"gradient of `{n}`": p.grad for n, p in sorted(layer.named_parameters())}
    return {"output": out, **gradients, "gradient of the input": x.grad}


def BatchNorm2d__keeps_running_statistics(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """Each training batch moves the running mean and (unbiased) variance by `momentum`."""
    found: dict[str, object] = {}
    for momentum in (0.1, 0.7):
        layer = norm(3, momentum=momentum)
        for batch in range(2):
            layer(_spread(rng, 2, 3, 1, 3))
            found[f"after batch {batch + 1}, momentum {momentum}"] = _buffers(layer)
    return found


def BatchNorm2d__uses_them_in_evaluation(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """In evaluation mode the running statistics normalise, and stay as they are."""
    layer = _set(norm(3), 2).eval()
    x = _spread(rng, 3, 3, 2, 4)
    alone = _spread(rng, 1, 3, 1, 2)
    return {"3 pictures": layer(x), "1 picture of 1 × 2": layer(alone), "buffers": _buffers(layer)}


def BatchNorm2d__survives_constant_channels(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """`eps` is added to the variance before the root: a constant channel gives zeros, not NaN."""
    x = 0.01 * torch.randn(3, 2, 2, 2, generator=rng)
    return {
        "all zero": norm(2)(torch.zeros(2, 2, 3, 1)),
        "nearly constant": norm(2)(x),
        "eps = 0.5": norm(2, eps=0.5)(100 * x),
    }


def BatchNorm2d__keeps_no_graph(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """Running statistics are numbers without a history: they need no gradient, step after step."""
    layer, x = norm(2), _spread(rng, 2, 2, 2, 2).requires_grad_()
    for _ in range(2):
        torch.autograd.backward(layer(x).square().sum())
    return {f"`{n}` needs a gradient": b.requires_grad for n, b in sorted(layer.named_buffers())}


# ---------------------------------------------------------------- AveragePool


def AveragePool__averages_each_channel(pool: Make, rng: torch.Generator) -> dict[str, object]:
    """Each channel becomes its mean over height and width, whatever the size."""
    shapes = [(1, 1, 1, 1), (2, 3, 4, 5), (3, 2, 1, 6)]
    return {str(s): pool()(torch.randn(*s, generator=rng)) for s in shapes}


def AveragePool__keeps_batch_and_channels(pool: Make, rng: torch.Generator) -> dict[str, object]:
    """Neither batch nor channels are averaged, even where they are one, or none."""
    return {
        "one picture": pool()(torch.randn(1, 4, 2, 3, generator=rng)),
        "one channel": pool()(torch.randn(5, 1, 3, 2, generator=rng)),
        "no picture": pool()(torch.zeros(0, 3, 2, 2)),
    }


def AveragePool__has_no_state(pool: Make, rng: torch.Generator) -> dict[str, object]:
    """It has no parameters and passes gradients back evenly."""
    x = torch.randn(2, 2, 2, 3, generator=rng).requires_grad_()
    torch.autograd.backward(pool()(x).square().sum())
    return {"entries of the state dict": list(pool().state_dict()), "gradient": x.grad}


# ---------------------------------------------------------------- residual networks


def _shapes(model: nn.Module) -> list[str]:
    """Entries of a state dict in order, by the last part of the name: `weight (3, 2, 1, 1)`."""
    entries = model.state_dict().items()
    return [f"{name.split('.')[-1]} {tuple(e.shape)}" for name, e in entries]


def _run_through(model: nn.Module, x: Tensor, what: str) -> dict[str, object]:
    """Outputs in both modes, and the running statistics that training leaves."""
    _set(model)
    evaluated = model.eval()(x)
    trained = model.train()(x)
    statistics = [
        e for n, e in model.state_dict().items() if n.split(".")[-1][:4] in ("runn", "num_")
    ]
    return {
        f"output of {what} in evaluation mode": evaluated,
        f"output of {what} in training mode": trained,
        f"running statistics of {what}, in order": statistics,
    }


def ResidualBlock__has_its_layers(block: Make, rng: torch.Generator) -> dict[str, object]:
    """The left branch's convolutions and batch norms, then the right one's, if it has any."""
    cases = [(3, 3, 1), (2, 5, 2), (4, 4, 2)]
    return {f"entries of ResidualBlock{c}, in order": _shapes(block(*c)) for c in cases}


def ResidualBlock__has_a_shortcut_for_channels(
    block: Make, rng: torch.Generator
) -> dict[str, object]:
    """The right branch has layers if the channels differ, also with stride 1."""
    return {"entries of ResidualBlock(3, 2, 1), in order": _shapes(block(3, 2, 1))}


def ResidualBlock__keeps_the_shape(block: Make, rng: torch.Generator) -> dict[str, object]:
    """With stride 1 and equal channels, the input itself is added before the last ReLU."""
    x = torch.randn(2, 3, 4, 5, generator=rng)
    return _run_through(block(3, 3), x, "ResidualBlock(3, 3)")


def ResidualBlock__halves_the_picture(block: Make, rng: torch.Generator) -> dict[str, object]:
    """With stride 2 both branches halve height and width, rounded up, and change the channels."""
    x, y = torch.randn(2, 2, 6, 5, generator=rng), torch.randn(3, 4, 3, 2, generator=rng)
    wider = _run_through(block(2, 5, 2), x, "ResidualBlock(2, 5, 2)")
    return wider | _run_through(block(4, 4, 2), y, "ResidualBlock(4, 4, 2)")


def ResidualBlock__changes_channels_only(block: Make, rng: torch.Generator) -> dict[str, object]:
    """With stride 1 and other channels, the right branch changes the channels only."""
    x = torch.randn(2, 3, 3, 4, generator=rng)
    return _run_through(block(3, 2), x, "ResidualBlock(3, 2)")


def ResidualBlock__passes_gradients_back(block: Make, rng: torch.Generator) -> dict[str, object]:
    """Gradients reach the input through both branches, and every parameter."""
    model, x = _set(block(2, 3, 2)), torch.randn(3, 2, 4, 4, generator=rng).requires_grad_()
    torch.autograd.backward(model(x).square().sum())
    return {
        "gradients of the parameters, in order": [p.grad for p in model.parameters()],
        "gradient of the input": x.grad,
    }


def BlockGroup__has_its_blocks(group: Make, rng: torch.Generator) -> dict[str, object]:
    """`n_blocks` blocks; only the first takes `in_feats` channels and has the stride."""
    cases = [(1, 2, 3, 2), (3, 2, 4, 2), (2, 3, 3, 1)]
    return {f"entries of BlockGroup{c}, in order": _shapes(group(*c)) for c in cases}


def BlockGroup__runs_one_block(group: Make, rng: torch.Generator) -> dict[str, object]:
    """A group of one block is that block."""
    x = torch.randn(2, 2, 5, 4, generator=rng)
    return _run_through(group(1, 2, 3, 2), x, "BlockGroup(1, 2, 3, 2)")


def BlockGroup__runs_all_blocks(group: Make, rng: torch.Generator) -> dict[str, object]:
    """All blocks run in order, and the picture is halved once at most."""
    x, y = torch.randn(2, 2, 7, 6, generator=rng), torch.randn(2, 3, 4, 5, generator=rng)
    halved = _run_through(group(3, 2, 4, 2), x, "BlockGroup(3, 2, 4, 2)")
    return halved | _run_through(group(2, 3, 3), y, "BlockGroup(2, 3, 3)")


_TINY = ([1, 2, 1, 1], [6, 8, 10, 12], [1, 2, 2, 2], 7)


def ResNet34__is_resnet_34(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """By default it has the 218 entries and 21,797,672 parameters of ResNet-34, in their order."""
    with torch.device("meta"):  # shapes without numbers
        model = resnet()
    return {
        "entries of the state dict, in order": _shapes(model),
        "numbers in all parameters": sum(p.numel() for p in model.parameters()),
    }


def ResNet34__takes_other_sizes(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """Blocks, channels, strides and classes are those it is given, with three groups or four."""
    three = ([2, 1, 1], [5, 5, 3], [2, 1, 2], 4)
    return {
        f"entries of ResNet34{sizes}, in order": _shapes(resnet(*sizes)) for sizes in (_TINY, three)
    }


def ResNet34__gives_logits(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """With the numbers of a reference network it gives its logits, in either mode."""
    x = torch.randn(3, 3, 32, 32, generator=rng)
    return _run_through(resnet(*_TINY), x, f"ResNet34{_TINY}")


def ResNet34__takes_other_pictures(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """Height and width may differ and be odd; strides may be others."""
    x = torch.randn(2, 3, 41, 30, generator=rng)
    sizes = ([1, 1], [4, 6], [2, 1], 3)
    return _run_through(resnet(*sizes), x, f"ResNet34{sizes}")


# ---------------------------------------------------------------- copy_weights

Copy = Callable[[nn.Module, nn.Module], nn.Module]


class _Other(nn.Module):
    """The layers of `_ours` under other names."""

    def __init__(self, outs: int = 2) -> None:
        super().__init__()
        self.zeta, self.alpha = nn.Conv2d(1, 3, 2), nn.BatchNorm2d(3)
        self.middle = nn.Linear(3, outs)


def _ours() -> nn.Module:
    return _set(nn.Sequential(nn.Conv2d(1, 3, 2), nn.BatchNorm2d(3), nn.Linear(3, 2)), 1)


class _Twins(nn.Module):
    """Two layers of one shape, whose names are not in the order of the alphabet."""

    def __init__(self) -> None:
        super().__init__()
        self.zeta, self.alpha = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)


def copy_weights__goes_by_order(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Of two layers of one shape, the first gets the numbers of the reference's first."""
    mine = _set(nn.Sequential(*_Twins().children()), 1)
    copy(mine, _set(_Twins(), 2))
    return {"your state dict, in order": list(mine.state_dict().values())}


def copy_weights__copies_by_place(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Entry k of the reference's state dict becomes entry k of yours, whatever their names."""
    mine, theirs = _ours(), _set(_Other(), 2)
    theirs.state_dict()["alpha.num_batches_tracked"] += 5
    returned = copy(mine, theirs)
    return {
        "it returns your network": returned is mine,
        "your state dict, in order": list(mine.state_dict().values()),
    }


def copy_weights__leaves_the_reference(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """The reference stays as it is, and what happens to it later does not reach your network."""
    mine, theirs = _ours(), _set(_Other(), 2)
    copy(mine, theirs)
    kept = [e.clone() for e in theirs.state_dict().values()]
    with torch.no_grad():
        for entry in theirs.state_dict().values():
            entry += 1
    return {
        "the reference afterwards": kept,
        "your state dict after the reference changed": list(mine.state_dict().values()),
    }


def copy_weights__keeps_your_parameters(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Your parameters stay the same objects, ready for an optimiser that holds them already."""
    mine, theirs = _ours(), _set(_Other(), 2)
    before = list(mine.parameters())
    copy(mine, theirs)
    after = list(mine.parameters())
    return {
        "the same parameters": [a is b for a, b in zip(before, after, strict=True)],
        "they need gradients": [p.requires_grad for p in after],
    }


def copy_weights__refuses_what_does_not_fit(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Too many entries, too few, or another shape raise an error."""
    longer, shorter = nn.Sequential(*_Other().children(), nn.Linear(2, 1)), nn.Conv2d(1, 3, 2)
    cases = {"one layer more": longer, "two layers less": shorter, "another shape": _Other(1)}
    answers: dict[str, object] = {}
    for name, theirs in cases.items():
        try:
            inspect.unwrap(copy)(_ours(), theirs)
            answers[name] = "accepted"
        except Exception:  # which error is free
            answers[name] = "refused"
    return answers


# ---------------------------------------------------------------- prepare_data

Prepare = Callable[[Sequence[Tensor]], Tensor]


def _picture(rng: torch.Generator, height: int, width: int) -> Tensor:
    return torch.randint(17, (height, width), generator=rng)


def prepare_data__one_picture(prepare: Prepare, rng: torch.Generator) -> dict[str, object]:
    """A white picture, a black one, and one of four pixels become three channels of 32 × 32."""
    four = torch.tensor([[0, 16], [8, 4]])
    return {
        "paper": prepare([torch.zeros(8, 8, dtype=torch.int64)]),
        "ink": prepare([torch.full((8, 8), 16)]),
        "four pixels": prepare([four]),
    }


def prepare_data__makes_a_batch(prepare: Prepare, rng: torch.Generator) -> Tensor:
    """Pictures of any sizes become one batch, each where it was in the list."""
    return prepare([_picture(rng, *size) for size in ((8, 8), (4, 16), (32, 8), (64, 32))])


def prepare_data__takes_floats(prepare: Prepare, rng: torch.Generator) -> Tensor:
    """Whole numbers that are stored as float32 or uint8 give the same."""
    x = _picture(rng, 8, 16)
    return prepare([x.float(), x.to(torch.uint8)])


# ---------------------------------------------------------------- find_nan_layer

FindNan = Callable[[nn.Module, Tensor], str | None]


class _Divide(nn.Module):
    """x / x: a NaN where x is 0."""

    def forward(self, x: Tensor) -> Tensor:
        """NaN at zeros."""
        return x / x


class _Log(nn.Module):
    """A NaN where x is negative, made after its child has finished."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """NaN below zero."""
        out: Tensor = self.first(x).log()
        return out


class _BareLog(nn.Module):
    """A NaN where x is negative, minus infinity where it is 0."""

    def forward(self, x: Tensor) -> Tensor:
        """The logarithm."""
        return x.log()


class _Branches(nn.Module):
    """Two branches that both give NaN; the one that is defined last runs first."""

    def __init__(self) -> None:
        super().__init__()
        self.late, self.early = nn.Sequential(nn.ReLU(), _Divide()), _BareLog()

    def forward(self, x: Tensor) -> Tensor:
        """`early` runs first."""
        out: Tensor = self.early(x)
        other: Tensor = self.late(x)
        return out + other


class _Add(nn.Module):
    """A module of two inputs."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """The sum."""
        return x + y


class _Meet(nn.Module):
    """Hands a tensor of its own to a child, beside the input."""

    def __init__(self, other: Tensor) -> None:
        super().__init__()
        self.add, self.other = _Add(), other

    def forward(self, x: Tensor) -> Tensor:
        """Input and tensor, added by the child."""
        out: Tensor = self.add(x, self.other)
        return out


def _hooks(model: nn.Module) -> int:
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    return sum(len(getattr(m, kind)) for m in model.modules() for kind in kinds)


def find_nan_layer__finds_the_first(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """It names the module whose output is the first to hold a NaN; later ones pass it on."""
    plain = nn.Sequential(nn.ReLU(), _Divide(), nn.Linear(3, 2), _Divide())
    nested = nn.Sequential(nn.Identity(), nn.Sequential(nn.ReLU(), _Divide()), nn.ReLU())
    x = -torch.rand(2, 3, generator=rng)
    return {
        "a NaN in `1`": find(plain, x),
        "a NaN in `1.1`": find(nested, x),
        "defined in another order": find(_Branches(), x),
        "one NaN among numbers": find(plain, torch.tensor([[-1.0, 2.0, 3.0], [1.0, 1.0, 4.0]])),
    }


def find_nan_layer__finds_none(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """Without a NaN the answer is None; so it is for one that came in with the input. Infinity is
    no NaN.
    """
    x = 1 + torch.rand(2, 3, generator=rng)
    return {
        "nothing wrong": find(nn.Sequential(nn.Linear(3, 2), nn.ReLU()), x),
        "NaN in the input": find(nn.Sequential(nn.ReLU(), nn.Tanh()), x * torch.nan),
        "a NaN that a container brings in": find(
            nn.Sequential(nn.Identity(), _Meet(x * torch.nan)), x
        ),
        "some NaN in the input": find(nn.Sequential(nn.Tanh()), torch.tensor([[1.0, torch.nan]])),
        "infinite": find(nn.Sequential(nn.ReLU(), nn.Identity()), x * torch.inf),
        "infinity born in `0`": find(nn.Sequential(_BareLog(), nn.ReLU()), torch.zeros(2, 3)),
    }


def find_nan_layer__names_containers(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """A module that computes between its children is named itself; the whole model is ``''``."""
    x = -1 - torch.rand(2, 3, generator=rng)
    return {
        "inside `1`": find(nn.Sequential(nn.Identity(), _Log(), nn.ReLU()), x),
        "the model itself": find(_Log(), x),
    }


def find_nan_layer__removes_its_hooks(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """Afterwards the model has the hooks that it had before, also if its forward raised."""
    x = torch.zeros(2, 3)
    model = nn.Sequential(nn.ReLU(), _Divide())
    model[0].register_forward_hook(lambda module, inputs, output: None)
    find(model, x)
    after = _hooks(model)
    broken = nn.Sequential(nn.ReLU(), nn.Linear(5, 2))
    with contextlib.suppress(RuntimeError):
        inspect.unwrap(find)(broken, x)
    return {"hooks of a model that had one": after, "hooks after an error": _hooks(broken)}


# ---------------------------------------------------------------- freeze

Freeze = Callable[[nn.Module], nn.Module]


def _nested() -> nn.Module:
    inner = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
    return _set(nn.Sequential(nn.Conv2d(1, 2, 2), nn.BatchNorm2d(2), nn.Flatten(), inner))


def freeze__reaches_every_parameter(freeze: Freeze, rng: torch.Generator) -> dict[str, object]:
    """No weight and no bias at any depth needs a gradient afterwards, and the model is returned."""
    model = _nested()
    model.register_parameter("scale", nn.Parameter(torch.tensor(1.0)))
    returned = freeze(model)
    needs = {f"`{n}` needs a gradient": p.requires_grad for n, p in model.named_parameters()}
    return {"it returns the model": returned is model, **needs}


def freeze__changes_nothing_else(freeze: Freeze, rng: torch.Generator) -> dict[str, object]:
    """Numbers, modes and the list of parameters stay as they are."""
    model = _nested().train()
    model[1].eval()  # type: ignore[index]
    freeze(model)
    return {"modes": [m.training for m in model.modules()], **_state(model)}


def freeze__lets_gradients_through(freeze: Freeze, rng: torch.Generator) -> dict[str, object]:
    """Gradients still pass through to the input and to layers that are added later."""
    body, head = _set(nn.Linear(3, 4)), _set(nn.Linear(4, 2), 1)
    freeze(body)
    x = torch.randn(2, 3, generator=rng).requires_grad_()
    torch.autograd.backward(head(body(x)).square().sum())
    grads = {f"gradient of the new layer's `{n}`": p.grad for n, p in head.named_parameters()}
    return {"gradient of the input": x.grad, **grads}


# ---------------------------------------------------------------- get_resnet_for_feature_extraction

Extractor = Callable[[int], nn.Module]


def _body_and_head(model: nn.Module) -> tuple[list[Tensor], list[Tensor]]:
    """Entries of the state dict but the last two, and those."""
    entries = list(model.state_dict().values())
    return entries[:-2], entries[-2:]


def get_resnet_for_feature_extraction__trains_the_head_only(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """Only the new head's weight and bias need gradients, and it has a row for each class."""
    found: dict[str, object] = {}
    for n in (3, 5):
        parameters = list(make(n).parameters())
        found[f"parameters, {n} classes"] = len(parameters)
        found[f"shapes of the trainable ones, {n} classes"] = [
            str(tuple(p.shape)) for p in parameters if p.requires_grad
        ]
        found[f"the last two are trainable, {n} classes"] = [
            p.requires_grad for p in parameters[-2:]
        ]
    return found


def get_resnet_for_feature_extraction__keeps_the_body(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """All other numbers, running statistics among them, are those of the pretrained network."""
    return {"entries but the last two, in order": _body_and_head(make(4))[0]}


def get_resnet_for_feature_extraction__has_a_fresh_head(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """The head's numbers are new: not the pretrained ones, not zero, and others each time."""
    first, second = _body_and_head(make(5))[1], _body_and_head(make(5))[1]
    old = _body_and_head(pretrained_resnet())[1]
    return {
        "weights different from zero": bool((first[0] != 0).any()),
        "weights of two heads differ": bool((first[0] != second[0]).any()),
        "weights differ from the old head's": bool((first[0][:5] != old[0][:5]).any()),
        "largest weight is below 0.5": bool(first[0].abs().max() < 0.5),
    }


def get_resnet_for_feature_extraction__gives_logits(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """With numbers of ours in the head, its logits are those of the reference."""
    model, x = make(3), torch.randn(2, 3, 32, 32, generator=rng)
    weight, bias = list(model.parameters())[-2:]
    with torch.no_grad():
        weight.copy_(torch.randn(weight.shape, generator=rng))
        bias.copy_(torch.randn(bias.shape, generator=rng))
    return {"logits": model.eval()(x)}


# ---------------------------------------------------------------- finetune

_FEW, _DRAWS, _FEW_STEPS = 3, 3, 6


def _prepared(images: Tensor) -> Tensor:
    """As `prepare_data` makes them, for pictures of 8 × 8."""
    big = F.interpolate(images[:, None] / 16, size=(32, 32)).expand(-1, 3, -1, -1)
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    return (big - mean[:, None, None]) / std[:, None, None]


def finetune__transfers(finetune: Callable[..., object], rng: torch.Generator) -> object:
    """From 3 pictures a class and 6 steps, the frozen network with a new head reads at least 66 %
    of fresh digits from 5 to 9, more than the same network from scratch, which reads 33 % (means
    of 3 draws).
    """
    images, labels = load_digits()
    new = labels >= 5
    x, y = _prepared(images[new]), labels[new] - 5
    runs: dict[bool, list[_Run]] = {True: [], False: []}
    found: dict[bool, list[float]] = {True: [], False: []}
    for draw in range(_DRAWS):
        order = torch.randperm(len(x), generator=rng)
        few = torch.cat([order[y[order] == c][:_FEW] for c in range(5)])
        rest = order[~torch.isin(order, few)]
        validation, fresh = (x[rest[:100]], y[rest[:100]]), (x[rest[100:]], y[rest[100:]])
        for pretrained, name in ((True, "pretrained "), (False, "scratch ")):
            before = (2 * draw + (not pretrained)) * _FEW_STEPS
            run = _Run(name, _FEW_STEPS, validation, before, 2 * _DRAWS * _FEW_STEPS, look=2)
            finetune(pretrained, x[few], y[few], _FEW_STEPS, run, rng)
            runs[pretrained].append(run)
            found[pretrained].append(run.measure(fresh))
    return {
        "accuracy": sum(found[True]) / _DRAWS,
        "accuracy from scratch": sum(found[False]) / _DRAWS,
        "steps": float(_FEW_STEPS),
        "reports": float(min(run.reports for pair in runs.values() for run in pair)),
        "trained numbers, pretrained": float(_trainable(runs[True][0].model)),
        "trained numbers, scratch": float(_trainable(runs[False][0].model)),
    }


def _trainable(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
