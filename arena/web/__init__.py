"""The course in a browser: a server on this machine only, Streamlit pages and our own editor."""

from arena.web.server import launch

__all__ = ["launch"]
