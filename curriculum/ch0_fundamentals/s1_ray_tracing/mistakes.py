"""Wrong on purpose. The first sentence of a docstring is what the learner reads; the rest is its
page.
"""

import torch
from torch import Tensor

from .solutions import SINGULAR, intersect_rays_1d, make_rays_1d

# ---------------------------------------------------------------- make_rays_1d


def make_rays_1d__endpoint_missing(num_pixels: int, y_limit: float) -> Tensor:
    """Your rays stop one step short of y_limit.

    The last pixel is at y = +y_limit itself. Between `num_pixels` pixels there are only `num_pixels
    - 1` gaps, so the step is 2 · y_limit / (num_pixels - 1). Dividing by `num_pixels` leaves the
    last pixel out, as `range` and `arange` do with their ends. Fence posts and the gaps between
    them are counted differently.

    `torch.linspace(start, end, steps)` includes both ends.
    """
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = -y_limit + torch.arange(num_pixels) * 2 * y_limit / max(num_pixels, 1)
    return rays


def make_rays_1d__pixel_centres(num_pixels: int, y_limit: float) -> Tensor:
    """You aim at the centres of pixels that fill the screen; here the first and last ray lie on its
    edges.

    Both conventions exist. Renderers often divide the screen into cells and aim at the middle of
    each. This set puts the first ray exactly at -y_limit and the last exactly at +y_limit, so the
    step is 2 · y_limit / (num_pixels - 1).
    """
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = (2 * torch.arange(num_pixels) + 1) * y_limit / max(num_pixels, 1) - y_limit
    return rays


def make_rays_1d__one_sided(num_pixels: int, y_limit: float) -> Tensor:
    """You start at y = 0, so half of the screen has no rays.

    The screen reaches as far to the left as to the right: y runs from -y_limit to +y_limit.
    """
    rays = make_rays_1d(num_pixels, y_limit)
    rays[:, 1, 1] = torch.linspace(0, y_limit, num_pixels)
    return rays


def make_rays_1d__upright(num_pixels: int, y_limit: float) -> Tensor:
    """You spread the rays along z (index 2) instead of y (index 1).

    Dimensions are in the order x, y, z. Index 1 of the last axis is y; z, which points up, stays
    zero in this exercise.
    """
    return make_rays_1d(num_pixels, y_limit)[:, :, [0, 2, 1]]


def make_rays_1d__points_swapped(num_pixels: int, y_limit: float) -> Tensor:
    """You put the direction first and the origin second.

    Entry [i, 0] is where ray i starts, which is the camera at (0, 0, 0); entry [i, 1] is where it
    heads.
    """
    return make_rays_1d(num_pixels, y_limit).flip(1)


def make_rays_1d__no_depth(num_pixels: int, y_limit: float) -> Tensor:
    """Your directions have x = 0, so no ray ever leaves the camera's own plane.

    The screen stands at x = 1, so every direction is (1, y, 0).
    """
    rays = make_rays_1d(num_pixels, y_limit)
    rays[:, 1, 0] = 0
    return rays


def make_rays_1d__unit_length(num_pixels: int, y_limit: float) -> Tensor:
    """You scale the directions to length one, so their x is no longer 1.

    A direction here ends on the screen: it is (1, y, 0) and its length is √(1 + y²). That has a
    use: a distance measured in directions is then the same as the depth along x, whichever pixel
    you look through.
    """
    rays = make_rays_1d(num_pixels, y_limit)
    rays[:, 1] /= rays[:, 1].norm(dim=1, keepdim=True)
    return rays


# ---------------------------------------------------------------- intersect_ray_1d


def _solve_1d(ray: Tensor, segment: Tensor) -> tuple[float, float] | None:
    origin, direction = ray[:, :2]
    start, end = segment[:, :2]
    matrix = torch.stack([direction, start - end], dim=1)
    if torch.linalg.det(matrix).abs() < SINGULAR:
        return None
    u, v = torch.linalg.solve(matrix, start - origin).tolist()
    return u, v


def intersect_ray_1d__behind(ray: Tensor, segment: Tensor) -> bool:
    """You count what lies behind the origin: u may not be negative.

    Solving the equations finds where two *lines* cross. A line runs both ways, a ray does not: at O
    + u D with u < 0 you are behind the camera. Ask for u ≥ 0.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and 0 <= uv[1] <= 1


def intersect_ray_1d__endless_segment(ray: Tensor, segment: Tensor) -> bool:
    """You do not check v, so a segment counts as an endless line.

    The point at v = 0 is one end and the point at v = 1 is the other. Everything outside 0 ≤ v ≤ 1
    is on the line but not on the segment.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0


