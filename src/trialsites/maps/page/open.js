/* Opening a site: a popup at its place, or a card over the list where there is no place or no room. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const NEAR_ENOUGH = 9; // zoom to which a site chosen from the list is brought
  const DEFAULT_RADIUS = 5; // km, where a town's is not known

  TS.makeOpener = function (app) {
    const { map, sites } = app;
    const card = document.getElementById("ts-card");
    const body = document.getElementById("ts-body");
    const ring = L.layerGroup().addTo(map);
    let popup = null;
    let opener = null;
    let asked = 0;

    const isPhone = () => window.matchMedia("(max-width: 720px)").matches;

    /* The circle a town's site is within; every place a doubtful one may be at. */
    async function drawRing(i) {
      ring.clearLayers();
      if (i >= sites.onMap) return;
      const sure = TS.sureness(app.about, sites.precision[i]);
      const dashed = { weight: 1.5, dashArray: "5 5", interactive: false, className: "ts-ring" };
      if (sure === "about") {
        const km = sites.radius[i] || DEFAULT_RADIUS;
        L.circle([sites.lat[i], sites.lon[i]], { radius: km * 1000, ...dashed }).addTo(ring);
      }
      if (sure !== "doubtful") return;
      const { candidates } = await app.details(i);
      for (const place of (candidates || []).filter((c) => Number.isFinite(c.lat))) {
        L.circleMarker([place.lat, place.lon], { radius: 17, ...dashed, dashArray: "1 5" })
          .bindTooltip(TS.el("bdi", {}, `? ${place.name || ""}`), { permanent: true, direction: "top", className: "ts-perhaps" })
          .addTo(ring);
      }
    }

    function closeCard() {
      card.hidden = true;
      body.inert = false;
      card.replaceChildren();
    }

    /* Take the popup away without closing the site it is about. */
    function dropPopup() {
      const old = popup;
      popup = null;
      if (old) old.remove();
    }

    function showCard(content) {
      dropPopup();
      const back = el("button", { type: "button", class: "ts-back", onclick: close }, app.words.t("site.back"));
      card.replaceChildren(back, content);
      card.hidden = false;
      card.scrollTop = 0;
      body.inert = true;
      app.sheet(true);
    }

    /* Fit the popup to what it holds now; Leaflet takes its content out and in again for that. */
    function fit() {
      if (!popup) return;
      const scroll = popup.getElement().querySelector(".leaflet-popup-content");
      const { scrollTop } = scroll;
      const focused = document.activeElement;
      popup.update();
      scroll.scrollTop = scrollTop;
      if (scroll.contains(focused)) focused.focus({ preventScroll: true });
    }

    function showPopup(i, content, at) {
      closeCard();
      dropPopup();
      const exact = TS.sureness(app.about, sites.precision[i]) === "exact";
      const size = map.getSize();
      popup = L.popup({
        maxWidth: 380,
        minWidth: Math.min(300, size.x - 80),
        maxHeight: Math.max(180, size.y - 120),
        offset: exact && !at ? [0, -30] : [0, -12],
        autoPanPadding: [16, 16],
        className: "ts-popup",
      })
        .setLatLng(at || [sites.lat[i], sites.lon[i]])
        .setContent(content)
        .openOn(map);
      content.addEventListener("toggle", fit, true);
      const box = popup.getElement();
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", TS.siteName(app, i));
      const scroll = box.querySelector(".leaflet-popup-content");
      scroll.tabIndex = 0;
      const button = box.querySelector(".leaflet-popup-close-button");
      button.setAttribute("aria-label", app.words.t("site.close"));
    }

    /* i: a site; at: where its mark stands if not at its place; move: bring it into view. */
    async function openSite(i, { at = null, move = false, opener: from = null } = {}) {
      const turn = ++asked;
      opener = from || document.activeElement;
      app.selected = i;
      const inPopup = i < sites.onMap && !isPhone();
      if (move && i < sites.onMap) {
        const zoom = Math.max(map.getZoom(), NEAR_ENOUGH);
        app.sheet(!inPopup);
        const point = map.project([sites.lat[i], sites.lon[i]], zoom).add([0, app.covered() / 2]);
        map.setView(map.unproject(point, zoom), zoom, { animate: false });
      }
      const content = await TS.card(app, i);
      if (turn !== asked) return;
      if (inPopup) showPopup(i, content, at);
      else showCard(content);
      app.list.choose(i);
      drawRing(i);
      content.querySelector("h2").focus({ preventScroll: true });
      app.fire("view");
    }

    function close() {
      asked++;
      if (app.selected < 0) return false;
      app.selected = -1;
      dropPopup();
      closeCard();
      ring.clearLayers();
      app.list.choose(-1);
      if (opener && opener.isConnected) opener.focus({ preventScroll: true });
      app.fire("view");
      return true;
    }

    map.on("popupclose", (event) => {
      if (event.popup !== popup || app.selected < 0) return;
      popup = null;
      close();
    });
    app.openSite = openSite;
    app.closeSite = close;
    app.on("language", () => {
      if (app.selected >= 0) openSite(app.selected, { opener });
    });
  };
})();
