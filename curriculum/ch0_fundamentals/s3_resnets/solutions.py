"""ResNets and training: the file you write your answers in.

Axes carry the same names everywhere: `b` is the batch, `c` the channels, `h` and `w` height and
width. Layers come from `torch.nn`, unless an exercise asks you to write one. A network gives
*logits*, one number a class, and never probabilities.

The data are 1,797 handwritten digits. To look at them:
`from curriculum.ch0_fundamentals.s3_resnets.digits import load_digits`.
"""

from collections.abc import Callable, Iterator, Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from curriculum.ch0_fundamentals.s3_resnets.pretrained import SMALL, pretrained_resnet

BATCH_SIZE = 64  # pictures a step when a network is trained from many
FEW = 15  # pictures a step when a network is trained from few
MEAN = (0.485, 0.456, 0.406)  # red, green and blue of the usual photographs (ImageNet)
STD = (0.229, 0.224, 0.225)

Batch = tuple[Tensor, Tensor]
Report = Callable[[nn.Module, float], None]


def train_test_split(
    images: Float[Tensor, "n h w"],
    labels: Int[Tensor, "n"],
    n_test: int,
    generator: torch.Generator,
) -> tuple[Batch, Batch]:
    """Deal pictures out into a part to train on and a part to test on.

    Args:
        images: shape (n, h, w).
        labels: what each shows, shape (n,).
        n_test: how many go to the test part, from 0 to n.
        generator: where the one random permutation comes from.

    Returns:
        (train images, train labels), (test images, test labels). The test part is what the first
        `n_test` numbers of the permutation name, the training part the rest, in that order.
    """
    order = torch.randperm(len(images), generator=generator)
    test, train = order[:n_test], order[n_test:]
    return (images[train], labels[train]), (images[test], labels[test])


def standardise(
    train: Float[Tensor, "n_train h w"], test: Float[Tensor, "n_test h w"]
) -> tuple[Float[Tensor, "n_train c=1 h w"], Float[Tensor, "n_test c=1 h w"]]:
    """Shift and scale pictures so that those for training have mean 0 and deviation 1.

    Args:
        train: shape (n_train, h, w), at least two different numbers in it.
        test: shape (n_test, h, w).

    Returns:
        Both with a channel axis: (n, c=1, h, w). One mean and one standard deviation (the square
        root of the mean squared deviation), over all pixels of `train`, serve for both.
    """
    mean, std = train.mean(), train.std(correction=0)
    return (train[:, None] - mean) / std, (test[:, None] - mean) / std


def minibatches(
    images: Float[Tensor, "n c h w"],
    labels: Int[Tensor, "n"],
    batch_size: int,
    generator: torch.Generator | None = None,
) -> Iterator[Batch]:
    """One pass over the data, in pieces.

    Args:
        images: shape (n, c, h, w).
        labels: shape (n,).
        batch_size: pictures in a piece, 1 or more; the last piece may be smaller.
        generator: shuffles with one `torch.randperm`; None keeps the order.

    Yields:
        (images, labels) of shapes (b, c, h, w) and (b,).
    """
    n = len(images)
    order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
    for piece in order.split(batch_size):  # type: ignore[no-untyped-call]
        if len(piece):
            yield images[piece], labels[piece]


class ConvNet(nn.Module):
    """Two convolutions and two linear layers for pictures of 8 × 8 pixels.

    Attributes:
        conv1: 1 → 16 channels, kernel 3, padding 1.
        conv2: 16 → 32 channels, kernel 3, padding 1.
        fc1: 128 → 64 features.
        fc2: 64 → 10 logits.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(32 * 2 * 2, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x: Float[Tensor, "b c=1 h=8 w=8"]) -> Float[Tensor, "b classes=10"]:
        """Logits of each picture.

        Args:
            x: shape (b, c=1, h=8, w=8).

        Returns:
            Shape (b, classes=10).
        """
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (b, c=16, h=4, w=4)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (b, c=32, h=2, w=2)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


def training_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    images: Float[Tensor, "b c h w"],
    labels: Int[Tensor, "b"],
) -> float:
    """One step downhill on one batch, with the model in training mode.

    Args:
        model: gives logits of shape (b, classes); its parameters change.
        optimizer: holds the parameters to be changed.
        images: shape (b, c, h, w).
        labels: right classes, shape (b,).

    Returns:
        The mean cross-entropy of the batch, as it was before the step.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def count_correct(logits: Float[Tensor, "b classes"], labels: Int[Tensor, "b"]) -> int:
    """How many pictures are classified rightly.

    Args:
        logits: shape (b, classes).
        labels: right classes, shape (b,).

    Returns:
        For how many rows the largest logit is that of the label; the first of equal ones counts.
    """
    return int((logits.argmax(dim=1) == labels).sum())


