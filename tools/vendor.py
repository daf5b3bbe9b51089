"""Fetch the vendored scripts and styles of the map again from npm, with licences and checksums.

    python tools/vendor.py

Needs npm. Versions are pinned here; raise one, run this, look at the difference, run the tests.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "src" / "trialsites" / "maps" / "vendor"
PACKAGES = {
    "leaflet@1.9.4": {
        "LICENSE": "LICENSE",
        "dist/leaflet.js": "leaflet.js",
        "dist/leaflet.css": "leaflet.css",
        "dist/images/layers.png": "images/layers.png",
        "dist/images/layers-2x.png": "images/layers-2x.png",
        "dist/images/marker-icon.png": "images/marker-icon.png",
        "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
        "dist/images/marker-shadow.png": "images/marker-shadow.png",
    },
    "leaflet.markercluster@1.5.3": {
        "MIT-LICENCE.txt": "LICENSE.txt",
        "dist/leaflet.markercluster.js": "leaflet.markercluster.js",
        "dist/MarkerCluster.css": "MarkerCluster.css",
        "dist/MarkerCluster.Default.css": "MarkerCluster.Default.css",
    },
    "jquery@3.7.1": {
        "LICENSE.txt": "LICENSE.txt",
        "dist/jquery.min.js": "jquery.min.js",
    },
}


def packed(package: str) -> bytes:
    """Return the published archive of a package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ("npm", "pack", package, "--silent", "--pack-destination", folder)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - pinned above
        return next(Path(folder).glob("*.tgz")).read_bytes()


def main() -> None:
    """Write every file and the list of their checksums."""
    sums = {}
    for package, files in PACKAGES.items():
        folder = package.split("@", maxsplit=1)[0]
        with tarfile.open(fileobj=io.BytesIO(packed(package))) as archive:
            for source, name in files.items():
                data = archive.extractfile(f"package/{source}")
                if data is None:
                    raise SystemExit(f"{package} holds no {source}")
                target = VENDOR / folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content := data.read())
                sums[f"{folder}/{name}"] = hashlib.sha256(content).hexdigest()
    listing = {"packages": sorted(PACKAGES), "sha256": dict(sorted(sums.items()))}
    (VENDOR / "checksums.json").write_text(json.dumps(listing, indent=2) + "\n")


if __name__ == "__main__":
    main()
