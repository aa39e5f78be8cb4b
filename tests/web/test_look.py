"""Every section of the course: no script error, nothing asked elsewhere, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect
from web_site import Site, card, check, watch_faults, write

# The page, and everything in it that scrolls on its own, no wider than the window.
OVERFLOW = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
}"""
CLIPPED = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.offsetParent)
  .filter((e) => !e.closest('pre, .katex, .katex-display, [data-testid=stCode], .js-plotly-plot'))
  .filter((e) => !e.closest('[data-testid=stTable], table'))
  .map((e) => e.tagName + '.' + e.className).slice(0, 5)"""


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A telephone, dark."""
    context = browser.new_context(viewport={"width": 400, "height": 800}, color_scheme="dark")
    made = context.new_page()
    faults = watch_faults(made)
    yield made
    context.close()
    assert not faults


def walk(page: Page, site: Site) -> Iterator[str]:
    """Every section of set 0.1 in order, drawn to its end."""
    page.goto(f"{site.address}&set=0.1")
    end = page.locator(".neighbours")
    expect(end).to_have_count(1)
    while True:
        expect(page.locator(".skeleton")).to_have_count(0)
        yield page.locator("h1.course, h2.section").first.inner_text()
        onward = page.get_by_test_id("next-section")
        if onward.count() == 0:
            return
        place = parse_qs((onward.get_attribute("href") or "").lstrip("?"))["at"][0]
        onward.click()
        expect(page.locator(f".neighbours[data-section='{place}']")).to_be_visible()
        expect(end).to_have_count(1)


def test_every_section_fits_a_telephone_and_draws_its_figures(narrow: Page, site: Site) -> None:
    narrow.goto(site.address)
    expect(narrow.get_by_test_id("continue")).to_be_visible()
    assert narrow.evaluate(OVERFLOW) == [0, 0]
    sections = figures = 0
    for title in walk(narrow, site):
        sections += 1
        for figure in narrow.locator("[class*=st-key-figure-]").all():
            figures += 1
            drawn = figure.locator(".js-plotly-plot, [class*=arena-]").first
            expect(drawn, title).to_be_visible()
        assert narrow.evaluate(OVERFLOW) == [0, 0], title
        assert narrow.evaluate(CLIPPED) == [], title
    assert sections >= 5
    assert figures >= 1


def test_a_verdict_fits_a_telephone(narrow: Page, site: Site) -> None:
    narrow.goto(site.at("make_rays_1d"))
    long = "x" * 300
    write(narrow, f"def make_rays_1d(num_pixels, y_limit):\n    raise ValueError('{long}')\n")
    check(narrow, "raised")
    assert narrow.evaluate(OVERFLOW) == [0, 0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_as_light_or_dark_as_the_page(
    browser: Browser, site: Site, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(site.at("make_rays_1d"))
    expect(card(page).get_by_test_id("check")).to_be_visible()
    brightness = """(e) => getComputedStyle(e).backgroundColor.match(/\\d+/g)
      .slice(0, 3).reduce((a, b) => a + Number(b), 0) / 3"""
    shown = [
        page.locator(place).first.evaluate(brightness)
        for place in ("[data-testid=stApp]", ".cm-editor", ".st-key-card-0-1-make-rays-1d")
    ]
    assert all((b > 128) == (scheme == "light") for b in shown), shown
    context.close()


def test_all_can_be_reached_with_the_keyboard(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    expect(card(page).get_by_test_id("check")).to_be_visible()
    reached = set()
    for _ in range(70):
        page.keyboard.press("Tab")
        inside = """() => { let e = document.activeElement;
          while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
          if (e.classList.contains('cm-content')) return 'editor';
          return (e.querySelector('.word') ?? e).innerText?.trim().split('\\n')[0] ?? ''; }"""
        name = page.evaluate(inside)
        reached.add(name)
        if name == "editor":
            page.keyboard.press("Escape")
    wanted = {"arena", "editor", "Check", "Solution", "Skip", "Reset"}
    assert wanted <= reached, wanted - reached
