"""Checks of the section “The parts of a ResNet”: one experiment a claim, which is what the
learner reads.
"""

import torch
from torch import Tensor, nn

from .common import Make, filled

# ---------------------------------------------------------------- Sequential


class _Affine(nn.Module):
    """x → a·x + b: two of them do not commute."""

    def __init__(self, a: float, b: float) -> None:
        super().__init__()
        self.a, self.b = nn.Parameter(torch.tensor(a)), b

    def forward(self, x: Tensor) -> Tensor:
        """Scale and shift."""
        return self.a * x + self.b


def _chain(make: Make) -> nn.Module:
    return make(_Affine(2.0, 1.0), _Affine(-3.0, 0.5), _Affine(0.5, 4.0))


def Sequential__runs_in_order(make: Make, rng: torch.Generator) -> dict[str, object]:
    """The modules run one after another, in the order in which they were given."""
    x = torch.randn(2, 3, generator=rng)
    return {
        "one module": make(_Affine(2.0, 1.0))(x),
        "three modules": _chain(make)(x),
        "no module": make()(x),
    }


def Sequential__registers_its_modules(make: Make, rng: torch.Generator) -> dict[str, object]:
    """Their parameters are its own, under the names `0.…`, `1.…`, and modes reach them."""
    model = make(nn.Linear(2, 3), nn.ReLU(), nn.BatchNorm2d(4))
    model.eval()
    return {
        "names of the parameters": [name for name, _ in model.named_parameters()],
        "names in the state dict": list(model.state_dict()),
        "modes after eval()": [m.training for m in model.modules()],
    }


def Sequential__can_be_indexed(make: Make, rng: torch.Generator) -> dict[str, object]:
    """`model[i]` is the module at a place; negative numbers count from the end."""
    model = _chain(make)
    found = {f"shift of model[{i}]": model[i].b for i in (0, 2, -1, -3)}  # type: ignore[index]
    outside: dict[str, object] = {}
    for i in (3, -4):
        try:
            outside[f"model[{i}]"] = model[i].b  # type: ignore[index]
        except (IndexError, KeyError):
            outside[f"model[{i}]"] = "raises"
    return found | outside


def Sequential__can_be_changed(make: Make, rng: torch.Generator) -> dict[str, object]:
    """`model[i] = module` puts another module in that place and keeps all the others."""
    x = torch.randn(2, 3, generator=rng)
    found: dict[str, object] = {}
    for i in (0, -1):
        model = _chain(make)
        model[i] = _Affine(7.0, -1.0)  # type: ignore[operator]
        found[f"after model[{i}] = …"] = model(x)
        found[f"number of modules after model[{i}] = …"] = len(list(model.children()))
        found[f"parameters after model[{i}] = …"] = [p.item() for p in model.parameters()]
    return found


# ---------------------------------------------------------------- BatchNorm2d


def _spread(rng: torch.Generator, *shape: int) -> Tensor:
    """Numbers whose channels differ in mean and deviation."""
    c = shape[1]
    mean, std = torch.arange(c) - 1.0, torch.arange(c) * 0.7 + 0.4
    return torch.randn(*shape, generator=rng) * std[:, None, None] + mean[:, None, None]


def _buffers(norm: nn.Module) -> dict[str, object]:
    return {f"`{n}`": b.clone() for n, b in sorted(norm.named_buffers())}


