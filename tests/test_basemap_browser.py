"""The built-in map, its names and its city search, as a browser shows them."""

from __future__ import annotations

import base64
from importlib.resources import files

import pytest
from playwright.sync_api import Error

from trialsites.maps.basemap import basemap_block
from trialsites.maps.cities import city_block

pytestmark = pytest.mark.browser

COUNTRIES = ["FR", "CH", "FJ"]
LAND, SEA, DARK_LAND = "#f8f6f1", "#d6e4ee", "#242c34"

PAGE = """<!doctype html><meta charset="utf-8">
<style>{leaflet_css} html, body {{ margin: 0 }} #map {{ width: 800px; height: 600px }}</style>
<div id="map"></div>
<script>{scripts}</script>
<script>
/* What is written on canvases, and where. */
let written = [];
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {{
  written.push([text, x, y]);
  fillText.call(this, text, x, y);
}};

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const map = L.map("map", {{ fadeAnimation: false, zoomAnimation: false }}).setView([46.6, 2.5], 5);
const base = TS.basemapLayer(bytes("{basemap}"), "light").addTo(map);
const cities = TS.readCities(bytes("{cities}"));
const labels = TS.labelLayer(cities, "light", []).addTo(map);
const note = TS.detailNote(base, "Detail ends here").addTo(map);

/* Pixels of a canvas, by way of a copy: the canvas itself stays as the page made it. */
function pixels(canvas, x, y, width, height) {{
  const copy = Object.assign(document.createElement("canvas"), {{ width, height }});
  const context = copy.getContext("2d", {{ willReadFrequently: true }});
  context.drawImage(canvas, -x, -y);
  return context.getImageData(0, 0, width, height).data;
}}

/* The colour the basemap shows at a place, or "" where no tile is visible. */
function colourAt(lat, lon) {{
  const frame = map.getContainer().getBoundingClientRect();
  const point = map.latLngToContainerPoint([lat, lon]);
  for (const tile of document.querySelectorAll(".leaflet-tile-pane canvas")) {{
    const box = tile.getBoundingClientRect();
    const x = Math.floor(((frame.x + point.x - box.x) / box.width) * tile.width);
    const y = Math.floor(((frame.y + point.y - box.y) / box.height) * tile.height);
    if (x < 0 || y < 0 || x >= tile.width || y >= tile.height) continue;
    const style = getComputedStyle(tile);
    if (style.visibility !== "visible" || style.opacity !== "1") continue;
    const rgb = pixels(tile, x, y, 1, 1);
    return "#" + [...rgb].slice(0, 3).map((c) => c.toString(16).padStart(2, "0")).join("");
  }}
  return "";
}}

/* How many pixels of names there are inside a box of the view. */
function inkIn(left, top, right, bottom) {{
  const canvas = document.querySelector("canvas.ts-labels");
  const box = canvas.getBoundingClientRect();
  const frame = map.getContainer().getBoundingClientRect();
  const area = [frame.x - box.x + left, frame.y - box.y + top, right - left, bottom - top];
  return pixels(canvas, ...area).filter((value, i) => i % 4 === 3 && value > 0).length;
}}

function show(lat, lon, zoom) {{
  written = [];
  map.setView([lat, lon], zoom, {{ animate: false }});
  return written.map(([text]) => text);
}}
</script>"""


def page_text() -> str:
    room = files("trialsites.maps")
    scripts = [room / "vendor" / "leaflet" / "leaflet.js"]
    names = ("paper", "outlines", "basemap", "cities", "boxes", "labels")
    scripts += [room / "page" / f"{name}.js" for name in names]
    return PAGE.format(
        leaflet_css=(room / "vendor" / "leaflet" / "leaflet.css").read_text(encoding="utf-8"),
        scripts="\n".join(script.read_text(encoding="utf-8") for script in scripts),
        basemap=base64.b64encode(basemap_block(COUNTRIES)).decode(),
        cities=base64.b64encode(city_block(COUNTRIES)).decode(),
    )


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    path = tmp_path_factory.mktemp("basemap") / "map.html"
    path.write_text(page_text(), encoding="utf-8")
    said: list[str] = []
    tab = browser.new_page(viewport={"width": 1100, "height": 1500})
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url))
    tab.goto(path.as_uri())
    yield tab
    assert [text for text in said if text != path.as_uri()] == []
    tab.close()


