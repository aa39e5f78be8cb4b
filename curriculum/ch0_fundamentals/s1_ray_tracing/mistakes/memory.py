"""Mistakes of the section “Memory”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor

from ..solutions import raytrace_mesh

# ---------------------------------------------------------------- raytrace_mesh_chunked


def raytrace_mesh_chunked__all_at_once(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You still form all pairs at once, and memory grows with the number of rays.

    Cutting the *answer* into pieces saves nothing. Cut the rays, and let each piece meet all
    triangles before the next is begun.
    """
    return raytrace_mesh(rays, triangles)


def raytrace_mesh_chunked__rest_dropped(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You drop the rays that do not fill a whole piece.

    `nrays // rays_per_chunk` counts whole pieces only. The last piece may be smaller: `torch.split`
    gives it, and so does a slice that reaches beyond the end.
    """
    whole = len(rays) // rays_per_chunk * rays_per_chunk
    chunks = torch.split(rays[:whole], rays_per_chunk)
    return torch.cat([raytrace_mesh(chunk, triangles) for chunk in chunks])


def raytrace_mesh_chunked__so_many_pieces(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You make `rays_per_chunk` pieces; it is the number of rays in a piece.

    `torch.chunk(rays, n)` takes the number of pieces, `torch.split(rays, n)` the size of one. With
    few pieces each is large, and memory grows with the number of rays again.
    """
    chunks = torch.chunk(rays, rays_per_chunk)
    return torch.cat([raytrace_mesh(chunk, triangles) for chunk in chunks])


def raytrace_mesh_chunked__dealt_out(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """Your distances come in another order than the rays.

    Taking every n-th ray (`rays[i::n]`) deals the rays out like cards. Putting the piles one after
    another does not restore the
    order: cut into runs of neighbours instead.
    """
    piles = max(-(-len(rays) // rays_per_chunk), 1)
    return torch.cat([raytrace_mesh(rays[i::piles], triangles) for i in range(piles)])


def raytrace_mesh_chunked__pieces_of_mesh(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You cut the mesh instead of the rays, so memory still grows with the number of rays.

    The minimum over pieces of the mesh is right, but each step holds all rays. What must not grow
    with the picture has to be cut along the rays.
    """
    nearest = torch.full((len(rays),), torch.inf)
    for piece in torch.split(triangles, 2 * rays_per_chunk):
        nearest = torch.minimum(nearest, raytrace_mesh(rays, piece))
    return nearest


def raytrace_mesh_chunked__nothing_to_join(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You join an empty list when there are no rays, and `torch.cat` refuses.

    A loop over `range(0, 0, n)` makes no piece at all. `torch.split` gives one empty piece; a
    tensor that is allocated first and then filled needs no joining.
    """
    starts = range(0, len(rays), rays_per_chunk)
    return torch.cat([raytrace_mesh(rays[i : i + rays_per_chunk], triangles) for i in starts])


def raytrace_mesh_chunked__rest_left_at_zero(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """You never fill the places of the last piece, and they stay at 0.

    `nrays // rays_per_chunk` counts whole pieces only. Step through the starts with `range(0,
    nrays, rays_per_chunk)`: the last slice may reach beyond the end.
    """
    nearest = torch.zeros(len(rays))
    for i in range(len(rays) // rays_per_chunk):
        piece = slice(i * rays_per_chunk, (i + 1) * rays_per_chunk)
        nearest[piece] = raytrace_mesh(rays[piece], triangles)
    return nearest


def raytrace_mesh_chunked__one_too_many(
    rays: Tensor, triangles: Tensor, rays_per_chunk: int
) -> Tensor:
    """Your pieces are too large: at most `rays_per_chunk` rays may meet all triangles at a time.

    A slice from `start` to `start + n` holds n rays; its end does not belong to it.
    """
    chunks = torch.split(rays, rays_per_chunk + 1)
    return torch.cat([raytrace_mesh(chunk, triangles) for chunk in chunks])
