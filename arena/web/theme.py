"""The look of the page: colours and sizes in one place, light and dark after the system."""

from __future__ import annotations

from typing import Any

_LIGHT = {
    "primaryColor": "#0d6b66",
    "backgroundColor": "#fcfbf9",
    "secondaryBackgroundColor": "#f3f1ec",
    "textColor": "#1f2328",
    "linkColor": "#0b5f8a",
    "borderColor": "#dcd8d0",
    "codeBackgroundColor": "#f3f1ec",
    "codeTextColor": "#1f2328",
}
_DARK = {
    "primaryColor": "#6cc5b9",
    "backgroundColor": "#111519",
    "secondaryBackgroundColor": "#191f25",
    "textColor": "#e3e6ea",
    "linkColor": "#7fc4ee",
    "borderColor": "#323a43",
    "codeBackgroundColor": "#191f25",
    "codeTextColor": "#e3e6ea",
}
_BOTH: dict[str, Any] = {
    "font": "sans-serif",
    "headingFont": "sans-serif",
    "codeFont": "monospace",
    "baseFontSize": 17,
    "codeFontSize": "0.88rem",
    "baseRadius": "10px",
    "buttonRadius": "8px",
    "linkUnderline": True,
    "showSidebarBorder": True,
}
THEME = {
    **{f"theme.{name}": value for name, value in _BOTH.items()},
    **{f"theme.light.{name}": value for name, value in _LIGHT.items()},
    **{f"theme.dark.{name}": value for name, value in _DARK.items()},
    "theme.light.sidebar.backgroundColor": "#f6f4ef",
    "theme.dark.sidebar.backgroundColor": "#151a1f",
}