def evaluate(
    model: nn.Module,
    images: Float[Tensor, "n c h w"],
    labels: Int[Tensor, "n"],
    batch_size: int = 256,
) -> tuple[float, float]:
    """Loss and accuracy over a whole set of pictures, without learning from them.

    Args:
        model: measured in evaluation mode; afterwards it is in the mode in which it came.
        images: shape (n, c, h, w), n ≥ 1.
        labels: shape (n,).
        batch_size: how many pictures may be in memory at once; the answer does not depend on it.

    Returns:
        Mean cross-entropy and share of right answers, both over all n pictures.
    """
    was_training = model.training
    model.eval()
    loss, correct = 0.0, 0
    with torch.no_grad():
        for x, y in minibatches(images, labels, batch_size):
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            correct += count_correct(logits, y)
    model.train(was_training)
    return loss / len(images), correct / len(images)


def train_model(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    train_data: Batch,
    test_data: Batch,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[tuple[float, float]]:
    """Train for some epochs; after each, look how well the model does on pictures it never saw.

    Args:
        model: gives logits; its parameters change.
        optimizer: holds them.
        train_data: (images, labels) to learn from.
        test_data: (images, labels) to measure on.
        epochs: passes over the training data, 0 or more.
        batch_size: pictures a step.
        generator: shuffles every epoch anew.

    Returns:
        For each epoch the mean of its steps' losses, and the accuracy on `test_data` after it.
    """
    history = []
    for _ in range(epochs):
        batches = minibatches(*train_data, batch_size, generator)
        losses = [training_step(model, optimizer, x, y) for x, y in batches]
        history.append((sum(losses) / len(losses), evaluate(model, *test_data)[1]))
    return history


def confusion_matrix(
    predictions: Int[Tensor, "n"], labels: Int[Tensor, "n"], n_classes: int
) -> Int[Tensor, "label prediction"]:
    """Which class is taken for which.

    Args:
        predictions: answers from 0 to n_classes - 1, shape (n,).
        labels: what is right, shape (n,).
        n_classes: how many classes there are.

    Returns:
        Shape (label=n_classes, prediction=n_classes), int64: entry [i, j] counts the pictures of
        class i that were taken for class j.
    """
    pair = labels * n_classes + predictions  # (n,), one number for each pair
    return torch.bincount(pair, minlength=n_classes**2).reshape(n_classes, n_classes)


def train_digits(
    images: Float[Tensor, "n c=1 h=8 w=8"],
    labels: Int[Tensor, "n"],
    steps: int,
    report: Report,
    generator: torch.Generator,
) -> nn.Module:
    """Train a `ConvNet` on digits with a given number of steps.

    Args:
        images: shape (n, c=1, h=8, w=8), mean 0 and standard deviation 1.
        labels: shape (n,).
        steps: how many batches of BATCH_SIZE pictures may be used.
        report: to be called after every step with the model and the step's loss.
        generator: for shuffling.

    Returns:
        The trained model.
    """
    model = ConvNet()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    done = 0
    while done < steps:
        for x, y in minibatches(images, labels, BATCH_SIZE, generator):
            if done == steps:
                break
            report(model, training_step(model, optimizer, x, y))
            done += 1
    return model


class Sequential(nn.Module):
    """Modules one after another, numbered from 0."""

    def __init__(self, *modules: nn.Module) -> None:
        super().__init__()
        for index, module in enumerate(modules):
            self.add_module(str(index), module)

    def __getitem__(self, index: int) -> nn.Module:
        """The module at a place; negative numbers count from the end.

        Raises:
            IndexError: there is no such place.
        """
        return list(self._modules.values())[index]  # type: ignore[return-value]

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """Put another module in a place; negative numbers count from the end.

        Raises:
            IndexError: there is no such place.
        """
        self.add_module(list(self._modules)[index], module)

    def forward(self, x: Tensor) -> Tensor:
        """What comes out of the last module; `x` itself if there is none."""
        for module in self._modules.values():
            x = module(x)  # type: ignore[misc]
        return x


class BatchNorm2d(nn.Module):
    """Batch normalisation of pictures (Ioffe and Szegedy 2015).

    Attributes:
        weight: parameter of shape (num_features,), ones at first.
        bias: parameter of shape (num_features,), zeros at first.
        running_mean: buffer of shape (num_features,), zeros at first.
        running_var: buffer of shape (num_features,), ones at first.
        num_batches_tracked: buffer of shape (), int64, zero at first.
    """

    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c h w"]:
        """Normalise each channel, then scale by `weight` and shift by `bias`.

        Args:
            x: shape (b, c=num_features, h, w), at least two numbers a channel in training mode.

        Returns:
            Shape (b, c, h, w). In training mode by the batch's mean and (biased) variance, and the
            running statistics take a share `momentum` of the batch's mean and unbiased variance. In
            evaluation mode by the running statistics.
        """
        mean, var = self.running_mean, self.running_var  # (c,)
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)  # (c,)
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(x.var((0, 2, 3)), self.momentum)
                self.num_batches_tracked += 1
        scale = self.weight / (var + self.eps).sqrt()  # (c,)
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]


