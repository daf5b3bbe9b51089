"""Fuzz the door and every reader behind it: whatever comes, studies or one line, no traceback.

    python benchmarks/fuzz_extract.py [-max_total_time=600] [libFuzzer options]

Needs atheris (``pip install atheris``). The corpus starts from the invented record of the tests
in every format, and grows in a temporary folder. A finding ends the run with its traceback and
leaves the input in ``crash-…``.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["trialsites.extract", "trialsites.countries"]):
    from trialsites.errors import TrialSitesError
    from trialsites.extract import read

ROOT = Path(__file__).parent.parent
_OTHERS = (
    '{"data": [{"nct_id": "NCT01234567", "sites": [{"org_name": "H", "org_city": "A"}]}]}',
    '{"ctNumber": "2024-500000-00-00", "authorizedPartsII": [{"trialSites": [{"id": 1}]}]}',
    '{"isrctn": "12345678", "participants": {"trialCentres": {"trialCentre": {"name": "H"}}}}',
    '{"NCTId": ["NCT01234567"], "LocationCity": ["Arras", "Lens"], "LocationZip": ["62000"]}',
    "Summary\nEudraCT Number: 2020-000000-00\nA.1 State: Spain - AEMPS\nB.1.1 Sponsor: S\n",
    "<Trials_downloaded_from_ICTRP><Trial><TrialID>X</TrialID></Trial>",
    "ClinicalTrials.gov Identifier: NCT01234567\nContacts and Locations\nLocations\nFrance\n",
    "Contacts and Locations\nClinic\nRecruiting\nArras, France, 62000\nContact: A    +33 1 00 00",
    "Viewing Study NCT01234567\nIgnite Creation Date: x\nStudy Locations\nFacility: H\nCity: A",
    'NCT Number,Study Title,Locations\nNCT01234567,T,"H, Arras, 62000, France|Lens, France"\n',
)


def corpus(folder: Path) -> None:
    """Write one input of every format into a folder."""
    sys.path.insert(0, str(ROOT / "tests"))
    from forms import NESTED, RECORD, flat_page

    for render in (*NESTED, flat_page):
        for name, data in render(RECORD).items():
            (folder / f"{render.__name__}-{name}").write_bytes(data)
    for number, text in enumerate(_OTHERS):
        (folder / f"other-{number}").write_text(text, encoding="utf-8")


def main() -> None:
    """Fuzz until libFuzzer's options say stop."""
    with tempfile.TemporaryDirectory() as place:
        seeds, path = Path(place, "corpus"), Path(place, "input")
        seeds.mkdir()
        corpus(seeds)

        def one_input(data: bytes) -> None:
            path.write_bytes(data)
            with contextlib.suppress(TrialSitesError):
                for _ in read([path]):
                    pass

        atheris.Setup([*sys.argv, "-max_len=8192", "-timeout=20", str(seeds)], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
