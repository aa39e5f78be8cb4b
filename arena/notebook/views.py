"""What a verb of the notebook gives back: rich in a notebook, plain text elsewhere."""

from __future__ import annotations

import functools
import io
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from typing import Any

from rich.console import Console, RenderableType

from arena.cli.text.pages import markdown
from arena.cli.text.verdicts import verdict_text
from arena.course.model import Exercise, Kind
from arena.errors import ArenaError
from arena.grading.verdict import Outcome, Verdict
from arena.render.notebook_files import PLOTLY
from arena.render.pictures import pictures_html
from arena.render.verdict_html import verdict_html
from arena.render.views import is_view, view_html
from arena.render.web import line, plain

_WIDTH = 88
_COLOURS = {Outcome.RIGHT: "right", Outcome.NOT_ATTEMPTED: "open"}


class NotebookStop(ArenaError):
    """Ends the cell, and with it “Run all”, with a sentence instead of a wall of frames."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in the place of a traceback."""
        return [self.what, *([f"  next  {self.next_step}"] if self.next_step else [])]


@dataclass(frozen=True)
class Checked:
    """A verdict to look at. True if the answer is right."""

    verdict: Verdict
    exercise: Exercise
    predicted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict.outcome is Outcome.RIGHT

    def __repr__(self) -> str:
        return "\n".join([text_of(verdict_text(self.verdict)), *self.predicted])

    def _repr_html_(self) -> str:
        image = self.exercise.type is Kind.PICTURE
        colour = _COLOURS.get(self.verdict.outcome, "wrong")
        beside = "".join(f"<p>{line(said)}</p>" for said in self.predicted)
        return boxed(verdict_html(self.verdict, image=image) + beside + self._next(), colour)

    def _next(self) -> str:
        """What to type, as this is a notebook."""
        if self.verdict.outcome in (Outcome.RIGHT, Outcome.NOT_ATTEMPTED):
            return ""
        name = self.exercise.name
        commands = [f"hint({name})"]
        if self.verdict.diagnosis:
            commands.append(f"explain({name})")
        said = " · ".join(f"<code>{escape(c)}</code>" for c in commands)
        return f'<p class="aside">next {said}</p>'


@dataclass(frozen=True)
class Words:
    """Markdown of the course."""

    text: str

    def __repr__(self) -> str:
        return text_of(markdown(self.text))

    def _repr_markdown_(self) -> str:
        return self.text


@dataclass(frozen=True)
class Replied:
    """What is said to an answer to a question. True if it is right."""

    right: bool
    why: str
    head: str = ""

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return text_of(markdown(self._text))

    def _repr_markdown_(self) -> str:
        return self._text

    @property
    def _text(self) -> str:
        head = self.head or ("Right." if self.right else "Not right yet.")
        return f"**{'✓' if self.right else '✗'} {head}** {self.why}".strip()


@dataclass(frozen=True)
class Shown:
    """Tensors as pictures: HTML in a notebook, their names and sizes elsewhere."""

    html: str = field(repr=False)
    text: str = ""

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return boxed(self.html, "open")


@dataclass(frozen=True)
class Drawn:
    """A figure of the course. Works without a network: plotly's script travels with the first."""

    name: str
    figure: Mapping[str, Any] = field(repr=False)
    said: str = ""

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {"text/html": self._repr_html_(), "text/plain": f"figure {self.name}{self._said}"}
        return shown if is_view(self.figure) or self.said else {PLOTLY: dict(self.figure), **shown}

    def _repr_html_(self) -> str:
        said = boxed(f'<p class="aside">{line(self.said)}</p>', "open") if self.said else ""
        drawn = view_html(self.figure) if is_view(self.figure) else _figure_html(self.figure)
        return drawn + said

    @property
    def _said(self) -> str:
        return f" · {self.said.replace('`', '')}" if self.said else ""


def text_of(what: RenderableType) -> str:
    """What a terminal would show, without colours."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=_WIDTH,
        color_system=None,
        force_terminal=False,
        force_jupyter=False,
        emoji=False,
        markup=False,
        highlight=False,
    )
    console.print(what)
    return "\n".join(row.rstrip() for row in stream.getvalue().rstrip().splitlines())


def boxed(html: str, colour: str) -> str:
    """HTML with the style it needs; a notebook's own style is left alone."""
    return f'<style>{_style()}</style><div class="arena-out {colour}">{html}</div>'


def tensors_html(pictures: Iterable[tuple[str, Any]], notes: Iterable[str]) -> str:
    """Titled rows of pictures, then remarks."""
    rows = (
        f'<p class="aside">{line(title)}</p>{pictures_html(shown, image=False)}'
        for title, shown in pictures
    )
    said = "".join(f'<p class="aside">{plain(note)}</p>' for note in notes)
    return "".join(rows) + said


@functools.cache
def _style() -> str:
    return " ".join((files("arena.notebook") / "output.css").read_text("utf-8").split())


_sent: list[str] = []  # the places of all figures that this kernel has drawn


def _figure_html(figure: Mapping[str, Any]) -> str:
    """A drawing by plotly's own script, which is put in once: it is four megabytes.

    Colab gives every output a page of its own, so there it comes with each.
    """
    from plotly.offline import get_plotlyjs

    with_script = not _sent or "google.colab" in sys.modules
    place = f"arena-figure-{len(_sent) + 1}"
    _sent.append(place)
    drawn = dict(figure) | {"config": {"responsive": True, "displaylogo": False}}
    data = json.dumps(drawn, sort_keys=True).replace("</", "<\\/")
    draw = (
        f"(function () {{ var at = document.getElementById('{place}'); "
        "if (window.Plotly) { window.Plotly.newPlot(at, " + data + "); } else { "
        "at.textContent = 'Run the first figure of this notebook again, then this one.'; } })();"
    )
    script = f"<script>{get_plotlyjs()}</script>" if with_script else ""
    return f'{script}<div id="{place}" style="min-height: 320px"></div><script>{draw}</script>'
