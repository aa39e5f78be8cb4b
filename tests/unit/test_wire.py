"""The wire: whatever is put in comes out, and whatever else comes in is refused."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from arena.grading.observe import Answer, Call, FrameSummary, Opaque, Raised
from arena.grading.runner.answers import pack_answer, read_answer, read_numbers
from arena.grading.runner.job import Job, Limits, Run
from arena.grading.runner.jobwire import pack_job, read_job
from arena.grading.runner.text import clean
from arena.grading.runner.wire import MAX_BODY, MAX_HEADER, ProtocolError, Reader, TooLarge, pack

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

DTYPES = [
    *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
    *(torch.uint16, torch.uint32, torch.uint64, torch.float16, torch.bfloat16),
    *(torch.float32, torch.float64, torch.complex64, torch.complex128),
]


def there_and_back(answer: Answer) -> Answer:
    (message,) = Reader().feed(pack_answer(answer, {"kind": "answer"}))
    return read_answer(message)


def carried(value: Any) -> Any:
    return there_and_back(Answer("a__b", value)).observation


def same(a: Any, b: Any) -> bool:
    """Equal in type, structure and every bit; NaN equals NaN."""
    if type(a) is not type(b):
        return False
    if isinstance(a, torch.Tensor):
        if (a.shape, a.dtype, a.requires_grad) != (b.shape, b.dtype, b.requires_grad):
            return False
        return bits(a) == bits(b)
    if isinstance(a, np.ndarray):
        return (a.shape, a.dtype, a.tobytes()) == (b.shape, b.dtype, b.tobytes())
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, float):
        return (math.isnan(a) and math.isnan(b)) or struct.pack("d", a) == struct.pack("d", b)
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    return bool(a == b)


def bits(t: torch.Tensor) -> bytes:
    flat = t.detach().contiguous().resolve_conj().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes()


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    dtype = draw(st.sampled_from(DTYPES))
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    raw = draw(st.binary(min_size=math.prod(shape) * 16, max_size=math.prod(shape) * 16))
    if dtype is torch.bool:
        raw = bytes(b & 1 for b in raw)
    if not raw:
        return torch.empty(shape, dtype=dtype)
    flat = torch.frombuffer(bytearray(raw), dtype=dtype)[: math.prod(shape)]
    tensor = flat.reshape(shape).clone()
    if draw(st.booleans()) and tensor.dim() >= 2:
        tensor = tensor.transpose(0, 1)
    if tensor.is_floating_point() and draw(st.booleans()):
        tensor.requires_grad_()
    return tensor


arrays = npst.arrays(
    st.sampled_from(["<f4", "<f8", "<i8", "u1", "?", "<c16", "<f2", ">i4"]),
    npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**300), 2**300)
    | st.floats()
    | st.complex_numbers()
    | text
    | tensors()
    | arrays.map(lambda a: a.astype(a.dtype.newbyteorder("=")))
    | st.just(Opaque("Widget"))
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(text, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert same(carried(value), value)


def test_a_whole_answer_comes_out_as_it_went_in() -> None:
    raised = Raised("ValueError", "two\nlines", (FrameSummary(3, "add", "return x"),))
    call = Call(result=torch.ones(2), mutated=("x",), aliased=("y",))
    answer = Answer("a__b", None, raised, (call, Call(raised=raised)))
    back = there_and_back(answer)
    assert (back.check, back.raised, back.calls[1]) == ("a__b", raised, Call(raised=raised))
    assert torch.equal(back.calls[0].result, torch.ones(2))
    assert (back.calls[0].mutated, back.calls[0].aliased) == (("x",), ("y",))


def test_equal_arrays_travel_once() -> None:
    once = pack_answer(Answer("a", torch.ones(1000)), {})
    shared = pack_answer(Answer("a", torch.ones(1000), calls=(Call(result=torch.ones(1000)),)), {})
    assert len(shared) < len(once) + 200
    (message,) = Reader().feed(shared)
    back = read_answer(message)
    assert back.observation is back.calls[0].result


def test_odd_tensors_cross_as_their_values_or_as_a_name() -> None:
    turned = torch.complex(torch.ones(2), torch.ones(2)).conj()
    assert torch.equal(carried(turned), turned.resolve_conj())
    assert torch.equal(carried(torch.ones(3, 2).t()), torch.ones(2, 3))
    assert torch.equal(carried(torch.ones(1).expand(5)), torch.ones(5))
    assert torch.equal(carried(torch.nn.Parameter(torch.ones(2))), torch.ones(2))
    assert isinstance(carried(torch.ones(2).to_sparse()), Opaque)
    assert isinstance(carried(torch.ones(2, device="meta")), Opaque)
    assert isinstance(carried(np.array(["a"])), Opaque)
    assert isinstance(carried(10**5000), Opaque)


def test_float8_keeps_its_bits() -> None:
    eighths = torch.tensor([0.5, -2.0]).to(torch.float8_e5m2)
    back = carried(eighths)
    assert back.dtype is torch.float8_e5m2
    assert bits(back) == bits(eighths)


def test_text_without_meaning_in_unicode_is_replaced() -> None:
    assert carried("a\ud800b") == "a\ufffdb"
    assert list(carried({"\udfff": 1})) == ["\ufffd"]


@pytest.mark.parametrize(
    "value",
    [
        [0] * 20_001,
        torch.ones(1).expand(MAX_BODY),
        torch.ones(MAX_BODY // 4 + 1),
        np.broadcast_to(np.ones(1), (MAX_BODY,)),
        "x" * (MAX_HEADER + 1),
    ],
    ids=["nodes", "an expanded tensor", "a large tensor", "a broadcast array", "text"],
)
def test_what_does_not_fit_is_refused_in_the_child(value: Any) -> None:
    with pytest.raises(TooLarge):
        pack_answer(Answer("a", value), {})


def test_depth_has_an_end() -> None:
    deep: Any = 0
    for _ in range(41):
        deep = [deep]
    with pytest.raises(TooLarge):
        pack_answer(Answer("a", deep), {})


def test_results_of_calls_give_way_before_the_observation_does() -> None:
    calls = tuple(Call(result=[0] * 100, mutated=("x",)) for _ in range(1000))
    back = there_and_back(Answer("a", torch.ones(2), calls=calls))
    assert torch.equal(back.observation, torch.ones(2))
    assert back.calls[999] == Call(result=Opaque("list"), mutated=("x",))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_messages_or_refused(data: bytes) -> None:
    reader = Reader()
    try:
        for message in reader.feed(data):
            read_answer(message)
    except ProtocolError:
        return
    assert reader.pending <= len(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [*"fcitdToNrxma", "check", "observation", "raised", "calls", "arrays", "kind"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(json_values, st.binary(max_size=64))
def test_arbitrary_json_is_an_answer_or_refused(header: Any, body: bytes) -> None:
    encoded = json.dumps(header, allow_nan=True).encode()
    data = struct.pack("<II", len(encoded), len(body)) + encoded + body
    try:
        for message in Reader().feed(data):
            read_answer(message)
    except ProtocolError:
        return


@given(json_values | st.dictionaries(st.text(max_size=5), st.integers() | st.just(10**400)))
def test_an_arbitrary_report_is_numbers_or_refused(node: Any) -> None:
    try:
        numbers = read_numbers(node)
    except ProtocolError:
        return
    assert all(value is None or type(value) is float for value in numbers.values())


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_answer_is_an_answer_or_refused(data: st.DataObject) -> None:
    good = Answer("a", {"x": torch.ones(2, 3), "y": [1.5, (2, None)]}, calls=(Call(result=1j),))
    frame = bytearray(pack_answer(good, {"kind": "answer"}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(8, len(frame) - 1))
        frame[place] = data.draw(st.integers(0, 255))
    try:
        for message in Reader().feed(bytes(frame)):
            read_answer(message)
    except ProtocolError:
        return


@given(st.lists(st.integers(1, 50), max_size=20))
def test_messages_may_arrive_in_any_pieces(cuts: list[int]) -> None:
    data = b"".join(pack({"n": n}, bytes(n)) for n in range(3))
    reader, seen = Reader(), []
    for cut in [*cuts, len(data)]:
        piece, data = data[:cut], data[cut:]
        seen += [(m.header["n"], len(m.body)) for m in reader.feed(piece)]
    assert seen == [(0, 0), (1, 1), (2, 2)]
    assert reader.pending == 0


@pytest.mark.parametrize(
    "shape",
    [[-1], [1.5], [True], ["1"], [2**40], [0, 2**62], [2**39, 2**39, 0, 2**39], [1] * 33, None],
    ids=repr,
)
def test_a_shape_that_makes_no_sense_is_refused(shape: Any) -> None:
    header = {
        "check": "a",
        "observation": {"T": 0},
        "raised": None,
        "calls": [],
        "arrays": [["float32", shape, False]],
    }
    (message,) = Reader().feed(pack(header, bytes(4)))
    with pytest.raises(ProtocolError):
        read_answer(message)


def test_a_job_comes_out_as_it_went_in() -> None:
    job = Job(
        filename="/a.py",
        source="x = '\ud800'",
        units=(b"1", b""),
        target="f",
        unit_names=(("f",), ()),
        checks_code=b"c",
        checks_module="p.checks",
        runs=(Run("f__a", 2**63, "float64"),),
        readable=("/r",),
        limits=Limits(wall_s=1.5),
        flags=frozenset({"fork"}),
        import_paths=("/i",),
    )
    (message,) = Reader().feed(pack_job(job, "secret"))
    assert read_job(message) == (job, "secret")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jwiped", "wiped"),
        ("a\x1bcb", "ab"),
        ("bell\x07 null\x00 back\x08", "bell null back"),
        ("over\rwritten\r\nline", "over\nwritten\nline"),
        ("\u202etxt.exe\u2066", "txt.exe"),
        ("tab\tstays\n", "tab\tstays\n"),
        ("unfinished \x1b[", "unfinished "),
        ("naïve ☃ ✓", "naïve ☃ ✓"),
    ],
    ids=lambda s: ascii(s)[:20],
)
def test_text_is_safe_to_show(said: str, shown: str) -> None:
    assert clean(said) == shown


@given(st.text(st.characters()), st.integers(10, 60))
def test_cleaned_text_has_no_control_character_and_a_length(said: str, limit: int) -> None:
    shown = clean(said, limit)
    assert len(shown) <= limit
    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in shown)
    shown.encode()
