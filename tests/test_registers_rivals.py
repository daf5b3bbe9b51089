"""When another entry may as well be meant, and when an entry is not what it seems."""

from dataclasses import replace

import pandas as pd
import pytest

from hospital_list import asked, matched, stored
from trialsites.places.registers.decision import Candidate, decide
from trialsites.places.registers.entries import Entry
from trialsites.places.registers.question import question

OPEN = "institution known, campus not"
US, FR, GB = ("US", (40.11, -89.10)), ("FR", (47.47, -0.55)), ("GB", (52.00, -1.00))

LIST = """id,name,street,city,postcode,cc,lat,lon,type
a1,BRANNOCK HOSPITAL,1 Elm St,FAIRHOLM,62701,US,40.130,-89.060,GENERAL ACUTE CARE
a2,KESTERMAN HEALTH CALDER HOSPITAL,2 Elm St,FAIRHOLM,62702,US,40.150,-89.150,GENERAL ACUTE CARE
a3,KESTERMAN HEALTH GENERAL HOSPITAL,3 Elm St,FAIRHOLM,62703,US,40.080,-89.110,GENERAL ACUTE CARE
a4,DUNMORE HOSPITAL,4 Elm St,FAIRHOLM,62704,US,40.100,-89.120,GENERAL ACUTE CARE
a5,PELHAM HEALTH CORBURY,5 Elm St,FAIRHOLM,62705,US,40.120,-89.130,GENERAL ACUTE CARE
a6,MEMORIAL HOSPITAL NORTH,6 Elm St,FAIRHOLM,62706,US,40.220,-89.130,GENERAL ACUTE CARE
a7,UNIVERSITY OF ILLINOIS HOSPITAL,7 Elm St,FAIRHOLM,62707,US,40.125,-89.090,GENERAL ACUTE CARE
a8,OSTERLEY MEDICAL CENTER - RIVER CAMPUS,8 Elm St,FAIRHOLM,62708,US,40.125,-89.150,GENERAL
a9,OSTERLEY MEDICAL CENTER - HILL CAMPUS,9 Elm St,FAIRHOLM,62709,US,40.170,-89.150,GENERAL
b1,CENTRE HOSPITALIER SPECIALISE DES TILLEULS,1 rue,ARVILLE,49000,FR,47.48,-0.55,CH
b2,SERVICE DE SOINS PALLIATIFS CH ARVILLE,2 rue,ARVILLE,49000,FR,47.46,-0.50,CH
b3,POLYCLINIQUE VAL DU NORD,3 rue,ARVILLE,49000,FR,47.49,-0.52,
b4,CHI ARVILLE LE PONT,4 rue,BELVAL,49200,FR,47.30,-0.55,CH
c1,Broadmere Hospital,1 Lane,Westholme,,GB,52.02,-1.03,Hospital
c2,Otterby and Saltmarsh Hospital,2 Lane,Westholme,,GB,51.98,-1.02,Hospital
c3,Doctors Partnership (Saint Colman's Hospital),3 Lane,Westholme,,GB,52.03,-0.97,
c4,Saint Colman's Hospital,3 Lane,Westholme,,GB,52.03,-0.97,Hospital
d1,Amvik og Vesterby Hospital = Amvik,1 Vej,Havnstad,,DK,55.70,12.60,
d2,Amvik og Vesterby Hospital = Vesterby,2 Vej,Vesterby,,DK,55.65,12.47,
d3,Havnstad Universitetshospital = Syd,3 Vej,Havnstad,,DK,55.68,12.55,
d4,Havnstad Universitetshospital = Nord,4 Vej,Havnstad,,DK,55.71,12.58,
d5,Elvsund Universitetshospital = Nord,5 Vej,Elvsund,,DK,56.45,9.91,
d6,Elvsund Universitetshospital = Syd (Onkologien m.fl.),6 Vej,Elvsund,,DK,56.43,9.90,
e1,UMC Merelhof - Binnenstad,1 laan,Merelhof,,NL,52.10,5.10,Academisch
e2,UMC Merelhof - Buitenhof,2 laan,Merelhof Zuid,,NL,52.05,5.12,Academisch
f1,Presidio Ospedaliero E. Morandi,Via 1,Rivalta,,IT,45.01,9.01,
f2,POLICLINICO DI RIVALTA,Via 2,Rivalta,,IT,45.02,9.03,
""".replace(" = ", " \N{EN DASH} ")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return stored(LIST, tmp_path_factory.mktemp("rivals"))


def found(store, facility, city, place, code=""):
    country, point = place
    return matched(store, asked(facility, city, country, point, code)).iloc[0]


