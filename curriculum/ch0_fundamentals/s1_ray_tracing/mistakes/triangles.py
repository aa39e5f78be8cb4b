"""Mistakes of the section “Triangles”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor

from .. import solutions
from ..solutions import SINGULAR
from .common import solve_pairs

# ---------------------------------------------------------------- triangle_ray_intersects


def _solve_one(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> tuple[float, float, float] | None:
    rays, triangles = torch.stack([O, D])[None], torch.stack([A, B, C])[None]
    s, u, v, singular = solve_pairs(rays, triangles)
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
    s, u, v, singular = solve_pairs(rays, triangle[None])
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
