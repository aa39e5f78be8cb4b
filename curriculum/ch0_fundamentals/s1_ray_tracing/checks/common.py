"""What the checks of several sections use."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

Intersect = Callable[[Tensor, Tensor], Tensor]


def answer(result: bool | Tensor) -> bool | Tensor:
    """A tensor that holds one truth value is as good as a bool."""
    return bool(result) if isinstance(result, Tensor) and result.shape == () else result


def one_ray(origin: tuple[float, float], direction: tuple[float, float]) -> Tensor:
    return torch.tensor([[*origin, 0.0], [*direction, 0.0]])


def singular_only(error: RuntimeError) -> str:
    """A complaint about a singular matrix is an answer; any other error is raised again."""
    if "singular" not in str(error):
        raise error
    return "raised LinAlgError: the matrix is singular"


one_segment = one_ray  # two points of a plane, either way


def grows(work: Callable[[int], object]) -> bool:
    """Whether 40 of everything takes more tensor operations than 2, by more than a few branches."""
    few, many = Watch(), Watch()  # type: ignore[no-untyped-call]
    with few:
        work(2)
    with many:
        work(40)
    return many.operations > few.operations + 16


Point = tuple[float, float, float]

Triangle = tuple[Point, Point, Point]

CAMERA: Point = (0.0, 0.0, 0.0)

UPRIGHT: Triangle = ((2.0, 0.0, 0.0), (2.0, 2.0, 0.0), (2.0, 0.0, 2.0))
"""Met by the direction (1, y, z) at u = y, v = z, exactly."""

SMALL: Triangle = ((2.0, 0.0, 0.0), (2.0, 0.03125, 0.0), (2.0, 0.0, 0.03125))
"""For a direction (1, y, z) the determinant is about a thousandth."""

NARROW_MISSES = ((-0.0005, 0.5), (0.5, -0.0005), (0.50025, 0.50025))
"""u, v just beyond each edge of a triangle."""


def narrow_rays() -> tuple[Tensor, Tensor]:
    """A ray that meets `SMALL`, and rays that miss `UPRIGHT` by less than a thousandth."""
    near = [[CAMERA, (1.0, y, z)] for y, z in NARROW_MISSES]
    inside = torch.tensor([[CAMERA, (1.0, 0.00390625, 0.0078125)]])
    return inside, torch.tensor([*near, [(2.0005, 0.5, 0.5), (1.0, 0.0, 0.0)]])


def scene(nrays: int, ntriangles: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rays from near the camera, and triangles before and behind it; no pair is a close call.

    The volumes of the tetrahedra between the ray and each edge decide on which side of the edge the
    ray passes; all of them are kept away from zero.
    """
    rays = 0.5 * torch.randn(nrays, 2, 3, generator=rng)
    rays[:, 1, 0] = 0.5 + torch.rand(nrays, generator=rng)
    drawn = 1.5 * torch.randn(20 * ntriangles, 3, 3, generator=rng)
    drawn[:, :, 0] += torch.tensor([3.0, 3.0, -3.0, 3.0, 0.0]).repeat(4 * ntriangles)[:, None]
    origin, direction = rays[:, None, None].unbind(3)  # (nrays, 1, 1, dims)
    corner = drawn - origin  # (nrays, drawn, trianglePoints, dims)
    beside = torch.linalg.cross(corner, corner.roll(1, dims=2)) * direction
    sides = beside.sum(-1)  # (nrays, drawn, edge)
    margins = torch.cat([sides, sides.sum(2, True), torch.linalg.det(corner)[..., None]], dim=2)
    clear = (margins.abs() > 0.02).all(dim=2).all(dim=0)
    return rays, drawn[clear][:ntriangles]


def stack_of_walls() -> tuple[Tensor, Tensor]:
    """Rays that meet none, one or several of four triangles; the nearest is in the middle."""
    wall = torch.tensor(UPRIGHT)
    ahead = torch.tensor([1.0, 0.0, 0.0])
    walls = torch.stack([wall + 4 * ahead, wall + ahead, wall - 4 * ahead, wall + 2 * ahead])
    walls[1, :, 1] += 1  # the nearest stands aside
    starts = [
        (0.0, 1.25, 0.25),
        (0.0, 0.25, 0.25),
        (5.0, 0.5, 0.5),
        (0.0, 2.5, 0.25),
        (9.0, 0.0, 0.0),
    ]
    return torch.tensor([[o, (0.5, 0.0, 0.0)] for o in starts]), walls


def view(num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Rays from the camera through a screen that shows about two units at a distance of three.

    The limits are odd numbers, so that no ray runs into an edge of a mesh that is symmetric.
    """
    y = torch.linspace(-0.39, 0.41, num_pixels_y).repeat_interleave(num_pixels_z)
    z = torch.linspace(-0.37, 0.38, num_pixels_z).repeat(num_pixels_y)
    directions = torch.stack([torch.ones(len(y)), y, z], dim=1)
    return torch.stack([torch.zeros_like(directions), directions], dim=1)


class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts operations, and notes how many numbers the largest tensor had that was made."""

    operations = numbers = 0

    def __torch_dispatch__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        result = func(*args, **(kwargs or {}))
        self.operations += 1
        made = result if isinstance(result, tuple | list) else [result]
        tensors = [t for t in made if isinstance(t, Tensor)]
        sizes = [t.untyped_storage().nbytes() // t.element_size() for t in tensors]
        self.numbers = max([self.numbers, *sizes])
        return result
