"""The map's file, decoded block by block."""

import base64
import gzip
import hashlib
import json
import re

import folium
import numpy as np
import pandas as pd
import pytest
from folium.plugins import MarkerCluster
from hypothesis import given
from hypothesis import strategies as st

from trialsites.maps import MapError, SelfContainedFigure, self_contained, site_map, write_map
from trialsites.maps.pack import deltas, members, varints
from trialsites.tables import TABLES

SITES = (
    # id, name, kind, city, country code, lat, lon, precision, confidence, radius, candidates
    ("a1", "Hôpital du Lac", "named", "Annecy", "FR", 45.92, 6.13, "facility", 0.97, 0.1, "[]"),
    ("b2", "Clinique des Tilleuls", "named", "Annecy", "FR", 45.9, 6.12, "city", 0.98, 5.0, "[]"),
    ("c3", "Dr Jeanne Vorstellix", "person", "Bern", "CH", 46.95, 7.45, "city", 0.98, 5.0, "[]"),
    ("d4", "Research Site", "placeholder", "Bern", "CH", 46.95, 7.45, "city", 0.98, 5.0, "[]"),
    (
        *("e5", "St. Mary", "named", "Springfield", "US", None, None, "", None, None),
        '[{"name": "Springfield", "country": "US", "lat": 37.2, "lon": -93.3, "p": 0.6}]',
    ),
    ("f6", "Nowhere Clinic", "named", "", "", None, None, "", None, None, "[]"),
)


def empty(table, **columns):
    size = len(next(iter(columns.values())))
    blank = {"text": "", "int": None, "float": None}
    filled = {c.name: columns.get(c.name, [blank[c.type]] * size) for c in table.columns}
    return table.frame(zip(*filled.values(), strict=True))


@pytest.fixture
def tables():
    by_name = {table.name: table for table in TABLES}
    site_columns = list(zip(*SITES, strict=True))
    return {
        "studies": empty(
            by_name["studies"],
            study=["NCT00000001", "EU-2"],
            title=["A study of <b>tea</b>", "Coffee against tea"],
            status=["RECRUITING", "COMPLETED"],
            phase=["PHASE2|PHASE3", ""],
            as_of=["2025-04-22", "2024-01-02"],
            url=["https://registry.example/1", "javascript:alert(1)"],
        ),
        "rows": empty(
            by_name["rows"],
            study=["NCT00000001"] * 6 + ["EU-2"] * 2,
            position=[0, 1, 2, 3, 4, 5, 0, 1],
            site_id=["a1", "b2", "c3", "d4", "e5", "f6", "a1", "a1"],
            status=["", "SUSPENDED", "", "", "", "", "COMPLETED", "RECRUITING"],
        ),
        "contacts": empty(
            by_name["contacts"],
            study=["NCT00000001", "NCT00000001", "EU-2", "EU-2"],
            contact=[0, 1, 0, 1],
            name=["Jeanne Vorstellix", "Luc Pré", "Zoë Ångström", "Ina Open"],
            role=["primary contact", "principal investigator", "contact", "contact"],
            phone=["+33 1 23 45 67 89", "", "", ""],
            phone_e164=["+33123456789", "", "", ""],
            phone_published=["01 23 45 67 89", "", "", ""],
            phone_note=["sponsor line, not the site's", "", "", ""],
            email=["", "luc.pre@lac.example", "", ""],
            kind=["person"] * 4,
            position=[2, 0, 0, None],
            pairing=["nested", "nested", "nested", "open"],
        ),
        "study_contacts": empty(
            by_name["study_contacts"],
            study=["NCT00000001", "NCT00000001"],
            contact=[0, 1],
            name=["Tea Desk", "Vera Chair"],
            kind=["desk", "person"],
            phone=["+33 9 87 65 43 21", "+33 9 00 00 00 01"],
            scope=["central", "official"],
        ),
        "sites": empty(
            by_name["sites"],
            **dict(
                zip(
                    (
                        *("site_id", "name", "kind", "city", "country_code", "lat", "lon"),
                        *("precision", "confidence", "radius_km", "candidates"),
                    ),
                    site_columns,
                    strict=True,
                )
            ),
            merge_note=["", "Same as Jeanne Vorstellix's practice.", "", "", "", ""],
        ),
        "spellings": empty(
            by_name["spellings"], site_id=["a1", "a1"], facility=["Hôpital du Lac", "HL"]
        ),
    }


def blocks(html):
    texts = {}
    for name, text in re.findall(r'<script type="text/plain" data-ts="(\w+)">([^<]*)<', html):
        texts[name] = texts.get(name, "") + text
    decoded = {}
    for name, text in texts.items():
        data = base64.b64decode(text)
        if data[:2] == b"\x1f\x8b":
            decoded[name] = gzip.decompress(data)
        else:
            size = int.from_bytes(data[:4], "little")
            rest = data[4 + size :]
            decoded[name] = b"" if not rest else gzip.decompress(rest)
    return decoded


def html_of(tables, **options):
    return site_map(tables, **options).get_root().render()


@given(st.lists(st.integers(0, 2**35 - 1)))
def test_varints_are_base_128(numbers):
    data, read = varints(numbers), []
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            read.append(value)
            value = shift = 0
    assert read == numbers


