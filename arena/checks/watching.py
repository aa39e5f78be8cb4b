"""What a call changes besides its result: modules, tensors, arrays, global state."""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

State = dict[str, object]


@contextmanager
def watching(but: Collection[str] = (), **things: object) -> Iterator[list[str]]:
    """Note what changes while this lasts, one sentence each, in a list that is filled at the end.

        with watching(reference=model) as changed:
            copy_weights(mine, model)
        return {"what changed besides": changed}

    Args:
        but: what may change, by the words of the sentence, such as `"torch's random state"`.
        things: what to watch, by the name that the sentence gives it: modules (mode, parameters,
            buffers, `requires_grad`, `.grad`, hooks), tensors, arrays, lists and dicts of them. The
            state of the process is watched always.
    """
    before = _state(things)
    changed: list[str] = []
    yield changed
    after = _state(things)
    for name in [*before, *(n for n in after if n not in before)]:
        same = name in before and name in after and _same(before[name], after[name])
        if not same and name not in but:
            changed.append(f"{name} changed")


def _state(things: dict[str, object]) -> State:
    state: State = {
        "the default dtype": torch.get_default_dtype(),
        "whether gradients are recorded": torch.is_grad_enabled(),
        "torch's random state": torch.get_rng_state(),
        "NumPy's random state": repr(np.random.get_state()),
        "Python's random state": random.getstate(),
        "the precision of products": torch.get_float32_matmul_precision(),
        "the printing of NumPy": repr(np.get_printoptions()),
        "the environment": dict(os.environ),
        "the current folder": str(Path.cwd()),
    }
    for name, thing in things.items():
        state |= dict(_parts(name, thing))
    return state


def _parts(name: str, thing: object) -> Iterator[tuple[str, object]]:
    match thing:
        case nn.Module():
            yield from _parts_of_module(name, thing)
        case Tensor():
            yield f"the values of {name}", thing.detach().clone()
            yield f"requires_grad of {name}", thing.requires_grad
            if thing.is_leaf:
                yield f".grad of {name}", None if thing.grad is None else thing.grad.clone()
        case np.ndarray():
            yield f"the values of {name}", (thing.shape, str(thing.dtype), thing.tobytes())
        case list() | tuple():
            yield f"the length of {name}", len(thing)
            for i, inner in enumerate(thing):
                yield from _parts(f"{name}[{i}]", inner)
        case dict():
            yield f"the keys of {name}", [str(k) for k in thing]
            for key, inner in thing.items():
                yield from _parts(f"{name}[{key!r}]", inner)
        case bool() | int() | float() | str() | None:
            yield name, thing


def _parts_of_module(name: str, module: nn.Module) -> Iterator[tuple[str, object]]:
    for path, inner in module.named_modules():
        place = f"{name}.{path}" if path else name
        yield f"the mode of {place}", inner.training
        hooks: list[Any] = [inner._forward_hooks, inner._forward_pre_hooks, inner._backward_hooks]
        yield f"the hooks of {place}", [len(h) for h in hooks]
    for path, parameter in module.named_parameters():
        yield from _parts(f"{name}.{path}", parameter)
    for path, buffer in module.named_buffers():
        yield from _parts(f"{name}.{path}", buffer)


def _same(a: object, b: object) -> bool:
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        alike = a.shape == b.shape and a.dtype == b.dtype
        return alike and (not a.numel() or _bits(a) == _bits(b))
    return type(a) is type(b) and a == b


def _bits(t: Tensor) -> bytes:
    """NaN is the same as itself here."""
    return t.detach().reshape(-1).contiguous().view(torch.uint8).numpy().tobytes()
