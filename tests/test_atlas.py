"""The uses of a directory as methods, for people who work in Python."""

from __future__ import annotations

import pytest

import trialsites


@pytest.fixture
def opened(directory):
    return trialsites.Directory.open(directory)


def test_nearest_takes_the_filters_of_the_command(opened):
    assert [near.site_id for near in opened.nearest("48.5,2", k=2)] == ["s1", "s2"]
    completed = opened.nearest((48.5, 2.0), study="NCT00000002", status="completed")
    assert [near.site_id for near in completed] == ["s4"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "vcf"])
def test_sheets_are_written_in_any_form(opened, tmp_path, form):
    (file,) = opened.sheets(tmp_path / "sheets", city="Bruma", form=form)
    assert file.name == f"Bruma_FR_92.{form}"
    assert file.stat().st_size > 0


def test_the_map_shows_nobody_who_was_left_out(opened, tmp_path):
    shown, hidden = opened.map(), opened.map(contacts="none")
    assert "ts-list" in hidden.get_root().render()
    assert len(hidden.get_root().render()) < len(shown.get_root().render())
