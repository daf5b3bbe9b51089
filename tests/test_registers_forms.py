"""Every published form of hospital register is read to the same kind of entry."""

import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

from trialsites.errors import InputError
from trialsites.places import registers

# A line of FINESS has 33 fields; these are those that are read.
_HOUSE = {
    0: "structureet",
    1: "990000012",
    3: "CH ARVILLE",
    4: "CENTRE HOSPITALIER D'ARVILLE",
    7: "4",
    8: "R",
    9: "HAUTE",
    13: "75",
    15: "75990 ARVILLE CEDEX 3",
    18: "355",
    19: "Centre Hospitalier (C.H.)",
    20: "1102",
}


def house(**changes):
    fields = _HOUSE | {int(k.removeprefix("f")): v for k, v in changes.items()}
    return ";".join(fields.get(i, "") for i in range(33))


FINESS = "\n".join(
    [
        "finess;etalab;94;2024-07-05",
        house(),
        house(f1="970000013", f4="CHU DE L'ILE", f13="9D", f15="97400 PORT NEUF"),
        house(f1="990000014", f4="PHARMACIE DU PORT", f20="3201"),
        house(f1="990000015", f4="CLINIQUE SANS POINT"),
        "geolocalisation;990000012;652381.5;6862047.1;1,IGN,BD_ADRESSE,LAMBERT_93;2024-07-01",
        "geolocalisation;970000013;338731.4;7691040.7;1,IGN,BD_ADRESSE,UTM_S40;2024-07-01",
    ]
)

ROR_2 = {
    "id": "https://ror.org/0000abc12",
    "status": "active",
    "types": ["healthcare", "funder"],
    "names": [
        {"value": "HA", "types": ["acronym"]},
        {"value": "Arville Hospital", "types": ["ror_display", "label"]},
    ],
    "locations": [
        {
            "geonames_details": {
                "name": "Arville",
                "country_code": "FR",
                "lat": 48.85,
                "lng": 2.35,
            }
        }
    ],
}
ROR_1 = {
    "id": "https://ror.org/0000abc34",
    "status": "active",
    "types": ["Healthcare"],
    "name": "Belval Hospital",
    "aliases": ["Hôpital de Belval"],
    "acronyms": [],
    "labels": [{"label": "Spital Belval"}],
    "addresses": [{"lat": 46.2, "lng": 6.1, "city": "Belval"}],
    "country": {"country_code": "CH"},
}
ROR_OTHERS = [
    {**ROR_2, "id": "https://ror.org/0000abc56", "types": ["education"]},
    {**ROR_2, "id": "https://ror.org/0000abc78", "status": "withdrawn"},
]

OSM_TAGS = {"amenity": "hospital", "name": "Sankt-Anna-Klinik", "addr:country": "DE"}
OVERPASS = {
    "version": 0.6,
    "elements": [
        {"type": "node", "id": 1, "lat": 51.1, "lon": 7.1, "tags": OSM_TAGS},
        {
            "type": "way",
            "id": 2,
            "center": {"lat": 51.2, "lon": 7.2},
            "tags": {"healthcare": "hospital", "name": "Annenhof", "addr:country": "DE"},
        },
        {"type": "node", "id": 3, "lat": 51.3, "lon": 7.3, "tags": {"amenity": "pharmacy"}},
        {"type": "node", "id": 4, "lat": 51.3, "lon": 7.3},
    ],
}
OSM_GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "way/9",
            "properties": OSM_TAGS,
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[7.0, 51.0], [7.2, 51.0], [7.2, 51.2], [7.0, 51.2], [7.0, 51.0]]],
            },
        }
    ],
}
PLAIN_GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"Nombre": "Hospital del Valle", "Municipio": "Valleseco"},
            "geometry": {"type": "Point", "coordinates": [-3.7, 40.4]},
        },
        {"type": "Feature", "properties": {"Nombre": "Hospital sin punto"}, "geometry": None},
    ],
}

GEONAMES = (
    "77001\tSt. Hilda's Hospital\tSt. Hilda's Hospital\tHilda Infirmary\t54.68\t-1.2\tS\tHSP\tGB"
    "\t\tENG\t\t\t\t0\t\t12\tEurope/London\t2023-04-01\n"
    "77002\tHilda\tHilda\t\t54.6\t-1.2\tP\tPPL\tGB\t\tENG\t\t\t\t900\t\t12\tEurope/London\t"
    "2023-04-01\n"
)

HEALTHSITES = (
    "X,Y,osm_id,osm_type,completeness,amenity,healthcare,name,addr_city\n"
    "36.82,-1.29,501,node,80,hospital,hospital,Mount Olive Hospital,Olivetown\n"
)


@pytest.fixture
def store(tmp_path):
    return tmp_path / "registers.sqlite"


