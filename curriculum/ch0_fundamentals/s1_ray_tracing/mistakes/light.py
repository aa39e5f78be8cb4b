"""Mistakes of the section “Light”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor

from ..solutions import (
    AMBIENT,
    hit_distances,
    lambert_shading,
    nearest_triangle,
    screen_image,
    triangle_normals,
)

# ---------------------------------------------------------------- triangle_normals


def triangle_normals__not_unit(triangles: Tensor) -> Tensor:
    """Your normals do not have length one: divide each by its length.

    The length of (B - A) × (C - A) is twice the triangle's area, so large triangles would shine
    brighter.
    """
    a, b, c = triangles.unbind(1)
    normal: Tensor = torch.linalg.cross(b - a, c - a)
    return normal


def triangle_normals__inward(triangles: Tensor) -> Tensor:
    """Your normals point the other way: the cross product changes sign if you exchange its factors
    or turn one edge round.

    It is (B - A) × (C - A), in that order, and both edges begin at A. Curl the fingers of your
    right hand from B - A to C - A: the thumb is the normal.
    """
    return -triangle_normals(triangles)


def triangle_normals__nan(triangles: Tensor) -> Tensor:
    """You divide by a length of zero where a triangle has no area, and get NaN.

    0 / 0 is NaN, and one NaN is enough to spoil every sum it enters.
    `torch.nn.functional.normalize` guards the division; `clamp(min=…)` on the length does as well.
    """
    a, b, c = triangles.unbind(1)
    normal: Tensor = torch.linalg.cross(b - a, c - a)
    length: Tensor = normal.norm(dim=1, keepdim=True)
    return normal / length


def triangle_normals__over_triangles(triangles: Tensor) -> Tensor:
    """You normalise along the wrong axis: each vector has to be divided by its own length.

    The length of a normal is taken over its three components, `dim=1`, not over all triangles,
    `dim=0`.
    """
    a, b, c = triangles.unbind(1)
    return torch.nn.functional.normalize(torch.linalg.cross(b - a, c - a), dim=0)


def triangle_normals__corners_for_edges(triangles: Tensor) -> Tensor:
    """You cross two corners instead of two edges.

    B × C stands upright on the plane through (0, 0, 0), B and C. A triangle's own plane is spanned
    by its edges, B - A and C - A.
    """
    _, b, c = triangles.unbind(1)
    return torch.nn.functional.normalize(torch.linalg.cross(b, c))


def triangle_normals__one_length_for_all(triangles: Tensor) -> Tensor:
    """You divide all normals by one length, that of the whole tensor.

    `n.norm()` without `dim` is one number for everything. Each vector has its own length:
    `n.norm(dim=1, keepdim=True)`.
    """
    a, b, c = triangles.unbind(1)
    normal: Tensor = torch.linalg.cross(b - a, c - a)
    length: Tensor = normal.norm().clamp(min=1e-12)
    return normal / length


# ---------------------------------------------------------------- nearest_triangle


def nearest_triangle__misses_unmarked(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You do not mark misses: a ray that meets nothing has the index -1.

    Where all distances are infinite, the minimum still has an index, and it is that of an arbitrary
    triangle.
    """
    distance, index = hit_distances(rays, triangles).min(dim=1)
    return distance, index


