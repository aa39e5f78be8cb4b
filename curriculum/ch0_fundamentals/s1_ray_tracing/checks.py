"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

MakeRays1d = Callable[[int, float], Tensor]
IntersectOne = Callable[[Tensor, Tensor], bool | Tensor]
Intersect = Callable[[Tensor, Tensor], Tensor]


# ---------------------------------------------------------------- make_rays_1d


def make_rays_1d__spreads_evenly(make_rays: MakeRays1d, rng: torch.Generator) -> list[Tensor]:
    """Directions run from -y_limit to y_limit in even steps, both ends included, with x = 1 and z =
    0.
    """
    return [make_rays(2, 1.0), make_rays(3, 2.0), make_rays(7, 0.5)]


def make_rays_1d__takes_one_pixel(make_rays: MakeRays1d, rng: torch.Generator) -> Tensor:
    """A single pixel is the first one: it is at -y_limit."""
    return make_rays(1, 3.0)


def make_rays_1d__takes_no_width(make_rays: MakeRays1d, rng: torch.Generator) -> Tensor:
    """With y_limit = 0 every ray looks straight ahead."""
    return make_rays(4, 0.0)


def make_rays_1d__takes_no_pixels(make_rays: MakeRays1d, rng: torch.Generator) -> Tensor:
    """With no pixels there are no rays: the shape is (0, 2, 3)."""
    return make_rays(0, 1.0)


# ---------------------------------------------------------------- intersect_ray_1d


def _answer(result: bool | Tensor) -> bool | Tensor:
    """A tensor that holds one truth value is as good as a bool."""
    return bool(result) if isinstance(result, Tensor) and result.shape == () else result


def _ray(origin: tuple[float, float], direction: tuple[float, float]) -> Tensor:
    return torch.tensor([[*origin, 0.0], [*direction, 0.0]])


def _singular_only(error: RuntimeError) -> str:
    """A solver's complaint about a singular matrix is an answer; any other error is raised again."""
    if "singular" not in str(error):
        raise error
    return "raised LinAlgError: the matrix is singular"


_segment = _ray  # two points of a plane, either way


