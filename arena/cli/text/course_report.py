"""What the course compiler found, for a person: messages, tables, the kill matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from arena.cli.text.locations import short_path
from arena.cli.text.screen import OPEN, RIGHT, WRONG, clean, err, say, words
from arena.compiler.belongings import Belonging
from arena.compiler.choices import Progress
from arena.compiler.report import Fault, MatrixRow, SetReport
from arena.course.model import ExerciseSet
from arena.render.amounts import count


class VerifyBars:
    """A progress bar for each set at work, on standard error; nothing where that is no terminal."""

    def __init__(self) -> None:
        self.bars = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=err(),
            transient=True,
            disable=not err().is_terminal,
        )

    def __enter__(self) -> VerifyBars:
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def of(self, exercise_set: ExerciseSet) -> Progress:
        """The bar of one set, which is seen from its first stage on."""
        return _VerifyBar(self.bars, exercise_set.id)


class _VerifyBar(Progress):
    def __init__(self, bars: Bar, set_id: str) -> None:
        self.bars, self.set_id = bars, set_id
        self.task = bars.add_task(set_id, total=None, visible=False)

    def begin(self, what: str, steps: int) -> None:
        """Show the next stage from its start."""
        text = f"{self.set_id} {what}"
        self.bars.reset(self.task, description=text, total=max(steps, 1), visible=True)

    def step(self) -> None:
        """One further."""
        self.bars.advance(self.task)

    def end(self) -> None:
        """The set is done."""
        self.bars.update(self.task, visible=False)


def print_report(report: SetReport) -> None:
    """One set: its faults, then one line of counts."""
    for fault in report.faults:
        print_fault(fault)
    if report.graded.survivors:
        _print_survivors(report)
    mark = (WRONG, "bold red") if report.faults else (RIGHT, "bold green")
    faults = count(len(report.faults), "fault") if report.faults else "no faults"
    seconds = "from memory" if report.cached else f"{report.seconds:.1f} s"
    stands = f", mutants stand as proven on {report.proven}" if report.proven else ""
    say(words(mark, f" {report.set_id} {clean(report.title)}: {faults} ({seconds}){stands}"))


def print_fault(fault: Fault) -> None:
    """`file:line: what is wrong`, then what to do."""
    place = f"{fault.path}:{fault.line}"
    say(words((place, "bold"), ": ", clean(fault.what)))
    say(words("  next  ", (clean(fault.next_step), "cyan")))


def print_summary(reports: Sequence[SetReport]) -> None:
    """A row a set."""
    table = Table(show_edge=False, pad_edge=False)
    columns = ("set", "tasks", "pictures", "mistakes", "named", "mutants", "killed", "equal")
    for name in (*columns, "alt.", "faults"):
        table.add_column(name, justify="left" if name == "set" else "right")
    for report in reports:
        counts = report.counts()
        graded = report.graded
        rate = f"{graded.kill_rate:.1%}" if graded.mutants else OPEN
        table.add_row(
            f"{report.set_id} {clean(report.title)}",
            f"{counts['exercises']} + {counts['questions']}",
            str(counts["pictures"]),
            str(counts["mistakes"]),
            str(counts["mistakes_named"]),
            str(counts["mutants"]),
            f"{counts['killed']} ({rate})" if graded.mutants else OPEN,
            str(counts["equivalent"]),
            str(counts["alternatives"]),
            Text(str(counts["faults"]), "bold red" if report.faults else "green"),
        )
    say("", table)


def print_matrix(report: SetReport) -> None:
    """For each exercise its mistakes against its checks: which claim fails for which."""
    by_exercise: dict[str, list[MatrixRow]] = {}
    for row in report.graded.matrix:
        by_exercise.setdefault(row.exercise, []).append(row)
    for exercise, rows in by_exercise.items():
        checks = [check for check, _ in rows[0].kills]
        table = Table(title=exercise, title_justify="left", show_edge=False, pad_edge=False)
        table.add_column("mistake")
        for number in range(1, len(checks) + 1):
            table.add_column(str(number), justify="center")
        table.add_column("diagnosis")
        for row in rows:
            marks = [OPEN if outcome == "right" else WRONG for _, outcome in row.kills]
            own = words((RIGHT, "green")) if row.named else words((row.diagnosis or "none", "red"))
            table.add_row(row.mistake.removeprefix(f"{exercise}__"), *marks, own)
        say("", table)
        for number, check in enumerate(checks, 1):
            say(words(f"  {number}  {check}"))


def _print_survivors(report: SetReport) -> None:
    number = len(report.graded.survivors)
    say(words(f"{count(number, 'mutant')} {'survives' if number == 1 else 'survive'}:"))
    for s in report.graded.survivors:
        say(words(f"  solutions.py:{s.line}  ", (s.exercise, "bold"), f"  {s.description}"))
        say(words((f"    - {s.before}", "red")))
        say(words((f"    + {s.after}", "green")))
        say(words(f"      {s.mutant}"))


def print_belongings(found: Iterable[Belonging]) -> None:
    """One line a thing: its place, its name, what it says; its kind where that changes."""
    kind = ""
    for thing in found:
        if thing.kind != kind:
            kind = thing.kind
            say(words((kind, "bold")))
        lines = f"{thing.first}" if thing.first == thing.last else f"{thing.first}-{thing.last}"
        place = f"{short_path(thing.path)}:{lines}"
        say(words(f"  {clean(place)}  ", (clean(thing.name), "cyan"), f"  {clean(thing.about)}"))
