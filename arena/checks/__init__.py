"""The small public surface of the engine that checks and oracles of a set may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from arena.checks.measures import dtypes_of, gradient_of, is_new, off_by, shares_memory
from arena.checks.watching import watching

__all__ = [
    "CheckOptions",
    "check_options",
    "dtypes_of",
    "gradient_of",
    "is_new",
    "off_by",
    "options_of",
    "report",
    "report_to",
    "shares_memory",
    "watching",
]

F = TypeVar("F", bound=Callable[..., object])
Reporter = Callable[[dict[str, float]], None]

_reporters: list[Reporter] = []


@dataclass(frozen=True)
class CheckOptions:
    """How the observation of one check is compared.

    Args:
        rtol: relative tolerance; None takes the default of the dtype.
        atol: absolute tolerance; None takes the default of the dtype.
        may_mutate: the implementation is meant to change its arguments.
        exact_type: a number must come back as the same Python type, a tensor with the same dtype.
        seeds: how many times the check runs, each time with another seed.
    """

    rtol: float | None = None
    atol: float | None = None
    may_mutate: bool = False
    exact_type: bool = True
    seeds: int = 1


def check_options(
    *,
    rtol: float | None = None,
    atol: float | None = None,
    may_mutate: bool = False,
    exact_type: bool = True,
    seeds: int = 1,
) -> Callable[[F], F]:
    """Set the options of a check where the defaults do not fit."""
    options = CheckOptions(rtol, atol, may_mutate, exact_type, seeds)

    def mark(check: F) -> F:
        check.__arena_options__ = options  # type: ignore[attr-defined]
        return check

    return mark


def options_of(check: Callable[..., object]) -> CheckOptions:
    """The options a check was marked with, or the defaults."""
    options = getattr(check, "__arena_options__", None)
    return options if isinstance(options, CheckOptions) else CheckOptions()


def report(step: int, total: int, **metrics: float) -> None:
    """Say how a long run is getting on; it becomes the progress bar and the live curve.

    Args:
        step: steps done, from 1.
        total: steps there will be.
        metrics: numbers to draw against the step, such as `loss=0.3`.
    """
    numbers = {"step": float(step), "total": float(total)}
    numbers |= {name: float(value) for name, value in metrics.items()}
    for reporter in _reporters:
        reporter(numbers)


@contextmanager
def report_to(reporter: Reporter) -> Iterator[None]:
    """Hear what is reported while this lasts."""
    _reporters.append(reporter)
    try:
        yield
    finally:
        _reporters.remove(reporter)
