"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads. Gradients that arrive are random, never ones.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from arena.checks import check_options, report

from .autograd import Arr, Recipe, Tensor
from .digits import load_digits
from .replay import backward_in_torch, gradients, leaves_of

Back = Callable[..., Any]
Rng = torch.Generator


# ---------------------------------------------------------------- material


def _normal(rng: Rng, *shape: int) -> Arr:
    drawn: Arr = torch.randn(shape, generator=rng, dtype=torch.float64).numpy()
    return drawn


def _above(low: float, rng: Rng, *shape: int) -> Arr:
    """Entries from `low` to `low` + 2."""
    drawn: Arr = (low + 2 * torch.rand(shape, generator=rng, dtype=torch.float64)).numpy()
    return drawn


def _whole(rng: Rng, below: int, *shape: int) -> Any:
    return torch.randint(below, shape, generator=rng).numpy()


def _in_words(act: Callable[[], Any]) -> Any:
    """What an act gives, or the kind of error that it raises."""
    try:
        return act()
    except Exception as error:  # whatever a learner's code may raise
        return f"raises {type(error).__name__}"


_PAIRS: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((2, 3), (3,)),
    ((3,), (2, 3)),
    ((2, 1), (2, 3)),
    ((4, 1, 3), (2, 1)),
    ((1,), (2, 3)),
]
"""Shapes that are broadcast together."""


def _binary(
    back: Back, forward: Callable[..., Any], rng: Rng, low: float | None = None
) -> list[Any]:
    """A backward function of two arguments on pairs that are broadcast together."""
    seen = []
    for first, second in _PAIRS:
        x = _normal(rng, *first)
        y = _normal(rng, *second) if low is None else _above(low, rng, *second)
        out = forward(x, y)
        seen.append(back(_normal(rng, *out.shape), out, x, y))
    return seen


def _same_shape(
    back: Back, forward: Callable[..., Any], rng: Rng, low: float | None = None
) -> list[Any]:
    """The same on pairs of one shape."""
    seen = []
    for shape in ((2,), (2, 3), (3, 1, 2)):
        x = _normal(rng, *shape)
        y = _normal(rng, *shape) if low is None else _above(low, rng, *shape)
        seen.append(back(_normal(rng, *shape), forward(x, y), x, y))
    return seen


def _scalars(back: Back, forward: Callable[..., Any], rng: Rng) -> Any:
    """The same on arrays without axes."""
    x, y, grad_out = _normal(rng), _above(0.5, rng), _normal(rng)
    return back(grad_out, np.asarray(forward(x, y)), x, y)


def _numbers(back: Back, forward: Callable[..., Any], position: int, rng: Rng) -> list[Any]:
    """The same where the other argument is an int or a float."""
    seen = []
    for number in (3, -1.5):
        x = _above(0.5, rng, 2, 3)
        args: Any = (x, number) if position == 0 else (number, x)
        out = forward(*args)
        seen.append(back(_normal(rng, 2, 3), out, *args))
    return seen


# ---------------------------------------------------------------- central_difference


@check_options(rtol=1e-5, atol=1e-5)  # one-sided slopes pass here; the next check shows the side
def central_difference__of_a_product(measure: Back, rng: Rng) -> list[Any]:
    """It agrees with slopes known by heart: of x², of x₀ · x₁, of a weighted sum."""
    weights = _normal(rng, 2, 3)
    return [
        measure(lambda x: float(x[0] ** 2), np.array([3.0])),
        measure(lambda x: float(x[0] * x[1]), np.array([2.0, 5.0])),
        measure(lambda x: float((weights * x).sum()), _normal(rng, 2, 3)),
    ]


def central_difference__goes_both_ways(measure: Back, rng: Rng) -> list[Any]:
    """With a large step the two sides are visible: the slope of |x| at 0 is 0, that of x³ is
    3x² + step².
    """
    return [
        measure(lambda x: float(abs(x[0])), np.array([0.0]), 0.5),
        measure(lambda x: float(x[0] ** 3), np.array([1.0]), 0.5),
        measure(lambda x: float(x[0] ** 4 + x[1] ** 2), np.array([1.0, -1.0]), 0.25),
    ]


@check_options(rtol=1e-5, atol=1e-6)
def central_difference__takes_every_shape(measure: Back, rng: Rng) -> list[Any]:
    """Arrays with three axes, and with none, give a gradient of their shape."""
    shapes: tuple[tuple[int, ...], ...] = ((2, 1, 3), ())
    return [measure(lambda x: float(np.sin(x).sum()), _normal(rng, *shape)) for shape in shapes]


# ---------------------------------------------------------------- log_back, exp_back, negative_back


def _unary(back: Back, forward: Callable[..., Any], rng: Rng, *shape: int) -> Any:
    x = _above(0.5, rng, *shape)
    return back(_normal(rng, *shape), np.asarray(forward(x)), x)


def log_back__one_axis(back: Back, rng: Rng) -> list[Any]:
    """On two entries, then on six, each gradient is grad_out times the slope of log there."""
    return [
        back(np.array([1.0, 10.0]), np.log([2.0, 4.0]), np.array([2.0, 4.0])),
        _unary(back, np.log, rng, 6),
    ]


def log_back__several_axes(back: Back, rng: Rng) -> list[Any]:
    """Arrays with more axes keep their shape."""
    return [_unary(back, np.log, rng, *shape) for shape in ((2, 3), (3, 1, 2), ())]


def log_back__near_one(back: Back, rng: Rng) -> Any:
    """Where log(x) is zero or negative nothing special happens."""
    x = np.array([1.0, 0.5, 0.01])
    return back(_normal(rng, 3), np.log(x), x)


def exp_back__one_axis(back: Back, rng: Rng) -> list[Any]:
    """On two entries, then on six, each gradient is grad_out times the slope of exp there."""
    return [
        back(np.array([1.0, 10.0]), np.exp([0.0, 2.0]), np.array([0.0, 2.0])),
        _unary(back, np.exp, rng, 6),
    ]


def exp_back__several_axes(back: Back, rng: Rng) -> list[Any]:
    """Arrays with more axes keep their shape."""
    return [_unary(back, np.exp, rng, *shape) for shape in ((2, 3), (3, 1, 2), ())]


def exp_back__far_from_zero(back: Back, rng: Rng) -> Any:
    """Negative and large arguments are right as well."""
    x = np.array([-30.0, -1.0, 9.0])
    return back(_normal(rng, 3), np.exp(x), x)


def negative_back__one_axis(back: Back, rng: Rng) -> list[Any]:
    """On two entries, then on six, the gradient changes its sign."""
    return [
        back(np.array([1.0, -10.0]), np.array([-2.0, -4.0]), np.array([2.0, 4.0])),
        _unary(back, np.negative, rng, 6),
    ]


def negative_back__several_axes(back: Back, rng: Rng) -> list[Any]:
    """Arrays with more axes keep their shape."""
    return [_unary(back, np.negative, rng, *shape) for shape in ((2, 3), (3, 1, 2), ())]


def negative_back__leaves_grad_out_alone(back: Back, rng: Rng) -> list[Any]:
    """The gradient that came in is unchanged afterwards: others may still need it."""
    grad_out, x = _normal(rng, 3), _normal(rng, 3)
    return [back(grad_out, -x, x), grad_out]


# ---------------------------------------------------------------- unbroadcast


def _unbroadcasts(unbroadcast: Back, rng: Rng, shapes: list[tuple[Any, Any]]) -> list[Any]:
    return [unbroadcast(_normal(rng, *large), _normal(rng, *small)) for large, small in shapes]


def unbroadcast__sums_new_axes(unbroadcast: Back, rng: Rng) -> list[Any]:
    """Axes that the broadcast put in front are summed away."""
    return _unbroadcasts(unbroadcast, rng, [((2, 3), (3,)), ((4, 2, 3), (3,)), ((3, 2), ())])


def unbroadcast__sums_stretched_axes(unbroadcast: Back, rng: Rng) -> list[Any]:
    """An axis of size one that was stretched is summed, and stays with size one."""
    shapes: list[tuple[Any, Any]] = [((2, 3), (2, 1)), ((2, 3), (1, 3)), ((4, 2, 3), (4, 1, 1))]
    return _unbroadcasts(unbroadcast, rng, shapes)


def unbroadcast__does_both(unbroadcast: Back, rng: Rng) -> list[Any]:
    """New and stretched axes at the same time, also where sizes are alike."""
    shapes: list[tuple[Any, Any]] = [
        ((5, 2, 3), (1, 3)),
        ((4, 5, 2, 3), (2, 1)),
        ((2, 2, 2), (1, 2)),
        ((2, 3, 3, 3), (3, 1, 3)),
    ]
    return _unbroadcasts(unbroadcast, rng, shapes)


def unbroadcast__keeps_what_was_not_broadcast(unbroadcast: Back, rng: Rng) -> list[Any]:
    """Where the shapes are equal nothing is summed, not even axes of size one."""
    shapes: list[tuple[Any, Any]] = [((2, 3), (2, 3)), ((1, 3), (1, 3)), ((), ()), ((2, 0), (1, 0))]
    return _unbroadcasts(unbroadcast, rng, shapes)


# ---------------------------------------------------------------- multiply_back0, multiply_back1


def multiply_back0__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For factors of one shape, each entry is grad_out times the other factor."""
    return _same_shape(back, np.multiply, rng)


def multiply_back0__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For factors that were broadcast together, the gradient has the first factor's shape."""
    return _binary(back, np.multiply, rng)


def multiply_back0__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The second factor may be an int or a float."""
    return _numbers(back, np.multiply, 0, rng)


def multiply_back0__of_zeros(back: Back, rng: Rng) -> Any:
    """Where a factor is zero, the gradient still is grad_out times the other factor."""
    x, y = np.array([0.0, 2.0, 0.0]), np.array([3.0, 0.0, 0.0])
    return back(_normal(rng, 3), x * y, x, y)


def multiply_back0__takes_scalars(back: Back, rng: Rng) -> Any:
    """Arrays without axes are right as well."""
    return _scalars(back, np.multiply, rng)


def multiply_back1__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For factors of one shape, each entry is grad_out times the other factor."""
    return _same_shape(back, np.multiply, rng)


def multiply_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For factors that were broadcast together, the gradient has the second factor's shape."""
    return _binary(back, np.multiply, rng)


