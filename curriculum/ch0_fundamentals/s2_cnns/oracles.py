"""Where the expected answers come from: slow loops over plain numbers, or torch's own operators."""

import torch
from torch import Tensor, nn


def strided_column(mat: Tensor, column: int) -> Tensor:
    """By indexing."""
    return mat[:, column]


def repeat_rows(vec: Tensor, num_rows: int) -> Tensor:
    """By expanding."""
    return vec.expand(num_rows, -1)


def sliding_windows(vec: Tensor, width: int) -> Tensor:
    """By unfolding."""
    if not 1 <= width <= len(vec):
        raise ValueError("the window does not fit")
    return vec.unfold(0, width, 1)


def split_blocks(mat: Tensor, height: int, width: int) -> Tensor:
    """By unfolding both axes with a step of their own width."""
    return mat.unfold(0, height, height).unfold(1, width, width)


def contact_sheet(image: Tensor, height: int, width: int) -> Tensor:
    """One window after another, put beside its neighbours."""
    rows, cols = image.shape[0] - height + 1, image.shape[1] - width + 1
    return torch.cat(
        [
            torch.cat([image[i : i + height, j : j + width] for j in range(cols)], dim=1)
            for i in range(rows)
        ]
    )


def as_strided_trace(mat: Tensor) -> Tensor:
    """By its name."""
    return mat.trace()


def as_strided_mv(mat: Tensor, vec: Tensor) -> Tensor:
    """By its operator."""
    return mat @ vec


def as_strided_mm(matA: Tensor, matB: Tensor) -> Tensor:
    """By its operator."""
    return matA @ matB
