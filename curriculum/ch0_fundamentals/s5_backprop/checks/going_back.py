"""Checks of the section “Going back”: one experiment a claim, which is what the learner reads."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ..autograd import Arr, Tensor
from .common import (
    Back,
    Lookup,
    Rng,
    above,
    grad_of,
    in_words,
    normal,
    op,
    operators_installed,
    sum_array,
    with_global,
)

# ---------------------------------------------------------------- graphs


def _sorting(sort: Any, edges: dict[str, list[str]], start: str) -> Any:
    """An order of the nodes of a graph: what it holds, and who stands in the wrong place.

    The order itself is not observed, hence the bare function: many orders are right.
    """
    try:
        order = list(inspect.unwrap(sort)(start, lambda node: edges[node]))
    except ValueError:  # which is what a cycle gives, and there is none
        return dict.fromkeys(_ORDER, "raises ValueError")
    place = {node: i for i, node in enumerate(order)}
    early = [
        f"{node} before its child {child}"
        for node in sorted(edges)
        for child in edges[node]
        if place.get(node, -1) < place.get(child, -1)
    ]
    seen = ", ".join(sorted(map(str, order))), order[-1] if order else "nothing"
    return dict(zip(_ORDER, (*seen, ", ".join(early) or "nothing"), strict=True))


_ORDER = ("nodes in the list", "the last of them", "in the wrong order")

_CHAIN = {"a": ["b"], "b": ["c"], "c": []}

_TREE = {"a": ["b", "c"], "b": ["d", "e"], "c": ["f"], "d": [], "e": [], "f": []}

_DIAMOND = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}

_LOPSIDED: dict[str, list[str]] = {
    "a": ["d", "b"],
    "b": ["c"],
    "c": ["d", "e"],
    "d": ["f"],
    "e": ["f"],
    "f": [],
}


def topological_sort__of_a_chain(sort: Any, rng: Rng) -> Any:
    """In a chain the last child comes first; a lonely node is a list of one."""
    return {
        "a alone": _sorting(sort, {"a": []}, "a"),
        "a → b → c": _sorting(sort, _CHAIN, "a"),
    }


def topological_sort__of_a_tree(sort: Any, rng: Rng) -> Any:
    """In a tree every node stands after all of its children, whatever branch they are on; what
    cannot be reached is left out.
    """
    return {
        "a → b, c; b → d, e; c → f": _sorting(sort, _TREE, "a"),
        "the same from b": _sorting(sort, _TREE, "b"),
    }


def topological_sort__where_ways_meet(sort: Any, rng: Rng) -> Any:
    """Where two ways lead to a node it stands once, after everything that it needs, also if one way
    is longer.
    """
    return {
        "a → b, c; b → d; c → d": _sorting(sort, _DIAMOND, "a"),
        "a → b, b": _sorting(sort, {"a": ["b", "b"], "b": []}, "a"),
        "a → d, b; b → c; c → d, e; d → f; e → f": _sorting(sort, _LOPSIDED, "a"),
    }


def topological_sort__refuses_cycles(sort: Any, rng: Rng) -> dict[str, Any]:
    """A cycle is a ValueError, wherever it is."""
    cases: dict[str, dict[str, list[str]]] = {
        "a is its own child": {"a": ["a"]},
        "a → b → a": {"a": ["b"], "b": ["a"]},
        "a → b → c → d → b": {"a": ["b"], "b": ["c"], "c": ["d"], "d": ["b"]},
        "a → b and a → c → d → c": {"a": ["b", "c"], "b": [], "c": ["d"], "d": ["c"]},
    }
    return {n: in_words(functools.partial(_count_nodes, sort, e)) for n, e in cases.items()}


def _count_nodes(sort: Any, edges: dict[str, list[str]]) -> str:
    return f"returns {len(inspect.unwrap(sort)('a', edges.__getitem__))} nodes"


def topological_sort__takes_large_graphs(sort: Any, rng: Rng) -> Any:
    """Forty diamonds in a row have 2⁴⁰ ways through them, and 121 nodes."""
    edges: dict[str, list[str]] = {"n40": []}
    for i in range(40):
        edges |= {f"n{i}": [f"l{i}", f"r{i}"], f"l{i}": [f"n{i + 1}"], f"r{i}": [f"n{i + 1}"]}
    return _sorting(sort, edges, "n0")


def _graph_order(sort: Any, end: Tensor, names: dict[str, Tensor]) -> Any:
    """The order of a graph of tensors: what it holds, and who stands in the wrong place."""
    called = {id(t): n for n, t in names.items()}
    order = [called.get(id(t), "another tensor") for t in sort(end)]
    place = {n: i for i, n in enumerate(order)}
    wrong = []
    for name, tensor in names.items():
        for parent in tensor.recipe.parents.values() if tensor.recipe else ():
            if place.get(name, -1) > place.get(called[id(parent)], -1):
                wrong.append(f"{called[id(parent)]} before {name}, which was made from it")
    return {
        "tensors in the list": ", ".join(sorted(order)),
        "the first of them": order[0] if order else "nothing",
        "in the wrong order": ", ".join(wrong) or "nothing",
    }


def sorted_computational_graph__of_a_chain(sort: Any, rng: Rng) -> Any:
    """From the end of a chain back to its leaf; a leaf alone is a list of one."""
    x = Tensor(above(1.5, rng, 2), requires_grad=True)
    y = op(np.log, x)
    z = op(np.negative, y)
    return [_graph_order(sort, x, {"x": x}), _graph_order(sort, z, {"x": x, "y": y, "z": z})]


def sorted_computational_graph__where_ways_meet(sort: Any, rng: Rng) -> Any:
    """A tensor that was used twice stands once, after everything that was made from it."""
    x = Tensor(above(1.5, rng, 2), requires_grad=True)
    y = op(np.log, x)
    z = op(np.exp, y)
    w = op(np.multiply, z, x)
    v = op(np.add, w, y)
    names = {"x": x, "y": y, "z": z, "w": w, "v": v}
    other = op(np.add, y, w)
    twice = op(np.add, x, x)
    return [
        _graph_order(sort, v, names),
        _graph_order(sort, other, names | {"v": other}),
        _graph_order(sort, twice, {"x": x, "x + x": twice}),
    ]


def sorted_computational_graph__leaves_constants_out(sort: Any, rng: Rng) -> Any:
    """What needs no gradient is no parent, so it is not in the list; nor is what lies after the
    end.
    """
    x, c = Tensor(normal(rng, 2), requires_grad=True), Tensor(normal(rng, 2))
    y = op(np.multiply, x, c)
    op(np.negative, y)
    return _graph_order(sort, y, {"x": x, "y": y})


# ---------------------------------------------------------------- backprop


def _backprop(impl: Any, end: Tensor, end_grad: Arr | None, names: dict[str, Tensor]) -> Any:
    """Gradients after a call of `backprop`."""
    with with_global(impl, "BACK_FUNCS", Lookup()), operators_installed():
        impl(end, None if end_grad is None else Tensor(end_grad))
    return {f"gradient of {n}": grad_of(t) for n, t in names.items()}


def backprop__through_a_chain(backprop: Any, rng: Rng) -> Any:
    """Through log and a product, gradients agree with torch; only leaves keep one."""
    a = Tensor(above(1.5, rng, 2), requires_grad=True)
    b = Tensor(above(1.5, rng, 2), requires_grad=True)
    product = op(np.multiply, a, b)
    end = op(np.log, product)
    names = {"a": a, "b": b, "a * b": product, "log(a * b)": end}
    return _backprop(backprop, end, normal(rng, 2), names)


def backprop__begins_with_ones(backprop: Any, rng: Rng) -> Any:
    """Without an end_grad the walk begins with ones, of the end's shape; a leaf can be the end."""
    a = Tensor(above(1.5, rng, 2, 3), requires_grad=True)
    leaf, constant = Tensor(normal(rng, 2), requires_grad=True), Tensor(normal(rng, 2))
    seen = _backprop(backprop, op(np.log, a), None, {"a": a})
    seen |= _backprop(backprop, leaf, None, {"a leaf that is the end": leaf})
    return seen | _backprop(backprop, constant, None, {"a constant that is the end": constant})


