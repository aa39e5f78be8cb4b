"""Mistakes of the section “One ray, one segment”: the first paragraph of a docstring is what
the learner reads.
"""

import torch
from torch import Tensor

from ..solutions import SINGULAR

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
