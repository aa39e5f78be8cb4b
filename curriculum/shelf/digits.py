"""1,797 handwritten digits of 8 × 8 pixels, in the file `data/digits.npz` beside this one.

They are the test part of the “Optical Recognition of Handwritten Digits” data (Alpaydin and Kaynak
1998, UCI Machine Learning Repository, CC BY 4.0), as scikit-learn ships them. `recipes/digits.py`
wrote the file. Sets that use them have a module of their own, which gives the form they work with.
"""

from pathlib import Path

import numpy as np
from jaxtyping import UInt8

_FILE = Path(__file__).parent / "data" / "digits.npz"


def stored_digits() -> tuple[UInt8[np.ndarray, "image=1797 8 8"], UInt8[np.ndarray, "image=1797"]]:
    """All pictures and what they show.

    Returns:
        Pictures of shape (image=1797, height=8, width=8), whole numbers from 0 (paper) to 16 (ink),
        and labels from 0 to 9 of shape (image=1797,).
    """
    with np.load(_FILE) as file:
        return file["images"], file["labels"]
