"""Figures that the page names."""
import plotly.graph_objects as go


def strides_over_memory() -> go.Figure:
    """Draft."""
    return go.Figure()
