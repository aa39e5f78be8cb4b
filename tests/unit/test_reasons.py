"""The reason given is the reason: odd files and odd ends on a small course, with real children."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from verify_course import SOLUTIONS, course_of, write_course

from arena.grading.judge import Judge
from arena.grading.runner import Runner
from arena.grading.verdict import Outcome, Verdict

RIGHT = "return table * factors[:, None]"
HEAD = "def scale_rows(table, factors):\n"
MINE = f"import torch\n\n\n{HEAD}    {RIGHT}\n"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    course = course_of(write_course(tmp_path_factory.mktemp("reasons")))
    with Runner() as runner:
        yield Judge(course, runner)


def verdict(judge: Judge, source: str) -> Verdict:
    return judge.judge(judge.library.course.sets[0].exercises[0], source, "mine.py")


def said(judge: Judge, body: str) -> str:
    failing = verdict(judge, f"import torch\nimport os\n\n\n{HEAD}    {body}\n").failing
    assert failing is not None
    return failing.difference


@pytest.mark.parametrize(
    "extra",
    [
        "    x = 3\n    if x == 0:\n        pass\n"
        + "".join(f"    elif x == {i}:\n        pass\n" for i in range(1, 163)),
        "    x = " + " + ".join(map(str, range(245))) + "\n",
        "    x = ''" + ".strip()" * 122 + "\n",
        "    x = " + "(" * 150 + "1" + ")" * 150 + "\n",
    ],
    ids=["162 elif", "245 terms", "122 calls", "150 brackets"],
)
def test_deep_code_that_somebody_may_write_is_judged(judge: Judge, extra: str) -> None:
    assert verdict(judge, f"{HEAD}{extra}    {RIGHT}\n").outcome is Outcome.RIGHT


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ("X = " + "1" * 900_000, "the file has 900,087 characters; 500,000 are read at most"),
        ("X = '" + "1" * 400_000 + "'", "the line has 400,006 characters; 20,000 are read"),
        ("\n" * 30_000, "the file has 30,006 lines; 20,000 are read at most"),
        ("x = 1;" * 3_000 + "\n" + "x = 1;" * 3_000, "the file has 6,002 statements; 5,000 are"),
        ("X = " + "+".join(["1"] * 900), "this is nested deeper than 600 levels"),
    ],
    ids=["characters", "line", "lines", "statements", "depth"],
)
def test_an_absurd_file_gets_one_sentence(judge: Judge, extra: str, reason: str) -> None:
    got = verdict(judge, MINE + extra)
    assert got.outcome is Outcome.RAISED
    assert reason in got.message


def test_a_chain_of_thousands_of_constants_is_followed(judge: Judge) -> None:
    chain = "a0 = 0\n" + "".join(f"a{i} = a{i - 1}\n" for i in range(1, 4500))
    assert verdict(judge, f"{chain}\n{HEAD}    {RIGHT} + a4499\n").outcome is Outcome.RIGHT


def test_annotations_and_decorators_of_absent_packages_decide_nothing(judge: Judge) -> None:
    mine = (
        "from absent_types import Shaped, checked\nimport absent_models as models\n\n\n"
        f"@checked\n@models.traced(1)\n"
        f"def scale_rows(table: Shaped['r c'], factors: models.Row) -> models.Table:\n    {RIGHT}\n"
    )
    assert verdict(judge, mine).outcome is Outcome.RIGHT


def test_an_import_that_failed_is_named_where_its_name_is_missed(judge: Judge) -> None:
    got = verdict(judge, f"from absent_tools import scaled\n\n\n{HEAD}    return scaled(table)\n")
    assert got.message == (
        "`from absent_tools import scaled` (line 1) failed: there is no package `absent_tools` here"
    )
    assert [f.line for f in got.frames] == [1]


def test_ours_never_stand_in_for_an_import_that_failed(judge: Judge) -> None:
    mine = f"from absent_torch import Tensor\n\n\n{HEAD}    Tensor\n    {RIGHT}\n"
    assert "absent_torch" in verdict(judge, mine).message


def test_another_signature_is_said_side_by_side(judge: Judge) -> None:
    got = verdict(judge, "def scale_rows(camera, table):\n    return camera.height\n")
    assert "yours takes (camera, table); here it is (table, factors)" in got.notes


def test_a_stub_that_stands_again_below_the_answer_is_told(judge: Judge) -> None:
    stub = judge.library.code("0.1").stub.text
    got = verdict(judge, MINE + "\n\n" + stub)
    line = (
        (MINE + "\n\n" + stub)
        .splitlines()
        .index("def scale_rows(table: Tensor, factors: Tensor) -> Tensor:")
    )
    assert got.outcome is Outcome.NOT_ATTEMPTED
    assert f"the stub stands again below your answer, at line {line + 1}" in got.message


def test_what_is_only_imported_is_no_answer(judge: Judge) -> None:
    got = verdict(judge, "from math import sqrt as scale_rows\n")
    assert got.outcome is Outcome.NOT_ATTEMPTED
    assert got.message == "`scale_rows` is only imported (line 1): write it here"


def test_a_definition_under_if_or_try_is_found(judge: Judge) -> None:
    mine = (
        "try:\n    from fast import scale_rows\nexcept ImportError:\n\n"
        f"    def scale_rows(table, factors):\n        {RIGHT}\n"
    )
    assert verdict(judge, mine).outcome is Outcome.RIGHT
    chosen = f"if 1 < 2:\n    def scale_rows(table, factors):\n        {RIGHT}\n"
    assert verdict(judge, chosen).outcome is Outcome.RIGHT


def test_a_class_that_only_inherits_is_an_attempt(judge: Judge) -> None:
    mine = "class Base:\n    pass\n\n\nclass scale_rows(Base):\n    pass\n"
    assert verdict(judge, mine).outcome is not Outcome.NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import subprocess; subprocess.run(['ls'])", "may not start processes here"),
        (
            "import torch.utils.data as d; list(d.DataLoader([1, 2], num_workers=1))",
            "a DataLoader takes num_workers=0",
        ),
        ("breakpoint()", "a breakpoint was left in the code"),
        ("return torch.nested.nested_tensor([table[0], factors[:0]])", "nested tensor"),
        ("return torch.zeros([1] * 60)", "tensor with 60 axes"),
        ("return torch.zeros(2, device='meta')", "tensor without values"),
        ("return 10 ** 400", "the int 1000000000"),
        ("return float(10 ** 400)", "OverflowError: int too large to convert to float"),
        ("os.kill(os.getpid(), 9)", "was killed: by the system for want of memory, or by itself"),
    ],
)
def test_an_odd_end_is_told_as_what_it_was(judge: Judge, body: str, reason: str) -> None:
    assert reason in said(judge, body)


def test_a_newer_syntax_names_its_version(judge: Judge) -> None:
    import sys

    if sys.version_info >= (3, 12):
        pytest.skip("un-skip: on Python 3.11, which does not know type parameters")
    got = verdict(judge, f"def scale_rows[T](table: T, factors: T) -> T:\n    {RIGHT}\n")
    assert "this needs Python 3.12; this is 3.11" in got.message


def test_the_reference_is_still_right(judge: Judge) -> None:
    assert verdict(judge, SOLUTIONS).outcome is Outcome.RIGHT
