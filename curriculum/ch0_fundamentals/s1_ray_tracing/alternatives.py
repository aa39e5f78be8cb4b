"""Other right answers, run through the same checks and shown after success."""

import math

import torch
from einops import rearrange
from torch import Tensor

from .solutions import (
    SINGULAR,
    raytrace_mesh,
    raytrace_triangle,
    screen_image,
)


def make_rays_1d__stacked(num_pixels: int, y_limit: float) -> Tensor:
    """Columns made one by one and stacked: no assignment, twice the copies."""
    y = torch.linspace(-y_limit, y_limit, num_pixels)
    directions = torch.stack([torch.ones_like(y), y, torch.zeros_like(y)], dim=1)
    return torch.stack([torch.zeros_like(directions), directions], dim=1)


def intersect_ray_1d__cramer(ray: Tensor, segment: Tensor) -> bool:
    """Cramer's rule: three areas instead of a solver, and no exception to fear."""
    (ox, oy, _), (dx, dy, _) = ray.tolist()
    (ax, ay, _), (bx, by, _) = segment.tolist()
    area = dx * (ay - by) - dy * (ax - bx)
    if abs(area) < SINGULAR:
        return False
    u = ((ax - ox) * (ay - by) - (ay - oy) * (ax - bx)) / area
    v = (dx * (ay - oy) - dy * (ax - ox)) / area
    return bool(u >= 0 and 0 <= v <= 1)


def intersect_ray_1d__refused(ray: Tensor, segment: Tensor) -> bool:
    """Ask forgiveness instead of permission: a singular matrix is an exception to catch."""
    origin, direction = ray[:, :2]
    start, end = segment[:, :2]
    try:
        u, v = torch.linalg.solve(torch.stack([direction, start - end], dim=1), start - origin)
    except RuntimeError:
        return False
    return bool(u >= 0 and 0 <= v <= 1)


def intersect_rays_1d__sides(rays: Tensor, segments: Tensor) -> Tensor:
    """Cramer's rule for all pairs: three tables of areas, no matrices and nothing to solve."""
    origin, direction = rays[:, None, :, :2].unbind(2)  # (nrays, 1, xy)
    start, end = segments[None, :, :, :2].unbind(2)  # (1, nsegments, xy)

    def area(a: Tensor, b: Tensor) -> Tensor:
        return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]

    whole = area(direction, start - end)  # (nrays, nsegments)
    u = area(start - origin, start - end) / whole  # x / 0 is inf or NaN, and no NaN is ≥ 0
    v = area(direction, start - origin) / whole
    hits = (whole.abs() >= SINGULAR) & (u >= 0) & (v >= 0) & (v <= 1)
    return hits.any(dim=1)


