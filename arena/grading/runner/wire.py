"""The only language a child speaks to the judge: a JSON header and raw little-endian tensor bytes.

A frame is `u32 header length, u32 body length, header, body`. No pickle, a whitelist of dtypes, and caps on
everything, because whoever writes at the other end may be a learner's program. Arbitrary bytes decode to a value
or to a `ProtocolError`, to nothing else.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from arena.errors import ArenaError
from arena.grading.observe import Answer, Call, Data, Frame, Opaque, Raised
from arena.grading.runner.text import clean

MAX_HEADER = 1 << 20
MAX_BODY = 64 << 20
MAX_NODES = 20_000
MAX_DEPTH = 40
MAX_RANK = 32
MAX_INT_DIGITS = 1000  # hexadecimal
ALIGN = 16

_PREFIX = struct.Struct("<II")

_TORCH_DTYPES: dict[str, torch.dtype] = {
    name: getattr(torch, name)
    for name in (
        "bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float16 bfloat16 float32 float64 "
        "complex64 complex128 float8_e4m3fn float8_e5m2"
    ).split()
    if hasattr(torch, name)
}
_TORCH_NAMES = {dtype: name for name, dtype in _TORCH_DTYPES.items()}
_NUMPY_NAMES = frozenset(
    "bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float16 float32 float64 "
    "complex64 complex128".split()
)


class ProtocolError(ArenaError):
    """What arrived is not a frame of this protocol."""


class TooLarge(ArenaError):
    """A value exceeds what a frame may carry."""


@dataclass(frozen=True)
class Message:
    """One frame: the parsed header, and the raw bytes that belong to it."""

    header: dict[str, Any]
    body: bytearray


def pack(header: dict[str, Any], body: bytes | bytearray = b"") -> bytes:
    """Make one frame.

    Raises:
        TooLarge: header or body exceed their caps.
    """
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    if len(text) > MAX_HEADER or len(body) > MAX_BODY:
        raise TooLarge("it is too large to be sent")
    return b"".join((_PREFIX.pack(len(text), len(body)), text, body))


class Reader:
    """Cuts a stream of bytes into messages; caps are checked before anything is kept."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take some bytes; yield every message that is complete now.

        Raises:
            ProtocolError: a length or a header is not acceptable.
        """
        self._buffer += data
        while len(self._buffer) >= _PREFIX.size:
            header_size, body_size = _PREFIX.unpack_from(self._buffer)
            if header_size > MAX_HEADER or body_size > MAX_BODY:
                raise ProtocolError("a frame announces more than it may hold")
            start = _PREFIX.size + header_size
            if len(self._buffer) < start + body_size:
                return
            header = _parse(bytes(self._buffer[_PREFIX.size : start]))
            body = self._buffer[start : start + body_size]
            del self._buffer[: start + body_size]
            yield Message(header, body)

    @property
    def pending(self) -> int:
        """How many bytes of an unfinished frame are waiting."""
        return len(self._buffer)


def _parse(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("a header is not the JSON of this protocol") from error
    if not isinstance(header, dict):
        raise ProtocolError("a header is not an object")
    return header


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# ---------------------------------------------------------------- values, in the child


def pack_answer(answer: Answer, extra: dict[str, Any]) -> bytes:
    """Make the frame of one answer. The arguments of calls are not sent.

    A call's result that does not fit is replaced by its type's name, so that a check that calls often still answers.

    Args:
        answer: what `observe` returned.
        extra: further keys of the header.

    Raises:
        TooLarge: the observation itself does not fit.
    """
    try:
        return _pack_answer(answer, extra, results=True)
    except TooLarge:
        return _pack_answer(answer, extra, results=False)


def _pack_answer(answer: Answer, extra: dict[str, Any], *, results: bool) -> bytes:
    encoder = _Encoder()
    calls = [
        {
            "r": encoder.node(c.result if results else _named(c.result)),
            "x": _raised_node(c.raised),
            "m": [_clipped(n, 200) for n in c.mutated[:100]],
            "a": [_clipped(n, 200) for n in c.aliased[:100]],
        }
        for c in answer.calls[: MAX_NODES if results else 2000]
    ]
    header = {
        **extra,
        "check": answer.check,
        "observation": encoder.node(answer.observation),
        "raised": _raised_node(answer.raised),
        "calls": calls,
        "arrays": encoder.arrays,
    }
    return pack(header, encoder.body)


def raised_node(raised: Raised | None) -> dict[str, Any] | None:
    """An exception as JSON."""
    return _raised_node(raised)


def _raised_node(raised: Raised | None) -> dict[str, Any] | None:
    if raised is None:
        return None
    frames = [[f.line, _clipped(f.function, 200), _clipped(f.text, 500)] for f in raised.frames]
    return {"t": _clipped(raised.type_name, 200), "m": _clipped(raised.message, 8000), "f": frames}


def _clipped(text: str, limit: int) -> str:
    return str.__str__(text)[:limit] if isinstance(text, str) else ""


def _named(value: Data) -> Data:
    return value if value is None else Opaque(type(value).__name__)


class _Encoder:
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
            return {"c": [complex.real.__get__(value).hex(), complex.imag.__get__(value).hex()]}  # type: ignore[attr-defined]
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
            return {"o": _clipped(value.type_name, 200)}
        return {"o": _clipped(type(value).__name__, 200)}

    def _tensor(self, value: Tensor) -> Any:
        # A subclass may claim anything through __torch_function__; here only storage counts.
        with torch._C.DisableTorchFunctionSubclass():
            name = _TORCH_NAMES.get(value.dtype)
            if name is None or value.layout is not torch.strided or value.device.type != "cpu":
                return {"o": f"Tensor ({value.layout}, {value.dtype}, {value.device.type})"}
            if value.numel() * value.element_size() > MAX_BODY:  # an expanded view can be huge
                raise TooLarge("it is too large to be sent")
            flat = value.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
            data = flat.view(torch.uint8).numpy().tobytes()
            return {"T": self._array(name, list(value.shape), bool(value.requires_grad), data)}

    def _ndarray(self, value: np.ndarray[Any, Any]) -> Any:
        plain = np.asarray(value)  # a subclass becomes a plain array
        if plain.dtype.name not in _NUMPY_NAMES:
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


# ---------------------------------------------------------------- values, in the judge


def read_answer(message: Message) -> Answer:
    """The answer a message holds.

    Raises:
        ProtocolError: it holds none.
    """
    header = message.header
    decoder = _Decoder(header.get("arrays"), message.body)
    calls = header.get("calls")
    if not isinstance(calls, list) or len(calls) > MAX_NODES:
        raise ProtocolError("the calls of an answer are not a list")
    return Answer(
        check=_name(header.get("check")),
        observation=decoder.value(header.get("observation")),
        raised=read_raised(header.get("raised")),
        calls=tuple(_read_call(c, decoder) for c in calls),
    )


def _read_call(node: Any, decoder: _Decoder) -> Call:
    if not isinstance(node, dict):
        raise ProtocolError("a call is not an object")
    return Call(
        result=decoder.value(node.get("r")),
        raised=read_raised(node.get("x")),
        mutated=_names(node.get("m")),
        aliased=_names(node.get("a")),
    )


def read_raised(node: Any) -> Raised | None:
    """The exception a node describes, its text cleaned.

    Raises:
        ProtocolError: it describes none.
    """
    if node is None:
        return None
    if not isinstance(node, dict) or not isinstance(node.get("f"), list) or len(node["f"]) > 100:
        raise ProtocolError("an exception is not described as agreed")
    message = node.get("m")
    if not isinstance(message, str):
        raise ProtocolError("an exception is not described as agreed")
    frames = tuple(_read_frame(f) for f in node["f"])
    return Raised(_name(node.get("t")), clean(message), frames)


def _read_frame(node: Any) -> Frame:
    match node:
        case [int(line), str(function), str(text)] if 0 <= line < 2**31:
            return Frame(int(line), clean(function, 200), clean(text, 500))
    raise ProtocolError("a frame of a traceback is not described as agreed")


def _name(node: Any) -> str:
    if not isinstance(node, str) or len(node) > 400:
        raise ProtocolError("a name is not a short text")
    return clean(node, 200)


def _names(node: Any) -> tuple[str, ...]:
    if not isinstance(node, list) or len(node) > 100:
        raise ProtocolError("names are not a list")
    return tuple(_name(n) for n in node)


class _Decoder:
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
                return Opaque(_name(content))
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
        if name not in _NUMPY_NAMES:
            raise ProtocolError("numpy has no such dtype")
        dtype = np.dtype(name).newbyteorder("<")
        flat = np.frombuffer(self._body, dtype=dtype, count=numel, offset=offset)
        return flat.reshape(shape).astype(np.dtype(name))


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
