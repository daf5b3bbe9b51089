"""The demo's map in a real browser, from disk, with no network."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(trialsites, demo, tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "demo.html"
    trialsites("map", "-d", demo[0], "-o", path)
    return path


@pytest.fixture
def page(browser, file):
    context = browser.new_context(offline=True, locale="en-GB")
    opened = context.new_page()
    told = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(error.message))
    opened.on("requestfailed", lambda request: told.append(request.url))
    opened.goto(file.as_uri())
    opened.wait_for_selector("html[data-ts-ready]", state="attached")
    yield opened
    context.close()
    assert told == []


def test_it_is_one_small_file(file):
    assert file.stat().st_size <= 600_000
    assert b"//unpkg" not in file.read_bytes()


def test_all_sites_are_listed_and_caen_has_both_its_people(page):
    assert page.get_by_text("37 sites", exact=True).is_visible()
    page.get_by_text("Caen - CHU").first.click()
    card = page.locator(".ts-site")
    card.wait_for()
    text = card.inner_text()
    for fact in ("Jeannick MADELAINE", "Karine BOUHIER-LEPORRIER", "sponsor", "+33 1 56 81 10 45"):
        assert fact in text
