"""Wrong on purpose. The first sentence of a docstring is what the learner reads; the rest is its
page.
"""

import math

import torch
from torch import Tensor

from . import solutions
from .solutions import (
    AMBIENT,
    SINGULAR,
    hit_distances,
    intersect_rays_1d,
    lambert_shading,
    make_rays_1d,
    make_rays_2d,
    nearest_triangle,
    raytrace_mesh,
    rotation_matrix,
    screen_image,
    triangle_normals,
    turn_camera,
)

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


def make_rays_1d__one_pixel_in_the_middle(num_pixels: int, y_limit: float) -> Tensor:
    """You put a single pixel in the middle; one pixel alone is at -y_limit.

    The middle is a sensible place too. Here the first pixel is always at -y_limit, as `linspace`
    does it, so that no case needs a rule of its own.
    """
    return make_rays_1d(num_pixels, 0.0 if num_pixels == 1 else y_limit)


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


def intersect_ray_1d__right_side_sign(ray: Tensor, segment: Tensor) -> bool:
    """You have the right-hand side's sign wrong: it is L1 - O, not O - L1.

    O + u D = L1 + v (L2 - L1). With the unknowns on the left, O moves to the right and gets the
    minus. The other way round both u and v change sign.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and -uv[0] >= 0 and 0 <= -uv[1] <= 1


def intersect_ray_1d__negative_is_singular(ray: Tensor, segment: Tensor) -> bool:
    """You take every negative determinant for a singular matrix: compare its absolute value.

    A determinant is negative where the segment runs the other way across the ray. Only a
    determinant close to zero, from either side, means that there is no solution.
    """
    direction, (start, end) = ray[1, :2], segment[:, :2]
    matrix = torch.stack([direction, start - end], dim=1)
    return bool(torch.linalg.det(matrix) >= SINGULAR) and _meets(ray, segment)


def intersect_ray_1d__origin_left_out(ray: Tensor, segment: Tensor) -> bool:
    """You leave out the ray's origin: u = 0 counts as a hit.

    Use ≥ for u as well. A ray that starts on a wall meets it.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] > 0 and 0 <= uv[1] <= 1


def intersect_ray_1d__first_end_left_out(ray: Tensor, segment: Tensor) -> bool:
    """You leave out the first end of the segment: v = 0 counts as a hit.

    Use ≥. Two walls that share a corner then leave no gap between them.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0 and 0 < uv[1] <= 1


def intersect_ray_1d__second_end_left_out(ray: Tensor, segment: Tensor) -> bool:
    """You leave out the second end of the segment: v = 1 counts as a hit.

    Use ≤. Two walls that share a corner then leave no gap between them.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0 and 0 <= uv[1] < 1


def intersect_ray_1d__along_counted(ray: Tensor, segment: Tensor) -> bool:
    """You count a segment that lies along the ray; whatever is parallel is missed, on the same line
    too.

    Seen along its length a wall without thickness has no width, so there is nothing to see. And
    there is no single u to answer with.
    """
    uv = _solve_1d(ray, segment)
    if uv is not None:
        return uv[0] >= 0 and 0 <= uv[1] <= 1
    (dx, dy), (x, y) = ray[1, :2].tolist(), (segment[0] - ray[0])[:2].tolist()
    return bool(abs(dx * y - dy * x) < SINGULAR)


def intersect_ray_1d__small_is_singular(ray: Tensor, segment: Tensor) -> bool:
    """You take a small determinant for none: only below SINGULAR, 1e-6, is there no solution.

    A wall of a thousandth has a determinant of about a thousandth, and can be met. Compare with
    the constant `SINGULAR`.
    """
    direction, (start, end) = ray[1, :2], segment[:, :2]
    matrix = torch.stack([direction, start - end], dim=1)
    return bool(torch.linalg.det(matrix).abs() >= 0.01) and _meets(ray, segment)


def intersect_ray_1d__with_a_tolerance(ray: Tensor, segment: Tensor) -> bool:
    """You widen the borders by a tolerance, and count what passes close by.

    The conditions are u ≥ 0 and 0 ≤ v ≤ 1, with nothing added. A tolerance makes every wall a
    little larger than it is.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= -0.001 and -0.001 <= uv[1] <= 1.001


def intersect_ray_1d__both_ends_left_out(ray: Tensor, segment: Tensor) -> bool:
    """You leave out the ends of the segment: v = 0 and v = 1 count as hits.

    Use ≤. Two walls that share a corner then leave no gap between them.
    """
    uv = _solve_1d(ray, segment)
    return uv is not None and uv[0] >= 0 and 0 < uv[1] < 1


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


def intersect_rays_1d__before_the_start(rays: Tensor, segments: Tensor) -> Tensor:
    """You let v be negative, before the first end of the segment.

    The segment is L1 + v (L2 - L1) for v from 0 to 1. You check the upper limit only.
    """
    u, v, singular = _solve_all_1d(rays, segments)
    return (~singular & (u >= 0) & (v <= 1)).any(dim=1)


def intersect_rays_1d__different_segments(rays: Tensor, segments: Tensor) -> Tensor:
    """You reduce over the segments too early: one segment is in front, another one is crossed.

    Both conditions have to hold for the same pair. Join them with `&` in the table of pairs first,
    and ask for any segment afterwards.
    """
    u, v, singular = _solve_all_1d(rays, segments)
    in_front = (~singular & (u >= 0)).any(dim=1)
    return in_front & (~singular & (v >= 0) & (v <= 1)).any(dim=1)


def intersect_rays_1d__one_parallel_for_all(rays: Tensor, segments: Tensor) -> Tensor:
    """You answer False for every ray as soon as one pair is parallel.

    A parallel pair says nothing about the others. Strike out single entries of the table, with a
    mask of its shape, and keep the rest.
    """
    met = intersect_rays_1d(rays, segments)
    _, _, singular = _solve_all_1d(rays, segments)
    return met & ~singular.any()


def intersect_rays_1d__python_loop(rays: Tensor, segments: Tensor) -> Tensor:
    """Your answers are right, but a Python loop makes them: each ray or segment needs operations of
    its own.

    Every operation costs some microseconds in Python, whether it has one pair to do or thousands.
    Give each side an axis that the other lacks and let one call do all pairs.
    """
    met = [intersect_rays_1d(ray[None], segments)[0] for ray in rays]
    return torch.stack(met) if met else torch.zeros(0, dtype=torch.bool)


def intersect_rays_1d__small_is_singular(rays: Tensor, segments: Tensor) -> Tensor:
    """You take a small determinant for none: only below SINGULAR, 1e-6, is there no solution.

    A wall of a thousandth has a determinant of about a thousandth, and can be met. Compare with
    the constant `SINGULAR`.
    """
    u, v, _ = _solve_all_1d(rays, segments)
    clear: Tensor = torch.linalg.det(_systems_1d(rays, segments)[0]).abs() >= 0.01
    hits = clear & (u >= 0) & (v >= 0) & (v <= 1)
    return hits.any(dim=1)


def intersect_rays_1d__with_a_tolerance(rays: Tensor, segments: Tensor) -> Tensor:
    """You widen the borders by a tolerance, and count what passes close by.

    The conditions are u ≥ 0 and 0 ≤ v ≤ 1, with nothing added. A tolerance makes every wall a
    little larger than it is.
    """
    u, v, singular = _solve_all_1d(rays, segments)
    return (~singular & (u >= -0.001) & (v >= -0.001) & (v <= 1.001)).any(dim=1)


def intersect_rays_1d__negative_is_singular(rays: Tensor, segments: Tensor) -> Tensor:
    """You take every negative determinant for a singular matrix: compare its absolute value.

    A determinant is negative where the segment runs the other way across the ray. Only a
    determinant close to zero, from either side, means that there is no solution.
    """
    u, v, _ = _solve_all_1d(rays, segments)
    solved: Tensor = torch.linalg.det(_systems_1d(rays, segments)[0]) >= SINGULAR
    hits = solved & (u >= 0) & (v >= 0) & (v <= 1)
    return hits.any(dim=1)


# ---------------------------------------------------------------- make_rays_2d


def make_rays_2d__rows_first(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You list the pixels row by row; here they come column by column.

    Ray i * num_pixels_z + j looks through column i and row j, so the next ray has the same y and
    the next z. Both orders hold the same rays, but every function that turns rays back into a
    picture relies on one of them.
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    return rays.reshape(num_pixels_y, num_pixels_z, 2, 3).transpose(0, 1).flatten(0, 1)


def make_rays_2d__coordinates_swapped(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You write y where z belongs and z where y belongs.

    The last axis is x, y, z: index 1 is y, which runs to the right, and index 2 is z, which runs
    upwards.
    """
    return make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)[:, :, [0, 2, 1]]


