"""A Llama in a GGUF file → the three files that transformers opens fast."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arena.errors import ModelError
from arena.models.gguf import GGUF
from arena.models.places import WEIGHTS

CONTROL = 3  # the type of a token that stands for no text
# Names within a block: in the GGUF file → in transformers.
PARTS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def convert(source: Path, folder: Path) -> None:
    """Write `model.safetensors` in float32, `config.json` and the tokenizer's files.

    Float32 takes twice the room of float16 on disk, and a tenth of the time: the file is mapped
    into memory as it is, and all processes share it.

    Args:
        source: a GGUF file of a Llama whose tokenizer is of GPT-2's kind.
        folder: where the files go; it exists.

    Raises:
        ModelError: another kind of model, or a damaged file.
    """
    from safetensors.numpy import save_file

    file = GGUF(source)
    facts = file.facts
    kinds = facts.get("general.architecture"), facts.get("tokenizer.ggml.model")
    if kinds != ("llama", "gpt2"):
        what = f"{source} holds a {kinds[0]} with a tokenizer of the kind {kinds[1]}."
        raise ModelError(what, "Only the file that the card names is read.")
    save_file(dict(_tensors(file)), folder / WEIGHTS, {"format": "pt"})
    _write(folder / "config.json", _config(facts))
    _write(folder / "tokenizer.json", _tokenizer(facts))
    _write(folder / "tokenizer_config.json", _tokenizer_config(facts))


def _tensors(file: GGUF) -> Iterator[tuple[str, NDArray[np.float32]]]:
    heads = file.facts["llama.attention.head_count"]
    groups = file.facts["llama.attention.head_count_kv"]
    yield "model.embed_tokens.weight", file.read("token_embd.weight")
    yield "model.norm.weight", file.read("output_norm.weight")
    for layer in range(file.facts["llama.block_count"]):
        for theirs, ours in PARTS.items():
            weight = file.read(f"blk.{layer}.{theirs}.weight")
            if theirs in ("attn_q", "attn_k"):
                weight = _halves(weight, heads if theirs == "attn_q" else groups)
            yield f"model.layers.{layer}.{ours}.weight", np.ascontiguousarray(weight)


def _halves(weight: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rotary pairs lie side by side in GGUF; transformers has all first halves, then all second.

    Args:
        weight: (head × pair × 2, d_model).
        heads: how many.
    """
    pairs = weight.shape[0] // heads // 2
    return weight.reshape(heads, pairs, 2, -1).swapaxes(1, 2).reshape(weight.shape)


def _config(facts: dict[str, Any]) -> dict[str, Any]:
    width, heads = facts["llama.embedding_length"], facts["llama.attention.head_count"]
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": facts["llama.vocab_size"],
        "hidden_size": width,
        "intermediate_size": facts["llama.feed_forward_length"],
        "num_hidden_layers": facts["llama.block_count"],
        "num_attention_heads": heads,
        "num_key_value_heads": facts["llama.attention.head_count_kv"],
        "head_dim": width // heads,
        "hidden_act": "silu",
        "max_position_embeddings": facts["llama.context_length"],
        "rms_norm_eps": facts["llama.attention.layer_norm_rms_epsilon"],
        "rope_theta": facts["llama.rope.freq_base"],
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "bos_token_id": facts["tokenizer.ggml.bos_token_id"],
        "eos_token_id": facts["tokenizer.ggml.eos_token_id"],
        "pad_token_id": facts["tokenizer.ggml.padding_token_id"],
        "dtype": "float32",
    }


def _tokenizer(facts: dict[str, Any]) -> dict[str, Any]:
    """Byte-level pair merges; each digit is a token of its own."""
    tokens: list[str] = facts["tokenizer.ggml.tokens"]
    kinds: list[int] = facts["tokenizer.ggml.token_type"]
    special = [
        {
            "id": number,
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for number, (token, kind) in enumerate(zip(tokens, kinds, strict=True))
        if kind == CONTROL
    ]
    by_byte = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    return {
        "version": "1.0",
        "added_tokens": special,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Digits", "individual_digits": True},
                by_byte | {"use_regex": True},
            ],
        },
        "decoder": by_byte | {"use_regex": True},
        "model": {
            "type": "BPE",
            "vocab": {token: number for number, token in enumerate(tokens)},
            "merges": facts["tokenizer.ggml.merges"],
        },
    }


def _tokenizer_config(facts: dict[str, Any]) -> dict[str, Any]:
    tokens = facts["tokenizer.ggml.tokens"]

    def token(role: str) -> str:
        return str(tokens[facts[f"tokenizer.ggml.{role}_token_id"]])

    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": token("bos"),
        "eos_token": token("eos"),
        "unk_token": token("unknown"),
        "pad_token": token("padding"),
        "clean_up_tokenization_spaces": False,
        "model_max_length": facts["llama.context_length"],
        "chat_template": facts["tokenizer.chat_template"],
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
