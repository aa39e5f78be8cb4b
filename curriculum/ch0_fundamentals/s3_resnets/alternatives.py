"""Other right answers, run through the same checks and shown after success."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from .pretrained import SMALL, pretrained_resnet
from .solutions import (
    MEAN,
    STD,
    ResidualBlock,
    ResNet34,
    copy_weights,
    minibatches,
)

Batch = tuple[Tensor, Tensor]


def train_test_split__marked(
    images: Tensor, labels: Tensor, n_test: int, generator: torch.Generator
) -> tuple[Batch, Batch]:
    """Shuffle both tensors once, then slice: two copies, and slices that share them."""
    order = torch.randperm(len(images), generator=generator)
    x, y = images[order], labels[order]
    return (x[n_test:], y[n_test:]), (x[:n_test], y[:n_test])


def standardise__moments(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """By the mean of squares: one pass over the data, and two numbers to keep."""
    mean = train.double().mean()
    std = (train.double().square().mean() - mean**2).sqrt()
    a, b = (((x.double() - mean) / std).to(train.dtype) for x in (train, test))
    return a.unsqueeze(1), b.unsqueeze(1)


def minibatches__list(
    images: Tensor, labels: Tensor, batch_size: int, generator: torch.Generator | None = None
) -> list[Batch]:
    """A list of slices: everything is copied at once, and the epoch has a length."""
    if generator is not None:
        order = torch.randperm(len(images), generator=generator)
        images, labels = images[order], labels[order]
    starts = range(0, len(images), batch_size)
    return [(images[i : i + batch_size], labels[i : i + batch_size]) for i in starts]


class ConvNet__rows(nn.Module):
    """Layers of `torch.nn` for everything, ReLU and pooling too."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding="same")
        self.conv2 = nn.Conv2d(16, 32, 3, padding="same")
        self.relu, self.pool, self.flatten = nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()
        self.fc1 = nn.Linear(128, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """In order."""
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = self.relu(self.fc1(self.flatten(x)))
        logits: Tensor = self.fc2(x)
        return logits


def training_step__cleared_first(
    model: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """Cleared before the forward pass, with the negative log-likelihood written out."""
    optimizer.zero_grad()
    model.train()
    loss = -model(images).log_softmax(1)[torch.arange(len(labels)), labels].mean()
    loss.backward()
    optimizer.step()
    number: float = loss.item()
    return number


def count_correct__topk(logits: Tensor, labels: Tensor) -> int:
    """By `max` with indices, compared and counted."""
    _, best = logits.max(1)
    return int(torch.count_nonzero(best == labels))


def evaluate__weighted(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """Logits of all batches joined first: short, and they all stay in memory."""
    modes = {module: module.training for module in model.modules()}
    model.eval()
    with torch.inference_mode():
        logits = torch.cat([model(x) for x, _ in minibatches(images, labels, batch_size)])
    for module, mode in modes.items():
        module.training = mode
    accuracy = (logits.argmax(1) == labels).double().mean().item()
    return F.cross_entropy(logits, labels).item(), accuracy


def evaluate__data_loader(
    model: nn.Module, images: Tensor, labels: Tensor, batch_size: int = 256
) -> tuple[float, float]:
    """With torch's `DataLoader`, which would also read files in other processes."""
    was_training = model.training
    model.eval()
    sums = torch.zeros(2, dtype=torch.float64)
    with torch.no_grad():
        for x, y in DataLoader(TensorDataset(images, labels), batch_size):
            logits = model(x)
            sums[0] += F.cross_entropy(logits, y).item() * len(y)
            sums[1] += (logits.argmax(1) == y).sum()
    model.train(was_training)
    loss, accuracy = (sums / len(labels)).tolist()
    return loss, accuracy


def confusion_matrix__one_hot(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """A product of one-hot matrices: each pair adds one to its cell."""
    right, said = (F.one_hot(c, n_classes) for c in (labels, predictions))
    return right.T @ said


def confusion_matrix__accumulated(predictions: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """`index_put_` with `accumulate=True`: the in-place form that counts repeated cells."""
    matrix = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    return matrix.index_put_((labels, predictions), torch.tensor(1), accumulate=True)


class Sequential__by_name(nn.Module):
    """Children written into `_modules` under their names, and a place worked out by remainder."""

    def __init__(self, *modules: nn.Module) -> None:
        super().__init__()
        for index, module in enumerate(modules):
            self._modules[str(index)] = module

    def _name(self, index: int) -> str:
        if not -len(self._modules) <= index < len(self._modules):
            raise IndexError(index)
        return str(index % len(self._modules))

    def __getitem__(self, index: int) -> nn.Module:
        """The module at a place."""
        return self.get_submodule(self._name(index))

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """Another module in a place."""
        self._modules[self._name(index)] = module

    def forward(self, x: Tensor) -> Tensor:
        """In order."""
        for module in self.children():
            x = module(x)
        return x


class BatchNorm2d__functional(nn.Module):
    """Mean and variance from one call, the unbiased one by its factor n / (n - 1)."""

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight, self.bias = (
            nn.Parameter(torch.ones(num_features)),
            nn.Parameter(torch.zeros(num_features)),
        )
        self.running_mean: Tensor
        self.running_var: Tensor
        self.num_batches_tracked: Tensor
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.zeros((), dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        """With axes of size one kept, so that everything broadcasts."""
        shape = (1, -1, 1, 1)
        if self.training:
            var, mean = torch.var_mean(x, (0, 2, 3), correction=0, keepdim=True)
            n, m = x.numel() / x.shape[1], self.momentum
            unbiased = var.detach().flatten() * n / (n - 1)
            self.running_mean = (1 - m) * self.running_mean + m * mean.detach().flatten()
            self.running_var = (1 - m) * self.running_var + m * unbiased
            self.num_batches_tracked = self.num_batches_tracked + 1
        else:
            mean, var = self.running_mean.reshape(shape), self.running_var.reshape(shape)
        normal = (x - mean) * torch.rsqrt(var + self.eps)
        return normal * self.weight.reshape(shape) + self.bias.reshape(shape)


class AveragePool__adaptive(nn.Module):
    """torch's adaptive pooling to one place, and the two axes taken off."""

    def forward(self, x: Tensor) -> Tensor:
        """Pool, then flatten."""
        return F.adaptive_avg_pool2d(x, 1).flatten(1)


class ResidualBlock__written_out(nn.Module):
    """torch's layers under torchvision's names, each step a line."""

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_feats, out_feats, 3, first_stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_feats)
        self.conv2 = nn.Conv2d(out_feats, out_feats, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_feats)
        self.downsample: nn.Module | None = None
        if first_stride > 1 or in_feats != out_feats:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_feats, out_feats, 1, first_stride, bias=False),
                nn.BatchNorm2d(out_feats),
            )

    def forward(self, x: Tensor) -> Tensor:
        """Left branch, shortcut, sum."""
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        out = out + (x if self.downsample is None else self.downsample(x))
        return F.relu(out)


class BlockGroup__list(nn.Module):
    """A `ModuleList` and a loop; the first block's arguments change on the way."""

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__()
        self.blocks = nn.ModuleList()
        for _ in range(n_blocks):
            self.blocks.append(ResidualBlock(in_feats, out_feats, first_stride))
            in_feats, first_stride = out_feats, 1

    def forward(self, x: Tensor) -> Tensor:
        """In order."""
        for block in self.blocks:
            x = block(x)
        return x


def copy_weights__in_place(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """Entry by entry with `copy_`, which would broadcast: so shapes are compared first."""
    mine, theirs = (m.state_dict().values() for m in (my_resnet, pretrained_resnet))
    assert [e.shape for e in mine] == [e.shape for e in theirs], "the shapes differ"
    for entry, other in zip(mine, theirs, strict=True):
        entry.copy_(other)
    return my_resnet


def prepare_data__indices(images: Sequence[Tensor]) -> Tensor:
    """Nearest neighbours by indexing: which row and column lies under each of the 32."""
    batch = torch.zeros(len(images), 3, 32, 32)
    for place, image in enumerate(images):
        rows, columns = (torch.arange(32) * n // 32 for n in image.shape)
        grey = image[rows][:, columns] / 16
        for channel, (mean, std) in enumerate(zip(MEAN, STD, strict=True)):
            batch[place, channel] = (grey - mean) / std
    return batch


def find_nan_layer__dictionary(model: nn.Module, x: Tensor) -> str | None:
    """One hook for all: a dictionary from module to name tells which one it is."""
    names = {module: name for name, module in model.named_modules()}
    born: list[str] = []

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        clean = all(not i.isnan().any() for i in inputs)
        if not born and clean and output.isnan().any():
            born.append(names[module])

    hook: Callable[..., None] = look
    handles = [module.register_forward_hook(hook) for module in names]
    try:
        with torch.no_grad():
            model(x)
    finally:
        for handle in handles:
            handle.remove()
    return born[0] if born else None


def freeze__method(model: nn.Module) -> nn.Module:
    """The module's own method goes through all parameters."""
    return model.requires_grad_(False)


def get_resnet_for_feature_extraction__spared(n_classes: int) -> ResNet34:
    """Head first, then freeze all and thaw the head: right, with one step more to remember."""
    model = ResNet34(**SMALL, n_classes=40)
    copy_weights(model, pretrained_resnet())
    model.out_layers[-1] = nn.Linear(128, n_classes)
    model.requires_grad_(False)
    model.out_layers[-1].requires_grad_(True)
    return model
