"""Text made safe, bars, and encodings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.cli.text.screen import bar, clean, line
from arena.render.amounts import count, span

FORBIDDEN = {"Cc", "Cf", "Cs", "Co"}  # control, format, surrogate, private


@given(st.text())
def test_clean_text_has_no_control_characters_and_is_stable(text: str) -> None:
    cleaned = clean(text)
    assert all(c == "\n" or unicodedata.category(c) not in FORBIDDEN for c in cleaned)
    assert clean(cleaned) == cleaned
    assert "\n" not in line(text)


def test_escape_sequences_go_whole() -> None:
    assert clean("a\x1b[31;1mb\x1b[0mc\x1b]8;;file:///etc\x1b\\d\x1b]0;t\x07e") == "abcde"


def test_long_text_is_clipped_with_a_mark() -> None:
    assert clean("x" * 50, limit=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("done", "total", "filled"), [(0, 9, 0), (1, 900, 1), (899, 900, 9), (9, 9, 10), (0, 0, 0)]
)
def test_a_bar_is_empty_only_at_zero_and_full_only_at_the_end(
    done: int, total: int, filled: int
) -> None:
    drawn = bar(done, total, width=10).plain
    assert drawn == "█" * filled + "░" * (10 - filled) + f" {done}/{total}"


@pytest.mark.parametrize(
    ("character", "plain"),
    [
        ("✓", "+"),
        ("…", "..."),
        ("é", "e"),
        ("ﬁ", "fi"),
        ("漢", "?"),
        ("⠑", "'"),
        ("⣀", "."),
        ("⢸", ":"),
    ],
)
def test_what_an_encoding_lacks_has_a_plain_stand_in(character: str, plain: str) -> None:
    assert character.encode("ascii", errors="arena.plain") == plain.encode()


def test_counts_and_spans_read_as_words() -> None:
    assert [count(n, "claim") for n in (0, 1, 2)] == ["0 claims", "1 claim", "2 claims"]
    assert [span(s) for s in (0, 89, 90, 5399, 5400)] == ["0 s", "89 s", "2 min", "90 min", "1.5 h"]
