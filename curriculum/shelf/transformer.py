"""A small transformer, written to be looked into: a hook point wherever research looks.

The names are those of TransformerLens, so what is learned here is typed there as well. Read or
change what passes a point with a plain hook:

    model.blocks[1].attn.hook_pattern.register_forward_hook(lambda module, args, pattern: ...)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn


class HookPoint(nn.Identity):
    """A place to hang a forward hook on; passes its input through unchanged."""


class Attention(nn.Module):
    """Causal attention of several heads.

    Args:
        d_model: width of the residual stream; a multiple of `heads`.
        heads: number of heads.
        context: longest distance that has a bias of its own, if `relative`.
        biased: whether queries, keys, values and output have biases.
        relative: add a learned number for each head and distance to the scores.
    """

    def __init__(
        self, d_model: int, heads: int, context: int, *, biased: bool, relative: bool
    ) -> None:
        super().__init__()
        self.heads, self.d_head = heads, d_model // heads
        self.query = nn.Linear(d_model, d_model, bias=biased)
        self.key = nn.Linear(d_model, d_model, bias=biased)
        self.value = nn.Linear(d_model, d_model, bias=biased)
        self.output = nn.Linear(d_model, d_model, bias=biased)
        self.distance = nn.Parameter(torch.zeros(heads, context)) if relative else None
        self.hook_q, self.hook_k, self.hook_v = HookPoint(), HookPoint(), HookPoint()
        self.hook_attn_scores, self.hook_pattern = HookPoint(), HookPoint()
        self.hook_z = HookPoint()

    @property
    def W_Q(self) -> Tensor:
        """(head, d_model, d_head), so that `x @ W_Q[h]` are the queries of head h."""
        return self._by_head(self.query)

    @property
    def W_K(self) -> Tensor:
        """(head, d_model, d_head)."""
        return self._by_head(self.key)

    @property
    def W_V(self) -> Tensor:
        """(head, d_model, d_head)."""
        return self._by_head(self.value)

    @property
    def W_O(self) -> Tensor:
        """(head, d_head, d_model)."""
        return self.output.weight.T.view(self.heads, self.d_head, -1)

    def _by_head(self, linear: nn.Linear) -> Tensor:
        return linear.weight.view(self.heads, self.d_head, -1).transpose(1, 2)

    def forward(self, x: Tensor, allowed: Tensor) -> Tensor:
        """What the heads write.

        Args:
            x: (batch, position, d_model).
            allowed: (1 or batch, query, key), True where a query may look.

        Returns:
            (batch, position, d_model).
        """
        q = self.hook_q(self.query(x).unflatten(-1, (self.heads, self.d_head)))  # (b, q, h, e)
        k = self.hook_k(self.key(x).unflatten(-1, (self.heads, self.d_head)))
        v = self.hook_v(self.value(x).unflatten(-1, (self.heads, self.d_head)))
        scores = torch.einsum("bqhe,bkhe->bhqk", q, k) / math.sqrt(self.d_head)
        if self.distance is not None:
            places = torch.arange(x.shape[1], device=x.device)
            far = (places[:, None] - places).clamp(min=0)  # (query, key)
            scores = scores + self.distance[:, far]
        scores = scores.masked_fill(~allowed[:, None], -math.inf)
        pattern = self.hook_pattern(self.hook_attn_scores(scores).softmax(-1))
        z = self.hook_z(torch.einsum("bhqk,bkhe->bqhe", pattern, v))
        written: Tensor = self.output(z.flatten(2))
        return written


class MLP(nn.Module):
    """Two linear maps with a GELU between them."""

    def __init__(self, d_model: int, width: int, *, biased: bool) -> None:
        super().__init__()
        self.enter = nn.Linear(d_model, width, bias=biased)
        self.leave = nn.Linear(width, d_model, bias=biased)
        self.hook_post = HookPoint()

    def forward(self, x: Tensor) -> Tensor:
        """(batch, position, d_model) → the same shape."""
        written: Tensor = self.leave(self.hook_post(nn.functional.gelu(self.enter(x))))
        return written


class Block(nn.Module):
    """Attention, then an MLP where `mlp` is not 0, each reading and writing the residual stream."""

    def __init__(
        self,
        d_model: int,
        heads: int,
        context: int,
        *,
        mlp: int,
        normalised: bool,
        biased: bool,
        relative: bool,
    ) -> None:
        super().__init__()
        self.ln1 = nn.LayerNorm(d_model) if normalised else nn.Identity()
        self.attn = Attention(d_model, heads, context, biased=biased, relative=relative)
        self.ln2 = nn.LayerNorm(d_model) if normalised and mlp else nn.Identity()
        self.mlp = MLP(d_model, mlp, biased=biased) if mlp else None
        self.hook_resid_pre, self.hook_resid_mid = HookPoint(), HookPoint()
        self.hook_resid_post = HookPoint()
        self.hook_attn_out, self.hook_mlp_out = HookPoint(), HookPoint()

    def forward(self, x: Tensor, allowed: Tensor) -> Tensor:
        """(batch, position, d_model) → the same shape."""
        x = self.hook_resid_pre(x)
        x = self.hook_resid_mid(x + self.hook_attn_out(self.attn(self.ln1(x), allowed)))
        if self.mlp is not None:
            x = x + self.hook_mlp_out(self.mlp(self.ln2(x)))
        after: Tensor = self.hook_resid_post(x)
        return after


class Transformer(nn.Module):
    """A causal language model.

    Args:
        vocabulary: number of tokens.
        d_model: width of the residual stream.
        layers: number of blocks.
        heads: heads in each block.
        context: longest sequence.
        mlp: width of the MLPs; 0 for attention only.
        normalised: LayerNorm before each part and at the end.
        biased: biases in the linear maps.
        relative: a learned bias for each head and distance, in place of absolute positions.
        tied: the unembedding is the embedding.
    """

    def __init__(
        self,
        *,
        vocabulary: int,
        d_model: int,
        layers: int,
        heads: int,
        context: int,
        mlp: int = 0,
        normalised: bool = True,
        biased: bool = True,
        relative: bool = False,
        tied: bool = False,
    ) -> None:
        super().__init__()
        self.context = context
        self.embed = nn.Embedding(vocabulary, d_model)
        self.pos_embed = None if relative else nn.Embedding(context, d_model)
        blocks = nn.ModuleList(
            Block(
                d_model,
                heads,
                context,
                mlp=mlp,
                normalised=normalised,
                biased=biased,
                relative=relative,
            )
            for _ in range(layers)
        )
        self.blocks = cast(Sequence[Block], blocks)  # what lies in it, for type checkers
        self.ln_final = nn.LayerNorm(d_model) if normalised else nn.Identity()
        self.unembed = None if tied else nn.Linear(d_model, vocabulary, bias=False)
        self.hook_embed = HookPoint()
        self._draw(layers)

    @property
    def W_U(self) -> Tensor:
        """The unembedding, (d_model, token)."""
        return (self.embed if self.unembed is None else self.unembed).weight.T

    @torch.no_grad()
    def _draw(self, layers: int) -> None:
        """Every matrix N(0, 1 / fan-in), what writes to the stream smaller; biases 0."""
        for name, parameter in self.named_parameters():
            if parameter.ndim == 2 and not name.endswith("distance"):
                parameter.normal_(0, parameter.shape[1] ** -0.5)
            if name.endswith("attn.output.weight"):
                heads = self.blocks[0].attn.heads
                parameter.div_(math.sqrt(2 * layers * heads))
            elif name.endswith("mlp.leave.weight"):
                parameter.div_(math.sqrt(2 * layers))
            elif name.endswith("bias"):
                parameter.zero_()

    def forward(self, tokens: Tensor, documents: Tensor | None = None) -> Tensor:
        """The logits of the next token.

        Args:
            tokens: (batch, position), whole numbers.
            documents: (batch, position), the number of each token's document where several are
                packed into a row; attention stays within one. Absolute positions run on.

        Returns:
            (batch, position, token).
        """
        length = tokens.shape[1]
        allowed = torch.ones(1, length, length, dtype=torch.bool, device=tokens.device).tril()
        if documents is not None:
            allowed = allowed & (documents[:, :, None] == documents[:, None, :])
        x = self.embed(tokens)
        if self.pos_embed is not None:
            x = x + self.pos_embed.weight[:length]
        x = self.hook_embed(x)
        for block in self.blocks:
            x = block(x, allowed)
        return torch.as_tensor(self.ln_final(x) @ self.W_U)
