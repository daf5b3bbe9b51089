"""The vocabulary that tells towns from divisions."""

from __future__ import annotations

import pytest

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
