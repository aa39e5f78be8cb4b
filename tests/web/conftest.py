"""One judge for all tests of the page; a server and a workspace for each module."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from judge_service import end_judge
from patience import PATIENCE_S
from playwright.sync_api import Browser, Page
from web_site import Site, home_of, served, watch_faults


@pytest.fixture(scope="session")
def home() -> Iterator[dict[str, str]]:
    """An environment of its own; the judge that was started in it is ended.

    Not below pytest's own folder: the path of a socket may have 100 characters and no more.
    """
    with tempfile.TemporaryDirectory(prefix="arena-web-", ignore_cleanup_errors=True) as folder:
        env = home_of(Path(folder))
        yield env
        end_judge(env)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, home: dict[str, str]) -> Iterator[Site]:
    """A server that runs, with a workspace in which nothing has been done."""
    with served(tmp_path_factory.mktemp("learner") / "workspace", home) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test if its scripts fail, or if it asks anybody but our server."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE_S * 1000)
    made = context.new_page()
    faults = watch_faults(made)
    yield made
    context.close()
    assert not faults
