from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialsites import tables
from trialsites.contacts import lost_letters, same_persons, understand
from trialsites.model import Contact, Pairing, Row, Study


def understood(contacts, rows=(("Lyon", "France"),), central=(), positions=None, **rest):
    """Understand contacts given as dicts; positions default to their order."""
    positions = positions or [min(i, len(rows) - 1) for i in range(len(contacts))]
    study = Study(
        "S",
        rows=tuple(
            Row("S", i, f"{city} - CHU", city, country=country)
            for i, (city, country) in enumerate(rows)
        ),
        contacts=tuple(
            Contact("S", i, **{"role": "primary"} | fields) for i, fields in enumerate(contacts)
        ),
        study_contacts=tuple(
            Contact("S", i, scope="central", **fields) for i, fields in enumerate(central)
        ),
        **rest,
    )
    pairings = [
        Pairing(i, position, "open" if position is None else "order", 0.99)
        for i, position in enumerate(positions)
    ]
    return understand(study, pairings)


def frame(result):
    return tables.CONTACTS.frame(result.contacts)


def codes(result):
    return [issue.code for issue in result.issues]


@pytest.mark.parametrize(
    ("published", "country", "dialled"),
    [
        ("01 40 00 00 00", "France", "+33140000000"),
        ("+33 (0)1 40 00 00 00", "France", "+33140000000"),
        ("0033 1 40 00 00 00", "France", "+33140000000"),
        ("33 1.40.00.00.00", "France", "+33140000000"),
        ("0033.1 40 00 00 00", "Germany", "+33140000000"),
        ("+ 33 1 40 00 00 00", "", "+33140000000"),
        ("0039Tel 02 2390 0000", "Italy", "+390223900000"),
        ("Tél. : 01 40 00 00 00", "France", "+33140000000"),
        ("011 44 20 7946 0000", "United States", "+442079460000"),
        ("1-800-555-0199", "France", "+18005550199"),
        ("(212) 555-0100", "United States", "+12125550100"),
        ("551131230000", "Brazil", "+551131230000"),
        ("040/7410-12345", "Germany", "+4940741012345"),
        ("+49 40 7410 12345/6", "Germany", "+4940741012345"),
        ("(01149) 40 741012345", "Germany", "+4940741012345"),
        ("13800001234", "China", "+8613800001234"),
        ("8613800001234", "China", "+8613800001234"),
        ("13800001234", "", ""),
        ("1 212 555 0100", "France", "+12125550100"),
        ("no number", "France", ""),
        ("12345", "France", ""),
    ],
)
def test_phones_are_dialled_from_anywhere(published, country, dialled):
    table = frame(understood([{"phone": published}], [("Town", country)]))
    assert table["phone_e164"][0] == dialled
    assert table["phone_published"][0] == published


def test_several_numbers_in_one_field_are_all_kept():
    table = frame(understood([{"phone": "01 40 00 00 00 / 01 40 00 00 01 or 06 12 34 56 78"}]))
    assert table["phone"][0] == "+33 1 40 00 00 00 / +33 1 40 00 00 01 / +33 6 12 34 56 78"
    assert table["phone_e164"][0] == "+33140000000"


def test_an_extension_stands_apart():
    result = understood(
        [
            {"phone": "212-555-0100 ext. 23"},
            {"phone": "212-555-0100, ext 24"},
            {"phone": "212-555-0100", "phone_ext": "7"},
        ],
        [("Boston", "United States")],
    )
    assert list(frame(result)["phone_ext"]) == ["23", "24", "7"]


@pytest.mark.parametrize(
    "spelling", ["+33140000000", "+33 1.40.00.00.00", "+331.40.00.00.00", "33 1.40.00.00.00"]
)
def test_the_sponsors_line_is_not_sold_as_the_sites(spelling):
    result = understood([{"phone": spelling}], central=[{"phone": "+33 1.40.00.00.00"}])
    assert frame(result)["phone_note"][0] == "sponsor line, not the site's"
    assert codes(result) == ["phone.central"]


def test_a_central_person_keeps_the_own_number():
    person = {"name": "Anne Martin", "phone": "01 40 00 00 00"}
    result = understood([person], central=[person])
    assert frame(result)["phone_note"][0] == "also the study's central number"


