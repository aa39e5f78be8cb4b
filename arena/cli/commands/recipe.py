"""`arena recipe`: make the weights of a model that ships again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from arena.models.cards import Card

app = typer.Typer(help="Make the small models of the course again, each by its recipe.")


@app.command("list")
def list_recipes() -> None:
    """List the models that have a recipe."""
    from arena.cli.text.models import recipes_table
    from arena.cli.text.screen import say
    from arena.models import shelf

    say(recipes_table([card for card in shelf() if card.ships]))


@app.command()
def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model, as in `arena models`.")],
    check: Annotated[
        bool, typer.Option("--check", help="Train nothing: measure the weights that ship again.")
    ] = False,
    seed: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Another seed than the card's."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FOLDER", help="Where to put it; the cache if left out."),
    ] = None,
) -> None:
    """Train a model by its recipe, and hold what it reaches against its card.

    Ctrl-C stops it; the same command goes on from there. Exit status 1 if a figure lies outside
    its margin.

    \b
      arena recipe run induction-2l
      arena recipe run induction-2l --check
    """
    from arena.models import card_named, load
    from arena.models.recipes import recipe_of

    card = card_named(name)
    recipe_of(card)  # says so if there is none, before anything long begins
    model = load(name).model if check else _trained(card, seed, out)
    if not _compare(card, model):
        sys.exit(1)


def _trained(card: Card, seed: int | None, out: Path | None) -> Any:
    """The model as it would ship: trained, rounded to float16, written to its folder."""
    from arena.cli.text.locations import short_path
    from arena.cli.text.models import progress
    from arena.cli.text.screen import say, words
    from arena.models.places import WEIGHTS, cache_folder
    from arena.models.recipes import half, recipe_of, rounded, train
    from arena.models.weights import digest, write_weights

    seed = card.seed if seed is None else seed
    work = cache_folder() / "recipes" / f"{card.name}-seed{seed}"
    with progress(f"{card.name}, seed {seed}") as heard:
        trained = train(recipe_of(card), seed, work, heard)
    path = (out or work) / WEIGHTS
    write_weights(path, half(trained))
    say(words("  ", (short_path(path), "cyan")), words("  sha256 ", digest(path)))
    return rounded(card, trained)


def _compare(card: Card, model: Any) -> bool:
    """Print each figure beside the card's; whether all agree."""
    from arena.cli.text.models import compared_table
    from arena.cli.text.screen import say
    from arena.models.recipes import compare

    found = list(compare(card, model))
    say(compared_table(found))
    return all(c.agrees for c in found)
