"""What kind of text stands where a facility's name should: a name, a placeholder, a person."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trialsites.rules import load
from trialsites.sites.lexicon import groups
from trialsites.sites.parse import parse
from trialsites.text import fold

if TYPE_CHECKING:
    from trialsites.model import Kind
    from trialsites.sites.name import Name

__all__ = ["TEMPLATE_CITIES", "classify", "mask", "may_be_template"]

TEMPLATE_CITIES = 4
"""The same masked text in this many cities of one study is a template (registry-wide count)."""

_INSTITUTION = frozenset({"uh", "hosp", "mc", "univ", "school", "cancer", "clinic", "practice"})
_STRONG = frozenset({"uh", "hosp", "univ", "mc", "cancer", "school", "inst"})
_STANDS_ALONE = frozenset({"uh", "univ", "school", "cancer"})
_SUFFIX = re.compile(
    r"\(\s*site\s*#?\s*[\w-]+\s*\)|/\s*ID\s*#.*$|\s*-\s*site\s*(?:number|no\.?)?\s*:?\s*\d+$",
    re.IGNORECASE,
)
"""A sponsor's number after a real name."""

_PRACTICE = frozenset({"practice", "clinic", "center"})
_MERE = frozenset({"research", "center", "clinic", "hosp", "mc", "practice", "inst", "system"})


@lru_cache(maxsize=1 << 17)
def mask(facility: str) -> str:
    """Return the folded text with every run of digits as one ``#``.

    Parameters
    ----------
    facility
        A facility as published.
    """
    return re.sub(r"\d+", "#", fold(facility))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rules = load("placeholders.toml")
    return {kind: re.compile("|".join(rules[kind])) for kind in ("whole", "note", "template")}


@cache
def _sponsors() -> frozenset[str]:
    return frozenset(w for s in load("placeholders.toml")["sponsors"] for w in s.split())


@cache
def _chains() -> re.Pattern[str]:
    names = "|".join(load("placeholders.toml")["chains"])
    return re.compile(rf"\b(?:{names})\b")


def _names_institution(masked: str) -> bool:
    """Tell whether a text that looks like a template also names a hospital."""
    found = groups(tuple(masked.replace("#", " ").split()))
    strong = any(
        g.of("qualifiers") or (g.of("types") in _STRONG and len(g.text) > 2)  # noqa: PLR2004 - CH
        for g in found
    )
    return strong and any(not g.meanings and len(g.text) > 1 for g in found)


def _is_sponsor(masked: str) -> bool:
    """Tell whether a text is nothing but a sponsor's name, its legal form and a country."""
    words, sponsors = masked.split(), _sponsors()
    if words[0] not in sponsors:
        return False
    rest = [g for g in groups(tuple(w for w in words if w not in sponsors)) if not g.of("stops")]
    return len(rest) <= 1 and not any(g.of("types") for g in rest)


@lru_cache(maxsize=1 << 16)
def classify(facility: str) -> Kind:
    """Return what kind of text a facility is, from its own words.

    Parameters
    ----------
    facility
        A facility as published.

    Returns
    -------
    kind
        ``named`` a hospital or practice; ``placeholder`` a sponsor's template, a code or a note;
        ``person`` a practice known only by a person; ``vague`` a department, an address or an
        ordinary word that many hospitals share; ``missing`` no text.
    """
    facility = _SUFFIX.sub("", facility).strip() or facility
    masked = mask(facility)
    if not masked:
        return "missing"
    if _is_placeholder(masked):
        return "placeholder"
    name = parse(facility)
    if name.person and not name.words and not name.types - _PRACTICE:
        return "person"
    return "named" if _identifies(name) else "vague"


def _is_placeholder(masked: str) -> bool:
    patterns = _patterns()
    if patterns["whole"].fullmatch(masked) or patterns["note"].search(masked):
        return True
    rest = patterns["template"].sub(" ", masked)
    return _is_sponsor(masked) or (rest != masked and not _names_institution(rest))


def _identifies(name: Name) -> bool:
    """Tell whether a name says more than a department or an ordinary word."""
    if name.words or name.networks or name.numbers or name.acronyms or name.qualifiers:
        return True
    if name.types & _STANDS_ALONE or name.types - _MERE:
        return True
    return bool(name.types and (name.generics or name.specialties))


@lru_cache(maxsize=1 << 17)
def may_be_template(masked: str) -> bool:
    """Tell whether a text that stands in many cities of one study was written by a sponsor.

    An institution's words or a known chain speak against it.

    Parameters
    ----------
    masked
        A text from :func:`mask`.
    """
    found = groups(tuple(masked.replace("#", "").split()))
    return not any(g.of("types") in _INSTITUTION for g in found) and not _chains().search(masked)
