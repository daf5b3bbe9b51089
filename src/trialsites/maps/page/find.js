/* One field to find everything: it narrows the list as one types, and offers places to measure
   from, sites, people and studies. An ARIA combobox with a list box. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const PAUSE = 140; // ms after the last key
  const PLACES = 6;
  const ROUNDED = 0.0013; // degrees; see maps/cities.py
  const OTHERS = 4; // of each further kind
  const CROSS = "M8 1v3M8 12v3M1 8h3M12 8h3M8 4.500a3.500 3.500 0 1 0 0 7a3.500 3.500 0 1 0 0-7z";

  /* "48.85, 2.35" or "48,85 2,35" or "48.85 N 2.35 E" as a point, or null. */
  TS.readPoint = function (text) {
    const part = String.raw`([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*([NSEW]?)`;
    const found = text.trim().match(new RegExp(`^${part}(?:\\s*[,;]\\s*|\\s+)${part}$`, "i"));
    if (!found) return null;
    const number = (value) => Number(value.replace(",", "."));
    const lat = number(found[1]) * (/s/i.test(found[2]) ? -1 : 1);
    const lon = number(found[3]) * (/w/i.test(found[4]) ? -1 : 1);
    if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
    return { lat, lon, label: `${lat}, ${lon}` };
  };

  TS.makeFind = function (app) {
    const input = document.getElementById("ts-input");
    const box = document.getElementById("ts-options");
    const locate = document.getElementById("ts-locate");
    let options = []; // {choose, element}
    let active = -1;
    let timer = 0;

    locate.append(TS.svg("svg", { viewBox: "0 0 16 16", width: 20, height: 20, "aria-hidden": "true" }, [
      TS.svg("path", { d: CROSS, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
    ]));

    /* The point of a town as its sites have it: the city table rounds it. */
    function townPoint(lat, lon) {
      const { sites, about } = app;
      for (let k = 0; k < sites.onMap; k++) {
        const near = Math.abs(sites.lat[k] - lat) < ROUNDED && Math.abs(sites.lon[k] - lon) < ROUNDED;
        if (near && TS.sureness(about, sites.precision[k]) === "about") return { lat: sites.lat[k], lon: sites.lon[k] };
      }
      return { lat, lon };
    }

    function cityOption({ i }) {
      const { cities, words } = app;
      const where = [cities.admin1(i), words.country(cities.country(i))].filter(Boolean).join(", ");
      return {
        name: cities.name(i),
        where,
        choose: () =>
          app.measureFrom({ ...townPoint(cities.lat[i], cities.lon[i]), label: cities.name(i) }, `${cities.name(i)}, ${where}`),
      };
    }

    function postalOption({ code, i, lat, lon }) {
      const where = TS.placeName(app, i);
      return { name: code, where, choose: () => app.measureFrom({ lat, lon, label: code }, `${code}, ${where}`) };
    }

    function personOptions(text) {
      const first = TS.foldLines(text).trim();
      return app.search.people(text, OTHERS).map((i) => {
        const names = TS.namesOf(app, i);
        const name = names.find((one) => TS.foldLines(one).includes(first)) || names[0];
        return { name, where: TS.siteName(app, i), choose: () => app.openSite(i, { move: true, opener: input }) };
      });
    }

    function groups(text) {
      const { words } = app;
      const point = TS.readPoint(text);
      const places = point
        ? [{ name: point.label, where: "", choose: () => app.measureFrom(point) }]
        : [
            ...TS.postalTowns(app, text, PLACES).map(postalOption),
            ...(app.cities ? app.cities.find(text, PLACES).map(cityOption) : []),
          ];
      const sites = app.search.sites(text, OTHERS).map((i) => ({
        name: TS.siteName(app, i),
        where: app.sites.city(i),
        choose: () => app.openSite(i, { move: true, opener: input }),
      }));
      const studies = app.search.studies(text, OTHERS).map((s) => {
        const { id, title } = TS.study(app, s);
        return { name: id, where: title, choose: () => app.filterStudy(s) };
      });
      return [
        [words.t("find.nearest"), places],
        [words.t("find.sites"), sites],
        [words.t("find.people"), personOptions(text)],
        [words.t("find.studies"), studies],
      ].filter(([, some]) => some.length);
    }

    function show(found) {
      options = [];
      active = -1;
      const parts = found.map(([title, some], g) => {
        const lines = some.map(({ name, where, choose }) => {
          const element = el(
            "li",
            { role: "option", class: "ts-option", id: `ts-option-${options.length}`, "aria-selected": "false" },
            el("bdi", {}, name),
            where && el("small", { dir: "auto" }, where),
          );
          options.push({ element, choose });
          return element;
        });
        const label = el("div", { class: "ts-option-group", id: `ts-group-${g}` }, title);
        return el("li", { role: "presentation" }, label, el("ul", { role: "group", "aria-labelledby": `ts-group-${g}` }, lines));
      });
      box.replaceChildren(...parts);
      box.hidden = !options.length;
      input.setAttribute("aria-expanded", String(!box.hidden));
      input.removeAttribute("aria-activedescendant");
    }

    const close = () => show([]);

    /* The question is asked: where keys are drawn on the screen, they make room for the answer. */
    function leave() {
      close();
      if (window.matchMedia("(pointer: coarse)").matches) input.blur();
    }

    function activate(k) {
      if (active >= 0) options[active].element.setAttribute("aria-selected", "false");
      active = (k + options.length) % options.length;
      const { element } = options[active];
      element.setAttribute("aria-selected", "true");
      element.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", element.id);
    }

    function choose(k) {
      clearTimeout(timer);
      const { choose: act } = options[k];
      leave();
      act();
    }

    /* What the typed text means at once: the list narrowed, suggestions shown. */
    function answer() {
      const text = input.value.trim();
      if (app.filters.near && text === app.filters.near.label) return;
      app.filters.text = TS.readPoint(text) ? "" : text;
      app.refresh();
      const found = text ? groups(text) : [];
      show(found);
      if (!text) return;
      const words = [app.words.t("find.count", { n: options.length }), app.words.t("list.count", { n: app.shownCount })];
      app.say(!options.length && !app.shownCount ? app.words.t("find.none", { text }) : words.join(", "));
    }

    /* Enter without a choice: a point or the only town of that name is measured from, several
       towns of that name stay offered, anything else remains a text filter. */
    function enter() {
      clearTimeout(timer);
      const text = input.value.trim();
      const point = TS.readPoint(text);
      if (point) {
        leave();
        app.measureFrom(point);
        return;
      }
      answer();
      const named = text && app.cities ? app.cities.find(text, PLACES).filter((found) => found.rank === 0) : [];
      const same = [...TS.postalTowns(app, text, PLACES).map(postalOption), ...named.map(cityOption)];
      if (same.length === 1) {
        leave();
        same[0].choose();
      } else if (same.length > 1) {
        app.say(app.words.t("find.several", { n: same.length }));
        activate(0);
      } else if (app.shownCount) {
        leave();
        if (text) app.frame();
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(answer, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") active >= 0 ? choose(active) : enter();
      else if (event.key === "Escape" && !box.hidden) close();
      else if (event.key === "ArrowDown" && options.length) activate(active + 1);
      else if (event.key === "ArrowUp" && options.length) activate(active < 0 ? -1 : active - 1);
      else return;
      event.preventDefault();
    });
    box.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => {
      const at = options.findIndex(({ element }) => element.contains(event.target));
      if (at >= 0) choose(at);
    });
    input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && close(), 100));

    locate.addEventListener("click", () => {
      const fail = (error) =>
        app.say(app.words.t("find.locate.failed", { reason: (error && error.message) || "–" }), true);
      if (!navigator.geolocation) return fail();
      app.say(app.words.t("find.locate.asking"), true);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) =>
          app.measureFrom({ lat: coords.latitude, lon: coords.longitude, label: app.words.t("find.position"), own: true }),
        fail,
        { timeout: 15000, maximumAge: 60000 },
      );
    });

    return {
      close,
      fill: (text) => {
        clearTimeout(timer);
        input.value = text;
        close();
      },
    };
  };
})();