@pytest.mark.parametrize(
    ("cities", "flagged"), [(("Lyon", "Caen", "Brest"), 3), (("Lyon",) * 3, 0)]
)
def test_a_number_of_three_cities_is_nobodys(cities, flagged):
    rows = [(city, "France") for city in cities]
    result = understood([{"phone": "01 40 00 00 00"}] * 3, rows)
    assert codes(result).count("phone.central") == flagged


def test_a_missing_number_is_said():
    assert codes(understood([{"name": "Anne Martin"}])) == ["contact.no_phone"]
    assert codes(understood([{"name": "Anne Martin", "role": "PRINCIPAL_INVESTIGATOR"}])) == []


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("homas DURAND", "Thomas"),
        ("rédéric PETIT, MD", "Frédéric"),
        ("arie Dubois", "Marie"),
        ("xnthippe Papas", ""),
        ("de Winter, Jan", None),
        ("van der Berg", None),
        ("al-Hashimi Omar", None),
        ("simon PETIT", None),
        ("hongwei Zhao", None),
        ("jane smith", None),
        ("Thomas DURAND", None),
    ],
)
def test_a_lost_first_letter_is_suggested_and_never_changed(name, suggestion):
    result = understood([{"name": name, "phone": "01 40 00 00 00"}])
    messages = [i.message for i in result.issues if i.code == "name.first_letter_lost"]
    assert bool(messages) == (suggestion is not None)
    assert not suggestion or f": {suggestion}?" in messages[0]
    assert frame(result)["name"][0] == name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Anne MARTIN, MD, PhD", "person"),
        ("Prof. Jan van der Berg", "person"),
        ("Study Coordinator", "desk"),
        ("Site Public Contact", "desk"),
        ("Acme Pharma Clinical Trials Call Center", "desk"),
        ("Principal Investigator", "desk"),
        ("Acme Pharma GmbH", "organisation"),
        ("Hôpital Saint-Exemple", "organisation"),
        ("Chia-Yu As, MD", "person"),
        ("Call 1-800-555-0199 Mon - Fri 9 AM", "desk"),
        ("Acme", "organisation"),
        ("Acme Institute, Ltd", "organisation"),
        ("", ""),
        ("???", ""),
        ("MD", ""),
        ("anne@example.org", ""),
    ],
)
def test_persons_desks_and_organisations_are_told_apart(name, kind):
    assert frame(understood([{"name": name}], sponsor="Acme"))["kind"][0] == kind


@pytest.mark.parametrize(
    ("name", "degrees"),
    [
        ("Anne MARTIN, MD, PhD", "MD, PhD"),
        ("Prof. Anne Martin", "Prof."),
        ("Anne Martin, M. D., Ph. D.", "M. D., Ph. D."),
        ("Anne Martin MD", "MD"),
        ("Martin, Anne", ""),
        ("Anne Martin", ""),
    ],
)
def test_degrees_are_parsed_off_and_the_name_is_kept(name, degrees):
    table = frame(understood([{"name": name}]))
    assert (table["name"][0], table["degrees"][0]) == (name, degrees)


@pytest.mark.parametrize(
    ("email", "address"),
    [
        ("anne.martin@chu-exemple.fr", "anne.martin@chu-exemple.fr"),
        ("mailto:anne@chu.fr;", "mailto:anne@chu.fr"),
        ("anne at chu.fr", ""),
        ("anne@hôpital-exemple.fr", "anne@hôpital-exemple.fr"),
        ("anne@localhost", ""),
        ("=cmd|' /c calc'!A1", ""),
    ],
)
def test_an_email_is_an_address_or_nothing(email, address):
    table = frame(understood([{"email": email}]))
    assert table["email"][0] == address.removeprefix("mailto:")
    assert table["email_published"][0] == email


@pytest.mark.parametrize(
    ("published", "position", "roles"),
    [
        (["primary", "backup"], None, ["primary contact", "backup contact"]),
        (["CONTACT", "CONTACT"], 0, ["primary contact", "backup contact"]),
        (
            ["Principal Investigator", "SUB_INVESTIGATOR"],
            0,
            ["principal investigator", "sub-investigator"],
        ),
        (["STUDY_CHAIR", "gardener"], 0, ["study chair", "contact"]),
    ],
)
def test_roles_have_one_vocabulary(published, position, roles):
    contacts = [{"role": role, "position": position} for role in published]
    result = understood(contacts, positions=[0, 0])
    assert list(frame(result)["role"]) == roles


