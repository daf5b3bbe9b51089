"""The map as people use it: in a real browser, from disk, with no network."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from map_tables import map_tables
from trialsites.maps import site_map, write_map

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1366, 768), (390, 844)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Write maps once per set of options."""
    folder, written = tmp_path_factory.mktemp("maps"), {}

    def of(**options):
        key = repr(sorted(options.items()))
        if key not in written:
            path = folder / f"{len(written)}.html"
            written[key] = write_map(site_map(map_tables(), **options), path)
        return written[key]

    return of


class Opened:
    """A page with what it asked for and complained about."""

    def __init__(self, page):
        self.page, self.requests, self.complaints = page, [], []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(error.message))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        page.on(
            "request",
            lambda r: None if re.match("file:|data:|blob:", r.url) else self.requests.append(r.url),
        )


@pytest.fixture
def opened(browser, files):
    contexts, pages = [], []

    def show(path=None, *, anchor="", size=DESKTOP, options=None, **context_options):
        made = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            **{"locale": "en-GB", "accept_downloads": True, **context_options},
        )
        made.set_offline(True)
        contexts.append(made)
        one = Opened(made.new_page())
        pages.append(one)
        path = path or files(**(options or {}))
        one.page.goto(f"{path.as_uri()}{anchor}")
        one.page.wait_for_selector("html[data-ts-ready]", state="attached")
        return one.page

    yield show
    for one in pages:
        assert one.requests == []
        assert one.complaints == []
    for made in contexts:
        made.close()


def names(page):
    return page.locator(".ts-item-name").all_inner_texts()


def type_in(page, text):
    page.fill("#ts-input", text)
    page.wait_for_timeout(300)


def labels(page):
    marks = page.locator(".leaflet-marker-pane .ts-mark[aria-label]")
    return [mark.get_attribute("aria-label") for mark in marks.all()]


def test_it_opens_from_disk_and_lists_every_site(opened):
    page = opened()
    assert page.inner_text("#ts-count-text") == "8 sites"
    assert len(names(page)) == 8
    assert page.evaluate("document.querySelectorAll('script[data-ts]').length") == 0


def test_each_precision_has_its_own_mark_and_words(opened):
    page = opened(anchor="#country=US")
    assert labels(page) == ["St. Mary, Springfield, Recruiting, doubtful position"]
    page.click("text=St. Mary")
    popup = page.locator(".ts-site")
    assert "The position is doubtful" in popup.inner_text()
    assert "Springfield, Missouri, United States (60%)" in popup.inner_text()
    assert page.locator(".ts-perhaps").count() == 2
    page.keyboard.press("Escape")
    page.click("#ts-tools >> text=Reset")
    page.click("text=Clinique des Tilleuls")
    assert "the centre of Annecy" in page.inner_text(".ts-position-about")
    assert page.locator("path.ts-ring").count() == 1
    page.keyboard.press("Escape")
    page.click("text=Hôpital du Lac")
    assert "Exact position" in page.inner_text(".ts-position-exact")


def test_a_site_without_a_place_is_listed_and_opens_beside_the_map(opened):
    page = opened()
    page.click("text=Nowhere Clinic")
    assert "not on the map" in page.inner_text("#ts-card .ts-site")
    page.click("text=Back to the list")
    assert page.locator("#ts-card").is_hidden()


def test_an_undisclosed_site_says_so(opened):
    page = opened()
    page.click("text=Undisclosed site in Bern")
    assert "Published as “Research Site”." in page.inner_text(".ts-site")


