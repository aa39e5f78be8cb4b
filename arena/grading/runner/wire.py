"""The only language a child speaks to the judge: frames of a JSON header and raw bytes.

A frame is `u32 header length, u32 body length, header, body`, little-endian. No pickle, and caps on
everything, because whoever writes at the other end may be a learner's program. Arbitrary bytes
decode to messages or to a `ProtocolError`, to nothing else.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arena.errors import ArenaError

MAX_HEADER = 1 << 20
MAX_BODY = 64 << 20

_PREFIX = struct.Struct("<II")


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
