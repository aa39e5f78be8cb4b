"""A rule holds by what runs: however an answer spells what it may not use, and never otherwise."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest

from arena.course.load import load_course
from arena.course.model import Exercise
from arena.grading.judge import Judge
from arena.grading.runner import Limits, Runner
from arena.grading.verdict import CheckResult, Outcome, Verdict

HEAD = """
import functools, itertools, math, operator
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from einops import einsum, rearrange, reduce, repeat
from torch import Tensor
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Runner() as runner:
        yield Judge(load_course(), runner, Limits(wall_s=30.0, cpu_s=3.0))


def exercise(judge: Judge, name: str, rules: dict[str, tuple[str, ...]]) -> Exercise:
    sets = judge.library.course.sets
    found = next(e for s in sets for e in s.exercises if e.name == name)
    return found.model_copy(update=rules)


def verdict(judge: Judge, name: str, source: str, **rules: tuple[str, ...]) -> Verdict:
    text = HEAD + textwrap.dedent(source)
    return judge.judge(exercise(judge, name, dict(rules)), text, "mine.py")


def rule_of(verdict: Verdict) -> CheckResult:
    return next(c for c in verdict.checks if c.check.endswith("__rules"))


PAIRS = "def pairwise_distances(a, b):\n    "
IDENTITY = "def identity_matrix(n):\n    "
GATHER = "def gather_2d(matrix, indexes):\n    "
LSE = "def batched_logsumexp(matrix):\n    "
SOFTMAX = "def batched_softmax(matrix):\n    "
CROSS = "def batched_cross_entropy_loss(logits, true_labels):\n    "
TRACE = "def einsum_trace(mat):\n    "
MV = "def einsum_mv(mat, vec):\n    "