class AveragePool(nn.Module):
    """The mean of each channel over the whole picture."""

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c"]:
        """Average over height and width.

        Args:
            x: shape (b, c, h, w).

        Returns:
            Shape (b, c).
        """
        return x.mean((2, 3))


class ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut (He, Zhang, Ren and Sun 2016, Figure 2).

    Args of the constructor:
        in_feats: channels that come in.
        out_feats: channels that go out.
        first_stride: stride of the block's first convolution.

    The left branch is made first: convolution 3 × 3 with `first_stride`, `BatchNorm2d`, ReLU,
    convolution 3 × 3, `BatchNorm2d`; no convolution has a bias. The right branch is the identity,
    or, if `first_stride` is not 1 or the channels differ, a convolution 1 × 1 with that stride and
    a `BatchNorm2d`.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__()
        self.left = Sequential(
            nn.Conv2d(in_feats, out_feats, 3, stride=first_stride, padding=1, bias=False),
            BatchNorm2d(out_feats),
            nn.ReLU(),
            nn.Conv2d(out_feats, out_feats, 3, padding=1, bias=False),
            BatchNorm2d(out_feats),
        )
        self.right: nn.Module = nn.Identity()
        if first_stride != 1 or in_feats != out_feats:
            self.right = Sequential(
                nn.Conv2d(in_feats, out_feats, 1, stride=first_stride, bias=False),
                BatchNorm2d(out_feats),
            )

    def forward(self, x: Float[Tensor, "b in_feats h w"]) -> Float[Tensor, "b out_feats oh ow"]:
        """ReLU of the sum of both branches.

        Args:
            x: shape (b, in_feats, h, w).

        Returns:
            Shape (b, out_feats, oh, ow) with oh = ⌈h / first_stride⌉, ow likewise.
        """
        return F.relu(self.left(x) + self.right(x))


