"""Stubs are the solutions with the answers taken out, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workspace_course import NAMES, SOLUTIONS, make_set

from arena.course.cells import split_cells
from arena.course.stubs import is_attempted, stub_cells, stub_file, stub_of
from arena.errors import CourseError

BLANK = "    # your code here\n    raise NotImplementedError"


def stub(source: str, *names: str) -> str:
    made = stub_file(source, names)
    ast.parse(made)
    assert stub_file(made, names) == made, "the stub of a stub is itself"
    return made


def test_a_stub_is_the_solution_without_its_answers() -> None:
    assert (
        stub(SOLUTIONS, *NAMES)
        == '''# %% setup
"""Shapes: the reference answers."""

import math

SCALE = 2.0


# %% exercise: area
def area(radius: float) -> float:
    """Area of a disc of radius `radius`."""
    # your code here
    raise NotImplementedError


# %% exercise: Box.__init__, Box.diagonal
class Box:
    """A box that knows its sides."""

    def __init__(self, width: float, height: float) -> None:
        """Keep both sides."""
        # your code here
        raise NotImplementedError

    def diagonal(self) -> float:
        """Length of the diagonal."""
        # your code here
        raise NotImplementedError

    def doubled(self) -> "Box":
        return Box(SCALE * self.width, SCALE * self.height)


# %% given: unit_box
def unit_box() -> Box:
    return Box(1.0, 1.0)


# %% exercise: volume
def volume(side: float) -> float:
    """Volume of a cube."""
    # your code here
    raise NotImplementedError
'''
    )


def test_cells_of_a_stub_name_their_exercises() -> None:
    cells = stub_cells(SOLUTIONS, NAMES)
    assert [c.exercises for c in cells] == [(), ("area",), NAMES[1:3], (), ("volume",)]
    assert "".join(c.source for c in cells) == stub_file(SOLUTIONS, NAMES)


CASES = {
    "a function on one line": (
        "def f(x): return x  # the answer\n",
        f"def f(x):\n{BLANK}\n",
    ),
    "a docstring and an answer on one line": (
        'def f(x): "Doc."; return x\n',
        f'def f(x):\n    "Doc."\n{BLANK}\n',
    ),
    "an answer after the docstring's semicolon": (
        'def f(x):\n    """Doc."""; y = x\n    return y\n',
        f'def f(x):\n    """Doc."""\n{BLANK}\n',
    ),
    "a docstring in brackets over two lines": (
        'def f(x):\n    ("One "\n     "two.")  # kept\n    return x\n',
        f'def f(x):\n    ("One "\n     "two.")  # kept\n{BLANK}\n',
    ),
    "no docstring and comments that tell the answer": (
        "def f(x):  # kept\n    # first add one\n    return x + 1\n    # that is all\n"
        "# about what follows\n",
        f"def f(x):  # kept\n{BLANK}\n# about what follows\n",
    ),
    "a comment deeper than the definition after blank lines": (
        "def f(x):\n    return x\n\n        # told you\n\n\nA = 1\n",
        f"def f(x):\n{BLANK}\n\n\n# %% given\nA = 1\n",
    ),
    "characters of several bytes before the answer": (
        'def f(é, ñ="日本"): return é  # 日本\n',
        f'def f(é, ñ="日本"):\n{BLANK}\n',
    ),
    "colons in defaults, annotations and decorators": (
        "@dec(lambda a: {1: 2})\ndef f(x=lambda: {1: 2}, *, y: dict[str, int] = {'a': 1}) -> "
        "'a: b':\n    return x\n",
        "@dec(lambda a: {1: 2})\ndef f(x=lambda: {1: 2}, *, y: dict[str, int] = {'a': 1}) -> "
        f"'a: b':\n{BLANK}\n",
    ),
    "an asynchronous function with a nested one": (
        "async def f(x):\n    def inner():\n        return x\n\n    return inner\n",
        f"async def f(x):\n{BLANK}\n",
    ),
    "a signature over several lines": (
        "def f(\n    x,  # first: one\n    y,\n) -> int:  # end\n    return 1\n",
        f"def f(\n    x,  # first: one\n    y,\n) -> int:  # end\n{BLANK}\n",
    ),
    "a backslash after the colon": (
        "def f(x): \\\n    return x\n",
        f"def f(x):\n{BLANK}\n",
    ),
    "no newline at the end": ("def f(x):\n    return x", f"def f(x):\n{BLANK}"),
    "tabs": (
        "def f(x):\n\treturn x\n",
        "def f(x):\n\t# your code here\n\traise NotImplementedError\n",
    ),
    "a string that looks like a header": (
        'T = """\n# %% setup\n"""\n\n\ndef f(x):\n    return x\n',
        f'T = """\n# %% setup\n"""\n\n\n# %% exercise: f\ndef f(x):\n{BLANK}\n',
    ),
    "a method named by its class": (
        "class f:\n    a: int = 1\n\n    @property\n    def b(self): return 1\n\n    class C:\n"
        "        def d(self):\n            return 2\n",
        "class f:\n    a: int = 1\n\n    @property\n    def b(self):\n        # your code here\n"
        "        raise NotImplementedError\n\n    class C:\n        def d(self):\n"
        "            # your code here\n            raise NotImplementedError\n",
    ),
    "a class without methods": (
        '@dataclass\nclass f:\n    """Doc."""\n\n    a: int\n    b: int\n',
        '@dataclass\nclass f:\n    """Doc."""\n    # your code here\n    pass\n',
    ),
    "marked regions": (
        "def f(x):\n    y = 0\n    for i in x:\n        # <yours>\n        y += i\n        y *= 2\n"
        "        # </yours>\n    return y\n",
        "def f(x):\n    y = 0\n    for i in x:\n        # <yours>\n        # your code here\n"
        "        raise NotImplementedError\n        # </yours>\n    return y\n",
    ),
    "a marked region in a class body": (
        "class f:\n    a = 1\n    # <yours>\n    b = 2\n    # </yours>\n\n    def c(self):\n"
        "        return 3\n",
        "class f:\n    a = 1\n    # <yours>\n    # your code here\n    pass\n    # </yours>\n\n"
        "    def c(self):\n        return 3\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_only_the_answer_goes_whatever_it_looks_like(case: str) -> None:
    source, expected = CASES[case]
    made = stub(source, "f")
    header = "# %% setup\n" if source.startswith("T") else "# %% exercise: f\n"
    assert made == header + expected


def test_overloads_stay_and_share_the_cell_of_their_implementation() -> None:
    source = (
        "from typing import overload\n\n\n@overload\ndef f(x: int) -> int: ...\n@overload\n"
        "def f(x: str) -> str: ...\ndef f(x):\n    return x\n"
    )
    made = stub(source, "f")
    assert made == source.replace("\n\n\n@over", "\n\n\n# %% exercise: f\n@over").replace(
        "# %% setup\n", ""
    ).replace("    return x", BLANK).replace("from typing", "# %% setup\nfrom typing")


def test_a_comment_above_a_definition_is_in_its_cell() -> None:
    source = "A = 1\n# about A\n\n# ---- part two\n\n# about f\ndef f():\n    return 1\n"
    cells = stub_cells(source, ["f"])
    assert cells[0].text == "A = 1\n# about A\n\n"
    assert cells[1].text.startswith("# ---- part two\n\n# about f\ndef f():")


def test_windows_newlines_stay_windows_newlines() -> None:
    made = stub_file(SOLUTIONS.replace("\n", "\r\n"), NAMES)
    assert made == stub_file(SOLUTIONS, NAMES).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("def g(): pass\n", "`f` is not defined"),
        ("def f(:\n", "not valid Python"),
        ("def f():\n    # <yours>\n    return 1\n", "has no partner"),
        ("def f():\n    # </yours>\n    return 1\n    # <yours>\n", "has no partner"),
        ("def f():\n    x = 1  # <yours>\n    return 1\n    # </yours>\n", "has no partner"),
        (
            "def f():\n    if 1:\n        # <yours>\n        a = 1\n    else:\n"
            "        a = 2\n        # </yours>\n    # <yours>\n    a = (1 +\n    # </yours>\n"
            "    2)\n    return a\n",
            "stub is not valid Python",
        ),
    ],
)
def test_an_author_is_told_what_is_wrong(source: str, sentence: str) -> None:
    with pytest.raises(CourseError, match=sentence) as caught:
        stub_file(source, ["f"])
    assert caught.value.next_step


