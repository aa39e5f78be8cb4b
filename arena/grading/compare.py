"""Whether an observation is the expected one, and if not, where and by how much.

Type and structure first, then shape, dtype, and values with a tolerance derived from the dtype.
"""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from arena.checks import CheckOptions
from arena.grading.observe import Data, Opaque

# rtol, atol. Wider than torch.testing's defaults: another order of summation must pass, a wrong
# formula must not.
TOLERANCE = {
    torch.float16: (2e-3, 2e-3),
    torch.bfloat16: (2e-2, 2e-2),
    torch.float32: (1e-4, 1e-5),
    torch.float64: (1e-7, 1e-8),
    torch.complex64: (1e-4, 1e-5),
    torch.complex128: (1e-7, 1e-8),
}
EXACT = (0.0, 0.0)

_KEY = re.compile(r"""\[('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\]""")


@dataclass(frozen=True)
class Difference:
    """The first place where two observations part.

    Args:
        kind: what differs there.
        path: where, as Python would write it: `[2]`, `['loss']`, or empty for the whole.
        text: `got (2, 5, 8), expected (2, 5, 4)`.
        expected: the expected leaf.
        got: the leaf that came.
        excess: the largest error as a multiple of the tolerance; infinity if it has none.
    """

    kind: Literal["type", "structure", "shape", "dtype", "value", "detached"]
    path: str
    text: str
    expected: Data
    got: Data
    excess: float = math.inf

    @property
    def place(self) -> str:
        """`['8 of 50']['labels'][2]` as a person would say it: `8 of 50 › labels [2]`.

        A check says with its keys what it looked at. Without any the place is a number.
        """
        if not _KEY.search(self.path):
            return f"the observation {self.path}".strip()
        said = _KEY.sub(lambda key: f" › {ast.literal_eval(key[1])} ", self.path)
        return " ".join(said.split()).removeprefix("› ")


def compare(expected: Data, got: Data, options: CheckOptions, path: str = "") -> Difference | None:
    """The first difference between two observations, None if there is none."""
    if isinstance(expected, Tensor | np.ndarray):
        return _compare_tensors(expected, got, options, path)
    if isinstance(expected, list | tuple):
        return _compare_sequences(expected, got, options, path)
    if isinstance(expected, dict):
        return _compare_dicts(expected, got, options, path)
    if isinstance(expected, bool | int | float | complex) and not isinstance(expected, str):
        return _compare_numbers(expected, got, options, path)
    if isinstance(expected, Opaque) or isinstance(got, Opaque):
        same = isinstance(expected, Opaque) and isinstance(got, Opaque) and expected == got
    else:
        same = type(expected) is type(got) and bool(expected == got)
    if same:
        return None
    if type(expected) is type(got):
        text = f"got {show(got)}, expected {show(expected)}"
        return Difference("value", path, text, expected, got)
    text = f"got {describe(got)}, expected {describe(expected)}"
    return Difference("type", path, text, expected, got)


def agrees(expected: Data, got: Data, options: CheckOptions) -> bool:
    """Whether two observations are the same within tolerance."""
    return compare(expected, got, options) is None


def _compare_sequences(
    expected: list[Data] | tuple[Data, ...], got: Data, options: CheckOptions, path: str
) -> Difference | None:
    if not isinstance(got, list | tuple):
        text = f"got {describe(got)}, expected {describe(expected)}"
        return Difference("type", path, text, expected, got)
    for i, (e, g) in enumerate(zip(expected, got, strict=False)):
        if found := compare(e, g, options, f"{path}[{i}]"):
            return found
    if len(expected) != len(got):
        text = f"got {len(got)} values, expected {len(expected)}"
        return Difference("structure", path, text, expected, got)
    return None


def _compare_dicts(
    expected: dict[str, Data], got: Data, options: CheckOptions, path: str
) -> Difference | None:
    if not isinstance(got, dict):
        text = f"got {describe(got)}, expected {describe(expected)}"
        return Difference("type", path, text, expected, got)
    for key, e in expected.items():
        if key not in got:
            return Difference("structure", path, f"`{key}` is missing", expected, got)
        if found := compare(e, got[key], options, f"{path}[{key!r}]"):
            return found
    if extra := sorted(set(got) - set(expected)):
        return Difference("structure", path, f"`{extra[0]}` is not expected", expected, got)
    return None