def make_rays_2d__limits_swapped(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You spread y over z_limit and z over y_limit.

    On a square screen nobody notices. Always try a function of two sizes with two different
    numbers.
    """
    return make_rays_2d(num_pixels_y, num_pixels_z, z_limit, y_limit)


def make_rays_2d__diagonal(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You repeat y and z in the same way, so they grow together and most pixels have no ray.

    One of the two has to change slowly and the other fast. `repeat_interleave`, or "y -> (y z)",
    repeats each entry in place; `repeat`, or "z -> (y z)", repeats the whole list.
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels_y).repeat(num_pixels_z)
    return rays


def make_rays_2d__not_flat(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You return a grid of rays; the answer is one list of num_pixels_y * num_pixels_z rays.

    One axis for all rays lets everything after this work for any set of rays, whatever shape of
    screen they come from.
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    return rays.reshape(num_pixels_y, num_pixels_z, 2, 3)


def make_rays_2d__no_depth(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """Your directions have x = 0, so no ray ever leaves the camera's own plane.

    The screen stands at x = 1, so every direction is (1, y, z).
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    rays[:, 1, 0] = 0
    return rays


def make_rays_2d__one_limit(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You use y_limit for both coordinates; z has z_limit.

    A screen is rarely square. Try two different limits.
    """
    return make_rays_2d(num_pixels_y, num_pixels_z, y_limit, y_limit)


def make_rays_2d__counts_swapped(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You exchange the numbers of columns and rows.

    There are `num_pixels_y` values of y and `num_pixels_z` values of z. Try a screen that is not
    square.
    """
    return make_rays_2d(num_pixels_z, num_pixels_y, y_limit, z_limit)


# ---------------------------------------------------------------- screen_image


def screen_image__lying_on_its_side(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You never exchange the axes: your rows run along y, so the picture lies on its side.

    Reshaping to (num_pixels_y, num_pixels_z) gives one *column* of the screen in each row of the
    tensor. A picture is (height, width): z has to come first.
    """
    return values.reshape(num_pixels_y, num_pixels_z)


def screen_image__upside_down(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Your picture is upside down: row 0 is the top of a picture, and z grows upwards.

    Tensors are printed and drawn from row 0 downwards, while the first z is the lowest. Turn the
    first axis round.
    """
    return screen_image(values, num_pixels_y, num_pixels_z).flip(0)


def screen_image__mirrored(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You turn left and right round instead of top and bottom.

    Axis 0 is the height and axis 1 the width. y already grows from left to right; it is z that runs
    the other way.
    """
    return screen_image(values, num_pixels_y, num_pixels_z).flip(0).flip(1)


def screen_image__scrambled(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You reshape straight to (height, width), which cuts the list at the wrong places.

    `reshape` never moves a number: it reads the list in order and fills the last axis first. The
    list runs along z fastest, so z must be the last axis of the reshape; only then may you exchange
    the axes.
    """
    return values.reshape(num_pixels_z, num_pixels_y).flip(0)


def screen_image__only_reshaped(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You only reshape, straight to (height, width): the list is cut at the wrong places, and
    nothing is turned.

    `reshape` never moves a number. The list runs along z fastest, so z must be the last axis of the
    reshape; then exchange the axes, and then turn the height round.
    """
    return values.reshape(num_pixels_z, num_pixels_y)


def screen_image__counts_swapped(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You exchange the two counts: the list is `num_pixels_y` columns of `num_pixels_z` values.

    The slow axis comes first in the reshape, and that is y.
    """
    return screen_image(values, num_pixels_z, num_pixels_y)


def screen_image__other_dtype(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Your picture is always float32; the dtype of the values should stay.

    `torch.zeros(…)` makes float32 unless you give it `dtype=values.dtype`, and what is written into
    it is converted without a word.
    """
    return screen_image(values, num_pixels_y, num_pixels_z).float()


# ---------------------------------------------------------------- triangle_ray_intersects


def _solve_pairs(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """s, u, v and where the system is singular, each (nrays, ntriangles)."""
    origin, direction = rays[:, None].expand(-1, len(triangles), -1, -1).unbind(2)
    a, b, c = triangles.expand(len(rays), -1, -1, -1).unbind(2)
    matrix = torch.stack([-direction, b - a, c - a], dim=-1)
    singular = torch.linalg.det(matrix).abs() < SINGULAR
    matrix[singular] = torch.eye(3)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(-1)
    return s, u, v, singular


def _solve_one(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> tuple[float, float, float] | None:
    rays, triangles = torch.stack([O, D])[None], torch.stack([A, B, C])[None]
    s, u, v, singular = _solve_pairs(rays, triangles)
    return None if singular.item() else (s.item(), u.item(), v.item())


def triangle_ray_intersects__behind(A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor) -> bool:
    """You count what lies behind the origin: s may not be negative.

    The equations know lines only. At O + s D with s < 0 you are behind the camera. Ask for s ≥ 0.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[1] >= 0 and suv[2] >= 0 and suv[1] + suv[2] <= 1


def triangle_ray_intersects__parallelogram(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You let u and v reach 1 each on their own, which is a parallelogram; a triangle ends at u + v
    = 1.

    The point A + u (B - A) + v (C - A) gives A the weight 1 - u - v, B the weight u and C the
    weight v. Inside the triangle no weight is negative, and for A's that means u + v ≤ 1. u ≤ 1 and
    v ≤ 1 follow.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] >= 0 and 0 <= suv[1] <= 1 and 0 <= suv[2] <= 1


def triangle_ray_intersects__negative_weights(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You never ask that u and v are at least 0.

    u + v ≤ 1 alone is a whole half-plane: everything on A's side of the edge from B to C. The other
    two edges are u = 0 and v = 0.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] >= 0 and suv[1] + suv[2] <= 1


def triangle_ray_intersects__wedge(A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor) -> bool:
    """You ask for u ≥ 0 and v ≥ 0 and forget u + v ≤ 1, so the triangle never ends.

    Two edges leave A and the third closes the triangle: beyond it u + v exceeds 1.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] >= 0 and suv[1] >= 0 and suv[2] >= 0


def triangle_ray_intersects__direction_sign(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You have the sign of s wrong: the column under s is -D.

    O + s D = A + u (B - A) + v (C - A). With O - A on the right, s D moves to the left with a
    minus. Your ray looks backwards.
    """
    suv = _solve_one(A, B, C, O, D)
    if suv is None:
        return False
    s, u, v = suv
    return s <= 0 and u >= 0 and v >= 0 and u + v <= 1


def triangle_ray_intersects__rows_for_columns(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """Your matrix is transposed: -D, B - A and C - A are its columns, and you wrote them as rows.

    Row one is the equation for x. The column under s holds the components of -D. `torch.stack` puts
    vectors into rows unless you give it `dim=1`.
    """
    matrix = torch.stack([-D, B - A, C - A])
    if torch.linalg.det(matrix).abs() < SINGULAR:
        return False
    s, u, v = torch.linalg.solve(matrix, O - A).tolist()
    return bool(s >= 0 and u >= 0 and v >= 0 and u + v <= 1)


def triangle_ray_intersects__origin_ignored(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You leave the ray's origin out of the right-hand side, as if every ray started at (0, 0, 0).

    The right-hand side is O - A. It looks the same as -A while the camera stands at zero.
    """
    return solutions.triangle_ray_intersects(A, B, C, torch.zeros(3), D)


def triangle_ray_intersects__parallel_raises(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You let `torch.linalg.solve` raise when the ray is parallel to the triangle.

    The matrix is then singular: -D lies in the plane of the two edges. Look at the determinant
    before you solve, and return False.
    """
    s, u, v = torch.linalg.solve(torch.stack([-D, B - A, C - A], dim=1), O - A).tolist()
    return bool(s >= 0 and u >= 0 and v >= 0 and u + v <= 1)


def triangle_ray_intersects__edges_left_out(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You leave out the borders: edges, corners and s = 0 count as hits.

    Use ≤ and ≥. In a mesh every edge belongs to two triangles; if neither claims it, light shines
    through the seam.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] > 0 and suv[1] > 0 and suv[2] > 0 and suv[1] + suv[2] < 1


def triangle_ray_intersects__through_two_points(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You take D as a place that the ray passes through; it is a direction.

    The ray is O + s D, not O + s (D - O). The two agree only while the origin is zero.
    """
    return solutions.triangle_ray_intersects(A, B, C, O, D - O)


def triangle_ray_intersects__either_weight(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You ask that u *or* v is at least 0; both have to be.

    Each condition is one side of an edge, and the inside is on the right side of all three.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] >= 0 and max(suv[1:]) >= 0 and suv[1] + suv[2] <= 1


def triangle_ray_intersects__right_side_sign(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You have the right-hand side's sign wrong: with -D in the matrix it is O - A, not A - O.

    The other way round all three of s, u and v change sign.
    """
    suv = _solve_one(A, B, C, O, D)
    if suv is None:
        return False
    s, u, v = suv
    return s <= 0 and u <= 0 and v <= 0 and u + v >= -1


def triangle_ray_intersects__negative_is_singular(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You take every negative determinant for a singular matrix: compare its absolute value.

    The sign says from which side the ray comes. Only a determinant close to zero, from either side,
    means that there is no solution.
    """
    det = torch.linalg.det(torch.stack([-D, B - A, C - A], dim=1))
    return bool(det >= SINGULAR) and solutions.triangle_ray_intersects(A, B, C, O, D)


def triangle_ray_intersects__small_is_singular(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You take a small determinant for none: only below SINGULAR, 1e-6, is there no solution.

    A triangle with edges of three hundredths has a determinant of about a thousandth, and can be
    met. Compare with the constant `SINGULAR`.
    """
    det = torch.linalg.det(torch.stack([-D, B - A, C - A], dim=1))
    return bool(det.abs() >= 0.01) and solutions.triangle_ray_intersects(A, B, C, O, D)


def triangle_ray_intersects__with_a_tolerance(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You widen the borders by a tolerance, and count what passes close by.

    The conditions are s ≥ 0, u ≥ 0, v ≥ 0 and u + v ≤ 1, with nothing added. A tolerance makes
    every triangle a little larger than it is.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and min(suv) >= -0.001 and suv[1] + suv[2] <= 1.001


def triangle_ray_intersects__negative_u(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You never ask that u is at least 0.

    v ≥ 0 and u + v ≤ 1 are two of the three edges; the one from A to C is u = 0.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] >= 0 and suv[2] >= 0 and suv[1] + suv[2] <= 1


def triangle_ray_intersects__negative_v(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You never ask that v is at least 0.

    u ≥ 0 and u + v ≤ 1 are two of the three edges; the one from A to B is v = 0.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] >= 0 and suv[1] >= 0 and suv[1] + suv[2] <= 1


def triangle_ray_intersects__origin_left_out(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """You leave out the ray's origin: s = 0 counts as a hit.

    Use ≥ for s as well. A ray that starts on a triangle meets it.
    """
    suv = _solve_one(A, B, C, O, D)
    return suv is not None and suv[0] > 0 and min(suv[1:]) >= 0 and suv[1] + suv[2] <= 1


# ---------------------------------------------------------------- raytrace_triangle


def _solve_triangle(rays: Tensor, triangle: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    s, u, v, singular = _solve_pairs(rays, triangle[None])
    return s[:, 0], u[:, 0], v[:, 0], singular[:, 0]


def raytrace_triangle__behind(rays: Tensor, triangle: Tensor) -> Tensor:
    """You count what lies behind the origin: s may not be negative.

    The equations know lines only. At O + s D with s < 0 you are behind the camera. Ask for s ≥ 0.
    """
    _, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (u >= 0) & (v >= 0) & (u + v <= 1)


def raytrace_triangle__parallelogram(rays: Tensor, triangle: Tensor) -> Tensor:
    """You let u and v reach 1 each on their own, which is a parallelogram; a triangle ends at u + v
    = 1.

    The weight of corner A is 1 - u - v, and inside the triangle it is not negative.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s >= 0) & (u >= 0) & (v >= 0) & (u <= 1) & (v <= 1)


def raytrace_triangle__parallel_raises(rays: Tensor, triangle: Tensor) -> Tensor:
    """You hand singular matrices to `torch.linalg.solve`, and one of them stops the whole batch.

    Find the singular matrices first (their determinant is almost zero), put the identity in their
    place, solve, and strike their answers out afterwards.
    """
    origin, direction = rays.unbind(1)
    a, b, c = triangle
    edges = torch.stack([b - a, c - a], dim=1).expand(len(rays), -1, -1)
    matrix = torch.cat([-direction[:, :, None], edges], dim=2)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(1)
    hits: Tensor = (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return hits


def raytrace_triangle__placeholder_counted(rays: Tensor, triangle: Tensor) -> Tensor:
    """You replace singular matrices and then believe the answers they give.

    The numbers that come out belong to a system you made up. Those rays are misses: combine your
    hits with `~singular`.
    """
    s, u, v, _ = _solve_triangle(rays, triangle)
    return (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)


def raytrace_triangle__origin_ignored(rays: Tensor, triangle: Tensor) -> Tensor:
    """You leave the rays' origins out, as if every ray started at (0, 0, 0).

    The right-hand side is O - A, and each ray brings its own O.
    """
    from_zero = torch.stack([torch.zeros_like(rays[:, 0]), rays[:, 1]], dim=1)
    return solutions.raytrace_triangle(from_zero, triangle)


def raytrace_triangle__edges_left_out(rays: Tensor, triangle: Tensor) -> Tensor:
    """You leave out the borders: edges, corners and s = 0 count as hits.

    Use ≤ and ≥. In a mesh every edge belongs to two triangles; if neither claims it, light shines
    through the seam.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s > 0) & (u > 0) & (v > 0) & (u + v < 1)


def raytrace_triangle__rows_for_columns(rays: Tensor, triangle: Tensor) -> Tensor:
    """Your matrices are transposed: -D, B - A and C - A are columns, and you wrote them as rows.

    Stacked along the last axis, `dim=-1`, vectors become columns; along `dim=1` they become the
    rows of each matrix.
    """
    origin, direction = rays.unbind(1)
    a, b, c = triangle
    rows = [-direction, (b - a).expand_as(direction), (c - a).expand_as(direction)]
    matrix = torch.stack(rows, dim=1)
    singular = torch.linalg.det(matrix).abs() < SINGULAR
    matrix[singular] = torch.eye(3)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(1)
    hits: Tensor = ~singular & (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return hits


def raytrace_triangle__wedge(rays: Tensor, triangle: Tensor) -> Tensor:
    """You ask for u ≥ 0 and v ≥ 0 and forget u + v ≤ 1, so the triangle never ends.

    Two edges leave A and the third closes the triangle: beyond it u + v exceeds 1.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s >= 0) & (u >= 0) & (v >= 0)


def raytrace_triangle__negative_weights(rays: Tensor, triangle: Tensor) -> Tensor:
    """You never ask that u and v are at least 0.

    u + v ≤ 1 alone is a whole half-plane: everything on A's side of the edge from B to C.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s >= 0) & (u + v <= 1)


def raytrace_triangle__right_side_sign(rays: Tensor, triangle: Tensor) -> Tensor:
    """You have the right-hand side's sign wrong: with -D in the matrix it is O - A, not A - O.

    The other way round all three of s, u and v change sign.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s <= 0) & (u <= 0) & (v <= 0) & (u + v >= -1)


def raytrace_triangle__negative_is_singular(rays: Tensor, triangle: Tensor) -> Tensor:
    """You take every negative determinant for a singular matrix: compare its absolute value.

    The sign says from which side the ray comes. Only a determinant close to zero, from either side,
    means that there is no solution.
    """
    a, b, c = triangle
    det = -(rays[:, 1] * torch.linalg.cross(b - a, c - a)).sum(1)
    hits: Tensor = solutions.raytrace_triangle(rays, triangle) & (det >= SINGULAR)
    return hits


def raytrace_triangle__one_parallel_for_all(rays: Tensor, triangle: Tensor) -> Tensor:
    """You answer False for every ray as soon as one of them is parallel.

    A parallel ray says nothing about the others. Catching the error of `solve` throws the whole
    batch away: replace the singular matrices before you solve, and strike out their answers only.
    """
    _, _, _, singular = _solve_triangle(rays, triangle)
    return solutions.raytrace_triangle(rays, triangle) & ~singular.any()


def raytrace_triangle__python_loop(rays: Tensor, triangle: Tensor) -> Tensor:
    """Your answers are right, but a Python loop makes them: each ray needs operations of its own.

    Every operation costs some microseconds in Python, whether it has one ray to do or thousands.
    Give all rays to one `torch.linalg.solve`, as a batch of matrices.
    """
    met = [solutions.triangle_ray_intersects(*triangle, *ray) for ray in rays]
    return torch.tensor(met, dtype=torch.bool)


def raytrace_triangle__direction_sign(rays: Tensor, triangle: Tensor) -> Tensor:
    """You have the sign of s wrong: the column under s is -D.

    With O - A on the right, s D moves to the left with a minus. Your rays look backwards.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s <= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)


def raytrace_triangle__small_is_singular(rays: Tensor, triangle: Tensor) -> Tensor:
    """You take a small determinant for none: only below SINGULAR, 1e-6, is there no solution.

    A triangle with edges of three hundredths has a determinant of about a thousandth, and can be
    met. Compare with the constant `SINGULAR`.
    """
    a, b, c = triangle
    det = (rays[:, 1] * torch.linalg.cross(b - a, c - a)).sum(1)
    hits: Tensor = solutions.raytrace_triangle(rays, triangle) & (det.abs() >= 0.01)
    return hits


def raytrace_triangle__with_a_tolerance(rays: Tensor, triangle: Tensor) -> Tensor:
    """You widen the borders by a tolerance, and count what passes close by.

    The conditions are s ≥ 0, u ≥ 0, v ≥ 0 and u + v ≤ 1, with nothing added. A tolerance makes
    every triangle a little larger than it is.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s >= -0.001) & (u >= -0.001) & (v >= -0.001) & (u + v <= 1.001)


def raytrace_triangle__origin_left_out(rays: Tensor, triangle: Tensor) -> Tensor:
    """You leave out the rays' origins: s = 0 counts as a hit.

    Use ≥ for s as well. A ray that starts on a triangle meets it.
    """
    s, u, v, singular = _solve_triangle(rays, triangle)
    return ~singular & (s > 0) & (u >= 0) & (v >= 0) & (u + v <= 1)


# ---------------------------------------------------------------- hit_distances


def hit_distances__zero_for_misses(rays: Tensor, triangles: Tensor) -> Tensor:
    """You write 0 where a ray misses; a miss is at distance infinity.

    0 means that the triangle touches the camera. The nearest hit is found with a minimum, and a
    minimum must never choose a
    miss: infinity is the number that loses against every other.
    """
    distances = hit_distances(rays, triangles)
    return torch.where(distances.isinf(), 0.0, distances)


def hit_distances__behind(rays: Tensor, triangles: Tensor) -> Tensor:
    """You keep negative distances: what lies behind the origin is a miss.

    At O + s D with s < 0 you are behind the camera. Worse, a negative number wins every minimum
    that follows.
    """
    s, u, v, singular = _solve_pairs(rays, triangles)
    hits = ~singular & (u >= 0) & (v >= 0) & (u + v <= 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__parallelogram(rays: Tensor, triangles: Tensor) -> Tensor:
    """You let u and v reach 1 each on their own, which is a parallelogram; a triangle ends at u + v
    = 1.

    The weight of corner A is 1 - u - v, and inside the triangle it is not negative.
    """
    s, u, v, singular = _solve_pairs(rays, triangles)
    hits = ~singular & (s >= 0) & (u >= 0) & (v >= 0) & (u <= 1) & (v <= 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__triangles_first(rays: Tensor, triangles: Tensor) -> Tensor:
    """Your table is transposed: rays are the rows and triangles the columns.

    Shape (nrays, ntriangles). Give the rays their extra axis last, `rays[:, None]`, and the
    triangles theirs first, `triangles[None]`.
    """
    return hit_distances(rays, triangles).T


def hit_distances__true_length(rays: Tensor, triangles: Tensor) -> Tensor:
    """You measure in space, by multiplying s with the length of D or by making D one long; s counts
    in lengths of D as it is given.

    |s D| is the length in space. Here the distance is s, the same number for every direction (1, y,
    z) that ends on one wall parallel to the screen.
    """
    length: Tensor = rays[:, 1].norm(dim=1, keepdim=True)
    return hit_distances(rays, triangles) * length


def hit_distances__origin_ignored(rays: Tensor, triangles: Tensor) -> Tensor:
    """You leave the rays' origins out, as if every ray started at (0, 0, 0).

    The right-hand side is O - A, and each ray brings its own O.
    """
    from_zero = torch.stack([torch.zeros_like(rays[:, 0]), rays[:, 1]], dim=1)
    return hit_distances(from_zero, triangles)


def hit_distances__parallel_raises(rays: Tensor, triangles: Tensor) -> Tensor:
    """You hand singular matrices to `torch.linalg.solve`, and one of them stops the whole batch.

    Find the singular matrices first, put the identity in their place, solve, and strike their
    answers out afterwards.
    """
    origin, direction = rays[:, None].expand(-1, len(triangles), -1, -1).unbind(2)
    a, b, c = triangles.expand(len(rays), -1, -1, -1).unbind(2)
    matrix = torch.stack([-direction, b - a, c - a], dim=-1)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(-1)
    return torch.where((s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1), s, torch.inf)


def hit_distances__placeholder_counted(rays: Tensor, triangles: Tensor) -> Tensor:
    """You replace singular matrices and then believe the answers they give.

    The numbers that come out belong to a system you made up. Those pairs are misses: combine your
    hits with `~singular`.
    """
    s, u, v, _ = _solve_pairs(rays, triangles)
    return torch.where((s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1), s, torch.inf)


def hit_distances__edges_left_out(rays: Tensor, triangles: Tensor) -> Tensor:
    """You leave out the borders: edges, corners and s = 0 count as hits.

    Use ≤ and ≥. In a mesh every edge belongs to two triangles; if neither claims it, light shines
    through the seam.
    """
    s, u, v, singular = _solve_pairs(rays, triangles)
    hits = ~singular & (s > 0) & (u > 0) & (v > 0) & (u + v < 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__made_positive(rays: Tensor, triangles: Tensor) -> Tensor:
    """You count what lies behind the origin, at the absolute value of s.

    A negative s means that the triangle is behind the camera: that is a miss, at distance infinity.
    """
    return hit_distances__behind(rays, triangles).abs()


def hit_distances__wedge(rays: Tensor, triangles: Tensor) -> Tensor:
    """You ask for u ≥ 0 and v ≥ 0 and forget u + v ≤ 1, so the triangles never end.

    Two edges leave A and the third closes the triangle: beyond it u + v exceeds 1.
    """
    s, u, v, singular = _solve_pairs(rays, triangles)
    return torch.where(~singular & (s >= 0) & (u >= 0) & (v >= 0), s, torch.inf)


def hit_distances__python_loop(rays: Tensor, triangles: Tensor) -> Tensor:
    """Your table is right, but a Python loop makes it: each ray or triangle needs operations of its
    own.

    Every operation costs some microseconds in Python, whether it has one pair to do or thousands.
    Give each side an axis that the other lacks and let one call do all pairs.
    """
    if len(rays) == 0:
        return torch.zeros(0, len(triangles))
    return torch.cat([hit_distances(ray[None], triangles) for ray in rays])


def hit_distances__small_is_singular(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take a small determinant for none: only below SINGULAR, 1e-6, is there no solution.

    A triangle with edges of three hundredths has a determinant of about a thousandth, and can be
    met. Compare with the constant `SINGULAR`.
    """
    a, b, c = triangles.unbind(1)
    det = (rays[:, None, 1] * torch.linalg.cross(b - a, c - a)).sum(-1)
    return torch.where(det.abs() >= 0.01, hit_distances(rays, triangles), torch.inf)


def hit_distances__with_a_tolerance(rays: Tensor, triangles: Tensor) -> Tensor:
    """You widen the borders by a tolerance, and count what passes close by.

    The conditions are s ≥ 0, u ≥ 0, v ≥ 0 and u + v ≤ 1, with nothing added. A tolerance makes
    every triangle a little larger than it is.
    """
    s, u, v, singular = _solve_pairs(rays, triangles)
    hits = ~singular & (s >= -0.001) & (u >= -0.001) & (v >= -0.001) & (u + v <= 1.001)
    return torch.where(hits, s, torch.inf)


def hit_distances__origin_left_out(rays: Tensor, triangles: Tensor) -> Tensor:
    """You leave out the rays' origins: s = 0 counts as a hit, at distance 0.

    Use ≥ for s as well. A ray that starts on a triangle meets it.
    """
    s, u, v, singular = _solve_pairs(rays, triangles)
    hits = ~singular & (s > 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__negative_weights(rays: Tensor, triangles: Tensor) -> Tensor:
    """You never ask that u and v are at least 0.

    u + v ≤ 1 alone is a whole half-plane: everything on A's side of the edge from B to C.
    """
    s, u, v, singular = _solve_pairs(rays, triangles)
    return torch.where(~singular & (s >= 0) & (u + v <= 1), s, torch.inf)


# ---------------------------------------------------------------- raytrace_mesh


def raytrace_mesh__farthest(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the farthest hit; what you see is the nearest.

    A maximum over distances in which misses are infinite finds a miss wherever there is one. Take
    the minimum.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    return hit_distances(rays, triangles).amax(dim=1)


def raytrace_mesh__over_rays(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the minimum over the rays: your answer has one entry a triangle instead of one a
    ray.

    In a table of shape (nrays, ntriangles), `amin(dim=0)` lets the rays disappear. The axis you
    name is the one that goes.
    """
    if len(rays) == 0:
        return torch.full((len(triangles),), torch.inf)
    return hit_distances(rays, triangles).amin(dim=0)


def raytrace_mesh__first_in_the_list(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the first triangle in the list that is hit; the nearest may stand later in it.

    The order of a mesh's triangles says nothing about where they are. `argmax` of a table of truth
    values finds the first True, not the nearest.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    distances = hit_distances(rays, triangles)
    first = distances.isfinite().int().argmax(dim=1, keepdim=True)
    return distances.gather(1, first).squeeze(1)


def raytrace_mesh__zero_for_misses(rays: Tensor, triangles: Tensor) -> Tensor:
    """You write 0 for a ray that meets nothing; it should be infinity.

    0 means that something touches the camera. Infinity is what the minimum over no hit is.
    """
    distances = raytrace_mesh(rays, triangles)
    return torch.where(distances.isinf(), 0.0, distances)


def raytrace_mesh__behind(rays: Tensor, triangles: Tensor) -> Tensor:
    """You let a triangle behind the camera win: its distance is negative, and so the smallest.

    Strike out negative distances before the minimum. Afterwards it is too late: the hit in front is
    lost.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    return hit_distances__behind(rays, triangles).amin(dim=1)


def raytrace_mesh__empty_raises(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the minimum of no numbers when the mesh is empty, and PyTorch refuses.

    `amin` over an axis of size zero has no answer to give: nothing is the smallest of nothing. You
    know the answer, which is that every ray meets nothing. Handle the empty mesh on its own, or add
    a column of infinities before the minimum.
    """
    return hit_distances(rays, triangles).amin(dim=1)


def raytrace_mesh__zero_dropped(rays: Tensor, triangles: Tensor) -> Tensor:
    """You drop hits at distance 0; a ray that starts on a triangle meets it.

    The origin belongs to the ray. Only infinity marks a miss, so compare with ≥ 0 or not at all.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    distances = hit_distances(rays, triangles)
    return torch.where(distances > 0, distances, torch.inf).amin(dim=1)


def raytrace_mesh__with_indices(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor] | Tensor:
    """You return the distances together with the indices; only the distances are asked for.

    `min(dim=1)` returns a pair, values and indices. Take `.values`, or use `amin(dim=1)`.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    distances, indices = hit_distances(rays, triangles).min(dim=1)
    return distances, indices


# ---------------------------------------------------------------- distance_shading


def distance_shading__nan_when_empty(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """Your picture is NaN where nothing is met at all: infinity divided by infinity has no value.

    If some ray hits, the nearest distance is finite, and finite / inf is the 0 you want. If none
    does, it is inf / inf. Choose black with `torch.where(distances.isfinite(), …, 0.0)`.
    """
    return screen_image((distances.min() / distances) ** 2, num_pixels_y, num_pixels_z)


def distance_shading__not_squared(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You forget the square: brightness is (nearest distance / distance)².

    The light of a lamp spreads over a sphere, whose area grows with the square of the distance.
    Twice as far is a quarter as bright.
    """
    return solutions.distance_shading(distances, num_pixels_y, num_pixels_z).sqrt()


def distance_shading__white_background(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You paint white what meets nothing; it should be black.

    A ray that meets nothing brings back no light.
    """
    image = solutions.distance_shading(distances, num_pixels_y, num_pixels_z)
    return torch.where(screen_image(distances, num_pixels_y, num_pixels_z).isinf(), 1.0, image)


def distance_shading__far_is_bright(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You divide each distance by the farthest one, so what is far is bright.

    What is near comes out dark: your picture is a negative. Divide the nearest distance by each
    distance.
    """
    farthest = torch.where(distances.isfinite(), distances, 0.0).max()
    brightness = torch.where(distances.isfinite(), (distances / farthest) ** 2, 0.0)
    return screen_image(brightness, num_pixels_y, num_pixels_z)


def distance_shading__upside_down(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """Your picture is upside down: row 0 is the top of a picture, and z grows upwards.

    `screen_image` lays the pixels out; hand it the brightness in the order of the rays.
    """
    return solutions.distance_shading(distances, num_pixels_y, num_pixels_z).flip(0)


def distance_shading__from_one(distances: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You leave out the nearest distance, so brightness is 1 / distance² and the picture is dark.

    Dividing the nearest distance by each distance makes the brightest pixel 1, whatever the scale
    of the scene.
    """
    brightness = torch.where(distances.isfinite(), 1 / distances**2, 0.0)
    return screen_image(brightness, num_pixels_y, num_pixels_z)


def distance_shading__ratio_inverted(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You divide the wrong way round, so brightness exceeds 1 and what is far is brighter.

    It is the nearest distance that is divided, by each distance: the quotient is at most 1.
    """
    brightness = torch.where(distances.isfinite(), (distances / distances.min()) ** 2, 0.0)
    return screen_image(brightness, num_pixels_y, num_pixels_z)


# ---------------------------------------------------------------- triangle_normals


def triangle_normals__not_unit(triangles: Tensor) -> Tensor:
    """Your normals do not have length one: divide each by its length.

    The length of (B - A) × (C - A) is twice the triangle's area, so large triangles would shine
    brighter.
    """
    a, b, c = triangles.unbind(1)
    normal: Tensor = torch.linalg.cross(b - a, c - a)
    return normal


def triangle_normals__inward(triangles: Tensor) -> Tensor:
    """Your normals point the other way: the cross product changes sign if you exchange its factors
    or turn one edge round.

    It is (B - A) × (C - A), in that order, and both edges begin at A. Curl the fingers of your
    right hand from B - A to C - A: the thumb is the normal.
    """
    return -triangle_normals(triangles)


def triangle_normals__nan(triangles: Tensor) -> Tensor:
    """You divide by a length of zero where a triangle has no area, and get NaN.

    0 / 0 is NaN, and one NaN is enough to spoil every sum it enters.
    `torch.nn.functional.normalize` guards the division; `clamp(min=…)` on the length does as well.
    """
    a, b, c = triangles.unbind(1)
    normal: Tensor = torch.linalg.cross(b - a, c - a)
    length: Tensor = normal.norm(dim=1, keepdim=True)
    return normal / length


def triangle_normals__over_triangles(triangles: Tensor) -> Tensor:
    """You normalise along the wrong axis: each vector has to be divided by its own length.

    The length of a normal is taken over its three components, `dim=1`, not over all triangles,
    `dim=0`.
    """
    a, b, c = triangles.unbind(1)
    return torch.nn.functional.normalize(torch.linalg.cross(b - a, c - a), dim=0)


def triangle_normals__corners_for_edges(triangles: Tensor) -> Tensor:
    """You cross two corners instead of two edges.

    B × C stands upright on the plane through (0, 0, 0), B and C. A triangle's own plane is spanned
    by its edges, B - A and C - A.
    """
    _, b, c = triangles.unbind(1)
    return torch.nn.functional.normalize(torch.linalg.cross(b, c))


def triangle_normals__one_length_for_all(triangles: Tensor) -> Tensor:
    """You divide all normals by one length, that of the whole tensor.

    `n.norm()` without `dim` is one number for everything. Each vector has its own length:
    `n.norm(dim=1, keepdim=True)`.
    """
    a, b, c = triangles.unbind(1)
    normal: Tensor = torch.linalg.cross(b - a, c - a)
    length: Tensor = normal.norm().clamp(min=1e-12)
    return normal / length


# ---------------------------------------------------------------- nearest_triangle


def nearest_triangle__misses_unmarked(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You do not mark misses: a ray that meets nothing has the index -1.

    Where all distances are infinite, the minimum still has an index, and it is that of an arbitrary
    triangle.
    """
    distance, index = hit_distances(rays, triangles).min(dim=1)
    return distance, index


def nearest_triangle__swapped(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You return the index first; the distance comes first.

    `Tensor.min(dim=…)` returns values and then indices, in the same order as is asked here.
    """
    distance, index = nearest_triangle(rays, triangles)
    return index, distance


def nearest_triangle__farthest(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You take the farthest hit; what you see is the nearest.

    Misses are infinitely far, so look for the minimum: a maximum finds a miss wherever there is
    one.
    """
    distance, index = hit_distances(rays, triangles).max(dim=1)
    index[distance.isinf()] = -1
    return distance, index


def nearest_triangle__over_rays(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You take the minimum over the rays: your answers have one entry a triangle instead of one a
    ray.

    In a table of shape (nrays, ntriangles), `min(dim=0)` lets the rays disappear. The axis you name
    is the one that goes.
    """
    if len(rays) == 0:
        return torch.full((len(triangles),), torch.inf), torch.full((len(triangles),), -1)
    distance, index = hit_distances(rays, triangles).min(dim=0)
    index[distance.isinf()] = -1
    return distance, index


def nearest_triangle__first_in_the_list(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """Your index is that of the first triangle that is hit, not of the nearest.

    `argmax` of a table of truth values finds the first True. The order of a mesh's triangles says
    nothing about where they are.
    """
    distances = hit_distances(rays, triangles)
    index = distances.isfinite().int().argmax(dim=1)
    index[distances.isinf().all(dim=1)] = -1
    return distances.amin(dim=1), index


def nearest_triangle__first_hit(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You take the first triangle in the list that is hit, with its distance; the nearest may stand
    later in it.

    `argmax` of a table of truth values finds the first True. The order of a mesh's triangles says
    nothing about where they are.
    """
    distances = hit_distances(rays, triangles)
    index = distances.isfinite().int().argmax(dim=1)
    first = distances.gather(1, index[:, None])[:, 0]
    index[first.isinf()] = -1
    return first, index


def nearest_triangle__zero_dropped(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You drop hits at distance 0; a ray that starts on a triangle meets it.

    The origin belongs to the ray. Only infinity marks a miss, so compare with ≥ 0 or not at all.
    """
    distances = hit_distances(rays, triangles)
    distance, index = torch.where(distances > 0, distances, torch.inf).min(dim=1)
    index[distance.isinf()] = -1
    return distance, index


# ---------------------------------------------------------------- lambert_shading


def _lambert(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    size: tuple[int, int],
    *,
    turned: bool = True,
    unit: bool = True,
    ambient: float = AMBIENT,
    background: float = 0.0,
    strike_out: bool = True,
    below_zero: str = "clamp",
) -> Tensor:
    """`lambert_shading` with one screw loose."""
    _, index = nearest_triangle(rays, triangles)
    normal = triangle_normals(triangles)[index]
    if turned:
        normal[(normal * rays[:, 1]).sum(1) > 0] *= -1
    cosine = normal @ (light / light.norm() if unit else light)
    if below_zero == "clamp":
        cosine = cosine.clamp(min=0)
    elif below_zero == "abs":
        cosine = cosine.abs()
    brightness = ambient + (1 - ambient) * cosine
    if strike_out:
        brightness = torch.where(index >= 0, brightness, background)
    return screen_image(brightness, *size)


def lambert_shading__back_faces_dark(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You do not turn the normals to the side that the ray comes from.

    A triangle seen from behind has a normal that points away from the camera. Where the normal and
    the ray's direction point the same way (their product is positive), take the opposite normal.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), turned=False)


def lambert_shading__light_from_behind(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You let light shine through from behind: either you take the absolute value of the cosine, or
    you turn the normal towards the light.

    A negative cosine means that the light stands on the other side of the surface: it is dark
    there. Use max(0, cos), which is `clamp(min=0)`. Which normal is taken depends on the ray alone
    and never on the light.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), below_zero="abs")


def lambert_shading__negative_light(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You let the cosine be negative, so surfaces that face away are darker than the ambient light.

    No surface gives back less than nothing: use max(0, cos), which is `clamp(min=0)`.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), below_zero="keep")


def lambert_shading__light_not_unit(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You do not divide by the light's length, so a longer vector lights more brightly.

    The product of two vectors is the cosine of their angle only if both have length one. The
    normals have; the light may have any.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), unit=False)


def lambert_shading__no_ambient(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You leave out the ambient light, so the dark side is as black as the background.

    Brightness is AMBIENT + (1 - AMBIENT) · max(0, cos): from AMBIENT in the shade to 1 in full
    light.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), ambient=0.0)


def lambert_shading__ambient_background(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You give the background the ambient brightness; what meets nothing is 0.

    Ambient light needs a surface to fall on. Choose black where the index is -1, after everything
    else.
    """
    size = (num_pixels_y, num_pixels_z)
    return _lambert(rays, triangles, light, size, background=AMBIENT)


def lambert_shading__last_triangle_behind(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """Your background shines: the index -1 of a miss picks the last triangle's normal.

    Python counts negative indices from the end, so a mark for “none” is a valid index. Strike those
    pixels out afterwards.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), strike_out=False)


def lambert_shading__light_reversed(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You light the scene from the opposite side: either your cosine has the wrong sign, or you
    turn the normal to the side that the ray goes to.

    `light` points towards the sun, so a surface is bright if its normal points the same way as
    `light`, and the cosine needs no minus. The normal has to be on the side that the ray comes
    from: turn it round where its product with the ray's direction is *positive*.
    """
    return lambert_shading(rays, triangles, -light, num_pixels_y, num_pixels_z)


def lambert_shading__direction_for_a_point(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You take a ray's second entry for a place and subtract the origin; it is the direction
    already.

    Which side of a triangle a ray sees depends on `rays[:, 1]` alone. The two agree only while the
    camera stands at zero.
    """
    _, index = nearest_triangle(rays, triangles)
    normal = triangle_normals(triangles)[index]
    normal[(normal * (rays[:, 1] - rays[:, 0])).sum(1) > 0] *= -1
    cosine = (normal @ light) / light.norm()
    brightness = AMBIENT + (1 - AMBIENT) * cosine.clamp(min=0)
    return screen_image(torch.where(index >= 0, brightness, 0.0), num_pixels_y, num_pixels_z)


def lambert_shading__ambient_on_top(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You add the ambient light to the whole cosine, so a surface that faces the light exceeds 1.

    Brightness is AMBIENT + (1 - AMBIENT) · max(0, cos): the second part has what the first leaves
    up to 1.
    """
    image = lambert_shading(rays, triangles, light, num_pixels_y, num_pixels_z)
    return torch.where(image > 0, AMBIENT + (image - AMBIENT) / (1 - AMBIENT), 0.0)


# ---------------------------------------------------------------- rotation_matrix


def rotation_matrix__other_way(angle: float) -> Tensor:
    """You turn the other way: a quarter turn should take x to y, and yours takes it to -y.

    The first column is where the x axis goes: (cos, sin, 0). Your minus stands in the wrong corner,
    which is the same as transposing the matrix.
    """
    return rotation_matrix(-angle)


def rotation_matrix__degrees(angle: float) -> Tensor:
    """You take the angle for degrees; it is in radians.

    A whole turn is 2π. `math.cos` and `torch.cos` take radians already.
    """
    return rotation_matrix(math.radians(angle))


def rotation_matrix__about_x(angle: float) -> Tensor:
    """You turn about the x axis; it is the z axis that stays.

    The axis of a rotation is the vector it leaves alone, so the third column is (0, 0, 1).
    """
    return rotation_matrix(angle).roll((1, 1), dims=(0, 1))


def rotation_matrix__mirror(angle: float) -> Tensor:
    """Both of your sines are positive, which is a mirror or a shear and no rotation.

    In a rotation one sine is negative: the columns (cos, sin, 0) and (-sin, cos, 0) stand at right
    angles.
    """
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def rotation_matrix__flattened(angle: float) -> Tensor:
    """Your z is lost: the last entry of the diagonal is 1.

    With a 0 there, everything is pressed flat onto the plane z = 0.
    """
    matrix = rotation_matrix(angle)
    matrix[2, 2] = 0
    return matrix


def rotation_matrix__both_negative(angle: float) -> Tensor:
    """Both of your sines have a minus; in a rotation one of them has.

    The x axis goes to (cos, sin, 0), the first column. Only the sine in the second column is
    negative.
    """
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def rotation_matrix__sine_for_cosine(angle: float) -> Tensor:
    """You exchange sine and cosine: the cosines stand on the diagonal.

    At angle 0 nothing moves, so the diagonal is 1 there, and that is the cosine of 0.
    """
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[s, -c, 0.0], [c, s, 0.0], [0.0, 0.0, 1.0]])


# ---------------------------------------------------------------- turn_camera


def turn_camera__about_the_origin(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You turn about (0, 0, 0) instead of the centre.

    A rotation matrix leaves zero where it is. To turn about another point, measure from it:
    subtract the centre, turn, and add it back. A camera at zero that is turned about zero only
    looks round on the spot.
    """
    return rays @ rotation_matrix(angle).T


def turn_camera__directions_moved(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You treat directions like places and turn them about the centre.

    A direction has no place: moving everything sideways changes where you stand and not which way
    north is. Subtract and add the centre for origins only.
    """
    return centre + (rays - centre) @ rotation_matrix(angle).T


def turn_camera__directions_kept(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You move the camera and do not turn it: it walks sideways while looking ahead.

    To keep the centre in view the directions have to turn by the same angle.
    """
    return torch.stack([turn_camera(rays, centre, angle)[:, 0], rays[:, 1]], dim=1)


def turn_camera__origins_kept(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You turn the camera and do not move it: it looks away from the centre.

    The origins walk on a circle round the axis: subtract the centre, turn, add it back.
    """
    return torch.stack([rays[:, 0], turn_camera(rays, centre, angle)[:, 1]], dim=1)


def turn_camera__other_way(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You walk round the other way: either a transposition is missing or too much, or the angle has
    a minus.

    `matrix @ vector` turns one column vector. For a table of row vectors the same is `rows @
    matrix.T`; without the transposition the angle changes sign.
    """
    return turn_camera(rays, centre, -angle)


def turn_camera__centre_not_added(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You never add the centre back, so the camera circles round (0, 0, 0).

    Subtracting the centre moves it to zero for the turn. Afterwards everything has to return to its
    place.
    """
    turned = turn_camera(rays, centre, angle)
    return turned - torch.stack([centre, torch.zeros(3)])


# ---------------------------------------------------------------- render_turn


def _frames(
    views: list[Tensor], triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    size = (num_pixels_y, num_pixels_z)
    return torch.stack([lambert_shading(v, triangles, light, *size) for v in views])


def render_turn__first_frame_twice(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your last frame is the first again: the whole turn is divided into one step too few.

    An angle of 0 and one of 2π show the same. `linspace` includes its end, so in a loop the
    animation would stand still for a moment; step by 2π / num_frames instead.
    """
    angles = torch.linspace(0, 2 * math.pi, num_frames).tolist()
    views = [turn_camera(rays, centre, angle) for angle in angles]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__other_way(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your camera walks the other way round: frame k has turned by +k steps.

    Angles grow from frame to frame.
    """
    step = -2 * math.pi / num_frames
    views = [turn_camera(rays, centre, k * step) for k in range(num_frames)]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__faster_and_faster(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """You turn rays that are turned already, by an angle that grows: your camera runs faster and
    faster.

    Either turn the first rays by k steps, or turn the last ones by one step. Doing both adds 0 + 1
    + 2 + … steps.
    """
    views = []
    for k in range(num_frames):
        rays = turn_camera(rays, centre, 2 * math.pi * k / num_frames)
        views.append(rays)
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__starts_late(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """You turn before the first picture: frame 0 shows the view from where the camera stands.

    Frame k has turned by k steps, and k starts at 0.
    """
    step = 2 * math.pi / num_frames
    views = [turn_camera(rays, centre, (k + 1) * step) for k in range(num_frames)]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__half_a_turn(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your camera walks half way round: a whole turn is 2π, not π.

    Radians measure an angle by the length of its arc on a circle of radius one, whose whole length
    is 2π.
    """
    step = math.pi / num_frames
    views = [turn_camera(rays, centre, k * step) for k in range(num_frames)]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__light_carried_along(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your light turns with the camera; the sun stands still.

    Only the rays change from frame to frame. A light that is carried along is what turning the mesh
    in front of a fixed camera would look like.
    """
    frames = []
    for k in range(num_frames):
        angle = 2 * math.pi * k / num_frames
        view, sun = turn_camera(rays, centre, angle), rotation_matrix(angle) @ light
        frames.append(lambert_shading(view, triangles, sun, num_pixels_y, num_pixels_z))
    return torch.stack(frames)


def render_turn__never_moves_on(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """All of your frames are turned by the same one step: the angle lacks the frame's number k.

    Frame k has turned by k steps of 2π / num_frames.
    """
    views = [turn_camera(rays, centre, 2 * math.pi / num_frames)] * num_frames
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


# ---------------------------------------------------------------- raytrace_mesh_chunked


def raytrace_mesh_chunked__all_at_once(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You still form all pairs at once, and memory grows with the number of rays.

    Cutting the *answer* into pieces saves nothing. Cut the rays, and let each piece meet all
    triangles before the next is begun.
    """
    return raytrace_mesh(rays, triangles)


def raytrace_mesh_chunked__rest_dropped(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You drop the rays that do not fill a whole piece.

    `nrays // rays_per_chunk` counts whole pieces only. The last piece may be smaller: `torch.split`
    gives it, and so does a slice that reaches beyond the end.
    """
    whole = len(rays) // rays_per_chunk * rays_per_chunk
    chunks = torch.split(rays[:whole], rays_per_chunk)
    return torch.cat([raytrace_mesh(chunk, triangles) for chunk in chunks])


def raytrace_mesh_chunked__so_many_pieces(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You make `rays_per_chunk` pieces; it is the number of rays in a piece.

    `torch.chunk(rays, n)` takes the number of pieces, `torch.split(rays, n)` the size of one. With
    few pieces each is large, and memory grows with the number of rays again.
    """
    chunks = torch.chunk(rays, rays_per_chunk)
    return torch.cat([raytrace_mesh(chunk, triangles) for chunk in chunks])


def raytrace_mesh_chunked__dealt_out(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """Your distances come in another order than the rays.

    Taking every n-th ray (`rays[i::n]`) deals the rays out like cards. Putting the piles one after
    another does not restore the
    order: cut into runs of neighbours instead.
    """
    piles = max(-(-len(rays) // rays_per_chunk), 1)
    return torch.cat([raytrace_mesh(rays[i::piles], triangles) for i in range(piles)])


def raytrace_mesh_chunked__pieces_of_mesh(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You cut the mesh instead of the rays, so memory still grows with the number of rays.

    The minimum over pieces of the mesh is right, but each step holds all rays. What must not grow
    with the picture has to be cut along the rays.
    """
    nearest = torch.full((len(rays),), torch.inf)
    for piece in torch.split(triangles, 2 * rays_per_chunk):
        nearest = torch.minimum(nearest, raytrace_mesh(rays, piece))
    return nearest


def raytrace_mesh_chunked__nothing_to_join(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You join an empty list when there are no rays, and `torch.cat` refuses.

    A loop over `range(0, 0, n)` makes no piece at all. `torch.split` gives one empty piece; a
    tensor that is allocated first and then filled needs no joining.
    """
    starts = range(0, len(rays), rays_per_chunk)
    return torch.cat([raytrace_mesh(rays[i : i + rays_per_chunk], triangles) for i in starts])


def raytrace_mesh_chunked__rest_left_at_zero(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You never fill the places of the last piece, and they stay at 0.

    `nrays // rays_per_chunk` counts whole pieces only. Step through the starts with `range(0,
    nrays, rays_per_chunk)`: the last slice may reach beyond the end.
    """
    nearest = torch.zeros(len(rays))
    for i in range(len(rays) // rays_per_chunk):
        piece = slice(i * rays_per_chunk, (i + 1) * rays_per_chunk)
        nearest[piece] = raytrace_mesh(rays[piece], triangles)
    return nearest


def raytrace_mesh_chunked__one_too_many(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """Your pieces are too large: at most `rays_per_chunk` rays may meet all triangles at a time.

    A slice from `start` to `start + n` holds n rays; its end does not belong to it.
    """
    chunks = torch.split(rays, rays_per_chunk + 1)
    return torch.cat([raytrace_mesh(chunk, triangles) for chunk in chunks])
