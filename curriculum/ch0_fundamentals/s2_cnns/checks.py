"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads. Tensors that are not contiguous lie in the
middle of larger ones, so that a wrong stride reads wrong numbers instead of leaving the memory.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from arena.checks import check_options, shares_memory

from .pictures import glider, ring

Column = Callable[[Tensor, int], Tensor]
Blocks = Callable[[Tensor, int, int], Tensor]
OneIn = Callable[[Tensor], Tensor]
TwoIn = Callable[[Tensor, Tensor], Tensor]


def _numbers(rows: int, cols: int) -> Tensor:
    """A matrix whose numbers say where they stand: 10 · row + column."""
    return 10.0 * torch.arange(rows)[:, None] + torch.arange(cols)


def _with_room(mat: Tensor) -> Tensor:
    """The same matrix with memory after it, so that a wrong walk reads -1 and is not stopped."""
    memory = torch.cat([mat.flatten(), torch.full((4 * mat.numel() + 8,), -1.0)])
    return memory[: mat.numel()].view_as(mat)


def _matrix(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """A contiguous matrix with memory before and after it."""
    return torch.randn(rows + 8, cols, generator=rng)[4 : rows + 4]


def _sliced(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """Every second row and every third column of a larger matrix, not from its start."""
    return torch.randn(3 * rows + 5, 3 * cols + 4, generator=rng)[2 : 2 * rows + 2 : 2, 1:][
        :, : 3 * cols : 3
    ]


def _turned(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """The transpose of a matrix that lies in the middle of a larger one."""
    return torch.randn(cols + 6, rows + 3, generator=rng)[3 : cols + 3, 2 : rows + 2].T


def _vector(size: int, step: int, rng: torch.Generator) -> Tensor:
    """Every `step`-th number of a longer vector, not from its start."""
    return torch.randn(step * size + 12, generator=rng)[5 : 5 + step * size : step]


# ---------------------------------------------------------------- strided_column


def strided_column__takes_a_column(column: Column, rng: torch.Generator) -> list[Tensor]:
    """Every column of a small contiguous matrix is found."""
    return [column(_numbers(3, 4), i) for i in (2, 0, 3, 1)]


def strided_column__takes_one_row(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A matrix of one row, and one of one column, have columns too."""
    return [column(_numbers(1, 5), 3), column(_numbers(5, 1), 0)]


def strided_column__works_on_a_transpose(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A transposed matrix, whose columns lie together in memory, gives its own columns."""
    mat = _turned(4, 6, rng)
    return [column(mat, 0), column(mat, 5), column(_turned(5, 3, rng), 1)]


def strided_column__works_on_a_slice(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return [column(_sliced(3, 5, rng), 2), column(_matrix(4, 3, rng), 1)]


def strided_column__keeps_the_type(column: Column, rng: torch.Generator) -> list[Tensor]:
    """Numbers in float64 and whole numbers keep their type."""
    return [column(_numbers(4, 3).double(), 1), column(_numbers(2, 5).long(), 4)]


# ---------------------------------------------------------------- repeat_rows


def repeat_rows__repeats(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """Every row of the answer is the vector."""
    return [repeat(torch.tensor([3.0, 1.0]), 3), repeat(_vector(5, 1, rng), 2)]


def repeat_rows__takes_none(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """No rows, one row and a vector of one number work."""
    vec = torch.tensor([4.0, 5.0, 6.0])
    return [repeat(vec, 0), repeat(vec, 1), repeat(vec[1:2], 3)]


def repeat_rows__works_on_a_slice(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second or third number of a longer one works."""
    return [repeat(_vector(4, 2, rng), 3), repeat(_sliced(5, 3, rng)[:, 1], 4)]


def repeat_rows__copies_nothing(repeat: Column, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the vector: writing to the vector changes every row."""
    vec = _vector(3, 2, rng)
    rows = repeat(vec, 4)
    shared = shares_memory(vec, rows)
    vec[1] = 100.0
    return [shared, rows]


# ---------------------------------------------------------------- sliding_windows


def sliding_windows__moves_by_one(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """Each window starts one further than the one before, and the last reaches the end."""
    return [windows(torch.arange(1.0, 6.0), 3), windows(_vector(9, 1, rng), 2)]


def sliding_windows__takes_every_width(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """A window of one number, and one as wide as the vector, work."""
    vec = torch.arange(4.0)
    return [windows(vec, 1), windows(vec, 4), windows(vec[:1], 1)]


def sliding_windows__works_on_a_slice(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second or third number of a longer one works."""
    return [windows(_vector(6, 2, rng), 4), windows(_sliced(7, 3, rng)[:, 2], 3)]


def sliding_windows__refuses_what_does_not_fit(
    windows: Column, rng: torch.Generator
) -> list[object]:
    """A width below 1 or above the length of the vector is a ValueError."""
    answers: list[object] = []
    for width in (5, 6, 0, -1):
        try:
            answers.append(windows(torch.arange(4.0), width))
        except ValueError:
            answers.append("ValueError")
        except RuntimeError:
            answers.append("RuntimeError")
    return answers


def sliding_windows__copies_nothing(windows: Column, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the vector: one number stands in several windows."""
    vec = _vector(5, 2, rng)
    found = windows(vec, 3)
    shared = shares_memory(vec, found)
    vec[2] = 100.0
    return [shared, found]


# ---------------------------------------------------------------- split_blocks


def split_blocks__cuts_a_matrix(split: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Blocks stand in rows and columns as they stood in the matrix."""
    return [split(_numbers(2, 4), 2, 2), split(_numbers(4, 6), 2, 3), split(_numbers(6, 20), 3, 4)]


def split_blocks__takes_every_size(split: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Blocks of one number, of one row, of one column, and one as large as the matrix work."""
    mat = _numbers(3, 4)
    return [split(mat, 1, 1), split(mat, 1, 4), split(mat, 3, 1), split(mat, 3, 4)]


def split_blocks__works_on_a_transpose(split: Blocks, rng: torch.Generator) -> Tensor:
    """A transposed matrix is cut as it reads, not as it lies in memory."""
    return split(_turned(6, 4, rng), 3, 2)


def split_blocks__works_on_a_slice(split: Blocks, rng: torch.Generator) -> Tensor:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return split(_sliced(4, 9, rng), 2, 3)


def split_blocks__copies_nothing(split: Blocks, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the matrix."""
    mat = _matrix(4, 6, rng)
    found = split(mat, 2, 3)
    shared = shares_memory(mat, found)
    mat[3, 1] = 100.0
    return [shared, found]


# ---------------------------------------------------------------- contact_sheet


def contact_sheet__lays_windows_out(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """The tile in row i and column j is the window whose top left pixel is image[i, j]."""
    return [sheet(_numbers(2, 3), 1, 2), sheet(_numbers(3, 5), 2, 3), sheet(ring(9), 4, 5)]


def contact_sheet__takes_every_size(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Windows of one pixel, of one row, of one column, and one as large as the picture work."""
    image = _numbers(3, 4)
    return [sheet(image, 1, 1), sheet(image, 1, 4), sheet(image, 3, 1), sheet(image, 3, 4)]


def contact_sheet__works_on_strided_pictures(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """A transposed picture, and one that skips pixels of a larger one, work."""
    return [sheet(_turned(5, 4, rng), 3, 2), sheet(_sliced(4, 6, rng), 2, 3)]


def contact_sheet__keeps_the_type(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Pictures in float64 and of whole numbers keep their type."""
    return [sheet(_numbers(3, 4).double(), 2, 2), sheet(_numbers(2, 3).long(), 1, 2)]


# ---------------------------------------------------------------- as_strided_trace


def as_strided_trace__sums_the_diagonal(trace: OneIn, rng: torch.Generator) -> list[Tensor]:
    """The diagonal of a contiguous matrix is summed, and the answer has no axis."""
    return [trace(_numbers(1, 1) + 7), trace(_numbers(3, 3)), trace(_matrix(5, 5, rng))]


def as_strided_trace__works_on_a_transpose(trace: OneIn, rng: torch.Generator) -> Tensor:
    """A transposed matrix has the same diagonal."""
    return trace(_turned(4, 4, rng))


def as_strided_trace__works_on_a_slice(trace: OneIn, rng: torch.Generator) -> list[Tensor]:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return [trace(_sliced(3, 3, rng)), trace(_matrix(6, 6, rng)[1:5, 1:5])]


def as_strided_trace__keeps_the_type(trace: OneIn, rng: torch.Generator) -> Tensor:
    """A matrix in float64 has a trace in float64."""
    return trace(torch.randn(4, 4, generator=rng, dtype=torch.float64))


# ---------------------------------------------------------------- as_strided_mv


def as_strided_mv__multiplies(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The product of a contiguous matrix and a contiguous vector is right."""
    return [
        mv(_numbers(2, 3), torch.tensor([1.0, 0.0, 2.0])),
        mv(_matrix(1, 4, rng), torch.randn(4, generator=rng)),
        mv(_matrix(5, 1, rng), torch.randn(1, generator=rng)),
        mv(_matrix(3, 3, rng), torch.randn(3, generator=rng)),
    ]


def as_strided_mv__takes_a_strided_vector(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second number of a longer one, or is a column, works."""
    return [
        mv(_matrix(3, 4, rng), _vector(4, 2, rng)),
        mv(_matrix(2, 5, rng), _sliced(5, 3, rng)[:, 1]),
    ]


def as_strided_mv__takes_a_strided_matrix(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A transposed matrix, and one that skips rows and columns of a larger one, work."""
    return [
        mv(_turned(4, 3, rng), torch.randn(3, generator=rng)),
        mv(_sliced(2, 5, rng), _vector(5, 3, rng)),
    ]


def as_strided_mv__keeps_the_type(mv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    vec = torch.randn(3, generator=rng, dtype=wide)
    return mv(torch.randn(4, 3, generator=rng, dtype=wide), vec)


# ---------------------------------------------------------------- as_strided_mm


def as_strided_mm__multiplies(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The product of two contiguous matrices is right."""
    return [
        mm(_with_room(_numbers(1, 2)), _with_room(_numbers(2, 3))),
        mm(_matrix(3, 2, rng), _matrix(2, 4, rng)),
        mm(_matrix(4, 1, rng), _matrix(1, 3, rng)),
        mm(_matrix(3, 3, rng), _matrix(3, 3, rng)),
    ]


def as_strided_mm__takes_a_strided_left(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The left matrix may be a transpose, or a slice of a larger one."""
    return [
        mm(_turned(2, 3, rng), _matrix(3, 5, rng)),
        mm(_sliced(4, 2, rng), _matrix(2, 3, rng)),
    ]


def as_strided_mm__takes_a_strided_right(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The right matrix may be a transpose, or a slice of a larger one."""
    return [
        mm(_matrix(2, 3, rng), _turned(3, 5, rng)),
        mm(_matrix(4, 2, rng), _sliced(2, 3, rng)),
    ]


def as_strided_mm__keeps_the_type(mm: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    return mm(
        torch.randn(2, 3, generator=rng, dtype=wide), torch.randn(3, 4, generator=rng, dtype=wide)
    )


# ---------------------------------------------------------------- conv1d_minimal_simple

Output = Callable[..., Tensor]


def _signals(batch: int, channels: int, width: int, rng: torch.Generator) -> Tensor:
    """A batch of signals that is no contiguous tensor and lies in the middle of a larger one."""
    base = torch.randn(batch + 4, 2 * width + 6, channels + 3, generator=rng)
    return base[2 : batch + 2, 3 : 2 * width + 3 : 2, 1 : channels + 1].transpose(1, 2)


def _pictures(batch: int, channels: int, height: int, width: int, rng: torch.Generator) -> Tensor:
    """A batch of pictures that is no contiguous tensor and lies in the middle of a larger one."""
    base = torch.randn(batch + 4, 2 * height + 4, width + 5, channels + 3, generator=rng)
    part = base[2 : batch + 2, 1 : 2 * height + 1 : 2, 2 : width + 2, 1 : channels + 1]
    return part.permute(0, 3, 1, 2)


def _gradients(output: Tensor, rng: torch.Generator, *inputs: Tensor) -> list[object]:
    """Gradients of a random weighted sum of the output."""
    if not output.requires_grad:
        return ["no gradient flows"] * len(inputs)
    torch.autograd.backward((output * torch.randn(output.shape, generator=rng)).sum())
    return [i.grad for i in inputs]


def conv1d_minimal_simple__slides(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """Each entry is one window times the kernel, summed; the kernel is not turned round."""
    return [
        conv(torch.tensor([1.0, 2.0, 6.0, 3.0]), torch.tensor([1.0, 10.0])),
        conv(torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0]), torch.tensor([1.0, 2.0, 3.0])),
        conv(torch.randn(11, generator=rng), torch.randn(4, generator=rng)),
    ]


def conv1d_minimal_simple__takes_every_size(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A kernel of one number, and one as long as the signal, work."""
    x = torch.randn(6, generator=rng)
    return [conv(x, torch.tensor([3.0])), conv(x, torch.randn(6, generator=rng))]


def conv1d_minimal_simple__takes_a_slice(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A signal, or a kernel, that takes every second number of a longer one works."""
    return [
        conv(_vector(7, 2, rng), torch.randn(3, generator=rng)),
        conv(_vector(6, 3, rng), _vector(2, 2, rng)),
    ]


def conv1d_minimal_simple__keeps_the_type(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(7, generator=rng, dtype=wide)
    return conv(x, torch.randn(3, generator=rng, dtype=wide))


# ---------------------------------------------------------------- conv1d_minimal


def conv1d_minimal__agrees_with_torch(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The answer is that of torch.nn.functional.conv1d."""
    sizes = [(1, 1, 3, 1, 2), (1, 2, 4, 3, 2), (2, 3, 7, 4, 5), (3, 2, 9, 5, 4)]
    return [
        conv(
            torch.randn(b, ic, w, generator=rng),
            torch.randn(oc, ic, kw, generator=rng),
        )
        for b, ic, w, oc, kw in sizes
    ]


def conv1d_minimal__takes_every_kernel(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A kernel of one number, and one as long as the signal, work."""
    x = torch.randn(2, 3, 5, generator=rng)
    return [conv(x, torch.randn(4, 3, kw, generator=rng)) for kw in (1, 5)]


def conv1d_minimal__tells_channels_apart(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """With as many channels out as in, the first axis of the weights is still the one that goes
    out.
    """
    return conv(torch.randn(2, 3, 6, generator=rng), torch.randn(3, 3, 2, generator=rng))


def conv1d_minimal__takes_strided_signals(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Signals that are no contiguous tensor, transposed and sliced, work."""
    return conv(_signals(2, 3, 7, rng), torch.randn(4, 3, 2, generator=rng))


def conv1d_minimal__keeps_the_type(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(2, 3, 6, generator=rng, dtype=wide)
    return conv(x, torch.randn(4, 3, 2, generator=rng, dtype=wide))


# ---------------------------------------------------------------- conv2d_minimal


def conv2d_minimal__agrees_with_torch(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The answer is that of torch.nn.functional.conv2d."""
    sizes = [(1, 1, 3, 4, 1, 2, 2), (1, 2, 3, 5, 3, 1, 4), (2, 3, 7, 6, 4, 3, 2)]
    return [
        conv(
            torch.randn(b, ic, h, w, generator=rng),
            torch.randn(oc, ic, kh, kw, generator=rng),
        )
        for b, ic, h, w, oc, kh, kw in sizes
    ]


def conv2d_minimal__takes_square_kernels(conv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """Square kernels are not turned or transposed; one by one and picture-sized ones work."""
    x = torch.randn(2, 3, 5, 5, generator=rng)
    return [conv(x, torch.randn(4, 3, k, k, generator=rng)) for k in (1, 3, 5)]


def conv2d_minimal__tells_channels_apart(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """With as many channels out as in, the first axis of the weights is still the one that goes
    out.
    """
    return conv(torch.randn(2, 3, 4, 6, generator=rng), torch.randn(3, 3, 2, 4, generator=rng))


def conv2d_minimal__takes_strided_pictures(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Pictures that are no contiguous tensor, permuted and sliced, work."""
    return conv(_pictures(2, 3, 6, 5, rng), torch.randn(4, 3, 3, 2, generator=rng))


def conv2d_minimal__keeps_the_type(conv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(2, 3, 6, 5, generator=rng, dtype=wide)
    return conv(x, torch.randn(4, 3, 2, 3, generator=rng, dtype=wide))


# ---------------------------------------------------------------- pad1d


def pad1d__adds_at_each_end(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """`left` entries stand before each signal and `right` after it, all with the value asked
    for.
    """
    return [
        pad(torch.tensor([[[1.0, 2.0]]]), 1, 3, 9.0),
        pad(torch.randn(2, 3, 4, generator=rng), 2, 1, -0.5),
    ]


def pad1d__adds_at_one_end(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Nothing is added where 0 is asked for."""
    x = torch.randn(3, 2, 4, generator=rng)
    return [pad(x, 0, 2, 1.5), pad(x, 3, 0, 1.5), pad(x, 0, 0, 1.5)]


def pad1d__takes_strided_signals(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Signals that are no contiguous tensor, an infinite value and no signals at all work."""
    inf = float("inf")
    return [
        pad(_signals(2, 3, 4, rng), 1, 2, -inf),
        pad(torch.zeros(0, 2, 3), 1, 1, 7.0),
        pad(torch.randn(1, 2, 3, generator=rng), 2, 1, 0),
    ]


def pad1d__keeps_the_type(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Numbers in float64 and whole numbers keep their type."""
    wide = torch.randn(2, 1, 3, generator=rng, dtype=torch.float64)
    return [pad(wide, 1, 2, 0.1), pad(torch.arange(6).reshape(1, 2, 3), 2, 1, 5)]


def pad1d__passes_gradients_back(pad: Output, rng: torch.Generator) -> list[object]:
    """Gradients flow through the padded signals back to the signals."""
    x = torch.randn(2, 3, 4, generator=rng).requires_grad_()
    return _gradients(pad(x, 2, 1, 0.0), rng, x)


# ---------------------------------------------------------------- pad2d


def pad2d__adds_on_each_side(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Columns stand on the left and right and rows above and below, all with the value asked
    for.
    """
    return [
        pad(torch.tensor([[[[1.0, 2.0]]]]), 2, 1, 1, 3, 9.0),
        pad(torch.randn(2, 3, 4, 5, generator=rng), 1, 2, 3, 4, -0.5),
    ]


def pad2d__adds_on_one_side(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Nothing is added where 0 is asked for."""
    x = torch.randn(1, 2, 3, 4, generator=rng)
    sides = [(2, 0, 0, 0), (0, 2, 0, 0), (0, 0, 2, 0), (0, 0, 0, 2), (0, 0, 0, 0)]
    return [pad(x, *side, 1.5) for side in sides]


def pad2d__takes_strided_pictures(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Pictures that are no contiguous tensor, an infinite value and no pictures at all work."""
    return [
        pad(_pictures(2, 3, 4, 5, rng), 1, 2, 0, 3, -float("inf")),
        pad(torch.zeros(0, 2, 3, 4), 1, 1, 2, 2, 7.0),
        pad(torch.randn(1, 2, 3, 4, generator=rng), 2, 1, 1, 1, 0),
    ]


def pad2d__keeps_the_type(pad: Output, rng: torch.Generator) -> list[Tensor]:
    """Numbers in float64 and whole numbers keep their type."""
    wide = torch.randn(2, 1, 3, 4, generator=rng, dtype=torch.float64)
    return [pad(wide, 1, 2, 3, 0, 0.1), pad(torch.arange(6).reshape(1, 1, 2, 3), 2, 1, 0, 1, 5)]


def pad2d__passes_gradients_back(pad: Output, rng: torch.Generator) -> list[object]:
    """Gradients flow through the padded pictures back to the pictures."""
    x = torch.randn(1, 2, 3, 4, generator=rng).requires_grad_()
    return _gradients(pad(x, 1, 2, 0, 1, 0.0), rng, x)


# ---------------------------------------------------------------- conv_output_size

OutputSize = Callable[..., int]


def conv_output_size__counts_places(places: OutputSize, rng: torch.Generator) -> list[int]:
    """Without stride and padding, a kernel of k fits at size - k + 1 places."""
    return [places(5, 3), places(7, 1), places(4, 4), places(10, 4)]


def conv_output_size__counts_strides(places: OutputSize, rng: torch.Generator) -> list[int]:
    """With a stride, what is left at the end and is too short for a step does not count."""
    return [
        places(7, 3, 2),
        places(8, 3, 2),
        places(8, 2, 3),
        places(9, 2, 3),
        places(5, 5, 4),
        places(6, 2, stride=7),
    ]


def conv_output_size__is_whole(places: OutputSize, rng: torch.Generator) -> dict[str, str]:
    """The answer is an int, as the size of a tensor has to be."""
    answer = places(7, 3, 2)
    kind = "int" if hasattr(answer, "__index__") else type(answer).__name__
    return {"type of conv_output_size(7, 3, 2)": kind}


def conv_output_size__counts_padding(places: OutputSize, rng: torch.Generator) -> list[int]:
    """Padding is added at both ends before the kernel is laid on."""
    return [
        places(5, 3, padding=1),
        places(4, 6, padding=1),
        places(32, 5, 2, 1),
        places(28, 3, 3, 4),
        places(8, 4, stride=3, padding=2),
    ]


def conv_output_size__refuses_a_long_kernel(
    places: OutputSize, rng: torch.Generator
) -> list[object]:
    """A kernel longer than the padded axis is a ValueError."""
    answers: list[object] = []
    for case in ((3, 4, 1, 0), (4, 7, 2, 1), (2, 9, 5, 1), (3, 5, 1, 1)):
        try:
            answers.append(places(*case))
        except ValueError:
            answers.append("ValueError")
    return answers


# ---------------------------------------------------------------- conv1d


def conv1d__slides(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With the defaults it is the convolution without stride and padding."""
    x = torch.randn(2, 3, 8, generator=rng)
    return [conv(x, torch.randn(4, 3, kw, generator=rng)) for kw in (1, 2, 5)]


def conv1d__takes_a_stride(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With a stride, only every stride-th place is visited; the kernel's own steps stay 1."""
    x = torch.randn(2, 3, 11, generator=rng)
    weights = torch.randn(4, 3, 2, generator=rng)
    return [conv(x, weights, stride=stride) for stride in (2, 3, 5)]


def conv1d__takes_padding(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With padding, zeros stand at both ends."""
    x = torch.randn(3, 2, 7, generator=rng)
    weights = torch.randn(5, 2, 4, generator=rng)
    return [conv(x, weights, padding=padding) for padding in (1, 2, 5)]


def conv1d__takes_both(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Stride and padding together, odd and even kernels, and a signal shorter than its kernel
    work.
    """
    sizes = [(2, 3, 9, 4, 3, 2, 1), (1, 2, 8, 3, 4, 3, 2), (3, 1, 2, 2, 5, 2, 2)]
    return [
        conv(
            torch.randn(b, ic, w, generator=rng),
            torch.randn(oc, ic, kw, generator=rng),
            stride,
            padding,
        )
        for b, ic, w, oc, kw, stride, padding in sizes
    ]


def conv1d__takes_strided_signals(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Signals that are no contiguous tensor work, with padding and without."""
    weights = torch.randn(4, 3, 3, generator=rng)
    return [conv(_signals(2, 3, 8, rng), weights, 2, padding) for padding in (0, 1)]


def conv1d__keeps_the_type(conv: Output, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    x = torch.randn(2, 3, 7, generator=rng, dtype=wide)
    return conv(x, torch.randn(4, 3, 2, generator=rng, dtype=wide), 2, 1)


# ---------------------------------------------------------------- conv2d


def conv2d__slides(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """With the defaults it is the convolution without stride and padding."""
    x = torch.randn(2, 3, 5, 6, generator=rng)
    sizes = ((1, 1), (2, 2), (3, 2), (5, 6))
    return [conv(x, torch.randn(4, 3, *size, generator=rng)) for size in sizes]


def conv2d__takes_a_stride(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """The stride may be one number, or a pair (down, right)."""
    x = torch.randn(1, 2, 8, 9, generator=rng)
    weights = torch.randn(3, 2, 2, 3, generator=rng)
    return [conv(x, weights, stride=stride) for stride in (2, 3, (1, 2), (3, 1), (2, 4))]


def conv2d__takes_padding(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """The padding may be one number, or a pair (above and below, left and right)."""
    x = torch.randn(2, 1, 4, 5, generator=rng)
    weights = torch.randn(3, 1, 3, 2, generator=rng)
    return [conv(x, weights, padding=padding) for padding in (1, 2, (0, 1), (2, 0), (1, 3))]


def conv2d__takes_both(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Stride and padding together, as numbers and as pairs, work."""
    x = torch.randn(2, 3, 6, 7, generator=rng)
    weights = torch.randn(4, 3, 3, 5, generator=rng)
    cases: list[tuple[object, object]] = [(2, 1), ((3, 2), 2), (2, (0, 2)), ((1, 3), (2, 1))]
    return [conv(x, weights, stride, padding) for stride, padding in cases]


def conv2d__takes_strided_pictures(conv: Output, rng: torch.Generator) -> list[Tensor]:
    """Pictures that are no contiguous tensor work, with padding and without."""
    weights = torch.randn(4, 3, 2, 3, generator=rng)
    return [conv(_pictures(2, 3, 6, 5, rng), weights, 2, padding) for padding in (0, 1)]


def conv2d__passes_gradients_back(conv: Output, rng: torch.Generator) -> list[object]:
    """Gradients flow back to the pictures and to the weights."""
    x = torch.randn(2, 3, 5, 6, generator=rng, dtype=torch.float64).requires_grad_()
    weights = torch.randn(4, 3, 2, 3, generator=rng, dtype=torch.float64).requires_grad_()
    return _gradients(conv(x, weights, 2, 1), rng, x, weights)


# ---------------------------------------------------------------- edge_strength


def edge_strength__finds_borders(edges: OneIn, rng: torch.Generator) -> list[Tensor]:
    """Where brightness changes, across or down, the answer is large; where it does not, 0."""
    step = (torch.arange(5) > 2).float()
    return [
        edges(step.expand(4, 5)),
        edges(step[:, None].expand(5, 3)),
        edges(step[:, None] * step),
        edges(ring(20)),
    ]


def edge_strength__takes_any_picture(edges: OneIn, rng: torch.Generator) -> list[Tensor]:
    """Random pictures, the smallest one, and one that is no contiguous tensor work."""
    return [
        edges(torch.randn(3, 3, generator=rng)),
        edges(torch.randn(5, 7, generator=rng)),
        edges(_sliced(6, 4, rng)),
    ]


def edge_strength__keeps_the_type(edges: OneIn, rng: torch.Generator) -> Tensor:
    """A picture in float64 gives an answer in float64."""
    return edges(torch.randn(4, 5, generator=rng, dtype=torch.float64))


# ---------------------------------------------------------------- life_step


def life_step__moves_known_patterns(step: OneIn, rng: torch.Generator) -> list[Tensor]:
    """A block stays, a blinker turns and a glider moves on."""
    block = torch.zeros(4, 5)
    block[1:3, 2:4] = 1
    blinker = torch.zeros(5, 6)
    blinker[2, 2:5] = 1
    world = glider()
    generations = [step(block), step(blinker)]
    for _ in range(4):
        world = step(world)
        generations.append(world)
    return generations


def life_step__knows_its_border(step: OneIn, rng: torch.Generator) -> list[Tensor]:
    """What lies outside the world is dead; full, empty and tiny worlds work."""
    cases = (torch.ones(4, 3), torch.zeros(2, 5), torch.ones(1, 1), torch.ones(1, 4))
    return [step(world) for world in cases]


def life_step__agrees_on_random_worlds(step: OneIn, rng: torch.Generator) -> list[Tensor]:
    """Random worlds, in float32 and float64, contiguous or not, go on as the rules say."""
    world = (torch.rand(12, 15, generator=rng) < 0.4).float()
    return [step(world), step(world[1:, ::2].T), step(world.double())]


# ---------------------------------------------------------------- maxpool2d


def maxpool2d__takes_the_largest(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """By default windows lie side by side, and what is left at the end does not count."""
    return [
        pool(torch.tensor([[[[1.0, 5.0, 2.0], [3.0, 0.0, 4.0]]]]), (2, 1)),
        pool(torch.randn(2, 3, 5, 7, generator=rng), 2),
        pool(torch.randn(2, 1, 6, 8, generator=rng), (2, 3)),
        pool(torch.randn(1, 3, 4, 5, generator=rng), (4, 5)),
    ]


def maxpool2d__takes_a_stride(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """Windows may overlap, or leave gaps; the stride is one number or a pair (down, right)."""
    x = torch.randn(2, 3, 8, 9, generator=rng)
    cases: list[tuple[object, object]] = [(3, 1), (2, 3), ((2, 3), (3, 1)), (2, (4, 2)), (1, 1)]
    return [pool(x, kernel_size, stride) for kernel_size, stride in cases]


def maxpool2d__pads_with_minus_infinity(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """Padding never wins, not even where all numbers are below zero."""
    x = torch.randn(2, 3, 5, 6, generator=rng) - 4
    cases: list[tuple[object, object, object]] = [
        (2, None, 1),
        (3, 1, 1),
        ((2, 4), (2, 1), (0, 2)),
        ((3, 2), 2, (1, 0)),
        (4, 3, 2),
    ]
    return [pool(x, *case) for case in cases]


def maxpool2d__takes_strided_pictures(pool: Output, rng: torch.Generator) -> list[Tensor]:
    """Pictures that are no contiguous tensor work, with padding and without."""
    return [pool(_pictures(2, 3, 6, 5, rng), 2, 1, padding) for padding in (0, 1)]


def maxpool2d__passes_gradients_back(pool: Output, rng: torch.Generator) -> list[object]:
    """The type stays float64, and gradients flow back to the largest entries only."""
    x = torch.randn(1, 2, 5, 6, generator=rng, dtype=torch.float64).requires_grad_()
    return _gradients(pool(x, 3, 2, 1), rng, x)


# ---------------------------------------------------------------- layers

Layer = Callable[..., nn.Module]


def _load(layer: nn.Module, values: dict[str, Tensor]) -> str:
    """Write values into a layer's parameters; what is wrong with them, or nothing."""
    for name, value in values.items():
        target: object = layer
        for part in name.split("."):
            target = getattr(target, part, None)
        if not isinstance(target, Tensor):
            return f"there is no tensor `{name}`"
        if target.shape != value.shape:
            return f"`{name}` has shape {tuple(target.shape)}"
        with torch.no_grad():
            target.copy_(value)
    return ""


def _shapes(layer: nn.Module) -> dict[str, list[int]]:
    """Names and shapes of the parameters that an optimiser would find."""
    return {name: list(p.shape) for name, p in sorted(layer.named_parameters())}


def _shares(parameter: object, fan_in: int) -> Tensor | str:
    """How many entries, times √fan_in, lie below -1, in five equal parts of [-1, 1], above 1."""
    if not isinstance(parameter, Tensor):
        return "there is no such tensor"
    scaled = parameter.detach().flatten() * fan_in**0.5
    edges = torch.tensor([-1.0001, -0.6, -0.2, 0.2, 0.6, 1.0001], dtype=scaled.dtype)
    parts = torch.bucketize(scaled, edges)
    return torch.bincount(parts, minlength=7) / max(len(scaled), 1)


def _zeros(parameter: object) -> float | str:
    """How many of a hundred entries are exactly zero."""
    if not isinstance(parameter, Tensor):
        return "there is no such tensor"
    return round(float((parameter == 0).float().mean()) * 100, 1)


def _in_common(first: nn.Module, second: nn.Module) -> float | str:
    """How many of a hundred entries of two layers' weights are the same."""
    a, b = getattr(first, "weight", None), getattr(second, "weight", None)
    if not (isinstance(a, Tensor) and isinstance(b, Tensor)):
        return "there is no such tensor"
    return round(float((a == b).float().mean()) * 100, 1)


# ---------------------------------------------------------------- ReLU


def ReLU__keeps_what_is_positive(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Positive numbers stay as they are and negative ones become 0."""
    return {
        "relu of [-2, -1, 0, 0.5, 3]": layer()(torch.tensor([-2.0, -1.0, 0.0, 0.5, 3.0])),
        "relu of random numbers": layer()(torch.randn(2, 3, 4, 5, generator=rng)),
        "relu of one number": layer()(torch.tensor(-1.5)),
    }


def ReLU__takes_infinities(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Minus infinity becomes 0, infinity stays, and float64 stays float64."""
    inf = float("inf")
    x = torch.tensor([-inf, -1e30, 1e30, inf])
    return {
        "relu of [-inf, -1e30, 1e30, inf]": layer()(x),
        "relu of float64": layer()(torch.randn(3, 2, generator=rng).double()),
    }


def ReLU__leaves_its_input_alone(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """The input is the same after the call as before it."""
    x = torch.randn(3, 4, generator=rng)
    return {"answer": layer()(x), "input after the call": x}


def ReLU__passes_gradients_back(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The gradient is 1 where the input is positive and 0 where it is negative."""
    x = torch.tensor([-2.0, -0.1, 0.1, 3.0]).requires_grad_()
    return {"gradient at [-2, -0.1, 0.1, 3]": _gradients(layer()(x), rng, x)[0]}


# ---------------------------------------------------------------- MaxPool2d


def MaxPool2d__has_nothing_to_learn(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """It is a module without parameters."""
    return {"parameters": _shapes(layer(2, stride=1, padding=0))}


def MaxPool2d__pools(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Without a stride the windows lie side by side."""
    x = torch.randn(2, 3, 6, 8, generator=rng)
    return {
        "MaxPool2d(2)": layer(2, padding=0)(x),
        "MaxPool2d((3, 2))": layer((3, 2), padding=0)(x),
    }


def MaxPool2d__uses_its_stride(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """The stride is that of the layer, as a number or a pair."""
    x = torch.randn(2, 3, 7, 8, generator=rng)
    return {
        "MaxPool2d(3, stride=1)": layer(3, stride=1, padding=0)(x),
        "MaxPool2d(2, stride=(3, 1))": layer(2, stride=(3, 1), padding=0)(x),
    }


def MaxPool2d__uses_its_padding(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """The padding is that of the layer, and never wins."""
    x = torch.randn(2, 3, 5, 6, generator=rng) - 4
    return {
        "MaxPool2d(2, padding=1)": layer(2, padding=1)(x),
        "MaxPool2d((2, 4), 2, (1, 2))": layer((2, 4), 2, (1, 2))(x),
    }


def MaxPool2d__works_more_than_once(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """It works more than once, and leaves its input alone."""
    pool = layer(2, stride=1, padding=0)
    x = torch.randn(1, 2, 3, 4, generator=rng)
    return {
        "first answer": pool(x),
        "second answer": pool(x),
        "input after both": x,
    }


# ---------------------------------------------------------------- Flatten


def Flatten__has_nothing_to_learn(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """It is a module without parameters."""
    return {"parameters": _shapes(layer())}


def Flatten__takes_both_ends(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """`start_dim` and `end_dim` are both included, and the axes beside them stay."""
    x = torch.randn(2, 3, 4, 5, generator=rng)
    ends = [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2), (3, 3), (0, 0)]
    return {f"Flatten({s}, {e}) of (2, 3, 4, 5)": layer(s, e)(x) for s, e in ends}


def Flatten__keeps_the_batch(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """By default all axes but the first become one, in the order in which they read."""
    return {
        "Flatten() of (2, 3, 4)": layer()(_numbers(6, 4).reshape(2, 3, 4)),
        "Flatten() of (5, 2, 3, 4)": layer()(torch.randn(5, 2, 3, 4, generator=rng)),
        "Flatten() of (3, 4)": layer()(torch.randn(3, 4, generator=rng)),
    }


def Flatten__counts_from_the_end(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Negative axes count from the last one."""
    x = torch.randn(2, 3, 4, 5, generator=rng)
    ends = [(1, -2), (-3, -2), (-2, -1), (0, -1), (-4, 1), (-3, 3)]
    return {f"Flatten({s}, {e}) of (2, 3, 4, 5)": layer(s, e)(x) for s, e in ends}


def Flatten__takes_strided_tensors(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """Tensors that are not contiguous can be flattened, in the order in which they read."""
    return {"Flatten() of a permuted (2, 3, 4, 5)": layer()(_pictures(2, 3, 4, 5, rng))}


def Flatten__works_more_than_once(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """One layer takes inputs with different numbers of axes, one after the other."""
    flatten, shapes = layer(1, -1), ((2, 3, 4), (2, 3, 4, 5), (2, 3))
    return {f"the same Flatten() of {s}": flatten(torch.randn(*s, generator=rng)) for s in shapes}


def Flatten__takes_an_empty_batch(layer: Layer, rng: torch.Generator) -> dict[str, Tensor]:
    """A batch without entries keeps the sizes of its other axes."""
    return {"Flatten() of (0, 3, 4)": layer()(torch.zeros(0, 3, 4))}


# ---------------------------------------------------------------- Linear


def Linear__has_its_parameters(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """`weight` has shape (out, in) and `bias` (out,); both are parameters. Without bias,
    `layer.bias` is None.
    """
    bare = layer(4, 2, bias=False)
    return {
        "parameters of Linear(3, 5)": _shapes(layer(3, 5)),
        "parameters of Linear(4, 2, bias=False)": _shapes(bare),
        "`bias` of Linear(4, 2, bias=False)": getattr(bare, "bias", "missing"),
    }


def Linear__multiplies_and_adds(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The answer is x @ weight.T + bias."""
    linear = layer(3, 5)
    values = {
        "weight": torch.randn(5, 3, generator=rng),
        "bias": torch.randn(5, generator=rng),
    }
    x = torch.randn(2, 3, generator=rng)
    return {"answer of Linear(3, 5) for 2 rows": _load(linear, values) or linear(x)}


def Linear__works_without_bias(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Without bias the answer is x @ weight.T."""
    linear = layer(4, 3, bias=False)
    values = {"weight": torch.randn(3, 4, generator=rng)}
    x = torch.randn(2, 4, generator=rng)
    return {"answer of Linear(4, 3, bias=False)": _load(linear, values) or linear(x)}


def Linear__takes_any_leading_axes(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Only the last axis is mapped; there may be any number of others, or none."""
    linear = layer(3, 4)
    values = {"weight": torch.randn(4, 3, generator=rng), "bias": torch.randn(4, generator=rng)}
    problem = _load(linear, values)
    shapes = ((3,), (2, 5, 3), (1, 2, 6, 3))
    return {
        f"answer for shape {s}": problem or linear(torch.randn(*s, generator=rng)) for s in shapes
    }


def Linear__passes_gradients_back(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Gradients reach the weights, the bias and the input."""
    linear = layer(3, 4)
    values = {"weight": torch.randn(4, 3, generator=rng), "bias": torch.randn(4, generator=rng)}
    x = torch.randn(2, 3, generator=rng).requires_grad_()
    weights = torch.randn(2, 4, generator=rng)
    if problem := _load(linear, values):
        return {"gradients": problem}
    torch.autograd.backward((linear(x) * weights).sum())
    gradients = {f"gradient of `{n}`": getattr(linear, n).grad for n in values}
    return {**gradients, "gradient of the input": x.grad}


@check_options(atol=0.02)
def Linear__starts_uniform(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Weights and bias start evenly spread between -1/√in_features and 1/√in_features, different
    in every layer.
    """
    wide, tall = layer(100, 200), layer(4, 20000)
    return {
        "weights of Linear(100, 200)": _shares(getattr(wide, "weight", None), 100),
        "weights of Linear(4, 20000)": _shares(getattr(tall, "weight", None), 4),
        "percentage of zeros in the bias": _zeros(getattr(tall, "bias", None)),
        "bias of Linear(4, 20000)": _shares(getattr(tall, "bias", None), 4),
        "percentage of equal weights in two layers": _in_common(wide, layer(100, 200)),
    }


# ---------------------------------------------------------------- Conv2d


def Conv2d__has_its_parameters(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """`weight` has shape (out, in, kh, kw), is a parameter, and the only one."""
    conv = layer(2, 5, 3)
    return {
        "parameters of Conv2d(2, 5, 3)": _shapes(conv),
        "a tensor called `weight`": isinstance(getattr(conv, "weight", None), Tensor),
    }


def Conv2d__takes_a_pair(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The size of the kernels may be a pair (height, width)."""
    return {"parameters of Conv2d(3, 4, (2, 5))": _shapes(layer(3, 4, (2, 5)))}


def _conv_answer(
    layer: Layer, rng: torch.Generator, shape: tuple[int, ...], *rest: object
) -> Tensor | str:
    oc, ic, kh, kw = shape
    conv = layer(ic, oc, (kh, kw), *rest)
    problem = _load(conv, {"weight": torch.randn(*shape, generator=rng)})
    x = torch.randn(2, ic, 7, 8, generator=rng)
    return problem or conv(x)


def Conv2d__slides(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The answer is `conv2d` of the input and the layer's weight."""
    return {
        "Conv2d(3, 4, (2, 5))": _conv_answer(layer, rng, (4, 3, 2, 5)),
        "Conv2d(1, 2, (3, 3))": _conv_answer(layer, rng, (2, 1, 3, 3)),
    }


def Conv2d__uses_its_stride(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The stride is that of the layer, as a number or a pair."""
    return {
        "Conv2d(3, 4, (2, 3), stride=2)": _conv_answer(layer, rng, (4, 3, 2, 3), 2),
        "Conv2d(3, 4, (2, 3), stride=(1, 3))": _conv_answer(layer, rng, (4, 3, 2, 3), (1, 3)),
    }


def Conv2d__uses_its_padding(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """The padding is that of the layer, as a number or a pair."""
    return {
        "Conv2d(3, 4, (3, 2), 1, padding=1)": _conv_answer(layer, rng, (4, 3, 3, 2), 1, 1),
        "Conv2d(3, 4, (3, 2), 2, (0, 2))": _conv_answer(layer, rng, (4, 3, 3, 2), 2, (0, 2)),
    }


def Conv2d__passes_gradients_back(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Gradients reach the weights and the input."""
    conv = layer(3, 2, 2)
    x = torch.randn(1, 3, 4, 5, generator=rng).requires_grad_()
    weights = torch.randn(1, 2, 3, 4, generator=rng)
    if problem := _load(conv, {"weight": torch.randn(2, 3, 2, 2, generator=rng)}):
        return {"gradients": problem}
    torch.autograd.backward((conv(x) * weights).sum())
    return {"gradient of `weight`": conv.weight.grad, "gradient of the input": x.grad}


@check_options(atol=0.02)
def Conv2d__starts_uniform(layer: Layer, rng: torch.Generator) -> dict[str, object]:
    """Weights start evenly spread between ±1/√(in_channels · kh · kw), different in every layer."""
    wide, deep = layer(4, 400, (3, 5)), layer(300, 20, 2)
    return {
        "weights of Conv2d(4, 400, (3, 5))": _shares(getattr(wide, "weight", None), 4 * 3 * 5),
        "weights of Conv2d(300, 20, 2)": _shares(getattr(deep, "weight", None), 300 * 2 * 2),
        "percentage of equal weights in two layers": _in_common(deep, layer(300, 20, 2)),
    }


# ---------------------------------------------------------------- SimpleCNN

_SIMPLE_CNN = {
    "conv1.weight": (8, 1, 3, 3),
    "conv2.weight": (16, 8, 3, 3),
    "linear.weight": (10, 64),
    "linear.bias": (10,),
}


def _cnn(make: Layer, rng: torch.Generator) -> tuple[nn.Module, str]:
    """A network with weights of our own, and what is wrong with it, or nothing."""
    model = make()
    values = {name: torch.randn(*shape, generator=rng) * 0.4 for name, shape in _SIMPLE_CNN.items()}
    return model, _load(model, values)


def SimpleCNN__has_its_parameters(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """Its parameters are those of `conv1`, `conv2` and `linear`, 1,874 numbers in all."""
    model = make()
    total = sum(p.numel() for p in model.parameters())
    return {"parameters": _shapes(model), "numbers in all": total}


def SimpleCNN__gives_logits(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """With the weights of the reference it gives the logits of the reference."""
    model, problem = _cnn(make, rng)
    batches = [torch.randn(n, 1, 8, 8, generator=rng) for n in (1, 3, 5)]
    return {f"logits of {len(x)} pictures": problem or model(x) for x in batches}


def SimpleCNN__takes_dark_pictures(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """A black picture gives the bias, and a very bright one gives large logits, not rounded to
    probabilities.
    """
    model, problem = _cnn(make, rng)
    bright = 50 * torch.rand(2, 1, 8, 8, generator=rng)
    return {
        "logits of a black picture": problem or model(torch.zeros(1, 1, 8, 8)),
        "logits of bright pictures": problem or model(bright),
    }


def SimpleCNN__learns_everywhere(make: Layer, rng: torch.Generator) -> dict[str, object]:
    """The gradient of a cross-entropy reaches every parameter."""
    model, problem = _cnn(make, rng)
    x = torch.randn(4, 1, 8, 8, generator=rng)
    if problem:
        return {"gradients": problem}
    loss = nn.functional.cross_entropy(model(x), torch.tensor([3, 1, 4, 1]))
    torch.autograd.backward(loss)
    return {f"gradient of `{n}`": p.grad for n, p in sorted(model.named_parameters())}


# ---------------------------------------------------------------- train_step

TrainStep = Callable[[nn.Module, torch.optim.Optimizer, Tensor, Tensor], float]


def _classifier(rng: torch.Generator, features: int, classes: int) -> nn.Module:
    """A small linear classifier of flattened pictures, with weights of our own."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(features, classes))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=rng))
    return model


def _parameters_of(model: nn.Module) -> dict[str, object]:
    return {f"`{n}` afterwards": p.detach().clone() for n, p in sorted(model.named_parameters())}


def train_step__returns_the_loss(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """The loss is the mean cross-entropy of the batch, measured before the step."""
    model = _classifier(rng, 6, 4)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    images, labels = torch.randn(5, 1, 2, 3, generator=rng), torch.tensor([0, 3, 1, 3, 2])
    return {"loss": step(model, optimiser, images, labels)}


def train_step__returns_a_number(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """What comes back is a Python float, not a tensor that holds on to its graph."""
    model = _classifier(rng, 4, 2)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    loss = step(model, optimiser, torch.randn(3, 1, 2, 2, generator=rng), torch.tensor([0, 1, 1]))
    return {"type of the loss": "float" if isinstance(loss, float) else type(loss).__name__}


def train_step__moves_downhill(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """Afterwards every parameter has moved against its gradient."""
    model = _classifier(rng, 8, 3)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    images, labels = torch.randn(4, 2, 2, 2, generator=rng), torch.tensor([2, 0, 1, 1])
    step(model, optimiser, images, labels)
    return _parameters_of(model)


def train_step__starts_afresh(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """Gradients of earlier steps do not count: three steps in a row."""
    model = _classifier(rng, 6, 5)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.2)
    batches = [(torch.randn(3, 1, 3, 2, generator=rng), torch.tensor([4, 0, i])) for i in range(3)]
    losses = [step(model, optimiser, *batch) for batch in batches]
    return {"losses of three steps": losses, **_parameters_of(model)}


def train_step__uses_the_optimiser(step: TrainStep, rng: torch.Generator) -> dict[str, object]:
    """Whatever optimiser is given does the step, Adam as well."""
    model = _classifier(rng, 4, 3)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.1)
    images, labels = torch.randn(6, 1, 2, 2, generator=rng), torch.tensor([0, 1, 2, 2, 1, 0])
    losses = [step(model, optimiser, images, labels) for _ in range(2)]
    return {"losses of two steps": losses, **_parameters_of(model)}