EVASIONS = {
    # another name for the same function
    "an import under another name": "from torch import cdist as far\n" + PAIRS + "return far(a, b)",
    "an assignment": "far = torch.cdist\n" + PAIRS + "return far(a, b)",
    "a local alias": PAIRS + "far = torch.cdist; return far(a, b)",
    "an import inside": PAIRS + "from torch import cdist as far; return far(a, b)",
    "a default argument": "def pairwise_distances(a, b, far=torch.cdist):\n    return far(a, b)",
    "getattr with a sum": PAIRS + 'return getattr(torch, "cd" + "ist")(a, b)',
    "getattr with a join": PAIRS + 'return getattr(torch, "".join(["cd", "ist"]))(a, b)',
    "getattr reversed": PAIRS + 'return getattr(torch, "tsidc"[::-1])(a, b)',
    "a module's dictionary": PAIRS + 'return torch.__dict__["cd" + "ist"](a, b)',
    "vars": PAIRS + 'return vars(torch)["cdist"](a, b)',
    "eval": PAIRS + 'return eval("t.c" "dist(a, b)", {"t": torch, "a": a, "b": b})',
    "exec": PAIRS + 'd = {}; exec("import torch; f = torch.cdi" "st", d); return d["f"](a, b)',
    "importlib": PAIRS + 'return getattr(__import__("torch"), chr(99) + "dist")(a, b)',
    "partial": "far = functools.partial(torch.cdist, p=2.0)\n" + PAIRS + "return far(a, b)",
    "methodcaller": SOFTMAX + 'return operator.methodcaller("soft" + "max", 1)(matrix)',
    "attrgetter": PAIRS + 'return operator.attrgetter("cd" + "ist")(torch)(a, b)',
    "the answer is the function": "identity_matrix = torch.eye",
    "the answer is a partial": "identity_matrix = functools.partial(torch.eye)",
    "the answer is a lambda": "identity_matrix = lambda n: torch.eye(n)",
    # other places of the same file
    "a helper": "def far(a, b):\n    return torch.cdist(a, b)\n" + PAIRS + "return far(a, b)",
    "a helper of a helper": "def f(a, b):\n    return torch.cdist(a, b)\ndef g(a, b):\n    "
    "return f(a, b)\n" + PAIRS + "return g(a, b)",
    "a lambda of the file": "far = lambda a, b: torch.cdist(a, b)\n" + PAIRS + "return far(a, b)",
    "a table of functions": "T = {'far': torch.cdist}\n" + PAIRS + "return T['far'](a, b)",
    "a list of functions": "T = [torch.cdist]\n" + PAIRS + "return T[0](a, b)",
    "a decorator": "def by(f):\n    return lambda a, b: torch.cdist(a, b)\n@by\n"
    + PAIRS
    + "return a",
    "a class of the file": "class Far:\n    def __call__(self, a, b):\n        "
    "return torch.cdist(a, b)\n" + PAIRS + "return Far()(a, b)",
    "an operator overloaded": "class P:\n    def __init__(self, x): self.x = x\n    "
    "def __sub__(self, o): return torch.cdist(self.x, o.x)\n" + PAIRS + "return P(a) - P(b)",
    "match on an attribute": SOFTMAX + "match matrix:\n        case Tensor(softmax=f): return f(1)",
    # another member of the family
    "torch's operators": PAIRS + "return torch.ops.aten.cdist(a, b)",
    "below the surface": PAIRS + "return torch._C._VariableFunctions.cdist(a, b)",
    "a layer": SOFTMAX + "return nn.Softmax(1)(matrix)",
    "a layer by another name": "L = nn.Softmax\n" + SOFTMAX + "return L(dim=1)(matrix)",
    "softmin": SOFTMAX + "return F.softmin(-matrix, 1)",
    "attention": SOFTMAX
    + "return F.scaled_dot_product_attention(matrix[:, None], torch.eye(matrix.shape[1])[None], "
    "torch.eye(matrix.shape[1])[None], scale=1.0)[:, 0]",
    "a fused script": SOFTMAX + "return torch._softmax(matrix, 1, False)",
    "logcumsumexp": LSE + "return torch.logcumsumexp(matrix, 1)[:, -1]",
    "logaddexp reduced": LSE + "return functools.reduce(torch.logaddexp, matrix.unbind(1))",
    "special": LSE + "return torch.special.logsumexp(matrix, 1)",
    "a distribution": LSE + "d = torch.distributions.Categorical(logits=matrix); "
    "return (matrix - d.logits)[:, 0]",
    "surprise": "from torch.nn.functional import cross_entropy as surprise\n"
    + CROSS
    + "return surprise(logits, true_labels)",
    "a loss layer": CROSS + "return nn.NLLLoss()(logits.log_softmax(1), true_labels)",
    "diag of ones": IDENTITY + "return torch.ones(n).diag()",
    "diagonal filled": IDENTITY + "x = torch.zeros(n, n); x.diagonal().fill_(1); return x",
    "numpy": IDENTITY + "return torch.from_numpy(np.identity(n, dtype=np.float32))",
    # a loop by other means
    "map": GATHER + "return torch.stack(list(map(lambda m, i: m[i], matrix, indexes)))",
    "map over a function": GATHER
    + "return torch.stack([*map(torch.take, matrix, indexes)]) if len(matrix) else indexes",
    "a comprehension": GATHER + "return torch.stack([m[i] for m, i in zip(matrix, indexes)])",
    "recursion": "def rows(m, i):\n    return [] if not len(m) else "
    "[m[0][i[0]], *rows(m[1:], i[1:])]\n" + GATHER + "return torch.stack(rows(matrix, indexes))",
    "vmap": GATHER + "return torch.func.vmap(lambda m, i: m[i])(matrix, indexes)",
    "a helper that loops": "def rows(m, i):\n    out = []\n    for r, s in zip(m, i):\n"
    "        out.append(r[s])\n    return out\n"
    + GATHER
    + "return torch.stack(rows(matrix, indexes))",
    "starmap": GATHER
    + "return torch.stack([*itertools.starmap(operator.getitem, zip(matrix, indexes))])",
    "vectorize": "f = np.vectorize(lambda m, i: m[i], signature='(n),(k)->(k)')\n"
    + GATHER
    + "return torch.from_numpy(f(matrix.numpy(), indexes.numpy()))",
    "getattr of map": GATHER
    + "return torch.stack([*getattr(__builtins__ if not isinstance(__builtins__, dict) else "
    "__import__('builtins'), 'm' 'ap')(lambda m, i: m[i], matrix, indexes)])",
    # calls beside the one that is allowed
    "another function": TRACE + "return mat.trace()",
    "getattr on the tensor": TRACE + 'return getattr(mat, "tra" + "ce")()',
    "an alias beside": "t = torch.trace\n" + TRACE + "return t(mat)",
    "a default beside": "def einsum_trace(mat, t=Tensor.trace):\n    return t(mat)",
    "a product of two": MV + "return sum((mat * vec).T)",
    "the operator": MV + "return mat @ vec",
    "the operator's function": MV + "return operator.matmul(mat, vec)",
    "the operator's method": MV + "return mat.__matmul__(vec)",
    "an operator in a helper": "def f(a, b):\n    return a @ b\n" + MV + "return f(mat, vec)",
    "match for a call": MV + "match mat:\n        case Tensor(matmul=f): return f(vec)",
}

