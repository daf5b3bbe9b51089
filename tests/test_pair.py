from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialsites.model import Contact, Row, Study
from trialsites.pair import flatten, pair
from trialsites.pair.alignment import Path, align

FRANCE = ("Angers", "Brest", "Caen", "Dijon")


def study(rows, contacts, status="RECRUITING", central=0, **rest):
    """A page: rows as (facility, city, status), contacts as (name, role)."""
    return Study(
        "NCT00000001",
        status=status,
        rows=tuple(
            Row("NCT00000001", i, facility, city, "", "", "France", word)
            for i, (facility, city, word) in enumerate(rows)
        ),
        contacts=tuple(
            Contact("NCT00000001", i, name, role) for i, (name, role) in enumerate(contacts)
        ),
        study_contacts=tuple(
            Contact("NCT00000001", i, "Desk", "CONTACT", scope="central") for i in range(central)
        ),
        **rest,
    )


def page(statuses, roles, status="RECRUITING", central=1):
    rows = [(f"{city} - CHU", city, word) for city, word in zip(FRANCE, statuses, strict=False)]
    return study(rows, [(f"Person {i}", role) for i, role in enumerate(roles)], status, central)


def test_nested_contacts_keep_their_rows():
    record = Study(
        "S",
        nested=True,
        rows=(Row("S", 0), Row("S", 1)),
        contacts=(Contact("S", 0, "A", position=1), Contact("S", 1, "B")),
    )
    given, lost = pair(record)[0]
    assert (given.position, given.how, given.confidence) == (1, "nested", 1.0)
    assert (lost.position, lost.how) == (None, "open")


def test_equal_counts_are_settled_by_order():
    pairings, issues = pair(page(["RECRUITING"] * 3, ["primary", "backup", "primary", "primary"]))
    assert [p.position for p in pairings] == [0, 0, 1, 2]
    assert {p.how for p in pairings} == {"order"}
    assert issues == ()


def test_rows_that_stopped_own_nobody():
    pairings, _ = pair(page(["RECRUITING", "COMPLETED", "RECRUITING"], ["primary", "primary"]))
    assert [p.position for p in pairings] == [0, 2]


def test_rows_without_status_follow_a_study_that_has_not_begun():
    pairings, _ = pair(page([""] * 4, ["primary"] * 4, status="NOT_YET_RECRUITING"))
    assert [p.position for p in pairings] == [0, 1, 2, 3]


def test_a_study_without_contacts_has_no_pairings():
    assert pair(page(["RECRUITING"], [])) == ((), ())


def contact(name="", role="primary", **fields):
    return {"name": name, "role": role, **fields}


def abroad(rows, contacts, central=1):
    """A page over several countries: rows as (facility, city, country), contacts as dicts."""
    record = study([], [], central=central)
    return replace(
        record,
        rows=tuple(
            Row(record.id, i, facility, city, country=country, status="RECRUITING")
            for i, (facility, city, country) in enumerate(rows)
        ),
        contacts=tuple(Contact(record.id, i, **fields) for i, fields in enumerate(contacts)),
    )


CAPITALS = (
    ("Klinik am Park", "Berlin", "Germany"),
    ("Hôpital du Lac", "Lyon", "France"),
    ("Hospital del Mar Azul", "Sevilla", "Spain"),
    ("Ospedale San Esempio", "Siena", "Italy"),
)


@pytest.mark.parametrize(
    ("fields", "position"),
    [
        ({"phone": "+39 0577 585893"}, 3),
        ({"phone": "0034 954 12 34 56"}, 2),
        ({"phone": "+33 4 72 00 00 00", "email": "anne@hopital-du-lac.fr"}, 1),
        ({"email": "info@klinik-am-park.de"}, 0),
    ],
)
def test_phones_and_hosts_find_the_row(fields, position):
    ((pairing,), _) = pair(abroad(CAPITALS, [contact("Alex Muster", **fields)]))
    assert (pairing.position, pairing.how) == (position, "evidence")
    assert pairing.confidence >= 0.9
    assert CAPITALS[position][0] in pairing.note


