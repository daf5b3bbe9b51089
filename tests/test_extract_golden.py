"""Golden forms of single formats: invented records as each source lays them out."""

from __future__ import annotations

import json

import pytest

from trialsites.errors import InputError
from trialsites.extract import read
from trialsites.model import Skipped


def one(tmp_path, name, text, **options):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (study,) = read([path], **options)
    return study


def codes(study):
    return [issue.code for issue in study.issues]


# ── flat pages ────────────────────────────────────────────────────────────────────────────────

PAGE = """An Invented Trial
NCT ID: NCT01234567
Last Updated: 2025-01-31
Basic Information
RECRUITING
PHASE1
Sponsors
Exemple
OTHER
Sponsor Role lead
Locations
{locations}
Countries
France
Central Contacts
Desk
Role: CONTACT
desk@example.org
Facility Contacts
{contacts}
Other Identifiers
X1
Identifier Type: -
"""


@pytest.mark.parametrize(
    ("locations", "rows"),
    [
        ("A\nArras, , France\nSite Status\nRECRUITING", [("A", "Arras", "", "France")]),
        ("Arras, , France\nSite Status", [("", "Arras", "", "France")]),
        (
            "A\nSeoul, , Korea, Republic of\nSite Status\nB\nLens, , France\nSite Status",
            [("A", "Seoul", "", "Korea, Republic of"), ("B", "Lens", "", "France")],
        ),
        ("Washington, D.C., Ohio, United States\nSite Status",
         [("", "Washington, D.C.", "Ohio", "United States")]),
        ("A, Hospital\nArras, , France\nB\nLens, , France",
         [("A, Hospital", "Arras", "", "France"), ("B", "Lens", "", "France")]),
        (", , France\nSite Status", [("", "", "", "France")]),
    ],
)  # fmt: skip
def test_locations_of_a_flat_page(tmp_path, locations, rows):
    study = one(tmp_path, "page.txt", PAGE.format(locations=locations, contacts=""))
    assert [(r.facility, r.city, r.state, r.country) for r in study.rows] == rows


@pytest.mark.parametrize(
    ("contacts", "people"),
    [
        ("Ann\nRole: primary\n+33 3\nBob\nRole: backup",
         [("Ann", "+33 3", "", ""), ("Bob", "", "", "")]),
        ("Ann\nRole: primary\n+33 300\n12\na@b.fr", [("Ann", "+33 300", "12", "a@b.fr")]),
        ("Role: primary\n+33 300\nRole: primary\nb@b.fr\nAnn\nRole: primary",
         [("", "+33 300", "", ""), ("", "", "", "b@b.fr"), ("Ann", "", "", "")]),
        ("Ann\nRole: primary\nask for Ann\na@b.fr\nBob\nRole: primary",
         [("Ann", "ask for Ann", "", "a@b.fr"), ("Bob", "", "", "")]),
        ("Ann\nRole: primary\n613 533-6430\n77094\nBob\nRole: primary\n1-800-CALL (1-800-2255)",
         [("Ann", "613 533-6430", "77094", ""), ("Bob", "", "", "")]),
    ],
)  # fmt: skip
def test_contacts_of_a_flat_page(tmp_path, contacts, people):
    locations = "A\nArras, , France\nSite Status"
    study = one(tmp_path, "page.txt", PAGE.format(locations=locations, contacts=contacts))
    found = [(c.name, c.phone, c.phone_ext, c.email) for c in study.contacts]
    assert found == [tuple(text.strip() for text in person) for person in people]


def test_a_page_whose_roles_are_lost_says_so(tmp_path):
    locations = "A\nArras, , France\nSite Status"
    study = one(tmp_path, "page.txt", PAGE.format(locations=locations, contacts="Ann\nBob"))
    assert study.contacts == ()
    assert codes(study) == ["page.contacts_lost"]