def test_the_popup_holds_studies_people_and_reasons(opened):
    page = opened()
    page.click("text=Hôpital du Lac")
    site = page.locator(".leaflet-popup .ts-site")
    text = site.inner_text()
    for words in (
        *("Part of Hôpitaux des Lacs", "Cardiology, Oncology", "A study of <b>tea</b>"),
        *("Phase 2 / Phase 3", "Sponsor: Tea & Co", "as of 22 April 2025", "Completed"),
        *("Jeanne Vorstellix", "primary contact", "Luc Pré", "principal investigator"),
        *("sponsor's line, not the site's", "Tea Desk", "1 person of this study whose site"),
    ):
        assert words in text
    links = [link.get_attribute("href") for link in site.locator("a").all()]
    assert "tel:+33123456789" in links
    assert "mailto:luc.pre@lac.example" in links
    assert "https://registry.example/1" in links
    assert not any(link.startswith("javascript") for link in links)
    site.locator(".ts-how summary").click()
    for words in ("One practice with", "The record nests it.", "HL Annecy"):
        assert words in site.inner_text()


def test_one_site_after_another(opened):
    page = opened()
    page.click("text=Hôpital du Lac")
    page.wait_for_selector(".ts-site")
    page.locator(".ts-item >> text=Inselklinik Aare").click()
    page.wait_for_selector(".ts-site[data-site] h2:has-text('Inselklinik')")
    assert page.locator(".leaflet-popup").count() == 1
    assert "#site=g7" in page.url
    assert "Inselklinik" in page.inner_text(".ts-item[aria-current]")


def test_search_ignores_accents_and_finds_people_studies_and_sites(opened):
    page = opened()
    for text, expected in (
        ("nimes", ["Centre Œuvre Nîmoise"]),
        ("oeuvre", ["Centre Œuvre Nîmoise"]),
        ("luc pre", ["Hôpital du Lac"]),
        ("angstrom", ["Inselklinik Aare"]),
        ("EU-2", ["Hôpital du Lac", "Inselklinik Aare"]),
        ("inselklinik bern", ["Inselklinik Aare"]),
    ):
        type_in(page, text)
        assert names(page) == expected, text
    type_in(page, "zzz")
    assert "No site fits" in page.inner_text("#ts-list")
    assert "Nothing found" in page.inner_text("#ts-live")


def test_a_suggested_person_opens_the_site(opened):
    page = opened()
    type_in(page, "angstrom")
    page.click(".ts-option >> text=Zoë Ångström")
    assert page.locator(".ts-site h2").inner_text() == "Inselklinik Aare"


def test_nearest_to_a_city_orders_the_list_and_draws_lines(opened):
    page = opened(locale="fr-FR")
    type_in(page, "chambery")
    page.press("#ts-input", "Enter")
    page.wait_for_timeout(200)
    first = page.locator(".ts-item").first.inner_text()
    assert "Annecy" in first
    assert "km" in first
    assert page.locator("path.ts-ray").count() == 3
    assert names(page)[-1] == "Nowhere Clinic"


def test_a_city_is_found_under_its_name_in_another_language(opened):
    page = opened()
    type_in(page, "berne")  # there is one in Indiana too
    offered = page.locator(".ts-option").all_inner_texts()
    assert any(option.startswith("Bern\n") and "Switzerland" in option for option in offered)
    type_in(page, "Berna")
    page.press("#ts-input", "Enter")
    page.wait_for_timeout(200)
    assert page.input_value("#ts-input") == "Bern"
    assert page.locator(".ts-item-place").first.inner_text().startswith("Bern")


@pytest.mark.parametrize(
    ("code", "place"), [("74000", "Annecy"), ("ch-3007", "Bern"), ("CH 3007", "Bern")]
)
def test_a_published_postal_code_is_measured_from(opened, code, place):
    page = opened()
    type_in(page, code)
    assert place in page.locator(".ts-option").first.inner_text()
    page.press("#ts-input", "Enter")
    page.wait_for_timeout(200)
    assert code.upper() in page.inner_text("#ts-count-text")
    assert page.locator(".ts-item-place").first.inner_text().startswith(place)


def test_a_postal_code_lists_and_shows_its_site(opened):
    page = opened()
    type_in(page, "7400")
    assert names(page) == ["Hôpital du Lac"]
    page.keyboard.press("Escape")
    page.click(".ts-item >> text=Hôpital du Lac")
    assert "74000" in page.locator(".ts-site .ts-place").all_inner_texts()


