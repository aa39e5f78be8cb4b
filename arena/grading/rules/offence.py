"""One thing that an answer does and may not, as a sentence."""

from __future__ import annotations

from dataclasses import dataclass

_LOOPS = {"for": "a loop", "while": "a loop"}


@dataclass(frozen=True)
class Offence:
    """One thing that is not allowed, and the line where it stands.

    Args:
        name: what is used; `no as_strided` for what is required and missing.
        line: where it stands; where the definition begins for what is missing; 0 if nobody knows.
        written: how the file writes it, where that differs.
        ran: it was seen while the answer ran.
    """

    name: str
    line: int
    written: str = ""
    ran: bool = False

    @property
    def sentence(self) -> str:
        """What is wrong, without the line."""
        if self.name.startswith("no "):
            return f"`{self.name.removeprefix('no ')}` is not used"
        if self.name in _LOOPS and self.written not in ("", "for", "while"):
            if self.ran:
                return f"{_LOOPS[self.name]} by other means: one place {self.written}"
            return f"{_LOOPS[self.name]} by other means: `{self.written}`"
        if self.ran:
            return f"`{self.name}` runs here, by whatever name"
        if self.written and not self.written.endswith(self.name):
            return f"`{self.written}` is `{self.name}`"
        return f"`{self.name}` is used"