def test_titles_in_free_text_open_no_section(tmp_path):
    prose = "Sponsors\nLocations\nMany locations, all of them in France\nFacility Contacts\nnone"
    page = PAGE.replace("Sponsors\nExemple", f"Brief Summary\n{prose}\nSponsors\nExemple")
    study = one(tmp_path, "page.txt", page.format(locations="A\nArras, , France\nSite Status",
                                                  contacts="Ann\nRole: primary"))  # fmt: skip
    assert [row.facility for row in study.rows] == ["A"]
    assert [contact.name for contact in study.contacts] == ["Ann"]
    assert study.sponsor == "Exemple"


def test_saved_html_that_breaks_labels_from_values_reads_the_same(tmp_path):
    text = PAGE.format(locations="A\nArras, , France\nSite Status\nRECRUITING",
                       contacts="Ann\nRole: primary\n+33 300")  # fmt: skip
    plain = one(tmp_path, "page.txt", text)
    broken = text.replace("Site Status\nR", "Site Status: R")
    broken = broken.replace("Role: ", "Role:\n").replace("NCT ID: ", "NCT ID:\n")
    page = "<html><body>" + "".join(f"<div>{line}</div>" for line in broken.split("\n"))
    study = one(tmp_path, "page.txt", page)
    assert (study.rows, study.contacts) == (plain.rows, plain.contacts)


IGNITE = """Viewing Study NCT01234567

Ignite Creation Date: 2026-03-26 @ 3:18 PM
Status: RECRUITING
Last Update Posted: 2026-01-26

Brief Title: An Invented Trial
Sponsor: Exemple
Study Overview

Official Title: Something longer
Acronym: None
"""


def test_a_module_page_that_ends_early_names_its_last_section(tmp_path):
    study = one(tmp_path, "page.txt", IGNITE)
    assert (study.id, study.as_of, study.status) == ("NCT01234567", "2026-01-26", "RECRUITING")
    assert (study.title, study.sponsor) == ("An Invented Trial", "Exemple")
    assert (study.rows, codes(study)) == ((), ["page.truncated"])
    assert "'Study Overview'" in study.issues[0].message


def test_a_module_page_with_locations_nests_their_contacts(tmp_path):
    text = """Study Locations
Facility: Hôpital A
City: Arras
Country: France
Contact: Ann
Role: CONTACT
Phone: +33 3 21 00 00 00
Facility: Hôpital B
City: Lens
Zip: N/A
Contact: Bob
"""
    study = one(tmp_path, "page.txt", IGNITE + text)
    assert [(r.facility, r.city, r.zip) for r in study.rows] == [
        ("Hôpital A", "Arras", ""),
        ("Hôpital B", "Lens", ""),
    ]
    assert [(c.name, c.position) for c in study.contacts] == [("Ann", 0), ("Bob", 1)]


CLASSIC = """ClinicalTrials.gov Menu
An Invented Trial
ClinicalTrials.gov Identifier: NCT01234567
Recruitment Status  : Recruiting
Last Update Posted  : January 31, 2023
Sponsor:
Exemple
Contacts and Locations
Contact: Desk | 555-000-0000 | desk@example.org
Locations
United States, Massachusetts
Example Clinic | Recruiting
Boston, Massachusetts, United States, 02101
Contact: Ann Example, MD     555-000-0001     ann@example.org
Principal Investigator: Bob Sample
France
Hôpital Exemple
Arras, France, 62000
Sponsors and Collaborators
Exemple
Investigators
Principal Investigator: | Eve Muster | Exemple
More Information
Publications
"""


def test_a_classic_page_nests_contacts_in_sites(tmp_path):
    study = one(tmp_path, "page.txt", CLASSIC)
    assert (study.title, study.status, study.as_of) == (
        "An Invented Trial",
        "RECRUITING",
        "2023-01-31",
    )
    assert [(r.facility, r.city, r.state, r.zip, r.country, r.status) for r in study.rows] == [
        ("Example Clinic", "Boston", "Massachusetts", "02101", "United States", "RECRUITING"),
        ("Hôpital Exemple", "Arras", "", "62000", "France", ""),
    ]
    assert [(c.position, c.name, c.role, c.phone, c.email) for c in study.contacts] == [
        (0, "Ann Example, MD", "Contact", "555-000-0001", "ann@example.org"),
        (0, "Bob Sample", "Principal Investigator", "", ""),
    ]
    assert [(c.scope, c.name, c.phone) for c in study.study_contacts] == [
        ("central", "Desk", "555-000-0000"),
        ("official", "Eve Muster", ""),
    ]


