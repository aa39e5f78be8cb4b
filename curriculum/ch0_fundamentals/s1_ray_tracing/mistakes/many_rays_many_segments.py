"""Mistakes of the section “Many rays, many segments”: the first paragraph of a docstring is
what the learner reads.
"""

import torch
from torch import Tensor

from ..solutions import SINGULAR, intersect_rays_1d

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
