"""Tensor relations: a snapshot of the sentence for each, and silence where none holds."""

import math

import pytest
import torch
from torch import Tensor

from arena.checks import CheckOptions
from arena.grading.explanations import EXPLANATIONS
from arena.grading.relations import RELATIONS, find_relation

torch.manual_seed(0)
X = torch.randn(3, 5)
CUBE = torch.randn(2, 3, 4)
SCORES = torch.randn(4, 4)
CAUSAL = SCORES.masked_fill(torch.ones(4, 4).triu(1).bool(), -math.inf)

EXAMPLES: list[tuple[str, Tensor, Tensor, dict[str, Tensor], str]] = [
    ("permuted", X, X.T, {}, "your answer is transposed: rows and columns have changed places"),
    (
        "permuted",
        CUBE,
        CUBE.permute(2, 0, 1),
        {},
        "your axes are permuted: the right answer's axes in the order (2, 0, 1)",
    ),
    ("reversed", X, X.flip(1), {}, "your answer runs backwards along axis 1"),
    ("inverted", X > 0, X <= 0, {}, "True and False have changed places"),
    (
        "future_leak",
        CAUSAL.softmax(-1),
        SCORES.softmax(-1),
        {},
        "entries above the diagonal are not zero: the future leaks through your mask",
    ),
    (
        "softmax_axis",
        X.softmax(1),
        X.softmax(0),
        {},
        "you normalise over axis 0: your values sum to 1 there, "
        "the right ones sum to 1 over axis 1",
    ),
    (
        "wrong_axis",
        torch.ones(4, 4).cumsum(0).cumsum(1).sum(0),
        SCORES[:4].sum(1),
        {"x": SCORES},
        "",
    ),
    (
        "wrong_axis",
        SCORES.mean(0),
        SCORES.mean(1),
        {"x": SCORES},
        "you reduce axis 1 of `x`, the mean is over axis 0",
    ),
    (
        "wrong_axis",
        X.mean(1),
        X.sum(1),
        {"x": X},
        "you take the sum of `x`, asked is the mean",
    ),
    ("negated", X, -X, {}, "every sign is wrong: your answer is the negative of the right one"),
    (
        "scaled",
        X @ X.T / math.sqrt(5),
        X @ X.T,
        {"q": X},
        "your answer is √5 times too large: the scale 1/√5 is missing, "
        "where 5 is the size of axis 1 of `q`",
    ),
    (
        "scaled",
        X.var(1, correction=0),
        X.var(1),
        {"x": X},
        "you divide by n - 1, asked is n (a factor of 5/4), where 5 is the size of axis 1 of `x`",
    ),
    (
        "scaled",
        X,
        X * 0.3,
        {},
        "your answer is the right one times 0.3: a factor is missing or too much",
    ),
    ("shifted", X, X.roll(1, 1), {}, "your values come one place too late along axis 1"),
    ("shifted", X, X.roll(-1, 1), {}, "your values come one place too early along axis 1"),
    ("offset", X, X + 0.5, {}, "your answer is the right one plus 0.5 everywhere"),
    (
        "extra_axis",
        X.sum(1),
        X.sum(1, keepdim=True),
        {},
        "the values are right, but an axis of size one is left over: squeeze it",
    ),
    (
        "extra_axis",
        X.sum(1, keepdim=True),
        X.sum(1),
        {},
        "the values are right, but an axis of size one is missing: keep it (keepdim)",
    ),
    (
        "broadcast",
        X[0] - X[1],
        X[0] - X[1][:, None],
        {},
        "(n,) against (n, 1) was broadcast to (n, n): give both the same shape",
    ),
    (
        "not_reduced",
        X.sum(0),
        X,
        {},
        "axis 0 of your answer is not reduced: its sum is the answer",
    ),
    (
        "reshaped",
        X.T,
        X.reshape(5, 3),
        {},
        "you reshape where axes have to change places: reshape keeps the order in memory",
    ),
    ("input_returned", X.exp(), X, {"x": X}, "your answer is `x`, unchanged"),
    (
        "all_alike",
        X,
        torch.zeros(3, 5),
        {},
        "all your values are 0: nothing is written to the result, or all is masked away",
    ),
    (
        "nan",
        torch.tensor([0.0, 1.0]),
        torch.tensor([math.nan, 1.0]),
        {"x": torch.tensor([0.0, 2.0])},
        "NaN at [0]: look for 0/0, or for 0 · inf, since an input holds a zero",
    ),
    (
        "nan",
        torch.tensor([0.5, 1.0]),
        torch.tensor([math.nan, math.nan]),
        {"logits": torch.tensor([1000.0, 2.0])},
        "NaN at [0] and 1 more: exp overflows to inf for the large inputs, and inf/inf is NaN",
    ),
    (
        "infinite",
        torch.tensor([0.5, 1.0]),
        torch.tensor([0.5, math.inf]),
        {},
        "infinity at [1]: look for a division by zero, log(0), or a large exp",
    ),
    (
        "infinite",
        torch.tensor([2.0, math.inf, math.inf]),
        torch.tensor([2.0, 0.0, 0.0]),
        {},
        "where infinity is expected at [1] and 1 more, you give 0",
    ),
]
EXAMPLES = [e for e in EXAMPLES if e[4]]


