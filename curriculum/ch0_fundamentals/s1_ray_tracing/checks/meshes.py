"""Checks of the section “Meshes”: one experiment a claim, which is what the learner reads."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..meshes import icosphere
from .common import (
    CAMERA,
    SMALL,
    UPRIGHT,
    Intersect,
    grows,
    narrow_rays,
    scene,
    singular_only,
    stack_of_walls,
    view,
)

# ---------------------------------------------------------------- hit_distances


def hit_distances__pairs_every_ray_and_triangle(
    distances: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """Row i and column j hold the distance from ray i to triangle j, infinity for a miss."""
    ahead = torch.tensor([[CAMERA, (1.0, 0.25, 0.25)], [CAMERA, (0.5, 0.0, -0.25)]])
    scenes = [scene(r, t, rng) for r, t in ((1, 3), (4, 1), (5, 9), (11, 6))]
    return [distances(ahead, torch.tensor([UPRIGHT])), *(distances(r, t) for r, t in scenes)]


def hit_distances__counts_in_directions(distances: Intersect, rng: torch.Generator) -> Tensor:
    """The distance is counted in lengths of the direction, from the ray's own origin."""
    near = torch.tensor(UPRIGHT)
    far = 2 * near + torch.tensor([0.0, -0.5, -0.5])  # x = 4
    rays = [
        [(0.0, 0.5, 0.5), (1.0, 0.0, 0.0)],
        [(0.0, 0.5, 0.5), (0.5, 0.0, 0.0)],
        [(0.0, 0.5, 0.5), (1.0, 0.125, 0.25)],
        [(3.0, 0.5, 0.5), (1.0, 0.0, 0.0)],  # between the two
        [(6.0, 0.5, 0.5), (-2.0, 0.0, 0.0)],
    ]
    return distances(torch.tensor(rays), torch.stack([far, near, far - 8]))


