"""The options of a page and of its directives, typed: an unknown key is an error with a line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args

import yaml
from pydantic import Field, ValidationError

from arena.course.model import Minutes, Rating, Value
from arena.errors import CourseError

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

    kind: Literal["choice", "choices", "number", "text"]
    minutes: Minutes
    title: str = ""
    answer: float | None = None
    tolerance: float = 0.0
    answers: tuple[str, ...] = ()
    common: dict[str, str] = Field(default_factory=dict)


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
            what, known = f"unknown option `{key}`", ", ".join(model.model_fields)
            raise CourseError(what, f"Use one of: {known}.", path, line + offset) from None
        if first["type"] == "missing":
            what = f"the option `{key}` is missing"
            raise CourseError(what, f"Add `{key}: …`.", path, line) from None
        what = f"the option `{key}` is wrong: {first['msg']}"
        raise CourseError(what, "Correct its value.", path, line + offset) from None
