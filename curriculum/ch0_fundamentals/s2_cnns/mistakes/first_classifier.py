"""Mistakes of the section “A first classifier”: the first paragraph of a docstring is what the
learner reads.
"""

import torch
from torch import Tensor, nn

from ..solutions import Conv2d, Linear, SimpleCNN
from ..solutions import maxpool2d as _maxpool2d

# ---------------------------------------------------------------- SimpleCNN


class SimpleCNN__second_relu_missing(SimpleCNN):
    """There is no ReLU after the second convolution.

    Two linear maps with only a pool between them lose most of what a second layer could add.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = self.pool(self.relu(self.conv1(x)))
        answer: Tensor = self.linear(self.flatten(self.pool(self.conv2(x))))
        return answer


class SimpleCNN__padding_forgotten(SimpleCNN):
    """Your convolutions have no padding, so the pictures shrink away.

    8 pixels become 6, then 3, then 1, and a pool of 2 does not fit any more. With a padding of 1
    a kernel of 3 keeps the size: 8, 4, 4, 2.
    """

    def __init__(self) -> None:
        """The fault."""
        super().__init__()
        self.conv1.padding = self.conv2.padding = 0


class SimpleCNN__no_relu(SimpleCNN):
    """There is no ReLU at all.

    Without a non-linearity between them, two convolutions are one convolution with a larger
    kernel. Only the pool is left to make a difference.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = self.pool(self.conv2(self.pool(self.conv1(x))))
        answer: Tensor = self.linear(self.flatten(x))
        return answer


class SimpleCNN__probabilities(SimpleCNN):
    """You return probabilities; return logits, as they are before a softmax.

    `cross_entropy` takes the softmax itself, in a form that does not overflow. A second softmax
    before it flattens the gradient, and the network hardly learns.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).softmax(dim=1)


class SimpleCNN__last_relu(SimpleCNN):
    """You put a ReLU after the last layer, so no logit can be negative.

    Logits may have either sign. A class whose logit is cut to 0 gets no gradient any more.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).relu()


class SimpleCNN__layers_in_a_list(nn.Module):
    """You keep layers in a plain list, where `nn.Module` does not look for parameters.

    Assign each layer to an attribute of its own, or use `nn.ModuleList`. What is not registered is
    not trained, not saved and not moved to another device.
    """

    def __init__(self) -> None:
        """The fault."""
        super().__init__()
        self.layers = [Conv2d(1, 8, 3, padding=1), Conv2d(8, 16, 3, padding=1)]
        self.linear = Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for layer in self.layers:
            x = _maxpool2d(layer(x).relu(), 2)
        answer: Tensor = self.linear(x.reshape(len(x), 64))
        return answer


class SimpleCNN__first_relu_missing(SimpleCNN):
    """There is no ReLU after the first convolution.

    Then two linear maps follow each other with only a pool between them.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = self.pool(self.relu(self.conv2(self.pool(self.conv1(x)))))
        answer: Tensor = self.linear(self.flatten(x))
        return answer


class SimpleCNN__log_probabilities(SimpleCNN):
    """You return logarithms of probabilities; return logits, as they are before a softmax.

    `cross_entropy` takes the log-softmax itself. A second one changes nothing there, but your
    numbers are no longer those that the linear layer gives.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).log_softmax(dim=1)


class SimpleCNN__all_in_a_list(nn.Module):
    """Your network has no parameters: layers in a list, or made in `forward`, are not registered.

    `nn.Module` looks at attributes, not into lists. Assign `conv1`, `conv2` and `linear` to
    attributes of these names. What is not registered is not trained and not saved.
    """

    def __init__(self) -> None:
        """The fault."""
        super().__init__()
        self.layers = [Conv2d(1, 8, 3, padding=1), Conv2d(8, 16, 3, padding=1), Linear(64, 10)]

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for layer in self.layers[:2]:
            x = _maxpool2d(layer(x).relu(), 2)
        answer: Tensor = self.layers[2](x.reshape(len(x), 64))
        return answer


# ---------------------------------------------------------------- train_step


def _loss(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    return nn.functional.cross_entropy(model(images), labels)


def train_step__gradients_pile_up(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You never set the gradients to zero, so every step adds to those before it.

    `backward` *adds* to `.grad`. That is wanted where one parameter is used twice, and it means
    that somebody has to clear it between steps: `optimiser.zero_grad()`.
    """
    loss = _loss(model, images, labels)
    torch.autograd.backward(loss)
    optimiser.step()
    return loss.item()


def train_step__nothing_moves(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """No parameter moves: the optimiser does not step, or finds no gradients when it does.

    The order is: clear, backward, step. Is there an `optimiser.step()`? Does it come after
    `backward`? And do the gradients stay as they are between the two?
    """
    loss = _loss(model, images, labels)
    torch.autograd.backward(loss)
    optimiser.zero_grad()
    optimiser.step()
    return loss.item()


def train_step__step_before_backward(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You step before `backward`: each step uses the gradients of the batch before.

    The first step then moves nothing, or moves by what was left behind. Compute the gradients
    first.
    """
    loss = _loss(model, images, labels)
    optimiser.step()
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    return loss.item()


def train_step__softmax_twice(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You take a softmax before the cross-entropy, which takes one itself.

    `cross_entropy` wants logits. With probabilities in their place the loss can never come near 0
    and the gradients are small everywhere.
    """
    loss = nn.functional.cross_entropy(model(images).softmax(dim=1), labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return loss.item()


def train_step__summed(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You add up the losses of the batch; the exercise asks for their mean.

    With a sum, twice the batch is twice the step, and a learning rate that works for one batch
    size fails for another.
    """
    loss = nn.functional.cross_entropy(model(images), labels, reduction="sum")
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return loss.item()


def train_step__loss_afterwards(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You return the loss after the step; the exercise asks for the one before it.

    The loss before the step is known already. Measuring it again costs a second forward pass, and
    makes every batch look better than the network was when it met it.
    """
    loss = _loss(model, images, labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return _loss(model, images, labels).item()


def train_step__a_tensor(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> Tensor:
    """You return the loss as a tensor; return it as a Python number.

    The tensor holds on to the whole graph of its step. A list of a thousand losses is then a
    thousand graphs, and memory runs out. `loss.item()` is the number.
    """
    loss = _loss(model, images, labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return loss


def train_step__own_step(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You move the parameters yourself: whatever the optimiser is, it does plain gradient descent.

    Adam and momentum remember earlier gradients. The step is theirs: `optimiser.step()`.
    """
    loss = _loss(model, images, labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.sub_(optimiser.param_groups[0]["lr"] * parameter.grad)
    return loss.item()
