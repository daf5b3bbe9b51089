"""The vocabulary that tells towns from divisions, and what look-ups keep."""

from __future__ import annotations

import pytest

from trialsites.places.remembered import Remembered
from trialsites.places.words import Words


@pytest.mark.parametrize(
    ("text", "country", "kinds"),
    [
        ("Arras", "France", {"city"}),
        ("Massachusetts", "United States", {"state"}),
        ("New York", "United States", {"city", "state"}),
        ("Pessac", "Korea, Republic of", set()),
        ("Arras", "", set()),
        ("", "France", set()),
    ],
)
def test_towns_and_divisions_of_a_country(text, country, kinds):
    assert Words().kinds(text, country) == kinds


def test_many_texts_are_asked_at_once_and_each_once():
    asked = []

    def lengths(country, texts):
        asked.append((country, sorted(texts)))
        return {text: len(text) for text in texts}

    remembered = Remembered(lengths)
    assert remembered("FR", ["Lille", "Lyon"]) == [5, 4]
    assert remembered("FR", ["Lyon", "Caen", "Lille"]) == [4, 4, 5]
    assert remembered("CH", ["Lyon"]) == [4]
    assert asked == [("FR", ["Lille", "Lyon"]), ("FR", ["Caen"]), ("CH", ["Lyon"])]
