"""Mistakes of the section “New classes from few pictures”: the first paragraph of a docstring
is what the learner reads.
"""

from torch import nn

from ..pretrained import SMALL, pretrained_resnet
from ..solutions import ResNet34, copy_weights, freeze, get_resnet_for_feature_extraction

# ---------------------------------------------------------------- freeze


def freeze__attribute_of_the_model(model: nn.Module) -> nn.Module:
    """Nothing is frozen: `requires_grad = False` has to be set on each parameter.

    Set on the model it is an attribute that nobody reads; Python lets you give an object any. In a
    loop, `p = p.detach()` changes what the name p means, and `p.requires_grad == False` only asks.
    The model itself has a method `requires_grad_`, with an underscore.
    """
    model.requires_grad = False  # type: ignore[assignment]
    return model


def freeze__own_parameters_only(model: nn.Module) -> nn.Module:
    """You freeze the model's own parameters and not those of its children.

    `parameters(recurse=False)` and `_parameters` stop at the first level; `parameters()` goes
    through all.
    """
    for parameter in model.parameters(recurse=False):
        parameter.requires_grad = False
    return model


def freeze__weights_only(model: nn.Module) -> nn.Module:
    """You freeze the weights and leave the biases.

    A parameter's name need not be `weight`: go through `parameters()`, not through layers.
    """
    for name, parameter in model.named_parameters():
        if name.endswith("weight"):
            parameter.requires_grad = False
    return model


def freeze__evaluation_mode(model: nn.Module) -> nn.Module:
    """You put the model into evaluation mode.

    That changes what dropout and batch norm compute. Whether a parameter receives a gradient is
    another switch.
    """
    return freeze(model).eval()


def freeze__mode_only(model: nn.Module) -> nn.Module:
    """You call `eval()` and nothing else, and all parameters still receive gradients.

    `eval()` changes what dropout and batch norm compute. Gradients follow `requires_grad`.
    """
    return model.eval()


def freeze__returns_nothing(model: nn.Module) -> None:
    """You freeze the model and do not return it.

    Whoever writes `model = freeze(model)` has lost it. End with `return model`.
    """
    freeze(model)


# ---------------------------------------------------------------- get_resnet_for_feature_extraction


def get_resnet_for_feature_extraction__head_frozen_too(n_classes: int) -> nn.Module:
    """You freeze after making the new head, so the head is frozen as well.

    Nothing is left to train, and an optimiser over the trainable parameters gets an empty list.
    Freeze first.
    """
    return freeze(get_resnet_for_feature_extraction(n_classes))


def get_resnet_for_feature_extraction__not_frozen(n_classes: int) -> nn.Module:
    """You do not freeze the body: everything would be trained.

    That is fine-tuning of the whole network, another method. With few pictures it forgets what it
    knew.
    """
    return get_resnet_for_feature_extraction(n_classes).requires_grad_(True)


def get_resnet_for_feature_extraction__not_loaded(n_classes: int) -> nn.Module:
    """You do not copy the pretrained numbers: the frozen body is random.

    Without a trained body there are no features to extract.
    """
    model = ResNet34(**SMALL, n_classes=n_classes).requires_grad_(False)
    model.out_layers[-1].requires_grad_(True)
    return model


def get_resnet_for_feature_extraction__old_head_kept(n_classes: int) -> nn.Module:
    """You keep the pretrained head and thaw it, instead of making a new one.

    Its rows stand for the old classes, and there are as many of them as there were then.
    """
    model = ResNet34(**SMALL, n_classes=40)
    copy_weights(model, pretrained_resnet())
    freeze(model)
    model.out_layers[-1].requires_grad_(True)
    return model


def get_resnet_for_feature_extraction__head_without_bias(n_classes: int) -> nn.Module:
    """Your new head has no bias.

    The linear layer that it replaces has one.
    """
    model = get_resnet_for_feature_extraction(n_classes)
    model.out_layers[-1] = nn.Linear(128, n_classes, bias=False)
    return model


def get_resnet_for_feature_extraction__sized_too_early(n_classes: int) -> nn.Module:
    """You make the network with the new number of classes before you load: the heads do not fit.

    The pretrained network has 40 classes, so yours needs 40 while the numbers are copied. The new
    head comes after that.
    """
    model = ResNet34(**SMALL, n_classes=n_classes)
    copy_weights(model, pretrained_resnet())
    return freeze(model)
