"""Wrong on purpose. The first paragraph of a docstring is what the learner reads; the rest is its
page.

Forward functions read `grad_tracking_enabled` of this file, as a learner's read that of theirs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from .autograd import Arr, Recipe, Tensor
from .solutions import (
    BACK_FUNCS,
    BATCH_SIZE,
    SGD,
    BackwardFuncLookup,
    Linear,
    Module,
    NoGrad,
    Parameter,
    accuracy,
    central_difference,
    coerce_index,
    cross_entropy,
    einsum_back,
    forward_and_back,
    getitem_back,
    log_forward,
    maximum,
    multiply,
    sorted_computational_graph,
    sum_back,
    topological_sort,
    unbroadcast,
)

grad_tracking_enabled = True


def _made(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], tracked: bool) -> Tensor:
    """What a right forward function gives; `tracked` as the mistake sees it."""
    arrays = tuple(a.array if isinstance(a, Tensor) else a for a in args)
    parents = {i: a for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad}
    out = Tensor(func(*arrays, **kwargs), tracked and bool(parents))
    if out.requires_grad:
        out.recipe = Recipe(func, arrays, kwargs, parents)
    return out


def _parents(node: Tensor) -> list[Tensor]:
    return [] if node.recipe is None else list(node.recipe.parents.values())


def _first(end_node: Tensor, end_grad: Tensor | None) -> Any:
    return np.ones_like(end_node.array) if end_grad is None else end_grad.array


# ------------------------------------------------------------ central_difference


def central_difference__forwards_only(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You compare f(x + step) with f(x), so you look to one side only.

    That is the forward difference. Its error shrinks like the step itself; that of the central
    difference shrinks like its square, because the errors of the two sides cancel to first
    order. For a step of 0.001 that is the difference between three right digits and six.
    """
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += step
        grad[i] = (f(up) - f(x)) / step
    return grad


