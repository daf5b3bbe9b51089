"""Damaged and hostile inputs: one clear line each, in bounded memory, and never a traceback."""

from __future__ import annotations

import gzip
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import RECORD, api_v2, flat_page, legacy_xml, v2_object
from invented import RECORD as DEMO
from trialsites.errors import InputError, TrialSitesError
from trialsites.extract import read
from trialsites.model import Skipped, Study


def refusal(path):
    with pytest.raises(InputError) as caught:
        list(read([path]))
    message = str(caught.value)
    assert "\n" not in message
    assert path.name in message
    return message


def written(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_an_entity_bomb_is_refused(tmp_path):
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]><clinical_study>&a9;</clinical_study>'
    assert "entities" in refusal(written(tmp_path / "bomb.xml", bomb))


def test_an_external_entity_is_never_fetched(tmp_path):
    secret = written(tmp_path / "secret.txt", "secret")
    xml = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><clinical_study>&e;</clinical_study>'
    message = refusal(written(tmp_path / "xxe.xml", xml))
    assert "entities" in message


def test_xml_nested_without_end_is_refused(tmp_path):
    assert "deep" in refusal(written(tmp_path / "deep.xml", "<clinical_study>" + "<a>" * 100_000))


def test_json_nested_without_end_is_passed_over(tmp_path):
    deep = '{"protocolSection": ' + "[" * 100_000 + "]" * 100_000 + "}"
    (found,) = read([written(tmp_path / "deep.json", deep)])
    assert isinstance(found, Skipped)


