"""Mistakes of the section “The parts of a ResNet”: the first paragraph of a docstring is what
the learner reads.
"""

import torch
from torch import Tensor, nn

from ..solutions import BatchNorm2d, Sequential

# ---------------------------------------------------------------- Sequential


class Sequential__plain_list(nn.Module):
    """You keep the modules in a Python list, where `nn.Module` does not see them.

    Parameters, state dict, `eval()` and `to()` go through registered children. An attribute that is
    a module is registered; a list of modules is not. Use `add_module`, or `nn.ModuleList`.
    """

    def __init__(self, *modules: nn.Module) -> None:
        super().__init__()
        self.steps = list(modules)

    def __getitem__(self, index: int) -> nn.Module:
        """Right."""
        return self.steps[index]

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """Right."""
        self.steps[index] = module

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for module in self.steps:
            x = module(x)
        return x


class Sequential__module_list(nn.Module):
    """Your modules are called `steps.0`, `steps.1`, …; their names should be `0`, `1`, ….

    A `ModuleList` registers its members under its own name. For weights saved elsewhere the names
    of the state dict are the interface.
    """

    def __init__(self, *modules: nn.Module) -> None:
        super().__init__()
        self.steps = nn.ModuleList(modules)

    def __getitem__(self, index: int) -> nn.Module:
        """Right."""
        return self.steps[index]

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """Right."""
        self.steps[index] = module

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for module in self.steps:
            x = module(x)
        return x


class Sequential__input_every_time(Sequential):
    """Every module receives the first input; only the last one's answer is returned.

    Each module has to receive what the one before it gave: write `x = module(x)`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out = x
        for module in self.children():
            out = module(x)
        return out


class Sequential__no_negative_index(Sequential):
    """Negative places are unknown to you: `model[-1]` looks for a module with the name "-1".

    The names are "0", "1", …. Turn a negative number into a place first, as lists do.
    """

    def __getitem__(self, index: int) -> nn.Module:
        """The fault."""
        return self._modules[str(index)]  # type: ignore[return-value]

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """The fault."""
        self._modules[str(index)] = module


class Sequential__replaced_at_the_end(Sequential):
    """`model[i] = module` adds a module at the end; the old one stays where it was.

    A module has to be registered under the name of the one it replaces.
    """

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """The fault."""
        self.add_module(str(len(self._modules)), module)


class Sequential__wraps_around(Sequential):
    """A place that does not exist gives a module all the same: the remainder wraps around.

    `index % len` makes -1 the last place, and makes 3 the first of three. A loop that runs too far
    then goes on without a word. Refuse what is out of range first.
    """

    def __getitem__(self, index: int) -> nn.Module:
        """The fault."""
        return super().__getitem__(index % len(self._modules))

    def __setitem__(self, index: int, module: nn.Module) -> None:
        """The fault."""
        super().__setitem__(index % len(self._modules), module)


# ---------------------------------------------------------------- BatchNorm2d


def _channels(t: Tensor) -> Tensor:
    return t[:, None, None]


class BatchNorm2d__biased_running_variance(BatchNorm2d):
    """Your running variance takes the biased variance; it should take the unbiased one.

    The batch is normalised by its own variance, which divides by n. What is stored for later is an
    estimate for *all* data, and that estimate divides by n - 1. torch does the same.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        before = self.running_var.clone()
        out: Tensor = super().forward(x)
        if self.training:
            self.running_var = before.lerp(x.detach().var((0, 2, 3), correction=0), self.momentum)
        return out


class BatchNorm2d__unbiased_normalisation(BatchNorm2d):
    """You normalise by the unbiased variance, which divides by n - 1; divide by n instead.

    `Tensor.var` divides by n - 1 unless told otherwise: `correction=0`. With it the output has
    variance 1 exactly.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            return out
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
        scale = self.weight / (var + self.eps).sqrt()
        return (x - _channels(mean)) * _channels(scale) + _channels(self.bias)


class BatchNorm2d__momentum_swapped(BatchNorm2d):
    """Your momentum is the share of the *old* value; in batch norm it is the share of the new one.

    running = (1 - momentum) · running + momentum · batch. In optimisers the word means the
    opposite, which is the trap. With 0.1 taken the other way, the statistics are those of the last
    batch.
    """

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__(num_features, eps, 1 - momentum)


class BatchNorm2d__batch_statistics_always(BatchNorm2d):
    """In evaluation mode you still use the batch's statistics.

    Then the answer for a picture depends on the company it is in, and a single pixel normalised by
    itself is 0. `self.training` says which mode it is.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        training, self.training = self.training, True
        kept = {n: b.clone() for n, b in self.named_buffers()}
        out: Tensor = super().forward(x)
        self.training = training
        if not training:
            for n, b in self.named_buffers():
                b.copy_(kept[n])
        return out


