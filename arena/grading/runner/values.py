"""Values on the wire: JSON nodes, and a table of arrays whose bytes follow one after another.

None, booleans, text and whole numbers of 64 bits stand for themselves, a list for a list; all else
is an object with one key: `f` float and `c` complex (hexadecimal, exact), `i` long whole number,
`t` tuple, `d` dict as pairs, `T` tensor and `N` numpy array as an index into the table, `o` the
type's name of what is no data.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from arena.grading.observe import Data, Opaque
from arena.grading.runner.text import clean
from arena.grading.runner.wire import MAX_BODY, ProtocolError, TooLarge

MAX_NODES = 20_000
MAX_DEPTH = 40
MAX_RANK = 32
MAX_INT_DIGITS = 1000  # hexadecimal
ALIGN = 16
MAX_NAME = 200

_NUMPY_DTYPES = {
    name: np.dtype(name)
    for name in (
        *("bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    )
}
_TORCH_DTYPES: dict[str, torch.dtype] = {
    name: getattr(torch, name)
    for name in (*_NUMPY_DTYPES, "bfloat16", "float8_e4m3fn", "float8_e5m2")
    if hasattr(torch, name)
}
_TORCH_NAMES = {dtype: name for name, dtype in _TORCH_DTYPES.items()}


class Encoder:
    """Turns data into JSON nodes and appends the bytes of arrays; equal arrays are sent once."""

    def __init__(self) -> None:
        self.arrays: list[list[Any]] = []
        self.body = bytearray()
        self._nodes = 0
        self._known: dict[tuple[Any, ...], int] = {}

    def node(self, value: Data, depth: int = 0) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise TooLarge("it has too many parts to be sent")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return _int_node(int.__index__(value))
        if isinstance(value, float):
            return {"f": float.hex(float.__float__(value))}
        if isinstance(value, complex):
            plain = complex.__complex__(value)
            return {"c": [plain.real.hex(), plain.imag.hex()]}
        if isinstance(value, list):
            return [self.node(v, depth + 1) for v in list.__iter__(value)]
        if isinstance(value, tuple):
            return {"t": [self.node(v, depth + 1) for v in tuple.__iter__(value)]}
        if isinstance(value, dict):
            items = list(dict.items(value))
            return {"d": [[str.__str__(k), self.node(v, depth + 1)] for k, v in items]}
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, np.ndarray):
            return self._ndarray(value)
        if isinstance(value, Opaque):
            return {"o": clipped(value.type_name)}
        return {"o": clipped(type(value).__name__)}

    def _tensor(self, value: Tensor) -> Any:
        # A subclass may claim anything through __torch_function__; here only storage counts.
        with torch._C.DisableTorchFunctionSubclass():
            name = _TORCH_NAMES.get(value.dtype)
            if name is None or value.layout is not torch.strided or value.device.type != "cpu":
                return {"o": f"Tensor ({value.layout}, {value.dtype}, {value.device.type})"}
            if value.numel() * value.element_size() > MAX_BODY:  # an expanded view can be huge
                raise TooLarge("it is too large to be sent")
            flat = value.detach().resolve_conj().resolve_neg().reshape(-1)
            # `contiguous()` leaves an axis of size one with whatever stride it has; `view` minds.
            flat = flat.clone(memory_format=torch.contiguous_format).as_strided(
                (flat.numel(),), (1,)
            )
            data = flat.view(torch.uint8).numpy().tobytes()
            return {"T": self._array(name, list(value.shape), bool(value.requires_grad), data)}

    def _ndarray(self, value: np.ndarray[Any, Any]) -> Any:
        plain = np.asarray(value)  # a subclass becomes a plain array
        if plain.dtype.name not in _NUMPY_DTYPES:
            return {"o": f"ndarray ({plain.dtype})"}
        if plain.size * plain.itemsize > MAX_BODY:
            raise TooLarge("it is too large to be sent")
        little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        return {"N": self._array(plain.dtype.name, list(plain.shape), False, little.tobytes())}

    def _array(self, name: str, shape: list[int], requires_grad: bool, data: bytes) -> int:
        key = (name, tuple(shape), requires_grad, data)
        known = self._known.get(key)
        if known is not None:
            return known
        self.body += bytes(-len(self.body) % ALIGN)
        self.body += data
        if len(self.body) > MAX_BODY:
            raise TooLarge("it is too large to be sent")
        self.arrays.append([name, shape, requires_grad])
        self._known[key] = len(self.arrays) - 1
        return len(self.arrays) - 1


def _int_node(value: int) -> Any:
    if -(2**63) <= value < 2**64:
        return value
    text = f"{value:x}" if value.bit_length() <= 4 * MAX_INT_DIGITS else ""
    return {"i": text} if text else {"o": "int (too long)"}


class Decoder:
    """Rebuilds values; every size is checked against the bytes that really arrived."""

    def __init__(self, arrays: Any, body: bytearray) -> None:
        if not isinstance(arrays, list) or len(arrays) > MAX_NODES:
            raise ProtocolError("the table of arrays is missing")
        self._body = body
        self._nodes = 0
        self._table: list[tuple[str, tuple[int, ...], bool, int, int]] = []
        self._made: dict[tuple[str, int], Data] = {}
        offset = 0
        for entry in arrays:
            offset += -offset % ALIGN
            name, shape, requires_grad = _array_entry(entry)
            numel = math.prod(shape)
            self._table.append((name, shape, requires_grad, offset, numel))
            offset += numel * _TORCH_DTYPES[name].itemsize
            if offset > len(body):
                raise ProtocolError("an array claims more bytes than there are")
        if offset != len(body):
            raise ProtocolError("there are bytes that belong to no array")

    def value(self, node: Any, depth: int = 0) -> Data:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ProtocolError("a value has too many parts")
        if node is None or isinstance(node, bool | int):
            return node
        if isinstance(node, str):
            return _without_surrogates(node)
        if isinstance(node, list):
            return [self.value(n, depth + 1) for n in node]
        if isinstance(node, dict) and len(node) == 1:
            return self._tagged(*next(iter(node.items())), depth)
        raise ProtocolError("a value is of no known kind")

    def _tagged(self, tag: str, content: Any, depth: int) -> Data:
        match tag, content:
            case "f", str():
                return _float(content)
            case "c", [str(real), str(imag)]:
                return complex(_float(real), _float(imag))
            case "i", str() if len(content) <= MAX_INT_DIGITS + 1:
                return _long_int(content)
            case "o", str():
                return Opaque(read_name(content))
            case "t", list():
                return tuple(self.value(n, depth + 1) for n in content)
            case "d", list():
                return self._dict(content, depth)
            case (("T" | "N"), int()) if not isinstance(content, bool):
                return self._array(tag, content)
        raise ProtocolError("a value is of no known kind")

    def _dict(self, items: list[Any], depth: int) -> dict[str, Data]:
        made: dict[str, Data] = {}
        for item in items:
            match item:
                case [str(key), node]:
                    made[_without_surrogates(key)] = self.value(node, depth + 1)
                case _:
                    raise ProtocolError("an entry of a dict is not a pair")
        return made

    def _array(self, tag: str, index: int) -> Data:
        if not 0 <= index < len(self._table):
            raise ProtocolError("an array is not in the table")
        if (tag, index) not in self._made:
            make = self._make_tensor if tag == "T" else self._make_ndarray
            try:
                self._made[tag, index] = make(*self._table[index])
            except (RuntimeError, ValueError, TypeError, OverflowError) as error:
                raise ProtocolError("an array cannot be rebuilt") from error
        return self._made[tag, index]

    def _make_tensor(
        self, name: str, shape: tuple[int, ...], requires_grad: bool, offset: int, numel: int
    ) -> Tensor:
        dtype = _TORCH_DTYPES[name]
        if numel == 0:
            tensor = torch.empty(shape, dtype=dtype)
        else:
            flat = torch.frombuffer(self._body, dtype=dtype, count=numel, offset=offset)
            tensor = flat.reshape(shape).clone()
        return tensor.requires_grad_() if requires_grad else tensor

    def _make_ndarray(
        self, name: str, shape: tuple[int, ...], requires_grad: bool, offset: int, numel: int
    ) -> np.ndarray[Any, Any]:
        if name not in _NUMPY_DTYPES:
            raise ProtocolError("numpy has no such dtype")
        dtype = _NUMPY_DTYPES[name].newbyteorder("<")
        flat = np.frombuffer(self._body, dtype=dtype, count=numel, offset=offset)
        return flat.reshape(shape).astype(_NUMPY_DTYPES[name])


def _array_entry(entry: Any) -> tuple[str, tuple[int, ...], bool]:
    match entry:
        case [str(name), list(shape), bool(requires_grad)] if name in _TORCH_DTYPES:
            if len(shape) > MAX_RANK:
                raise ProtocolError("an array has too many axes")
            if not all(type(n) is int and 0 <= n < 2**40 for n in shape):
                raise ProtocolError("an axis has no acceptable size")
            dtype = _TORCH_DTYPES[name]
            if requires_grad and not (dtype.is_floating_point or dtype.is_complex):
                raise ProtocolError("whole numbers have no gradient")
            return name, tuple(shape), requires_grad
    raise ProtocolError("an array is not described as agreed")


def _float(text: str) -> float:
    try:
        return float.fromhex(text) if len(text) <= 64 else math.nan
    except (ValueError, OverflowError) as error:
        raise ProtocolError("a number cannot be read") from error


def _long_int(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError as error:
        raise ProtocolError("a number cannot be read") from error


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def clipped(text: str, limit: int = MAX_NAME) -> str:
    """The start of a text, as a plain `str` whatever subclass it was."""
    return str.__str__(text)[:limit] if isinstance(text, str) else ""


def read_name(node: Any) -> str:
    """A short text, cleaned.

    Raises:
        ProtocolError: it is none.
    """
    if not isinstance(node, str) or len(node) > 2 * MAX_NAME:
        raise ProtocolError("a name is not a short text")
    return clean(node, MAX_NAME)