def one(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def found(rows, store):
    """Return the names that rows of a town and country are matched to."""
    frame = pd.DataFrame(
        [
            {
                "facility": facility,
                "city": city,
                "zip": "",
                "country_code": country,
                "place_id": "1",
                "place_lat": lat,
                "place_lon": lon,
                "place_candidates": "[]",
            }
            for facility, city, country, lat, lon in rows
        ]
    )
    return registers.match(frame, store=store)


def test_finess_is_reprojected_by_part_of_france(tmp_path, store):
    added = registers.add(one(tmp_path, "etalab.csv", FINESS), store=store)
    assert (added.entries, added.countries, added.date) == (2, ("FR", "RE"), "2024-07-05")
    assert added.skipped == {"no hospital": 1, "no point": 1}
    hits = found(
        [
            ("Centre hospitalier d'Arville", "Arville", "FR", 48.86, 2.35),
            ("CHU de l'Ile", "Port-Neuf", "RE", -20.88, 55.45),
        ],
        store,
    )
    assert list(hits["register_id"]) == ["finess:990000012", "finess:970000013"]
    assert hits["register_lat"].tolist() == pytest.approx([48.857, -20.872], abs=0.01)
    assert hits["register_lon"].tolist() == pytest.approx([2.351, 55.450], abs=0.01)


@pytest.mark.parametrize("inside", ["v2.0-2024-01-01-ror-data_schema_v2.json", "dump.json"])
def test_ror_is_read_in_both_schemas_and_zipped(tmp_path, store, inside):
    archive = tmp_path / "ror.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(inside, json.dumps([ROR_2, ROR_1, *ROR_OTHERS]))
        file.writestr("ror.csv", "id,name\n1,nothing\n")
    added = registers.add(archive, store=store)
    assert (added.entries, set(added.countries)) == (2, {"FR", "CH"})
    assert added.skipped == {"no healthcare organisation": 1, "not active": 1}
    hits = found([("Spital Belval", "Belval", "CH", 46.2, 6.1)], store)
    assert hits["register_name"][0] == "Belval Hospital"


@pytest.mark.parametrize(
    ("content", "entries", "country"),
    [
        (OVERPASS, 2, ("DE",)),
        (OSM_GEOJSON, 1, ("DE",)),
        (GEONAMES, 1, ("GB",)),
    ],
)
def test_openstreetmap_and_geonames_are_known(tmp_path, store, content, entries, country):
    added = registers.add(one(tmp_path, "list.txt", content), store=store)
    assert (added.entries, added.countries) == (entries, country)
    assert added.licence


def test_a_shape_is_pinned_inside(tmp_path, store):
    registers.add(one(tmp_path, "osm.geojson", OSM_GEOJSON), store=store)
    hit = found([("Sankt-Anna-Klinik", "Annastadt", "DE", 51.1, 7.1)], store).iloc[0]
    assert 51.0 < hit["register_lat"] < 51.2
    assert 7.0 < hit["register_lon"] < 7.2


def test_healthsites_is_a_table_with_x_and_y(tmp_path, store):
    added = registers.add(
        one(tmp_path, "kenya.csv", HEALTHSITES), columns={"country": "Kenya"}, store=store
    )
    assert (added.name, added.countries) == ("healthsites", ("KE",))
    assert added.licence.startswith("ODbL")


def test_any_geojson_with_a_name_is_read(tmp_path, store):
    added = registers.add(
        one(tmp_path, "valle.geojson", PLAIN_GEOJSON), columns={"country": "Spain"}, store=store
    )
    assert added.columns == {"name": "Nombre", "city": "Municipio", "country": "Spain"}
    assert (added.entries, added.skipped) == (1, {"no point": 1})


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_layers_in_any_projection_are_read(tmp_path, store, ending):
    shape = Polygon([(2.35, 48.85), (2.36, 48.85), (2.36, 48.86), (2.35, 48.85)])
    frame = gpd.GeoDataFrame(
        {"nom": ["Hôpital du Lac", "Clinique du Lac"], "pays": ["FR", "FR"]},
        geometry=[Point(2.3, 48.8), shape],
        crs="EPSG:4326",
    ).to_crs("EPSG:2154")
    path = tmp_path / f"lac.{ending}"
    if ending == "gpkg":
        frame.to_file(path)
    else:
        frame.to_parquet(path)
    assert registers.add(path, store=store).entries == 2
    hit = found([("Hôpital du Lac", "Laville", "FR", 48.81, 2.31)], store).iloc[0]
    assert (hit["register_lat"], hit["register_lon"]) == pytest.approx((48.8, 2.3), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.json", b'{"elements": ['),
        ("other.json", b'{"answer": 42}'),
        ("other.gpkg", b"SQLite format 3\0" + bytes(4000)),
        ("other.parquet", b"PAR1 this is none"),
        ("other.zip", b"PK\x03\x04 this is none"),
        ("picture.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 50),
        ("deep.json", b"[" * 100_000),
    ],
)
def test_what_is_broken_or_foreign_is_refused(tmp_path, store, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError):
        registers.add(path, store=store)
