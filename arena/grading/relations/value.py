"""Relations of values: a sign, a scale, a shift, another axis, a number that is none."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor

from arena.grading.relations.evidence import (
    REDUCTIONS,
    Evidence,
    is_constant,
    place_of,
    variety,
)


def nan(x: Evidence) -> str | None:
    """NaN where a number should be."""
    if not (x.got.is_floating_point() and x.got.shape == x.expected.shape):
        return None
    bad = torch.isnan(x.got) & ~torch.isnan(x.expected.to(x.got.dtype))
    if not bool(bad.any()):
        return None
    where = place_of(bad)
    if any(bool((t == 0).any()) for t in x.arguments.values()):
        return f"NaN{where}: look for 0/0, or for 0 · inf, since an input holds a zero"
    if any(bool(torch.isinf(t).any()) for t in x.arguments.values() if t.is_floating_point()):
        return f"NaN{where}: look for inf - inf, since an input holds an infinity"
    if any(bool((t.abs() > 80).any()) for t in x.arguments.values() if t.is_floating_point()):
        return f"NaN{where}: exp overflows to inf for the large inputs, and inf/inf is NaN"
    return f"NaN{where}: a log or root of a negative number, 0/0, or memory never written"


def infinite(x: Evidence) -> str | None:
    """Infinity where a finite number should be, or the reverse."""
    if not (x.got.is_floating_point() and x.got.shape == x.expected.shape):
        return None
    e = x.expected.to(x.got.dtype)
    bad = torch.isinf(x.got) & torch.isfinite(e)
    # Where the right answer holds infinities too, one more is no accident of arithmetic.
    if bool(bad.any()) and not bool(torch.isinf(e).any()):
        return f"infinity{place_of(bad)}: look for a division by zero, log(0), or a large exp"
    missing = torch.isinf(e) & torch.isfinite(x.got)
    if bool(missing.any()) and not bool((torch.isfinite(e) & (x.got != e)).any()):
        value = torch.unique(x.got[missing])
        if value.numel() == 1:
            return f"where infinity is expected{place_of(missing)}, you give {float(value[0]):.4g}"
    return None


def inverted(x: Evidence) -> str | None:
    """True and False have changed places."""
    if x.expected.dtype == torch.bool and x.same(~x.expected, x.got) and x.expected.numel() > 1:
        return "True and False have changed places"
    return None


def reversed_axis(x: Evidence) -> str | None:
    """Flipped along one axis."""
    if x.expected.shape != x.got.shape or variety(x.expected) < 3:
        return None
    for axis in range(x.expected.dim()):
        flipped = x.expected.flip(axis)
        if not x.same(flipped, x.expected) and x.same(flipped, x.got):
            return f"your answer runs backwards along axis {axis}"
    return None


def shifted(x: Evidence) -> str | None:
    """Moved by one along an axis."""
    if x.expected.shape != x.got.shape or variety(x.expected) < 3:
        return None
    for axis, size in enumerate(x.expected.shape):
        if size < 3:
            continue
        for step, word in ((1, "late"), (-1, "early")):
            e = x.expected.narrow(axis, 0 if step == 1 else 1, size - 1)
            g = x.got.narrow(axis, 1 if step == 1 else 0, size - 1)
            if not is_constant(e) and x.same(e, g):
                return f"your values come one place too {word} along axis {axis}"
    return None


def negated(x: Evidence) -> str | None:
    """The sign is wrong everywhere."""
    if _floats(x) and x.same(-x.expected, x.got) and not x.same(x.expected, -x.expected):
        return "every sign is wrong: your answer is the negative of the right one"
    return None


def scaled(x: Evidence) -> str | None:
    """A constant factor is missing or too much; the usual suspects are named."""
    factor = _factor(x)
    if factor is None:
        return None
    suspects = [
        [
            (value, f"{text}, where {n} is the size of axis {axis} of `{name}`")
            for value, text in _suspects(n)
        ]
        for name, t in x.arguments.items()
        for axis, n in enumerate(t.shape)
        if n > 1
    ]
    # A plain size explains more than a root of one: 2 is rather an axis of two than √4.
    by_kind: Iterable[tuple[tuple[float, str], ...]] = zip(*suspects, strict=True)
    for alike in by_kind:
        for value, sentence in alike:
            if math.isclose(factor, value, rel_tol=1e-4):
                return sentence
    return f"your answer is the right one times {factor:.4g}: a factor is missing or too much"


def offset(x: Evidence) -> str | None:
    """A constant is added everywhere."""
    if not _floats(x) or x.expected.shape != x.got.shape or variety(x.expected) < 2:
        return None
    gap = (x.got - x.expected).double()
    if not bool(torch.isfinite(gap).all()):
        return None
    mean = gap.mean()
    if float(mean.abs()) > 1e-3 and x.same(x.expected + mean.to(x.expected.dtype), x.got):
        return f"your answer is the right one plus {float(mean):.4g} everywhere"
    return None


def softmax_axis(x: Evidence) -> str | None:
    """Both are distributions, over different axes."""
    if not _floats(x) or x.expected.shape != x.got.shape or x.expected.dim() < 2:
        return None
    if bool(((x.expected == 0) | (x.expected == 1)).all()):
        return None  # a permutation or an identity sums to 1 as well, and nobody normalised it
    right = {a for a in range(x.expected.dim()) if _sums_to_one(x.expected, a)}
    yours = {a for a in range(x.got.dim()) if _sums_to_one(x.got, a)}
    if right and yours and right.isdisjoint(yours):
        return (
            f"you normalise over axis {min(yours)}: your values sum to 1 there, "
            f"the right ones sum to 1 over axis {min(right)}"
        )
    if right and not yours and bool((x.got >= 0).all()):
        return f"the right values sum to 1 over axis {min(right)}, yours do not"
    return None


def future_leak(x: Evidence) -> str | None:
    """A causal mask that lets the future through."""
    e, g = x.expected, x.got
    if e.shape != g.shape or e.dim() < 2 or e.shape[-1] != e.shape[-2] or e.shape[-1] < 3:
        return None
    above = torch.ones(e.shape[-2:], dtype=torch.bool).triu(1)
    if not bool((e[..., above] == 0).all()) or bool((e[..., ~above] == 0).all()):
        return None
    if bool((g[..., above] != 0).any()):
        return "entries above the diagonal are not zero: the future leaks through your mask"
    diagonal = e.diagonal(dim1=-2, dim2=-1)
    yours = g.diagonal(dim1=-2, dim2=-1)
    if bool((yours == 0).all()) and not bool((diagonal == 0).all()):
        return "the diagonal is zero: your mask hides each position from itself"
    return None


def wrong_axis(x: Evidence) -> str | None:
    """A reduction of an input over another axis than the right one."""
    for name, t in x.arguments.items():
        if not 2 <= t.dim() <= 5 or not t.is_floating_point() or not t.numel():
            continue  # an empty axis has no maximum
        results = {
            (word, axis): reduce(t, axis)
            for axis in range(t.dim())
            for word, reduce in REDUCTIONS.items()
        }
        right = [k for k, v in results.items() if x.same(x.expected, v)]
        yours = [k for k, v in results.items() if x.same(x.got, v)]
        if right and yours:
            (word, axis), (your_word, your_axis) = right[0], yours[0]
            if _is_slice(x, t):
                continue
            if axis != your_axis:
                return f"you reduce axis {your_axis} of `{name}`, the {word} is over axis {axis}"
            return f"you take the {your_word} of `{name}`, asked is the {word}"
    return None


def _is_slice(x: Evidence, t: Tensor) -> bool:
    """Whether the right answer is one row, column … of an input: sorted data look reduced then."""
    return any(x.same(x.expected, part) for axis in range(t.dim()) for part in t.unbind(axis))


def input_returned(x: Evidence) -> str | None:
    """Nothing was done."""
    for name, t in x.arguments.items():
        if t.dtype == x.got.dtype and x.same(t, x.got):
            return f"your answer is `{name}`, unchanged"
    return None


def all_alike(x: Evidence) -> str | None:
    """One value everywhere."""
    if (
        x.got.dtype == x.expected.dtype
        and x.got.numel() > 3
        and is_constant(x.got)
        and not is_constant(x.expected)
    ):
        value = x.got.flatten()[0].item()
        if value == 0 and x.got.dtype != torch.bool:
            return "all your values are 0: nothing is written to the result, or all is masked away"
        return f"all your values are {value:.4g}" if value % 1 else f"all your values are {value}"
    return None


def _floats(x: Evidence) -> bool:
    return x.expected.is_floating_point() and x.got.is_floating_point()


def _sums_to_one(t: Tensor, axis: int) -> bool:
    if t.shape[axis] < 2:
        return False
    total = t.double().sum(axis)
    return bool((total - 1).abs().max() < 1e-3)


def _factor(x: Evidence) -> float | None:
    e, g = x.expected, x.got
    if not _floats(x) or e.shape != g.shape or variety(e) < 2:
        return None
    finite = torch.isfinite(e) & torch.isfinite(g)
    largest = int(torch.where(finite, e.abs(), 0.0).flatten().argmax())
    scale = float(e.flatten()[largest])
    if abs(scale) < 1e-6 or not bool(finite.flatten()[largest]):
        return None
    factor = float(g.flatten()[largest]) / scale
    if abs(factor) < 1e-6 or math.isclose(factor, 1, rel_tol=1e-3) or factor == -1:
        return None
    return factor if x.same(e * factor, g) else None


def _suspects(n: int) -> list[tuple[float, str]]:
    """Factors that an axis of size n leads to, the likeliest first."""
    off = (n - 1) / n
    return [
        (n, f"you sum where a mean is asked: your answer is {n} times too large"),
        (1 / n, f"you average where a sum is asked: your answer is {n} times too small"),
        (n**0.5, f"your answer is √{n} times too large: the scale 1/√{n} is missing"),
        (n**-0.5, f"your answer is √{n} times too small: a scale of √{n} is missing"),
        (1 / off, f"you divide by n - 1, asked is n (a factor of {n}/{n - 1})"),
        (off, f"you divide by n, asked is n - 1 (a factor of {n - 1}/{n})"),
        (off**-0.5 if n > 2 else math.nan, "your deviation divides by n - 1, asked is n"),
        (off**0.5 if n > 2 else math.nan, "your deviation divides by n, asked is n - 1"),
    ]