def hit_distances__includes_the_edges(distances: Intersect, rng: torch.Generator) -> Tensor:
    """Edges and corners belong to the triangle, and a ray that starts in it is at distance 0."""
    places = ((0.0, 0.5), (0.5, 0.0), (0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    rays = [[CAMERA, (1.0, u, v)] for u, v in places]
    edge = torch.tensor([*rays, [(2.0, 0.5, 0.5), (1.0, 0.0, 0.0)]])
    return distances(edge, torch.tensor([UPRIGHT, UPRIGHT[::-1]]))


def hit_distances__survives_parallels(distances: Intersect, rng: torch.Generator) -> Tensor | str:
    """A pair whose ray is parallel to the triangle's plane is a miss and disturbs no other pair."""
    rays = [
        [CAMERA, (1.0, 0.0, 0.0)],
        [CAMERA, (1.0, 0.25, 0.25)],
        [(1.0, 0.5, -1.0), (1.0, 0.0, 1.0)],
    ]
    level = ((-1.0, -0.25, -0.25), (3.0, -0.25, -0.25), (-1.0, 1.75, -0.25))
    point = (UPRIGHT[0], UPRIGHT[0], UPRIGHT[0])
    through = ((0.0, -1.0, 0.0), (2.0, -1.0, 0.0), (4.0, 3.0, 0.0))  # holds the first ray
    try:
        return distances(torch.tensor(rays), torch.tensor([level, UPRIGHT, point, through]))
    except RuntimeError as error:
        return singular_only(error)


def hit_distances__decides_narrow_cases(distances: Intersect, rng: torch.Generator) -> list[Tensor]:
    """A small triangle is met, and an edge or origin missed by less than a thousandth is missed."""
    inside, outside = narrow_rays()
    return [distances(inside, torch.tensor([SMALL])), distances(outside, torch.tensor([UPRIGHT]))]


def hit_distances__does_without_a_loop(
    distances: Intersect, rng: torch.Generator
) -> list[dict[str, Tensor | bool]]:
    """More rays and more triangles need no more operations: no Python loop runs over either."""
    rays, triangles = view(8, 5), icosphere(1, centre=(3.0, 0.07, 0.03))[:40]
    return [
        {
            "table": distances(rays, triangles),
            "the operations grow with the number of rays or triangles": grows(
                lambda n: distances(rays[:n], triangles[:n])
            ),
        }
    ]


def hit_distances__takes_none(distances: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Without rays or without triangles the table is empty: (0, ntriangles) or (nrays, 0)."""
    rays, triangles = scene(3, 2, rng)
    return [distances(rays[:0], triangles), distances(rays, triangles[:0])]


def hit_distances__accepts_strided_input(distances: Intersect, rng: torch.Generator) -> Tensor:
    """Rays and triangles that are views into larger tensors give the same table."""
    rays, triangles = scene(7, 4, rng)
    table = torch.stack([rays, -rays], dim=1)  # (nrays, 2, points, dims)
    return distances(table[:, 0], triangles.permute(2, 1, 0).contiguous().permute(2, 1, 0))


# ---------------------------------------------------------------- raytrace_mesh


def raytrace_mesh__finds_the_nearest(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Of several triangles on its way a ray sees the nearest in front, wherever it is listed."""
    rays, walls = stack_of_walls()
    scenes = [scene(r, t, rng) for r, t in ((5, 3), (7, 12))]
    return [trace(rays[:1], walls[:2]), trace(rays, walls), *(trace(r, t) for r, t in scenes)]


def raytrace_mesh__counts_what_it_touches(trace: Intersect, rng: torch.Generator) -> Tensor:
    """A ray that starts on a triangle sees it at distance 0."""
    rays, walls = stack_of_walls()
    rays[0, 0] = torch.tensor([3.0, 1.25, 0.25])  # on the wall in the middle
    return trace(rays[:2], walls)


def raytrace_mesh__misses_with_infinity(trace: Intersect, rng: torch.Generator) -> Tensor:
    """A ray that meets nothing is at distance infinity."""
    rays, walls = stack_of_walls()
    return trace(rays[3:], walls[:2])


def raytrace_mesh__takes_none(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Without triangles every distance is infinity; without rays the answer is empty."""
    rays, walls = stack_of_walls()
    return [trace(rays, walls[:0]), trace(rays[:0], walls)]


def raytrace_mesh__counts_in_directions(trace: Intersect, rng: torch.Generator) -> Tensor:
    """The distance is counted in lengths of the direction, from the ray's own origin."""
    wall = torch.tensor([UPRIGHT])
    rays = [[(-2.0, 0.5, 0.5), (2.0, 0.0, 0.0)], [(0.0, 0.5, 0.5), (1.0, 0.25, -0.125)]]
    return trace(torch.tensor(rays), wall)


# ---------------------------------------------------------------- distance_shading

Shade = Callable[[Tensor, int, int], Tensor]


def distance_shading__brightens_what_is_near(shade: Shade, rng: torch.Generator) -> list[Tensor]:
    """Brightness is (nearest distance / distance)², and what meets nothing is black."""
    few = torch.tensor([4.0, 2.0, torch.inf, 8.0, 2.5, torch.inf])
    return [shade(few[:2], 2, 1), shade(few, 2, 3), shade(_ball(24, 16), 24, 16)]


def distance_shading__takes_one_distance(shade: Shade, rng: torch.Generator) -> list[Tensor]:
    """Where all distances are alike the picture is white."""
    return [shade(torch.full((6,), 5.0), 3, 2), shade(torch.full((1,), 0.5), 1, 1)]


def distance_shading__takes_an_empty_scene(shade: Shade, rng: torch.Generator) -> Tensor:
    """Where nothing is met the picture is black."""
    return shade(torch.full((6,), torch.inf), 2, 3)


def _ball(num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Distances to a ball of radius 1, right of the middle and low, by the quadratic formula."""
    y = torch.linspace(-0.6, 0.6, num_pixels_y).repeat_interleave(num_pixels_z)
    z = torch.linspace(-0.4, 0.4, num_pixels_z).repeat(num_pixels_y)
    squares = 1 + y**2 + z**2  # |D|²
    ahead = 3 + 0.5 * y - 0.25 * z  # D · centre
    root = ahead**2 - squares * (9 + 0.25 + 0.0625 - 1)
    return torch.where(root > 0, (ahead - root.clamp(min=0).sqrt()) / squares, torch.inf)