RULES: dict[str, dict[str, tuple[str, ...]]] = {
    "pairwise_distances": {"forbids": ("for", "while", "cdist")},
    "identity_matrix": {"forbids": ("eye", "diag", "diagonal", "diag_embed", "fill_diagonal_")},
    "gather_2d": {"forbids": ("for", "while")},
    "batched_logsumexp": {"forbids": ("logsumexp", "logaddexp", "log_softmax", "softmax")},
    "batched_softmax": {"forbids": ("softmax", "log_softmax")},
    "batched_cross_entropy_loss": {"forbids": ("cross_entropy", "nll_loss")},
    "einsum_trace": {"uses_only": ("einsum",)},
    "einsum_mv": {"uses_only": ("einsum",)},
}


def target(source: str) -> str:
    return next(name for name in RULES if name in source)


@pytest.mark.parametrize("kind", EVASIONS)
def test_what_is_forbidden_is_told_however_it_is_spelled(judge: Judge, kind: str) -> None:
    source = EVASIONS[kind]
    name = target(source)
    said = verdict(judge, name, source, **RULES[name])
    assert said.failing is not None, said
    assert said.failing.check.endswith("__rules"), said.failing
    assert said.outcome is Outcome.WRONG


ALLOWED = {
    "an alias of what is allowed": "contract = torch.einsum\n"
    + TRACE
    + 'return contract("ii->", mat)',
    "an import of what is allowed": "from einops import einsum as es\n"
    + MV
    + 'return es(mat, vec, "i j, j -> i")',
    "a lambda": 'einsum_trace = lambda mat: einsum(mat, "i i ->")',
    "a partial": 'einsum_trace = functools.partial(torch.einsum, "ii->")',
    "questions of built-ins": TRACE
    + 'n = min(mat.shape)\n    assert n == max(mat.shape)\n    return einsum(mat, "i i ->")',
    "a helper with the allowed call": "def dot(a, b, p):\n    return einsum(a, b, p)\n"
    + MV
    + 'return dot(mat, vec, "i j, j -> i")',
    "an error of one's own": MV + "if mat.dim() != 2:\n        raise ValueError(str(mat.shape))\n"
    '    return einsum(mat, vec, "i j, j -> i")',
    "a default that is allowed": "def einsum_trace(mat, e=torch.einsum):\n"
    '    return e("ii->", mat)',
    "a decorator of functools": "@functools.wraps(len)\n" + TRACE + 'return einsum(mat, "i i ->")',
    "einsum for a product": MV + 'return torch.einsum("ij,j->i", mat, vec)',
    "broadcasting": PAIRS + "return (a[:, None] - b).square().sum(-1).sqrt()",
    "a norm": PAIRS + "return torch.linalg.vector_norm(a[:, None] - b, dim=-1)",
    "einops' reduce": PAIRS
    + "return reduce((a[:, None] - b).square(), 'n m d -> n m', 'sum').sqrt()",
    "a variable that is called like it": PAIRS
    + "cdist = (a[:, None] - b).norm(dim=-1)\n    return cdist",
    "a key that is called like it": PAIRS
    + "named = {'cdist': (a[:, None] - b).norm(dim=-1)}\n    return named['cdist']",
    "a docstring that names it": PAIRS + '"""Not torch.cdist."""\n    '
    "return (a[:, None] - b).norm(dim=-1)",
    "a comparison of indexes": IDENTITY
    + "i = torch.arange(n)\n    return (i[:, None] == i).float()",
    "indexes written": IDENTITY + "x = torch.zeros(n, n)\n    x[range(n), range(n)] = 1\n"
    "    return x",
    "another part of the file": "def demo():\n    return torch.eye(3)\n"
    + IDENTITY
    + "i = torch.arange(n)\n    return (i[:, None] == i).float()",
    "gather": GATHER + "return matrix.gather(1, indexes)",
    "indexing": GATHER + "return matrix[torch.arange(len(matrix))[:, None], indexes]",
    "a helper called twice": "def index(x, n):\n    return x.reshape(n, -1)\n"
    + GATHER
    + "m = index(matrix, len(matrix)) if matrix.numel() else matrix\n"
    "    i = index(indexes, len(indexes)) if indexes.numel() else indexes\n"
    "    return m.gather(1, i)",
    "a shift by the largest": LSE + "m = matrix.amax(1, keepdim=True)\n"
    "    return (matrix - m).exp().sum(1).log() + m[:, 0]",
    "exp over its sum": SOFTMAX + "e = (matrix - matrix.amax(1, keepdim=True)).exp()\n"
    "    softmax = e / e.sum(1, keepdim=True)\n    return softmax",
    "a logarithm picked": CROSS + "p = logits - torch.logsumexp(logits, 1, keepdim=True)\n"
    "    return -p[torch.arange(len(p)), true_labels].mean()",
}


