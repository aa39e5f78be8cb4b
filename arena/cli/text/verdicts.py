"""A verdict as the learner reads it in a terminal. Pure: values in, Rich renderables out.

What comes from the learner's process (messages, prints, reprs) is untrusted: it is cleaned and put
into `Text`, never into markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arena.cli.text.screen import OPEN, RIGHT, WRONG, clean, count, line, span, words
from arena.grading.verdict import CheckResult, Frame, Limit, Outcome, Verdict

MARKS = {
    Outcome.RIGHT: (RIGHT, "bold green"),
    Outcome.WRONG: (WRONG, "bold red"),
    Outcome.RAISED: (WRONG, "bold red"),
    Outcome.STOPPED: (WRONG, "bold yellow"),
    Outcome.NOT_ATTEMPTED: (OPEN, "bold"),
}

STOPS = {
    Limit.WALL: "it took longer than it may",
    Limit.CPU: "it computed for longer than it may; is there a loop that never ends?",
    Limit.MEMORY: "it asked for more memory than it may have",
    Limit.OUTPUT: "it printed more than it may",
    Limit.CRASH: "it crashed the Python process",
    Limit.EXIT: "it ended the Python process",
    Limit.PROTOCOL: "its process sent something that is no answer",
    Limit.CANCELLED: "it was stopped on your word",
}

_MAX_PRINTED = 600  # characters
_MAX_LISTED = 12  # claims
_LINE = 62  # characters beside the label, in a terminal of 80


def verdict_text(verdict: Verdict, *, full: bool = False, keys: bool = False) -> RenderableType:
    """Everything a learner needs after one check.

    Args:
        verdict: what the judge said.
        full: every claim that does not hold in full, not the first one only.
        keys: name the keys of `arena watch` instead of commands.
    """
    return Group(*_parts(verdict, full, keys))


def outcome_line(verdict: Verdict) -> Text:
    """One line for one exercise: `✗ conv1d is not right yet: 2 of 5 claims hold   12 ms`."""
    mark, style = MARKS[verdict.outcome]
    name = line(verdict.exercise.rpartition("/")[2])
    text = words((mark, style), " ", (name, "bold"), " ", _sentence(verdict))
    if verdict.milliseconds:
        text.append(f"   {_took(verdict.milliseconds)}", "bright_black")
    return text


def _took(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 2_000 else span(milliseconds / 1000)


def _sentence(verdict: Verdict) -> str:
    total = len(verdict.checks)
    held = sum(c.outcome is Outcome.RIGHT for c in verdict.checks)
    match verdict.outcome:
        case Outcome.RIGHT:
            return f"is right: {count(total, 'claim holds', 'claims hold')}"
        case Outcome.NOT_ATTEMPTED:
            return "is not attempted yet"
        case _ if not total:
            return "cannot be judged yet"
        case _:
            return f"is not right yet: {held} of {count(total, 'claim')} held"


def _parts(verdict: Verdict, full: bool, keys: bool) -> Iterator[RenderableType]:
    yield outcome_line(verdict)
    if verdict.message:
        yield _indent(Text(clean(verdict.message)))
        yield from map(_indent, _frame_lines(verdict.frames))
    right = [c for c in verdict.checks if c.outcome is Outcome.RIGHT]
    failing = [c for c in verdict.checks if c.outcome is not Outcome.RIGHT]
    if right:
        yield _indent(_claims(right))
    if failing and verdict.outcome is not Outcome.NOT_ATTEMPTED:
        in_full = failing if full else failing[:1]
        for result in in_full:
            yield Text()
            yield failing_claim(result, verdict.exercise, keys=keys)
        rest = failing[len(in_full) :]
        if rest:
            yield Text()
            yield words(("also not right yet", "bright_black"))
            yield _indent(_claims(rest))
    yield from _asides(verdict)


def failing_claim(result: CheckResult, exercise: str, *, keys: bool = False) -> RenderableType:
    """The five-line message: claim; with; got or raised; looks like; next."""
    mark, style = MARKS[result.outcome]
    rows: list[tuple[str, RenderableType]] = []
    if result.case:
        rows.append(("with", Text(clean(result.case), overflow="fold")))
    rows.extend(_what_happened(result))
    if result.diagnosis:
        rows.append(("looks like", Text(line(result.diagnosis.message), "bold yellow")))
    rows.append(("next", _side_by_side(_next_commands(result, exercise, keys))))
    head = _marked()
    head.add_row(Text(mark, style), Text(line(result.claim), "bold"))
    return Group(head, _indent(_rows(rows)))


def _what_happened(result: CheckResult) -> Iterator[tuple[str, RenderableType]]:
    difference = clean(result.difference, 1_200)
    if result.outcome is Outcome.STOPPED:
        limit = f"{result.limit}: {STOPS[result.limit]}" if result.limit else "it was stopped"
        yield "stopped", Text(limit)
        if difference and result.limit is not Limit.CANCELLED:
            yield "", Text(difference)
        return
    for label in ("got", "raised"):
        if difference.startswith(f"{label} "):
            yield label, Text(difference.removeprefix(f"{label} "), overflow="fold")
            break
    else:
        if difference:
            yield "found", Text(difference, overflow="fold")
    if result.frames:
        yield "in", Group(*_frame_lines(result.frames))


def _side_by_side(commands: list[str]) -> Text:
    """On one line where there is room, else one under the other: a command is never broken."""
    line_of_all = " · ".join(commands)
    return Text(line_of_all if len(line_of_all) <= _LINE else "\n".join(commands), "cyan")


def _next_commands(result: CheckResult, exercise: str, keys: bool) -> list[str]:
    name = exercise.rpartition("/")[2]
    commands = ["h hint" if keys else f"arena hint {name}"]
    if result.diagnosis:
        code = result.diagnosis.code
        if result.diagnosis.source == "mistake":
            code = code.replace("__", ".")
        commands.append("e explain" if keys else f"arena explain {code}")
    if result.repro:
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


def _claims(results: list[CheckResult]) -> RenderableType:
    """One line a claim, without details."""
    table = _marked()
    for result in results[:_MAX_LISTED]:
        mark, style = MARKS[result.outcome]
        claim = Text(line(result.claim), "bright_black")
        table.add_row(Text(mark, style.removeprefix("bold ")), claim)
    if len(results) > _MAX_LISTED:
        table.add_row("", Text(f"… and {len(results) - _MAX_LISTED} more", "bright_black"))
    return table


def _marked() -> Table:
    """A column of marks beside text, so that long text wraps beside its mark."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _asides(verdict: Verdict) -> Iterator[RenderableType]:
    """Whose helpers were used, notes of the judge, and what was printed."""
    if verdict.helpers:
        yield Text()
        names = [f"`{line(h.rpartition('/')[2])}`" for h in verdict.helpers]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        verb = "is" if len(names) == 1 else "are"
        yield Text(f"{listed} {verb} not right yet, so ours stood in.", "bright_black")
    for note in verdict.notes:
        yield Text(f"{OPEN} {line(note, 1_000)}", "bright_black")
    if verdict.printed.strip():
        yield Text()
        yield Text("your code printed", "bright_black")
        printed = clean(verdict.printed.rstrip(), _MAX_PRINTED)
        yield _indent(Text(printed, overflow="fold"))


def _rows(rows: list[tuple[str, RenderableType]]) -> Table:
    """Labels in a column of their own, so that long values wrap beside them."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bright_black", width=10)
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(label, value)
    return table
