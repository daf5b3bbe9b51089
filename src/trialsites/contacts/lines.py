"""Sponsor lines: numbers of a study that are no site's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trialsites.countries import country_code
from trialsites.phones import digits_of, numbers, same_line
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trialsites.model import Contact, Row, Study
    from trialsites.phones import Phone

__all__ = ["SHARED_BY", "StudyLines", "region_of"]

SHARED_BY = 3
"""A number given in this many cities of one study is no site's own (see ``phone.central``)."""


def region_of(rows: Iterable[Row], otherwise: str = "") -> str:
    """Return the one country code of some rows, or another where they have none or several."""
    codes = {country_code(row.country) for row in rows} - {""}
    return codes.pop() if len(codes) == 1 else otherwise


@dataclass(slots=True)
class StudyLines:
    """The numbers of one study that are its sponsor's or network's.

    Attributes
    ----------
    region
        ISO 3166-1 alpha-2 code of the study's only country, or empty.
    central
        Digits and extension of every number of the study's own contacts.
    cities
        For every number, the cities it is given in.
    """

    region: str = ""
    central: list[tuple[str, str]] = field(default_factory=list)
    cities: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, study: Study, placed: Iterable[tuple[Contact, Row | None]]) -> StudyLines:
        """Collect the lines of a study.

        Parameters
        ----------
        study
            The record as read.
        placed
            Every site contact with its row, if known: a number counts in the city of that row.
        """
        countries = {country_code(name) for name in study.countries} - {""}
        only = countries.pop() if len(countries) == 1 and not study.rows else ""
        lines = cls(region_of(study.rows, only))
        for contact in study.study_contacts:
            lines.central += [
                (digits, contact.phone_ext) for digits in _digits(contact.phone, lines.region)
            ]
        for contact, row in placed:
            if row is not None and contact.phone:
                for digits in _digits(contact.phone, region_of([row], lines.region)):
                    city = (fold(row.city), fold(row.country))
                    lines.cities.setdefault(digits, set()).add(city)
        return lines

    def is_central(self, contact: Contact, phones: tuple[Phone, ...]) -> bool:
        """Tell whether a site contact's number is one of the study's own contacts."""
        mine = [(digits_of(p.e164), p.ext or contact.phone_ext) for p in phones]
        return any(
            same_line(digits, line) and extension in {"", its_extension}
            for digits, extension in mine or [(digits_of(contact.phone), contact.phone_ext)]
            for line, its_extension in self.central
        )

    def shared(self, contact: Contact, region: str) -> int:
        """Return in how many cities of the study a site contact's number is given."""
        return max(
            (len(self.cities.get(digits, ())) for digits in _digits(contact.phone, region)),
            default=0,
        )


def _digits(text: str, region: str) -> list[str]:
    """Return the numbers of a field as digits: of the E.164 form, or as published."""
    if not text:
        return []
    return [digits_of(phone.e164) for phone in numbers(text, region)] or [digits_of(text)]