@pytest.mark.parametrize("zoom", [2, 4, 6, 8, 10])
@pytest.mark.parametrize(
    ("lat", "lon", "colour"),
    [
        (47.9, 1.6, LAND),  # Beauce
        (46.0, -4.0, SEA),  # Bay of Biscay
        (47.9, 361.6, LAND),  # one world further east
        (47.9, -358.4, LAND),  # one world further west
        (66.5, 179.9, LAND),  # Chukotka, both sides of 180 degrees
        (66.5, -179.9, LAND),
        (-82.0, 20.0, LAND),  # Antarctica
    ],
)
def test_land_and_sea_are_where_they_are(page, lat, lon, colour, zoom):
    page.evaluate("([lat, lon, zoom]) => show(lat, lon, zoom)", [lat, lon, zoom])
    assert page.evaluate("([lat, lon]) => colourAt(lat, lon)", [lat, lon]) == colour


@pytest.mark.parametrize(
    ("lat", "lon", "colour"),
    [
        (46.45, 6.55, SEA),  # Lake Geneva
        (-16.80, -179.97, LAND),  # Taveuni, Fiji, just east of 180 degrees
        (-16.85, 179.99, LAND),  # and just west of it
        (43.30, 5.20, SEA),  # Bay of Marseille
        (45.97, 1.99, LAND),
    ],
)
def test_detail_is_there_in_countries_with_sites(page, lat, lon, colour):
    page.evaluate("([lat, lon]) => show(lat, lon, 11)", [lat, lon])
    assert page.evaluate("([lat, lon]) => colourAt(lat, lon)", [lat, lon]) == colour


def test_no_line_is_drawn_where_the_data_are_cut(page):
    page.evaluate("show(-16.85, 180, 11)")
    assert page.evaluate("colourAt(-16.85, 180.0001)") == LAND


def test_dark_and_light(page):
    page.evaluate("show(47.9, 1.6, 8); base.setTheme('dark'); labels.setTheme('dark')")
    assert page.evaluate("colourAt(47.9, 1.6)") == DARK_LAND
    page.evaluate("base.setTheme('light'); labels.setTheme('light')")
    assert page.evaluate("colourAt(47.9, 1.6)") == LAND


def test_a_map_resized_for_paper_is_drawn_at_once(page):
    colour = page.evaluate(
        """() => {
          show(46.6, 2.5, 6);
          const frame = map.getContainer();
          frame.style.height = "1400px";
          map.invalidateSize({ pan: false, animate: false });
          const colour = colourAt(36.5, 3.5);
          frame.style.height = "600px";
          map.invalidateSize({ pan: false, animate: false });
          return colour;
        }"""
    )
    assert colour == LAND  # Algeria, below the edge of the screen map


def test_paper_is_drawn_finer(page):
    page.evaluate("show(47.9, 1.6, 6)")
    ratio = """() => {
      const tile = document.querySelector(".leaflet-tile-pane canvas");
      return [tile.width / parseFloat(tile.style.width), colourAt(47.9, 1.6)];
    }"""
    assert page.evaluate(ratio) == [1, LAND]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(ratio) == [2, LAND]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(ratio) == [1, LAND]


def test_names_keep_off_markers(page):
    page.evaluate("show(46.6, 2.5, 6)")
    assert page.evaluate("inkIn(0, 0, 800, 600)") > 1000
    page.evaluate("labels.setAvoid([[200, 100, 600, 500]])")
    assert page.evaluate("inkIn(205, 105, 595, 495)") == 0
    assert page.evaluate("inkIn(0, 0, 190, 600)") > 100
    page.evaluate("labels.setAvoid(() => [])")
    assert page.evaluate("inkIn(205, 105, 595, 495)") > 500


