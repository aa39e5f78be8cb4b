"""Comparison: what counts as the same answer, and what the difference is called."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from arena.checks import CheckOptions
from arena.grading.compare import Difference, compare, largest_error, place_of_nan
from arena.grading.observe import Data, Opaque

X = torch.tensor([[1.0, 2.0, 6.0], [0.5, -3.0, 4.0]])


def difference(expected: Data, got: Data, **options: float | bool) -> Difference:
    found = compare(expected, got, CheckOptions(**options))  # type: ignore[arg-type]
    assert found is not None
    return found


def same(expected: Data, got: Data, **options: float | bool) -> bool:
    return compare(expected, got, CheckOptions(**options)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (X, X * (1 + 1e-6)),
        (X.double(), X.double() * (1 + 1e-9)),
        (X.half(), X.half() * (1 + 1e-3)),
        ([X, X], (X, X)),
        (True, torch.tensor(True)),
        (3, torch.tensor(3)),
        (0.25, np.float64(0.25).reshape(())),
        (0.25, torch.tensor(0.25)),
        (torch.tensor([math.nan, math.inf]), torch.tensor([math.nan, math.inf])),
        ({"a": X}, {"a": X}),
        (torch.empty(0, 3), torch.empty(0, 3)),
        (None, None),
        ("ValueError", "ValueError"),
    ],
)
def test_right_answers_that_look_a_little_different_are_the_same(expected: Data, got: Data) -> None:
    assert same(expected, got)


@pytest.mark.parametrize(
    ("expected", "got", "kind", "text"),
    [
        (X, X.T, "shape", "got (3, 2), expected (2, 3)"),
        (X, X.double(), "dtype", "got float64, expected float32"),
        (
            X,
            X.numpy(),
            "type",
            "got a float32 array of shape (2, 3), expected a float32 tensor of shape (2, 3)",
        ),
        (X, None, "type", "got None, expected a float32 tensor of shape (2, 3)"),
        (X, 2 * X, "value", "got [[2, 4, 12], [1, -6, 8]], expected [[1, 2, 6], [0.5, -3, 4]]"),
        ([X, X], [X], "structure", "got 1 values, expected 2"),
        ({"a": 1}, {"b": 1}, "structure", "`a` is missing"),
        ({"a": 1}, {"a": 1, "b": 1}, "structure", "`b` is not expected"),
        (True, 1.0, "type", "got the float 1, expected True"),
        (True, torch.tensor(1.0), "type", "got a float32 tensor of shape (), expected True"),
        (torch.tensor(2.0), 2.0, "type", "got the float 2, expected a float32 tensor of shape ()"),
        (3, 4, "value", "got 4, expected 3"),
        (
            "ValueError",
            "returned shape (0,)",
            "value",
            "got 'returned shape (0,)', expected 'ValueError'",
        ),
        (
            Opaque("Tensor"),
            X.numpy(),
            "type",
            "got a float32 array of shape (2, 3), expected a Tensor object",
        ),
        (
            X,
            Opaque("Parameter"),
            "type",
            "got a Parameter object, expected a float32 tensor of shape (2, 3)",
        ),
    ],
)
def test_differences_are_named(expected: Data, got: Data, kind: str, text: str) -> None:
    found = difference(expected, got)
    assert (found.kind, found.text) == (kind, text)


def test_large_tensors_are_counted_and_the_first_wrong_entry_is_shown() -> None:
    expected, got = torch.zeros(5, 7), torch.zeros(5, 7)
    got[2, 3] = 1
    got[4, 0] = 2
    found = difference(expected, got)
    assert found.text == "2 of 35 entries differ; at [2, 3] got 1, expected 0"


def test_the_path_says_where() -> None:
    assert difference({"loss": [X, X]}, {"loss": [X, X + 1]}).path == "['loss'][1]"


def test_nan_is_not_a_number_that_agrees() -> None:
    assert not same(torch.tensor([1.0, 2.0]), torch.tensor([1.0, math.nan]))
    assert not same(torch.tensor([math.inf]), torch.tensor([-math.inf]))
    assert not same(1.0, math.nan)


def test_a_lost_gradient_is_a_difference_and_an_extra_one_is_not() -> None:
    with_grad: Tensor = X.clone().requires_grad_()
    assert difference(with_grad, X).kind == "detached"
    assert same(X, with_grad)


def test_the_excess_tells_rounding_from_an_error() -> None:
    assert difference(torch.ones(3), torch.ones(3) * 1.001).excess < 1000
    assert difference(torch.ones(3), torch.ones(3) * 2).excess > 1000


def test_tolerance_and_type_can_be_widened() -> None:
    assert same(X, X * 1.05, rtol=0.1)
    assert same(X, X.double(), exact_type=False)
    assert same(X, X.numpy(), exact_type=False)


def test_integers_are_compared_exactly() -> None:
    assert not same(torch.tensor([2**24]), torch.tensor([2**24 + 1]))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("[1]", "the observation [1]"),
        ("['losses']", "losses"),
        ("['8 of 50']['labels'][2]", "8 of 50 › labels [2]"),
        ("[0]['a \\'b\\'']", "[0] › a 'b'"),
        ('["it\'s"]', "it's"),
    ],
)
def test_a_place_in_an_observation_is_said_in_its_keys(path: str, said: str) -> None:
    assert Difference("value", path, "", 1, 2).place == said


def test_numbers_that_differ_are_shown_with_the_digits_in_which_they_do() -> None:
    found = compare(
        torch.tensor([6.0], dtype=torch.float64),
        torch.tensor([6.00001], dtype=torch.float64),
        CheckOptions(),
    )
    assert found is not None
    assert found.text == "got [6.00001], expected [6]"
    number = compare(2.0, 2.001, CheckOptions())
    assert number is not None
    assert number.text == "got 2.001, expected 2"


def test_a_nan_is_found_wherever_it_hides() -> None:
    nan = float("nan")
    assert place_of_nan({"a": [1.0, torch.tensor([0.0, nan])]}) == "['a'][1]"
    assert place_of_nan(nan) == ""
    assert place_of_nan({"a": ["nan", None, 3, torch.tensor([1])]}) is None


def test_an_error_within_tolerance_is_measured_too() -> None:
    options = CheckOptions()
    expected = {"a": [torch.tensor([1.0, 100.0])], "b": 1.0}
    got = {"a": [torch.tensor([1.0, 100.005])], "b": 1.0}
    assert largest_error(expected, expected, options) == 0.0
    assert 0.4 < largest_error(expected, got, options) < 0.6
