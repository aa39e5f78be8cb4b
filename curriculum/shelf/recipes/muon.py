"""Muon: steps along the nearest orthogonal matrix, for the matrices of the blocks.

Source: Jordan and others, 2024, “Muon: An optimizer for hidden layers in neural networks”. In
fp32, since bf16 is a hundred times slower on many processors; torch's own version uses bf16.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn


class Muon(torch.optim.Optimizer):
    """Momentum, made orthogonal by five Newton-Schulz steps.

    Args:
        parameters: matrices, (out, in).
        lr: length of a step.
        momentum: share of the old direction that is kept, 0 to 1.
        weight_decay: times `lr` is the share of each weight that a step removes.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.05,
    ) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One step with the gradients as they are."""
        for group in self.param_groups:
            for matrix in group["params"]:
                state = self.state[matrix]
                if not state:
                    state["momentum"] = torch.zeros_like(matrix)
                velocity = state["momentum"].mul_(group["momentum"]).add_(matrix.grad)
                ahead = matrix.grad + group["momentum"] * velocity
                longer = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
                matrix.mul_(1 - group["lr"] * group["weight_decay"])
                matrix.add_(orthogonal(ahead), alpha=-group["lr"] * longer)


def orthogonal(matrix: Tensor) -> Tensor:
    """A matrix (out, in) with the same singular vectors, and singular values near one."""
    x: Tensor = matrix / (matrix.norm() + 1e-7)
    if x.shape[0] > x.shape[1]:
        return orthogonal(matrix.T).T
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (2.0315 * square @ square - 4.7750 * square) @ x
    return x
