/* Distances on the earth. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const MEAN_RADIUS = 6371.0088; // km, IUGG
  const EQUATOR = 6378.137; // km, WGS84
  const FLATTENING = 1 / 298.257223563;
  const RADIAN = Math.PI / 180;

  /* Great-circle distances in km from one point to every site on the map. */
  TS.distances = function (sites, lat, lon) {
    const out = new Float32Array(sites.onMap);
    const cosine = Math.cos(lat * RADIAN);
    const half = RADIAN / 2;
    for (let i = 0; i < sites.onMap; i++) {
      const a = Math.sin((sites.lat[i] - lat) * half);
      const b = Math.sin((sites.lon[i] - lon) * half);
      const h = a * a + cosine * Math.cos(sites.lat[i] * RADIAN) * b * b;
      out[i] = 2 * MEAN_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
    }
    return out;
  };

  /* Geodesic distance in km on WGS84, right to some ten metres (Andoyer-Lambert). */
  TS.geodesic = function (lat1, lon1, lat2, lon2) {
    const reduced = (lat) => Math.atan((1 - FLATTENING) * Math.tan(lat * RADIAN));
    const p = reduced(lat1);
    const q = reduced(lat2);
    const a = Math.sin((q - p) / 2);
    const b = Math.sin(((lon2 - lon1) * RADIAN) / 2);
    const h = a * a + Math.cos(p) * Math.cos(q) * b * b;
    const sigma = 2 * Math.asin(Math.min(1, Math.sqrt(h)));
    if (sigma < 1e-9 || sigma > Math.PI - 1e-3) return EQUATOR * sigma;
    const up = Math.sin((p + q) / 2);
    const x = ((sigma - Math.sin(sigma)) * (up * Math.cos((q - p) / 2)) ** 2) / (1 - h);
    const y = ((sigma + Math.sin(sigma)) * (Math.cos((p + q) / 2) * a) ** 2) / h;
    return EQUATOR * (sigma - (FLATTENING / 2) * (x + y));
  };

  /* The first `wanted` of some sites by distance, nearest first. values: km by site. */
  TS.nearest = function (shown, values, wanted) {
    const bins = new Uint32Array(20038); // of 1 km, to the antipode
    let all = 0;
    for (let i = 0; i < values.length; i++) {
      if (shown[i]) {
        bins[values[i] | 0]++;
        all++;
      }
    }
    let last = 0;
    for (let sum = 0; last < bins.length && (sum += bins[last]) < Math.min(wanted, all); last++);
    const found = [];
    for (let i = 0; i < values.length; i++) if (shown[i] && (values[i] | 0) <= last) found.push(i);
    return found.sort((a, b) => values[a] - values[b] || a - b).slice(0, wanted);
  };
})();