@pytest.mark.parametrize("kind", ALLOWED)
def test_what_is_allowed_is_never_refused_for_its_spelling(judge: Judge, kind: str) -> None:
    source = ALLOWED[kind]
    name = target(source)
    said = verdict(judge, name, source, **RULES[name])
    assert rule_of(said).outcome is Outcome.RIGHT, rule_of(said)


def test_a_rule_says_what_an_alias_stands_for(judge: Judge) -> None:
    source = EVASIONS["surprise"]
    said = verdict(judge, target(source), source, **RULES[target(source)])
    assert said.failing is not None
    assert said.failing.difference.endswith("`surprise` is `cross_entropy`")


def test_an_offence_is_said_before_the_crash_it_causes(judge: Judge) -> None:
    source = IDENTITY + "return torch.eye(n)[n + 1]"
    said = verdict(judge, "identity_matrix", source, **RULES["identity_matrix"])
    assert said.failing is not None
    assert said.failing.check == "identity_matrix__rules"


def test_a_layer_that_is_subclassed_is_told(judge: Judge) -> None:
    for source in (
        "class Flatten(nn.Flatten):\n    def forward(self, x):\n        return super().forward(x)",
        'class Flatten(getattr(nn, "nettalF"[::-1])):\n    def extra(self):\n        return 1',
    ):
        said = verdict(judge, "Flatten", source, forbids=("flatten",))
        assert said.failing is not None
        assert said.failing.check == "Flatten__rules", said.failing


def test_layers_and_functions_of_one_family_are_one(judge: Judge) -> None:
    rules: dict[str, tuple[str, ...]] = {"forbids": ("conv1d", "conv2d", "conv3d")}
    name = "conv1d_minimal_simple"
    for body in (
        "return F.conv1d(x[None, None], weights[None, None])[0, 0]",
        "return torch.convolution(x[None, None], weights[None, None], None, (1,), (0,), (1,), "
        "False, (0,), 1)[0, 0]",
        "f = nn.Conv1d(1, 1, len(weights), bias=False)\n    "
        "f.weight = nn.Parameter(weights[None, None])\n    return f(x[None, None])[0, 0].detach()",
        "return torch.from_numpy(np.correlate(x.numpy(), weights.numpy(), 'valid'))",
    ):
        said = verdict(judge, name, f"def {name}(x, weights):\n    {body}", **rules)
        assert rule_of(said).outcome is Outcome.WRONG, body
    allowed = "return x.unfold(0, len(weights), 1) @ weights"
    said = verdict(judge, name, f"def {name}(x, weights):\n    {allowed}", **rules)
    assert rule_of(said).outcome is Outcome.RIGHT
