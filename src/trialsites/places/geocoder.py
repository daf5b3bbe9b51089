"""The offline gazetteer as a geopy geocoder: it swaps with every geopy service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geopy.adapters import BaseAsyncAdapter, BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from trialsites.places.answer import Answer, locate_place
from trialsites.places.evidence import Evidence
from trialsites.places.gazetteer import gazetteer
from trialsites.places.score import ACCEPT
from trialsites.places.towns import find, read_place

if TYPE_CHECKING:
    from trialsites.places.gazetteer import Town

__all__ = ["Gazetteer"]

_FIELDS = ("facility", "city", "state", "postalcode", "country")


class _NoNetwork(BaseSyncAdapter):  # type: ignore[misc] # geopy publishes no types
    """Refuses every request: the gazetteer lies on this machine."""

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - geopy's own signature
        raise GeocoderUnavailable(
            f"the offline gazetteer asks no server ({url}, {timeout}, {headers})"
        )

    get_text = get_json


class Gazetteer(Geocoder):  # type: ignore[misc] # geopy publishes no types
    """Geocoder of towns that needs no network and refuses rather than guesses.

    Every `geopy.location.Location` carries in ``raw``: source, id (GeoNames), confidence (0-1),
    precision, radius_km, candidates and rule (the sentence that explains it).

    Parameters
    ----------
    adapter_factory
        As for every geopy geocoder; with an asynchronous one ``geocode`` is awaitable. No adapter
        is ever used to reach a server.
    **kwargs
        As for every geopy geocoder.

    Examples
    --------
    >>> Gazetteer().geocode({"city": "Lille", "country": "France"})  # doctest: +SKIP
    Location(Lille, Hauts-de-France, FR, (50.63297, 3.05858, 0.0))
    """

    def __init__(self, *, adapter_factory: Any = _NoNetwork, **kwargs: Any) -> None:  # noqa: ANN401 - geopy's own signature
        super().__init__(adapter_factory=adapter_factory, **kwargs)

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: float | object = DEFAULT_SENTINEL,
    ) -> Any:  # noqa: ANN401 - geopy's own contract
        """Return the location of a place.

        Parameters
        ----------
        query
            "Town, division, country", or a mapping with any of facility, city, state,
            postalcode, country.
        exactly_one
            True for the accepted place or None; False for a list of all candidates or None.
        timeout
            Seconds; without effect, nothing is waited for.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If a mapping has other keys.
        """
        del timeout
        evidence = _evidence(query)
        answer = locate_place(evidence) if evidence.country else _anywhere(evidence)
        return self._reply(_locations(answer), exactly_one=exactly_one, sure=bool(answer.precision))

    def reverse(
        self,
        query: Any,  # noqa: ANN401 - whatever geopy.Point takes
        *,
        exactly_one: bool = True,
        timeout: float | object = DEFAULT_SENTINEL,
    ) -> Any:  # noqa: ANN401 - geopy's own contract
        """Return the town nearest to a point.

        Parameters
        ----------
        query
            A `geopy.Point`, "lat, lon" or (lat, lon), decimal degrees WGS84.
        exactly_one
            True for one location or None; False for a list of the ten nearest or None.
        timeout
            Seconds; without effect, nothing is waited for.
        """
        del timeout
        point = Point(query)
        near = gazetteer().near(point.latitude, point.longitude, 1 if exactly_one else 10)
        found = [_location(t, "city", None, (), f"the town nearest to {point}") for t in near]
        return self._reply(found, exactly_one=exactly_one, sure=True)

    def _reply(self, found: list[Location], *, exactly_one: bool, sure: bool) -> Any:  # noqa: ANN401 - geopy's own contract
        if exactly_one:
            reply: Any = found[0] if found and sure else None
        else:
            reply = found or None
        if isinstance(self.adapter, BaseAsyncAdapter):
            return _later(reply)
        return reply


async def _later(reply: Any) -> Any:  # noqa: ANN401 - geopy's own contract
    return reply


def _evidence(query: str | Mapping[str, str]) -> Evidence:
    if isinstance(query, Mapping):
        if other := sorted(set(query) - set(_FIELDS)):
            raise GeocoderQueryError(
                f"the gazetteer knows {', '.join(_FIELDS)}, not {', '.join(other)}"
            )
        texts = {name: str(query.get(name) or "") for name in _FIELDS}
        return Evidence(
            texts["city"],
            texts["state"],
            texts["postalcode"],
            texts["country"],
            texts["facility"],
        )
    name, state, code = read_place(query)
    return Evidence(name, state, "", code)


def _anywhere(evidence: Evidence) -> Answer:
    """Return the answer for a place whose country is not said."""
    text = ", ".join(part for part in (evidence.city, evidence.state) if part)
    found = find(text)
    if found and found[0][1] >= ACCEPT:
        return locate_place(
            Evidence(evidence.city, evidence.state, evidence.zip, found[0][0].country)
        )
    return Answer("", candidates=tuple(found), note="Not placed: say the country.")


def _locations(answer: Answer) -> list[Location]:
    if not answer.precision:
        return [
            _location(t, "city", p, answer.candidates, answer.note) for t, p in answer.candidates
        ]
    place = ", ".join(p for p in (answer.place, answer.admin1, answer.country) if p)
    raw = _raw(answer.place_id, answer.confidence, answer.candidates, answer.note)
    raw |= {"precision": answer.precision, "radius_km": round(answer.radius_km or 0.0, 1)}
    return [Location(place, (answer.lat, answer.lon), raw)]


def _location(
    town: Town,
    precision: str,
    confidence: float | None,
    candidates: tuple[tuple[Town, float], ...],
    rule: str,
) -> Location:
    place = ", ".join(p for p in (town.name, town.admin1, town.country) if p)
    raw = _raw(town.id, confidence, candidates, rule)
    raw |= {"precision": precision, "radius_km": None}
    return Location(place, (town.lat, town.lon), raw)


def _raw(
    number: str,
    confidence: float | None,
    candidates: tuple[tuple[Town, float], ...],
    rule: str,
) -> dict[str, Any]:
    return {
        "source": "GeoNames",
        "id": number,
        "confidence": confidence,
        "candidates": [
            {"id": t.id, "name": t.name, "admin1": t.admin1, "country": t.country, "p": p}
            for t, p in candidates
        ],
        "rule": rule,
    }
