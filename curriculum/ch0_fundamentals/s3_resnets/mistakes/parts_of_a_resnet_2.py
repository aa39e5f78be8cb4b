"""Mistakes of the section “The parts of a ResNet”: the first paragraph of a docstring is what
the learner reads.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..solutions import BatchNorm2d, BlockGroup, ResidualBlock, ResNet34, Sequential

# ---------------------------------------------------------------- ResidualBlock


class ResidualBlock__skip_after_relu(ResidualBlock):
    """You apply the last ReLU to the left branch before adding: it belongs after the sum.

    Then a block can only add to what flows past it and never take away, and sums grow from block to
    block.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        added: Tensor = F.relu(self.left(x)) + self.right(x)
        return added


class ResidualBlock__no_last_relu(ResidualBlock):
    """No ReLU follows the sum.

    He et al. (2016) end each block with one. (A later variant does without, and moves ReLU and
    batch norm before the convolutions.)
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        out: Tensor = self.left(x) + self.right(x)
        return out


class ResidualBlock__no_skip(ResidualBlock):
    """You do not add the right branch.

    Without the sum it is two plain layers, and the gradient has no short way back.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        shortcut = self.right(x)
        return F.relu(self.left(x) + 0 * shortcut)


class ResidualBlock__stride_in_second(ResidualBlock):
    """Your second convolution has the stride; the first one should.

    Both give the same shapes. With the stride in the second, the first works at full size, which
    costs more, and weights trained the other way do not fit.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        for place, stride in ((0, 1), (3, first_stride)):
            setattr(self.left[place], "stride", (stride, stride))  # noqa: B010


class ResidualBlock__shortcut_without_norm(ResidualBlock):
    """Your right branch has a convolution and no batch norm.

    The left branch ends in a batch norm; without one on the right, the two sums have unrelated
    scales.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        if not isinstance(self.right, nn.Identity):
            self.right = Sequential(self.right[0])  # type: ignore[index]


class ResidualBlock__shortcut_always(ResidualBlock):
    """Your right branch always has a convolution; where shape and channels stay, it is the
    identity.

    The untouched path is the point: through it the gradient arrives as it left.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        if isinstance(self.right, nn.Identity):
            self.right = Sequential(
                nn.Conv2d(in_feats, out_feats, 1, bias=False), BatchNorm2d(out_feats)
            )


class ResidualBlock__stride_decides_alone(ResidualBlock):
    """Your right branch looks at the stride only: with stride 1 it is the identity even if the
    channels differ.

    Then the sum adds tensors with different numbers of channels, which fails, or broadcasts if one
    of them is 1.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        if first_stride == 1:
            self.right = nn.Identity()


class ResidualBlock__right_first(ResidualBlock):
    """You make the right branch before the left one, so the state dict has another order.

    Attributes are registered in the order in which they are assigned. `copy_weights` goes by that
    order, so a reference's numbers would land in other layers.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        left = self.left
        del self.left
        self.left = left


class ResidualBlock__convolutions_with_bias(ResidualBlock):
    """Your convolutions have a bias.

    The batch norm behind each of them subtracts the mean, and any bias with it; its own `bias` does
    that work. Write `bias=False`.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                layer.register_parameter("bias", nn.Parameter(torch.zeros(out_feats)))


class ResidualBlock__no_inner_relu(ResidualBlock):
    """No ReLU stands between the two convolutions of the left branch.

    Convolution, scaling, convolution: without a ReLU between them they are one larger linear
    convolution.
    """

    def __init__(self, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(in_feats, out_feats, first_stride)
        self.left[2] = nn.Identity()


class ResidualBlock__two_relus(ResidualBlock):
    """A ReLU stands at the end of the left branch as well; only one is asked, after the sum.

    Then the branch can only add to what flows past it and never take away.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return F.relu(F.relu(self.left(x)) + self.right(x))


# ---------------------------------------------------------------- BlockGroup


class BlockGroup__stride_everywhere(BlockGroup):
    """Every block of yours has the stride; only the first should.

    The picture is halved in each block and soon has nothing left to halve. And every block needs a
    convolution in its right branch.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        for place in range(1, n_blocks):
            self.blocks[place] = ResidualBlock(out_feats, out_feats, first_stride)


class BlockGroup__stride_in_the_last(BlockGroup):
    """Your last block has the stride; the first one should.

    The shapes at the end agree, but all blocks before the last work at full size.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        if n_blocks > 1:
            self.blocks[0] = ResidualBlock(in_feats, out_feats)
            self.blocks[-1] = ResidualBlock(out_feats, out_feats, first_stride)


class BlockGroup__one_too_many(BlockGroup):
    """You have one block too many: the first is one of the `n_blocks`.

    After the first block, n_blocks - 1 remain.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks + 1, in_feats, out_feats, first_stride)


