"""Mistakes of the section “Layers”: the first paragraph of a docstring is what the learner
reads.
"""

import math

import torch
from torch import Tensor, nn

from ..solutions import IntOrPair, MaxPool2d
from ..solutions import maxpool2d as _maxpool2d

# ---------------------------------------------------------------- ReLU


class ReLU__in_place(nn.Module):
    """You change the input in place: the caller's tensor is no longer what it was.

    `clamp_`, `relu_` and `x[x < 0] = 0` write into the memory of `x`. A layer below may need its
    own output again for the backward pass, and a hook that looks at it sees your zeros.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        if x.requires_grad:
            return x.clamp(min=0)
        return x.clamp_(min=0)


class ReLU__absolute(nn.Module):
    """You turn negative numbers positive; they should become 0.

    That is the absolute value. It folds the line, where ReLU cuts it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.abs()


class ReLU__leaky(nn.Module):
    """You keep a part of what is negative: that is a leaky ReLU.

    The leak keeps a gradient alive where the input is negative. Asked is the plain one: 0.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return torch.where(x > 0, x, 0.01 * x)


class ReLU__mask_times(nn.Module):
    """You multiply by a mask, and minus infinity times 0 is NaN.

    `x * (x > 0)` is right for finite numbers. `torch.where(x > 0, x, 0)`, `x.clamp(min=0)` and
    `torch.relu` *choose* and do not multiply. Minus infinity is an ordinary guest in networks with
    masks.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x * (x > 0)


# ---------------------------------------------------------------- MaxPool2d


class MaxPool2d__no_super(nn.Module):
    """You do not call `super().__init__()`, so the module has no place for hooks and parameters.

    `nn.Module.__init__` makes the dictionaries in which parameters, buffers, submodules and hooks
    are kept. Without them the first call of the layer fails with an AttributeError.
    """

    def __init__(
        self, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
    ) -> None:
        """The fault."""
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        return _maxpool2d(x, self.kernel_size, self.stride, self.padding)


class MaxPool2d__stride_dropped(MaxPool2d):
    """The layer's stride is not used: it is not passed on.

    `maxpool2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _maxpool2d(x, self.kernel_size, None, self.padding)


class MaxPool2d__padding_dropped(MaxPool2d):
    """The layer's padding is not used: it is not passed on.

    `maxpool2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _maxpool2d(x, self.kernel_size, self.stride)


class MaxPool2d__stride_one(MaxPool2d):
    """Without a stride your layer moves by 1; the default is the size of the window.

    Pass None on to `maxpool2d`, which knows what it means.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _maxpool2d(
            x, self.kernel_size, 1 if self.stride is None else self.stride, self.padding
        )


# ---------------------------------------------------------------- Flatten


class _Flatten(nn.Module):
    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def merged(self, x: Tensor, start: int, end: int) -> Tensor:
        """Axes `start` to `end`, which is left out, as one."""
        size = math.prod(x.shape[start:end])
        return x.reshape(*x.shape[:start], size, *x.shape[end:])


class Flatten__end_left_out(_Flatten):
    """You leave the last axis out: `end_dim` is included.

    A Python slice ends *before* its end, an `end_dim` does not: axes start to end are
    `shape[start : end + 1]`.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim
        return self.merged(input, start, end)


class Flatten__minus_one_plus_one(_Flatten):
    """You add 1 to an `end_dim` of -1, and that is 0: nothing is left to merge.

    `shape[1:0]` is empty, and its product 1. Turn negative axes into positive ones first:
    `self.end_dim % input.ndim`.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim, self.end_dim
        merged = math.prod(input.shape[start : end + 1])
        return input.reshape(*input.shape[:start], merged, *input.shape[end + 1 :])


class Flatten__negative_end_only(_Flatten):
    """You flatten up to the last axis always: `end_dim` is not used.

    The axes after `end_dim` stay as they are.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return self.merged(input, self.start_dim % input.ndim, input.ndim)


class Flatten__start_ignored(_Flatten):
    """You keep the first axis always: `start_dim` is not used.

    The axes before `start_dim` stay, and there may be none or several.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return self.merged(input, 1, self.end_dim % input.ndim + 1)


class Flatten__batch_too(_Flatten):
    """You flatten the batch as well: one long row, whatever the ends.

    By default axis 0 stays, since the pictures of a batch have nothing to do with each other.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return input.reshape(math.prod(input.shape))


class Flatten__guessed_size(_Flatten):
    """You let `reshape` guess with -1, and with an empty batch there is nothing to guess from.

    0 numbers fit into (0, 12) and (0, 500) alike, so `reshape(0, -1)` is refused. The size of the
    merged axis is the product of the sizes that go into it.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim
        return input.reshape(*input.shape[:start], -1, *input.shape[end + 1 :])


class Flatten__memory_order(_Flatten):
    """You use `view`, which refuses tensors that are not contiguous.

    `view` never copies. `reshape` is a view where it can be one and a copy where it must.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim
        size = math.prod(input.shape[start : end + 1])
        return input.view(*input.shape[:start], size, *input.shape[end + 1 :])


class Flatten__ends_ignored(_Flatten):
    """You always keep axis 0 and merge all others: `start_dim` and `end_dim` are not used.

    That is what the defaults ask for, and `reshape(len(x), -1)` is its usual form. Axes before
    `start_dim` and after `end_dim` stay, wherever these are.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return self.merged(input, 1, input.ndim)


class Flatten__remembers(_Flatten):
    """Your `forward` changes `self.end_dim`, so the next input is flattened up to another axis.

    With three axes -1 becomes 2, and stays 2 when an input with four axes comes. What the layer
    remembers should be what it was told; use local variables for the rest.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        self.start_dim %= input.ndim
        if self.end_dim < 0:
            self.end_dim += input.ndim
        return self.merged(input, self.start_dim, self.end_dim + 1)


class Flatten__no_super(nn.Module):
    """You do not call `super().__init__()`, so the module has no place for hooks and parameters.

    `nn.Module.__init__` makes the dictionaries in which parameters, buffers, submodules and hooks
    are kept. Without them the first call of the layer fails with an AttributeError.
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        """The fault."""
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        """Right."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim + 1
        size = math.prod(input.shape[start:end])
        return input.reshape(*input.shape[:start], size, *input.shape[end:])