@pytest.mark.parametrize(
    ("facility", "code", "entry"),
    [
        ("Brannock Cancer Center", "", ""),  # may stand in a building of its own
        ("Brannock Cancer Center", "62701", "a1"),
        ("Brannock Cancer Center", "62709", ""),
        ("Brannock Hospital Cancer Center", "", "a1"),
        ("Kesterman Health System", "", ""),  # which of its hospitals?
        ("Kesterman Health Calder Hospital", "", "a2"),
        ("Pelham Health Corbury", "", "a5"),  # a system's name, and the very entry
        ("Pelham Health Fairholm", "", ""),
        ("Memorial Hospital", "", ""),  # only its northern house is listed
        ("Memorial Hospital North", "", "a6"),
        ("University of Fairholm Hospital", "", ""),  # another university than that of the state
        ("University of Illinois Hospital", "", "a7"),
        ("University of Illinois", "", ""),
        ("Osterley Medical Center", "", ""),
        ("Osterley Medical Center - Hill Campus", "", "a9"),
        ("Dunmore Health Center - Corbury", "62705", ""),  # a quarter is no hospital
    ],
)
def test_in_a_town_of_chains_and_campuses(store, facility, code, entry):
    got = found(store, facility, "Fairholm", US, code)
    assert got["register_id"] == (entry and f"list:{entry}")
    assert pd.isna(got["register_lat"]) == (entry == "")


@pytest.mark.parametrize(
    ("facility", "city", "entry"),
    [
        ("CH d'Arville", "Arville", ""),  # neither the psychiatric one nor its palliative unit
        ("Polyclinique Val du Nord", "Arville", "b3"),
        ("CHI Arville Le Pont", "Belval", "b4"),
        ("CHI Health", "Arville", ""),  # no Centre hospitalier intercommunal
    ],
)
def test_french_abbreviations_and_units(store, facility, city, entry):
    point = FR[1] if city == "Arville" else (47.30, -0.55)
    got = found(store, facility, city, ("FR", point))
    assert got["register_id"] == (entry and f"list:{entry}")


@pytest.mark.parametrize(
    ("facility", "entry"),
    [
        ("Royal Westholme and Broadmere University Hospitals NHS Trust", ""),
        ("Westholme Hospitals NHS Trust, Broadmere Hospital", "c1"),
        ("Broadmere Hospital NHS Foundation Trust", "c1"),
        ("University Hospitals Otterby and Saltmarsh NHS Trust", ""),
        ("St Colman's Hospital, Oncology", "c4"),  # of two at one door the one of that name
    ],
)
def test_a_trust_is_none_of_its_hospitals(store, facility, entry):
    got = found(store, facility, "Westholme", GB)
    assert got["register_id"] == (entry and f"list:{entry}")


@pytest.mark.parametrize(
    ("facility", "city", "place", "entry"),
    [
        ("Vesterby Hospital", "Havnstad", ("DK", (55.68, 12.57)), ""),
        ("Havnstad University Hospital", "Havnstad", ("DK", (55.68, 12.57)), ""),
        ("Elvsund University Hospital", "Elvsund", ("DK", (56.44, 9.91)), ""),
        ("UMC Merelhof", "Merelhof", ("NL", (52.10, 5.11)), ""),
        ("UMC Merelhof - Buitenhof", "Merelhof", ("NL", (52.10, 5.11)), "e2"),
        ("Ospedale Bassi - Tornabuoni - Morandi", "Rivalta", ("IT", (45.0, 9.0)), ""),
        ("Ospedale Oncologico", "Rivalta", ("IT", (45.0, 9.0)), ""),
        ("Ospedale Morandi", "Rivalta", ("IT", (45.0, 9.0)), "f1"),
    ],
)
def test_one_half_of_a_hospital_is_not_the_other(store, facility, city, place, entry):
    got = found(store, facility, city, place)
    assert got["register_id"] == (entry and f"list:{entry}")


def test_what_is_left_open_says_so(store):
    assert found(store, "UMC Merelhof", "Merelhof", ("NL", (52.1, 5.11)))[
        "register_note"
    ].startswith(OPEN)


SHARED = """name,street,city,postcode,cc,lat,lon
Sankt Erlands sjukhus,,Storby,,SE,59.3326,18.0668
Storby barnsjukhus,,Storby,,SE,59.3326,18.0668
Lindgrens sjukhus,,Storby,,SE,59.3326,18.0668
Almviks sjukhus,,Storby,,SE,59.3924,18.0396
"""


@pytest.mark.parametrize(("facility", "placed"), [("Lindgrens", False), ("Almviks", True)])
def test_a_point_that_stands_for_every_hospital_is_no_door(tmp_path, facility, placed):
    store = stored(SHARED, tmp_path)
    got = found(store, f"{facility} sjukhus", "Storby", ("SE", (59.33, 18.06)))
    assert got["register_name"] == f"{facility} sjukhus"
    assert pd.notna(got["register_lat"]) == placed


