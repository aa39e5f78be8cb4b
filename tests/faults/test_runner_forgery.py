"""What crosses the border is data: writing to it by hand gains nothing and breaks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from runner_support import LIMITS, RIGHT, RUNS, all_right, job, none_right

from arena.grading.observe import Opaque
from arena.grading.runner import Result, Runner
from arena.grading.verdict import Limit


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as started:
        yield started


def test_patched_comparisons_change_nothing(runner: Runner) -> None:
    source = """
    import builtins, sys, torch, torch.testing, numpy
    def yes(*args, **kwargs): return True
    torch.allclose = torch.equal = torch.isclose = numpy.allclose = yes
    torch.testing.assert_close = torch.Tensor.__eq__ = torch.Tensor.allclose = yes
    builtins.all = builtins.isinstance = builtins.any = yes
    sys.modules["torch"] = sys.modules["numpy"] = yes
    def add(x, y): return 0
    """
    assert none_right(runner.run(job(source)))
    assert all_right(runner.run(job(RIGHT)))


def test_a_patched_engine_changes_nothing(runner: Runner) -> None:
    source = """
    import sys
    from arena.grading import observe
    from arena.grading.runner import answers, child, values, wire
    for module in (observe, answers, child, values, wire):
        for name in dir(module):
            if callable(getattr(module, name)) and not name.startswith("__"):
                setattr(module, name, lambda *a, **k: True)
    def add(x, y): return 0
    """
    result = runner.run(job(source))
    assert none_right(result)
    assert result.limit is not None
    assert all_right(runner.run(job(RIGHT)))


def test_a_tensor_that_equals_everything_is_only_its_bytes(runner: Runner) -> None:
    source = """
    import torch
    class Yes(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            if "eq" in func.__name__ or "close" in func.__name__: return True
            return super().__torch_function__(func, types, args, kwargs or {})
        def __eq__(self, other): return True
    def add(x, y): return torch.zeros(3).as_subclass(Yes)
    """
    result = runner.run(job(source))
    assert none_right(result)
    assert type(result.answers[0].observation).__name__ == "Tensor"


def test_what_is_no_data_crosses_as_the_name_of_its_type(runner: Runner) -> None:
    source = "def add(x, y): return [object(), add, type, {1: (i for i in ())}]\n"
    first = runner.run(job(source)).answers[0]
    assert first.observation == [
        Opaque("object"),
        Opaque("function"),
        Opaque("type"),
        {"1": Opaque("generator")},
    ]


def test_values_that_lie_about_themselves_cross_as_what_they_are(runner: Runner) -> None:
    source = """
    class Five(int):
        def __eq__(self, other): return True
        def __index__(self): return 5
        def __repr__(self): return "5"
        __hash__ = int.__hash__
    def add(x, y): return Five(4)
    """
    result = runner.run(job(source))
    assert none_right(result)
    assert result.answers[2].observation == 4


def test_more_than_fits_is_refused_in_words(runner: Runner) -> None:
    for body in ("torch.ones(9_000_000, 2)", "torch.ones(1).expand(10**12)", "[0] * 30_000"):
        result = runner.run(job(f"import torch\ndef add(x, y): return {body}\n", runs=RUNS[:1]))
        assert result.limit in {Limit.PROTOCOL, Limit.MEMORY} or result.answers[0].raised, body
        assert none_right(result)
    nested = "def add(x, y):\n    x = 0\n    for _ in range(200): x = [x]\n    return x\n"
    result = runner.run(job(nested))
    assert (result.limit, result.detail) == (
        Limit.PROTOCOL,
        "returned more than the grader can carry",
    )


BYTES = {
    "nothing but zeros": "b'\\0' * 4096",
    "lengths without end": "b'\\xff' * 64",
    "a length just above the cap": "struct.pack('<II', (1 << 20) + 1, 0)",
    "text": "b'PASS\\n' * 999",
    "JSON of another kind": "frame(b'[1, 2]')",
    "JSON without end": "frame(b'[' * 100_000)",
    "deep JSON": "frame(b'[' * 5_000 + b']' * 5_000)",
    "a verdict": "frame(json.dumps({'outcome': 'right', 'kind': 'verdict'}).encode())",
    "no UTF-8": "frame(b'\\xff\\xfe\\xfd')",
    "a huge number": "frame(b'{\"index\":' + b'9' * 10_000 + b'}')",
    "NaN": "frame(b'{\"index\": NaN}')",
    "an answer without token": (
        "frame(json.dumps({'kind': 'answer', 'index': 0, 'check': 'add__small',"
        " 'observation': 5, 'raised': None, 'calls': [], 'arrays': []}).encode())"
    ),
    "half a frame": "struct.pack('<II', 100, 100) + b'x' * 20",
}


@pytest.mark.parametrize("bogus", BYTES.values(), ids=BYTES.keys())
def test_bytes_written_to_every_open_descriptor_are_refused(runner: Runner, bogus: str) -> None:
    source = f"""
    import json, os, struct
    def frame(header, body=b""): return struct.pack("<II", len(header), len(body)) + header + body
    def add(x, y):
        for fd in range(64):
            try: os.write(fd, {bogus})
            except OSError: pass
        return 0
    """
    result = runner.run(job(source, limits=replace(LIMITS, wall_s=2.0)))
    assert none_right(result)
    assert result.limit in {Limit.PROTOCOL, Limit.WALL, Limit.EXIT}
    assert all_right(runner.run(job(RIGHT)))


STEAL = """
import gc, json, os, struct, sys, types
def frame(header, body=b""):
    text = json.dumps(header).encode()
    return struct.pack("<II", len(text), len(body)) + text + body
def execution():
    depth = sys._getframe()
    while depth:
        if type(depth.f_locals.get("self")).__name__ == "_Execution": return depth.f_locals["self"]
        depth = depth.f_back
def claim(index, check, value, arrays=()):
    return frame({"kind": "answer", "index": index, "check": check, "observation": value,
                  "raised": None, "calls": [], "arrays": list(arrays),
                  "token": execution()._token})
"""


def stolen(runner: Runner, body: str) -> Result:
    source = STEAL + "def add(x, y):\n    " + body.replace("\n", "\n    ") + "\n    return 0\n"
    return runner.run(job(source))


def test_a_forged_answer_with_the_stolen_token_is_only_data(runner: Runner) -> None:
    result = stolen(
        runner,
        "runs = execution()._job.runs\n"
        "for i, run in enumerate(runs): os.write(3, claim(i, run.check, True))",
    )
    assert none_right(result)
    assert all(a.observation is True for a in result.answers)
    assert all_right(runner.run(job(RIGHT)))


@pytest.mark.parametrize(
    "body",
    [
        "os.write(3, claim(2, 'add__numbers', 5))",
        "os.write(3, claim(-1, 'add__small', 5))",
        "os.write(3, claim(True, 'add__small', 5))",
        "os.write(3, claim(0, 'add__large', 5))",
        "os.write(3, claim(0, 'add__small', {'T': 0}))",
        "os.write(3, claim(0, 'add__small', {'T': 0}, [['float32', [1 << 39, 1 << 39], False]]))",
        "os.write(3, claim(0, 'add__small', {'T': 0}, [['float32', [0, 1 << 62], False]]))",
        "os.write(3, claim(0, 'add__small', {'T': 0}, [['object', [0], False]]))",
        "os.write(3, claim(0, 'add__small', {'t': {'t': []}}))",
        "os.write(3, frame({'kind': 'begin', 'token': execution()._token}))",
        "os.write(3, frame({'kind': 'unusable', 'error': None, 'token': execution()._token}))",
        "os.write(3, frame({'kind': 'loaded', 'error': None, 'token': execution()._token}))",
        "os.close(3)",
        "os.dup2(1, 3)",
        "os.closerange(0, 99)",
    ],
)
def test_a_message_out_of_turn_ends_the_job(runner: Runner, body: str) -> None:
    result = stolen(runner, body)
    assert none_right(result)
    assert result.limit in {Limit.PROTOCOL, Limit.EXIT}, result
    assert result.answers == ()


def test_nothing_the_judge_knows_is_in_the_process(runner: Runner) -> None:
    source = """
    import gc, sys
    def add(x, y):
        ours = ("arena", "curriculum", "pydantic")
        known = {name for name in sys.modules if name.startswith(ours)}
        kinds = ("Verdict", "Course", "Runner")
        values = [o for o in gc.get_objects() if type(o).__name__ in kinds]
        return repr(sorted(known)) + repr(values)
    """
    seen = str(runner.run(job(source, runs=RUNS[:1])).answers[0].observation)
    for name in ("oracles", "solutions", "mistakes", "verdict", "judge", "journal", "pydantic"):
        assert name not in seen
    assert seen.endswith("[]")
