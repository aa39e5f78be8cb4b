"""Checks of the section “A framework”: one experiment a claim, which is what the learner reads."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..autograd import Arr, Recipe, Tensor
from .common import Rng, above, home_of, in_words, normal, op, operators_installed, with_global

# ---------------------------------------------------------------- NoGrad, Parameter, Module


def _flag(impl: Any) -> Any:
    return home_of(impl).get("grad_tracking_enabled")


def NoGrad__turns_tracking_off(no_grad: Any, rng: Rng) -> Any:
    """Within the block grad_tracking_enabled is False, after it True again."""
    with with_global(no_grad, "grad_tracking_enabled", True):
        with no_grad():
            inside = _flag(no_grad)
        return {"inside": inside, "after the block": _flag(no_grad)}


def NoGrad__nests(no_grad: Any, rng: Rng) -> Any:
    """After an inner block the outer one still holds."""
    with with_global(no_grad, "grad_tracking_enabled", True):
        with no_grad():
            with no_grad():
                inside = _flag(no_grad)
            between = _flag(no_grad)
        after = _flag(no_grad)
    return {"in the inner block": inside, "after the inner block": between, "after both": after}


def NoGrad__survives_errors(no_grad: Any, rng: Rng) -> Any:
    """An error in the block goes on, and the flag is put back."""
    with with_global(no_grad, "grad_tracking_enabled", True):
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
    with with_global(no_grad, "grad_tracking_enabled", False):
        with no_grad():
            pass
        off = _flag(no_grad)
    seen = []
    with with_global(no_grad, "grad_tracking_enabled", True):
        for _ in range(2):
            with no_grad():
                seen.append(_flag(no_grad))
            seen.append(_flag(no_grad))
    return {"off before and after": off, "two blocks in a row, inside and after": seen}


def NoGrad__counts_from_its_block(no_grad: Any, rng: Rng) -> Any:
    """What counts is the flag where the block begins, not where the NoGrad was made."""
    with with_global(no_grad, "grad_tracking_enabled", True):
        made = no_grad()
        before = _flag(no_grad)
        with with_global(no_grad, "grad_tracking_enabled", False):
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
    return Tensor(normal(rng, *shape).copy(), requires_grad=True)


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
        name.replace("_", " "): in_words(functools.partial(overwrite, array))
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
    x, w = _needing(rng, 2, 3), Tensor(normal(rng, 3).copy())
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
    x, w = _needing(rng, 2), Tensor(normal(rng, 2).copy())
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
    x, w = _needing(rng, 2), Tensor(normal(rng, 2).copy())
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
    x, w = _needing(rng, 2), Tensor(normal(rng, 2).copy())
    block = read_only(_made(np.multiply, x, w))
    before = _overwritten(x=x.array)
    w.array.flags.writeable = False
    return {"before the block": before} | _within(block, x=x.array, w=w.array)


def Parameter__is_a_tensor(parameter: Any, rng: Rng) -> Any:
    """A Parameter is a Tensor with the same values that requires a gradient, unless it is
    frozen.
    """
    source = Tensor(normal(rng, 2, 3))
    with operators_installed():
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
    x = Tensor(above(0.5, rng, 2), requires_grad=True)
    with operators_installed():
        made = parameter(op(np.log, x))
    return {"values": made.array, "grad": made.grad, "recipe": made.recipe, "leaf": made.is_leaf}


def Parameter__shares_memory(parameter: Any, rng: Rng) -> Any:
    """It shares the tensor's memory: nothing is copied."""
    source = Tensor(normal(rng, 3))
    with operators_installed():
        made = parameter(source)
    made.array[1] = 7.0
    return {"the tensor, after 7 was written to the parameter": source.array}


def Parameter__says_what_it_is(parameter: Any, rng: Rng) -> Any:
    """Its repr is `Parameter containing:` and, on a new line, that of a Tensor."""
    source = Tensor(np.array([1.0, 2.0]))
    with operators_installed():
        return {"repr": repr(parameter(source)), "frozen": repr(parameter(source, False))}


class _Parameter(Tensor):
    """What a parameter is to an answer that does not name the class."""

    def __init__(self, tensor: Tensor) -> None:
        super().__init__(tensor.array, requires_grad=True)


def _example_modules(module: Any) -> tuple[Any, Any, dict[str, Any]]:
    """A module in a module, and the parameters by name."""
    parameter = home_of(module).get("Parameter", _Parameter)
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
    return {n: in_words(functools.partial(_called_by, ask, made)) for n, ask in asked.items()}


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
    told = in_words(lambda: f"gives {outer.missing}")
    found = told in ("raises AttributeError", "raises KeyError")
    return {"an attribute that was never assigned": "raises" if found else told}


def Module__can_be_called(module: Any, rng: Rng) -> Any:
    """Calling a module calls its forward, with all arguments."""
    outer, _, _ = _example_modules(module)
    return {"outer(2)": outer(2), "outer(2, 3.0)": outer(2, 3.0), "scale=5": outer(2, scale=5.0)}
