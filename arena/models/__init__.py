"""The shelf: small models that ship with the course, and real ones that are fetched once.

    loaded = arena.models.load("induction-2l")
    loaded.model, loaded.tokenizer, loaded.card

Every model has a card (`curriculum/shelf/<name>/card.toml`) and is a file of plain numbers; a
pickle is never opened. Importing this imports no torch.
"""

from __future__ import annotations

from arena.models.cards import Card, MeasuredFigure, Origin
from arena.models.loading import Loaded, keep, load
from arena.models.places import card_named, files_of, shelf, size_of, weights_of
from arena.models.words import Words

__all__ = [
    "Card",
    "Loaded",
    "MeasuredFigure",
    "Origin",
    "Words",
    "card_named",
    "files_of",
    "keep",
    "load",
    "shelf",
    "size_of",
    "weights_of",
]