# ── other registries ──────────────────────────────────────────────────────────────────────────


def test_ctis_sites_come_once_with_investigator_department_and_organisation(tmp_path):
    site = {
        "id": 7,
        "departmentName": "Pediatría",
        "organisationAddressInfo": {
            "organisation": {"name": "Hospital Ejemplo", "businessKey": "ORG-1"},
            "address": {
                "addressLine1": "Calle 1", "city": "Lugo", "postcode": "27001",
                "countryName": "Spain",
            },
        },
        "personInfo": {
            "firstName": "Ana", "lastName": "Ejemplo", "telephone": "+34 900", "email": "a@b.es",
        },
    }  # fmt: skip
    part = {
        "mscInfo": {"countryName": "Spain", "hasRecruitmentStarted": True},
        "trialSites": [site],
    }
    desk = {"functionalName": "Call Centre", "functionalEmailAddress": "c@b.eu"}
    sponsor = {"organisation": {"name": "Firma"}, "publicContacts": [desk]}
    record = {
        "ctNumber": "2024-500000-00-00",
        "authorizedPartsII": [part],
        "applications": [{"partIIInfo": [part]}],
        "authorizedPartI": {"sponsors": [sponsor]},
        "lastUpdated": "15/09/2025",
    }
    study = one(tmp_path, "ctis.json", json.dumps(record))
    (row,) = study.rows
    assert (row.facility, row.department, row.address) == (
        "Hospital Ejemplo",
        "Pediatría",
        "Calle 1",
    )
    assert (row.city, row.zip, row.country) == ("Lugo", "27001", "Spain")
    assert (row.status, row.org_id) == ("RECRUITING", "ORG-1")
    (contact,) = study.contacts
    assert (contact.name, contact.role, contact.position) == (
        "Ana Ejemplo",
        "Principal Investigator",
        0,
    )
    assert (study.sponsor, study.as_of) == ("Firma", "2025-09-15")
    assert [(c.scope, c.name, c.role) for c in study.study_contacts] == [
        ("sponsor", "Call Centre", "public contact")
    ]


def test_nci_sites_carry_points_and_one_contact(tmp_path):
    site = {
        "org_name": "Example Center", "org_city": "Akron", "org_state_or_province": "OH",
        "org_postal_code": "44301", "org_country": "United States",
        "org_coordinates": {"lat": 41.0, "lon": -81.5}, "recruitment_status": "CLOSED_TO_ACCRUAL",
        "contact_name": "Site Public Contact", "contact_phone": "555-000-0000",
    }  # fmt: skip
    record = {"nct_id": "NCT01234567", "current_trial_status": "Active", "sites": [site]}
    study = one(tmp_path, "nci.json", json.dumps({"total": 1, "data": [record]}))
    (row,) = study.rows
    assert (row.facility, row.city, row.state) == ("Example Center", "Akron", "OH")
    assert (row.lat, row.lon, row.status) == (41.0, -81.5, "ACTIVE_NOT_RECRUITING")
    assert study.status == "RECRUITING"
    assert [(c.name, c.phone, c.position) for c in study.contacts] == [
        ("Site Public Contact", "555-000-0000", 0)
    ]


ISRCTN_XML = """<?xml version="1.0" encoding="UTF-8"?>
<allTrials xmlns="http://www.67bricks.com/isrctn" totalCount="1"><fullTrial>
<trial lastUpdated="2025-02-03T10:00:00Z"><isrctn dateAssigned="2013">12345678</isrctn>
<trialDescription><title>An Invented Trial</title></trialDescription>
<participants><recruitmentCountries><country>England</country></recruitmentCountries>
<trialCentres><trialCentre id="1"><name>Example Infirmary</name><city>Leeds</city>
<country>England</country><zip>LS1 1AA</zip></trialCentre>
<trialCentre id="2" rtsId="RGT2W@1"><name>Sample Hospital</name><city>York</city>
<country>England</country><zip>-</zip></trialCentre></trialCentres></participants></trial>
<contact><forename>Ann</forename><surname>Example</surname>
<contactDetails><telephone>+44 1</telephone><email>a@b.uk</email></contactDetails></contact>
<sponsor><organisation>University of Example</organisation></sponsor></fullTrial></allTrials>"""