def multiply_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The first factor may be an int or a float."""
    return _numbers(back, np.multiply, 1, rng)


def multiply_back1__of_zeros(back: Back, rng: Rng) -> Any:
    """Where a factor is zero, the gradient still is grad_out times the other factor."""
    x, y = np.array([0.0, 2.0, 0.0]), np.array([3.0, 0.0, 0.0])
    return back(_normal(rng, 3), x * y, x, y)


def multiply_back1__takes_scalars(back: Back, rng: Rng) -> Any:
    """Arrays without axes are right as well."""
    return _scalars(back, np.multiply, rng)


# ---------------------------------------------------------------- forward_and_back


def forward_and_back__one_entry(walk: Back, rng: Rng) -> Any:
    """With one entry each, all three gradients agree with torch."""
    return walk(np.array([2.0]), np.array([3.0]), np.array([4.0]))


def forward_and_back__several_entries(walk: Back, rng: Rng) -> Any:
    """With arrays of one shape, all three gradients agree with torch."""
    return walk(_above(0.5, rng, 2, 3), _above(0.5, rng, 2, 3), _above(1.5, rng, 2, 3))


def forward_and_back__broadcasts(walk: Back, rng: Rng) -> Any:
    """With three shapes that are broadcast together, each gradient has its argument's shape."""
    return walk(_above(0.5, rng, 5, 1, 3), _above(0.5, rng, 2, 1), _above(1.5, rng, 3))


# ---------------------------------------------------------------- BackwardFuncLookup


def _first_back(grad_out: Arr, out: Arr, x: Arr) -> Arr:
    return grad_out


def _second_back(grad_out: Arr, out: Arr, x: Arr) -> Arr:
    return out


def _name_of(act: Callable[[], Any]) -> Any:
    """The name of the function that an act gives."""
    return _in_words(lambda: getattr(act(), "__name__", "no function"))


def BackwardFuncLookup__finds_what_was_added(lookup_class: Any, rng: Rng) -> dict[str, Any]:
    """What was added for a function and a position is found under both, also if two functions have
    one name.
    """
    lookup = lookup_class()
    lookup.add_back_func(np.log, 0, _first_back)
    lookup.add_back_func(np.exp, 0, _second_back)
    double, triple = (lambda x: 2 * x), (lambda x: 3 * x)  # both are called <lambda>
    lookup.add_back_func(double, 0, _first_back)
    lookup.add_back_func(triple, 0, _second_back)
    return {
        "added for np.log, position 0": _name_of(lambda: lookup.get_back_func(np.log, 0)),
        "added for np.exp, position 0": _name_of(lambda: lookup.get_back_func(np.exp, 0)),
        "added for one of two lambdas": _name_of(lambda: lookup.get_back_func(double, 0)),
        "added for the other lambda": _name_of(lambda: lookup.get_back_func(triple, 0)),
    }


def BackwardFuncLookup__tells_positions_apart(lookup_class: Any, rng: Rng) -> dict[str, Any]:
    """Two arguments of one function have an entry each."""
    lookup = lookup_class()
    lookup.add_back_func(np.multiply, 0, _first_back)
    lookup.add_back_func(np.multiply, 1, _second_back)
    return {
        "position 0 of np.multiply": _name_of(lambda: lookup.get_back_func(np.multiply, 0)),
        "position 1 of np.multiply": _name_of(lambda: lookup.get_back_func(np.multiply, 1)),
    }


def BackwardFuncLookup__replaces(lookup_class: Any, rng: Rng) -> dict[str, Any]:
    """A second entry for the same place replaces the first."""
    lookup = lookup_class()
    lookup.add_back_func(np.log, 0, _first_back)
    lookup.add_back_func(np.log, 0, _second_back)
    return {"added twice": _name_of(lambda: lookup.get_back_func(np.log, 0))}


def BackwardFuncLookup__says_what_is_missing(lookup_class: Any, rng: Rng) -> dict[str, Any]:
    """Without an entry there is a KeyError, and one lookup knows nothing of another."""
    lookup, other = lookup_class(), lookup_class()
    lookup.add_back_func(np.log, 0, _first_back)
    return {
        "a function that was not added": _name_of(lambda: lookup.get_back_func(np.exp, 0)),
        "a position that was not added": _name_of(lambda: lookup.get_back_func(np.log, 1)),
        "another lookup": _name_of(lambda: other.get_back_func(np.log, 0)),
    }


# ---------------------------------------------------------------- forward functions


def _home_of(impl: Any) -> dict[str, Any]:
    """The globals of the file that defines an implementation."""
    names = ("__enter__", "__setattr__", "forward", "__init__")
    methods = (getattr(impl, n, None) for n in names) if inspect.isclass(impl) else ()
    for function in (*methods, inspect.unwrap(impl)):
        if isinstance(found := getattr(function, "__globals__", None), dict):
            return found
    return {}


@contextmanager
def _global(impl: Any, name: str, value: Any) -> Iterator[None]:
    """Give a global of the implementation's file another value for a while."""
    home = _home_of(impl)
    before = home.get(name)
    home[name] = value
    try:
        yield
    finally:
        home[name] = before


def _seen(out: Any, names: dict[str, Tensor]) -> Any:
    """A result and its recipe, as data.

    `names` tells tensors of the check from others.
    """
    if not isinstance(out, Tensor):
        return f"a {type(out).__name__} instead of a Tensor"
    seen: dict[str, Any] = {"values": out.array, "requires_grad": bool(out.requires_grad)}
    recipe = out.recipe
    if not isinstance(recipe, Recipe):
        held = None if recipe is None else _instead(recipe, "a Recipe")
        return seen | {"recipe": held, **dict.fromkeys(_RECIPE_FIELDS)}
    args, kwargs, parents = recipe.args, recipe.kwargs, recipe.parents
    plain = ["a Tensor" if isinstance(a, Tensor) else a for a in args] if _is_list(args) else None
    return seen | {
        "recipe": "a Recipe",
        "recipe.func": getattr(recipe.func, "__name__", "no function"),
        "recipe.args": _instead(args, "a tuple") if plain is None else plain,
        "recipe.kwargs": kwargs if isinstance(kwargs, dict) else _instead(kwargs, "a dictionary"),
        "recipe.parents": _named_parents(parents, names)
        if isinstance(parents, dict)
        else _instead(parents, "a dictionary"),
    }


_RECIPE_FIELDS = ("recipe.func", "recipe.args", "recipe.kwargs", "recipe.parents")


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple | list)


def _instead(value: Any, wanted: str) -> str:
    return f"{type(value).__name__} instead of {wanted}"


def _named_parents(parents: dict[int, Any], names: dict[str, Tensor]) -> dict[str, str]:
    """Parents by position; tensors that need no gradient are left out."""
    called = {id(t): n for n, t in names.items()}
    return {
        str(i): called.get(id(p), "a Tensor that was not given")
        if isinstance(p, Tensor)
        else _instead(p, "a Tensor")
        for i, p in parents.items()
        if not isinstance(p, Tensor) or p.requires_grad
    }


def log_forward__keeps_a_recipe(log_forward: Any, rng: Rng) -> Any:
    """The logarithm of a tensor that requires a gradient is right, requires one, and knows how it
    was made.
    """
    x = Tensor(_above(0.5, rng, 2, 3), requires_grad=True)
    return _seen(log_forward(x), {"x": x})


def log_forward__keeps_none_without_need(log_forward: Any, rng: Rng) -> Any:
    """Where no gradient is wanted there is no recipe."""
    x = Tensor(_above(0.5, rng, 2))
    return _seen(log_forward(x), {"x": x})


def log_forward__keeps_none_under_no_grad(log_forward: Any, rng: Rng) -> Any:
    """While grad_tracking_enabled is False there is no recipe, whatever the argument wants."""
    x = Tensor(_above(0.5, rng, 2), requires_grad=True)
    with _global(log_forward, "grad_tracking_enabled", False):
        return _seen(log_forward(x), {"x": x})


def log_forward__of_a_logarithm(log_forward: Any, rng: Rng) -> Any:
    """The logarithm of a logarithm has the first one as its parent; scalars work."""
    x = Tensor(np.array(5.0), requires_grad=True)
    y = log_forward(x)
    return _seen(log_forward(y), {"x": x, "log_forward(x)": y})


def multiply_forward__of_two_tensors(multiply_forward: Any, rng: Rng) -> list[Any]:
    """Products of two tensors, either or both of which require a gradient, also broadcast."""
    seen = []
    for first, second in ((True, True), (True, False), (False, True)):
        a = Tensor(_normal(rng, 2, 3), requires_grad=first)
        b = Tensor(_normal(rng, 3), requires_grad=second)
        seen.append(_seen(multiply_forward(a, b), {"a": a, "b": b}))
    return seen


def multiply_forward__with_a_number(multiply_forward: Any, rng: Rng) -> list[Any]:
    """An int or a float may stand on either side; it is kept as it is and is no parent."""
    x = Tensor(_normal(rng, 2), requires_grad=True)
    pairs: list[tuple[Any, Any]] = [(0.5, x), (x, 3)]
    return [_seen(multiply_forward(*pair), {"x": x}) for pair in pairs]


def multiply_forward__of_itself(multiply_forward: Any, rng: Rng) -> Any:
    """A tensor times itself has one parent at two positions."""
    x = Tensor(_normal(rng, 2), requires_grad=True)
    return _seen(multiply_forward(x, x), {"x": x})


def multiply_forward__keeps_none_without_need(multiply_forward: Any, rng: Rng) -> list[Any]:
    """No recipe where no gradient is wanted, and none while grad_tracking_enabled is False."""
    a, b = Tensor(_normal(rng, 2)), Tensor(_normal(rng, 2))
    wanted = Tensor(_normal(rng, 2), requires_grad=True)
    seen = [_seen(multiply_forward(a, b), {"a": a, "b": b})]
    with _global(multiply_forward, "grad_tracking_enabled", False):
        seen.append(_seen(multiply_forward(wanted, b), {"wanted": wanted, "b": b}))
    return seen


def wrap_forward_fn__wraps_log(wrap: Any, rng: Rng) -> Any:
    """A wrapped np.log does what log_forward does."""
    x = Tensor(_above(0.5, rng, 2, 3), requires_grad=True)
    return _seen(wrap(np.log)(x), {"x": x})


def wrap_forward_fn__wraps_multiply(wrap: Any, rng: Rng) -> list[Any]:
    """A wrapped np.multiply does what multiply_forward does, with tensors and numbers."""
    multiply = wrap(np.multiply)
    a = Tensor(_normal(rng, 2, 3), requires_grad=True)
    b = Tensor(_normal(rng, 3))
    pairs: list[tuple[Any, Any]] = [(a, b), (b, a), (a, a), (a, 2), (0.5, a), (b, 2)]
    return [_seen(multiply(*pair), {"a": a, "b": b}) for pair in pairs]


