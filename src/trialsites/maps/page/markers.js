/* The clusters and pins as real elements on the map: focusable, labelled, reused while they last. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  /* Enter and the space bar do what a click does. */
  TS.pressable = function (element, act) {
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    });
  };

  /* What a mark says to somebody who does not see it. */
  function labelOf(app, cluster) {
    const { t } = app.words;
    if (cluster.n === 1) {
      const i = cluster.first;
      const word = app.about.statuses[app.sites.status[i]];
      const sure = TS.sureness(app.about, app.sites.precision[i]);
      const note = sure === "exact" ? "" : `, ${t(sure === "about" ? "site.approximate" : "site.doubtfulShort")}`;
      return `${TS.siteName(app, i)}, ${app.sites.city(i)}, ${t("status." + word)}${note}`;
    }
    const open = cluster.counts[app.about.statuses.indexOf("RECRUITING")];
    const many = t(cluster.spot ? "cluster.spot" : "cluster", { n: cluster.n });
    return open ? `${many}, ${t("cluster.recruiting", { n: open })}` : many;
  }

  function iconOf(app, cluster) {
    if (cluster.n === 1) {
      const i = cluster.first;
      const sure = TS.sureness(app.about, app.sites.precision[i]);
      const mark = TS.pinMark(app.about.statuses[app.sites.status[i]], sure);
      const exact = sure === "exact";
      return L.divIcon({
        html: mark,
        className: "ts-mark",
        iconSize: exact ? [30, 40] : [34, 34],
        iconAnchor: exact ? [15, 39] : [17, 17],
      });
    }
    const size = Math.round(TS.clusterSize(cluster.n));
    return L.divIcon({
      html: TS.donut(cluster.counts, app.about.statuses, size, app.words.compact(cluster.n)),
      className: "ts-mark ts-cluster",
      iconSize: [size, size],
    });
  }

  TS.makeMarkers = function (app) {
    const map = app.map;
    const layer = L.layerGroup().addTo(map);
    let drawn = new Map();
    let latest = { clusters: [], clusterOf: () => -1 };
    let lit = null;

    function view() {
      const zoom = map.getZoom();
      const bounds = map.getPixelBounds();
      return {
        zoom,
        left: bounds.min.x,
        right: bounds.max.x,
        top: bounds.min.y,
        bottom: bounds.max.y,
      };
    }

    function keyOf(cluster) {
      const kind = cluster.n === 1 ? app.sites.status[cluster.first] : cluster.counts.join();
      return `${cluster.first} ${cluster.n} ${cluster.x.toFixed()} ${cluster.y.toFixed()} ${kind}`;
    }

    function add(cluster, zoom) {
      const marker = L.marker(map.unproject([cluster.x, cluster.y], zoom), {
        icon: iconOf(app, cluster),
        keyboard: true,
        riseOnHover: true,
      });
      marker.cluster = cluster;
      marker.on("click", () => app.openCluster(marker.cluster, marker.getElement()));
      marker.on("mouseover", () => cluster.n === 1 && app.list.light(cluster.first));
      marker.on("mouseout", () => app.list.light(-1));
      marker.addTo(layer);
      const element = marker.getElement();
      TS.pressable(element, () => app.openCluster(marker.cluster, element));
      element.setAttribute("aria-label", labelOf(app, cluster));
      element.title = labelOf(app, cluster);
      return marker;
    }

    /* Draw what is in view. */
    function draw() {
      const now = view();
      latest = TS.clusters(app.sites, app.shown, app.about.statuses.length, now);
      const next = new Map();
      for (const cluster of latest.clusters) {
        const key = `${now.zoom} ${keyOf(cluster)}`;
        const marker = drawn.get(key) || add(cluster, now.zoom);
        marker.cluster = cluster;
        drawn.delete(key);
        next.set(key, marker);
      }
      for (const marker of drawn.values()) layer.removeLayer(marker);
      drawn = next;
      app.fire("drawn");
    }

    function markerOf(i) {
      const cluster = latest.clusters[latest.clusterOf(i)];
      for (const marker of drawn.values()) if (marker.cluster === cluster) return marker;
      return null;
    }

    /* Make one site's mark stand out; -1 for none. */
    function light(i) {
      if (lit) lit.classList.remove("ts-lit");
      const marker = i < 0 ? null : markerOf(i);
      lit = marker && marker.getElement();
      if (lit) lit.classList.add("ts-lit");
    }

    /* Boxes [left, top, right, bottom, many] in container px that names should not cross. */
    function boxes() {
      return Array.from(drawn.values(), (marker) => {
        const { iconSize, iconAnchor } = marker.options.icon.options;
        const anchor = iconAnchor || [iconSize[0] / 2, iconSize[1] / 2];
        const point = map.latLngToContainerPoint(marker.getLatLng());
        const left = point.x - anchor[0];
        const top = point.y - anchor[1];
        return [left, top, left + iconSize[0], top + iconSize[1], !marker.cluster.spot];
      });
    }

    function redraw() {
      for (const marker of drawn.values()) layer.removeLayer(marker);
      drawn = new Map();
      draw();
    }

    map.on("moveend", draw);
    return { draw, redraw, light, markerOf, boxes, clusterOf: (i) => latest.clusters[latest.clusterOf(i)] };
  };
})();
