"""Hostile text in every field of a record: nothing runs in Python or in the browser."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from hostile import HOSTILE
from map_tables import map_tables
from trialsites.maps import site_map, write_map

KEYS = {"site_id", "study", "kind", "precision", "candidates", "scope", "pairing"}


def poisoned(text):
    """Return the tables with one text in every field that is text."""
    tables = map_tables()
    for name, frame in tables.items():
        columns = [c for c in frame.columns if frame[c].dtype == "str" and c not in KEYS]
        tables[name] = frame.assign(**dict.fromkeys(columns, text))
    sites = tables["sites"]
    sites["candidates"] = sites["candidates"].str.replace("Springfield", "{{7*7}}")
    return tables


def many_poisoned():
    """Return the tables of one site and study per hostile text."""
    one = [poisoned(text) for text in HOSTILE]
    for number, tables in enumerate(one):
        for frame in tables.values():
            for key in {"site_id", "study"} & set(frame.columns):
                frame[key] = [f"{value}-{number}" for value in frame[key]]
    return {name: pd.concat([tables[name] for tables in one], ignore_index=True) for name in one[0]}


def html_of(text, **options):
    return site_map(poisoned(text), **options).get_root().render()


@pytest.fixture(scope="module")
def plain():
    return html_of("plain")


def skeleton(html):
    """Return a page without its data, its style and the hashes of its scripts."""
    html = re.sub(r'(<script type="text/plain" data-ts="\w+">)[^<]*', r"\1", html)
    return re.sub(r"(</script>\n)(<script type=\"text/plain\"[^>]*></script>\n)+", r"\1", html)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_only_the_data_blocks_differ(text, plain):
    assert skeleton(html_of(text)) == skeleton(plain)


@pytest.mark.parametrize("text", HOSTILE[:18], ids=range(18))
def test_a_hostile_title_is_escaped(text, plain):
    title = re.search(r"<title>(.*?)</title>", html_of("plain", title=text), re.DOTALL)[1]
    assert not re.search(r"[<>]", title)
    assert "42" not in title


@pytest.mark.browser
def test_the_page_shows_every_hostile_text_as_text(tmp_path, browser):
    path = write_map(site_map(many_poisoned()), tmp_path / "hostile.html")
    complaints = []
    context = browser.new_context(locale="en-GB", offline=True)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error.message))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ts-ready]", state="attached")
    for number, text in enumerate(HOSTILE):
        page.evaluate("id => TS.app.openSite(TS.app.ids.indexOf(id))", f"a1-{number}")
        shown = page.evaluate("TS.app.sites.name(TS.app.selected)")
        visible = re.sub(r"[\x00\n\r\t\u2028\x01\x02]+", " ", text)
        assert shown.split() == visible.encode("utf-8", "replace").decode().split()
        card = page.evaluate("document.querySelector('.ts-site h2').textContent")
        assert card.split() == shown.split()
    page.evaluate("TS.app.preparePrint()")
    assert page.evaluate("window.broken") is None
    assert page.evaluate("document.querySelectorAll('script').length") == 2
    context.close()

    assert complaints == []
