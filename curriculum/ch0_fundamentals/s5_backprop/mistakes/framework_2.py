"""Mistakes of the section “A framework”: the first paragraph of a docstring is what the learner
reads.
"""

import numpy as np

from ..autograd import Tensor
from ..solutions import Linear, Parameter, cross_entropy

# ------------------------------------------------------------ Linear


class Linear__plain_tensors(Linear):
    """Weight and bias are Tensors, not Parameters, so `parameters()` does not find them.

    `Module` keeps what is a Parameter. A plain Tensor is an attribute like any other, and the
    layer would never be trained.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        drawn = dict(self._parameters)
        self._parameters.clear()
        for name, param in drawn.items():
            setattr(self, name, Tensor(param.array, requires_grad=True))


class Linear__weight_transposed(Linear):
    """Your weight has shape (in_features, out_features); here, as in torch, it is (out_features,
    in_features).

    Either convention works on its own. Weights that are copied from a framework with the other
    one fit only where the layer is square, and are wrong there.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        self.weight = Parameter(Tensor(self.weight.array.T.copy()))

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x @ self.weight
        return out if self.bias is None else out + self.bias


class Linear__bias_ignored(Linear):
    """The bias is drawn and never added.

    forward is x @ weight.T + bias.
    """

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x @ self.weight.T
        return out


class Linear__bias_always(Linear):
    """With `bias=False` there is a bias all the same.

    Layers that are followed by a normalisation go without: what they would add is subtracted
    again.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features)


class Linear__no_square_root(Linear):
    """You draw between ±1 / in_features; the root is missing.

    A sum of n random terms grows like √n. With 1 / √n the outputs have about the size of the
    inputs; with 1 / n they shrink from layer to layer.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array /= in_features**0.5


class Linear__one_sided(Linear):
    """Your weights are all positive: they are drawn from 0 upwards.

    Weights of one sign make all outputs move together. The interval is -1/√in to +1/√in.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array[...] = np.abs(param.array)


class Linear__normal(Linear):
    """You draw from a normal distribution; here the weights are uniform.

    Both are in use. This one has clear bounds, ±1/√in_features, which no weight exceeds.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array[...] = np.random.normal(size=param.shape) * in_features**-0.5


class Linear__bound_by_outputs(Linear):
    """You draw between ±1 / √out_features; what counts is how many terms are summed, in_features.

    Each output is a sum over the inputs. How many outputs there are beside it changes nothing.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array *= (in_features / out_features) ** 0.5


class Linear__bias_of_zeros(Linear):
    """Your bias begins at zero; here it is drawn like the weights.

    Zeros are in use too, and train as well. torch draws it, with the same bound.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        if self.bias is not None:
            self.bias.array[...] = 0


class Linear__nothing_set_up(Linear):
    """You assign a Parameter before the Module is set up: call `super().__init__()` first.

    The tables of parameters are made in `Module.__init__`. Before that there is nothing to register
    a Parameter in.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        self.weight = Parameter(Tensor(np.zeros((out_features, in_features))))


class Linear__none_before_the_parameter(Linear):
    """You assign None to `self.bias` before the Parameter, and None is what is found ever after.

    None is no Parameter, so it becomes an attribute like any other. The Parameter goes into a
    table, and Python asks `__getattr__` for it only if there is no such attribute. Assign to
    `self.bias` once, in an `if` and an `else`.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        self.__dict__["bias"] = None


class Linear__not_recorded(Linear):
    """The values are right, but no gradient flows back: you compute with arrays.

    Arrays record nothing. `x @ self.weight.T + self.bias` does the same with tensors.
    """

    def forward(self, x: Tensor) -> Tensor:
        out = x.array @ self.weight.array.T
        return Tensor(out if self.bias is None else out + self.bias.array)


# ------------------------------------------------------------ cross_entropy


