"""Train a small ResNet on the digits 0 to 4 and write `data/resnet_digits_0_to_4.npz`.

Run from the repository: python -m curriculum.ch0_fundamentals.s3_resnets.recipes.pretrain
One core, about a minute. Seed 0; AdamW at 3e-3 falling to nothing, weight decay 0.01, 20 epochs of
batches of 64. Each picture is turned and mirrored at random, which the network has to tell as well
(40 classes), and each batch shifted by up to 4 of its 32 pixels. All 901 pictures of the five
digits are trained on: what the network is for is other digits.
"""

import time

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from curriculum.ch0_fundamentals.s3_resnets.digits import load_digits
from curriculum.ch0_fundamentals.s3_resnets.pretrained import _FILE, SMALL
from curriculum.ch0_fundamentals.s3_resnets.solutions import (
    ResNet34,
    evaluate,
    minibatches,
    prepare_data,
    training_step,
)

EPOCHS, SEED = 20, 0


def shifted(x: Tensor, rng: torch.Generator) -> Tensor:
    """The whole batch moved by up to 4 pixels each way; paper comes in."""
    down, right = torch.randint(0, 9, (2,), generator=rng).tolist()
    paper = x[:, :, :1, :1].amin((0, 2, 3), keepdim=True)
    padded = F.pad(x - paper, (4, 4, 4, 4)) + paper
    return padded[:, :, down : down + 32, right : right + 32]


def turned(x: Tensor, y: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Each picture in one of eight positions, and 8 · digit + position as its label."""
    position = torch.randint(8, (len(x),), generator=rng)
    pictures = [
        torch.rot90(p.flip(2) if k >= 4 else p, k % 4, (1, 2))
        for p, k in zip(x, position.tolist(), strict=True)
    ]
    return torch.stack(pictures), 8 * y + position


def torchvision_names() -> list[str]:
    """The names of the entries in order."""
    norm = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    names = ["conv1.weight", *(f"bn1.{n}" for n in norm)]
    for group, (ins, outs, stride) in enumerate(((64, 16, 1), (16, 32, 2), (32, 128, 2)), start=1):
        for k in (1, 2):
            names.append(f"layer{group}.0.conv{k}.weight")
            names += [f"layer{group}.0.bn{k}.{n}" for n in norm]
        if (ins, stride) != (outs, 1):
            names.append(f"layer{group}.0.downsample.0.weight")
            names += [f"layer{group}.0.downsample.1.{n}" for n in norm]
    return [*names, "fc.weight", "fc.bias"]


def main() -> None:
    """Train, measure, write."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng = torch.Generator().manual_seed(SEED)
    images, labels = load_digits()
    known = labels < 5
    x, y = prepare_data(list(images[known])), labels[known]
    model = ResNet34(**SMALL, n_classes=40)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    steps = EPOCHS * -(-len(x) // 64)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: 1 - k / steps)
    started = time.perf_counter()
    for epoch in range(EPOCHS):
        losses = []
        for a, b in minibatches(x, y, 64, rng):
            a, b = turned(a, b, rng)
            losses.append(training_step(model, optimizer, shifted(a, rng), b))
            schedule.step()
        if epoch % 4 == 3:
            accuracy = evaluate(model, *turned(x, y, rng))[1]
            print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}, {accuracy:.1%} of 40")
    numbers = [e.numpy() for e in model.state_dict().values()]
    np.savez(_FILE, **dict(zip(torchvision_names(), numbers, strict=True)))
    seconds, size = time.perf_counter() - started, _FILE.stat().st_size
    print(f"{len(x)} digits, {seconds:.0f} s, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
