/* The view in the address: a link that opens the same sites, place, filters and language. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const names = (set, codes) => Array.from(set, (code) => codes[code]).join(",");

  function write(app) {
    const { filters, about } = app;
    const near = filters.near && !filters.near.own && filters.near;
    const parts = {
      site: app.selected >= 0 ? app.ids.line(app.selected) : "",
      near: near ? `${near.lat.toFixed(4)},${near.lon.toFixed(4)},${near.label}` : "",
      q: filters.text,
      status: names(filters.statuses, about.statuses),
      country: filters.country,
      study: filters.study >= 0 ? TS.study(app, filters.study).id : "",
      phase: names(filters.phases, about.phases),
      role: names(filters.roles, about.roles),
      exact: filters.exact ? "1" : "",
      within: near && filters.within ? String(Math.round(filters.within * 10) / 10) : "",
      lang: app.chosenLanguage || "",
      theme: app.chosenTheme || "",
    };
    const used = Object.entries(parts).filter(([, value]) => value);
    return used.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  }

  function read(app) {
    const parts = new URLSearchParams(window.location.hash.slice(1));
    const filters = TS.emptyFilters();
    const codes = (key, words) =>
      new Set(
        (parts.get(key) || "").split(",").map((word) => words.indexOf(word)).filter((code) => code >= 0),
      );
    const [lat, lon, ...label] = (parts.get("near") || "").split(",");
    if (label.length && Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180) {
      filters.near = { lat: Number(lat), lon: Number(lon), label: label.join(",") };
    }
    filters.text = parts.get("q") || "";
    filters.statuses = codes("status", app.about.statuses);
    filters.country = parts.get("country") || "";
    filters.study = parts.get("study") ? app.findStudy(parts.get("study")) : -1;
    filters.phases = codes("phase", app.about.phases);
    filters.roles = codes("role", app.about.roles);
    filters.exact = parts.get("exact") === "1";
    filters.within = Math.max(0, Number(parts.get("within")) || 0);
    return { filters, site: parts.get("site") || "", lang: parts.get("lang"), theme: parts.get("theme") };
  }

  TS.makeShare = function (app) {
    let written = window.location.hash.slice(1);

    function show() {
      const { filters, site, lang, theme } = read(app);
      if (lang && app.tables[lang] && lang !== app.words.language) app.setLanguage(lang, app.miles, true);
      if (theme === "dark" || theme === "light") app.setTheme(theme);
      app.filters = filters;
      if (filters.near) app.measureFrom(filters.near);
      else {
        app.find.fill(filters.text);
        app.refresh();
        if (window.location.hash) app.frame();
      }
      const i = site ? app.ids.indexOf(site) : -1;
      if (i >= 0) app.openSite(i, { move: true });
    }

    function update() {
      written = write(app);
      const address = written ? `#${written}` : window.location.pathname + window.location.search;
      try {
        window.history.replaceState(null, "", address);
      } catch {
        // A frame without an address of its own, as in a notebook, has no links to share.
      }
    }

    window.addEventListener("hashchange", () => {
      if (window.location.hash.slice(1) !== written) show();
    });
    app.copyLink = async () => {
      update();
      try {
        await navigator.clipboard.writeText(window.location.href);
        app.say(app.words.t("tool.share.done"), true);
      } catch {
        app.say(app.words.t("tool.share.manual"), true);
      }
    };
    if (window.location.hash) show();
    app.on("view", update);
  };
})();
