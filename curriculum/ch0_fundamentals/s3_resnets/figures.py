"""Figures that the page names."""

import plotly.graph_objects as go


def learning_rate_curves() -> go.Figure:
    """Draft."""
    return go.Figure()


def confusion_over_training() -> go.Figure:
    """Draft."""
    return go.Figure()
