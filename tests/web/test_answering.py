"""A learner answers in the browser: wrong, then right, with a hint, and comes back later."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from web_site import (
    LOUD,
    RIGHT,
    SWAPPED,
    SWAPPED_SAYS,
    Site,
    arena,
    card,
    check,
    write,
)


def test_the_way_leads_from_home_to_the_first_exercise(page: Page, site: Site) -> None:
    page.goto(site.address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_test_id("set-0.1").click()
    expect(page.get_by_role("heading", name="Ray tracing", level=1)).to_be_visible()
    page.get_by_test_id("next-section").click()
    expect(card(page).get_by_test_id("check")).to_be_visible()
    expect(page).to_have_url(re.compile("at=rays"))
    page.go_back()
    expect(page.get_by_role("heading", name="Ray tracing", level=1)).to_be_visible()
    page.get_by_role("link", name="arena", exact=True).click()
    page.get_by_test_id("continue").click()  # where the learner was: the exercise just seen
    expect(card(page).get_by_test_id("check")).to_be_visible()


def test_a_wrong_answer_is_told_which_mistake_it_is(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    write(page, SWAPPED)
    verdict = check(page, "wrong")
    expect(verdict.get_by_test_id("diagnosis")).to_have_text(SWAPPED_SAYS)
    expect(page.locator(".contents [data-mark='0.1/make_rays_1d']")).to_have_text("✗")
    card(page).get_by_role("button", name="What does that mean?").click()
    expect(card(page)).to_contain_text("where ray i starts")


def test_hints_come_one_at_a_time_the_fitting_one_first(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    write(page, SWAPPED)
    check(page, "wrong")
    button = card(page).get_by_role("button", name=re.compile("Hint"))
    button.click()
    hints = card(page).get_by_test_id("hint")
    expect(hints).to_have_count(1)
    button.click()
    expect(hints).to_have_count(2)


def test_what_the_code_prints_is_shown_and_never_interpreted(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    write(page, LOUD)
    verdict = check(page, "wrong")
    expect(verdict.get_by_test_id("printed")).to_contain_text("<img src=x> **bold** $x$")
    assert verdict.locator("img[src=x], strong, .katex").count() == 0


def test_a_small_wrong_tensor_is_shown_beside_the_expected_one(page: Page, site: Site) -> None:
    page.goto(site.at("rotation_matrix"))
    task = "0-1-rotation-matrix"
    write(page, "def rotation_matrix(theta):\n    return torch.eye(3)\n", task)
    verdict = check(page, "wrong", task)
    expect(verdict.get_by_test_id("picture")).to_have_count(3)
    expect(verdict.locator("figure").nth(2)).to_contain_text("difference")


def test_a_traceback_names_the_lines_that_the_editor_shows(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    write(page, "def make_rays_1d(num_pixels, y_limit):\n    size = 3\n    return size / 0\n")
    verdict = check(page, "raised")
    expect(verdict).to_contain_text("ZeroDivisionError")
    numbers = card(page).locator(".cm-lineNumbers .cm-gutterElement:visible").all_inner_texts()
    third = [n for n in numbers if n.strip()][-2]  # three lines and an empty one
    expect(verdict.locator(".frames")).to_contain_text(f"line {third}")
    lines = site.file.read_text(encoding="utf-8").splitlines()
    assert lines[int(third) - 1] == "    return size / 0"


def test_a_right_answer_opens_what_comes_after_and_leads_on(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    write(page, SWAPPED)
    check(page, "wrong")
    expect(card(page).get_by_test_id("after")).to_have_count(0)
    write(page, RIGHT)
    check(page, "right")
    expect(card(page).get_by_test_id("after")).to_be_visible()
    expect(page.locator(".contents [data-mark='0.1/make_rays_1d']")).to_have_text("✓")
    following = card(page).get_by_test_id("next")
    following.click()
    expect(page).not_to_have_url(re.compile("at=make_rays_1d"))


def test_everything_is_there_again_after_a_reload(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    write(page, RIGHT)
    check(page, "right")
    page.reload()
    expect(card(page).get_by_test_id("verdict")).to_have_attribute("data-outcome", "right")
    expect(card(page).locator(".cm-content")).to_contain_text("torch.linspace")
    expect(page.locator(".contents [data-mark='0.1/make_rays_1d']")).to_have_text("✓")
    page.goto(site.address)
    expect(page.get_by_test_id("set-0.1")).to_contain_text(re.compile(r"[1-9]\d* of \d+ done"))


def test_the_solution_is_shown_only_after_a_yes(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_2d"))
    box = card(page, "0-1-make-rays-2d")
    box.get_by_role("button", name="Solution").click()
    expect(box.get_by_role("button", name="Show it")).to_be_visible()
    solution = box.locator("[class*=st-key-solution-0-1] code").first
    expect(solution).to_have_count(0)
    box.get_by_role("button", name="Show it").click()
    expect(solution).to_contain_text("make_rays_2d")


def test_a_task_can_be_skipped_with_a_reason_and_carries_notes(page: Page, site: Site) -> None:
    page.goto(site.at("turn_camera"))
    box = card(page, "0-1-turn-camera")
    box.get_by_role("button", name="Skip").click()
    box.get_by_label("Why skip it?").fill("<b>later</b>")
    box.get_by_role("button", name="Skip this task").click()
    expect(box.get_by_test_id("skipped")).to_have_text("– Skipped: <b>later</b>")
    box.get_by_text("Add a note", exact=True).click()
    box.get_by_label("A note beside this task").fill("ask *Ada*")
    box.get_by_role("button", name="Keep the note").click()
    expect(box.get_by_test_id("note")).to_be_visible()
    expect(box.get_by_test_id("note")).to_have_text("ask *Ada*")


def test_reset_asks_first_and_keeps_the_text(page: Page, site: Site) -> None:
    page.goto(site.at("make_rays_1d"))
    write(page, RIGHT + "# mine alone\n")
    check(page, "right")
    card(page).get_by_role("button", name="Reset").click()
    card(page).locator("[class*=st-key-confirm-reset]").get_by_role("button", name="Reset").click()
    expect(card(page).locator(".cm-content")).to_contain_text("NotImplementedError")
    kept = [p.read_text(encoding="utf-8") for p in site.workspace.glob(".arena/backups/**/*.py")]
    assert any("# mine alone" in text for text in kept)


def test_every_choice_of_a_question_has_its_answer(page: Page, site: Site) -> None:
    page.goto(site.at("lines_or_rays"))
    box = card(page, "0-1-lines-or-rays")
    box.get_by_role("button", name="Answer").click()
    expect(box).to_contain_text("Give an answer first.")
    box.get_by_text("The segment is behind the camera.").click()
    box.get_by_role("button", name="Answer").click()
    expect(box).to_contain_text("Not yet. That would be u < 0.")
    box.get_by_text("The ray passes the segment before its first end.").click()
    box.get_by_role("button", name="Answer").click()
    expect(box).to_contain_text("Right. Yes:")
    page.reload()
    expect(card(page, "0-1-lines-or-rays")).to_contain_text("Right. Yes:")


def test_a_verdict_from_the_terminal_shows_up_in_the_contents(
    page: Page, site: Site, home: dict[str, str]
) -> None:
    page.goto(site.at("make_rays_1d"))
    mark = page.locator(".contents [data-mark='0.1/intersect_ray_1d']")
    expect(mark).to_have_text("○")
    skipped = arena("skip", "intersect_ray_1d", "--why", "later", cwd=site.workspace, env=home)
    assert skipped.returncode == 0, skipped.stderr
    expect(mark).to_have_text("–")


def test_a_verdict_comes_into_view_and_is_dimmed_once_the_text_has_changed(
    page: Page, site: Site
) -> None:
    page.set_viewport_size({"width": 1400, "height": 500})
    page.goto(site.at("make_rays_1d"))
    write(page, SWAPPED)
    verdict = check(page, "wrong")
    expect(verdict.locator(".headline")).to_be_in_viewport()
    expect(verdict.get_by_test_id("diagnosis")).to_be_in_viewport()
    expect(card(page)).to_have_attribute("data-older", "false")
    page.keyboard.type(" ")
    expect(card(page)).to_have_attribute("data-older", "true")
    expect(verdict).to_have_css("opacity", "0.45")
