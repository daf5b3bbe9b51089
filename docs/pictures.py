"""Take the pictures of the pages: maps as Chromium shows them, in few colours.

    python docs/pictures.py

The demo record's map, and for the filters that of the tests' invented sites. The printed pages are
shown without the break between the map and its table.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

import trialsites
from trialsites.maps import site_map, write_map

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from map_tables import map_tables  # noqa: E402 - the tests' tables are no package

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PICTURES = ROOT / "docs" / "pictures"
FIRST = ROOT / "maps" / "demo.png"
RECORD = ROOT / "data" / "NCT06937905.txt"
CHROMIUM = "/usr/bin/chromium"
COLOURS = 256
SETTLED = 700  # ms


def nothing(page: Page) -> None:
    """Leave the page as it opens."""


def nearest(page: Page) -> None:
    """Ask for the sites nearest to a city."""
    page.fill("#ts-input", "Lille")
    page.press("#ts-input", "Enter")


def popup(page: Page) -> None:
    """Open a site with its reasons."""
    page.click(".ts-item >> text=Caen")
    page.wait_for_timeout(SETTLED)
    page.click(".ts-how > summary")


def filters(page: Page) -> None:
    """Open the filters and the statuses."""
    page.click("#ts-filters > summary")
    page.click(".ts-set > summary >> nth=0")


def printed(page: Page) -> None:
    """Lay the map out for paper."""
    page.evaluate("TS.app.preparePrint()")
    page.emulate_media(media="print")


DEMO, INVENTED = "demo", "invented"
SHOWN: dict[str, tuple[str, Callable[[Page], None], dict[str, object]]] = {
    "map-desktop": (DEMO, nothing, {}),
    "map-popup": (DEMO, popup, {}),
    "map-nearest": (DEMO, nearest, {}),
    "map-filters": (INVENTED, filters, {}),
    "map-dark": (DEMO, nothing, {"color_scheme": "dark", "locale": "de-DE"}),
    "map-print": (DEMO, printed, {"viewport": {"width": 1046, "height": 760}}),
    "map-phone": (DEMO, nothing, {"viewport": {"width": 390, "height": 780}, "is_mobile": True}),
}


def maps(folder: Path) -> dict[str, Path]:
    """Write the maps that are shown."""
    trialsites.build(RECORD, directory=folder / "demo.gpkg")
    demo = trialsites.Directory.open(folder / "demo.gpkg").map()
    return {
        DEMO: write_map(demo, folder / "demo.html"),
        INVENTED: write_map(site_map(map_tables()), folder / "invented.html"),
    }


def keep(picture: bytes, path: Path) -> None:
    """Write a picture with few colours, undithered: a map has flat areas."""
    full = Image.open(BytesIO(picture)).convert("RGB")
    few = full.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        written = maps(Path(folder))
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (which, act, options) in SHOWN.items():
            asked = {"viewport": {"width": 1280, "height": 720}, "locale": "en-IE", **options}
            page = browser.new_context(offline=True, **asked).new_page()
            page.goto(written[which].as_uri())
            page.wait_for_selector("html[data-ts-ready]", state="attached")
            act(page)
            page.wait_for_timeout(SETTLED)
            keep(page.screenshot(), PICTURES / f"{name}.png")
        browser.close()
    shutil.copyfile(PICTURES / "map-desktop.png", FIRST)


if __name__ == "__main__":
    main()
