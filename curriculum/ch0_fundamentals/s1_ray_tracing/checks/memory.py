"""Checks of the section “Memory”: one experiment a claim, which is what the learner reads."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..meshes import icosphere
from .common import Watch, scene, view

# ---------------------------------------------------------------- raytrace_mesh_chunked

Chunked = Callable[[Tensor, Tensor, int], Tensor]


def raytrace_mesh_chunked__gives_the_same_distances(
    trace: Chunked, rng: torch.Generator
) -> list[Tensor]:
    """Cut into pieces or not, the distances are the same and in the order of the rays."""
    rays, triangles = scene(7, 10, rng)
    return [trace(rays, triangles, n) for n in (7, 1, 2, 3)]


def raytrace_mesh_chunked__takes_large_and_no_pieces(
    trace: Chunked, rng: torch.Generator
) -> list[Tensor]:
    """A piece may be larger than all rays; without rays or triangles the answer is that of
    before."""
    rays, triangles = scene(5, 6, rng)
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
    rays, triangles = view(20, 16), icosphere(1, centre=(3.0, 0.07, 0.03))[:40]
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
    watch = Watch()  # type: ignore[no-untyped-call]
    with watch:
        result = work()
    return watch.numbers, result
