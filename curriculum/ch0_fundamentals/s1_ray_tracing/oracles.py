"""Where the expected answers come from: slow, plain, independent of the solutions, and out of the
submission's sight.

Geometry is done in Python floats, one number after another, with determinants written out.
"""

import torch
from torch import Tensor


def make_rays_1d(num_pixels: int, y_limit: float) -> Tensor:
    """One ray after another."""
    gaps = max(num_pixels - 1, 1)
    ys = [-y_limit + 2 * y_limit * i / gaps for i in range(num_pixels)]
    return torch.tensor([[[0.0, 0.0, 0.0], [1.0, y, 0.0]] for y in ys]).reshape(num_pixels, 2, 3)


def intersect_ray_1d(ray: Tensor, segment: Tensor) -> bool:
    """Cramer's rule on two equations."""
    (ox, oy, _), (dx, dy, _) = ray.tolist()
    (ax, ay, _), (bx, by, _) = segment.tolist()
    ex, ey, fx, fy = bx - ax, by - ay, ax - ox, ay - oy
    det = dy * ex - dx * ey
    if abs(det) < 1e-6:
        return False
    u = (fy * ex - fx * ey) / det
    v = (dx * fy - dy * fx) / det
    return bool(u >= 0 and 0 <= v <= 1)


def intersect_rays_1d(rays: Tensor, segments: Tensor) -> Tensor:
    """Every ray with every segment, one pair after another."""
    met = [any(intersect_ray_1d(ray, segment) for segment in segments) for ray in rays]
    return torch.tensor(met, dtype=torch.bool)
