"""Curves drawn in braille, and the numbers beside them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.cli.text.curves import draw_curve, number, span_of

BLANK = "\u2800"
finite = st.floats(-1e6, 1e6)
broken = st.sampled_from([None, math.nan, math.inf])


def dots(rows: tuple[str, ...]) -> int:
    return sum((ord(c) - 0x2800).bit_count() for row in rows for c in row)


def test_a_rising_line_goes_from_the_lower_left_to_the_upper_right() -> None:
    assert draw_curve([0, 4], [0.0, 1.0], 4, width=2, height=1) == ("⡠⠊",)
    assert draw_curve([0, 4], [1.0, 0.0], 4, width=2, height=1) == ("⠑⢄",)


def test_what_is_still_to_come_is_left_blank() -> None:
    (row,) = draw_curve([0, 5], [1.0, 0.0], 10, width=10, height=1)
    assert row[:5].replace(BLANK, "") == row[:5]
    assert row[6:] == BLANK * 4


def test_a_flat_curve_lies_in_the_middle() -> None:
    rows = draw_curve([0, 10], [3.0, 3.0], 10, width=4, height=3)
    assert rows[0] == rows[2] == BLANK * 4
    assert BLANK not in rows[1]


def test_what_is_not_finite_leaves_a_gap() -> None:
    whole = draw_curve([0, 1, 2, 3, 4], [1.0, 1.0, 1.0, 1.0, 1.0], 4, width=8, height=1)
    gap = draw_curve([0, 1, 2, 3, 4], [1.0, 1.0, None, 1.0, 1.0], 4, width=8, height=1)
    assert BLANK not in whole[0]
    assert BLANK in gap[0]
    assert draw_curve([0, 1], [None, math.nan], 1, width=3, height=1) == (BLANK * 3,)


@given(st.lists(finite | broken, max_size=50), st.integers(1, 30), st.integers(1, 6))
def test_every_curve_fills_its_frame_and_shows_each_finite_value(
    values: list[float | None], width: int, height: int
) -> None:
    steps = [float(i) for i in range(len(values))]
    rows = draw_curve(steps, values, len(values), width=width, height=height)
    assert [len(row) for row in rows] == [width] * height
    assert (dots(rows) > 0) == (span_of(values) is not None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.123456, "0.123"),
        (2, "2"),
        (2.9e-13, "2.9e-13"),
        (-1234.6, "-1235"),
        (1.5e9, "1.5e+09"),
        (None, "nan"),
    ],
)
def test_numbers_are_short(value: float | None, text: str) -> None:
    assert number(value) == text
