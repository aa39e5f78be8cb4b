"""Checks of the section “Joining”: one experiment a claim, which is what the learner reads."""

import torch
from torch import Tensor

from .common import Two, normal

# ---------------------------------------------------------------- append_frame


def append_frame__adds_the_frame_at_the_end(append: Two, rng: torch.Generator) -> list[Tensor]:
    """The new frame is the last one, and the others stay where they were."""
    sizes = [(1, 2, 3), (4, 3, 2), (2, 5, 4)]
    return [append(normal(*size, rng=rng), normal(*size[1:], rng=rng)) for size in sizes]


def append_frame__starts_a_video(append: Two, rng: torch.Generator) -> Tensor:
    """To a video without frames it adds the first."""
    return append(torch.zeros(0, 3, 4), normal(3, 4, rng=rng))


def append_frame__takes_square_frames(append: Two, rng: torch.Generator) -> Tensor:
    """It is time that grows, also where all axes have the same size."""
    return append(normal(3, 3, 3, rng=rng), normal(3, 3, rng=rng))


def append_frame__leaves_the_video_alone(append: Two, rng: torch.Generator) -> list[Tensor]:
    """The video and the frame that were given stay as they are."""
    video, frame = normal(2, 3, 4, rng=rng), normal(3, 4, rng=rng)
    return [append(video, frame), video, frame]
