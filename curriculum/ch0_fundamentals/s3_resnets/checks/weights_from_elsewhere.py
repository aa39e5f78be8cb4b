"""Checks of the section “Weights from elsewhere”: one experiment a claim, which is what the
learner reads.
"""

import inspect
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from .common import filled

# ---------------------------------------------------------------- copy_weights

Copy = Callable[[nn.Module, nn.Module], nn.Module]


class _Other(nn.Module):
    """The layers of `_ours` under other names."""

    def __init__(self, outs: int = 2) -> None:
        super().__init__()
        self.zeta, self.alpha = nn.Conv2d(1, 3, 2), nn.BatchNorm2d(3)
        self.middle = nn.Linear(3, outs)


def _ours() -> nn.Module:
    return filled(nn.Sequential(nn.Conv2d(1, 3, 2), nn.BatchNorm2d(3), nn.Linear(3, 2)), 1)


class _Twins(nn.Module):
    """Two layers of one shape, whose names are not in the order of the alphabet."""

    def __init__(self) -> None:
        super().__init__()
        self.zeta, self.alpha = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)


def copy_weights__goes_by_order(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Of two layers of one shape, the first gets the numbers of the reference's first."""
    mine = filled(nn.Sequential(*_Twins().children()), 1)
    copy(mine, filled(_Twins(), 2))
    return {"your state dict, in order": list(mine.state_dict().values())}


def copy_weights__copies_by_place(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Entry k of the reference's state dict becomes entry k of yours, whatever their names."""
    mine, theirs = _ours(), filled(_Other(), 2)
    theirs.state_dict()["alpha.num_batches_tracked"] += 5
    returned = copy(mine, theirs)
    return {
        "it returns your network": returned is mine,
        "your state dict, in order": list(mine.state_dict().values()),
    }


def copy_weights__leaves_the_reference(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """The reference stays as it is, and what happens to it later does not reach your network."""
    mine, theirs = _ours(), filled(_Other(), 2)
    copy(mine, theirs)
    kept = [e.clone() for e in theirs.state_dict().values()]
    with torch.no_grad():
        for entry in theirs.state_dict().values():
            entry += 1
    return {
        "the reference afterwards": kept,
        "your state dict after the reference changed": list(mine.state_dict().values()),
    }


def copy_weights__keeps_your_parameters(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Your parameters stay the same objects, ready for an optimiser that holds them already."""
    mine, theirs = _ours(), filled(_Other(), 2)
    before = list(mine.parameters())
    copy(mine, theirs)
    after = list(mine.parameters())
    return {
        "the same parameters": [a is b for a, b in zip(before, after, strict=True)],
        "they need gradients": [p.requires_grad for p in after],
    }


def copy_weights__refuses_what_does_not_fit(copy: Copy, rng: torch.Generator) -> dict[str, object]:
    """Too many entries, too few, or another shape raise an error."""
    longer, shorter = nn.Sequential(*_Other().children(), nn.Linear(2, 1)), nn.Conv2d(1, 3, 2)
    cases = {"one layer more": longer, "two layers less": shorter, "another shape": _Other(1)}
    answers: dict[str, object] = {}
    for name, theirs in cases.items():
        try:
            inspect.unwrap(copy)(_ours(), theirs)
            answers[name] = "accepted"
        except Exception:  # which error is free
            answers[name] = "refused"
    return answers


# ---------------------------------------------------------------- prepare_data

Prepare = Callable[[Sequence[Tensor]], Tensor]


def _picture(rng: torch.Generator, height: int, width: int) -> Tensor:
    return torch.randint(17, (height, width), generator=rng)


def prepare_data__one_picture(prepare: Prepare, rng: torch.Generator) -> dict[str, object]:
    """A white picture, a black one, and one of four pixels become three channels of 32 × 32."""
    four = torch.tensor([[0, 16], [8, 4]])
    return {
        "paper": prepare([torch.zeros(8, 8, dtype=torch.int64)]),
        "ink": prepare([torch.full((8, 8), 16)]),
        "four pixels": prepare([four]),
    }


def prepare_data__makes_a_batch(prepare: Prepare, rng: torch.Generator) -> Tensor:
    """Pictures of any sizes become one batch, each where it was in the list."""
    return prepare([_picture(rng, *size) for size in ((8, 8), (4, 16), (32, 8), (64, 32))])


def prepare_data__takes_floats(prepare: Prepare, rng: torch.Generator) -> Tensor:
    """Whole numbers that are stored as float32 or uint8 give the same."""
    x = _picture(rng, 8, 16)
    return prepare([x.float(), x.to(torch.uint8)])
