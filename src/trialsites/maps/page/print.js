/* Print: an A4 page with the map, then a table of the listed sites and whom to call. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const MOST = 500; // sites in the table
  const [WIDE, HIGH] = [1046, 600]; // CSS pixels of paper for the map
  const PAUSE = 800; // ms after a change before the table is made ahead
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));

  function row(app, number, i, record, withMail) {
    const { words, sites, about } = app;
    const people = (record.people || []).filter((p, k, all) => all.findIndex((q) => q.name === p.name && q.phone === p.phone) === k);
    const cell = (lines) => el("td", {}, lines.map((line) => el("div", { dir: "auto" }, line || "\u00a0")));
    const notes = TS.siteNotes(app, i).join(", ");
    return el(
      "tr",
      {},
      el("td", {}, String(number)),
      cell([TS.siteName(app, i), notes].filter(Boolean)),
      cell([TS.placeName(app, i), TS.siteDistance(app, i)].filter(Boolean)),
      cell([words.t("status." + about.statuses[sites.status[i]])]),
      cell(people.map((p) => [p.name, p.role && words.t("role." + p.role)].filter(Boolean).join(", "))),
      cell(people.map((p) => (p.phone_note ? `${p.phone || ""} (${words.t("note." + p.phone_note)})` : p.phone))),
      withMail && cell(people.map((p) => p.email)),
    );
  }

  async function table(app, listed) {
    const { words } = app;
    const records = await Promise.all(listed.map((i) => app.details(i)));
    const withMail = records.some((record) => (record.people || []).some((p) => p.email));
    const keys = ["site", "place", "status", "person", "phone", withMail && "email"].filter(Boolean);
    const heads = keys.map((key) => el("th", { scope: "col" }, words.t(`print.${key}`)));
    return el(
      "table",
      {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "#"), heads)),
      el("tbody", {}, listed.map((i, k) => row(app, k + 1, i, records[k], withMail))),
    );
  }

  TS.makePrint = function (app) {
    const page = document.getElementById("ts-page");
    const sheet = document.getElementById("ts-print");
    let before = null;
    let timer = 0;

    async function fill() {
      const all = app.list.all();
      const listed = all.slice(0, MOST);
      sheet.replaceChildren(
        el("h2", {}, app.words.t("print.title")),
        all.length > MOST ? el("p", {}, app.words.t("print.limited", { n: MOST, all: all.length })) : "",
        await table(app, listed),
        el("p", {}, app.words.t("about.advice")),
      );
      return listed;
    }

    /* Numbers beside the marks of the listed sites, as in the table. */
    function number(listed) {
      const layer = L.layerGroup().addTo(app.map);
      const taken = new Map();
      listed.forEach((i, k) => {
        const cluster = app.markers.clusterOf(i);
        if (cluster) taken.set(cluster, [...(taken.get(cluster) || []), k + 1]);
      });
      for (const [cluster, numbers] of taken) {
        const text = numbers.length > 6 ? `${numbers.slice(0, 5).join(", ")} …` : numbers.join(", ");
        const place = app.map.unproject([cluster.x, cluster.y], app.map.getZoom());
        const label = el("span", {}, text);
        L.marker(place, {
          icon: L.divIcon({ html: label, className: "ts-number", iconSize: null, iconAnchor: [-14, 8] }),
          interactive: false,
          keyboard: false,
          zIndexOffset: 2000,
        }).addTo(layer);
      }
      return layer;
    }

    async function prepare() {
      app.closeSite();
      const listed = await fill();
      before = { center: app.map.getCenter(), zoom: app.map.getZoom(), snap: app.map.options.zoomSnap, theme: app.theme };
      page.classList.add("ts-printing");
      document.documentElement.dataset.theme = "light";
      if (before.theme === "dark") app.paint("light");
      app.map.options.zoomSnap = 0.25;
      app.map.invalidateSize({ animate: false });
      app.frame();
      before.numbers = number(listed);
      await frame();
      await frame();
    }

    /* The browser's own print command waits for nothing: a short table is made ahead, and the map
       is printed as it stands, made to fit (a canvas laid out anew on the way stays white). */
    function keepReady() {
      clearTimeout(timer);
      sheet.replaceChildren(el("p", {}, app.words.t("print.button")));
      if (app.list.total <= MOST) timer = setTimeout(fill, PAUSE);
    }

    function measure() {
      const { x, y } = app.map.getSize();
      page.style.setProperty("--map-width", `${x}px`);
      page.style.setProperty("--map-height", `${y}px`);
      page.style.setProperty("--map-fit", Math.min(WIDE / x, HIGH / y));
    }

    function restore() {
      if (!before) return;
      const { center, zoom, snap, theme, numbers } = before;
      before = null;
      numbers.remove();
      page.classList.remove("ts-printing");
      app.map.options.zoomSnap = snap;
      app.paint(theme);
      app.map.invalidateSize({ animate: false });
      app.map.setView(center, zoom, { animate: false });
    }

    app.print = async () => {
      await prepare();
      window.print();
      restore();
    };
    document.addEventListener("keydown", (event) => {
      if (event.key !== "p" || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      app.print();
    });
    app.map.on("resize", measure);
    app.on("view", keepReady);
    app.on("language", keepReady);
    measure();
    keepReady();
    app.preparePrint = prepare;
    app.restorePrint = restore;
    return { prepare, restore };
  };
})();
