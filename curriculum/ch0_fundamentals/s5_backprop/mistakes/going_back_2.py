"""Mistakes of the section “Going back”: the first paragraph of a docstring is what the learner
reads.
"""

from typing import Any

import numpy as np

from ..autograd import Tensor
from ..solutions import BACK_FUNCS, sorted_computational_graph


def _first(end_node: Tensor, end_grad: Tensor | None) -> Any:
    return np.ones_like(end_node.array) if end_grad is None else end_grad.array


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
