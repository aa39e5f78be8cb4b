"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from .meshes import icosphere

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
    """A complaint about a singular matrix is an answer; any other error is raised again."""
    if "singular" not in str(error):
        raise error
    return "raised LinAlgError: the matrix is singular"


_segment = _ray  # two points of a plane, either way


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
    return [_answer(intersect(_ray(*ray), _segment(*s))) for s in segments]


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


def intersect_rays_1d__asks_all_of_one_segment(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """One and the same segment has to lie in front of the ray and across its path."""
    rays = torch.stack([_ray((0.0, 0.0), (1.0, y)) for y in (0.0, 0.25)])
    behind = _segment((-2.0, -1.0), (-2.0, 1.0))
    left, right = _segment((2.0, -3.0), (2.0, -1.0)), _segment((2.0, 1.0), (2.0, 3.0))
    batches = ([behind], [left], [right], [behind, left], [right, behind], [left, right])
    return [intersect(rays, torch.stack(batch)) for batch in batches]


def intersect_rays_1d__starts_anywhere(intersect: Intersect, rng: torch.Generator) -> Tensor:
    """Each ray starts at its own origin."""
    rays = torch.stack([_ray((0.0, float(y)), (1.0, 0.0)) for y in range(5)])
    segments = [((2.0, 0.5), (3.0, 2.5)), ((-0.5, 2.5), (-0.5, 3.5)), ((1.0, 1.5), (2.0, -1.5))]
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


def intersect_rays_1d__decides_narrow_cases(
    intersect: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """A wall a thousandth long is met, and an end or origin missed by less than a thousandth is
    missed.
    """
    rays = torch.stack([_ray((0.0, 0.0), (1.0, y)) for y in (0.0, 0.5, 1.0)])
    segments = [
        ((2.0, 0.9995), (2.0, 1.0005)),  # a thousandth long, and so is the determinant
        ((2.0, 1.0005), (2.0, 1.9995)),  # v = -0.0005 and v = 1.0005
        ((-0.0005, -0.5), (-0.0005, 0.5)),  # u = -0.0005
    ]
    return [intersect(rays, _segment(*s)[None]) for s in segments]


def intersect_rays_1d__does_without_a_loop(
    intersect: Intersect, rng: torch.Generator
) -> list[dict[str, Tensor | bool]]:
    """More rays and more segments need no more operations: no Python loop runs over either."""
    rays, segments = _batch_1d(40, 40, rng)
    return [
        {
            "answers": intersect(rays, segments),
            "the operations grow with the number of rays or segments": _grows(
                lambda n: intersect(rays[:n], segments[:n])
            ),
        }
    ]


def _grows(work: Callable[[int], object]) -> bool:
    """Whether 40 of everything takes more tensor operations than 2, by more than a few branches."""
    few, many = _Watch(), _Watch()  # type: ignore[no-untyped-call]
    with few:
        work(2)
    with many:
        work(40)
    return many.operations > few.operations + 16


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


# ---------------------------------------------------------------- make_rays_2d

MakeRays2d = Callable[[int, int, float, float], Tensor]


def make_rays_2d__covers_the_screen(make_rays: MakeRays2d, rng: torch.Generator) -> list[Tensor]:
    """Every pixel has one ray: y grows from column to column, and within a column z grows."""
    return [make_rays(2, 2, 1.0, 2.0), make_rays(2, 3, 1.0, 0.5), make_rays(5, 4, 0.25, 2.0)]


def make_rays_2d__takes_a_line_of_pixels(
    make_rays: MakeRays2d, rng: torch.Generator
) -> list[Tensor]:
    """A single column or row works; its one coordinate is the lower limit, with its sign."""
    return [make_rays(1, 1, 2.0, 3.0), make_rays(1, 3, 1.0, 2.0), make_rays(4, 1, 1.5, 0.5)]


def make_rays_2d__takes_no_pixels(make_rays: MakeRays2d, rng: torch.Generator) -> list[Tensor]:
    """Without pixels there are no rays: the shape is (0, 2, 3)."""
    return [make_rays(0, 3, 1.0, 1.0), make_rays(2, 0, 1.0, 1.0)]


# ---------------------------------------------------------------- screen_image

ScreenImage = Callable[[Tensor, int, int], Tensor]


def screen_image__is_the_right_way_up(image: ScreenImage, rng: torch.Generator) -> list[Tensor]:
    """The largest z is on top and the smallest y on the left."""
    return [
        image(torch.tensor([1.0, 2.0, 3.0, 4.0]), 2, 2),
        image(torch.arange(6.0), 2, 3),
        image(torch.randn(35, generator=rng), 7, 5),
    ]


def screen_image__takes_a_line_of_pixels(image: ScreenImage, rng: torch.Generator) -> list[Tensor]:
    """One column, one row and one pixel are pictures too."""
    return [
        image(torch.arange(3.0), 1, 3),
        image(torch.arange(4.0), 4, 1),
        image(torch.ones(1), 1, 1),
    ]


def screen_image__keeps_the_type(
    image: ScreenImage, rng: torch.Generator
) -> list[Tensor | dict[str, Tensor | str]]:
    """Whole numbers and truth values can be laid out as well, strided or not; the dtype stays."""
    numbers = torch.randint(9, (24,), generator=rng)
    return [
        *(image(numbers[::2], 4, 3), image(numbers[:6] > 4, 3, 2)),
        *(_with_dtype(image(numbers[:4].to(d), 2, 2)) for d in (torch.float64, torch.int16)),
    ]


def _with_dtype(picture: Tensor) -> dict[str, Tensor | str]:
    return {"picture": picture, "dtype of the picture": str(picture.dtype).removeprefix("torch.")}


# ---------------------------------------------------------------- triangle_ray_intersects

IntersectTriangle = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor], bool | Tensor]
Point = tuple[float, float, float]
Triangle = tuple[Point, Point, Point]

