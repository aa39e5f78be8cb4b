"""Checks of the section “One ray, one segment”: one experiment a claim, which is what the
learner reads.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from .common import answer, one_ray, one_segment, singular_only

IntersectOne = Callable[[Tensor, Tensor], bool | Tensor]


# ---------------------------------------------------------------- intersect_ray_1d


def intersect_ray_1d__looks_ahead(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """A ray meets a segment that crosses its path, and misses one that lies to either side."""
    ray = ((0.0, 0.0), (1.0, 0.5))
    segments = [
        ((2.0, 0.0), (2.0, 3.0)),  # v = 1/3
        ((2.0, 3.0), (2.0, 0.0)),  # the same the other way round
        ((2.0, 2.0), (2.0, 3.0)),  # to the right
        ((2.0, 0.0), (2.0, -3.0)),  # to the left
        ((4.0, 0.0), (8.0, 6.0)),  # askew and far away
        ((2.0, -3.0), (2.0, 0.0)),  # to the left, its second end nearer
        ((0.5, 0.0), (0.25, 0.5)),  # close by, in front of the screen
        ((0.5, -1.0), (0.5, -0.5)),  # close by and to the left
    ]
    return [answer(intersect(one_ray(*ray), one_segment(*s))) for s in segments]


def intersect_ray_1d__does_not_look_behind(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """A segment behind the origin is not met, although the line through the ray crosses it."""
    ahead, askew = ((0.0, 0.0), (1.0, 0.0)), ((0.0, 0.0), (1.0, -0.5))
    return [
        answer(intersect(one_ray(*ahead), one_segment((-2.0, -1.0), (-2.0, 1.0)))),
        answer(intersect(one_ray(*askew), one_segment((-0.5, 1.0), (-0.5, 0.0)))),
    ]


def intersect_ray_1d__starts_anywhere(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """The ray starts at its own origin, which need not be the camera."""
    return [
        answer(intersect(one_ray((0.0, 3.0), (1.0, 0.0)), one_segment((1.0, 2.0), (1.0, 5.0)))),
        answer(intersect(one_ray((0.0, 3.0), (1.0, 0.0)), one_segment((1.0, -1.0), (1.0, 1.0)))),
        answer(intersect(one_ray((4.0, 0.0), (1.0, 1.0)), one_segment((1.0, -2.0), (1.0, 2.0)))),
        answer(intersect(one_ray((4.0, 0.0), (-1.0, 0.25)), one_segment((1.0, -2.0), (1.0, 2.0)))),
    ]


def intersect_ray_1d__includes_the_ends(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """Both ends belong to the segment, and the origin belongs to the ray."""
    ray = ((0.0, 0.0), (1.0, 0.5))
    segments = [
        ((2.0, 1.0), (2.0, 3.0)),  # v = 0
        ((2.0, -1.0), (2.0, 1.0)),  # v = 1
        ((0.0, -1.0), (0.0, 3.0)),  # u = 0
    ]
    return [answer(intersect(one_ray(*ray), one_segment(*s))) for s in segments]


def intersect_ray_1d__misses_what_is_parallel(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A ray parallel to the segment misses it, beside it or along it, and nothing is raised."""
    ray = ((0.0, 0.0), (1.0, 0.5))
    segments = [
        ((1.0, 1.5), (3.0, 2.5)),  # beside
        ((1.0, 0.5), (3.0, 1.5)),  # on the same line
        ((1.0, 0.25), (1.0, 0.25)),  # a segment without length
    ]
    answers: list[bool | Tensor | str] = []
    for segment in segments:
        try:
            answers.append(answer(intersect(one_ray(*ray), one_segment(*segment))))
        except RuntimeError as error:
            answers.append(singular_only(error))
    return answers


def intersect_ray_1d__decides_narrow_cases(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """A wall a thousandth long is met, and an end or origin missed by less than a thousandth is
    missed.
    """
    ray = ((0.0, 0.0), (1.0, 0.5))
    segments = [
        ((2.0, 0.9995), (2.0, 1.0005)),  # a thousandth long, and so is the determinant
        ((2.0, 1.0005), (2.0, 2.0)),  # v = -0.0005
        ((2.0, 0.0), (2.0, 0.9995)),  # v = 1.0005
        ((-0.0005, -0.5), (-0.0005, 0.5)),  # u = -0.0005
    ]
    return [answer(intersect(one_ray(*ray), one_segment(*s))) for s in segments]


def intersect_ray_1d__agrees_on_random_pairs(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """On 40 random pairs, none of them a close call, every answer is right."""
    rays, segments = _random_pairs_1d(40, rng)
    return [answer(intersect(ray, segment)) for ray, segment in zip(rays, segments, strict=True)]


def _uniform(low: float, high: float, size: int, rng: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(size, generator=rng)


def _random_pairs_1d(count: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rays and segments (count, 2, 3) whose lines cross well away from every border and at a wide
    angle.
    """
    angle = _uniform(0, 2 * math.pi, count, rng)
    turned = angle + _uniform(0.5, math.pi - 0.5, count, rng)
    along = torch.stack([angle.cos(), angle.sin()], dim=1)  # (count, xy)
    across = torch.stack([turned.cos(), turned.sin()], dim=1) * _uniform(1, 3, count, rng)[:, None]
    origin = 2 * torch.randn(count, 2, generator=rng)
    u = torch.where(torch.arange(count) % 4 == 3, -1.0, 1.0) * _uniform(0.2, 3, count, rng)
    low = torch.tensor([0.1, -0.8, 0.1, 1.1, 0.1])[torch.arange(count) % 5]
    v = low + 0.7 * torch.rand(count, generator=rng)
    start = origin + u[:, None] * along - v[:, None] * across
    flat = torch.zeros(count, 2, 1)
    rays = torch.cat([torch.stack([origin, along], dim=1), flat], dim=2)
    return rays, torch.cat([torch.stack([start, start + across], dim=1), flat], dim=2)
