"""Online geocoders, asked only by name: for what stayed at its town's centre offline."""

from trialsites.places.online.asking import OnlineAnswer, OnlineAnswers, ask
from trialsites.places.online.geocoder import geocoder
from trialsites.places.online.services import SERVICES, Service

__all__ = ["SERVICES", "OnlineAnswer", "OnlineAnswers", "Service", "ask", "geocoder"]
