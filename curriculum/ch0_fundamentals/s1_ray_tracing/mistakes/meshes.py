"""Mistakes of the section “Meshes”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor

from .. import solutions
from ..solutions import hit_distances, raytrace_mesh, screen_image
from .common import solve_pairs

# ---------------------------------------------------------------- hit_distances


def hit_distances__zero_for_misses(rays: Tensor, triangles: Tensor) -> Tensor:
    """You write 0 where a ray misses; a miss is at distance infinity.

    0 means that the triangle touches the camera. The nearest hit is found with a minimum, and a
    minimum must never choose a
    miss: infinity is the number that loses against every other.
    """
    distances = hit_distances(rays, triangles)
    return torch.where(distances.isinf(), 0.0, distances)


def hit_distances__behind(rays: Tensor, triangles: Tensor) -> Tensor:
    """You keep negative distances: what lies behind the origin is a miss.

    At O + s D with s < 0 you are behind the camera. Worse, a negative number wins every minimum
    that follows.
    """
    s, u, v, singular = solve_pairs(rays, triangles)
    hits = ~singular & (u >= 0) & (v >= 0) & (u + v <= 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__parallelogram(rays: Tensor, triangles: Tensor) -> Tensor:
    """You let u and v reach 1 each on their own, which is a parallelogram; a triangle ends at u + v
    = 1.

    The weight of corner A is 1 - u - v, and inside the triangle it is not negative.
    """
    s, u, v, singular = solve_pairs(rays, triangles)
    hits = ~singular & (s >= 0) & (u >= 0) & (v >= 0) & (u <= 1) & (v <= 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__triangles_first(rays: Tensor, triangles: Tensor) -> Tensor:
    """Your table is transposed: rays are the rows and triangles the columns.

    Shape (nrays, ntriangles). Give the rays their extra axis last, `rays[:, None]`, and the
    triangles theirs first, `triangles[None]`.
    """
    return hit_distances(rays, triangles).T


def hit_distances__true_length(rays: Tensor, triangles: Tensor) -> Tensor:
    """You measure in space, by multiplying s with the length of D or by making D one long; s counts
    in lengths of D as it is given.

    |s D| is the length in space. Here the distance is s, the same number for every direction (1, y,
    z) that ends on one wall parallel to the screen.
    """
    length: Tensor = rays[:, 1].norm(dim=1, keepdim=True)
    return hit_distances(rays, triangles) * length


def hit_distances__origin_ignored(rays: Tensor, triangles: Tensor) -> Tensor:
    """You leave the rays' origins out, as if every ray started at (0, 0, 0).

    The right-hand side is O - A, and each ray brings its own O.
    """
    from_zero = torch.stack([torch.zeros_like(rays[:, 0]), rays[:, 1]], dim=1)
    return hit_distances(from_zero, triangles)


def hit_distances__parallel_raises(rays: Tensor, triangles: Tensor) -> Tensor:
    """You hand singular matrices to `torch.linalg.solve`, and one of them stops the whole batch.

    Find the singular matrices first, put the identity in their place, solve, and strike their
    answers out afterwards.
    """
    origin, direction = rays[:, None].expand(-1, len(triangles), -1, -1).unbind(2)
    a, b, c = triangles.expand(len(rays), -1, -1, -1).unbind(2)
    matrix = torch.stack([-direction, b - a, c - a], dim=-1)
    s, u, v = torch.linalg.solve(matrix, origin - a).unbind(-1)
    return torch.where((s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1), s, torch.inf)


def hit_distances__placeholder_counted(rays: Tensor, triangles: Tensor) -> Tensor:
    """You replace singular matrices and then believe the answers they give.

    The numbers that come out belong to a system you made up. Those pairs are misses: combine your
    hits with `~singular`.
    """
    s, u, v, _ = solve_pairs(rays, triangles)
    return torch.where((s >= 0) & (u >= 0) & (v >= 0) & (u + v <= 1), s, torch.inf)


def hit_distances__edges_left_out(rays: Tensor, triangles: Tensor) -> Tensor:
    """You leave out the borders: edges, corners and s = 0 count as hits.

    Use ≤ and ≥. In a mesh every edge belongs to two triangles; if neither claims it, light shines
    through the seam.
    """
    s, u, v, singular = solve_pairs(rays, triangles)
    hits = ~singular & (s > 0) & (u > 0) & (v > 0) & (u + v < 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__made_positive(rays: Tensor, triangles: Tensor) -> Tensor:
    """You count what lies behind the origin, at the absolute value of s.

    A negative s means that the triangle is behind the camera: that is a miss, at distance infinity.
    """
    return hit_distances__behind(rays, triangles).abs()


def hit_distances__wedge(rays: Tensor, triangles: Tensor) -> Tensor:
    """You ask for u ≥ 0 and v ≥ 0 and forget u + v ≤ 1, so the triangles never end.

    Two edges leave A and the third closes the triangle: beyond it u + v exceeds 1.
    """
    s, u, v, singular = solve_pairs(rays, triangles)
    return torch.where(~singular & (s >= 0) & (u >= 0) & (v >= 0), s, torch.inf)


def hit_distances__python_loop(rays: Tensor, triangles: Tensor) -> Tensor:
    """Your table is right, but a Python loop makes it: each ray or triangle needs operations of its
    own.

    Every operation costs some microseconds in Python, whether it has one pair to do or thousands.
    Give each side an axis that the other lacks and let one call do all pairs.
    """
    if len(rays) == 0:
        return torch.zeros(0, len(triangles))
    return torch.cat([hit_distances(ray[None], triangles) for ray in rays])


def hit_distances__small_is_singular(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take a small determinant for none: only below SINGULAR, 1e-6, is there no solution.

    A triangle with edges of three hundredths has a determinant of about a thousandth, and can be
    met. Compare with the constant `SINGULAR`.
    """
    a, b, c = triangles.unbind(1)
    det = (rays[:, None, 1] * torch.linalg.cross(b - a, c - a)).sum(-1)
    return torch.where(det.abs() >= 0.01, hit_distances(rays, triangles), torch.inf)


