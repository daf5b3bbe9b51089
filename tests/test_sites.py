"""Rows in, sites out: what must hold for every directory."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialsites import tables
from trialsites.sites import classify, dedupe, handle, parse

DEFAULTS = {
    "department": "",
    "state": "",
    "zip": "",
    "country": "France",
    "country_code": "FR",
    "place_id": "",
    "place": "",
    "org_id": "",
}


def rows(*lines, study="NCT00000001"):
    """Make rows from (facility, city) or (facility, city, changes)."""
    records = []
    for position, (facility, city, *changes) in enumerate(lines):
        record = {
            **DEFAULTS,
            "study": study,
            "position": position,
            "facility": facility,
            "city": city,
        }
        for change in changes:
            record.update(change)
        records.append(record)
    return pd.DataFrame(records)


def sites(*lines, **options):
    return list(dedupe(rows(*lines), **options).rows["site_id"])


def test_equal_names_of_one_town_are_one_site_and_every_row_stays():
    result = dedupe(
        rows(("Caen - CHU", "Caen"), ("CHU de Caen", "Caen"), ("CHU Caen", "CAEN Cedex 9"))
    )
    assert len(set(result.rows["site_id"])) == 1
    assert list(result.rows["position"]) == [0, 1, 2]
    assert list(result.sites["rows"]) == [3]


def test_one_organisation_in_two_towns_is_two_sites():
    result = dedupe(rows(("Tours - CHU", "Tours"), ("Tours - CHU", "Chambray-lès-Tours")))
    assert result.rows["site_id"].nunique() == 2
    assert len(set(result.sites["organisation_id"])) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Nantes - CHU", "Nantes"), ("Nantes - Hôpital Laennec", "Saint-Herblain")),
        (("Lyon - Hôpital Edouard Herriot", "Lyon"), ("Lyon - Centre Léon Bérard", "Lyon")),
        (("Hôpital Saint-Joseph", "Marseille"), ("Hôpital Saint-Joseph", "Paris")),
        (("Springfield University Hospital", "Springfield"), ("CHU de Tours", "Tours")),
    ],
)
def test_a_shared_word_links_no_organisations(one, two):
    result = dedupe(rows(one, two))
    assert result.sites["organisation_id"].nunique() == 2


def test_placeholders_keep_their_rows_and_are_never_one_site():
    result = dedupe(
        rows(
            ("Research Site", "Lyon"),
            ("Research Site", "Lyon"),
            ("", "Lyon"),
            ("", "Lyon"),
            ("Local Institution - 0012", "Lyon"),
            ("Novartis Investigative Site", "Lyon"),
        )
    )
    assert result.rows["site_id"].nunique() == 6
    assert set(result.rows["kind"]) == {"placeholder", "missing"}
    assert set(result.sites["name"]) == {"Undisclosed site in Lyon"}


def test_a_template_is_known_by_its_behaviour():
    towns = ["Lyon", "Lille", "Nice", "Brest"]
    unseen = rows(*((f"Zqv-Onco {n}", town) for n, town in enumerate(towns)))
    assert set(dedupe(unseen).rows["kind"]) == {"placeholder"}
    hospitals = rows(*(("Hôpital Saint-Joseph", town) for town in towns))
    assert set(dedupe(hospitals).rows["kind"]) == {"named"}


def test_ids_do_not_depend_on_the_order_of_rows_or_on_other_places():
    table = rows(
        ("Hôpital Dupuytren", "Limoges"),
        ("CHU Dupuytren", "Limoges"),
        ("Research Site", "Limoges"),
        ("Research Site", "Limoges"),
        ("Institut Bergonié", "Bordeaux"),
    )
    whole = dedupe(table).rows["site_id"]
    assert whole.equals(dedupe(table.sample(frac=1, random_state=3)).rows["site_id"].sort_index())
    assert list(whole[:4]) == list(dedupe(table[:4]).rows["site_id"])


def test_decisions_are_never_undone():
    one, two = ("CHU de Caen", "Caen"), ("Caen - CHU", "Caen")
    names = [handle(facility, city, "FR") for facility, city in (one, two)]
    different = tables.DECISIONS.frame([("site", *names, "different", "ada", "2026-01-01")])
    assert len(set(sites(one, two, decisions=different))) == 2
    crowd = [("CHU Caen", "Caen"), ("Caen CHU", "Caen"), ("CHU Caen - Oncologie", "Caen")]
    result = sites(one, two, *crowd, decisions=different)
    assert result[0] != result[1]
    same = tables.DECISIONS.frame([("site", *names, "same", "ada", "2026-02-01")])
    assert len(set(sites(one, ("Clinique du Parc", "Caen"), two, decisions=same))) == 2
    assert len(set(sites(one, two, decisions=pd.concat([different, same])))) == 1


NAMES = st.sampled_from(
    [
        "CHU de Caen",
        "Caen - CHU",
        "Caen University Hospital",
        "CHU Caen - Hôpital Côte de Nacre",
        "Hôpital Côte de Nacre",
        "Centre François Baclesse",
        "Centre Francois Baclesse, Oncologie",
        "Polyclinique du Parc",
        "Clinique du Parc",
        "City Hospital No. 1",
        "City Hospital No. 2",
        "Research Site",
        "Dr. Ada Muster",
        "Neurologie",
        "",
    ]
)
LINES = st.lists(
    st.tuples(NAMES, st.sampled_from(["Caen", "Tours"]), st.sampled_from(["NCT1", "NCT2", "NCT3"])),
    min_size=1,
    max_size=14,
)


def drawn(lines):
    table = rows(*((facility, city, {"study": study}) for facility, city, study in lines))
    return table.assign(position=table.groupby("study").cumcount())


def partition(result):
    keys = [tuple(key) for key in result.rows[["study", "position"]].to_numpy().tolist()]
    return dict(zip(keys, result.rows["site_id"], strict=True))


@settings(max_examples=40, deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_any_order_and_any_split_give_the_same_sites(lines, random):
    table = drawn(lines)
    whole = dedupe(table)
    order = list(range(len(table)))
    random.shuffle(order)
    again = dedupe(table.iloc[order])
    assert partition(again) == partition(whole)
    for name in ("sites", "spellings", "doubts"):
        lines = (sorted(getattr(r, name).to_dict("split")["data"]) for r in (whole, again))
        assert next(lines) == next(lines)
    for _, place in table.groupby("city"):
        assert partition(dedupe(place)).items() <= partition(whole).items()


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_no_row_is_lost_and_no_placeholder_merged(lines):
    table = drawn(lines)
    result = dedupe(table)
    assert len(result.rows) == len(table)
    assert result.sites["rows"].sum() == len(table)
    single = result.rows[~result.rows["kind"].isin(["named", "person"])]
    assert single["site_id"].is_unique
    assert not set(single["site_id"]) & set(result.rows["site_id"].drop(single.index))


@settings(max_examples=40, deadline=None)
@given(LINES, st.data())
def test_a_decision_different_is_never_undone(lines, data):
    table = drawn(lines)
    judged = data.draw(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=3))
    pairs = [(handle(a, "Caen", "FR"), handle(b, "Caen", "FR")) for a, b in judged if a != b]
    frame = tables.DECISIONS.frame(
        [("site", a, b, "different", "ada", f"2026-01-0{n + 1}") for n, (a, b) in enumerate(pairs)]
    )
    result = dedupe(table, decisions=frame)
    found = [handle(f, c, "FR") for f, c in zip(table["facility"], table["city"], strict=True)]
    site = dict(zip(found, result.rows["site_id"], strict=True))
    for a, b in pairs:
        assert a not in site or b not in site or site[a] != site[b]


def test_tables_have_their_columns():
    result = dedupe(rows(("CHU de Caen", "Caen"), ("Research Site", "Caen")))
    assert set(tables.SITES.names("dedupe")) <= set(result.sites)
    assert set(tables.SPELLINGS.names()) <= set(result.spellings)
    assert set(tables.DOUBTS.names()) <= set(result.doubts)
    assert set(result.rows["site_id"]) == set(result.sites["site_id"])


def test_no_rows_are_no_sites():
    result = dedupe(rows(("CHU de Caen", "Caen"))[:0])
    assert result.rows.empty
    assert result.sites.empty


@pytest.mark.parametrize(
    ("facility", "kind"),
    [
        ("Centre Hospitalier Universitaire de Brest", "named"),
        ("Gustave Roussy ( Site 1101)", "named"),
        ("UZ Leuven /ID# 157407", "named"),
        ("Mayo Clinic", "named"),
        ("Mesoblast Investigational Site 11024 - Victoria Heart Institute", "named"),
        ("Research Site", "placeholder"),
        ("Reserach Site 12", "placeholder"),
        ("Pfizer Investigational Site", "placeholder"),
        ("Investigational Site Number :0560006", "placeholder"),
        ("Local Institution - 0005", "placeholder"),
        ("GSK Investigational Site", "placeholder"),
        ("Regeneron Study Site", "placeholder"),
        ("Ps0003 425", "placeholder"),
        ("1205.14.33001 Boehringer Ingelheim Investigational Site", "placeholder"),
        ("Sanofi-Aventis Administrative Office", "placeholder"),
        ("For additional information regarding investigative sites, contact us", "placeholder"),
        ("142", "placeholder"),
        ("Dr. Adelheid Musterfrau", "person"),
        ("Neurologie", "vague"),
        ("Intensive Care Unit", "vague"),
        ("Hospital", "vague"),
        ("", "missing"),
        (" \u200b ", "missing"),
    ],
)
def test_kinds(facility, kind):
    assert classify(facility) == kind


def test_a_name_is_taken_apart():
    name = parse(
        "Prof. Ada Muster, Service de Neurologie - Hôpital Henri-Mondor /ID# 4711", "Créteil"
    )
    assert name.words == {"henri", "mondor"}
    assert name.types == {"hosp"}
    assert name.departments == ("service de neurologie",)
    assert name.site_number == "4711"
    assert name.person == "Prof. Ada Muster"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("Chu Arville", "CHU Arville"),
        ("Irccs Ospedale Santa Invenzione", "IRCCS Ospedale Santa Invenzione"),
        ("Ospedale Papa Inventato Xxiii", "Ospedale Papa Inventato XXIII"),
        ("Arville Hospital ( Site 1402)", "Arville Hospital"),
        ("Arville Hospital /ID# 262530", "Arville Hospital"),
        ("Arville University Hospital,", "Arville University Hospital"),
        ("the Fifth Hospital of Arville", "The Fifth Hospital of Arville"),
        ("Az. Osp. Santa Invenzione", "Az. Osp. Santa Invenzione"),
        ("eArville Clinic", "eArville Clinic"),
    ],
)
def test_a_site_is_shown_by_a_readable_name(published, shown):
    assert set(dedupe(rows((published, "Arville"))).sites["name"]) == {shown}


def test_the_clearest_spelling_names_a_site():
    spellings = (
        "Uh Arville",
        "CHU ARVILLE",
        "CHU De Arville",
        "CHU d'Arville",
        "Service de Cardiologie, CHU d'Arville",
        "CHU d'Arville ( Site 12)",
    )
    found = dedupe(rows(*((name, "Arville") for name in spellings)))
    assert list(found.sites["name"]) == ["CHU d'Arville"]