def intersect_ray_1d__looks_ahead(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """A ray meets a segment that crosses its path in front, and misses one that passes to either
    side.
    """
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
    return [_answer(intersect(_ray(*ray), _segment(*s))) for s in segments]


def intersect_ray_1d__does_not_look_behind(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """A segment behind the origin is not met, although the line through the ray crosses it."""
    ahead, askew = ((0.0, 0.0), (1.0, 0.0)), ((0.0, 0.0), (1.0, -0.5))
    return [
        _answer(intersect(_ray(*ahead), _segment((-2.0, -1.0), (-2.0, 1.0)))),
        _answer(intersect(_ray(*askew), _segment((-0.5, 1.0), (-0.5, 0.0)))),
    ]


def intersect_ray_1d__starts_anywhere(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """The ray starts at its own origin, which need not be the camera."""
    return [
        _answer(intersect(_ray((0.0, 3.0), (1.0, 0.0)), _segment((1.0, 2.0), (1.0, 5.0)))),
        _answer(intersect(_ray((0.0, 3.0), (1.0, 0.0)), _segment((1.0, -1.0), (1.0, 1.0)))),
        _answer(intersect(_ray((4.0, 0.0), (1.0, 1.0)), _segment((1.0, -2.0), (1.0, 2.0)))),
        _answer(intersect(_ray((4.0, 0.0), (-1.0, 0.25)), _segment((1.0, -2.0), (1.0, 2.0)))),
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
    return [_answer(intersect(_ray(*ray), _segment(*s))) for s in segments]


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
            answers.append(_answer(intersect(_ray(*ray), _segment(*segment))))
        except RuntimeError as error:
            answers.append(_singular_only(error))
    return answers


def intersect_ray_1d__agrees_on_random_pairs(
    intersect: IntersectOne, rng: torch.Generator
) -> list[bool | Tensor]:
    """On 40 random pairs, none of them a close call, every answer is right."""
    rays, segments = _random_pairs_1d(40, rng)
    return [_answer(intersect(ray, segment)) for ray, segment in zip(rays, segments, strict=True)]


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


# ---------------------------------------------------------------- intersect_rays_1d


def intersect_rays_1d__finds_any_segment(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """A ray is marked if it meets at least one of the segments; other rays do not matter to it."""
    return [intersect(*_batch_1d(r, s, rng)) for r, s in ((1, 1), (1, 3), (4, 1), (5, 2), (9, 4))]


def intersect_rays_1d__starts_anywhere(intersect: Intersect, rng: torch.Generator) -> Tensor:
    """Each ray starts at its own origin."""
    rays = torch.stack([_ray((0.0, float(y)), (1.0, 0.0)) for y in range(5)])
    segments = [((2.0, 0.5), (3.0, 2.5)), ((-2.0, 2.5), (-2.0, 3.5)), ((1.0, 1.5), (2.0, -1.5))]
    return intersect(rays, torch.stack([_segment(*s) for s in segments]))


def intersect_rays_1d__includes_the_ends(intersect: Intersect, rng: torch.Generator) -> Tensor:
    """Both ends belong to a segment, and the origin belongs to a ray."""
    rays = torch.stack([_ray((0.0, 0.0), (1.0, y)) for y in (-1.0, 0.0, 0.5, 1.0)])
    rays = torch.cat([rays, _ray((-4.0, 4.0), (1.0, 0.0))[None]])
    segments = [((2.0, 0.0), (2.0, 1.0)), ((-4.0, 5.0), (-4.0, 2.0))]
    return intersect(rays, torch.stack([_segment(*s) for s in segments]))


def intersect_rays_1d__survives_parallels(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor | str]:
    """A ray misses the segments parallel to it, and the other pairs keep their answers."""
    rays = torch.stack([_ray((0.0, 0.0), (1.0, y)) for y in (0.0, 0.5, 0.75)])
    beside, along = _segment((1.0, 1.0), (3.0, 2.0)), _segment((2.0, 1.0), (4.0, 2.0))
    point, across = _segment((1.0, 0.5), (1.0, 0.5)), _segment((2.0, 0.5), (2.0, 1.25))
    batches = ([beside], [along], [point], [beside, across], [across, along, beside])
    answers: list[Tensor | str] = []
    for batch in batches:
        try:
            answers.append(intersect(rays, torch.stack(batch)))
        except RuntimeError as error:
            answers.append(_singular_only(error))
    return answers


def intersect_rays_1d__takes_none(intersect: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Without segments no ray meets anything; without rays the answer is empty."""
    rays, segments = _batch_1d(3, 2, rng)
    return [intersect(rays, segments[:0]), intersect(rays[:0], segments)]


def intersect_rays_1d__accepts_strided_input(intersect: Intersect, rng: torch.Generator) -> Tensor:
    """Rays and segments that are views into larger tensors give the same answer."""
    rays, segments = _batch_1d(6, 3, rng)
    table = torch.stack([rays, -rays], dim=1)  # (nrays, 2, points, dim)
    return intersect(table[:, 0], segments.permute(2, 1, 0).contiguous().permute(2, 1, 0))


def _batch_1d(nrays: int, nsegments: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rays out of the camera, and segments, every second one behind it, whose ends no ray comes
    near.
    """
    rays = torch.zeros(nrays, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = torch.arange(nrays) / 4
    depth = torch.randint(1, 5, (nsegments, 2), generator=rng)
    depth[1::2] *= -1
    slope = torch.randint(-1, nrays, (nsegments, 2), generator=rng) / 4 + 1 / 8  # between two rays
    return rays, torch.stack([depth.to(slope), depth * slope, torch.zeros_like(slope)], dim=2)
