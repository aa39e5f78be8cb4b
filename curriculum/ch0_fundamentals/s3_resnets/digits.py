"""1,797 handwritten digits of 8 × 8 pixels as tensors; `curriculum.shelf.digits` says whose."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from curriculum.shelf.digits import stored_digits


def load_digits() -> tuple[Float[Tensor, "image=1797 8 8"], Int[Tensor, "image=1797"]]:
    """All pictures and what they show.

    Returns:
        Pictures of shape (image=1797, height=8, width=8), whole numbers from 0 (paper) to 16 (ink)
        as float32, and labels from 0 to 9 of shape (image=1797,), int64.
    """
    images, labels = stored_digits()
    return torch.tensor(images, dtype=torch.float32), torch.tensor(labels, dtype=torch.int64)
