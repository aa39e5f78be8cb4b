"""A verdict as HTML. Pure: values in, a string out.

What comes from the learner's process (messages, prints, reprs) is untrusted and goes through
`plain`; the course's own sentences may hold `code`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from arena.grading.verdict import Frame, Verdict
from arena.render.account import Account, Claim, Row, RowKind, Tone, account_of
from arena.render.amounts import count, took
from arena.render.pictures import pictures_html
from arena.render.web import line, plain

_SIGNS = {
    Tone.RIGHT: ("✓", "right"),
    Tone.WRONG: ("✗", "wrong"),
    Tone.STOPPED: ("✗", "wrong"),
    Tone.OPEN: ("○", "open"),
}
_PRINTED = 2_000  # characters


def verdict_html(verdict: Verdict, *, image: bool) -> str:
    """Everything there is to say about one check.

    Args:
        verdict: what the judge said.
        image: two-dimensional results are pictures, not tables of numbers.
    """
    account = account_of(verdict)
    sign, css = _SIGNS[account.tone]
    spent = f'<span class="took">{took(account.milliseconds)}</span>' if verdict.checks else ""
    return (
        f'<section class="verdict verdict-{css}" role="status" data-testid="verdict" '
        f'data-outcome="{verdict.outcome.value}">'
        f'<p class="headline"><span aria-hidden="true">{sign}</span> '
        f"{_headline(account)}{spent}</p>{''.join(_parts(account, image))}</section>"
    )


def _headline(account: Account) -> str:
    said = account.headline.removeprefix("is ")
    return f"{said[0].upper()}{said[1:]}."


def _parts(account: Account, image: bool) -> Iterator[str]:
    if account.message:
        yield f'<p class="message">{plain(account.message)}</p>{_frames(account.frames)}'
    if account.failing:
        yield _failing(account.failing[0], image)
        yield _claims(account.failing[1:], "also not right yet")
    if image:
        yield _largest(account.failing or account.held)
    if account.tone is not Tone.OPEN:
        yield _claims(account.held, "held")
    if account.helpers:
        names = ", ".join(f"<code>{plain(name)}</code>" for name in account.helpers)
        yield f'<p class="aside">Not right yet, so ours stood in: {names}.</p>'
    for note in account.notes:
        yield f'<p class="aside">{plain(note)}</p>'
    if account.printed.strip():
        printed = plain(account.printed, _PRINTED)
        yield f'<p class="aside">Your code printed</p><pre data-testid="printed">{printed}</pre>'


def _failing(claim: Claim, image: bool) -> str:
    rows = [*map(_painted, claim.rows), *_diagnosis(claim)]
    listed = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows)
    result = claim.result
    repro = (
        "<details><summary>The failing call, to run yourself</summary>"
        f'<pre data-testid="repro">{plain(result.repro)}</pre></details>'
        if result.repro
        else ""
    )
    return (
        f'<div class="failing"><p class="claim">✗ {line(claim.text)}</p><dl>{listed}</dl>'
        f"{'' if image else pictures_html(result.pictures, image=False)}{repro}</div>"
    )


def _largest(claims: Sequence[Claim]) -> str:
    """The picture with most to see; the smallest failing case is a pixel or two."""
    seen = [c for c in claims if c.result.pictures]
    if not seen:
        return ""
    best = max(seen, key=lambda c: sum(map(len, c.result.pictures[0].rows)))
    about = f'<p class="aside">{line(best.text)}</p>' if best is not claims[0] else ""
    return about + pictures_html(best.result.pictures, image=True)


def _painted(row: Row) -> tuple[str, str]:
    match row.kind:
        case RowKind.PLACES:
            return row.label, _frames(row.frames)
        case RowKind.FOUND:
            return row.label, f'<pre data-testid="difference">{plain(row.text)}</pre>'
        case RowKind.CODE:
            return row.label, f"<pre>{plain(row.text)}</pre>"
        case RowKind.SENTENCE:
            return row.label, plain(row.text)


def _diagnosis(claim: Claim) -> Iterator[tuple[str, str]]:
    if claim.diagnosis:
        said = line(claim.diagnosis.message)
        yield (
            "looks like",
            f'<span class="diagnosis" data-testid="diagnosis">{said}</span>',
        )


def _frames(frames: Iterable[Frame]) -> str:
    lines = (
        f"<li><b>line {frame.line}</b>{f' in {plain(frame.function)}' if frame.function else ''}"
        f"<pre>{plain(frame.text, 300)}</pre></li>"
        for frame in frames
    )
    listed = "".join(lines)
    return f'<ol class="frames">{listed}</ol>' if listed else ""


def _claims(claims: Sequence[Claim], title: str) -> str:
    if not claims:
        return ""
    items = "".join(f"<li>{_SIGNS[c.tone][0]} {line(c.text)}</li>" for c in claims)
    summary = f"{count(len(claims), 'claim')} {title}"
    return f'<details class="claims"><summary>{summary}</summary><ul>{items}</ul></details>'
