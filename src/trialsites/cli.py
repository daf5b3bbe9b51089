"""The verbs. Each is declared here and done in `trialsites.commands`, imported when it runs."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from trialsites.errors import TrialSitesError

__all__ = ["app", "main"]

app = typer.Typer(
    name="trialsites",
    help="A directory of clinical-trial sites and the people to call there.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
registers_app = typer.Typer(
    help="Hospital lists with coordinates, which take pins from the town to the door.",
    short_help="Hospital lists: they take pins from the town to the door.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(registers_app, name="registers")

File = Annotated[
    Path, typer.Option("--directory", "-d", help="The directory file.", show_default=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]

DIRECTORY = Path("directory.gpkg")
_SOUTH = re.compile(r"-\d")


def _show_version(wanted: bool) -> None:
    if wanted:
        from trialsites.version import __version__

        typer.echo(f"trialsites {__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_show_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Take what stands before a command."""


class People(StrEnum):
    """Whose names and numbers a map holds."""

    full = "full"
    central = "central"
    none = "none"


class SheetForm(StrEnum):
    """What a contact sheet can be."""

    csv = "csv"
    xlsx = "xlsx"
    vcf = "vcf"


class TableName(StrEnum):
    """What can be exported."""

    rows = "rows"
    sites = "sites"
    contacts = "contacts"
    study_contacts = "study-contacts"
    studies = "studies"
    issues = "issues"


class ExportForm(StrEnum):
    """What an export can be."""

    csv = "csv"
    json = "json"
    geojson = "geojson"
    parquet = "parquet"
    gpkg = "gpkg"


@app.command(epilog="Example: trialsites build data/NCT06937905.txt -d demo.gpkg")
def build(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, globs, archives; - for standard input."),
    ] = None,
    directory: File = DIRECTORY,
    authority: Annotated[
        bool, typer.Option(help="Use the built-in knowledge of well-known hospitals.")
    ] = True,
    geocoder: Annotated[
        str,
        typer.Option(
            help="Ask this online geocoder, such as nominatim, about sites at town level."
        ),
    ] = "",
) -> None:
    """Read registry records: pair, locate, merge, pin, save.

    Without files, work the directory out again, with the registers it has now.
    """
    from trialsites.commands import building

    building.run(files or [], directory, authority=authority, geocoder=geocoder)


