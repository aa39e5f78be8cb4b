"""A recipe can be stopped anywhere and goes on as if it had not been."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import torch

from arena.errors import ModelError
from arena.models import card_named
from arena.models.recipes import CHECKPOINT, Recipe, recipe_of, train
from curriculum.shelf.recipes import induction_2l, toy_world_lists
from curriculum.shelf.recipes.muon import orthogonal

STEPS, EVERY = 7, 3


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def short(module: object) -> Recipe:
    """A recipe that ends after 7 steps."""

    def begin(seed: int) -> object:
        run = module.Run(seed)  # type: ignore[attr-defined]
        run.steps = STEPS
        return run

    return cast(Recipe, SimpleNamespace(Run=begin))


def nobody(step: int, total: int, metrics: dict[str, float]) -> None:
    """Hears and does nothing."""


@pytest.mark.parametrize("module", [induction_2l, toy_world_lists])
def test_a_run_that_was_stopped_ends_with_the_same_weights(module: object, tmp_path: Path) -> None:
    heard: list[int] = []

    def stop_at_5(step: int, total: int, metrics: dict[str, float]) -> None:
        if step == 5:
            raise Stopped

    def note(step: int, total: int, metrics: dict[str, float]) -> None:
        heard.append(step)

    whole = train(short(module), 0, tmp_path / "whole", nobody, EVERY)
    with pytest.raises(Stopped):
        train(short(module), 0, tmp_path / "stopped", stop_at_5, EVERY)
    resumed = train(short(module), 0, tmp_path / "stopped", note, EVERY)
    assert heard[0] == 4
    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name


def test_a_checkpoint_of_another_seed_is_left_alone(tmp_path: Path) -> None:
    steps: list[int] = []
    train(short(induction_2l), 0, tmp_path, nobody, EVERY)
    train(short(induction_2l), 1, tmp_path, lambda step, total, metrics: steps.append(step), EVERY)
    assert steps[0] == 1


def test_a_checkpoint_that_is_damaged_says_which_file_to_delete(tmp_path: Path) -> None:
    (tmp_path / CHECKPOINT).write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError) as raised:
        train(short(induction_2l), 0, tmp_path, nobody, EVERY)
    assert str(tmp_path / CHECKPOINT) in raised.value.next_step


def test_a_model_that_is_fetched_has_no_recipe() -> None:
    with pytest.raises(ModelError) as raised:
        recipe_of(card_named("smollm2-135m"))
    assert raised.value.next_step == "arena models get smollm2-135m"


@pytest.mark.parametrize("shape", [(8, 8), (5, 12), (12, 5)])
def test_muon_steps_have_the_same_singular_vectors_and_values_near_one(
    shape: tuple[int, int],
) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    u, _, v = torch.linalg.svd(matrix, full_matrices=False)
    turned = u.T @ orthogonal(matrix) @ v.T
    values = turned.diagonal()
    torch.testing.assert_close(turned, torch.diag(values), atol=1e-4, rtol=0)
    assert values.min() > 0.3 and values.max() < 1.4
