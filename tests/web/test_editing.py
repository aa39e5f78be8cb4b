"""The text in the page and the text in the file: neither is ever lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from web_site import RIGHT, Site, card, served, wait_saved, wait_until, write

STUB_LINE = "    # your code here\n"
FIRST, SECOND = "0-1-make-rays-1d", "0-1-intersect-ray-1d"


@pytest.fixture
def opened(page: Page, site: Site) -> Page:
    """The first exercise, as it is before anybody has worked on it."""
    page.goto(site.at("make_rays_1d"))
    expect(card(page).get_by_test_id("check")).to_be_visible()
    return page


def kept_texts(site: Site) -> str:
    """Everything among the backups."""
    paths = site.workspace.glob(".arena/backups/**/*.py")
    return "\0".join(p.read_text(encoding="utf-8") for p in paths)


def text_of(site: Site) -> str:
    return site.file.read_text(encoding="utf-8")


def test_what_is_typed_is_saved_without_being_asked(opened: Page, site: Site) -> None:
    write(opened, RIGHT + "# typed\n")
    wait_saved(opened)
    wait_until("the text is in the file", lambda: "# typed" in text_of(site))
    assert "# %% exercise: make_rays_1d" in text_of(site)
    assert "def intersect_ray_1d" in text_of(site)


def test_an_edit_made_elsewhere_shows_up_and_leaves_the_cursor(opened: Page, site: Site) -> None:
    write(opened, RIGHT + "# here: ")
    wait_saved(opened)
    site.replace("    rays[:, 1, 0] = 1\n", "    rays[:, 1, 0] = 1.0  # elsewhere\n")
    expect(card(opened).locator(".cm-content")).to_contain_text("# elsewhere")
    opened.keyboard.type("still")
    expect(card(opened).locator(".cm-content")).to_contain_text("# here: still")
    wait_saved(opened)
    assert "# elsewhere" in text_of(site)
    assert "# here: still" in text_of(site)


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_two_versions_are_both_shown_and_both_kept(opened: Page, site: Site, keep: str) -> None:
    start = RIGHT + f"# agreed before {keep}\n"
    write(opened, start)
    wait_saved(opened)
    opened.route("**/arena/set?*", lambda route: route.abort())  # the page hears of it too late
    site.replace(f"# agreed before {keep}", f"# theirs {keep}")
    write(opened, RIGHT + f"# mine {keep}\n")
    theirs = card(opened).get_by_test_id("theirs")
    expect(theirs).to_contain_text(f"# theirs {keep}")
    expect(card(opened).locator(".cm-content").first).to_contain_text(f"# mine {keep}")
    opened.unroute("**/arena/set?*")
    card(opened).get_by_test_id(f"keep-{keep}").click()
    expect(theirs).to_have_count(0)
    wait_saved(opened)
    lost = "theirs" if keep == "mine" else "mine"
    expect(card(opened).locator(".cm-content")).to_contain_text(f"# {keep} {keep}")
    assert f"# {keep} {keep}" in text_of(site)
    assert f"# {lost} {keep}" in kept_texts(site)


def test_text_typed_just_before_the_tab_is_closed_is_saved(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.at("make_rays_1d"))
    write(page, RIGHT + "# the last words\n")
    page.close(run_before_unload=True)
    wait_until("the last words are in the file", lambda: "# the last words" in text_of(site))
    context.close()


def test_text_typed_while_the_server_is_down_comes_back(
    browser: Browser, tmp_path: Path, home: dict[str, str]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    with served(tmp_path / "workspace", home) as site:
        page.goto(site.at("make_rays_1d"))
        expect(card(page).get_by_test_id("check")).to_be_visible()
        page.route("**/arena/**", lambda route: route.abort())
        write(page, RIGHT + "# into the void\n")
        expect(card(page).get_by_test_id("save-state")).to_contain_text("Not saved")
        assert "# into the void" not in text_of(site)
        page.unroute("**/arena/**")
        page.reload()
        expect(card(page).locator(".cm-content")).to_contain_text("# into the void")
        wait_until("the draft is in the file", lambda: "# into the void" in text_of(site))
    context.close()


def test_the_file_s_own_line_numbers_move_with_the_cells_above(page: Page, site: Site) -> None:
    page.goto(site.at("intersect_ray_1d"))
    number = card(page, SECOND).locator(".cm-lineNumbers .cm-gutterElement:visible").first
    expect(number).to_be_visible()
    before = int(number.inner_text())
    lines = text_of(site).splitlines()
    assert lines[before - 1].startswith("def intersect_ray_1d")
    site.replace("# %% exercise: make_rays_1d\n", "# %% exercise: make_rays_1d\n# one more line\n")
    expect(number).to_have_text(str(before + 1))


def test_tab_indents_and_escape_tab_leaves(opened: Page) -> None:
    write(opened, "def f(x):\n")
    opened.keyboard.press("Tab")
    opened.keyboard.type("if x:")
    opened.keyboard.press("Enter")
    opened.keyboard.type("return (1")  # closes the bracket by itself
    expect(card(opened).locator(".cm-content")).to_contain_text("        return (1)")
    opened.keyboard.press("Escape")
    opened.keyboard.press("Tab")
    expect(card(opened).get_by_test_id("check")).to_be_focused()


def test_a_deleted_file_is_written_again_with_what_is_typed(opened: Page, site: Site) -> None:
    path = site.file
    path.unlink()
    write(opened, RIGHT + "# after the loss\n")
    wait_saved(opened)
    assert "# after the loss" in path.read_text(encoding="utf-8")