def test_explanations_are_said_in_the_language_of_the_page(opened, tmp_path):
    tables = map_tables()
    lac = tables["sites"]["site_id"] == "a1"
    tables["sites"].loc[lac, "pin_note"] = (
        "about: centre of Annecy; institution known, campus not: several entries answer to it"
    )
    tables["sites"].loc[lac, "merge_note"] = (
        "3 spellings; least certain is “HL”: both name the town (+1.2); moon (+0.5); p = 0.97."
    )
    tables["contacts"]["pairing_note"] = (
        "The order allows Lac, Annecy and the area code is the city's and"
        " the e-mail host names the city (probability 0.991)."
    )
    page = opened(write_map(site_map(tables), tmp_path / "map.html"), locale="de-DE")
    page.click("text=Hôpital du Lac")
    page.click("text=Woher wissen wir das?")
    text = page.inner_text(".ts-how")
    for said in (
        "ungefähr: Ortsmitte von Annecy; Einrichtung bekannt, Standort nicht: mehrere Einträge",
        "3 Schreibweisen; am unsichersten ist „HL“: beide nennen den Ort (+1.2); moon (+0.5)",
        "Die Reihenfolge erlaubt Lac, Annecy und die Vorwahl ist die der Stadt und der E-Mail-",
    ):
        assert said in text
    page.select_option("#ts-settings select >> nth=0", "en")
    page.click("text=Hôpital du Lac")
    page.click("text=How do we know?")
    assert "The order allows Lac, Annecy" in page.inner_text(".ts-how")


def test_towns_of_countries_with_sites_are_suggested_first(opened):
    page = opened()
    page.fill("#ts-input", "Lil")
    page.wait_for_selector(".ts-option")
    offered = page.locator(".ts-option bdi").all_inner_texts()
    assert offered.index("Lille") < offered.index("Lilongwe")
    page.fill("#ts-input", "Lond")
    page.wait_for_selector(".ts-option >> text=London")
    assert page.locator(".ts-option bdi").all_inner_texts()[0] == "London"


def test_a_distance_to_a_towns_centre_is_not_told_in_tenths(opened):
    page = opened()
    page.fill("#ts-input", "Caen")
    page.press("#ts-input", "Enter")
    said = page.locator(".ts-item-right").all_inner_texts()
    assert said
    assert not [text for text in said if text.startswith("about") and "." in text]


@pytest.mark.parametrize("text", ["52.5 N 13.4 O", "52,5 13,4 O"])
def test_an_o_may_be_east_or_west_and_is_no_point(opened, text):
    assert opened().evaluate("text => TS.readPoint(text)", text) is None


@pytest.mark.parametrize(("size", "open_"), [((1366, 768), True), ((500, 700), False)])
def test_a_legend_that_hides_the_map_is_folded(opened, size, open_):
    assert opened(size=size).evaluate("document.querySelector('.ts-legend').open") is open_


def test_an_ambiguous_city_offers_its_candidates(opened):
    page = opened()
    type_in(page, "Boulogne")
    page.press("#ts-input", "Enter")
    options = page.locator(".ts-option").all_inner_texts()
    assert any("Boulogne-Billancourt" in option for option in options)
    assert any("Boulogne-sur-Mer" in option for option in options)
    assert page.locator("path.ts-ray").count() == 0
    wanted = next(k for k, option in enumerate(options) if "sur-Mer" in option)
    for _ in range(wanted + (page.get_attribute("#ts-input", "aria-activedescendant") is None)):
        page.press("#ts-input", "ArrowDown")
    page.press("#ts-input", "Enter")
    assert "Boulogne-sur-Mer" in page.inner_text("#ts-count-text")


def test_coordinates_are_measured_from(opened):
    page = opened()
    for text in ("46.95, 7.45", "46,95 7,45", "46.95 N 7.45 E"):
        type_in(page, text)
        page.press("#ts-input", "Enter")
        page.wait_for_timeout(100)
        assert page.locator(".ts-item-place").first.inner_text().startswith("Bern"), text


