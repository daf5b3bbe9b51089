"""One page in WebKitGTK, for map_browsers.py; run by the system's Python, which has GTK.

python3 benchmarks/map_webkit.py URL SCRIPT SECONDS
"""

import json
import sys
import time

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402 - versions are asked for first

URL, SCRIPT, SECONDS = sys.argv[1], sys.argv[2], float(sys.argv[3])
PAUSE = 200  # ms
LISTEN = """
window.complaints = [];
addEventListener("error", (e) => complaints.push(e.message || `not loaded: ${e.target.src}`), true);
addEventListener("unhandledrejection", (e) => complaints.push(String(e.reason)));
addEventListener("securitypolicyviolation", (e) => complaints.push(`blocked: ${e.blockedURI}`));
for (const level of ["warn", "error"]) {
  console[level] = (...said) => complaints.push(said.join(" "));
}
"""


def main() -> None:
    context = WebKit2.WebContext.new_ephemeral()
    proxy = WebKit2.NetworkProxySettings.new("socks://127.0.0.1:9", [])
    context.get_website_data_manager().set_network_proxy_settings(
        WebKit2.NetworkProxyMode.CUSTOM, proxy
    )
    listen = WebKit2.UserScript.new(
        LISTEN, WebKit2.UserContentInjectedFrames.ALL_FRAMES, WebKit2.UserScriptInjectionTime.START
    )
    view = WebKit2.WebView(web_context=context)
    view.get_user_content_manager().add_script(listen)
    window = Gtk.Window(default_width=1366, default_height=768)
    window.add(view)
    window.show_all()
    end = time.monotonic() + SECONDS

    def look() -> bool:
        view.evaluate_javascript(SCRIPT, -1, None, None, None, answer)
        return False

    def answer(_: object, result: object) -> None:
        try:
            told = view.evaluate_javascript_finish(result).to_string()
        except GLib.Error:
            told = "{}"
        if json.loads(told).get("ready") or time.monotonic() > end:
            print(told)
            Gtk.main_quit()
        else:
            GLib.timeout_add(PAUSE, look)

    view.load_uri(URL)
    GLib.timeout_add(PAUSE, look)
    Gtk.main()


if __name__ == "__main__":
    main()
