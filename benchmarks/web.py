"""First paint of a set and time of an interaction, in a real browser."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.browser import launch
from benchmarks.faults import ARENA, environment_in, serve
from benchmarks.subject import median, ninetieth

PAINT = "() => performance.getEntriesByType('paint').map(e => e.startTime).pop()"


def run(loads: int = 10, clicks: int = 15) -> dict[str, object]:
    """Measure.

    Args:
        loads: how often the set's page is opened afresh.
        clicks: hints taken and checks made.
    """
    first: list[float] = []
    text: list[float] = []
    cold: list[float] = []
    interactions: list[float] = []
    checks: list[float] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        environment = environment_in(Path(name))
        root = Path(name) / "workspace"
        subprocess.run([ARENA, "start", root], env=environment, capture_output=True, check=True)
        started = time.perf_counter()
        server, address = serve(root, environment)
        browser = launch(playwright)
        page = browser.new_page()
        place = f"{address}&set=0.1&at=make_rays_1d"
        page.goto(place)
        page.locator(".cm-content").first.wait_for(timeout=60_000)
        usable = time.perf_counter() - started
        _wait_for_judge(page)
        for _ in range(loads):
            started = time.perf_counter()
            page.goto(place)
            page.get_by_text("A row of rays").first.wait_for()
            text.append((time.perf_counter() - started) * 1000)
            page.locator(".cm-content").first.wait_for()
            first.append(float(page.wait_for_function(PAINT).json_value()))
        for _ in range(loads):
            context = browser.new_context()  # with a cache of its own, which is empty
            fresh = context.new_page()
            started = time.perf_counter()
            fresh.goto(place)
            fresh.get_by_text("A row of rays").first.wait_for()
            cold.append((time.perf_counter() - started) * 1000)
            context.close()
        for _ in range(clicks):
            interactions.append(_notes_toggled(page))
            checks.append(_checked(page))
        browser.close()
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    table = Table("what", "median", "p90", "n")
    rows = {
        "first contentful paint of a set": first,
        "text of the exercise on the screen": text,
        "… in a browser that never saw the page": cold,
        "an interaction": interactions,
        "check to verdict": checks,
    }
    for label, values in rows.items():
        table.add_row(
            label, f"{median(values):.0f} ms", f"{ninetieth(values):.0f} ms", str(len(values))
        )
    table.add_row("`arena web` to a usable page, first start", f"{usable * 1000:.0f} ms", "", "1")
    Console().print(table)
    return {
        "first_paint_median_ms": round(median(first)),
        "text_median_ms": round(median(text)),
        "cold_text_median_ms": round(median(cold)),
        "interaction_median_ms": round(median(interactions)),
        "check_median_ms": round(median(checks)),
        "usable_page_s": round(usable, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def _wait_for_judge(page: Page) -> None:
    """The first check may have to wait until torch is imported; it is not counted."""
    _checked(page, 120_000)


def _checked(page: Page, patience_ms: float = 30_000) -> float:
    """Make a wrong answer differently wrong, press Ctrl-Enter, wait for the new verdict."""
    editor = page.locator(".cm-content").first
    editor.click()
    page.keyboard.press("Control+A")
    value = time.monotonic_ns() % 1000 + 2
    page.keyboard.insert_text(
        f"def make_rays_1d(num_pixels, y_limit):\n    raise KeyError({value})\n"
    )
    started = time.perf_counter()
    page.keyboard.press("Control+Enter")
    page.get_by_text(f"KeyError: {value}").first.wait_for(timeout=patience_ms)
    return (time.perf_counter() - started) * 1000


def _notes_toggled(page: Page) -> float:
    """Ask for the solution and say no: a click that redraws the card, and one that puts it back."""
    started = time.perf_counter()
    page.get_by_role("button", name="Solution").first.click()
    cancel = page.get_by_role("button", name="Not yet").first
    cancel.wait_for()
    elapsed = (time.perf_counter() - started) * 1000
    cancel.click()
    cancel.wait_for(state="hidden")
    return elapsed