def test_kilometres_and_miles(opened):
    page = opened(locale="en-US", anchor="#near=46,6,Here")
    assert " mi" in page.locator(".ts-item-right").first.inner_text()
    page.select_option("#ts-settings select >> nth=1", "km")
    assert " km" in page.locator(".ts-item-right").first.inner_text()


def test_my_position_is_asked_for_and_used(opened):
    page = opened(
        permissions=["geolocation"],
        geolocation={"latitude": 43.8, "longitude": 4.3},
        locale="en-GB",
    )
    page.click("#ts-locate")
    page.wait_for_timeout(300)
    assert names(page)[0] == "Centre Œuvre Nîmoise"
    assert "43.8" not in page.url


def test_filters_narrow_the_list_and_the_map(opened):
    page = opened()
    page.click("#ts-filters summary")
    page.click(".ts-set > summary:text('Status')")
    page.check(".ts-pill:has-text('Suspended') input")
    assert names(page) == ["Clinique des Tilleuls"]
    assert len(labels(page)) == 1
    page.click(".ts-chip")
    assert len(names(page)) == 8
    page.select_option("#ts-menu-filter-country", "CH")
    assert len(names(page)) == 3
    page.click(".ts-chip")
    page.select_option("#ts-menu-filter-study", label="EU-2")
    assert names(page) == ["Hôpital du Lac", "Inselklinik Aare"]
    page.click(".ts-set > summary:text('Someone')")
    page.check(".ts-pill:has-text('principal investigator') input")
    assert names(page) == ["Hôpital du Lac"]
    page.click("#ts-tools >> text=Reset")
    page.check("#ts-exact")
    assert names(page) == ["Centre Œuvre Nîmoise", "Hôpital du Lac"]
    page.click("#ts-tools >> text=Reset")
    page.click(".ts-set > summary:text('Phase')")
    page.check(".ts-pill:has-text('Phase 1') input")
    assert names(page) == ["Hôpital du Lac", "Inselklinik Aare"]


def test_what_is_left_is_brought_into_view(opened):
    page = opened()
    zoom = "TS.app.map.getZoom()"
    whole = page.evaluate(zoom)
    page.fill("#ts-input", "Hôpital du Lac")
    page.press("#ts-input", "Enter")
    assert page.evaluate(zoom) > whole
    page.click("#ts-tools >> text=Reset")
    page.click("#ts-filters summary")
    page.select_option("#ts-menu-filter-country", "FR")
    assert whole < page.evaluate(zoom)


def test_a_distance_limits_the_list(opened):
    page = opened(anchor="#near=45.9,6.12,Lac", locale="de-DE")
    page.click("#ts-filters summary")
    page.select_option("#ts-menu-filter-within", label="bis 25 km")
    assert sorted(names(page)) == ["Clinique des Tilleuls", "Hôpital du Lac"]


def test_sites_at_one_spot_fan_out(opened):
    page = opened(anchor="#country=CH")
    page.locator(".ts-cluster").click()
    fan = page.locator(".ts-fan")
    assert fan.count() == 3
    fan.filter(has=page.locator("xpath=self::*[contains(@aria-label, 'Inselklinik')]")).click()
    assert page.locator(".ts-site h2").inner_text() == "Inselklinik Aare"


def test_the_cluster_is_a_donut_with_a_name(opened):
    page = opened(anchor="#country=CH")
    cluster = page.locator(".ts-cluster")
    assert cluster.get_attribute("aria-label") == "3 sites at this spot, 3 recruiting"
    assert cluster.get_attribute("role") == "button"


def test_list_and_map_answer_each_other(opened):
    page = opened(anchor="#country=FR")
    page.locator(".ts-item >> text=Nîmoise").hover()
    assert page.locator(".ts-lit").get_attribute("aria-label").startswith("Centre Œuvre")
    page.locator(".ts-mark[aria-label^='Centre Œuvre']").hover()
    assert "Nîmoise" in page.locator(".ts-item-lit").inner_text()
    page.locator(".ts-mark[aria-label^='Centre Œuvre']").click()
    assert "Nîmoise" in page.locator(".ts-item[aria-current]").inner_text()


