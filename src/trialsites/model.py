"""The nouns of the directory: study, row, contact, pairing, issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Contact",
    "Issue",
    "Kind",
    "Pairing",
    "PairingWord",
    "Precision",
    "Row",
    "Scope",
    "Skipped",
    "Study",
]

Kind = Literal["named", "placeholder", "person", "vague", "missing"]
PairingWord = Literal["nested", "order", "evidence", "open"]
Precision = Literal["facility", "street", "postcode", "city", "admin1", "country", ""]
Scope = Literal["site", "central", "official", "sponsor"]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something doubtful or wrong in the data, kept beside it.

    Attributes
    ----------
    code
        A dotted word such as ``phone.central``; counted by ``trialsites check``.
    message
        One sentence for a person.
    study
        The study it was seen in, or empty.
    position
        The row it was seen in, 0-based, or None.
    value
        The published text it is about.
    """

    code: str
    message: str
    study: str = ""
    position: int | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One location line of one study, as published.

    Attributes
    ----------
    position
        Place of the row in the record, 0-based.
    status
        The registry's word in its enum form, such as ``RECRUITING``, where recognised.
    id
        The line's own identifier where its source has one (a coordinator's table).
    org_id
        The organisation's identifier in its register (CTIS ``ORG-…``, NHS ODS code), or empty.
    lat, lon
        The record's own point in decimal degrees WGS84, or None. A candidate, never the truth.
    """

    study: str
    position: int
    facility: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    status: str = ""
    department: str = ""
    address: str = ""
    id: str = ""
    org_id: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One person or desk of one study, exactly as published.

    Attributes
    ----------
    contact
        Order in the record among contacts of the same scope group, 0-based: site contacts count
        on their own, study-level contacts (central, official, sponsor) on theirs.
    role
        The role as published; its vocabulary word is derived later.
    position
        The row it belongs to where the format nests contacts in rows, else None.
    scope
        ``site`` for a contact of one row; otherwise whose contact it is at study level.
    """

    study: str
    contact: int
    name: str = ""
    role: str = ""
    phone: str = ""
    phone_ext: str = ""
    email: str = ""
    affiliation: str = ""
    position: int | None = None
    scope: Scope = "site"


@dataclass(frozen=True, slots=True)
class Study:
    """One registry record as read: its rows and contacts in published order.

    Attributes
    ----------
    status
        The registry's word in its enum form, such as ``NOT_YET_RECRUITING``, where recognised.
    as_of
        Date of the record, ISO 8601 (``YYYY-MM-DD``), or empty. Contacts were valid then.
    source
        Name of the format it was read from.
    file
        File name it was read from, without folders.
    nested
        True if the format itself says which row each contact belongs to.
    part
        True if the registry publishes the study in several records, one per country, that add up.
    contacts
        Site contacts, in published order.
    study_contacts
        Contacts of the whole study: central contacts, officials, sponsor desks.
    """

    id: str
    title: str = ""
    sponsor: str = ""
    status: str = ""
    phase: str = ""
    as_of: str = ""
    url: str = ""
    source: str = ""
    file: str = ""
    nested: bool = False
    part: bool = False
    countries: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    contacts: tuple[Contact, ...] = ()
    study_contacts: tuple[Contact, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input found in a folder, glob or archive that is no trial record.

    Attributes
    ----------
    name
        The input as a user would name it.
    reason
        Why it was passed over, to be read after the name: ``has no NCT number``.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which row one site contact belongs to, how we know, and how sure we are.

    Attributes
    ----------
    contact
        0-based order of the contact among the study's site contacts.
    position
        The row's position, or None where it stays open.
    how
        ``nested`` given by the format, ``order`` settled by equal counts, ``evidence`` inferred,
        ``open`` not asserted.
    confidence
        Probability that ``position`` is right, 0-1; for an open contact, that of its best row.
    note
        One sentence that explains it.
    candidates
        For an open contact, (position, probability) of the rows it may belong to, best first.
    """

    contact: int
    position: int | None
    how: PairingWord
    confidence: float
    note: str = ""
    candidates: tuple[tuple[int, float], ...] = ()
