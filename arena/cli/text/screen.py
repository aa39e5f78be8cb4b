"""The terminal: two consoles, text made safe to print, and marks that survive any encoding."""

from __future__ import annotations

import codecs
import contextlib
import functools
import io
import os
import re
import sys
import threading
import unicodedata
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

RIGHT = "✓"
WRONG = "✗"
OPEN = "·"
PATIENCE_S = 0.5

# CSI and OSC sequences of ECMA-48, removed whole so that no `[31m` stays behind.
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")

# What stands in when the terminal's encoding has no such character. One for one where
# columns depend on it.
_PLAIN = {
    "✓": "+",
    "✗": "x",
    "·": "-",
    "•": "-",
    "█": "#",
    "░": ".",
    "▌": "|",
    "─": "-",
    "━": "-",
    "│": "|",
    "›": ">",
    "—": "-",
    "–": "-",
    "−": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "→": "->",
    "←": "<-",
    "×": "x",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "√": "sqrt",
}


def _plain_characters(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the nearest ASCII text for what cannot be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(c) or _decomposed(c) for c in missing), error.end


def _decomposed(character: str) -> str:
    if "\u2800" <= character <= "\u28ff":
        return _braille_as_ascii(ord(character) - 0x2800)
    ascii_only = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return ascii_only or "?"


def _braille_as_ascii(dots: int) -> str:
    """One character with its weight at the same height: curves are drawn in braille."""
    upper, lower = dots & 0b0001_1011, dots & 0b1110_0100
    if not dots:
        return " "
    return ":" if upper and lower else "'" if upper else "."


codecs.register_error("arena.plain", _plain_characters)


@functools.cache
def out() -> Console:
    """The console for what was asked for."""
    return _console(stderr=False)


@functools.cache
def err() -> Console:
    """The console for what went wrong."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="arena.plain")
    # NO_COLOR, TERM=dumb, COLUMNS and "is this a terminal" are Rich's own business. Emoji codes,
    # markup and highlighting are off: what we print is often somebody else's text.
    console = Console(stderr=stderr, emoji=False, markup=False, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 100  # a file or a pipe has no width; wrap as our own documents do
    return console


def say(*what: RenderableType) -> None:
    """Print what was asked for; outside a terminal without the blanks at the ends of lines."""
    console = out()
    if console.is_terminal:
        for piece in what:
            console.print(piece)
        return
    with console.capture() as captured:
        for piece in what:
            console.print(piece)
    text = "".join(f"{row.rstrip()}\n" for row in captured.get().splitlines())
    console.file.write(text)
    console.file.flush()


@contextlib.contextmanager
def waiting(what: str) -> Iterator[None]:
    """Say what is waited for, if it takes longer than is worth no word. Only on a terminal."""
    if not (err().is_terminal and out().is_terminal):
        yield
        return
    status = err().status(Text(f"{what} …", "bright_black"), spinner="line")
    timer = threading.Timer(PATIENCE_S, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def clean(text: str, limit: int = 4_000) -> str:
    """Text that cannot move the cursor, change colours or reorder the line, clipped to `limit`.

    Tabs become four spaces, newlines stay. Everything else in Unicode's control, format and
    surrogate categories goes: escape sequences, bells, bidirectional overrides.
    """
    unescaped = _ESCAPES.sub("", text)
    clipped = unescaped if len(unescaped) <= limit else unescaped[: limit - 1] + "…"
    expanded = clipped.replace("\r\n", "\n").replace("\t", "    ")
    return "".join(
        c for c in expanded if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )


def line(text: str, limit: int = 400) -> str:
    """The same on one line."""
    return " ".join(clean(text, limit).split())


def words(*parts: tuple[str, str] | str) -> Text:
    """A line put together from plain parts and `(part, style)`; nothing in it is read as markup."""
    return Text.assemble(*parts, overflow="fold")


def notice_text(notice: str) -> Text:
    """Something to be told that stops nothing."""
    return words(("! ", "bold yellow"), clean(notice))


def bar(done: int, total: int, width: int = 20) -> Text:
    """`████░░░░ 4/8`, filled in proportion; empty only at zero, full only at the end."""
    filled = round(width * done / total) if total else 0
    if 0 < done < total:
        filled = min(max(filled, 1), width - 1)
    return words(
        ("█" * filled, "green"),
        ("░" * (width - filled), "bright_black"),
        f" {done}/{total}",
    )
