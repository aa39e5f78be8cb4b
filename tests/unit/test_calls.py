"""A call in words: named axes, and a snippet that makes the same call again."""

import math

import numpy as np
import pytest
import torch
from jaxtyping import Float
from torch import Tensor

from arena.grading.calls import describe_case, write_snippet
from arena.grading.observe import Call, Data, observe


def conv(
    x: Float[Tensor, "batch in width"],
    weights: Float[Tensor, "out in kernel=3"],
    stride: int = 1,
    **options: object,
) -> Tensor:
    return x


def anything(value: Data) -> Data:
    return value


def test_axes_have_the_names_of_the_signature_and_small_tensors_show_their_values() -> None:
    call = Call((torch.zeros(2, 3, 11), torch.ones(1, 3, 3)), {"stride": 2})
    assert describe_case(conv, call) == (
        "x (batch=2, in=3, width=11)  "
        "weights (out=1, in=3, kernel=3) = [[[1, 1, 1], [1, 1, 1], [1, 1, 1]]]  stride=2"
    )


def test_a_tensor_of_another_rank_is_shown_by_its_sizes() -> None:
    assert describe_case(conv, Call((torch.zeros(20, 3), torch.zeros(99)))) == (
        "x (20, 3)  weights (99)"
    )


def test_extra_keywords_are_named() -> None:
    call = Call((torch.zeros(5, 5, 5), torch.zeros(5, 5, 3)), {"dilation": 2})
    assert describe_case(conv, call).endswith("dilation=2")


@pytest.mark.parametrize(
    "value",
    [
        torch.tensor([[1.5, math.inf], [-math.inf, 0.0]]),
        torch.tensor([], dtype=torch.int64).reshape(0, 3),
        torch.tensor(7),
        torch.tensor([True, False]),
        torch.randn(40, 30),
        torch.randn(500).to(torch.bfloat16),
        torch.randn(30, 40).T,
        torch.randn(600) > 0,
        torch.arange(5.0).as_strided((1,), (5,), 3),
        np.arange(6.0).reshape(2, 3),
        [torch.ones(2), 3, "a"],
        (1,),
        {"a": math.inf},
        2.5,
        None,
    ],
)
def test_a_snippet_makes_the_same_argument_again(value: Data) -> None:
    text = write_snippet(anything, Call((value,)), "whatever")
    seen: list[Data] = []
    exec(text, {"anything": lambda v: seen.append(v)})
    assert _same(seen[0], value)
    assert text.endswith("# expected: whatever\n")


def test_a_snippet_keeps_nan() -> None:
    seen: list[Tensor] = []
    text = write_snippet(anything, Call((torch.tensor([math.nan, 1.0]),)), "x")
    exec(text, {"anything": lambda v: seen.append(v)})
    assert bool(torch.isnan(seen[0][0]))


def _same(a: Data, b: Data) -> bool:
    if isinstance(b, Tensor):
        return isinstance(a, Tensor) and a.dtype == b.dtype and torch.equal(a, b)
    if isinstance(b, np.ndarray):
        return isinstance(a, np.ndarray) and np.array_equal(a, b)
    if isinstance(b, list | tuple):
        return type(a) is type(b) and all(map(_same, a, b))
    return bool(a == b)


def test_a_view_keeps_its_strides_in_the_case_and_in_the_snippet() -> None:
    view = torch.arange(12.0)[1:].as_strided((2, 3), (4, 1), 3)

    def check(anything: object, rng: torch.Generator) -> object:
        return anything(view)  # type: ignore[operator]

    (call,) = observe("check", check, anything, seed=0).calls
    assert describe_case(anything, call) == (
        "value (2, 3; strides (4, 1), from place 3 of its memory) = [[3, 4, 5], [7, 8, 9]]"
    )
    seen: dict[str, Tensor] = {}
    snippet = write_snippet(anything, call, "?").replace("print(anything(value))", "")
    exec(snippet, seen)
    assert torch.equal(seen["value"], view)
    assert seen["value"].stride() == (4, 1)
    assert seen["value"].storage_offset() == 3
