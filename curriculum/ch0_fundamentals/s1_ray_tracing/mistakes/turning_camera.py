"""Mistakes of the section “A turning camera”: the first paragraph of a docstring is what the
learner reads.
"""

import math

import torch
from torch import Tensor

from ..solutions import lambert_shading, rotation_matrix, turn_camera

# ---------------------------------------------------------------- rotation_matrix


def rotation_matrix__other_way(angle: float) -> Tensor:
    """You turn the other way: a quarter turn should take x to y, and yours takes it to -y.

    The first column is where the x axis goes: (cos, sin, 0). Your minus stands in the wrong corner,
    which is the same as transposing the matrix.
    """
    return rotation_matrix(-angle)


def rotation_matrix__degrees(angle: float) -> Tensor:
    """You take the angle for degrees; it is in radians.

    A whole turn is 2π. `math.cos` and `torch.cos` take radians already.
    """
    return rotation_matrix(math.radians(angle))


def rotation_matrix__about_x(angle: float) -> Tensor:
    """You turn about the x axis; it is the z axis that stays.

    The axis of a rotation is the vector it leaves alone, so the third column is (0, 0, 1).
    """
    return rotation_matrix(angle).roll((1, 1), dims=(0, 1))


def rotation_matrix__mirror(angle: float) -> Tensor:
    """Both of your sines are positive, which is a mirror or a shear and no rotation.

    In a rotation one sine is negative: the columns (cos, sin, 0) and (-sin, cos, 0) stand at right
    angles.
    """
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def rotation_matrix__flattened(angle: float) -> Tensor:
    """Your z is lost: the last entry of the diagonal is 1.

    With a 0 there, everything is pressed flat onto the plane z = 0.
    """
    matrix = rotation_matrix(angle)
    matrix[2, 2] = 0
    return matrix


def rotation_matrix__both_negative(angle: float) -> Tensor:
    """Both of your sines have a minus; in a rotation one of them has.

    The x axis goes to (cos, sin, 0), the first column. Only the sine in the second column is
    negative.
    """
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def rotation_matrix__sine_for_cosine(angle: float) -> Tensor:
    """You exchange sine and cosine: the cosines stand on the diagonal.

    At angle 0 nothing moves, so the diagonal is 1 there, and that is the cosine of 0.
    """
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[s, -c, 0.0], [c, s, 0.0], [0.0, 0.0, 1.0]])


# ---------------------------------------------------------------- turn_camera


def turn_camera__about_the_origin(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You turn about (0, 0, 0) instead of the centre.

    A rotation matrix leaves zero where it is. To turn about another point, measure from it:
    subtract the centre, turn, and add it back. A camera at zero that is turned about zero only
    looks round on the spot.
    """
    return rays @ rotation_matrix(angle).T


def turn_camera__directions_moved(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You treat directions like places and turn them about the centre.

    A direction has no place: moving everything sideways changes where you stand and not which way
    north is. Subtract and add the centre for origins only.
    """
    return centre + (rays - centre) @ rotation_matrix(angle).T


def turn_camera__directions_kept(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You move the camera and do not turn it: it walks sideways while looking ahead.

    To keep the centre in view the directions have to turn by the same angle.
    """
    return torch.stack([turn_camera(rays, centre, angle)[:, 0], rays[:, 1]], dim=1)


def turn_camera__origins_kept(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You turn the camera and do not move it: it looks away from the centre.

    The origins walk on a circle round the axis: subtract the centre, turn, add it back.
    """
    return torch.stack([rays[:, 0], turn_camera(rays, centre, angle)[:, 1]], dim=1)


def turn_camera__other_way(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You walk round the other way: either a transposition is missing or too much, or the angle has
    a minus.

    `matrix @ vector` turns one column vector. For a table of row vectors the same is `rows @
    matrix.T`; without the transposition the angle changes sign.
    """
    return turn_camera(rays, centre, -angle)


def turn_camera__centre_not_added(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """You never add the centre back, so the camera circles round (0, 0, 0).

    Subtracting the centre moves it to zero for the turn. Afterwards everything has to return to its
    place.
    """
    turned = turn_camera(rays, centre, angle)
    return turned - torch.stack([centre, torch.zeros(3)])


# ---------------------------------------------------------------- render_turn


def _frames(
    views: list[Tensor], triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    size = (num_pixels_y, num_pixels_z)
    return torch.stack([lambert_shading(v, triangles, light, *size) for v in views])


def render_turn__first_frame_twice(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your last frame is the first again: the whole turn is divided into one step too few.

    An angle of 0 and one of 2π show the same. `linspace` includes its end, so in a loop the
    animation would stand still for a moment; step by 2π / num_frames instead.
    """
    angles = torch.linspace(0, 2 * math.pi, num_frames).tolist()
    views = [turn_camera(rays, centre, angle) for angle in angles]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__other_way(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your camera walks the other way round: frame k has turned by +k steps.

    Angles grow from frame to frame.
    """
    step = -2 * math.pi / num_frames
    views = [turn_camera(rays, centre, k * step) for k in range(num_frames)]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__faster_and_faster(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """You turn rays that are turned already, by an angle that grows: your camera runs faster and
    faster.

    Either turn the first rays by k steps, or turn the last ones by one step. Doing both adds 0 + 1
    + 2 + … steps.
    """
    views = []
    for k in range(num_frames):
        rays = turn_camera(rays, centre, 2 * math.pi * k / num_frames)
        views.append(rays)
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__starts_late(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """You turn before the first picture: frame 0 shows the view from where the camera stands.

    Frame k has turned by k steps, and k starts at 0.
    """
    step = 2 * math.pi / num_frames
    views = [turn_camera(rays, centre, (k + 1) * step) for k in range(num_frames)]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__half_a_turn(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your camera walks half way round: a whole turn is 2π, not π.

    Radians measure an angle by the length of its arc on a circle of radius one, whose whole length
    is 2π.
    """
    step = math.pi / num_frames
    views = [turn_camera(rays, centre, k * step) for k in range(num_frames)]
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)


def render_turn__light_carried_along(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """Your light turns with the camera; the sun stands still.

    Only the rays change from frame to frame. A light that is carried along is what turning the mesh
    in front of a fixed camera would look like.
    """
    frames = []
    for k in range(num_frames):
        angle = 2 * math.pi * k / num_frames
        view, sun = turn_camera(rays, centre, angle), rotation_matrix(angle) @ light
        frames.append(lambert_shading(view, triangles, sun, num_pixels_y, num_pixels_z))
    return torch.stack(frames)


def render_turn__never_moves_on(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """All of your frames are turned by the same one step: the angle lacks the frame's number k.

    Frame k has turned by k steps of 2π / num_frames.
    """
    views = [turn_camera(rays, centre, 2 * math.pi / num_frames)] * num_frames
    return _frames(views, triangles, light, num_pixels_y, num_pixels_z)