def test_isrctn_xml_gives_centres_and_study_contacts(tmp_path):
    study = one(tmp_path, "isrctn.xml", ISRCTN_XML)
    assert (study.id, study.as_of, study.sponsor) == (
        "ISRCTN12345678",
        "2025-02-03",
        "University of Example",
    )
    assert [(r.facility, r.city, r.zip, r.org_id) for r in study.rows] == [
        ("Example Infirmary", "Leeds", "LS1 1AA", ""),
        ("Sample Hospital", "York", "", "RGT2W@1"),
    ]
    assert [(c.name, c.phone) for c in study.study_contacts] == [("Ann Example", "+44 1")]


EUCTR = """Summary
EudraCT Number: 2020-000000-00
Trial Status: Ongoing
Date on which this record was first entered in the EudraCT database: 2020-05-06
A. Protocol Information
A.1 Member State Concerned: {country} - AAA
A.3 Full title of the trial: An Invented Trial
B.1.1 Name of Sponsor: Firma
B.5.1 Name of organisation: Firma Desk
B.5.2 Functional name of contact point: Trials: Information
B.5.4 Telephone number: 390000
B.5.6 E-mail: a@b.it
E.8.4.1 Number of sites anticipated in Member State concerned: 3
"""


def test_euctr_gives_one_study_per_trial_and_says_that_it_has_no_sites(tmp_path):
    text = EUCTR.format(country="Spain") + EUCTR.format(country="Italy")
    study = one(tmp_path, "trials.txt", text)
    assert (study.id, study.countries) == ("2020-000000-00", ("Spain", "Italy"))
    assert (study.rows, codes(study)) == ((), ["study.no_sites"])
    assert study.issues[0].value == "3 in Spain, 3 in Italy"
    assert [(c.scope, c.name, c.phone, c.email) for c in study.study_contacts] == [
        ("sponsor", "Trials: Information", "390000", "a@b.it")
    ]


def test_a_saved_euctr_page_without_colons_reads_the_same(tmp_path):
    text = EUCTR.format(country="Spain")
    plain = one(tmp_path, "export.txt", text)
    for change in (lambda line: line.replace(": ", " ", 1), lambda line: line.replace(": ", ":\n")):
        head, coded = text.split("A. Protocol", 1)
        page = head + "A. Protocol" + "\n".join(map(change, coded.split("\n")))
        study = one(tmp_path, "page.txt", page)
        assert (study.title, study.sponsor, study.countries) == (
            plain.title,
            plain.sponsor,
            plain.countries,
        )
        assert [c.phone for c in study.study_contacts] == ["390000"]


ICTRP = {
    "TrialID": "JPRN-UMIN000000001",
    "Public_title": "An Invented Trial",
    "Primary_sponsor": "Firma",
    "Source_Register": "JPRN",
    "Countries": "Japan;Korea, Republic of",
    "Contact_Firstname": "Ann;Bob",
    "Contact_Lastname": "Example;Sample",
    "Contact_Email": "a@b.jp;b@b.jp",
    "Contact_Tel": "+81 1",
}


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_ictrp_splits_contacts_only_where_lists_agree(tmp_path, form):
    if form == "xml":
        fields = "".join(f"<{key}>{value}</{key}>" for key, value in ICTRP.items())
        text = (
            f"<Trials_downloaded_from_ICTRP><Trial>{fields}</Trial></Trials_downloaded_from_ICTRP>"
        )
    else:
        text = ",".join(key.replace("_", " ") for key in ICTRP) + "\n"
        text += ",".join(f'"{value}"' for value in ICTRP.values())
    study = one(tmp_path, f"ictrp.{form}", text)
    assert (study.id, study.countries) == (ICTRP["TrialID"], ("Japan", "Korea, Republic of"))
    assert codes(study) == ["study.no_sites"]
    assert [c.name for c in study.study_contacts] == ["Ann;Bob Example;Sample"]
    whole = one(tmp_path, f"ictrp.{form}", text.replace("+81 1", "+81 1;+81 2"))
    assert [(c.name, c.phone, c.email) for c in whole.study_contacts] == [
        ("Ann Example", "+81 1", "a@b.jp"),
        ("Bob Sample", "+81 2", "b@b.jp"),
    ]


