"""Checks of the section “A graph that records itself”: one experiment a claim, which is what
the learner reads.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..autograd import Arr, Recipe, Tensor
from .common import Rng, above, in_words, normal, sum_array, with_global

# ---------------------------------------------------------------- BackwardFuncLookup


def _first_back(grad_out: Arr, out: Arr, x: Arr) -> Arr:
    return grad_out


def _second_back(grad_out: Arr, out: Arr, x: Arr) -> Arr:
    return out


def _name_of(act: Callable[[], Any]) -> Any:
    """The name of the function that an act gives."""
    return in_words(lambda: getattr(act(), "__name__", "no function"))


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
    x = Tensor(above(0.5, rng, 2, 3), requires_grad=True)
    return _seen(log_forward(x), {"x": x})


def log_forward__keeps_none_without_need(log_forward: Any, rng: Rng) -> Any:
    """Where no gradient is wanted there is no recipe."""
    x = Tensor(above(0.5, rng, 2))
    return _seen(log_forward(x), {"x": x})


def log_forward__keeps_none_under_no_grad(log_forward: Any, rng: Rng) -> Any:
    """While grad_tracking_enabled is False there is no recipe, whatever the argument wants."""
    x = Tensor(above(0.5, rng, 2), requires_grad=True)
    with with_global(log_forward, "grad_tracking_enabled", False):
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
        a = Tensor(normal(rng, 2, 3), requires_grad=first)
        b = Tensor(normal(rng, 3), requires_grad=second)
        seen.append(_seen(multiply_forward(a, b), {"a": a, "b": b}))
    return seen


def multiply_forward__with_a_number(multiply_forward: Any, rng: Rng) -> list[Any]:
    """An int or a float may stand on either side; it is kept as it is and is no parent."""
    x = Tensor(normal(rng, 2), requires_grad=True)
    pairs: list[tuple[Any, Any]] = [(0.5, x), (x, 3)]
    return [_seen(multiply_forward(*pair), {"x": x}) for pair in pairs]


def multiply_forward__of_itself(multiply_forward: Any, rng: Rng) -> Any:
    """A tensor times itself has one parent at two positions."""
    x = Tensor(normal(rng, 2), requires_grad=True)
    return _seen(multiply_forward(x, x), {"x": x})


def multiply_forward__keeps_none_without_need(multiply_forward: Any, rng: Rng) -> list[Any]:
    """No recipe where no gradient is wanted, and none while grad_tracking_enabled is False."""
    a, b = Tensor(normal(rng, 2)), Tensor(normal(rng, 2))
    wanted = Tensor(normal(rng, 2), requires_grad=True)
    seen = [_seen(multiply_forward(a, b), {"a": a, "b": b})]
    with with_global(multiply_forward, "grad_tracking_enabled", False):
        seen.append(_seen(multiply_forward(wanted, b), {"wanted": wanted, "b": b}))
    return seen


def wrap_forward_fn__wraps_log(wrap: Any, rng: Rng) -> Any:
    """A wrapped np.log does what log_forward does."""
    x = Tensor(above(0.5, rng, 2, 3), requires_grad=True)
    return _seen(wrap(np.log)(x), {"x": x})


def wrap_forward_fn__wraps_multiply(wrap: Any, rng: Rng) -> list[Any]:
    """A wrapped np.multiply does what multiply_forward does, with tensors and numbers."""
    multiply = wrap(np.multiply)
    a = Tensor(normal(rng, 2, 3), requires_grad=True)
    b = Tensor(normal(rng, 3))
    pairs: list[tuple[Any, Any]] = [(a, b), (b, a), (a, a), (a, 2), (0.5, a), (b, 2)]
    return [_seen(multiply(*pair), {"a": a, "b": b}) for pair in pairs]


def wrap_forward_fn__passes_keywords_on(wrap: Any, rng: Rng) -> list[Any]:
    """Keyword arguments reach the function and the recipe; a result without axes is a Tensor."""
    total = wrap(sum_array)
    x = Tensor(normal(rng, 2, 3), requires_grad=True)
    results = (total(x), total(x, dim=1), total(x, dim=0, keepdim=True), total(x, 0))
    return [_seen(r, {"x": x}) for r in results]


def wrap_forward_fn__of_what_has_no_slope(wrap: Any, rng: Rng) -> list[Any]:
    """With is_differentiable=False no result requires a gradient."""
    greater = wrap(np.greater, is_differentiable=False)
    x = Tensor(normal(rng, 4), requires_grad=True)
    return [_seen(greater(x, 0.0), {"x": x}), _seen(wrap(np.greater, False)(x, x), {"x": x})]


def wrap_forward_fn__keeps_none_without_need(wrap: Any, rng: Rng) -> list[Any]:
    """No recipe where no tensor requires a gradient, and none while grad_tracking_enabled is False
    at the time of the call, whenever the function was wrapped.
    """
    log = wrap(np.log)
    a, x = Tensor(above(0.5, rng, 2)), Tensor(above(0.5, rng, 3), requires_grad=True)
    seen = [_seen(log(a), {"a": a})]
    with with_global(wrap, "grad_tracking_enabled", False):
        seen.append(_seen(log(x), {"x": x}))
        exp = wrap(np.exp)
    return [*seen, _seen(log(x), {"x": x}), _seen(exp(x), {"x": x})]