def backprop__adds_up_where_ways_meet(backprop: Any, rng: Rng) -> Any:
    """A tensor that was used twice, or three times, gets the sum of what comes back on each way."""
    x = Tensor(above(1.5, rng, 2), requires_grad=True)
    left, right = op(np.log, x), op(np.exp, x)
    seen = _backprop(backprop, op(np.multiply, left, right), normal(rng, 2), {"x": x})
    y = Tensor(above(1.5, rng, 3), requires_grad=True)
    shared = op(np.log, y)
    square = op(np.multiply, shared, shared)
    cube = op(np.multiply, square, shared)
    return seen | _backprop(backprop, cube, normal(rng, 3), {"y": y})


def backprop__waits_for_the_longer_way(backprop: Any, rng: Rng) -> Any:
    """Where one way is longer than the other, a tensor waits until both have come back."""
    x = Tensor(above(1.5, rng, 2), requires_grad=True)
    y = op(np.log, x)
    detour = op(np.exp, op(np.negative, op(np.exp, y)))
    seen = _backprop(backprop, op(np.add, y, detour), normal(rng, 2), {"x": x})
    z = Tensor(above(1.5, rng, 2), requires_grad=True)
    w = op(np.log, z)
    detour = op(np.negative, op(np.exp, w))
    return seen | _backprop(backprop, op(np.multiply, detour, w), normal(rng, 2), {"z": z})


