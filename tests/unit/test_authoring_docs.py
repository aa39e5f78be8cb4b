"""docs/authoring.md names every file, directive, option and rule that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from arena.cli.commands.course import app
from arena.compiler import accounting, house
from arena.course import options, page

TEXT = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
OPTIONS = {
    f"{model.__name__}.{name}": name
    for model in (options.FrontMatter, options.ExerciseOptions, options.QuestionOptions)
    for name in model.model_fields
}
FILES = (*accounting.REQUIRED[1:], *accounting.OPTIONAL, *(f"{f}/" for f in accounting.FOLDERS))


@pytest.mark.parametrize("option", OPTIONS.values(), ids=OPTIONS)
def test_every_option_has_a_row(option: str) -> None:
    assert f"| `{option}` |" in TEXT


@pytest.mark.parametrize("name", [*page.DIRECTIVES, *options.FLAGS, *house.EXEMPTIBLE, *FILES])
def test_every_directive_flag_exemption_and_file_is_named(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize(
    "number",
    [
        f"{house.TITLE_WORDS.start}–{house.TITLE_WORDS.stop - 1} words",
        f"at most {house.STATEMENT_WORDS} words",
        f"`after` of at most {house.AFTER_WORDS}",
        f"at most {house.SOLUTION_LINES} lines",
        f"{house.KILL_RATE:.0%}".replace("%", " %"),
        ", ".join(house.BANNED),
    ],
)
def test_every_limit_is_the_one_the_compiler_uses(number: str) -> None:
    assert number in TEXT


def test_every_command_is_named() -> None:
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    assert len(names) == 4
    assert all(f"`arena course {name}" in TEXT for name in names)