def hit_distances__with_a_tolerance(rays: Tensor, triangles: Tensor) -> Tensor:
    """You widen the borders by a tolerance, and count what passes close by.

    The conditions are s ≥ 0, u ≥ 0, v ≥ 0 and u + v ≤ 1, with nothing added. A tolerance makes
    every triangle a little larger than it is.
    """
    s, u, v, singular = solve_pairs(rays, triangles)
    hits = ~singular & (s >= -0.001) & (u >= -0.001) & (v >= -0.001) & (u + v <= 1.001)
    return torch.where(hits, s, torch.inf)


def hit_distances__origin_left_out(rays: Tensor, triangles: Tensor) -> Tensor:
    """You leave out the rays' origins: s = 0 counts as a hit, at distance 0.

    Use ≥ for s as well. A ray that starts on a triangle meets it.
    """
    s, u, v, singular = solve_pairs(rays, triangles)
    hits = ~singular & (s > 0) & (u >= 0) & (v >= 0) & (u + v <= 1)
    return torch.where(hits, s, torch.inf)


def hit_distances__negative_weights(rays: Tensor, triangles: Tensor) -> Tensor:
    """You never ask that u and v are at least 0.

    u + v ≤ 1 alone is a whole half-plane: everything on A's side of the edge from B to C.
    """
    s, u, v, singular = solve_pairs(rays, triangles)
    return torch.where(~singular & (s >= 0) & (u + v <= 1), s, torch.inf)


# ---------------------------------------------------------------- raytrace_mesh


