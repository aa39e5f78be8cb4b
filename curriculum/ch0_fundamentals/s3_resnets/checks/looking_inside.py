"""Checks of the section “Looking inside”: one experiment a claim, which is what the learner
reads.
"""

import contextlib
import inspect
from collections.abc import Callable

import torch
from torch import Tensor, nn

# ---------------------------------------------------------------- find_nan_layer

FindNan = Callable[[nn.Module, Tensor], str | None]


class _Divide(nn.Module):
    """x / x: a NaN where x is 0."""

    def forward(self, x: Tensor) -> Tensor:
        """NaN at zeros."""
        return x / x


class _Log(nn.Module):
    """A NaN where x is negative, made after its child has finished."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """NaN below zero."""
        out: Tensor = self.first(x).log()
        return out


class _BareLog(nn.Module):
    """A NaN where x is negative, minus infinity where it is 0."""

    def forward(self, x: Tensor) -> Tensor:
        """The logarithm."""
        return x.log()


class _Branches(nn.Module):
    """Two branches that both give NaN; the one that is defined last runs first."""

    def __init__(self) -> None:
        super().__init__()
        self.late, self.early = nn.Sequential(nn.ReLU(), _Divide()), _BareLog()

    def forward(self, x: Tensor) -> Tensor:
        """`early` runs first."""
        out: Tensor = self.early(x)
        other: Tensor = self.late(x)
        return out + other


class _Add(nn.Module):
    """A module of two inputs."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """The sum."""
        return x + y


class _Meet(nn.Module):
    """Hands a tensor of its own to a child, beside the input."""

    def __init__(self, other: Tensor) -> None:
        super().__init__()
        self.add, self.other = _Add(), other

    def forward(self, x: Tensor) -> Tensor:
        """Input and tensor, added by the child."""
        out: Tensor = self.add(x, self.other)
        return out


def _hooks(model: nn.Module) -> int:
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    return sum(len(getattr(m, kind)) for m in model.modules() for kind in kinds)


def find_nan_layer__finds_the_first(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """It names the module whose output is the first to hold a NaN; later ones pass it on."""
    plain = nn.Sequential(nn.ReLU(), _Divide(), nn.Linear(3, 2), _Divide())
    nested = nn.Sequential(nn.Identity(), nn.Sequential(nn.ReLU(), _Divide()), nn.ReLU())
    x = -torch.rand(2, 3, generator=rng)
    return {
        "a NaN in `1`": find(plain, x),
        "a NaN in `1.1`": find(nested, x),
        "defined in another order": find(_Branches(), x),
        "one NaN among numbers": find(plain, torch.tensor([[-1.0, 2.0, 3.0], [1.0, 1.0, 4.0]])),
    }


def find_nan_layer__finds_none(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """Without a NaN the answer is None; so it is for one that came in with the input. Infinity is
    no NaN.
    """
    x = 1 + torch.rand(2, 3, generator=rng)
    return {
        "nothing wrong": find(nn.Sequential(nn.Linear(3, 2), nn.ReLU()), x),
        "NaN in the input": find(nn.Sequential(nn.ReLU(), nn.Tanh()), x * torch.nan),
        "a NaN that a container brings in": find(
            nn.Sequential(nn.Identity(), _Meet(x * torch.nan)), x
        ),
        "some NaN in the input": find(nn.Sequential(nn.Tanh()), torch.tensor([[1.0, torch.nan]])),
        "infinite": find(nn.Sequential(nn.ReLU(), nn.Identity()), x * torch.inf),
        "infinity born in `0`": find(nn.Sequential(_BareLog(), nn.ReLU()), torch.zeros(2, 3)),
    }


def find_nan_layer__names_containers(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """A module that computes between its children is named itself; the whole model is ``''``."""
    x = -1 - torch.rand(2, 3, generator=rng)
    return {
        "inside `1`": find(nn.Sequential(nn.Identity(), _Log(), nn.ReLU()), x),
        "the model itself": find(_Log(), x),
    }


def find_nan_layer__removes_its_hooks(find: FindNan, rng: torch.Generator) -> dict[str, object]:
    """Afterwards the model has the hooks that it had before, also if its forward raised."""
    x = torch.zeros(2, 3)
    model = nn.Sequential(nn.ReLU(), _Divide())
    model[0].register_forward_hook(lambda module, inputs, output: None)
    find(model, x)
    after = _hooks(model)
    broken = nn.Sequential(nn.ReLU(), nn.Linear(5, 2))
    with contextlib.suppress(RuntimeError):
        inspect.unwrap(find)(broken, x)
    return {"hooks of a model that had one": after, "hooks after an error": _hooks(broken)}
