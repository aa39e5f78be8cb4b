"""Worked examples are true: every `>>>` of page and solutions is run, every figure drawn."""

from __future__ import annotations

import doctest
import json
import math
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import einops
import numpy as np
import torch

from arena.compiler.house import FIGURE_BYTES
from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.grading.draw import draw_figure
from arena.grading.judge import Judge

_FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def check_examples(sources: Sources, solutions: ModuleType) -> Iterator[Fault]:
    """Run the examples of the page, block by block, and of the solutions' docstrings."""
    names = {"torch": torch, "np": np, "math": math, "einops": einops}
    names |= {n: v for n, v in vars(solutions).items() if not n.startswith("__")}
    parser = doctest.DocTestParser()
    for line, text in _fences(sources.text("page.md")):
        if ">>> " in text:
            test = parser.get_doctest(text, dict(names), "page", "page.md", line)
            yield from _run(sources, test)
    for line, text in sources.docstrings("solutions.py"):
        if ">>> " in text:
            test = parser.get_doctest(text, dict(names), "solutions", "solutions.py", line - 1)
            yield from _run(sources, test)


def check_figures(sources: Sources, judge: Judge) -> Iterator[Fault]:
    """Draw every figure of the page; with our answers where it is drawn with exercises."""
    code = judge.library.code(sources.exercise_set.id)
    for figure in sources.figures:
        place = sources.definitions["figures"][figure.name]
        file, line = place.path, place.node.lineno
        try:
            drawn = draw_figure(code, judge, figure.name)
        except Exception as error:  # whatever an author's function may raise
            what = f"the figure `{figure.name}` fails: {type(error).__name__}: {_first(error)}"
            advice = "Run it on its own and mend it; it has to return a Plotly figure."
            yield sources.fault(file, line, "figures", what, advice)
            continue
        if not ({"data", "layout"} <= drawn.keys() or "view" in drawn):
            what = f"`{figure.name}` returns neither a Plotly figure nor a view"
            advice = "Return a go.Figure, or a view of arena.views."
            yield sources.fault(file, line, "figures", what, advice)
        elif (size := _size(drawn)) > FIGURE_BYTES:
            what = f"the figure `{figure.name}` weighs {size / 1e6:.1f} MB, 4 MB at most"
            advice = "Use fewer points or frames, or round what is drawn."
            yield sources.fault(file, line, "figures", what, advice)


class _Checker(doctest.OutputChecker):
    """Zero has no sign: which one a machine prints is of no use to a reader."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        """Whether the output is the one that stands in the text."""
        return super().check_output(_unsigned(want), _unsigned(got), optionflags)


class _Runner(doctest.DocTestRunner):
    """Keeps what failed instead of printing it."""

    def __init__(self) -> None:
        super().__init__(_Checker(), verbose=False, optionflags=_FLAGS)
        self.failed: list[tuple[doctest.Example, str]] = []

    def report_failure(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """Keep what came out instead."""
        self.failed.append((example, f"gives {' '.join(got.split()) or 'nothing'}"))

    def report_unexpected_exception(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        """Keep what was raised."""
        self.failed.append((example, f"raises {exc_info[0].__name__}: {_first(exc_info[1])}"))


def _run(sources: Sources, test: doctest.DocTest) -> Iterator[Fault]:
    runner = _Runner()
    torch.manual_seed(0)
    runner.run(test, out=lambda _: None, clear_globs=False)
    for example, outcome in runner.failed:
        line = (test.lineno or 0) + example.lineno + 1
        what = f"the example `{example.source.strip().splitlines()[0]}` {outcome}"
        advice = (
            f"The text says {' '.join(example.want.split()) or 'nothing'}; correct one of them."
        )
        yield sources.fault(str(test.filename), line, "example wrong", what, advice)


def _fences(page: str) -> Iterator[tuple[int, str]]:
    """Fenced blocks with the number of the line above their first."""
    rows = page.splitlines()
    start = 0
    for number, row in enumerate(rows, 1):
        if row.strip().startswith("```"):
            if start:
                yield start, _with_blank_lines(rows[start : number - 1])
                start = 0
            else:
                start = number


def _with_blank_lines(rows: list[str]) -> str:
    """A block whose output may hold blank lines, as that of a tensor with three axes does."""
    kept = list(rows)
    for i, row in enumerate(rows):
        rest = next((r for r in rows[i:] if r.strip()), ">>> ")
        if not row.strip() and not rest.startswith(">>> "):
            kept[i] = "<BLANKLINE>"
    return "\n".join(kept) + "\n"


def _unsigned(text: str) -> str:
    """Zeros without a sign, and without the blank that a column's other signs leave before them."""
    return re.sub(r"(?<=[\[(])\s+", "", re.sub(r"-(?=0\.0*(?![0-9e]))", "", text))


def _size(figure: dict[str, Any]) -> int:
    return len(json.dumps(figure))


def _first(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [""])[0]
