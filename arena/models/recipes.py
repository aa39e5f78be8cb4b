"""Recipes: a model of the shelf made again, from a seed, stopped and resumed at any step."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from arena.errors import ModelError
from arena.models.cards import Card, MeasuredFigure
from arena.models.loading import network_of

if TYPE_CHECKING:
    from torch import Tensor

EVERY = 50  # steps between checkpoints
CHECKPOINT = "checkpoint.safetensors"
SEED, STEP = "seed", "step"


class Training(Protocol):
    """A run in progress, as a recipe makes it.

    What a step draws may depend on the seed and the number of the step only, so that a run that
    was stopped goes on as if it had not been.
    """

    steps: int
    model: Any
    optimisers: tuple[Any, ...]

    def step(self, step: int) -> dict[str, float]:
        """Do step number `step`, from 0, and say what was measured on the way."""
        ...


class Recipe(Protocol):
    """A module of `curriculum.shelf.recipes`."""

    def Run(self, seed: int) -> Training:
        """Begin."""
        ...

    def measure(self, model: Any) -> dict[str, float]:
        """The figures of the card, with their controls, on a trained model."""
        ...


Heard = Callable[[int, int, dict[str, float]], None]


@dataclass(frozen=True)
class Compared:
    """A figure of the card beside the same figure measured now."""

    figure: MeasuredFigure
    measured: float

    @property
    def agrees(self) -> bool:
        """Whether it lies within the margin of the card."""
        return self.figure.agrees_with(self.measured)


def recipe_of(card: Card) -> Recipe:
    """The recipe of a model that ships.

    Raises:
        ModelError: the model is fetched and has none, or the module is not there.
    """
    module = f"curriculum.shelf.recipes.{card.recipe}"
    if not card.recipe:
        what = f"{card.name} is fetched, not made: it has no recipe."
        raise ModelError(what, f"arena models get {card.name}")
    if importlib.util.find_spec(module) is None:
        raise ModelError(f"The recipe {module} is not there.", "Correct `recipe` in the card.")
    return cast(Recipe, importlib.import_module(module))


def train(recipe: Recipe, seed: int, folder: Path, heard: Heard, every: int = EVERY) -> Any:
    """Run a recipe to its end, from its last checkpoint if there is one.

    Args:
        recipe: what to run.
        seed: of the run; a checkpoint of another seed is not continued.
        folder: where its checkpoint is kept; a stopped run goes on from there.
        heard: called after each step with the step from 1, how many there are, and the metrics.
        every: steps between checkpoints.

    Returns:
        The trained module.
    """
    with one_thread():
        run = recipe.Run(seed)
        checkpoint = folder / CHECKPOINT
        for step in range(_resumed(run, seed, checkpoint), run.steps):
            metrics = run.step(step)
            if (step + 1) % every == 0 or step + 1 == run.steps:
                _keep(run, seed, step + 1, checkpoint)
            heard(step + 1, run.steps, metrics)
        return run.model.eval()


def compare(card: Card, model: Any) -> Iterator[Compared]:
    """Measure a model and hold each figure of the card against it.

    Raises:
        ModelError: the card names a figure that the recipe does not measure.
    """
    with one_thread():
        measured = recipe_of(card).measure(model)
    for figure in card.figures:
        if figure.name not in measured:
            what = f"The recipe of {card.name} measures no “{figure.name}”."
            raise ModelError(what, "Correct the figure in the card.")
        yield Compared(figure, measured[figure.name])


def half(model: Any) -> dict[str, Tensor]:
    """The weights of a module in float16, as they ship."""
    return {name: tensor.half() for name, tensor in model.state_dict().items()}


def rounded(card: Card, model: Any) -> Any:
    """The model that is got back from its weights in float16: the one that is measured."""
    again = network_of(card)
    again.load_state_dict(half(model))
    return again.eval()


@contextmanager
def one_thread() -> Iterator[None]:
    """Small matrices are slower on several threads, and sums then differ from run to run."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


# ---------------------------------------------------------------- checkpoints


def _keep(run: Training, seed: int, step: int, path: Path) -> None:
    """Model and optimisers as plain tensors."""
    import torch

    from arena.models.weights import write_weights

    tensors = {f"model/{name}": tensor for name, tensor in run.model.state_dict().items()}
    for number, optimiser in enumerate(run.optimisers):
        for parameter, state in optimiser.state_dict()["state"].items():
            for name, value in state.items():
                tensors[f"optimiser/{number}/{parameter}/{name}"] = torch.as_tensor(value)
    write_weights(path, tensors, {SEED: str(seed), STEP: str(step)})


def _resumed(run: Training, seed: int, path: Path) -> int:
    """Put a run where its checkpoint left off; how many steps are done, 0 without one."""
    from arena.models.weights import contents, read_weights

    if not path.is_file():
        return 0
    again = f"Delete it to begin anew: {path}"
    notes = contents(path, again)[1]
    if notes.get(SEED) != str(seed):
        return 0
    tensors = read_weights(path, again)
    run.model.load_state_dict(_below("model/", tensors))
    for number, optimiser in enumerate(run.optimisers):
        state: dict[int, dict[str, Tensor]] = {}
        for name, tensor in _below(f"optimiser/{number}/", tensors).items():
            parameter, _, key = name.partition("/")
            state.setdefault(int(parameter), {})[key] = tensor
        optimiser.load_state_dict(optimiser.state_dict() | {"state": state})
    return int(notes[STEP])


def _below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
