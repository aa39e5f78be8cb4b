"""The page of each tensor relation, for `arena explain relation.NAME`. Imports no torch."""

from __future__ import annotations

EXPLANATIONS: dict[str, str] = {
    "nan": """**NaN where a number should be.**

NaN comes from an operation without a value: 0/0, inf - inf, 0 · inf, inf/inf, the log or root of
a negative number. It spreads: one NaN in a row makes the whole row's sum NaN. Memory from
`torch.empty` holds whatever was there before, NaN included.

Find where it is born: print `torch.isnan(t).any()` after each line, and stop at the first True.
Then keep the operation away from the bad value *before* it happens; multiplying by zero or
`torch.where` afterwards does not remove a NaN from the gradient.""",
    "infinite": """**Infinity where a number should be, or a number where infinity should be.**

A division by zero, log(0) and exp above about 88 (in float32) give infinity without complaint.
Look for the smallest denominator and the largest exponent. Where infinity is asked for (“no hit”,
“masked out”), use `float("inf")`, not a large number: large numbers take part in later
arithmetic.""",
    "permuted": """**The axes stand in another order.**

The values are right, their places are not. Write the axes beside each line, `# (batch, time,
channel)`, and find the line from which the comment no longer holds. `einops.rearrange` names the
axes and makes the order visible; `transpose`, `permute`, `.T` and the subscripts of an einsum are
the usual places.""",
    "reversed": """**The answer runs backwards along an axis.**

Usual places: a range or linspace from the wrong end, a `flip` too many, a kernel that is flipped
(mathematicians' convolution) where deep learning's convolution does not flip.""",
    "inverted": """**True and False have changed places.**

A comparison points the other way, a `~` is missing or too much, or a mask says “keep” where it is
used as “drop”. Give masks names that read as claims: `is_hit`, `is_padding`.""",
    "future_leak": """**The causal mask lets the future through, or hides the present.**

Position i may look at positions 0 … i, itself included. `tril(diagonal=0)` keeps exactly those.
Entries above the diagonal are the future. Mask before the softmax, with minus infinity: zeros put
in after it leave rows that no longer sum to 1.""",
    "softmax_axis": """**You normalise over another axis than asked.**

A softmax makes the values along `dim` sum to 1. Ask: “for each what, over which alternatives?”
The alternatives are the axis. In attention, for each query, over the keys. `t.sum(dim)` of the
right answer is 1 everywhere for exactly that axis.""",
    "wrong_axis": """**You reduce another axis, or with another reduction.**

After a reduction over `dim`, that axis is gone. Write the shape before and after: the axis that
disappears is the one you reduced. A negative `dim` counts from the end, and keeps its meaning
when a batch axis is put in front.""",
    "negated": """**Every sign is wrong.**

A difference the wrong way round, a loss that is maximised, or a minus lost on the way.""",
    "scaled": """**The answer is the right one times a constant.**

Look at what the factor equals: a size of an axis means sum against mean; its root, a missing or
doubled 1/√d; n/(n - 1), the two conventions for the variance; 2, a square that was counted twice
or not halved.""",
    "shifted": """**Your values come one place too early or too late.**

Usual places: a slice that starts at 0 where 1 is meant, a target that is not moved against its
input, a cumulative sum that includes its own element where it should not.""",
    "offset": """**A constant is added everywhere.**

A bias added twice or not at all, a mean not subtracted, an off-by-one in a count.""",
    "extra_axis": """**The values are right, the shape is not.**

An axis of size one is left over or missing. `keepdim=True` keeps it, `squeeze(dim)` drops it;
name the `dim`, since a bare `squeeze()` also drops a batch of one.""",
    "broadcast": """**A silent broadcast.**

Shapes are aligned from the right, and an axis of size one is stretched. (n,) against (n, 1) is
therefore (1, n) against (n, 1), which gives (n, n) and no error. Give both operands the same
shape first. This is the most expensive silent mistake in training code: a loss over (n, n) still
goes down.""",
    "not_reduced": """**An axis is left that should be summed, averaged or maximised away.**

Say what the answer has one number *per*; every other axis has to go.""",
    "reshaped": """**Reshape does not move values.**

`reshape` and `view` read memory in its order and only cut it differently. To make axes change
places use `permute`, `transpose` or `einops.rearrange`; reshape afterwards if you must.""",
    "input_returned": """**An input comes back unchanged.**

Did the result of the last line get a name and never get returned? Tensor methods without a trailing
underscore return a new tensor and leave the old one as it was.""",
    "all_alike": """**One value everywhere.**

The buffer that is returned was never written to, one entry was broadcast over all of it, or a mask
or a clamp removes everything. Print what goes into the last step.""",
    "input_mutated": """**You change an argument in place.**

The caller still holds that tensor and finds other values in it afterwards. Methods that end in
`_`, `+=` on a tensor, and writing through an index, a view, a slice or `as_strided` change the
original memory. Work on `t.clone()`, or write the operation so that it makes a new tensor.""",
    "nothing_returned": """**Nothing is returned.**

A function without `return` gives None, and so does one whose last line is a bare expression, as in
a notebook. Methods that work in place give None as well: `list.reverse()`, `list.sort()`,
`random.shuffle(x)`, `np.add.at(...)`. Return the thing that they have changed.""",
    "detached": """**The values are right, the gradient is lost.**

`.detach()`, `.data`, `.item()`, `.numpy()`, `torch.tensor(t)` and everything under
`torch.no_grad()` cut the graph. Comparisons, `argmax` and rounding have no useful gradient. Find
the first tensor on the way whose `requires_grad` is False.""",
    "precision": """**Right in float64, wrong in float32.**

float32 keeps about seven digits. The difference of two large numbers that are nearly equal keeps
only what is left of them, and a long running sum loses the small terms. Subtract the largest
value before exp, centre before squaring, or sum in float64.""",
}
