"""Data of figures that are drawn with the learner's functions; see `figures.py` for the lines."""

from typing import Any

import torch
from torch import Tensor

MOMENTA = (0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1.0)


def running_statistics__data(impls: Any, rng: torch.Generator) -> dict[str, Tensor]:
    """What a `BatchNorm2d` stores after each of sixty batches: (momentum, batch)."""
    batches = 3 + 2 * torch.randn(60, 8, generator=torch.Generator().manual_seed(0))
    means, variances = [], []
    for momentum in MOMENTA:
        norm = impls.BatchNorm2d(1, momentum=momentum)
        for batch in batches:
            norm(batch[:, None, None, None])
            means.append(norm.running_mean[0].clone())
            variances.append(norm.running_var[0].clone())
    shape = (len(MOMENTA), len(batches))
    return {
        "momenta": torch.tensor(MOMENTA),
        "means": torch.stack(means).reshape(shape),
        "variances": torch.stack(variances).reshape(shape),
        "batch_means": batches.mean(1),
        "batch_variances": batches.var(1),
    }
