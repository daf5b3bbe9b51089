from __future__ import annotations

import csv
import io

import openpyxl
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from invented import lines, person, row, site
from trialsites.errors import InputError
from trialsites.sheets import sheets, write_sheets
from trialsites.text import spreadsheet_text


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def test_one_sheet_per_city_holds_every_contact_once(tables, tmp_path):
    files = write_sheets(sheets(tables), tmp_path / "sheets")
    assert [f.name for f in files] == [
        "Alba_FR_91.csv",
        "Bruma_FR_92.csv",
        "Cairn_FR_93.csv",
        "Dolmen_FR_94.csv",
        "Erewhon_FR_95.csv",
        "Contacts-without-a-site.csv",
    ]
    found = [line["investigator"] for file in files for line in read(file)]
    assert sorted(filter(None, found)) == sorted(tables["contacts"]["name"])


def test_a_line_says_where_it_comes_from(tables, tmp_path):
    files = write_sheets(sheets(tables, "bruma"), tmp_path / "sheets", whole=False)
    assert read(files[0]) == [
        {
            "city": "Bruma",
            "site": "Hôpital Bruma",
            "organisation": "Hôpital Bruma",
            "address": "Bruma, France",
            "status": "recruiting",
            "investigator": "Bruno Beispiel",
            "role": "primary contact",
            "phone": "+33 1 99 00 00 00",
            "phone note": "sponsor line",
            "e-mail": "contact1@example.org",
            "pairing": "order",
            "pairing confidence": "1.00",
            "study": "NCT00000001",
            "source": "",
            "as of": "2026-01-01",
        }
    ]
    assert files[0].read_bytes().startswith(b"\xef\xbb\xbf")


def test_towns_of_one_name_and_hostile_names_get_files_of_their_own(tmp_path):
    names = ["CON", "../../etc/passwd", "Springfield", "Springfield", "", "x" * 300, 'a<b>:"|?*']
    rows = [row("NCT1", i, f"s{i}", "F", name) for i, name in enumerate(names)]
    made = sheets(
        {
            "studies": lines("studies", {"study": "NCT1"}),
            "rows": lines("rows", *rows),
            "contacts": lines("contacts"),
            "sites": lines(
                "sites", *(site(f"s{i}", "F", 1.0, 2.0, city=n) for i, n in enumerate(names))
            ),
        }
    )
    files = write_sheets(made, tmp_path / "s")
    assert len({f.name.casefold() for f in files}) == len(names)
    for file in files:
        assert file.parent == tmp_path / "s"
        assert not set(file.name) & set('<>:"/\\|?*')
        assert len(file.name) < 120


def test_an_export_replaces_the_last_one_whole(tables, tmp_path):
    folder = tmp_path / "sheets"
    write_sheets(sheets(tables), folder)
    write_sheets(sheets(tables)[:1], folder)
    assert len(list(folder.iterdir())) == 1
    write_sheets(sheets(tables)[:2], folder, whole=False)
    assert len(list(folder.iterdir())) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["sheets"]


def test_a_country_nobody_knows_is_still_part_of_a_file_name(tmp_path):
    names = ["Country 51", "Land" * 100, "", "../.."]
    made = sheets(
        {
            "studies": lines("studies", {"study": "NCT1"}),
            "rows": lines("rows", *(row("NCT1", i, f"s{i}", "F", "X") for i in range(len(names)))),
            "contacts": lines("contacts"),
            "sites": lines(
                "sites",
                *(
                    site(f"s{i}", "F X", 1.0, 2.0, country=name, country_code="", place_id="")
                    for i, name in enumerate(names)
                ),
            ),
        }
    )
    for _ in range(2):
        files = write_sheets(made, tmp_path / "sheets")
    assert min(file.name for file in files) == "X_COUNTRY-51_unplaced.csv"
    assert len(list((tmp_path / "sheets").iterdir())) == 3  # two name no country at all
    assert all(len(file.name) < 120 for file in files)


def test_a_folder_with_other_files_is_left_alone(tables, tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(InputError, match=r"thesis\.docx"):
        write_sheets(sheets(tables), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]
    with pytest.raises(InputError, match="is a file"):
        write_sheets(sheets(tables), tmp_path / "thesis.docx")


HOSTILE = [
    "=cmd|'/c calc'!A1",
    "@SUM(A1)",
    "-2+3",
    "+1+cmd|x",
    "\t=1",
    "<img src=x onerror=alert(1)>",
]


@pytest.mark.parametrize("form", ["csv", "xlsx", "vcf"])
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_runs_in_a_spreadsheet(tables, tmp_path, form, name):
    tables["contacts"] = lines("contacts", person("NCT00000001", 0, name, 0))
    file = write_sheets(sheets(tables, "Alba"), tmp_path / "s", form, whole=False)[0]
    if form == "csv":
        cell = read(file)[0]["investigator"]
        assert cell.lstrip("'") == name.strip()
        assert cell[0] not in "=+-@"
    elif form == "xlsx":
        cell = openpyxl.load_workbook(file).active["F2"]
        assert (cell.value, cell.data_type) == (name.strip(), "s")
    else:
        assert vobject.readOne(file.read_text()).fn.value == name.strip()


def test_vcards_say_whose_line_it_is(tables, tmp_path):
    file = write_sheets(sheets(tables, "Bruma"), tmp_path / "s", "vcf", whole=False)[0]
    (card,) = vobject.readComponents(file.read_text())
    assert card.tel.value == "+33 1 99 00 00 00"
    assert card.org.value == ["Hôpital Bruma"]
    assert "sponsor line" in card.note.value


@given(st.text())
def test_no_cell_starts_like_a_formula_unless_it_is_a_phone_number(text):
    cell = spreadsheet_text(text)
    assert cell[:1] not in {"=", "-", "@"}
    assert not cell.startswith("+") or set(cell) <= set("+0123456789 -ext.")


@pytest.mark.parametrize(
    "phone", ["+33 1 56 81 10 45", "+1 212-555-0100", "+44 20 7946 0958 ext. 12"]
)
def test_phone_numbers_stay_as_people_read_them(phone):
    assert spreadsheet_text(phone) == phone


def test_a_workbook_prints_on_pages_of_full_width_with_its_headings(tables, tmp_path):
    file = write_sheets(sheets(tables, "Alba"), tmp_path / "s", "xlsx", whole=False)[0]
    page = openpyxl.load_workbook(file).active
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"
