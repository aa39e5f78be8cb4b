"""Nobody but the learner: no key, no page; another host or origin, no answer."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from web_site import Site, arena, free_port

from arena.web.access import HOW_TO_OPEN, key_of
from arena.web.server import ADDRESS, FIRST_PORT, PortTaken, listen

SENTENCE = HOW_TO_OPEN.replace("`", "")


def ask(
    site: Site, method: str, path: str, headers: dict[str, str], body: object = None
) -> tuple[int, str]:
    """One request with exactly these headers; the host is ours unless named."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    sent = json.dumps(body) if body is not None else None
    connection.request(method, path, sent, {"Host": f"127.0.0.1:{site.port}", **headers})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.mark.parametrize("tail", ["/", "/?key=", "/?key=wrong", "/somewhere/else"])
def test_without_the_key_there_is_one_sentence_and_nothing_else(
    page: Page, site: Site, tail: str
) -> None:
    page.goto(site.origin + tail)
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    assert page.locator("body").inner_text().strip() == SENTENCE
    assert page.locator("[data-testid=set-0\\.1], .contents, .card").count() == 0


def test_the_page_asks_for_the_key_even_if_the_document_was_had(page: Page, site: Site) -> None:
    with_key = f"{site.origin}/?key={site.key}"
    page.route(site.origin + "/", lambda route: route.continue_(url=with_key))
    page.goto(site.origin + "/")
    expect(page.get_by_test_id("stMain")).to_contain_text(SENTENCE)
    assert page.get_by_test_id("stMain").inner_text().strip() == SENTENCE
    assert page.locator(".contents, .card, nav, form, input, button").count() == 0


ROUTES = [
    ("GET", "/arena/set?id=0.1", None),
    ("GET", "/arena/cell?exercise=0.1/make_rays_1d", None),
    ("PUT", "/arena/cell", {"exercise": "0.1/make_rays_1d", "text": "x", "base": ""}),
    (
        "POST",
        "/arena/settle",
        {"exercise": "0.1/make_rays_1d", "mine": "", "theirs": "", "keep": "mine"},
    ),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_every_route_asks_for_the_key(site: Site, method: str, path: str, body: object) -> None:
    before = site.file.read_bytes()
    for headers in ({}, {"X-Arena-Key": "wrong"}, {"X-Arena-Key": site.key + "x"}):
        status, text = ask(site, method, path, headers, body)
        assert status == 403
        assert "make_rays" not in text
    assert site.file.read_bytes() == before
    status, _ = ask(site, method, path, {"X-Arena-Key": site.key}, body)
    assert status in (200, 409)  # with the key they answer


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Host": "evil.example:8501"}, {"Origin": "http://evil.example"}],
)
def test_the_key_is_no_use_under_another_name_or_from_another_site(
    site: Site, headers: dict[str, str]
) -> None:
    given = {"X-Arena-Key": site.key, **headers}
    assert ask(site, "GET", "/arena/set?id=0.1", given)[0] == 403
    assert ask(site, "GET", f"/?key={site.key}", headers)[0] == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Origin": "http://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),
    ],
)
def test_the_page_s_socket_is_for_our_own_pages(
    site: Site, headers: dict[str, str], status: int
) -> None:
    upgrade = {
        "Origin": site.origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "streamlit",
    }
    host = f"127.0.0.1:{site.port}"
    lines = [f"{k}: {v}" for k, v in ({"Host": host} | upgrade | headers).items()]
    request = "\r\n".join(["GET /_stcore/stream HTTP/1.1", *lines, "", ""])
    with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
        connection.sendall(request.encode())
        assert connection.recv(64).split()[1] == str(status).encode()


def test_a_malformed_request_to_save_changes_nothing(site: Site) -> None:
    before = site.file.read_bytes()
    key = {"X-Arena-Key": site.key}
    for body in ([], {}, {"exercise": "0.1/make_rays_1d", "text": 1, "base": ""}, "text"):
        assert ask(site, "PUT", "/arena/cell", key, body)[0] == 400
    unknown = {"exercise": "0.1/../../etc", "text": "x", "base": ""}
    assert ask(site, "PUT", "/arena/cell", key, unknown)[0] == 404
    assert site.file.read_bytes() == before


def test_the_key_stays_the_same_and_only_the_owner_can_read_it(tmp_path: Path) -> None:
    key = key_of(tmp_path)
    assert key_of(tmp_path) == key
    assert len(key) >= 40
    (path,) = tmp_path.rglob("web.key")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_workspaces_have_two_keys(tmp_path: Path) -> None:
    assert key_of(tmp_path / "a") != key_of(tmp_path / "b")


def test_a_port_that_is_taken_is_one_sentence_and_what_to_do(
    site: Site, home: dict[str, str]
) -> None:
    ended = arena("web", "--no-browser", "--port", str(site.port), cwd=site.workspace, env=home)
    said = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert f"Port {site.port} cannot be used" in said
    assert "Leave --port out" in said
    assert "Traceback" not in said


def test_the_next_free_port_is_taken_if_none_is_named() -> None:
    with listen(None) as first, listen(None) as second:
        assert first.getsockname()[0] == second.getsockname()[0] == ADDRESS
        assert FIRST_PORT <= first.getsockname()[1] < second.getsockname()[1]


def test_a_port_can_be_named() -> None:
    port = free_port()
    with listen(port) as listener:
        assert listener.getsockname() == (ADDRESS, port)
        with pytest.raises(PortTaken, match=f"Port {port}"):
            listen(port)


def test_answers_do_not_wait_for_acknowledgements() -> None:
    async def accepted() -> int:
        """Whether Nagle's algorithm is off in a connection that asyncio serves from `listen`."""
        option: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            taken = writer.get_extra_info("socket")
            option.set_result(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listen(None) as listener:
            port = listener.getsockname()[1]
            async with await asyncio.start_server(connected, sock=listener):
                _, writer = await asyncio.open_connection(ADDRESS, port)
                found = await option
                writer.close()
        return found

    with ThreadPoolExecutor(1) as pool:  # the browser of other tests has a loop in this thread
        assert pool.submit(lambda: asyncio.run(accepted())).result()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="un-skip on Linux: reads /proc")
def test_the_server_never_loads_torch(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    expect(page.get_by_test_id("check").first).to_be_visible()
    served = [p for p in Path("/proc").glob("[0-9]*") if _is_server(p, site)]
    assert served
    for process in served:  # what a process has loaded is in its memory map
        assert "libtorch" not in (process / "maps").read_text(errors="replace")


def _is_server(process: Path, site: Site) -> bool:
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"web" in command and str(site.port).encode() in command
