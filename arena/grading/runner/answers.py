"""Answers on the wire: made in the child, read in the judge."""

from __future__ import annotations

from typing import Any

from arena.grading.observe import Answer, Call, Data, FrameSummary, Opaque, Raised
from arena.grading.runner.text import clean
from arena.grading.runner.values import MAX_NODES, Decoder, Encoder, clipped, read_name
from arena.grading.runner.wire import Message, ProtocolError, TooLarge, pack
from arena.grading.witness import MOST, Ran

MAX_MESSAGE = 4000
MAX_LINE = 500
_MAX_FRAMES = 100
_MAX_NAMES = 100
_MAX_REPORTED = 20
_CALLS_WITHOUT_RESULTS = 2000


def pack_answer(answer: Answer, extra: dict[str, Any]) -> bytes:
    """Make the frame of one answer. The arguments of calls are not sent.

    A call's result that does not fit is replaced by its type's name, so that a check that calls
    often still answers.

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
    encoder = Encoder()
    calls = [
        {
            "r": encoder.node(c.result if results else _named(c.result)),
            "x": raised_node(c.raised),
            "m": [clipped(n) for n in c.mutated[:_MAX_NAMES]],
            "a": [clipped(n) for n in c.aliased[:_MAX_NAMES]],
        }
        for c in answer.calls[: MAX_NODES if results else _CALLS_WITHOUT_RESULTS]
    ]
    header = {
        **extra,
        "check": answer.check,
        "observation": encoder.node(answer.observation),
        "raised": raised_node(answer.raised),
        "calls": calls,
        "arrays": encoder.arrays,
        "ran": [[clipped(r.name), r.line, r.direct, r.tensors, r.repeated] for r in answer.ran],
    }
    return pack(header, encoder.body)


def raised_node(raised: Raised | None) -> dict[str, Any] | None:
    """An exception as JSON."""
    if raised is None:
        return None
    frames = [[f.line, clipped(f.function), clipped(f.text, MAX_LINE)] for f in raised.frames]
    return {
        "t": clipped(raised.type_name),
        "m": clipped(raised.message, 2 * MAX_MESSAGE),
        "f": frames,
    }


def _named(value: Data) -> Data:
    return value if value is None else Opaque(type(value).__name__)


def read_answer(message: Message) -> Answer:
    """The answer a message holds.

    Raises:
        ProtocolError: it holds none.
    """
    header = message.header
    decoder = Decoder(header.get("arrays"), message.body)
    calls = header.get("calls")
    if not isinstance(calls, list) or len(calls) > MAX_NODES:
        raise ProtocolError("the calls of an answer are not a list")
    return Answer(
        check=read_name(header.get("check")),
        observation=decoder.value(header.get("observation")),
        raised=read_raised(header.get("raised")),
        calls=tuple(_read_call(c, decoder) for c in calls),
        ran=_read_ran(header.get("ran")),
    )


def _read_ran(node: Any) -> tuple[Ran, ...]:
    if not isinstance(node, list) or len(node) > MOST:
        raise ProtocolError("what ran is not a list")
    return tuple(_read_one_that_ran(item) for item in node)


def _read_one_that_ran(node: Any) -> Ran:
    match node:
        case [str(name), int(line), bool(direct), int(tensors), bool(repeated)]:
            if 0 <= line < 2**31 and 0 <= tensors <= 2:
                return Ran(read_name(name), int(line), direct, int(tensors), repeated)
    raise ProtocolError("what ran is not described as agreed")


def _read_call(node: Any, decoder: Decoder) -> Call:
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
    if (
        not isinstance(node, dict)
        or not isinstance(node.get("f"), list)
        or len(node["f"]) > _MAX_FRAMES
    ):
        raise ProtocolError("an exception is not described as agreed")
    message = node.get("m")
    if not isinstance(message, str):
        raise ProtocolError("an exception is not described as agreed")
    frames = tuple(_read_frame(f) for f in node["f"])
    return Raised(read_name(node.get("t")), clean(message, MAX_MESSAGE), frames)


def _read_frame(node: Any) -> FrameSummary:
    match node:
        case [int(line), str(function), str(text)] if 0 <= line < 2**31:
            return FrameSummary(int(line), clean(function, 200), clean(text, MAX_LINE))
    raise ProtocolError("a frame of a traceback is not described as agreed")


def _names(node: Any) -> tuple[str, ...]:
    if not isinstance(node, list) or len(node) > _MAX_NAMES:
        raise ProtocolError("names are not a list")
    return tuple(read_name(n) for n in node)


def read_unit_errors(node: Any) -> tuple[tuple[int, Raised], ...]:
    """The exceptions of units, each with the unit's index.

    Raises:
        ProtocolError: they are not described as agreed.
    """
    if not isinstance(node, list) or len(node) > _MAX_FRAMES:
        raise ProtocolError("the errors of units are not a list")
    errors = []
    for item in node:
        match item:
            case [int(index), dict(raised)]:
                described = read_raised(raised)
                if described is not None:
                    errors.append((int(index), described))
            case _:
                raise ProtocolError("an error of a unit is not described as agreed")
    return tuple(errors)


def read_numbers(node: Any) -> dict[str, float | None]:
    """What a run reports on its way: a few named numbers, None for what is not finite.

    Raises:
        ProtocolError: it is something else.
    """
    if not isinstance(node, dict) or len(node) > _MAX_REPORTED:
        raise ProtocolError("a report is a few numbers")
    numbers: dict[str, float | None] = {}
    for name, value in node.items():
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            raise ProtocolError("a report is made of numbers")
        try:
            numbers[clean(name, 40)] = None if value is None else float(value)
        except OverflowError as error:  # JSON has whole numbers of any length
            raise ProtocolError("a report is made of numbers") from error
    return numbers
