"""Where the expected answers come from: slow, plain, independent of the solutions, and out of the
submission's sight.

Layers are written with the functions of `torch.nn.functional` over the numbers of a state dict,
training steps with `torch.func`; where a class of `torch.nn` is the definition, it is the oracle.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .pretrained import pretrained_resnet

Batch = tuple[Tensor, Tensor]


def train_test_split(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """One picture after another goes to one of two piles."""
    order = torch.randperm(images.shape[0], generator=generator).tolist()
    piles: list[list[int]] = [[], []]
    for place, index in enumerate(order):
        piles[place < n_test].append(index)
    train, test = (torch.tensor(pile, dtype=torch.int64) for pile in piles)
    return (images[train], labels[train]), (images[test], labels[test])


def standardise(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation added up pixel by pixel."""
    pixels = train.flatten().tolist()
    mean = math.fsum(pixels) / len(pixels)
    std = math.sqrt(math.fsum((p - mean) ** 2 for p in pixels) / len(pixels))
    return ((train - mean) / std).unsqueeze(1), ((test - mean) / std).unsqueeze(1)


def minibatches(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> list[Batch]:
    """Indices collected one by one until a batch is full."""
    order = list(range(len(images)))
    if generator is not None:
        order = torch.randperm(len(images), generator=generator).tolist()
    batches, waiting = [], []
    for place, index in enumerate(order, start=1):
        waiting.append(index)
        if len(waiting) == batch_size or place == len(order):
            rows = torch.tensor(waiting)
            batches.append((images[rows], labels[rows]))
            waiting = []
    return batches


class ConvNet(nn.Module):
    """The layers as a list of functions over the state dict."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 16, 3), nn.Conv2d(16, 32, 3)
        self.fc1, self.fc2 = nn.Linear(128, 64), nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Windows unfolded, multiplied and maximised."""
        for conv in (self.conv1, self.conv2):
            columns = F.unfold(x, 3, padding=1)  # (b, c·9, h·w)
            x = conv.weight.flatten(1) @ columns + conv.bias[:, None]  # type: ignore[index]
            side = math.isqrt(x.shape[-1])
            x = x.clamp(min=0).reshape(*x.shape[:2], side // 2, 2, side // 2, 2).amax((3, 5))
        hidden = (x.reshape(len(x), 128) @ self.fc1.weight.T + self.fc1.bias).clamp(min=0)
        return hidden @ self.fc2.weight.T + self.fc2.bias


def _cross_entropies(logits: Tensor, labels: Tensor) -> Tensor:
    return logits.logsumexp(1) - logits.gather(1, labels[:, None])[:, 0]


def training_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """Gradients by `torch.autograd.grad`, put in place one by one."""
    for module in model.modules():
        module.training = True
    loss = _cross_entropies(model(images), labels).mean()
    parameters = [p for p in model.parameters() if p.requires_grad]
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    optimizer.step()
    return float(loss.detach())


def count_correct(logits: Tensor, labels: Tensor) -> int:
    """One row after another, with Python's max."""
    rows = [row.index(max(row)) for row in logits.tolist()]
    return sum(guess == label for guess, label in zip(rows, labels.tolist(), strict=True))


def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """One picture after another."""
    mode = model.training
    model.eval()
    losses, right = [], []
    with torch.inference_mode():
        for i in range(len(images)):
            logits = model(images[i : i + 1])
            losses.append(_cross_entropies(logits, labels[i : i + 1]).item())
            right.append(logits[0].tolist().index(logits.max().item()) == labels[i].item())
    model.train(mode)
    return sum(losses) / len(losses), sum(right) / len(right)


def train_model(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """The oracle's own pieces, put together."""
    history: list[tuple[float, float]] = []
    while len(history) < epochs:
        total, count = 0.0, 0
        for images, labels in minibatches(*train_data, batch_size, generator):
            total += training_step(model, optimizer, images, labels)
            count += 1
        history.append((total / count, evaluate(model, *test_data)[1]))
    return history


def confusion_matrix(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """One picture after another adds one to its cell."""
    counts = [[0] * n_classes for _ in range(n_classes)]
    for guess, label in zip(predictions.tolist(), labels.tolist(), strict=True):
        counts[label][guess] += 1
    return torch.tensor(counts, dtype=torch.int64)


def train_digits__learns(observed: dict[str, float], expected: object) -> str | None:
    """Enough of the fresh digits are read rightly."""
    if observed["reports"] < observed["steps"]:
        return (
            f"`report` was called {observed['reports']:.0f} times in {observed['steps']:.0f} steps"
        )
    if observed["accuracy"] < TRAIN_DIGITS_ACCURACY:
        return (
            f"the best checkpoint reads {observed['accuracy']:.1%} of fresh digits, "
            f"and {TRAIN_DIGITS_ACCURACY:.0%} are asked"
        )
    return None


TRAIN_DIGITS_ACCURACY = 0.92


class Sequential(nn.Sequential):
    """torch's own."""


class BatchNorm2d(nn.BatchNorm2d):
    """torch's own."""

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__(num_features, eps, momentum)


class AveragePool(nn.Module):
    """Numbers added up one place after another."""

    def forward(self, x: Tensor) -> Tensor:
        """One row and column at a time."""
        _, _, h, w = x.shape
        total = sum(x[:, :, i, j] for i in range(h) for j in range(w))
        assert isinstance(total, Tensor)
        return total / (h * w)


class _Flat(nn.Module):
    """A residual network as functions over a flat row of numbers, in order of making.

    Nothing here knows of blocks as modules: `unit` takes the next convolution and batch norm.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows = nn.ModuleList()

    def need(self, ins: int, outs: int, size: int) -> None:
        """Make the numbers of one convolution and its batch norm."""
        self.rows.append(nn.Conv2d(ins, outs, size, bias=False))
        self.rows.append(nn.BatchNorm2d(outs))

    def need_block(self, ins: int, outs: int, stride: int) -> None:
        """Make the numbers of one residual block."""
        self.need(ins, outs, 3)
        self.need(outs, outs, 3)
        if (ins, stride) != (outs, 1):
            self.need(ins, outs, 1)

    def unit(self, x: Tensor, place: int, stride: int) -> Tensor:
        """Convolution and batch norm with the numbers at a place."""
        weight = self.rows[place].weight
        norm = self.rows[place + 1]
        assert isinstance(weight, Tensor)
        assert isinstance(norm, nn.BatchNorm2d)
        mean, var, tracked = norm.running_mean, norm.running_var, norm.num_batches_tracked
        if self.training and tracked is not None:
            tracked += 1
        x = F.conv2d(x, weight, stride=stride, padding=weight.shape[-1] // 2)
        return F.batch_norm(x, mean, var, norm.weight, norm.bias, self.training, 0.1, 1e-5)

    def block(self, x: Tensor, place: int, stride: int, changes: bool) -> tuple[Tensor, int]:
        """One residual block, and the place of the next."""
        inner = self.unit(self.unit(x, place, stride).clamp(min=0), place + 2, 1)
        if not changes:
            return (inner + x).clamp(min=0), place + 4
        return (inner + self.unit(x, place + 4, stride)).clamp(min=0), place + 6


class ResidualBlock(_Flat):
    """One block of the flat network."""

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__()
        self.plan = first_stride, (in_feats, first_stride) != (out_feats, 1)
        self.need_block(in_feats, out_feats, first_stride)

    def forward(self, x: Tensor) -> Tensor:
        """From place 0."""
        return self.block(x, 0, *self.plan)[0]


class BlockGroup(_Flat):
    """Several blocks of the flat network."""

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__()
        self.plans: list[tuple[int, bool]] = []
        self.need_group(n_blocks, in_feats, out_feats, first_stride)

    def need_group(self, n_blocks: int, ins: int, outs: int, stride: int) -> None:
        """Make the numbers of one group."""
        for _ in range(n_blocks):
            self.need_block(ins, outs, stride)
            self.plans.append((stride, (ins, stride) != (outs, 1)))
            ins, stride = outs, 1

    def blocks(self, x: Tensor, place: int) -> Tensor:
        """All blocks from a place on."""
        for stride, changes in self.plans:
            x, place = self.block(x, place, stride, changes)
        return x

    def forward(self, x: Tensor) -> Tensor:
        """From place 0."""
        return self.blocks(x, 0)


class ResNet34(BlockGroup):
    """The whole flat network; `recipes/match_transformers.py` compares it with transformers'."""

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        _Flat.__init__(self)
        self.plans = []
        self.need(3, 64, 7)
        ins = 64
        for n_blocks, outs, stride in zip(
            n_blocks_per_group, out_features_per_group, first_strides_per_group, strict=True
        ):
            self.need_group(n_blocks, ins, outs, stride)
            ins = outs
        self.head = nn.Linear(ins, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Stem, blocks, mean, product."""
        x = self.unit(x, 0, 2).clamp(min=0)
        x = F.pad(x, (1, 1, 1, 1), value=-math.inf).unfold(2, 3, 2).unfold(3, 3, 2).amax((4, 5))
        x = self.blocks(x, 2).flatten(2)  # (b, c, h·w)
        x = x.sum(2) / x.shape[2]
        return x @ self.head.weight.T + self.head.bias


def copy_weights(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """Entry after entry, each written in place."""
    mine = list(my_resnet.state_dict(keep_vars=True).values())
    theirs = list(pretrained_resnet.state_dict().values())
    if [e.shape for e in mine] != [e.shape for e in theirs]:
        raise ValueError("the shapes differ")
    for old, new in zip(mine, theirs, strict=True):
        old.data[...] = new
    return my_resnet


def prepare_data(images: Sequence[Tensor]) -> Tensor:
    """One pixel after another: which pixel of the picture lies under it."""
    colours = [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)]
    batch = []
    for image in images:
        rows, (h, w) = image.tolist(), image.shape
        grey = [[rows[y * h // 32][x * w // 32] / 16 for x in range(32)] for y in range(32)]
        batch.append([[[(p - m) / s for p in row] for row in grey] for m, s in colours])
    return torch.tensor(batch)


def find_nan_layer(model: nn.Module, x: Tensor) -> str | None:
    """By a global hook that asks every module of the model, whatever its name."""
    names = {module: name for name, module in model.named_modules()}
    found: list[str] = []

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        clean = all(torch.equal(i, i) for i in inputs)  # a NaN is not equal to itself
        if clean and not torch.equal(output, output):
            found.append(names[module])

    handle = nn.modules.module.register_module_forward_hook(look)
    try:
        model(x)
    finally:
        handle.remove()
    return next(iter(found), None)


def freeze(model: nn.Module) -> nn.Module:
    """By the module's own method."""
    return model.requires_grad_(False)


def get_resnet_for_feature_extraction(n_classes: int) -> nn.Module:
    """The flat network with the numbers of the checkpoint, and a new last layer."""
    model = ResNet34([1, 1, 1], [16, 32, 128], [1, 2, 2], 40)
    copy_weights(model, pretrained_resnet()).requires_grad_(False)
    model.head = nn.Linear(128, n_classes)
    return model


def finetune__transfers(observed: dict[str, float], expected: object) -> str | None:
    """The pretrained network reads fresh digits well, and better than the one from scratch."""
    steps, reports = observed["steps"], observed["reports"]
    found, scratch = observed["accuracy"], observed["accuracy from scratch"]
    head, whole = observed["trained numbers, pretrained"], observed["trained numbers, scratch"]
    if reports < steps:
        return f"`report` was called {reports:.0f} times in a run of {steps:.0f} steps"
    if head != HEAD:
        return f"with `pretrained`, {head:,.0f} numbers are trainable; the new head has {HEAD}"
    if whole <= HEAD:
        return f"from scratch, only {whole:,.0f} numbers are trainable; all should be"
    if found < FINETUNE_ACCURACY:
        return (
            f"the frozen network with a new head reads {found:.1%} of fresh digits, "
            f"and {FINETUNE_ACCURACY:.0%} are asked"
        )
    if scratch < SCRATCH_ACCURACY:
        return (
            f"from scratch only {scratch:.1%} are read: a control that is given no chance shows "
            f"nothing; with a fitting learning rate it reads more than {SCRATCH_ACCURACY:.0%}"
        )
    if found <= scratch:
        return f"from scratch {scratch:.1%} are read, pretrained only {found:.1%}"
    return None


FINETUNE_ACCURACY = 0.66
SCRATCH_ACCURACY = 0.33
HEAD = 5 * 128 + 5