def make_rays_2d__meshgrid(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """`meshgrid` makes both coordinates of every pixel at once."""
    y = torch.linspace(-y_limit, y_limit, num_pixels_y)
    z = torch.linspace(-z_limit, z_limit, num_pixels_z)
    grid = torch.stack(torch.meshgrid(y, z, indexing="ij"), dim=-1).flatten(0, 1)  # (pixel, yz)
    directions = torch.cat([torch.ones(len(grid), 1), grid], dim=1)
    return torch.stack([torch.zeros_like(directions), directions], dim=1)


def screen_image__einops(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """einops names the axes, and an index runs through z from the top."""
    image: Tensor = rearrange(values, "(y z) -> z y", y=num_pixels_y, z=num_pixels_z)
    return image[torch.arange(num_pixels_z - 1, -1, -1)]


def triangle_ray_intersects__same_side(
    A: Tensor, B: Tensor, C: Tensor, O: Tensor, D: Tensor
) -> bool:
    """The ray passes all three edges on the same side: signs of volumes, and no u or v."""
    a, b, c = A - O, B - O, C - O
    sides = torch.stack([torch.linalg.cross(p, q) @ D for p, q in ((a, b), (b, c), (c, a))])
    whole = sides.sum()
    if whole.abs() < SINGULAR:
        return False
    in_front = torch.linalg.det(torch.stack([a, b, c])) / whole >= 0
    return bool(in_front and (sides / whole >= 0).all())


def raytrace_triangle__cross_products(rays: Tensor, triangle: Tensor) -> Tensor:
    """Möller and Trumbore's form of Cramer's rule: nothing to solve, so nothing to replace."""
    origin, direction = rays.unbind(1)  # (nrays, dims)
    a, b, c = triangle  # (dims,)
    p = torch.linalg.cross(direction, (c - a)[None])  # (nrays, dims)
    q = torch.linalg.cross(origin - a, (b - a)[None])  # (nrays, dims)
    det = p @ (b - a)  # (nrays,)
    u = (p * (origin - a)).sum(1) / det  # x / 0 is inf or NaN, and no NaN is ≥ 0
    v = (q * direction).sum(1) / det
    s = q @ (c - a) / det
    hits: Tensor = (det.abs() >= SINGULAR) & (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return hits


def hit_distances__solve(rays: Tensor, triangles: Tensor) -> Tensor:
    """One 3 × 3 system a pair: the pattern you know, one axis more, about three times slower."""
    origin, direction = rays[:, None].expand(-1, len(triangles), -1, -1).unbind(2)
    a, b, c = triangles.expand(len(rays), -1, -1, -1).unbind(2)  # (nrays, ntriangles, dims)
    matrix = torch.stack([-direction, b - a, c - a], dim=-1)  # (nrays, ntriangles, dims, suv)
    singular = torch.linalg.det(matrix).abs() < SINGULAR
    matrix[singular] = torch.eye(3)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(-1)
    hits = ~singular & (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__matrix_products(rays: Tensor, triangles: Tensor) -> Tensor:
    """Every determinant is a product of something of the ray and something of the triangle.

    So each table is a matrix product, which is what processors do fastest, and no tensor has more
    than nrays × ntriangles entries. The ray enters as its direction D and its moment O × D, its
    Plücker coordinates. Subtracting large products costs digits: far from the origin prefer
    Möller and Trumbore's form.
    """
    origin, direction = rays.unbind(1)  # (nrays, dims)
    moment = torch.linalg.cross(origin, direction)  # (nrays, dims)
    a, b, c = triangles.unbind(1)  # (ntriangles, dims)

    def side(p: Tensor, q: Tensor) -> Tensor:
        """Volume between each ray and each edge from p to q: (nrays, ntriangles)."""
        table: Tensor = direction @ torch.linalg.cross(p, q).T + moment @ (q - p).T
        return table

    normal = torch.linalg.cross(b - a, c - a)  # (ntriangles, dims)
    det = direction @ normal.T  # (nrays, ntriangles)
    s = ((normal * a).sum(1) - origin @ normal.T) / det
    u, v = side(c, a) / det, side(a, b) / det
    hits = (det.abs() >= SINGULAR) & (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return torch.where(hits, s, torch.inf)


def raytrace_mesh__one_triangle_at_a_time(rays: Tensor, triangles: Tensor) -> Tensor:
    """A loop over triangles that keeps the best so far: little memory, one batch of rays a step."""
    origin, direction = rays.unbind(1)  # (nrays, dims)
    nearest = torch.full((len(rays),), torch.inf)
    for triangle in triangles:
        normal = torch.linalg.cross(triangle[1] - triangle[0], triangle[2] - triangle[0])
        s = ((triangle[0] - origin) @ normal) / (direction @ normal)  # (nrays,)
        hit = raytrace_triangle(rays, triangle)
        nearest = torch.where(hit, torch.minimum(nearest, s), nearest)
    return nearest


def distance_shading__masked(distances: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Only the pixels that meet something are computed; a mask selects them and puts them back."""
    hit = distances.isfinite()
    brightness = torch.zeros_like(distances)
    if hit.any():
        brightness[hit] = (distances[hit].min() / distances[hit]).square()
    return screen_image(brightness, num_pixels_y, num_pixels_z)


def triangle_normals__clamped(triangles: Tensor) -> Tensor:
    """The cross product written out, and a length that is never quite zero."""
    a, b, c = triangles.unbind(1)
    (x, y, z), (p, q, r) = (b - a).unbind(1), (c - a).unbind(1)
    upright = torch.stack([y * r - z * q, z * p - x * r, x * q - y * p], dim=1)
    length: Tensor = upright.norm(dim=1, keepdim=True).clamp(min=1e-12)
    return upright / length


def rotation_matrix__exponential(angle: float) -> Tensor:
    """A rotation is the exponential of the matrix that says how a turn begins."""
    begins = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    turn: Tensor = torch.linalg.matrix_exp(angle * begins)
    return turn


def turn_camera__coordinates(rays: Tensor, centre: Tensor, angle: float) -> Tensor:
    """x and y written out; a copy is filled so that the given rays stay as they are."""
    turned = rays.clone()
    shift = torch.stack([centre, torch.zeros(3)])  # (points, dims): directions are not shifted
    x, y, _ = (rays - shift).unbind(2)  # (nrays, points)
    turned[:, :, 0] = math.cos(angle) * x - math.sin(angle) * y + shift[:, 0]
    turned[:, :, 1] = math.sin(angle) * x + math.cos(angle) * y + shift[:, 1]
    return turned


def raytrace_mesh_chunked__filled(rays: Tensor, triangles: Tensor, rays_per_chunk: int) -> Tensor:
    """The answer is allocated once and filled slice by slice."""
    nearest = torch.empty(len(rays))
    for start in range(0, len(rays), rays_per_chunk):
        piece = slice(start, start + rays_per_chunk)
        nearest[piece] = raytrace_mesh(rays[piece], triangles)
    return nearest