def test_study_fields_keep_what_is_safe_and_name_what_is_not(tmp_path):
    record = {
        "NCTId": ["NCT01234567"],
        "BriefTitle": ["An Invented Trial"],
        "LocationFacility": ["A", "B"],
        "LocationCity": ["Arras", "Lens"],
        "LocationCountry": ["France", "France"],
        "LocationZip": ["62000"],
        "LocationContactName": ["Ann", "Bob", "Eve"],
        "LocationContactRole": ["Contact", "Contact", "Contact"],
        "LocationContactPhone": ["1"],
    }
    study = one(
        tmp_path, "fields.json", json.dumps({"StudyFieldsResponse": {"StudyFields": [record]}})
    )
    assert [(r.facility, r.city, r.zip) for r in study.rows] == [
        ("A", "Arras", ""),
        ("B", "Lens", ""),
    ]
    assert [(c.name, c.phone, c.position) for c in study.contacts] == [
        ("Ann", "", None), ("Bob", "", None), ("Eve", "", None),
    ]  # fmt: skip
    assert not study.nested
    assert codes(study) == ["row.field_misaligned", "contact.field_misaligned"]


# ── the site's downloads ──────────────────────────────────────────────────────────────────────


class Words:
    """A vocabulary that knows a few towns."""

    def kinds(self, text, country):
        known = {
            "Arras": {"city"},
            "Boston": {"city"},
            "Massachusetts": {"state"},
            "York": {"city"},
        }
        return frozenset(known.get(text, ()))


@pytest.mark.parametrize(
    ("location", "fields", "sure"),
    [
        ("Hôpital Nord, Arras, 62000, France",
         ("Hôpital Nord", "Arras", "", "62000", "France"), True),
        ("A, B, Boston, Massachusetts, 02101, United States",
         ("A, B", "Boston", "Massachusetts", "02101", "United States"), True),
        ("Arras, France", ("", "Arras", "", "", "France"), True),
        ("Site, Seoul, Korea, Republic of", ("Site", "Seoul", "", "", "Korea, Republic of"), True),
        ("Ward, Somewhere, Elsewhere, France",
         ("Ward, Somewhere", "Elsewhere", "", "", "France"), False),
        ("Clinic, Praha 10, Czechia", ("Clinic", "Praha 10", "", "", "Czechia"), True),
    ],
)  # fmt: skip
def test_locations_column_is_split_from_the_right(tmp_path, location, fields, sure):
    text = f'NCT Number,Study Title,Locations\nNCT01234567,T,"{location}"\n'
    study = one(tmp_path, "ctg-studies.csv", text, places=Words())
    (row,) = study.rows
    assert (row.facility, row.city, row.state, row.zip, row.country) == fields
    assert codes(study) == ([] if sure else ["row.split_unsure"])


def test_a_classic_tsv_is_read_and_a_line_without_number_passed_over(tmp_path):
    path = tmp_path / "SearchResults.tsv"
    path.write_text(
        "Rank\tNCT Number\tTitle\tStatus\tPhases\tLast Update Posted\tLocations\n"
        "1\tNCT01234567\tT\tNot yet recruiting\tPhase 1|Phase 2\tMay 14, 2020\t"
        "A, Arras, France|B, Lens, France\n"
        "2\t\t\t\t\t\t\n",
        encoding="utf-8",
    )  # fmt: skip
    study, skipped = read([path], places=Words())
    assert (study.status, study.phase, study.as_of) == (
        "NOT_YET_RECRUITING",
        "PHASE1|PHASE2",
        "2020-05-14",
    )
    assert [row.facility for row in study.rows] == ["A", "B"]
    assert isinstance(skipped, Skipped)
    assert "line 3" in skipped.name


