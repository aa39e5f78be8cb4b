"""A verdict as the learner reads it in a terminal. Pure: values in, Rich renderables out.

What comes from the learner's process (messages, prints, reprs) is untrusted: it is cleaned and put
into `Text`, never into markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arena.cli.text.screen import OPEN, RIGHT, WRONG, clean, line, words
from arena.grading.verdict import Frame, Verdict
from arena.render.account import TONES, Account, Claim, Row, RowKind, Tone, account_of
from arena.render.amounts import took

_TONES = {
    Tone.RIGHT: (RIGHT, "bold green"),
    Tone.WRONG: (WRONG, "bold red"),
    Tone.STOPPED: (WRONG, "bold yellow"),
    Tone.OPEN: (OPEN, "bold"),
}
MARKS = {outcome: _TONES[tone] for outcome, tone in TONES.items()}

_MAX_PRINTED = 600  # characters
_MAX_FOUND = 1_200  # characters
_MAX_LISTED = 12  # claims
_LINE = 62  # characters beside the label, in a terminal of 80


def verdict_text(verdict: Verdict, *, full: bool = False, keys: bool = False) -> RenderableType:
    """Everything a learner needs after one check.

    Args:
        verdict: what the judge said.
        full: every claim that does not hold in full, not the first one only.
        keys: name the keys of `arena watch` instead of commands.
    """
    return Group(*_parts(account_of(verdict), full, keys))


def outcome_line(verdict: Verdict) -> Text:
    """One line for one exercise: `✗ conv1d is not right yet: 2 of 5 claims held   12 ms`."""
    return _headline(account_of(verdict))


def _headline(account: Account) -> Text:
    mark, style = _TONES[account.tone]
    text = words((mark, style), " ", (line(account.name), "bold"), " ", account.headline)
    if account.milliseconds:
        text.append(f"   {took(account.milliseconds)}", "bright_black")
    return text


def _parts(account: Account, full: bool, keys: bool) -> Iterator[RenderableType]:
    yield _headline(account)
    if account.message:
        yield _indent(Text(clean(account.message)))
        yield from map(_indent, _frame_lines(account.frames))
    if account.held:
        yield _indent(_claims(account.held))
    in_full = account.failing if full else account.failing[:1]
    for claim in in_full:
        yield Text()
        yield _failing(claim, account.name, keys)
    if rest := account.failing[len(in_full) :]:
        yield Text()
        yield words(("also not right yet", "bright_black"))
        yield _indent(_claims(rest))
    yield from _asides(account)


def _failing(claim: Claim, name: str, keys: bool) -> RenderableType:
    """The five-line message: claim; with; got or raised; looks like; next."""
    rows = [(row.label, _painted(row)) for row in claim.rows]
    if claim.diagnosis:
        rows.append(("looks like", Text(line(claim.diagnosis.message), "bold yellow")))
    rows.append(("next", _side_by_side(_next_commands(claim, name, keys))))
    head = _marked()
    mark, style = _TONES[claim.tone]
    head.add_row(Text(mark, style), Text(line(claim.text), "bold"))
    return Group(head, _indent(_rows(rows)))


def _painted(row: Row) -> RenderableType:
    match row.kind:
        case RowKind.PLACES:
            return Group(*_frame_lines(row.frames))
        case RowKind.FOUND:
            return Text(clean(row.text, _MAX_FOUND), overflow="fold")
        case RowKind.CODE:
            return Text(clean(row.text), overflow="fold")
        case RowKind.SENTENCE:
            return Text(row.text)


def _side_by_side(commands: list[str]) -> Text:
    """On one line where there is room, else one under the other: a command is never broken."""
    line_of_all = " · ".join(commands)
    return Text(line_of_all if len(line_of_all) <= _LINE else "\n".join(commands), "cyan")


def _next_commands(claim: Claim, name: str, keys: bool) -> list[str]:
    commands = ["h hint" if keys else f"arena hint {name}"]
    if claim.diagnosis:
        code = claim.diagnosis.code
        if claim.diagnosis.source == "mistake":
            code = code.replace("__", ".")
        commands.append("e explain" if keys else f"arena explain {code}")
    if claim.result.repro:
        commands.append(f"arena repro {name}")
    return commands


def _frame_lines(frames: Iterable[Frame]) -> Iterator[Text]:
    for frame in frames:
        yield words(
            (f"line {frame.line}", "cyan"),
            (f" in {line(frame.function)}" if frame.function else "", "bright_black"),
            (f"   {line(frame.text, 200)}" if frame.text else ""),
        )


def _indent(what: RenderableType) -> Padding:
    # Not expanded: lines in a pipe or a copied terminal must not end in blanks.
    return Padding(what, (0, 0, 0, 2), expand=False)


def _claims(claims: Sequence[Claim]) -> RenderableType:
    """One line a claim, without details."""
    table = _marked()
    for claim in claims[:_MAX_LISTED]:
        mark, style = _TONES[claim.tone]
        text = Text(line(claim.text), "bright_black")
        table.add_row(Text(mark, style.removeprefix("bold ")), text)
    if len(claims) > _MAX_LISTED:
        table.add_row("", Text(f"… and {len(claims) - _MAX_LISTED} more", "bright_black"))
    return table


def _marked() -> Table:
    """A column of marks beside text, so that long text wraps beside its mark."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _asides(account: Account) -> Iterator[RenderableType]:
    """Whose helpers were used, notes of the judge, and what was printed."""
    if account.helpers:
        yield Text()
        names = [f"`{line(name)}`" for name in account.helpers]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        verb = "is" if len(names) == 1 else "are"
        yield Text(f"{listed} {verb} not right yet, so ours stood in.", "bright_black")
    for note in account.notes:
        yield Text(f"{OPEN} {line(note, 1_000)}", "bright_black")
    if account.printed.strip():
        yield Text()
        yield Text("your code printed", "bright_black")
        printed = clean(account.printed, _MAX_PRINTED)
        yield _indent(Text(printed, overflow="fold"))


def _rows(rows: list[tuple[str, RenderableType]]) -> Table:
    """Labels in a column of their own, so that long values wrap beside them."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bright_black", width=10)
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(label, value)
    return table
