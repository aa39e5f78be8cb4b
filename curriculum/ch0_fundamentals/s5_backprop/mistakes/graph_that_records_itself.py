"""Mistakes of the section “A graph that records itself”: the first paragraph of a docstring is
what the learner reads.

Forward functions read `grad_tracking_enabled` of this file, as a learner's read that of theirs.
"""

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from ..autograd import Recipe, Tensor
from ..solutions import BackwardFuncLookup, log_forward

grad_tracking_enabled = True


def _made(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], tracked: bool) -> Tensor:
    """What a right forward function gives; `tracked` as the mistake sees it."""
    arrays = tuple(a.array if isinstance(a, Tensor) else a for a in args)
    parents = {i: a for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad}
    out = Tensor(func(*arrays, **kwargs), tracked and bool(parents))
    if out.requires_grad:
        out.recipe = Recipe(func, arrays, kwargs, parents)
    return out


# ------------------------------------------------------------ BackwardFuncLookup


class BackwardFuncLookup__ignores_position(BackwardFuncLookup):
    """You keep one entry a function, whatever the position of the argument.

    np.multiply has two arguments with two different backward functions. The key is the pair of
    both.
    """

    def add_back_func(self, forward_fn: Any, arg_position: int, back_fn: Any) -> None:
        super().add_back_func(forward_fn, 0, back_fn)

    def get_back_func(self, forward_fn: Any, arg_position: int) -> Any:
        return super().get_back_func(forward_fn, 0)


class BackwardFuncLookup__keeps_the_first(BackwardFuncLookup):
    """A second entry for the same place is ignored; it should replace the first.

    While you try things out you will register a better version of a function again and again.
    An assignment to a dictionary's key replaces what was there; `setdefault` does not.
    """

    def add_back_func(self, forward_fn: Any, arg_position: int, back_fn: Any) -> None:
        self._table.setdefault((forward_fn, arg_position), back_fn)


class BackwardFuncLookup__one_table_for_all(BackwardFuncLookup):
    """All your lookups share one table, because it belongs to the class.

    A dictionary that is made in the body of a class exists once. What one instance adds, all
    others see. Make it in `__init__`, on `self`.
    """

    shared: ClassVar[dict[Any, Any]] = {}

    def __init__(self) -> None:
        self._table = self.shared


class BackwardFuncLookup__gives_none(BackwardFuncLookup):
    """You give None for what is missing, and the error appears far away from its cause.

    With `dict.get` a forgotten registration becomes “NoneType object is not callable”,
    somewhere in the middle of a backward pass. A KeyError names the function and the position
    at once.
    """

    def get_back_func(self, forward_fn: Any, arg_position: int) -> Any:
        return self._table.get((forward_fn, arg_position))


class BackwardFuncLookup__by_name(BackwardFuncLookup):
    """You look functions up by their name, and two functions may have the same one.

    Every lambda is called `<lambda>`, and every wrapped function may be called like its wrapper.
    A function itself can be the key of a dictionary: it is hashed by identity.
    """

    def add_back_func(self, forward_fn: Any, arg_position: int, back_fn: Any) -> None:
        super().add_back_func(forward_fn.__name__, arg_position, back_fn)

    def get_back_func(self, forward_fn: Any, arg_position: int) -> Any:
        return super().get_back_func(forward_fn.__name__, arg_position)


class BackwardFuncLookup__last_position_only(BackwardFuncLookup):
    """Each new position of a function throws its other positions away.

    `table[forward_fn] = {arg_position: back_fn}` puts a fresh dictionary in the place of the old
    one. Add to the inner dictionary instead, or take the pair of both as the key.
    """

    def add_back_func(self, forward_fn: Any, arg_position: int, back_fn: Any) -> None:
        for known in [key for key in self._table if key[0] is forward_fn]:
            del self._table[known]
        super().add_back_func(forward_fn, arg_position, back_fn)


