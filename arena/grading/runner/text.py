"""Text from a learner's process is untrusted: clip it, take out what a terminal would obey."""

from __future__ import annotations

import re

# CSI … final byte; OSC/DCS/PM/APC/SOS … terminator; two-byte escapes; and the eight-bit forms of
# all of these.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
# Control characters but newline and tab; lone surrogates; marks that reorder or hide text.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

MARK = " …"


def clean(text: str, limit: int = 4000) -> str:
    """Text that is safe to show: no escape sequence, no control character, not too long.

    A carriage return becomes a line break, so that nothing can be printed over what stands before
    it.
    """
    # Clip before the work as well: the text may be megabytes long.
    shown = text[: 4 * limit + 64].replace("\r\n", "\n").replace("\r", "\n")
    shown = _CONTROLS.sub("", _ESCAPES.sub("", shown))
    if len(shown) <= limit and len(text) <= 4 * limit + 64:
        return shown
    return shown[: max(0, limit - len(MARK))] + MARK
