"""A verdict as HTML. Pure: values in, a string out.

What comes from the learner's process (messages, prints, reprs) is untrusted and goes through
`plain`; the course's own sentences may hold `code`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from arena.grading.verdict import CheckResult, Frame, Limit, Outcome, Verdict
from arena.render.pictures import pictures_html
from arena.render.web import line, plain

_SIGNS = {
    Outcome.RIGHT: ("✓", "right"),
    Outcome.WRONG: ("✗", "wrong"),
    Outcome.RAISED: ("✗", "wrong"),
    Outcome.STOPPED: ("✗", "wrong"),
    Outcome.NOT_ATTEMPTED: ("○", "open"),
}
_STOPS = {
    Limit.WALL: "It took longer than it may.",
    Limit.CPU: "It computed for longer than it may. Is there a loop that never ends?",
    Limit.MEMORY: "It asked for more memory than it may have.",
    Limit.OUTPUT: "It printed more than it may.",
    Limit.CRASH: "It crashed the Python process.",
    Limit.EXIT: "It ended the Python process.",
    Limit.PROTOCOL: "Its process sent something that is no answer.",
    Limit.CANCELLED: "It was stopped on your word.",
    Limit.CANCELLED: "It was stopped on your word.",
}
_PRINTED = 2_000  # characters


def verdict_html(verdict: Verdict, *, image: bool) -> str:
    """Everything there is to say about one check.

    Args:
        verdict: what the judge said.
        image: two-dimensional results are pictures, not tables of numbers.
    """
    sign, css = _SIGNS[verdict.outcome]
    took = f'<span class="took">{_took(verdict.milliseconds)}</span>' if verdict.checks else ""
    return (
        f'<section class="verdict verdict-{css}" role="status" data-testid="verdict" '
        f'data-outcome="{verdict.outcome.value}">'
        f'<p class="headline"><span aria-hidden="true">{sign}</span> {_headline(verdict)}{took}</p>'
        f"{''.join(_parts(verdict, image))}</section>"
    )


def _took(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 2_000 else f"{milliseconds / 1000:.0f} s"


def _headline(verdict: Verdict) -> str:
    total = len(verdict.checks)
    held = sum(c.outcome is Outcome.RIGHT for c in verdict.checks)
    match verdict.outcome:
        case Outcome.RIGHT:
            return "Right: the claim holds." if total == 1 else f"Right: all {total} claims hold."
        case Outcome.NOT_ATTEMPTED:
            return "Not attempted yet."
        case _ if total:
            return f"Not right yet: {held} of {total} claims held."
        case _:
            return "It cannot be judged yet."


def _parts(verdict: Verdict, image: bool) -> Iterator[str]:
    if verdict.message:
        yield f'<p class="message">{plain(verdict.message)}</p>{_frames(verdict.frames)}'
    failing = [c for c in verdict.checks if c.outcome is not Outcome.RIGHT]
    if failing and verdict.outcome is not Outcome.NOT_ATTEMPTED:
        yield _failing(failing[0], image)
        yield _claims(failing[1:], "also not right yet")
    if image:
        yield _largest(failing or list(verdict.checks))
    if verdict.outcome is not Outcome.NOT_ATTEMPTED:
        yield _claims([c for c in verdict.checks if c.outcome is Outcome.RIGHT], "held")
    if verdict.helpers:
        names = ", ".join(f"<code>{plain(h.rpartition('/')[2])}</code>" for h in verdict.helpers)
        yield f'<p class="aside">Not right yet, so ours stood in: {names}.</p>'
    for note in verdict.notes:
        yield f'<p class="aside">{plain(note)}</p>'
    if verdict.printed.strip():
        printed = plain(verdict.printed.rstrip(), _PRINTED)
        yield f'<p class="aside">Your code printed</p><pre data-testid="printed">{printed}</pre>'


def _failing(result: CheckResult, image: bool) -> str:
    rows = list(_rows(result))
    listed = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows)
    repro = (
        "<details><summary>The failing call, to run yourself</summary>"
        f'<pre data-testid="repro">{plain(result.repro)}</pre></details>'
        if result.repro
        else ""
    )
    return (
        f'<div class="failing"><p class="claim">✗ {line(result.claim)}</p><dl>{listed}</dl>'
        f"{'' if image else pictures_html(result.pictures, image=False)}{repro}</div>"
    )


def _largest(results: list[CheckResult]) -> str:
    """The picture with most to see; the smallest failing case is a pixel or two."""
    seen = [r for r in results if r.pictures]
    if not seen:
        return ""
    best = max(seen, key=lambda r: sum(map(len, r.pictures[0].rows)))
    about = f'<p class="aside">{line(best.claim)}</p>' if best is not results[0] else ""
    return about + pictures_html(best.pictures, image=True)


def _rows(result: CheckResult) -> Iterator[tuple[str, str]]:
    if result.case:
        yield "with", f"<pre>{plain(result.case)}</pre>"
    if result.outcome is Outcome.STOPPED and result.limit:
        yield "stopped", f"{plain(result.limit.value)}: {_STOPS[result.limit]}"
    if result.difference:
        label, text = _labelled(result.difference)
        yield label, f'<pre data-testid="difference">{plain(text)}</pre>'
    if result.frames:
        yield "in", _frames(result.frames)
    if result.diagnosis:
        yield (
            "looks like",
            '<span class="diagnosis" data-testid="diagnosis">'
            f"{line(result.diagnosis.message)}</span>",
        )


def _labelled(difference: str) -> tuple[str, str]:
    for label in ("got", "raised"):
        if difference.startswith(f"{label} "):
            return label, difference.removeprefix(f"{label} ")
    return "found", difference


def _frames(frames: Iterable[Frame]) -> str:
    lines = (
        f"<li><b>line {frame.line}</b>{f' in {plain(frame.function)}' if frame.function else ''}"
        f"<pre>{plain(frame.text, 300)}</pre></li>"
        for frame in frames
    )
    listed = "".join(lines)
    return f'<ol class="frames">{listed}</ol>' if listed else ""


def _claims(results: list[CheckResult], title: str) -> str:
    if not results:
        return ""
    items = "".join(f"<li>{_SIGNS[r.outcome][0]} {line(r.claim)}</li>" for r in results)
    count = f"{len(results)} {'claim' if len(results) == 1 else 'claims'} {title}"
    return f'<details class="claims"><summary>{count}</summary><ul>{items}</ul></details>'
