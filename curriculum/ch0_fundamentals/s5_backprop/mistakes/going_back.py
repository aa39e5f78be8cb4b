"""Mistakes of the section “Going back”: the first paragraph of a docstring is what the learner
reads.
"""

from typing import Any

from ..autograd import Tensor
from ..solutions import sorted_computational_graph, topological_sort


def _parents(node: Tensor) -> list[Tensor]:
    return [] if node.recipe is None else list(node.recipe.parents.values())


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
