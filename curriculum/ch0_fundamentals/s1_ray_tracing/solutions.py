"""Ray tracing: the file you write your answers in.

A ray is two points in three dimensions, shape (points=2, dims=3): its origin, then its direction.
The x axis points forward, out of the camera; y points to the right; z points up. The camera stands
at the origin and looks at a screen in the plane x = 1.

Meshes to render come from `curriculum.ch0_fundamentals.s1_ray_tracing.meshes`, which holds
`icosphere`, `torus_knot` and `height_field`.
"""

import math

import torch
from einops import repeat
from jaxtyping import Bool, Float, Int
from torch import Tensor

SINGULAR = 1e-6
"""A system whose determinant is smaller than this, either sign, counts as having no solution."""

AMBIENT = 0.2
"""The brightness of a surface that the light does not reach."""


def make_rays_1d(
    num_pixels: int, y_limit: float
) -> Float[Tensor, "num_pixels num_points=2 num_dim=3"]:
    """Rays from the camera through a row of pixels on the screen.

    Args:
        num_pixels: pixels in the row, 0 or more.
        y_limit: the first pixel is at y = -y_limit and the last at y = +y_limit, both included.

    Returns:
        Shape (num_pixels, num_points=2, num_dim=3). Entry [i, 0] is the origin (0, 0, 0) and entry
        [i, 1] the direction (1, y, 0), with y evenly spaced. A single pixel is at -y_limit.
    """
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels)
    return rays


def intersect_ray_1d(
    ray: Float[Tensor, "points=2 dim=3"], segment: Float[Tensor, "points=2 dim=3"]
) -> bool:
    """Whether a ray meets a segment, both in the plane z = 0.

    Args:
        ray: origin and direction, shape (points=2, dim=3).
        segment: its two ends, shape (points=2, dim=3).

    Returns:
        True if some point of the segment, ends included, lies on the ray at or in front of its
        origin. A ray parallel to the segment misses it, even where the two lie on one line.
    """
    origin, direction = ray[:, :2].unbind()  # (xy,), (xy,)
    start, end = segment[:, :2].unbind()
    matrix = torch.stack([direction, start - end], dim=1)  # (xy, uv)
    if torch.linalg.det(matrix).abs() < SINGULAR:
        return False
    u, v = torch.linalg.solve(matrix, start - origin)  # (xy,) -> (uv,)
    return bool(u >= 0 and 0 <= v <= 1)


def intersect_rays_1d(
    rays: Float[Tensor, "nrays points=2 dim=3"], segments: Float[Tensor, "nsegments points=2 dim=3"]
) -> Bool[Tensor, "nrays"]:
    """For each ray, whether it meets any of the segments.

    Args:
        rays: origins and directions, shape (nrays, points=2, dim=3), in the plane z = 0.
        segments: pairs of ends, shape (nsegments, points=2, dim=3), in the plane z = 0.

    Returns:
        Shape (nrays,). Entry [i] is True if `intersect_ray_1d` is True for ray i and at least one
        segment. With no segments every entry is False.
    """
    origin, direction = rays[:, None, :, :2].expand(-1, len(segments), -1, -1).unbind(2)
    start, end = (
        segments[:, :, :2].expand(len(rays), -1, -1, -1).unbind(2)
    )  # (nrays, nsegments, xy)
    matrix = torch.stack([direction, start - end], dim=-1)  # (nrays, nsegments, xy, uv)
    singular = torch.linalg.det(matrix).abs() < SINGULAR  # (nrays, nsegments)
    matrix[singular] = torch.eye(2)
    u, v = torch.linalg.solve(matrix, start - origin).unbind(-1)  # (nrays, nsegments)
    hits: Bool[Tensor, "nrays nsegments"] = ~singular & (u >= 0) & (v >= 0) & (v <= 1)
    return hits.any(dim=1)


