"""Where the expected answers come from: Python loops over single numbers and plain concatenation,
independent of the solutions, and out of the submission's sight.
"""

import itertools
import math

import torch
from torch import Tensor

Rows = list[list[float]]


def bin_centres(low: float, high: float, bins: int) -> Tensor:
    """The mean of the two ends of one bin after another."""
    ends = [low * (1 - i / bins) + high * (i / bins) for i in range(bins + 1)]
    return torch.tensor([(a + b) / 2 for a, b in itertools.pairwise(ends)])


def rearrange_1() -> Tensor:
    """Written out."""
    return torch.tensor([[3, 4], [5, 6], [7, 8]])


def rearrange_2() -> Tensor:
    """Written out."""
    return torch.tensor([[1, 2, 3], [4, 5, 6]])


def rearrange_3() -> Tensor:
    """Written out."""
    return torch.tensor([[[1], [2], [3], [4], [5], [6]]])


# ---------------------------------------------------------------- pictures, by concatenation


def _across(pictures: list[Tensor]) -> Tensor:
    return torch.cat(pictures, dim=-1)


def _down(pictures: list[Tensor]) -> Tensor:
    return torch.cat(pictures, dim=-2)


def einops_1(arr: Tensor) -> Tensor:
    """One picture to the right of the other."""
    return _across(list(arr))


def einops_2(arr: Tensor) -> Tensor:
    """One picture under the other."""
    return _down([arr[2], arr[2], arr[2]])


def einops_3(arr: Tensor) -> Tensor:
    """Row by row."""
    return _down([_across([arr[0], arr[1], arr[2]]), _across([arr[3], arr[4], arr[5]])])


def einops_4(arr: Tensor) -> Tensor:
    """Column by column."""
    return _across([_down([arr[0], arr[1], arr[2]]), _down([arr[3], arr[4], arr[5]])])


def einops_5(arr: Tensor) -> Tensor:
    """Each picture transposed, then side by side."""
    return _across([picture.transpose(1, 2) for picture in arr])


def einops_6(arr: Tensor) -> Tensor:
    """Every column of pixels written down twice."""
    columns = [arr[b, :, :, x : x + 1] for b in (0, 1) for x in range(arr.shape[3])]
    return _across([column for column in columns for _ in range(2)])


def einops_7(arr: Tensor) -> Tensor:
    """One channel to the right of the other."""
    return _across(list(arr[5]))


def einops_8(arr: Tensor) -> Tensor:
    """The channels added one by one."""
    total = torch.zeros_like(arr[:, 0])
    for channel in range(arr.shape[1]):
        total = total + arr[:, channel]
    return _across(list(total / arr.shape[1]))


def einops_9(arr: Tensor) -> Tensor:
    """One sheet laid on the other."""
    darkest = arr[0]
    for sheet in arr[1:]:
        darkest = torch.where(sheet < darkest, sheet, darkest)
    return darkest


def einops_10(arr: Tensor) -> Tensor:
    """The nine pixels of a block, one after another."""
    shifted = [arr[:, :, y::3, x::3] for y in range(3) for x in range(3)]
    brightest = shifted[0]
    for pixels in shifted[1:]:
        brightest = torch.where(pixels > brightest, pixels, brightest)
    return _across(list(brightest))


def einops_11(arr: Tensor) -> Tensor:
    """One row of pixels after another, from the two digits in turn."""
    return _down([arr[b, :, y : y + 1] for y in range(arr.shape[2]) for b in (0, 1)])


def einops_12(arr: Tensor) -> Tensor:
    """Four quarters by name."""
    h, w = arr.shape[2] // 2, arr.shape[3] // 2
    three = arr[3]
    upper_left, upper_right = three[:, :h, :w], three[:, :h, w:]
    lower_left, lower_right = three[:, h:, :w], three[:, h:, w:]
    return _down([_across([upper_left, lower_left]), _across([upper_right, lower_right])])


# ---------------------------------------------------------------- reducing