def test_names_keep_off_the_icons_of_any_layer_as_they_come_and_go(page):
    page.evaluate(
        """() => {
          show(46.6, 2.5, 6);
          const icon = L.divIcon({ html: "", className: "", iconSize: [300, 200] });
          window.other = L.marker([46.6, 2.5], { icon }).addTo(map);
        }"""
    )
    assert page.evaluate("inkIn(260, 210, 540, 390)") == 0
    page.evaluate("other.remove()")
    assert page.evaluate("inkIn(260, 210, 540, 390)") > 500


@pytest.mark.parametrize(
    ("language", "germany"),
    [("en", "GERMANY"), ("fr", "ALLEMAGNE"), ("de", "DEUTSCHLAND"), ("es", "ALEMANIA")],
)
def test_countries_are_named_in_the_language_of_the_page(page, language, germany):
    page.evaluate("([language]) => { document.documentElement.lang = language }", [language])
    assert germany in page.evaluate("show(50, 10, 4)")
    page.evaluate("labels.setLanguage('fr')")
    assert "ALLEMAGNE" in page.evaluate("show(50, 10, 4)")
    page.evaluate("labels.setLanguage('')")


def test_a_change_of_language_is_followed_at_once(page):
    page.evaluate("show(50, 10, 4); written = []; document.documentElement.lang = 'es'")
    page.wait_for_function("written.some(([text]) => text === 'ALEMANIA')", timeout=2000)


def test_large_towns_first_and_small_ones_closer_in(page):
    far, near = page.evaluate("[show(47.5, 0.7, 6), show(47.5, 0.7, 9)]")
    assert {"Paris", "Nantes", "Tours"} <= set(far)
    assert "Amboise" in set(near) - set(far)


def test_districts_are_found_and_not_written(page):
    assert "Paris" in (texts := page.evaluate("show(48.85, 2.35, 12)"))
    assert not [text for text in texts if text.startswith("Paris ")]
    assert page.evaluate("cities.find('paris 15', 1).length") == 1


def test_a_marker_has_the_name_of_its_own_town_not_of_a_larger_one_near_it(page):
    page.evaluate("show(46.6, 2.5, 5)")
    point = page.evaluate("map.latLngToContainerPoint([49.18, -0.37])")  # Caen; Le Havre is near
    box = [point["x"] - 16, point["y"] - 16, point["x"] + 16, point["y"] + 16]
    page.evaluate("([box]) => { written = []; labels.setAvoid([box]); }", [box])
    names = [text for text, _, _ in page.evaluate("written")]
    page.evaluate("labels.setAvoid([])")
    assert "Caen" in names
    assert "Le Havre" not in names


def test_a_marker_of_many_places_is_not_called_after_a_small_one(page):
    page.evaluate("show(46.6, 2.5, 5)")
    at = {"Caen": [49.18, -0.37], "Paris": [48.853, 2.349]}
    points = [page.evaluate(f"map.latLngToContainerPoint({place})") for place in at.values()]
    boxes = [[p["x"] - 16, p["y"] - 16, p["x"] + 16, p["y"] + 16, True] for p in points]
    page.evaluate("([boxes]) => { written = []; labels.setAvoid(boxes); }", [boxes])
    names = {text for text, _, _ in page.evaluate("written")}
    page.evaluate("labels.setAvoid([])")
    assert names & set(at) == {"Paris"}


def test_the_town_under_a_marker_is_named_beside_it(page):
    page.evaluate("show(46.6, 2.5, 6)")
    point = page.evaluate(
        "map.latLngToContainerPoint([49.18, -0.37])"
    )  # Caen, too small for zoom 6
    box = [point["x"] - 16, point["y"] - 16, point["x"] + 16, point["y"] + 16]
    page.evaluate("([box]) => { written = []; labels.setAvoid([box]); }", [box])
    caen = [place for place in page.evaluate("written") if place[0] == "Caen"]
    page.evaluate("labels.setAvoid([])")
    assert len(caen) == 1
    assert "Caen" not in page.evaluate("show(46.6, 2.5, 6)")


