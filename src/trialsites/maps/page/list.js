/* The list beside the map: the same sites, in a useful order, a hundred at a time. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const PAGE = 100;
  const BY_NAME = 5000; // up to so many sites stand in the order of their names

  TS.makeList = function (app) {
    const { sites } = app;
    const list = document.getElementById("ts-list");
    const more = document.getElementById("ts-more");
    const heading = document.getElementById("ts-count-text");
    const mapOnly = document.getElementById("ts-map-only");
    let length = PAGE;
    let base = null; // all sites in the order without a place to measure from
    let total = 0;

    function baseOrder() {
      if (base) return base;
      base = Uint32Array.from({ length: sites.count }, (_, i) => i);
      if (sites.count <= BY_NAME) {
        const names = Array.from(base, (i) => `${TS.siteName(app, i)}\n${sites.city(i)}`);
        base.sort((a, b) => app.words.compare(names[a], names[b]) || a - b);
      } else {
        base = byStudies();
      }
      return base;
    }

    function byStudies() {
      const counts = [];
      for (let i = 0; i < sites.count; i++) counts[sites.studies[i]] = (counts[sites.studies[i]] || 0) + 1;
      const start = [];
      let sum = 0;
      for (let n = counts.length - 1; n >= 0; n--) {
        start[n] = sum;
        sum += counts[n] || 0;
      }
      const order = new Uint32Array(sites.count);
      for (let i = 0; i < sites.count; i++) order[start[sites.studies[i]]++] = i;
      return order;
    }

    /* Sites to list, at most `wanted`; sets total. */
    function pick(wanted) {
      const shown = mapOnly.checked ? inView() : app.shown;
      const found = [];
      total = 0;
      for (let i = 0; i < sites.count; i++) total += shown[i];
      if (app.filters.near) {
        found.push(...TS.nearest(shown, app.distances, wanted));
        for (let i = sites.onMap; i < sites.count && found.length < wanted; i++) {
          if (shown[i]) found.push(i);
        }
        return found;
      }
      const order = baseOrder();
      for (let k = 0; k < order.length && found.length < wanted; k++) {
        if (shown[order[k]]) found.push(order[k]);
      }
      return found;
    }

    function inView() {
      const bounds = app.map.getBounds();
      const marks = new Uint8Array(sites.count);
      const [south, north] = [bounds.getSouth(), bounds.getNorth()];
      const [west, east] = [bounds.getWest(), bounds.getEast()];
      for (let i = 0; i < sites.onMap; i++) {
        if (!app.shown[i] || sites.lat[i] < south || sites.lat[i] > north) continue;
        const turn = Math.ceil((west - sites.lon[i]) / 360) * 360;
        if (sites.lon[i] + turn <= east) marks[i] = 1;
      }
      return marks;
    }

    function item(i) {
      const { words, about } = app;
      const status = about.statuses[sites.status[i]];
      const notes = TS.siteNotes(app, i);
      const right =
        TS.siteDistance(app, i) ||
        (sites.studies[i] > 1 ? words.t("list.studies", { n: sites.studies[i] }) : "");
      const place = sites.city(i) || words.country(sites.country(i));
      const button = el(
        "button",
        { type: "button", class: "ts-item", tabindex: "-1", "data-site": i },
        TS.badge(status, 18),
        el(
          "span",
          { class: "ts-item-text" },
          el("span", { class: "ts-item-name", dir: "auto" }, TS.siteName(app, i)),
          el("span", { class: "ts-item-place" }, el("bdi", {}, place), (place ? ["", ...notes] : notes).join(" · ")),
        ),
        el("span", { class: "ts-item-right" }, right),
        el("span", { class: "ts-hidden" }, words.t("status." + status)),
      );
      if (i === app.selected) button.setAttribute("aria-current", "true");
      return el("li", {}, button);
    }

    function headline() {
      const { words, filters } = app;
      if (filters.near) return words.t("list.near", { n: total, place: filters.near.label });
      if (mapOnly.checked) return words.t("list.inView", { n: total });
      if (total === sites.count) return words.t("list.count", { n: total });
      return words.t("list.countOf", { n: total, all: sites.count });
    }

    function draw() {
      const focused = list.contains(document.activeElement) ? document.activeElement.dataset.site : null;
      const found = pick(length);
      heading.textContent = headline();
      list.replaceChildren(...found.map(item));
      if (!found.length) list.append(el("li", { class: "ts-empty" }, app.words.t("list.empty")));
      const rest = Math.min(PAGE, total - found.length);
      more.hidden = rest <= 0;
      if (rest > 0) list.append(el("li", {}, more));
      more.textContent = app.words.t("list.more", { n: Math.max(0, rest) });
      const first = list.querySelector(".ts-item");
      if (first) first.tabIndex = 0;
      if (focused !== null) (itemOf(Number(focused)) || first || list).focus({ preventScroll: true });
      app.first = found;
    }

    const itemOf = (i) => list.querySelector(`.ts-item[data-site="${i}"]`);

    /* Show which site the pointer is on, on the map or in a fan. */
    function light(i) {
      const before = list.querySelector(".ts-item-lit");
      if (before) before.classList.remove("ts-item-lit");
      const button = i < 0 ? null : itemOf(i);
      if (button) button.classList.add("ts-item-lit");
    }

    /* Mark the open site and bring it into sight. */
    function choose(i) {
      const before = list.querySelector("[aria-current]");
      if (before) before.removeAttribute("aria-current");
      const button = itemOf(i);
      if (!button) return;
      button.setAttribute("aria-current", "true");
      button.scrollIntoView({ block: "nearest" });
    }

    function step(button, key) {
      const buttons = Array.from(list.querySelectorAll(".ts-item"));
      const at = buttons.indexOf(button);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[key];
      if (to === undefined) return false;
      const next = buttons[Math.max(0, Math.min(buttons.length - 1, to))];
      button.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
      return true;
    }

    list.addEventListener("click", (event) => {
      const button = event.target.closest(".ts-item");
      if (button) app.openSite(Number(button.dataset.site), { opener: button, move: true });
    });
    list.addEventListener("keydown", (event) => {
      const button = event.target.closest(".ts-item");
      if (button && step(button, event.key)) event.preventDefault();
    });
    for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
      list.addEventListener(name, (event) => {
        const button = event.target.closest(".ts-item");
        if (button) app.markers.light(on ? Number(button.dataset.site) : -1);
      });
    }
    more.addEventListener("click", () => {
      const before = app.first.length;
      length += PAGE;
      draw();
      const next = list.querySelectorAll(".ts-item")[before];
      if (next) next.focus();
    });
    mapOnly.addEventListener("change", draw);
    app.map.on("moveend", () => mapOnly.checked && draw());
    app.on("language", () => (base = null));

    return {
      draw,
      light,
      choose,
      fromTop: () => (length = PAGE),
      /* Every listed site, in order. */
      all: () => pick(sites.count),
      get total() {
        return total;
      },
    };
  };
})();
