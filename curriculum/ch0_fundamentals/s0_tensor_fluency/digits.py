"""Six small pictures to rearrange: the digits 0 to 5, drawn by code, each in its own colours."""

import math
from itertools import pairwise

import torch
from torch import Tensor

HEIGHT, WIDTH = 42, 36

Point = tuple[float, float]


def _arc(x: float, y: float, rx: float, ry: float, start: int, end: int) -> list[Point]:
    """Points on an ellipse, angles in degrees, clockwise from the right since y points down."""
    angles = [math.radians(start + (end - start) * i / 24) for i in range(25)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


_STROKES: tuple[list[Point], ...] = (
    _arc(0.5, 0.5, 0.23, 0.33, 0, 360),
    [(0.36, 0.30), (0.54, 0.17), (0.54, 0.83)],
    [*_arc(0.5, 0.36, 0.21, 0.19, 180, 395), (0.28, 0.83), (0.74, 0.83)],
    [*_arc(0.47, 0.33, 0.21, 0.16, 205, 450), *_arc(0.47, 0.66, 0.24, 0.17, 270, 515)],
    [(0.62, 0.83), (0.62, 0.17), (0.24, 0.64), (0.78, 0.64)],
    [(0.70, 0.17), (0.35, 0.17), (0.32, 0.46), *_arc(0.48, 0.62, 0.23, 0.21, 235, 505)],
)
_INK = ((0.70, 0.10, 0.20), (0.05, 0.35, 0.60), (0.10, 0.45, 0.20))
_PAPER = ((1.00, 0.93, 0.85), (0.88, 0.95, 1.00), (0.90, 1.00, 0.88))


def digit_images(height: int = HEIGHT, width: int = WIDTH) -> Tensor:
    """The digits 0 to 5.

    Args:
        height: pixels from top to bottom.
        width: pixels from left to right.

    Returns:
        Shape (digit=6, channel=3, height, width), red, green and blue between 0 and 1. Height and
        width differ, so that exchanging them shows.
    """
    y = (torch.arange(height) + 0.5)[:, None] / height
    x = (torch.arange(width) + 0.5) / width
    pictures = []
    for digit, points in enumerate(_STROKES):
        thickness = _ink(x, y, points)  # (height, width), 1 on the stroke
        ink, paper = torch.tensor(_INK[digit % 3]), torch.tensor(_PAPER[(digit + 1) % 3])
        pictures.append(paper[:, None, None] + (ink - paper)[:, None, None] * thickness)
    return torch.stack(pictures)


def _ink(x: Tensor, y: Tensor, points: list[Point]) -> Tensor:
    """How much of each pixel a pen covers that follows the points."""
    distance = torch.full((len(y), len(x)), torch.inf)
    for (ax, ay), (bx, by) in pairwise(points):
        dx, dy = bx - ax, by - ay
        length = max(dx * dx + dy * dy, 1e-9)
        along = (((x - ax) * dx + (y - ay) * dy) / length).clamp(0, 1)
        gap = ((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2).sqrt()
        distance = torch.minimum(distance, gap)
    return ((0.085 - distance) / 0.03).clamp(0, 1)
