"""Phone numbers: from what people typed to what people dial."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phonenumbers import PhoneNumber

__all__ = ["Area", "Phone", "area_of", "digits_of", "numbers", "same_line"]

LONGEST = 500
"""What stands after as many characters of a field is no phone number."""

FEWEST_DIGITS = 6
"""A part of a field with fewer digits is no number of its own."""

_BETWEEN = re.compile(r"\s*(?:[;,/|&]|\bor\b|\band\b|\bou\b|\boder\b)\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:ext|x|poste|durchwahl)\b", re.IGNORECASE)
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_DIALLED_FROM_AMERICA = re.compile(r"^\(?011[\s)-]*(?=[1-9])")
_AMERICAN_WHOLE = re.compile(r"^1[2-9]\d{9}$")
_BETWEEN_PLACES = re.compile(r"\s*(?:,|/|\s-\s)\s*")
_LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "pl", "hu", "ro")
"""Languages in which areas are named: a page may write Sevilla or Seville."""
_AMERICAN_FREE = re.compile(r"^1?8(?:00|33|44|55|66|77|88)\d{7}$")


@dataclass(frozen=True, slots=True)
class Phone:
    """One number as it is dialled.

    Attributes
    ----------
    e164, display
        The number in E.164 and in international display form, without extension.
    region
        ISO 3166-1 alpha-2 code of the country whose plan it is in, empty for world-wide numbers.
    free
        True if it is free to call: such a number stands nowhere.
    """

    e164: str
    display: str
    region: str = ""
    ext: str = ""
    free: bool = False


@cache
def _label() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("contacts.toml")["phones"]["labels"]))
    return re.compile(rf"(?<![a-zé])(?:t[ée]l[ée]phone|t[ée]l|{words})\b[\s.:#°]*", re.IGNORECASE)


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text."""
    return "".join(c for c in text if c in "0123456789")


@lru_cache(maxsize=1 << 17)
def numbers(text: str, region: str) -> tuple[Phone, ...]:
    """Return the valid numbers in a published phone field.

    Understands national numbers of the region, ``+`` and ``00`` and ``011`` prefixes, a missing
    plus, the trunk zero in brackets, labels, letters on the keypad, extensions, several numbers
    in one field, and American free numbers given abroad. Numbering plans: libphonenumber.

    Parameters
    ----------
    text
        The field as published.
    region
        ISO 3166-1 alpha-2 code of the country the contact sits in, or empty.

    Returns
    -------
    phones
        The numbers that exist in a numbering plan, in the field's order; empty if none does.
    """
    found = (
        _number(number, region) or _number(f"{number} {tail}", region)
        for number, tail in _parts(tidy(text[:LONGEST]))
    )
    return tuple(dict.fromkeys(phone for phone in found if phone))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers of a field, each with the short parts after it.

    A short part before a number is its area code ("040/123456"); one after it is its extension,
    or another ending that is not dialled unless the number is none without it.
    """
    number, tail = "", ""
    for part in _BETWEEN.split(text):
        if len(digits_of(number)) < FEWEST_DIGITS or _EXTENSION.match(part):
            number = f"{number} {part}".strip()
        elif len(digits_of(part)) < FEWEST_DIGITS:
            tail = f"{tail} {part}".strip()
        else:
            yield number, tail
            number, tail = part, ""
    if number:
        yield number, tail


def _number(part: str, region: str) -> Phone | None:
    import phonenumbers

    for text, where in _readings(part, region):
        try:
            number = phonenumbers.parse(text, where or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.UNKNOWN:
            return _dialled(number)
    return None


def _dialled(number: PhoneNumber) -> Phone:
    from phonenumbers import (
        PhoneNumberFormat,
        PhoneNumberType,
        format_number,
        number_type,
        region_code_for_number,
    )

    extension, number.extension = number.extension or "", None
    return Phone(
        format_number(number, PhoneNumberFormat.E164),
        format_number(number, PhoneNumberFormat.INTERNATIONAL),
        region_code_for_number(number) or "",
        extension,
        number_type(number) == PhoneNumberType.TOLL_FREE,
    )


def _readings(part: str, region: str) -> Iterator[tuple[str, str]]:
    """Yield ways to read one number, the likeliest first."""
    text = _TRUNK_ZERO.sub("", _label().sub(" ", part)).strip().replace("+ ", "+")
    digits = digits_of(text)
    if text.startswith("+"):
        yield text, region
        yield f"+{digits.removeprefix('00')}", ""
    elif text.startswith("00"):
        yield "+" + text[2:].lstrip(), region
    elif _DIALLED_FROM_AMERICA.match(text):
        yield "+" + _DIALLED_FROM_AMERICA.sub("", text), region
    yield text, region
    if _AMERICAN_FREE.match(digits):
        yield text, "US"
    elif region and _AMERICAN_WHOLE.match(digits):
        yield f"+{digits}", ""


def same_line(one: str, other: str) -> bool:
    """Tell whether two numbers are one line, however their country and trunk codes are written.

    Parameters
    ----------
    one, other
        Digits only; numbers of fewer than seven digits are never the same.
    """
    shorter, longer = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return len(shorter) > FEWEST_DIGITS and longer.endswith(shorter)


@dataclass(frozen=True, slots=True)
class Area:
    """The places a fixed number's area code stands for, folded: towns, and divisions of a country.

    A name that a division and its chief town share, such as New York, counts as the division.
    """

    towns: frozenset[str] = frozenset()
    divisions: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 16)
def area_of(e164: str) -> Area:
    """Return what a number's area code says of where it is.

    Source: libphonenumber's geocoding data, as "Escondido, CA" or "Fortaleza - CE", and ISO
    3166-2. Loading the data takes seconds, once per process.

    Parameters
    ----------
    e164
        A number in E.164 form.

    Returns
    -------
    area
        Empty where the numbering plan tells no more than the country.
    """
    import phonenumbers
    from phonenumbers.geocoder import country_name_for_number, description_for_number

    number = phonenumbers.parse(e164)
    names = _divisions(phonenumbers.region_code_for_number(number) or "")
    known = frozenset(map(fold, names.values()))
    spelt: dict[int, set[str]] = {}
    for language in _LANGUAGES:
        described = description_for_number(number, language)
        if described != country_name_for_number(number, language):
            for part, place in enumerate(_BETWEEN_PLACES.split(described)):
                spelt.setdefault(part, set()).add(fold(names.get(place, place)))
    towns = [places for places in spelt.values() if places.isdisjoint(known)]
    divisions = [places for places in spelt.values() if not places.isdisjoint(known)]
    return Area(frozenset().union(*towns) - {""}, frozenset().union(*divisions) - {""})


@cache
def _divisions(region: str) -> dict[str, str]:
    """Return the names of a country's subdivisions by the last part of their ISO 3166-2 code."""
    import pycountry

    divisions = pycountry.subdivisions
    return {
        division.code.partition("-")[2]: division.name.partition("[")[0].strip()
        for division in divisions
        if division.country_code == region
    }