def wrap_forward_fn__passes_keywords_on(wrap: Any, rng: Rng) -> list[Any]:
    """Keyword arguments reach the function and the recipe; a result without axes is a Tensor."""
    total = wrap(_sum_array)
    x = Tensor(_normal(rng, 2, 3), requires_grad=True)
    results = (total(x), total(x, dim=1), total(x, dim=0, keepdim=True), total(x, 0))
    return [_seen(r, {"x": x}) for r in results]


def wrap_forward_fn__of_what_has_no_slope(wrap: Any, rng: Rng) -> list[Any]:
    """With is_differentiable=False no result requires a gradient."""
    greater = wrap(np.greater, is_differentiable=False)
    x = Tensor(_normal(rng, 4), requires_grad=True)
    return [_seen(greater(x, 0.0), {"x": x}), _seen(wrap(np.greater, False)(x, x), {"x": x})]


def wrap_forward_fn__keeps_none_without_need(wrap: Any, rng: Rng) -> list[Any]:
    """No recipe where no tensor requires a gradient, and none while grad_tracking_enabled is False
    at the time of the call, whenever the function was wrapped.
    """
    log = wrap(np.log)
    a, x = Tensor(_above(0.5, rng, 2)), Tensor(_above(0.5, rng, 3), requires_grad=True)
    seen = [_seen(log(a), {"a": a})]
    with _global(wrap, "grad_tracking_enabled", False):
        seen.append(_seen(log(x), {"x": x}))
        exp = wrap(np.exp)
    return [*seen, _seen(log(x), {"x": x}), _seen(exp(x), {"x": x})]


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
    return {n: _in_words(functools.partial(_count_nodes, sort, e)) for n, e in cases.items()}


def _count_nodes(sort: Any, edges: dict[str, list[str]]) -> str:
    return f"returns {len(inspect.unwrap(sort)('a', edges.__getitem__))} nodes"


def topological_sort__takes_large_graphs(sort: Any, rng: Rng) -> Any:
    """Forty diamonds in a row have 2⁴⁰ ways through them, and 121 nodes."""
    edges: dict[str, list[str]] = {"n40": []}
    for i in range(40):
        edges |= {f"n{i}": [f"l{i}", f"r{i}"], f"l{i}": [f"n{i + 1}"], f"r{i}": [f"n{i + 1}"]}
    return _sorting(sort, edges, "n0")


def _op(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Tensor:
    """A forward function with its recipe."""
    arrays = tuple(a.array if isinstance(a, Tensor) else a for a in args)
    parents = {i: a for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad}
    out = Tensor(func(*arrays, **kwargs), bool(parents))
    if parents:
        out.recipe = Recipe(func, arrays, kwargs, parents)
    return out


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
    x = Tensor(_above(1.5, rng, 2), requires_grad=True)
    y = _op(np.log, x)
    z = _op(np.negative, y)
    return [_graph_order(sort, x, {"x": x}), _graph_order(sort, z, {"x": x, "y": y, "z": z})]


def sorted_computational_graph__where_ways_meet(sort: Any, rng: Rng) -> Any:
    """A tensor that was used twice stands once, after everything that was made from it."""
    x = Tensor(_above(1.5, rng, 2), requires_grad=True)
    y = _op(np.log, x)
    z = _op(np.exp, y)
    w = _op(np.multiply, z, x)
    v = _op(np.add, w, y)
    names = {"x": x, "y": y, "z": z, "w": w, "v": v}
    other = _op(np.add, y, w)
    twice = _op(np.add, x, x)
    return [
        _graph_order(sort, v, names),
        _graph_order(sort, other, names | {"v": other}),
        _graph_order(sort, twice, {"x": x, "x + x": twice}),
    ]


def sorted_computational_graph__leaves_constants_out(sort: Any, rng: Rng) -> Any:
    """What needs no gradient is no parent, so it is not in the list; nor is what lies after the
    end.
    """
    x, c = Tensor(_normal(rng, 2), requires_grad=True), Tensor(_normal(rng, 2))
    y = _op(np.multiply, x, c)
    _op(np.negative, y)
    return _graph_order(sort, y, {"x": x, "y": y})


# ---------------------------------------------------------------- backprop


class _Lookup:
    """Backward functions by torch, and how often they were called."""

    def __init__(self) -> None:
        self.calls = 0

    def add_back_func(self, *entry: Any) -> None:
        """Everything is known already."""

    def get_back_func(self, func: Callable[..., Any], position: int) -> Back:
        """For any function of the set."""
        back = backward_in_torch(func, position)

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            return back(*args, **kwargs)

        return counted


def _backprop(impl: Any, end: Tensor, end_grad: Arr | None, names: dict[str, Tensor]) -> Any:
    """Gradients after a call of `backprop`."""
    with _global(impl, "BACK_FUNCS", _Lookup()), _operators():
        impl(end, None if end_grad is None else Tensor(end_grad))
    return {f"gradient of {n}": _grad(t) for n, t in names.items()}


def _grad(tensor: Any) -> Any:
    grad = tensor.grad
    return grad.array if isinstance(grad, Tensor) else None if grad is None else type(grad).__name__


def backprop__through_a_chain(backprop: Any, rng: Rng) -> Any:
    """Through log and a product, gradients agree with torch; only leaves keep one."""
    a = Tensor(_above(1.5, rng, 2), requires_grad=True)
    b = Tensor(_above(1.5, rng, 2), requires_grad=True)
    product = _op(np.multiply, a, b)
    end = _op(np.log, product)
    names = {"a": a, "b": b, "a * b": product, "log(a * b)": end}
    return _backprop(backprop, end, _normal(rng, 2), names)


def backprop__begins_with_ones(backprop: Any, rng: Rng) -> Any:
    """Without an end_grad the walk begins with ones, of the end's shape; a leaf can be the end."""
    a = Tensor(_above(1.5, rng, 2, 3), requires_grad=True)
    leaf, constant = Tensor(_normal(rng, 2), requires_grad=True), Tensor(_normal(rng, 2))
    seen = _backprop(backprop, _op(np.log, a), None, {"a": a})
    seen |= _backprop(backprop, leaf, None, {"a leaf that is the end": leaf})
    return seen | _backprop(backprop, constant, None, {"a constant that is the end": constant})


def backprop__adds_up_where_ways_meet(backprop: Any, rng: Rng) -> Any:
    """A tensor that was used twice, or three times, gets the sum of what comes back on each way."""
    x = Tensor(_above(1.5, rng, 2), requires_grad=True)
    left, right = _op(np.log, x), _op(np.exp, x)
    seen = _backprop(backprop, _op(np.multiply, left, right), _normal(rng, 2), {"x": x})
    y = Tensor(_above(1.5, rng, 3), requires_grad=True)
    shared = _op(np.log, y)
    square = _op(np.multiply, shared, shared)
    cube = _op(np.multiply, square, shared)
    return seen | _backprop(backprop, cube, _normal(rng, 3), {"y": y})


def backprop__waits_for_the_longer_way(backprop: Any, rng: Rng) -> Any:
    """Where one way is longer than the other, a tensor waits until both have come back."""
    x = Tensor(_above(1.5, rng, 2), requires_grad=True)
    y = _op(np.log, x)
    detour = _op(np.exp, _op(np.negative, _op(np.exp, y)))
    seen = _backprop(backprop, _op(np.add, y, detour), _normal(rng, 2), {"x": x})
    z = Tensor(_above(1.5, rng, 2), requires_grad=True)
    w = _op(np.log, z)
    detour = _op(np.negative, _op(np.exp, w))
    return seen | _backprop(backprop, _op(np.multiply, detour, w), _normal(rng, 2), {"z": z})


def backprop__adds_to_what_is_there(backprop: Any, rng: Rng) -> Any:
    """A second walk adds to the gradient that the first one left, as torch does."""
    x = Tensor(_above(1.5, rng, 2), requires_grad=True)
    _backprop(backprop, _op(np.log, x), _normal(rng, 2), {})
    return _backprop(backprop, _op(np.exp, x), _normal(rng, 2), {"x after two walks": x})


class _Sharing(_Lookup):
    """Backward functions that give what they got, or an array that cannot be written to."""

    def get_back_func(self, func: Callable[..., Any], position: int) -> Back:
        """`np.add` hands its `grad_out` on as it is, as it may where nothing was broadcast."""
        back = super().get_back_func(func, position)

        def sharing(grad_out: Any, *args: Any, **kwargs: Any) -> Any:
            part = grad_out if func is np.add else back(grad_out, *args, **kwargs)
            if part is not grad_out:
                part.flags.writeable = False
            return part

        return sharing


def backprop__writes_into_nothing(backprop: Any, rng: Rng) -> Any:
    """No array that comes in, or out of a backward function, is written to: `add` hands one array
    to both of its terms, and a broadcast one is read-only. That holds for a second walk as well.
    """
    x = Tensor(_normal(rng, 2), requires_grad=True)
    y = Tensor(_normal(rng, 2), requires_grad=True)
    z = Tensor(_above(1.5, rng, 2), requires_grad=True)
    end_grad = Tensor(_normal(rng, 2))
    seen: dict[str, Any] = {}
    with _global(backprop, "BACK_FUNCS", _Sharing()):
        for walk in ("one walk", "two walks"):
            backprop(_op(np.add, _op(np.add, x, y), x), end_grad)
            seen |= {f"gradient of {n} after {walk}": _copied(t) for n, t in (("x", x), ("y", y))}
            seen[f"end_grad after {walk}"] = end_grad.array.copy()
        for walk in ("one walk", "two walks"):
            backprop(_op(np.multiply, _op(np.log, z), _op(np.exp, z)), end_grad)
            seen[f"gradient of z after {walk}"] = _copied(z)
    return seen


def _copied(tensor: Any) -> Any:
    grad = _grad(tensor)
    return grad.copy() if isinstance(grad, np.ndarray) else grad


def backprop__passes_everything_on(backprop: Any, rng: Rng) -> Any:
    """Backward functions get all arguments: numbers, constants, keywords, broadcast arrays."""
    x = Tensor(_above(0.5, rng, 4, 1), requires_grad=True)
    c = Tensor(_above(0.5, rng, 3))
    scaled = _op(np.multiply, 2, _op(np.multiply, x, c))
    total = _op(_sum_array, scaled, dim=0, keepdim=True)
    end = _op(np.true_divide, total, 4.0)
    seen = _backprop(backprop, end, _normal(rng, 1, 3), {"x": x, "a constant": c})
    scalar = Tensor(np.array(2.0), requires_grad=True)
    return seen | _backprop(backprop, _op(np.log, scalar), None, {"a scalar": scalar})


def backprop__calls_each_once(backprop: Any, rng: Rng) -> Any:
    """Twelve squares in a row need one call an argument, 24 in all, and not one for each way."""
    x = Tensor(np.array([1.0001]), requires_grad=True)
    end = x
    for _ in range(12):
        end = _op(np.multiply, end, end)
    lookup = _Lookup()
    with _global(backprop, "BACK_FUNCS", lookup):
        backprop(end)
    few = "24 or fewer" if lookup.calls <= 24 else f"{lookup.calls}"
    return {"calls of backward functions": few, "gradient of x": _grad(x)}


# ---------------------------------------------------------------- reshape, permute, expand


def reshape_back__gives_the_shape_back(back: Back, rng: Rng) -> list[Any]:
    """The gradient has the shape of x, its entries in the same order."""
    cases: list[tuple[Any, Any]] = [((4,), (2, 2)), ((2, 3), (3, 2)), ((3, 4), (2, 1, 6))]
    seen = []
    for shape, new_shape in cases:
        x = _normal(rng, *shape)
        seen.append(back(_normal(rng, *new_shape), x.reshape(new_shape), x, new_shape))
    return seen


def reshape_back__takes_minus_one(back: Back, rng: Rng) -> list[Any]:
    """The new shape may hold -1."""
    seen = []
    for shape, new_shape in (((2, 3), (-1,)), ((4, 3), (2, -1))):
        x = _normal(rng, *shape)
        out = x.reshape(new_shape)
        seen.append(back(_normal(rng, *out.shape), out, x, new_shape))
    return seen


def reshape_back__takes_scalars(back: Back, rng: Rng) -> list[Any]:
    """An array without axes that became one with axes gets a gradient without axes."""
    x = _normal(rng)
    return [back(_normal(rng, 1, 1), x.reshape(1, 1), x, (1, 1))]


_ORDERS: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((2, 3), (1, 0)),
    ((2, 3, 4), (1, 2, 0)),
    ((2, 3, 4), (2, 0, 1)),
    ((2, 3, 4, 5), (3, 0, 2, 1)),
    ((2, 3, 4, 5, 6), (1, 3, 4, 0, 2)),
]


