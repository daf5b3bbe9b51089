/* The listed sites as a table for a spreadsheet: one line per contact, safe to open. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const COLUMNS = [
    "site_id", "site", "organisation", "city", "region", "country", "latitude", "longitude", "position",
    "radius_km", "distance_km", "status", "study", "contact", "role", "phone", "phone_note", "email",
  ];
  const BATCH = 256; // sites between two rests

  /* A cell that a spreadsheet shows and never runs; a plain phone number keeps its plus. */
  TS.csvCell = function (value) {
    let text = value === null || value === undefined ? "" : String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text.trimStart()) && !/^\+[\d\s().\/-]+$/.test(text)) {
      text = `'${text}`;
    }
    return /[",;\n\r\t']/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };

  async function linesOf(app, i) {
    const { sites, about, filters } = app;
    const record = await app.details(i);
    const placed = i < sites.onMap;
    const km = filters.near && placed && TS.geodesic(filters.near.lat, filters.near.lon, sites.lat[i], sites.lon[i]);
    const start = [
      app.ids.line(i), TS.siteName(app, i), record.organisation || "", sites.city(i), sites.admin1(i),
      sites.country(i), placed ? sites.lat[i] : "", placed ? sites.lon[i] : "",
      about.precisions[sites.precision[i]], sites.radius[i] ? Math.round(sites.radius[i] * 10) / 10 : "",
      km === null || km === false ? "" : Math.round(km * 10) / 10,
    ];
    const lines = [];
    for (let k = app.links.starts[i]; k < app.links.starts[i + 1]; k++) {
      const study = app.links.study[k];
      const people = (record.people || []).filter((person) => person.study === study);
      for (const person of people.length ? people : [{}]) {
        lines.push([
          ...start, about.statuses[app.links.status[k]], TS.study(app, study).id, person.name, person.role,
          person.phone, person.phone_note, person.email,
        ]);
      }
    }
    return lines.length ? lines : [start];
  }

  TS.csv = async function (app) {
    const pieces = [`\ufeff${COLUMNS.join(",")}\r\n`];
    const listed = app.list.all();
    for (let k = 0; k < listed.length; k += BATCH) {
      const some = await Promise.all(listed.slice(k, k + BATCH).map((i) => linesOf(app, i)));
      pieces.push(...some.flat().map((cells) => `${COLUMNS.map((_, c) => TS.csvCell(cells[c])).join(",")}\r\n`));
    }
    const url = URL.createObjectURL(new Blob(pieces, { type: "text/csv;charset=utf-8" }));
    const link = TS.el("a", { href: url, download: "sites.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  };
})();
