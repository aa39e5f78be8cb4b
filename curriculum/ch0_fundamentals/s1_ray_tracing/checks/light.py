"""Checks of the section “Light”: one experiment a claim, which is what the learner reads."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..meshes import icosphere
from .common import UPRIGHT, scene, stack_of_walls, view

# ---------------------------------------------------------------- triangle_normals

Normals = Callable[[Tensor], Tensor]


def triangle_normals__stand_upright(normals: Normals, rng: torch.Generator) -> list[Tensor]:
    """A normal is at right angles to every edge, of length one, and follows the right-hand rule."""
    few = torch.tensor([UPRIGHT, ((0.0, 0.0, 1.0), (4.0, 0.0, 1.0), (0.0, 3.0, 1.0))])
    return [normals(few[1:]), normals(few), normals(torch.randn(5, 3, 3, generator=rng))]


def triangle_normals__do_not_depend_on_size(normals: Normals, rng: torch.Generator) -> list[Tensor]:
    """Tiny and huge triangles have normals of length one, wherever they are."""
    shape = torch.randn(4, 3, 3, generator=rng)
    return [normals(1e-3 * shape), normals(1e3 * shape), normals(shape + 4)]


def triangle_normals__of_no_area_are_zero(normals: Normals, rng: torch.Generator) -> list[Tensor]:
    """Three corners on a line or in one point have the normal (0, 0, 0), never NaN."""
    line = torch.tensor([[0.0, 0.0, 0.0], [1.0, 2.0, 4.0], [2.0, 4.0, 8.0]])
    flat = torch.stack([line, torch.ones(3, 3), line[[0, 0, 2]]])
    return [normals(flat), normals(flat[:0])]


def triangle_normals__accept_strided_input(normals: Normals, rng: torch.Generator) -> Tensor:
    """Triangles that are a view into a larger tensor give the same normals."""
    table = torch.randn(3, 3, 2, 6, generator=rng)
    return normals(table[:, :, 1].permute(2, 0, 1))


# ---------------------------------------------------------------- nearest_triangle

Nearest = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


def nearest_triangle__finds_the_nearest(
    nearest: Nearest, rng: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    """Distance and index belong to the nearest triangle in front of the ray."""
    rays, walls = stack_of_walls()
    seen = rays[[0, 1, 2, 0]]  # each of these meets something
    return [nearest(seen[:1], walls[:1]), nearest(seen[:2], walls[:2]), nearest(seen, walls)]


def nearest_triangle__counts_what_it_touches(
    nearest: Nearest, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """A ray that starts on a triangle sees it at distance 0."""
    rays, walls = stack_of_walls()
    rays[0, 0] = torch.tensor([3.0, 1.25, 0.25])  # on the wall in the middle
    return nearest(rays[:2], walls)


def nearest_triangle__marks_misses(
    nearest: Nearest, rng: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    """A ray that meets nothing has the distance infinity and the index -1."""
    rays, walls = stack_of_walls()
    scenes = [scene(r, t, rng) for r, t in ((5, 3), (9, 12))]
    return [nearest(rays[3:4], walls), *(nearest(r, t) for r, t in scenes)]


def nearest_triangle__takes_no_rays(
    nearest: Nearest, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Without rays both answers are empty."""
    rays, walls = stack_of_walls()
    return nearest(rays[:0], walls)


# ---------------------------------------------------------------- lambert_shading

Light = Callable[[Tensor, Tensor, Tensor, int, int], Tensor]


def lambert_shading__follows_the_cosine(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """Facing the light a surface is 1, at a slant it darkens with the cosine, elsewhere it is 0."""
    wall = torch.tensor([((2.0, -4.0, -4.0), (2.0, 4.0, -4.0), (2.0, 0.0, 4.0))])
    slanted = torch.tensor([((2.0, -0.5, -0.5), (3.0, 0.5, -0.5), (2.5, 0.25, 0.75))])
    left = torch.tensor([-1.0, -2.0, 0.5])
    return [
        shade(view(1, 1), wall, torch.tensor([-1.0, 0.0, 0.0]), 1, 1),
        shade(view(2, 3), wall, torch.tensor([-0.6, 0.8, 0.0]), 2, 3),
        shade(view(7, 5), slanted, left, 7, 5),
    ]


def lambert_shading__lights_the_side_you_see(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """Which way round a triangle's corners are listed makes no difference to its brightness."""
    front = torch.tensor([((2.0, -1.0, -1.0), (2.5, 1.0, -1.0), (2.0, 0.0, 1.5))])
    light = torch.tensor([-2.0, 1.0, 1.0])
    return [shade(view(4, 3), mesh, light, 4, 3) for mesh in (front, front.flip(1))]


def lambert_shading__looks_from_anywhere(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """Each ray may start anywhere and head anywhere: its own direction decides which side it
    sees.
    """
    middle = (5.0, 0.0, 0.0)
    rays = torch.tensor(
        [
            [middle, (1.0, 0.125, 0.25)],
            [middle, (-1.0, 0.25, -0.125)],
            [middle, (0.25, 1.0, 0.125)],
            [middle, (-0.125, -1.0, 0.25)],
        ]
    )
    room = torch.tensor(
        [
            ((8.0, -9.0, -9.0), (8.0, 9.0, -9.0), (8.0, 0.0, 9.0)),
            ((2.0, -9.0, -9.0), (2.0, 9.0, -9.0), (2.0, 0.0, 9.0)),
            ((-9.0, 4.0, -9.0), (19.0, 4.0, -9.0), (5.0, 4.0, 9.0)),
            ((-9.0, -3.0, -9.0), (19.0, -3.0, -9.0), (5.0, -3.0, 9.0)),
        ]
    )
    light = torch.tensor([-1.0, 2.0, 0.5])
    return [
        shade(rays, mesh, sun, 2, 2) for mesh in (room, room.flip(1)) for sun in (light, -light)
    ]


def lambert_shading__never_goes_below_ambient(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """A surface lit from behind or along itself keeps the ambient brightness."""
    wall = torch.tensor([((2.0, -4.0, -4.0), (2.0, 4.0, -4.0), (2.0, 0.0, 4.0))])
    return [
        shade(view(3, 2), wall, torch.tensor([1.0, 0.0, 0.0]), 3, 2),
        shade(view(3, 2), wall, torch.tensor([0.0, 0.0, 5.0]), 3, 2),
    ]


def lambert_shading__ignores_the_light_s_length(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """Only the direction of the light counts, not its length."""
    wall = torch.tensor([((2.0, -4.0, -4.0), (2.0, 4.0, -4.0), (2.0, 0.0, 4.0))])
    return [
        shade(view(3, 2), wall, length * torch.tensor([-2.0, 1.0, 2.0]), 3, 2)
        for length in (10.0, 0.01)
    ]


def lambert_shading__lights_a_ball(shade: Light, rng: torch.Generator) -> Tensor:
    """A ball of 80 triangles is bright towards the light, dark away from it, black around."""
    ball = icosphere(1, centre=(3.0, 0.07, 0.03))
    return shade(view(20, 14), ball, torch.tensor([-1.0, 1.0, 0.7]), 20, 14)
