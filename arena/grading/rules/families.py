"""Names that do the same work: who forbids `conv2d` forbids `nn.Conv1d` and `aten::convolution`.

A rule names one member of a family and means all of them. Members are names as a learner may write
them and as torch's dispatcher says them, without underscores at either end.
"""

from __future__ import annotations

from collections.abc import Iterable

_FAMILIES = """
    conv1d conv2d conv3d Conv1d Conv2d Conv3d LazyConv1d LazyConv2d LazyConv3d
        conv_transpose1d conv_transpose2d conv_transpose3d
        ConvTranspose1d ConvTranspose2d ConvTranspose3d
        convolution convolution_mode conv_tbc mkldnn_convolution thnn_conv2d slow_conv3d
        slow_conv2d_forward slow_conv_dilated2d slow_conv_transpose2d conv_depthwise2d
        convolve convolve2d fftconvolve oaconvolve correlate correlate2d;
    max_pool1d max_pool2d max_pool3d MaxPool1d MaxPool2d MaxPool3d
        max_pool1d_with_indices max_pool2d_with_indices max_pool3d_with_indices
        adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
        adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices
        AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d
        fractional_max_pool2d fractional_max_pool3d fractional_max_pool2d_with_indices
        FractionalMaxPool2d FractionalMaxPool3d mkldnn_max_pool2d boxed_max_pool2d;
    avg_pool1d avg_pool2d avg_pool3d AvgPool1d AvgPool2d AvgPool3d
        adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d
        AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d lp_pool1d lp_pool2d
        LPPool1d LPPool2d;
    batch_norm BatchNorm1d BatchNorm2d BatchNorm3d BatchNorm
        LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d SyncBatchNorm
        native_batch_norm native_batch_norm_legit native_batch_norm_legit_no_training
        native_batch_norm_legit_functional batch_norm_with_update batch_norm_no_update
        batch_norm_impl_index cudnn_batch_norm miopen_batch_norm batch_norm_stats
        instance_norm InstanceNorm1d InstanceNorm2d InstanceNorm3d;
    layer_norm LayerNorm native_layer_norm group_norm GroupNorm native_group_norm
        rms_norm RMSNorm fused_rms_norm;
    matmul @ mm bmm mv dot vdot inner addmm addmv addbmm baddbmm addmm_activation tensordot
        linear Linear LazyLinear chain_matmul multi_dot rmatmul imatmul smm sspaddmm vecdot;
    softmax Softmax Softmax2d softmin Softmin safe_softmax gumbel_softmax
        scaled_dot_product_attention MultiheadAttention multi_head_attention_forward;
    log_softmax LogSoftmax cross_entropy CrossEntropyLoss cross_entropy_loss
        AdaptiveLogSoftmaxWithLoss;
    logsumexp logaddexp logaddexp2 logcumsumexp;
    cross_entropy CrossEntropyLoss cross_entropy_loss nll_loss NLLLoss nll_loss_nd nll_loss2d
        NLLLoss2d nll_loss_forward nll_loss2d_forward;
    cdist pdist cdist_forward pdist_forward euclidean_dist pairwise_distance PairwiseDistance
        distance_matrix squareform;
    eye identity;
    diag diagonal diag_embed diagflat fill_diagonal diagonal_scatter diagonal_copy block_diag
        set_diag diag_indices diag_indices_from;
    multinomial Categorical OneHotCategorical RelaxedOneHotCategorical Multinomial choice choices
        WeightedRandomSampler;
    flatten Flatten;
    dropout Dropout native_dropout alpha_dropout AlphaDropout feature_dropout
        feature_alpha_dropout Dropout1d Dropout2d Dropout3d dropout1d dropout2d dropout3d;
    embedding Embedding embedding_bag EmbeddingBag;
    relu ReLU;
    gelu GELU;
    sigmoid Sigmoid expit;
    sort argsort msort sorted lexsort;
    einsum contract;
    pad constant_pad_nd ConstantPad1d ConstantPad2d ConstantPad3d ZeroPad1d ZeroPad2d ZeroPad3d;
    unfold Unfold im2col sliding_window_view;
    interpolate Upsample upsample;
    SGD sgd single_tensor_sgd multi_tensor_sgd fused_sgd;
    Adam adam AdamW adamw single_tensor_adam multi_tensor_adam fused_adam NAdam RAdam Adamax;
    RMSprop rmsprop single_tensor_rmsprop multi_tensor_rmsprop
"""
FAMILIES = tuple(frozenset(words.split()) for words in _FAMILIES.split(";"))

LOOPS = frozenset(
    {
        *("map", "filter", "functools.reduce", "starmap", "accumulate", "vmap", "vectorize"),
        *("fromfunction", "apply_along_axis", "apply_over_axes", "frompyfunc", "fromiter"),
        *("while_loop", "associative_scan", "for", "takewhile", "dropwhile", "filterfalse"),
    }
)
"""What repeats another function, besides the statements; part of the family of `for`."""

QUESTIONS = frozenset(
    {
        *("size", "stride", "dim", "ndimension", "numel", "nelement", "storage_offset", "type"),
        *("is_contiguous", "is_floating_point", "is_complex", "element_size", "data_ptr"),
        *("get_device", "untyped_storage", "getitem", "setitem", "format", "repr", "str", "hash"),
        *("iter", "float", "int", "contains", "reversed", "len", "bool"),
    }
)
"""Asking a tensor what it is computes nothing; neither does taking a part of it."""


def plain(name: str) -> str:
    """A name without the underscores that mark a private, an in-place or a special version."""
    return name.strip("_") or name


def relatives(names: Iterable[str]) -> frozenset[str]:
    """Everything that a rule about these names means."""
    meant: set[str] = set()
    for name in names:
        meant.add(plain(name))
        meant.update(*(family for family in FAMILIES if plain(name) in family))
        if name == "for":
            meant |= {plain(n) for n in LOOPS}
    return frozenset(meant)


def aliases(names: Iterable[str]) -> frozenset[str]:
    """What counts as one of these names where they are allowed or asked for: spelling alone."""
    meant = frozenset(plain(n) for n in names)
    return meant | {"matmul", "@"} if meant & {"matmul", "@"} else meant