def invert_transposition__of_pairs(invert: Any, rng: Rng) -> list[Any]:
    """Two axes exchanged are exchanged back; nothing moved stays so."""
    return [invert(axes) for axes in ((1, 0), (0, 1), (0,), (2, 1, 0), ())]


def invert_transposition__of_cycles(invert: Any, rng: Rng) -> list[Any]:
    """Three axes in a ring, and longer orders, are undone."""
    return [invert(axes) for axes in ((1, 2, 0), (2, 0, 1), (3, 0, 2, 1), (1, 3, 4, 0, 2))]


def invert_transposition__takes_lists(invert: Any, rng: Rng) -> Any:
    """The order may be a list; the answer is a tuple of ints."""
    answer = invert([1, 2, 0])
    return {"answer": list(answer), "type of the answer": type(answer).__name__}


def permute_back__of_matrices(back: Back, rng: Rng) -> Any:
    """The gradient of a transposed matrix is transposed."""
    x = _normal(rng, 2, 3)
    return back(_normal(rng, 3, 2), x.T, x, (1, 0))


def permute_back__of_more_axes(back: Back, rng: Rng) -> list[Any]:
    """With three to five axes the gradient has the shape of x and the right entries."""
    seen = []
    for shape, axes in _ORDERS[1:]:
        x = _normal(rng, *shape)
        out = np.transpose(x, axes)
        seen.append(back(_normal(rng, *out.shape), out, x, axes))
    return seen


def permute_back__where_sizes_are_equal(back: Back, rng: Rng) -> Any:
    """Where all axes have one size a wrong order would not show in the shape."""
    x = _normal(rng, 3, 3, 3)
    return back(_normal(rng, 3, 3, 3), np.transpose(x, (2, 0, 1)), x, [2, 0, 1])


def expand_array__stretches(expand: Any, rng: Rng) -> list[Any]:
    """Axes of size one are repeated, and new axes come in front."""
    cases: list[tuple[Any, Any]] = [((1,), (3,)), ((2, 1), (2, 3)), ((3,), (2, 3)), ((), (2, 2))]
    return [expand(_normal(rng, *shape), new_shape) for shape, new_shape in cases]


def expand_array__takes_minus_one(expand: Any, rng: Rng) -> list[Any]:
    """-1 keeps the size of an axis, counted from the end, also behind new axes."""
    cases: list[tuple[Any, Any]] = [
        ((2, 1), (-1, 3)),
        ((1, 3), (2, -1)),
        ((3,), (2, -1)),
        ((3, 1), (5, -1, 4)),
        ((2, 3), (-1, -1)),
    ]
    return [expand(_normal(rng, *shape), new_shape) for shape, new_shape in cases]


def expand_array__refuses_what_does_not_fit(expand: Any, rng: Rng) -> dict[str, Any]:
    """A size that does not fit is a ValueError."""
    x = _normal(rng, 2, 3)
    cases: list[tuple[int, ...]] = [(2, 4), (3, -1), (2, 1)]
    seen = {}
    for new_shape in cases:
        made = _in_words(functools.partial(expand, x, new_shape))
        seen[f"(2, 3) to {new_shape}"] = made if isinstance(made, str) else "is accepted"
    return seen


def expand_back__sums_the_copies(back: Back, rng: Rng) -> list[Any]:
    """Every copy of an entry adds its gradient to that entry."""
    seen = []
    for shape, new_shape in (((1,), (3,)), ((2, 1), (2, 3)), ((3,), (2, 3))):
        x = _normal(rng, *shape)
        out = np.broadcast_to(x, new_shape)
        seen.append(back(_normal(rng, *new_shape), out, x, new_shape))
    return seen


def expand_back__takes_minus_one(back: Back, rng: Rng) -> list[Any]:
    """The new shape may hold -1."""
    seen = []
    for shape, new_shape, real in (((2, 1), (-1, 3), (2, 3)), ((3, 1), (5, -1, 4), (5, 3, 4))):
        x = _normal(rng, *shape)
        seen.append(back(_normal(rng, *real), np.broadcast_to(x, real), x, new_shape))
    return seen


def expand_back__where_nothing_is_repeated(back: Back, rng: Rng) -> list[Any]:
    """Where nothing was repeated the gradient passes; an array without axes gets the whole sum."""
    x, y = _normal(rng, 2, 3), _normal(rng)
    return [
        back(_normal(rng, 2, 3), x.copy(), x, (2, 3)),
        back(_normal(rng, 2, 2), np.broadcast_to(y, (2, 2)), y, (2, 2)),
    ]


# ---------------------------------------------------------------- sum, indexing


def _sums(back: Back, rng: Rng, cases: list[tuple[tuple[int, ...], dict[str, Any]]]) -> list[Any]:
    seen = []
    for shape, options in cases:
        x = _normal(rng, *shape)
        out = np.asarray(_sum_array(x, **options))
        seen.append(back(_normal(rng, *out.shape), out, x, **options))
    return seen


def sum_back__of_everything(back: Back, rng: Rng) -> list[Any]:
    """Where all entries were summed, each gets the whole gradient."""
    return _sums(back, rng, [((3,), {}), ((2, 3), {}), ((2, 1, 3), {"keepdim": True}), ((), {})])


def sum_back__over_one_axis(back: Back, rng: Rng) -> list[Any]:
    """Where one axis was summed away, each entry along it gets the same gradient."""
    cases: list[Any] = [((2, 3), {"dim": 1}), ((2, 3), {"dim": 0}), ((4, 2, 3), {"dim": 1})]
    return _sums(back, rng, [*cases, ((2, 3), {"dim": -1}), ((3, 3), {"dim": 1})])


def sum_back__with_keepdim(back: Back, rng: Rng) -> list[Any]:
    """Where the summed axis stayed with size one, the gradient is the same."""
    return _sums(
        back, rng, [((2, 3), {"dim": 1, "keepdim": True}), ((4, 2, 3), {"dim": 0, "keepdim": True})]
    )


def sum_back__over_several_axes(back: Back, rng: Rng) -> list[Any]:
    """Several axes may be summed at once, named in any order."""
    cases: list[Any] = [
        ((4, 2, 3), {"dim": (0, 2)}),
        ((4, 2, 3), {"dim": (0, -1)}),
        ((4, 2, 3), {"dim": (1, 2), "keepdim": True}),
        ((4, 2, 3), {"dim": (2, 0)}),
        ((4, 2, 3), {"dim": (-3, -1)}),
    ]
    return _sums(back, rng, cases)


def _shown(index: Any) -> Any:
    """An index as data."""
    if isinstance(index, Tensor):
        return "a Tensor"
    if isinstance(index, slice):
        return f"slice({index.start}, {index.stop})"
    return tuple(_shown(i) for i in index) if isinstance(index, tuple) else index


def coerce_index__of_one(coerce: Any, rng: Rng) -> list[Any]:
    """A Tensor becomes its array; integers, slices and arrays stay as they are."""
    indices = [Tensor(np.array([0, 2])), 1, slice(0, 2), np.array([1, 0]), Tensor(np.array(1))]
    with _operators():
        return [_shown(coerce(i)) for i in indices]


def coerce_index__of_a_tuple(coerce: Any, rng: Rng) -> list[Any]:
    """In a tuple each Tensor becomes its array, and the rest stays."""
    indices = [
        (Tensor(np.array([0, 1])), 2),
        (0, slice(None), Tensor(np.array([[1], [0]]))),
        (np.array([0]), None, Ellipsis, 1),
        (),
    ]
    return [str(_shown(coerce(i))) for i in indices]


def coerce_index__can_be_used(coerce: Any, rng: Rng) -> list[Any]:
    """NumPy takes the answer as an index, and picks the same entries."""
    x = _normal(rng, 3, 4)
    rows, columns = Tensor(np.array([2, 0, 2])), Tensor(np.array([1, 1, 3]))
    return [x[coerce(i)] for i in ((rows, columns), rows, (slice(None), columns), (1, rows), 2)]


def _picked(back: Back, rng: Rng, cases: list[tuple[tuple[int, ...], Any]]) -> list[Any]:
    seen = []
    for shape, index in cases:
        x = _normal(rng, *shape)
        plain: Any = index.array if isinstance(index, Tensor) else index
        if isinstance(index, tuple):
            plain = tuple(i.array if isinstance(i, Tensor) else i for i in index)
        out = np.asarray(x[plain])
        seen.append(back(_normal(rng, *out.shape), out, x, index))
    return seen