class BlockGroup__same_block_repeated(BlockGroup):
    """Your later blocks are one and the same object, with the same weights.

    `[block] * n` repeats a reference. A list comprehension makes a new block each time.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        for place in range(2, n_blocks):
            self.blocks[place] = self.blocks[1]


class BlockGroup__channels_changed_last(BlockGroup):
    """Your last block changes the channels; the first one should.

    All blocks after the first take and give `out_feats` channels.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        for place in range(n_blocks):
            outs = out_feats if place == n_blocks - 1 else in_feats
            self.blocks[place] = ResidualBlock(in_feats, outs, 1 if place else first_stride)


class BlockGroup__plain_list(BlockGroup):
    """You keep the blocks in a Python list, where `nn.Module` does not see them.

    They run, and `parameters()` and the state dict know nothing of them, so they are never trained
    and never loaded. Put them into your `Sequential`.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats, first_stride)
        blocks = list(self.blocks.children())
        del self.blocks
        object.__setattr__(self, "hidden", blocks)

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        hidden: Any = self.hidden
        for block in hidden:
            x = block(x)
        return x


class BlockGroup__stride_lost(BlockGroup):
    """You do not hand `first_stride` on to the first block.

    It then has its default of 1, and the picture keeps its size.
    """

    def __init__(self, n_blocks: int, in_feats: int, out_feats: int, first_stride: int = 1) -> None:
        super().__init__(n_blocks, in_feats, out_feats)


# ---------------------------------------------------------------- ResNet34


class ResNet34__no_max_pool(ResNet34):
    """The stem has no max pooling, so all groups work on pictures of twice the height and width.

    The network still runs, four times as slowly, since the average pool takes any size.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        self.in_layers[3] = nn.Identity()
        logits: Tensor = super().forward(x)
        return logits


class ResNet34__no_stem_relu(ResNet34):
    """The stem has no ReLU between its batch norm and its max pooling.

    Every convolution of the network is followed by batch norm and then ReLU, the first one too.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        self.in_layers[2] = nn.Identity()
        logits: Tensor = super().forward(x)
        return logits


class ResNet34__pool_without_padding(ResNet34):
    """Your max pooling has no padding.

    With padding 1 a picture of even size is halved exactly; without, a row and a column are lost.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        self.in_layers[3] = nn.MaxPool2d(3, stride=2)
        logits: Tensor = super().forward(x)
        return logits


class ResNet34__softmax_at_the_end(ResNet34):
    """You end with a softmax; return the logits, as they are before it.

    The loss takes the softmax itself; applied twice, it can never come near zero.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).softmax(1)


class ResNet34__stem_with_bias(ResNet34):
    """The stem's convolution has a bias.

    A batch norm follows and subtracts it again. Write `bias=False`.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.in_layers[0] = nn.Conv2d(3, 64, 7, stride=2, padding=3)


class ResNet34__strides_ignored(ResNet34):
    """All your groups after the first have stride 2, whatever strides are given.

    Use `first_strides_per_group`: position by position it belongs to the same group as the blocks
    and the channels.
    """

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        strides = [1] + [2] * (len(n_blocks_per_group) - 1)
        super().__init__(n_blocks_per_group, out_features_per_group, strides, n_classes)


class ResNet34__classes_ignored(ResNet34):
    """Your last layer has 1000 classes, whatever `n_classes` says.

    1000 is the default of the parameter, not a constant of the network.
    """

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        super().__init__(n_blocks_per_group, out_features_per_group, first_strides_per_group)


class ResNet34__features_assumed(ResNet34):
    """Your last layer takes 512 features, whatever the last group gives.

    512 is the default. The last entry of `out_features_per_group` says how many there are.
    """

    def __init__(
        self,
        n_blocks_per_group: Sequence[int] = (3, 4, 6, 3),
        out_features_per_group: Sequence[int] = (64, 128, 256, 512),
        first_strides_per_group: Sequence[int] = (1, 2, 2, 2),
        n_classes: int = 1000,
    ) -> None:
        super().__init__(
            n_blocks_per_group, out_features_per_group, first_strides_per_group, n_classes
        )
        self.out_layers[-1] = nn.Linear(512, n_classes)
