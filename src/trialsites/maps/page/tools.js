/* The buttons below the search (table, print, link, reset, online map) and the settings at the foot
   (language, units, theme). */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const NAMES = { en: "English", fr: "Français", de: "Deutsch", es: "Español" };

  TS.makeTools = function (app) {
    const tools = document.getElementById("ts-tools");
    const settings = document.getElementById("ts-settings");
    const online = TS.makeOnline(app);

    const button = (key, act, title) =>
      el("button", { type: "button", onclick: act, title: title && app.words.t(title) }, app.words.t(key));

    function menu(key, entries, value, act) {
      const select = el(
        "select",
        { "aria-label": app.words.t(key) },
        entries.map(([code, name]) => el("option", { value: code, lang: code.length === 2 && NAMES[code] ? code : null }, name)),
      );
      select.value = value;
      select.addEventListener("change", () => act(select.value));
      return select;
    }

    function onlineButton() {
      const made = el("button", { type: "button", "aria-pressed": String(online.on) }, app.words.t("tool.online"));
      made.addEventListener("click", async () => {
        made.disabled = true;
        made.setAttribute("aria-pressed", String(await online.toggle()));
        made.disabled = false;
      });
      return made;
    }

    function themeButton() {
      const half = TS.svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, [
        TS.svg("path", { d: "M8 1.5a6.5 6.5 0 1 0 0 13z", fill: "currentColor" }),
        TS.svg("circle", { cx: 8, cy: 8, r: 6.5, fill: "none", stroke: "currentColor" }),
      ]);
      const act = () => app.setTheme(app.theme === "dark" ? "light" : "dark");
      const name = app.words.t("tool.theme");
      return el("button", { type: "button", class: "ts-icon", "aria-label": name, title: name, onclick: act }, half);
    }

    function build() {
      const { words } = app;
      const languages = Object.keys(app.tables).map((code) => [code, NAMES[code] || code]);
      const units = ["km", "mi"].map((unit) => [unit, words.t(`tool.units.${unit}`)]);
      tools.replaceChildren(
        ...[
          button("tool.csv", () => TS.csv(app), "tool.csv.title"),
          button("tool.print", () => app.print(), "tool.print.title"),
          button("tool.share", () => app.copyLink()),
          button("tool.reset", () => app.reset()),
          online && onlineButton(),
        ].filter(Boolean),
      );
      settings.replaceChildren(
        menu("tool.language", languages, words.language, (code) => app.setLanguage(code, app.miles, true)),
        menu("tool.units", units, app.miles ? "mi" : "km", (unit) => app.setLanguage(words.language, unit === "mi")),
        themeButton(),
      );
    }

    build();
    app.on("language", build);
  };
})();
