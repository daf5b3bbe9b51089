"""Whatever a file holds, adding it as a register works or says in one sentence why not."""

import contextlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trialsites.errors import InputError
from trialsites.places import registers

CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "0", "48.1", "2.3", "1e400", "nan", "-", "48,1", "90", "200", '"', "\x00"]
    ),
)
NAMES = st.sampled_from(["name", "lat", "lon", "x", "y", "id", "city", "cc", "status", "NAME", ""])
POINTS = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=4),
    st.floats(allow_nan=True, allow_infinity=True),
)
JSON = st.recursive(
    POINTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["type", "features", "elements", "geometry", "coordinates", "properties", "tags",
                 "name", "amenity", "lat", "lon", "id", "crs", "names", "locations", "types"]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)  # fmt: skip


def add(content):
    """Add a file of some content; only what is refused in one sentence may not be added."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(content)
        with contextlib.suppress(InputError):
            registers.add(path, store=Path(folder) / "registers.sqlite")


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
@example(b"name,lat,lon\nA,48,2\n")
@example(b"name;lat;lon\r\nA;48,1;2,3\r\n")
def test_any_bytes(content):
    add(content)


@settings(deadline=None, max_examples=80)
@given(st.lists(NAMES, min_size=2, max_size=6), st.lists(st.lists(CELL, max_size=7), max_size=5))
def test_any_table(header, rows):
    lines = [",".join(header), *(",".join(row) for row in rows)]
    add("\n".join(lines).encode("utf-8", "replace"))


@settings(deadline=None, max_examples=120)
@given(JSON)
@example({"features": [{"geometry": {"type": "Point", "coordinates": []}, "properties": 3}]})
@example({"elements": [{"tags": {"amenity": "hospital", "name": 5}, "center": 7}]})
@example([{"id": "https://ror.org/1", "types": ["healthcare"], "names": 3, "locations": [[]]}])
@example([{"id": "https://ror.org/1", "types": 4, "labels": "x", "addresses": "y"}])
def test_any_json(content):
    add(json.dumps(content).encode())


@pytest.mark.parametrize(
    "name", ["=cmd|'/c calc'!A1", "<img src=x onerror=alert(1)>", "'; drop table entry; --"]
)
def test_a_hostile_name_is_a_name(tmp_path, name):
    source = tmp_path / "list.csv"
    source.write_text(f'name,lat,lon,cc\n"{name}",48.1,2.3,FR\nB,48.2,2.4,FR\n', encoding="utf-8")
    store = tmp_path / "registers.sqlite"
    assert registers.add(source, name=name, store=store).entries == 2
    assert len(registers.registers(store)) == 1
