"""Which register entry a facility is taken for, and when it is left at its town."""

import json

import pandas as pd
import pytest

from hospital_list import asked, matched, stored
from trialsites.places import registers
from trialsites.places.gazetteer import gazetteer

REGISTER = """id,name,site_name,city,cc,lat,lon,type
f1,CENTRE HOSPITALIER UNIVERSITAIRE D'ARVILLE,,ARVILLE,FR,47.481,-0.554,CHR
f2,IRM DU CHU ARVILLE,,ARVILLE,FR,47.481,-0.554,CHR
f3,CLINIQUE SAINTE MATHURINE,,ARVILLE,FR,47.462,-0.528,
f4,HOPITAL DE JOUR SAINTE MATHURINE,,ARVILLE,FR,47.470,-0.560,
f5,CENTRE DE LUTTE CONTRE LE CANCER EDMOND VASSEUR,,ARVILLE,FR,47.490,-0.530,
f6,CHU DE BELVAL HOPITAL NORD,,BELVAL,FR,44.100,3.100,CHR
f7,CHU DE BELVAL HOPITAL SUD,,BELVAL,FR,44.050,3.050,CHR
f8,HOPITAL DES TROIS MOULINS CHU CORNEVAL,,CORNEVAL,FR,45.500,5.500,CHR
f9,HOPITAL DU CLOS FLEURI,,CORNEVAL,FR,45.530,5.540,CHR
g1,HOPITAL VERTEUIL,CHU DOUVAL,DOUVAL,FR,46.500,1.500,
g2,HOPITAL MONTCLAR,CHU DOUVAL,DOUVAL,FR,46.503,1.502,
u1,SAINT BRENNAN HOSPITAL,,FAIRHOLM,US,40.100,-89.100,GENERAL ACUTE CARE
u2,SAINT BRENNAN CHILDRENS HOSPITAL,,FAIRHOLM,US,40.110,-89.110,CHILDREN
u3,SAINT BRENNAN PSYCHIATRIC CENTER,,FAIRHOLM,US,40.120,-89.120,PSYCHIATRIC
u4,HOLLISWOOD REGIONAL MEDICAL CENTER EAST,,FAIRHOLM,US,40.150,-89.150,GENERAL ACUTE CARE
u5,HOLLISWOOD REGIONAL MEDICAL CENTER WEST,,FAIRHOLM,US,40.150,-89.050,GENERAL ACUTE CARE
u6,KESTERMAN MEMORIAL HOSPITAL,,FAIRHOLM,US,40.130,-89.060,GENERAL ACUTE CARE
d1,Universitätsklinikum Althausen - Hauptstandort,,Althausen,DE,50.100,9.100,
d2,Universitätsklinikum Althausen - Zahnklinik,,Althausen,DE,50.130,9.150,
d3,Helios Klinikum Neuhausen,,Neuhausen,DE,50.540,9.140,
"""
REGISTER += "".join(f"x{n},CLINIQUE DES {n} CHENES,,LOIN,FR,43.5,{n / 50},\n" for n in range(80))
TOWNS = {
    "Arville": ("FR", 47.47, -0.55),
    "Belval": ("FR", 44.08, 3.08),
    "Corneval": ("FR", 45.51, 5.51),
    "Douval": ("FR", 46.50, 1.50),
    "Fairholm": ("US", 40.11, -89.10),
    "Althausen": ("DE", 50.11, 9.11),
    "Neuhausen": ("DE", 50.54, 9.14),
}
OPEN = "institution known, campus not"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return stored(REGISTER, tmp_path_factory.mktemp("registers"))


def row(facility, city):
    country, *point = TOWNS[city]
    return asked(facility, city, country, point)


@pytest.mark.parametrize(
    ("facility", "city", "entry"),
    [
        ("Arville - CHU", "Arville", "f1"),
        ("Centre Hospitalier Universitaire (CHU) Arville", "Arville", "f1"),
        ("University Hospital of Arville", "Arville", "f1"),
        ("Clinique Ste-Mathurine", "Arville", "f3"),
        ("Centre Edmond Vasseur, Service d'oncologie", "Arville", "f5"),
        ("CHU Belval - Hôpital Nord", "Belval", "f6"),
        ("Hôpital des Trois Moulins", "Corneval", "f8"),
        ("St. Brennan Hospital", "Fairholm", "u1"),
        ("Saint Brennan Children's Hospital", "Fairholm", "u2"),
        ("Department of Medicine, Kesterman Memorial Hospital", "Fairholm", "u6"),
        ("Klinik für Neurologie, Universitätsklinikum Althausen", "Althausen", "d1"),
    ],
)
def test_a_hospital_is_found(store, facility, city, entry):
    found = matched(store, row(facility, city)).iloc[0]
    assert found["register_id"] == f"list:{entry}"
    assert found["register_precision"] == "facility"
    assert 0.5 < found["register_p"] < 1