def _compare_numbers(
    expected: complex, got: Data, options: CheckOptions, path: str
) -> Difference | None:
    """A number; a zero-dimensional tensor or array holding it is as good."""
    value = got
    if isinstance(got, Tensor | np.ndarray) and got.shape == ():
        value = got.item()
    right_type = isinstance(value, bool | int | float | complex) and (
        not options.exact_type or isinstance(expected, bool) == isinstance(value, bool)
    )
    if not right_type:
        text = f"got {describe(got)}, expected the number {show(expected)}"
        if isinstance(expected, bool):
            text = f"got {describe(got)}, expected {expected}"
        return Difference("type", path, text, expected, got)
    if isinstance(expected, bool | int) and isinstance(value, bool | int):
        if expected == value:
            return None
        return Difference("value", path, f"got {value}, expected {expected}", expected, value)
    rtol, atol = _tolerance(torch.float32, options)
    bound = atol + rtol * abs(expected)
    if value == expected or abs(value - expected) <= bound or (_nan(value) and _nan(expected)):
        return None
    excess = abs(value - expected) / bound if bound else math.inf
    text = _told_apart(value, expected)
    return Difference("value", path, text, expected, value, excess)


def _compare_tensors(
    expected: Tensor | np.ndarray, got: Data, options: CheckOptions, path: str
) -> Difference | None:
    if type(got) is not type(expected) and not isinstance(got, Tensor | np.ndarray):
        text = f"got {describe(got)}, expected {describe(expected)}"
        return Difference("type", path, text, expected, got)
    if options.exact_type and isinstance(expected, Tensor) != isinstance(got, Tensor):
        text = f"got {describe(got)}, expected {describe(expected)}"
        return Difference("type", path, text, expected, got)
    e, g = torch.as_tensor(expected), torch.as_tensor(got)
    if e.shape != g.shape:
        text = f"got {tuple(g.shape)}, expected {tuple(e.shape)}"
        return Difference("shape", path, text, expected, got)
    if options.exact_type and e.dtype != g.dtype:
        text = f"got {_name(g.dtype)}, expected {_name(e.dtype)}"
        return Difference("dtype", path, text, expected, got)
    if found := _compare_values(e, g, options, path):
        return found
    if e.requires_grad and not g.requires_grad:
        text = "the values are right, but no gradient flows back through them"
        return Difference("detached", path, text, expected, got)
    return None


def _compare_values(e: Tensor, g: Tensor, options: CheckOptions, path: str) -> Difference | None:
    wrong, excess = mismatch(e, g, options)
    count = int(wrong.sum())
    if not count:
        return None
    if e.numel() <= 8:
        text = _told_apart(g, e)
    else:
        first = tuple(int(i) for i in wrong.nonzero()[0])
        at = ", ".join(map(str, first))
        text = (
            f"{count} of {e.numel()} entries differ; at [{at}] "
            f"{_told_apart(g[first].item(), e[first].item())}"
        )
    return Difference("value", path, text, e, g, excess)


def mismatch(e: Tensor, g: Tensor, options: CheckOptions) -> tuple[Tensor, float]:
    """Which entries of two tensors of one shape differ, and by how many tolerances at most."""
    dtype = e.dtype if e.dtype in TOLERANCE else g.dtype
    e, g = e.detach(), g.detach()
    if torch.equal(e, g):  # most comparisons; a NaN is never equal and takes the long way
        return torch.zeros(e.shape, dtype=torch.bool), 0.0
    if not (e.is_floating_point() or e.is_complex() or g.is_floating_point() or g.is_complex()):
        return e != g, math.inf
    rtol, atol = _tolerance(dtype, options)
    wide = torch.complex128 if e.is_complex() or g.is_complex() else torch.float64
    e, g = e.to(wide), g.to(wide)
    bound = atol + rtol * e.abs()
    close = ((g - e).abs() <= bound) & torch.isfinite(e) & torch.isfinite(g)
    wrong = ~(close | (e == g) | (torch.isnan(e) & torch.isnan(g)))
    if not bool(wrong.any()):
        return wrong, 0.0
    ratio = ((g - e).abs() / bound)[wrong]
    excess = float(ratio.max()) if bool(torch.isfinite(ratio).all()) else math.inf
    return wrong, excess


