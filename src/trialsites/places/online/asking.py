"""Asking a geocoder for the sites that stayed at their town's centre, and judging its answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
)
from rapidfuzz import fuzz

from trialsites.places.online.geocoder import geocoder as by_name
from trialsites.places.online.question import Query, TownSite, forms, town_sites
from trialsites.places.registers.decision import Candidate, Verdict, decide, kilometres
from trialsites.places.registers.entries import Entry
from trialsites.places.registers.question import question
from trialsites.places.registers.score import score
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd

    from trialsites.places.online.services import Service

__all__ = ["OnlineAnswer", "OnlineAnswers", "ask"]

Outcome = Literal["found", "not found", "failed"]

_FINAL = (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeocoderQuotaExceeded)
_PATIENCE = 4
_STREET_KM = 0.3
_STREET_SURE = 0.8
_SAME_STREET = 80.0
_WIDER = 1.5
_RADIUS_KM = {"entry": 0.3, "place": 1.3}


@dataclass(frozen=True, slots=True)
class OnlineAnswer:
    """What a geocoder said about one site.

    Attributes
    ----------
    outcome
        ``found`` a point that agrees with name and town; ``not found`` the service answered and
        knows no such hospital there; ``failed`` it did not answer.
    lat, lon
        Decimal degrees WGS84, where found.
    precision
        ``facility`` or ``street``.
    """

    outcome: Outcome
    note: str
    lat: float | None = None
    lon: float | None = None
    precision: str = ""
    confidence: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class OnlineAnswers:
    """What a geocoder said about the sites it was asked for.

    Attributes
    ----------
    service
        Its name.
    attribution
        Whom to name where its points are shown.
    by_site
        One answer per site id.
    requests
        How many requests were sent; answers kept from before cost none.
    stopped
        Why it was not asked to the end, as one sentence, or empty.
    """

    service: str
    attribution: str
    by_site: dict[str, OnlineAnswer]
    requests: int = 0
    stopped: str = ""

    def count(self, outcome: Outcome) -> int:
        """Return how many sites had an outcome."""
        return sum(answer.outcome == outcome for answer in self.by_site.values())


def ask(
    sites: pd.DataFrame,
    rows: pd.DataFrame,
    geocoder: Any,  # noqa: ANN401 - a name or a geopy geocoder
    *,
    cache: str | Path | None = None,
    progress: Callable[[int, int, float], None] | None = None,
) -> OnlineAnswers:
    """Ask a geocoder for the named hospitals that stand at their town's centre.

    Every answer is kept before the next question: a run that was killed asks nothing twice. A
    refusal (401, 402, 403, a wait longer than two minutes) or four failures in a row end it.

    Parameters
    ----------
    sites
        Pinned sites.
    rows
        Their located rows.
    geocoder
        A service's name, or what ``online.geocoder`` returned.
    cache
        The file that keeps answers, where the geocoder is named.
    progress
        Called after each site with how many are done, how many there are, and the seconds left.

    Returns
    -------
    answers
        Found, not found and failed kept apart.

    Raises
    ------
    InputError
        If the geocoder is not known or lacks its key.
    """
    asked = by_name(geocoder, cache=cache) if isinstance(geocoder, str) else geocoder
    service: Service = asked.service
    wanted = [s for s in town_sites(sites, rows) if service.knows(s.country)]
    answers: dict[str, OnlineAnswer] = {}
    failures, stopped, start = 0, "", time.monotonic()
    for done, site in enumerate(wanted, 1):
        if stopped:
            answers[site.id] = OnlineAnswer("failed", f"not asked: {stopped}")
            continue
        try:
            answers[site.id] = _answer(site, asked, service)
            failures = 0
        except GeocoderServiceError as error:
            reason = f"{service.name} failed ({type(error).__name__}: {error})"
            answers[site.id] = OnlineAnswer("failed", reason)
            failures += 1
            if isinstance(error, _FINAL) or failures >= _PATIENCE:
                stopped = reason
        if progress:
            progress(done, len(wanted), (time.monotonic() - start) / done * (len(wanted) - done))
    return OnlineAnswers(
        service.name, service.attribution, answers, asked.adapter.requests, stopped
    )


def _answer(site: TownSite, asked: Any, service: Service) -> OnlineAnswer:  # noqa: ANN401 - geopy
    why = "no such hospital"
    for query in forms(site, service):
        verdict = decide(list(_candidates(site, _found(asked, query, site.country), service)))
        best = verdict.best
        if best is not None and verdict.word in {"entry", "place"}:
            return _at_door(verdict, best, service)
        if verdict.word == "open":
            why = "several hospitals of that name"
            break
    if site.address and (street := _street(site, asked, service)):
        return street
    return OnlineAnswer("not found", f"{service.name} knows {why} there")


def _found(asked: Any, query: Query, country: str) -> list[Any]:  # noqa: ANN401 - geopy
    option = asked.service.country_option
    options = {option: country.lower()} if option else {}
    return asked.geocode(query, exactly_one=False, **options) or []


def _candidates(site: TownSite, locations: Iterable[Any], service: Service) -> Iterable[Candidate]:
    wanted = question(site.facility, site.city, site.town.name)
    centre = _centre(site)
    for number, location in enumerate(locations):
        if service.kind_of(location.raw) in {"street", "town"}:
            continue
        entry = replace(
            centre,
            id=str(number),
            name=_name(location),
            lat=location.latitude,
            lon=location.longitude,
        )
        km = kilometres(centre, entry)
        if km <= _WIDER * site.town.radius_km:
            yield Candidate(service.name, entry, km, site.town.id, *score(wanted, entry, km))


def _centre(site: TownSite) -> Entry:
    return Entry(
        id="",
        name="",
        other_names=(),
        street="",
        city=site.city,
        zip="",
        country=site.country,
        type="",
        lat=site.town.lat,
        lon=site.town.lon,
    )


def _name(location: Any) -> str:  # noqa: ANN401 - geopy
    """Return a result's own name: a field of its raw answer, else the head of its address."""
    raw = location.raw if isinstance(location.raw, dict) else {}
    inner = raw.get("properties")
    for fields in (raw, inner if isinstance(inner, dict) else {}):
        if isinstance(name := fields.get("name"), str) and name:
            return name
    return str(location.address or "").partition(",")[0]


def _at_door(verdict: Verdict, best: Candidate, service: Service) -> OnlineAnswer:
    return OnlineAnswer(
        "found",
        f"{best.entry.name}, {best.km:.1f} km from the centre of its town, says {service.name}",
        lat=best.entry.lat,
        lon=best.entry.lon,
        precision="facility",
        confidence=verdict.probability,
        radius_km=_RADIUS_KM[verdict.word],
    )


def _street(site: TownSite, asked: Any, service: Service) -> OnlineAnswer | None:  # noqa: ANN401 - geopy
    """Return the point of the published address, if its best result is a street of the town."""
    locations = _found(asked, site.address, site.country)
    if not locations or service.kind_of(locations[0].raw) != "street":
        return None
    if fuzz.token_set_ratio(fold(site.address), fold(_name(locations[0]))) < _SAME_STREET:
        return None
    lat, lon = locations[0].latitude, locations[0].longitude
    centre = _centre(site)
    if kilometres(centre, replace(centre, lat=lat, lon=lon)) > _WIDER * site.town.radius_km:
        return None
    return OnlineAnswer(
        "found",
        f"the published address {site.address}, says {service.name}",
        lat=lat,
        lon=lon,
        precision="street",
        confidence=_STREET_SURE,
        radius_km=_STREET_KM,
    )