@pytest.mark.parametrize(
    ("facility", "city"),
    [
        ("Belval - CHU", "Belval"),
        ("CHU Corneval", "Corneval"),  # its second campus is known by its type only
        ("Holliswood Regional Medical Center", "Fairholm"),
    ],
)
def test_a_general_name_of_several_campuses_is_left_open(store, facility, city):
    found = matched(store, row(facility, city)).iloc[0]
    assert found["register_id"] == ""
    assert pd.isna(found["register_lat"])
    assert found["register_note"].startswith(OPEN)
    assert len(json.loads(found["register_candidates"])) >= 2


def test_campuses_that_stand_together_give_the_place_and_no_entry(store):
    found = matched(store, row("CHU Douval", "Douval")).iloc[0]
    assert found["register_id"] == ""
    assert (found["register_lat"], found["register_lon"]) == pytest.approx((46.50, 1.50), abs=0.01)
    assert found["register_radius_km"] > 0.5


@pytest.mark.parametrize(
    ("facility", "city"),
    [
        ("Clinique Saint-Mathurin", "Arville"),  # another saint
        ("Hôpital psychiatrique Ste Mathurine", "Arville"),
        ("Saint Brennan Eye Hospital", "Fairholm"),
        ("Saint Colman Hospital", "Fairholm"),
        ("Kesterman Family Practice", "Fairholm"),
        ("Research Site", "Fairholm"),
        ("Novartis Investigative Site", "Arville"),
        ("Althausen University, Institute of Botany", "Althausen"),
        ("Klinikum Neuhausen", "Neuhausen"),  # a chain's house is not the town's
        ("", "Arville"),
    ],
)
def test_another_house_is_not_the_hospital(store, facility, city):
    found = matched(store, row(facility, city)).iloc[0]
    assert found["register_id"] == ""
    assert pd.isna(found["register_lat"])


def test_each_row_gets_its_own_answer_in_its_own_place(store):
    rows = [row("CHU d'Arville", "Arville"), row("Research Site", "Fairholm")] * 3
    frame = pd.DataFrame(rows, index=[5, 3, 9, 1, 7, 2])
    found = registers.match(frame, store=store)
    assert list(found.index) == [5, 3, 9, 1, 7, 2]
    assert list(found["register_id"]) == ["list:f1", ""] * 3


def test_without_registers_there_is_nothing(tmp_path):
    found = matched(tmp_path / "none.sqlite", row("CHU d'Arville", "Arville"))
    assert found["register_id"].tolist() == [""]
    assert found["register_lat"].isna().all()


def organisation(number, name, town):
    place = {"name": town.name, "country_code": "FR", "lat": town.lat, "lng": town.lon}
    return {
        "id": f"https://ror.org/0{number:04d}xy12",
        "status": "active",
        "types": ["healthcare"],
        "names": [{"value": name, "types": ["ror_display"]}],
        "locations": [{"geonames_details": place}],
    }


def test_points_of_towns_are_known_and_contradict_no_door(tmp_path):
    towns = [t for t, _ in zip(gazetteer().largest("FR", 50_000), range(12), strict=False)]
    store, dump, doors = (tmp_path / n for n in ("r.sqlite", "ror.json", "doors.csv"))
    dump.write_text(
        json.dumps([organisation(n, f"Hôpital Verdelin {t.name}", t) for n, t in enumerate(towns)])
    )
    here = towns[3]
    place = {
        "city": here.name,
        "place_id": here.id,
        "place_lat": here.lat,
        "place_lon": here.lon,
        "country_code": "FR",
    }
    row_there = row("Hôpital Verdelin", "Arville") | place
    assert registers.add(dump, store=store).precision == "city"
    assert matched(store, row_there)["register_precision"][0] == "city"
    doors.write_text(
        f"name,city,cc,lat,lon\nHOPITAL VERDELIN,{here.name},FR,{here.lat + 0.03},{here.lon}\n"
    )
    registers.add(doors, store=store)
    found = matched(store, row_there).iloc[0]
    assert (found["register_id"], found["register_precision"]) == ("doors:line 1", "facility")