def test_the_sources_are_credited(page):
    credit = page.locator(".leaflet-control-attribution").inner_text()
    assert "Natural Earth" in credit
    assert "GeoNames (CC BY 4.0)" in credit


def test_the_note_says_where_detail_ends(page):
    page.evaluate("show(46.6, 2.5, 10)")
    assert not page.get_by_text("Detail ends here").is_visible()
    page.evaluate("show(46.6, 2.5, 11)")
    assert page.get_by_text("Detail ends here").is_visible()
    page.evaluate("note.setText('Fin du détail')")
    assert page.get_by_text("Fin du détail").is_visible()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Boulogne", ["Boulogne-Billancourt", "Boulogne-sur-Mer", "Boulogne-sur-Gesse"]),
        ("besancon", ["Besançon"]),
        ("BESANÇON", ["Besançon"]),
        ("st etienne", ["Saint-Étienne"]),
        ("St. Gallen", ["Sankt Gallen"]),
        ("paris, fr", ["Paris"]),
        ("Lausanne, Vaud", ["Lausanne"]),
        ("tours", ["Tours"]),
        ("new york", ["New York City"]),
    ],
)
def test_cities_are_found_as_people_type_them(page, query, first):
    found = page.evaluate(
        "([query]) => cities.find(query, 3).map(({ i }) => cities.name(i))", [query]
    )
    assert found[: len(first)] == first


def test_two_letters_name_a_state_and_only_that_one(page):
    block = base64.b64encode(city_block(["US"])).decode()
    page.evaluate("([text]) => { window.american = TS.readCities(bytes(text)) }", [block])

    def regions(query):
        return page.evaluate(
            "([query]) => american.find(query, 4).map(({ i }) => american.admin1(i))", [query]
        )

    assert regions("Paris, TX")[0] == "Texas"
    assert regions("Augusta, GA")[0] == "Georgia"
    assert set(regions("Portland, ME")) == {"Maine"}
    assert set(regions("Springfield, MA")) == {"Massachusetts"}
    assert "Maryland" not in regions("Columbia, MA")
    assert len(set(regions("Springfield, US"))) > 1


def test_names_keep_off_controls(page):
    page.evaluate("show(48.85, 2.35, 9)")
    ink = page.evaluate(
        """() => {
          const { left, top, right, bottom } =
            document.querySelector(".leaflet-control-zoom").getBoundingClientRect();
          return [inkIn(left, top, right, bottom), inkIn(0, 0, 800, 600)];
        }"""
    )
    assert ink[0] == 0
    assert ink[1] > 1000


@pytest.mark.parametrize(
    "query", ["", " ", ",", "zzzzqq", "<script>", "(", "\\", "Paris, XX", "\u0000"]
)
def test_odd_queries_find_nothing(page, query):
    assert page.evaluate("([query]) => cities.find(query, 5)", [query]) == []


def test_a_city_knows_where_it_is(page):
    town = page.evaluate(
        """() => {
          const [{ i }] = cities.find("Caen", 1);
          const { lat, lon } = cities;
          return [cities.country(i), cities.admin1(i), lat[i], lon[i], cities.population[i]];
        }"""
    )
    assert town[:2] == ["FR", "Normandy"] or town[:2] == ["FR", "Normandie"]
    assert town[2:4] == pytest.approx([49.186, -0.363], abs=0.01)
    assert 80_000 < town[4] < 150_000


@pytest.mark.parametrize("damaged", ["", "TSB1", "nonsense"])
def test_a_damaged_block_is_refused(page, damaged):
    with pytest.raises(Error):
        page.evaluate("([text]) => void TS.basemapLayer(bytes(btoa(text)))", [damaged])
    with pytest.raises(Error):
        page.evaluate("([text]) => void TS.readCities(bytes(btoa(text)))", [damaged])
