"""``python -m trialsites``."""

from __future__ import annotations

from trialsites.cli import main

main()