def test_a_point_without_a_country_takes_that_of_its_nearest_town(tmp_path):
    town = next(gazetteer().largest("PT", 100_000))
    source = tmp_path / "list.csv"
    source.write_text(f"name,lat,lon\nHospital Novo,{town.lat},{town.lon + 0.02}\n")
    assert registers.add(source, store=tmp_path / "r.sqlite").countries == ("PT",)


CODED = """id,hospital_name,city,postcode,cc,lat,lon,geo_qual
c1,CHU DE BELVAL HOPITAL NORD,BELVAL,59037,FR,50.63,3.06,1
c2,CHU DE BELVAL HOPITAL SUD,BELVAL,59320,FR,50.58,2.99,1
c3,CLINIQUE SAINTE MATHURINE,BELVAL,13001,FR,50.60,3.05,1
c4,HOPITAL ODILE VERNON,BELVAL,59000,FR,50.64,3.07,2
c5,HOPITAL ANSELME RUFFIN,BELVAL,59000,FR,50.56,3.19,2
c6,CLINIQUE DU CLOS FLEURI,BELVAL,,FR,50.64,3.05,3
c7,Universitätsklinikum Althausen - Hauptstandort,Althausen,10117,DE,52.52,13.38,1
c8,HOSPITAL UNIVERSITARIO REGIONAL,VILLANUEVA,29010,ES,36.72,-4.45,1
"""


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    return stored(CODED, tmp_path_factory.mktemp("coded"))


def in_belval(facility, code):
    return asked(facility, "Belval", "FR", (50.63, 3.05), code)


@pytest.mark.parametrize(
    ("code", "entry"), [("59037 Cedex", "list:c1"), ("59320", "list:c2"), ("59800", ""), ("", "")]
)
def test_the_postal_code_decides_between_campuses(coded, code, entry):
    found = matched(coded, in_belval("Belval - CHU", code)).iloc[0]
    assert found["register_id"] == entry


@pytest.mark.parametrize(
    ("facility", "code", "entry"),
    [
        ("Universitätsklinikum Althausen", "10117", "list:c7"),
        ("Universitätsklinikum Althausen", "", "list:c7"),
        ("Universitätsklinikum Althausen", "13353", ""),
    ],
)
def test_a_campus_with_another_code_is_another_campus(coded, facility, code, entry):
    there = asked(facility, "Althausen", "DE", (52.52, 13.41), code)
    assert matched(coded, there).iloc[0]["register_id"] == entry


@pytest.mark.parametrize(
    ("facility", "entry"),
    [("Hospital Universitario Villanueva", "list:c8"), ("Hospital Quirón Villanueva", "")],
)
def test_a_general_hospital_is_none_of_a_private_chain(coded, facility, entry):
    there = asked(facility, "Villanueva", "ES", (36.72, -4.42))
    assert matched(coded, there).iloc[0]["register_id"] == entry


INEXACT = "Clinique Sainte Mathurine Gruber"


def test_a_code_far_away_speaks_against_an_inexact_name_only(coded):
    exact = matched(coded, in_belval("Clinique Sainte Mathurine", "59000")).iloc[0]
    assert exact["register_id"] == "list:c3"
    own, far = (
        json.loads(matched(coded, in_belval(INEXACT, code)).iloc[0].register_candidates)
        for code in ("13001", "59000")
    )
    assert far[0]["p"] < own[0]["p"]


@pytest.mark.parametrize(
    ("facility", "entry", "precision"),
    [
        ("Hôpital Odile Vernon", "list:c4", "street"),
        ("Hôpital Anselme Ruffin", "list:c5", ""),
        ("Clinique du Clos Fleuri", "list:c6", ""),
    ],
)
def test_a_point_its_register_doubts_is_no_door(coded, facility, entry, precision):
    found = matched(coded, in_belval(facility, "")).iloc[0]
    assert found["register_id"] == entry
    assert found["register_precision"] == precision
    assert pd.isna(found["register_lat"]) == (precision == "")
