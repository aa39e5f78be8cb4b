"""The options of a page and of its directives, typed: an unknown key is an error with a line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args

import yaml
from pydantic import Field, ValidationError

from arena.course.model import AnswerKind, Finding, Minutes, Rating, Value
from arena.errors import CourseError

Share = Annotated[float, Field(ge=0, le=1)]
V = TypeVar("V", bound=Value)
Flag = Literal["fork", "loopback", "threads", "exec"]
FLAGS: tuple[str, ...] = get_args(Flag)


class FrontMatter(Value):
    """The options at the head of a page."""

    id: str
    title: str
    summary: str = ""
    teaches: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    bonus: bool = False
    papers: tuple[str, ...] = ()


class ExerciseOptions(Value):
    """Options of `exercise`, `picture` and `experiment`."""

    minutes: Minutes
    difficulty: Rating
    importance: Rating
    title: str = ""
    needs: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    requires: tuple[str, ...] = ()
    uses_only: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    budget_s: Annotated[int, Field(ge=0, le=600)] = 0
    bonus: bool = False


class QuestionOptions(Value):
    """Options of `question`."""

    kind: AnswerKind
    minutes: Minutes
    title: str = ""
    answer: float | None = None
    tolerance: float = 0.0
    answers: tuple[str, ...] = ()
    common: dict[str, str] = Field(default_factory=dict)
    measure: str = ""
    models: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    run: str = ""
    items: tuple[str, ...] = ()
    above: float | None = None
    margin: Annotated[float, Field(ge=0)] = 0.0
    precision: Share = 1.0
    recall: Share = 1.0
    agreement: Share = 1.0
    widest: Annotated[float, Field(gt=0)] | None = None

    def finding(self) -> Finding | None:
        """What the answer is compared with; None for a question that the page itself answers.

        Raises:
            CourseError: what its kind needs is missing, or something else's option is there.
        """
        needed = FINDINGS.get(self.kind, ())
        given = {k: v for k in FINDING_OPTIONS if (v := getattr(self, k)) not in ("", (), None)}
        if missing := next((k for k in needed if k not in given), None):
            what = f"a question of kind `{self.kind}` needs the option `{missing}`"
            raise CourseError(what, f"Add `{missing}: …`.")
        allowed = (*needed, "models", "instead", "run") if needed else ()
        if strange := next((k for k in given if k not in allowed), None):
            what = f"a question of kind `{self.kind}` has no option `{strange}`"
            raise CourseError(what, "Take it out, or correct `kind`.")
        if not needed:
            return None
        if self.run and (self.kind != "prediction" or self.models):
            what = "`run` is for a prediction that is compared with a run, without models"
            raise CourseError(what, "Take `run` or `models` out.")
        shares = {k: getattr(self, k) for k in ("margin", "precision", "recall", "agreement")}
        return Finding(**given, **shares)


FINDING_OPTIONS = ("measure", "models", "instead", "run", "items", "above", "widest")
FINDINGS: dict[str, tuple[str, ...]] = {
    "heads": ("measure", "above"),
    "ranking": ("measure", "items"),
    "interval": ("measure", "widest"),
    "prediction": ("measure", "widest"),
}
"""Kind of question → the options that it needs besides those of every question."""


class FigureOptions(Value):
    """Options of `figure`, above its caption."""

    exercises: tuple[str, ...] = Field(default=(), alias="with")
    budget_s: Annotated[int, Field(ge=1, le=600)] = 10


def read_options(model: type[V], text: str, path: Path, line: int) -> V:
    """Options as a typed value.

    Args:
        model: which options.
        text: YAML, one `key: value` a line.
        path: the page, for messages.
        line: where the text starts in it.

    Raises:
        CourseError: a key is unknown, missing or of the wrong type.
    """
    try:
        given = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = line + (mark.line if mark else 0)
        what = f"these options are not YAML: {getattr(error, 'problem', error)}"
        raise CourseError(what, "Write one `key: value` a line.", path, at) from None
    if not isinstance(given, dict):
        raise CourseError("options must be `key: value` lines", "Write one a line.", path, line)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        # A misspelt option is unknown and leaves another missing; the misspelling is the news.
        faults = sorted(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        first = faults[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        rows = text.splitlines()
        offset = next((i for i, row in enumerate(rows) if row.startswith(f"{key}:")), 0)
        if first["type"] == "extra_forbidden":
            what, known = f"unknown option `{key}`", ", ".join(names_of(model))
            raise CourseError(what, f"Use one of: {known}.", path, line + offset) from None
        if first["type"] == "missing":
            what = f"the option `{key}` is missing"
            raise CourseError(what, f"Add `{key}: …`.", path, line) from None
        what = f"the option `{key}` is wrong: {first['msg']}"
        raise CourseError(what, "Correct its value.", path, line + offset) from None


def names_of(model: type[Value]) -> tuple[str, ...]:
    """The options of a model as a page writes them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())
