"""`arena web`: a port, a key, the server, and the learner's browser."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arena.errors import ArenaError
from arena.web.access import Guard, key_of
from arena.web.theme import THEME

if TYPE_CHECKING:
    from streamlit.web.server.starlette.starlette_app import App

    from arena.web.state import Desk

HERE = Path(__file__).parent
ADDRESS = "127.0.0.1"
FIRST_PORT = 8501
_PORTS = 100  # how many are tried from the first

_SETTINGS: dict[str, Any] = {
    "global.developmentMode": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.showSidebarNavigation": False,
    "logger.level": "error",
    "runner.magicEnabled": False,
    "server.address": ADDRESS,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 1,  # nothing is uploaded
    "server.runOnSave": False,
    **THEME,
}


class PortTaken(ArenaError):
    """Somebody else listens where the page was to be."""


def launch(workspace: Path, port: int | None, open_browser: bool) -> None:
    """Serve the course until Ctrl-C.

    Args:
        workspace: the learner's folder.
        port: where on this machine; 8501 or the next free one if None.
        open_browser: whether to open the page once it answers.

    Raises:
        PortTaken: the port that was asked for is in use, or no port is free.
        WorkspaceError: the workspace cannot be read or written.
    """
    key = key_of(workspace)
    listener = listen(port)
    taken = listener.getsockname()[1]
    address = f"http://{ADDRESS}:{taken}/?key={key}"

    def ready() -> None:
        print(f"The course is open at {address}\nCtrl-C ends it.", flush=True)
        if open_browser:
            threading.Thread(target=_open, args=(address,), daemon=True).start()

    import uvicorn

    from arena.web.state import Desk, sit_down

    desk = Desk(workspace, key)
    desk.session()  # what is wrong with workspace, journal or course is said here, not in a page
    desk.warm_up()
    sit_down(desk)
    config = uvicorn.Config(
        make_app(desk, taken, ready),
        ws="auto",
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    with listener, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def listen(port: int | None) -> socket.socket:
    """A socket that listens on this machine only.

    Args:
        port: where; from 8501 upwards if None.

    Raises:
        PortTaken: it is in use, or may not be used.
    """
    tried = range(FIRST_PORT, FIRST_PORT + _PORTS) if port is None else range(port, port + 1)
    for candidate in tried:
        # TCP by name: asyncio turns Nagle's algorithm off only for sockets that say so, and each
        # answer would wait 40 ms for the browser's delayed acknowledgement.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if sys.platform != "win32":  # there it would let two programs share a port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((ADDRESS, candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return listener
    if port is None:
        last = FIRST_PORT + _PORTS - 1
        what = f"Every port from {FIRST_PORT} to {last} is in use."
        raise PortTaken(what, "Name a free one: arena web --port 9000")
    what = f"Port {port} cannot be used: another program has it, or it is reserved."
    raise PortTaken(what, "Leave --port out to take the next free one, or name another.")


def make_app(desk: Desk, port: int, ready: Any) -> App:
    """The server's application: Streamlit, our routes, and the guard before both.

    Args:
        desk: where the session is.
        port: where it is served.
        ready: called once it answers.
    """
    from starlette.middleware import Middleware
    from streamlit import App
    from streamlit.web import bootstrap

    from arena.web.routes import routes

    bootstrap.load_config_options({**_SETTINGS, "server.port": port, "browser.serverPort": port})

    @contextlib.asynccontextmanager
    async def life(_: App) -> AsyncIterator[dict[str, Any]]:
        ready()
        yield {}

    return App(
        HERE / "page.py",
        routes=routes(desk, bundle()),
        middleware=[Middleware(Guard, key=desk.key)],
        lifespan=life,
    )


def bundle() -> bytes:
    """The editor's script, as it is shipped."""
    return (HERE / "editor" / "bundle.js").read_bytes()


def bundle_address() -> str:
    """Where a page finds the editor's script; changes with its content."""
    return f"/arena/bundle.js?v={sha256(bundle()).hexdigest()[:16]}"


def _open(address: str) -> None:
    """Open the browser, unless that would be one inside this terminal."""
    screenless = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or _is_wsl()
    )
    if not screenless:
        with contextlib.suppress(webbrowser.Error, OSError):
            webbrowser.open(address)


def _is_wsl() -> bool:
    return bool(os.environ.get("WSL_DISTRO_NAME"))
