"""Checks of the section “Many rays, many segments”: one experiment a claim, which is what the
learner reads.
"""

import torch
from torch import Tensor

from .common import Intersect, grows, one_ray, one_segment, singular_only

# ---------------------------------------------------------------- intersect_rays_1d


def intersect_rays_1d__finds_any_segment(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """A ray is marked if it meets at least one of the segments; other rays do not matter to it."""
    return [intersect(*_batch_1d(r, s, rng)) for r, s in ((1, 1), (1, 3), (4, 1), (5, 2), (9, 4))]


def intersect_rays_1d__asks_all_of_one_segment(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """One and the same segment has to lie in front of the ray and across its path."""
    rays = torch.stack([one_ray((0.0, 0.0), (1.0, y)) for y in (0.0, 0.25)])
    behind = one_segment((-2.0, -1.0), (-2.0, 1.0))
    left, right = one_segment((2.0, -3.0), (2.0, -1.0)), one_segment((2.0, 1.0), (2.0, 3.0))
    batches = ([behind], [left], [right], [behind, left], [right, behind], [left, right])
    return [intersect(rays, torch.stack(batch)) for batch in batches]


def intersect_rays_1d__starts_anywhere(intersect: Intersect, rng: torch.Generator) -> Tensor:
    """Each ray starts at its own origin."""
    rays = torch.stack([one_ray((0.0, float(y)), (1.0, 0.0)) for y in range(5)])
    segments = [((2.0, 0.5), (3.0, 2.5)), ((-0.5, 2.5), (-0.5, 3.5)), ((1.0, 1.5), (2.0, -1.5))]
    return intersect(rays, torch.stack([one_segment(*s) for s in segments]))


def intersect_rays_1d__includes_the_ends(intersect: Intersect, rng: torch.Generator) -> Tensor:
    """Both ends belong to a segment, and the origin belongs to a ray."""
    rays = torch.stack([one_ray((0.0, 0.0), (1.0, y)) for y in (-1.0, 0.0, 0.5, 1.0)])
    rays = torch.cat([rays, one_ray((-4.0, 4.0), (1.0, 0.0))[None]])
    segments = [((2.0, 0.0), (2.0, 1.0)), ((-4.0, 5.0), (-4.0, 2.0))]
    return intersect(rays, torch.stack([one_segment(*s) for s in segments]))


def intersect_rays_1d__survives_parallels(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor | str]:
    """A ray misses the segments parallel to it, and the other pairs keep their answers."""
    rays = torch.stack([one_ray((0.0, 0.0), (1.0, y)) for y in (0.0, 0.5, 0.75)])
    beside, along = one_segment((1.0, 1.0), (3.0, 2.0)), one_segment((2.0, 1.0), (4.0, 2.0))
    point, across = one_segment((1.0, 0.5), (1.0, 0.5)), one_segment((2.0, 0.5), (2.0, 1.25))
    batches = ([beside], [along], [point], [beside, across], [across, along, beside])
    answers: list[Tensor | str] = []
    for batch in batches:
        try:
            answers.append(intersect(rays, torch.stack(batch)))
        except RuntimeError as error:
            answers.append(singular_only(error))
    return answers


def intersect_rays_1d__decides_narrow_cases(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """A wall a thousandth long is met, and an end or origin missed by less than a thousandth is
    missed.
    """
    rays = torch.stack([one_ray((0.0, 0.0), (1.0, y)) for y in (0.0, 0.5, 1.0)])
    segments = [
        ((2.0, 0.9995), (2.0, 1.0005)),  # a thousandth long, and so is the determinant
        ((2.0, 1.0005), (2.0, 1.9995)),  # v = -0.0005 and v = 1.0005
        ((-0.0005, -0.5), (-0.0005, 0.5)),  # u = -0.0005
    ]
    return [intersect(rays, one_segment(*s)[None]) for s in segments]


def intersect_rays_1d__does_without_a_loop(
    intersect: Intersect, rng: torch.Generator
) -> list[dict[str, Tensor | bool]]:
    """More rays and more segments need no more operations: no Python loop runs over either."""
    rays, segments = _batch_1d(40, 40, rng)
    return [
        {
            "answers": intersect(rays, segments),
            "the operations grow with the number of rays or segments": grows(
                lambda n: intersect(rays[:n], segments[:n])
            ),
        }
    ]


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
