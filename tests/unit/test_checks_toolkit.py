"""The tools of `arena.checks`: what changed, what is new, gradients, types, distances."""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from arena.checks import dtypes_of, gradient_of, is_new, off_by, watching


def _model() -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))


CHANGES: dict[str, tuple[Callable[[nn.Module], object], str]] = {
    "mode": (lambda m: m.eval(), "the mode of model changed"),
    "thawed": (lambda m: m.requires_grad_(False), "requires_grad of model.0.weight changed"),
    "gradient": (
        lambda m: m(torch.ones(3, 2)).sum().backward(),
        ".grad of model.0.weight changed",
    ),
    "weights": (
        lambda m: nn.init.ones_(m.get_parameter("0.weight")),
        "the values of model.0.weight changed",
    ),
    "buffers": (
        lambda m: m(torch.ones(3, 2)),
        "the values of model.1.running_var changed",
    ),
    "hook": (lambda m: m.register_forward_hook(print), "the hooks of model changed"),
    "seed": (lambda m: torch.manual_seed(7), "torch's random state changed"),
    "python": (lambda m: random.random(), "Python's random state changed"),
    "numpy": (lambda m: np.random.random(), "NumPy's random state changed"),
    "dtype": (
        lambda m: torch.set_default_dtype(torch.float64),
        "the default dtype changed",
    ),
    "grad mode": (
        lambda m: torch.set_grad_enabled(False),
        "whether gradients are recorded changed",
    ),
    "environment": (lambda m: os.environ.update(ARENA_TEST="1"), "the environment changed"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_a_call_changes_besides_is_said(kind: str) -> None:
    change, sentence = CHANGES[kind]
    model = _model()
    try:
        with watching(model=model) as changed:
            change(model)
        assert sentence in changed
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
        os.environ.pop("ARENA_TEST", None)


def test_what_stays_and_what_may_change_is_not_said() -> None:
    model, x = _model(), torch.tensor([math.nan, 1.0])
    with watching(but=("torch's random state",), model=model, x=x, pair=[x, {"a": 1}]) as changed:
        torch.rand(3)
        x.clone().add_(1)
    assert changed == []
    with watching(pair=[x, np.zeros(2)]) as changed:
        x.add_(1)
    assert changed == ["the values of pair[0] changed"]


def test_a_view_is_not_new() -> None:
    x = torch.ones(3, 2)
    assert not is_new(x, x) and not is_new(x.T, x) and not is_new(x[1:], torch.ones(1), x)
    assert is_new(x.clone(), x) and is_new(x[:0], x)
    array = np.ones(4)
    assert not is_new(array[::2], array) and is_new(array.copy(), array)


def test_a_gradient_is_an_observation_also_where_there_is_none() -> None:
    x = torch.tensor([1.0, 2.0])
    found = gradient_of(lambda t: t * t, x)
    assert isinstance(found, list)
    assert torch.equal(found[0], torch.tensor([2.0, 8.0]))
    assert gradient_of(lambda t: t.detach(), x) == "no gradient flows back through the result"
    assert gradient_of(lambda t: t.sum().item(), x) == "the result is a float, not a tensor"
    assert not x.requires_grad


def test_a_cast_on_the_way_is_seen() -> None:
    def cast(t: Tensor) -> Tensor:
        return t.float()

    assert dtypes_of(cast, torch.ones(2)) == dict.fromkeys(
        ("float16", "float32", "float64"), "float32"
    )


@pytest.mark.parametrize(
    "got", [math.nan, math.inf, None, "1", True, [], torch.ones(2), torch.tensor(math.nan)]
)
def test_what_is_no_number_is_off_and_never_an_error(got: object) -> None:
    said = off_by("the mean", got, 1.0, 0.1)
    assert said is not None and said.startswith("the mean ")


def test_what_is_close_enough_is_right() -> None:
    assert off_by("the mean", 1.05, 1.0, 0.1) is None
    assert off_by("the mean", torch.tensor([1.0]), 1.0, 0.0) is None
    assert off_by("the mean", 1.2, 1.0, 0.1) == "the mean is 1.2, expected 1 ± 0.1"
