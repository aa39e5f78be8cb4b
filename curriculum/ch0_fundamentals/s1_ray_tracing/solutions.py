"""Ray tracing: the file you write your answers in.

A ray is two points in three dimensions, shape (points=2, dims=3): its origin, then its direction.
The x axis points forward, out of the camera; y points to the right; z points up. The camera stands
at the origin and looks at a screen in the plane x = 1.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

SINGULAR = 1e-6
"""A system whose determinant is smaller than this, either sign, counts as having no solution."""


def make_rays_1d(
    num_pixels: int, y_limit: float
) -> Float[Tensor, "num_pixels num_points=2 num_dim=3"]:
    """Rays from the camera through a row of pixels on the screen.

    Args:
        num_pixels: pixels in the row, 0 or more.
        y_limit: the first pixel is at y = -y_limit and the last at y = +y_limit, both included.

    Returns:
        Shape (num_pixels, num_points=2, num_dim=3). Entry [i, 0] is the origin (0, 0, 0) and entry
        [i, 1] the direction (1, y, 0), with y evenly spaced. A single pixel is at -y_limit.
    """
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels)
    return rays


def intersect_ray_1d(
    ray: Float[Tensor, "points=2 dim=3"], segment: Float[Tensor, "points=2 dim=3"]
) -> bool:
    """Whether a ray meets a segment, both in the plane z = 0.

    Args:
        ray: origin and direction, shape (points=2, dim=3).
        segment: its two ends, shape (points=2, dim=3).

    Returns:
        True if some point of the segment, ends included, lies on the ray at or in front of its
        origin. A ray parallel to the segment misses it, even where the two lie on one line.
    """
    origin, direction = ray[:, :2].unbind()  # (xy,), (xy,)
    start, end = segment[:, :2].unbind()
    matrix = torch.stack([direction, start - end], dim=1)  # (xy, uv)
    if torch.linalg.det(matrix).abs() < SINGULAR:
        return False
    u, v = torch.linalg.solve(matrix, start - origin)  # (xy,) -> (uv,)
    return bool(u >= 0 and 0 <= v <= 1)


def intersect_rays_1d(
    rays: Float[Tensor, "nrays points=2 dim=3"], segments: Float[Tensor, "nsegments points=2 dim=3"]
) -> Bool[Tensor, "nrays"]:
    """For each ray, whether it meets any of the segments.

    Args:
        rays: origins and directions, shape (nrays, points=2, dim=3), in the plane z = 0.
        segments: pairs of ends, shape (nsegments, points=2, dim=3), in the plane z = 0.

    Returns:
        Shape (nrays,). Entry [i] is True if `intersect_ray_1d` is True for ray i and at least one
        segment. With no segments every entry is False.
    """
    origin, direction = rays[:, None, :, :2].expand(-1, len(segments), -1, -1).unbind(2)
    start, end = (
        segments[:, :, :2].expand(len(rays), -1, -1, -1).unbind(2)
    )  # (nrays, nsegments, xy)
    matrix = torch.stack([direction, start - end], dim=-1)  # (nrays, nsegments, xy, uv)
    singular = torch.linalg.det(matrix).abs() < SINGULAR  # (nrays, nsegments)
    matrix[singular] = torch.eye(2)
    u, v = torch.linalg.solve(matrix, start - origin).unbind(-1)  # (nrays, nsegments)
    hits: Bool[Tensor, "nrays nsegments"] = ~singular & (u >= 0) & (v >= 0) & (v <= 1)
    return hits.any(dim=1)