def test_the_stub_of_a_set_is_read_from_its_folder(tmp_path: Path) -> None:
    assert stub_of(make_set(tmp_path)) == stub_file(SOLUTIONS, NAMES)
    assert stub_of(make_set(tmp_path, names=())) == ""
    (tmp_path / "ch0_basics/s1_shapes/solutions.py").write_bytes(b"\xff")
    with pytest.raises(CourseError, match=r"solutions\.py"):
        stub_of(make_set(tmp_path, "def f(:\n", ("f",)))


# ---------------------------------------------------------------- any module

BETWEEN = st.sampled_from(
    [
        "\n",
        "\n\n# a remark\n",
        "# at once\n",
        "\n# one\n\n# two\n",
        "X = {'é': 1}\n",
        "import os\n\n",
    ]
)
HEADS = st.sampled_from(
    [
        "def {n}(a, b={{1: 2}}) -> 'c:d':",
        "async def {n}(\n    a,\n):  # remark: one",
        "@dec(x[1:2])\ndef {n}(é, /):",
    ]
)
DOCS = st.sampled_from(
    ["", '    """One line, é."""\n', '    """Two.\n\n    # lines\n    """  # doc\n']
)
BODIES = st.sampled_from(
    [
        "    return 1  # why\n",
        "    # first\n    x = [\n1]\n\n    return x\n    # last\n",
        "    for i in a:\n        pass\n      # odd\n",
        "    def g():\n        return 2\n\n\n    return g\n",
        '    x = """\n# %% exercise: z\n"""\n    return x\n',
    ]
)


