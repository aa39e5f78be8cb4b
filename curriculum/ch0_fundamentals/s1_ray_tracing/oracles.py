"""Where the expected answers come from: slow, plain, independent of the solutions, and out of the
submission's sight.

Geometry is done in Python floats, one number after another, with determinants written out.
"""

import cmath
import math
from collections.abc import Sequence

import torch
from torch import Tensor

Vector = Sequence[float]


def make_rays_1d(num_pixels: int, y_limit: float) -> Tensor:
    """One ray after another."""
    gaps = max(num_pixels - 1, 1)
    ys = [-y_limit + 2 * y_limit * i / gaps for i in range(num_pixels)]
    return torch.tensor([[[0.0, 0.0, 0.0], [1.0, y, 0.0]] for y in ys]).reshape(num_pixels, 2, 3)


def _crosses(ray: Sequence[Vector], segment: Sequence[Vector]) -> bool:
    """Cramer's rule on two equations."""
    (ox, oy, _), (dx, dy, _) = ray
    (ax, ay, _), (bx, by, _) = segment
    ex, ey, fx, fy = bx - ax, by - ay, ax - ox, ay - oy
    det = dy * ex - dx * ey
    if abs(det) < 1e-6:
        return False
    u = (fy * ex - fx * ey) / det
    v = (dx * fy - dy * fx) / det
    return bool(u >= 0 and 0 <= v <= 1)


def intersect_ray_1d(ray: Tensor, segment: Tensor) -> bool:
    """One pair, number by number."""
    return _crosses(ray.tolist(), segment.tolist())


def intersect_rays_1d(rays: Tensor, segments: Tensor) -> Tensor:
    """Every ray with every segment, one pair after another."""
    walls = segments.tolist()
    met = [any(_crosses(ray, wall) for wall in walls) for ray in rays.tolist()]
    return torch.tensor(met, dtype=torch.bool)


def make_rays_2d(num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float) -> Tensor:
    """One ray after another, column by column."""
    ys = make_rays_1d(num_pixels_y, y_limit)[:, 1, 1].tolist()
    zs = make_rays_1d(num_pixels_z, z_limit)[:, 1, 1].tolist()
    rays = [[[0.0, 0.0, 0.0], [1.0, y, z]] for y in ys for z in zs]
    return torch.tensor(rays).reshape(num_pixels_y * num_pixels_z, 2, 3)