def zipped(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip_bomb_is_refused(tmp_path):
    start = b'[{"protocolSection": {"briefTitle": "'
    path = zipped(tmp_path / "bomb.zip", {"studies.json": start + b"a" * 200_000_000})
    found = read([path])
    assert "times its size" in next(found).reason
    with pytest.raises(InputError, match="no trial record"):
        next(found)


def test_a_gzip_bomb_is_refused(tmp_path):
    start = b'[{"protocolSection": {"briefTitle": "'
    packed = gzip.compress(start + b"a" * 100_000_000)
    assert "times its size" in refusal(written(tmp_path / "bomb.json.gz", packed))


def test_a_zip_in_zips_is_opened_twice_at_most(tmp_path):
    ((name, data),) = api_v2(RECORD).items()
    path = zipped(tmp_path / "1.zip", {name: data})
    path = zipped(tmp_path / "2.zip", {"1.zip": path.read_bytes()})
    assert [study.id for study in read([path])] == [RECORD["study"]]
    path = zipped(tmp_path / "3.zip", {"2.zip": path.read_bytes()})
    with pytest.raises(InputError):
        list(read([path]))


def test_a_path_in_a_zip_leads_nowhere(tmp_path):
    (data,) = api_v2(RECORD).values()
    inside = tmp_path / "inside"
    inside.mkdir()
    path = zipped(inside / "a.zip", {"../../x.json": data, "/etc/y.json": data})
    assert [study.file for study in read([path])] == ["x.json", "y.json"]
    assert [one.name for one in tmp_path.rglob("*")] == ["inside", "a.zip"]


def test_a_truncated_gzip_is_refused(tmp_path):
    (data,) = api_v2(RECORD).values()
    packed = gzip.compress(data)
    refusal(written(tmp_path / "cut.json.gz", packed[: len(packed) // 2]))


def test_a_truncated_zip_is_refused(tmp_path):
    (data,) = api_v2(RECORD).values()
    path = zipped(tmp_path / "cut.zip", {"a.json": data})
    assert "damaged" in refusal(written(path, path.read_bytes()[:-30]))


def test_members_that_overlap_are_refused(tmp_path):
    (data,) = api_v2(RECORD).values()
    path = zipped(tmp_path / "overlap.zip", {f"{n}.json": data for n in range(4)})
    packed = bytearray(path.read_bytes())
    at = -1
    while (at := packed.find(b"PK\x01\x02", at + 1)) > 0:
        struct.pack_into("<L", packed, at + 20, len(packed) // 3)  # four thirds in one file
    found = []
    with pytest.raises(InputError, match="damaged"):
        found.extend(read([written(path, bytes(packed))]))


def test_a_member_without_a_name_is_read_like_any(tmp_path):
    (data,) = api_v2(RECORD).values()
    path = zipped(tmp_path / "nameless.zip", {"x": data})
    packed = path.read_bytes()
    at = packed.index(b"PK\x01\x02")
    entry = bytearray(packed[at : at + 46])
    struct.pack_into("<H", entry, 28, 0)
    end = bytearray(packed[at + 47 :])
    struct.pack_into("<L", end, 12, 46)
    path.write_bytes(packed[:at] + entry + end)
    assert [study.id for study in read([path])] == [RECORD["study"]]


def test_an_encrypted_member_is_named(tmp_path):
    path = zipped(tmp_path / "locked.zip", {"a.json": "{}"})
    data = bytearray(path.read_bytes())
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(header) + offset, 1)
    found = []
    with pytest.raises(InputError):
        found.extend(read([written(path, bytes(data))]))


def test_a_million_columns_are_refused(tmp_path):
    header = ",".join(["facility", "city", *(f"c{n}" for n in range(1_000_000))])
    assert "columns" in refusal(written(tmp_path / "wide.csv", header + "\n"))


def test_a_line_without_end_is_refused(tmp_path):
    table = "facility,city\nA,Arras\nB," + "x" * 17_000_000
    assert "16 million" in refusal(written(tmp_path / "long.csv", table))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_is_left_alone(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert list(read([tmp_path])) == []


def test_one_record_without_end_is_refused(tmp_path):
    path = tmp_path / "endless.json"
    with path.open("wb") as file:
        file.write(b'{"protocolSection": {"x": [')
        for _ in range(80):
            file.write(b"1," * (1 << 19))
    assert "64 MB" in refusal(path)


MEASURED = """
import sys
from pathlib import Path
from trialsites.extract import read
found = sum(1 for _ in read([sys.argv[1]]))
peak = next(line for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))
print(found, int(peak.split()[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read memory from")
def test_a_long_single_line_of_studies_is_read_in_little_memory(tmp_path):
    path = tmp_path / "line.json"
    study = json.dumps(v2_object({**RECORD, "title": "long " * 20_000}))
    with path.open("w", encoding="utf-8") as file:
        file.write('{"studies": [')
        file.write(", ".join([study] * 700))
        file.write("]}")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], check=True, capture_output=True, text=True
    )
    found, megabytes = done.stdout.split()
    assert found == "700"
    assert int(megabytes) < 150


def cuts():
    page = DEMO.read_bytes()
    return [page[:end] for end in range(0, len(page), 500)]


@pytest.mark.parametrize("page", cuts(), ids=len)
def test_a_page_cut_anywhere_is_a_study_or_one_line(tmp_path, page):
    try:
        (study,) = read([written(tmp_path / "page.txt", page)])
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert isinstance(study, Study)
        assert [issue.code for issue in study.issues][-1:] == ["page.truncated"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_the_page_reads_the_same_in_every_encoding(tmp_path, encoding, ends):
    (plain,) = read([DEMO])
    text = DEMO.read_text(encoding="utf-8").replace("œ", "oe").replace("\n", ends)
    (study,) = read([written(tmp_path / DEMO.name, text.encode(encoding))])
    assert [row.facility for row in study.rows] == [row.facility for row in plain.rows]
    assert study.contacts == plain.contacts


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("render", [api_v2, legacy_xml])
def test_json_and_xml_read_the_same_in_every_unicode_form(tmp_path, render, encoding):
    (data,) = render(RECORD).values()
    (plain,) = read([written(tmp_path / "plain", data)])
    text = data.decode().replace('encoding="UTF-8"', "")
    (study,) = read([written(tmp_path / "coded", text.encode(encoding))])
    assert (study.rows, study.contacts) == (plain.rows, plain.contacts)


@pytest.mark.parametrize("written_in", ["iso-8859-2", "utf-8"])
def test_a_declared_encoding_is_believed_unless_the_bytes_are_utf8(tmp_path, written_in):
    record = {**RECORD, "title": "Badanie w Łodzi"}
    (data,) = legacy_xml(record).values()
    text = data.decode().replace("UTF-8", "ISO-8859-2")
    path = written(tmp_path / "study.xml", text.encode(written_in, errors="xmlcharrefreplace"))
    (study,) = read([path])
    assert study.title == "Badanie w Łodzi"


def test_mojibake_of_a_whole_page_is_mended(tmp_path):
    (plain,) = read([DEMO])
    wrong = DEMO.read_bytes().decode("cp1252", errors="ignore").encode()
    (study,) = read([written(tmp_path / DEMO.name, wrong)])
    assert [contact.name for contact in study.contacts] == [c.name for c in plain.contacts]


def test_the_page_saved_as_html_reads_the_same(tmp_path):
    (plain,) = read([DEMO])
    body = "".join(f"<p>{line}</p>" for line in DEMO.read_text(encoding="utf-8").split("\n"))
    page = f"<!DOCTYPE html><html><head><script>x = '<p>Locations</p>'</script></head>{body}</html>"
    (study,) = read([written(tmp_path / DEMO.name, page)])
    assert (study.rows, study.contacts) == (plain.rows, plain.contacts)


SEEDS = [
    *(next(iter(render(RECORD).values())) for render in (api_v2, legacy_xml, flat_page)),
    b"facility;city;country\nH\xf4pital;Arras;France\n",
    b'"NCT Number","Study Title","Locations"\n"NCT01234567","T","H, Arras, France"\n',
    b"id|nct_id|status|name|city\n1|NCT01234567||H|Arras\n",
    b'{"data": [{"nct_id": "NCT01234567", "sites": [{"org_name": "H"}]}]}',
    b'{"ctNumber": "2024-500000-00-00", "authorizedPartsII": [{"trialSites": [{}]}]}',
    b"Summary\nEudraCT Number: 2020-000000-00\nA.1 State: Spain - AEMPS\nB.1.1 Sponsor: S\n",
    b"ClinicalTrials.gov Identifier: NCT01234567\nContacts and Locations\nArras, France, 62000\n",
]


@settings(max_examples=150, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    at=st.floats(0, 1),
    drop=st.integers(0, 40),
    junk=st.binary(max_size=12) | st.text(max_size=6).map(str.encode),
)
def test_no_damage_gives_a_traceback(tmp_path_factory, seed, at, drop, junk):
    place = int(at * len(seed))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(seed[:place] + junk + seed[place + drop :])
    try:
        assert all(isinstance(found, Study | Skipped) for found in read([path]))
    except TrialSitesError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_give_a_traceback(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(data)
    with pytest.raises(TrialSitesError):
        list(read([path]))
