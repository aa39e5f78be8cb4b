"""Checks of the section “More operations”: one experiment a claim, which is what the learner
reads.
"""

import functools
from typing import Any

import numpy as np

from ..autograd import Tensor
from .common import Back, Rng, in_words, normal, operators_installed, sum_array, unary

# ---------------------------------------------------------------- log_back, exp_back, negative_back


def exp_back__one_axis(back: Back, rng: Rng) -> list[Any]:
    """On two entries, then on six, each gradient is grad_out times the slope of exp there."""
    return [
        back(np.array([1.0, 10.0]), np.exp([0.0, 2.0]), np.array([0.0, 2.0])),
        unary(back, np.exp, rng, 6),
    ]


def exp_back__several_axes(back: Back, rng: Rng) -> list[Any]:
    """Arrays with more axes keep their shape."""
    return [unary(back, np.exp, rng, *shape) for shape in ((2, 3), (3, 1, 2), ())]


def exp_back__far_from_zero(back: Back, rng: Rng) -> Any:
    """Negative and large arguments are right as well."""
    x = np.array([-30.0, -1.0, 9.0])
    return back(normal(rng, 3), np.exp(x), x)


def negative_back__one_axis(back: Back, rng: Rng) -> list[Any]:
    """On two entries, then on six, the gradient changes its sign."""
    return [
        back(np.array([1.0, -10.0]), np.array([-2.0, -4.0]), np.array([2.0, 4.0])),
        unary(back, np.negative, rng, 6),
    ]


def negative_back__several_axes(back: Back, rng: Rng) -> list[Any]:
    """Arrays with more axes keep their shape."""
    return [unary(back, np.negative, rng, *shape) for shape in ((2, 3), (3, 1, 2), ())]


def negative_back__leaves_grad_out_alone(back: Back, rng: Rng) -> list[Any]:
    """The gradient that came in is unchanged afterwards: others may still need it."""
    grad_out, x = normal(rng, 3), normal(rng, 3)
    return [back(grad_out, -x, x), grad_out]


# ---------------------------------------------------------------- reshape, permute, expand


def reshape_back__gives_the_shape_back(back: Back, rng: Rng) -> list[Any]:
    """The gradient has the shape of x, its entries in the same order."""
    cases: list[tuple[Any, Any]] = [((4,), (2, 2)), ((2, 3), (3, 2)), ((3, 4), (2, 1, 6))]
    seen = []
    for shape, new_shape in cases:
        x = normal(rng, *shape)
        seen.append(back(normal(rng, *new_shape), x.reshape(new_shape), x, new_shape))
    return seen


def reshape_back__takes_minus_one(back: Back, rng: Rng) -> list[Any]:
    """The new shape may hold -1."""
    seen = []
    for shape, new_shape in (((2, 3), (-1,)), ((4, 3), (2, -1))):
        x = normal(rng, *shape)
        out = x.reshape(new_shape)
        seen.append(back(normal(rng, *out.shape), out, x, new_shape))
    return seen


def reshape_back__takes_scalars(back: Back, rng: Rng) -> list[Any]:
    """An array without axes that became one with axes gets a gradient without axes."""
    x = normal(rng)
    return [back(normal(rng, 1, 1), x.reshape(1, 1), x, (1, 1))]


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
    x = normal(rng, 2, 3)
    return back(normal(rng, 3, 2), x.T, x, (1, 0))


def permute_back__of_more_axes(back: Back, rng: Rng) -> list[Any]:
    """With three to five axes the gradient has the shape of x and the right entries."""
    seen = []
    for shape, axes in _ORDERS[1:]:
        x = normal(rng, *shape)
        out = np.transpose(x, axes)
        seen.append(back(normal(rng, *out.shape), out, x, axes))
    return seen


def permute_back__where_sizes_are_equal(back: Back, rng: Rng) -> Any:
    """Where all axes have one size a wrong order would not show in the shape."""
    x = normal(rng, 3, 3, 3)
    return back(normal(rng, 3, 3, 3), np.transpose(x, (2, 0, 1)), x, [2, 0, 1])


