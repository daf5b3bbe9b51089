"""A map file in Firefox ESR and WebKitGTK: whether it opens, when, and what they complain about.

    python benchmarks/map_browsers.py maps/demo.html [--sites 600000]

Each browser opens the file from disk with a proxy that does not exist, so that nothing could be
loaded from elsewhere. With ``--sites`` an invented map of that size is made and opened too. Both
browsers are Debian's: firefox-esr, gir1.2-webkit2-4.1 (through the system's own Python) and xvfb.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PATIENCE = 120  # seconds
PORT = 2_828  # of Marionette, Firefox's own remote control
NO_NETWORK = {
    "network.proxy.type": 1,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
}
QUIET = {  # a profile as after the first start, which asks nobody
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": PORT,
}
MARKS = """JSON.stringify({
  sites: (document.getElementById("ts-count-text") || {}).textContent,
  ready: document.documentElement.dataset.tsReady === "true",
  drawn: document.querySelectorAll(".leaflet-marker-pane .ts-mark").length,
  complaints: window.complaints, // where map_webkit.py listens
  marks: performance.getEntriesByType("mark").map((m) => [m.name, Math.round(m.startTime)]),
})"""
COMPLAINTS = """
return Services.console.getMessageArray()
  .filter((m) => m instanceof Ci.nsIScriptError && m.sourceName.startsWith("file:"))
  .map((m) => m.errorMessage);
"""
SYSTEM = "--remote-allow-system-access"  # to read the error console
WEBKIT = Path(__file__).with_name("map_webkit.py")


class Marionette:
    """Firefox, told what to do over a socket."""

    def __init__(self) -> None:
        self.socket = self._connected()
        self.file = self.socket.makefile("rb")
        self.number = 0
        self._answer()  # its greeting
        self.ask("WebDriver:NewSession", capabilities={})

    @staticmethod
    def _connected() -> socket.socket:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", PORT), timeout=PATIENCE)
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def _answer(self) -> list[Any]:
        size = b""
        while (sign := self.file.read(1)) != b":":
            size += sign
        return json.loads(self.file.read(int(size)))

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """Run a script and return what it returns."""
        return self.ask("WebDriver:ExecuteScript", script=script)["value"]

    def ask(self, command: str, **parameters: object) -> dict[str, Any]:
        """Give a command and return the answer."""
        self.number += 1
        message = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._answer()
        if error:
            raise RuntimeError(error["message"])
        return result


def firefox(path: Path) -> dict[str, Any]:
    """Open a map in Firefox and return what it shows."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        prefs = [
            f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in (NO_NETWORK | QUIET).items()
        ]
        Path(profile, "user.js").write_text("\n".join(prefs), "utf-8")
        command = [
            "firefox-esr",
            "--headless",
            "--marionette",
            SYSTEM,
            "--no-remote",
            "--profile",
            profile,
        ]
        environment = os.environ | {"HOME": profile}
        browser = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            fox = Marionette()
            fox.ask("WebDriver:SetTimeouts", pageLoad=1_000 * PATIENCE)
            fox.ask("WebDriver:Navigate", url=path.as_uri())
            end = time.monotonic() + PATIENCE
            shown: dict[str, Any] = {}
            while not shown.get("ready") and time.monotonic() < end:
                time.sleep(0.2)
                shown = json.loads(fox.run(f"return {MARKS}"))
            fox.ask("Marionette:SetContext", value="chrome")
            return shown | {"complaints": fox.run(COMPLAINTS)}
        finally:
            os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()


def webkit(path: Path) -> dict[str, Any]:
    """Open a map in WebKitGTK and return what it shows."""
    command = [
        "xvfb-run",
        "-a",
        "/usr/bin/python3",
        str(WEBKIT),
        path.as_uri(),
        MARKS,
        str(PATIENCE),
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def invented(sites: int, folder: str) -> Path:
    """Make an invented map."""
    from map_scale import done

    done(PATIENCE * 5, "store", str(sites), f"{folder}/sites.gpkg")
    done(PATIENCE * 5, "build", "SiteMap", f"{folder}/sites.gpkg", f"{folder}/{sites}.html")
    return Path(folder, f"{sites}.html")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("maps", nargs="*", type=Path)
    arguments.add_argument("--sites", nargs="*", type=int, default=[])
    asked = arguments.parse_args()
    print("| file | browser | shows | drawn | marks ms | ready ms | complaints |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for path in [*asked.maps, *(invented(size, folder) for size in asked.sites)]:
            for browser in (firefox, webkit):
                shown = browser(path.absolute())
                times = dict(shown["marks"])
                cells = (
                    path.name,
                    browser.__name__,
                    shown["sites"],
                    shown["drawn"],
                    times.get("ts-markers", "never"),
                    times.get("ts-ready", "never"),
                    "; ".join(shown["complaints"]) or "none",
                )
                print("|", " | ".join(map(str, cells)), "|", flush=True)


if __name__ == "__main__":
    sys.exit(main())
