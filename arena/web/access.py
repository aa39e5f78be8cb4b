"""Who may use the page: whoever has the workspace's key, from this machine, in a page of our own.

A port on 127.0.0.1 can be reached by every user of the machine, and by any website that the
learner visits. So there is a random key, which `arena web` prints and opens; requests must name
this machine as their host (a website can point its own name here); and what a page of another
origin sends is refused.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from arena.errors import WorkspaceError
from arena.files import put

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-arena-key"
HOW_TO_OPEN = "This page belongs to a course: open it with the address that `arena web` prints."
HOSTS = frozenset({"127.0.0.1", "localhost"})
# Streamlit's own files, and its socket, over which the page itself asks for the key again; and our
# code. No secret is among them.
_OPEN = ("/static/", "/_stcore/", "/media/", "/component/", "/favicon", "/arena/bundle.js")
_LENGTH = 32  # bytes of randomness

# Streamlit's own scripts include small inline ones and modules made from text; Plotly compiles
# shaders. What matters here: nothing is loaded from, sent to, or framed by anybody else.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "form-action 'none'",
        "base-uri 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),  # the key is part of the address
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def key_of(workspace: Path) -> str:
    """The workspace's key, made at the first call; only the owner can read its file.

    It stays the same, so that a bookmark and a page left open work after a restart.

    Raises:
        WorkspaceError: it can be neither read nor written.
    """
    path = workspace / ".arena" / "web.key"
    try:
        kept = _read(path)
        if kept:
            return kept
        path.unlink(missing_ok=True)  # what is no key may have been readable by others
        put(path, secrets.token_urlsafe(_LENGTH).encode(), mode=0o600)
        return _read(path)
    except OSError as error:
        what = f"The key of the page cannot be kept in {path}: {error.strerror}."
        raise WorkspaceError(what, "Give yourself the right to read and write there.") from None


def is_key(given: str | None, key: str) -> bool:
    """Whether it is the key; takes as long for a near miss as for any other."""
    return hmac.compare_digest((given or "").encode(), key.encode())


class Guard:
    """Refuses requests that do not come from this machine's own page, before anything else runs.

    Args:
        app: what is guarded.
        key: the workspace's key; asked for every document and for every route of ours.
    """

    def __init__(self, app: ASGIApp, key: str) -> None:
        self.app = app
        self.key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or refuse with one sentence."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif self._may(scope):
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _refuse(_with_headers(send))

    def _may(self, scope: Scope) -> bool:
        headers = {name.decode("latin-1"): v.decode("latin-1") for name, v in scope["headers"]}
        host = headers.get("host", "")
        if not _is_here(host) or not _is_ours(headers.get("origin"), host):
            return False
        path: str = scope["path"]
        if path.startswith(_OPEN):
            return True
        if path.startswith("/arena/"):
            return is_key(headers.get(HEADER), self.key)
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        return is_key(query.get("key", [""])[0], self.key)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return ""


def _is_here(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in HOSTS
    except ValueError:
        return False


def _is_ours(origin: str | None, host: str) -> bool:
    return origin is None or origin == f"http://{host}"


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept: Iterable[tuple[bytes, bytes]] = message.get("headers", ())
            message = {**message, "headers": [*kept, *_HEADERS]}
        await send(message)

    return sending


async def _refuse(send: Send) -> None:
    page = (
        "<!doctype html><html lang=en-GB><meta charset=utf-8><title>arena</title>"
        "<meta name=viewport content='width=device-width'>"
        "<style>:root{color-scheme:light dark}body{font:1.1rem system-ui;margin:20vh auto;"
        "max-width:34rem;padding:0 1rem}</style>"
        f"<p>{HOW_TO_OPEN.replace('`arena web`', '<code>arena web</code>')}</p></html>"
    )
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": page.encode()})
