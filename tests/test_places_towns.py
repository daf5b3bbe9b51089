"""Towns by name, offline."""

import pytest

from trialsites.places.score import ACCEPT
from trialsites.places.towns import find


def best(text, country=""):
    found = find(text, country)
    return found[0] if found else (None, 0.0)


@pytest.mark.parametrize(
    ("text", "country", "name", "admin1"),
    [
        ("Lille", "FR", "Lille", "Hauts-de-France"),
        ("München", "DE", "Munich", "Bavaria"),
        ("Muenchen", "DE", "Munich", "Bavaria"),
        ("MILANO (Milan)", "IT", "Milan", "Lombardy"),
        ("Springfield, Massachusetts", "US", "Springfield", "Massachusetts"),
        ("Praha 2", "CZ", "Prague", "Prague"),
        ("Paris Cedex 13", "FR", "Paris", "Île-de-France"),
        ("Frankfurt am Main", "DE", "Frankfurt am Main", "Hesse"),
    ],
)
def test_towns_of_many_spellings(text, country, name, admin1):
    town, probability = best(text, country)
    assert (town.name, town.admin1, town.country) == (name, admin1, country)
    assert probability >= ACCEPT


@pytest.mark.parametrize("text", ["Springfield, USA", "Boulogne, France"])
def test_a_shared_name_is_not_settled_by_guessing(text):
    found = find(text)
    assert found[0][1] < ACCEPT
    assert len(found) > 1
    assert sum(p for _, p in found) <= 1


def test_nobody_knows_it():
    assert find("Qwrtzplk", "FR") == []