@pytest.mark.parametrize(
    "facility",
    [
        "Local Institution - {:04}",
        "Research Site {}",
        "Klinik ( Site {:04})",
        "Klinik /ID# 00{:04}",
    ],
)
def test_a_site_number_finds_its_row(facility):
    rows = [(facility.format(n), "Tokyo", "Japan") for n in range(101, 109)]
    contacts = [contact("Mori Aoi, Site 0103"), contact("Sato Ren, Site 0107")]
    assert [p.position for p in pair(abroad(rows, contacts))[0]] == [2, 6]


def test_a_central_number_is_no_evidence():
    record = abroad(CAPITALS, [contact("Alex Muster", phone="+39 0577 585893")])
    central = Contact(record.id, 0, phone="0577 585893", scope="central")
    (pairing,), _ = pair(replace(record, study_contacts=(central,)))
    assert pairing.position is None


def test_neighbours_settle_a_group_without_evidence():
    contacts = [
        contact("A", phone="+33 4 72 00 00 00"),
        contact("B"),
        contact("C", phone="+39 0577 585893"),
    ]
    pairings, _ = pair(abroad(CAPITALS, contacts))
    assert [p.position for p in pairings] == [1, 2, 3]


class Directory:
    def facilities(self, name, email, besides):
        known = name == "Alex Muster" and besides != "NCT00000009"
        return [("Hospital del Mar Azul", "Sevilla", "Spain")] if known else []


def test_what_the_directory_knows_is_evidence():
    record = abroad(CAPITALS, [contact("Alex Muster")])
    assert pair(record)[0][0].position is None
    assert pair(record, known=Directory())[0][0].position == 2


def test_a_study_does_not_confirm_itself():
    record = abroad(CAPITALS, [contact("Alex Muster")])
    again = replace(
        record,
        id="NCT00000009",
        contacts=tuple(replace(c, study="NCT00000009") for c in record.contacts),
    )
    assert pair(again, known=Directory())[0][0].position is None


class Network:
    def facilities(self, name, email, besides):
        return [(facility, city, country) for facility, city, country in CAPITALS[:3]]


def test_who_is_known_everywhere_is_no_evidence():
    (pairing,), _ = pair(abroad(CAPITALS, [contact("Alex Muster")]), known=Network())
    assert pairing.position is None


def test_an_open_contact_keeps_its_candidates():
    (pairing,), (issue,) = pair(abroad(CAPITALS, [contact("Alex Muster")]))
    assert (pairing.position, pairing.how, issue.code) == (None, "open", "pairing.open")
    positions, chances = zip(*pairing.candidates, strict=True)
    assert set(positions) <= {0, 1, 2, 3}
    assert list(chances) == sorted(chances, reverse=True)
    assert pairing.confidence == pytest.approx(chances[0], abs=1e-4)


def test_a_higher_threshold_leaves_more_open():
    record = page(["RECRUITING"] * 3, ["primary"] * 3)
    assert {p.how for p in pair(record, threshold=1.0)[0]} == {"open"}


def test_more_groups_than_rows_is_damage():
    _, issues = pair(page(["RECRUITING", "COMPLETED"], ["primary", "primary"]))
    assert "pairing.too_many_groups" in [issue.code for issue in issues]


def test_contacts_of_a_closed_study_are_not_paired_by_their_number():
    pairings, (issue, *_) = pair(page([""] * 3, ["primary"] * 3, status="COMPLETED"))
    assert {p.how for p in pairings} == {"open"}
    assert issue.code == "pairing.too_many_groups"


def test_too_few_groups_without_a_central_contact_is_damage():
    _, issues = pair(page(["RECRUITING"] * 3, ["primary"], central=0))
    assert "pairing.too_few_groups" in [issue.code for issue in issues]


def test_without_roles_only_equal_numbers_are_paired():
    equal, (issue,) = pair(page(["RECRUITING"] * 2, ["", ""]))
    assert [p.position for p in equal] == [0, 1]
    assert issue.code == "pairing.roles_missing"
    assert equal[0].confidence < pair(page(["RECRUITING"] * 2, ["primary"] * 2))[0][0].confidence
    assert {p.how for p in pair(page(["RECRUITING"] * 2, [""] * 3))[0]} == {"open"}


