"""1,797 handwritten digits of 8 × 8 pixels, in the file `data/digits.npz`.

They are the test part of the “Optical Recognition of Handwritten Digits” data (Alpaydin and Kaynak
1998, UCI Machine Learning Repository, CC BY 4.0), as scikit-learn ships them.
`recipes/make_digits.py` wrote the file.
"""

from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

_FILE = Path(__file__).parent / "data" / "digits.npz"


def load_digits() -> tuple[Float[Tensor, "image=1797 8 8"], Int[Tensor, "image=1797"]]:
    """All pictures and what they show.

    Returns:
        Pictures of shape (image=1797, height=8, width=8), whole numbers from 0 (paper) to 16 (ink)
        as float32, and labels from 0 to 9 of shape (image=1797,), int64.
    """
    with np.load(_FILE) as file:
        images, labels = file["images"], file["labels"]
    return torch.tensor(images, dtype=torch.float32), torch.tensor(labels, dtype=torch.int64)