def largest_error(expected: Data, got: Data, options: CheckOptions) -> float:
    """The largest error of an observation in tolerances, small ones counted too.

    What is no float, or has no place in both, counts nothing: `compare` speaks of that.
    """
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        pairs = list(zip(expected, got, strict=False))
    elif isinstance(expected, dict) and isinstance(got, dict):
        pairs = [(e, got[k]) for k, e in expected.items() if k in got]
    elif isinstance(expected, float) and isinstance(got, float | Tensor | np.ndarray):
        wanted = torch.tensor(expected, dtype=torch.float64)
        return _error_of(wanted, torch.as_tensor(got), torch.float32, options)
    elif isinstance(expected, Tensor) and isinstance(got, Tensor):
        return _error_of(expected, got, expected.dtype, options)
    else:
        return 0.0
    return max((largest_error(e, g, options) for e, g in pairs), default=0.0)


def _error_of(e: Tensor, g: Tensor, dtype: torch.dtype, options: CheckOptions) -> float:
    if e.shape != g.shape or not e.is_floating_point() or not e.numel():
        return 0.0
    rtol, atol = _tolerance(dtype, options)
    e, g = e.detach().double(), g.detach().double()
    ratio = (g - e).abs() / (atol + rtol * e.abs())
    finite = ratio[torch.isfinite(ratio)]
    return float(finite.max()) if finite.numel() else 0.0


def place_of_nan(value: Data, path: str = "") -> str | None:
    """Where an observation holds a NaN, as Python would write it; None if it holds none."""
    if isinstance(value, Tensor | np.ndarray):
        t = torch.as_tensor(value)
        is_number = t.is_floating_point() or t.is_complex()
        return path if is_number and bool(torch.isnan(t).any()) else None
    if isinstance(value, float | complex):
        return path if value != value else None
    if isinstance(value, list | tuple):
        places = (place_of_nan(v, f"{path}[{i}]") for i, v in enumerate(value))
    elif isinstance(value, dict):
        places = (place_of_nan(v, f"{path}[{k!r}]") for k, v in value.items())
    else:
        return None
    return next((p for p in places if p is not None), None)


def describe(value: Data) -> str:
    """What a value is, without its contents: `a float32 tensor of shape (2, 3)`."""
    if isinstance(value, Tensor):
        return f"a {_name(value.dtype)} tensor of shape {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"a {value.dtype} array of shape {value.shape}"
    if isinstance(value, Opaque):
        article = "an" if value.type_name[:1].lower() in "aeiou" else "a"
        return f"{article} {value.type_name} object"
    if value is None:
        return "None"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return f"the {type(value).__name__} {show(value)}"


def show(value: Data, digits: int = 5) -> str:
    """A value on one line, short.

    Args:
        value: anything observed.
        digits: of a number; those in a tensor get one less.
    """
    if isinstance(value, Tensor | np.ndarray):
        if torch.as_tensor(value).numel() <= 12:
            flat = torch.as_tensor(value).detach().tolist()
            return _rounded(flat, digits - 1)
        return describe(value)
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    if isinstance(value, Opaque):
        return describe(value)
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _told_apart(got: Data, expected: Data) -> str:
    """Both with as many digits as it takes to see that they differ."""
    shown = ((show(got, digits), show(expected, digits)) for digits in (5, 7, 9, 12, 18))
    mine, right = next((pair for pair in shown if pair[0] != pair[1]), (show(got), show(expected)))
    return f"got {mine}, expected {right}"


def _rounded(value: object, digits: int) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_rounded(v, digits) for v in value) + "]"
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    return str(value)


def _tolerance(dtype: torch.dtype, options: CheckOptions) -> tuple[float, float]:
    rtol, atol = TOLERANCE.get(dtype, EXACT)
    return (
        rtol if options.rtol is None else options.rtol,
        atol if options.atol is None else options.atol,
    )


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _nan(value: Data) -> bool:
    return isinstance(value, float) and math.isnan(value)
