"""What ran: the functions of torch that an answer called while a check ran, and from which line.

It runs in the child, beside the learner's code, for exercises with rules only. A learner who means
to can fool it; a rule is there for oneself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

MOST = 400
"""Entries that are kept of one check."""

REPEATED = 4
"""So often one place may call in one call of the answer before it counts as a loop."""

_SILENT = frozenset({"__get__", "__set__", "__len__", "__bool__", "__int__", "__index__"})


@dataclass(frozen=True)
class Ran:
    """One function of torch that ran on the answer's behalf.

    Args:
        name: as torch calls it: `conv2d`, `add`; `aten.convolution` below the surface.
        line: of the learner's file; 0 where none of its lines was running.
        direct: called by the learner's own code, not by a library that it called.
        tensors: how many tensors it was given, at most 2.
        repeated: the same place called it again and again within one call of the answer.
    """

    name: str
    line: int
    direct: bool = False
    tensors: int = 0
    repeated: bool = False


@dataclass
class Witness:
    """Collects what ran. One for each check.

    Args:
        filename: of the learner's file, as its code objects name it.
        ours: the module names that are the course's begin with it.
        module: the name of the module that holds the learner's code.
        is_deep: hear the dispatcher too, at some 20 µs for each operator, until the first call of
            the answer is over.
    """

    filename: str
    ours: str
    module: str
    is_deep: bool = False
    within: str = ""
    _ran: dict[Ran, None] = field(default_factory=dict)
    _outermost: FrameType | None = None
    _counts: dict[tuple[tuple[CodeType, int], ...], int] = field(default_factory=dict)

    @property
    def ran(self) -> tuple[Ran, ...]:
        """Everything seen so far, each once."""
        return tuple(self._ran)

    def see(self, name: str, tensors: int, frame: FrameType | None) -> None:
        """Note a call if it was made on the answer's behalf."""
        place = self._place(frame)
        if place is None:
            return
        line, direct, repeated = place
        if len(self._ran) < MOST:
            self._ran[Ran(name, line, direct, min(tensors, 2), repeated)] = None

    def _place(self, frame: FrameType | None) -> tuple[int, bool, bool] | None:
        """The nearest line of the learner's; None if the call was the check's, or ours."""
        nearest: FrameType | None = None
        outermost: FrameType | None = None
        direct = True
        path: list[tuple[CodeType, int]] = []
        while frame is not None:
            code = frame.f_code
            if code.co_filename == self.filename:
                nearest, outermost = nearest or frame, frame
                path.append((code, frame.f_lasti))
            elif code.co_name == "recorded" and code.co_filename.endswith("observe.py"):
                break
            elif code.co_filename == "<arena>" or self._is_ours(frame):
                if nearest is None:
                    return None
                break
            elif nearest is None:
                direct = False
                if self._is_method_of_an_answer(frame):
                    return 0, False, False
            frame = frame.f_back
        if nearest is None:
            return None if frame is None else (0, direct, False)
        return nearest.f_lineno, direct, direct and self._repeats(outermost, path)

    def _repeats(self, outermost: FrameType | None, path: list[tuple[CodeType, int]]) -> bool:
        if outermost is not self._outermost:
            self._outermost = outermost
            self._counts.clear()
        key = tuple(path)
        self._counts[key] = count = self._counts.get(key, 0) + 1
        return count > REPEATED

    def _is_ours(self, frame: FrameType) -> bool:
        return str(frame.f_globals.get("__name__", "")).startswith(self.ours)

    def _is_method_of_an_answer(self, frame: FrameType) -> bool:
        """Whether a method of a library runs on an object whose class the learner wrote."""
        code = frame.f_code
        if not code.co_argcount or code.co_varnames[0] != "self":
            return False
        return type(frame.f_locals.get("self")).__module__ == self.module

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note what runs while this lasts."""
        with ExitStack() as stack:
            stack.enter_context(_Functions(self))
            if self.is_deep:
                stack.enter_context(_Operators(self))
            try:
                yield
            finally:
                self.is_deep = False
                self._outermost = None  # a frame holds all that its function named
                self._counts.clear()


class _Functions(TorchFunctionMode):
    """Hears every call of torch's Python surface."""

    def __init__(self, witness: Witness) -> None:
        super().__init__()
        self._witness = witness

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        name = getattr(func, "__name__", "")
        if name not in _SILENT:
            tensors = sum(isinstance(a, Tensor) for a in args[:2])
            self._witness.see(name, tensors, sys._getframe(1))
        outer, self._witness.within = self._witness.within, name
        try:
            return func(*args, **(kwargs or {}))
        finally:
            self._witness.within = outer


class _Operators(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Hears what the dispatcher runs, whoever asked for it: scripts, fused layers, `torch.ops`.

    What `einsum` is made of is not heard: the products inside it are its own.
    """

    def __init__(self, witness: Witness) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._witness = witness

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if self._witness.within != "einsum":
            name = f"aten.{func.overloadpacket.__name__}"
            self._witness.see(name, 0, sys._getframe(1))
        return func(*args, **(kwargs or {}))
