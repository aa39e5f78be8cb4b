"""Weights as plain numbers in safetensors files: read, written, and refused in one sentence."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arena.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

AGAIN = "Fetch or copy the file again."
Contents = tuple[dict[str, tuple[int, ...]], dict[str, str]]


def digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_weights(path: Path, next_step: str = AGAIN) -> dict[str, Tensor]:
    """The tensors of a file by name; nothing in it is ever executed.

    Args:
        path: a safetensors file.
        next_step: what the reader should do if it is not one.

    Raises:
        ModelError: it is missing, a pickle, foreign or damaged.
    """
    with _opened(path, next_step) as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def contents(path: Path, next_step: str = AGAIN) -> Contents:
    """Name and shape of each tensor, and the notes beside them; raises as `read_weights` does."""
    with _opened(path, next_step) as file:
        shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
        return shapes, file.metadata() or {}


@contextmanager
def _opened(path: Path, next_step: str) -> Iterator[Any]:
    from safetensors import SafetensorError, safe_open

    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start[:1] == b"\x80" or start == b"PK\x03\x04":
            what = f"{path} is a pickle or an archive, which can carry code; it is not opened."
            raise ModelError(what, next_step)
        with safe_open(path, framework="pt") as opened:
            yield opened
    except SafetensorError as error:
        what = f"{path} is damaged or no safetensors file ({error})."
        raise ModelError(what, next_step) from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.", next_step) from None


def write_weights(
    path: Path, tensors: Mapping[str, Tensor], notes: Mapping[str, str] | None = None
) -> None:
    """Write tensors so that the file is either the old or the new one, never half of it."""
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        plain = {name: tensor.detach().contiguous().clone() for name, tensor in tensors.items()}
        save_file(plain, temporary, dict(notes or {}))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
