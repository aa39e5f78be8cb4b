"""What a runner does with ordinary code: load it, observe it, say what happened."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from arena.errors import GraderError
from arena.grading.observe import FrameSummary, observe
from arena.grading.runner import Job, Level, Run, Runner
from arena.grading.runner.landlock import LIST, READ, Grant
from arena.grading.runner.lockdown import View, _grants

FILE = "/learner/answers.py"

CHECKS = '''
import torch

def scale__doubles(impl, rng):
    """Doubles."""
    return impl(torch.randn(4, generator=rng))

def scale__dtype(impl, rng):
    """Follows the default dtype."""
    return str(torch.get_default_dtype()), torch.ones(1), impl(torch.ones(1, requires_grad=True))

def scale__calls(impl, rng):
    """Is called three times."""
    x = torch.zeros(2)
    return [impl(x).sum().item() for _ in range(3)]

def Layer__forward(cls, rng):
    """Has weights."""
    layer = cls(3)
    return {"weights": layer.weight, "made by": type(layer).__name__, "dict": layer.state_dict()}
'''


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner(spares=2) as started:
        yield started


def compiled(source: str, filename: str = FILE) -> bytes:
    return marshal.dumps(compile(source, filename, "exec", dont_inherit=True))


def checks_code(source: str, module: str = "made_up.checks") -> bytes:
    return marshal.dumps(((module, compile(source, "<checks>", "exec", dont_inherit=True)),))


def job(source: str, *checks: str, target: str = "scale", **changes: object) -> Job:
    """A job whose units are the top-level statements that blank lines part."""
    pieces = source.split("\n\n")
    lines = [source[: source.index(p)].count("\n") for p in pieces]
    fields: dict[str, object] = {
        "filename": FILE,
        "source": source,
        "units": tuple(compiled("\n" * n + p) for n, p in zip(lines, pieces, strict=True)),
        "unit_names": tuple(
            tuple(
                w for w in ("scale", "Layer", "helper") if f" {w}(" in p or p.startswith(f"{w} =")
            )
            for p in pieces
        ),
        "checks_code": checks_code(CHECKS),
        "checks_module": "made_up.checks",
        "target": target,
        "runs": tuple(Run(c, seed=7) for c in checks or ("scale__doubles",)),
        **changes,
    }
    return Job(**fields)  # type: ignore[arg-type]


DOUBLES_BY_FACTOR = """
def scale__by_factor(scale, rng):
    return scale(3) == FACTOR * 3
