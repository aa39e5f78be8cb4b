"""Write `data/digits.npz` from the digits that scikit-learn ships.

Run from the repository: python -m curriculum.shelf.recipes.digits
Needs scikit-learn. Prints the hash of the pixels, which `design.md` of 0.3 states.
"""

import hashlib
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

FILE = Path(__file__).parent.parent / "data" / "digits.npz"

if __name__ == "__main__":
    digits = load_digits()
    images, labels = digits.images.astype(np.uint8), digits.target.astype(np.uint8)
    np.savez_compressed(FILE, images=images, labels=labels)
    print(f"{len(images)} digits, {FILE.stat().st_size / 1000:.0f} kB,")
    print("sha256", hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest())
