"""Reading through the one door: what is named, what is found, what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
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


def study_file(folder, number):
    path = folder / f"NCT0000000{number}.json"
    named = {"identificationModule": {"nctId": path.stem}}
    path.write_text(json.dumps({"protocolSection": named}), encoding="utf-8")
    return path


def test_folders_and_globs_are_read_in_order_and_the_rest_is_passed_over(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a").mkdir()
    study_file(tmp_path / "b", 1)
    study_file(tmp_path / "a", 3)
    study_file(tmp_path / "a", 2)
    (tmp_path / "a" / "notes.md").write_text("# Notes", encoding="utf-8")
    (tmp_path / ".hidden").write_text("secret", encoding="utf-8")
    found = list(read([tmp_path]))
    ids = [getattr(one, "id", None) for one in found]
    assert ids == ["NCT00000002", "NCT00000003", None, "NCT00000001"]
    assert isinstance(found[2], Skipped)
    assert "# Notes" in found[2].reason
    globbed = [study.id for study in read([f"{tmp_path}/*/NCT*.json"])]
    assert globbed == ["NCT00000002", "NCT00000003", "NCT00000001"]


@pytest.mark.parametrize("name", ["missing.json", "*.nothing", "no/such/folder/"])
def test_a_name_that_means_nothing_is_an_error(tmp_path, name):
    with pytest.raises(InputError, match="does not exist"):
        list(read([tmp_path / name]))


def test_standard_input_is_a_dash(tmp_path):
    code = "from trialsites.extract import read; print([s.id for s in read(['-'])])"
    with study_file(tmp_path, 7).open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=stream, check=True, capture_output=True, text=True
        )
    assert done.stdout == "['NCT00000007']\n"


def test_a_file_name_that_is_no_text_or_breaks_lines_stays_on_one_line(tmp_path):
    path = tmp_path / "a\nb\udcff.txt"
    path.write_bytes(b"hello")
    with pytest.raises(UnknownFormatError) as caught:
        list(read([path]))
    assert "\n" not in str(caught.value)
    assert "a b\ufffd.txt" in str(caught.value)