@pytest.mark.parametrize(("name", "expected", "got", "arguments", "sentence"), EXAMPLES)
def test_the_sentence_of_each_relation(
    name: str, expected: Tensor, got: Tensor, arguments: dict[str, Tensor], sentence: str
) -> None:
    assert find_relation(expected, got, arguments, CheckOptions()) == (f"relation.{name}", sentence)


def test_every_relation_has_an_example_and_a_page() -> None:
    assert {e[0] for e in EXAMPLES} == set(RELATIONS)
    assert set(RELATIONS) | {
        *("input_mutated", "detached", "nothing_returned", "precision")
    } == set(EXPLANATIONS)


def test_unrelated_tensors_get_no_sentence() -> None:
    other = torch.randn(3, 5, generator=torch.Generator().manual_seed(1))
    assert find_relation(X, other, {"x": CUBE}, CheckOptions()) is None


def test_a_symmetric_answer_is_not_called_transposed() -> None:
    symmetric = X @ X.T
    found = find_relation(symmetric, symmetric.T + torch.randn(3, 3), {}, CheckOptions())
    assert found is None


def test_an_identity_matrix_is_not_called_normalised() -> None:
    found = find_relation(torch.eye(4), torch.ones(4, 4).tril(), {}, CheckOptions())
    assert found is None or found[0] != "relation.softmax_axis"


def test_what_is_no_tensor_has_no_relation() -> None:
    assert find_relation("a", X, {}, CheckOptions()) is None
    assert find_relation(torch.empty(0), torch.empty(0), {}, CheckOptions()) is None


def test_coincidences_get_no_sentence() -> None:
    options = CheckOptions()
    assert find_relation(torch.eye(3), torch.eye(3).int(), {}, options) is None
    table = 10.0 * torch.arange(3)[:, None] + torch.arange(4)  # sorted: a column is a minimum
    assert find_relation(table[:, 0], table[0], {"table": table}, options) is None
    mask = torch.tensor([[True, False]])
    values = torch.tensor([[1.0, 0.0]]), torch.tensor([[-0.9, -torch.inf]])
    assert find_relation(values[1], values[0], {"mask": mask}, options) is None


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (torch.tensor([[0.0, 2.0], [0.0, 0.0]]), torch.tensor([[0.0, 1.0], [0.0, 0.0]])),  # scaled
        (torch.tensor([torch.inf, 2.0]), torch.tensor([torch.inf, 4.0])),
        (torch.tensor([0.2, 0.2, 0.2]), torch.tensor([0.5, 0.5, 0.5])),  # offset
        (torch.tensor([0.0, 0.0, 1.0]), torch.tensor([1.0, 0.0, 0.0])),  # reversed
        (torch.tensor([True, False, False]), torch.tensor([True, True, False])),  # shifted
        (torch.tensor([1.0, torch.inf, 3.0]), torch.tensor([1.0, torch.inf, torch.inf])),
    ],
)
def test_one_value_among_zeros_or_infinities_is_no_evidence(expected: Tensor, got: Tensor) -> None:
    assert find_relation(expected, got, {"x": torch.ones(2, 3)}, CheckOptions()) is None
