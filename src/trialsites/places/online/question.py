"""What an online geocoder is asked about a site, in the forms that it understands best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trialsites.countries import country_name
from trialsites.places.registers.names import towns_of, without_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from trialsites.places.online.services import Service

__all__ = ["Query", "Town", "TownSite", "forms", "town_sites"]

Query = str | dict[str, str]

_TOWN_POINTS = frozenset({"city", "postcode"})
_NO_HOSPITAL = frozenset({"placeholder", "missing", "person"})


@dataclass(frozen=True, slots=True)
class Town:
    """The accepted town of a site; its point in decimal degrees WGS84."""

    id: str
    name: str
    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class TownSite:
    """A site that stands at its town's centre so far.

    Attributes
    ----------
    facility
        Its name without the town before it.
    address
        Street, postal code and city as published, or empty.
    country
        ISO 3166-1 alpha-2.
    """

    id: str
    facility: str
    city: str
    address: str
    country: str
    town: Town


def town_sites(sites: pd.DataFrame, rows: pd.DataFrame) -> Iterator[TownSite]:
    """Yield the sites that may be asked about: named hospitals placed no finer than their town.

    Parameters
    ----------
    sites
        Pinned sites.
    rows
        Their located rows.
    """
    located = rows[rows["place_lat"].notna()]
    first = located.drop_duplicates("site_id").set_index("site_id")
    wanted = sites["precision"].isin(_TOWN_POINTS) & ~sites["kind"].isin(_NO_HOSPITAL)
    for site, facility in sites.loc[wanted, ["site_id", "name"]].itertuples(index=False):
        if site in first.index:
            yield _town_site(str(site), str(facility), first.loc[site].to_dict())


def _town_site(site: str, facility: str, row: Mapping[Any, Any]) -> TownSite:
    town = Town(
        row["place_id"],
        row["place"],
        float(row["place_lat"]),
        float(row["place_lon"]),
        float(row["place_radius_km"]),
    )
    street = str(row.get("address", ""))
    zip_city = f"{row['zip']} {row['city']}".strip()
    return TownSite(
        id=site,
        facility=without_prefix(facility, towns_of(row["city"], town.name)),
        city=row["city"],
        address=f"{street}, {zip_city}" if street else "",
        country=row["country_code"],
        town=town,
    )


def forms(site: TownSite, service: Service) -> list[Query]:
    """Return the queries for a hospital's name, best first.

    Nominatim answers only where it knows every word, so a structured query comes first there. The
    country is always said, unless the service knows only one.

    Parameters
    ----------
    site
        The site.
    service
        Who is asked.
    """
    town, country = site.town.name, country_name(site.country)
    plain = ", ".join(filter(None, (site.facility, town, "" if service.countries else country)))
    if not service.structured:
        return [plain]
    return [{service.structured: site.facility, "city": town, "country": country}, plain]
