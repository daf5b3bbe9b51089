"""The directory as Python users hold it: its tables, and the uses of it as methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from trialsites import nearest as _nearest
from trialsites.directory import Directory as _Directory

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from trialsites.maps import SiteMap


__all__ = ["Directory"]


class Directory(_Directory):
    """A directory of trial sites in one file, with everything it is used for.

    Parameters
    ----------
    path
        A file made by `trialsites.build`.
    """

    def nearest(
        self,
        where: str | tuple[float, float],
        *,
        k: int = 5,
        country: str = "",
        study: str = "",
        status: str = "",
    ) -> tuple[_nearest.Near, ...]:
        """Return the sites nearest to a city, a point or a site's name.

        Parameters
        ----------
        where
            A city, a point (text or latitude and longitude in decimal degrees WGS84), or a
            site's name.
        k
            How many sites.
        country
            Understand the city in this country.
        study
            Only sites of this study.
        status
            Only sites of this recruitment status.

        Raises
        ------
        UnknownPlaceError
            If the place is unknown or ambiguous.
        """
        return _nearest.nearest(
            self.path, where, k=k, country=country, study=study, status=status
        ).sites

    def map(self, *, contacts: Literal["full", "central", "none"] = "full") -> SiteMap:
        """Return the map, a folium map that shows itself in Jupyter.

        Parameters
        ----------
        contacts
            ``full``: every contact; ``central``: only study contacts; ``none``: nobody.
        """
        from trialsites.maps import site_map
        from trialsites.maps.content import READ

        return site_map(self.tables(READ), contacts=contacts)

    def sheets(
        self,
        folder: str | os.PathLike[str] = "sheets",
        *,
        city: str = "",
        form: Literal["csv", "xlsx", "vcf"] = "csv",
    ) -> list[Path]:
        """Write one contact sheet per city; return the files.

        Parameters
        ----------
        folder
            Where to write; replaced whole unless one city is named.
        city
            Only the sheet of this city.
        form
            What a sheet is: ``csv``, ``xlsx`` or ``vcf``.
        """
        from trialsites.sheets import sheets, write_sheets

        return write_sheets(sheets(self.tables(), city), folder, form, whole=not city)
