"""Reading through the one door: what is named, what is found, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialsites.errors import InputError, UnknownFormatError
from trialsites.extract import FORMATS, read
from trialsites.model import Skipped

DEMO = Path(__file__).parents[1] / "data" / "NCT06937905.txt"


def test_demo_record_gives_every_row_and_contact_in_page_order():
    (study,) = read([DEMO])
    assert study.id == "NCT06937905"
    assert (study.status, study.phase, study.as_of) == (
        "NOT_YET_RECRUITING",
        "PHASE3",
        "2025-04-22",
    )
    assert len(study.rows) == len(study.contacts) == 40
    assert study.rows[0].facility == "Angers - CHU"
    assert [row.position for row in study.rows] == list(range(40))
    assert {row.country for row in study.rows} == {"France"}
    assert {contact.role for contact in study.contacts} == {"primary"}
    assert [c.contact for c in study.contacts if not c.phone] == [3, 21]
    assert all(contact.position is None for contact in study.contacts)
    assert not study.nested
    assert [c.scope for c in study.study_contacts] == ["central"]
    assert study.issues == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (bytes(50_000_000), "holds only zero bytes"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256)) * 99, "is a JPEG picture"),
        (b"\0\1\2\3abc" * 1000, "is binary"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path, content, said):
    path = tmp_path / "input"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        list(read([path]))
    assert "\n" not in str(caught.value)
    (skipped,) = read([tmp_path])
    assert isinstance(skipped, Skipped)
    assert said in skipped.reason


def test_unknown_format_names_the_known_ones_and_the_line(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("\n\nDear Sir or Madam,\nwe write to you …\n", encoding="utf-8")
    with pytest.raises(UnknownFormatError, match="Dear Sir") as caught:
        list(read([path]))
    assert all(name in str(caught.value) for name in FORMATS)
