"""Models that ship: what their cards promise is there, and other files are refused."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from arena.errors import ModelError
from arena.models import Card, load, shelf, weights_of
from arena.models.places import shelf_folder
from arena.models.recipes import compare

SHIPPED = [card for card in shelf() if card.ships]
LARGEST = 5_000_000  # bytes of weights


def test_importing_the_shelf_imports_no_torch() -> None:
    code = "import sys, arena.models; arena.models.shelf(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("card", SHIPPED, ids=lambda card: card.name)
def test_a_model_that_ships_measures_what_its_card_says(card: Card) -> None:
    faults = [
        f"{c.figure.name}: {c.measured:.4g}, card {c.figure.value} ± {c.figure.margin}"
        for c in compare(card, load(card.name).model)
        if not c.agrees
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("card", SHIPPED, ids=lambda card: card.name)
def test_every_figure_of_a_card_has_a_control(card: Card) -> None:
    controlled = {figure.control_of for figure in card.figures if figure.control_of}
    assert controlled == {figure.name for figure in card.figures if not figure.control_of}


@pytest.mark.parametrize("card", SHIPPED, ids=lambda card: card.name)
def test_a_model_that_ships_is_small(card: Card) -> None:
    path = weights_of(card)
    assert path is not None
    assert path.stat().st_size <= LARGEST


def test_a_model_comes_in_float32_and_ready_to_be_asked() -> None:
    loaded = load("induction-2l")
    assert {p.dtype for p in loaded.model.parameters()} == {torch.float32}
    assert not loaded.model.training
    assert loaded.tokenizer is None


def test_a_hook_sees_and_changes_what_passes() -> None:
    model = load("induction-2l").model
    tokens = torch.tensor([[0, 5, 9, 7, 5, 9]])
    before = model(tokens)
    seen: list[torch.Tensor] = []
    pattern = model.blocks[1].attn.hook_pattern
    pattern.register_forward_hook(lambda module, args, value: seen.append(value))
    model.blocks[1].attn.hook_z.register_forward_hook(lambda module, args, z: torch.zeros_like(z))
    after = model(tokens)
    assert seen[0].shape == (1, 1, 6, 6)
    torch.testing.assert_close(seen[0].sum(-1), torch.ones(1, 1, 6))
    assert not torch.equal(before, after)


def test_the_matrices_of_a_head_are_those_it_computes_with() -> None:
    attention = load("induction-2l").model.blocks[0].attn
    x = torch.randn(1, 3, 64, generator=torch.Generator().manual_seed(0))
    seen: dict[str, torch.Tensor] = {}
    for name in ("hook_q", "hook_v", "hook_pattern"):
        getattr(attention, name).register_forward_hook(
            lambda module, args, value, name=name: seen.__setitem__(name, value)
        )
    out = attention(x, torch.ones(1, 3, 3, dtype=torch.bool).tril())
    torch.testing.assert_close(x @ attention.W_Q[0], seen["hook_q"][:, :, 0])
    by_hand = seen["hook_pattern"][:, 0] @ (x @ attention.W_V[0]) @ attention.W_O[0]
    torch.testing.assert_close(by_hand, out)


def test_an_unknown_name_is_told_with_the_command_that_lists_them() -> None:
    with pytest.raises(ModelError) as raised:
        load("gpt-17")
    assert raised.value.what == "There is no model “gpt-17” on the shelf."
    assert raised.value.next_step == "arena models"


@pytest.mark.parametrize("name", ["", "..", "../shelf", "recipes"])
def test_a_name_that_is_no_model_reads_nothing(name: str) -> None:
    with pytest.raises(ModelError, match="There is no model"):
        load(name)


# ---------------------------------------------------------------- files that are something else


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The card and weights of the smallest model, on a shelf of its own."""
    shutil.copytree(shelf_folder() / "induction-2l", tmp_path / "induction-2l")
    return tmp_path


def refused(folder: Path) -> str:
    with pytest.raises(ModelError) as raised:
        load("induction-2l", folder)
    assert "arena recipe run induction-2l" in raised.value.next_step
    return raised.value.what


def test_a_file_that_was_cut_off_is_damaged(copied: Path) -> None:
    path = copied / "induction-2l" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1000])
    assert "is damaged or no safetensors file" in refused(copied)


def test_a_single_bit_that_changed_is_seen(copied: Path) -> None:
    path = copied / "induction-2l" / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert "is not the file that its card names" in refused(copied)


class Trap:
    """Would write a file if anybody opened it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


def test_a_pickle_is_never_opened(copied: Path) -> None:
    sprung = copied / "sprung"
    path = copied / "induction-2l" / "model.safetensors"
    path.write_bytes(pickle.dumps(Trap(sprung)))
    assert "is a pickle or an archive, which can carry code" in refused(copied)
    torch.save({"a": torch.zeros(1)}, path)
    assert "is a pickle or an archive, which can carry code" in refused(copied)
    assert not sprung.exists()


def test_weights_that_are_missing_are_made_again_by_their_recipe(copied: Path) -> None:
    (copied / "induction-2l" / "model.safetensors").unlink()
    assert refused(copied) == "The weights of induction-2l are not beside their card."


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('licence = "MIT"', 'license = "MIT"', "`license` means nothing in a card"),
        ('recipe = "induction_2l"\n', "", "lacks `recipe` or `network`"),
        ("seed = 0", "seed = ", "cannot be read"),
        ('licence = "MIT"\n', "", "licence"),
    ],
)
def test_a_fault_in_a_card_is_one_sentence(copied: Path, old: str, new: str, says: str) -> None:
    path = copied / "induction-2l" / "card.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        shelf(copied)
    assert says in raised.value.what
    assert raised.value.next_step
