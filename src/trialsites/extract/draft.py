"""A study while it is being read: rows and contacts get their numbers here."""

from __future__ import annotations

from dataclasses import dataclass, field

from trialsites.extract.decoding import as_published
from trialsites.extract.terms import status_word
from trialsites.model import Contact, Issue, Row, Scope, Study

__all__ = ["Draft"]


@dataclass(slots=True)
class Draft:
    """Rows, contacts and issues of one record in published order.

    Attributes
    ----------
    id
        Registry identifier.
    """

    id: str
    rows: list[Row] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    study_contacts: list[Contact] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def row(self, *, lat: object = None, lon: object = None, **texts: object) -> int:
        """Add a row and return its position.

        Parameters
        ----------
        lat, lon
            The record's own point in decimal degrees; left out unless both are numbers in range.
        **texts
            Fields of `trialsites.model.Row` as published.
        """
        fields = {name: as_published(value) for name, value in texts.items()}
        fields["status"] = status_word(fields.get("status", ""))
        point = _degrees(lat, 90), _degrees(lon, 180)
        if None in point:
            if as_published(lat) or as_published(lon):
                message = "The line's coordinates are no decimal degrees and were left out."
                self.issue("row.coordinates", message, len(self.rows), f"{lat}, {lon}")
            point = None, None
        position = len(self.rows)
        self.rows.append(Row(self.id, position, lat=point[0], lon=point[1], **fields))
        return position

    def contact(self, position: int | None, **texts: object) -> None:
        """Add a site contact unless it is empty.

        Parameters
        ----------
        position
            The row it belongs to, None on flat pages.
        **texts
            Text fields of `trialsites.model.Contact` as published.
        """
        fields = {name: as_published(value) for name, value in texts.items()}
        if any(text for name, text in fields.items() if name != "role"):
            number = len(self.contacts)
            self.contacts.append(
                Contact(self.id, number, position=position, scope="site", **fields)
            )

    def study_contact(self, scope: Scope, **texts: object) -> None:
        """Add a contact of the whole study unless it is empty.

        Parameters
        ----------
        scope
            Whose contact it is.
        **texts
            Text fields of `trialsites.model.Contact` as published.
        """
        fields = {name: as_published(value) for name, value in texts.items()}
        if any(text for name, text in fields.items() if name not in ("role", "affiliation")):
            number = len(self.study_contacts)
            made = Contact(self.id, number, position=None, scope=scope, **fields)
            self.study_contacts.append(made)

    def issue(self, code: str, message: str, position: int | None = None, value: str = "") -> None:
        """Keep something doubtful.

        Parameters
        ----------
        code
            A dotted word.
        message
            One sentence.
        position
            The row it was seen in.
        value
            The published text it is about.
        """
        self.issues.append(Issue(code, message, self.id, position, value))

    def study(
        self,
        *,
        nested: bool = True,
        part: bool = False,
        countries: tuple[str, ...] = (),
        **texts: object,
    ) -> Study:
        """Return the finished study.

        Parameters
        ----------
        nested
            True if the format says which row each contact belongs to.
        part
            True if this is the record of one country of several.
        countries
            As published; those of the rows if the format has no list of its own.
        **texts
            Text fields of `trialsites.model.Study`.
        """
        fields = {name: as_published(value) for name, value in texts.items()}
        fields["status"] = status_word(fields.get("status", ""))
        named = countries or tuple(row.country for row in self.rows)
        return Study(
            self.id,
            nested=nested,
            part=part,
            countries=tuple(dict.fromkeys(filter(None, named))),
            rows=tuple(self.rows),
            contacts=tuple(self.contacts),
            study_contacts=tuple(self.study_contacts),
            issues=tuple(self.issues),
            **fields,
        )


def _degrees(value: object, most: int) -> float | None:
    try:
        degrees = float(as_published(value).replace(",", "."))
    except ValueError:
        return None
    return degrees if abs(degrees) <= most else None
