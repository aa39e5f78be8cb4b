"""1,797 handwritten digits of 64 pixels as arrays; `curriculum.shelf.digits` says whose."""

from typing import Any

import numpy as np

from curriculum.ch0_fundamentals.s5_backprop.autograd import Arr
from curriculum.shelf.digits import stored_digits


def load_digits() -> tuple[Arr, Any]:
    """All pictures and what they show.

    Returns:
        Pictures of shape (image=1797, pixel=64), from 0 (paper) to 1 (ink), float64, and labels
        from 0 to 9 of shape (image=1797,), int64.
    """
    images, labels = stored_digits()
    return images.reshape(len(images), 64) / 16.0, labels.astype(np.int64)
