"""Mutants: each operator makes the faults it promises, in the exercise's own body only."""

from __future__ import annotations

import ast

import pytest

from arena.compiler.mutants import Mutant, mutants_of

HEAD = "import torch\nimport torch.nn.functional as F\n\n\n"


def mutants(body: str, *, head: str = "def f(x, y, n):") -> list[Mutant]:
    """The mutants of a function with this body."""
    lines = "".join(f"    {row}\n" for row in body.splitlines())
    return mutants_of(f"{HEAD}{head}\n{lines}", "f", cap=None)


def bodies(body: str) -> set[str]:
    """The bodies of the mutants, one line each."""
    found = set()
    for mutant in mutants(body):
        function = ast.parse(mutant.source).body[-1]
        assert isinstance(function, ast.FunctionDef)
        found.add("; ".join(ast.unparse(s) for s in function.body))
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # keywords
        ("return x.sum(dim=1, keepdim=True)", "return x.sum(keepdim=True)"),
        ("return x.sum(dim=1, keepdim=True)", "return x.sum(dim=1)"),
        ("return x.sum(dim=1, keepdim=True)", "return x.sum(dim=1, keepdim=False)"),
        ("return x.clamp(min=n)", "return x.clamp(max=n)"),
        # axes, by keyword and by place
        ("return x.sum(dim=1)", "return x.sum(dim=0)"),
        ("return x.sum(dim=-1)", "return x.sum(dim=-2)"),
        ("return x.sum(1)", "return x.sum(2)"),
        ("return torch.cat([x, y], 0)", "return torch.cat([x, y], 1)"),
        ("return x.shape[0]", "return x.shape[1]"),
        # off by one
        ("return x * 3", "return x * 4"),
        ("return [x for _ in range(n)]", "return [x for _ in range(n - 1)]"),
        ("return x[:n]", "return x[:n + 1]"),
        ("return x[1:]", "return x[2:]"),
        # order
        ("return x - y", "return y - x"),
        ("return x @ y", "return y @ x"),
        ("return x - (y - n)", "return y - n - x"),
        ("return torch.where(n, x, y)", "return torch.where(n, y, x)"),
        # comparisons and conditions
        ("return x < y", "return x <= y"),
        ("return 0 <= x <= 1", "return 0 <= x < 1"),
        ("return x == y", "return x != y"),
        ("return x and y", "return x or y"),
        ("return not x", "return x"),
        ("return x if n > 0 else y", "return x if not n > 0 else y"),
        ("return (x > 0) & (y > 0)", "return (x > 0) | (y > 0)"),
        ("return ~x", "return x"),
        # twins
        ("return x.mean(0)", "return x.sum(0)"),
        ("return max(x, y)", "return min(x, y)"),
        ("return x.any()", "return x.all()"),
        # signs and constants
        ("return -x", "return x"),
        ("return x + 0.5", "return x + 0.0"),
        ("return x * 2", "return x * -2"),
        # lines
        ("x = x + y\nreturn x", "pass; return x"),
        ("y[0] = n\nreturn y", "pass; return y"),
        ("if n:\n    return y\nreturn x", "pass; return x"),
        ("x += y\nreturn x", "x = y; return x"),
        ("with torch.no_grad():\n    return x", "if True:\n    return x"),
        # links
        ("return x.clone().sum()", "return x.sum()"),
        ("return torch.abs(x)", "return x"),
        ("return x.T", "return x"),
        ("return (x + y).detach()", "return x + y"),
        # patterns and indices
        ('return rearrange(x, "a b -> b a")', "return rearrange(x, 'a b -> a b')"),
        ('return rearrange(x, "(a b) -> a b")', "return rearrange(x, '(a b) -> b a')"),
        ('return reduce(x, "a (b c) -> a", "mean")', "return reduce(x, 'a (b c) -> a', 'sum')"),
        ('return torch.einsum("ij,jk->ik", x, y)', "return torch.einsum('ij,jk->ki', x, y)"),
        ("return x[:, None]", "return x[:]"),
        ("return x[..., 0]", "return x[0]"),
    ],
)
def test_an_operator_makes_its_fault(body: str, expected: str) -> None:
    assert expected in bodies(body)