# ------------------------------------------------------------ log_forward


def log_forward__ignores_no_grad(x: Tensor) -> Tensor:
    """You keep a recipe although `grad_tracking_enabled` is False.

    Whoever switches tracking off wants no graph: recipes hold on to every array that was ever
    used, which is where the memory of a training run goes.
    """
    out = Tensor(np.log(x.array), x.requires_grad)
    if x.requires_grad:
        out.recipe = Recipe(np.log, (x.array,), {}, {0: x})
    return out


def log_forward__always_recorded(x: Tensor) -> Tensor:
    """Every result requires a gradient, whether the argument does or not.

    Most tensors are data: no one asks for their gradient. If results of data require one all
    the same, the backward pass walks through everything that was ever computed.
    """
    out = Tensor(np.log(x.array), grad_tracking_enabled)
    if grad_tracking_enabled:
        out.recipe = Recipe(np.log, (x.array,), {}, {0: x})
    return out


def log_forward__tensor_in_args(x: Tensor) -> Tensor:
    """`recipe.args` holds the Tensor; backward functions work on arrays.

    `args` are handed to the backward function as they are, and that is written with NumPy. The
    tensor itself is kept beside it, in `parents`.
    """
    out = log_forward(x) if grad_tracking_enabled else Tensor(np.log(x.array))
    if out.recipe is not None:
        out.recipe = replace(out.recipe, args=(x,))
    return out


def log_forward__requires_nothing(x: Tensor) -> Tensor:
    """There is a recipe, but the result does not say that it requires a gradient.

    The next operation looks at `requires_grad` of its arguments to decide whether to keep a
    recipe. If it is False here, the graph ends here.
    """
    out = log_forward(x) if grad_tracking_enabled else Tensor(np.log(x.array))
    out.requires_grad = False
    return out


def log_forward__no_parents(x: Tensor) -> Tensor:
    """The recipe has no parents, so the way back ends here.

    `args` says with which numbers the result was made; `parents` says which tensors they came
    from. Without them no gradient can be handed on.
    """
    out = log_forward(x) if grad_tracking_enabled else Tensor(np.log(x.array))
    if out.recipe is not None:
        out.recipe = replace(out.recipe, parents={})
    return out


def log_forward__no_recipe(x: Tensor) -> Tensor:
    """The result requires a gradient and does not know how it was made: its recipe is None.

    Without a recipe it is taken for a leaf, and the walk ends here. Assign a `Recipe` to
    `out.recipe` whenever `out.requires_grad` is true.
    """
    return Tensor(np.log(x.array), grad_tracking_enabled and x.requires_grad)


def log_forward__recipe_without_need(x: Tensor) -> Tensor:
    """You keep a recipe although the result needs no gradient.

    `requires_grad` is right, and the recipe is there all the same. It holds the array of `x` for as
    long as the result lives, and nobody will ever ask for it. Without need `recipe` stays None.
    """
    out = Tensor(np.log(x.array), grad_tracking_enabled and x.requires_grad)
    out.recipe = Recipe(np.log, (x.array,), {}, {0: x})
    return out


def log_forward__args_no_tuple(x: Tensor) -> Tensor:
    """`recipe.args` is the array itself, not a tuple with the array in it.

    Brackets alone make no tuple: `(x.array)` is `x.array`, `(x.array,)` is a tuple of one. As
    `*args` a bare array is taken apart along its first axis.
    """
    out = log_forward(x) if grad_tracking_enabled else Tensor(np.log(x.array))
    if out.recipe is not None:
        out.recipe = replace(out.recipe, args=x.array)  # type: ignore[arg-type]
    return out


def log_forward__arrays_for_parents(x: Tensor) -> Tensor:
    """`recipe.parents` holds the array; a parent is the Tensor itself.

    The gradient is to be kept in the tensor, and its own recipe is where the walk goes on. An array
    has neither. Arrays stand in `args`.
    """
    out = log_forward(x) if grad_tracking_enabled else Tensor(np.log(x.array))
    if out.recipe is not None:
        parents: Any = {0: x.array}
        out.recipe = replace(out.recipe, parents=parents)
    return out