class BatchNorm2d__updated_in_evaluation(BatchNorm2d):
    """Your running statistics change in evaluation mode as well.

    A measurement must not change the model. Update them only if `self.training`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            self.running_mean.lerp_(x.mean((0, 2, 3)), self.momentum)
            self.running_var.lerp_(x.var((0, 2, 3)).nan_to_num(), self.momentum)
            self.num_batches_tracked += 1
        return out


class BatchNorm2d__not_buffers(nn.Module):
    """Your running statistics are plain attributes, not buffers, so the state dict lacks them.

    Saved and loaded, the model would be normalised by zeros and ones. Buffers also move with
    `model.to(device)`. Use `self.register_buffer(name, tensor)`.
    """

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__()
        self.inner = [BatchNorm2d(num_features, eps, momentum)]
        self.weight, self.bias = self.inner[0].weight, self.inner[0].bias

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        out: Tensor = self.inner[0].train(self.training)(x)
        return out


class BatchNorm2d__statistics_as_parameters(BatchNorm2d):
    """Your running statistics are parameters; an optimiser would train them.

    They are measured, not learnt. A buffer is saved like a parameter and has no gradient.
    """

    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1) -> None:
        super().__init__(num_features, eps, momentum)
        for name in ("running_mean", "running_var"):
            value = getattr(self, name)
            delattr(self, name)
            self.register_parameter(name, nn.Parameter(value))


class BatchNorm2d__affine_unused(BatchNorm2d):
    """`weight` and `bias` are not used.

    Without them a layer could give nothing but mean 0 and variance 1; they let it undo the
    normalisation where that is better.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return (super().forward(x) - _channels(self.bias)) / _channels(self.weight)


class BatchNorm2d__each_picture(BatchNorm2d):
    """You average over height and width only, so each picture is normalised by itself.

    That is instance normalisation. Batch normalisation has one mean for each channel, over axes 0,
    2 and 3.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            return out
        mean = x.mean((2, 3), keepdim=True)
        var = x.var((2, 3), correction=0, keepdim=True)
        out = (x - mean) / (var + self.eps).sqrt()
        return out * _channels(self.weight) + _channels(self.bias)


class BatchNorm2d__each_place(BatchNorm2d):
    """You average over the batch only, so each place of the picture has statistics of its own.

    A convolution does the same at every place, and so does its normalisation: average over axes 0,
    2 and 3.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        if not self.training:
            return out
        out = (x - x.mean(0)) / (x.var(0, correction=0) + self.eps).sqrt()
        return out * _channels(self.weight) + _channels(self.bias)


class BatchNorm2d__eps_outside(BatchNorm2d):
    """You add `eps` to the root; it belongs under it.

    For ordinary variances nobody sees the difference; where the variance is tiny, √(var + eps) is
    about √eps = 0.003 and your sum is about eps.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
        root = torch.where(var > 0, var, 1e-24).sqrt()  # a finite gradient at 0
        out = (x - _channels(mean)) / _channels(root + self.eps)
        return out * _channels(self.weight) + _channels(self.bias)


class BatchNorm2d__graph_kept(BatchNorm2d):
    """Your running statistics remember the graph of the batches that made them.

    Memory grows with every step, and the second `backward` fails or goes through old batches.
    Update them under `torch.no_grad()`, or with `.detach()`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        mean, var, tracked = self.running_mean, self.running_var, self.num_batches_tracked
        out: Tensor = super().forward(x)
        if self.training and torch.is_grad_enabled() and x.requires_grad:
            m = self.momentum
            self.running_mean = (1 - m) * mean.detach() + m * x.mean((0, 2, 3))
            self.running_var = (1 - m) * var.detach() + m * x.var((0, 2, 3))
            self.num_batches_tracked = tracked
        return out


class BatchNorm2d__statistics_without_gradient(BatchNorm2d):
    """You compute the batch's mean and variance without gradients; x acts through them as well.

    Only the running statistics belong under `torch.no_grad()`. What the batch is normalised by
    depends on every entry of x, and the gradient of x knows that.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            super().forward(x)
        mean, var = x.detach().mean((0, 2, 3)), x.detach().var((0, 2, 3), correction=0)
        scale = self.weight / (var + self.eps).sqrt()
        return (x - _channels(mean)) * _channels(scale) + _channels(self.bias)


class BatchNorm2d__never_counted(BatchNorm2d):
    """`num_batches_tracked` stays at 0: it counts the batches of training mode.

    torch uses it where momentum is None, for an average over all batches. It is in every
    checkpoint, so yours needs it as well.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = super().forward(x)
        self.num_batches_tracked.zero_()
        return out


# ---------------------------------------------------------------- AveragePool


class AveragePool__axes_kept(nn.Module):
    """You keep height and width as axes of size one; the answer has shape (b, c).

    A linear layer works on the last axis, which would be one of those. Leave `keepdim` out, or
    flatten.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.mean((2, 3), keepdim=True)


class AveragePool__maximum(nn.Module):
    """You take the maximum; the exercise asks for the mean.

    Both are used as global pooling. The mean passes gradients to every place, the maximum to one.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.amax((2, 3))


class AveragePool__over_channels(nn.Module):
    """You average over the channels too, and one number a picture is left.

    The channels are the features that the last layer needs. Only height and width go.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.mean((1, 2, 3))


class AveragePool__sum(nn.Module):
    """You add up and do not divide by the number of places.

    A larger picture would give larger features, and the layer after it would see other sizes than
    it was trained on.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.sum((2, 3))
