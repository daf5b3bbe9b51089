"""Hospitals the world knows: names, former names, acronyms and campuses of research hospitals.

The knowledge is data, text files in ``rules/authority/`` in the format of ``docs/authority.md``;
a user's own files and a ROR dump extend it.
"""

from trialsites.sites.authority.files import Campus, Entry
from trialsites.sites.authority.search import Authority, Match
from trialsites.sites.authority.shipped import campus_town, find, load, towns

__all__ = ["Authority", "Campus", "Entry", "Match", "campus_town", "find", "load", "towns"]
