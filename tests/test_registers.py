"""Adding hospital registers, listing and removing them."""

import pytest

from stub_server import Reply, serving
from trialsites.errors import InputError
from trialsites.places import registers

EUROSTAT = (
    "id,hospital_name,site_name,lat,lon,geo_qual,street,house_number,postcode,city,cc,country,"
    "facility_type,public_private,pub_date\n"
    "FR_1,CENTRE HOSPITALIER UNIVERSITAIRE D'ARVILLE,,47.48,-0.55,1,RUE HAUTE,4,49933,ARVILLE,FR,"
    "France,Centre Hospitalier Régional (C.H.R.),public,16/04/2020\n"
    "EL_1,Γενικό Νοσοκομείο,,38.01,23.74,1,,,,ATHENS,EL,Greece,,public,17/04/2020\n"
    "FR_2,CLINIQUE SANS POINT,,,,1,,,,ARVILLE,FR,France,,private,16/04/2020\n"
    "FR_3,CLINIQUE NULLE PART,,0,0,1,,,,ARVILLE,FR,France,,private,16/04/2020\n"
    "FR_4,CLINIQUE A L'ENVERS,,120.5,14.6,1,,,,ARVILLE,FR,France,,private,16/04/2020\n"
)


@pytest.fixture
def store(tmp_path):
    return tmp_path / "registers.sqlite"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def test_a_register_is_added_listed_and_removed(tmp_path, store):
    added = registers.add(write(tmp_path / "all.csv", EUROSTAT), store=store)
    assert added.name == "eurostat-healthcare-services"
    assert added.entries == 2
    assert set(added.countries) == {"FR", "GR"}
    assert added.date == "2020-04-17"
    assert added.columns["name"] == "hospital_name"
    assert added.skipped == {
        "latitude and longitude swapped": 1,
        "no point": 1,
        "point at 0, 0": 1,
    }
    assert registers.registers(store) == [added]
    registers.remove(added.name, store)
    assert registers.registers(store) == []


def test_adding_again_replaces(tmp_path, store):
    source = write(tmp_path / "all.csv", EUROSTAT)
    registers.add(source, name="ours", store=store)
    registers.add(source, name="ours", licence="CC BY 4.0", store=store)
    assert [r.licence for r in registers.registers(store)] == ["CC BY 4.0"]


def test_the_nhs_separator_and_encoding_are_found(tmp_path, store):
    header = "OrganisationID¬OrganisationCode¬IsPimsManaged¬OrganisationName¬City¬Postcode¬"
    text = (
        header + "Latitude¬Longitude¬ParentODSCode\n"
        "1¬ABC01¬True¬St Elsewhere's Hôspital¬Barchester¬BX1 2YZ¬51.1¬-1.8¬ABC\n"
        "2¬ABC02¬True¬Hiram's Hospital¬Barchester¬BX1 2YY¬51.2¬-1.8¬ABC\n"
    )
    added = registers.add(write(tmp_path / "Hospital.csv", text, "latin-1"), store=store)
    assert (added.entries, added.countries) == (2, ("GB",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name,city\nA,B\n", "point"),
        ("lat,lon\n1,2\n", "name"),
        ("just a line of words", "header"),
        ("name,lat,lon\nA,x,y\n", "no hospital with a usable point"),
        ("name;x;y\nA;652000;6862000\nB;652100;6862100\n", "projection"),
    ],
)
def test_what_is_no_register_is_refused_in_one_sentence(tmp_path, store, text, said):
    with pytest.raises(InputError, match=said):
        registers.add(write(tmp_path / "bad.csv", text), store=store)
    assert registers.registers(store) == []


def test_a_missing_file_and_a_foreign_store_are_named(tmp_path, store):
    with pytest.raises(InputError, match="cannot be read"):
        registers.add(tmp_path / "nothing.csv", store=store)
    store.write_bytes(b"this is no database, but it is longer than a header" * 20)
    with pytest.raises(InputError, match="cannot be used"):
        registers.registers(store)


def test_columns_can_be_named_and_projected_points_are_reprojected(tmp_path, store):
    text = "bezeichnung;kurz;x;y\nHaus A;A;652000;6862000\nHaus B;B;652100;6862100\n"
    added = registers.add(
        write(tmp_path / "list.csv", text),
        columns={"name": "kurz", "crs": "EPSG:2154", "country": "France"},
        store=store,
    )
    assert added.columns["name"] == "kurz"
    assert added.countries == ("FR",)


def test_removing_what_is_not_there_names_what_is(tmp_path, store):
    registers.add(write(tmp_path / "all.csv", EUROSTAT), name="ours", store=store)
    with pytest.raises(InputError, match="added are: ours"):
        registers.remove("theirs", store)


@pytest.fixture
def shelf():
    def answer(asked, _):
        return Reply(EUROSTAT) if asked.path == "/lists/all hospitals.csv" else Reply("", 404)

    with serving(answer) as server:
        yield server


def test_an_address_is_fetched_by_name_only(store, shelf):
    address = f"http://{shelf.address}/lists/"
    added = registers.add(address + "all%20hospitals.csv", store=store)
    assert (added.entries, added.source) == (2, address + "all%20hospitals.csv")
    assert shelf.requests[0].agent.startswith("trialsites/")
    with pytest.raises(InputError, match="cannot be fetched"):
        registers.add(address + "gone.csv", store=store)
