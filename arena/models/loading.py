"""A model by its name, ready to be used."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arena.errors import ModelError
from arena.models.cards import Card
from arena.models.places import WEIGHTS, card_named, folder_of, weights_of
from arena.models.words import Words


@dataclass(frozen=True)
class Loaded:
    """A model on this machine.

    Args:
        card: what it is.
        model: a torch module in float32, in evaluation mode, on the CPU.
        tokenizer: with `encode` and `decode`; None where tokens are numbers and mean nothing.
    """

    card: Card
    model: Any
    tokenizer: Any


_KEPT: dict[str, Loaded] = {}


def keep(name: str) -> None:
    """Load a model and hold it in memory, so that forks of this process have it at once.

    Raises:
        ModelError: see `load`.
    """
    _KEPT[name] = load(name)


def load(name: str, folder: Path | None = None) -> Loaded:
    """A trained model. One that is kept in memory is shared: leave it as you found it.

    Args:
        name: as in `arena models`.
        folder: the shelf; that of the installed course if None.

    Raises:
        ModelError: there is none of this name, it has not been fetched, or its file is damaged.
    """
    if folder is None and name in _KEPT:
        return _KEPT[name]
    card = card_named(name, folder)
    if weights_of(card, folder) is None:
        raise missing(card)
    return _shipped(card, folder) if card.ships else _fetched(card)


def missing(card: Card) -> ModelError:
    """What to say where a model is not on this machine."""
    if card.ships:
        what = f"The weights of {card.name} are not beside their card."
        return ModelError(what, "Install the course again, or: arena recipe run " + card.name)
    stands_in = f"; until then `{card.stand_in}` stands in for it" if card.stand_in else ""
    what = f"{card.name} is not on this machine{stands_in}."
    return ModelError(what, f"arena models get {card.name}")


def network_of(card: Card) -> Any:
    """The untrained network of a model that ships."""
    return _named(card.network)(**card.config)


def _shipped(card: Card, folder: Path | None) -> Loaded:
    from arena.models.weights import digest, read_weights

    path = folder_of(card, folder) / WEIGHTS
    again = f"Install the course again, or: arena recipe run {card.name}"
    if digest(path) != card.sha256:
        read_weights(path, again)  # says more, if it is no such file at all
        raise ModelError(f"{path} is not the file that its card names: another SHA-256.", again)
    model = network_of(card)
    try:
        model.load_state_dict(read_weights(path, again))  # float16 on disk, copied into float32
    except RuntimeError as error:
        reason = str(error).splitlines()[-1].strip()
        raise ModelError(f"{path} does not fit the network of its card: {reason}", again) from None
    return Loaded(card, model.eval(), Words(_named(card.words)) if card.words else None)


def _fetched(card: Card) -> Loaded:
    from arena.models.pretrained import open_pretrained

    model, tokenizer = open_pretrained(card, folder_of(card))
    return Loaded(card, model, tokenizer)


def _named(name: str) -> Any:
    """What `module.NAME` means below `curriculum.shelf`."""
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(f"curriculum.shelf.{module}"), attribute)
