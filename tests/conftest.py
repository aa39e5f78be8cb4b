"""One browser for all tests of a process: Playwright can be started once in each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from benchmarks.browser import launch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or whichever is there."""
    with sync_playwright() as playwright:
        try:
            started = launch(playwright)
        except Error as error:
            pytest.fail(f"No browser: run tests/install_programs.sh. ({error.message[:200]})")
        yield started
        started.close()
