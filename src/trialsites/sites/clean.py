"""What stands around a facility's name: sponsors' site numbers, persons, degrees."""

from __future__ import annotations

import re

from trialsites.sites.lexicon import groups
from trialsites.text import fold, tidy

__all__ = ["CREDENTIAL", "is_practice", "strip_codes", "strip_person"]

_EDGES = " -\u2013,;(/"
_CODES = (
    re.compile(r"/\s*ID\s*#?\s*:?\s*([\w.-]+)", re.IGNORECASE),
    re.compile(
        r"[-\u2013,;(\[\s]*\b(?:Investigat\w+\s+)?Site\s*(?:Number|No\.?|ID|#|:)*\s*[:#]*\s*"
        r"([A-Z]{0,3}\d[\w-]*)\s*[)\]]?",
        re.IGNORECASE,
    ),
    re.compile(r"^\s*\(?(\d{3,})\)?\s*[-\u2013:_]\s*(?=\D)"),
    re.compile(r"[\s-]*\(\s*#?\s*([A-Z]{0,3}\d{3,}[\w-]*)\s*\)\s*$"),
    re.compile(r"\s[-\u2013]\s*#?(\d{3,})\s*$"),
    re.compile(r"\s(\d{4,})\s*$"),
)
_COPY = re.compile(r"^duplicate[\s_:-]+", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:Prof(?:essor)?|Dr|Dres|Dra|Doz|PD|Priv|Univ\.?-Prof)\b\.?"
    r"(?:\s*(?:Dr|Prof|med|univ|rer|nat|habil|hab)\b\.?)*(?=\s*[A-ZÀ-Ý])"
)
_SURNAME = re.compile(
    r"\s*(?:(?:[A-Z]\.|(?:van|von|de|der|del|da|la|el|al)\b)\s*)*([A-ZÀ-Ý][\w'\u2019À-ÿ-]+)"
)
_NAMED_AFTER = re.compile(
    r"\b(?:im|named after|imeni|van|de|du|der|CH|H|Hosp\w*|H[oô]p\w*|Krankenhaus|Ospedale|Klinikum)"
    r"\.?\s*$",
    re.IGNORECASE,
)
CREDENTIAL = re.compile(r",?\s+(?:M\.?D\.?|Ph\.?D\.?|D\.?O\.?|FACP|MSc|MPH)(?=[\s,;]|$)")


_PROFESSIONAL = re.compile(r"[\s,](?:P\.?\s?C|P\.?L\.?L\.?C|P\.?A|P\.?L\.?L)\.?$")
"""Professional corporation, limited liability company and association of the United States."""


def strip_codes(text: str) -> tuple[str, str]:
    """Take a sponsor's site number off a text.

    Parameters
    ----------
    text
        A facility, tidied.

    Returns
    -------
    rest, number
        The text without it, and the number or empty.
    """
    number = ""
    text = _COPY.sub("", text)
    for pattern in _CODES:
        if match := pattern.search(text):
            left = f"{text[: match.start()]} {text[match.end() :]}".strip(_EDGES)
            if re.search(r"[^\W\d]{3}", left):
                number = number or match.group(1)
                text = left
    return text, number


def _person_end(text: str, start: int) -> int:
    """Return where a person's name ends: after at most two words that nobody else knows."""
    end = start
    for _ in range(2):
        match = _SURNAME.match(text, end)
        if not match or any(g.meanings for g in groups(tuple(fold(match.group(1)).split()))):
            break
        end = match.end()
    return end


def strip_person(text: str) -> tuple[str, str]:
    """Take a titled person out of a text.

    A person named straight after an institution's words is part of its name ("Hospital Dr. Peset",
    "Praxis Dr. Muster") and loses the title only.

    Parameters
    ----------
    text
        A facility, tidied.

    Returns
    -------
    rest, person
        The text without the person, and the person as published or empty.
    """
    match = _TITLE.search(text)
    if not match or _NAMED_AFTER.search(text[: match.start()]):
        return text, ""
    end = _person_end(text, match.end())
    if end == match.end():
        return text, ""
    if re.search(r"\w\s*$", text[: match.start()]):
        return f"{text[: match.start()]} {text[match.end() :]}", ""
    return f"{text[: match.start()]} ; {text[end:]}", tidy(text[match.start() : end])


def is_practice(text: str) -> bool:
    """Tell whether a text ends in a legal form that only physicians and their like have.

    Parameters
    ----------
    text
        A facility as published.
    """
    return bool(_PROFESSIONAL.search(text))
