"""An experiment in the browser: run, watched, closed and opened again, judged, stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from experiment_course import RIGHT, SLOW, write_experiment_course
from judge_service import end_judge
from playwright.sync_api import Page, expect
from web_site import Site, card, check, served, wait_saved, write

TASK = "0-1-fit-line"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, home: dict[str, str]) -> Iterator[Site]:
    """A server whose course has the experiment `fit_line`."""
    course = write_experiment_course(tmp_path_factory.mktemp("webruns"))
    env = home | {"ARENA_COURSE": str(course)}
    with served(tmp_path_factory.mktemp("runner") / "workspace", env) as running:
        yield running
    end_judge(env)


def start(page: Page, site: Site, answer: str) -> None:
    """Write an answer and run it with the keyboard."""
    page.goto(site.at("fit_line"))
    write(page, answer, TASK)
    page.keyboard.press("Control+Enter")


def share(page: Page) -> int:
    """How many per cent the page says are done."""
    return int(card(page, TASK).get_by_test_id("run").get_attribute("data-share") or 0)


def test_a_run_is_watched_left_and_found_again_until_its_verdict(page: Page, site: Site) -> None:
    start(page, site, SLOW)
    here = card(page, TASK)
    button = here.get_by_test_id("check")
    expect(here.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile("[1-9]"))
    expect(here.locator(".js-plotly-plot .scatterlayer .trace")).to_have_count(1)
    expect(button).to_be_disabled()
    expect(button).to_contain_text("Running…")
    seen = share(page)
    page.goto("about:blank")
    page.goto(site.at("fit_line"))
    expect(here.get_by_test_id("run")).to_be_visible()
    assert share(page) >= seen
    verdict = here.get_by_test_id("verdict")
    expect(verdict).to_have_attribute("data-outcome", "right")
    expect(here.get_by_test_id("run")).to_have_count(0)
    expect(here.locator(".js-plotly-plot")).to_have_count(1)  # the curve stays
    expect(button).to_be_enabled()
    expect(button).to_contain_text("Run")
    expect(page.locator(".contents [data-mark='0.1/fit_line']")).to_have_text("✓")


def test_who_types_during_a_run_keeps_text_and_cursor(page: Page, site: Site) -> None:
    start(page, site, SLOW)
    here = card(page, TASK)
    progress = here.get_by_role("progressbar")
    expect(progress).to_be_visible()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.insert_text("# one")
    before = share(page)
    expect(progress).not_to_have_attribute("aria-valuenow", str(before))  # it was drawn again
    page.keyboard.insert_text(" two\n")
    expect(here.locator(".cm-line").first).to_have_text("# one two")
    wait_saved(page, TASK)
    here.get_by_role("button", name="Stop").click()
    verdict = here.get_by_test_id("verdict")
    expect(verdict).to_have_attribute("data-outcome", "stopped")
    expect(verdict).to_contain_text("stopped on your word")
    write(page, RIGHT, TASK)
    check(page, "right", TASK)
