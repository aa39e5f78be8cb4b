"""What the mistakes of several sections use."""

import torch
from torch import Tensor

from ..solutions import SINGULAR


def solve_pairs(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """s, u, v and where the system is singular, each (nrays, ntriangles)."""
    origin, direction = rays[:, None].expand(-1, len(triangles), -1, -1).unbind(2)
    a, b, c = triangles.expand(len(rays), -1, -1, -1).unbind(2)
    matrix = torch.stack([-direction, b - a, c - a], dim=-1)
    singular = torch.linalg.det(matrix).abs() < SINGULAR
    matrix[singular] = torch.eye(3)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(-1)
    return s, u, v, singular
