"""Mistakes of the section “A network and one step”: the first paragraph of a docstring is what
the learner reads.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..solutions import ConvNet, training_step
from .common import Optimizer

# ---------------------------------------------------------------- ConvNet


class ConvNet__softmax_at_the_end(ConvNet):
    """You end with a softmax; return the logits, as they are before it.

    The loss takes the softmax itself. Applied twice, it sees numbers between 0 and 1 and can never
    fall below 1.46 with ten classes.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).softmax(1)


class ConvNet__relu_on_logits(ConvNet):
    """You apply a ReLU to the logits, so none can be negative.

    After the last layer nothing follows. A class whose logit has become 0 receives no gradient any
    more.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).relu()


class ConvNet__no_relu_between_linear(ConvNet):
    """No ReLU stands between `fc1` and `fc2`.

    Two linear layers in a row are one linear layer with a product for a matrix: the second adds
    parameters and no power.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        logits: Tensor = self.fc2(self.fc1(x.flatten(1)))
        return logits


class ConvNet__no_relu_after_convolutions(ConvNet):
    """No ReLU follows your convolutions.

    Max pooling is not linear, so the network still learns something; a feature, though, can now
    count against being found.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


class ConvNet__average_pooling(ConvNet):
    """You pool by the average; the exercise asks for the maximum.

    The maximum says whether a feature is there at all, the average how much of the window it fills.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.avg_pool2d(F.relu(self.conv1(x)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


class ConvNet__channels_last(ConvNet):
    """You flatten with the channels last, so `fc1` reads its features in another order.

    Trained from the start that would do no harm. With weights from elsewhere it does: position by
    position, feature k has to mean the same.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2).permute(0, 2, 3, 1)
        logits: Tensor = self.fc2(F.relu(self.fc1(x.flatten(1))))
        return logits


# ---------------------------------------------------------------- training_step


def training_step__gradients_not_cleared(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You never clear the gradients, so each step uses the sum of all gradients so far.

    `backward` adds to `.grad`. Call `optimizer.zero_grad()` before it, once a step.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def training_step__cleared_before_the_step(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You clear the gradients between `backward` and `step`: the optimiser finds none.

    Nothing moves, and nothing complains. Clear before `backward`, or after `step`.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def training_step__softmax_first(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You apply a softmax before `F.cross_entropy`, which applies one itself.

    The loss then sees numbers between 0 and 1 only. Its gradients are small, and it cannot get near
    zero however good the model is. Hand the logits over as they are.
    """
    model.train()
    loss = F.cross_entropy(model(images).softmax(1), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def training_step__summed(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You add up the cross-entropies; the exercise asks for their mean.

    A sum grows with the batch, and so do its gradients: the learning rate would have to change with
    the batch size.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def training_step__loss_after_the_step(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You measure the loss again after the step; the exercise asks for the one before it.

    That costs a second forward pass, and shows the loss on a batch that was learnt a moment ago,
    which flatters.
    """
    training_step(model, optimizer, images, labels)
    with torch.no_grad():
        return F.cross_entropy(model(images), labels).item()


def training_step__all_parameters_by_hand(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You clear the model's gradients and change its parameters yourself; the optimiser never
    steps.

    Plain gradient descent is right for plain SGD only. The optimiser knows which parameters it
    holds, and what Adam remembers of earlier steps.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    model.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    rate = optimizer.param_groups[0]["lr"]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.sub_(rate * torch.as_tensor(parameter.grad))
    return loss.item()


def training_step__evaluation_mode(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You do not put the model into training mode.

    After an evaluation it is still in evaluation mode: dropout stays off, and batch norm neither
    uses nor collects the statistics of the batch.
    """
    loss = F.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def training_step__cleared_afterwards_only(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You clear the gradients after the step only: what was there before the first one has a part
    in it.

    Someone may have called `backward` before, to look at a gradient for instance. Clear before
    `backward`; once more afterwards does no harm.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def training_step__gives_a_tensor(
    model: nn.Module, optimizer: Optimizer, images: Tensor, labels: Tensor
) -> Tensor:
    """You return the loss as a tensor; return it as a Python number.

    The tensor holds on to its graph, and a list of a thousand losses to a thousand graphs.
    `loss.item()` is the number alone.
    """
    model.train()
    loss = F.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss
