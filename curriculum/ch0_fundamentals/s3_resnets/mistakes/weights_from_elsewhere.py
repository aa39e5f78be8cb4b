"""Mistakes of the section “Weights from elsewhere”: the first paragraph of a docstring is what
the learner reads.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..solutions import MEAN, STD, copy_weights, prepare_data

# ---------------------------------------------------------------- copy_weights


def copy_weights__parameters_only(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You copy parameters and forget the buffers.

    The running statistics of batch norm are buffers. Without them a pretrained network, in
    evaluation mode, is normalised by zeros and ones.
    """
    pairs = zip(my_resnet.parameters(), pretrained_resnet.parameters(), strict=True)
    with torch.no_grad():
        for mine, theirs in pairs:
            if mine.shape != theirs.shape:
                raise ValueError("the shapes differ")
            mine.copy_(theirs)
    return my_resnet


def copy_weights__by_name(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You load by name with `strict=False`, and since no name fits, nothing is loaded.

    `strict=False` turns every misspelling into silence. Read what `load_state_dict` returns, or
    stay strict.
    """
    my_resnet.load_state_dict(pretrained_resnet.state_dict(), strict=False)
    return my_resnet


def copy_weights__sorted_names(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You sort the names, so entries of different layers meet.

    A state dict comes in the order in which layers were made, which is what the two networks share.
    Alphabetical order depends on what layers are called.
    """
    mine, theirs = my_resnet.state_dict(), pretrained_resnet.state_dict()
    pairs = zip(sorted(mine), sorted(theirs), strict=True)
    my_resnet.load_state_dict({m: theirs[t] for m, t in pairs})
    return my_resnet


def copy_weights__shares_memory(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """Your network shares its memory with the reference: whoever trains one changes the other.

    `a.data = b` makes two names for one piece of memory. `a.copy_(b)` and `load_state_dict` move
    numbers.
    """
    theirs = list(pretrained_resnet.state_dict().values())
    mine = list(my_resnet.state_dict(keep_vars=True).values())
    if [m.shape for m in mine] != [t.shape for t in theirs]:
        raise ValueError("the shapes differ")
    for m, t in zip(mine, theirs, strict=True):
        m.data = t.data
    return my_resnet


def copy_weights__other_way_round(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You copy your numbers into the reference.

    The pretrained numbers are lost, and your network is as it was.
    """
    copy_weights(pretrained_resnet, my_resnet)
    return my_resnet


def copy_weights__rest_ignored(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You stop at the shorter state dict: a network with more or fewer layers is accepted.

    `zip` without `strict=True` drops the rest silently. What is left over tells that the two are
    not the same architecture.
    """
    mine, theirs = my_resnet.state_dict(), pretrained_resnet.state_dict()
    pairs = dict(zip(mine, theirs.values(), strict=False))
    my_resnet.load_state_dict(mine | pairs)
    return my_resnet


def copy_weights__names_not_translated(
    my_resnet: nn.Module, pretrained_resnet: nn.Module
) -> nn.Module:
    """You load the reference's state dict under its own names, which your network does not have.

    `load_state_dict` looks every entry up by name. Make a dict of *your* names and *their* values
    first: the order is what both share.
    """
    my_resnet.load_state_dict(pretrained_resnet.state_dict())
    return my_resnet


def copy_weights__rest_of_the_reference_ignored(
    my_resnet: nn.Module, pretrained_resnet: nn.Module
) -> nn.Module:
    """What the reference has beyond your entries is dropped: a longer network is accepted.

    `zip` stops at the shorter of the two, and `load_state_dict` misses only what is missing in
    yours. `zip(…, strict=True)` raises for either.
    """
    pairs = zip(my_resnet.state_dict(), pretrained_resnet.state_dict().values(), strict=False)
    my_resnet.load_state_dict(dict(pairs))
    return my_resnet


def copy_weights__shapes_broadcast(my_resnet: nn.Module, pretrained_resnet: nn.Module) -> nn.Module:
    """You copy with `copy_`, which broadcasts: an entry of another shape is repeated to fit.

    A layer with one output then fills one with two, and nothing is raised. Compare the shapes
    first, or use `load_state_dict`, which does.
    """
    mine, theirs = my_resnet.state_dict().values(), pretrained_resnet.state_dict().values()
    for m, t in zip(mine, theirs, strict=True):
        m.copy_(t)
    return my_resnet


# ---------------------------------------------------------------- prepare_data


def prepare_data__not_normalised(images: Sequence[Tensor]) -> Tensor:
    """You do not shift and scale by MEAN and STD.

    A pretrained network expects the numbers it was trained on. Others give answers without a word
    of complaint.
    """
    resized = [F.interpolate(i[None, None] / 16, size=(32, 32)) for i in images]
    return torch.cat(resized).expand(-1, 3, -1, -1)


def prepare_data__not_divided(images: Sequence[Tensor]) -> Tensor:
    """You do not divide by 16 before MEAN and STD.

    These belong to pictures between 0 and 1.
    """
    return prepare_data([16 * i.float() for i in images])


def prepare_data__by_255(images: Sequence[Tensor]) -> Tensor:
    """You divide by 255; these pictures go from 0 to 16.

    After that all of them are nearly black. Look at the largest value before you scale.
    """
    return prepare_data([i * (16 / 255) for i in images])


def prepare_data__smooth(images: Sequence[Tensor]) -> Tensor:
    """You resize by bilinear interpolation; the exercise asks for nearest neighbours.

    Both are common. What counts is to do what was done in training.
    """
    resized = [
        F.interpolate(i[None, None].float() / 16, size=(32, 32), mode="bilinear") for i in images
    ]
    pictures = torch.cat(resized).expand(-1, 3, -1, -1)
    return (pictures - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def prepare_data__one_channel_statistics(images: Sequence[Tensor]) -> Tensor:
    """You use the first number of MEAN and STD for all channels.

    Each channel has its own. Give them the shape (3, 1, 1), so that they meet the channel axis.
    """
    resized = [F.interpolate(i[None, None] / 16, size=(32, 32)) for i in images]
    return (torch.cat(resized).expand(-1, 3, -1, -1) - MEAN[0]) / STD[0]


def prepare_data__std_first(images: Sequence[Tensor]) -> Tensor:
    """You divide by STD before you subtract MEAN.

    (x - mean) / std is not x / std - mean. The mean is in the unit of the pixels.
    """
    return prepare_data(images) + _gap()


def _gap() -> Tensor:
    """x / std - mean, less (x - mean) / std."""
    mean, std = torch.tensor(MEAN), torch.tensor(STD)
    return (mean / std - mean)[:, None, None]