def test_map_area_only(opened):
    page = opened(anchor="#site=h8")
    page.keyboard.press("Escape")
    page.check("#ts-map-only")
    assert names(page) == ["Centre Œuvre Nîmoise"]
    assert page.inner_text("#ts-count-text") == "1 site in view"


def test_a_link_opens_the_same_view(opened):
    page = opened(anchor="#near=43.8,4.3,Here&country=FR&lang=es&theme=dark")
    assert names(page)[0] == "Centre Œuvre Nîmoise"
    assert len(names(page)) == 3
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator(".ts-item").first.click()
    page.wait_for_selector(".ts-site")
    again = opened(anchor=page.evaluate("location.hash"))
    again.wait_for_selector(".ts-site")
    assert again.locator(".ts-site h2").inner_text() == "Centre Œuvre Nîmoise"
    assert len(names(again)) == 3


def test_the_list_is_downloaded_as_a_safe_table(opened, tmp_path, files):
    tables = map_tables()
    tables["sites"].loc[0, "name"] = '=HYPERLINK("x","y")'
    path = write_map(site_map(tables), tmp_path / "formula.html")
    page = opened(path, anchor="#country=FR")
    with page.expect_download() as download:
        page.click("#ts-tools >> text=CSV")
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert {row["site_id"] for row in rows} == {"a1", "b2", "h8"}
    first = next(row for row in rows if row["contact"] == "Jeanne Vorstellix")
    assert first["site"] == '\'=HYPERLINK("x","y")'
    assert first["phone"] == "+33 1 23 45 67 89"
    assert len(rows) == 5


def test_print_makes_a_map_and_a_table(opened, tmp_path):
    page = opened()
    page.evaluate("window.print = () => {}")
    page.evaluate("TS.app.preparePrint()")
    page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True)
    table = page.locator("#ts-print table")
    assert table.locator("tbody tr").count() == 8
    assert "Jeanne Vorstellix" in table.text_content()
    assert "+33 1 23 45 67 89 (sponsor's line, not the site's)" in table.text_content()
    assert page.locator(".ts-number").count() >= 2
    page.evaluate("TS.app.restorePrint()")
    assert page.locator(".ts-number").count() == 0
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF")


def test_the_browsers_own_print_command_has_the_table_too(opened, tmp_path):
    page = opened()
    page.wait_for_selector("#ts-print tbody tr", state="attached")
    assert page.locator("#ts-print tbody tr").count() == 8
    page.fill("#ts-input", "Jeanne")
    page.locator("#ts-print tbody tr").nth(2).wait_for(state="detached")
    page.locator("#ts-print tbody tr").nth(1).wait_for(state="attached")
    page.evaluate("() => { window.asked = new Promise((done) => (window.print = done)) }")
    page.keyboard.press("Control+p")
    page.evaluate("window.asked")
    page.locator(".ts-printing").wait_for(state="detached")
    before = page.evaluate("TS.app.map.getSize()")
    page.emulate_media(media="print")
    width, height = page.evaluate(
        "(({width, height}) => [width, height])(TS.app.map.getContainer().getBoundingClientRect())"
    )
    assert height <= 601
    assert width / height == pytest.approx(before["x"] / before["y"], rel=0.01)


@pytest.mark.parametrize(
    ("locale", "count"),
    [("fr-FR", "8 centres"), ("de-AT", "8 Zentren"), ("es-MX", "8 centros"), ("ja-JP", "8 sites")],
)
def test_the_browser_chooses_the_language(opened, locale, count):
    assert opened(locale=locale).inner_text("#ts-count-text") == count


def test_the_reader_chooses_another_language(opened):
    page = opened()
    page.select_option("#ts-settings select >> nth=0", "de")
    assert page.inner_text("#ts-count-text") == "8 Zentren"
    assert page.locator("html").get_attribute("lang") == "de"


def test_the_file_may_come_in_one_language(opened):
    assert opened(options={"language": "fr"}).inner_text("#ts-count-text") == "8 centres"


