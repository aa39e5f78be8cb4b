"""Data of figures that are drawn with the learner's functions; see `figures.py` for the lines."""

import math
from typing import Any

import torch
from torch import Tensor

from arena.checks import report

from .meshes import CENTRE, height_field, icosphere, torus_knot

PIECE = 700
"""Rays that are traced at a time, so that progress is seen and memory stays small."""


def rendered_meshes__data(impls: Any, rng: torch.Generator) -> dict[str, Tensor]:
    """Three meshes by their distances, each an image (height, width)."""
    width, height = 90, 70
    rays = impls.make_rays_2d(width, height, 0.55, 0.43)
    meshes = {
        "torus knot": torus_knot(80, 6),
        "icosphere": icosphere(2),
        "height field": height_field(16),
    }
    images, pieces = {}, rays.split(PIECE)
    for i, (name, mesh) in enumerate(meshes.items()):
        distances = []
        for k, piece in enumerate(pieces):
            distances.append(impls.raytrace_mesh(piece, mesh))
            report(i * len(pieces) + k + 1, len(meshes) * len(pieces))
        images[name] = impls.distance_shading(torch.cat(distances), width, height)
    return images


def turning_light__data(impls: Any, rng: torch.Generator) -> dict[str, Tensor]:
    """A ball under a sun that walks round it: degrees → image (height, width)."""
    width, height = 56, 44
    rays, ball = impls.make_rays_2d(width, height, 0.45, 0.36), icosphere(2)
    images, degrees = {}, range(-180, 181, 30)
    for k, angle in enumerate(degrees, start=1):
        radians = math.radians(angle)
        light = torch.tensor([-math.cos(radians), math.sin(radians), 0.4])
        images[str(angle)] = impls.lambert_shading(rays, ball, light, width, height)
        report(k, len(degrees))
    return images


def turning_mesh__data(impls: Any, rng: torch.Generator) -> Tensor:
    """The torus knot once round: (frame, height, width)."""
    width, height, count = 64, 52, 24
    rays = impls.make_rays_2d(width, height, 0.6, 0.5)
    light, centre = torch.tensor([-0.3, -0.2, 1.0]), torch.tensor(CENTRE)
    images: Tensor = impls.render_turn(rays, torus_knot(48, 5), light, centre, count, width, height)
    return images
