"""Mistakes of the section “A framework”: the first paragraph of a docstring is what the learner
reads.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import numpy as np

from ..autograd import Arr, Tensor
from ..solutions import SGD, sorted_computational_graph

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
