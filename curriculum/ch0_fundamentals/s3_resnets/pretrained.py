"""A small ResNet's numbers, trained on the digits 0 to 4, under the names that torchvision gives.

Its 40 classes are the five digits, each in eight positions (turned by quarter turns, mirrored).
`recipes/pretrain.py` trained it and wrote `data/resnet_digits_0_to_4.npz`.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

SMALL: dict[str, Any] = {
    "n_blocks_per_group": [1, 1, 1],
    "out_features_per_group": [16, 32, 128],
    "first_strides_per_group": [1, 2, 2],
}
"""What `ResNet34` has to be called with to get the same architecture; it ends in 40 classes."""

_FILE = Path(__file__).parent / "data" / "resnet_digits_0_to_4.npz"


class _Checkpoint(nn.Module):
    """Holds tensors under dotted names and cannot compute."""

    def __init__(self, entries: dict[str, Tensor]) -> None:
        super().__init__()
        for name, entry in entries.items():
            *path, last = name.split(".")
            owner: nn.Module = self
            for part in path:
                if part not in dict(owner.named_children()):
                    owner.add_module(part, nn.Module())
                owner = owner.get_submodule(part)
            if last in ("weight", "bias"):
                owner.register_parameter(last, nn.Parameter(entry))
            else:
                owner.register_buffer(last, entry)


def pretrained_resnet() -> nn.Module:
    """A module whose `state_dict()` is that of the pretrained network. It has no forward.

    The names are torchvision's (`conv1.weight`, `layer1.0.bn1.running_mean`, …), the order is that
    in which a picture meets the layers, a shortcut after the branch beside it.
    """
    with np.load(_FILE) as file:
        return _Checkpoint({name: torch.from_numpy(file[name]) for name in file.files})
