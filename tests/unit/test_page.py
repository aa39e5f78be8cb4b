"""Pages: what they become, and what an author reads when something is wrong."""

from pathlib import Path

import pytest

from arena.course.model import Box, Exercise, Figure, Prose, Question
from arena.course.page import parse_page
from arena.errors import CourseError

HEAD = """---
id: "9.1"
title: Moving averages
teaches: [unfold]
---

"""

TASK = """:::{exercise} smooth
minutes: 10
difficulty: 2
importance: 4
:::

Average each window.

"""


def page(body: str, head: str = HEAD):  # type: ignore[no-untyped-def]
    return parse_page(head + body, Path("page.md"))


def only_task(body: str) -> Exercise | Question:
    (task,) = (t for s in page(body).sections for t in s.tasks)
    return task


def test_prose_before_the_first_heading_is_the_introduction() -> None:
    first, second = page("Hello.\n\n## A window\n\nMore.\n").sections
    assert first.title == "Introduction"
    assert first.blocks == (Prose(text="Hello.", line=7),)
    assert (second.title, second.anchor) == ("A window", "a-window")


def test_the_prose_after_an_exercise_is_its_statement_and_what_follows_its_hints_is_not() -> None:
    body = TASK + ":::{hint}\nLook.\n:::\n\n:::{after}\nDone.\n:::\n\nThe story goes on.\n"
    task, prose = page(body).sections[0].blocks
    assert isinstance(task, Exercise)
    assert task.statement == "Average each window."
    assert [h.text for h in task.hints] == ["Look."]
    assert task.after == "Done."
    assert isinstance(prose, Prose)
    assert prose.text == "The story goes on."


def test_a_figure_between_hints_stands_after_the_exercise_and_breaks_nothing() -> None:
    body = TASK + ":::{hint}\nOne.\n:::\n\n:::{figure} f\n:::\n\n:::{hint} smooth__sum\nTwo.\n:::\n"
    task, figure = page(body).sections[0].blocks
    assert isinstance(task, Exercise)
    assert [h.mistake for h in task.hints] == [None, "smooth__sum"]
    assert isinstance(figure, Figure)


def test_a_directive_inside_a_code_block_is_text() -> None:
    (block,) = page("```\n:::{nonsense} x\n:::\n```\n").sections[0].blocks
    assert isinstance(block, Prose)
    assert ":::{nonsense} x" in block.text


def test_boxes_keep_their_title_and_text() -> None:
    (block,) = page(":::{help} It says “singular”\nLook at $u$.\n:::\n").sections[0].blocks
    assert block == Box(kind="help", title="It says “singular”", text="Look at $u$.", line=7)


def test_choices_carry_what_is_right_and_why() -> None:
    body = (
        ":::{question} edges\nkind: choice\nminutes: 2\n:::\n\nWhy?\n\n"
        "- [ ] It is biased. — No, the mean\n  is not.\n- [x] It is late. — It is.\n"
    )
    task = only_task(body)
    assert isinstance(task, Question)
    assert task.statement == "Why?"
    assert [(c.text, c.right, c.why) for c in task.choices] == [
        ("It is biased.", False, "No, the mean is not."),
        ("It is late.", True, "It is."),
    ]


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (":::{exercice} smooth\n:::\n", 7, "unknown directive `exercice`"),
        (
            ":::{exercise} smooth\nminutes: 5\nhardness: 3\n:::\n\nDo.\n",
            9,
            "unknown option `hardness`",
        ),
        (":::{exercise} smooth\nminutes: 5\n:::\n\nDo.\n", 8, "`difficulty` is missing"),
        (
            ":::{exercise} smooth\nminutes: 5\ndifficulty: 9\nimportance: 1\n:::\n\nDo.\n",
            9,
            "`difficulty` is wrong",
        ),
        (":::{exercise}\nminutes: 5\n:::\n", 7, "has no name"),
        (TASK.replace("Average each window.\n", ""), 7, "has no statement"),
        (":::{hint}\nLook.\n:::\n", 7, "before any exercise"),
        (TASK + ":::{hint}\n:::\n", 15, "is empty"),
        (TASK + ":::{after}\na\n:::\n:::{after}\nb\n:::\n", 18, "two `after`"),
        ("## A\n\nx\n\n## A\n\ny\n", 13, "two sections"),
        (":::{question} q\nkind: choice\nminutes: 2\n:::\n\nWhy?\n\n- [ ] a — b\n", 7, "0 right"),
        (":::{question} q\nkind: number\nminutes: 2\n:::\n\nHow many?\n", 7, "has no answer"),
        (
            ":::{question} q\nkind: choice\nminutes: 2\n:::\n\nWhy?\n\n- [x] a\n",
            7,
            "does not say why",
        ),
        (":::{exercise} smooth\nminutes: [5\n:::\n\nDo.\n", 8, "not YAML"),
    ],
)
def test_every_fault_names_file_and_line_and_what_to_do(body: str, line: int, words: str) -> None:
    with pytest.raises(CourseError) as caught:
        page(body)
    assert words in caught.value.what
    assert caught.value.what.startswith(f"page.md:{line}: ")
    assert caught.value.next_step


def test_a_page_without_front_matter_is_refused() -> None:
    with pytest.raises(CourseError, match="no front matter"):
        page("Hello.", head="")
