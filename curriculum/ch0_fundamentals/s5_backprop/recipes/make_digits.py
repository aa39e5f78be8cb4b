"""Write `data/digits.npz` from scikit-learn's digits.

python -m curriculum.ch0_fundamentals.s5_backprop.recipes.make_digits
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

FILE = Path(__file__).parents[1] / "data" / "digits.npz"


def main() -> None:
    """Pictures of 64 whole numbers from 0 to 16, and labels from 0 to 9."""
    digits = load_digits()
    images, labels = digits.data.astype(np.uint8), digits.target.astype(np.uint8)
    np.savez_compressed(FILE, images=images, labels=labels)
    print(f"{FILE.name}: {len(images)} pictures, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
