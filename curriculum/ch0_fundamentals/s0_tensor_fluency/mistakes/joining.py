"""Mistakes of the section “Joining”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor

# ---------------------------------------------------------------- append_frame


def append_frame__axis_missing(video: Tensor, frame: Tensor) -> Tensor:
    """You join a video of three axes with a frame of two: the frame has no axis of time.

    `cat` joins along an axis that all its tensors have, and `stack` wants shapes that are equal.
    `frame[None]` or `frame.unsqueeze(0)` is a video of one frame, which `cat` can join.
    """
    return torch.cat([video, frame], dim=1)


def append_frame__in_front(video: Tensor, frame: Tensor) -> Tensor:
    """You put the new frame in front.

    The order of the list is the order of the result.
    """
    return torch.cat([frame[None], video])


def append_frame__below(video: Tensor, frame: Tensor) -> Tensor:
    """You join along the height, so each frame grows and time does not.

    The axis of `cat` is the one that grows: axis 0, time.
    """
    return torch.cat([video, frame.expand_as(video)], dim=1)


def append_frame__overwritten(video: Tensor, frame: Tensor) -> Tensor:
    """You overwrite the last frame; the video should grow by one.

    A slice can be assigned, but no assignment makes a tensor longer. A longer tensor is new
    memory.
    """
    longer = video.clone()
    longer[-1:] = frame
    return longer
