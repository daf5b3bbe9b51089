/* Sites at one spot fanned out around it, so that each can be reached. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const CIRCLE = 9; // up to so many stand on a circle, more on a spiral
  const MOST = 40; // more are listed instead

  function offsets(count) {
    if (count <= CIRCLE) {
      const radius = Math.max(44, (count * 40) / (2 * Math.PI));
      return Array.from({ length: count }, (_, k) => {
        const angle = (2 * Math.PI * k) / count - Math.PI / 2;
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      });
    }
    const points = [];
    let angle = 0;
    for (let k = 0; k < count; k++) {
      const radius = 46 + 7.2 * angle;
      points.push([radius * Math.cos(angle), radius * Math.sin(angle)]);
      angle += 42 / radius;
    }
    return points;
  }

  TS.makeFan = function (app) {
    const map = app.map;
    const layer = L.layerGroup().addTo(map);
    let origin = null;

    function close() {
      if (!origin) return false;
      layer.clearLayers();
      if (origin.isConnected) {
        origin.classList.remove("ts-fanned");
        origin.focus({ preventScroll: true });
      }
      origin = null;
      return true;
    }

    /* members: sites at one spot. Returns false if they are too many to fan out. */
    function open(members, element) {
      close();
      if (members.length > MOST) return false;
      origin = element;
      const { sites, about } = app;
      const center = L.latLng(sites.lat[members[0]], sites.lon[members[0]]);
      const middle = map.latLngToLayerPoint(center);
      const near = members.map((_, k) => k);
      const spots = offsets(members.length);
      for (const k of near) {
        const i = members[k];
        const place = map.layerPointToLatLng(middle.add(spots[k]));
        L.polyline([center, place], { className: "ts-leg", weight: 1.5, interactive: false }).addTo(layer);
        const status = about.statuses[sites.status[i]];
        const sure = TS.sureness(about, sites.precision[i]);
        const marker = L.marker(place, {
          icon: L.divIcon({
            html: TS.pinMark(status, sure === "exact" ? "about" : sure),
            className: "ts-mark ts-fan",
            iconSize: [34, 34],
          }),
          zIndexOffset: 1000,
        }).addTo(layer);
        const name = TS.siteName(app, i);
        marker.getElement().setAttribute("aria-label", `${name}, ${app.words.t("status." + status)}`);
        marker.getElement().title = name;
        const act = () => app.openSite(i, { at: place, opener: origin });
        marker.on("click", act);
        TS.pressable(marker.getElement(), act);
        marker.on("mouseover", () => app.list.light(i));
        marker.on("mouseout", () => app.list.light(-1));
        if (k === 0) marker.getElement().focus({ preventScroll: true });
      }
      element.classList.add("ts-fanned");
      return true;
    }

    map.on("zoomstart", close);
    app.on("selected", close);
    return { open, close };
  };
})();
