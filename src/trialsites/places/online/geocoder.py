"""Any geopy geocoder by name, with our adapter and the policy of its service."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from trialsites.errors import InputError
from trialsites.places.cache import cache_folder
from trialsites.places.online.answers import Answers
from trialsites.places.online.secrets import Secrets
from trialsites.places.online.services import Service, service
from trialsites.version import __version__

__all__ = ["geocoder"]

_TIMEOUT_S = 10.0
_SECRET_OPTIONS = ("key", "token", "username", "password", "app_id", "app_code", "client", "auth")


def geocoder(name: str, *, cache: str | Path | None = None, **options: Any) -> Any:  # noqa: ANN401 - geopy publishes no types
    """Return a geopy geocoder that remembers its answers and keeps to its service's policy.

    Parameters
    ----------
    name
        A service, such as ``nominatim``, ``photon``, ``pelias``, ``ban`` or ``opencage``.
    cache
        The SQLite file that keeps answers; that of the cache folder if not given. Answers of a
        service whose terms forbid it are kept for this process only.
    **options
        Arguments of its geopy class: ``domain``, ``scheme``, ``timeout`` in seconds,
        ``user_agent``, the key. A key that is not given is read from the environment.

    Returns
    -------
    geocoder
        A geopy ``Geocoder`` with ``service``, its policy. Failures raise geopy's exceptions, and
        only "nothing found" is None.

    Raises
    ------
    InputError
        If there is no such geocoder, or its arguments or its key are missing.
    """
    from geopy.exc import ConfigurationError

    from trialsites.places.online.adapter import PoliteAdapter

    policy = service(name)
    options = _completed(policy, options)
    public = options.get("domain", policy.domain) == policy.domain
    path = _path(cache) if policy.may_cache or not public else None
    secrets = Secrets(
        str(value)
        for option, value in options.items()
        if value and any(word in option for word in _SECRET_OPTIONS)
    )
    factory = partial(
        PoliteAdapter,
        delay_s=policy.delay_s if public else 0.0,
        answers=Answers(path),
        secrets=secrets,
    )
    try:
        return _kept(policy)(adapter_factory=factory, **options)
    except (TypeError, ConfigurationError) as error:
        reason = secrets.hidden(str(error))
        raise InputError(f"the geocoder {name} cannot be set up: {reason}") from None


def _path(cache: str | Path | None) -> Path:
    return Path(cache) if cache else cache_folder() / "online.sqlite"


def _completed(policy: Service, options: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "timeout": _TIMEOUT_S,
        "user_agent": f"trialsites/{__version__}",
    }
    if policy.domain:
        out["domain"] = policy.domain
    out |= options
    if policy.key_env and policy.key_option not in out:
        key = os.environ.get(policy.key_env, "")
        if not key:
            raise InputError(
                f"the geocoder {policy.name} needs a key: set the environment variable "
                f"{policy.key_env}"
            )
        out[policy.key_option] = key
    return out


def _kept(policy: Service) -> type[Any]:
    """Return the service's geopy class, keeping an answer only once it was understood."""
    from geopy.exc import GeocoderParseError
    from geopy.geocoders import get_geocoder_for_service

    base: Any = get_geocoder_for_service(policy.name)

    class Kept(base):  # type: ignore[misc] # its base is known at run time only
        service = policy
        if policy.structured:
            # geopy drops parts of a structured query that are not listed here without a word.
            structured_query_params = base.structured_query_params | {policy.structured}

        def _call_geocoder(self, url: str, callback: Any, **options: Any) -> Any:  # noqa: ANN401 - geopy's own
            self.adapter.forget()
            try:
                found = super()._call_geocoder(url, callback, **options)
            except (LookupError, TypeError, AttributeError) as error:
                raise GeocoderParseError("the answer has an unexpected form") from error
            self.adapter.keep()
            return found

    Kept.__name__ = Kept.__qualname__ = base.__name__
    return Kept