def getitem_back__of_slices(back: Back, rng: Rng) -> list[Any]:
    """The gradient stands where the entries were picked, and is zero elsewhere."""
    cases: list[Any] = [((3,), 1), ((4, 3), 2), ((4, 3), slice(1, 3)), ((4, 3), (slice(None), 0))]
    return _picked(back, rng, [*cases, ((4, 3), (3, 1))])


def getitem_back__of_arrays(back: Back, rng: Rng) -> list[Any]:
    """Arrays of integers pick entries in any order."""
    rows, columns = np.array([2, 0]), np.array([1, 2])
    return _picked(back, rng, [((3,), rows), ((4, 3), rows), ((4, 3), (rows, columns))])


def getitem_back__adds_up_repeats(back: Back, rng: Rng) -> list[Any]:
    """An entry that was picked twice gets the sum of both gradients."""
    rows, columns = np.array([1, 0, 1, 1]), np.array([2, 2, 2, 0])
    return _picked(back, rng, [((3,), rows), ((4, 3), rows), ((4, 3), (rows, columns))])


def getitem_back__of_tensors(back: Back, rng: Rng) -> list[Any]:
    """The index may be a Tensor, or a tuple with some in it."""
    rows, columns = Tensor(np.array([1, 0, 1])), Tensor(np.array([2, 2, 2]))
    return _picked(back, rng, [((3,), rows), ((4, 3), (rows, columns)), ((4, 3), (1, columns))])


# ---------------------------------------------------------------- add, subtract, divide, maximum


def add_back0__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For terms of one shape the gradient passes unchanged."""
    return _same_shape(back, np.add, rng)


def add_back0__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For terms that were broadcast together, the gradient has the first term's shape."""
    return _binary(back, np.add, rng)


def add_back0__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The second term may be an int or a float, and arrays may have no axes."""
    return [*_numbers(back, np.add, 0, rng), _scalars(back, np.add, rng)]


def subtract_back1__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For arrays of one shape the gradient changes its sign."""
    return _same_shape(back, np.subtract, rng)


def subtract_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the second one's shape."""
    return _binary(back, np.subtract, rng)


def subtract_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The first argument may be an int or a float, and arrays may have no axes."""
    return [*_numbers(back, np.subtract, 1, rng), _scalars(back, np.subtract, rng)]


def divide_back1__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For arrays of one shape the gradient of the denominator agrees with torch."""
    return _same_shape(back, np.true_divide, rng, low=0.5)


def divide_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the denominator's shape."""
    return _binary(back, np.true_divide, rng, low=0.5)


def divide_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The numerator may be an int or a float, and arrays may have no axes."""
    return [*_numbers(back, np.true_divide, 1, rng), _scalars(back, np.true_divide, rng)]


def divide_back1__of_negative_denominators(back: Back, rng: Rng) -> Any:
    """A negative denominator is right as well."""
    x, y = _normal(rng, 3), -_above(0.5, rng, 3)
    return back(_normal(rng, 3), x / y, x, y)


def _tied(rng: Rng, shape: tuple[int, ...], other: tuple[int, ...]) -> tuple[Arr, Arr]:
    """Small whole numbers, so that many are equal."""
    return _whole(rng, 3, *shape).astype(np.float64), _whole(rng, 3, *other).astype(np.float64)


def maximum_back0__goes_to_the_larger(back: Back, rng: Rng) -> list[Any]:
    """Where x is larger it gets the gradient, elsewhere nothing."""
    return _same_shape(back, np.maximum, rng)


def maximum_back0__shares_ties(back: Back, rng: Rng) -> list[Any]:
    """Where both are equal x gets one half."""
    tied = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 3.0])
    pairs = [tied, _tied(rng, (3, 4), (3, 4))]
    return [back(_normal(rng, *x.shape), np.maximum(x, y), x, y) for x, y in pairs]


def maximum_back0__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the shape of x."""
    return _binary(back, np.maximum, rng)


def maximum_back0__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """y may be an int or a float, and arrays may have no axes."""
    return [*_numbers(back, np.maximum, 0, rng), _scalars(back, np.maximum, rng)]


def maximum_back1__goes_to_the_larger(back: Back, rng: Rng) -> list[Any]:
    """Where y is larger it gets the gradient, elsewhere nothing."""
    return _same_shape(back, np.maximum, rng)


def maximum_back1__shares_ties(back: Back, rng: Rng) -> list[Any]:
    """Where both are equal y gets one half."""
    tied = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 3.0])
    pairs = [tied, _tied(rng, (3, 4), (3, 4))]
    return [back(_normal(rng, *x.shape), np.maximum(x, y), x, y) for x, y in pairs]


