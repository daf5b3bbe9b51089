"""What can go wrong through no fault of ours, as a tree of one-sentence errors.

::

    TrialSitesError
    ├── InputError (ValueError)            the input cannot be read: what, where, what to do
    │   └── UnknownFormatError             no reader knows this input
    ├── OutputError (OSError)              a file or folder cannot be written
    ├── UnknownPlaceError (LookupError)    a place nobody knows, or that several towns share
    ├── GeocoderError (OSError)            an online geocoder failed
    ├── DirectoryError (ValueError)        the directory file is missing, foreign or damaged
    └── MissingExtraError (ImportError)    an optional dependency is not installed

The command line prints these as one line and exits 1; anything else is a bug and keeps its
traceback.
"""

__all__ = [
    "DirectoryError",
    "GeocoderError",
    "InputError",
    "MissingExtraError",
    "OutputError",
    "TrialSitesError",
    "UnknownFormatError",
    "UnknownPlaceError",
]


class TrialSitesError(Exception):
    """Base of every error that a user can act on; its text is one sentence."""


class InputError(TrialSitesError, ValueError):
    """An input cannot be read."""


class UnknownFormatError(InputError):
    """No reader recognises an input."""


class OutputError(TrialSitesError, OSError):
    """A file or folder cannot be written."""


class UnknownPlaceError(TrialSitesError, LookupError):
    """A place is unknown or ambiguous.

    Attributes
    ----------
    candidates
        Readable names of the places that were meant, best first.
    """

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class GeocoderError(TrialSitesError, OSError):
    """An online geocoder refused or failed."""


class DirectoryError(TrialSitesError, ValueError):
    """A directory file is missing, foreign or damaged."""


class MissingExtraError(TrialSitesError, ImportError):
    """An optional dependency is needed and not installed."""
