"""The authority file: what it says, how it is read, and what it finds in published names."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialsites.errors import InputError
from trialsites.sites.authority import Authority, find, load
from trialsites.sites.authority.files import read_text

INVENTED = """
# Two towns of an invented country that borrows Iceland's code.
== IS, FO
@ Nordvik = Nörðvík, Nordwik ~ Strandby
@ Sudvik

Aurora University Hospital @ Nordvik, Strandby
  | also: Aurora Medical Centre; AUH
  | was: Lighthouse Infirmary
  | sole: University Hospital
  | campus: Harbour @ Nordvik (Harbour Children's Hospital)
  | campus: Lagoon @ Strandby
  | of: Borealis Health
  | not: Ladies
Aurora Second Hospital @ Nordvik | Second Hospital of Nordvik
Saint Olaf's @ Nordvik
Saint Olaf's Medical Center @ Sudvik
Saint Olaf's Bay Hospital @ Sudvik
Polar Institute @ Sudvik | unique: Polar Institute
Bay Hospital @ Sudvik
Bay Hospital North @ Sudvik
Twin Bays Trust @ Sudvik
East Bay House @ Sudvik | of: Twin Bays Trust
West Bay House @ Sudvik | of: Twin Bays Trust
@ Westby ~ Eastby
Westby Lazaret @ Westby
Eastby Lazaret @ Eastby
Cape Infirmary @ Sudvik | university: University of the Cape; Cape University
Cape Institute of Polar Research @ Sudvik | CIPR | kind: institute
"""


@pytest.fixture
def invented():
    return Authority(read_text(INVENTED, "invented.txt"))


def entries(matches):
    return [match.entry for match in matches]


@pytest.mark.parametrize(
    ("facility", "city", "expected"),
    [
        ("Aurora University Hospital", "Nordvik", ["IS:aurora-university-hospital"]),
        ("Dept. of Surgery, AURORA MEDICAL CENTER", "Nordwik", ["IS:aurora-university-hospital"]),
        ("Lighthouse Infirmary", "Nörðvík", ["IS:aurora-university-hospital"]),
        ("A.U.H., ward 4", "Nordvik 12", ["IS:aurora-university-hospital"]),
        ("University Hospital", "Nordvik", ["IS:aurora-university-hospital"]),
        ("University Hospital", "Sudvik", []),
        ("Aurora University Hospital", "Sudvik", []),
        ("Aurora University Hospital", "", []),
        ("Aurora Ladies University Hospital, Nordvik", "Nordvik", []),
        ("Auroras Medical Centre", "Nordvik", []),
        ("Nordvik Second Hospital", "Nordvik", ["IS:aurora-second-hospital"]),
        ("Saint Olaf's Medical Center", "Nordvik", ["IS:saint-olafs"]),
        ("Saint Olaf's Medical Center", "Sudvik", ["IS:saint-olafs-medical-center"]),
        ("Saint Olaf's Bay Hospital", "Nordvik", []),
        ("Polar Institute of Medicine", "Elsewhere", ["IS:polar-institute"]),
        ("Bay Hospital North", "Sudvik", ["IS:bay-hospital-north"]),
        ("Bay Hospital", "Sudvik", ["IS:bay-hospital"]),
        ("Bay Hospital / Polar Institute", "Sudvik", ["IS:bay-hospital", "IS:polar-institute"]),
        ("Cape University, Department of Surgery", "Sudvik", ["IS:university-of-the-cape"]),
        ("University of the Cape Hospital", "Sudvik", ["IS:cape-infirmary"]),
        ("Cape Infirmary, University of the Cape", "Sudvik", ["IS:cape-infirmary"]),
        ("Eastby Lazaret / Westby Lazaret", "Westby", ["IS:westby-lazaret"]),
        ("Eastby Lazaret / Westby Lazaret", "Eastby", ["IS:eastby-lazaret"]),
        ("Eastby Lazaret", "Westby", ["IS:eastby-lazaret"]),
        ("CIPR", "Sudvik", ["IS:cape-institute-of-polar-research"]),
        ("Bay Hospital, CIPR and Cape University", "Sudvik", ["IS:bay-hospital"]),
        ("", "Nordvik", []),
        ("<script>alert(1)</script>", "Nordvik", []),
    ],
)
def test_a_name_is_found_as_whole_words_in_its_own_town(invented, facility, city, expected):
    assert entries(invented.find(facility, city, "IS")) == expected


@pytest.mark.parametrize(
    ("facility", "city", "campus", "exact"),
    [
        ("Aurora University Hospital", "Nordvik", "", True),
        ("Aurora University Hospital - Harbour", "Nordvik", "Harbour", True),
        ("Aurora University Hospital, Cardiology", "Nordvik", "", False),
        ("Harbour Hospital", "Nordvik", "Harbour", True),
        ("Harbour Children's Hospital", "Nordvik", "Harbour", True),
        ("Aurora University Hospital", "Strandby", "Lagoon", True),
        ("AUH Nordvik", "Nordvik", "", True),
    ],
)
def test_a_campus_is_named_or_settled_by_its_town(invented, facility, city, campus, exact):
    (match,) = invented.find(facility, city, "IS")
    assert (match.campus, match.exact, match.parent) == (campus, exact, "Borealis Health")


@pytest.mark.parametrize(
    ("facility", "campus"),
    [
        ("Twin Bays Trust", ""),
        ("East Bay House", "East Bay House"),
        ("Twin Bays Trust, West Bay House", "West Bay House"),
        ("Twin Bays Trust, East Bay House and West Bay House", ""),
    ],
)
def test_a_hospital_is_a_campus_of_a_group_the_file_knows(invented, facility, campus):
    (match,) = invented.find(facility, "Sudvik", "IS")
    assert (match.entry, match.campus, match.several) == ("IS:twin-bays-trust", campus, True)
    assert invented.campus_town("IS:twin-bays-trust", "East Bay House") == "Sudvik"


def test_a_bare_campus_name_needs_its_institution(invented):
    assert invented.find("Harbour View Practice", "Nordvik", "IS") == ()


def test_a_country_may_be_published_under_another_code(invented):
    assert entries(invented.find("Polar Institute", "Sudvik", "FO")) == ["IS:polar-institute"]
    assert invented.find("Polar Institute", "Sudvik", "NO") == ()


def test_a_campus_knows_its_town(invented):
    assert invented.campus_town("IS:aurora-university-hospital", "Lagoon") == "Strandby"
    assert invented.campus_town("IS:aurora-university-hospital", "") == ""
    assert invented.campus_town("IS:polar-institute", "") == "Sudvik"
    assert invented.campus_town("IS:unknown", "Lagoon") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Aurora @ Nordvik", "line 1: name a country first"),
        ("== IS\nAurora", "line 2: an institution needs a name and a town"),
        ("== IS\nAurora @ Nordvik | alias: AUH", "line 2: 'alias' is no label"),
        ("== IS\nAurora @ Nordvik | kind: castle", "line 2: 'castle' is no kind"),
    ],
)
def test_a_broken_line_is_named(text, said):
    with pytest.raises(InputError, match=said):
        read_text(text, "mine.txt")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Rival Hospital @ Nordvik | AUH", "'auh' in nordvik means"),
        ("Rival Hospital @ Nordvik | General Hospital", "'General Hospital' says only what"),
    ],
)
def test_names_that_would_catch_another_hospital_are_reported(line, said):
    problems = Authority(read_text(INVENTED + line, "invented.txt")).problems()
    assert [said in problem for problem in problems] == [True]


def test_the_shipped_file_has_no_name_that_would_catch_another_hospital():
    assert load().problems() == []


def test_every_shipped_town_and_name_can_be_found():
    authority = load()
    lost = [
        entry.id
        for entry in authority.entries.values()
        for matches in [authority.find(entry.name, entry.towns[0], entry.countries[0])]
        if not any(entry.id == m.entry or entry.name == m.campus for m in matches)
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("facility", "city", "country", "entry", "campus"),
    [
        (
            "CHU Pellegrin, service de neurologie",
            "Bordeaux",
            "FR",
            "FR:chu-de-bordeaux",
            "Pellegrin",
        ),
        ("CHRU de Tours", "Chambray-lès-Tours", "FR", "FR:chru-de-tours", "Trousseau"),
        (
            "Centre René Gauducheau",
            "St. Herblain",
            "FR",
            "FR:institut-de-cancerologie-de-louest",
            "René Gauducheau",
        ),
        ("APHP Hôpital St Louis", "Paris Cedex 10", "FR", "FR:ap-hp", "Hôpital Saint-Louis"),
    ],
)
def test_well_known_hospitals(facility, city, country, entry, campus):
    assert [(m.entry, m.campus) for m in find(facility, city, country)] == [(entry, campus)]


def test_a_users_file_extends_the_shipped_one(tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("== FR\nCHU de Bordeaux @ Bordeaux | The House on the Garonne\n", "utf-8")
    found = load((mine,)).find("The House on the Garonne", "Bordeaux", "FR")
    assert entries(found) == ["FR:chu-de-bordeaux"]
    assert find("The House on the Garonne", "Bordeaux", "FR") == ()


def ror(version):
    if version == 1:
        return {
            "id": "https://ror.org/00invent1",
            "name": "Seaview Clinic",
            "types": ["Healthcare"],
            "aliases": ["Lookout Clinic"],
            "acronyms": ["SVC"],
            "labels": [{"label": "Klinik Seeblick", "iso639": "de"}],
            "addresses": [{"city": "Nordvik"}],
            "country": {"country_code": "IS"},
            "relationships": [{"type": "Parent", "label": "Borealis Health", "id": "x"}],
        }
    return {
        "id": "https://ror.org/00invent1",
        "types": ["healthcare"],
        "names": [
            {"value": "SVC", "types": ["acronym"]},
            {"value": "Klinik Seeblick", "types": ["label"]},
            {"value": "Lookout Clinic", "types": ["alias"]},
            {"value": "Seaview Clinic", "types": ["label", "ror_display"]},
        ],
        "locations": [{"geonames_details": {"name": "Nordvik", "country_code": "IS"}}],
        "relationships": [{"type": "parent", "label": "Borealis Health", "id": "x"}],
    }


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("name", ["Seaview Clinic", "Lookout Clinic", "Klinik Seeblick", "SVC"])
def test_a_ror_dump_plugs_into_the_same_door(tmp_path, version, name):
    dump = tmp_path / "ror.json"
    other = ror(version) | {"id": "https://ror.org/00invent2", "types": ["education"]}
    dump.write_text(json.dumps([ror(version), other]), "utf-8")
    (match,) = load((dump,)).find(name, "Nordvik", "IS")
    assert (match.entry, match.parent) == ("IS:seaview-clinic:00invent1", "Borealis Health")


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"types": ["healthcare"]}]', "PK\x03\x04"])
def test_a_file_that_is_no_ror_dump_is_refused(tmp_path, content):
    dump = tmp_path / "ror.json"
    dump.write_text(content, "utf-8")
    with pytest.raises(InputError, match="no ROR dump"):
        load((dump,))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load((tmp_path / "nowhere.txt",))


@settings(deadline=None)  # the first example reads the files
@given(st.text(), st.text(), st.sampled_from(["FR", "US", "", "XX"]))
def test_any_text_is_answered_and_a_match_names_a_known_institution(facility, city, country):
    assert {match.entry for match in find(facility, city, country)} <= load().entries.keys()
