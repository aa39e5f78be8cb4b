"""Meshes made by code, placed in front of the camera. You may import and use them.

A mesh is a tensor of shape (ntriangles, trianglePoints=3, dims=3), float32: for each triangle its
three corners, anticlockwise when seen from outside. The camera stands at (0, 0, 0) and looks along
x; a mesh of about unit size at `CENTRE` fills a screen with limits of half a unit.
"""

import itertools
import math

import torch
from jaxtyping import Float
from torch import Tensor

CENTRE = (3.0, 0.0, 0.0)
"""Where the middle of a mesh is unless you say otherwise."""

Mesh = Float[Tensor, "ntriangles trianglePoints=3 dims=3"]


def icosphere(
    subdivisions: int = 2, radius: float = 1.0, centre: tuple[float, float, float] = CENTRE
) -> Mesh:
    """A ball: an icosahedron whose faces are divided by four again and again.

    Args:
        subdivisions: how often; the ball has 20 · 4^subdivisions triangles.
        radius: distance of every corner from the centre.
        centre: (x, y, z) of the middle.
    """
    golden = (1 + math.sqrt(5)) / 2
    corners = torch.tensor(
        [
            roll
            for a in (-1.0, 1.0)
            for b in (-golden, golden)
            for roll in ((0.0, a, b), (a, b, 0.0), (b, 0.0, a))
        ]
    )  # (12, dims); neighbours are 2 apart
    apart = torch.cdist(corners, corners)
    faces = [
        face
        for face in itertools.combinations(range(12), 3)
        if all(abs(apart[i, j] - 2) < 1e-3 for i, j in itertools.combinations(face, 2))
    ]
    mesh = corners[torch.tensor(faces)]  # (20, trianglePoints, dims)
    inward = torch.linalg.det(mesh) < 0
    mesh[inward] = mesh[inward].flip(1)
    for _ in range(subdivisions):
        a, b, c = mesh.unbind(1)
        ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
        quarters = [(a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)]
        mesh = torch.cat([torch.stack(quarter, dim=1) for quarter in quarters])
        mesh = _unit(mesh)
    return torch.tensor(centre) + radius * _unit(mesh)


def torus_knot(
    segments: int = 100,
    sides: int = 5,
    turns: tuple[int, int] = (2, 3),
    thickness: float = 0.22,
    centre: tuple[float, float, float] = CENTRE,
) -> Mesh:
    """A tube that winds around a ring and through it, and meets its own start.

    Args:
        segments: pieces along the tube.
        sides: corners of its cross-section; there are 2 · segments · sides triangles.
        turns: how often it goes round the ring, and through it; they share no divisor.
        thickness: radius of the tube.
        centre: (x, y, z) of the middle.
    """
    around, through = turns
    angle = torch.arange(segments) * 2 * math.pi / segments

    def curve(t: Tensor) -> Tensor:
        width = 0.75 + 0.3 * torch.cos(through * t)
        parts = [
            0.4 * torch.sin(through * t),
            *(width * f(around * t) for f in (torch.cos, torch.sin)),
        ]
        return torch.stack(parts, dim=1)

    path = curve(angle)  # (segment, dims)
    along = _unit(curve(angle + 1e-2) - curve(angle - 1e-2))
    across = _unit(torch.linalg.cross(along, path))
    up = torch.linalg.cross(across, along)
    side = (torch.arange(sides) * 2 * math.pi / sides)[None, :, None]
    ring = across[:, None] * side.cos() + up[:, None] * side.sin()  # (segment, side, dims)
    grid = path[:, None] + thickness * ring
    grid = torch.cat([grid, grid[:1]], dim=0)
    return torch.tensor(centre) + _quads(torch.cat([grid, grid[:, :1]], dim=1))


def height_field(size: int = 20) -> Mesh:
    """Hills below the camera, seen from above: 2 · (size - 1)² triangles.

    Args:
        size: grid points along each side, 2 or more.
    """
    x, y = torch.meshgrid(
        torch.linspace(1.2, 6, size), torch.linspace(-2.5, 2.5, size), indexing="ij"
    )
    z = 0.35 * torch.sin(2 * x) * torch.cos(2.5 * y) + 0.12 * x - 1.1
    return _quads(torch.stack([x, y, z], dim=2))


def _unit(vectors: Tensor) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(vectors, dim=-1, keepdim=True)
    return vectors / length


def _quads(grid: Tensor) -> Tensor:
    """Two triangles for each cell of a grid of corners (row, column, dims)."""
    a, b, c, d = grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]
    both = torch.stack([torch.stack([a, b, c], dim=2), torch.stack([a, c, d], dim=2)])
    return both.flatten(0, 2)
