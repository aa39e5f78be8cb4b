"""Checks of the section “Triangles”: one experiment a claim, which is what the learner reads."""

from collections.abc import Callable

import torch
from torch import Tensor

from .common import (
    CAMERA,
    NARROW_MISSES,
    SMALL,
    UPRIGHT,
    Intersect,
    Point,
    Triangle,
    answer,
    grows,
    narrow_rays,
    scene,
    singular_only,
)

# ---------------------------------------------------------------- triangle_ray_intersects

IntersectTriangle = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor], bool | Tensor]


def _meets(
    intersect: IntersectTriangle, triangle: Triangle, origin: Point, direction: Point
) -> bool | Tensor | str:
    try:
        return answer(intersect(*map(torch.tensor, (*triangle, origin, direction))))
    except RuntimeError as error:
        return singular_only(error)


def triangle_ray_intersects__looks_ahead(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A ray meets a triangle that it passes through, and misses one that it passes by."""
    directions = [
        (1.0, 0.25, 0.25),  # inside
        (1.0, -0.25, 0.5),  # u < 0
        (1.0, 0.5, -0.25),  # v < 0
        (1.0, 0.75, 0.75),  # u + v > 1
        (1.0, 1.5, 0.25),  # u > 1
        (1.0, -0.5, 1.75),  # u < 0 and v > 1
        (1.0, 0.125, 0.75),  # inside
        (0.25, 0.0625, 0.125),  # inside, a short direction
        (1.0, -0.25, -0.25),  # u < 0 and v < 0
    ]
    turned = _meets(intersect, UPRIGHT[::-1], CAMERA, directions[0])  # corners in other order
    return [*(_meets(intersect, UPRIGHT, CAMERA, d) for d in directions), turned]


def triangle_ray_intersects__does_not_look_behind(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A triangle behind the origin is not met, although the line through the ray crosses it."""
    return [
        _meets(intersect, UPRIGHT, CAMERA, (-1.0, -0.25, -0.25)),
        _meets(intersect, UPRIGHT, (4.0, 0.5, 0.5), (1.0, 0.0, 0.0)),
        _meets(intersect, UPRIGHT, (2.25, 0.5, 0.5), (1.0, 0.0, 0.0)),
    ]


def triangle_ray_intersects__starts_anywhere(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """The ray starts at its own origin, which need not be the camera."""
    return [
        _meets(intersect, UPRIGHT, (0.0, 3.0, 0.5), (1.0, 0.0, 0.0)),
        _meets(intersect, UPRIGHT, (0.0, 3.0, 0.5), (1.0, -1.25, 0.0)),
        _meets(intersect, UPRIGHT, (4.0, 0.5, 0.5), (-1.0, 0.0, 0.0)),
        _meets(intersect, UPRIGHT, (0.0, -0.5, -0.5), (1.0, 0.375, 0.375)),
        _meets(intersect, UPRIGHT, (0.0, 0.5, 0.5), (1.0, 0.125, 0.125)),
    ]


def triangle_ray_intersects__includes_the_edges(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """Edges and corners belong to the triangle, and the origin belongs to the ray."""
    places = ((0.0, 0.5), (0.5, 0.0), (0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
    on_edges = [_meets(intersect, UPRIGHT, CAMERA, (1.0, u, v)) for u, v in places]
    return [*on_edges, _meets(intersect, UPRIGHT, (2.0, 0.5, 0.5), (1.0, 0.0, 0.0))]


def triangle_ray_intersects__misses_what_is_parallel(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A ray parallel to the triangle's plane misses it, beside it or inside it."""
    point = (1.0, 0.0, 0.0)
    return [
        _meets(intersect, UPRIGHT, CAMERA, (0.0, 1.0, 0.5)),  # beside
        _meets(intersect, UPRIGHT, (2.0, -1.0, 0.5), (0.0, 1.0, 0.0)),  # in the plane
        _meets(intersect, (point, point, point), CAMERA, (1.0, 0.0, 0.0)),  # without area
    ]


def triangle_ray_intersects__decides_narrow_cases(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A small triangle is met, and an edge or origin missed by less than a thousandth is missed."""
    near = [(1.0, y, z) for y, z in NARROW_MISSES]
    return [
        _meets(intersect, SMALL, CAMERA, (1.0, 0.00390625, 0.0078125)),
        *(_meets(intersect, UPRIGHT, CAMERA, d) for d in near),
        _meets(intersect, UPRIGHT, (2.0005, 0.5, 0.5), (1.0, 0.0, 0.0)),
    ]


def triangle_ray_intersects__agrees_on_random_pairs(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor]:
    """On 40 random pairs, none of them a close call, every answer is right."""
    rays, triangles = scene(8, 5, rng)
    return [answer(intersect(*t, *r)) for r in rays for t in triangles]


# ---------------------------------------------------------------- raytrace_triangle


def raytrace_triangle__answers_for_each_ray(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Each ray gets its own answer, whatever the others do."""
    grid = torch.tensor([-0.25, 0.125, 0.25, 0.625, 1.5])
    y, z = grid.repeat_interleave(5), grid.repeat(5)
    rays = torch.stack([torch.zeros(25, 3), torch.stack([torch.ones(25), y, z], dim=1)], dim=1)
    return [trace(rays[6:7], torch.tensor(UPRIGHT)), trace(rays, torch.tensor(UPRIGHT))]


def raytrace_triangle__starts_anywhere(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Each ray starts at its own origin, and what is behind it is missed."""
    origins = [
        (0.0, 0.5, 0.5),
        (4.0, 0.5, 0.5),
        (0.0, 0.5, 1.75),
        (0.0, 3.0, 0.5),
        (1.0, 0.25, 1.0),
    ]
    ahead = torch.tensor([[o, (1.0, 0.0, 0.0)] for o in origins])
    scenes = [scene(n, 1, rng) for n in (5, 6, 7)]
    return [trace(ahead, torch.tensor(UPRIGHT)), *(trace(r, t[0]) for r, t in scenes)]


def raytrace_triangle__includes_the_edges(trace: Intersect, rng: torch.Generator) -> Tensor:
    """Edges and corners belong to the triangle, and the origin belongs to the ray."""
    places = ((0.0, 0.5), (0.5, 0.0), (0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    rays = [[CAMERA, (1.0, u, v)] for u, v in places]
    return trace(torch.tensor([*rays, [(2.0, 0.5, 0.5), (1.0, 0.0, 0.0)]]), torch.tensor(UPRIGHT))


def raytrace_triangle__survives_parallels(
    trace: Intersect, rng: torch.Generator
) -> list[Tensor | str]:
    """Rays parallel to the triangle's plane miss it, and the others keep their answers."""
    rays = torch.tensor(
        [
            [CAMERA, (1.0, 0.0, 0.0)],
            [CAMERA, (1.0, 0.0, 0.25)],
            [(1.0, 0.5, -1.0), (1.0, 0.0, 1.0)],
            [(1.0, 0.5, -1.0), (0.5, 0.0, 0.25)],
            [(1.0, 0.5, -1.0), (0.0, 0.0, 1.0)],  # a hit
        ]
    )
    level = torch.tensor([[-1.0, -0.25, -0.25], [3.0, -0.25, -0.25], [-1.0, 1.75, -0.25]])
    answers: list[Tensor | str] = []
    for batch, triangle in ((rays, level), (rays, level[[0, 0, 1]]), (rays[:1], level)):
        try:
            answers.append(trace(batch, triangle))
        except RuntimeError as error:
            answers.append(singular_only(error))
    return answers


def raytrace_triangle__decides_narrow_cases(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """A small triangle is met, and an edge or origin missed by less than a thousandth is missed."""
    inside, outside = narrow_rays()
    return [trace(inside, torch.tensor(SMALL)), trace(outside, torch.tensor(UPRIGHT))]


def raytrace_triangle__does_without_a_loop(
    trace: Intersect, rng: torch.Generator
) -> list[dict[str, Tensor | bool]]:
    """More rays need no more operations: no Python loop runs over them."""
    rays, triangles = scene(40, 1, rng)
    return [
        {
            "answers": trace(rays, triangles[0]),
            "the operations grow with the number of rays": grows(
                lambda n: trace(rays[:n], triangles[0])
            ),
        }
    ]


def raytrace_triangle__takes_no_rays(trace: Intersect, rng: torch.Generator) -> Tensor:
    """Without rays the answer is empty, of shape (0,) and dtype bool."""
    return trace(torch.zeros(0, 2, 3), torch.tensor(UPRIGHT))


def raytrace_triangle__accepts_strided_input(trace: Intersect, rng: torch.Generator) -> Tensor:
    """Rays and a triangle that are views into larger tensors give the same answer."""
    rays, triangles = scene(9, 2, rng)
    table = torch.stack([rays, -rays], dim=1)  # (nrays, 2, points, dims)
    return trace(table[:, 0], triangles.permute(2, 0, 1).contiguous().permute(1, 2, 0)[1])
