"""An invented record and its rendering to every format: record to {file name: bytes}."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from xml.sax.saxutils import escape

import openpyxl

RECORD = {
    "study": "NCT01234567",
    "title": "Invented Drug in Invented Disease",
    "sponsor": "Université de Testville",
    "status": "RECRUITING",
    "phase": "PHASE2",
    "as_of": "2025-03-09",
    "rows": [
        {
            "facility": "Hôpital Saint-Exemple",
            "city": "Arras",
            "state": "",
            "zip": "62000",
            "country": "France",
            "status": "RECRUITING",
            "people": [
                ("Anne Exemple, MD", "+33 3 21 00 00 01", "12", "anne.exemple@example.org"),
                ("Study Desk", "+33 3 21 00 00 02", "", ""),
            ],
        },
        {
            "facility": "Example & Sons <Clinic>",
            "city": "Boston",
            "state": "Massachusetts",
            "zip": "02101",
            "country": "United States",
            "status": "RECRUITING",
            "people": [("Jo O'Sample", "", "", "jo@example.com")],
        },
        {
            "facility": "Test University Hospital, Cardiology",
            "city": "Seoul",
            "state": "",
            "zip": "",
            "country": "Korea, Republic of",
            "status": "NOT_YET_RECRUITING",
            "people": [("Kim Invented", "02-000-0000", "", "")],
        },
    ],
    "central": ("Central Desk", "+33 1 00 00 00 00", "", "desk@example.org"),
}
HUMAN = {"RECRUITING": "Recruiting", "NOT_YET_RECRUITING": "Not yet recruiting", "": ""}


def full(mapping):
    return {key: value for key, value in mapping.items() if value not in ("", [], None)}


def v2_object(record):
    def person(one):
        name, phone, ext, email = one
        known = {"name": name, "phone": phone, "phoneExt": ext, "email": email}
        return full({**known, "role": "CONTACT"})

    locations = [
        full({
            **{key: row[key] for key in ("facility", "city", "state", "zip", "country", "status")},
            "contacts": [person(one) for one in row["people"]],
        })
        for row in record["rows"]
    ]  # fmt: skip
    return {
        "protocolSection": {
            "identificationModule": {"nctId": record["study"], "briefTitle": record["title"]},
            "statusModule": {
                "overallStatus": record["status"],
                "lastUpdatePostDateStruct": {"date": record["as_of"]},
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": record["sponsor"]}},
            "designModule": {"phases": record["phase"].split("|")},
            "contactsLocationsModule": full({
                "centralContacts": [person(record["central"])],
                "locations": locations,
            }),
        }
    }  # fmt: skip


def boxed(value):
    if isinstance(value, dict):
        return {key: boxed(inner) for key, inner in value.items()}
    return [boxed(inner) for inner in value] if isinstance(value, list) else [value]


def dumped(value, **options):
    return json.dumps(value, ensure_ascii=False, **options).encode()


def api_v2(record):
    return {"study.json": dumped(v2_object(record), indent=1)}


def api_v2_list(record):
    return {"studies.json": dumped([v2_object(record)])}


def api_v2_page_of_results(record):
    return {"page.json": dumped({"totalCount": 1, "studies": [v2_object(record)], "next": "x"})}


def api_v2_lines(record):
    other = {**record, "study": "NCT07654321", "rows": []}
    lines = [dumped(v2_object(one)) for one in (record, other)]
    return {"studies.ndjson": b"\n".join(lines)}


def api_v2_boxed(record):
    return {"from_r.json": dumped({"studies": [boxed(v2_object(record))]})}


def api_v2_zip(record):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{record['study']}.json", dumped(v2_object(record)))
    return {"ctg-studies.json.zip": packed.getvalue()}


def api_v2_gz(record):
    return {"studies.json.gz": gzip.compress(dumped([v2_object(record)]))}


def api_v1(record):
    def person(one, prefix):
        fields = zip(("Name", "Phone", "PhoneExt", "EMail"), one, strict=True)
        return full({**{prefix + key: value for key, value in fields}, prefix + "Role": "Contact"})

    locations = [
        full({
            "LocationFacility": row["facility"], "LocationCity": row["city"],
            "LocationState": row["state"], "LocationZip": row["zip"],
            "LocationCountry": row["country"], "LocationStatus": HUMAN[row["status"]],
            "LocationContactList": {
                "LocationContact": [person(one, "LocationContact") for one in row["people"]]
            },
        })
        for row in record["rows"]
    ]  # fmt: skip
    protocol = {
        "IdentificationModule": {"NCTId": record["study"], "BriefTitle": record["title"]},
        "StatusModule": {
            "OverallStatus": HUMAN[record["status"]],
            "LastUpdatePostDateStruct": {"LastUpdatePostDate": "March 9, 2025"},
        },
        "SponsorCollaboratorsModule": {"LeadSponsor": {"LeadSponsorName": record["sponsor"]}},
        "DesignModule": {"PhaseList": {"Phase": ["Phase 2"]}},
        "ContactsLocationsModule": {
            "CentralContactList": {"CentralContact": [person(record["central"], "CentralContact")]},
            "LocationList": {"Location": locations},
        },
    }
    response = {"FullStudies": [{"Rank": 1, "Study": {"ProtocolSection": protocol}}]}
    return {"full.json": dumped({"FullStudiesResponse": {"NStudiesFound": 1, **response}})}


def tag(name, *inner):
    return f"<{name}>{''.join(inner)}</{name}>" if any(inner) else ""


def legacy_xml(record):
    def person(name, one):
        keys = ("last_name", "phone", "phone_ext", "email")
        fields = zip(keys, map(escape, one), strict=True)
        return tag(name, *(tag(key, value) for key, value in fields))

    locations = [
        tag(
            "location",
            tag(
                "facility",
                tag("name", escape(row["facility"])),
                tag("address", *(tag(k, escape(row[k])) for k in ("city", "state", "zip"))),
            ).replace("</address>", f"<country>{row['country']}</country></address>"),
            tag("status", HUMAN[row["status"]]),
            *(person("contact_backup" if n else "contact", p) for n, p in enumerate(row["people"])),
        )
        for row in record["rows"]
    ]
    text = tag(
        "clinical_study",
        tag("id_info", tag("nct_id", record["study"])),
        tag("brief_title", escape(record["title"])),
        tag("sponsors", tag("lead_sponsor", tag("agency", escape(record["sponsor"])))),
        tag("overall_status", HUMAN[record["status"]]),
        tag("phase", "Phase 2"),
        person("overall_contact", record["central"]),
        *locations,
        tag("last_update_posted", "March 9, 2025"),
    )
    return {"study.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()}


def piped(*lines):
    text = io.StringIO()
    csv.writer(text, delimiter="|", lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def aact(record):
    nct = record["study"]
    contacts = [
        (9, nct, 100 + n, "backup" if k else "primary", name, email, phone, ext)
        for n, row in enumerate(record["rows"])
        for k, (name, phone, ext, email) in enumerate(row["people"])
    ]
    sites = [
        (100 + n, nct, row["status"], row["facility"], row["city"], row["state"], row["zip"],
         row["country"])
        for n, row in enumerate(record["rows"])
    ]  # fmt: skip
    name, phone, ext, email = record["central"]
    return {
        "studies.txt": piped(
            ("nct_id", "last_update_posted_date", "brief_title", "overall_status", "phase"),
            (nct, record["as_of"], record["title"], record["status"], record["phase"]),
        ),
        "sponsors.txt": piped(
            ("id", "nct_id", "agency_class", "lead_or_collaborator", "name"),
            (1, nct, "OTHER", "collaborator", "Somebody Else"),
            (2, nct, "OTHER", "lead", record["sponsor"]),
        ),
        "facilities.txt": piped(
            ("id", "nct_id", "status", "name", "city", "state", "zip", "country"), *sites
        ),
        "facility_contacts.txt": piped(
            ("id", "nct_id", "facility_id", "contact_type", "name", "email", "phone",
             "phone_extension"), *contacts
        ),
        "central_contacts.txt": piped(
            ("id", "nct_id", "contact_type", "name", "phone", "email", "phone_extension", "role"),
            (1, nct, "primary", name, phone, email, ext, "CONTACT"),
        ),
        "conditions.txt": piped(("id", "nct_id", "name"), (1, nct, "Invented Disease")),
    }  # fmt: skip


def aact_zip(record):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in aact(record).items():
            archive.writestr(name, data)
    return {"20250309_export.zip": packed.getvalue()}


TABLE = ("Line ID", "NCT Number", "Site name", "Town", "State/Province", "Postal code", "Country",
         "Recruitment status", "Contact person", "Telephone", "Ext.", "E-mail")  # fmt: skip


def table_lines(record):
    yield TABLE
    for n, row in enumerate(record["rows"]):
        site = (f"L{n}", record["study"], row["facility"], row["city"], row["state"], row["zip"],
                row["country"], HUMAN[row["status"]])  # fmt: skip
        for person in row["people"] or [("", "", "", "")]:
            yield (*site, *person)


def coordinator_csv(record):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(table_lines(record))
    return {"sites.csv": b"\xef\xbb\xbf" + text.getvalue().encode()}


def coordinator_xlsx(record):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for line in table_lines(record):
        book.active.append(line)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"  # text that begins with "=" stays text
    book.save(file)
    return {"sites.xlsx": file.getvalue()}


REGISTRY = (
    *(api_v2, api_v2_list, api_v2_page_of_results, api_v2_lines, api_v2_boxed, api_v2_zip),
    *(api_v2_gz, api_v1, legacy_xml, aact, aact_zip),
)
NESTED = (*REGISTRY, coordinator_csv, coordinator_xlsx)


def flat_page(record):
    lines = [record["title"], f"NCT ID: {record['study']}", f"Last Updated: {record['as_of']}"]
    lines += ["Basic Information", "Recruitment Status", record["status"]]
    lines += ["Clinical Phase", record["phase"]]
    lines += ["Sponsors", record["sponsor"], "OTHER", "Sponsor Role lead", "Locations"]
    for row in record["rows"]:
        place = f"{row['city']}, {row['state']}, {row['country']}"
        lines += [row["facility"], place, "Site Status", row["status"]]
    lines += ["Countries", *dict.fromkeys(row["country"] for row in record["rows"])]
    lines += ["Central Contacts", *page_person(record["central"], "CONTACT"), "Facility Contacts"]
    for row in record["rows"]:
        for n, one in enumerate(row["people"]):
            lines += page_person(one, "backup" if n else "primary")
    lines += ["Other Identifiers", "X-1", "Identifier Type: -"]
    return {"page.txt": "\n\n".join(line for line in lines if line).encode()}


def page_person(one, role):
    name, phone, ext, email = one
    return [name, f"Role: {role}", phone, ext, email]