"""
DOUBLE = "def scale(x):\n    return 2 * x"


def test_the_child_sees_what_the_judge_would_see(runner: Runner) -> None:
    (answer,) = runner.run(job(DOUBLE)).answers
    namespace: dict[str, object] = {}
    exec(CHECKS, namespace)
    check = namespace["scale__doubles"]
    expected = observe("scale__doubles", check, lambda x: 2 * x, seed=7)  # type: ignore[arg-type]
    assert torch.equal(answer.observation, expected.observation)
    assert answer.check == "scale__doubles"


def test_the_default_dtype_is_that_of_the_run(runner: Runner) -> None:
    runs = (Run("scale__dtype", 1), Run("scale__dtype", 1, "float64"), Run("scale__dtype", 1))
    result = runner.run(job(DOUBLE, runs=runs))
    names = [a.observation[0] for a in result.answers]
    assert names == ["torch.float32", "torch.float64", "torch.float32"]
    assert result.answers[1].observation[1].dtype is torch.float64
    assert result.answers[0].observation[2].requires_grad


def test_every_call_is_reported_with_what_it_did_to_its_arguments(runner: Runner) -> None:
    source = "def scale(x):\n    x += 1\n    return x"
    (answer,) = runner.run(job(source, "scale__calls")).answers
    assert answer.observation == [2.0, 4.0, 6.0]
    assert [c.mutated for c in answer.calls] == [("x",)] * 3
    assert [c.aliased for c in answer.calls] == [("x",)] * 3
    assert [c.args for c in answer.calls] == [()] * 3


def test_a_class_is_handed_over_as_it_is(runner: Runner) -> None:
    source = (
        "import torch\n\nclass Layer(torch.nn.Linear):\n"
        "    def __init__(self, n): super().__init__(n, n)"
    )
    wanted = job(source, "Layer__forward", target="Layer")
    (answer,) = runner.run(wanted).answers
    assert answer.observation["made by"] == "Layer"
    assert answer.observation["weights"].requires_grad
    assert list(answer.observation["dict"]) == ["weight", "bias"]
    (again,) = runner.run(wanted).answers
    assert torch.equal(again.observation["weights"], answer.observation["weights"])


def test_what_is_raised_comes_with_the_learners_frames_and_lines(runner: Runner) -> None:
    source = "def helper(x):\n    return x.nothing\n\ndef scale(x):\n    return helper(x)"
    raised = runner.run(job(source)).answers[0].raised
    assert raised is not None
    assert raised.type_name == "AttributeError"
    assert raised.frames == (
        FrameSummary(5, "scale", "return helper(x)"),
        FrameSummary(2, "helper", "return x.nothing"),
    )


def test_a_statement_that_raises_does_not_stop_the_next(runner: Runner) -> None:
    source = "import no_such_module\n\n" + DOUBLE
    result = runner.run(job(source))
    assert result.load_error is None
    assert len(result.answers) == 1
    ((index, raised),) = result.unit_errors
    assert (index, raised.type_name) == (0, "ModuleNotFoundError")
    assert raised.frames == (FrameSummary(1, "<module>", "import no_such_module"),)


def test_a_definition_that_raises_is_a_load_error(runner: Runner) -> None:
    source = "helper = 1\n\n@undefined\ndef scale(x):\n    return x"
    result = runner.run(job(source))
    assert result.answers == ()
    assert result.load_error is not None
    assert result.load_error.message == "name 'undefined' is not defined"
    assert result.load_error.frames == (FrameSummary(3, "<module>", "@undefined"),)


def test_a_missing_definition_is_a_load_error(runner: Runner) -> None:
    result = runner.run(job("helper = 1"))
    assert result.load_error is not None
    assert result.load_error.message == "name 'scale' is not defined"
    assert result.limit is None


def test_what_was_printed_comes_along_from_both_streams(runner: Runner) -> None:
    source = (
        "import sys, os\n\ndef scale(x):\n    print('one'); print('two', file=sys.stderr)\n"
        "    os.write(1, b'three\\xff\\n'); print('\\ud800', end='')\n    return x"
    )
    assert runner.run(job(source)).printed == "one\ntwo\nthree\ufffd\n\\ud800"


def test_modules_of_the_package_can_be_imported_where_they_are_readable(
    runner: Runner, tmp_path: Path
) -> None:
    folder = tmp_path / "little" / "first"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    (folder / "shapes.py").write_text("FACTOR = 2\n")
    (folder / "solutions.py").write_text("FACTOR = 2\n")
    (folder / "oracles").mkdir()
    (folder / "oracles" / "rays.py").write_text("FACTOR = 2\n")
    (folder / "numbers.txt").write_text("2")
    changes: dict[str, Any] = {
        "checks_module": "little.first.checks",
        "checks_code": checks_code(
            "from . import shapes\nassert shapes.FACTOR == 2\n" + CHECKS, "little.first.checks"
        ),
        "import_paths": (str(tmp_path),),
        "readable": (str(folder / "shapes.py"), str(folder / "numbers.txt")),
    }
    source = "from little.first import shapes\n\ndef scale(x):\n    return shapes.FACTOR * x"
    assert len(runner.run(job(source, **changes)).answers) == 1
    for hidden in ("solutions", "oracles.rays"):
        stolen = (
            f"def scale(x):\n    from little.first.{hidden} import FACTOR\n    return FACTOR * x"
        )
        raised = runner.run(job(stolen, **changes)).answers[0].raised
        assert raised is not None
        assert raised.type_name in {"PermissionError", "ModuleNotFoundError"}
    reads = f"def scale(x):\n    return int(open({str(folder / 'numbers.txt')!r}).read()) * x"
    assert runner.run(job(reads, **changes)).answers[0].raised is None


def test_checks_that_cannot_be_loaded_are_the_courses_fault(runner: Runner) -> None:
    with pytest.raises(GraderError, match="ZeroDivisionError") as caught:
        runner.run(job(DOUBLE, checks_code=checks_code("1 / 0")))
    assert "not of your code" in caught.value.next_step
    with pytest.raises(GraderError, match="does not define scale__nothing"):
        runner.run(job(DOUBLE, "scale__nothing"))
    assert runner.run(job(DOUBLE)).answers


def test_backward_and_optimisers_work_in_the_child(runner: Runner) -> None:
    source = (
        "import torch\n\ndef scale(x):\n"
        "    w = torch.nn.Parameter(torch.ones(4))\n"
        "    opt = torch.optim.Adam([w], lr=0.1)\n"
        "    for _ in range(50):\n"
        "        opt.zero_grad(); ((w * x - 2 * x) ** 2).sum().backward(); opt.step()\n"
        "    torch.testing.assert_close(w * x, w * x)\n"
        "    return (torch.randn(300, 300) @ torch.randn(300, 300)).shape"
    )
    (answer,) = runner.run(job(source)).answers
    assert answer.raised is None


def test_two_threads_of_torch_work_where_the_exercise_asks_for_them(runner: Runner) -> None:
    source = (
        "import torch\n\ndef scale(x):\n    a = torch.randn(700, 700)\n"
        "    return torch.get_num_threads(), (a @ a).shape[0]"
    )
    wanted = job(source, flags=frozenset({"threads"}))
    wanted = replace(wanted, limits=replace(wanted.limits, threads=2))
    assert runner.run(wanted).answers[0].observation == (2, 700)


def test_one_job_leaves_nothing_to_the_next(runner: Runner) -> None:
    leave = "import torch\n\ntorch.left_behind = 1\n\n" + DOUBLE
    look = "import torch\n\ndef scale(x):\n    return hasattr(torch, 'left_behind')"
    assert runner.run(job(leave)).answers
    assert [runner.run(job(look)).answers[0].observation for _ in range(4)] == [False] * 4


def test_a_job_must_be_whole() -> None:
    with pytest.raises(ValueError, match="names"):
        job(DOUBLE, unit_names=())
    with pytest.raises(ValueError, match="unknown flags: network"):
        job(DOUBLE, flags=frozenset({"network"}))


def test_a_level_says_plainly_what_is_missing() -> None:
    bare = Level(rlimits=False)
    assert bare.name == "limits only"
    assert "could read and change your files" in bare.sentences[0]
    assert "could use the network" in bare.sentences[1]
    old = Level(landlock=2, seccomp=True)
    assert old.name == "self-lockdown"
    assert "does not cover signals and truncation of files" in old.sentences[0]
    assert Level(landlock=7, seccomp=True, bubblewrap=True).name == "bubblewrap"
    assert len({s for level in (bare, old) for s in level.sentences}) > 5


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is part of Linux")
def test_a_folder_with_something_hidden_in_it_is_granted_around_it(tmp_path: Path) -> None:
    for name in ("torch/a.py", "curriculum/s1/solutions.py", "numpy/b.py", "six.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    granted = list(_grants(tmp_path, [(tmp_path / "curriculum").resolve()]))
    place = tmp_path.resolve()
    assert granted == [
        Grant(str(place), LIST),
        Grant(str(place / "numpy"), READ),
        Grant(str(place / "six.py"), READ),
        Grant(str(place / "torch"), READ),
    ]
    assert list(_grants(tmp_path, [place])) == []
    view = View.of_python([Path(torch.__file__).parents[1] / "torch"])
    assert not any(g.path.endswith("site-packages/torch") for g in view.readable)


def test_checks_travel_with_what_they_share_and_see_it_as_a_neighbour(runner: Runner) -> None:
    modules = (
        ("made_up.checks.common", compile("FACTOR = 2", "<checks>", "exec")),
        (
            "made_up.checks.rays",
            compile(
                "from .common import FACTOR\n" + CHECKS + DOUBLES_BY_FACTOR, "<checks>", "exec"
            ),
        ),
    )
    code = marshal.dumps(modules)
    (answer,) = runner.run(job(DOUBLE, "scale__by_factor", checks_code=code)).answers
    assert answer.raised is None
    assert answer.observation is True