@app.command(epilog="Example: trialsites nearest Lille -k 3 -d demo.gpkg")
def nearest(
    place: Annotated[
        list[str],
        typer.Argument(help="A city, a point as lat,lon or in degrees, or a site's name or id."),
    ],
    directory: File = DIRECTORY,
    k: Annotated[int, typer.Option("-k", min=1, help="How many sites.")] = 5,
    country: Annotated[str, typer.Option(help="Country of the city, such as FR or France.")] = "",
    study: Annotated[str, typer.Option(help="Only sites of this study, such as NCT06937905.")] = "",
    status: Annotated[
        str, typer.Option(help="Only sites of this status, such as recruiting.")
    ] = "",
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """List the sites nearest to a city, a point or a site."""
    from trialsites.commands import answering

    answering.run(
        directory,
        " ".join(place).strip(),
        k=k,
        country=country,
        study=study,
        status=status,
        form=_form(json, csv),
    )


@app.command("map", epilog="Example: trialsites map -d demo.gpkg -o maps/sites.html")
def map_(
    directory: File = DIRECTORY,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path(
        "maps/sites.html"
    ),
    contacts: Annotated[People, typer.Option(help="Whose names the file holds.")] = People.full,
    no_contacts: Annotated[bool, typer.Option("--no-contacts", help="No names at all.")] = False,
    tiles: Annotated[
        str, typer.Option(help="Offer these online street tiles, such as OpenStreetMap.Mapnik.")
    ] = "",
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write one HTML file with the map; it works without a network."""
    from trialsites.commands import mapping

    people = "none" if no_contacts else contacts.value
    mapping.run(directory, output, contacts=people, tiles=tiles, show=open_)


@app.command(epilog="Example: trialsites sheets -d demo.gpkg -o sheets --city Lyon")
def sheets(
    directory: File = DIRECTORY,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")] = Path(
        "sheets"
    ),
    city: Annotated[str, typer.Option(help="Only the sheet of this city.")] = "",
    form: Annotated[SheetForm, typer.Option("--format", help="Kind of file.")] = SheetForm.csv,
) -> None:
    """Write one contact sheet per city."""
    from trialsites.commands import printing_sheets

    printing_sheets.run(directory, output, city=city, form=form.value)


@app.command(epilog='Example: trialsites show "Caen - CHU" -d demo.gpkg')
def show(
    site: Annotated[list[str], typer.Argument(help="A site's name, words of it, or its id.")],
    directory: File = DIRECTORY,
) -> None:
    """Show a site: rows merged and why, people, how it was located."""
    from trialsites.commands import showing

    showing.run(directory, " ".join(site))


@app.command(epilog="Example: trialsites check -d demo.gpkg")
def check(
    directory: File = DIRECTORY,
    limit: Annotated[
        list[str] | None,
        typer.Option(help="CODE=N, such as place.ambiguous=0: fail over N issues; repeatable."),
    ] = None,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Count what is doubtful, by code; exit 1 over a limit."""
    from trialsites.commands import checking

    if not checking.run(directory, limit or [], form=_form(json, csv)):
        raise typer.Exit(1)


@app.command(epilog="Example: trialsites review --export doubts.csv -d demo.gpkg")
def review(
    directory: File = DIRECTORY,
    export: Annotated[
        Path | None, typer.Option(help="Write the open questions to a CSV to fill in.")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option("--apply", help="Take the verdicts of such a CSV, filled in.")
    ] = None,
    who: Annotated[str, typer.Option(help="Who decides.", envvar="USER")] = "",
) -> None:
    """Settle doubtful merges, places and pairings: yes, no or later."""
    from trialsites.commands import reviewing

    reviewing.run(directory, export=export, apply=apply, who=who)


@app.command(epilog="Example: trialsites geocode places.csv -o out.csv")
def geocode(
    places: Annotated[Path, typer.Argument(help="CSV with city, state, zip, country.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV to write.")],
) -> None:
    """Geocode a table of towns, offline: same order in and out."""
    from trialsites.commands import geocoding

    geocoding.run(places, output)


@app.command(epilog="Example: trialsites export rows -d demo.gpkg -o rows.csv")
def export(
    table: Annotated[TableName, typer.Argument(help="Which table.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    directory: File = DIRECTORY,
    form: Annotated[
        ExportForm | None, typer.Option("--format", help="Default: by the file's ending.")
    ] = None,
) -> None:
    """Write one table of the directory to a file."""
    from trialsites.commands import exporting

    exporting.run(directory, table.value, output, form=form.value if form else "")


@app.command(epilog="Example: trialsites fetch NCT06937905 -o records")
def fetch(
    studies: Annotated[list[str], typer.Argument(help="Study identifiers, such as NCT06937905.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")] = Path(
        "records"
    ),
) -> None:
    """Download records from the registry's public API (goes online)."""
    from trialsites.commands import fetching

    fetching.run(studies, output)


@app.command(
    short_help="Erase a person everywhere, and from later builds.",
    epilog='Example: trialsites forget "Jane Doe" -d demo.gpkg',
)
def forget(
    name: Annotated[str, typer.Argument(help="The person's name as published.")],
    directory: File = DIRECTORY,
) -> None:
    """Erase a person everywhere in the directory, and from later builds."""
    from trialsites.commands import forgetting

    forgetting.run(directory, name)


@registers_app.command(
    "add",
    short_help="Add a hospital list: any table with points.",
    epilog="Example: trialsites registers add hospitals.csv",
)
def registers_add(
    source: Annotated[str, typer.Argument(help="A file, or a URL to download (goes online).")],
    name: Annotated[str, typer.Option(help="What to call it.")] = "",
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=COLUMN where the guess is wrong; repeatable.")
    ] = None,
    licence: Annotated[str, typer.Option(help="Its licence, kept beside it.")] = "",
    date: Annotated[str, typer.Option(help="Its date, kept beside it.")] = "",
) -> None:
    """Add a hospital list: registers, ROR, FINESS, OpenStreetMap, any table with points."""
    from trialsites.commands import registering

    registering.add(source, name=name, columns=column or [], licence=licence, date=date)


@registers_app.command("list", epilog="Example: trialsites registers list")
def registers_list(json: AsJson = False, csv: AsCsv = False) -> None:
    """List the registers in use."""
    from trialsites.commands import registering

    registering.show(form=_form(json, csv))


@registers_app.command("remove", epilog="Example: trialsites registers remove hospitals")
def registers_remove(name: Annotated[str, typer.Argument(help="Its name.")]) -> None:
    """Remove a register."""
    from trialsites.commands import registering

    registering.remove(name)


def _form(json: bool, csv: bool) -> str:
    return "json" if json else "csv" if csv else ""


def main() -> None:
    """Run the command line: an error a user can act on is one line and exit 1."""
    # A point of the southern or western half of the world is no option.
    given = [f" {arg}" if _SOUTH.match(arg) else arg for arg in sys.argv[1:]]
    try:
        app(given)
    except TrialSitesError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except OSError as error:
        # The system refuses: no rights, no room, a name too long. None of these is a bug.
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        _fail(what)
    except KeyboardInterrupt:
        sys.stderr.write("trialsites: interrupted; what was saved before is unchanged\n")
        sys.exit(130)


def _fail(message: str) -> NoReturn:
    from trialsites.text import tidy

    sys.stderr.write(f"trialsites: {tidy(message)}\n")
    sys.exit(1)