@st.composite
def modules(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A module, the same with its answers blanked, and the names of its exercises."""
    source = blanked = ""
    names = []
    for i in range(draw(st.integers(1, 5))):
        between = draw(BETWEEN)
        head = draw(HEADS).format(n=f"f{i}") + "\n"
        doc, body = draw(DOCS), draw(BODIES)
        is_exercise = draw(st.booleans())
        source += between + head + doc + body
        blanked += between + head + doc + (BLANK + "\n" if is_exercise else body)
        names += [f"f{i}"] if is_exercise else []
    return source, blanked, names


@settings(max_examples=300, deadline=None)
@given(modules())
def test_every_byte_outside_the_answers_stays(made: tuple[str, str, list[str]]) -> None:
    source, blanked, names = made
    result = stub(source, *names)
    headers = {c.header for c in split_cells(result)}
    kept = [c.text for c in split_cells(result)]
    assert "".join(kept) == blanked
    assert [n for c in split_cells(result) for n in c.exercises] == names
    assert all(h.startswith("# %% ") for h in headers)


# ---------------------------------------------------------------- attempts

STUB = stub_file(SOLUTIONS, NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_is_not_attempted_and_a_solution_is(name: str) -> None:
    assert not is_attempted(STUB, name, STUB)
    assert is_attempted(SOLUTIONS, name, STUB)


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        '"""Mine."""',
        "# thinking\n    pass",
        "raise NotImplementedError",
        'raise NotImplementedError("later")',
        '"""Doc."""\n    ...\n    raise NotImplementedError()',
    ],
)
def test_a_body_that_does_nothing_is_no_attempt(body: str) -> None:
    assert not is_attempted(f"def area(r, extra=1):\n    {body}\n", "area", STUB)


@pytest.mark.parametrize(
    "source",
    [
        "def area(r):\n    return None\n",
        "def area(r):\n    r\n",
        "def area(r):\n    if r: pass\n",
        "area = lambda r: r\n",
        "from math import pi as area\n",
        "def area(r):\n    pass\n\ndef area(r):\n    return 1\n",
        "def area(r:\n",
        "# %% exercise: area\ndeff area(r):\n# %% exercise: volume\ndef volume(s): pass\n",
        "x = (\n",
        "def area(r):\n    return " + "-" * 100_000 + "1\n",
        "def area(r):\n    return 1\0\n",
    ],
)
def test_anything_of_ones_own_is_an_attempt_and_so_is_what_does_not_parse(source: str) -> None:
    assert is_attempted(source, "area", STUB)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "volume = 1\n",
        "def area(r):\n    return 1\n\ndef area(r):\n    pass\n",
        "# %% exercise: area\ndef area(r):\n    pass\n# %% exercise: volume\ndef volume(s:\n",
    ],
)
def test_what_is_missing_or_empty_is_no_attempt_even_beside_broken_cells(source: str) -> None:
    assert not is_attempted(source, "area", STUB)


def test_a_method_is_judged_on_its_own_body() -> None:
    changed = STUB.replace(
        '"""Keep both sides."""\n        # your code here\n        raise NotImplementedError',
        '"""Keep both sides."""\n        self.width, self.height = width, height',
    )
    assert is_attempted(changed, "Box.__init__", STUB)
    assert not is_attempted(changed, "Box.diagonal", STUB)
    assert not is_attempted(STUB.replace("def doubled", "def tripled"), "Box.diagonal", STUB)


def test_what_stands_around_a_marked_region_is_no_attempt() -> None:
    source = "def f(x):\n    y = 0\n    # <yours>\n    y += x\n    # </yours>\n    return y\n"
    blank = stub_file(source, ["f"])
    assert not is_attempted(blank, "f", blank)
    assert not is_attempted(blank.replace("raise NotImplementedError", "pass"), "f", blank)
    assert is_attempted(source, "f", blank)


def test_a_class_is_attempted_when_a_method_is_or_something_is_added() -> None:
    source = "class C:\n    a = 1\n\n    def b(self):\n        return 1\n"
    blank = stub_file(source, ["C"])
    assert not is_attempted(blank, "C", blank)
    assert not is_attempted("class C:\n    a = 1\n", "C", blank)
    assert is_attempted(source, "C", blank)
    assert is_attempted(blank + "    d = 4\n", "C", blank)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="def area():\n \"'#%=1\\\0\ud800é"), st.text(max_size=5))
def test_whether_something_is_attempted_is_known_for_any_text(text: str, name: str) -> None:
    assert is_attempted(text, name, STUB) in (True, False)
