"""Every house rule, by a course that breaks it in one place, named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from verify_course import append, replace, sources_of, write_course

from arena.compiler.house import british
from arena.compiler.report import Fault
from arena.compiler.text import count_words, docstring_words, page_words
from arena.compiler.verify import read_faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def faults_of(folder: Path) -> list[Fault]:
    return list(read_faults(sources_of(folder)))


def the_fault(folder: Path, rule: str) -> Fault:
    """The only fault of a course, which must be of one rule and say what to do."""
    faults = faults_of(folder)
    assert [f.rule for f in faults] == [rule], "\n".join(map(str, faults))
    assert faults[0].next_step
    return faults[0]


def test_a_course_without_a_fault_has_none(folder: Path) -> None:
    assert faults_of(folder) == []


LONG = "word " * 200

BROKEN = [
    # rule, file, old text, new text, what the message must say
    ("defined", "page.md", "{hint}\nThe mean", "{hint} mean_row__no\nThe mean", "no mistake"),
    ("title", "page.md", "title: Scale each row\n", "", "has no title"),
    ("title", "page.md", "title: Scale each row\n", "title: Scale\n", "has 1 words"),
    ("minutes", "page.md", "minutes: 5\ndifficulty: 1", "minutes: 50\ndifficulty: 1", "50 minutes"),
    ("statement", "page.md", "Multiply each row", f"{LONG} Multiply each row", "words, 120 at"),
    ("after", "page.md", "Reuse is cheaper", f"{LONG} Reuse is cheaper", "words, 150 at most"),
    ("after", "page.md", ":::{after}\nReuse is cheaper than a second loop.\n:::\n", "", "`after`"),
    ("hints", "page.md", ":::{hint}\nThe mean goes over the first axis.\n:::\n", "", "has 1 hints"),
    ("example", "page.md", ">>> mean_row(", "mean_row(", "no worked example"),
    ("needs", "page.md", "needs: [scale_rows]", "needs: []", "calls `scale_rows`"),
    ("banned word", "page.md", "Broadcasting needs", "Broadcasting simply needs", "“simply”"),
    ("banned word", "page.md", "is cheaper", "is, of\ncourse, cheaper", "“of course”"),
    ("spelling", "page.md", "are scaled one", "are normalized one", "“normalised”"),
    ("code in prose", "page.md", "Rows of a table", "import torch\n\nRows of a table", "is code"),
    ("links", "page.md", "(#rows)", "(#columns)", "#columns leads nowhere"),
    ("links", "page.md", "(#rows)", "(other.md)", "other.md leads nowhere"),
    ("maths", "page.md", "f_i x_{ij}$", "f_i x_{ij}", "no partner"),
    ("maths", "page.md", "x_{ij}$", "x_{ij$", "2 { and 1 }"),
    ("maths", "page.md", "f_i x_{ij}$", "\\left(f_i x_{ij}$", "1 \\left and 0 \\right"),
    ("spoiler", "page.md", "Which axis of the", "return table * factors[:, None]. Which", "away"),
    ("todo", "page.md", "Give the factors", "TODO: Give the factors", "Give the factors"),
    ("docstring", "checks.py", '    """A square table is scaled by rows too."""\n', "", "no doc"),
    ("names", "checks.py", "scale_rows__scales(", "scales_rows(", "belongs to no exercise"),
    ("imports", "checks.py", "import torch\n", "import torch\nfrom . import mistakes\n", "child"),
    ("imports", "checks.py", "import torch\n", "import torch\nimport pandas\n", "`pandas`"),
    ("imports", "solutions.py", "from torch import", "import arena\nfrom torch import", "`arena`"),
    ("names", "mistakes.py", "scale_rows__added", "scaled_rows__added", "belongs to no exercise"),
    ("names", "alternatives.py", "scale_rows__einsum", "einsum", "belongs to no exercise"),
    ("names", "page.md", ":::{figure} scaled\n:::\n", "", "not on the page"),
    ("spelling", "mistakes.py", "You add the factors", "You add the colors", "“colours”"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "file", "old", "new", "says"), BROKEN, ids=[f"{b[0]}: {b[4]}" for b in BROKEN]
)
def test_a_broken_house_rule_is_named_with_its_file(
    folder: Path, rule: str, file: str, old: str, new: str, says: str
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = [f for f in faults_of(folder) if f.rule == rule]
    assert faults, "\n".join(map(str, faults_of(folder)))
    assert says in faults[0].what + faults[0].next_step
    assert faults[0].path.endswith((file, "figures.py"))


def test_a_fault_is_on_its_own_line(folder: Path) -> None:
    line = replace(folder, "page.md", "Give the factors", "Just give the factors")
    assert the_fault(folder, "banned word").line == line


def test_a_fault_in_a_docstring_is_on_its_own_line(folder: Path) -> None:
    line = replace(folder, "solutions.py", "Mean over the rows", "Centered mean over the rows")
    assert the_fault(folder, "spelling").line == line


def test_a_statement_that_is_too_long_is_named_where_it_begins(folder: Path) -> None:
    line = replace(folder, "page.md", "Scale each row of `table` by", f"{LONG} by")
    assert the_fault(folder, "statement").line == line


def test_code_in_a_statement_is_not_read_as_words(folder: Path) -> None:
    replace(folder, "page.md", "The mean goes", "The `normalize` of $color_{just}$ goes")
    assert faults_of(folder) == []


def test_fewer_checks_need_a_reason_and_get_by_with_one(folder: Path) -> None:
    replace(
        folder,
        "checks.py",
        "def mean_row__takes_one_column",
        "def _mean_row__takes_one_column",
    )
    assert "2 of at least 3 checks" in the_fault(folder, "checks").what
    append(folder, "design.md", "\n## Exemptions\n\n- `mean_row` checks: it says nothing more.\n")
    assert faults_of(folder) == []


def test_an_exemption_that_is_not_needed_is_a_fault(folder: Path) -> None:
    append(folder, "design.md", "\n## Exemptions\n\n")
    line = append(folder, "design.md", "- `mean_row` oracle: there was none once.\n")
    fault = the_fault(folder, "exemptions")
    assert (fault.line, fault.next_step) == (line, "Delete the line.")
    assert "no longer needs" in fault.what


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("- mean_row: because", "cannot be read"),
        ("- `median_row` checks: because", "no exercise `median_row`"),
        ("- `mean_row` mistakes: because", "exempted from `mistakes`"),
        ("- `mean_row` checks:", "no reason"),
    ],
)
def test_an_exemption_that_says_nothing_is_a_fault(folder: Path, entry: str, says: str) -> None:
    append(folder, "design.md", f"\n## Exemptions\n\n{entry}\n")
    assert says in the_fault(folder, "exemptions").what


def test_an_exercise_without_three_mistakes_is_a_fault_no_reason_excuses(folder: Path) -> None:
    replace(folder, "mistakes.py", "def mean_row__sum", "def _mean_row__sum")
    assert "2 of at least 3 mistakes" in the_fault(folder, "mistakes").what


def test_an_oracle_that_calls_the_solution_needs_a_reason(folder: Path) -> None:
    replace(
        folder,
        "oracles.py",
        "import torch\n",
        "import torch\n\nfrom .solutions import mean_row as ours\n",
    )
    line = replace(
        folder,
        "oracles.py",
        "    columns = scale_rows(table, factors).T\n",
        "    return ours(table, factors)\n",
    )
    fault = the_fault(folder, "oracle")
    assert fault.line == line - 2
    append(folder, "design.md", "\n## Exemptions\n\n- `mean_row` oracle: no other way.\n")
    assert faults_of(folder) == []


def test_an_unknown_file_and_an_unused_module_are_faults(folder: Path) -> None:
    (folder / "notes.txt").write_text("x")
    assert "notes.txt has no place" in the_fault(folder, "files").what
    (folder / "notes.txt").unlink()
    (folder / "shapes.py").write_text('"""Shapes."""\n')
    assert "imports shapes.py" in the_fault(folder, "files").what


def test_a_given_module_that_is_imported_is_accounted_for(folder: Path) -> None:
    (folder / "shapes.py").write_text('"""Shapes."""\n\nROWS = 3\n')
    replace(
        folder,
        "checks.py",
        "from torch import Tensor\n",
        "from torch import Tensor\n\nfrom . import shapes\n",
    )
    assert faults_of(folder) == []


def test_data_that_nothing_mentions_is_a_fault(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "rows.npz").write_bytes(b"")
    assert "nothing mentions data/rows.npz" in the_fault(folder, "files").what
    append(folder, "design.md", "\n`rows.npz` holds the rows.\n")
    assert faults_of(folder) == []


def test_a_missing_file_is_a_fault(folder: Path) -> None:
    (folder / "design.md").unlink()
    assert "design.md is missing" in the_fault(folder, "files").what


def test_a_module_that_does_not_parse_is_the_only_fault(folder: Path) -> None:
    line = append(folder, "oracles.py", "def (\n")
    fault = the_fault(folder, "python")
    assert (fault.path.rpartition("/")[2], fault.line) == ("oracles.py", line)


def test_a_need_that_comes_later_is_a_fault(folder: Path) -> None:
    page = (folder / "page.md").read_text(encoding="utf-8")
    first, second = page.index(":::{exercise} scale_rows"), page.index(":::{exercise} mean_row")
    end = page.index(":::{question}")
    moved = page[:first] + page[second:end] + page[first:second] + page[end:]
    (folder / "page.md").write_text(moved, encoding="utf-8")
    assert "comes later" in the_fault(folder, "needs").what


def test_a_need_that_is_not_called_is_a_fault(folder: Path) -> None:
    replace(
        folder,
        "solutions.py",
        "scale_rows(table, factors).mean(",
        "(table * factors[:, None]).mean(",
    )
    assert "does not call it" in the_fault(folder, "needs").what


def test_a_technique_that_nobody_taught_is_a_fault(folder: Path) -> None:
    replace(folder, "page.md", "needs: []\n---", "needs: [gather]\n---")
    assert "teaches `gather`" in the_fault(folder, "needs").what


def test_a_docstring_that_leaves_out_a_parameter_is_a_fault(folder: Path) -> None:
    text = (folder / "solutions.py").read_text(encoding="utf-8")
    described = "        table: shape (row, column).\n"
    first = text.replace(described, "", 1).replace("each row of the table,", "each row,", 1)
    (folder / "solutions.py").write_text(first, encoding="utf-8")
    assert "says nothing about `table`" in the_fault(folder, "docstring").what


def test_a_long_solution_is_a_fault_and_its_docstring_does_not_count(folder: Path) -> None:
    body = "    # a comment\n\n" + "    table = table + 0\n" * 25
    replace(
        folder, "solutions.py", "    return table * factors", f"{body}    return table * factors"
    )
    assert "26 lines of code" in the_fault(folder, "solution").what


@pytest.mark.parametrize(
    ("word", "better"),
    [
        ("Color", "colour"),
        ("analyzed", "analysed"),
        ("tokenizer", "tokeniser"),
        ("optimizations", "optimisations"),
        ("resized", None),
        ("prizes", None),
        ("horizon", None),
        ("sizing", None),
        ("colour", None),
    ],
)
def test_british_spelling_knows_what_is_american(word: str, better: str | None) -> None:
    assert british(word) == better


def test_words_of_a_page_keep_their_lines() -> None:
    page = "---\ntitle: A\n---\n\n```\ncode\n```\n\n:::{aside} Why so\n`x` and $y$ z\n:::\n"
    words = page_words(page).splitlines()
    assert [w.strip() for w in words] == [
        "",
        "A",
        "",
        "",
        "",
        "",
        "",
        "",
        "Why so",
        "and     z",
        "",
    ]


def test_words_of_a_docstring_leave_out_examples_and_parameters() -> None:
    text = "Sum.\n\nArgs:\n    color: the hue.\n\n>>> normalize(1)\n1\n\nEnd."
    assert docstring_words(text).split() == ["Sum.", "Args:", "the", "hue.", "End."]


def test_a_formula_or_a_code_span_is_one_word() -> None:
    assert count_words("Take $x + y + z$ and `a b c`.\n\n```\nnot counted\n```\n") == 4


def test_titles_of_papers_keep_their_spelling_and_the_prose_around_them_does_not() -> None:
    from arena.compiler.words import _without_titles

    papers = "papers:\n  - Ioffe, Batch Normalization\nbonus: false\n"
    text = f"{papers}\nSee *Batch Normalization: A Color*."
    kept = _without_titles(text)
    assert "Normalization" not in kept
    assert "Color" not in kept
    assert kept.count("\n") == text.count("\n")
    assert "color" in _without_titles("a *bold color* here")


def test_an_exercise_that_no_module_knows_is_named_where_the_page_names_it(folder: Path) -> None:
    replace(folder, "solutions.py", "def mean_row", "def mean_rows")
    checks = folder / "checks.py"
    checks.write_text(checks.read_text("utf-8").replace("def mean_row__", "def other__"), "utf-8")
    told = [(f.path.rpartition("/")[2], f.rule, f.what) for f in faults_of(folder)]
    assert told == [
        ("page.md", "defined", "`mean_row` is not defined in solutions.py"),
        ("page.md", "defined", "`mean_row` has no check"),
    ]
