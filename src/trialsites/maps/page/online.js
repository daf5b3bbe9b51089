/* Online street tiles, only if this file was made with a provider and the reader asks. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const WAIT = 6000; // ms for the first tile

  TS.makeOnline = function (app) {
    const { tiles } = app.options;
    if (!tiles) return null;
    let layer = null;

    /* One tile first: if it does not come, nothing changes. */
    function probe() {
      const { lat, lng } = app.map.getCenter();
      const point = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, L.Util.wrapNum(lng, [-180, 180])), 5).divideBy(256).floor();
      const url = L.Util.template(tiles.url, { x: point.x, y: point.y, z: 5, s: "a", r: "" });
      return new Promise((resolve) => {
        const image = new Image();
        const timer = setTimeout(() => resolve(false), WAIT);
        image.onload = () => (clearTimeout(timer), resolve(image.naturalWidth > 1));
        image.onerror = () => (clearTimeout(timer), resolve(false));
        image.src = url;
      });
    }

    return {
      get on() {
        return layer !== null;
      },
      async toggle() {
        if (layer) {
          layer.remove();
          layer = null;
          if (app.labels) app.labels.addTo(app.map);
          if (app.basemap) app.basemap.addTo(app.map);
        } else if (await probe()) {
          const attribution = document.createElement("span");
          attribution.textContent = tiles.attribution;
          layer = L.tileLayer(tiles.url, { maxZoom: 18, maxNativeZoom: tiles.maxZoom, attribution: attribution.innerHTML }).addTo(app.map);
          if (app.labels) app.labels.remove();
          if (app.basemap) app.basemap.remove();
          app.say(app.words.t("tool.online.note"), true);
        } else {
          app.say(app.words.t("tool.online.failed"), true);
        }
        return layer !== null;
      },
    };
  };
})();
