"""Checks of the section “A turning camera”: one experiment a claim, which is what the learner
reads.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from .common import CAMERA, view

# ---------------------------------------------------------------- rotation_matrix

Rotate = Callable[[float], Tensor]


def rotation_matrix__turns_x_to_y(rotate: Rotate, rng: torch.Generator) -> list[Tensor]:
    """A quarter turn takes x to y and y to -x; z stays."""
    return [rotate(math.pi / 2), rotate(math.pi), rotate(-math.pi / 2)]


def rotation_matrix__takes_any_angle(rotate: Rotate, rng: torch.Generator) -> list[Tensor]:
    """Angles are in radians, of either sign, and may exceed a whole turn."""
    return [rotate(angle) for angle in (0.5, -1.25, 2.0, 8.0)]


def rotation_matrix__of_zero_changes_nothing(rotate: Rotate, rng: torch.Generator) -> Tensor:
    """An angle of 0 gives the identity."""
    return rotate(0.0)


# ---------------------------------------------------------------- turn_camera

TurnCamera = Callable[[Tensor, Tensor, float], Tensor]


def turn_camera__walks_round_the_centre(turn: TurnCamera, rng: torch.Generator) -> list[Tensor]:
    """Half way round, the camera is on the other side of the centre and looks back at it."""
    ahead = torch.tensor([[CAMERA, (1.0, 0.5, 0.25)]])
    centre = torch.tensor([3.0, 0.0, 0.0])
    return [turn(ahead, centre, math.pi), turn(ahead, centre, math.pi / 2)]


def turn_camera__turns_every_ray(turn: TurnCamera, rng: torch.Generator) -> list[Tensor]:
    """Each ray has its own origin and direction; the height z of neither changes."""
    return [
        turn(torch.randn(n, 2, 3, generator=rng), torch.randn(3, generator=rng), angle)
        for n, angle in ((1, 0.75), (5, -2.0), (4, 4.0))
    ]


def turn_camera__takes_no_turn(turn: TurnCamera, rng: torch.Generator) -> list[Tensor]:
    """An angle of 0 gives the same rays; without rays the answer is empty."""
    rays, centre = torch.randn(4, 2, 3, generator=rng), torch.randn(3, generator=rng)
    return [turn(rays, centre, 0.0), turn(rays[:0], centre, 1.0)]


def turn_camera__makes_new_rays(turn: TurnCamera, rng: torch.Generator) -> list[Tensor]:
    """The rays that were given stay as they are, so one camera can be turned again and again."""
    rays, centre = torch.randn(3, 2, 3, generator=rng), torch.ones(3)
    return [turn(rays, centre, 1.0), turn(rays, centre, 1.0), rays]


# ---------------------------------------------------------------- render_turn

RenderTurn = Callable[[Tensor, Tensor, Tensor, Tensor, int, int, int], Tensor]


def _corner() -> Tensor:
    """Two walls at a right angle, round (3, 0, 0): no two views of them are alike."""
    return torch.tensor(
        [
            ((2.6, -0.7, -0.6), (3.4, -0.6, -0.5), (3.0, -0.65, 0.8)),
            ((3.4, -0.6, -0.5), (3.3, 0.8, -0.7), (3.35, 0.1, 0.6)),
        ]
    )


def render_turn__shows_each_angle(render: RenderTurn, rng: torch.Generator) -> list[Tensor]:
    """Frame k is the shaded picture after k / num_frames of a whole turn."""
    light, centre = torch.tensor([-1.0, 0.5, 0.5]), torch.tensor([3.0, 0.0, 0.0])
    return [
        render(view(4, 3), _corner(), light, centre, 2, 4, 3),
        render(view(7, 5), _corner(), light, centre, 6, 7, 5),
    ]


def render_turn__starts_where_the_camera_is(render: RenderTurn, rng: torch.Generator) -> Tensor:
    """A single frame is the picture from where the camera stands."""
    light, centre = torch.tensor([-1.0, -0.5, 0.5]), torch.tensor([3.0, 0.0, 0.0])
    return render(view(6, 4), _corner(), light, centre, 1, 6, 4)


def render_turn__goes_round_the_centre(render: RenderTurn, rng: torch.Generator) -> Tensor:
    """The axis goes through the centre that was given, and the light stands still."""
    light, centre = torch.tensor([0.0, -1.0, 0.5]), torch.tensor([2.75, 0.25, 5.0])
    return render(view(6, 4), _corner(), light, centre, 5, 6, 4)
