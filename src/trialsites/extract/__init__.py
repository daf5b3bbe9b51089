"""From anything people hold to studies: one small file per format behind one door."""

from trialsites.extract.document import PlaceWords
from trialsites.extract.door import FORMATS, read
from trialsites.extract.parts import joined

__all__ = ["FORMATS", "PlaceWords", "joined", "read"]