def cross_entropy__mean(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You return the mean over the batch; here each example keeps its own loss.

    The mean is taken in the training step. Single losses show which examples are hard, and let
    them be weighted.
    """
    return cross_entropy(logits, true_labels).sum() / len(logits)


def cross_entropy__overflows(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Large logits give infinity or NaN: exp(1000) does not fit into a float.

    Softmax does not change if the same number is subtracted from all logits of a row. Subtract
    the largest, and no exponent is above 0; the sum lies between 1 and the number of classes,
    and its logarithm is safe.
    """
    with np.errstate(all="ignore"):
        total = logits.exp().sum(dim=1).log()
        return total - logits[np.arange(len(logits)), true_labels]


def cross_entropy__log_of_softmax(logits: Tensor, true_labels: Tensor) -> Tensor:
    """The probability of an unlikely label is rounded to 0, and its logarithm is minus infinity.

    Subtracting the largest logit keeps exp from overflowing, and it still underflows to 0 for a
    logit that is 1000 smaller. Do not go through the probability at all: log softmax is
    `shifted - log(sum(exp(shifted)))`.
    """
    with np.errstate(all="ignore"):
        shifted: Tensor = logits - logits.array.max(axis=1, keepdims=True)
        odds = shifted.exp()
        share = odds / odds.sum(dim=1, keepdim=True)
        return -share[np.arange(len(logits)), true_labels].log()


def cross_entropy__sign(logits: Tensor, true_labels: Tensor) -> Tensor:
    """The sign is wrong: a better prediction gives you a larger loss.

    A logarithm of a probability is negative or zero. The loss is minus it.
    """
    return -cross_entropy(logits, true_labels)


def cross_entropy__over_examples(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You normalise over the batch (axis 0) instead of over the classes (axis 1).

    Each row of logits is a question of its own, and its probabilities add up to 1.
    """
    shifted: Tensor = logits - logits.array.max(axis=0, keepdims=True)
    share = shifted.exp() / shifted.exp().sum(dim=0, keepdim=True)
    with np.errstate(all="ignore"):
        return -share[np.arange(len(logits)), true_labels].log()


def cross_entropy__whole_columns(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You pick whole columns with the labels: one entry a row is needed, so row numbers have to go
    with them.

    `x[:, labels]` gives, for every row, the columns of all labels. `x[rows, labels]` pairs the
    first row with the first label, the second with the second.
    """
    shifted: Tensor = logits - logits.array.max(axis=1, keepdims=True)
    picked = shifted[slice(None), true_labels]
    return shifted.exp().sum(dim=1).log() - picked


def cross_entropy__softmax_of_large_logits(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Your softmax divides infinity by infinity for large logits, and that is NaN.

    Softmax does not change if the same number is subtracted from all logits of a row: subtract the
    largest. Then do not compute the probability either, which may underflow to 0: the logarithm of
    softmax is `shifted - log(sum(exp(shifted)))`.
    """
    with np.errstate(all="ignore"):
        share = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
        return -share[np.arange(len(logits)), true_labels].log()


# ------------------------------------------------------------ SGD


def cross_entropy__one_maximum_for_all(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You subtract the largest logit of the whole batch; each row needs its own.

    In a row whose logits are all far below that one, every exponential is rounded to 0, and the
    logarithm of their sum is minus infinity. `max(axis=1, keepdims=True)` gives one number a row.
    """
    with np.errstate(all="ignore"):
        shifted: Tensor = logits - logits.array.max()
        return shifted.exp().sum(dim=1).log() - shifted[np.arange(len(logits)), true_labels]


def cross_entropy__maximum_on_one_side(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You subtract the largest logit in the sum of exponentials, and not from the label's logit.

    log(sum(exp(shifted))) is smaller than log(sum(exp(logits))) by the largest logit. Take the
    label's logit from the shifted ones as well, or add the largest again.
    """
    shifted: Tensor = logits - logits.array.max(axis=1, keepdims=True)
    return shifted.exp().sum(dim=1).log() - logits[np.arange(len(logits)), true_labels]


def cross_entropy__not_recorded(logits: Tensor, true_labels: Tensor) -> Tensor:
    """The values are right, but no gradient flows back: you compute with arrays.

    Only the largest logit may be taken from `logits.array`. All else has to be done with tensors.
    """
    return Tensor(cross_entropy(logits, true_labels).array)
