/* Nearest sites: a mark at the place asked for, lines to the first three that are placed, the list
   by distance. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const CLOSEST = 11; // zoom
  const RAYS = 3;
  const FRAMED = 5; // sites brought into view together with the place

  TS.makeNear = function (app) {
    const { map, sites } = app;
    const layer = L.layerGroup().addTo(map);

    function origin({ lat, lon }) {
      const mark = TS.svg("svg", { viewBox: "0 0 30 30", width: 30, height: 30, "aria-hidden": "true" }, [
        TS.svg("circle", { cx: 15, cy: 15, r: 9, class: "ts-origin" }),
        TS.svg("path", { d: "M15 1v9M15 20v9M1 15h9M20 15h9", class: "ts-origin" }),
      ]);
      return L.marker([lat, lon], {
        icon: L.divIcon({ html: mark, className: "ts-mark", iconSize: [30, 30] }),
        interactive: false,
        keyboard: false,
      });
    }

    /* The turn of the world on which a site is nearest. */
    const beside = (i, lon) => sites.lon[i] + Math.round((lon - sites.lon[i]) / 360) * 360;

    function draw() {
      layer.clearLayers();
      const { near } = app.filters;
      if (!near) return [];
      origin(near).addTo(layer);
      const first = TS.nearest(app.shown, app.distances, FRAMED);
      const placed = first.filter((i) => TS.sureness(app.about, sites.precision[i]) !== "doubtful");
      for (const i of placed.slice(0, RAYS)) {
        L.polyline(
          [
            [near.lat, near.lon],
            [sites.lat[i], beside(i, near.lon)],
          ],
          { className: "ts-ray", weight: 2, interactive: false },
        ).addTo(layer);
      }
      return first;
    }

    /* place: {lat, lon, label}; longer: its name with region and country, for the listener. */
    app.measureFrom = function (place, longer) {
      app.closeSite();
      app.filters.near = place;
      app.filters.text = "";
      app.find.fill(place.label);
      app.refresh();
      const first = draw();
      const points = first.map((i) => [sites.lat[i], beside(i, place.lon)]);
      map.fitBounds(L.latLngBounds([[place.lat, place.lon], ...points]), {
        paddingTopLeft: [56, 56],
        paddingBottomRight: [56, 56 + app.covered()],
        maxZoom: CLOSEST,
        animate: false,
      });
      app.say(app.words.t("list.near", { n: app.shownCount, place: longer || place.label }));
    };
    app.on("view", draw);
    return { draw };
  };
})();
