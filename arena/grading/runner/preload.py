"""Import once what submissions are likely to touch, with the parts that libraries import late.

The first `assert_close` costs 1.3 s and the first optimiser another 1.2 s when nobody did this.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable

from arena.errors import ModelError
from arena.grading.profile import Profile

_USUAL = (
    *("collections.abc", "copy", "dataclasses", "enum", "functools", "itertools", "json", "math"),
    *("operator", "pathlib", "random", "re", "statistics", "string", "tempfile", "time", "typing"),
    *("encodings.idna", "numpy.random", "numpy.linalg", "numpy.fft", "torch.nn.functional"),
    *("torch.optim", "torch.utils.data", "torch.func", "torch.testing", "einops.layers.torch"),
    *("jaxtyping", "arena.checks"),
)


def preload(profile: Profile | None = None) -> None:
    """Import it all; torch stays single-threaded and runs only the smallest operations.

    Args:
        profile: further packages, with what they import late, and models.
    """
    import torch

    # First of all: after one parallel region in a keeper every fork would hang.
    torch.set_num_threads(1)
    for name in _USUAL:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    import einops

    x = torch.zeros(2, 3)
    torch.testing.assert_close(x, x.clone())
    einops.rearrange(x, "a b -> b a")
    parameter = torch.nn.Parameter(x)
    torch.optim.SGD([parameter], lr=0.1)
    torch.optim.Adam([parameter])
    for module in profile.modules if profile else ():
        importlib.import_module(module)
        _WARM.get(module, _nothing)()
    for model in profile.models if profile else ():
        from arena import models

        with contextlib.suppress(ModelError):  # not fetched: its exercises say so
            models.keep(model)


def _nothing() -> None:
    """A package that imports nothing late."""


def _warm_transformer_lens() -> None:
    """A tiny model of its own, run once with its cache: half of the package is imported by that."""
    import torch
    from transformer_lens.config import TransformerBridgeConfig
    from transformer_lens.model_bridge import TransformerBridge

    config = TransformerBridgeConfig(
        d_model=4, d_head=4, n_heads=1, n_layers=1, n_ctx=4, d_vocab=5, d_mlp=4, act_fn="relu"
    )
    boot = TransformerBridge.boot_native  # type: ignore[attr-defined]  # put there by a mixin
    boot(config).run_with_cache(torch.zeros(1, 3, dtype=torch.long))


def _warm_transformers() -> None:
    """A tiny model, run once."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(n_embd=4, n_head=1, n_layer=1, n_positions=4, vocab_size=5)
    GPT2LMHeadModel(config)(torch.zeros(1, 3, dtype=torch.long))


def _warm_gymnasium() -> None:
    """One step of an environment."""
    import gymnasium

    with contextlib.closing(gymnasium.make("CartPole-v1")) as environment:
        environment.reset(seed=0)
        environment.step(environment.action_space.sample())


_WARM: dict[str, Callable[[], None]] = {
    "gymnasium": _warm_gymnasium,
    "transformer_lens": _warm_transformer_lens,
    "transformers": _warm_transformers,
}
