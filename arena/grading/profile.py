"""What a judge and its children have in memory before a job comes: packages, and models by name.

Importing TransformerLens takes seconds, a fork of a process that has it takes none. So sets that
name packages are judged by a service of their own for each profile, started on first need and
ended when idle; the service of all other sets stays free of them.

Standard library only: every process of the grader imports this.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arena.errors import GraderError

if TYPE_CHECKING:
    from arena.course.model import ExerciseSet


@dataclass(frozen=True)
class Package:
    """A package that a set can name.

    Args:
        module: what is imported.
        title: how it is spoken of.
        extra: the extra of this course that installs it.
    """

    module: str
    title: str
    extra: str


PACKAGES = {
    "accelerate": Package("accelerate", "Accelerate", "hf"),
    "gymnasium": Package("gymnasium", "Gymnasium", "rl"),
    "peft": Package("peft", "PEFT", "hf"),
    "scikit-learn": Package("sklearn", "scikit-learn", "train"),
    "transformer_lens": Package("transformer_lens", "TransformerLens", "interp"),
    "transformers": Package("transformers", "Transformers", "hf"),
    "trl": Package("trl", "TRL", "hf"),
    "wandb": Package("wandb", "Weights & Biases", "track"),
}


@dataclass(frozen=True)
class Profile:
    """The packages and models of a set; the plain profile has none.

    Args:
        packages: keys of `PACKAGES`, or distributions that are imported as they are called.
        models: names on the model shelf.
    """

    packages: tuple[str, ...] = ()
    models: tuple[str, ...] = ()

    @classmethod
    def of(cls, exercise_set: ExerciseSet) -> Profile:
        """What the front matter of a set names."""
        return cls(tuple(sorted(exercise_set.packages)), tuple(sorted(exercise_set.models)))

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Profile:
        """Read what `as_json` wrote."""
        return cls(tuple(values.get("packages", ())), tuple(values.get("models", ())))

    def as_json(self) -> dict[str, Any]:
        """The fields, to hand to another process."""
        return {"packages": self.packages, "models": self.models}

    @property
    def is_plain(self) -> bool:
        """Whether nothing is loaded beside torch."""
        return not (self.packages or self.models)

    @property
    def name(self) -> str:
        """`transformer_lens+induction-2l`; empty for the plain one."""
        return "+".join((*self.packages, *self.models))

    @property
    def title(self) -> str:
        """`TransformerLens and induction-2l`, as it is spoken of."""
        return " and ".join((*(_package(p).title for p in self.packages), *self.models))

    @property
    def modules(self) -> tuple[str, ...]:
        """What is imported."""
        return tuple(_package(p).module for p in self.packages)

    def require(self) -> None:
        """Make sure that every package is here, without importing one.

        Raises:
            GraderError: one is missing; the next step is the command that installs it.
        """
        missing = [p for p in self.packages if not _is_installed(_package(p).module)]
        if missing:
            titles = " and ".join(_package(p).title for p in missing)
            is_here = "are not installed" if len(missing) > 1 else "is not installed"
            raise GraderError(f"{titles} {is_here}, which this set needs.", install_line(missing))


def install_line(packages: Iterable[str]) -> str:
    """The command that installs packages: by the extras of this course where it has one."""
    extras = sorted({e for p in packages if (e := _package(p).extra)})
    others = [p for p in packages if not _package(p).extra]
    wanted = [*([f'"arena-course[{",".join(extras)}]"'] if extras else []), *others]
    return f"python -m pip install {' '.join(wanted)}"


def _package(name: str) -> Package:
    return PACKAGES.get(name) or Package(name.replace("-", "_"), name, "")


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False
