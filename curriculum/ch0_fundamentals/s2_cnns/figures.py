"""Figures that the page names."""
import plotly.graph_objects as go


def strides_over_memory() -> go.Figure:
    """Draft."""
    return go.Figure()


def sliding_kernel_1d() -> go.Figure:
    """Draft."""
    return go.Figure()


def sliding_kernel_2d() -> go.Figure:
    """Draft."""
    return go.Figure()


def output_size_explorer() -> go.Figure:
    """Draft."""
    return go.Figure()


def pooling_windows() -> go.Figure:
    """Draft."""
    return go.Figure()
