"""Words as HTML and as the Markdown that the page understands."""

from __future__ import annotations

import re
from html import escape

# What Streamlit would turn into an emoji, an icon or coloured text: `:name:` and `:name[`.
_SHORTCODE = re.compile(r":(?=[A-Za-z][\w+/-]*[:\[])")
# Code and maths, in which nothing is touched.
_LITERAL = re.compile(r"(```.*?```|~~~.*?~~~|``.+?``|`[^`]*`|\$\$.*?\$\$|\$[^$\n]+\$)", re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WORD_JOINER = "\u2060"


def markdown(text: str) -> str:
    """The course's Markdown for Streamlit: no surprise emoji or colours from words with colons.

    Only for text of the course. What a learner or their code has written goes through `plain`.
    """
    parts = _LITERAL.split(text)
    parts[::2] = [_SHORTCODE.sub(":" + _WORD_JOINER, p) for p in parts[::2]]
    return "".join(parts)


def plain(text: str, limit: int = 20_000) -> str:
    """Untrusted text as HTML that shows exactly these characters and does nothing.

    Characters that would turn the reading direction or move a cursor are left out.
    """
    clipped = text if len(text) <= limit else text[:limit] + "…"
    return escape(_CONTROL.sub("", clipped))


def line(text: str) -> str:
    """A sentence that may hold `code` between backticks, as HTML; everything else is escaped."""
    return _CODE.sub(r"<code>\1</code>", plain(text, 2_000))


def dots(rating: int) -> str:
    """A rating of 1 to 5 as dots, with words for those who cannot see them."""
    full, empty = "●" * rating, "○" * (5 - rating)
    return f'<span class="dots" role="img" aria-label="{rating} of 5">{full}{empty}</span>'


def minutes(seconds: float) -> str:
    """A length of time as a person says it: `2 h 05 min`, `40 min`, `less than a minute`."""
    whole = round(seconds / 60)
    if whole < 1:
        return "less than a minute"
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"