# ------------------------------------------------------------ multiply_forward


def multiply_forward__ignores_no_grad(a: Tensor | float, b: Tensor | float) -> Tensor:
    """You keep a recipe although `grad_tracking_enabled` is False.

    The flag stands above all tensors: while it is False nothing is recorded, whatever the
    arguments want.
    """
    return _made(np.multiply, (a, b), {}, True)


def multiply_forward__needs_both(a: Tensor | float, b: Tensor | float) -> Tensor:
    """You keep a recipe only where both arguments require a gradient; one is enough.

    If one factor is data and the other a weight, the weight still needs its gradient.
    """
    both = all(x.requires_grad for x in (a, b) if isinstance(x, Tensor))
    return _made(np.multiply, (a, b), {}, grad_tracking_enabled and both)


def multiply_forward__asks_numbers(a: Tensor | float, b: Tensor | float) -> Tensor:
    """You ask an int for `requires_grad`: look whether the argument is a Tensor first.

    Numbers have no `requires_grad` and no `array`. `isinstance(x, Tensor)` tells them apart
    from tensors.
    """
    needed = [x.requires_grad for x in (a, b)]  # type: ignore[union-attr]
    return _made(np.multiply, (a, b), {}, grad_tracking_enabled and any(needed))


def multiply_forward__counts_tensors_only(a: Tensor | float, b: Tensor | float) -> Tensor:
    """You number the parents among the tensors; their position is the one among all arguments.

    In `0.5 * x` the tensor is argument 1. If it is stored under 0, the backward function for
    argument 0 is called, and gives the gradient for the number.
    """
    out = _made(np.multiply, (a, b), {}, grad_tracking_enabled)
    if out.recipe is not None:
        tensors = [x for x in (a, b) if isinstance(x, Tensor)]
        parents = {i: x for i, x in enumerate(tensors) if x.requires_grad}
        out.recipe = replace(out.recipe, parents=parents)
    return out


def multiply_forward__tensors_in_args(a: Tensor | float, b: Tensor | float) -> Tensor:
    """`recipe.args` holds Tensors; backward functions work on arrays.

    `args` are handed to the backward function as they are, and that is written with NumPy. The
    tensors themselves belong into `parents`.
    """
    out = _made(np.multiply, (a, b), {}, grad_tracking_enabled)
    if out.recipe is not None:
        out.recipe = replace(out.recipe, args=(a, b))
    return out


def multiply_forward__counts_parents_only(a: Tensor | float, b: Tensor | float) -> Tensor:
    """You number the parents one after another; their position is the one among all arguments.

    If only the second argument needs a gradient it is the first parent, and it is still argument 1.
    Stored under 0, it gets the gradient of the other factor. Number first, then leave out.
    """
    out = _made(np.multiply, (a, b), {}, grad_tracking_enabled)
    if out.recipe is not None:
        out.recipe = replace(out.recipe, parents=dict(enumerate(out.recipe.parents.values())))
    return out


def multiply_forward__recipe_without_need(a: Tensor | float, b: Tensor | float) -> Tensor:
    """You keep a recipe although the result needs no gradient.

    `requires_grad` is right, and the recipe is there all the same. Without need `recipe` stays
    None.
    """
    out = _made(np.multiply, (a, b), {}, grad_tracking_enabled)
    if out.recipe is None:
        arrays = tuple(x.array if isinstance(x, Tensor) else x for x in (a, b))
        out.recipe = Recipe(np.multiply, arrays, {}, {})
    return out


# ------------------------------------------------------------ wrap_forward_fn


