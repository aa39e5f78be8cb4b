"""What the checks of several sections use."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from arena.checks import report

Batch = tuple[Tensor, Tensor]

Make = Callable[..., nn.Module]


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def filled(model: nn.Module, seed: int = 0) -> nn.Module:
    """Give every entry of the state dict, in order, numbers that depend on its place and shape."""
    with torch.no_grad():
        for place, (name, entry) in enumerate(model.state_dict(keep_vars=True).items()):
            rng = seeded(1000 * seed + place)
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


def state(model: nn.Module) -> dict[str, Tensor]:
    return {f"`{name}` afterwards": entry.clone() for name, entry in model.state_dict().items()}


def classifier(features: int, classes: int, seed: int = 0) -> nn.Module:
    """A linear classifier of flattened pictures with numbers of our own."""
    return filled(nn.Sequential(nn.Flatten(), nn.Linear(features, classes)), seed)


class Recorder(nn.Module):
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


def small_batch(rng: torch.Generator, n: int = 5, classes: int = 4) -> Batch:
    labels = torch.randint(classes, (n,), generator=rng)
    return torch.randn(n, 1, 2, 3, generator=rng), labels


STEPS, SAMPLES = 200, 64


class Run:
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
            self.model, self.samples = model, self.samples + SAMPLES
            model.register_forward_hook(self.count)
        self.reports += 1
        if self.reports > self.steps or self.samples > self.steps * SAMPLES:
            return  # beyond the budget
        numbers = {"loss": float(loss)}
        if self.reports % self.look == 0 or self.reports == self.steps:
            numbers["accuracy"] = accuracy = accuracy_of(model, self.validation)
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
        return accuracy_of(self.model, fresh)


def accuracy_of(model: nn.Module, data: Batch) -> float:
    """Share of right answers in evaluation mode; afterwards every module is in its own mode."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        right = model(data[0]).argmax(1) == data[1]
    for module, mode in modes:
        module.training = mode
    return float(right.float().mean())
