"""What measuring shows of questions: an answer that passes, and is not given away.

The right answer is taken from the measurement and has to pass; what people try without looking has
to fail: nothing, everything, the wrong way round, an interval that holds every number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.compiler.text import page_without_options
from arena.course.findings import Measured, heads_that_count, judge_finding
from arena.course.model import Finding, Question
from arena.errors import ArenaError, MalformedAnswer
from arena.grading.library import SetCode
from arena.grading.measuring import measure, models_of

_NUMBER = re.compile(r"(?<![\w.])-?\d+\.?\d*(?:e[+-]?\d+)?(?!\w)")
_DIGITS = 3  # a number on the page with fewer may be there for another reason


def prove_questions(sources: Sources, code: SetCode) -> Iterator[Fault]:
    """What measuring shows. A prediction of a run is left out: there is no run to measure here."""
    for question in sources.exercise_set.questions:
        if question.finding is None or question.finding.run:
            continue
        try:
            names = models_of(question.finding)
            truth, again = (measure(code, question, names) for _ in range(2))
        except ArenaError as error:
            what = f"`{question.name}` cannot be measured: {error.what}"
            yield _fault(sources, question, "measure", what, error.next_step)
            continue
        if truth != again:
            what = f"the measurement `{question.finding.measure}` differs from call to call"
            yield _fault(sources, question, "measure", what, "Seed what it draws.")
            continue
        yield from _prove_answers(sources, question, truth)
        if where := given_away(question, truth, sources.text("page.md")):
            what = f"the page gives the answer to `{question.name}` away: {where}"
            yield _fault(sources, question, "spoiler", what, "Take it out, or into `after`.")


def _prove_answers(sources: Sources, question: Question, truth: Measured) -> Iterator[Fault]:
    if question.answer_kind == "prediction":
        return  # nothing is right or wrong
    right = right_answer(question, truth)
    if not _passes(question, right, truth):
        what = f"the measured answer to `{question.name}`, {right or 'nothing'}, is not accepted"
        advice = "Correct `above` or `margin`: something, and not everything, has to count."
        yield _fault(sources, question, "answer", what, advice)
    for about, wrong in wrong_answers(question, truth):
        if _passes(question, wrong, truth):
            what = f"`{question.name}` accepts {about}"
            yield _fault(sources, question, "answer", what, "Ask for more, or correct `margin`.")


def right_answer(question: Question, truth: Measured) -> str:
    """What somebody would type who had measured it."""
    finding = question.finding
    assert finding is not None
    if isinstance(truth, float):
        assert finding.widest is not None
        return f"{truth!r} ± {finding.widest / 4!r}"
    if question.answer_kind == "heads":
        return ", ".join(sorted(heads_that_count(truth, finding)))
    return " > ".join(_in_order(finding, truth))


def wrong_answers(question: Question, truth: Measured) -> Iterator[tuple[str, str]]:
    """What somebody may type who has not: what it is, and the answer."""
    finding = question.finding
    assert finding is not None
    if isinstance(truth, float):
        assert finding.widest is not None
        far = 3 * finding.widest
        yield "an interval that holds every number", f"{truth - 1e9!r}..{truth + 1e9!r}"
        yield "an interval that is too wide", f"{truth - far!r}..{truth + far!r}"
        yield "an interval beside the value", f"{truth + far!r} ± {finding.widest / 4!r}"
        yield "an interval that ends below its beginning", f"{truth + far!r}..{truth - far!r}"
        yield "what is not a number", "nan..nan"
        yield "a number without an interval", repr(truth)
    elif question.answer_kind == "heads":
        wanted = heads_that_count(truth, finding)
        yield "no head", ""
        yield "all heads", ", ".join(truth)
        yield "the heads that do not count", ", ".join(h for h in truth if h not in wanted)
    else:
        order = _in_order(finding, truth)
        yield "the wrong way round", " > ".join(reversed(order))
        yield "a ranking without its first", " > ".join(order[1:])
        half = len(order) // 2
        yield "its lower half first", " > ".join([*order[half:], *order[:half]])


def given_away(question: Question, truth: Measured, page: str) -> str:
    """Where a page tells the answer outside the question's own `after`; empty if nowhere."""
    page = page.replace(question.after, "") if question.after else page
    text = page_without_options(page)  # which is not what `items` and `widest` say
    finding = question.finding
    assert finding is not None
    if isinstance(truth, float):
        return next((n for n in _NUMBER.findall(text) if _tells(n, truth)), "")
    if question.answer_kind == "heads":
        wanted = heads_that_count(truth, finding)
        layers = [h.split(".") for h in sorted(wanted)]
        told = [re.search(rf"\bL?{a}[.H]H?{b}\b(?!\.\d)", text, re.I) for a, b in layers]
        return ", ".join(found[0] for found in told if found) if told and all(told) else ""
    order = _in_order(finding, truth)
    told_order = r"\W+".join(map(re.escape, order))
    found = re.search(rf"(?<!\w){told_order}(?!\w)", text)
    return found[0] if found else ""


def _tells(token: str, truth: float) -> bool:
    """Whether a number on the page is the measured one, rounded to the digits it shows."""
    mantissa, _, exponent = token.lower().partition("e")
    digits = re.sub(r"\D", "", mantissa).lstrip("0")
    last = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return len(digits) >= _DIGITS and math.isclose(float(token), truth, rel_tol=0, abs_tol=last / 2)


def _in_order(finding: Finding, scores: dict[str, float]) -> list[str]:
    return sorted(finding.items, key=lambda item: -scores[item])


def _passes(question: Question, given: str, truth: Measured) -> bool:
    try:
        return judge_finding(question, given, truth).right
    except MalformedAnswer:
        return False


def _fault(sources: Sources, question: Question, rule: str, what: str, advice: str) -> Fault:
    return sources.fault("page.md", question.line, rule, what, advice)
