"""Which study runs at which site: the rows of a directory as numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from trialsites.maps.codes import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "Links",
    "Rows",
    "codes_of",
    "distinct_pairs",
    "links",
    "numbered",
    "places_among",
    "studies_in_order",
]

_SECOND_BITS = 31  # of the second number of a pair
_STATUS_BITS = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as arrays of one length: places among the sites and the studies, -1 where unknown."""

    site: NDArray[np.int32]
    study: NDArray[np.int32]
    position: NDArray[np.int64]

    def with_studies(self, order: NDArray[np.int64]) -> Self:
        """Return the rows after the studies were taken in another order."""
        new = np.append(np.argsort(order), -1).astype(np.int32)
        return replace(self, study=new[self.study])

    def sites_of(self, study: NDArray[np.int32], position: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the site of the row at each position of each study, -1 where there is none."""
        keys = _paired(self.study, self.position)
        order = np.argsort(keys, kind="stable")
        wanted = _paired(study, position)
        row = np.append(order, -1)[np.searchsorted(keys, wanted, sorter=order)]
        found = (study >= 0) & (position >= 0) & (np.append(keys, -1)[row] == wanted)
        return np.where(found, np.append(self.site, -1)[row], -1).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Links:
    """Each study at each site once, sorted by site, then study, with a status code."""

    site: NDArray[np.int32]
    study: NDArray[np.int32]
    status: NDArray[np.uint8]

    def number(self, site: NDArray[np.int32], study: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return which of its site's studies each study is, counted from 0."""
        keys = _paired(self.site, self.study)
        at: NDArray[np.int64] = np.searchsorted(keys, _paired(site, study))
        return at - np.searchsorted(self.site, site)


def places_among(values: pd.Series[str], ids: pd.Series[str]) -> NDArray[np.int32]:
    """Return the place of each value among ids, -1 where it is none of them.

    An index of pandas takes five times as long with texts.
    """
    found = pc.index_in(pa.array(values), value_set=pa.array(ids)).fill_null(-1)
    places: NDArray[np.int32] = found.to_numpy(zero_copy_only=False)
    return places


def codes_of(values: pd.Series[str], codes: Mapping[str, int], other: int) -> NDArray[np.int64]:
    """Return the code of each word, or another number for words without one."""
    number, words = pd.factorize(values)
    return np.array([*(codes.get(word, other) for word in words), other], dtype=np.int64)[number]


def numbered(rows: pd.DataFrame, sites: pd.Series[str], studies: pd.Series[str]) -> Rows:
    """Return the rows as numbers among ids of sites and studies."""
    return Rows(
        places_among(rows["site_id"], sites),
        places_among(rows["study"], studies),
        rows["position"].to_numpy(dtype=np.int64),
    )


def studies_in_order(studies: pd.Series[str], rows: Rows, sites: int) -> NDArray[np.int64]:
    """Return the studies in the order of their first sites: near sites then share near numbers."""
    known = rows.study >= 0
    first = np.full(len(studies), sites, dtype=np.int64)
    np.minimum.at(first, rows.study[known], rows.site[known])
    frame = pd.DataFrame({"first": first, "study": studies.to_numpy()})
    order: NDArray[np.int64] = frame.sort_values(["first", "study"]).index.to_numpy()
    return order


def links(rows: Rows, published: pd.Series[str], of_study: pd.Series[str]) -> Links:
    """Return each study at each site once, with the most open status published for it there.

    Parameters
    ----------
    rows
        The rows.
    published
        Status of each row; where it is none we know, the study's counts.
    of_study
        Status of each study.
    """
    code = {status: i for i, status in enumerate(STATUSES)}
    study_status = codes_of(of_study, code, code["UNKNOWN"])
    fits = (rows.site >= 0) & (rows.study >= 0)
    site, study = rows.site[fits], rows.study[fits]
    status = codes_of(published, code, -1)[fits]
    status = np.where(status < 0, study_status[study], status)
    keys = np.sort(_paired(site, study) << _STATUS_BITS | status)
    keys = keys[np.diff(keys >> _STATUS_BITS, prepend=-1) != 0]
    pairs, status = keys >> _STATUS_BITS, keys & ((1 << _STATUS_BITS) - 1)
    site, study = pairs >> _SECOND_BITS, pairs & ((1 << _SECOND_BITS) - 1)
    return Links(site.astype(np.int32), study.astype(np.int32), status.astype(np.uint8))


def distinct_pairs(
    first: NDArray[Any], second: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct pairs of two arrays of numbers, sorted."""
    keys = np.sort(_paired(first, second))
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return keys >> _SECOND_BITS, keys & ((1 << _SECOND_BITS) - 1)


def _paired(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int64]:
    """Return two numbers below 2**31 as one that sorts by the first, then the second.

    Sorting one number is ten times as fast as sorting by several.
    """
    pairs: NDArray[np.int64] = first.astype(np.int64) << _SECOND_BITS | second
    return pairs
