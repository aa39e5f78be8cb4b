"""JupyterLab, marimo and VS Code, each as far as it can be driven here."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from notebook_support import ONE_SIDED, arena
from playwright.sync_api import Browser, Page, expect

SCALED = "\n\ndef rotation_matrix(theta):\n    return torch.eye(3) * theta"
needs_lab = pytest.mark.skipif(
    importlib.util.find_spec("jupyterlab") is None or not Path("/usr/bin/chromium").exists(),
    reason="un-skip when jupyterlab and chromium are installed",
)
needs_marimo = pytest.mark.skipif(
    importlib.util.find_spec("marimo") is None, reason="un-skip when marimo is installed"
)


@pytest.fixture
def lab(workspace: Path, environment: dict[str, str]) -> Iterator[str]:
    """`arena lab 0.1` as a person would start it; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    token = "for-this-test"
    env = environment | {"JUPYTER_TOKEN": token, "PYTHONUNBUFFERED": "1"}
    if os.name == "posix" and os.getuid() == 0:  # Jupyter refuses root unless it is told so
        config = Path(environment["HOME"]) / ".jupyter"
        config.mkdir(exist_ok=True)
        (config / "jupyter_server_config.py").write_text("c.ServerApp.allow_root = True\n")
    log = workspace.with_name("lab.log")
    command = [sys.executable, "-m", "arena", "lab", "0.1", "--no-browser", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=workspace, env=env, stdout=out, stderr=out, start_new_session=True
        )
    try:
        end = time.monotonic() + 120
        while f"127.0.0.1:{port}/lab" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/lab/tree/ch0_fundamentals/s1_ray_tracing.ipynb?token={token}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@needs_lab
@pytest.mark.timeout(600)
def test_in_jupyterlab_one_opens_answers_checks_and_sees_the_picture(
    lab: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if "127.0.0.1" not in r.url else None)
    try:
        page.goto(lab)
        _answer_and_look(page, tmp_path)
    finally:
        page.close()
    foreign = [u for u in outside if u.startswith("http")]
    assert not [u for u in foreign if "plotly" in u], foreign


def _answer_and_look(page: Page, folder: Path) -> None:
    page.set_default_timeout(120_000)
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=120_000)
    expect(page.locator(".jp-Notebook")).to_contain_text("Ray tracing", timeout=60_000)
    _run(page, "from arena import check")
    _type(page, "def make_rays_1d", ONE_SIDED + SCALED)
    _run(page, "def make_rays_1d")
    _run(page, "check(make_rays_1d)")
    verdict = page.locator(".jp-OutputArea .arena-out").first
    expect(verdict).to_contain_text("half of the screen has no rays", timeout=120_000)
    page.screenshot(path=str(folder / "verdict.png"))
    _type(page, "check(make_rays_1d)", "check(rotation_matrix)")
    _run(page, "check(rotation_matrix)")
    verdict = page.locator(".jp-OutputArea .arena-out").first
    expect(verdict.get_by_test_id("picture").first).to_be_visible(timeout=60_000)
    page.screenshot(path=str(folder / "pictures.png"))
    _run(page, 'show("rays_and_segments")')
    drawn = page.locator(".jp-OutputArea .js-plotly-plot .main-svg").first
    expect(drawn).to_be_visible(timeout=120_000)
    drawn.scroll_into_view_if_needed()
    page.screenshot(path=str(folder / "figure.png"))


def _find(page: Page, text: str) -> None:
    """Scroll to a cell: JupyterLab draws only those that are near."""
    notebook = page.locator(".jp-WindowedPanel-outer").first
    for _ in range(80):
        cell = page.locator(".jp-CodeCell").filter(has_text=text).first
        if cell.count():
            cell.scroll_into_view_if_needed()
            return
        notebook.evaluate("e => e.scrollBy(0, 350)")
        page.wait_for_timeout(150)
    raise AssertionError(f"no cell with {text!r}")


def _type(page: Page, text: str, answer: str) -> None:
    _find(page, text)
    cell = page.locator(".jp-CodeCell").filter(has_text=text).first
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(answer)