def maximum_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the shape of y."""
    return _binary(back, np.maximum, rng)


def maximum_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """x may be an int or a float, and arrays may have no axes."""
    return [*_numbers(back, np.maximum, 1, rng), _scalars(back, np.maximum, rng)]


# ---------------------------------------------------------------- relu


def _through(out: Any, leaves: dict[str, Tensor], rng: Rng) -> Any:
    """A result, and the gradients of some leaves by its recipe."""
    if not isinstance(out, Tensor):
        return f"a {type(out).__name__} instead of a Tensor"
    found = gradients(out, list(leaves.values()), _normal(rng, *out.shape))
    named = {f"gradient of {n}": g for n, g in zip(leaves, found, strict=True)}
    return {"values": out.array, **named}


def relu__cuts_off(relu: Any, rng: Rng) -> Any:
    """Positive entries stay, negative ones become zero, and the gradient follows."""
    with _operators():
        x = Tensor(_normal(rng, 3, 4), requires_grad=True)
        return _through(relu(x), {"x": x}, rng)


def relu__is_flat_at_zero(relu: Any, rng: Rng) -> Any:
    """The derivative at 0 is 0, as in torch."""
    with _operators():
        x = Tensor(np.array([0.0, -1.0, 2.0, 0.0, -0.0]), requires_grad=True)
        return _through(relu(x), {"x": x}, rng)


def relu__keeps_no_recipe_without_need(relu: Any, rng: Rng) -> Any:
    """Of a tensor that needs no gradient neither does the result; scalars work."""
    with _operators():
        plain = relu(Tensor(_normal(rng, 3)))
        x = Tensor(np.array(1.5), requires_grad=True)
        seen = {"requires_grad": plain.requires_grad, "values": plain.array}
        return seen | {"a scalar": _through(relu(x), {"x": x}, rng)}


# ---------------------------------------------------------------- matmul, einsum


def _matrices(back: Back, rng: Rng, sizes: list[tuple[int, int, int]]) -> list[Any]:
    seen = []
    for n, k, m in sizes:
        x, y = _normal(rng, n, k), _normal(rng, k, m)
        seen.append(back(_normal(rng, n, m), x @ y, x, y))
    return seen


def matmul2d_back0__of_small_matrices(back: Back, rng: Rng) -> list[Any]:
    """A row times a column, a column times a row."""
    return _matrices(back, rng, [(1, 1, 1), (1, 2, 1), (2, 1, 3)])


def matmul2d_back0__of_oblong_matrices(back: Back, rng: Rng) -> list[Any]:
    """Matrices whose three sizes differ."""
    return _matrices(back, rng, [(2, 3, 4), (5, 2, 3), (3, 4, 1)])


def matmul2d_back0__of_square_matrices(back: Back, rng: Rng) -> list[Any]:
    """Square matrices, where a wrong transposition would not show in the shape."""
    return _matrices(back, rng, [(2, 2, 2), (3, 3, 3)])


def matmul2d_back1__of_small_matrices(back: Back, rng: Rng) -> list[Any]:
    """A row times a column, a column times a row."""
    return _matrices(back, rng, [(1, 1, 1), (1, 2, 1), (2, 1, 3)])


def matmul2d_back1__of_oblong_matrices(back: Back, rng: Rng) -> list[Any]:
    """Matrices whose three sizes differ."""
    return _matrices(back, rng, [(2, 3, 4), (5, 2, 3), (3, 4, 1)])


def matmul2d_back1__of_square_matrices(back: Back, rng: Rng) -> list[Any]:
    """Square matrices, where a wrong transposition would not show in the shape."""
    return _matrices(back, rng, [(2, 2, 2), (3, 3, 3)])


def _einsums(back: Back, rng: Rng, equations: list[str]) -> list[Any]:
    seen = []
    sizes = {"a": 2, "b": 3, "h": 4, "i": 5, "j": 2, "o": 6}
    for equation in equations:
        terms = equation.replace(" ", "").split("->")[0].split(",")
        x, y = (_normal(rng, *(sizes[letter] for letter in term)) for term in terms)
        out = np.asarray(np.einsum(equation, x, y))
        seen.append(back(_normal(rng, *out.shape), out, equation, x, y))
    return seen


def einsum_back__of_matrices(back: Back, rng: Rng) -> list[Any]:
    """For a matrix product and for a linear map, both gradients agree with torch."""
    return _einsums(back, rng, ["ij,jo->io", "bi,oi->bo"])


def einsum_back__of_vectors(back: Back, rng: Rng) -> list[Any]:
    """For a dot product, an outer product and a product entry by entry."""
    return _einsums(back, rng, ["i,i->", "i,o->io", "ab,ab->ab"])


def einsum_back__of_batches(back: Back, rng: Rng) -> list[Any]:
    """For products over a batch, with axes in any order and with blanks."""
    return _einsums(back, rng, ["bhi,bij->bhj", "b h i, b j i -> b h j", "bio,ob->ib"])


# ---------------------------------------------------------------- conv1d


def _convolutions(back: Back, rng: Rng, sizes: list[tuple[int, int, int, int, int]]) -> list[Any]:
    """For sizes of batch, channels in, channels out, signal and kernel."""
    seen = []
    for b, ic, oc, w, kw in sizes:
        x, weights = _normal(rng, b, ic, w), _normal(rng, oc, ic, kw)
        out = torch.conv1d(torch.from_numpy(x), torch.from_numpy(weights)).numpy()
        seen.append(back(_normal(rng, *out.shape), out, x, weights))
    return seen


def conv1d_back0__of_one_kernel(back: Back, rng: Rng) -> list[Any]:
    """One signal, one channel, one kernel: every place has a sum over the windows that saw it."""
    return _convolutions(back, rng, [(1, 1, 1, 3, 2), (1, 1, 1, 6, 3)])


def conv1d_back0__of_channels(back: Back, rng: Rng) -> list[Any]:
    """A batch of signals, with different numbers of channels going in and coming out."""
    return _convolutions(back, rng, [(2, 3, 4, 6, 3), (3, 4, 2, 5, 2)])


def conv1d_back0__where_channels_agree(back: Back, rng: Rng) -> list[Any]:
    """As many channels in as out, where exchanging them would not show in the shape."""
    return _convolutions(back, rng, [(2, 3, 3, 7, 2), (2, 2, 2, 4, 3)])


def conv1d_back0__of_extreme_kernels(back: Back, rng: Rng) -> list[Any]:
    """Kernels of one place, and kernels as long as the signal."""
    return _convolutions(back, rng, [(2, 3, 2, 4, 1), (2, 3, 2, 4, 4), (1, 2, 3, 1, 1)])


def conv1d_back1__of_one_kernel(back: Back, rng: Rng) -> list[Any]:
    """One signal, one channel, one kernel: every weight has a sum over all windows."""
    return _convolutions(back, rng, [(1, 1, 1, 3, 2), (1, 1, 1, 6, 3)])


def conv1d_back1__of_channels(back: Back, rng: Rng) -> list[Any]:
    """A batch of signals, with different numbers of channels going in and coming out."""
    return _convolutions(back, rng, [(2, 3, 4, 6, 3), (3, 4, 2, 5, 2)])


def conv1d_back1__where_channels_agree(back: Back, rng: Rng) -> list[Any]:
    """As many channels in as out, where exchanging them would not show in the shape."""
    return _convolutions(back, rng, [(2, 3, 3, 7, 2), (2, 2, 2, 4, 3)])


def conv1d_back1__of_extreme_kernels(back: Back, rng: Rng) -> list[Any]:
    """Kernels of one place, and kernels as long as the signal."""
    return _convolutions(back, rng, [(2, 3, 2, 4, 1), (2, 3, 2, 4, 4), (1, 2, 3, 1, 1)])


# ---------------------------------------------------------------- NoGrad, Parameter, Module


def _flag(impl: Any) -> Any:
    return _home_of(impl).get("grad_tracking_enabled")


def NoGrad__turns_tracking_off(no_grad: Any, rng: Rng) -> Any:
    """Within the block grad_tracking_enabled is False, after it True again."""
    with _global(no_grad, "grad_tracking_enabled", True):
        with no_grad():
            inside = _flag(no_grad)
        return {"inside": inside, "after the block": _flag(no_grad)}


def NoGrad__nests(no_grad: Any, rng: Rng) -> Any:
    """After an inner block the outer one still holds."""
    with _global(no_grad, "grad_tracking_enabled", True):
        with no_grad():
            with no_grad():
                inside = _flag(no_grad)
            between = _flag(no_grad)
        after = _flag(no_grad)
    return {"in the inner block": inside, "after the inner block": between, "after both": after}


def NoGrad__survives_errors(no_grad: Any, rng: Rng) -> Any:
    """An error in the block goes on, and the flag is put back."""
    with _global(no_grad, "grad_tracking_enabled", True):
        try:
            with no_grad():
                raise ValueError("in the block")
        except ValueError:
            seen = "goes on"
        else:
            seen = "is swallowed"
        return {"an error in the block": seen, "after the block": _flag(no_grad)}


def NoGrad__respects_what_was(no_grad: Any, rng: Rng) -> Any:
    """Where tracking was off before the block, it is off after it; blocks can follow each other."""
    with _global(no_grad, "grad_tracking_enabled", False):
        with no_grad():
            pass
        off = _flag(no_grad)
    seen = []
    with _global(no_grad, "grad_tracking_enabled", True):
        for _ in range(2):
            with no_grad():
                seen.append(_flag(no_grad))
            seen.append(_flag(no_grad))
    return {"off before and after": off, "two blocks in a row, inside and after": seen}


def NoGrad__counts_from_its_block(no_grad: Any, rng: Rng) -> Any:
    """What counts is the flag where the block begins, not where the NoGrad was made."""
    with _global(no_grad, "grad_tracking_enabled", True):
        made = no_grad()
        before = _flag(no_grad)
        with _global(no_grad, "grad_tracking_enabled", False):
            with made:
                inside = _flag(no_grad)
            after = _flag(no_grad)
    return {
        "made, and no block has begun": before,
        "inside of its block": inside,
        "after its block, with tracking off before it": after,
    }


def _needing(rng: Rng, *shape: int) -> Tensor:
    # Copied, since memory that belongs to torch cannot be made writeable again.
    return Tensor(_normal(rng, *shape).copy(), requires_grad=True)


def _made(func: Any, *args: Any) -> Tensor:
    """What `func` gives, with a recipe; tensors that need a gradient are parents."""
    arrays = tuple(a.array if isinstance(a, Tensor) else a for a in args)
    out = Tensor(func(*arrays), requires_grad=True)
    parents = {i: a for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad}
    out.recipe = Recipe(func, arrays, {}, parents)
    return out


def _overwritten(**arrays: Arr) -> dict[str, str]:
    """What comes of overwriting each array with itself."""

    def overwrite(array: Arr) -> str:
        array[...] = array.copy()
        return "can be overwritten"

    return {
        name.replace("_", " "): _in_words(functools.partial(overwrite, array))
        for name, array in arrays.items()
    }


def _within(block: Any, **arrays: Arr) -> dict[str, Any]:
    """The same within a block and after it."""
    with block:
        inside = _overwritten(**arrays)
    return {"inside": inside, "after the block": _overwritten(**arrays)}


def ReadOnly__protects_arguments(read_only: Any, rng: Rng) -> Any:
    """Both factors of a product cannot be overwritten within the block, also the one that needs no
    gradient; after it they can.
    """
    x, w = _needing(rng, 2, 3), Tensor(_normal(rng, 3).copy())
    return _within(read_only(_made(np.multiply, x, w)), x=x.array, w=w.array)


def ReadOnly__protects_results(read_only: Any, rng: Rng) -> Any:
    """Results cannot be overwritten either: `exp_back` uses its own."""
    x = _needing(rng, 3)
    y = _made(np.exp, x)
    z = _made(np.negative, y)
    return _within(read_only(z), the_result_in_the_middle=y.array, the_last_result=z.array)


def ReadOnly__walks_the_whole_graph(read_only: Any, rng: Rng) -> Any:
    """Protected is the graph down to its leaves, with numbers among the arguments and tensors that
    are used twice; a leaf alone is a graph as well.
    """
    x, w = _needing(rng, 2), Tensor(_normal(rng, 2).copy())
    y = _made(np.multiply, _made(np.add, x, 1.5), w)
    z = _made(np.multiply, y, y)
    leaf = _needing(rng, 2)
    deep = _within(read_only(z), x=x.array, w=w.array, y=y.array)
    return {"three steps": deep, "a leaf": _within(read_only(leaf), leaf=leaf.array)}


def ReadOnly__leaves_others_alone(read_only: Any, rng: Rng) -> Any:
    """Arrays that the graph does not hold can be overwritten all the time."""
    x, y = _needing(rng, 2), _needing(rng, 2)
    later = _made(np.exp, x)
    block = read_only(x)
    return _within(block, another_tensor=y.array, what_was_made_of_it=later.array)


def ReadOnly__survives_errors(read_only: Any, rng: Rng) -> Any:
    """An error in the block goes on, and the arrays can be overwritten again."""
    x = _needing(rng, 2)
    try:
        with read_only(_made(np.exp, x)):
            raise KeyError("in the block")
    except KeyError:
        seen = "goes on"
    else:
        seen = "is swallowed"
    return {"an error in the block": seen} | _overwritten(x=x.array)


def ReadOnly__puts_back_what_was(read_only: Any, rng: Rng) -> Any:
    """An array that was read-only before the block is so after it; an inner block ends nothing of
    the outer one.
    """
    x, w = _needing(rng, 2), Tensor(_normal(rng, 2).copy())
    w.array.flags.writeable = False
    y = _made(np.multiply, x, w)
    before = _within(read_only(y), x=x.array, w=w.array)
    with read_only(y):
        with read_only(_made(np.exp, x)):
            pass
        between = _overwritten(x=x.array)
    after = _overwritten(x=x.array, w=w.array)
    return {"w read-only before": before, "after an inner block": between, "after both": after}


def ReadOnly__protects_views(read_only: Any, rng: Rng) -> Any:
    """It works where a result shares the memory of its argument, as after a transposition."""
    x = _needing(rng, 2, 3)
    y = _made(np.transpose, x)
    return _within(read_only(y), x=x.array, its_transpose=y.array)


def ReadOnly__begins_with_its_block(read_only: Any, rng: Rng) -> Any:
    """Nothing is read-only before the block begins; what counts is what was so at that moment."""
    x, w = _needing(rng, 2), Tensor(_normal(rng, 2).copy())
    block = read_only(_made(np.multiply, x, w))
    before = _overwritten(x=x.array)
    w.array.flags.writeable = False
    return {"before the block": before} | _within(block, x=x.array, w=w.array)


def Parameter__is_a_tensor(parameter: Any, rng: Rng) -> Any:
    """A Parameter is a Tensor with the same values that requires a gradient, unless it is
    frozen.
    """
    source = Tensor(_normal(rng, 2, 3))
    with _operators():
        made = parameter(source)
        frozen = parameter(Tensor(np.zeros(2)), requires_grad=False)
    return {
        "is a Tensor": isinstance(made, Tensor),
        "values": made.array,
        "requires_grad": made.requires_grad,
        "requires_grad with requires_grad=False": frozen.requires_grad,
        "the tensor's own requires_grad, afterwards": source.requires_grad,
    }


def Parameter__is_a_leaf(parameter: Any, rng: Rng) -> Any:
    """It has no gradient and no recipe at first, even if its tensor had."""
    x = Tensor(_above(0.5, rng, 2), requires_grad=True)
    with _operators():
        made = parameter(_op(np.log, x))
    return {"values": made.array, "grad": made.grad, "recipe": made.recipe, "leaf": made.is_leaf}


def Parameter__shares_memory(parameter: Any, rng: Rng) -> Any:
    """It shares the tensor's memory: nothing is copied."""
    source = Tensor(_normal(rng, 3))
    with _operators():
        made = parameter(source)
    made.array[1] = 7.0
    return {"the tensor, after 7 was written to the parameter": source.array}


def Parameter__says_what_it_is(parameter: Any, rng: Rng) -> Any:
    """Its repr is `Parameter containing:` and, on a new line, that of a Tensor."""
    source = Tensor(np.array([1.0, 2.0]))
    with _operators():
        return {"repr": repr(parameter(source)), "frozen": repr(parameter(source, False))}


class _Parameter(Tensor):
    """What a parameter is to an answer that does not name the class."""

    def __init__(self, tensor: Tensor) -> None:
        super().__init__(tensor.array, requires_grad=True)