def backprop__adds_to_what_is_there(backprop: Any, rng: Rng) -> Any:
    """A second walk adds to the gradient that the first one left, as torch does."""
    x = Tensor(above(1.5, rng, 2), requires_grad=True)
    _backprop(backprop, op(np.log, x), normal(rng, 2), {})
    return _backprop(backprop, op(np.exp, x), normal(rng, 2), {"x after two walks": x})


class _Sharing(Lookup):
    """Backward functions that give what they got, or an array that cannot be written to."""

    def get_back_func(self, forward_fn: Callable[..., Any], arg_position: int) -> Back:
        """`np.add` hands its `grad_out` on as it is, as it may where nothing was broadcast."""
        back = super().get_back_func(forward_fn, arg_position)

        def sharing(grad_out: Any, *args: Any, **kwargs: Any) -> Any:
            part = grad_out if forward_fn is np.add else back(grad_out, *args, **kwargs)
            if part is not grad_out:
                part.flags.writeable = False
            return part

        return sharing


def backprop__writes_into_nothing(backprop: Any, rng: Rng) -> Any:
    """No array that comes in, or out of a backward function, is written to: `add` hands one array
    to both of its terms, and a broadcast one is read-only. That holds for a second walk as well.
    """
    x = Tensor(normal(rng, 2), requires_grad=True)
    y = Tensor(normal(rng, 2), requires_grad=True)
    z = Tensor(above(1.5, rng, 2), requires_grad=True)
    end_grad = Tensor(normal(rng, 2))
    seen: dict[str, Any] = {}
    with with_global(backprop, "BACK_FUNCS", _Sharing()):
        for walk in ("one walk", "two walks"):
            backprop(op(np.add, op(np.add, x, y), x), end_grad)
            seen |= {f"gradient of {n} after {walk}": _copied(t) for n, t in (("x", x), ("y", y))}
            seen[f"end_grad after {walk}"] = end_grad.array.copy()
        for walk in ("one walk", "two walks"):
            backprop(op(np.multiply, op(np.log, z), op(np.exp, z)), end_grad)
            seen[f"gradient of z after {walk}"] = _copied(z)
    return seen


def _copied(tensor: Any) -> Any:
    grad = grad_of(tensor)
    return grad.copy() if isinstance(grad, np.ndarray) else grad


def backprop__passes_everything_on(backprop: Any, rng: Rng) -> Any:
    """Backward functions get all arguments: numbers, constants, keywords, broadcast arrays."""
    x = Tensor(above(0.5, rng, 4, 1), requires_grad=True)
    c = Tensor(above(0.5, rng, 3))
    scaled = op(np.multiply, 2, op(np.multiply, x, c))
    total = op(sum_array, scaled, dim=0, keepdim=True)
    end = op(np.true_divide, total, 4.0)
    seen = _backprop(backprop, end, normal(rng, 1, 3), {"x": x, "a constant": c})
    scalar = Tensor(np.array(2.0), requires_grad=True)
    return seen | _backprop(backprop, op(np.log, scalar), None, {"a scalar": scalar})


def backprop__calls_each_once(backprop: Any, rng: Rng) -> Any:
    """Twelve squares in a row need one call an argument, 24 in all, and not one for each way."""
    x = Tensor(np.array([1.0001]), requires_grad=True)
    end = x
    for _ in range(12):
        end = op(np.multiply, end, end)
    lookup = Lookup()
    with with_global(backprop, "BACK_FUNCS", lookup):
        backprop(end)
    few = "24 or fewer" if lookup.calls <= 24 else f"{lookup.calls}"
    return {"calls of backward functions": few, "gradient of x": grad_of(x)}