def raytrace_mesh__farthest(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the farthest hit; what you see is the nearest.

    A maximum over distances in which misses are infinite finds a miss wherever there is one. Take
    the minimum.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    return hit_distances(rays, triangles).amax(dim=1)


def raytrace_mesh__over_rays(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the minimum over the rays: your answer has one entry a triangle instead of one a
    ray.

    In a table of shape (nrays, ntriangles), `amin(dim=0)` lets the rays disappear. The axis you
    name is the one that goes.
    """
    if len(rays) == 0:
        return torch.full((len(triangles),), torch.inf)
    return hit_distances(rays, triangles).amin(dim=0)


def raytrace_mesh__first_in_the_list(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the first triangle in the list that is hit; the nearest may stand later in it.

    The order of a mesh's triangles says nothing about where they are. `argmax` of a table of truth
    values finds the first True, not the nearest.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    distances = hit_distances(rays, triangles)
    first = distances.isfinite().int().argmax(dim=1, keepdim=True)
    return distances.gather(1, first).squeeze(1)


def raytrace_mesh__zero_for_misses(rays: Tensor, triangles: Tensor) -> Tensor:
    """You write 0 for a ray that meets nothing; it should be infinity.

    0 means that something touches the camera. Infinity is what the minimum over no hit is.
    """
    distances = raytrace_mesh(rays, triangles)
    return torch.where(distances.isinf(), 0.0, distances)


def raytrace_mesh__behind(rays: Tensor, triangles: Tensor) -> Tensor:
    """You let a triangle behind the camera win: its distance is negative, and so the smallest.

    Strike out negative distances before the minimum. Afterwards it is too late: the hit in front is
    lost.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    return hit_distances__behind(rays, triangles).amin(dim=1)


def raytrace_mesh__empty_raises(rays: Tensor, triangles: Tensor) -> Tensor:
    """You take the minimum of no numbers when the mesh is empty, and PyTorch refuses.

    `amin` over an axis of size zero has no answer to give: nothing is the smallest of nothing. You
    know the answer, which is that every ray meets nothing. Handle the empty mesh on its own, or add
    a column of infinities before the minimum.
    """
    return hit_distances(rays, triangles).amin(dim=1)


def raytrace_mesh__zero_dropped(rays: Tensor, triangles: Tensor) -> Tensor:
    """You drop hits at distance 0; a ray that starts on a triangle meets it.

    The origin belongs to the ray. Only infinity marks a miss, so compare with ≥ 0 or not at all.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    distances = hit_distances(rays, triangles)
    return torch.where(distances > 0, distances, torch.inf).amin(dim=1)


def raytrace_mesh__with_indices(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor] | Tensor:
    """You return the distances together with the indices; only the distances are asked for.

    `min(dim=1)` returns a pair, values and indices. Take `.values`, or use `amin(dim=1)`.
    """
    if len(triangles) == 0:
        return torch.full((len(rays),), torch.inf)
    distances, indices = hit_distances(rays, triangles).min(dim=1)
    return distances, indices


# ---------------------------------------------------------------- distance_shading


def distance_shading__nan_when_empty(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """Your picture is NaN where nothing is met at all: infinity divided by infinity has no value.

    If some ray hits, the nearest distance is finite, and finite / inf is the 0 you want. If none
    does, it is inf / inf. Choose black with `torch.where(distances.isfinite(), …, 0.0)`.
    """
    return screen_image((distances.min() / distances) ** 2, num_pixels_y, num_pixels_z)


def distance_shading__not_squared(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You forget the square: brightness is (nearest distance / distance)².

    The light of a lamp spreads over a sphere, whose area grows with the square of the distance.
    Twice as far is a quarter as bright.
    """
    return solutions.distance_shading(distances, num_pixels_y, num_pixels_z).sqrt()


def distance_shading__white_background(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You paint white what meets nothing; it should be black.

    A ray that meets nothing brings back no light.
    """
    image = solutions.distance_shading(distances, num_pixels_y, num_pixels_z)
    return torch.where(screen_image(distances, num_pixels_y, num_pixels_z).isinf(), 1.0, image)


def distance_shading__far_is_bright(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You divide each distance by the farthest one, so what is far is bright.

    What is near comes out dark: your picture is a negative. Divide the nearest distance by each
    distance.
    """
    farthest = torch.where(distances.isfinite(), distances, 0.0).max()
    brightness = torch.where(distances.isfinite(), (distances / farthest) ** 2, 0.0)
    return screen_image(brightness, num_pixels_y, num_pixels_z)


def distance_shading__upside_down(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """Your picture is upside down: row 0 is the top of a picture, and z grows upwards.

    `screen_image` lays the pixels out; hand it the brightness in the order of the rays.
    """
    return solutions.distance_shading(distances, num_pixels_y, num_pixels_z).flip(0)


def distance_shading__from_one(distances: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You leave out the nearest distance, so brightness is 1 / distance² and the picture is dark.

    Dividing the nearest distance by each distance makes the brightest pixel 1, whatever the scale
    of the scene.
    """
    brightness = torch.where(distances.isfinite(), 1 / distances**2, 0.0)
    return screen_image(brightness, num_pixels_y, num_pixels_z)


def distance_shading__ratio_inverted(
    distances: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You divide the wrong way round, so brightness exceeds 1 and what is far is brighter.

    It is the nearest distance that is divided, by each distance: the quotient is at most 1.
    """
    brightness = torch.where(distances.isfinite(), (distances / distances.min()) ** 2, 0.0)
    return screen_image(brightness, num_pixels_y, num_pixels_z)
