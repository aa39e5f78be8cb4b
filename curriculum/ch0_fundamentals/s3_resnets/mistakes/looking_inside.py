"""Mistakes of the section “Looking inside”: the first paragraph of a docstring is what the
learner reads.
"""

from typing import Any

from torch import Tensor, nn

from ..solutions import find_nan_layer

# ---------------------------------------------------------------- find_nan_layer


def find_nan_layer__hooks_left(model: nn.Module, x: Tensor) -> str | None:
    """You leave your hooks in the model.

    They run at every later call, slow it down, and are saved with it by pickle. `register_…`
    returns a handle with `remove()`.
    """
    answer = find_nan_layer(model, x)
    for module in model.modules():
        module.register_forward_hook(lambda module, inputs, output: None)
    return answer


def find_nan_layer__hooks_left_after_error(model: nn.Module, x: Tensor) -> str | None:
    """If the forward pass raises, your hooks stay in the model.

    A model that one looks at with hooks is often a broken one. Remove them in `finally:`.
    """
    try:
        return find_nan_layer(model, x)
    except RuntimeError:
        for module in model.modules():
            module.register_forward_hook(lambda module, inputs, output: None)
        raise


def find_nan_layer__all_hooks_removed(model: nn.Module, x: Tensor) -> str | None:
    """You remove every hook of the model, also those that were there before you.

    They belong to somebody. Keep the handles of your own and remove those.
    """
    answer = find_nan_layer(model, x)
    for module in model.modules():
        module._forward_hooks.clear()
    return answer


def find_nan_layer__last_one(model: nn.Module, x: Tensor) -> str | None:
    """You name the last module that gives a NaN; the exercise asks for the first.

    A NaN spreads through everything behind it. Keep the first name that you note.
    """
    found: list[str] = []
    names = {module: name for name, module in model.named_modules()}

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if output.isnan().any() and not x.isnan().any():
            found.append(names[module])

    handles = [m.register_forward_hook(look) for m in model.modules()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return found[-1] if found else None


def find_nan_layer__name_of_the_loop(model: nn.Module, x: Tensor) -> str | None:
    """All your hooks report the name at which the loop ended.

    A function made in a loop looks its variables up when it is *called*, and by then the loop is
    over. Let a function make the hook, or bind the name with `functools.partial`.
    """
    if find_nan_layer(model, x) is None:
        return None
    names: list[str] = [name for name, _ in model.named_modules()]
    return names[-1]


def find_nan_layer__order_of_definition(model: nn.Module, x: Tensor) -> str | None:
    """You go by the order in which modules were defined, not by the order in which they run.

    `named_modules()` lists a container before its children and an attribute where it was assigned.
    Hooks fire in the order of the computation.
    """
    seen: dict[nn.Module, bool] = {}

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        seen[module] = bool(output.isnan().any()) and not any(i.isnan().any() for i in inputs)

    handles = [m.register_forward_hook(look) for m in model.modules()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    names = [name for name, m in model.named_modules() if seen.get(m)]
    return next(
        (n for n in names if not any(o.startswith(f"{n}." if n else "") for o in names if o != n)),
        None,
    )


def find_nan_layer__input_not_asked(model: nn.Module, x: Tensor) -> str | None:
    """You do not look at the inputs, so a NaN that came in is blamed on the first module.

    A NaN is born where the output has one and the input has none.
    """
    return _first_born(model, x, lambda ins, out: out.isnan().any())


def find_nan_layer__infinity_too(model: nn.Module, x: Tensor) -> str | None:
    """You take infinity for a NaN.

    Infinity is often on its way to become one (∞ - ∞, 0 · ∞), but it is another thing: a mask may
    hold it on purpose. `isnan` tells them apart, `isfinite` does not.
    """
    return _first_born(
        model,
        x,
        lambda ins, out: not out.isfinite().all() and all(i.isfinite().all() for i in ins),
    )


def find_nan_layer__leaves_only(model: nn.Module, x: Tensor) -> str | None:
    """You look at modules without children only.

    A module with children may compute something between them, and a NaN that is born there is found
    nowhere.
    """
    answer = find_nan_layer(model, x)
    if answer is None:
        return None
    return None if list(model.get_submodule(answer).children()) else answer


def find_nan_layer__first_input_only(model: nn.Module, x: Tensor) -> str | None:
    """You look at the first input of each module only; a NaN may come in with another.

    `inputs` is a tuple of all that the module was called with.
    """
    return _first_born(model, x, lambda ins, out: out.isnan().any() and not ins[0].isnan().any())


def find_nan_layer__all_of_them(model: nn.Module, x: Tensor) -> str | None:
    """You ask whether *all* entries of the output are NaN; one is enough.

    `.isnan().any()` is true for one NaN among numbers.
    """
    return _first_born(
        model, x, lambda ins, out: out.isnan().all() and not any(i.isnan().any() for i in ins)
    )


def _first_born(model: nn.Module, x: Tensor, is_born: Any) -> str | None:
    """The first module to finish of which a question is true."""
    names = {module: name for name, module in model.named_modules()}
    found: list[str] = []

    def look(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if is_born(inputs, output):
            found.append(names[module])

    handles = [m.register_forward_hook(look) for m in model.modules()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return found[0] if found else None
