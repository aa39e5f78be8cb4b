"""A picture drawn with a learner's own functions, and what of its data may be drawn at all.

What comes out of the child is data that nobody vouches for: it is clipped and cleaned here, before
the course's own figure function sees it. Imports no torch.
"""

from __future__ import annotations

import re
from typing import Any

from arena.course.model import Value

MAX_NUMBERS = 2_000_000
MAX_TEXT = 200  # characters of one string
FIGURE_BYTES = 4_000_000  # a page has to paint in 1.5 s
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Drawing(Value):
    """A picture, or the one sentence that says why there is none.

    Args:
        figure: Plotly JSON, or a view of `arena.views`.
        yours: the exercises that the learner's own code stands for.
        ours: those, helpers included, for which ours stands.
        failure: empty if there is a figure.
    """

    figure: dict[str, Any] | None = None
    yours: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    failure: str = ""

    @property
    def caption(self) -> str:
        """Whose functions drew it, with names between backticks."""
        mine = f"Drawn with your {_listed(self.yours)}" if self.yours else "Drawn with ours"
        if not self.ours:
            return f"{mine}."
        verb = "is" if len(self.ours) == 1 else "are"
        why = "not written or not right yet"
        return f"{mine}; {_listed(self.ours)} {verb} ours, as yours {verb} {why}."


class Undrawable(ValueError):
    """What came cannot be drawn; the words say why."""


def drawable(data: object) -> Any:
    """Data of the child as a figure function gets it.

    Tensors become numpy arrays; text is cut, and holds nothing that a page could take for markup.

    Raises:
        Undrawable: it is no data, or too much of it.
    """
    import numpy as np  # every command imports this module, and only the judge draws

    left = MAX_NUMBERS

    def clean(value: Any) -> Any:
        nonlocal left
        if isinstance(value, str):
            return inert(value)
        if value is None or isinstance(value, bool | int | float | complex):
            return value
        if isinstance(value, list | tuple):
            return [clean(v) for v in value]
        if isinstance(value, dict):
            return {inert(str(k)): clean(v) for k, v in value.items()}
        if hasattr(value, "detach"):  # a tensor; numpy has no bfloat16
            value = value.detach()
            wide = value.is_floating_point() and value.element_size() < 4
            value = (value.float() if wide else value).numpy()
        if not isinstance(value, np.ndarray):
            raise Undrawable(f"it holds a `{getattr(value, 'type_name', type(value).__name__)}`")
        left -= value.size
        if left < 0:
            raise Undrawable(f"it holds more than {MAX_NUMBERS:,} numbers")
        return value

    return clean(data)


def inert(text: str) -> str:
    """Text that looks the same, cut to a line's length, of which no tag can be made.

    A zero-width space after each `<` keeps Plotly, which reads a few tags, from seeing one.
    """
    shown = _CONTROL.sub("", text[:MAX_TEXT])
    return shown.replace("<", "<\u200b") + ("…" if len(text) > MAX_TEXT else "")


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"`{n}`" for n in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)
