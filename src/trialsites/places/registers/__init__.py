"""Hospital registers: lists of hospitals with coordinates that a user adds.

``add`` reads one, ``registers`` lists them, ``remove`` takes one out, ``match`` finds the entry
that is a row's hospital.
"""

from trialsites.places.registers.adding import add, registers, remove
from trialsites.places.registers.entries import Entry, Register
from trialsites.places.registers.matching import match

__all__ = ["Entry", "Register", "add", "match", "registers", "remove"]
