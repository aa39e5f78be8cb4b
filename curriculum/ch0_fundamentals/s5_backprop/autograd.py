"""What is given: an array that remembers how it was made, and the record it keeps.

`Tensor` computes nothing by itself. Each of its operators looks up a function in
`Tensor.operators`, which your own file fills: that is how `a * b` becomes *your* `multiply`.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    Arr = npt.NDArray[np.float64]
else:
    Arr = np.ndarray  # so that `isinstance(x, Arr)` is a question that can be asked
"""The arrays that carry values and gradients."""


@dataclass(frozen=True)
class Recipe:
    """How a tensor was made: everything that going backwards will need.

    Args:
        func: the NumPy function that was called, such as `np.log`.
        args: its positional arguments, with plain arrays in the place of tensors.
        kwargs: its keyword arguments.
        parents: for the position of each argument that was a tensor and needs a gradient, that
            tensor.
    """

    func: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    parents: dict[int, "Tensor"]


class Tensor(Hashable):
    """A NumPy array that can be part of a computational graph.

    Args:
        array: the values; an array is kept as it is and not copied.
        requires_grad: whether a gradient is wanted for it, or for something it was made from.

    Attributes:
        grad: None until a backward pass has reached it; then a Tensor of the same shape.
        recipe: how it was made; None for a leaf, which nothing that was recorded has made.
    """

    operators: ClassVar[dict[str, Callable[..., Any]]] = {}
    """What `+`, `@`, `[...]` and the methods below call, by name."""

    __array_ufunc__ = None  # `array * tensor` asks the tensor instead of taking it to pieces

    def __init__(self, array: Any, requires_grad: bool = False) -> None:
        self.array: npt.NDArray[Any] = array if isinstance(array, np.ndarray) else np.array(array)
        self.requires_grad = requires_grad
        self.grad: Tensor | None = None
        self.recipe: Recipe | None = None

    def __repr__(self) -> str:
        values = np.array2string(self.array, precision=4, separator=", ", prefix="Tensor(")
        return f"Tensor({values}{', requires_grad=True' if self.requires_grad else ''})"

    def __hash__(self) -> int:
        return id(self)

    def __len__(self) -> int:
        return len(self.array)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes."""
        return self.array.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.array.ndim

    @property
    def is_leaf(self) -> bool:
        """Whether nothing that was recorded has made it."""
        return self.recipe is None or not self.recipe.parents

    def item(self) -> float:
        """The only value, as a Python number."""
        return float(self.array.item())

    def argmax(self, dim: int | None = None) -> "Tensor":
        """Where the largest value stands; nothing flows back through it."""
        return Tensor(self.array.argmax(axis=dim))

    def backward(self, end_grad: "Tensor | None" = None) -> None:
        """Your `backprop`, from here."""
        _call("backprop", self, end_grad)

    def __neg__(self) -> "Tensor":
        return _call("negative", self)

    def __add__(self, other: Any) -> "Tensor":
        return _call("add", self, other)

    def __radd__(self, other: Any) -> "Tensor":
        return _call("add", other, self)

    def __sub__(self, other: Any) -> "Tensor":
        return _call("subtract", self, other)

    def __rsub__(self, other: Any) -> "Tensor":
        return _call("subtract", other, self)

    def __mul__(self, other: Any) -> "Tensor":
        return _call("multiply", self, other)

    def __rmul__(self, other: Any) -> "Tensor":
        return _call("multiply", other, self)

    def __truediv__(self, other: Any) -> "Tensor":
        return _call("true_divide", self, other)

    def __rtruediv__(self, other: Any) -> "Tensor":
        return _call("true_divide", other, self)

    def __matmul__(self, other: "Tensor") -> "Tensor":
        return _call("matmul", self, other)

    def __gt__(self, other: Any) -> "Tensor":
        return _call("greater", self, other)

    def __getitem__(self, index: Any) -> "Tensor":
        return _call("getitem", self, index)

    @property
    def T(self) -> "Tensor":
        """The axes in the opposite order."""
        return self.permute(tuple(range(self.ndim))[::-1])

    def log(self) -> "Tensor":
        """Natural logarithm of each entry."""
        return _call("log", self)

    def exp(self) -> "Tensor":
        """Exponential of each entry."""
        return _call("exp", self)

    def sum(self, dim: int | tuple[int, ...] | None = None, keepdim: bool = False) -> "Tensor":
        """Sum over some axes, or over all."""
        return _call("sum", self, dim=dim, keepdim=keepdim)

    def reshape(self, new_shape: tuple[int, ...]) -> "Tensor":
        """The same entries in another shape."""
        return _call("reshape", self, new_shape)

    def permute(self, axes: tuple[int, ...]) -> "Tensor":
        """The axes in another order."""
        return _call("permute", self, axes)

    def expand(self, new_shape: tuple[int, ...]) -> "Tensor":
        """Repeated along axes of size one, or along new axes in front."""
        return _call("expand", self, new_shape)

    def maximum(self, other: Any) -> "Tensor":
        """The larger of two entries."""
        return _call("maximum", self, other)


def _call(name: str, *args: Any, **kwargs: Any) -> "Tensor":
    """Call the operator of this name.

    Raises:
        NotImplementedError: nobody has put it into `Tensor.operators`.
    """
    if name not in Tensor.operators:
        raise NotImplementedError(f"Tensor.operators has no `{name}`: call connect() first")
    made: Tensor = Tensor.operators[name](*args, **kwargs)
    return made
