"""From anything people hold to studies: one small file per format behind one door."""

from trialsites.extract.document import PlaceWords
from trialsites.extract.door import FORMATS, read

__all__ = ["FORMATS", "PlaceWords", "read"]