def intersect_ray_1d__past_the_end(ray: Tensor, segment: Tensor) -> bool:
    """You let v grow beyond 1, past the second end of the segment.

    The segment is L1 + v (L2 - L1) for v from 0 to 1. You check the lower limit only.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0 and uv[1] >= 0


def intersect_ray_1d__before_the_start(ray: Tensor, segment: Tensor) -> bool:
    """You let v be negative, before the first end of the segment.

    The segment is L1 + v (L2 - L1) for v from 0 to 1. You check the upper limit only.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0 and uv[1] <= 1


def intersect_ray_1d__stops_at_the_screen(ray: Tensor, segment: Tensor) -> bool:
    """You also ask for u ≤ 1, so your ray ends at the screen.

    u counts in lengths of the direction D. At u = 1 the ray passes the screen, and most of what it
    can see lies behind that, at u > 1. Only v has an upper limit.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and 0 <= uv[0] <= 1 and 0 <= uv[1] <= 1


def intersect_ray_1d__unknowns_swapped(ray: Tensor, segment: Tensor) -> bool:
    """You mix up u and v: the limit of one is checked on the other.

    The solution's entries come in the order of the matrix's columns. If the first column is D, the
    first unknown is u, along the ray, and the second is v, along the segment.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[1] >= 0 and 0 <= uv[0] <= 1


def intersect_ray_1d__rows_for_columns(ray: Tensor, segment: Tensor) -> bool:
    """Your matrix is transposed: D and L1 - L2 are its columns, and you wrote them as rows.

    Row one is the equation for x, row two the equation for y. The column under u holds the
    components of D and the column under v those of L1 - L2. `torch.stack` puts vectors into rows
    unless you give it `dim=1`.
    """
    origin, direction = ray[:, :2]
    start, end = segment[:, :2]
    matrix = torch.stack([direction, start - end])
    if torch.linalg.det(matrix).abs() < SINGULAR:
        return False
    u, v = torch.linalg.solve(matrix, start - origin).tolist()
    return bool(u >= 0 and 0 <= v <= 1)


def intersect_ray_1d__wrong_sign(ray: Tensor, segment: Tensor) -> bool:
    """You have the sign of v wrong: the column under v is L1 - L2, not L2 - L1.

    O + u D = L1 + v (L2 - L1). Bring both unknowns to the left: u D - v (L2 - L1) = L1 - O. The
    minus turns the segment's direction round.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0 and 0 <= -uv[1] <= 1


def intersect_ray_1d__origin_ignored(ray: Tensor, segment: Tensor) -> bool:
    """You leave the ray's origin out, as if every ray started at (0, 0, 0).

    The right-hand side is L1 - O. It looks the same as L1 while the camera stands at zero, and goes
    wrong when it moves.
    """
    return _meets(torch.stack([torch.zeros(3), ray[1]]), segment)


def intersect_ray_1d__through_two_points(ray: Tensor, segment: Tensor) -> bool:
    """You take the ray's second point as a place it passes through; it is a direction.

    The ray is O + u D, not O + u (D - O). The two agree only while the origin is zero.
    """
    return _meets(torch.stack([ray[0], ray[1] - ray[0]]), segment)


def intersect_ray_1d__ends_left_out(ray: Tensor, segment: Tensor) -> bool:
    """You leave out the borders: v = 0, v = 1 and u = 0 count as hits.

    Use ≤ and ≥. Two segments that share a corner then leave no gap between them for a ray to slip
    through.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] > 0 and 0 < uv[1] < 1


def intersect_ray_1d__parallel_raises(ray: Tensor, segment: Tensor) -> bool:
    """You let `torch.linalg.solve` raise when ray and segment are parallel.

    The matrix is then singular: its columns point the same way and no pair (u, v) solves the
    equations. That is an ordinary case, not an accident. Look at the determinant before you solve,
    or catch `torch.linalg.LinAlgError`, and return False.
    """
    origin, direction = ray[:, :2]
    start, end = segment[:, :2]
    u, v = torch.linalg.solve(torch.stack([direction, start - end], dim=1), start - origin).tolist()
    return bool(u >= 0 and 0 <= v <= 1)


def _meets(ray: Tensor, segment: Tensor) -> bool:
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0 and 0 <= uv[1] <= 1


# ---------------------------------------------------------------- intersect_rays_1d