def nearest_triangle__swapped(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You return the index first; the distance comes first.

    `Tensor.min(dim=…)` returns values and then indices, in the same order as is asked here.
    """
    distance, index = nearest_triangle(rays, triangles)
    return index, distance


def nearest_triangle__farthest(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You take the farthest hit; what you see is the nearest.

    Misses are infinitely far, so look for the minimum: a maximum finds a miss wherever there is
    one.
    """
    distance, index = hit_distances(rays, triangles).max(dim=1)
    index[distance.isinf()] = -1
    return distance, index


def nearest_triangle__over_rays(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You take the minimum over the rays: your answers have one entry a triangle instead of one a
    ray.

    In a table of shape (nrays, ntriangles), `min(dim=0)` lets the rays disappear. The axis you name
    is the one that goes.
    """
    if len(rays) == 0:
        return torch.full((len(triangles),), torch.inf), torch.full((len(triangles),), -1)
    distance, index = hit_distances(rays, triangles).min(dim=0)
    index[distance.isinf()] = -1
    return distance, index


def nearest_triangle__first_in_the_list(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """Your index is that of the first triangle that is hit, not of the nearest.

    `argmax` of a table of truth values finds the first True. The order of a mesh's triangles says
    nothing about where they are.
    """
    distances = hit_distances(rays, triangles)
    index = distances.isfinite().int().argmax(dim=1)
    index[distances.isinf().all(dim=1)] = -1
    return distances.amin(dim=1), index


def nearest_triangle__first_hit(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You take the first triangle in the list that is hit, with its distance; the nearest may stand
    later in it.

    `argmax` of a table of truth values finds the first True. The order of a mesh's triangles says
    nothing about where they are.
    """
    distances = hit_distances(rays, triangles)
    index = distances.isfinite().int().argmax(dim=1)
    first = distances.gather(1, index[:, None])[:, 0]
    index[first.isinf()] = -1
    return first, index


def nearest_triangle__zero_dropped(rays: Tensor, triangles: Tensor) -> tuple[Tensor, Tensor]:
    """You drop hits at distance 0; a ray that starts on a triangle meets it.

    The origin belongs to the ray. Only infinity marks a miss, so compare with ≥ 0 or not at all.
    """
    distances = hit_distances(rays, triangles)
    distance, index = torch.where(distances > 0, distances, torch.inf).min(dim=1)
    index[distance.isinf()] = -1
    return distance, index


# ---------------------------------------------------------------- lambert_shading


def _lambert(
    rays: Tensor,
    triangles: Tensor,
    light: Tensor,
    size: tuple[int, int],
    *,
    turned: bool = True,
    unit: bool = True,
    ambient: float = AMBIENT,
    background: float = 0.0,
    strike_out: bool = True,
    below_zero: str = "clamp",
) -> Tensor:
    """`lambert_shading` with one screw loose."""
    _, index = nearest_triangle(rays, triangles)
    normal = triangle_normals(triangles)[index]
    if turned:
        normal[(normal * rays[:, 1]).sum(1) > 0] *= -1
    cosine = normal @ (light / light.norm() if unit else light)
    if below_zero == "clamp":
        cosine = cosine.clamp(min=0)
    elif below_zero == "abs":
        cosine = cosine.abs()
    brightness = ambient + (1 - ambient) * cosine
    if strike_out:
        brightness = torch.where(index >= 0, brightness, background)
    return screen_image(brightness, *size)


def lambert_shading__back_faces_dark(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You do not turn the normals to the side that the ray comes from.

    A triangle seen from behind has a normal that points away from the camera. Where the normal and
    the ray's direction point the same way (their product is positive), take the opposite normal.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), turned=False)


def lambert_shading__light_from_behind(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You let light shine through from behind: either you take the absolute value of the cosine, or
    you turn the normal towards the light.

    A negative cosine means that the light stands on the other side of the surface: it is dark
    there. Use max(0, cos), which is `clamp(min=0)`. Which normal is taken depends on the ray alone
    and never on the light.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), below_zero="abs")


def lambert_shading__negative_light(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You let the cosine be negative, so surfaces that face away are darker than the ambient light.

    No surface gives back less than nothing: use max(0, cos), which is `clamp(min=0)`.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), below_zero="keep")


def lambert_shading__light_not_unit(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You do not divide by the light's length, so a longer vector lights more brightly.

    The product of two vectors is the cosine of their angle only if both have length one. The
    normals have; the light may have any.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), unit=False)


def lambert_shading__no_ambient(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You leave out the ambient light, so the dark side is as black as the background.

    Brightness is AMBIENT + (1 - AMBIENT) · max(0, cos): from AMBIENT in the shade to 1 in full
    light.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), ambient=0.0)


def lambert_shading__ambient_background(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You give the background the ambient brightness; what meets nothing is 0.

    Ambient light needs a surface to fall on. Choose black where the index is -1, after everything
    else.
    """
    size = (num_pixels_y, num_pixels_z)
    return _lambert(rays, triangles, light, size, background=AMBIENT)


def lambert_shading__last_triangle_behind(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """Your background shines: the index -1 of a miss picks the last triangle's normal.

    Python counts negative indices from the end, so a mark for “none” is a valid index. Strike those
    pixels out afterwards.
    """
    return _lambert(rays, triangles, light, (num_pixels_y, num_pixels_z), strike_out=False)


def lambert_shading__light_reversed(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You light the scene from the opposite side: either your cosine has the wrong sign, or you
    turn the normal to the side that the ray goes to.

    `light` points towards the sun, so a surface is bright if its normal points the same way as
    `light`, and the cosine needs no minus. The normal has to be on the side that the ray comes
    from: turn it round where its product with the ray's direction is *positive*.
    """
    return lambert_shading(rays, triangles, -light, num_pixels_y, num_pixels_z)


def lambert_shading__direction_for_a_point(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You take a ray's second entry for a place and subtract the origin; it is the direction
    already.

    Which side of a triangle a ray sees depends on `rays[:, 1]` alone. The two agree only while the
    camera stands at zero.
    """
    _, index = nearest_triangle(rays, triangles)
    normal = triangle_normals(triangles)[index]
    normal[(normal * (rays[:, 1] - rays[:, 0])).sum(1) > 0] *= -1
    cosine = (normal @ light) / light.norm()
    brightness = AMBIENT + (1 - AMBIENT) * cosine.clamp(min=0)
    return screen_image(torch.where(index >= 0, brightness, 0.0), num_pixels_y, num_pixels_z)


def lambert_shading__ambient_on_top(
    rays: Tensor, triangles: Tensor, light: Tensor, num_pixels_y: int, num_pixels_z: int
) -> Tensor:
    """You add the ambient light to the whole cosine, so a surface that faces the light exceeds 1.

    Brightness is AMBIENT + (1 - AMBIENT) · max(0, cos): the second part has what the first leaves
    up to 1.
    """
    image = lambert_shading(rays, triangles, light, num_pixels_y, num_pixels_z)
    return torch.where(image > 0, AMBIENT + (image - AMBIENT) / (1 - AMBIENT), 0.0)
