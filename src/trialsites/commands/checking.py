"""``trialsites check``: issues by code, held against limits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from trialsites.commands.output import print_table, say
from trialsites.directory import connect
from trialsites.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["run"]


def run(directory: Path, asked: Sequence[str], *, form: str) -> bool:
    """Print how often each issue occurs; return whether every limit holds."""
    allowed = dict(map(_limit, asked))
    with connect(directory) as connection:
        found = connection.execute(
            "SELECT code, count(*), min(message) FROM issues GROUP BY code ORDER BY code"
        ).fetchall()
    counts = {code: n for code, n, _ in found}
    found += [(code, 0, "") for code in sorted(allowed.keys() - counts.keys())]
    broken = {code for code, limit in allowed.items() if counts.get(code, 0) > limit}
    if found or form:
        limits = ["limit"] if allowed or form else []
        lines = [
            (n, code, *(allowed.get(code, "") for _ in limits), example)
            for code, n, example in found
        ]
        headings = ["issues", "code", *limits, "such as"]
        print_table(headings, lines, form, right=("issues", "limit"))
    else:
        say("no issues")
    for code in sorted(broken):
        sys.stderr.write(f"over the limit: {code} {counts[code]} > {allowed[code]}\n")
    return not broken


def _limit(text: str) -> tuple[str, int]:
    code, _, number = text.partition("=")
    if not code or not number.isdecimal():
        raise InputError(f"--limit {text!r}: write it as CODE=N, such as phone.central=0")
    return code, int(number)
