"""What the literature and our own measurements say of the real model holds of the one loaded."""

from __future__ import annotations

import torch
from torch import nn

from arena.models import Loaded

NAMES = ("John", "Mary", "Tom", "Anna", "James", "Lucy", "David", "Sarah")
BOS = "<|im_start|>"


def test_it_comes_in_float32_with_its_tokenizer(smollm2: Loaded) -> None:
    assert {p.dtype for p in smollm2.model.parameters()} == {torch.float32}
    assert not smollm2.model.training
    text = "The year 1984, don't   forget: naïve café 漢字.\n\tdef f(x): return 3"
    tokens = smollm2.tokenizer(text)["input_ids"]
    assert smollm2.tokenizer.decode(tokens) == text
    assert len(smollm2.tokenizer("1984")["input_ids"]) == 4  # a token a digit


@torch.no_grad()
def test_what_is_repeated_is_predicted(smollm2: Loaded) -> None:
    half = 25
    passage = torch.randint(300, 5_000, (6, half), generator=torch.Generator().manual_seed(0))
    bos = torch.full((6, 1), smollm2.tokenizer.convert_tokens_to_ids(BOS))
    tokens = torch.cat((bos, passage, passage), dim=1)
    logits = smollm2.model(tokens).logits
    loss = nn.functional.cross_entropy(
        logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten(), reduction="none"
    ).view(6, -1)
    assert loss[:, :half].mean() > 11.0  # measured 12.5
    assert loss[:, half + 1 :].mean() < 3.0  # measured 1.8 and 2.0


@torch.no_grad()
def test_who_receives_is_the_one_who_did_not_give(smollm2: Loaded) -> None:
    differences = []
    for a, b in zip(NAMES, NAMES[1:] + NAMES[:1], strict=True):
        for giver, receiver in ((a, b), (b, a)):
            text = f"{BOS}When {a} and {b} went to the store, {giver} gave a drink to"
            tokens = torch.tensor([smollm2.tokenizer(text)["input_ids"]])
            logits = smollm2.model(tokens).logits[0, -1]
            right, wrong = (smollm2.tokenizer(f" {n}")["input_ids"] for n in (receiver, giver))
            assert len(right) == len(wrong) == 1
            differences.append(float(logits[right[0]] - logits[wrong[0]]))
    assert sum(d > 0 for d in differences) >= 15  # of 16
    assert sum(differences) / len(differences) > 3.0  # measured 5.0 on other names
