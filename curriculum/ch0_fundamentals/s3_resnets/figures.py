"""Figures that the page names."""

import plotly.graph_objects as go


def learning_rate_curves() -> go.Figure:
    """Draft."""
    return go.Figure()


def confusion_over_training() -> go.Figure:
    """Draft."""
    return go.Figure()


def running_statistics() -> go.Figure:
    """Draft."""
    return go.Figure()


def gradient_by_depth() -> go.Figure:
    """Draft."""
    return go.Figure()


def shape_walk() -> go.Figure:
    """Draft."""
    return go.Figure()


def finetuning_curves() -> go.Figure:
    """Draft."""
    return go.Figure()
