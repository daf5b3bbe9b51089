"""One invented record rendered to every format that nests, and read back the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import NESTED, RECORD, REGISTRY, coordinator_csv, coordinator_xlsx, flat_page
from trialsites.extract import read

ROW = ("facility", "city", "state", "zip", "country", "status")


def read_back(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        found = list(read([folder]))
    return next(one for one in found if getattr(one, "id", "") == RECORD["study"])


def rows_of(study):
    return [tuple(getattr(row, key) for key in ROW) for row in study.rows]


def contacts_of(study):
    return [(c.position, c.name, c.phone, c.phone_ext, c.email) for c in study.contacts]


def expected(record):
    rows = [tuple(row[key] for key in ROW) for row in record["rows"]]
    contacts = [(n, *one) for n, row in enumerate(record["rows"]) for one in row["people"]]
    return rows, contacts


@pytest.mark.parametrize("render", NESTED)
def test_every_nested_format_gives_the_same_rows_and_contacts(render):
    study = read_back(render(RECORD))
    assert (rows_of(study), contacts_of(study)) == expected(RECORD)
    assert study.nested
    assert study.countries == ("France", "United States", "Korea, Republic of")


@pytest.mark.parametrize("render", [*REGISTRY, flat_page])
def test_every_registry_format_gives_the_same_facts_of_the_study(render):
    study = read_back(render(RECORD))
    for fact in ("title", "sponsor", "status", "phase", "as_of"):
        assert getattr(study, fact) == RECORD[fact]
    (central,) = study.study_contacts
    assert (central.name, central.phone, central.phone_ext, central.email) == RECORD["central"]
    assert central.scope == "central"
    assert study.issues == ()


def test_flat_page_gives_the_same_rows_without_zip_and_contacts_without_position():
    study = read_back(flat_page(RECORD))
    rows, contacts = expected(RECORD)
    assert rows_of(study) == [(*row[:3], "", *row[4:]) for row in rows]
    assert contacts_of(study) == [(None, *contact[1:]) for contact in contacts]
    assert [c.role for c in study.contacts] == ["primary", "backup", "primary", "primary"]
    assert not study.nested


# ── any invented record ───────────────────────────────────────────────────────────────────────

LETTERS = "aàbcçdeéfghijklmnoøpqrsßtuüvwxyzABCDEÉFGHIJKLMNOPQRSTUVWXYZł漢字א"
letters = st.text(LETTERS, min_size=2, max_size=9)
phrases = st.lists(letters, min_size=1, max_size=4).map(" ".join)
tricky = st.sampled_from(
    ["A & B <Clinic>", 'The "Quoted" Hospital', "x | y; z", "O'Brien's", "=1+1"]
)
phones = st.from_regex(r"\+\d{2} \d{3} \d{5}", fullmatch=True)
emails = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.(org|fr)", fullmatch=True)
people = st.tuples(phrases, st.just("") | phones, st.just(""), st.just("") | emails)
rows = st.fixed_dictionaries({
    "facility": phrases | tricky,
    "city": phrases,
    "state": st.just("") | phrases,
    "zip": st.just("") | st.from_regex(r"[0-9]{5}", fullmatch=True),
    "country": st.sampled_from(["France", "United States", "Korea, Republic of", "Türkiye"]),
    "status": st.sampled_from(["RECRUITING", "NOT_YET_RECRUITING", ""]),
    "people": st.lists(people, max_size=3),
})  # fmt: skip
records = st.lists(rows, max_size=6).map(lambda made: {**RECORD, "rows": made})


@settings(max_examples=10, deadline=None)
@pytest.mark.parametrize(
    "render", [r for r in NESTED if r not in (coordinator_csv, coordinator_xlsx)]
)
@given(record=records)
def test_any_record_survives_a_nested_format(render, record):
    study = read_back(render(record))
    assert (rows_of(study), contacts_of(study)) == expected(record)


@settings(max_examples=15, deadline=None)
@pytest.mark.parametrize("render", [coordinator_csv, coordinator_xlsx])
@given(record=records.filter(lambda record: record["rows"]))
def test_any_record_survives_a_coordinators_table(render, record):
    study = read_back(render(record))
    assert (rows_of(study), contacts_of(study)) == expected(record)


@settings(max_examples=50, deadline=None)
@given(record=records)
def test_any_record_survives_the_flat_page(record):
    study = read_back(flat_page(record))
    rows, contacts = expected(record)
    assert rows_of(study) == [(*row[:3], "", *row[4:]) for row in rows]
    assert contacts_of(study) == [(None, *contact[1:]) for contact in contacts]
