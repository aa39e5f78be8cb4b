"""Where the expected answers come from: slow loops over plain numbers, or torch's own operators."""

import torch
from torch import Tensor, nn

_IntOrPair = int | tuple[int, int]


def strided_column(mat: Tensor, column: int) -> Tensor:
    """By indexing."""
    return mat[:, column]


def repeat_rows(vec: Tensor, num_rows: int) -> Tensor:
    """By expanding."""
    return vec.expand(num_rows, -1)


def sliding_windows(vec: Tensor, width: int) -> Tensor:
    """By unfolding."""
    if not 1 <= width <= len(vec):
        raise ValueError("the window does not fit")
    return vec.unfold(0, width, 1)


def split_blocks(mat: Tensor, height: int, width: int) -> Tensor:
    """By unfolding both axes with a step of their own width."""
    return mat.unfold(0, height, height).unfold(1, width, width)


def contact_sheet(image: Tensor, height: int, width: int) -> Tensor:
    """One window after another, put beside its neighbours."""
    rows, cols = image.shape[0] - height + 1, image.shape[1] - width + 1
    return torch.cat(
        [
            torch.cat([image[i : i + height, j : j + width] for j in range(cols)], dim=1)
            for i in range(rows)
        ]
    )


def as_strided_trace(mat: Tensor) -> Tensor:
    """By its name."""
    return mat.trace()


def as_strided_mv(mat: Tensor, vec: Tensor) -> Tensor:
    """By its operator."""
    return mat @ vec


def as_strided_mm(matA: Tensor, matB: Tensor) -> Tensor:
    """By its operator."""
    return matA @ matB


def conv1d_minimal_simple(x: Tensor, weights: Tensor) -> Tensor:
    """One place after another."""
    kw = len(weights)
    return torch.stack([(x[o : o + kw] * weights).sum() for o in range(len(x) - kw + 1)])


def conv1d_minimal(x: Tensor, weights: Tensor) -> Tensor:
    """torch's."""
    return nn.functional.conv1d(x, weights)


def conv2d_minimal(x: Tensor, weights: Tensor) -> Tensor:
    """torch's."""
    return nn.functional.conv2d(x, weights)


def pad1d(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """torch's."""
    return nn.functional.pad(x, (left, right), value=pad_value)


def pad2d(x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float) -> Tensor:
    """torch's."""
    return nn.functional.pad(x, (left, right, top, bottom), value=pad_value)


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """By walking until the kernel falls off the end."""
    places, start = 0, -padding
    while start + kernel_size <= size + padding:
        places, start = places + 1, start + stride
    if not places:
        raise ValueError("the kernel does not fit")
    return places


def conv1d(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """torch's."""
    return nn.functional.conv1d(x, weights, stride=stride, padding=padding)


def conv2d(x: Tensor, weights: Tensor, stride: _IntOrPair = 1, padding: _IntOrPair = 0) -> Tensor:
    """torch's."""
    return nn.functional.conv2d(x, weights, stride=stride, padding=padding)


def edge_strength(image: Tensor) -> Tensor:
    """One pixel after another."""
    h, w = image.shape
    answer = torch.zeros(h - 2, w - 2, dtype=image.dtype)
    for i in range(h - 2):
        for j in range(w - 2):
            a, b, c, d, _, f, g, k, m = image[i : i + 3, j : j + 3].flatten().tolist()
            across, down = c + 2 * f + m - a - 2 * d - g, g + 2 * k + m - a - 2 * b - c
            answer[i, j] = (across**2 + down**2) ** 0.5
    return answer


def life_step(world: Tensor) -> Tensor:
    """One cell after another."""
    h, w = world.shape
    alive = {(i, j) for i in range(h) for j in range(w) if world[i, j] == 1}
    answer = torch.zeros_like(world)
    for i in range(h):
        for j in range(w):
            around = sum((i + p, j + q) in alive for p in (-1, 0, 1) for q in (-1, 0, 1))
            around -= (i, j) in alive
            answer[i, j] = float(around == 3 or (around == 2 and (i, j) in alive))
    return answer


def maxpool2d(
    x: Tensor,
    kernel_size: _IntOrPair,
    stride: _IntOrPair | None = None,
    padding: _IntOrPair = 0,
) -> Tensor:
    """One window after another; what lies outside the picture is not looked at."""
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    down, right = _pair(kernel_size if stride is None else stride)
    h, w = x.shape[2:]
    tops = range(-ph, h + ph - kh + 1, down)
    lefts = range(-pw, w + pw - kw + 1, right)
    rows = [
        torch.stack(
            [
                x[:, :, max(i, 0) : i + kh, max(j, 0) : j + kw].flatten(2).max(dim=2).values
                for j in lefts
            ],
            dim=2,
        )
        for i in tops
    ]
    return torch.stack(rows, dim=2)


def _pair(value: _IntOrPair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


class MaxPool2d(nn.MaxPool2d):
    """torch's."""


class ReLU(nn.ReLU):
    """torch's."""


class Flatten(nn.Flatten):
    """torch's."""


class Linear(nn.Linear):
    """torch's, whose parameters start as they should here."""


class Conv2d(nn.Conv2d):
    """torch's without bias, whose kernels start as they should here."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: _IntOrPair,
        stride: _IntOrPair = 1,
        padding: _IntOrPair = 0,
    ) -> None:
        """Without bias."""
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, bias=False)


class SimpleCNN(nn.Module):
    """torch's layers, with the names asked for."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1, bias=False)
        self.linear = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        for conv in (self.conv1, self.conv2):
            x = nn.functional.max_pool2d(conv(x).relu(), 2)
        answer: Tensor = self.linear(x.flatten(1))
        return answer


def train_step(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """The loss written out, and gradients asked for by name."""
    log_probabilities = model(images).log_softmax(dim=1)
    loss = -log_probabilities[torch.arange(len(labels)), labels].mean()
    parameters = list(model.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    optimiser.step()
    return float(loss.detach())


# ---------------------------------------------------------------- judges of how layers start


def Linear__starts_uniform(observed: object, expected: object) -> str | None:
    """Whether weights and offsets fill their range evenly."""
    return _judge_shares(observed, expected)


def Conv2d__starts_uniform(observed: object, expected: object) -> str | None:
    """Whether kernels fill their range evenly."""
    return _judge_shares(observed, expected)


def _judge_shares(observed: object, expected: object) -> str | None:
    """Seven shares: below the range, five equal parts of it, above it."""
    assert isinstance(expected, dict)
    if not isinstance(observed, dict):
        return "there is nothing to look at"
    for name, wanted in expected.items():
        shares = observed.get(name)
        if isinstance(wanted, float):
            if shares != wanted:
                return f"{name}: {shares}, expected {wanted}"
        elif not isinstance(shares, Tensor):
            return f"{name}: {shares}"
        elif bool(((shares - wanted).abs() > 0.02).any()):
            return f"{name}: {_account(shares.tolist())}"
    return None


def _account(shares: list[float]) -> str:
    below, *inside, above = shares
    if below + above > 0.02:
        return f"{below + above:.0%} lie outside the range"
    if abs(sum(inside[:2]) - sum(inside[3:])) > 0.04:
        left, right = sum(inside[:2]) + inside[2] / 2, sum(inside[3:]) + inside[2] / 2
        return f"about {left:.0%} are below zero and {right:.0%} above"
    parts = ", ".join(f"{share:.0%}" for share in inside)
    return f"of five equal parts of the range they fill {parts}, where each should have 20%"