def screen_image(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """One pixel after another, from its place on the screen."""
    image = torch.zeros(num_pixels_z, num_pixels_y, dtype=values.dtype)
    for i in range(num_pixels_y):
        for j in range(num_pixels_z):
            image[num_pixels_z - 1 - j, i] = values[i * num_pixels_z + j]
    return image


def _minus(a: Vector, b: Vector) -> list[float]:
    return [x - y for x, y in zip(a, b, strict=True)]


def _dot(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _volume(a: Vector, b: Vector, c: Vector) -> float:
    """The determinant of the matrix with these columns, written out."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = a, b, c
    return ax * by * cz + bx * cy * az + cx * ay * bz - cx * by * az - bx * ay * cz - ax * cy * bz


def _distance(triangle: Sequence[Vector], ray: Sequence[Vector]) -> float:
    """Cramer's rule on three equations; infinity for a miss, and + 0.0 makes no -0 of a zero."""
    (a, b, c), (origin, direction) = triangle, ray
    back = [-x for x in direction]
    ab, ac, ao = _minus(b, a), _minus(c, a), _minus(origin, a)
    det = _volume(back, ab, ac)
    if abs(det) < 1e-6:
        return math.inf
    s, u, v = _volume(ao, ab, ac) / det, _volume(back, ao, ac) / det, _volume(back, ab, ao) / det
    return s + 0.0 if s >= 0 and u >= 0 and v >= 0 and u + v <= 1 else math.inf


def triangle_ray_intersects(A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor) -> bool:
    """Whether Cramer's rule finds a place."""
    return math.isfinite(_distance([A.tolist(), B.tolist(), C.tolist()], [O.tolist(), D.tolist()]))


def raytrace_triangle(rays: Tensor, triangle: Tensor) -> Tensor:
    """One ray after another."""
    corners = triangle.tolist()
    met = [math.isfinite(_distance(corners, ray)) for ray in rays.tolist()]
    return torch.tensor(met, dtype=torch.bool)


def hit_distances(rays: Tensor, triangles: Tensor) -> Tensor:
    """One pair after another."""
    mesh = triangles.tolist()
    table = [[_distance(triangle, ray) for triangle in mesh] for ray in rays.tolist()]
    return torch.tensor(table).reshape(len(rays), len(mesh))


def raytrace_mesh(rays: Tensor, triangles: Tensor) -> Tensor:
    """One ray after another, remembering the nearest."""
    mesh = triangles.tolist()
    return torch.tensor(
        [
            min((_distance(triangle, ray) for triangle in mesh), default=math.inf)
            for ray in rays.tolist()
        ]
    )


def distance_shading(distances: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """One pixel after another."""
    nearest = min(distances.tolist())
    bright = [(nearest / d) ** 2 if math.isfinite(d) else 0.0 for d in distances.tolist()]
    return screen_image(torch.tensor(bright), num_pixels_y, num_pixels_z)


def _normal(triangle: Sequence[Vector]) -> list[float]:
    a, b, c = triangle
    axes = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    upright = [_volume(_minus(b, a), _minus(c, a), axis) for axis in axes]
    length = math.hypot(*upright)
    return [x / length if length > 1e-12 else 0.0 for x in upright]


def triangle_normals(triangles: Tensor) -> Tensor:
    """One triangle after another."""
    return torch.tensor([_normal(t) for t in triangles.tolist()]).reshape(len(triangles), 3)


def nearest_triangle(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """One ray after another, remembering the nearest and its index."""
    distances, indices = [], []
    for ray in rays.tolist():
        hits = [(_distance(t, ray), i) for i, t in enumerate(triangles.tolist())]
        distance, index = min(hits)
        distances.append(distance)
        indices.append(index if math.isfinite(distance) else -1)
    return torch.tensor(distances), torch.tensor(indices, dtype=torch.int64)


def lambert_shading(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """One pixel after another."""
    sun = [x / math.hypot(*light.tolist()) for x in light.tolist()]
    _, indices = nearest_triangle(rays, triangles)
    mesh = triangles.tolist()
    bright = []
    for ray, index in zip(rays.tolist(), indices.tolist(), strict=True):
        if index < 0:
            bright.append(0.0)
            continue
        normal = _normal(mesh[index])
        side = -1.0 if _dot(normal, ray[1]) > 0 else 1.0
        bright.append(0.2 + 0.8 * max(0.0, side * _dot(normal, sun)))
    return screen_image(torch.tensor(bright), num_pixels_y, num_pixels_z)


def _turned(vector: Vector, angle: float) -> list[float]:
    """By complex multiplication."""
    x, y, z = vector
    turned = complex(x, y) * cmath.exp(1j * angle)
    return [turned.real, turned.imag, z]


def rotation_matrix(angle: float) -> Tensor:
    """Column by column: where each axis goes."""
    axes = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    x, y, z = (_turned(axis, angle) for axis in axes)
    return torch.tensor([list(row) for row in zip(x, y, z, strict=True)])


def turn_camera(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """One ray after another."""
    middle = centre.tolist()
    turned = []
    for origin, direction in rays.tolist():
        offset = _turned(_minus(origin, middle), angle)
        place = [m + o for m, o in zip(middle, offset, strict=True)]
        turned.append([place, _turned(direction, angle)])
    return torch.tensor(turned).reshape(len(rays), 2, 3)


def render_turn(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    centre: Tensor,
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Tensor:
    """One frame after another."""
    step = 2 * math.pi / num_frames
    views = [turn_camera(rays, centre, k * step) for k in range(num_frames)]
    frames = [lambert_shading(v, triangles, light, num_pixels_y, num_pixels_z) for v in views]
    return torch.stack(frames)


def raytrace_mesh_chunked(rays: Tensor, triangles: Tensor, rays_per_chunk: int) -> Tensor:
    """The distances, one ray after another: no pieces are needed where nothing is batched."""
    return raytrace_mesh(rays, triangles)