def make_rays_2d(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Float[Tensor, "num_pixels_y*num_pixels_z num_points=2 num_dim=3"]:
    """Rays from the camera through a grid of pixels on the screen.

    Args:
        num_pixels_y: pixels from left to right.
        num_pixels_z: pixels from bottom to top.
        y_limit: the screen reaches from y = -y_limit to y = +y_limit, both included.
        z_limit: the screen reaches from z = -z_limit to z = +z_limit, both included.

    Returns:
        Shape (num_pixels_y * num_pixels_z, num_points=2, num_dim=3): origins (0, 0, 0) and
        directions (1, y, z). The pixel i-th from the left and j-th from the bottom is ray
        i * num_pixels_z + j.
    """
    rays = torch.zeros(num_pixels_y * num_pixels_z, 2, 3)
    y = torch.linspace(-y_limit, y_limit, num_pixels_y)
    z = torch.linspace(-z_limit, z_limit, num_pixels_z)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = repeat(y, "y -> (y z)", z=num_pixels_z)
    rays[:, 1, 2] = repeat(z, "z -> (y z)", y=num_pixels_y)
    return rays


def screen_image(
    values: Float[Tensor, "num_pixels_y*num_pixels_z"], num_pixels_y: int, num_pixels_z: int
) -> Float[Tensor, "height width"]:
    """One value a ray, as a picture the right way up.

    Args:
        values: one number for each ray of `make_rays_2d`, in its order.
        num_pixels_y: pixels from left to right.
        num_pixels_z: pixels from bottom to top.

    Returns:
        Shape (height=num_pixels_z, width=num_pixels_y). Row 0 is the top of the screen (largest
        z), column 0 its left edge (smallest y).
    """
    grid = values.reshape(num_pixels_y, num_pixels_z)  # (y, z)
    return grid.T.flip(0)


def triangle_ray_intersects(
    A: Float[Tensor, "dims=3"],
    B: Float[Tensor, "dims=3"],
    C: Float[Tensor, "dims=3"],
    O: Float[Tensor, "dims=3"],
    D: Float[Tensor, "dims=3"],
) -> bool:
    """Whether a ray meets a triangle.

    Args:
        A: first corner of the triangle.
        B: second corner.
        C: third corner.
        O: origin of the ray.
        D: direction of the ray.

    Returns:
        True if some point of the triangle, edges and corners included, lies on the ray at or in
        front of its origin. A ray parallel to the triangle's plane misses it.
    """
    matrix = torch.stack([-D, B - A, C - A], dim=1)  # (dims, suv)
    if torch.linalg.det(matrix).abs() < SINGULAR:
        return False
    s, u, v = torch.linalg.solve(matrix, O - A)  # (dims,) -> (suv,)
    return bool(s >= 0 and u >= 0 and v >= 0 and u + v <= 1)


def raytrace_triangle(
    rays: Float[Tensor, "nrays points=2 dims=3"],
    triangle: Float[Tensor, "trianglePoints=3 dims=3"],
) -> Bool[Tensor, "nrays"]:
    """For each ray, whether it meets the triangle.

    Args:
        rays: origins and directions, shape (nrays, points=2, dims=3).
        triangle: its corners, shape (trianglePoints=3, dims=3).

    Returns:
        Shape (nrays,), by the rules of `triangle_ray_intersects`.
    """
    origin, direction = rays.unbind(1)  # (nrays, dims)
    a, b, c = triangle  # (dims,)
    edges = torch.stack([b - a, c - a], dim=1).expand(len(rays), -1, -1)  # (nrays, dims, uv)
    matrix = torch.cat([-direction[:, :, None], edges], dim=2)  # (nrays, dims, suv)
    singular = torch.linalg.det(matrix).abs() < SINGULAR  # (nrays,)
    matrix[singular] = torch.eye(3)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(1)  # (nrays,)
    hits: Bool[Tensor, "nrays"] = ~singular & (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return hits


def hit_distances(
    rays: Float[Tensor, "nrays points=2 dims=3"],
    triangles: Float[Tensor, "ntriangles trianglePoints=3 dims=3"],
) -> Float[Tensor, "nrays ntriangles"]:
    """How far along each ray each triangle is met (Möller and Trumbore 1997).

    Args:
        rays: origins and directions, shape (nrays, points=2, dims=3).
        triangles: their corners, shape (ntriangles, trianglePoints=3, dims=3).

    Returns:
        Shape (nrays, ntriangles). Entry [i, j] is the s at which O + s D of ray i lies in triangle
        j, counted in lengths of D, and infinity if the ray misses by the rules of
        `triangle_ray_intersects`.
    """
    origin, direction = rays[:, None].unbind(2)  # (nrays, 1, dims)
    a, b, c = triangles.unbind(1)  # (ntriangles, dims)
    from_a = origin - a  # (nrays, ntriangles, dims)
    p = torch.linalg.cross(direction, (c - a)[None])  # (nrays, ntriangles, dims)
    q = torch.linalg.cross(from_a, (b - a)[None])  # (nrays, ntriangles, dims)
    det = (p * (b - a)).sum(-1)  # (nrays, ntriangles)
    u = (p * from_a).sum(-1) / det
    v = (q * direction).sum(-1) / det
    s = (q * (c - a)).sum(-1) / det
    hits = (s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1) & (det.abs() >= SINGULAR)
    return torch.where(hits, s, torch.inf)


def raytrace_mesh(
    rays: Float[Tensor, "nrays points=2 dims=3"],
    triangles: Float[Tensor, "ntriangles trianglePoints=3 dims=3"],
) -> Float[Tensor, "nrays"]:
    """For each ray, the distance to the nearest triangle it meets.

    Args:
        rays: origins and directions, shape (nrays, points=2, dims=3).
        triangles: their corners, shape (ntriangles, trianglePoints=3, dims=3).

    Returns:
        Shape (nrays,): the smallest of the ray's `hit_distances`, infinity if it meets nothing.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    return hit_distances(rays, triangles).amin(dim=1)


def distance_shading(
    distances: Float[Tensor, "num_pixels_y*num_pixels_z"], num_pixels_y: int, num_pixels_z: int
) -> Float[Tensor, "height width"]:
    """A picture lit by a lamp at the camera: what is near is bright.

    Args:
        distances: one a ray of `make_rays_2d`, above zero; infinity where the ray meets nothing.
        num_pixels_y: pixels from left to right.
        num_pixels_z: pixels from bottom to top.

    Returns:
        Shape (height=num_pixels_z, width=num_pixels_y), laid out as in `screen_image`. Brightness
        is (nearest distance / distance)², so the nearest pixel is 1; what meets nothing is 0.
    """
    brightness = (distances.min() / distances) ** 2  # inf / inf is NaN if nothing was met
    return screen_image(
        torch.where(distances.isfinite(), brightness, 0.0), num_pixels_y, num_pixels_z
    )


def triangle_normals(
    triangles: Float[Tensor, "ntriangles trianglePoints=3 dims=3"],
) -> Float[Tensor, "ntriangles dims=3"]:
    """For each triangle, the vector of length one that stands upright on it.

    Args:
        triangles: corners A, B, C of each, shape (ntriangles, trianglePoints=3, dims=3).

    Returns:
        Shape (ntriangles, dims=3). It points to the side from which A, B, C run anticlockwise,
        the direction of (B - A) × (C - A). A triangle without area has the normal (0, 0, 0).
    """
    a, b, c = triangles.unbind(1)  # (ntriangles, dims)
    return torch.nn.functional.normalize(torch.linalg.cross(b - a, c - a))


def nearest_triangle(
    rays: Float[Tensor, "nrays points=2 dims=3"],
    triangles: Float[Tensor, "ntriangles trianglePoints=3 dims=3"],
) -> tuple[Float[Tensor, "nrays"], Int[Tensor, "nrays"]]:
    """For each ray, how far the nearest triangle is and which one it is.

    Args:
        rays: origins and directions, shape (nrays, points=2, dims=3).
        triangles: their corners, shape (ntriangles, trianglePoints=3, dims=3), at least one.

    Returns:
        Two tensors of shape (nrays,): the distance, infinity if the ray meets nothing, and the
        index of the triangle, -1 if it meets nothing (int64).
    """
    distance, index = hit_distances(rays, triangles).min(dim=1)
    index[distance.isinf()] = -1
    return distance, index


def lambert_shading(
    rays: Float[Tensor, "num_pixels_y*num_pixels_z points=2 dims=3"],
    triangles: Float[Tensor, "ntriangles trianglePoints=3 dims=3"],
    light: Float[Tensor, "dims=3"],
    num_pixels_y: int,
    num_pixels_z: int,
) -> Float[Tensor, "height width"]:
    """A picture of a matt mesh in sunlight (Lambert 1760, Photometria).

    Args:
        rays: one a pixel, ordered as in `make_rays_2d`; each origin may be anywhere.
        triangles: their corners, shape (ntriangles, trianglePoints=3, dims=3), at least one.
        light: direction *towards* the sun, of any length but zero.
        num_pixels_y: pixels from left to right.
        num_pixels_z: pixels from bottom to top.

    Returns:
        Shape (height=num_pixels_z, width=num_pixels_y), laid out as in `screen_image`. A pixel that
        meets nothing is 0. Elsewhere it is AMBIENT + (1 - AMBIENT) · max(0, cos), with the
        angle between the light and the nearest triangle's normal on the side that the ray comes
        from.
    """
    _, index = nearest_triangle(rays, triangles)  # (num_pixels,)
    normal = triangle_normals(triangles)[index]  # (num_pixels, dims); -1 takes the last, unused
    away = (normal * rays[:, 1]).sum(1) > 0  # (num_pixels,)
    normal[away] *= -1
    cosine = (normal @ light) / light.norm()  # (num_pixels,)
    brightness = AMBIENT + (1 - AMBIENT) * cosine.clamp(min=0)
    return screen_image(torch.where(index >= 0, brightness, 0.0), num_pixels_y, num_pixels_z)


def rotation_matrix(angle: float) -> Float[Tensor, "dims=3 dims=3"]:
    """The matrix that turns a vector about the z axis.

    Args:
        angle: in radians; a quarter turn, π / 2, takes the x axis to the y axis.

    Returns:
        Shape (dims=3, dims=3); `matrix @ vector` is the turned vector.
    """
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def turn_camera(
    rays: Float[Tensor, "nrays points=2 dims=3"], centre: Float[Tensor, "dims=3"], angle: float
) -> Float[Tensor, "nrays points=2 dims=3"]:
    """Rays of a camera that has walked round an upright axis and still looks at it.

    Args:
        rays: origins and directions, shape (nrays, points=2, dims=3); they stay as they are.
        centre: a point of the axis, which is parallel to z.
        angle: how far it has walked, in radians, in the sense of `rotation_matrix`.

    Returns:
        New rays of the same shape: each origin turned about the axis, each direction turned.
    """
    turn = rotation_matrix(angle)  # (dims, dims)
    origin, direction = rays.unbind(1)  # (nrays, dims)
    return torch.stack([centre + (origin - centre) @ turn.T, direction @ turn.T], dim=1)


def render_turn(
    rays: Float[Tensor, "num_pixels_y*num_pixels_z points=2 dims=3"],
    triangles: Float[Tensor, "ntriangles trianglePoints=3 dims=3"],
    light: Float[Tensor, "dims=3"],
    centre: Float[Tensor, "dims=3"],
    num_frames: int,
    num_pixels_y: int,
    num_pixels_z: int,
) -> Float[Tensor, "num_frames height width"]:
    """Pictures of a mesh while the camera walks once round it.

    Args:
        rays: those of the first frame, shape (num_pixels_y * num_pixels_z, points=2, dims=3).
        triangles: their corners, shape (ntriangles, trianglePoints=3, dims=3), at least one.
        light: direction towards the sun, which stands still.
        centre: a point of the upright axis the camera walks round.
        num_frames: pictures in the whole turn, 1 or more.
        num_pixels_y: pixels from left to right.
        num_pixels_z: pixels from bottom to top.

    Returns:
        Shape (num_frames, height, width). Frame k is the `lambert_shading` after k / num_frames of
        a whole turn, so that the frame after the last would be the first again.
    """
    frames = []
    for k in range(num_frames):
        turned = turn_camera(rays, centre, 2 * math.pi * k / num_frames)
        frames.append(lambert_shading(turned, triangles, light, num_pixels_y, num_pixels_z))
    return torch.stack(frames)


def raytrace_mesh_chunked(
    rays: Float[Tensor, "nrays points=2 dims=3"],
    triangles: Float[Tensor, "ntriangles trianglePoints=3 dims=3"],
    rays_per_chunk: int,
) -> Float[Tensor, "nrays"]:
    """The same as `raytrace_mesh`, in pieces, so that memory does not grow with the picture.

    Args:
        rays: origins and directions, shape (nrays, points=2, dims=3).
        triangles: their corners, shape (ntriangles, trianglePoints=3, dims=3).
        rays_per_chunk: how many rays may meet all triangles at the same time, 1 or more.

    Returns:
        Shape (nrays,), distances in the order of the rays.
    """
    chunks = torch.split(
        rays, rays_per_chunk
    )  # (rays_per_chunk, points, dims) each, the last may be less
    return torch.cat([raytrace_mesh(chunk, triangles) for chunk in chunks])
