"""What the terminal shows of models and recipes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from arena.cli.text.locations import short_path
from arena.cli.text.screen import RIGHT, WRONG, clean, out, words
from arena.models.cards import Card
from arena.models.places import size_of, weights_of
from arena.models.recipes import Compared, Heard


def shelf_table(cards: Sequence[Card]) -> Table:
    """One line a model: name, size, what it is, where it lies or how it is fetched."""
    table = Table.grid(padding=(0, 2))
    for card in cards:
        weights = weights_of(card)
        place = short_path(weights.parent) if weights else f"arena models get {card.name}"
        table.add_row(
            words((card.name, "bold")),
            words((megabytes(size_of(card)) if weights else "not here", "dim")),
            Text.assemble(clean(card.title), "\n", (place, "cyan")),
        )
    return table


def recipes_table(cards: Sequence[Card]) -> Table:
    """One line a recipe: name, module, what it is trained on."""
    table = Table.grid(padding=(0, 2))
    for card in cards:
        table.add_row(
            words((card.name, "bold")),
            words((f"curriculum/shelf/recipes/{card.recipe}.py", "cyan")),
            words(clean(card.data)),
        )
    return table


def compared_table(found: Sequence[Compared]) -> Table:
    """Each figure as measured now and as the card has it, its controls below it."""
    table = Table.grid(padding=(0, 2))
    for each in found:
        mark, colour = (RIGHT, "green") if each.agrees else (WRONG, "red")
        indent = "  " if each.figure.control_of else ""
        table.add_row(
            words((mark, colour)),
            words(indent, f"{each.measured:.3g}"),
            words((f"card {each.figure.value:.3g} ± {each.figure.margin:.2g}", "dim")),
            words(indent, clean(each.figure.says)),
        )
    return table


def megabytes(size: int) -> str:
    """`1.2 MB`, `90 kB`."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


@contextmanager
def progress(title: str) -> Iterator[Heard]:
    """A bar for a run, with its last metrics; on a terminal it moves, elsewhere it is a line."""
    bar = Progress(
        TextColumn("  {task.description}"),
        BarColumn(30),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("{task.fields[metrics]}"),
        TimeRemainingColumn(),
        console=out(),
    )
    with bar:
        task = bar.add_task(title, total=1, metrics="")

        def heard(step: int, total: int, metrics: dict[str, float]) -> None:
            shown = "  ".join(f"{name} {value:.3g}" for name, value in metrics.items())
            bar.update(task, completed=step, total=total, metrics=shown)

        yield heard


@contextmanager
def downloading(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that grows with the bytes that are here; it appears with the first of them."""
    bar = Progress(
        TextColumn("  {task.description}"), BarColumn(30), DownloadColumn(), console=out()
    )
    with bar:

        def heard(here: int, total: int) -> None:
            if not bar.tasks:
                bar.add_task(title, total=total)
            bar.update(bar.task_ids[0], completed=here)

        yield heard
