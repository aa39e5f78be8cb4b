"""Mistakes of the section “Layers”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor, nn

from ..solutions import Conv2d, IntOrPair, Linear, force_pair
from ..solutions import conv2d as _conv2d

# ---------------------------------------------------------------- Linear


class _DrawnLinear(Linear):
    """A linear layer whose parameters are drawn in another way."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        with torch.no_grad():
            self.draw(self.weight, in_features, out_features)
            if self.bias is not None:
                self.draw(self.bias, in_features, out_features)

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """Each of them another way."""
        raise NotImplementedError


class Linear__bias_forgotten(Linear):
    """You have a bias and do not add it.

    The layer is x @ weight.T + bias. Without the offset, an input of zeros always gives zeros.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x @ self.weight.T


class Linear__none_added(Linear):
    """You add the bias even where it is None.

    With `bias=False` there is nothing to add. Ask first: `self.bias is None`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        answer: Tensor = x @ self.weight.T + self.bias  # type: ignore[operator]
        return answer


class Linear__weight_transposed(nn.Module):
    """Your weight has shape (in, out); the exercise asks for (out, in).

    torch keeps weights as (out, in), so that row o holds what output o listens to, and the layer
    is x @ weight.T. Saved weights of other people's models come in that shape.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__()
        bound = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(in_features, out_features).uniform_(-bound, bound))
        offsets = torch.empty(out_features).uniform_(-bound, bound)
        self.bias = nn.Parameter(offsets) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Consistent with the fault."""
        return x @ self.weight if self.bias is None else x @ self.weight + self.bias


class Linear__not_a_parameter(nn.Module):
    """Your weights are plain tensors: no optimiser will find them, and no file will hold them.

    `nn.Module` looks at every attribute that is assigned. An `nn.Parameter` is registered, and
    then `parameters()`, `state_dict()` and `to(device)` know it. A tensor is not.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__()
        bound = in_features**-0.5
        self.weight = torch.empty(out_features, in_features).uniform_(-bound, bound)
        self.weight.requires_grad_()
        offsets = torch.empty(out_features).uniform_(-bound, bound)
        self.bias = offsets.requires_grad_() if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        return x @ self.weight.T if self.bias is None else x @ self.weight.T + self.bias


class Linear__always_biased(Linear):
    """You make a bias even where `bias=False`.

    Without bias, `self.bias` is None and there is no such parameter. Layers before a batch
    normalisation are made so, since it would take the offset out again.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__(in_features, out_features)


class Linear__normal(_DrawnLinear):
    """You draw from a normal distribution; the exercise asks for a uniform one.

    `torch.randn` and `nn.init.normal_` have no bound: about a third of the numbers lie outside of
    one standard deviation. `torch.rand` gives 0 to 1, to be stretched and moved;
    `nn.init.uniform_(t, -bound, bound)` does both.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.normal_(0, fan_in**-0.5)


class Linear__fan_out(_DrawnLinear):
    """Your bound uses `out_features`; it is 1/√in_features.

    An output is a sum of `in_features` products. The more there are, the smaller each has to be,
    so that the sum has the size of an input.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(-(fan_out**-0.5), fan_out**-0.5)


class Linear__positive_only(_DrawnLinear):
    """All your numbers are positive: `torch.rand` runs from 0 to 1.

    Stretch it to twice the bound and move it down by the bound: `(2 * torch.rand(…) - 1) * bound`.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(0, fan_in**-0.5)


class Linear__not_scaled(_DrawnLinear):
    """Your numbers run from -1 to 1: the scale 1/√in_features is missing.

    With 1,000 inputs the outputs are then about eighteen times as large as the inputs, in every
    layer anew.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(-1, 1)


class Linear__no_root(_DrawnLinear):
    """Your bound is 1/in_features: the square root is missing.

    Random signs cancel: a sum of n numbers of size s grows like √n · s, not like n · s.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(-1 / fan_in, 1 / fan_in)


class Linear__zero_bias(Linear):
    """Your bias starts at zero; here it starts as the weights do.

    Many libraries start it at zero, and networks train with either. This layer starts as torch's
    does.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__(in_features, out_features, bias)
        if self.bias is not None:
            nn.init.zeros_(self.bias)


class Linear__half_as_wide(_DrawnLinear):
    """Your numbers fill half of the range: `rand - 0.5` runs from -0.5 to 0.5, not from -1 to 1.

    From -bound to bound the range is two bounds wide: `(2 * torch.rand(…) - 1) * bound`.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        bound = 0.5 * fan_in**-0.5
        parameter.uniform_(-bound, bound)


class Linear__bias_fan_out(Linear):
    """Your bias is drawn with the bound 1/√out_features; it is 1/√in_features, as for the weights.

    The bias has `out_features` entries, but each of them is added to a sum of `in_features`
    products, and should be of their size.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__(in_features, out_features, bias)
        if self.bias is not None:
            nn.init.uniform_(self.bias, -(out_features**-0.5), out_features**-0.5)