def central_difference__half_the_way(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You divide by `step`, but the two points are `2 * step` apart.

    The slope is the rise divided by the way between the two points. From x - step to x + step
    that way is two steps long, so your slopes are twice too steep.
    """
    return 2 * central_difference(f, x, step)


def central_difference__all_at_once(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You move all entries at the same time, so every entry gets the sum of all slopes.

    A partial derivative asks what happens if one entry moves and all others stay. Moving all of
    them by the same amount measures the slope along the diagonal, which is the sum of the
    entries of the gradient.
    """
    return np.full_like(x, (f(x + step) - f(x - step)) / (2 * step))


def central_difference__moves_pile_up(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You move entries of `x` itself and do not put them back.

    After the first entry has been moved and left there, the second slope is measured at another
    point, and the caller finds an array that is no longer what it was. Copy `x` before you move
    anything, or restore the entry.
    """
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += step
        up = f(x)
        x[i] -= 2 * step
        grad[i] = (up - f(x)) / (2 * step)
    return grad


# ------------------------------------------------------------ log_back


def log_back__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return the slope of log alone, without `grad_out`.

    1 / x says how fast the logarithm changes. What is asked for is how fast the *loss* changes,
    and the loss depends on the logarithm with the slope `grad_out`. The chain rule multiplies
    the two.
    """
    return 1 / x


def log_back__uses_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You divide by `out`, which is log(x), instead of by `x`.

    The derivative of log at x is 1 / x. `out` is handed to a backward function because some
    derivatives are cheaper to write with it, as that of exp; this one is not among them.
    """
    with np.errstate(all="ignore"):
        return grad_out / out


def log_back__multiplies(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You multiply by `x`; the slope of log at x is 1 / x.

    The logarithm becomes flatter as x grows, so a large x lets little of the gradient through.
    """
    return grad_out * x


def log_back__forwards_again(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You apply log to the gradient's argument again: that is the function, not its derivative.

    A backward function multiplies `grad_out` with the derivative of the forward function. It
    does not call the forward function.
    """
    return grad_out * np.log(x)


# ------------------------------------------------------------ unbroadcast


def unbroadcast__new_axes_only(broadcasted: Arr, original: Arr) -> Any:
    """You sum the new axes in front, but not the axes of size one that were stretched.

    A broadcast does two things: it adds axes on the left, and it stretches axes of size one.
    Both make copies, and each copy has a gradient of its own that belongs to the same entry.
    """
    return broadcasted.sum(axis=tuple(range(broadcasted.ndim - original.ndim)))


def unbroadcast__stretched_only(broadcasted: Arr, original: Arr) -> Any:
    """You sum the stretched axes, but leave the new axes in front.

    After summing what was stretched, the result still has more axes than the original. Those on
    the left were added by the broadcast, and are to be summed away altogether.
    """
    new = broadcasted.ndim - original.ndim
    axes = tuple(new + i for i, n in enumerate(original.shape) if n == 1)
    return broadcasted.sum(axis=axes, keepdims=True)


def unbroadcast__drops_stretched(broadcasted: Arr, original: Arr) -> Any:
    """You sum the stretched axes away; they have to stay, with size one.

    The original has shape (2, 1), so its gradient has shape (2, 1) as well, not (2,).
    `keepdims=True` leaves a summed axis in its place.
    """
    return np.squeeze(unbroadcast(broadcasted, original))


def unbroadcast__averages(broadcasted: Arr, original: Arr) -> Any:
    """You take the mean of the copies; their gradients add up.

    If an entry was used three times, moving it changes all three uses at once, and the effects
    on the loss are added. A mean would say that an entry matters less the more often it is
    used.
    """
    total = unbroadcast(broadcasted, original)
    return total * max(total.size, 1) / max(broadcasted.size, 1)


def unbroadcast__one_copy(broadcasted: Arr, original: Arr) -> Any:
    """You keep the gradient of the first copy and throw the others away.

    All copies came from the same entry. Each of them contributes to the loss, so all their
    gradients count.
    """
    new = broadcasted.ndim - original.ndim
    first = broadcasted[(0,) * new] if 0 not in broadcasted.shape else broadcasted
    return first[tuple(slice(0, 1) if n == 1 else slice(None) for n in original.shape)]


def unbroadcast__reads_from_the_left(broadcasted: Arr, original: Arr) -> Any:
    """You line up the shapes at their left ends; NumPy lines them up at the right.

    A shape (3,) broadcast to (2, 3) meets the *last* axis. The axes that are new are those on
    the left. Comparing from the left finds the wrong ones as soon as the numbers of axes
    differ.
    """
    shape = original.shape + (1,) * (broadcasted.ndim - original.ndim)
    axes = tuple(i for i, (n, o) in enumerate(zip(broadcasted.shape, shape, strict=True)) if n != o)
    summed = broadcasted.sum(axis=axes, keepdims=True)
    return summed.reshape(summed.shape[: original.ndim]) if summed.size else summed


# ------------------------------------------------------------ multiply_back0


def multiply_back0__not_summed(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `x`.

    Where `x` was broadcast, each of its entries was used several times, and the gradients of
    all uses add up. `unbroadcast(gradient, x)` does that.
    """
    return np.asarray(grad_out * y)


def multiply_back0__own_factor(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You multiply by `x` itself; the slope of a product is the *other* factor.

    If x grows by a little, the product grows by that little times y. How large x is does not
    matter.
    """
    return unbroadcast(np.asarray(grad_out * x), np.asarray(x))


def multiply_back0__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You return the other factor without multiplying it by `grad_out`.

    The slope of this product is only one link of the chain. What comes after it has its own
    slope, which arrives as `grad_out`.
    """
    return unbroadcast(np.broadcast_to(y, out.shape), np.asarray(x))


def multiply_back0__uses_out(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You multiply by `out`, the product itself, instead of by the other factor.

    `out` is x · y. The derivative for `x` is y alone.
    """
    return unbroadcast(np.asarray(grad_out * out), np.asarray(x))


# ------------------------------------------------------------ multiply_back1


def multiply_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Where `y` was broadcast, each of its entries was used several times, and the gradients of
    all uses add up. `unbroadcast(gradient, y)` does that.
    """
    return np.asarray(grad_out * x)


def multiply_back1__own_factor(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You multiply by `y` itself; the slope of a product is the *other* factor.

    If y grows by a little, the product grows by that little times x. How large y is does not
    matter.
    """
    return unbroadcast(np.asarray(grad_out * y), np.asarray(y))


def multiply_back1__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You return the other factor without multiplying it by `grad_out`.

    The slope of this product is only one link of the chain. What comes after it has its own
    slope, which arrives as `grad_out`.
    """
    return unbroadcast(np.broadcast_to(x, out.shape), np.asarray(y))


def multiply_back1__uses_out(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You multiply by `out`, the product itself, instead of by the other factor.

    `out` is x · y. The derivative for `y` is x alone.
    """
    return unbroadcast(np.asarray(grad_out * out), np.asarray(y))


# ------------------------------------------------------------ forward_and_back


def forward_and_back__factors_swapped(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """The gradients of d and e are exchanged: d's gradient is what e carries.

    f = d · e. The gradient of d is that of f times e, and the other way round. d has the shape
    of a · b, e that of c; where all shapes are equal nothing else gives the exchange away.
    """
    d, e = a * b, np.log(c)
    f = d * e
    grad_f = 1 / f
    grad_d, grad_e = np.asarray(grad_f * d), np.asarray(grad_f * e)
    return (unbroadcast(grad_d * b, a), unbroadcast(grad_d * a, b), unbroadcast(grad_e / c, c))


def forward_and_back__stops_before_g(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """You begin at f: the last logarithm has a slope of its own.

    g = log(f), so the gradient of f is 1 / f and not 1. Begin with ones for g, and go back
    through every arrow of the graph.
    """
    d, e = a * b, np.log(c)
    ones = np.ones(np.broadcast_shapes(d.shape, e.shape))
    return (
        unbroadcast(ones * e * b, a),
        unbroadcast(ones * e * a, b),
        unbroadcast(ones * d / c, c),
    )


def forward_and_back__skips_a_logarithm(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """The gradient for c is that of e = log(c): one step is missing.

    Going back from e to c passes through a logarithm once more, which divides by c.
    """
    grad_a, grad_b, grad_c = forward_and_back(a, b, c)
    return grad_a, grad_b, grad_c * c


def forward_and_back__stops_at_d(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """The gradients for a and b are both that of d = a · b: the product is missing.

    d is a product. Going back from it, the gradient is multiplied by b on the way to a, and by
    a on the way to b.
    """
    d, e = a * b, np.log(c)
    grad_d = np.asarray(e / (d * e))
    return unbroadcast(grad_d, a), unbroadcast(grad_d, b), forward_and_back(a, b, c)[2]


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


# ------------------------------------------------------------ topological_sort


def topological_sort__pre_order(node: Any, get_children: Any) -> list[Any]:
    """You list a node before you have visited its children, and turn the list round at the end.

    Turning a pre-order round is right for a chain and for a tree. Where two ways meet, the
    shared node was listed on the first way, and after the turn it stands behind its second
    parent. List a node once *all* its children are done: post-order.
    """
    topological_sort(node, get_children)  # for the error
    order: list[Any] = []

    def visit(current: Any) -> None:
        if current in order:
            return
        order.append(current)
        for child in get_children(current):
            visit(child)

    visit(node)
    return order[::-1]


def topological_sort__parents_first(node: Any, get_children: Any) -> list[Any]:
    """Your list is the wrong way round: children come before their parents, and the node itself
    last.

    Both directions are called a topological order. This function gives the one in which things
    can be *computed*: what something depends on comes before it. `sorted_computational_graph`
    turns it round.
    """
    return topological_sort(node, get_children)[::-1]


def topological_sort__repeats(node: Any, get_children: Any) -> list[Any]:
    """A node that can be reached in two ways stands in your list twice.

    Each node is computed once. Remember which nodes are finished, and return at once if one of
    them is visited again.
    """
    order: list[Any] = []
    for current in topological_sort(node, get_children):
        for child in get_children(current):
            if any(child in get_children(earlier) for earlier in order):
                order.append(child)
        order.append(current)
    return order


def topological_sort__accepts_cycles(node: Any, get_children: Any) -> list[Any]:
    """A cycle goes unnoticed: you skip every node that was seen before, finished or not.

    There are two reasons for meeting a node again. Either it is finished, then all is well, or
    you are still among its descendants, then it is its own ancestor. One set cannot tell the
    two apart: keep one for nodes that are open and one for nodes that are finished.
    """
    seen: set[Any] = set()
    order: list[Any] = []

    def visit(current: Any) -> None:
        if current in seen:
            return
        seen.add(current)
        for child in get_children(current):
            visit(child)
        order.append(current)

    visit(node)
    return order


def topological_sort__every_meeting_is_a_cycle(node: Any, get_children: Any) -> list[Any]:
    """You take every second visit for a cycle; two ways may meet in a node without one.

    In a diamond the last node is reached twice, and no node can be reached from itself. A cycle
    is a meeting with a node whose visit is not over yet.
    """
    seen: set[Any] = set()
    order: list[Any] = []

    def visit(current: Any) -> None:
        if current in seen:
            raise ValueError("seen twice")
        seen.add(current)
        for child in get_children(current):
            visit(child)
        order.append(current)

    visit(node)
    return order


def topological_sort__by_distance(node: Any, get_children: Any) -> list[Any]:
    """You go through the graph level by level; the shortest way to a node does not say when it is
    needed.

    A breadth-first walk lists a node at its *smallest* distance from the start. If a longer way
    leads to it as well, a node on that way needs it later. Order by the longest way, or visit
    depth first.
    """
    topological_sort(node, get_children)  # for the error
    order = [node]
    for current in order:
        for child in get_children(current):
            if child not in order:
                order.append(child)
    return order[::-1]


def topological_sort__recurses_for_ever(node: Any, get_children: Any) -> list[Any]:
    """In a cycle you recurse until Python's stack is full, and the error says nothing of a cycle.

    A node is remembered once it is finished, and in a cycle no node ever is. Remember also which
    nodes are open, that is, whose visit has begun and not ended: meeting one of those again is the
    cycle.
    """
    finished: set[Any] = set()
    order: list[Any] = []

    def visit(current: Any) -> None:
        if current in finished:
            return
        for child in get_children(current):
            visit(child)
        finished.add(current)
        order.append(current)

    visit(node)
    return order


# ------------------------------------------------------------ sorted_computational_graph


def sorted_computational_graph__not_reversed(tensor: Tensor) -> list[Tensor]:
    """Your list begins with the leaves; gradients begin at the end.

    `topological_sort` puts what a tensor was made from before it. Going backwards, the gradient
    of a tensor has to be complete before it is handed to its parents, so the order is the
    opposite one.
    """
    return sorted_computational_graph(tensor)[::-1]


def sorted_computational_graph__pre_order(tensor: Tensor) -> list[Tensor]:
    """You follow each way to its end before you take the next, so a shared tensor comes too early.

    Where two ways meet, the tensor must wait until both have come back. Visiting parents depth
    first and listing each tensor on arrival does not wait. `topological_sort` does.
    """
    order: list[Tensor] = []

    def visit(node: Tensor) -> None:
        if node not in order:
            order.append(node)
            for parent in _parents(node):
                visit(parent)

    visit(tensor)
    return order


def sorted_computational_graph__without_leaves(tensor: Tensor) -> list[Tensor]:
    """Leaves are missing from your list: they have no recipe, but they are part of the graph.

    The leaves are why all this is done: their gradients are the ones that are kept. A tensor
    without a recipe has no parents, and it is in the list all the same.
    """
    return [t for t in sorted_computational_graph(tensor) if t.recipe is not None]


def sorted_computational_graph__direct_parents(tensor: Tensor) -> list[Tensor]:
    """You list the tensor and its direct parents; theirs are missing.

    The graph goes on until it reaches leaves. The function that gives the parents is called for
    each tensor that is found.
    """
    return [tensor, *dict.fromkeys(_parents(tensor))]


def sorted_computational_graph__by_distance(tensor: Tensor) -> list[Tensor]:
    """You go through the graph level by level, so a tensor with a longer way to it comes too early.

    A queue lists a tensor at its *shortest* distance from the end. If it was also used further down
    another way, it still has to wait for that. `topological_sort` waits.
    """
    order = [tensor]
    for node in order:
        order += [p for p in dict.fromkeys(_parents(node)) if p not in order]
    return order


def sorted_computational_graph__leaves_not_considered(tensor: Tensor) -> list[Tensor]:
    """You ask a leaf for the parents in its recipe, and a leaf has none: `recipe` is None.

    Give an empty list for a tensor whose recipe is None.
    """
    return topological_sort(tensor, lambda t: list(t.recipe.parents.values()))[::-1]  # type: ignore[union-attr]


# ------------------------------------------------------------ backprop


def backprop__overwrites(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """Where two ways meet, the second gradient replaces the first instead of being added.

    If a tensor was used twice, moving it changes the loss in two ways, and the two effects add
    up. `grads[parent] = part` forgets the first. This is the classic bug of hand-written
    autograd: every test without a shared tensor passes.
    """
    grads: dict[Tensor, Any] = {
        end_node: np.ones_like(end_node.array) if end_grad is None else end_grad.array
    }
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        recipe = node.recipe
        if recipe is None:
            before = 0 if node.grad is None else node.grad.array
            node.grad = Tensor(before + grad_out) if node.requires_grad else None
            continue
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            part = back(grad_out, node.array, *recipe.args, **recipe.kwargs)
            grads[parent] = part


def backprop__starts_anew(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You replace the gradient that a leaf had; a second walk should add to it.

    torch adds, and so does every optimiser's user who splits a large batch into several small
    ones. It is why training loops call `zero_grad`.
    """
    grads: dict[Tensor, Any] = {
        end_node: np.ones_like(end_node.array) if end_grad is None else end_grad.array
    }
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        recipe = node.recipe
        if recipe is None:
            node.grad = Tensor(grad_out) if node.requires_grad else None
            continue
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            part = back(grad_out, node.array, *recipe.args, **recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


def backprop__begins_with_ones(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You begin with ones even if an `end_grad` was given.

    `end_grad` is the gradient of the loss with respect to the end of this graph. With it a
    graph can be walked in pieces, and the first piece hands over more than ones.
    """
    grads: dict[Tensor, Any] = {end_node: np.ones_like(end_node.array)}
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        recipe = node.recipe
        if recipe is None:
            before = 0 if node.grad is None else node.grad.array
            node.grad = Tensor(before + grad_out) if node.requires_grad else None
            continue
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            part = back(grad_out, node.array, *recipe.args, **recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


def backprop__keeps_all(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You keep a gradient in every tensor; only leaves keep theirs.

    Tensors in the middle are many and large, and their gradients are needed for a moment only.
    torch keeps those of leaves, too, unless `retain_grad()` is called.
    """
    grads: dict[Tensor, Any] = {
        end_node: np.ones_like(end_node.array) if end_grad is None else end_grad.array
    }
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        recipe = node.recipe
        if recipe is None:
            before = 0 if node.grad is None else node.grad.array
            node.grad = Tensor(before + grad_out) if node.requires_grad else None
            continue
        node.grad = Tensor(grad_out)
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            part = back(grad_out, node.array, *recipe.args, **recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


def backprop__array_for_tensor(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You keep the gradient as an array; `grad` is a Tensor.

    Optimisers read `param.grad.array`. A Tensor of the same shape as the leaf is what
    everything else expects, as in torch.
    """
    grads: dict[Tensor, Any] = {
        end_node: np.ones_like(end_node.array) if end_grad is None else end_grad.array
    }
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        recipe = node.recipe
        if recipe is None:
            before = 0 if node.grad is None else node.grad
            node.grad = before + grad_out if node.requires_grad else None
            continue
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            part = back(grad_out, node.array, *recipe.args, **recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


def backprop__drops_keywords(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You call backward functions without `recipe.kwargs`.

    What the forward function was told, the backward function has to be told as well: along
    which axes it summed, and whether they stayed.
    """
    grads: dict[Tensor, Any] = {
        end_node: np.ones_like(end_node.array) if end_grad is None else end_grad.array
    }
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        recipe = node.recipe
        if recipe is None:
            before = 0 if node.grad is None else node.grad.array
            node.grad = Tensor(before + grad_out) if node.requires_grad else None
            continue
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            part = back(grad_out, node.array, *recipe.args)
            grads[parent] = grads[parent] + part if parent in grads else part


def backprop__does_not_wait(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You hand a gradient on before all of it has arrived.

    You walk from the end along one way, then along the next. A tensor that is reached by both
    is passed on with what the first way brought; what the second brings comes too late. Go
    through `sorted_computational_graph`: there, everything that uses a tensor stands before it.
    """
    grads: dict[Tensor, Any] = {end_node: _first(end_node, end_grad)}
    order = [end_node]
    for node in order:
        recipe = node.recipe
        if recipe is None:
            continue
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            part = back(grads[node], node.array, *recipe.args, **recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part
            if parent not in order:
                order.append(parent)
    for node in order:
        if node.recipe is None and node.requires_grad:
            before = 0 if node.grad is None else node.grad.array
            node.grad = Tensor(before + grads[node])


def backprop__walks_every_way(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """Your gradients are right, but you walk every way from the end on its own: their number
    doubles with each shared tensor.

    A recursion that calls itself for each parent with its part of the gradient is right, since
    the parts add up at the leaves. In a graph with n squares in a row there are 2ⁿ ways, and a
    network that uses each activation a few times becomes impossible to train. Add up the parts
    first and visit each tensor once.
    """

    def walk(node: Tensor, grad_out: Any) -> None:
        recipe = node.recipe
        if recipe is None:
            before = 0 if node.grad is None else node.grad.array
            node.grad = Tensor(before + grad_out) if node.requires_grad else None
            return
        for position, parent in recipe.parents.items():
            back = BACK_FUNCS.get_back_func(recipe.func, position)
            walk(parent, back(grad_out, node.array, *recipe.args, **recipe.kwargs))

    walk(end_node, _first(end_node, end_grad))


def backprop__adds_in_place(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You add with `+=` to an array that is not yours alone.

    A backward function may give back the array that it got: `add` hands one and the same to both
    its terms, and what is added for one of them appears at the other. Or it gives a broadcast view,
    which refuses to be written to. `a = a + b` makes a new array.
    """
    grads = {end_node: _first(end_node, end_grad)}
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        if node.recipe is None:
            if node.requires_grad:
                before = 0 if node.grad is None else node.grad.array
                node.grad = Tensor(before + grad_out)
            continue
        for position, parent in node.recipe.parents.items():
            back = BACK_FUNCS.get_back_func(node.recipe.func, position)
            part = back(grad_out, node.array, *node.recipe.args, **node.recipe.kwargs)
            if parent in grads:
                grads[parent] += part
            else:
                grads[parent] = part


def backprop__adds_to_leaves_in_place(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """On a second walk you add to the leaf's gradient with `+=`, and its array is not yours alone.

    `Tensor(grad_out)` keeps the array that arrived, without a copy. It may be that of `end_grad`,
    or the one that another leaf holds as well, or one that cannot be written to. Keep a copy, or
    make a new Tensor of the sum.
    """
    grads = {end_node: _first(end_node, end_grad)}
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        if node.recipe is None:
            if node.requires_grad and node.grad is None:
                node.grad = Tensor(grad_out)
            elif node.requires_grad:
                node.grad.array += grad_out  # type: ignore[union-attr]
            continue
        for position, parent in node.recipe.parents.items():
            back = BACK_FUNCS.get_back_func(node.recipe.func, position)
            part = back(grad_out, node.array, *node.recipe.args, **node.recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


def backprop__gradients_for_constants(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You keep a gradient in every leaf; only those that require one get one.

    Data and constants are leaves too. Their gradients would take as much memory as they do, and
    nobody asks for them.
    """
    grads = {end_node: _first(end_node, end_grad)}
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        if node.recipe is None:
            before = 0 if node.grad is None else node.grad.array
            node.grad = Tensor(before + grad_out)
            continue
        for position, parent in node.recipe.parents.items():
            back = BACK_FUNCS.get_back_func(node.recipe.func, position)
            part = back(grad_out, node.array, *node.recipe.args, **node.recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


def backprop__tensors_handed_on(end_node: Tensor, end_grad: Tensor | None = None) -> None:
    """You hand Tensors to the backward functions; they are written with NumPy and take arrays.

    Begin with `end_grad.array`, give `node.array` for `out`, and make a Tensor only of what a leaf
    keeps.
    """
    first = Tensor(_first(end_node, end_grad))
    grads: dict[Tensor, Any] = {end_node: first}
    for node in sorted_computational_graph(end_node):
        grad_out = grads.pop(node)
        if node.recipe is None:
            if node.requires_grad:
                node.grad = grad_out if node.grad is None else node.grad + grad_out
            continue
        for position, parent in node.recipe.parents.items():
            back = BACK_FUNCS.get_back_func(node.recipe.func, position)
            part = back(grad_out, node, *node.recipe.args, **node.recipe.kwargs)
            grads[parent] = grads[parent] + part if parent in grads else part


# ------------------------------------------------------------ negative_back


def negative_back__sign_kept(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You pass the gradient on with its sign unchanged.

    If x grows, -x falls: the slope of this function is -1 everywhere.
    """
    return grad_out.copy()


def negative_back__negates_x(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return `-x`: that is the function again, not its gradient.

    A backward function multiplies `grad_out` with the slope, which is -1 here. The value of x
    plays no part.
    """
    return -x


def negative_back__in_place(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You change `grad_out` itself: whoever else holds that array gets the wrong sign.

    The same gradient can be on its way to several parents, and adding passes it on without a
    copy. `grad_out *= -1` changes it for all of them; `-grad_out` makes a new array.
    """
    grad_out *= -1
    return grad_out


def negative_back__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return -1 for each entry, without `grad_out`.

    The slope of this step is -1. It is to be multiplied by the slope of everything after it.
    """
    return -np.ones_like(x)


# ------------------------------------------------------------ exp_back


def exp_back__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return the slope of exp alone, without `grad_out`.

    The chain rule multiplies: the slope of this step, times that of everything after it.
    """
    return np.exp(x)


def exp_back__uses_x(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You multiply by `x`; the slope of exp at x is exp(x), which is `out`.

    exp is the function that is its own derivative, and its value has been computed already.
    """
    return grad_out * x


def exp_back__twice(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You apply exp to `out`, which holds exp(x) already.

    `out` is the result of the forward function. exp of it would be exp(exp(x)).
    """
    with np.errstate(over="ignore"):
        return grad_out * np.exp(out)


def exp_back__divides(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You divide by `out`: that is the slope of the logarithm's kind, upside down.

    The inverse function has the inverse slope. exp itself is steeper the larger it is, so its
    gradient is multiplied by `out`.
    """
    return grad_out / out


# ------------------------------------------------------------ reshape_back


def reshape_back__shape_of_out(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """Your gradient has the shape of `out`; it needs that of `x`.

    A gradient has one entry for each entry of what it belongs to, in the same place. Reshape it
    to `x.shape`.
    """
    return grad_out.reshape(new_shape)


def reshape_back__other_order(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You fill the entries in column by column; the forward pass read them row by row.

    `order='F'`, or a transposition before or after, changes which entry goes where. The shape
    is right and the entries are not.
    """
    return grad_out.reshape(x.shape, order="F")


def reshape_back__flat(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You flatten the gradient; it needs the shape of `x`.

    Flattening is right only for an x with one axis.
    """
    return grad_out.reshape(-1)


def reshape_back__gives_x(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You return `x`, not the gradient.

    The values of x play no part in a reshape's gradient, only its shape does.
    """
    return x.copy()


# ------------------------------------------------------------ invert_transposition


def invert_transposition__itself(axes: Sequence[int]) -> Any:
    """You return the permutation itself; that undoes it only where axes are exchanged in pairs.

    Of (1, 0) and (0, 2, 1) each is its own inverse, and those are the examples one tries first.
    A ring of three, (1, 2, 0), has to be turned the other way: (2, 0, 1).
    """
    return tuple(axes)


def invert_transposition__reversed(axes: Sequence[int]) -> Any:
    """You read the permutation from right to left; its inverse is another one.

    Ask for each axis of the original: at which place does it stand now? (1, 2, 0) says that
    axis 0 stands at place 2.
    """
    return tuple(axes)[::-1]


def invert_transposition__applied_twice(axes: Sequence[int]) -> Any:
    """You apply the permutation to itself; twice in the same direction undoes only a ring of
    three.

    For three axes in a ring, two steps forwards are one step back. For four axes they are not.
    """
    return tuple(axes[i] for i in axes)


def invert_transposition__array(axes: Sequence[int]) -> Any:
    """You return a NumPy array; the answer is a tuple of ints.

    `np.argsort` finds the inverse. A tuple can be compared, hashed and kept as a part of a
    recipe, which an array cannot.
    """
    return np.argsort(axes)


# ------------------------------------------------------------ permute_back


def permute_back__again(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Any:
    """You transpose by the same axes again; that undoes only exchanges of pairs.

    Going back needs the inverse permutation. With two axes both are the same, from three on
    they are not.
    """
    return np.transpose(grad_out, axes)


def permute_back__turned_round(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Any:
    """You turn the order of the axes round, whatever `axes` says.

    `.T` without arguments reverses all axes. That undoes one particular permutation.
    """
    return grad_out.T


def permute_back__reshaped(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Any:
    """You reshape the gradient: the shape is right and the entries are in the wrong places.

    A reshape keeps the order in memory and cuts it elsewhere; a transposition moves axes. Only
    where one size is left are they the same.
    """
    return grad_out.reshape(x.shape)


# ------------------------------------------------------------ expand_array


def expand_array__minus_one_from_the_left(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You look up the size for -1 from the left; behind new axes that is the wrong axis.

    Shapes are lined up at their right ends. With new axes in front, position i of the new shape
    is axis i minus their number of x.
    """
    sizes = [x.shape[i] if n == -1 else n for i, n in enumerate(new_shape)]
    return np.broadcast_to(x, sizes)


def expand_array__minus_one_not_known(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You hand -1 on to NumPy, which does not know it.

    `np.broadcast_to` refuses negative sizes. Replace each -1 by the size of its axis first.
    """
    return np.broadcast_to(x, new_shape)


def expand_array__repeats_anything(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You repeat the entries until the shape is full, even if the sizes do not fit.

    Only axes of size one, and new ones, can be repeated. `np.resize` and `np.tile` fill any
    shape, so a size that was mistyped goes unnoticed.
    """
    sizes = (1,) * (len(new_shape) - x.ndim) + x.shape
    full = [o if n == -1 else n for o, n in zip(sizes, new_shape, strict=True)]
    try:
        return np.broadcast_to(x, full)
    except ValueError:
        return np.resize(x, [abs(n) for n in full])


def expand_array__times_ones(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You multiply by ones of the new shape, which broadcasts both ways: x may be larger than the
    shape that was asked for.

    A product stretches either factor, so (2, 3) to (2, 1) gives (2, 3) and no error. Only
    `np.broadcast_to` stretches in one direction.
    """
    sizes = (1,) * (len(new_shape) - x.ndim) + x.shape
    return x * np.ones([o if n == -1 else n for o, n in zip(sizes, new_shape, strict=True)])


# ------------------------------------------------------------ expand_back


def expand_back__not_summed(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You pass the gradient on in the shape of `out`; the copies have to be summed.

    An entry that was repeated three times has three gradients, and they add up to its own.
    """
    return grad_out.copy()


def expand_back__averages(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You take the mean of the copies; their gradients add up.

    Each copy has its own effect on the loss. Moving the entry moves all copies, so the effects
    are summed.
    """
    total = unbroadcast(grad_out, x)
    return total * x.size / grad_out.size


def expand_back__one_copy(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You keep the gradient of the first copy only.

    All copies came from the same entry, so all their gradients count.
    """
    first = grad_out[(0,) * (grad_out.ndim - x.ndim)]
    return first[tuple(slice(0, 1) if n == 1 else slice(None) for n in x.shape)]


# ------------------------------------------------------------ sum_back


def sum_back__axis_not_restored(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You do not put the summed axis back before you spread the gradient.

    Without it NumPy lines the gradient up with the wrong axis: an error where sizes differ, and
    a silent transposition where they do not. `np.expand_dims(grad_out, dim)` puts it back.
    """
    return np.broadcast_to(grad_out, x.shape)


def sum_back__keepdim_ignored(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You put the summed axis back even if it is still there.

    With `keepdim=True` the gradient has the right number of axes already, and one more shifts
    all others.
    """
    if dim is not None:
        grad_out = np.expand_dims(grad_out, dim)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__keepdim_of_all_ignored(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You put the summed axes back even if they are still there, also where all were summed.

    With `keepdim=True` the gradient has the right number of axes already. Look at `keepdim` before
    you call `np.expand_dims`.
    """
    axes = tuple(range(x.ndim)) if dim is None else dim
    return np.broadcast_to(np.expand_dims(grad_out, axes), x.shape)


def sum_back__none_for_an_axis(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You hand `dim=None` on to `np.expand_dims`, which wants numbers; None stands for all axes.

    A gradient without axes can be broadcast to any shape as it is.
    """
    if not keepdim:
        grad_out = np.expand_dims(grad_out, dim)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__one_axis_after_another(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You put the axes back one after another, in the order in which they are named.

    While one is still missing, the numbers of the others do not fit yet: for (2, 0) axis 2 is put
    into an array of one axis. `np.expand_dims(grad_out, dim)` takes the whole tuple, or sort it
    after making negative numbers positive.
    """
    if dim is not None and not keepdim:
        for axis in dim if isinstance(dim, tuple) else (dim,):
            grad_out = np.expand_dims(grad_out, axis)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__one_axis_only(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You treat `dim` as one number; it may be a tuple of several.

    `np.expand_dims` takes a number and a tuple alike.
    """
    if dim is not None and not keepdim:
        sizes = list(x.shape)
        sizes[dim] = 1
        grad_out = grad_out.reshape(sizes)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__divides(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You share the gradient among the entries; each of them gets all of it.

    That is the backward pass of a mean. In a sum every entry counts with the weight 1, so each
    has the slope 1.
    """
    return sum_back(grad_out, out, x, dim, keepdim) * np.asarray(grad_out).size / x.size


def sum_back__ones(grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False) -> Any:
    """You return ones and leave `grad_out` out.

    A slope of 1 for each entry is right for this step alone. It is to be multiplied by the
    gradient that arrives.
    """
    return np.ones_like(x)


# ------------------------------------------------------------ coerce_index


def coerce_index__tuples_ignored(index: Any) -> Any:
    """Tensors inside of a tuple stay as they are.

    `x[rows, columns]` hands over a tuple. Look into it, one part after another.
    """
    return index.array if isinstance(index, Tensor) else index


def coerce_index__only_tuples(index: Any) -> Any:
    """A Tensor that is not in a tuple stays as it is.

    `x[rows]` hands over the Tensor itself.
    """
    return tuple(coerce_index(i) for i in index) if isinstance(index, tuple) else index


def coerce_index__list_for_tuple(index: Any) -> Any:
    """You make a list of a tuple; NumPy reads the two in different ways.

    A tuple has one part for each axis. A list is *one* array of integers for the first axis.
    They pick different entries, or raise.
    """
    return [coerce_index(i) for i in index] if isinstance(index, tuple) else coerce_index(index)


def coerce_index__everything_an_array(index: Any) -> Any:
    """You make an array of one entry of each integer; an integer stays as it is.

    An integer takes its axis away; an array of one integer leaves an axis of size one in its
    place.
    """
    if isinstance(index, tuple):
        return tuple(coerce_index__everything_an_array(i) for i in index)
    plain = index.array if isinstance(index, Tensor) else index
    return np.atleast_1d(plain) if isinstance(plain, int | np.ndarray) else plain


# ------------------------------------------------------------ getitem_back


def getitem_back__repeats_lost(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """An entry that was picked several times gets the gradient of its last pick only.

    `grad[index] = grad_out` writes to the same place again and again. `grad[index] += grad_out`
    is no better: NumPy reads all old values first, then writes all new ones. `np.add.at(grad,
    index, grad_out)` does one after another. Embedding layers live on this: a word occurs many
    times in a batch.
    """
    grad = np.zeros_like(x)
    grad[coerce_index(index)] = grad_out
    return grad


def getitem_back__tensors_not_coerced(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """You use the index as it is; it may hold Tensors, which NumPy does not know.

    Pass it through `coerce_index`, as the forward function does.
    """
    grad = np.zeros_like(x)
    np.add.at(grad, index, grad_out)
    return grad


def getitem_back__shape_of_out(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """Your gradient has the shape of what was picked; it needs that of `x`.

    Entries that were not picked have no effect on the loss: their gradient is zero, and it has
    to be there.
    """
    return grad_out.copy()


def getitem_back__added_to_x(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """You add the gradient to the values of `x`; begin with zeros.

    A gradient is a new array. `x.copy()` has the right shape, and the wrong entries.
    """
    return x + getitem_back(grad_out, out, x, index)


def getitem_back__counts(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """You count how often an entry was picked, without `grad_out`.

    Each pick brings its own gradient, which is added at its place.
    """
    return getitem_back(np.ones_like(grad_out), out, x, index)


# ------------------------------------------------------------ add_back0


def add_back0__not_summed(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `x`.

    A bias is added to every row of a batch. Its gradient is the sum over the rows.
    """
    return grad_out.copy()


def add_back0__shape_of_y(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You give the gradient the shape of `y`; this function is for `x`.

    `unbroadcast(gradient, original)` takes the array whose shape is wanted.
    """
    return unbroadcast(grad_out, np.asarray(y))


def add_back0__ones(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You return ones, summed, and leave `grad_out` out.

    The slope of a sum is 1 for each term. It is to be multiplied by the gradient that arrives.
    """
    return unbroadcast(np.ones_like(grad_out), x)


def add_back0__times_x(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You multiply by `x`, as if this were a product.

    In a sum the slope of each term is 1, however large the term is.
    """
    return unbroadcast(np.asarray(grad_out * x), x)


# ------------------------------------------------------------ subtract_back1


def subtract_back1__sign_kept(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The sign is missing: if y grows, x - y falls.

    The slope of x - y for y is -1.
    """
    return unbroadcast(grad_out, y)


def subtract_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Each copy of an entry of y has its own gradient, and they add up.
    """
    return -grad_out


def subtract_back1__shape_of_x(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You give the gradient the shape of `x`; this function is for `y`.

    `unbroadcast(gradient, original)` takes the array whose shape is wanted.
    """
    return unbroadcast(-grad_out, np.asarray(x))


# ------------------------------------------------------------ divide_back1


def divide_back1__not_squared(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You divide by y once; the derivative of 1 / y is -1 / y².

    x / y is x · y⁻¹. Its derivative for y is -x · y⁻².
    """
    return unbroadcast(np.asarray(-grad_out * x / y), y)


def divide_back1__sign(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The sign is missing: a larger denominator makes the quotient smaller.

    The derivative of 1 / y is -1 / y², negative for every y.
    """
    return unbroadcast(np.asarray(grad_out * x / y**2), y)


def divide_back1__numerator(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You return the gradient for the numerator, 1 / y.

    This function is for argument 1, which is y, the denominator.
    """
    return unbroadcast(np.asarray(grad_out / y), y)


def divide_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Each copy of an entry of y has its own gradient, and they add up.
    """
    return np.asarray(-grad_out * x / y**2)


def divide_back1__without_numerator(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The numerator is missing: x / y is x times 1 / y, so x stays as a factor.

    The derivative of 1 / y is -1 / y². That of x / y is x times as large.
    """
    return unbroadcast(-grad_out / y**2 * np.ones_like(out), y)


# ------------------------------------------------------------ maximum_back0


def maximum_back0__keeps_ties(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """Where x and y are equal, `x` gets the whole gradient; half of it is y's.

    If both sides take all of it, a tie counts twice. Sharing evenly makes the two gradients add
    up to `grad_out`, and is what torch and JAX do.
    """
    return unbroadcast(np.asarray(grad_out * (x >= y)), np.asarray(x))


def maximum_back0__drops_ties(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """Where x and y are equal, your gradient is zero; one half belongs there.

    If neither side takes it, the gradient is lost. It is shared evenly.
    """
    return unbroadcast(np.asarray(grad_out * (x > y)), np.asarray(x))


def maximum_back0__of_the_other(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """The gradient goes where y is larger; this function is for `x`.

    Only the larger of the two has an effect on the result.
    """
    share = (y > x) + 0.5 * (x == y)
    return unbroadcast(np.asarray(grad_out * share), np.asarray(x))


def maximum_back0__not_summed(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `x`.

    Each copy of an entry of x has its own gradient, and they add up.
    """
    return np.asarray(grad_out * ((x > y) + 0.5 * (x == y)))


# ------------------------------------------------------------ maximum_back1


def maximum_back1__keeps_ties(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """Where x and y are equal, `y` gets the whole gradient; half of it is x's.

    If both sides take all of it, a tie counts twice. Sharing evenly makes the two gradients add
    up to `grad_out`, and is what torch and JAX do.
    """
    return unbroadcast(np.asarray(grad_out * (y >= x)), np.asarray(y))


def maximum_back1__drops_ties(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """Where x and y are equal, your gradient is zero; one half belongs there.

    If neither side takes it, the gradient is lost. It is shared evenly.
    """
    return unbroadcast(np.asarray(grad_out * (y > x)), np.asarray(y))


def maximum_back1__of_the_other(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The gradient goes where x is larger; this function is for `y`.

    Only the larger of the two has an effect on the result.
    """
    share = (x > y) + 0.5 * (x == y)
    return unbroadcast(np.asarray(grad_out * share), np.asarray(y))


def maximum_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Each copy of an entry of y has its own gradient, and they add up.
    """
    return np.asarray(grad_out * ((y > x) + 0.5 * (x == y)))


# ------------------------------------------------------------ relu


def relu__half_at_zero(x: Tensor) -> Tensor:
    """At x = 0 your derivative is one half: `maximum` shares ties, and here one half goes to the
    constant.

    As a maximum of two inputs that is fair. As an activation it is not what torch does, which
    gives 0. Neither is “right”: at 0 there is no derivative, and any number from 0 to 1 is a
    subgradient. What matters is to know which one a framework takes, since a layer whose inputs
    are exactly 0 (after a mask, or with zero weights) sits on it.
    """
    return maximum(x, 0.0)


def relu__one_at_zero(x: Tensor) -> Tensor:
    """At x = 0 your derivative is one; here, as in torch, it is zero.

    Take the entries that are *greater* than zero, not those greater or equal.
    """
    return multiply(x, Tensor((x.array >= 0).astype(np.float64)))


def relu__not_recorded(x: Tensor) -> Tensor:
    """The values are right, but the result has no recipe: you left the world of tensors.

    A function of arrays leaves no trace in the graph. Build relu from functions that record
    themselves, such as `multiply`.
    """
    return Tensor(np.maximum(x.array, 0.0))


def relu__magnitude(x: Tensor) -> Tensor:
    """You turn negative entries round instead of cutting them off.

    That is the absolute value. The positive part of a negative number is 0.
    """
    return multiply(x, Tensor(np.sign(x.array)))


def relu__in_place(x: Tensor) -> Tensor:
    """You write zeros into the array of `x` and return `x` itself: nothing is recorded.

    The gradient then passes everywhere, and whoever holds `x` has lost its negative entries.
    """
    x.array[x.array < 0] = 0
    return x


# ------------------------------------------------------------ matmul2d_back0


def matmul2d_back0__not_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You multiply by `y` itself; its transpose is needed.

    grad_out has shape (n, m), y has (k, m) after transposition turned round: only with `y.T`,
    of shape (m, k), does the product have the shape (n, k) of x. Where all sizes are equal no
    error tells you.
    """
    return grad_out @ y


def matmul2d_back0__wrong_side(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """The factors are in the wrong order: y stands on the right, and stays there.

    x @ y has y on the right. Going back, its transpose stands on the right as well: grad_out @
    y.T.
    """
    return y.T @ grad_out


def matmul2d_back0__result_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """Your gradient is transposed.

    (A B)ᵀ = Bᵀ Aᵀ: y @ grad_out.T is the transpose of what is asked for.
    """
    return y @ grad_out.T


def matmul2d_back0__ones(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You leave `grad_out` out.

    The gradient that arrives decides how much each entry of the product matters.
    """
    return np.ones_like(grad_out) @ y.T


def matmul2d_back0__of_the_other(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """This is the gradient of `y`; the other matrix is asked for.

    Each matrix's gradient is made with the *other* matrix, and has its own shape.
    """
    return x.T @ grad_out


# ------------------------------------------------------------ matmul2d_back1


def matmul2d_back1__not_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You multiply by `x` itself; its transpose is needed.

    Only with `x.T`, of shape (k, n), does the product with grad_out, (n, m), have the shape (k,
    m) of y. Where all sizes are equal no error tells you.
    """
    return x @ grad_out


def matmul2d_back1__wrong_side(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """The factors are in the wrong order: x stands on the left, and stays there.

    x @ y has x on the left. Going back, its transpose stands on the left as well: x.T @
    grad_out.
    """
    return grad_out @ x.T


def matmul2d_back1__result_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """Your gradient is transposed.

    (A B)ᵀ = Bᵀ Aᵀ: grad_out.T @ x is the transpose of what is asked for.
    """
    return grad_out.T @ x


def matmul2d_back1__ones(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You leave `grad_out` out.

    The gradient that arrives decides how much each entry of the product matters.
    """
    return x.T @ np.ones_like(grad_out)


def matmul2d_back1__of_the_other(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """This is the gradient of `x`; the other matrix is asked for.

    Each matrix's gradient is made with the *other* matrix, and has its own shape.
    """
    return grad_out @ y.T


# ------------------------------------------------------------ einsum_back


def einsum_back__exchanged(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """You return the gradient of y first.

    The first of the two belongs to the first term of the equation.
    """
    return einsum_back(grad_out, out, equation, x, y)[::-1]


def einsum_back__own_factor(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """You contract with the array itself instead of with the other one.

    A product's slope for one factor is the other factor, in einsum as everywhere.
    """
    return (
        einsum_back(grad_out, out, equation, x, np.ones_like(y))[0] * x,
        einsum_back(grad_out, out, equation, np.ones_like(x), y)[1] * y,
    )


def einsum_back__ones(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """You leave `grad_out` out.

    The gradient that arrives takes the place of the result in the equation, and it is
    contracted with the other array.
    """
    return einsum_back(np.ones_like(grad_out), out, equation, x, y)


def einsum_back__second_order_kept(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """The axes of y's gradient are in the order of the equation's result, not in that of y.

    Write the letters of y behind the arrow, in the order in which they stand in its own term.
    """
    grad_x, grad_y = einsum_back(grad_out, out, equation, x, y)
    return grad_x, grad_y.T


# ------------------------------------------------------------ conv1d_back0


def conv1d_back0__overwritten(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """Each offset of the kernel overwrites what the one before has brought; they add up.

    A place of the signal is seen by several windows, once with each weight. Write `+=`.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] = np.einsum("bot,oc->bct", grad_out, weights[:, :, k])
    return grad


def conv1d_back0__not_reversed(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You use the kernel the wrong way round.

    `x[j]` meets weight k in `out[j - k]`: going back, the last weight comes first. Sliding the
    kernel along a padded gradient, reverse it: `weights[:, :, ::-1]`.
    """
    kw = weights.shape[-1]
    padded = np.pad(grad_out, ((0, 0), (0, 0), (kw - 1, kw - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kw, axis=-1)
    return np.einsum("botk,ock->bct", windows, weights)


def conv1d_back0__channels_exchanged(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You take the channels that come out for those that go in.

    The axes of `weights` are (out, in, kernel), those of `grad_out` (batch, out, place). The sum is
    over out.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] += np.einsum("bot,co->bct", grad_out, weights[:, :, k])
    return grad


def conv1d_back0__ones(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You leave `grad_out` out.

    The slope of `out[t]` for `x[t + k]` is weight k; times what arrives at `out[t]`.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] += weights[:, :, k].sum(axis=0)[:, None]
    return grad


def conv1d_back0__one_place(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You use only the first weight of each kernel.

    Every window hands something back to each of its places, with the weight that stands there.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    grad[:, :, :ow] = np.einsum("bot,oc->bct", grad_out, weights[:, :, 0])
    return grad


def conv1d_back0__mean_of_windows(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You divide by the number of windows that saw a place; their parts are summed.

    Every use of a value adds to its gradient, as in `unbroadcast`.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    seen = np.zeros(x.shape[-1])
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] += np.einsum("bot,oc->bct", grad_out, weights[:, :, k])
        seen[k : k + ow] += 1
    return grad / seen


def conv1d_back0__too_short(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You put zeros at one end only, so the gradient comes out too short.

    The first place of the signal is seen by one window, and so is the last: kernel - 1 zeros are
    needed at both ends.
    """
    kw = weights.shape[-1]
    padded = np.pad(grad_out, ((0, 0), (0, 0), (kw - 1, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kw, axis=-1)
    return np.einsum("botk,ock->bct", windows, weights[:, :, ::-1])


# ------------------------------------------------------------ conv1d_back1


def conv1d_back1__reversed(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """The weights of each kernel come out in the opposite order.

    Reversing belongs to the gradient of the signal. Weight k met `x[t + k]`, and its gradient
    stands at place k.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", grad_out, windows)[:, :, ::-1]


def conv1d_back1__mean_over_batch(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You average over the batch.

    A loss that is a mean has its 1/n in `grad_out` already. What uses a weight several times adds.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", grad_out, windows) / len(x)


def conv1d_back1__mean_over_windows(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You average over the windows.

    Each window uses the same weight, and each use adds to its gradient.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", grad_out, windows) / grad_out.shape[-1]


def conv1d_back1__channels_exchanged(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """The channels that go in stand before those that come out; `weights` has them the other way.

    The letters behind the arrow give the order of the axes: (out, in, kernel).
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->cok", grad_out, windows)


def conv1d_back1__ones(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You leave `grad_out` out.

    The slope of `out[t]` for weight k is `x[t + k]`; times what arrives at `out[t]`.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", np.ones_like(grad_out), windows)


def conv1d_back1__last_signal(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """Only the last signal of the batch counts: each overwrites what the one before has brought.

    All signals met the same weights, so their parts add up. Write `+=`.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("ot,ctk->ock", grad_out[-1], windows[-1])


def conv1d_back1__not_moved(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """All weights of a kernel get the same gradient: you do not move along the signal with k.

    Weight k met `x[t + k]` in `out[t]`, so its part of the signal begins at place k.
    """
    first = np.einsum("bot,bct->oc", grad_out, x[:, :, : grad_out.shape[-1]])
    return np.repeat(first[:, :, None], weights.shape[-1], axis=2)


def conv1d_back1__batch_kept(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You keep the axis of the batch; every signal of it used the same weights, so it is summed.

    What stands behind the arrow of an einsum is kept, everything else is summed.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->bock", grad_out, windows)


# ------------------------------------------------------------ NoGrad


class NoGrad__switches_on:
    """You switch tracking on at the end of the block, even if it was off before.

    Blocks nest. After an inner one, the outer one still holds, and the flag has to be what it
    was when the inner one began. Remember it in `__enter__`.
    """

    def __enter__(self) -> None:
        global grad_tracking_enabled
        self._was = grad_tracking_enabled
        grad_tracking_enabled = False

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> Any:
        global grad_tracking_enabled
        grad_tracking_enabled = True


class NoGrad__stays_off:
    """Tracking stays off after the block.

    `__exit__` has to put back what `__enter__` found.
    """

    def __enter__(self) -> None:
        global grad_tracking_enabled
        self._was = grad_tracking_enabled
        grad_tracking_enabled = False

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> Any:
        global grad_tracking_enabled


class NoGrad__does_nothing:
    """Within the block tracking is still on.

    An assignment to a name within a function makes a local variable, unless the function says
    `global`.
    """

    def __enter__(self) -> None:
        global grad_tracking_enabled
        self._was = grad_tracking_enabled

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> Any:
        global grad_tracking_enabled
        grad_tracking_enabled = self._was


class NoGrad__swallows_errors:
    """Errors that are raised in the block disappear.

    A context manager whose `__exit__` returns something true tells Python that the error was
    dealt with. Return None.
    """

    def __enter__(self) -> None:
        global grad_tracking_enabled
        self._was = grad_tracking_enabled
        grad_tracking_enabled = False

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> Any:
        global grad_tracking_enabled
        grad_tracking_enabled = self._was
        return True


class NoGrad__stays_off_after_errors:
    """After an error in the block tracking stays off.

    `__exit__` is called in either case, and its first argument says which. The flag has to be
    put back in both.
    """

    def __enter__(self) -> None:
        global grad_tracking_enabled
        self._was = grad_tracking_enabled
        grad_tracking_enabled = False

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> Any:
        global grad_tracking_enabled
        if kind is None:
            grad_tracking_enabled = self._was


class NoGrad__without_global:
    """You assign to `grad_tracking_enabled` without saying `global`: for Python it is a local name
    then, and it is read before it has a value.

    One assignment anywhere in a function makes a name local in all of it, also in the lines before.
    `global grad_tracking_enabled` at the top of the method says which one is meant.
    """

    def __enter__(self) -> None:
        self._former = grad_tracking_enabled  # type: ignore[used-before-def]  # noqa: F823
        grad_tracking_enabled = False  # noqa: F841

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        grad_tracking_enabled = self._former  # noqa: F841


class NoGrad__remembers_too_early:
    """You remember the flag where the NoGrad is made; its block may begin later.

    `__init__` runs when `NoGrad()` is written, `__enter__` when the block begins. In between the
    flag may have changed, and the end of the block puts back what was before.
    """

    def __init__(self) -> None:
        self._former = grad_tracking_enabled

    def __enter__(self) -> None:
        global grad_tracking_enabled
        grad_tracking_enabled = False

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        global grad_tracking_enabled
        grad_tracking_enabled = self._former


class NoGrad__switches_off_too_early:
    """You switch tracking off where the NoGrad is made; only its block should be without recipes.

    `__init__` runs when `NoGrad()` is written, `__enter__` when the block begins. A NoGrad that is
    made and never entered would leave tracking off for good.
    """

    def __init__(self) -> None:
        global grad_tracking_enabled
        self._former = grad_tracking_enabled
        grad_tracking_enabled = False

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        global grad_tracking_enabled
        grad_tracking_enabled = self._former


class NoGrad__one_memory_for_all:
    """All your NoGrads remember the flag in one place, which belongs to the class.

    The inner of two blocks writes over what the outer one remembered. Keep the old value on `self`.
    """

    former: ClassVar[bool] = True

    def __enter__(self) -> None:
        global grad_tracking_enabled
        NoGrad__one_memory_for_all.former = grad_tracking_enabled
        grad_tracking_enabled = False

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        global grad_tracking_enabled
        grad_tracking_enabled = NoGrad__one_memory_for_all.former


# ------------------------------------------------------------ Parameter


class Parameter__copies(Parameter):
    """You copy the array; a parameter shares the memory of its tensor.

    Weights can be tied: two layers that use the same array learn together. A copy breaks the
    tie without a word.
    """

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        super().__init__(Tensor(tensor.array.copy()), requires_grad)


class Parameter__inherits_the_wish(Parameter):
    """You take over the tensor's `requires_grad`; a parameter requires a gradient by default.

    Initial values are drawn as plain data. Becoming a parameter is what makes them something to
    be trained.
    """

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        super().__init__(tensor, tensor.requires_grad)


class Parameter__cannot_be_frozen(Parameter):
    """You ignore `requires_grad=False`: a frozen parameter would be trained all the same.

    Finetuning freezes most of a network. The second argument is how.
    """

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        super().__init__(tensor)


class Parameter__marks_the_tensor(Parameter):
    """You change the tensor that was given: it requires a gradient afterwards.

    The parameter is a new object; the tensor belongs to somebody else.
    """

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        super().__init__(tensor, requires_grad)
        tensor.requires_grad = requires_grad


class Parameter__keeps_the_recipe(Parameter):
    """You take over the tensor's recipe; a parameter is a leaf.

    If it had parents, a backward pass would walk on into how the initial values were computed,
    and no gradient would stay here.
    """

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        super().__init__(tensor, requires_grad)
        self.recipe = tensor.recipe


class Parameter__plain_repr(Parameter):
    """Your parameter shows itself like any Tensor.

    `Parameter containing:`, a new line, then what a Tensor shows: `super().__repr__()` gives
    the last part.
    """

    def __repr__(self) -> str:
        return Tensor.__repr__(self)


class Parameter__tensor_for_array(Parameter):
    """You hand the Tensor itself to `Tensor.__init__`, which wants its array.

    NumPy then tries to take the tensor to pieces, entry by entry. The values are in `tensor.array`.
    """

    def __init__(self, tensor: Tensor, requires_grad: bool = True) -> None:
        Tensor.__init__(self, tensor, requires_grad)


# ------------------------------------------------------------ Module


class Module__own_parameters_only(Module):
    """`parameters()` forgets the parameters of submodules.

    An optimiser is given `model.parameters()`. Layers that are missing there are never trained,
    and nothing says so.
    """

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        yield from self._parameters.values()


class Module__always_recurses(Module):
    """`parameters(recurse=False)` gives those of submodules as well.

    With `recurse=False` it is the module's own parameters that are wanted.
    """

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        yield from super().parameters()


class Module__one_level_deep(Module):
    """`parameters()` goes down one level only: parameters of a submodule's submodules are missing.

    Ask each submodule for its `parameters()`, not for its own table: it asks its submodules in
    turn.
    """

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        yield from self._parameters.values()
        for module in self.modules() if recurse else ():
            yield from module.parameters(recurse=False)


class Module__children_first(Module):
    """Parameters of submodules come before the module's own.

    The order does not matter to an optimiser. It does to everybody who saves a list of arrays
    and loads it again, so it is fixed: own ones first.
    """

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        for module in self.modules() if recurse else ():
            yield from module.parameters()
        yield from self._parameters.values()


class Module__tables_of_the_class(Module):
    """All your modules share one table, because it belongs to the class.

    A dictionary that is made in the body of a class exists once. Make it in `__init__`, for
    each instance.
    """

    _shared: ClassVar[tuple[dict[str, Any], dict[str, Any]]] = ({}, {})

    def __init__(self) -> None:
        object.__setattr__(self, "_parameters", self._shared[0])
        object.__setattr__(self, "_modules", self._shared[1])


class Module__none_for_missing(Module):
    """An attribute that was never assigned is None instead of an error.

    A mistyped name then travels on as None. Python expects `__getattr__` to raise an
    AttributeError; `hasattr`, `copy` and `pickle` rely on it.
    """

    def __getattr__(self, key: str) -> Any:
        try:
            return super().__getattr__(key)
        except AttributeError:
            return None


class Module__call_without_keywords(Module):
    """Calling a module does not hand keyword arguments on.

    `__call__(self, *args, **kwargs)` passes both on to `forward`.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.forward(*args)


class Module__result_not_returned(Module):
    """Calling a module gives None: what `forward` gives is not returned.

    `__call__` has to return what `forward` gives.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.forward(*args, **kwargs)


class Module__modules_of_modules(Module):
    """`modules()` gives itself and the submodules of submodules as well; only the direct ones are
    wanted.

    torch's `modules()` does what you do, and its `children()` what is asked here.
    """

    def modules(self) -> Iterator[Module]:
        yield self
        for module in self._modules.values():
            yield from module.modules()

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        yield from self._parameters.values()
        for module in self._modules.values() if recurse else ():
            yield from module.parameters()


class Module__every_tensor_a_parameter(Module):
    """Every Tensor that is assigned gets into the table of parameters; a Parameter alone belongs
    there.

    The type is what tells a weight from other state. Ask `isinstance(val, Parameter)`.
    """

    def __setattr__(self, key: str, val: Any) -> None:
        if isinstance(val, Tensor):
            self._parameters[key] = val
        else:
            super().__setattr__(key, val)


class Module__assigns_in_setattr(Module):
    """You assign to an attribute inside of `__setattr__`, which calls `__setattr__` again, without
    end.

    `self.name = val` and `setattr(self, …)` both go through your method. `super().__setattr__(key,
    val)` stores in the usual way.
    """

    def __setattr__(self, key: str, val: Any) -> None:
        if isinstance(val, Parameter | Module):
            super().__setattr__(key, val)
        else:
            setattr(self, key, val)


# ------------------------------------------------------------ Linear


class Linear__plain_tensors(Linear):
    """Weight and bias are Tensors, not Parameters, so `parameters()` does not find them.

    `Module` keeps what is a Parameter. A plain Tensor is an attribute like any other, and the
    layer would never be trained.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        drawn = dict(self._parameters)
        self._parameters.clear()
        for name, param in drawn.items():
            setattr(self, name, Tensor(param.array, requires_grad=True))


class Linear__weight_transposed(Linear):
    """Your weight has shape (in_features, out_features); here, as in torch, it is (out_features,
    in_features).

    Either convention works on its own. Weights that are copied from a framework with the other
    one fit only where the layer is square, and are wrong there.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        self.weight = Parameter(Tensor(self.weight.array.T.copy()))

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x @ self.weight
        return out if self.bias is None else out + self.bias


class Linear__bias_ignored(Linear):
    """The bias is drawn and never added.

    forward is x @ weight.T + bias.
    """

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x @ self.weight.T
        return out


class Linear__bias_always(Linear):
    """With `bias=False` there is a bias all the same.

    Layers that are followed by a normalisation go without: what they would add is subtracted
    again.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features)


class Linear__no_square_root(Linear):
    """You draw between ±1 / in_features; the root is missing.

    A sum of n random terms grows like √n. With 1 / √n the outputs have about the size of the
    inputs; with 1 / n they shrink from layer to layer.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array /= in_features**0.5


class Linear__one_sided(Linear):
    """Your weights are all positive: they are drawn from 0 upwards.

    Weights of one sign make all outputs move together. The interval is -1/√in to +1/√in.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array[...] = np.abs(param.array)


class Linear__normal(Linear):
    """You draw from a normal distribution; here the weights are uniform.

    Both are in use. This one has clear bounds, ±1/√in_features, which no weight exceeds.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array[...] = np.random.normal(size=param.shape) * in_features**-0.5


class Linear__bound_by_outputs(Linear):
    """You draw between ±1 / √out_features; what counts is how many terms are summed, in_features.

    Each output is a sum over the inputs. How many outputs there are beside it changes nothing.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        for param in self.parameters():
            param.array *= (in_features / out_features) ** 0.5


class Linear__bias_of_zeros(Linear):
    """Your bias begins at zero; here it is drawn like the weights.

    Zeros are in use too, and train as well. torch draws it, with the same bound.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        if self.bias is not None:
            self.bias.array[...] = 0


class Linear__nothing_set_up(Linear):
    """You assign a Parameter before the Module is set up: call `super().__init__()` first.

    The tables of parameters are made in `Module.__init__`. Before that there is nothing to register
    a Parameter in.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        self.weight = Parameter(Tensor(np.zeros((out_features, in_features))))


class Linear__none_before_the_parameter(Linear):
    """You assign None to `self.bias` before the Parameter, and None is what is found ever after.

    None is no Parameter, so it becomes an attribute like any other. The Parameter goes into a
    table, and Python asks `__getattr__` for it only if there is no such attribute. Assign to
    `self.bias` once, in an `if` and an `else`.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        self.__dict__["bias"] = None


class Linear__not_recorded(Linear):
    """The values are right, but no gradient flows back: you compute with arrays.

    Arrays record nothing. `x @ self.weight.T + self.bias` does the same with tensors.
    """

    def forward(self, x: Tensor) -> Tensor:
        out = x.array @ self.weight.array.T
        return Tensor(out if self.bias is None else out + self.bias.array)


# ------------------------------------------------------------ cross_entropy


def cross_entropy__mean(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You return the mean over the batch; here each example keeps its own loss.

    The mean is taken in the training step. Single losses show which examples are hard, and let
    them be weighted.
    """
    return cross_entropy(logits, true_labels).sum() / len(logits)


def cross_entropy__overflows(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Large logits give infinity or NaN: exp(1000) does not fit into a float.

    Softmax does not change if the same number is subtracted from all logits of a row. Subtract
    the largest, and no exponent is above 0; the sum lies between 1 and the number of classes,
    and its logarithm is safe.
    """
    with np.errstate(all="ignore"):
        total = logits.exp().sum(dim=1).log()
        return total - logits[np.arange(len(logits)), true_labels]


def cross_entropy__log_of_softmax(logits: Tensor, true_labels: Tensor) -> Tensor:
    """The probability of an unlikely label is rounded to 0, and its logarithm is minus infinity.

    Subtracting the largest logit keeps exp from overflowing, and it still underflows to 0 for a
    logit that is 1000 smaller. Do not go through the probability at all: log softmax is
    `shifted - log(sum(exp(shifted)))`.
    """
    with np.errstate(all="ignore"):
        shifted: Tensor = logits - logits.array.max(axis=1, keepdims=True)
        odds = shifted.exp()
        share = odds / odds.sum(dim=1, keepdim=True)
        return -share[np.arange(len(logits)), true_labels].log()


def cross_entropy__sign(logits: Tensor, true_labels: Tensor) -> Tensor:
    """The sign is wrong: a better prediction gives you a larger loss.

    A logarithm of a probability is negative or zero. The loss is minus it.
    """
    return -cross_entropy(logits, true_labels)


def cross_entropy__over_examples(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You normalise over the batch (axis 0) instead of over the classes (axis 1).

    Each row of logits is a question of its own, and its probabilities add up to 1.
    """
    shifted: Tensor = logits - logits.array.max(axis=0, keepdims=True)
    share = shifted.exp() / shifted.exp().sum(dim=0, keepdim=True)
    with np.errstate(all="ignore"):
        return -share[np.arange(len(logits)), true_labels].log()


def cross_entropy__whole_columns(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You pick whole columns with the labels: one entry a row is needed, so row numbers have to go
    with them.

    `x[:, labels]` gives, for every row, the columns of all labels. `x[rows, labels]` pairs the
    first row with the first label, the second with the second.
    """
    shifted: Tensor = logits - logits.array.max(axis=1, keepdims=True)
    picked = shifted[slice(None), true_labels]
    return shifted.exp().sum(dim=1).log() - picked


def cross_entropy__softmax_of_large_logits(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Your softmax divides infinity by infinity for large logits, and that is NaN.

    Softmax does not change if the same number is subtracted from all logits of a row: subtract the
    largest. Then do not compute the probability either, which may underflow to 0: the logarithm of
    softmax is `shifted - log(sum(exp(shifted)))`.
    """
    with np.errstate(all="ignore"):
        share = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
        return -share[np.arange(len(logits)), true_labels].log()


# ------------------------------------------------------------ SGD


class SGD__uphill(SGD):
    """You add the gradient: the loss grows.

    The gradient points to where the loss grows fastest. A step goes the other way.
    """

    def __init__(self, params: Iterable[Any], lr: float) -> None:
        super().__init__(params, -lr)


class SGD__no_rate(SGD):
    """You leave the learning rate out.

    The gradient says in which direction to go, and not how far.
    """

    def __init__(self, params: Iterable[Any], lr: float) -> None:
        super().__init__(params, 1.0)


class SGD__new_arrays(SGD):
    """You give each parameter a new array; whoever holds the old one sees no step.

    `param.array = param.array - …` makes a new array, `param.array -= …` writes into the one
    that is there. Tied weights, and the state that somebody keeps for saving, hold the array
    itself.
    """

    def step(self) -> None:
        for param in self.params:
            if param.grad is not None:
                param.array = param.array - self.lr * param.grad.array


class SGD__zeros_for_none(SGD):
    """`zero_grad` sets zeros; here it sets None.

    None costs no memory, and a parameter that was not reached can be told from one whose
    gradient is zero. torch does the same since version 2.0.
    """

    def zero_grad(self) -> None:
        for param in self.params:
            param.grad = Tensor(np.zeros_like(param.array))


class SGD__iterator_kept(SGD):
    """You keep the iterator itself: after one pass it is empty, and nothing more happens.

    `model.parameters()` is a generator and can be read once. The first step works, all others
    do nothing, and no error is raised. Make a list of it.
    """

    def __init__(self, params: Iterable[Any], lr: float) -> None:
        self.params, self.lr = params, lr  # type: ignore[assignment]


class SGD__clears_in_step(SGD):
    """`step` throws the gradients away.

    When they are forgotten is the training loop's decision: it may want to look at them, or to
    add up those of several batches.
    """

    def step(self) -> None:
        super().step()
        self.zero_grad()


class SGD__missing_not_skipped(SGD):
    """A parameter without a gradient makes the step fail.

    A frozen layer, or one that took no part in this batch, has `grad` None. It stays where it
    is.
    """

    def step(self) -> None:
        for param in self.params:
            param.array -= self.lr * param.grad.array  # type: ignore[union-attr]


def cross_entropy__one_maximum_for_all(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You subtract the largest logit of the whole batch; each row needs its own.

    In a row whose logits are all far below that one, every exponential is rounded to 0, and the
    logarithm of their sum is minus infinity. `max(axis=1, keepdims=True)` gives one number a row.
    """
    with np.errstate(all="ignore"):
        shifted: Tensor = logits - logits.array.max()
        return shifted.exp().sum(dim=1).log() - shifted[np.arange(len(logits)), true_labels]


def cross_entropy__maximum_on_one_side(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You subtract the largest logit in the sum of exponentials, and not from the label's logit.

    log(sum(exp(shifted))) is smaller than log(sum(exp(logits))) by the largest logit. Take the
    label's logit from the shifted ones as well, or add the largest again.
    """
    shifted: Tensor = logits - logits.array.max(axis=1, keepdims=True)
    return shifted.exp().sum(dim=1).log() - logits[np.arange(len(logits)), true_labels]


def cross_entropy__not_recorded(logits: Tensor, true_labels: Tensor) -> Tensor:
    """The values are right, but no gradient flows back: you compute with arrays.

    Only the largest logit may be taken from `logits.array`. All else has to be done with tensors.
    """
    return Tensor(cross_entropy(logits, true_labels).array)


class SGD__rebinds_the_name(SGD):
    """You give the loop's variable a new value; the parameters stay as they are.

    `p = p - …` makes a new Tensor and lets the name `p` point to it until the next round of the
    loop. Change the array that the parameter holds: `p.array -= …`.
    """

    def step(self) -> None:
        for param in self.params:
            if param.grad is not None:
                param = param - self.lr * param.grad


# ------------------------------------------------------------ ReadOnly


def _lock(arrays: Iterable[Any]) -> list[Arr]:
    """Make arrays read-only; those that were writeable."""
    locked = [a for a in arrays if isinstance(a, np.ndarray) and a.flags.writeable]
    for array in locked:
        array.flags.writeable = False
    return locked


def _unlock(arrays: Sequence[Arr]) -> None:
    """Make them writeable, owners of memory before views of it."""
    for array in sorted(arrays, key=lambda array: array.base is not None):
        array.flags.writeable = True


def _results(end_node: Tensor) -> list[Arr]:
    return [node.array for node in sorted_computational_graph(end_node)]


def _arguments(end_node: Tensor) -> list[Any]:
    nodes = sorted_computational_graph(end_node)
    return [a for node in nodes if node.recipe is not None for a in node.recipe.args]


class ReadOnly__tensors_only:
    """You protect the arrays of the tensors, and not the other arguments in their recipes.

    A factor that needs no gradient is no parent, and no tensor of the graph. Its array stands in
    `recipe.args`, and the backward function of the other factor reads it there.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        self._locked = _lock(_results(self.end_node))

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        _unlock(self._locked)


class ReadOnly__arguments_only:
    """You protect the arguments in the recipes, and not the result at the end of the graph.

    `exp_back` reads what came out. The last result is an argument of nothing, and a leaf alone has
    no recipe.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        self._locked = _lock(_arguments(self.end_node))

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        _unlock(self._locked)


class ReadOnly__last_step_only:
    """You protect the last step of the graph; the steps before it have recipes as well.

    `sorted_computational_graph` gives every tensor that `end_node` was made from.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        recipe = self.end_node.recipe
        self._locked = _lock([self.end_node.array, *(recipe.args if recipe else ())])

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        _unlock(self._locked)


class ReadOnly__stays_read_only:
    """After the block the arrays are still read-only: no optimiser could make a step.

    `__exit__` has to put back what `__enter__` found.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        _lock([*_results(self.end_node), *_arguments(self.end_node)])

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        pass


class ReadOnly__stays_read_only_after_errors:
    """After an error in the block the arrays stay read-only.

    `__exit__` is called in either case, and its first argument says which. The arrays have to be
    put back in both.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        self._locked = _lock([*_results(self.end_node), *_arguments(self.end_node)])

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        if kind is None:
            _unlock(self._locked)


class ReadOnly__swallows_errors:
    """Errors that are raised in the block disappear.

    A context manager whose `__exit__` returns something true tells Python that the error was
    dealt with. Return None.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        self._locked = _lock([*_results(self.end_node), *_arguments(self.end_node)])

    def __exit__(self, kind: object, value: object, traceback: object) -> bool:
        _unlock(self._locked)
        return True


class ReadOnly__unlocks_everything:
    """After the block every array is writeable, also one that was read-only before.

    Remember in `__enter__` which arrays it was that you made read-only. Blocks nest, and an inner
    one must not open what an outer one has closed.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        _lock([*_results(self.end_node), *_arguments(self.end_node)])

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        arrays = [*_results(self.end_node), *_arguments(self.end_node)]
        _unlock([array for array in arrays if isinstance(array, np.ndarray)])


class ReadOnly__views_first:
    """You make a view writeable before the array whose memory it shares: NumPy refuses that.

    A transposition or a reshape gives a view. In the sorted graph it stands before what it was made
    from, so unlock in the opposite order.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        self._locked = _lock([*_results(self.end_node), *_arguments(self.end_node)])

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        for array in self._locked:
            array.flags.writeable = True


class ReadOnly__numbers_too:
    """You ask a number for its flags: recipes also hold arguments that are no arrays.

    The 2.0 of `multiply(x, 2.0)` stands in `recipe.args` as it is. Ask `isinstance(a, np.ndarray)`.
    """

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        self._locked = []
        for array in reversed([*_arguments(self.end_node), *_results(self.end_node)]):
            if array.flags.writeable:
                array.flags.writeable = False
                self._locked.append(array)

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        _unlock(self._locked)


class ReadOnly__one_memory_for_all:
    """All your blocks remember their arrays in one place, which belongs to the class.

    The inner of two blocks writes over what the outer one remembered, and the arrays of the outer
    one stay read-only for good. Keep them on `self`.
    """

    locked: ClassVar[list[Arr]] = []

    def __init__(self, end_node: Tensor) -> None:
        self.end_node = end_node

    def __enter__(self) -> None:
        arrays = [*_results(self.end_node), *_arguments(self.end_node)]
        ReadOnly__one_memory_for_all.locked = _lock(arrays)

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        _unlock(ReadOnly__one_memory_for_all.locked)


class ReadOnly__begins_too_early:
    """You make the arrays read-only where the ReadOnly is made; its block may begin later.

    `__init__` runs when `ReadOnly(loss)` is written, `__enter__` when the block begins.
    """

    def __init__(self, end_node: Tensor) -> None:
        self._locked = _lock([*_results(end_node), *_arguments(end_node)])

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        _unlock(self._locked)


# ------------------------------------------------------------ random_batch


def random_batch__first_rows(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You give the first `size` pictures, the same in every call: nothing is drawn.

    A network that sees one batch only learns it by heart, and its loss falls beautifully.
    """
    return Tensor(images.array[:size].copy()), Tensor(labels.array[:size].copy())


def random_batch__two_draws(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You draw twice, once for pictures and once for labels, so each label is of another picture.

    Draw row numbers once, and index both arrays with them. With labels of other pictures there is
    nothing to learn: accuracy stays near one in ten.
    """
    rows = np.random.randint(len(images), size=size)
    others = np.random.randint(len(images), size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[others])


def random_batch__labels_in_order(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """Your pictures are drawn, and your labels are the first ones of the data.

    Whatever reorders the pictures has to reorder the labels in the same way.
    """
    rows = np.random.randint(len(images), size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[:size].copy())


def random_batch__rows_for_labels(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """You return row numbers where labels are wanted.

    A row number says where a picture stands in the data; its label stands at `labels.array[row]`.
    """
    rows = np.random.randint(len(images), size=size)
    return Tensor(images.array[rows]), Tensor(rows)


def random_batch__stretch(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You take neighbours from a random place on; in sorted data those are pictures of one digit.

    Draw each row of the batch for itself. The gradient of a batch stands for that of all data
    only if the batch is a random draw of them.
    """
    start = np.random.randint(len(images) - size + 1)
    part = slice(start, start + size)
    return Tensor(images.array[part].copy()), Tensor(labels.array[part].copy())


def random_batch__seeded_inside(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """You set the seed in every call, so every call draws the same rows.

    A seed is set once, where a program begins.
    """
    rng = np.random.default_rng(0)
    rows = rng.permutation(len(images))[:size]
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


def random_batch__last_left_out(images: Tensor, labels: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The last picture is never drawn: the upper end of `randint` is already left out.

    `np.random.randint(n)` gives 0 to n - 1; Python's own `random.randint` includes both ends.
    """
    rows = np.random.randint(len(images) - 1, size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


def random_batch__shuffled_in_place(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """You shuffle the caller's data in place, and the whole of it for one batch.

    Draw rows and copy those. Whoever else holds the array, an evaluation for instance, would find
    its pictures elsewhere after every call.
    """
    order = np.random.permutation(len(images))
    images.array[:], labels.array[:] = images.array[order], labels.array[order]
    return Tensor(images.array[:size].copy()), Tensor(labels.array[:size].copy())


def random_batch__among_the_first(
    images: Tensor, labels: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """You draw among the first `size` pictures only: the upper end is the number of pictures.

    `np.random.randint(n, size=size)` draws `size` numbers below n, and n is `len(images)`.
    """
    rows = np.random.randint(size, size=size)
    return Tensor(images.array[rows]), Tensor(labels.array[rows])


# ------------------------------------------------------------ train_step


def train_step__sum(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You go down the sum of the losses; here it is the mean.

    With a sum the step grows with the batch, so the learning rate fits one batch size only.
    """
    loss = cross_entropy(model(images), labels).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__no_zero_grad(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You do not clear the gradients: those of earlier batches are added to yours.

    `backward` adds to what is there. Without `zero_grad` each step repeats all earlier ones,
    like a momentum that never fades.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__cleared_too_late(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """When `step` is called there are no gradients: they were cleared after `backward`, or
    `backward` has not been called yet.

    Clear before `backward` fills them, or after `step` has used them; and step after `backward`.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def train_step__measured_after(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You measure the loss after the step; it should be the one the step was computed from.

    Measuring again costs a second forward pass. The loss from before the step is there already,
    and it is what curves show.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return (cross_entropy(model(images), labels).sum() / len(labels)).item()


def train_step__no_step(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
    """You compute gradients and never take the step.

    `backward` fills `grad`. It is the optimiser that moves the parameters.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def train_step__from_all_losses(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """You go back from the losses of all examples: that is the gradient of their sum.

    `backward` begins with ones of the shape of its tensor, so each loss counts with the weight 1.
    In a mean each counts with 1 / batch. Take the mean before you go back.
    """
    losses = cross_entropy(model(images), labels)
    optimizer.zero_grad()
    losses.backward()
    optimizer.step()
    return float(losses.array.mean())


def train_step__cleared_afterwards_only(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """You clear the gradients after the step only: what was there before the first one has a part
    in it.

    Someone may have called `backward` before, to look at a gradient for instance. Clear before
    `backward`, whoever came first.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def train_step__gives_a_tensor(model: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
    """You return the loss as a Tensor; a number is wanted.

    A list of such losses keeps every graph alive, with all its arrays. `loss.item()` lets go of
    them.
    """
    loss = cross_entropy(model(images), labels).sum() / len(labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def train_step__divides_by_the_usual_size(
    model: Any, optimizer: Any, images: Tensor, labels: Tensor
) -> float:
    """You divide by `BATCH_SIZE`; this batch has a size of its own, `len(labels)`.

    The last batch of an epoch is often smaller, and its mean is over what is in it.
    """
    loss = cross_entropy(model(images), labels).sum() / BATCH_SIZE
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# ------------------------------------------------------------ accuracy


def accuracy__keeps_a_graph(model: Any, images: Tensor, labels: Tensor) -> float:
    """Recipes are kept while the model runs: `NoGrad` is missing.

    A recipe holds every array on the way. Over a whole test set that is the memory of thousands
    of forward passes for gradients that nobody asks for.
    """
    return float(np.mean(model(images).array.argmax(axis=1) == labels.array))


def accuracy__count(model: Any, images: Tensor, labels: Tensor) -> float:
    """You return how many are right; the share is wanted.

    Divide by the number of images, so that batches of different sizes can be compared.
    """
    return accuracy(model, images, labels) * len(labels)


def accuracy__smallest(model: Any, images: Tensor, labels: Tensor) -> float:
    """You take the smallest logit of each row.

    The largest logit is the model's answer.
    """
    with NoGrad():
        return float(np.mean(model(images).array.argmin(axis=1) == labels.array))


def accuracy__percent(model: Any, images: Tensor, labels: Tensor) -> float:
    """You return per cent; a number from 0 to 1 is wanted.

    Units that are not written down are the most common reason why two curves disagree by a
    factor of a hundred.
    """
    return 100 * accuracy(model, images, labels)


def accuracy__errors(model: Any, images: Tensor, labels: Tensor) -> float:
    """You return the share of errors.

    Accuracy counts the right answers.
    """
    return 1 - accuracy(model, images, labels)


def accuracy__compares_tensors(model: Any, images: Tensor, labels: Tensor) -> float:
    """You compare two Tensors with `==`, which asks whether they are the same object.

    `Tensor` has no comparison of its entries. Compare the arrays: `….array == labels.array`.
    """
    with NoGrad():
        return float(np.mean(model(images).argmax(1) == labels))


def accuracy__largest_of_all(model: Any, images: Tensor, labels: Tensor) -> float:
    """You look for the largest logit of the whole batch; each row has its own.

    Without an axis `argmax` counts through all entries. The classes lie along axis 1.
    """
    with NoGrad():
        return float(np.mean(model(images).array.argmax() == labels.array))


def accuracy__along_the_batch(model: Any, images: Tensor, labels: Tensor) -> float:
    """You take the largest logit along axis 0, which is the batch; the classes lie along axis 1.

    `argmax(axis)` removes the axis that it looks along. What is left should have one entry an
    image.
    """
    with NoGrad():
        return float(np.mean(model(images).array.argmax(axis=0) == labels.array))


def accuracy__tracking_left_off(model: Any, images: Tensor, labels: Tensor) -> float:
    """Tracking is still off after you have returned.

    `with NoGrad():` puts the flag back at the end of its block, whatever happens in it.
    """
    NoGrad().__enter__()
    return float(np.mean(model(images).array.argmax(axis=1) == labels.array))
