"""Packages behind the walls: a child that has one sees, keeps and may do no more than any other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from runner_support import RIGHT, all_right, job

from arena.errors import GraderError
from arena.grading.profile import Profile
from arena.grading.runner import Level, Limits, Runner

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no keeper without fork")

LEVEL = replace(Level.detect(), bubblewrap=False)  # inside it the keeper has another number
LIMITS = Limits(wall_s=120.0, cpu_s=20.0, memory_bytes=3 << 30)
WITH_LENS = """
import torch
from transformer_lens.config import TransformerBridgeConfig
from transformer_lens.model_bridge import TransformerBridge

def add(x, y):
    config = TransformerBridgeConfig(
        d_model=8, d_head=4, n_heads=2, n_layers=1, n_ctx=8, d_vocab=11, d_mlp=8, act_fn="relu"
    )
    model = TransformerBridge.boot_native(config)
    logits, cache = model.run_with_cache(torch.tensor([[1, 2, 3]]))
    pattern = cache["blocks.0.attn.hook_pattern"]
    assert pattern.shape == (1, 2, 3, 3), pattern.shape
    assert logits.shape == (1, 3, 11), logits.shape
    return x + y
"""
WITH_TRANSFORMERS = """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

def add(x, y):
    config = GPT2Config(n_layer=1, n_head=2, n_embd=8, n_positions=16, vocab_size=11)
    model = GPT2LMHeadModel(config).eval()
    tokens = torch.tensor([[1, 2, 3]])
    made = model.generate(tokens, max_new_tokens=4, min_new_tokens=4, pad_token_id=0)
    assert made.shape == (1, 7), made.shape
    return x + y
"""
WITH_GYMNASIUM = """
import gymnasium

def add(x, y):
    env = gymnasium.make("CartPole-v1")
    observation, _ = env.reset(seed=1)
    assert observation.shape == (4,)
    observation, reward, ended, cut, _ = env.step(0)
    assert reward == 1.0 and not ended and not cut
    env.close()
    return x + y
"""


@pytest.fixture(scope="module")
def gymnasium() -> Iterator[Runner]:
    pytest.importorskip("gymnasium")
    with Runner(level=LEVEL, spares=1, profile=Profile(("gymnasium",))) as started:
        yield started


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("transformer_lens", WITH_LENS),
        ("transformers", WITH_TRANSFORMERS),
        ("gymnasium", WITH_GYMNASIUM),
    ],
)
def test_a_package_works_behind_the_walls_and_leaves_the_keeper_one_thread(
    package: str, source: str
) -> None:
    pytest.importorskip(package)
    with Runner(level=LEVEL, spares=1, profile=Profile((package,))) as runner:
        result = runner.run(job(source, limits=LIMITS))
        assert all_right(result), result
        assert len(list(Path(f"/proc/{runner.keeper_pid}/task").iterdir())) == 1


def test_a_file_is_read_only_where_the_job_names_it(gymnasium: Runner, tmp_path: Path) -> None:
    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"12345")
    reads = f"def add(x, y):\n    open({str(weights)!r}, 'rb').read()\n    return x + y\n"
    refused = gymnasium.run(job(reads, limits=LIMITS))
    raised = [a.raised.type_name if a.raised else "" for a in refused.answers]
    assert raised == ["PermissionError"] * 3
    assert all_right(gymnasium.run(job(reads, limits=LIMITS, readable=(str(weights),))))


def test_no_socket_leaves_a_child_that_has_a_package(gymnasium: Runner) -> None:
    source = """
        import socket

        def add(x, y):
            socket.create_connection(("127.0.0.1", 9), timeout=1)
            return x + y
    """
    result = gymnasium.run(job(source, limits=LIMITS))
    raised = [a.raised.type_name if a.raised else "" for a in result.answers]
    assert raised == ["PermissionError"] * 3


def test_what_an_answer_does_to_a_package_is_gone_with_its_child(gymnasium: Runner) -> None:
    spoils = """
        import gymnasium

        def add(x, y):
            gymnasium.make = None
            return x + y
    """
    assert all_right(gymnasium.run(job(spoils, limits=LIMITS)))
    assert all_right(gymnasium.run(job(WITH_GYMNASIUM, limits=LIMITS)))


def test_the_keeper_of_other_sets_has_none_of_them() -> None:
    source = """
        import sys

        def add(x, y):
            assert not {"transformer_lens", "transformers", "gymnasium"} & set(sys.modules)
            return x + y
    """
    with Runner(level=LEVEL, spares=1) as runner:
        assert all_right(runner.run(job(source, limits=LIMITS)))


def test_a_keeper_that_lacks_its_package_says_which() -> None:
    with (
        Runner(level=LEVEL, spares=1, profile=Profile(("no_such_package",))) as runner,
        pytest.raises(GraderError, match="No module named 'no_such_package'"),
    ):
        runner.run(job(RIGHT))
