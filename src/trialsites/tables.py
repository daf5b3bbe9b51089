"""The columns of every table, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = [
    "CLAIMS",
    "CONTACTS",
    "DECISIONS",
    "DOUBTS",
    "HISTORY",
    "ISSUES",
    "ROWS",
    "SITES",
    "SPELLINGS",
    "STUDIES",
    "STUDY_CONTACTS",
    "TABLES",
    "Column",
    "Step",
    "Table",
    "records",
]

Type = Literal["text", "int", "float"]
Step = Literal["extract", "contacts", "locate", "dedupe", "pin"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, its unit, and the step that fills it.

    Text columns never hold null: empty text means unknown. Numbers may be null. Text that many
    rows share may be categorical in memory.
    """

    name: str
    type: Type
    meaning: str
    step: Step = "extract"

    @property
    def dtype(self) -> str:
        """What pandas calls its type."""
        return {"text": "str", "int": "Int64", "float": "Float64"}[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the directory."""

    name: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]

    def names(self, *steps: Step) -> list[str]:
        """Return the column names filled by some steps, or all."""
        return [c.name for c in self.columns if not steps or c.step in steps]

    def frame(self, records: Iterable[tuple[object, ...]], *steps: Step) -> pd.DataFrame:
        """Return records as a data frame with this table's columns and types."""
        import pandas as pd

        names = self.names(*steps)
        return self.typed(pd.DataFrame.from_records(list(records), columns=names), *steps)

    def typed(self, frame: pd.DataFrame, *steps: Step) -> pd.DataFrame:
        """Return a frame's columns of this table, in its order and with its types."""
        kept = {c.name: c.dtype for c in self.columns if not steps or c.step in steps}
        return frame[list(kept)].astype(kept)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the lines of a frame as dictionaries."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def _c(name: str, type_: Type, meaning: str, step: Step = "extract") -> Column:
    return Column(name, type_, meaning, step)


STUDIES = Table(
    "studies",
    ("study",),
    "one registry record",
    (
        _c("study", "text", "registry identifier, such as NCT06937905"),
        _c("title", "text", "brief title as published"),
        _c("sponsor", "text", "lead sponsor as published"),
        _c("status", "text", "recruitment status of the study, registry enum"),
        _c("phase", "text", "registry enum, such as PHASE3; several are joined by |"),
        _c("as_of", "text", "date of the record, YYYY-MM-DD; contacts were valid then"),
        _c("url", "text", "where the record is published, if known"),
        _c("source", "text", "format it was read from"),
        _c("file", "text", "file name it was read from"),
        _c("countries", "text", "countries of the study as published, joined by |"),
    ),
)

ROWS = Table(
    "rows",
    ("study", "position"),
    "one location line of one study, as published, with what was understood laid over it",
    (
        _c("study", "text", "the study"),
        _c("position", "int", "place in the record, 0-based"),
        _c("id", "text", "the line's own identifier in its source, if it has one"),
        _c("facility", "text", "facility as published"),
        _c("department", "text", "department where the format has a field of its own for it"),
        _c("address", "text", "street address where the format has it"),
        _c("city", "text", "as published"),
        _c("state", "text", "as published"),
        _c("zip", "text", "as published"),
        _c("country", "text", "as published"),
        _c("status", "text", "recruitment status of the row, registry enum, may be empty"),
        _c("org_id", "text", "identifier of the organisation in its register, if published"),
        _c("record_lat", "float", "the record's own point, decimal degrees WGS84"),
        _c("record_lon", "float", "the record's own point, decimal degrees WGS84"),
        _c("country_code", "text", "ISO 3166-1 alpha-2, empty if not understood", "locate"),
        _c("place_id", "text", "GeoNames id of the accepted town, empty if none", "locate"),
        _c("place", "text", "name of the accepted town", "locate"),
        _c("admin1", "text", "first-level division of the accepted town", "locate"),
        _c("place_lat", "float", "the town's centre, decimal degrees WGS84", "locate"),
        _c("place_lon", "float", "the town's centre, decimal degrees WGS84", "locate"),
        _c("place_precision", "text", "city, postcode, admin1, country or empty", "locate"),
        _c("place_confidence", "float", "probability that the town is right, 0-1", "locate"),
        _c("place_radius_km", "float", "the town is within this many kilometres", "locate"),
        _c("place_candidates", "text", "JSON list of towns with probabilities", "locate"),
        _c("place_note", "text", "one sentence on how the town was found", "locate"),
        _c("kind", "text", "named, placeholder, person, vague or missing", "dedupe"),
        _c("site_id", "text", "the site the row belongs to", "dedupe"),
    ),
)

_PERSON = (
    _c("study", "text", "the study"),
    _c("contact", "int", "order in the record, 0-based"),
    _c("name", "text", "as published"),
    _c("kind", "text", "person, desk, organisation or empty", "contacts"),
    _c("person_id", "text", "same for one person at one site in any spelling", "contacts"),
    _c("degrees", "text", "titles and degrees parsed off the name", "contacts"),
    _c(
        "role",
        "text",
        "primary contact, backup contact, principal investigator, sub-investigator, "
        "study chair, study director, central contact or contact",
        "contacts",
    ),
    _c("role_published", "text", "role as published"),
    _c("phone", "text", "international display form, empty if not understood", "contacts"),
    _c("phone_e164", "text", "E.164 form, empty if not understood", "contacts"),
    _c("phone_ext", "text", "extension", "contacts"),
    _c("phone_published", "text", "as published, several numbers in one text kept together"),
    _c("phone_note", "text", "what to know before dialling: a sponsor line, doubtful", "contacts"),
    _c("email", "text", "as published if it is an address, else empty", "contacts"),
    _c("email_published", "text", "as published"),
    _c("affiliation", "text", "as published"),
    _c("as_of", "text", "date of the record the contact stood in, YYYY-MM-DD"),
)

CONTACTS = Table(
    "contacts",
    ("study", "contact"),
    "one person or desk of one site of one study",
    (
        *_PERSON,
        _c("position", "int", "the row it belongs to, null where open", "contacts"),
        _c("pairing", "text", "nested, order, evidence or open", "contacts"),
        _c("pairing_confidence", "float", "probability that the row is right, 0-1", "contacts"),
        _c("pairing_note", "text", "one sentence on how the row was found", "contacts"),
        _c("pairing_candidates", "text", "JSON list of [position, probability]", "contacts"),
    ),
)

STUDY_CONTACTS = Table(
    "study_contacts",
    ("study", "contact"),
    "one person or desk of a whole study: central contacts, officials, sponsor desks",
    (*_PERSON, _c("scope", "text", "central, official or sponsor")),
)

SITES = Table(
    "sites",
    ("site_id",),
    "one hospital or practice, or one undisclosed site",
    (
        _c("site_id", "text", "stable identifier", "dedupe"),
        _c("name", "text", "clearest published spelling", "dedupe"),
        _c("organisation_id", "text", "same for all sites of one organisation", "dedupe"),
        _c("organisation", "text", "name of the organisation", "dedupe"),
        _c("kind", "text", "named, placeholder, person, vague or missing", "dedupe"),
        _c("departments", "text", "departments seen, joined by |", "dedupe"),
        _c("country", "text", "English name, or as published if not understood", "dedupe"),
        _c("country_code", "text", "ISO 3166-1 alpha-2", "dedupe"),
        _c("city", "text", "the accepted town, else the city as published", "dedupe"),
        _c("place_id", "text", "GeoNames id of the accepted town", "dedupe"),
        _c("admin1", "text", "first-level division", "dedupe"),
        _c("merge_note", "text", "one sentence on why its rows are one site", "dedupe"),
        _c("rows", "int", "how many rows are this site", "dedupe"),
        _c("studies", "int", "how many studies run there", "dedupe"),
        _c("lat", "float", "decimal degrees WGS84, null where not placed", "pin"),
        _c("lon", "float", "decimal degrees WGS84, null where not placed", "pin"),
        _c("precision", "text", "facility, street, postcode, city, admin1, country", "pin"),
        _c("confidence", "float", "probability that the point is right at its precision", "pin"),
        _c("radius_km", "float", "the site is within this many kilometres of the point", "pin"),
        _c("source", "text", "where the point comes from", "pin"),
        _c("pin_note", "text", "one sentence on how the point was found", "pin"),
        _c("candidates", "text", "JSON list of other points with probabilities", "pin"),
    ),
)

SPELLINGS = Table(
    "spellings",
    ("site_id", "facility", "city"),
    "each distinct published name of a site, and why it belongs there",
    (
        _c("site_id", "text", "the site", "dedupe"),
        _c("facility", "text", "as published", "dedupe"),
        _c("city", "text", "as published", "dedupe"),
        _c("rows", "int", "how many rows spell it so", "dedupe"),
        _c("probability", "float", "that it is this site, 1 for an exact key", "dedupe"),
        _c("note", "text", "one sentence with the strongest reasons", "dedupe"),
    ),
)

CLAIMS = Table(
    "claims",
    ("site_id", "organisation"),
    "an organisation that the names of a site speak of; sites that name one may be linked",
    (
        _c("site_id", "text", "the site", "dedupe"),
        _c("block", "text", "the place the site stands in", "dedupe"),
        _c("organisation", "text", "network or town, country and words, joined by |", "dedupe"),
        _c("home", "int", "1 if the site stands in the town of that name", "dedupe"),
        _c("campus", "int", "0 if `name` is the whole organisation's, 1 if a campus's", "dedupe"),
        _c("faults", "int", "what makes `name` unclear to a reader", "dedupe"),
        _c("rows", "int", "how many rows spell it so", "dedupe"),
        _c("name", "text", "the spelling that names the organisation best", "dedupe"),
    ),
)

DOUBTS = Table(
    "doubts",
    ("kind", "a", "b"),
    "questions a person may settle: near-misses of merging, doubtful places, open contacts",
    (
        _c("kind", "text", "site, place or pair", "dedupe"),
        _c("a", "text", "what the question is about", "dedupe"),
        _c("b", "text", "the proposed answer", "dedupe"),
        _c("probability", "float", "that the answer is right", "dedupe"),
        _c("note", "text", "one sentence with the strongest reasons", "dedupe"),
    ),
)

DECISIONS = Table(
    "decisions",
    ("kind", "a", "b"),
    "what people settled; applied before anything is scored, for ever",
    (
        _c("kind", "text", "site, place or pair"),
        _c("a", "text", "what was asked about"),
        _c("b", "text", "the answer proposed"),
        _c("verdict", "text", "same, different or alias"),
        _c("who", "text", "who decided"),
        _c("when", "text", "ISO 8601 time"),
    ),
)

HISTORY = Table(
    "history",
    ("old_id",),
    "former site ids and what they are called now",
    (
        _c("old_id", "text", "an id a site once had"),
        _c("site_id", "text", "its id now"),
        _c("when", "text", "ISO 8601 time of the change"),
    ),
)

ISSUES = Table(
    "issues",
    ("study", "code", "position", "value"),
    "what is doubtful or wrong in the data",
    (
        _c("code", "text", "dotted word, such as phone.central"),
        _c("message", "text", "one sentence"),
        _c("study", "text", "the study it was seen in"),
        _c("position", "int", "the row it was seen in, or null"),
        _c("value", "text", "the published text it is about"),
    ),
)

TABLES = (
    STUDIES,
    ROWS,
    CONTACTS,
    STUDY_CONTACTS,
    SITES,
    SPELLINGS,
    CLAIMS,
    DOUBTS,
    DECISIONS,
    HISTORY,
    ISSUES,
)
