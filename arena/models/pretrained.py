"""A fetched model opened with transformers, from its folder alone: nothing asks the network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from arena.errors import ModelError
from arena.models.cards import Card
from arena.models.places import WEIGHTS
from arena.models.weights import contents

HF = 'pip install "arena-course[hf]"'


def open_pretrained(card: Card, folder: Path) -> tuple[Any, Any]:
    """The causal language model and its tokenizer.

    Args:
        card: of the model.
        folder: with `config.json`, `model.safetensors`, `tokenizer.json`.

    Returns:
        A transformers model in float32 and in evaluation mode, and its tokenizer. Weights that
        lie on disk in float32 are mapped, so processes that load the same model share them.

    Raises:
        ModelError: transformers is missing, or a file is damaged.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging
    except ImportError:
        what = f"{card.name} is here, but the package `transformers`, which opens it, is not."
        raise ModelError(what, HF) from None
    again = f"arena models get {card.name} --again"
    contents(folder / WEIGHTS, again)  # tells a damaged file before anything is built
    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        what = f"{card.name} in {folder} cannot be opened: {reason}"
        raise ModelError(what, again) from None
    finally:
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
    model.train(False)
    return model, tokenizer