def _run(page: Page, text: str) -> None:
    _find(page, text)
    cell = page.locator(".jp-CodeCell").filter(has_text=text).first
    if not cell.locator(".cm-content").count():  # a figure whose code is folded away
        cell.locator(".jp-Placeholder, .jp-InputPrompt").first.click()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    prompt = cell.locator(".jp-InputPrompt").first
    expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=120_000)


@needs_marimo
def test_the_marimo_notebook_runs_and_its_checks_are_right(
    workspace: Path, environment: dict[str, str]
) -> None:
    made = arena(
        "notebook", "0.1", "--to", "marimo", "--solutions", "-o", "m.py",
        cwd=workspace, env=environment,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    ast.parse((workspace / "m.py").read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "marimo", "export", "ipynb", "m.py", "-o", "m.ipynb"]
    done = subprocess.run(
        [*command, "--include-outputs", "--sort", "top-down"],
        cwd=workspace, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    notebook = nbformat.read(workspace / "m.ipynb", as_version=4)
    checks = [c for c in notebook.cells if c.source.startswith("check(") and '"' not in c.source]
    assert len(checks) == 17
    for cell in checks:
        said = json.dumps(cell.outputs)
        assert 'data-outcome=\\\\\\"right' in said or 'data-outcome=\\"right' in said, cell.source
    back = arena("import", "m.py", cwd=workspace, env=environment)
    assert "17 of 17 right" in back.stdout


def test_code_settles_the_workspace_and_says_in_one_sentence_that_vs_code_is_missing(
    workspace: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    bare = environment | {"PATH": str(tmp_path)}
    done = arena("code", "0.1", cwd=workspace, env=bare)
    assert done.returncode == 2
    assert done.stderr.startswith("✗ VS Code's command `code` is not on the PATH.")
    settings = json.loads((workspace / ".vscode" / "settings.json").read_text())
    assert settings["python.testing.pytestEnabled"] is False
    assert settings["python.defaultInterpreterPath"] == sys.executable
    wanted = json.loads((workspace / ".vscode" / "extensions.json").read_text())
    assert wanted == {"recommendations": ["ms-python.python", "ms-toolsai.jupyter"]}


def test_code_opens_folder_and_file_and_leaves_settings_of_ones_own_alone(
    workspace: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    program = tmp_path / "bin" / "code"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/opened\n')
    program.chmod(0o755)
    env = environment | {"PATH": f"{program.parent}:{environment['PATH']}"}
    file = workspace / ".vscode" / "settings.json"
    file.parent.mkdir()
    mine = {"editor.fontSize": 20, "python.testing.pytestEnabled": True}
    file.write_text(json.dumps(mine))
    (file.parent / "extensions.json").write_text("{}")
    done = arena("code", "0.1", cwd=workspace, env=env)
    assert done.returncode == 0, done.stderr
    opened = (tmp_path / "opened").read_text().split()
    assert opened == [str(workspace), str(workspace / "ch0_fundamentals" / "s1_ray_tracing.py")]
    settings = json.loads(file.read_text())
    assert settings.items() >= mine.items()
    assert (file.parent / "extensions.json").read_text() == "{}"
    assert settings["jupyter.notebookFileRoot"] == "${fileDirname}"
    before = file.read_bytes()
    arena("code", "0.1", cwd=workspace, env=env)
    assert file.read_bytes() == before
    file.write_text('{\n  // mine\n  "editor.fontSize": 20,\n}\n')
    again = arena("code", "0.1", cwd=workspace, env=env)
    assert "holds comments, so it was left alone" in again.stdout
    assert "// mine" in file.read_text()


def test_lab_says_in_one_sentence_when_jupyterlab_is_missing(
    workspace: Path, environment: dict[str, str]
) -> None:
    code = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda n, *a: None if n == 'jupyterlab' else real(n, *a)\n"
        "import sys; sys.argv = ['arena', 'lab', '0.1']\n"
        "from arena.cli import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=workspace, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("✗ JupyterLab is not installed in this environment.")
    assert "pip install jupyterlab ipykernel" in done.stderr