def test_a_flattened_record_keeps_order_and_leaves_investigators_out():
    contacts = (
        Contact("S", 0, "A", "CONTACT", position=0),
        Contact("S", 1, "B", "CONTACT", position=0),
        Contact("S", 2, "C", "PRINCIPAL_INVESTIGATOR", position=0),
        Contact("S", 3, "D", "CONTACT", position=1),
    )
    flat, positions = flatten(Study("S", nested=True, contacts=contacts))
    assert [(c.name, c.role) for c in flat.contacts] == [
        ("A", "primary"),
        ("B", "backup"),
        ("D", "primary"),
    ]
    assert positions == (0, 0, 1)


PHONES = st.sampled_from(["", "+33 4 72 00 00 00", "0034 954 12 34 56", "1", "+39 0577 585893"])
NAMES = st.sampled_from(["", "Anne Martin", "Site 0102", "Klinik"]) | st.text(max_size=12)
STATUSES = st.sampled_from(["RECRUITING", "NOT_YET_RECRUITING", "COMPLETED", ""])


@st.composite
def pages(draw):
    rows = draw(st.lists(st.tuples(st.sampled_from(CAPITALS), STATUSES), max_size=7))
    people = draw(
        st.lists(st.tuples(NAMES, st.sampled_from(["primary", "backup"]), PHONES), max_size=8)
    )
    record = abroad([place for place, _ in rows], [], central=draw(st.integers(0, 1)))
    return replace(
        record,
        status=draw(st.sampled_from(["RECRUITING", "NOT_YET_RECRUITING", "COMPLETED", ""])),
        rows=tuple(
            replace(row, status=word) for row, (_, word) in zip(record.rows, rows, strict=True)
        ),
        contacts=tuple(
            Contact(record.id, i, name, role, phone) for i, (name, role, phone) in enumerate(people)
        ),
    )


@given(pages(), st.sampled_from([0.0, 0.5, 0.9]))
def test_hard_rules_hold_on_any_page(record, threshold):
    pairings, _ = pair(record, threshold=threshold)
    assert [p.contact for p in pairings] == [c.contact for c in record.contacts]
    assert all(0 <= p.confidence <= 1 and p.note for p in pairings)
    assert all((p.position is None) == (p.how == "open") for p in pairings)
    may_own = {row.position for row in record.rows if row.status.endswith("RECRUITING")}
    if record.status in {"NOT_YET_RECRUITING", ""}:
        may_own |= {row.position for row in record.rows if not row.status}
    assert {p.position for p in pairings} - {None} <= may_own or not may_own
    if threshold >= 0.9:
        given_rows = [p.position for p in pairings if p.position is not None]
        assert given_rows == sorted(given_rows)


@given(
    st.integers(1, 5).flatmap(
        lambda groups: st.tuples(
            st.just(groups), st.integers(groups, 7), st.integers(0, 2**32 - 1), st.booleans()
        )
    )
)
def test_probabilities_of_a_group_sum_to_one(shape):
    groups, rows, seed, damaged = shape
    chance = np.random.default_rng(seed)
    scores = chance.normal(scale=3, size=(groups, rows))
    countries = sorted(chance.choice(["DE", "FR"], rows))
    links = list(chance.random(groups) < 0.5)
    path = Path(-0.7, 0.7, -0.7, -2.0 if damaged else float("-inf"))
    pairs = align(scores, countries, links, path).pairs
    sums = pairs.sum(axis=1)
    assert np.all(sums <= 1 + 1e-9)
    assert damaged or np.allclose(sums, 1)
    assert np.all(pairs.sum(axis=0) <= 1 + 1e-9)


def test_probabilities_equal_the_sum_over_all_alignments():
    scores = np.array([[0.5, 1.0, -1.0], [2.0, 0.0, 0.3]])
    pairs = align(scores, ["FR"] * 3, [False, False], Path()).pairs
    ways = {(a, b): np.exp(scores[0, a] + scores[1, b]) for a, b in combinations(range(3), 2)}
    total = sum(ways.values())
    expected = [
        [sum(w for rows, w in ways.items() if rows[g] == r) for r in range(3)] for g in (0, 1)
    ]
    assert np.allclose(pairs, np.array(expected) / total)
