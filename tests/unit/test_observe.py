"""Observing: the state that belongs to the whole process does not leak between threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor

from arena.grading.observe import observe


def draws(impl: object, rng: torch.Generator) -> Tensor:
    """Numbers that depend on the default dtype and on the global seed."""
    return torch.rand(2000) + torch.randn(2000, generator=rng)


def double(x: Tensor) -> Tensor:
    """Something to observe."""
    return x * 2


def test_threads_that_observe_at_once_see_what_one_alone_sees() -> None:
    kinds = [torch.float32, torch.float64]
    alone = {k: observe("c", draws, double, seed=3, dtype=k).observation for k in kinds}
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            (k, pool.submit(observe, "c", draws, double, seed=3, dtype=k))
            for _ in range(100)
            for k in kinds
        ]
        assert all(torch.equal(j.result().observation, alone[k]) for k, j in jobs)
    assert torch.get_default_dtype() is torch.float32
