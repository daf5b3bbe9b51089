/* The sites as columns: typed arrays, one entry per site, along a Morton curve. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const STEPS = 1e5; // per degree; see maps/content.py
  const [NAME, CITY] = ["\x01", "\x02"]; // stand for the site's own name and city
  const RADIUS_STEPS = 10; // per kilometre

  function positions(parts, onMap) {
    const lat = TS.deltas(parts.lat, new Float64Array(onMap));
    const lon = TS.deltas(parts.lon, new Float64Array(onMap));
    const x = new Float64Array(onMap);
    const y = new Float64Array(onMap);
    for (let i = 0; i < onMap; i++) {
      lat[i] /= STEPS;
      lon[i] /= STEPS;
      x[i] = (lon[i] + 180) / 360;
      y[i] = TS.mercatorY(lat[i]);
    }
    return { lat, lon, x, y };
  }

  /* The first status of a mask, most open first; the last word, unknown, if there is none. */
  function firstStatuses(masks, unknown) {
    const first = new Uint8Array(masks.length);
    for (let i = 0; i < masks.length; i++) {
      first[i] = masks[i] ? 31 - Math.clz32(masks[i] & -masks[i]) : unknown;
    }
    return first;
  }

  /* bytes: block "sites"; about: block "about".
     lat, lon: degrees WGS84; x, y: web mercator, 0-1; radius: km. Sites from onMap up have no
     position at all and no entry in these four. */
  TS.readSites = function (bytes, about) {
    const count = about.sites;
    const parts = TS.parts(bytes);
    const precision = parts.precision;
    let onMap = count;
    while (onMap > 0 && precision[onMap - 1] === 0) onMap--;
    const statuses = TS.varints(parts.statuses, new Uint16Array(count));
    const radius = TS.varints(parts.radius, new Float32Array(count));
    for (let i = 0; i < count; i++) radius[i] /= RADIUS_STEPS;
    const names = new TS.Lines(parts.names);
    const places = new TS.Lines(parts.places);
    const place = TS.deltas(parts.place, new Uint32Array(count));
    const cityOf = (i) => places.cells(place[i])[0];
    return {
      count,
      onMap,
      ...positions(parts, onMap),
      precision,
      kind: parts.kind,
      radius,
      place,
      places,
      statuses,
      status: firstStatuses(statuses, about.statuses.length - 1),
      phases: parts.phases,
      roles: TS.varints(parts.roles, new Uint16Array(count)),
      studies: TS.varints(parts.studies, new Uint32Array(count)),
      names,
      name: (i) => names.line(i).replaceAll(CITY, () => cityOf(i)),
      city: cityOf,
      admin1: (i) => places.cells(place[i])[1],
      country: (i) => places.cells(place[i])[2],
    };
  };

  /* A note about a site with its name and city put back. */
  TS.fullNote = (sites, i, note) => note.replaceAll(NAME, () => sites.name(i)).replaceAll(CITY, () => sites.city(i));

  /* How sure a position is, as the four ways it is drawn and spoken of. */
  TS.sureness = function (about, code) {
    const word = about.precisions[code];
    if (word === "facility" || word === "street") return "exact";
    if (word === "") return "none";
    return word === "doubtful" ? "doubtful" : "about";
  };

  /* Which study runs where: for site i, entries starts[i] to starts[i + 1]. */
  TS.readLinks = function (bytes, sites) {
    const parts = TS.parts(bytes);
    const starts = new Uint32Array(sites.count + 1);
    for (let i = 0; i < sites.count; i++) starts[i + 1] = starts[i] + sites.studies[i];
    const study = TS.planes(parts.study, new Uint32Array(starts[sites.count]));
    for (let i = 0; i < sites.count; i++) {
      for (let k = starts[i] + 1; k < starts[i + 1]; k++) study[k] += study[k - 1];
    }
    return { starts, study, status: parts.status };
  };
})();
