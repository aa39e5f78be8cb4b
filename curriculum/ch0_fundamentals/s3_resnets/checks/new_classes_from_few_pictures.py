"""Checks of the section “New classes from few pictures”: one experiment a claim, which is what
the learner reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..digits import load_digits
from ..pretrained import pretrained_resnet
from .common import Run, filled, state

# ---------------------------------------------------------------- freeze

Freeze = Callable[[nn.Module], nn.Module]


def _nested() -> nn.Module:
    inner = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
    return filled(nn.Sequential(nn.Conv2d(1, 2, 2), nn.BatchNorm2d(2), nn.Flatten(), inner))


def freeze__reaches_every_parameter(freeze: Freeze, rng: torch.Generator) -> dict[str, object]:
    """No weight and no bias at any depth needs a gradient afterwards, and the model is returned."""
    model = _nested()
    model.register_parameter("scale", nn.Parameter(torch.tensor(1.0)))
    returned = freeze(model)
    needs = {f"`{n}` needs a gradient": p.requires_grad for n, p in model.named_parameters()}
    return {"it returns the model": returned is model, **needs}


def freeze__changes_nothing_else(freeze: Freeze, rng: torch.Generator) -> dict[str, object]:
    """Numbers, modes and the list of parameters stay as they are."""
    model = _nested().train()
    model[1].eval()  # type: ignore[index]
    freeze(model)
    return {"modes": [m.training for m in model.modules()], **state(model)}


def freeze__lets_gradients_through(freeze: Freeze, rng: torch.Generator) -> dict[str, object]:
    """Gradients still pass through to the input and to layers that are added later."""
    body, head = filled(nn.Linear(3, 4)), filled(nn.Linear(4, 2), 1)
    freeze(body)
    x = torch.randn(2, 3, generator=rng).requires_grad_()
    torch.autograd.backward(head(body(x)).square().sum())
    grads = {f"gradient of the new layer's `{n}`": p.grad for n, p in head.named_parameters()}
    return {"gradient of the input": x.grad, **grads}


# ---------------------------------------------------------------- get_resnet_for_feature_extraction

Extractor = Callable[[int], nn.Module]


def _body_and_head(model: nn.Module) -> tuple[list[Tensor], list[Tensor]]:
    """Entries of the state dict but the last two, and those."""
    entries = list(model.state_dict().values())
    return entries[:-2], entries[-2:]


def get_resnet_for_feature_extraction__trains_the_head_only(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """Only the new head's weight and bias need gradients, and it has a row for each class."""
    found: dict[str, object] = {}
    for n in (3, 5):
        parameters = list(make(n).parameters())
        found[f"parameters, {n} classes"] = len(parameters)
        found[f"shapes of the trainable ones, {n} classes"] = [
            str(tuple(p.shape)) for p in parameters if p.requires_grad
        ]
        found[f"the last two are trainable, {n} classes"] = [
            p.requires_grad for p in parameters[-2:]
        ]
    return found


def get_resnet_for_feature_extraction__keeps_the_body(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """All other numbers, running statistics among them, are those of the pretrained network."""
    return {"entries but the last two, in order": _body_and_head(make(4))[0]}


def get_resnet_for_feature_extraction__has_a_fresh_head(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """The head's numbers are new: not the pretrained ones, not zero, and others each time."""
    first, second = _body_and_head(make(5))[1], _body_and_head(make(5))[1]
    old = _body_and_head(pretrained_resnet())[1]
    return {
        "weights different from zero": bool((first[0] != 0).any()),
        "weights of two heads differ": bool((first[0] != second[0]).any()),
        "weights differ from the old head's": bool((first[0][:5] != old[0][:5]).any()),
        "largest weight is below 0.5": bool(first[0].abs().max() < 0.5),
    }


def get_resnet_for_feature_extraction__gives_logits(
    make: Extractor, rng: torch.Generator
) -> dict[str, object]:
    """With numbers of ours in the head, its logits are those of the reference."""
    model, x = make(3), torch.randn(2, 3, 32, 32, generator=rng)
    weight, bias = list(model.parameters())[-2:]
    with torch.no_grad():
        weight.copy_(torch.randn(weight.shape, generator=rng))
        bias.copy_(torch.randn(bias.shape, generator=rng))
    return {"logits": model.eval()(x)}


# ---------------------------------------------------------------- finetune

_FEW, _DRAWS, _FEW_STEPS = 3, 3, 6


def _prepared(images: Tensor) -> Tensor:
    """As `prepare_data` makes them, for pictures of 8 × 8."""
    big = F.interpolate(images[:, None] / 16, size=(32, 32)).expand(-1, 3, -1, -1)
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    return (big - mean[:, None, None]) / std[:, None, None]


def finetune__transfers(finetune: Callable[..., object], rng: torch.Generator) -> object:
    """From 3 pictures a class and 6 steps, the frozen network with a new head reads at least 66 %
    of fresh digits from 5 to 9, more than the same network from scratch, which reads 33 % (means
    of 3 draws).
    """
    images, labels = load_digits()
    new = labels >= 5
    x, y = _prepared(images[new]), labels[new] - 5
    runs: dict[bool, list[Run]] = {True: [], False: []}
    found: dict[bool, list[float]] = {True: [], False: []}
    for draw in range(_DRAWS):
        order = torch.randperm(len(x), generator=rng)
        few = torch.cat([order[y[order] == c][:_FEW] for c in range(5)])
        rest = order[~torch.isin(order, few)]
        validation, fresh = (x[rest[:100]], y[rest[:100]]), (x[rest[100:]], y[rest[100:]])
        for pretrained, name in ((True, "pretrained "), (False, "scratch ")):
            before = (2 * draw + (not pretrained)) * _FEW_STEPS
            run = Run(name, _FEW_STEPS, validation, before, 2 * _DRAWS * _FEW_STEPS, look=2)
            finetune(pretrained, x[few], y[few], _FEW_STEPS, run, rng)
            runs[pretrained].append(run)
            found[pretrained].append(run.measure(fresh))
    return {
        "accuracy": sum(found[True]) / _DRAWS,
        "accuracy from scratch": sum(found[False]) / _DRAWS,
        "steps": float(_FEW_STEPS),
        "reports": float(min(run.reports for pair in runs.values() for run in pair)),
        "trained numbers, pretrained": float(_trainable(runs[True][0].model)),
        "trained numbers, scratch": float(_trainable(runs[False][0].model)),
    }


def _trainable(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
