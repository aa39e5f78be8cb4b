"""Run one check on one implementation and keep what it saw.

The same function runs in the child on the learner's code and in the judge on oracles and
mistakes, so two answers can be compared call by call. Nothing here decides anything.
"""

from __future__ import annotations

import functools
import inspect
import threading
import traceback
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from arena.grading.witness import Ran

# The default dtype and the global seeds belong to the whole process: two threads of the judge that
# observe at once would draw other numbers than the child did.
_GLOBAL_STATE = threading.RLock()

# None, bool, int, float, complex, str, Tensor, ndarray, Opaque, or list/tuple/dict[str, …] of them.
Data = Any

Listening = Callable[[], AbstractContextManager[None]]

MEMORY = 4096
MOST_AXES = 32
"""Numbers of the largest memory that is kept whole for the sake of a view of it."""


@dataclass(frozen=True)
class Opaque:
    """Something that is not data: only the name of its type crosses the border."""

    type_name: str


@dataclass(frozen=True)
class FrameSummary:
    """One frame of the learner's own code."""

    line: int
    function: str
    text: str


@dataclass(frozen=True)
class Raised:
    """An exception that left the learner's code."""

    type_name: str
    message: str
    frames: tuple[FrameSummary, ...] = ()


@dataclass(frozen=True)
class Call:
    """One call of the implementation by a check.

    Args:
        args: the positional arguments as they were before the call; kept on the judge's side only.
        kwargs: likewise.
        result: what came back, copied at once.
        raised: what was raised instead.
        mutated: names of arguments whose contents changed during the call.
        aliased: names of arguments whose memory the result shares.
    """

    args: tuple[Data, ...] = ()
    kwargs: dict[str, Data] | None = None
    result: Data = None
    raised: Raised | None = None
    mutated: tuple[str, ...] = ()
    aliased: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one check saw: an observation or what was raised, and every call on the way.

    `ran` is what a witness heard meanwhile, for exercises with rules.
    """

    check: str
    observation: Data = None
    raised: Raised | None = None
    calls: tuple[Call, ...] = ()
    ran: tuple[Ran, ...] = ()


def observe(
    name: str,
    check: Callable[..., object],
    implementation: Callable[..., object],
    *,
    seed: int,
    dtype: torch.dtype = torch.float32,
    filename: str = "",
    keep_arguments: bool = True,
    listening: Listening = nullcontext,
) -> Answer:
    """Run `check(implementation, rng)` with a seeded generator.

    Args:
        name: the check's name, carried into the answer.
        check: one of the checks of a set.
        implementation: a function, recorded call by call, or a class, handed over as it is.
        seed: seeds the generator and torch's and numpy's global state.
        dtype: torch's default dtype while it runs; float64 for the second look.
        filename: file whose frames are kept when something is raised.
        keep_arguments: copy the arguments of every call; the judge does, the child need not.
        listening: entered while the implementation runs; of a class, while the check does.
    """
    calls: list[Call] = []
    subject = implementation
    if not inspect.isclass(implementation):
        subject = _recorded(implementation, calls, filename, keep_arguments, listening)
    whole = listening if subject is implementation else nullcontext
    with _GLOBAL_STATE:
        rng = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)
        np.random.seed(seed % 2**32)
        before = torch.get_default_dtype()
        torch.set_default_dtype(dtype)
        try:
            with whole():
                observation = copy_of(check(subject, rng))
        except BaseException as error:
            return Answer(name, raised=raised_by(error, filename), calls=tuple(calls))
        finally:
            torch.set_default_dtype(before)
    return Answer(name, observation=observation, calls=tuple(calls))


def raised_by(error: BaseException, filename: str) -> Raised:
    """Describe an exception, with the frames of one file only."""
    try:
        message = str(error)
    except BaseException:  # a learner's own exception class may fail in __str__
        message = ""
    everywhere = traceback.extract_tb(error.__traceback__)
    frames = tuple(
        FrameSummary(f.lineno or 0, f.name, f.line or "")
        for f in everywhere
        if f.filename == filename
    )
    name = type(error).__name__
    files = {f.filename for f in everywhere}
    told = _FORBIDDEN[name](files) if name in _FORBIDDEN else ""
    return Raised(name, told or message, frames[-8:])


def _started_a_process(files: Collection[str]) -> str:
    starters = ("multiprocessing/", "subprocess.py", "concurrent/futures/process.py")
    if any(starter in file for file in files for starter in starters):
        return "an answer may not start processes here; a DataLoader takes num_workers=0"
    return ""


# What the walls around an answer refuse is told as what it is, not as the system's error.
_FORBIDDEN: dict[str, Callable[[Collection[str]], str]] = {
    "PermissionError": _started_a_process,
    "BlockingIOError": _started_a_process,
    "BdbQuit": lambda files: "a breakpoint was left in the code: nobody can answer it here",
    "InductorError": lambda files: "torch.compile starts a compiler, which no answer may do here",
}


def copy_of(value: object) -> Data:
    """Copy a value out of the learner's reach; what is not data becomes its type's name."""
    if value is None or isinstance(value, bool | int | float | complex | str):
        return value
    if isinstance(value, Tensor):
        if unusual := _unusual(value):
            return Opaque(unusual)
        copied = value.detach().clone()
        return copied.requires_grad_() if value.requires_grad else copied
    if isinstance(value, np.ndarray):
        # Slices or ragged lists in an array of objects, or text: not numbers to be compared.
        is_numeric = value.dtype.kind in "biufc"
        return value.copy() if is_numeric else Opaque(f"{value.dtype} array")
    if isinstance(value, np.generic):
        return np.asarray(value)
    if isinstance(value, list | tuple):
        items = [copy_of(v) for v in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        return {str(k): copy_of(v) for k, v in value.items()}
    return Opaque(type(value).__name__)


def _unusual(value: Tensor) -> str:
    """What a tensor is that has no plain block of numbers; empty for all others."""
    if value.is_nested:
        return "nested tensor"
    if value.device.type == "meta" or any(c.__name__ == "FakeTensor" for c in type(value).__mro__):
        return "tensor without values"
    return f"tensor with {value.dim()} axes" if value.dim() > MOST_AXES else ""


def _recorded(
    implementation: Callable[..., object],
    calls: list[Call],
    filename: str,
    keep_arguments: bool,
    listening: Listening,
) -> Callable[..., object]:
    names = _parameter_names(implementation)

    @functools.wraps(implementation)
    def recorded(*args: object, **kwargs: object) -> object:
        before_args, before_kwargs = copy_of(args), copy_of(kwargs)
        kept_args = tuple(map(_as_it_lies, args, before_args)) if keep_arguments else ()
        kept_kwargs = None
        if keep_arguments:
            kept_kwargs = {k: _as_it_lies(v, before_kwargs[k]) for k, v in kwargs.items()}
        given = {names[i] if i < len(names) else str(i): a for i, a in enumerate(args)} | kwargs
        copies = list(before_args) + list(before_kwargs.values())
        try:
            with listening():
                result = implementation(*args, **kwargs)
        except BaseException as error:
            calls.append(Call(kept_args, kept_kwargs, raised=raised_by(error, filename)))
            raise
        changed = [
            n for (n, now), was in zip(given.items(), copies, strict=True) if _differs(now, was)
        ]
        aliased = [n for n, a in given.items() if _shares(result, a)]
        calls.append(
            Call(kept_args, kept_kwargs, copy_of(result), None, tuple(changed), tuple(aliased))
        )
        return result

    return recorded


def _as_it_lies(value: object, copied: Data) -> Data:
    """The copy of an argument; of a small view one that has its strides and its offset.

    An answer that reckons with a tensor's memory goes wrong on such a view only.
    """
    if not isinstance(value, Tensor) or value.layout is not torch.strided or not value.numel():
        return copied
    if value.is_contiguous() and not value.storage_offset():
        return copied
    memory = memory_of(value.detach())
    if memory.numel() > MEMORY:
        return copied
    return memory.clone().as_strided(value.shape, value.stride(), value.storage_offset())


def memory_of(t: Tensor) -> Tensor:
    """All numbers of the memory that a tensor is a view of, in order."""
    return torch.empty(0, dtype=t.dtype).set_(t.untyped_storage())


def _parameter_names(implementation: Callable[..., object]) -> Sequence[str]:
    try:
        return list(inspect.signature(implementation).parameters)
    except (TypeError, ValueError):
        return []


def _differs(now: object, was: object) -> bool:
    if isinstance(now, Tensor) and isinstance(was, Tensor):
        same_kind = now.shape == was.shape and now.dtype == was.dtype
        return not (same_kind and torch.equal(_bits(now), _bits(was)))
    if isinstance(now, np.ndarray) and isinstance(was, np.ndarray):
        return now.shape != was.shape or now.tobytes() != was.tobytes()
    if isinstance(now, list | tuple) and isinstance(was, list | tuple):
        return len(now) != len(was) or any(map(_differs, now, was))
    if isinstance(now, dict) and isinstance(was, dict):
        return len(now) != len(was) or any(map(_differs, now.values(), was.values()))
    return False


def _bits(t: Tensor) -> Tensor:
    """NaN equals NaN when only the bits are asked."""
    return torch.nan_to_num(t.detach(), nan=0.5) if t.is_floating_point() else t.detach()


def _shares(result: object, argument: object) -> bool:
    if not (isinstance(result, Tensor) and isinstance(argument, Tensor)):
        return False
    try:
        return bool(result.numel()) and (
            result.untyped_storage().data_ptr() == argument.untyped_storage().data_ptr()
        )
    except RuntimeError:  # a tensor without storage
        return False