def test_dark_follows_the_system_and_the_button(opened):
    page = opened(color_scheme="dark")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.click(".ts-icon")
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_a_phone_gets_the_map_and_a_sheet(opened):
    page = opened(size=PHONE, is_mobile=True, has_touch=True)
    place, panel = (
        page.locator("#ts-place").bounding_box(),
        page.locator("#ts-panel").bounding_box(),
    )
    assert place["width"] == PHONE[0]
    assert panel["y"] > PHONE[1] * 0.6
    page.tap("#ts-sheet")
    page.locator(".ts-item >> text=Hôpital du Lac").tap()
    assert "Jeanne Vorstellix" in page.inner_text("#ts-card .ts-site")
    page.tap(".ts-back")
    page.tap("#ts-sheet")
    assert page.locator("#ts-body").is_hidden()


def test_everything_by_keyboard(opened):
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ts-skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "ts-input"
    page.keyboard.type("bern")
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    assert page.locator("#ts-options").is_hidden()
    page.locator(".ts-item").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.querySelector('.ts-item-name').textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ts-site")
    assert page.evaluate("document.activeElement.textContent") == chosen
    page.keyboard.press("Escape")
    assert page.locator(".ts-site").count() == 0
    focused = page.evaluate("document.activeElement.querySelector('.ts-item-name').textContent")
    assert focused == chosen


def test_marks_are_reached_with_tab_and_opened_with_enter(opened):
    page = opened(anchor="#country=US")
    page.locator(".leaflet-marker-pane .ts-mark").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".ts-site")
    assert page.locator(".ts-site h2").inner_text() == "St. Mary"


def test_online_tiles_are_a_button_that_probes_and_falls_back(browser, files):
    path = files(tiles="https://{s}.tiles.example/{z}/{x}/{y}.png")
    context = browser.new_context(locale="en-GB")
    asked = []
    context.route(re.compile("^https:"), lambda r: (asked.append(r.request.url), r.abort()))
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ts-ready]", state="attached")
    assert asked == []
    page.click("text=Street map online")
    page.wait_for_selector("#ts-live.ts-seen")
    assert "built-in map stays" in page.inner_text("#ts-live")
    assert len(asked) == 1
    assert page.locator(".leaflet-tile-pane canvas").count() > 0
    context.close()


def test_without_tiles_there_is_no_online_button(opened):
    assert opened().locator("text=Street map online").count() == 0


def test_without_contacts_the_page_says_so(opened):
    page = opened(options={"contacts": "none"})
    page.click("text=Hôpital du Lac")
    assert "This file holds no contacts." in page.inner_text(".ts-site")
    page.keyboard.press("Escape")
    assert "Practice in Bern" in names(page)


def test_an_injected_script_is_blocked(browser, files):
    context = browser.new_context()
    page, blocked = context.new_page(), []
    page.on("console", lambda message: blocked.append(message.text))
    page.goto(files().as_uri())
    page.wait_for_selector("html[data-ts-ready]", state="attached")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.broken = 1";
          document.body.append(script);
          const holder = document.createElement("div");
          holder.innerHTML = '<img src="x" onerror="window.broken = 2">';
          document.body.append(holder);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.broken") is None
    assert any("Content Security Policy" in text for text in blocked)
    context.close()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("light", {}),
        ("dark", {"color_scheme": "dark"}),
        ("popup", {"anchor": "#site=a1"}),
        ("filters", {}),
        ("options", {}),
        ("phone", {"size": PHONE, "is_mobile": True, "has_touch": True}),
        ("phone card", {"size": PHONE, "is_mobile": True, "has_touch": True, "anchor": "#site=a1"}),
    ],
)
def test_axe_finds_nothing(opened, name, options):
    axe = Axe()
    page = opened(**options)
    if name == "filters":
        page.click("#ts-filters summary")
        page.click(".ts-set > summary:text('Status')")
    if name == "options":
        type_in(page, "a")
    result = axe.run(page, options={"resultTypes": ["violations", "passes"]})
    assert len(result.response["passes"]) > 20
    assert [violation["id"] for violation in result.response["violations"]] == []
