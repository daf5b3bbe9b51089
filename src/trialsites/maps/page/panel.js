/* The panel: keys, buttons, the sheet on a phone. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const SEEN = 5000; // ms

  TS.makePanel = function (app) {
    const page = document.getElementById("ts-page");
    const handle = document.getElementById("ts-sheet");
    const live = document.getElementById("ts-live");
    const panel = document.getElementById("ts-panel");
    const isPhone = window.matchMedia("(max-width: 720px)");
    let hide = 0;

    /* Tell a listener; with `seen`, show it to everybody for a while. */
    app.say = (text, seen) => {
      live.textContent = text;
      live.classList.toggle("ts-seen", Boolean(seen));
      clearTimeout(hide);
      if (seen) hide = setTimeout(() => live.classList.remove("ts-seen"), SEEN);
    };
    app.sheet = (open) => {
      page.classList.toggle("ts-sheet-open", open);
      handle.setAttribute("aria-expanded", String(open));
      handle.textContent = app.words.t(open ? "list.sheet.close" : "list.sheet", { n: app.shownCount });
    };
    /* px of the map that the panel covers on a phone while its list is closed. */
    app.covered = () => (isPhone.matches ? panel.offsetHeight : 0);
    let peek = 0;
    const measure = () => {
      if (page.classList.contains("ts-sheet-open") || panel.offsetHeight === peek) return;
      peek = panel.offsetHeight;
      page.style.setProperty("--peek", `${peek}px`);
      if (app.labels && isPhone.matches) app.labels.setAvoid(app.markers.boxes); // controls moved
    };
    new ResizeObserver(measure).observe(panel);
    handle.addEventListener("click", () => app.sheet(!page.classList.contains("ts-sheet-open")));
    app.sheet(false);
    app.on("view", () => app.sheet(page.classList.contains("ts-sheet-open")));

    /* Members of a cluster at one spot fan out, or are listed if many; others are zoomed to. */
    app.openCluster = function (cluster, element) {
      if (cluster.n === 1) {
        app.openSite(cluster.first, { opener: element });
        return;
      }
      const members = [];
      for (let i = 0; i < app.sites.onMap; i++) {
        if (app.shown[i] && app.markers.clusterOf(i) === cluster) members.push(i);
      }
      const { lat, lon } = app.sites;
      const bounds = L.latLngBounds(members.map((i) => [lat[i], lon[i]]));
      const spot = cluster.spot || app.map.getZoom() >= app.map.getMaxZoom();
      if (!spot) app.map.fitBounds(bounds, { padding: [60, 60], maxZoom: app.map.getMaxZoom() });
      else if (!app.fan.open(members, element)) app.listSpot(members);
    };

    app.listSpot = (members) => {
      document.getElementById("ts-map-only").checked = true;
      app.map.setView([app.sites.lat[members[0]], app.sites.lon[members[0]]], app.map.getMaxZoom());
      app.sheet(true);
    };

    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
      if (event.key === "/" && !typing) {
        event.preventDefault();
        document.getElementById("ts-input").focus();
      }
      if (event.key === "Escape" && !event.defaultPrevented) app.closeSite() || app.fan.close();
    });
  };
})();
