"""GGUF files read with numpy: what they say of themselves, and their tensors as float32.

Format: the specification in the repository of ggml, version 3. Only the three ways to store
numbers that the course's model uses are read; any other is named and refused.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arena.errors import ModelError

MAGIC = b"GGUF"
ALIGNMENT = 32
BLOCK = 32  # numbers that share a scale
# Codes of values in the head: struct letter of each plain type; 8 is text, 9 a list.
PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
TEXT, LIST = 8, 9
F32, Q4_1, Q8_0 = 0, 3, 8
BYTES_A_BLOCK = {F32: 4 * BLOCK, Q4_1: 4 + BLOCK // 2, Q8_0: 2 + BLOCK}


@dataclass(frozen=True)
class Stored:
    """Where a tensor lies.

    Args:
        shape: outermost axis first, as torch has it.
        kind: code of how its numbers are stored.
        offset: of its first byte in the file.
    """

    shape: tuple[int, ...]
    kind: int
    offset: int


class GGUF:
    """An open file.

    Args:
        path: the file.

    Attributes:
        facts: what the file says of itself, such as `llama.block_count`.
        tensors: where each tensor lies, by name.

    Raises:
        ModelError: it is no such file, or ends too early.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._bytes = np.memmap(path, np.uint8, mode="r")
        self._at = 0
        if bytes(self._bytes[:4]) != MAGIC:
            raise ModelError(f"{path} is no GGUF file.", "Fetch or copy it again.")
        try:
            self.facts, self.tensors = self._head()
        except (struct.error, UnicodeDecodeError, KeyError, IndexError) as error:
            raise self._damaged() from error

    def read(self, name: str) -> NDArray[np.float32]:
        """One tensor.

        Raises:
            ModelError: it is not there, is stored in a way that is not read here, or is cut off.
        """
        if name not in self.tensors:
            raise ModelError(f"{self.path} holds no tensor “{name}”.", "It is another model.")
        stored = self.tensors[name]
        if stored.kind not in BYTES_A_BLOCK:
            what = f"{self.path} stores {name} in a way (type {stored.kind}) that is not read here."
            raise ModelError(what, "Take the file that the card names.")
        length = prod(stored.shape) // BLOCK * BYTES_A_BLOCK[stored.kind]
        raw = self._bytes[stored.offset : stored.offset + length]
        if len(raw) < length:
            raise self._damaged()
        return _numbers(raw, stored.kind).reshape(stored.shape)

    def _damaged(self) -> ModelError:
        return ModelError(f"{self.path} is damaged or cut off.", "Fetch or copy it again.")

    # ------------------------------------------------------------ the head

    def _head(self) -> tuple[dict[str, Any], dict[str, Stored]]:
        self._at = len(MAGIC)
        _version, tensors, facts = self._take("<IQQ")
        said = dict(self._fact() for _ in range(facts))
        found = [self._entry() for _ in range(tensors)]
        alignment = int(said.get("general.alignment", ALIGNMENT))
        start = -(-self._at // alignment) * alignment
        return said, {n: Stored(s, kind, start + offset) for n, s, kind, offset in found}

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._bytes.data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _fact(self) -> tuple[str, Any]:
        name = self._text()
        (kind,) = self._take("<I")
        return name, self._value(kind)

    def _value(self, kind: int) -> Any:
        if kind == TEXT:
            return self._text()
        if kind == LIST:
            inner, length = self._take("<IQ")
            if inner in PLAIN:
                return list(self._take(f"<{length}{PLAIN[inner]}"))
            return [self._value(inner) for _ in range(length)]
        return self._take("<" + PLAIN[kind])[0]

    def _text(self) -> str:
        (length,) = self._take("<Q")
        if self._at + length > len(self._bytes):
            raise struct.error("the text is longer than the file")
        self._at += length
        return bytes(self._bytes[self._at - length : self._at]).decode("utf-8")

    def _entry(self) -> tuple[str, tuple[int, ...], int, int]:
        name = self._text()
        (axes,) = self._take("<I")
        shape = self._take(f"<{axes}Q")
        kind, offset = self._take("<IQ")
        return name, shape[::-1], kind, offset  # the file has the innermost axis first


def _numbers(raw: NDArray[np.uint8], kind: int) -> NDArray[np.float32]:
    """Stored bytes → numbers, flat."""
    if kind == F32:
        return raw.view(np.float32)
    blocks = raw.reshape(-1, BYTES_A_BLOCK[kind])
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)  # (block, 1)
    if kind == Q8_0:
        return scale * blocks[:, 2:].view(np.int8).astype(np.float32)
    least = blocks[:, 2:4].copy().view(np.float16).astype(np.float32)  # (block, 1)
    packed = blocks[:, 4:]  # the low halves are numbers 0 to 15, the high ones 16 to 31
    steps = np.concatenate((packed & 0x0F, packed >> 4), axis=1).astype(np.float32)
    return scale * steps + least