def _example_modules(module: Any) -> tuple[Any, Any, dict[str, Any]]:
    """A module in a module, and the parameters by name."""
    parameter = _home_of(module).get("Parameter", _Parameter)
    made = {n: parameter(Tensor(np.full(i + 1, 1.0))) for i, n in enumerate(("p", "q", "r"))}

    class Inner(module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.q = made["q"]
            self.r = made["r"]

    class Outer(module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = Inner()
            self.p = made["p"]
            self.size = 3
            self.plain = Tensor(np.zeros(2))

        def forward(self, x: Any, scale: float = 1.0) -> Any:
            return x * scale + 1

    outer = Outer()
    return outer, outer.inner, made


def _called(parameters: Any, made: dict[str, Any]) -> str:
    names = {id(p): n for n, p in made.items()}
    return ", ".join(names.get(id(p), "something else") for p in parameters)


def _called_by(ask: Callable[[], Any], made: dict[str, Any]) -> str:
    return _called(ask(), made)


def Module__finds_parameters(module: Any, rng: Rng) -> Any:
    """`parameters()` gives a module's own parameters, then those of its submodules, and nothing
    else.
    """
    outer, inner, made = _example_modules(module)
    asked: dict[str, Callable[[], Any]] = {
        "parameters() of a module with q and r": inner.parameters,
        "parameters() of one that has p and contains the first": outer.parameters,
        "parameters(recurse=False) of the same": lambda: outer.parameters(recurse=False),
        "parameters(recurse=True) of the same": lambda: outer.parameters(recurse=True),
    }
    return {n: _in_words(functools.partial(_called_by, ask, made)) for n, ask in asked.items()}


def Module__finds_modules(module: Any, rng: Rng) -> Any:
    """`modules()` gives the direct submodules only."""
    outer, inner, _ = _example_modules(module)
    around = type(outer)()
    around.wrapped = outer
    return {
        "modules() of the inner": [type(m).__name__ for m in inner.modules()],
        "modules() of the outer": [type(m).__name__ for m in outer.modules()],
        "modules() of one around the outer": [type(m).__name__ for m in around.modules()],
        "number of all parameters there": len(list(around.parameters())),
    }


def Module__gives_attributes_back(module: Any, rng: Rng) -> Any:
    """Parameters, modules and other attributes can be read again; each instance has its own."""
    outer, inner, made = _example_modules(module)
    other = type(inner)()
    other.q = made["p"]
    return {
        "q of the inner is the parameter q": inner.q is made["q"],
        "through both: outer.inner.r": outer.inner.r is made["r"],
        "outer.size": outer.size,
        "outer.plain": outer.plain.array,
        "q of the first inner after that of a second was set": inner.q is made["q"],
        "parameters of the second": _called(other.parameters(), made),
    }


def Module__misses_what_is_not_there(module: Any, rng: Rng) -> Any:
    """What was never assigned is an error, not None."""
    outer, _, _ = _example_modules(module)
    told = _in_words(lambda: f"gives {outer.missing}")
    found = told in ("raises AttributeError", "raises KeyError")
    return {"an attribute that was never assigned": "raises" if found else told}


def Module__can_be_called(module: Any, rng: Rng) -> Any:
    """Calling a module calls its forward, with all arguments."""
    outer, _, _ = _example_modules(module)
    return {"outer(2)": outer(2), "outer(2, 3.0)": outer(2, 3.0), "scale=5": outer(2, scale=5.0)}


# ---------------------------------------------------------------- the framework in use


def _permute_array(x: Arr, axes: Any) -> Any:
    return np.transpose(x, axes)


def _expand_array(x: Arr, new_shape: Any) -> Any:
    return torch.from_numpy(x.copy()).expand(new_shape).numpy()


def _getitem_array(x: Arr, index: Any) -> Any:
    plain = tuple(_bare(i) for i in index) if isinstance(index, tuple) else _bare(index)
    return x[plain]


def _bare(value: Any) -> Any:
    return value.array if isinstance(value, Tensor) else value


def _matmul2d_array(x: Arr, y: Arr) -> Any:
    return np.matmul(x, y)


def _operator(func: Callable[..., Any]) -> Callable[..., Tensor]:
    def operate(*args: Any, **kwargs: Any) -> Tensor:
        return _op(func, *args, **kwargs)

    return operate


def _backward(end: Tensor, end_grad: Tensor | None = None) -> None:
    leaves = leaves_of(end)
    first = np.ones(end.shape) if end_grad is None else end_grad.array
    for leaf, grad in zip(leaves, gradients(end, leaves, first), strict=True):
        if grad is not None:
            leaf.grad = Tensor(grad if leaf.grad is None else leaf.grad.array + grad)


@contextmanager
def _operators() -> Iterator[None]:
    """For a while a Tensor's operators are right, whatever the learner has written so far."""
    functions: dict[str, Callable[..., Any]] = {
        "log": np.log,
        "exp": np.exp,
        "negative": np.negative,
        "add": np.add,
        "subtract": np.subtract,
        "multiply": np.multiply,
        "true_divide": np.true_divide,
        "maximum": np.maximum,
        "reshape": _reshape_array,
        "permute": _permute_array,
        "expand": _expand_array,
        "sum": _sum_array,
        "getitem": _getitem_array,
        "matmul": _matmul2d_array,
    }
    before = dict(Tensor.operators)
    Tensor.operators.update({n: _operator(f) for n, f in functions.items()})
    Tensor.operators["greater"] = lambda a, b: Tensor(np.greater(_bare(a), _bare(b)))
    Tensor.operators["backprop"] = _backward
    try:
        yield
    finally:
        Tensor.operators.clear()
        Tensor.operators.update(before)


def _linear(linear: Any, rng: Rng, *sizes: int, **options: Any) -> Any:
    """A layer whose weights are known."""
    layer = linear(*sizes, **options)
    layer.weight.array[...] = _normal(rng, sizes[1], sizes[0])
    if isinstance(layer.bias, Tensor):
        layer.bias.array[...] = _normal(rng, sizes[1])
    return layer


def Linear__maps(linear: Any, rng: Rng) -> Any:
    """With known weights, the output and all gradients agree with torch."""
    with _operators():
        seen = {}
        for batch, inner, outer in ((1, 2, 1), (4, 3, 2), (2, 3, 5)):
            layer = _linear(linear, rng, inner, outer)
            x = Tensor(_normal(rng, batch, inner), requires_grad=True)
            leaves = {"x": x, "weight": layer.weight, "bias": layer.bias}
            name = f"Linear({inner}, {outer}) of {batch} rows"
            seen[name] = _through(layer(x), leaves, rng)
        return seen


def Linear__registers_parameters(linear: Any, rng: Rng) -> Any:
    """Weight and bias are Parameters of the right shapes that `parameters()` finds."""
    with _operators():  # weights may be drawn with the operators of Tensor
        layer = linear(3, 5)
    return {
        "shapes of parameters()": [list(p.shape) for p in layer.parameters()],
        "weight.shape": list(layer.weight.shape),
        "bias.shape": list(layer.bias.shape),
        "type of weight": type(layer.weight).__name__,
        "weight.requires_grad": layer.weight.requires_grad,
    }


def Linear__can_do_without_bias(linear: Any, rng: Rng) -> Any:
    """With bias=False the bias is None, nothing is added, and there is one parameter."""
    with _operators():
        layer = _linear(linear, rng, 3, 2, bias=False)
        x = Tensor(_normal(rng, 4, 3))
        return {
            "bias": layer.bias,
            "output": layer(x).array,
            "shapes of parameters()": [list(p.shape) for p in layer.parameters()],
        }


def Linear__draws_uniformly(linear: Any, rng: Rng) -> Any:
    """Weight and bias are spread evenly between -1/√in_features and 1/√in_features."""
    with _operators():
        layer = linear(16, 3000)
    seen = {}
    for name, array in (("weight", layer.weight.array), ("bias", layer.bias.array)):
        scaled = array * 4  # in units of 1/√in_features; rounded, since every draw is another one
        low, high = max(scaled.min(), -2.0), min(scaled.max(), 2.0)
        seen[f"{name}: smallest entry, in units of 1/√in_features"] = round(float(low), 1)
        seen[f"{name}: largest entry, in units of 1/√in_features"] = round(float(high), 1)
        seen[f"{name}: mean, in units of 1/√in_features"] = round(float(scaled.mean()), 1)
        deviation = round(float(scaled.std()), 1)
        seen[f"{name}: standard deviation, in units of 1/√in_features"] = deviation
        beyond = float((np.abs(scaled) > 1 + 1e-6).mean() > 0)
        seen[f"{name}: whether entries lie beyond 1/√in_features"] = beyond
    return seen


def _loss(loss: Any, logits: Arr, labels: Any, rng: Rng) -> Any:
    x = Tensor(logits, requires_grad=True)
    with _operators():
        return _through(loss(x, Tensor(labels)), {"logits": x}, rng)


def cross_entropy__of_equal_logits(loss: Any, rng: Rng) -> Any:
    """An example with equal logits costs the logarithm of the number of classes."""
    return _loss(loss, np.zeros((2, 3)), np.array([1, 0]), rng)


def cross_entropy__of_a_batch(loss: Any, rng: Rng) -> Any:
    """One loss an example, and the gradient of the logits, agree with torch."""
    return [
        _loss(loss, _normal(rng, 4, 3), np.array([0, 2, 1, 2]), rng),
        _loss(loss, _normal(rng, 2, 5), np.array([4, 4]), rng),
        _loss(loss, _normal(rng, 1, 3), np.array([1]), rng),
    ]


def cross_entropy__of_large_logits(loss: Any, rng: Rng) -> Any:
    """Logits of 1000 and of -1000 give no infinity and no NaN, neither forwards nor backwards."""
    rows = [[1000.0, 0.0, -1000.0], [1000.0, 1000.0, 999.0], [-1000.0, -1001.0, -1002.0]]
    return [_loss(loss, np.array(rows), np.array(labels), rng) for labels in ([0, 1, 2], [1, 0, 0])]


def cross_entropy__of_square_batches(loss: Any, rng: Rng) -> Any:
    """With as many examples as classes rows and columns are not confused."""
    return _loss(loss, _normal(rng, 3, 3), np.array([2, 0, 0]), rng)


def _with_grads(rng: Rng, *shapes: tuple[int, ...]) -> list[Tensor]:
    """Tensors with gradients of their own."""
    made = [Tensor(_normal(rng, *shape), requires_grad=True) for shape in shapes]
    for tensor in made:
        tensor.grad = Tensor(_normal(rng, *tensor.shape))
    return made


def SGD__steps_downhill(sgd: Any, rng: Rng) -> Any:
    """A step moves each parameter by lr against its gradient, which stays; two steps move it
    twice.
    """
    with _operators():
        params = _with_grads(rng, (2,), (3, 2), ())
        optimiser = sgd(params, 0.5)
        optimiser.step()
        once = [p.array.copy() for p in params]
        optimiser.step()
        return {
            "after one step": once,
            "after two": [p.array for p in params],
            "gradients": [_grad(p) for p in params],
        }


def SGD__moves_in_place(sgd: Any, rng: Rng) -> Any:
    """The parameter's own array is changed, so that everybody who holds it sees the step."""
    with _operators():
        (param,) = _with_grads(rng, (3,))
        held = param.array
        sgd([param], lr=0.1).step()
        return {"the array from before": held, "recipe": param.recipe, "leaf": param.is_leaf}


def SGD__forgets_gradients(sgd: Any, rng: Rng) -> Any:
    """zero_grad sets gradients to None, and leaves the values alone."""
    with _operators():
        params = _with_grads(rng, (2,), (3,))
        sgd(params, 0.5).zero_grad()
        return {"gradients": [_grad(p) for p in params], "values": [p.array for p in params]}


def SGD__skips_what_has_no_gradient(sgd: Any, rng: Rng) -> Any:
    """A parameter without a gradient stays where it is."""
    with _operators():
        first, second, third = _with_grads(rng, (2,), (2,), (2,))
        second.grad = None
        sgd([first, second, third], 0.25).step()
        return [p.array for p in (first, second, third)]


def SGD__takes_an_iterator(sgd: Any, rng: Rng) -> Any:
    """Parameters may come from an iterator, which can be read only once."""
    with _operators():
        params = _with_grads(rng, (2,), (3,))
        optimiser = sgd(iter(params), 2.0)
        optimiser.step()
        optimiser.zero_grad()
        optimiser.step()
        return {"values": [p.array for p in params], "gradients": [_grad(p) for p in params]}


class _Steps:
    """An optimiser that is right, for a model of the check."""

    def __init__(self, params: list[Tensor], lr: float) -> None:
        self.params, self.lr = params, lr
        self.taken = 0

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None

    def step(self) -> None:
        self.taken += 1
        for p in self.params:
            if p.grad is not None:
                p.array -= self.lr * p.grad.array


def _training(step: Any, rng: Rng, batch: int, stale: bool, times: int) -> Any:
    """Training steps of a linear model that is seen from outside."""
    weight = Tensor(_normal(rng, 4, 3), requires_grad=True)
    images = Tensor(_normal(rng, batch, 4))
    labels = Tensor(_whole(rng, 3, batch))
    if stale:
        weight.grad = Tensor(_normal(rng, 4, 3))
    with _operators(), _global(step, "BACK_FUNCS", _Lookup()):
        steps = _Steps([weight], 0.5)
        losses = [step(lambda x: x @ weight, steps, images, labels) for _ in range(times)]
    return {"losses": losses, "weights": weight.array, "calls of step": steps.taken}


def _drawn(draw: Any, n: int, size: int) -> tuple[list[int], list[int], Any]:
    """The places a batch was drawn from, by its pictures and by its labels, and the batch.

    Picture number i holds i and i + 0.5; its label is 100 + i.
    """
    places = np.arange(n)
    images = np.stack([places, places + 0.5], axis=1)  # (n, 2)
    labels = places + 100
    with _operators():
        pictures, named = draw(Tensor(images.copy()), Tensor(labels.copy()), size)
    return pictures.array[:, 0].tolist(), (named.array - 100).tolist(), (pictures, named)


def random_batch__keeps_pairs(draw: Any, rng: Rng) -> Any:
    """`size` pictures come out, each with its own label."""
    seen = {}
    for n, size in ((50, 8), (50, 1), (6, 6)):
        by_picture, by_label, (pictures, named) = _drawn(draw, n, size)
        seen[f"{size} of {n}"] = {
            "shape of the images": pictures.shape,
            "shape of the labels": named.shape,
            "the second pixel is that of the first": pictures.array[:, 1].tolist()
            == [place + 0.5 for place in by_picture],
            "labels are among those given": all(0 <= place < n for place in by_label),
            "each label is that of its picture": by_picture == by_label,
        }
    return seen


def random_batch__draws_anew(draw: Any, rng: Rng) -> Any:
    """Every call draws other pictures, and other labels."""
    (first, _, _), (second, _, _), (third, labels, _) = (_drawn(draw, 1000, 16) for _ in range(3))
    return {
        "the second call draws those of the first": second == first,
        "the third call draws those of the second": third == second,
        "its labels are the first of the data": labels == list(range(16)),
    }


def random_batch__is_no_stretch(draw: Any, rng: Rng) -> Any:
    """Pictures that stand far apart come into one batch."""
    # 64 places out of 1,000, drawn at random, lie within 500 once in 10^17 times.
    batches = [_drawn(draw, 1000, 64)[0] for _ in range(4)]
    rows = [list(range(int(b[0]), int(b[0]) + 64)) for b in batches]
    return {
        "batches of 64 neighbours": sum(b == r for b, r in zip(batches, rows, strict=True)),
        "batches within half of the data": sum(max(b) - min(b) < 500 for b in batches),
    }


def random_batch__gives_each_its_chance(draw: Any, rng: Rng) -> Any:
    """The first picture and the last come as often as any other."""
    drawn = [place for _ in range(500) for place in _drawn(draw, 5, 4)[0]]
    counts = np.bincount(np.array(drawn, dtype=int), minlength=5)
    # 400 are expected of each, and 18 is the standard deviation of a draw with replacement.
    return {f"picture {i} comes 280 to 520 times": bool(280 <= counts[i] <= 520) for i in range(5)}


def random_batch__leaves_the_data_alone(draw: Any, rng: Rng) -> Any:
    """The data stand where they stood, and a batch is a copy of its pictures."""
    images, labels = Tensor(np.arange(20.0).reshape(10, 2)), Tensor(np.arange(10))
    with _operators():
        pictures, _ = draw(images, labels, 10)
    seen = {"images": images.array.copy(), "labels": labels.array.copy()}
    pictures.array[:] = -1
    return seen | {"images after writing into the batch": images.array}


def train_step__moves_downhill(step: Any, rng: Rng) -> Any:
    """One step on a batch moves the weights by lr times the gradient of the mean loss."""
    return [_training(step, rng, batch, False, 1) for batch in (1, 5)]


def train_step__forgets_old_gradients(step: Any, rng: Rng) -> Any:
    """Gradients that were there before the step have no part in it."""
    return _training(step, rng, 4, True, 1)


def train_step__can_be_repeated(step: Any, rng: Rng) -> Any:
    """Three steps in a row give falling losses, each measured before its own step."""
    return _training(step, rng, 6, False, 3)


def _counting(accuracy: Any, logits: Arr, labels: list[int]) -> Any:
    """The accuracy of a model whose logits are known."""
    with _operators(), _global(accuracy, "grad_tracking_enabled", True):
        images = Tensor(np.zeros((len(labels), 2)))
        return accuracy(lambda x: Tensor(logits), images, Tensor(labels))


def accuracy__counts(accuracy: Any, rng: Rng) -> Any:
    """The share of rows whose largest logit is that of the label; a number."""
    logits = np.array([[0.1, 6.0, 0.3], [-2.0, -3.0, -1.0], [5.0, 4.0, 4.5], [0.0, 1.0, 2.0]])
    return [_counting(accuracy, logits, labels) for labels in ([1, 2, 0, 2], [1, 0, 0, 0])]


def accuracy__of_random_logits(accuracy: Any, rng: Rng) -> Any:
    """On fifty random rows the share is right."""
    return _counting(accuracy, _normal(rng, 50, 4), _whole(rng, 4, 50).tolist())


def accuracy__keeps_no_graph(accuracy: Any, rng: Rng) -> Any:
    """While the model runs no recipes are kept, and afterwards they are again."""
    home = _home_of(accuracy)
    no_grad = home.get("NoGrad")
    place = home if no_grad is None else _home_of(no_grad)
    before = place.get("grad_tracking_enabled")
    seen: list[Any] = []

    def model(x: Tensor) -> Tensor:
        seen.append(place.get("grad_tracking_enabled"))
        return Tensor(np.zeros((2, 3)))

    place["grad_tracking_enabled"] = True
    try:
        with _operators():
            accuracy(model, Tensor(np.zeros((2, 4))), Tensor([0, 1]))
        return {"tracking while the model runs": seen, "after": place["grad_tracking_enabled"]}
    finally:
        place["grad_tracking_enabled"] = before


# ---------------------------------------------------------------- train_network

_STEPS, _LOOK = 3000, 200


class _Run:
    """Follows a run: counts reports, and keeps what the best checkpoint within the budget reads.

    Checkpoints are compared on one part of the pictures and measured on another.
    """

    def __init__(self, images: Arr, labels: Any) -> None:
        self.images, self.labels = images, labels
        self.reports = 0
        self.best, self.accuracy = -1.0, 0.0

    def __call__(self, model: Any, loss: float) -> None:
        self.reports += 1
        if self.reports > _STEPS:
            return
        if self.reports % _LOOK == 0:
            right = model(Tensor(self.images)).array.argmax(axis=1) == self.labels
            chosen, fresh = float(right[:100].mean()), float(right[100:].mean())
            if chosen >= self.best:  # of equals the later one
                self.best, self.accuracy = chosen, fresh
            report(self.reports, _STEPS, loss=float(loss), accuracy=chosen)


def train_network__learns(train_network: Any, rng: Rng) -> Any:
    """Within 3,000 steps of 32 pictures, your framework reads at least 95 % of fresh digits."""
    images, labels = load_digits()
    order = torch.randperm(len(images), generator=rng).numpy()
    images, labels = images[order], labels[order]
    run = _Run(images[1297:], labels[1297:])
    # Sorted by what they show, as files in folders are: a run that does not shuffle has to suffer.
    rows = np.argsort(labels[:1297], kind="stable")
    train_network(Tensor(images[rows]), Tensor(labels[rows]), _STEPS, run)
    return {"accuracy": run.accuracy, "reports": run.reports, "steps": _STEPS}


def _sum_array(x: Arr, dim: Any = None, keepdim: bool = False) -> Any:
    return np.sum(x, axis=dim, keepdims=keepdim)


def _reshape_array(x: Arr, new_shape: Any) -> Any:
    return np.reshape(x, new_shape)
