from __future__ import annotations

from trialsites.model import Contact, Row, Study
from trialsites.pair import pair

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


def test_human_status_words_are_understood():
    pairings, _ = pair(page(["Active, not recruiting", "Not yet recruiting"], ["primary"]))
    assert [p.position for p in pairings] == [1]


def test_a_study_without_contacts_has_no_pairings():
    assert pair(page(["RECRUITING"], [])) == ((), ())