# ---------------------------------------------------------------- Conv2d


class _DrawnConv2d(Conv2d):
    """A convolution whose weights are drawn in another way."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        super().__init__(in_channels, out_channels, kernel_size, stride, padding)
        with torch.no_grad():
            self.draw(self.weight, *self.weight.shape)

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """Each of them another way."""
        raise NotImplementedError


class Conv2d__channels_swapped(nn.Module):
    """Your weight has shape (in, out, kh, kw); the exercise asks for (out, in, kh, kw).

    The channels that go out come first, as in `Linear`.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        """The fault."""
        super().__init__()
        kh, kw = force_pair(kernel_size)
        bound = (in_channels * kh * kw) ** -0.5
        weight = torch.empty(in_channels, out_channels, kh, kw).uniform_(-bound, bound)
        self.weight = nn.Parameter(weight)
        self.stride, self.padding = stride, padding

    def forward(self, x: Tensor) -> Tensor:
        """Consistent with the fault."""
        return _conv2d(x, self.weight.transpose(0, 1), self.stride, self.padding)


class Conv2d__square_only(Conv2d):
    """You use `kernel_size` as one number; it may be a pair (height, width).

    `kh, kw = force_pair(kernel_size)` works for both.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        """The fault."""
        if not isinstance(kernel_size, int):
            raise TypeError("a size is one number")
        super().__init__(in_channels, out_channels, kernel_size, stride, padding)


class Conv2d__stride_dropped(Conv2d):
    """The layer's stride is not used: it is not passed on.

    `conv2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _conv2d(x, self.weight, 1, self.padding)


class Conv2d__padding_dropped(Conv2d):
    """The layer's padding is not used: it is not passed on.

    `conv2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _conv2d(x, self.weight, self.stride)


class Conv2d__fan_out(_DrawnConv2d):
    """Your bound uses the channels that go out; the sum runs over those that come in.

    Every output is a sum of in_channels · kh · kw products: that is the fan-in.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = (oc * kh * kw) ** -0.5
        weight.uniform_(-bound, bound)


class Conv2d__kernel_not_counted(_DrawnConv2d):
    """Your bound is 1/√in_channels: the kernel's own entries are summed over as well.

    Every output is a sum of in_channels · kh · kw products. Count all of them.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        weight.uniform_(-(ic**-0.5), ic**-0.5)


class Conv2d__normal(_DrawnConv2d):
    """You draw from a normal distribution; the exercise asks for a uniform one.

    `torch.randn` has no bound. `torch.rand` gives 0 to 1, to be stretched to (-bound, bound).
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        weight.normal_(0, (ic * kh * kw) ** -0.5)


class Conv2d__positive_only(_DrawnConv2d):
    """All your weights are positive: `torch.rand` runs from 0 to 1.

    Stretch it to twice the bound and move it down by the bound.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        weight.uniform_(0, (ic * kh * kw) ** -0.5)


class Conv2d__channels_not_counted(_DrawnConv2d):
    """Your bound is 1/√(kh kw): the channels that come in are summed over as well.

    Every output is a sum of in_channels · kh · kw products. Count all of them.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = (kh * kw) ** -0.5
        weight.uniform_(-bound, bound)


class Conv2d__no_root(_DrawnConv2d):
    """Your bound is 1/(in_channels kh kw): the square root is missing.

    Random signs cancel: a sum of n numbers of size s grows like √n · s, not like n · s.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = 1 / (ic * kh * kw)
        weight.uniform_(-bound, bound)


class Conv2d__half_as_wide(_DrawnConv2d):
    """Your numbers fill half of the range: `rand - 0.5` runs from -0.5 to 0.5, not from -1 to 1.

    From -bound to bound the range is two bounds wide: `(2 * torch.rand(…) - 1) * bound`.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = 0.5 * (ic * kh * kw) ** -0.5
        weight.uniform_(-bound, bound)


class Conv2d__not_a_parameter(nn.Module):
    """Your weight is a plain tensor: no optimiser will find it, and no file will hold it.

    `nn.Module` looks at every attribute that is assigned. An `nn.Parameter` is registered, and
    then `parameters()`, `state_dict()` and `to(device)` know it. A tensor is not.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        """The fault."""
        super().__init__()
        kh, kw = force_pair(kernel_size)
        bound = (in_channels * kh * kw) ** -0.5
        self.weight = torch.empty(out_channels, in_channels, kh, kw).uniform_(-bound, bound)
        self.stride, self.padding = stride, padding

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        return _conv2d(x, self.weight, self.stride, self.padding)