OWNED = """id,name,street,city,postcode,cc,lat,lon,type
a1,BRANNOCK MEDICAL CENTER,1 Elm St,FAIRHOLM,62701,US,40.130,-89.060,GENERAL ACUTE CARE
a2,OSF CORBURY HSPTL,2 Elm St,FAIRHOLM,62702,US,40.150,-89.150,GENERAL ACUTE CARE
a3,DUNMORE HOSPITAL SOUTH,3 Elm St,FAIRHOLM,62703,US,40.260,-89.110,GENERAL ACUTE CARE
a4,PELHAM HOSPITAL,4 Elm St,FAIRHOLM,62704,US,40.230,-89.110,GENERAL ACUTE CARE
a5,PELHAM HOSPITAL,5 Elm St,LOWMERE,62801,US,40.095,-89.110,GENERAL ACUTE CARE
a6,FAIRHOLM MEDICAL CENTER,6 Elm St,FAIRHOLM,62705,US,40.110,-89.110,GENERAL ACUTE CARE
a8,TOLVERTON HOSPITAL,8 Elm St,FAIRHOLM,62707,US,40.090,-89.130,GENERAL ACUTE CARE
a7,HELIOS HOLMBERG KLINIK,7 Elm St,FAIRHOLM,62706,US,40.112,-89.120,GENERAL ACUTE CARE
b1,JORISZIEKENHUIS - ZUID,1 laan,MERELHOF,3500,BE,50.911,5.345,
b2,JORISZIEKENHUIS - STAD,2 laan,MERELHOF,3500,BE,50.926,5.342,
b3,KLARAZIEKENHUIS - ZUID,3 laan,MERELHOF,3500,BE,50.912,5.345,
b4,KLARAZIEKENHUIS - STAD,4 laan,MERELHOF,3501,BE,50.928,5.342,
"""


@pytest.mark.parametrize(
    ("facility", "code", "entry"),
    [
        ("AMITA Health Brannock Medical Center", "", "a1"),  # hospitals change their owners
        ("Ascension Corbury Hospital", "", "a2"),
        ("Ascension Hospital", "", ""),
        ("Pelham Hospital", "", "a4"),  # of its town, however wide that is
        ("Fairholm Medical Center", "", "a6"),
        ("Holmberg Klinik", "", "a7"),  # a chain's name besides
        ("Tolverton - Good Samaritan Hospital", "62707", ""),  # half of its name
        ("Tolverton Cancer Center", "62707", "a8"),
        ("Brannock Medical Group Oncology", "62701", ""),  # a practice
    ],
)
def test_owners_change_more_often_than_names(tmp_path, facility, code, entry):
    got = found(stored(OWNED, tmp_path), facility, "Fairholm", US, code)
    assert got["register_id"] == (entry and f"list:{entry}")


@pytest.mark.parametrize(
    ("facility", "hospital"),
    [
        ("HealthCare Doctors Medical Group Oncology/Hematology-Brannock", False),
        ("Brannock Medical Center/Corbury Oncology Associates", True),
    ],
)
def test_a_practice_is_asked_for_only_beside_a_hospital(facility, hospital):
    assert question(facility, "Fairholm").asked == hospital


@pytest.mark.parametrize(
    ("facility", "code"),
    [
        ("Fairholm Medical Center - Lowmere Campus", ""),
        ("AMITA Health Brannock/Lowmere Campus", "62901"),
    ],
)
def test_a_campus_of_another_town_is_not_the_seat(tmp_path, facility, code):
    place = ("US", (40.15, -89.16))
    got = found(stored(OWNED, tmp_path), facility, "Lowmere", place, code)
    assert got["register_id"] == ""


@pytest.mark.parametrize(
    ("facility", "code", "entry"),
    [
        ("Joris Ziekenhuis", "3500", ""),  # both have it
        ("Klara Ziekenhuis", "3500", "b3"),
        ("Klara Ziekenhuis", "", ""),
    ],
)
def test_its_own_postal_code_decides_between_campuses(tmp_path, facility, code, entry):
    got = found(stored(OWNED, tmp_path), facility, "Merelhof", ("BE", (50.92, 5.34)), code)
    assert got["register_id"] == (entry and f"list:{entry}")


def _candidate(entry, **known):
    return Candidate("list", Entry(entry, "", (), "", "", "", "US", "", 40.1, -89.1), 1.0, **known)


def test_the_authority_file_is_asked_where_no_name_answers():
    old, other = _candidate("a1", known=True), _candidate("a2", score=0.5, by_name=0.5)
    assert decide([old, other]).best.entry.id == "a1"
    assert decide([replace(old, known=False), other]).word == "none"
    answers = replace(other, score=0.9, by_name=0.9)
    assert decide([old, answers]).best.entry.id == "a2"