def people(*names, sites=None, kinds=None):
    table = frame(understood([{"name": name} for name in names]))
    table["site_id"] = sites or ["s1"] * len(names)
    return table


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hélène SENECHAL, MD", "Helene Senechal", True),
        ("Jean-Pierre Morel", "MOREL Jean Pierre, Pr", True),
        ("J. Morel", "Jacques Morel", True),
        ("John A. Smith", "John Smith, PhD", True),
        ("homas Durand", "Thomas DURAND", True),
        ("John Smith", "Jane Smith", False),
        ("Anna Smith", "Anna Jones", False),
        ("Li Wei", "Li Na", False),
        ("Chen Wei, M. D.", "Dana Chen", False),
    ],
)
def test_one_person_in_two_spellings(one, other, same):
    first, second = same_persons(people(one, other))
    assert (first == second) is same


def test_people_of_different_sites_stay_apart():
    first, second = same_persons(people("Anne Martin", "Anne Martin", sites=["s1", "s2"]))
    assert first != second


def test_an_initial_that_fits_two_people_joins_neither():
    ids = same_persons(people("J Smith", "John Smith", "Jane Smith"))
    assert ids.nunique() == 3


def test_desks_are_never_one_person():
    assert same_persons(people("Study Coordinator", "Study Coordinator")).nunique() == 2


def test_a_lost_letter_is_found_in_another_record():
    (issue,) = lost_letters(people("homas DURAND", "Thomas Durand"))
    assert issue.code == "name.first_letter_found"
    assert issue.value == "homas DURAND"


@pytest.mark.parametrize(
    ("rows", "dialled"),
    [
        ([("Lyon", "France"), ("Caen", "France")], "+33140000000"),
        ([("Lyon", "France"), ("Berlin", "Germany")], ""),
    ],
)
def test_an_open_contact_is_dialled_where_only_one_country_is_possible(rows, dialled):
    result = understood(
        [{"name": "Anne Martin", "phone": "01 40 00 00 00"}], rows, positions=[None]
    )
    table = frame(result)
    assert table["phone_e164"][0] == dialled
    assert (table["phone_note"][0] == "the country to dial is unknown") == (not dialled)


PUBLISHED = st.fixed_dictionaries(
    {
        "name": st.text(max_size=30) | st.sampled_from(["J. Durand, MD", "de Vries Jan", "MD"]),
        "role": st.text(max_size=10) | st.sampled_from(["primary", "CONTACT"]),
        "phone": st.text("+0123456789 ()-./;extor", max_size=30) | st.text(max_size=10),
        "email": st.text(max_size=20) | st.emails(),
    }
)


@given(
    st.lists(PUBLISHED, max_size=4), st.sampled_from(["France", "United States", "", "Atlantis"])
)
def test_whatever_is_published_is_kept(contacts, country):
    table = frame(understood(contacts, [("Town", country)]))
    for column, field in (
        ("name", "name"),
        ("role_published", "role"),
        ("phone_published", "phone"),
        ("email_published", "email"),
    ):
        assert list(table[column]) == [contact[field] for contact in contacts]
    assert set(table["kind"]) <= {"person", "desk", "organisation", ""}
    dialled = [number for number in table["phone_e164"] if number]
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in dialled)


SPELLINGS = st.sampled_from(
    [
        "Anne Martin",
        "MARTIN Anne",
        "A. Martin, MD",
        "nne Martin",
        "Ann Martin",
        "Anne Durand",
        "Desk",
    ]
)


@given(st.lists(st.tuples(SPELLINGS, st.sampled_from(["s1", "s2", ""])), min_size=1, max_size=8))
def test_persons_do_not_depend_on_the_order_of_rows(spelt):
    names, sites = zip(*spelt, strict=True)
    table = people(*names, sites=list(sites))
    ids = same_persons(table)
    turned = same_persons(table.iloc[::-1])
    assert ids.to_dict() == turned.to_dict()
    table["person_id"] = ids
    assert (table[table["site_id"] != ""].groupby("person_id")["site_id"].nunique() == 1).all()


@pytest.mark.parametrize("field", ["name", "phone", "email"])
@pytest.mark.parametrize("filler", ["a", " ", "1", "@", "Dr, ", "a@b.", "/ ", "-"])
def test_endless_text_ends_soon(field, filler):
    table = frame(understood([{field: filler * 50_000}]))
    assert table["kind"][0] != "person"