_CAMERA: Point = (0.0, 0.0, 0.0)
_UPRIGHT: Triangle = ((2.0, 0.0, 0.0), (2.0, 2.0, 0.0), (2.0, 0.0, 2.0))
"""Met by the direction (1, y, z) at u = y, v = z, exactly."""
_SMALL: Triangle = ((2.0, 0.0, 0.0), (2.0, 0.03125, 0.0), (2.0, 0.0, 0.03125))
"""For a direction (1, y, z) the determinant is about a thousandth."""


def _meets(
    intersect: IntersectTriangle, triangle: Triangle, origin: Point, direction: Point
) -> bool | Tensor | str:
    try:
        return _answer(intersect(*map(torch.tensor, (*triangle, origin, direction))))
    except RuntimeError as error:
        return _singular_only(error)


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
    turned = _meets(intersect, _UPRIGHT[::-1], _CAMERA, directions[0])  # corners in other order
    return [*(_meets(intersect, _UPRIGHT, _CAMERA, d) for d in directions), turned]


def triangle_ray_intersects__does_not_look_behind(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A triangle behind the origin is not met, although the line through the ray crosses it."""
    return [
        _meets(intersect, _UPRIGHT, _CAMERA, (-1.0, -0.25, -0.25)),
        _meets(intersect, _UPRIGHT, (4.0, 0.5, 0.5), (1.0, 0.0, 0.0)),
        _meets(intersect, _UPRIGHT, (2.25, 0.5, 0.5), (1.0, 0.0, 0.0)),
    ]


def triangle_ray_intersects__starts_anywhere(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """The ray starts at its own origin, which need not be the camera."""
    return [
        _meets(intersect, _UPRIGHT, (0.0, 3.0, 0.5), (1.0, 0.0, 0.0)),
        _meets(intersect, _UPRIGHT, (0.0, 3.0, 0.5), (1.0, -1.25, 0.0)),
        _meets(intersect, _UPRIGHT, (4.0, 0.5, 0.5), (-1.0, 0.0, 0.0)),
        _meets(intersect, _UPRIGHT, (0.0, -0.5, -0.5), (1.0, 0.375, 0.375)),
        _meets(intersect, _UPRIGHT, (0.0, 0.5, 0.5), (1.0, 0.125, 0.125)),
    ]


def triangle_ray_intersects__includes_the_edges(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """Edges and corners belong to the triangle, and the origin belongs to the ray."""
    places = ((0.0, 0.5), (0.5, 0.0), (0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
    on_edges = [_meets(intersect, _UPRIGHT, _CAMERA, (1.0, u, v)) for u, v in places]
    return [*on_edges, _meets(intersect, _UPRIGHT, (2.0, 0.5, 0.5), (1.0, 0.0, 0.0))]


def triangle_ray_intersects__misses_what_is_parallel(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A ray parallel to the triangle's plane misses it, beside it or inside it."""
    point = (1.0, 0.0, 0.0)
    return [
        _meets(intersect, _UPRIGHT, _CAMERA, (0.0, 1.0, 0.5)),  # beside
        _meets(intersect, _UPRIGHT, (2.0, -1.0, 0.5), (0.0, 1.0, 0.0)),  # in the plane
        _meets(intersect, (point, point, point), _CAMERA, (1.0, 0.0, 0.0)),  # without area
    ]


def triangle_ray_intersects__decides_narrow_cases(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor | str]:
    """A small triangle is met, and an edge or origin missed by less than a thousandth is missed."""
    near = [(1.0, y, z) for y, z in _NARROW_MISSES]
    return [
        _meets(intersect, _SMALL, _CAMERA, (1.0, 0.00390625, 0.0078125)),
        *(_meets(intersect, _UPRIGHT, _CAMERA, d) for d in near),
        _meets(intersect, _UPRIGHT, (2.0005, 0.5, 0.5), (1.0, 0.0, 0.0)),
    ]


_NARROW_MISSES = ((-0.0005, 0.5), (0.5, -0.0005), (0.50025, 0.50025))
"""u, v just beyond each edge of a triangle."""


def _narrow_rays() -> tuple[Tensor, Tensor]:
    """A ray that meets `_SMALL`, and rays that miss `_UPRIGHT` by less than a thousandth."""
    near = [[_CAMERA, (1.0, y, z)] for y, z in _NARROW_MISSES]
    inside = torch.tensor([[_CAMERA, (1.0, 0.00390625, 0.0078125)]])
    return inside, torch.tensor([*near, [(2.0005, 0.5, 0.5), (1.0, 0.0, 0.0)]])


def triangle_ray_intersects__agrees_on_random_pairs(
    intersect: IntersectTriangle, rng: torch.Generator
) -> list[bool | Tensor]:
    """On 40 random pairs, none of them a close call, every answer is right."""
    rays, triangles = _scene(8, 5, rng)
    return [_answer(intersect(*t, *r)) for r in rays for t in triangles]


def _scene(nrays: int, ntriangles: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
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


# ---------------------------------------------------------------- raytrace_triangle


def raytrace_triangle__answers_for_each_ray(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Each ray gets its own answer, whatever the others do."""
    grid = torch.tensor([-0.25, 0.125, 0.25, 0.625, 1.5])
    y, z = grid.repeat_interleave(5), grid.repeat(5)
    rays = torch.stack([torch.zeros(25, 3), torch.stack([torch.ones(25), y, z], dim=1)], dim=1)
    return [trace(rays[6:7], torch.tensor(_UPRIGHT)), trace(rays, torch.tensor(_UPRIGHT))]


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
    scenes = [_scene(n, 1, rng) for n in (5, 6, 7)]
    return [trace(ahead, torch.tensor(_UPRIGHT)), *(trace(r, t[0]) for r, t in scenes)]


def raytrace_triangle__includes_the_edges(trace: Intersect, rng: torch.Generator) -> Tensor:
    """Edges and corners belong to the triangle, and the origin belongs to the ray."""
    places = ((0.0, 0.5), (0.5, 0.0), (0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    rays = [[_CAMERA, (1.0, u, v)] for u, v in places]
    return trace(torch.tensor([*rays, [(2.0, 0.5, 0.5), (1.0, 0.0, 0.0)]]), torch.tensor(_UPRIGHT))


def raytrace_triangle__survives_parallels(
    trace: Intersect, rng: torch.Generator
) -> list[Tensor | str]:
    """Rays parallel to the triangle's plane miss it, and the others keep their answers."""
    rays = torch.tensor(
        [
            [_CAMERA, (1.0, 0.0, 0.0)],
            [_CAMERA, (1.0, 0.0, 0.25)],
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
            answers.append(_singular_only(error))
    return answers


def raytrace_triangle__decides_narrow_cases(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """A small triangle is met, and an edge or origin missed by less than a thousandth is missed."""
    inside, outside = _narrow_rays()
    return [trace(inside, torch.tensor(_SMALL)), trace(outside, torch.tensor(_UPRIGHT))]


def raytrace_triangle__does_without_a_loop(
    trace: Intersect, rng: torch.Generator
) -> list[dict[str, Tensor | bool]]:
    """More rays need no more operations: no Python loop runs over them."""
    rays, triangles = _scene(40, 1, rng)
    return [
        {
            "answers": trace(rays, triangles[0]),
            "the operations grow with the number of rays": _grows(
                lambda n: trace(rays[:n], triangles[0])
            ),
        }
    ]


def raytrace_triangle__takes_no_rays(trace: Intersect, rng: torch.Generator) -> Tensor:
    """Without rays the answer is empty, of shape (0,) and dtype bool."""
    return trace(torch.zeros(0, 2, 3), torch.tensor(_UPRIGHT))


def raytrace_triangle__accepts_strided_input(trace: Intersect, rng: torch.Generator) -> Tensor:
    """Rays and a triangle that are views into larger tensors give the same answer."""
    rays, triangles = _scene(9, 2, rng)
    table = torch.stack([rays, -rays], dim=1)  # (nrays, 2, points, dims)
    return trace(table[:, 0], triangles.permute(2, 0, 1).contiguous().permute(1, 2, 0)[1])


# ---------------------------------------------------------------- hit_distances


def hit_distances__pairs_every_ray_and_triangle(
    distances: Intersect, rng: torch.Generator
) -> list[Tensor]:
    """Row i and column j hold the distance from ray i to triangle j, infinity for a miss."""
    ahead = torch.tensor([[_CAMERA, (1.0, 0.25, 0.25)], [_CAMERA, (0.5, 0.0, -0.25)]])
    scenes = [_scene(r, t, rng) for r, t in ((1, 3), (4, 1), (5, 9), (11, 6))]
    return [distances(ahead, torch.tensor([_UPRIGHT])), *(distances(r, t) for r, t in scenes)]


def hit_distances__counts_in_directions(distances: Intersect, rng: torch.Generator) -> Tensor:
    """The distance is counted in lengths of the direction, from the ray's own origin."""
    near = torch.tensor(_UPRIGHT)
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
    rays = [[_CAMERA, (1.0, u, v)] for u, v in places]
    edge = torch.tensor([*rays, [(2.0, 0.5, 0.5), (1.0, 0.0, 0.0)]])
    return distances(edge, torch.tensor([_UPRIGHT, _UPRIGHT[::-1]]))


def hit_distances__survives_parallels(distances: Intersect, rng: torch.Generator) -> Tensor | str:
    """A pair whose ray is parallel to the triangle's plane is a miss and disturbs no other pair."""
    rays = [
        [_CAMERA, (1.0, 0.0, 0.0)],
        [_CAMERA, (1.0, 0.25, 0.25)],
        [(1.0, 0.5, -1.0), (1.0, 0.0, 1.0)],
    ]
    level = ((-1.0, -0.25, -0.25), (3.0, -0.25, -0.25), (-1.0, 1.75, -0.25))
    point = (_UPRIGHT[0], _UPRIGHT[0], _UPRIGHT[0])
    through = ((0.0, -1.0, 0.0), (2.0, -1.0, 0.0), (4.0, 3.0, 0.0))  # holds the first ray
    try:
        return distances(torch.tensor(rays), torch.tensor([level, _UPRIGHT, point, through]))
    except RuntimeError as error:
        return _singular_only(error)


def hit_distances__decides_narrow_cases(distances: Intersect, rng: torch.Generator) -> list[Tensor]:
    """A small triangle is met, and an edge or origin missed by less than a thousandth is missed."""
    inside, outside = _narrow_rays()
    return [distances(inside, torch.tensor([_SMALL])), distances(outside, torch.tensor([_UPRIGHT]))]


def hit_distances__does_without_a_loop(
    distances: Intersect, rng: torch.Generator
) -> list[dict[str, Tensor | bool]]:
    """More rays and more triangles need no more operations: no Python loop runs over either."""
    rays, triangles = _view(8, 5), icosphere(1, centre=(3.0, 0.07, 0.03))[:40]
    return [
        {
            "table": distances(rays, triangles),
            "the operations grow with the number of rays or triangles": _grows(
                lambda n: distances(rays[:n], triangles[:n])
            ),
        }
    ]


def hit_distances__takes_none(distances: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Without rays or without triangles the table is empty: (0, ntriangles) or (nrays, 0)."""
    rays, triangles = _scene(3, 2, rng)
    return [distances(rays[:0], triangles), distances(rays, triangles[:0])]


def hit_distances__accepts_strided_input(distances: Intersect, rng: torch.Generator) -> Tensor:
    """Rays and triangles that are views into larger tensors give the same table."""
    rays, triangles = _scene(7, 4, rng)
    table = torch.stack([rays, -rays], dim=1)  # (nrays, 2, points, dims)
    return distances(table[:, 0], triangles.permute(2, 1, 0).contiguous().permute(2, 1, 0))


# ---------------------------------------------------------------- raytrace_mesh


def _stack_of_walls() -> tuple[Tensor, Tensor]:
    """Rays that meet none, one or several of four triangles; the nearest is in the middle."""
    wall = torch.tensor(_UPRIGHT)
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


def raytrace_mesh__finds_the_nearest(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Of several triangles on its way a ray sees the nearest in front, wherever it is listed."""
    rays, walls = _stack_of_walls()
    scenes = [_scene(r, t, rng) for r, t in ((5, 3), (7, 12))]
    return [trace(rays[:1], walls[:2]), trace(rays, walls), *(trace(r, t) for r, t in scenes)]


def raytrace_mesh__counts_what_it_touches(trace: Intersect, rng: torch.Generator) -> Tensor:
    """A ray that starts on a triangle sees it at distance 0."""
    rays, walls = _stack_of_walls()
    rays[0, 0] = torch.tensor([3.0, 1.25, 0.25])  # on the wall in the middle
    return trace(rays[:2], walls)


def raytrace_mesh__misses_with_infinity(trace: Intersect, rng: torch.Generator) -> Tensor:
    """A ray that meets nothing is at distance infinity."""
    rays, walls = _stack_of_walls()
    return trace(rays[3:], walls[:2])


def raytrace_mesh__takes_none(trace: Intersect, rng: torch.Generator) -> list[Tensor]:
    """Without triangles every distance is infinity; without rays the answer is empty."""
    rays, walls = _stack_of_walls()
    return [trace(rays, walls[:0]), trace(rays[:0], walls)]


def raytrace_mesh__counts_in_directions(trace: Intersect, rng: torch.Generator) -> Tensor:
    """The distance is counted in lengths of the direction, from the ray's own origin."""
    wall = torch.tensor([_UPRIGHT])
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


# ---------------------------------------------------------------- triangle_normals

Normals = Callable[[Tensor], Tensor]


def triangle_normals__stand_upright(normals: Normals, rng: torch.Generator) -> list[Tensor]:
    """A normal is at right angles to every edge, of length one, and follows the right-hand rule."""
    few = torch.tensor([_UPRIGHT, ((0.0, 0.0, 1.0), (4.0, 0.0, 1.0), (0.0, 3.0, 1.0))])
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
    rays, walls = _stack_of_walls()
    seen = rays[[0, 1, 2, 0]]  # each of these meets something
    return [nearest(seen[:1], walls[:1]), nearest(seen[:2], walls[:2]), nearest(seen, walls)]


def nearest_triangle__counts_what_it_touches(
    nearest: Nearest, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """A ray that starts on a triangle sees it at distance 0."""
    rays, walls = _stack_of_walls()
    rays[0, 0] = torch.tensor([3.0, 1.25, 0.25])  # on the wall in the middle
    return nearest(rays[:2], walls)


def nearest_triangle__marks_misses(
    nearest: Nearest, rng: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    """A ray that meets nothing has the distance infinity and the index -1."""
    rays, walls = _stack_of_walls()
    scenes = [_scene(r, t, rng) for r, t in ((5, 3), (9, 12))]
    return [nearest(rays[3:4], walls), *(nearest(r, t) for r, t in scenes)]


def nearest_triangle__takes_no_rays(
    nearest: Nearest, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Without rays both answers are empty."""
    rays, walls = _stack_of_walls()
    return nearest(rays[:0], walls)


# ---------------------------------------------------------------- lambert_shading

Light = Callable[[Tensor, Tensor, Tensor, int, int], Tensor]


def _view(num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Rays from the camera through a screen that shows about two units at a distance of three.

    The limits are odd numbers, so that no ray runs into an edge of a mesh that is symmetric.
    """
    y = torch.linspace(-0.39, 0.41, num_pixels_y).repeat_interleave(num_pixels_z)
    z = torch.linspace(-0.37, 0.38, num_pixels_z).repeat(num_pixels_y)
    directions = torch.stack([torch.ones(len(y)), y, z], dim=1)
    return torch.stack([torch.zeros_like(directions), directions], dim=1)


def lambert_shading__follows_the_cosine(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """Facing the light a surface is 1, at a slant it darkens with the cosine, elsewhere it is 0."""
    wall = torch.tensor([((2.0, -4.0, -4.0), (2.0, 4.0, -4.0), (2.0, 0.0, 4.0))])
    slanted = torch.tensor([((2.0, -0.5, -0.5), (3.0, 0.5, -0.5), (2.5, 0.25, 0.75))])
    left = torch.tensor([-1.0, -2.0, 0.5])
    return [
        shade(_view(1, 1), wall, torch.tensor([-1.0, 0.0, 0.0]), 1, 1),
        shade(_view(2, 3), wall, torch.tensor([-0.6, 0.8, 0.0]), 2, 3),
        shade(_view(7, 5), slanted, left, 7, 5),
    ]


def lambert_shading__lights_the_side_you_see(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """Which way round a triangle's corners are listed makes no difference to its brightness."""
    front = torch.tensor([((2.0, -1.0, -1.0), (2.5, 1.0, -1.0), (2.0, 0.0, 1.5))])
    light = torch.tensor([-2.0, 1.0, 1.0])
    return [shade(_view(4, 3), mesh, light, 4, 3) for mesh in (front, front.flip(1))]


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
        shade(_view(3, 2), wall, torch.tensor([1.0, 0.0, 0.0]), 3, 2),
        shade(_view(3, 2), wall, torch.tensor([0.0, 0.0, 5.0]), 3, 2),
    ]


def lambert_shading__ignores_the_light_s_length(shade: Light, rng: torch.Generator) -> list[Tensor]:
    """Only the direction of the light counts, not its length."""
    wall = torch.tensor([((2.0, -4.0, -4.0), (2.0, 4.0, -4.0), (2.0, 0.0, 4.0))])
    return [
        shade(_view(3, 2), wall, length * torch.tensor([-2.0, 1.0, 2.0]), 3, 2)
        for length in (10.0, 0.01)
    ]


def lambert_shading__lights_a_ball(shade: Light, rng: torch.Generator) -> Tensor:
    """A ball of 80 triangles is bright towards the light, dark away from it, black around."""
    ball = icosphere(1, centre=(3.0, 0.07, 0.03))
    return shade(_view(20, 14), ball, torch.tensor([-1.0, 1.0, 0.7]), 20, 14)


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
    ahead = torch.tensor([[_CAMERA, (1.0, 0.5, 0.25)]])
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
        render(_view(4, 3), _corner(), light, centre, 2, 4, 3),
        render(_view(7, 5), _corner(), light, centre, 6, 7, 5),
    ]


def render_turn__starts_where_the_camera_is(render: RenderTurn, rng: torch.Generator) -> Tensor:
    """A single frame is the picture from where the camera stands."""
    light, centre = torch.tensor([-1.0, -0.5, 0.5]), torch.tensor([3.0, 0.0, 0.0])
    return render(_view(6, 4), _corner(), light, centre, 1, 6, 4)


def render_turn__goes_round_the_centre(render: RenderTurn, rng: torch.Generator) -> Tensor:
    """The axis goes through the centre that was given, and the light stands still."""
    light, centre = torch.tensor([0.0, -1.0, 0.5]), torch.tensor([2.75, 0.25, 5.0])
    return render(_view(6, 4), _corner(), light, centre, 5, 6, 4)


# ---------------------------------------------------------------- raytrace_mesh_chunked

Chunked = Callable[[Tensor, Tensor, int], Tensor]


def raytrace_mesh_chunked__gives_the_same_distances(
    trace: Chunked, rng: torch.Generator
) -> list[Tensor]:
    """Cut into pieces or not, the distances are the same and in the order of the rays."""
    rays, triangles = _scene(7, 10, rng)
    return [trace(rays, triangles, n) for n in (7, 1, 2, 3)]


def raytrace_mesh_chunked__takes_large_and_no_pieces(
    trace: Chunked, rng: torch.Generator
) -> list[Tensor]:
    """A piece may be larger than all rays; without rays or triangles the answer is that of
    before."""
    rays, triangles = _scene(5, 6, rng)
    return [
        trace(rays, triangles, 100),
        trace(rays, triangles[:0], 2),
        trace(rays[:0], triangles, 2),
    ]


def raytrace_mesh_chunked__keeps_tensors_small(
    trace: Chunked, rng: torch.Generator
) -> list[dict[str, Tensor | bool]]:
    """Only `rays_per_chunk` rays meet all triangles at a time, and the tensors on the way are of
    that size, however many rays there are.
    """
    rays, triangles = _view(20, 16), icosphere(1, centre=(3.0, 0.07, 0.03))[:40]
    return [_measured(trace, rays, triangles, 4), _one_piece_too_large(trace, rays, triangles)]


def _measured(
    trace: Chunked, rays: Tensor, triangles: Tensor, size: int
) -> dict[str, Tensor | bool]:
    """The distances, and how large the largest tensor on the way was.

    There are so many rays that the limit has room for twice the numbers the page allows, and is
    still half of all pairs.
    """
    largest, distances = _largest(lambda: trace(rays, triangles, size))
    allowed = 20 * size * len(triangles)
    return {
        "distances": distances,
        "some tensor held all pairs of rays and triangles at once": (
            largest >= len(rays) * len(triangles)
        ),
        "some tensor held more than 20 numbers for each pair of one piece": largest > 2 * allowed,
    }


def _one_piece_too_large(
    trace: Chunked, rays: Tensor, triangles: Tensor
) -> dict[str, Tensor | bool]:
    """Whether 30 rays in pieces of 10 need larger tensors than 10 rays alone.

    A piece is so large that its pairs are more numbers than the mesh itself.
    """
    few, many = rays[:10].clone(), rays[:30].clone()
    alone, _ = _largest(lambda: trace(few, triangles, 10))
    largest, distances = _largest(lambda: trace(many, triangles, 10))
    return {
        "distances": distances,
        "more than rays_per_chunk rays met the triangles at a time": largest > 1.05 * alone,
    }


def _largest(work: Callable[[], Tensor]) -> tuple[int, Tensor]:
    """How many numbers the largest tensor had that was made; and the result."""
    watch = _Watch()  # type: ignore[no-untyped-call]
    with watch:
        result = work()
    return watch.numbers, result


class _Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
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