def BatchNorm2d__has_its_state(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """Two parameters and three buffers, as in torch: ones, zeros, and a counter at zero."""
    layer = norm(3)
    return {
        "parameters": {n: p.detach() for n, p in sorted(layer.named_parameters())},
        "buffers": _buffers(layer),
        "in the state dict": sorted(layer.state_dict()),
    }


def BatchNorm2d__normalises_a_batch(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """In training mode each channel gets mean 0 and variance 1, over batch, height and width."""
    return {
        "2 pictures of 1 × 1": norm(1)(torch.tensor([1.0, 4.0])[:, None, None, None]),
        "4 pictures": norm(3)(_spread(rng, 4, 3, 2, 5)),
        "1 picture": norm(2)(_spread(rng, 1, 2, 3, 4)),
    }


def BatchNorm2d__scales_and_shifts(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """`weight` scales and `bias` shifts each channel afterwards, and gradients reach both."""
    layer, x = filled(norm(3), 1), _spread(rng, 2, 3, 4, 2).requires_grad_()
    pull = torch.randn(2, 3, 4, 2, generator=rng)
    out = layer(x)
    torch.autograd.backward((out * pull).sum())
    gradients = {f"gradient of `{n}`": p.grad for n, p in sorted(layer.named_parameters())}
    return {"output": out, **gradients, "gradient of the input": x.grad}


def BatchNorm2d__keeps_running_statistics(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """Each training batch moves the running mean and (unbiased) variance by `momentum`."""
    found: dict[str, object] = {}
    for momentum in (0.1, 0.7):
        layer = norm(3, momentum=momentum)
        for batch in range(2):
            layer(_spread(rng, 2, 3, 1, 3))
            found[f"after batch {batch + 1}, momentum {momentum}"] = _buffers(layer)
    return found


def BatchNorm2d__uses_them_in_evaluation(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """In evaluation mode the running statistics normalise, and stay as they are."""
    layer = filled(norm(3), 2).eval()
    x = _spread(rng, 3, 3, 2, 4)
    alone = _spread(rng, 1, 3, 1, 2)
    return {"3 pictures": layer(x), "1 picture of 1 × 2": layer(alone), "buffers": _buffers(layer)}


def BatchNorm2d__survives_constant_channels(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """`eps` is added to the variance before the root: a constant channel gives zeros, not NaN."""
    x = 0.01 * torch.randn(3, 2, 2, 2, generator=rng)
    return {
        "all zero": norm(2)(torch.zeros(2, 2, 3, 1)),
        "nearly constant": norm(2)(x),
        "eps = 0.5": norm(2, eps=0.5)(100 * x),
    }


def BatchNorm2d__keeps_no_graph(norm: Make, rng: torch.Generator) -> dict[str, object]:
    """Running statistics are numbers without a history: they need no gradient, step after step."""
    layer, x = norm(2), _spread(rng, 2, 2, 2, 2).requires_grad_()
    for _ in range(2):
        torch.autograd.backward(layer(x).square().sum())
    return {f"`{n}` needs a gradient": b.requires_grad for n, b in sorted(layer.named_buffers())}


# ---------------------------------------------------------------- AveragePool


def AveragePool__averages_each_channel(pool: Make, rng: torch.Generator) -> dict[str, object]:
    """Each channel becomes its mean over height and width, whatever the size."""
    shapes = [(1, 1, 1, 1), (2, 3, 4, 5), (3, 2, 1, 6)]
    return {str(s): pool()(torch.randn(*s, generator=rng)) for s in shapes}


def AveragePool__keeps_batch_and_channels(pool: Make, rng: torch.Generator) -> dict[str, object]:
    """Neither batch nor channels are averaged, even where they are one, or none."""
    return {
        "one picture": pool()(torch.randn(1, 4, 2, 3, generator=rng)),
        "one channel": pool()(torch.randn(5, 1, 3, 2, generator=rng)),
        "no picture": pool()(torch.zeros(0, 3, 2, 2)),
    }


def AveragePool__has_no_state(pool: Make, rng: torch.Generator) -> dict[str, object]:
    """It has no parameters and passes gradients back evenly."""
    x = torch.randn(2, 2, 2, 3, generator=rng).requires_grad_()
    torch.autograd.backward(pool()(x).square().sum())
    return {"entries of the state dict": list(pool().state_dict()), "gradient": x.grad}


# ---------------------------------------------------------------- residual networks


def _shapes(model: nn.Module) -> list[str]:
    """Entries of a state dict in order, by the last part of the name: `weight (3, 2, 1, 1)`."""
    entries = model.state_dict().items()
    return [f"{name.split('.')[-1]} {tuple(e.shape)}" for name, e in entries]


def _run_through(model: nn.Module, x: Tensor, what: str) -> dict[str, object]:
    """Outputs in both modes, and the running statistics that training leaves."""
    filled(model)
    evaluated = model.eval()(x)
    trained = model.train()(x)
    statistics = [
        e for n, e in model.state_dict().items() if n.split(".")[-1][:4] in ("runn", "num_")
    ]
    return {
        f"output of {what} in evaluation mode": evaluated,
        f"output of {what} in training mode": trained,
        f"running statistics of {what}, in order": statistics,
    }


def ResidualBlock__has_its_layers(block: Make, rng: torch.Generator) -> dict[str, object]:
    """The left branch's convolutions and batch norms, then the right one's, if it has any."""
    cases = [(3, 3, 1), (2, 5, 2), (4, 4, 2)]
    return {f"entries of ResidualBlock{c}, in order": _shapes(block(*c)) for c in cases}


def ResidualBlock__has_a_shortcut_for_channels(
    block: Make, rng: torch.Generator
) -> dict[str, object]:
    """The right branch has layers if the channels differ, also with stride 1."""
    return {"entries of ResidualBlock(3, 2, 1), in order": _shapes(block(3, 2, 1))}


def ResidualBlock__keeps_the_shape(block: Make, rng: torch.Generator) -> dict[str, object]:
    """With stride 1 and equal channels, the input itself is added before the last ReLU."""
    x = torch.randn(2, 3, 4, 5, generator=rng)
    return _run_through(block(3, 3), x, "ResidualBlock(3, 3)")


def ResidualBlock__halves_the_picture(block: Make, rng: torch.Generator) -> dict[str, object]:
    """With stride 2 both branches halve height and width, rounded up, and change the channels."""
    x, y = torch.randn(2, 2, 6, 5, generator=rng), torch.randn(3, 4, 3, 2, generator=rng)
    wider = _run_through(block(2, 5, 2), x, "ResidualBlock(2, 5, 2)")
    return wider | _run_through(block(4, 4, 2), y, "ResidualBlock(4, 4, 2)")


def ResidualBlock__changes_channels_only(block: Make, rng: torch.Generator) -> dict[str, object]:
    """With stride 1 and other channels, the right branch changes the channels only."""
    x = torch.randn(2, 3, 3, 4, generator=rng)
    return _run_through(block(3, 2), x, "ResidualBlock(3, 2)")


def ResidualBlock__passes_gradients_back(block: Make, rng: torch.Generator) -> dict[str, object]:
    """Gradients reach the input through both branches, and every parameter."""
    model, x = filled(block(2, 3, 2)), torch.randn(3, 2, 4, 4, generator=rng).requires_grad_()
    torch.autograd.backward(model(x).square().sum())
    return {
        "gradients of the parameters, in order": [p.grad for p in model.parameters()],
        "gradient of the input": x.grad,
    }


def BlockGroup__has_its_blocks(group: Make, rng: torch.Generator) -> dict[str, object]:
    """`n_blocks` blocks; only the first takes `in_feats` channels and has the stride."""
    cases = [(1, 2, 3, 2), (3, 2, 4, 2), (2, 3, 3, 1)]
    return {f"entries of BlockGroup{c}, in order": _shapes(group(*c)) for c in cases}


def BlockGroup__runs_one_block(group: Make, rng: torch.Generator) -> dict[str, object]:
    """A group of one block is that block."""
    x = torch.randn(2, 2, 5, 4, generator=rng)
    return _run_through(group(1, 2, 3, 2), x, "BlockGroup(1, 2, 3, 2)")


def BlockGroup__runs_all_blocks(group: Make, rng: torch.Generator) -> dict[str, object]:
    """All blocks run in order, and the picture is halved once at most."""
    x, y = torch.randn(2, 2, 7, 6, generator=rng), torch.randn(2, 3, 4, 5, generator=rng)
    halved = _run_through(group(3, 2, 4, 2), x, "BlockGroup(3, 2, 4, 2)")
    return halved | _run_through(group(2, 3, 3), y, "BlockGroup(2, 3, 3)")


_TINY = ([1, 2, 1, 1], [6, 8, 10, 12], [1, 2, 2, 2], 7)


def ResNet34__is_resnet_34(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """By default it has the 218 entries and 21,797,672 parameters of ResNet-34, in their order."""
    with torch.device("meta"):  # shapes without numbers
        model = resnet()
    return {
        "entries of the state dict, in order": _shapes(model),
        "numbers in all parameters": sum(p.numel() for p in model.parameters()),
    }


def ResNet34__takes_other_sizes(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """Blocks, channels, strides and classes are those it is given, with three groups or four."""
    three = ([2, 1, 1], [5, 5, 3], [2, 1, 2], 4)
    return {
        f"entries of ResNet34{sizes}, in order": _shapes(resnet(*sizes)) for sizes in (_TINY, three)
    }


def ResNet34__gives_logits(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """With the numbers of a reference network it gives its logits, in either mode."""
    x = torch.randn(3, 3, 32, 32, generator=rng)
    return _run_through(resnet(*_TINY), x, f"ResNet34{_TINY}")


def ResNet34__takes_other_pictures(resnet: Make, rng: torch.Generator) -> dict[str, object]:
    """Height and width may differ and be odd; strides may be others."""
    x = torch.randn(2, 3, 41, 30, generator=rng)
    sizes = ([1, 1], [4, 6], [2, 1], 3)
    return _run_through(resnet(*sizes), x, f"ResNet34{sizes}")