@given(st.lists(st.integers(-(2**31), 2**31)))
def test_deltas_of_constant_steps_repeat_one_byte_string(numbers):
    assert deltas(numbers) == b"".join(
        varints([2 * step if step >= 0 else -2 * step - 1])
        for step in np.diff(numbers, prepend=0).tolist()
    )


def test_members_open_alone():
    data = members([json.dumps({"n": n}).encode() for n in range(600)])
    size = int.from_bytes(data[:4], "little")
    sizes, value, shift = [], 0, 0
    for byte in data[4 : 4 + size]:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            sizes.append(value)
            value = shift = 0
    start = 4 + size + sizes[0]
    assert json.loads(gzip.decompress(data[start : start + sizes[1]]))[3] == {"n": 259}


def test_same_tables_in_any_order_give_the_same_bytes(tables):
    shuffled = {
        name: frame.sample(frac=1, random_state=7).reset_index(drop=True)
        for name, frame in tables.items()
    }
    assert html_of(tables) == html_of(shuffled)


def test_every_script_is_named_by_its_hash(tables):
    html = html_of(tables)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    codes = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert codes
    for code in codes:
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert digest in policy
    assert "connect-src &#x27;none&#x27;" in policy
    assert "http" not in policy


def test_nothing_is_loaded_from_a_host(tables):
    html = html_of(tables)
    assert not re.findall(r"""<(?!a\s)[a-z]+\s[^>]*\b(?:src|href)=["']?(?:https?:)?//""", html)
    assert not re.findall(r"url\(['\"]?(?:https?:)?//", html)


def test_without_contacts_no_person_is_in_the_bytes(tables):
    full = b"\n".join(blocks(html_of(tables)).values()).decode(errors="replace")
    html = html_of(tables, contacts="none")
    none = "\n".join(data.decode(errors="replace") for data in blocks(html).values()) + html
    for secret in (
        *("Vorstellix", "Luc Pré", "Ångström", "Ina Open", "Vera Chair"),
        *("luc.pre@", "23 45 67 89", "33123456789", "87 65 43 21"),
    ):
        assert secret not in none
        assert secret in full


def test_central_keeps_the_study_line_only(tables):
    html = html_of(tables, contacts="central")
    text = "\n".join(data.decode(errors="replace") for data in blocks(html).values())
    assert "87 65 43 21" in text
    assert "Tea Desk" in text
    for secret in ("Vorstellix", "Luc Pré", "Vera Chair", "luc.pre@", "23 45 67 89"):
        assert secret not in text


def test_a_title_is_text(tables):
    html = html_of(tables, title="</title><script>alert(1)</script>{{ 7 * 191 }}")
    assert "<script>alert(1)" not in html
    assert "1337" not in html


def test_a_table_without_its_columns_is_refused(tables):
    tables["sites"] = tables["sites"].drop(columns="lat")
    with pytest.raises(ValueError, match="lat"):
        site_map(tables)


def test_no_sites_make_an_empty_map(tables):
    html = html_of({name: frame.iloc[:0] for name, frame in tables.items()})
    assert json.loads(blocks(html)["about"])["sites"] == 0


def test_a_plain_folium_map_becomes_self_contained():
    made = folium.Map([46, 6], tiles=None)
    cluster = MarkerCluster().add_to(made)
    folium.Marker([46, 6], popup="Lac").add_to(cluster)
    html = self_contained(made).get_root().render()
    assert "L.markerClusterGroup" in html
    assert "cdn" not in html.replace("L.markerClusterGroup", "")
    assert "jQuery" in html


def test_a_map_that_points_to_a_host_is_refused():
    with pytest.raises(MapError, match="openstreetmap"):
        self_contained(folium.Map([46, 6])).get_root().render()


def test_an_asset_that_does_not_ship_is_refused_by_name():
    made = self_contained(folium.Map([46, 6], tiles=None))
    folium.Marker([46, 6], icon=folium.Icon(icon="star")).add_to(made)
    with pytest.raises(MapError, match="awesome"):
        made.get_root().render()


def test_writing_replaces_the_file_whole(tables, tmp_path):
    target = tmp_path / "a" / "map.html"
    first = write_map(site_map(tables), target).read_bytes()
    assert write_map(site_map(tables), target).read_bytes() == first
    assert [path.name for path in target.parent.iterdir()] == ["map.html"]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    target = tmp_path / "map.html"
    target.write_text("old")
    with pytest.raises(MapError):
        write_map(self_contained(folium.Map([46, 6])), target)
    assert target.read_text() == "old"


def test_the_figure_can_be_used_alone():
    figure = SelfContainedFigure(title="Plain")
    folium.Map(tiles=None).add_to(figure)
    assert "<title>Plain</title>" in figure.render()


def test_a_study_unknown_to_the_studies_is_no_link(tables):
    tables["rows"] = pd.concat(
        [tables["rows"], tables["rows"].iloc[:1].assign(study="GONE", position=9)]
    )
    assert "GONE" not in "".join(
        d.decode(errors="replace") for d in blocks(html_of(tables)).values()
    )
