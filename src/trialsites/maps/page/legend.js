/* What the marks mean, the scale, the zoom buttons, and what this file holds. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const ONE_COLUMN = 6; // statuses
  const LARGEST = 0.07; // of the map: a legend that would hide more of it opens folded

  function legendList(app) {
    const { words, about, sites } = app;
    const present = new Set();
    for (let i = 0; i < sites.count; i++) present.add(sites.status[i]);
    const statuses = Array.from(present).sort((a, b) => a - b);
    const mark = (sureness) => el("span", { class: "ts-mark-small" }, TS.pinMark(about.statuses[statuses[0] || 0], sureness));
    const kinds = ["exact", "about", "doubtful"].filter((kind) => app.sureCounts[kind]);
    return el(
      "ul",
      { class: statuses.length > ONE_COLUMN && "ts-columns" },
      statuses.map((code) => el("li", {}, TS.badge(about.statuses[code], 18), words.t("status." + about.statuses[code]))),
      kinds.map((kind) => el("li", {}, mark(kind), words.t("legend." + kind))),
    );
  }

  function aboutText(app) {
    const { words, about, sureCounts } = app;
    const keys = ["about.offline", `about.${about.contactsMode}`, "about.advice"];
    return [
      ...keys.map((key) => el("p", {}, words.t(key))),
      el("p", {}, words.t("about.positions", sureCounts)),
      el("p", {}, words.t("about.keys")),
    ];
  }

  TS.makeLegend = function (app) {
    const { map, sites, about } = app;
    app.sureCounts = { exact: 0, about: 0, doubtful: 0, none: 0 };
    const sure = about.precisions.map((_, code) => TS.sureness(about, code));
    for (let i = 0; i < sites.count; i++) app.sureCounts[sure[sites.precision[i]]]++;

    const box = el("details", { class: "ts-legend" });
    L.DomEvent.disableClickPropagation(box);
    const Legend = L.Control.extend({ options: { position: "bottomleft" }, onAdd: () => box });
    let controls = [];

    function build() {
      const { words } = app;
      for (const control of controls) control.remove();
      controls = [
        L.control.zoom({ zoomInTitle: words.t("zoom.in"), zoomOutTitle: words.t("zoom.out") }),
        L.control.scale({ metric: !app.miles, imperial: app.miles, position: "bottomright" }),
        new Legend(),
      ];
      for (const control of controls) control.addTo(map);
      box.replaceChildren(el("summary", {}, words.t("legend")), legendList(app));
      document.getElementById("ts-about-text").replaceChildren(...aboutText(app));
      if (app.detailNote) app.detailNote.setText(words.t("basemap.end"));
    }

    map.attributionControl.setPrefix("");
    box.open = true;
    build();
    const { x, y } = map.getSize();
    box.open = box.offsetWidth * box.offsetHeight < LARGEST * x * y;
    app.on("language", build);
  };
})();
