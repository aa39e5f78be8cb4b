"""1,797 handwritten digits of 8 × 8 pixels, in the file `data/digits.npz`.

They are the test part of the “Optical Recognition of Handwritten Digits” data (Alpaydin and Kaynak
1998, UCI Machine Learning Repository, CC BY 4.0), as scikit-learn ships them.
`recipes/make_digits.py` wrote the file.
"""

from pathlib import Path
from typing import Any

import numpy as np

from curriculum.ch0_fundamentals.s5_backprop.autograd import Arr

_FILE = Path(__file__).parent / "data" / "digits.npz"


def load_digits() -> tuple[Arr, Any]:
    """All pictures and what they show.

    Returns:
        Pictures of shape (image=1797, pixel=64), from 0 (paper) to 1 (ink), float64, and labels
        from 0 to 9 of shape (image=1797,), int64.
    """
    with np.load(_FILE) as file:
        images, labels = file["images"], file["labels"]
    return images / 16.0, labels.astype(np.int64)