class BlockGroup(nn.Module):
    """Residual blocks one after another, the first of which may change size and channels.

    Args of the constructor:
        n_blocks: how many blocks, 1 or more.
        in_feats: channels that come in.
        out_feats: channels that go out of every block.
        first_stride: stride of the first block; the others have stride 1.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__()
        first = ResidualBlock(in_feats, out_feats, first_stride)
        rest = [ResidualBlock(out_feats, out_feats) for _ in range(n_blocks - 1)]
        self.blocks = Sequential(first, *rest)

    def forward(self, x: Float[Tensor, "b in_feats h w"]) -> Float[Tensor, "b out_feats oh ow"]:
        """Through all blocks in order.

        Args:
            x: shape (b, in_feats, h, w).

        Returns:
            Shape (b, out_feats, oh, ow).
        """
        out: Tensor = self.blocks(x)
        return out


class ResNet34(nn.Module):
    """A residual network for pictures (He, Zhang, Ren and Sun 2016, Table 1).

    Args of the constructor, by default those of ResNet-34:
        n_blocks_per_group: blocks in each group.
        out_features_per_group: channels that each group gives.
        first_strides_per_group: stride of each group's first block.
        n_classes: how many logits.

    Attributes:
        in_layers: convolution 3 → 64, 7 × 7, stride 2, padding 3, no bias; `BatchNorm2d`; ReLU; max
            pooling 3 × 3, stride 2, padding 1.
        residual_layers: one `BlockGroup` a group.
        out_layers: `AveragePool`, then a linear layer with bias.
    """

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        super().__init__()
        self.in_layers = Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
            BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        ins = [64, *out_features_per_group]
        self.residual_layers = Sequential(
            *map(BlockGroup, n_blocks_per_group, ins, ins[1:], first_strides_per_group)
        )
        self.out_layers = Sequential(AveragePool(), nn.Linear(ins[-1], n_classes))

    def forward(self, x: Float[Tensor, "b c=3 h w"]) -> Float[Tensor, "b n_classes"]:
        """Logits of each picture.

        Args:
            x: shape (b, c=3, h, w).

        Returns:
            Shape (b, n_classes).
        """
        logits: Tensor = self.out_layers(self.residual_layers(self.in_layers(x)))
        return logits


def copy_weights(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """Load the numbers of one network into another that has the same layers in the same order.

    Args:
        my_resnet: its parameters and buffers are overwritten.
        pretrained_resnet: where they come from; stays as it is. Its names may differ.

    Returns:
        `my_resnet`.

    Raises:
        ValueError: the two state dicts have different lengths.
        RuntimeError: two entries of the same place have different shapes.
    """
    mine, theirs = my_resnet.state_dict(), pretrained_resnet.state_dict()
    my_resnet.load_state_dict(dict(zip(mine, theirs.values(), strict=True)))
    return my_resnet


def prepare_data(images: Sequence[Int[Tensor, "_ _"]]) -> Float[Tensor, "b c=3 h=32 w=32"]:
    """Pictures of any size as the pretrained network wants them.

    Args:
        images: grey pictures of shapes (height, width), whole numbers from 0 to 16; at least one.

    Returns:
        Shape (b, c=3, h=32, w=32): each picture divided by 16, resized to 32 × 32 by nearest
        neighbours, repeated for three channels, and by channel shifted by MEAN and divided by STD.
    """
    resized = [F.interpolate(i[None, None] / 16, size=(32, 32)) for i in images]  # (1, 1, h, w)
    pictures = torch.cat(resized).expand(-1, 3, -1, -1)  # (b, c=3, h, w)
    return (pictures - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def find_nan_layer(model: nn.Module, x: Tensor) -> str | None:
    """In which module a NaN is born.

    Args:
        model: each of its modules takes tensors and gives one tensor.
        x: what the model is called with.

    Returns:
        The name, as in `model.named_modules()`, of the first module to finish whose output holds a
        NaN though none of its inputs does; None if there is no such module. Afterwards the model
        has the hooks that it had before, also if it raised.
    """
    born: list[str] = []

    def watch(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            if output.isnan().any() and not any(i.isnan().any() for i in inputs):
                born.append(name)

        return look

    handles = [m.register_forward_hook(watch(name)) for name, m in model.named_modules()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return born[0] if born else None


def freeze(model: nn.Module) -> nn.Module:
    """Let no parameter of a model receive a gradient any more.

    Args:
        model: its parameters keep their numbers, and the model its mode.

    Returns:
        `model`.
    """
    for parameter in model.parameters():
        parameter.requires_grad = False
    return model


def get_resnet_for_feature_extraction(n_classes: int) -> ResNet34:
    """The pretrained ResNet, frozen, with a new head for other classes.

    Args:
        n_classes: how many classes the new head tells apart.

    Returns:
        A `ResNet34` of the architecture SMALL with the numbers of `pretrained_resnet()`. Only its
        last linear layer is new: fresh numbers, `n_classes` logits, and the only parameters that
        receive gradients.
    """
    model = ResNet34(**SMALL, n_classes=40)
    copy_weights(model, pretrained_resnet())
    freeze(model)
    model.out_layers[-1] = nn.Linear(SMALL["out_features_per_group"][-1], n_classes)
    return model


def finetune(
    pretrained: bool,
    images: Float[Tensor, "n c=3 h=32 w=32"],
    labels: Int[Tensor, "n"],
    steps: int,
    report: Report,
    generator: torch.Generator,
) -> nn.Module:
    """Teach a ResNet five classes from few pictures.

    Args:
        pretrained: train a new head on the frozen pretrained network; otherwise the whole of a
            fresh `ResNet34` of the architecture SMALL with 5 classes.
        images: shape (n, c=3, h=32, w=32).
        labels: 0 to 4, shape (n,).
        steps: how many batches of FEW pictures may be used.
        report: to be called after every step with the model and the step's loss.
        generator: for shuffling.

    Returns:
        The trained model.
    """
    model = get_resnet_for_feature_extraction(5) if pretrained else ResNet34(**SMALL, n_classes=5)
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=1e-2 if pretrained else 3e-3)
    done = 0
    while done < steps:
        for x, y in minibatches(images, labels, FEW, generator):
            if done == steps:
                break
            report(model, training_step(model, optimizer, x, y))
            done += 1
    return model