def _mean(numbers: list[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _weeks(temps: Tensor) -> Rows:
    days = temps.tolist()
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def temperatures_average(temps: Tensor) -> Tensor:
    """Week after week."""
    return torch.tensor([_mean(week) for week in _weeks(temps)], dtype=temps.dtype)


def temperatures_differences(temps: Tensor) -> Tensor:
    """Day after day."""
    days = [day - _mean(week) for week in _weeks(temps) for day in week]
    return torch.tensor(days, dtype=temps.dtype)


def temperatures_normalized(temps: Tensor) -> Tensor:
    """Day after day, the standard deviation by its definition."""
    days: list[float] = []
    for week in _weeks(temps):
        mean = _mean(week)
        spread = math.sqrt(math.fsum((day - mean) ** 2 for day in week) / 6)
        days += [(day - mean) / spread for day in week]
    return torch.tensor(days, dtype=temps.dtype)


def channel_means(images: Tensor) -> Tensor:
    """Byte after byte."""
    means = []
    for channel in range(images.shape[1]):
        numbers = [float(v) for image in images for row in image[channel].tolist() for v in row]
        means.append(_mean(numbers))
    return torch.tensor(means)


# ---------------------------------------------------------------- broadcasting


def pairwise_distances(a: Tensor, b: Tensor) -> Tensor:
    """Every pair on its own."""
    table = [[math.dist(p, q) for q in b.tolist()] for p in a.tolist()]
    return torch.tensor(table, dtype=a.dtype).reshape(len(a), len(b))


def causal_mask(seq: int) -> Tensor:
    """Every pair on its own."""
    table = [[key <= query for key in range(seq)] for query in range(seq)]
    return torch.tensor(table, dtype=torch.bool).reshape(seq, seq)


def identity_matrix(n: int) -> Tensor:
    """One row after another."""
    rows = [[1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
    return torch.tensor(rows).reshape(n, n)


def masked_scores(scores: Tensor, mask: Tensor) -> Tensor:
    """Entry by entry."""
    masked = scores.clone()
    for query, key in itertools.product(*map(range, mask.shape)):
        if not mask[query, key].item():
            masked[..., query, key] = -math.inf
    return masked


def value_loss(values: Tensor, targets: Tensor) -> Tensor:
    """Example after example."""
    pairs = zip(values.tolist(), targets.tolist(), strict=True)
    return torch.tensor(_mean([(value - target) ** 2 for (value,), target in pairs]))


def floored_max(scores: Tensor, floor: Tensor) -> Tensor:
    """Row after row."""
    pairs = zip(scores.tolist(), floor.tolist(), strict=True)
    return torch.tensor([max([*row, least]) for row, least in pairs], dtype=scores.dtype)


# ---------------------------------------------------------------- indexing


def take_position(activations: Tensor, position: int) -> Tensor:
    """The last two axes in front, then one entry."""
    return activations.movedim(-2, 0)[position]


def collect_rows(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """Row after row."""
    return torch.cat([matrix[:0], *(matrix[i : i + 1] for i in row_indexes.tolist())])


def collect_columns(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """Column after column."""
    columns = [matrix[:, i : i + 1] for i in column_indexes.tolist()]
    return torch.cat([matrix[:, :0], *columns], dim=1)


def integer_array_indexing(matrix: Tensor, coords: Tensor) -> Tensor:
    """One axis after another, for one coordinate after another."""
    entries = []
    for coordinate in coords.tolist():
        entry = matrix
        for index in coordinate:
            entry = entry[index]
        entries.append(entry.item())
    return torch.tensor(entries, dtype=matrix.dtype)


def total_price_indexing(prices: Tensor, items: Tensor) -> float:
    """Item after item."""
    return math.fsum(prices.tolist()[item] for item in items.tolist())


def gather_2d(matrix: Tensor, indexes: Tensor) -> Tensor:
    """Entry after entry."""
    picked = torch.empty(indexes.shape, dtype=matrix.dtype)
    for i, j in itertools.product(*map(range, indexes.shape)):
        picked[i, j] = matrix[i, int(indexes[i, j])]
    return picked


def total_price_gather(prices: Tensor, items: Tensor) -> float:
    """Item after item."""
    return total_price_indexing(prices, items)


# ---------------------------------------------------------------- joining, views, copies


def append_frame(video: Tensor, frame: Tensor) -> Tensor:
    """Frame after frame into new memory."""
    longer = torch.empty(len(video) + 1, *frame.shape, dtype=video.dtype)
    for time, shot in enumerate([*video, frame]):
        longer[time] = shot
    return longer


def every_other_column(matrix: Tensor) -> Tensor:
    """The same memory with twice the stride."""
    rows, columns = matrix.shape
    down, along = matrix.stride()
    half = (rows, (columns + 1) // 2)
    return matrix.as_strided(half, (down, 2 * along), matrix.storage_offset())


def swap_rows(matrix: Tensor, i: int, j: int) -> Tensor:
    """A list of rows, then a tensor."""
    rows = list(matrix.clone())
    rows[i], rows[j] = rows[j], rows[i]
    return torch.stack(rows)


# ---------------------------------------------------------------- sums with names


def einsum_trace(mat: Tensor) -> Tensor:
    """Along the diagonal."""
    return torch.tensor(math.fsum(mat[i, i].item() for i in range(len(mat))), dtype=mat.dtype)


def einsum_mv(mat: Tensor, vec: Tensor) -> Tensor:
    """Row after row."""
    numbers = vec.tolist()
    return torch.tensor([_dot(row, numbers) for row in mat.tolist()], dtype=mat.dtype)


def einsum_mm(mat1: Tensor, mat2: Tensor) -> Tensor:
    """Every row with every column."""
    columns = mat2.T.tolist()
    table = [[_dot(row, column) for column in columns] for row in mat1.tolist()]
    return torch.tensor(table, dtype=mat1.dtype).reshape(len(mat1), mat2.shape[1])


def einsum_inner(vec1: Tensor, vec2: Tensor) -> Tensor:
    """Product after product."""
    return torch.tensor(_dot(vec1.tolist(), vec2.tolist()), dtype=vec1.dtype)


def einsum_outer(vec1: Tensor, vec2: Tensor) -> Tensor:
    """Every pair on its own."""
    table = [[x * y for y in vec2.tolist()] for x in vec1.tolist()]
    return torch.tensor(table, dtype=vec1.dtype).reshape(len(vec1), len(vec2))


def batched_dot_product_nd(a: Tensor, b: Tensor) -> Tensor:
    """Example after example, each as one long list."""
    pairs = zip(a, b, strict=True)
    return torch.tensor([_dot(x.flatten().tolist(), y.flatten().tolist()) for x, y in pairs])


def _dot(a: list[float], b: list[float]) -> float:
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


# ---------------------------------------------------------------- probabilities


def sample_distribution(probs: Tensor, n: int) -> Tensor:
    """PyTorch's own sampler, which refuses to draw nothing."""
    if n == 0:
        return torch.zeros(0, dtype=torch.int64)
    return torch.multinomial(probs, n, replacement=True)


CHI_SQUARED = 80.0
"""More than this, with 3 degrees of freedom, has a chance of 3e-17 in a right answer."""


def sample_distribution__follows_the_probabilities(
    observed: dict[str, Tensor], expected: dict[str, Tensor]
) -> str | None:
    """Pearson's test on each sample, with a bound that a right answer does not reach."""
    for name, right in expected.items():
        samples = observed[name]
        if not isinstance(samples, Tensor) or samples.shape != right.shape:
            shape = tuple(samples.shape) if isinstance(samples, Tensor) else type(samples).__name__
            return f"{name}: got {shape}, expected a tensor of shape {tuple(right.shape)}"
        if samples.is_floating_point() or samples.dtype == torch.bool:
            return f"{name}: the samples are {samples.dtype}, and events are counted by integers"
        probs = [float(p) for p in name.split("probabilities ")[1].split(", ")]
        if samples.min() < 0 or samples.max() >= len(probs):
            low, high = samples.min().item(), samples.max().item()
            return f"{name}: events run from {low} to {high}, expected 0 to {len(probs) - 1}"
        counts = torch.bincount(samples, minlength=len(probs)).tolist()
        if any(c and not p for c, p in zip(counts, probs, strict=True)):
            return f"{name}: an event of probability 0 occurs; the counts are {counts}"
        wanted = [p * len(samples) for p in probs]
        pairs = zip(counts, wanted, strict=True)
        if sum((c - w) ** 2 / w for c, w in pairs if w) > CHI_SQUARED:
            expectation = [round(w) for w in wanted]
            return f"{name}: the counts are {counts}, expected about {expectation}"
    return None


def sample_distribution__is_independent(
    observed: dict[str, Tensor], expected: dict[str, Tensor]
) -> str | None:
    """Neighbouring samples are equal as often as chance has it, and a second call differs."""
    first, second = observed["first call"], observed["second call"]
    if torch.equal(first, second):
        return "two calls give the same samples"
    share = (first[1:] == first[:-1]).double().mean().item()
    if abs(share - 0.5) > 0.04:  # eight standard deviations of 10,000 fair coins
        return f"a sample equals the one before in {share:.0%} of cases, expected about 50%"
    return None


def classifier_accuracy(scores: Tensor, true_classes: Tensor) -> float:
    """Example after example; the first of equal scores wins."""
    pairs = zip(scores.tolist(), true_classes.tolist(), strict=True)
    return _mean([float(row.index(max(row)) == true) for row, true in pairs])


def _logsumexp(row: list[float]) -> float:
    largest = max(row)
    return largest + math.log(math.fsum(math.exp(x - largest) for x in row))


def batched_logsumexp(matrix: Tensor) -> Tensor:
    """Row after row, in double precision."""
    return torch.tensor([_logsumexp(row) for row in matrix.tolist()], dtype=matrix.dtype)


def batched_softmax(matrix: Tensor) -> Tensor:
    """Row after row, in double precision."""
    return torch.tensor(
        [[math.exp(x - _logsumexp(row)) for x in row] for row in matrix.tolist()],
        dtype=matrix.dtype,
    )


def batched_logsoftmax(matrix: Tensor) -> Tensor:
    """Row after row, in double precision."""
    rows = [[x - _logsumexp(row) for x in row] for row in matrix.tolist()]
    return torch.tensor(rows, dtype=matrix.dtype)


def batched_cross_entropy_loss(logits: Tensor, true_labels: Tensor) -> Tensor:
    """PyTorch's own, one loss an example."""
    return torch.nn.functional.cross_entropy(logits, true_labels, reduction="none")