def _systems_1d(rays: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
    """Matrices (nrays, nsegments, xy, uv) and right-hand sides (nrays, nsegments, xy)."""
    origin, direction = rays[:, None, :, :2].expand(-1, len(segments), -1, -1).unbind(2)
    start, end = segments[:, :, :2].expand(len(rays), -1, -1, -1).unbind(2)
    return torch.stack([direction, start - end], dim=-1), start - origin


def _solve_all_1d(rays: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """u, v and where the system is singular, each (nrays, nsegments)."""
    matrix, target = _systems_1d(rays, segments)
    singular = torch.linalg.det(matrix).abs() < SINGULAR
    matrix[singular] = torch.eye(2)
    u, v = torch.linalg.solve(matrix, target).unbind(-1)
    return u, v, singular


def intersect_rays_1d__all_segments(rays: Tensor, segments: Tensor) -> Tensor:
    """You mark a ray only if it meets all segments; meeting one is enough.

    The question is whether the ray hits *any* of them: reduce over the segment axis with `any`, not
    `all`. Note what `all` says about no segments: True.
    """
    u, v, singular = _solve_all_1d(rays, segments)
    return (~singular & (u >= 0) & (v >= 0) & (v <= 1)).all(dim=1)


def intersect_rays_1d__over_rays(rays: Tensor, segments: Tensor) -> Tensor:
    """You reduce over the rays: your answer has one entry a segment instead of one a ray.

    In a table of shape (nrays, nsegments), `any(dim=0)` lets the rays disappear. The axis you name
    is the one that goes.
    """
    u, v, singular = _solve_all_1d(rays, segments)
    return (~singular & (u >= 0) & (v >= 0) & (v <= 1)).any(dim=0)


def intersect_rays_1d__behind(rays: Tensor, segments: Tensor) -> Tensor:
    """You count what lies behind the origin: u may not be negative.

    Solving the equations finds where two *lines* cross. At O + u D with u < 0 you are behind the
    camera. Ask for u ≥ 0.
    """
    _, v, singular = _solve_all_1d(rays, segments)
    return (~singular & (v >= 0) & (v <= 1)).any(dim=1)


def intersect_rays_1d__past_the_end(rays: Tensor, segments: Tensor) -> Tensor:
    """You let v grow beyond 1, past the second end of the segment.

    The segment is L1 + v (L2 - L1) for v from 0 to 1. You check the lower limit only.
    """
    u, v, singular = _solve_all_1d(rays, segments)
    return (~singular & (u >= 0) & (v >= 0)).any(dim=1)


def intersect_rays_1d__origin_ignored(rays: Tensor, segments: Tensor) -> Tensor:
    """You leave the rays' origins out, as if every ray started at (0, 0, 0).

    The right-hand side is L1 - O, and each ray brings its own O.
    """
    return intersect_rays_1d(torch.stack([torch.zeros_like(rays[:, 0]), rays[:, 1]], 1), segments)


def intersect_rays_1d__parallel_raises(rays: Tensor, segments: Tensor) -> Tensor:
    """You hand singular matrices to `torch.linalg.solve`, and one of them stops the whole batch.

    A batch is solved together and fails together. Find the singular matrices first (their
    determinant is almost zero), put something harmless such as the identity in their place, solve,
    and strike their answers out afterwards.
    """
    matrix, target = _systems_1d(rays, segments)
    u, v = torch.linalg.solve(matrix, target).unbind(-1)
    hits: Tensor = (u >= 0) & (v >= 0) & (v <= 1)
    return hits.any(dim=1)


def intersect_rays_1d__placeholder_counted(rays: Tensor, segments: Tensor) -> Tensor:
    """You replace singular matrices and then believe the answers they give.

    The identity in their place lets the batch be solved, but the u and v that come out belong to a
    system you made up. Those pairs are misses: combine your hits with `~singular`.
    """
    u, v, _ = _solve_all_1d(rays, segments)
    return ((u >= 0) & (v >= 0) & (v <= 1)).any(dim=1)


def intersect_rays_1d__ends_left_out(rays: Tensor, segments: Tensor) -> Tensor:
    """You leave out the borders: v = 0, v = 1 and u = 0 count as hits.

    Use ≤ and ≥. Two segments that share a corner then leave no gap between them for a ray to slip
    through.
    """
    u, v, singular = _solve_all_1d(rays, segments)
    return (~singular & (u > 0) & (v > 0) & (v < 1)).any(dim=1)
