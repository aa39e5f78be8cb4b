"""Numbers and durations in words, one format everywhere."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 claim`, `2 claims`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def span(seconds: float) -> str:
    """`45 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} h"


def took(milliseconds: float) -> str:
    """How long a check took: `140 ms`, then as `span`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 2_000 else span(milliseconds / 1000)