def wrap_forward_fn__drops_keywords(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """The recipe forgets the keyword arguments.

    The backward function is called with the arguments of the forward function, so it has to
    know them all. Without `dim` the backward function of a sum cannot know along which axis to
    spread the gradient.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        out = _made(numpy_func, args, kwargs, grad_tracking_enabled and is_differentiable)
        if out.recipe is not None:
            out.recipe = replace(out.recipe, kwargs={})
        return out

    return tensor_func


def wrap_forward_fn__always_differentiable(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """You do not look at `is_differentiable`: a comparison gets a recipe.

    A comparison has no slope: its result jumps. Nothing can flow back through it, and there is
    no backward function to be found for it.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        return _made(numpy_func, args, kwargs, grad_tracking_enabled)

    return tensor_func


def wrap_forward_fn__ignores_no_grad(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """You keep recipes although `grad_tracking_enabled` is False.

    The flag stands above all tensors: while it is False nothing is recorded, whatever the
    arguments want.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        return _made(numpy_func, args, kwargs, is_differentiable)

    return tensor_func


def wrap_forward_fn__flag_read_once(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """You read `grad_tracking_enabled` while wrapping; it has to be read at each call.

    Functions are wrapped once, when the file is loaded, and called for hours. A value that was
    read outside of the inner function is the one from the beginning.
    """
    tracked = grad_tracking_enabled and is_differentiable

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        return _made(numpy_func, args, kwargs, tracked)

    return tensor_func


def wrap_forward_fn__counts_tensors_only(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """You number the parents among the tensors; their position is the one among all arguments.

    In `multiply(0.5, x)` the tensor is argument 1. If it is stored under 0, the backward
    function for argument 0 is called.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        out = _made(numpy_func, args, kwargs, grad_tracking_enabled and is_differentiable)
        if out.recipe is not None:
            tensors = [x for x in args if isinstance(x, Tensor)]
            parents = {i: x for i, x in enumerate(tensors) if x.requires_grad}
            out.recipe = replace(out.recipe, parents=parents)
        return out

    return tensor_func


def wrap_forward_fn__tensors_in_args(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """`recipe.args` holds Tensors; backward functions work on arrays.

    `args` are handed to the backward function as they are, and that is written with NumPy. The
    tensors themselves belong into `parents`.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        out = _made(numpy_func, args, kwargs, grad_tracking_enabled and is_differentiable)
        if out.recipe is not None:
            out.recipe = replace(out.recipe, args=args)
        return out

    return tensor_func


def wrap_forward_fn__counts_parents_only(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """You number the parents one after another; their position is the one among all arguments.

    If only the second argument needs a gradient it is the first parent, and it is still argument 1.
    Number first, then leave out.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        out = _made(numpy_func, args, kwargs, grad_tracking_enabled and is_differentiable)
        if out.recipe is not None:
            out.recipe = replace(out.recipe, parents=dict(enumerate(out.recipe.parents.values())))
        return out

    return tensor_func


def wrap_forward_fn__requires_without_recipe(
    numpy_func: Any, is_differentiable: bool = True
) -> Any:
    """With `is_differentiable=False` the recipe is left out, but the result still requires a
    gradient.

    The next operation looks at `requires_grad`. It would keep a recipe with this result as its
    parent, and the walk would end there, at what looks like a leaf.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        out = _made(numpy_func, args, kwargs, grad_tracking_enabled)
        if not is_differentiable:
            out.recipe = None
        return out

    return tensor_func


def wrap_forward_fn__keywords_not_passed(numpy_func: Any, is_differentiable: bool = True) -> Any:
    """Keyword arguments do not reach the function that you wrap.

    They stand in the recipe, and the result was made without them. Call it with `**kwargs` as well.
    """

    def tensor_func(*args: Any, **kwargs: Any) -> Tensor:
        out = _made(numpy_func, args, {}, grad_tracking_enabled and is_differentiable)
        if out.recipe is not None:
            out.recipe = replace(out.recipe, kwargs=kwargs)
        return out

    return tensor_func
