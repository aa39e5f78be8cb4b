"""Measure what design.md and the page say about time and memory.

python -m curriculum.ch0_fundamentals.s1_ray_tracing.recipes.measure_render [--compile]

One core, best of five: 1,000 triangles at 120 × 120 pixels, that is 14.4 million pairs.
"""

import resource
import sys
import time
from collections.abc import Callable

import torch
from torch import Tensor

from .. import alternatives, solutions
from ..meshes import torus_knot

Distances = Callable[[Tensor, Tensor], Tensor]


def seconds(distances: Distances, rays: Tensor, mesh: Tensor, rays_per_chunk: int) -> float:
    """Processor seconds to find the nearest hit of every ray, the best of five."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for chunk in torch.split(rays, rays_per_chunk):
            distances(chunk, mesh).amin(dim=1)
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print one line a method and size of piece."""
    torch.set_num_threads(1)
    mesh, rays = torus_knot(100, 5), solutions.make_rays_2d(120, 120, 0.5, 0.5)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    start = time.process_time()
    solutions.raytrace_mesh_chunked(rays, mesh, 100)
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"raytrace_mesh_chunked(…, 100): {spent:.2f} s, {peak - before:.0f} MB above import")
    methods: dict[str, Distances] = {
        "hit_distances": solutions.hit_distances,
        "hit_distances__solve": alternatives.hit_distances__solve,
        "hit_distances__matrix_products": alternatives.hit_distances__matrix_products,
    }
    if "--compile" in sys.argv:
        methods = {
            "hit_distances": solutions.hit_distances,
            "compiled": torch.compile(solutions.hit_distances),
        }
        start = time.perf_counter()
        methods["compiled"](rays[:100], mesh)
        print(f"first call of the compiled function: {time.perf_counter() - start:.1f} s")
    for name, method in methods.items():
        for size in (10, 100, 400, 2000):
            taken = seconds(method, rays, mesh, size)
            print(f"{name}, {size} rays a piece: {taken:.2f} s")


if __name__ == "__main__":
    main()
