"""Plans: what of a learner's file runs, and whose helpers."""

import marshal

import pytest

from arena.grading.parsing import parse_source
from arena.grading.plan import Plan, Reference, make_plan

OURS = '''"""A set."""
import math

LIMIT = 3


def helper(x):
    return x + LIMIT


def target(x):
    return helper(x) * 2


class Box:
    def __init__(self, size):
        self.size = size

    def area(self):
        return self.size**2
'''
EXERCISES = ("helper", "target", "Box.__init__", "Box.area")


def plan(text: str, target: str = "target", replaced: tuple[str, ...] = ()) -> Plan:
    learner = parse_source(text)
    reference = Reference(parse_source(OURS), EXERCISES)
    return make_plan(learner, reference, target, replaced, "mine.py")


def run(made: Plan) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "answers"}
    for unit in made.units:
        exec(marshal.loads(unit), namespace)
    return namespace


def call(made: Plan, name: str, *args: object) -> object:
    return run(made)[name](*args)  # type: ignore[operator]


MINE = """import math
LIMIT = 10

def helper(x):
    return x - LIMIT

def target(x):
    return helper(x) * 2
"""


def test_the_learners_helper_is_used_where_it_is_not_replaced() -> None:
    made = plan(MINE)
    assert call(made, "target", 1) == -18
    assert made.helpers == ("helper",)


def test_our_helper_stands_in_and_still_sees_the_learners_constants() -> None:
    made = plan(MINE, replaced=("helper",))
    assert call(made, "target", 1) == 22
    assert made.helpers == ()


def test_demo_code_and_a_broken_neighbour_do_not_run() -> None:
    text = (
        MINE + "\nprint(target(1 / 0))\nfor i in range(9**9): pass\nx = 1 / 0\nraise SystemExit\n"
    )
    assert call(plan(text), "target", 1) == -18


def test_an_assignment_runs_only_if_its_name_is_needed() -> None:
    text = "table = [1, 2]\nunused = 1 / 0\n\ndef target(x):\n    return table[x]\n"
    made = plan(text)
    assert call(made, "target", 1) == 2
    assert "unused" not in run(made)


def test_our_helper_comes_after_the_learners_imports_that_its_signature_needs() -> None:
    target = "def target(x):\n    return helper()\n"
    ours = f"from math import pi\n\ndef helper(x=pi):\n    return x\n\n{target}"
    theirs = f"from math import pi\n\n{target}"
    reference = Reference(parse_source(ours), ("helper", "target"))
    made = make_plan(parse_source(theirs), reference, "target", ("helper",), "mine.py")
    assert [n for (n,) in made.names] == ["pi", "helper", "target"]
    assert call(made, "target", 1) == pytest.approx(3.14159, abs=1e-5)


def test_imports_may_come_late_as_in_a_notebook() -> None:
    given = "Number = float\n"
    ours = (
        "from math import pi\nfrom fractions import Fraction\n\nPair = (Fraction, pi)\n\n"
        f"def helper(x=Pair):\n    return x[1]\n\n{given}\n"
        "def target(x: Number):\n    return helper()\n"
    )
    target = "def target(x: Number):\n    return helper()\n"
    theirs = f"{given}from math import pi\n\n{target}\nfrom fractions import Fraction\n"
    reference = Reference(parse_source(ours), ("helper", "target"))
    made = make_plan(parse_source(theirs), reference, "target", ("helper",), "mine.py")
    assert call(made, "target", 1) == pytest.approx(3.14159, abs=1e-5)


def test_an_import_that_shadows_an_answer_wins_as_it_does_in_python() -> None:
    text = MINE + "\nfrom math import floor as target\n"
    assert call(plan(text), "target", 1.5) == 1


def test_what_was_given_comes_from_us_if_the_learner_deleted_it() -> None:
    text = "def target(x):\n    return math.floor(x) + LIMIT\n"
    assert call(plan(text), "target", 1.5) == 4


def test_what_ours_needs_stands_above_it_in_a_file_that_lacks_what_was_given_later() -> None:
    ours = (
        "from typing import TypeVar\n\nNode = TypeVar('Node')\n\n"
        "def helper(x: Node) -> Node:\n    return x\n\n"
        "def wrapped(f):\n    return lambda x: double(f(x))\n\n"
        "def double(x):\n    return 2 * x\n\n"
        "given_later = wrapped(double)\n\n"
        "def target(x):\n    return given_later(helper(x))\n"
    )
    theirs = (
        "from typing import TypeVar\n\nNode = TypeVar('Node')\n\n"
        "def target(x):\n    return given_later(helper(x))\n"
    )
    reference = Reference(parse_source(ours), ("helper", "wrapped", "double", "target"))
    for replaced in ((), ("helper",), ("wrapped", "double", "helper")):
        made = make_plan(parse_source(theirs), reference, "target", replaced, "mine.py")
        assert call(made, "target", 1) == 4


def test_a_syntax_error_in_another_cell_does_not_matter() -> None:
    text = f"# %% setup\n{MINE}\n# %% exercise: other\ndef other(:\n    pass\n"
    source = parse_source(text)
    assert [(p.line, p.text) for p in source.problems] == [(12, "def other(:")]
    assert call(plan(text), "target", 1) == -18


def test_an_error_that_only_the_compiler_sees_is_reported_with_its_line() -> None:
    made = plan(MINE.replace("    return helper(x) * 2", "    nonlocal y\n    return 1"))
    assert made.problem is not None
    assert made.problem.line == 8
    assert "nonlocal" in made.problem.message


def test_line_numbers_are_those_of_the_file() -> None:
    text = "\n\n# %% exercise: target\n\ndef target(x):\n    return 1 / x\n# %%\n(((\n"
    function = run(plan(text))["target"]
    code = function.__code__  # type: ignore[attr-defined]
    assert (code.co_firstlineno, code.co_filename) == (5, "mine.py")


def test_a_method_that_is_not_right_is_replaced_inside_the_learners_class() -> None:
    text = (
        "class Box:\n"
        "    def __init__(self, size):\n        self.size = size + 1\n\n"
        "    def area(self):\n        return 0\n"
    )
    mine = run(plan(text, "Box.__init__", ("Box.area",)))["Box"](2)  # type: ignore[operator]
    assert (mine.size, mine.area()) == (3, 9)


def test_comments_and_line_numbers_do_not_change_the_digest_and_code_does() -> None:
    moved = plan("# a comment\n\n\n" + MINE).digest
    assert moved == plan(MINE).digest
    assert moved != plan(MINE.replace("x - LIMIT", "x + LIMIT")).digest


def test_a_given_statement_runs_if_it_touches_a_needed_name_but_not_for_an_import() -> None:
    for body, runs in (("math.floor(x)", False), ("TABLE", True)):
        source = parse_source(
            "import math\n\nTABLE = {}\n\n\n"
            f"def target(x):\n    return {body}\n\n\n"
            "TABLE[math.pi] = 1\n"
        )
        made = make_plan(source, Reference(source, ("target",)), "target", (), "mine.py")
        assert (() in made.names) is runs


def test_future_annotations_are_honoured() -> None:
    text = (
        "from __future__ import annotations\n\ndef target(x: Unknown) -> Missing:\n    return x\n"
    )
    assert call(plan(text), "target", 1) == 1


@pytest.mark.parametrize("text", ["\0", "(" * 5000, "x = " + "-" * 100_000 + "1", "a" * 1_000_001])
def test_absurd_sources_are_refused_without_harm(text: str) -> None:
    source = parse_source(text)
    assert source.nodes == ()
    assert source.problems
