"""The one place where an online geocoder is asked: remembers, waits its turn, retries or stops.

geopy's own adapters ask three times behind the caller's back, its ``RateLimiter`` turns failures
into "not found" and ignores ``Retry-After``; this adapter stands in for both.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from geopy.adapters import (
    AdapterHTTPError,
    BaseSyncAdapter,
    RequestsAdapter,
    get_retry_after,
)
from geopy.exc import (
    GeocoderParseError,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trialsites.places.online.answers import Answers
    from trialsites.places.online.secrets import Secrets

__all__ = ["PoliteAdapter"]

_TRIES = 3
_LONGEST_WAIT_S = 120.0
_BUSY = 429
_AWAY = frozenset({408, 502, 503, 504})


class PoliteAdapter(BaseSyncAdapter):  # type: ignore[misc] # geopy publishes no types
    """A geopy adapter that asks each question once, and no faster than allowed.

    A server that is busy (429) is asked again after the time it names, one that is away (408, 502,
    503, 504, no answer, broken connection) after a growing pause, at most three times in all; every
    other failure is raised at once. Answers are kept when ``keep`` says that they were understood.

    Parameters
    ----------
    proxies, ssl_context
        As geopy gives them.
    delay_s
        Least seconds between two requests.
    answers
        Where good answers are kept.
    secrets
        The keys to leave out of addresses and messages.
    """

    def __init__(
        self,
        *,
        proxies: Mapping[str, str] | None,
        ssl_context: object,
        delay_s: float,
        answers: Answers,
        secrets: Secrets,
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self.requests = 0
        self._inner = RequestsAdapter(proxies=proxies, ssl_context=ssl_context, max_retries=0)
        self._delay_s = delay_s
        self._answers = answers
        self._secrets = secrets
        self._next = 0.0
        self._fresh: dict[str, str] = {}

    def __exit__(self, *raised: object) -> None:
        """Close connections and the file of answers."""
        self._inner.__exit__(*raised)
        self._answers.close()

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Return the parsed answer to an address; the geopy contract."""
        body = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(body)
        except ValueError:
            self._fresh.clear()
            raise GeocoderParseError("the answer is no JSON") from None

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """Return the answer to an address; the geopy contract."""
        address = self._secrets.address(url)
        if (known := self._answers.get(address)) is not None:
            return known
        body = self._ask(url, timeout, headers)
        self._fresh[address] = body
        return body

    def keep(self) -> None:
        """Keep the answers given since the last call: they were understood."""
        for address, body in self._fresh.items():
            self._answers.keep(address, body)
        self._fresh.clear()

    def forget(self) -> None:
        """Drop the answers given since the last call: they were errors in disguise."""
        self._fresh.clear()

    def _ask(self, url: str, timeout: float, headers: Mapping[str, str]) -> str:
        for attempt in range(1, _TRIES + 1):
            time.sleep(max(0.0, self._next - time.monotonic()))
            self.requests += 1
            try:
                return str(self._inner.get_text(url, timeout=timeout, headers=headers))
            except (AdapterHTTPError, GeocoderTimedOut, GeocoderUnavailable) as error:
                pause = self._pause(error, attempt)
                if pause is None or attempt == _TRIES:
                    raise self._without_keys(error) from None
            except GeocoderServiceError as error:
                raise self._without_keys(error) from None
            finally:
                self._next = time.monotonic() + self._delay_s
            self._next = max(self._next, time.monotonic() + pause)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    def _pause(self, error: Exception, attempt: int) -> float | None:
        """Return seconds to wait before asking again, or None if that is no use."""
        if not isinstance(error, AdapterHTTPError):
            return self._delay_s * attempt
        if error.status_code == _BUSY:
            named = get_retry_after(error.headers)
            wait = max(self._delay_s, 1.0) * attempt if named is None else float(named)
            return wait if wait <= _LONGEST_WAIT_S else None
        return self._delay_s * attempt if error.status_code in _AWAY else None

    def _without_keys(self, error: Exception) -> Exception:
        message = self._secrets.hidden(str(error))
        hidden: Exception
        if isinstance(error, AdapterHTTPError):
            text = self._secrets.hidden(error.text or "")
            hidden = AdapterHTTPError(
                message, status_code=error.status_code, headers=error.headers, text=text
            )
        else:
            hidden = type(error)(message)
        return hidden