def expand_array__stretches(expand: Any, rng: Rng) -> list[Any]:
    """Axes of size one are repeated, and new axes come in front."""
    cases: list[tuple[Any, Any]] = [((1,), (3,)), ((2, 1), (2, 3)), ((3,), (2, 3)), ((), (2, 2))]
    return [expand(normal(rng, *shape), new_shape) for shape, new_shape in cases]


def expand_array__takes_minus_one(expand: Any, rng: Rng) -> list[Any]:
    """-1 keeps the size of an axis, counted from the end, also behind new axes."""
    cases: list[tuple[Any, Any]] = [
        ((2, 1), (-1, 3)),
        ((1, 3), (2, -1)),
        ((3,), (2, -1)),
        ((3, 1), (5, -1, 4)),
        ((2, 3), (-1, -1)),
    ]
    return [expand(normal(rng, *shape), new_shape) for shape, new_shape in cases]


def expand_array__refuses_what_does_not_fit(expand: Any, rng: Rng) -> dict[str, Any]:
    """A size that does not fit is a ValueError."""
    x = normal(rng, 2, 3)
    cases: list[tuple[int, ...]] = [(2, 4), (3, -1), (2, 1)]
    seen = {}
    for new_shape in cases:
        made = in_words(functools.partial(expand, x, new_shape))
        seen[f"(2, 3) to {new_shape}"] = made if isinstance(made, str) else "is accepted"
    return seen


def expand_back__sums_the_copies(back: Back, rng: Rng) -> list[Any]:
    """Every copy of an entry adds its gradient to that entry."""
    seen = []
    for shape, new_shape in (((1,), (3,)), ((2, 1), (2, 3)), ((3,), (2, 3))):
        x = normal(rng, *shape)
        out = np.broadcast_to(x, new_shape)
        seen.append(back(normal(rng, *new_shape), out, x, new_shape))
    return seen


def expand_back__takes_minus_one(back: Back, rng: Rng) -> list[Any]:
    """The new shape may hold -1."""
    seen = []
    for shape, new_shape, real in (((2, 1), (-1, 3), (2, 3)), ((3, 1), (5, -1, 4), (5, 3, 4))):
        x = normal(rng, *shape)
        seen.append(back(normal(rng, *real), np.broadcast_to(x, real), x, new_shape))
    return seen


def expand_back__where_nothing_is_repeated(back: Back, rng: Rng) -> list[Any]:
    """Where nothing was repeated the gradient passes; an array without axes gets the whole sum."""
    x, y = normal(rng, 2, 3), normal(rng)
    return [
        back(normal(rng, 2, 3), x.copy(), x, (2, 3)),
        back(normal(rng, 2, 2), np.broadcast_to(y, (2, 2)), y, (2, 2)),
    ]


# ---------------------------------------------------------------- sum, indexing


def _sums(back: Back, rng: Rng, cases: list[tuple[tuple[int, ...], dict[str, Any]]]) -> list[Any]:
    seen = []
    for shape, options in cases:
        x = normal(rng, *shape)
        out = np.asarray(sum_array(x, **options))
        seen.append(back(normal(rng, *out.shape), out, x, **options))
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
    with operators_installed():
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
    x = normal(rng, 3, 4)
    rows, columns = Tensor(np.array([2, 0, 2])), Tensor(np.array([1, 1, 3]))
    return [x[coerce(i)] for i in ((rows, columns), rows, (slice(None), columns), (1, rows), 2)]


def _picked(back: Back, rng: Rng, cases: list[tuple[tuple[int, ...], Any]]) -> list[Any]:
    seen = []
    for shape, index in cases:
        x = normal(rng, *shape)
        plain: Any = index.array if isinstance(index, Tensor) else index
        if isinstance(index, tuple):
            plain = tuple(i.array if isinstance(i, Tensor) else i for i in index)
        out = np.asarray(x[plain])
        seen.append(back(normal(rng, *out.shape), out, x, index))
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
