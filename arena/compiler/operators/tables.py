"""The names by which operators know what they look at."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AXIS_KEYWORDS = _words("dim dims axis dim0 dim1 start_dim end_dim")
AXIS_CALLS = _words("""
    all amax amin any argmax argmin argsort cat concat concatenate count_nonzero cummax cummin
    cumprod cumsum diff expand_dims flatten flip gather index_select logcumsumexp logsumexp
    log_softmax max mean median min moveaxis movedim narrow norm permute prod roll select size
    softmax softmin sort split squeeze stack std sum swapaxes topk transpose unbind unflatten
    unfold unsqueeze var vector_norm
""")
ALL_ARE_AXES = _words("permute transpose swapaxes movedim moveaxis flatten")
NAMESPACES = _words("torch np numpy F functional linalg")
SYMMETRIC = _words("""
    add mul multiply maximum minimum max min isclose allclose equal eq ne hypot dot inner
    logical_and logical_or logical_xor
""")
LINKS = _words("""
    abs bool clamp clamp_max clamp_min clip clone contiguous cpu detach double exp flatten flip
    float int log long nan_to_num neg permute relu requires_grad_ sigmoid softmax sqrt squeeze
    square tanh to transpose type_as unsqueeze
""")
LINK_ATTRIBUTES = _words("T mT H mH data")
_PAIRS = """
    mean sum, min max, any all, argmin argmax, amin amax, minimum maximum, floor ceil, zeros ones,
    zeros_like ones_like, sin cos, cumsum cumprod, triu tril, logical_and logical_or, exp log,
    clamp_min clamp_max, softmax log_softmax, rand randn, hstack vstack, isfinite isinf
"""
TWINS = {
    name: twin
    for pair in _PAIRS.split(",")
    for name, twin in (pair.split(), reversed(pair.split()))
}
STRING_TWINS = {"mean": "sum", "sum": "mean", "max": "min", "min": "max", "ij": "xy", "xy": "ij"}
