"""Mistakes of the section “A framework”: the first paragraph of a docstring is what the learner
reads.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from ..autograd import Tensor
from ..solutions import Module, Parameter

grad_tracking_enabled = True


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
