"""The product: one GeoPackage file with studies, rows, contacts, sites and issues."""

from __future__ import annotations

from trialsites.directory.connect import connect, spare
from trialsites.directory.directory import Directory
from trialsites.directory.forget import forget
from trialsites.directory.save import Change, save

__all__ = ["Change", "Directory", "connect", "forget", "save", "spare"]