def test_what_a_check_cannot_see_is_left_alone() -> None:
    body = '"""Adds 1."""\ny: "Float[3]"\nif n:\n    raise ValueError(f"{n - 1} of 2")\nreturn x'
    assert {m.description for m in mutants(body)} == {"if n: → nothing", "n → not (n)"}


def test_defaults_and_decorators_are_left_alone() -> None:
    assert mutants("return x", head="def f(x, n: int = 3, flag=True):") == []


def test_an_assignment_goes_only_where_its_name_has_a_value_without_it() -> None:
    assert "pass; return z" not in bodies("z = y\nreturn z")
    assert "z = x; pass; return z" in bodies("z = x\nz = z + y\nreturn z")


def test_a_pattern_is_never_exchanged_with_what_it_arranges() -> None:
    assert not [m for m in mutants('return rearrange(x, "a -> a")') if "swapped" in m.operator]


def test_only_the_named_exercise_is_changed() -> None:
    source = "def f(x):\n    return x + 1\n\n\ndef g(x):\n    return x - 1\n"
    assert all(
        m.source.startswith("def f(x):\n    return x + 1\n") for m in mutants_of(source, "g")
    )
    assert {m.line for m in mutants_of(source, "g")} == {6}


def test_the_decorator_of_the_next_definition_is_no_part_of_a_mutant() -> None:
    source = "@no_grad\ndef f(x):\n    return x + 1\n\n\n@no_grad\ndef g(x):\n    return x\n"
    changed = {
        m.source.partition("    return ")[2].partition("\n")[0] for m in mutants_of(source, "f")
    }
    assert changed == {"x - 1", "x + 0", "x + 2"}


def test_a_method_is_found_and_other_exercises_of_its_class_are_left_alone() -> None:
    source = (
        "class A:\n    def f(self, x):\n        return x + 1\n\n"
        "    def g(self, x):\n        return x - 1\n"
    )
    assert {m.line for m in mutants_of(source, "A.g")} == {6}
    assert {m.line for m in mutants_of(source, "A")} == {3, 6}
    assert {m.line for m in mutants_of(source, "A", others=["A.f"])} == {6}


def test_only_the_learners_region_is_changed() -> None:
    body = "x = x + 1\n# <yours>\nx = x * 2\n# </yours>\nreturn x - 3"
    assert {m.before for m in mutants(body)} == {"x = x * 2"}


def test_an_unknown_exercise_is_an_error() -> None:
    with pytest.raises(KeyError):
        mutants_of("def f(x):\n    return x\n", "g")


BODY = "y = x.sum(dim=1, keepdim=True)\nreturn (x - y) / y.clamp(min=1) if n > 0 else -x"


def test_every_mutant_compiles_differs_and_stands_once() -> None:
    found = mutants(BODY)
    sources = [m.source for m in found]
    assert len(set(sources)) == len(sources) > 15
    for mutant in found:
        ast.parse(mutant.source)
        assert mutant.before != mutant.after
        assert mutant.after in mutant.source


def test_mutants_are_the_same_on_every_run() -> None:
    assert mutants(BODY) == mutants(BODY)


def test_ids_stay_when_the_exercise_moves_in_its_file() -> None:
    source = HEAD + "def f(x):\n    return x.sum(dim=1) - 1\n"
    moved = source.replace("def f", "# above\n\n\ndef g(x):\n    return x\n\n\ndef f")
    here, there = mutants_of(source, "f"), mutants_of(moved, "f")
    assert [m.id for m in here] == [m.id for m in there]
    assert [m.line + 7 for m in here] == [m.line for m in there]


def test_a_cap_takes_from_every_operator_and_always_the_same() -> None:
    everything = mutants_of(HEAD + source_of(BODY), "f", cap=None)
    some = mutants_of(HEAD + source_of(BODY), "f", cap=12)
    assert len(some) == 12
    assert {m.id for m in some} < {m.id for m in everything}
    assert len({m.operator for m in some}) == min(12, len({m.operator for m in everything}))
    assert [m.line for m in some] == sorted(m.line for m in some)


def test_a_description_says_what_became_of_what() -> None:
    assert "dim=1 → left out" in {m.description for m in mutants("return x.sum(dim=1)")}
    assert "x < y → x <= y" in {m.description for m in mutants("return x < y")}


def source_of(body: str) -> str:
    return "def f(x, y, n):\n" + "".join(f"    {row}\n" for row in body.splitlines())
