"""Where cards and weights lie: in the course, or in the user's cache."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_cache_path

from arena.errors import ModelError
from arena.models.cards import Card, read_card

WEIGHTS = "model.safetensors"


def shelf(folder: Path | None = None) -> tuple[Card, ...]:
    """The card of every model: those that ship first, each kind by name.

    Args:
        folder: the shelf; that of the installed course if None.

    Raises:
        ModelError: a card cannot be read.
    """
    cards = [read_card(path) for path in (folder or shelf_folder()).glob("*/card.toml")]
    return tuple(sorted(cards, key=lambda card: (not card.ships, card.name)))


def card_named(name: str, folder: Path | None = None) -> Card:
    """The card of one model.

    Raises:
        ModelError: there is none of this name, or its card cannot be read.
    """
    path = (folder or shelf_folder()) / name / "card.toml"
    if not name or path.parent.parent != (folder or shelf_folder()) or not path.is_file():
        raise ModelError(f"There is no model “{name}” on the shelf.", "arena models")
    return read_card(path)


def shelf_folder() -> Path:
    """The shelf of the installed course."""
    spec = importlib.util.find_spec("curriculum")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("The package `curriculum` is not installed.", "pip install arena-course")
    return Path(next(iter(spec.submodule_search_locations))) / "shelf"


def cache_folder() -> Path:
    """Where fetched models and the work of recipes are kept."""
    return user_cache_path("arena") / "models"


def folder_of(card: Card, folder: Path | None = None) -> Path:
    """Where the weights of a model lie, or will lie."""
    return ((folder or shelf_folder()) if card.ships else cache_folder()) / card.name


def weights_of(card: Card, folder: Path | None = None) -> Path | None:
    """The file with the weights; None where they have not been fetched.

    A fetched model appears whole, by one renaming, so what is there is complete.
    """
    path = folder_of(card, folder) / WEIGHTS
    return path if path.is_file() else None


def files_of(names: Iterable[str]) -> tuple[str, ...]:
    """Files and folders that loading these models reads, where they are on this machine."""
    if not names:
        return ()
    folder = shelf_folder()
    cards = [card_named(name) for name in names]
    code = [folder.parent / "__init__.py", *sorted(folder.glob("*.py"))]
    places = [place for card in cards for place in (folder / card.name, folder_of(card))]
    return tuple(str(p) for p in dict.fromkeys([*code, *places]) if p.exists())


def size_of(card: Card, folder: Path | None = None) -> int:
    """Bytes of all the files of a model that are on this machine; 0 if it is not here."""
    if weights_of(card, folder) is None:
        return 0
    return sum(p.stat().st_size for p in folder_of(card, folder).iterdir() if p.is_file())
