"""Keeping keys out of cache keys, logs and error messages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Secrets"]

_HIDDEN = "***"
_LOGGERS = ("geopy", "urllib3.connectionpool", "requests")


class Secrets(logging.Filter):
    """The keys of one geocoder; as a logging filter it blackens them in every record.

    Parameters
    ----------
    values
        The keys, tokens and user names themselves.
    """

    def __init__(self, values: Iterable[str]) -> None:
        super().__init__()
        plain = {value for value in values if value}
        forms = plain | {quote(v, safe="") for v in plain} | {quote_plus(v) for v in plain}
        self._forms = sorted(forms, key=len, reverse=True)
        if self._forms:
            for name in _LOGGERS:
                logging.getLogger(name).addFilter(self)

    def hidden(self, text: str) -> str:
        """Return text with every key blackened."""
        for form in self._forms:
            text = text.replace(form, _HIDDEN)
        return text

    def address(self, url: str) -> str:
        """Return an address without its keys, its parameters in order: the same question, once."""
        parts = urlsplit(url)
        kept = sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if value not in self._forms
        )
        return self.hidden(urlunsplit(parts._replace(query=urlencode(kept))))

    def filter(self, record: logging.LogRecord) -> bool:
        """Blacken the keys in a log record and let it pass."""
        record.msg = self.hidden(record.getMessage())
        record.args = ()
        return True
