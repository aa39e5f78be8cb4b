"""Links and maths of a page: every link leads somewhere, every delimiter has its partner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.compiler.text import blank, page_without_options
from arena.course.page import anchor_of

_LINK = re.compile(r"(?<!\!)\[[^\]]*\]\((?P<target>[^)\s]+)[^)]*\)|!\[[^\]]*\]\((?P<image>[^)\s]+)")
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_MATHS = re.compile(r"(?<!\\)(\$\$?)(?P<body>.+?)(?<!\\)\1", re.DOTALL)
_PAIRS = (("{", "}"), (r"\left", r"\right"))
_ENVIRONMENT = re.compile(r"\\(?P<which>begin|end)\{(?P<name>[^}]*)\}")


def check_links(sources: Sources) -> Iterator[Fault]:
    """Links to sections, exercises and files; addresses of the web are not fetched."""
    page = _without_code(page_without_options(sources.text("page.md")))
    anchors = {s.anchor for s in sources.exercise_set.sections}
    anchors |= {anchor_of(t.name) for t in sources.exercise_set.tasks} | set(sources.names)
    for found in _LINK.finditer(page):
        target = found["target"] or found["image"]
        line = page.count("\n", 0, found.start()) + 1
        if re.match(r"(?:https?|mailto|doi):", target):
            continue
        file, _, anchor = target.partition("#")
        if file and not (sources.folder / file).exists():
            advice = "Correct it; paths are relative to the page."
            yield sources.fault("page.md", line, "links", f"{target} leads nowhere", advice)
        elif not file and anchor not in anchors:
            advice = "Sections of this page: " + ", ".join(f"#{a}" for a in sorted(anchors)) + "."
            yield sources.fault("page.md", line, "links", f"#{anchor} leads nowhere", advice)


def check_maths(sources: Sources) -> Iterator[Fault]:
    """Dollar signs in pairs, and braces, `\\left` and environments closed within each formula."""
    page = _without_code(page_without_options(sources.text("page.md")))
    offset = 0
    for paragraph in re.split(r"(\n[ \t]*\n)", page):
        line = page.count("\n", 0, offset) + 1
        offset += len(paragraph)
        rest = _MATHS.sub("", paragraph)
        if re.search(r"(?<!\\)\$", rest):
            what = "a dollar sign of this paragraph has no partner"
            row = next(i for i, r in enumerate(paragraph.splitlines() or [""]) if "$" in r)
            advice = "Close the formula, or write \\$ for money."
            yield sources.fault("page.md", line + row, "maths", what, advice)
        for formula in _MATHS.finditer(paragraph):
            at = line + paragraph.count("\n", 0, formula.start())
            if problem := _unbalanced(formula["body"]):
                what = f"{problem} in the formula {' '.join(formula[0].split())[:60]}"
                yield sources.fault("page.md", at, "maths", what, "Add its partner.")


def _unbalanced(formula: str) -> str:
    bare = re.sub(r"\\[{}]", "", formula)
    for left, right in _PAIRS:
        end = r"(?![a-z])" if left.startswith("\\") else ""  # `\\leftarrow` opens nothing
        openings = len(re.findall(re.escape(left) + end, bare))
        closings = len(re.findall(re.escape(right) + end, bare))
        if openings != closings:
            return f"{openings} {left} and {closings} {right}"
    names: list[str] = []
    for found in _ENVIRONMENT.finditer(formula):
        if found["which"] == "begin":
            names.append(found["name"])
        elif not names or names.pop() != found["name"]:
            return f"\\end{{{found['name']}}} without its \\begin"
    return f"\\begin{{{names[-1]}}} without its \\end" if names else ""


def _without_code(text: str) -> str:
    return _CODE_SPAN.sub(lambda m: blank(m[0]), text)
