/* The filters, the chips that say which are on, and the reset. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const TALL = 900; // CSS pixels of window at which the statuses need not be folded
  const SELECTABLE = 300; // studies in a menu; more are asked for by identifier
  const STEPS = { km: [10, 25, 50, 100, 250, 500], mi: [10, 25, 50, 100, 250, 500] };
  const MILE = 1.609344; // km

  /* How many sites have each bit of a column of masks. */
  function tally(masks, length) {
    const counts = new Array(length).fill(0);
    for (let i = 0; i < masks.length; i++) {
      for (let mask = masks[i]; mask; mask &= mask - 1) counts[31 - Math.clz32(mask & -mask)]++;
    }
    return counts;
  }

  function countries(app) {
    const { sites, words } = app;
    const counts = new Map();
    const ofPlace = Array.from({ length: sites.places.count }, (_, p) => sites.places.cells(p)[2] || "");
    for (let i = 0; i < sites.count; i++) {
      const code = ofPlace[sites.place[i]];
      if (code) counts.set(code, (counts.get(code) || 0) + 1);
    }
    return Array.from(counts, ([code, n]) => ({ code, n, name: words.country(code) })).sort((a, b) =>
      words.compare(a.name, b.name),
    );
  }

  TS.makeFilters = function (app) {
    const { about, sites } = app;
    const fields = document.getElementById("ts-filter-fields");
    const chips = document.getElementById("ts-chips");
    const count = document.getElementById("ts-filter-count");
    const box = document.getElementById("ts-filters");

    let unfolded = window.innerHeight < TALL ? "" : "filter.status"; // which group of boxes

    /* framed: the sites that are left are brought into view. */
    function change(framed) {
      app.refresh();
      if (framed) app.frame();
      app.say(app.words.t("list.count", { n: app.shownCount }));
    }

    function pills(title, codes, prefix, chosen, counts, badge) {
      const present = codes.map((_, code) => code).filter((code) => counts[code]);
      if (present.length < 2 && !chosen.size) return null;
      const group = el(
        "details",
        { class: "ts-set", name: "ts-set", open: unfolded === title },
        el("summary", {}, app.words.t(title)),
        el(
          "div",
          { class: "ts-pills", role: "group", "aria-label": app.words.t(title) },
          present.map((code) => {
            const input = el("input", { type: "checkbox", value: code });
            input.checked = chosen.has(code);
            input.addEventListener("change", () => {
              chosen[input.checked ? "add" : "delete"](code);
              change();
            });
            return el(
              "label",
              { class: "ts-pill" },
              input,
              badge && TS.badge(codes[code], 16),
              app.words.t(prefix + codes[code]),
              el("small", {}, app.words.number(counts[code])),
            );
          }),
        ),
      );
      group.addEventListener("toggle", () => {
        if (group.open) unfolded = title;
        else if (unfolded === title) unfolded = "";
      });
      return group;
    }

    function menu(title, entries, value, act) {
      const id = `ts-menu-${title.replace(/\W/g, "-")}`;
      const select = el("select", { id }, entries.map(([key, name]) => el("option", { value: key }, name)));
      select.value = value;
      select.addEventListener("change", () => {
        act(select.value);
        change(!app.filters.near);
      });
      return el("div", {}, el("label", { class: "ts-label", for: id }, app.words.t(title)), select);
    }

    function countryMenu() {
      const some = countries(app);
      if (some.length < 2 && !app.filters.country) return null;
      const entries = some.map(({ code, n, name }) => [code, `${name} (${app.words.number(n)})`]);
      return menu("filter.country", [["", app.words.t("filter.all")], ...entries], app.filters.country, (value) => {
        app.filters.country = value;
      });
    }

    function studyField() {
      if (about.studies < 2) return null;
      if (about.studies > SELECTABLE) return studyInput();
      const entries = Array.from({ length: about.studies }, (_, s) => [String(s), TS.study(app, s).id]);
      entries.sort((a, b) => app.words.compare(a[1], b[1]));
      return menu("filter.study", [["-1", app.words.t("filter.all")], ...entries], String(app.filters.study), (value) => {
        app.filters.study = Number(value);
      });
    }

    function studyInput() {
      const input = el("input", { id: "ts-study", class: "ts-field", autocomplete: "off", placeholder: app.words.t("filter.studyId") });
      input.addEventListener("change", () => {
        const wanted = input.value.trim().toUpperCase();
        app.filters.study = wanted ? app.findStudy(wanted) : -1;
        if (wanted && app.filters.study < 0) app.say(app.words.t("filter.studyId.none"), true);
        change(!app.filters.near);
      });
      return el("div", {}, el("label", { class: "ts-label", for: "ts-study" }, app.words.t("filter.study")), input);
    }

    function withinMenu() {
      const { miles, t, distance } = app.words;
      const steps = STEPS[miles ? "mi" : "km"].map((step) => (miles ? step * MILE : step));
      const entries = steps.map((km) => [String(km), t("filter.within.up", { distance: distance(km) })]);
      const { near, within } = app.filters;
      const any = ["0", t(near ? "filter.within.any" : "filter.within.need")];
      const field = menu("filter.within", [any, ...entries], String(near ? within : 0), (value) => {
        app.filters.within = Number(value);
      });
      field.querySelector("select").disabled = !near;
      return field;
    }

    function exactBox() {
      const input = el("input", { type: "checkbox", id: "ts-exact" });
      input.checked = app.filters.exact;
      input.addEventListener("change", () => {
        app.filters.exact = input.checked;
        change();
      });
      return el("label", { class: "ts-check" }, input, app.words.t("filter.exact"));
    }

    function build() {
      const { filters } = app;
      const menus = [countryMenu(), studyField(), withinMenu()].filter(Boolean);
      fields.replaceChildren(
        ...[
          pills("filter.status", about.statuses, "status.", filters.statuses, tally(sites.statuses, 16), true),
          pills("filter.phase", about.phases, "phase.", filters.phases, tally(sites.phases, 8)),
          pills("filter.role", about.roles, "role.", filters.roles, tally(sites.roles, 16)),
          el("div", { class: "ts-pair" }, menus, exactBox()),
        ].filter(Boolean),
      );
    }

    /* Each filter that is on: its words, and what removes it. */
    function active() {
      const { filters, words } = app;
      const of = (set, codes, prefix) =>
        Array.from(set, (code) => [words.t(prefix + codes[code]), () => set.delete(code)]);
      return [
        filters.near && [words.t("near.chip", { place: filters.near.label }), () => {
          filters.near = null;
          filters.within = 0;
          app.find.fill("");
        }],
        filters.text && [words.t("text.chip", { text: filters.text }), () => {
          filters.text = "";
          app.find.fill("");
        }],
        ...of(filters.statuses, about.statuses, "status."),
        filters.country && [words.country(filters.country), () => (filters.country = "")],
        filters.study >= 0 && app.studies && [TS.study(app, filters.study).id, () => (filters.study = -1)],
        ...of(filters.phases, about.phases, "phase."),
        ...of(filters.roles, about.roles, "role."),
        filters.exact && [words.t("filter.exact"), () => (filters.exact = false)],
        filters.within && filters.near && [words.t("filter.within.up", { distance: words.distance(filters.within) }), () => (filters.within = 0)],
      ].filter(Boolean);
    }

    function draw() {
      const on = active();
      count.textContent = on.length ? `(${app.words.number(on.length)})` : "";
      chips.replaceChildren(
        ...on.map(([name, remove]) =>
          el(
            "button",
            {
              type: "button",
              class: "ts-chip",
              "aria-label": app.words.t("chip.remove", { what: name }),
              onclick: () => {
                remove();
                change();
                document.getElementById("ts-input").focus({ preventScroll: true });
              },
            },
            el("bdi", {}, name),
            " ×",
          ),
        ),
      );
      const inside = fields.contains(document.activeElement);
      if (box.open && !inside) build();
    }

    app.findStudy = (id) => {
      for (let s = 0; s < about.studies; s++) if (app.studies.line(s).startsWith(`${id}\t`)) return s;
      return -1;
    };
    app.filterStudy = (s) => {
      app.filters.study = s;
      app.filters.text = "";
      app.find.fill("");
      change(!app.filters.near);
    };
    app.reset = () => {
      app.filters = TS.emptyFilters();
      app.find.fill("");
      document.getElementById("ts-map-only").checked = false;
      app.closeSite();
      change();
      app.frame();
    };
    box.addEventListener("toggle", () => box.open && build());
    app.on("view", draw);
    app.on("language", () => {
      if (box.open) build();
    });
  };
})();