def test_a_download_cut_inside_its_last_line_says_so(tmp_path):
    text = 'NCT Number,Study Title,Locations,URL\nNCT01234567,T,"A, Arras, Fra'
    study = one(tmp_path, "ctg-studies.csv", text)
    assert "study.cut" in codes(study)


# ── coordinators' tables ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "header",
    [
        "Hospital;City;Country;Contact;Phone",
        "Établissement;Ville;Pays;Personne de contact;Téléphone",
        "Klinik;Ort;Land;Ansprechpartner;Telefon",
        "Centro;Ciudad;País;Contacto;Teléfono",
        "Site Name*;Site City;COUNTRY;contactName;Phone number",
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", "\x1f", "¬", "^"])
def test_headers_in_four_languages_and_any_delimiter(tmp_path, header, delimiter):
    text = f"{header}\nHôpital A;Arras;France;Ann Exemple;+33 3\n".replace(";", delimiter)
    study = one(tmp_path, "My sites.2025.csv", text.encode("cp1252"))
    (row,), (contact,) = study.rows, study.contacts
    assert (study.id, row.facility, row.city, row.country) == (
        "My sites",
        "Hôpital A",
        "Arras",
        "France",
    )
    assert (contact.name, contact.phone, contact.position) == ("Ann Exemple", "+33 3", 0)


def test_lines_of_one_id_and_site_are_one_row_with_several_contacts(tmp_path):
    text = """id,study,facility,city,contact
1,S1,A,Arras,Ann
1,S1,A,Arras,Bob
,S1,A,Arras,Eve
,S1,A,Arras,Eve
2,S2,B,Lens,
1,S1,A,Lens,Ann
"""
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    first, second = read([path])
    assert [(row.id, row.city) for row in first.rows] == [
        ("1", "Arras"), ("", "Arras"), ("", "Arras"), ("1", "Lens"),
    ]  # fmt: skip
    assert [(c.name, c.position) for c in first.contacts] == [
        ("Ann", 0), ("Bob", 0), ("Eve", 1), ("Eve", 2), ("Ann", 3),
    ]  # fmt: skip
    assert (second.id, len(second.rows), second.contacts) == ("S2", 1, ())


def test_several_people_of_a_line_keep_their_own_columns(tmp_path):
    text = (
        "Contact sheet of the invented trial\n"
        "\n"
        "Hospital\tTown\tPI\tPI e-mail\tStudy coordinator\tPhone\tContact 2\tPhone 2\n"
        "A\tArras\tAnn\ta@b.fr\tBob\t+33 1\tEve\t+33 2\n"
        "B\tLens\t\t\tBob\t\t\t\n"
    )
    study = one(tmp_path, "NCT01234567.txt", text.encode("utf-16"))
    assert [(r.facility, r.city) for r in study.rows] == [("A", "Arras"), ("B", "Lens")]
    assert [(c.position, c.name, c.role, c.phone, c.email) for c in study.contacts] == [
        (0, "Ann", "PI", "", "a@b.fr"),
        (0, "Bob", "Study coordinator", "+33 1", ""),
        (0, "Eve", "", "+33 2", ""),
        (1, "Bob", "Study coordinator", "", ""),
    ]


def test_people_of_a_table_without_sites_belong_to_the_study(tmp_path):
    study = one(tmp_path, "t.csv", "study,contact,phone\nS1,Ann,+33 1\n")
    assert (study.rows, study.contacts) == ((), ())
    assert [(c.name, c.scope) for c in study.study_contacts] == [("Ann", "central")]


def test_coordinates_of_a_table_are_read_or_named(tmp_path):
    text = "facility;city;lat;lon\nA;Arras;50,29;2,78\nB;Lens;north;\n"
    study = one(tmp_path, "t.csv", text)
    assert [(row.lat, row.lon) for row in study.rows] == [(50.29, 2.78), (None, None)]
    assert [(issue.code, issue.position) for issue in study.issues] == [("row.coordinates", 1)]


def test_an_aact_table_alone_asks_for_its_folder(tmp_path):
    path = tmp_path / "facility_contacts.txt"
    path.write_text("id|nct_id|facility_id|name\n1|NCT01234567|1|Ann\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"facilities\.txt"):
        list(read([path]))
