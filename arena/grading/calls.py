"""One call of an implementation in words: its case with named axes, a snippet that repeats it."""

from __future__ import annotations

import base64
import inspect
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from arena.grading.compare import show
from arena.grading.observe import Call, Data, memory_of

SHOWN = 12  # numbers of a tensor that fit on the line of a case
LITERAL = 400  # numbers of a tensor that a snippet writes out


def named_arguments(function: Callable[..., object], call: Call) -> dict[str, Data]:
    """The arguments of a call by parameter name, without defaults."""
    kwargs = call.kwargs or {}
    try:
        bound = inspect.signature(function).bind(*call.args, **kwargs)
    except (TypeError, ValueError):
        return {str(i): a for i, a in enumerate(call.args)} | kwargs
    named: dict[str, Data] = {}
    for name, value in bound.arguments.items():
        kind = bound.signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            named |= value
        elif kind is inspect.Parameter.VAR_POSITIONAL:
            named |= {f"{name}[{i}]": v for i, v in enumerate(value)}
        else:
            named[name] = value
    return named


def describe_case(function: Callable[..., object], call: Call) -> str:
    """`x (batch=2, in=3, width=11)  stride=2`, with the values of small tensors."""
    parts = []
    for name, value in named_arguments(function, call).items():
        if isinstance(value, Tensor | np.ndarray):
            sizes = _sizes(function, name, tuple(value.shape))
            small = 0 < torch.as_tensor(value).numel() <= SHOWN
            lies = _layout(value)
            parts.append(f"{name} ({sizes}{lies})" + (f" = {show(value)}" if small else ""))
        else:
            parts.append(f"{name}={show(value)}")
    return "  ".join(parts)


def write_snippet(function: Callable[..., object], call: Call, expected: str) -> str:
    """Python that makes the same call, to be run beside the learner's definition."""
    lines = ["import torch", ""]
    given: list[str] = []
    for name, value in named_arguments(function, call).items():
        variable = name if name.isidentifier() else f"argument_{len(given)}"
        lines.append(f"{variable} = {_literal(value)}")
        given.append(variable)
    lines.append(f"print({function.__name__}({', '.join(given)}))")
    lines.append(f"# expected: {expected}")
    text = "\n".join(lines)
    if "np." in text:
        text = "import numpy as np\n" + text
    if "base64." in text:
        text = "import base64, zlib\n" + text
    return text + "\n"


def _sizes(function: Callable[..., object], name: str, shape: tuple[int, ...]) -> str:
    axes = _axis_names(function, name)
    if axes is None or len(axes) != len(shape):
        return ", ".join(map(str, shape)) if shape else "scalar"
    return ", ".join(
        str(n) if axis.isdigit() or axis == "_" else f"{axis}={n}"
        for axis, n in zip(axes, shape, strict=True)
    )


def _layout(value: Tensor | np.ndarray[Any, Any]) -> str:
    """What is special about how a tensor lies in memory; empty for most."""
    if not isinstance(value, Tensor) or _is_plain(value):
        return ""
    start = f", from place {value.storage_offset()} of its memory" * bool(value.storage_offset())
    return f"; strides {tuple(value.stride())}{start}"


def _is_plain(t: Tensor) -> bool:
    return not t.numel() or (t.is_contiguous() and not t.storage_offset())


def _axis_names(function: Callable[..., object], name: str) -> list[str] | None:
    """The axes that a jaxtyping annotation names, None where it does not fix their number."""
    try:
        parameter = inspect.signature(function, eval_str=True).parameters[name]
    except (KeyError, NameError, TypeError, ValueError):
        return None
    text = getattr(parameter.annotation, "dim_str", None)
    if not isinstance(text, str) or "..." in text or "*" in text:
        return None
    return [axis.lstrip("#?").partition("=")[0] for axis in text.split()]


def _literal(value: Data) -> str:
    if isinstance(value, Tensor):
        return _tensor(value)
    if isinstance(value, np.ndarray):
        return f"{_tensor(torch.as_tensor(value))}.numpy()"
    if isinstance(value, list | tuple):
        inner = ", ".join(map(_literal, value))
        comma = "," if len(value) == 1 and isinstance(value, tuple) else ""
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{comma})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return f"float('{value}')"
    return repr(value)


def _tensor(t: Tensor) -> str:
    t = t.detach()
    if not _is_plain(t) and memory_of(t).numel() <= LITERAL:
        view = f"{tuple(t.shape)}, {tuple(t.stride())}, {t.storage_offset()}"
        return f"{_tensor(memory_of(t))}.as_strided({view})"
    if t.numel() <= LITERAL:
        values = str(t.tolist()).replace("inf", "float('inf')").replace("nan", "float('nan')")
        made = f"torch.tensor({values}, dtype={t.dtype})"
        return made + ("" if t.numel() else f".reshape({tuple(t.shape)})")
    raw = t.reshape(-1).clone().view(torch.uint8).numpy().tobytes()  # numpy has no bfloat16
    packed = base64.b64encode(zlib.compress(raw)).decode()
    return (
        f"torch.frombuffer(bytearray(zlib.decompress(base64.b64decode('{packed}'))), "
        f"dtype={t.dtype}).reshape({tuple(t.shape)})"
    )
