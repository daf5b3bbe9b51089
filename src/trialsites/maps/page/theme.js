/* Dark or light: as the system says, until the reader says otherwise. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  TS.makeTheme = function (app) {
    const system = window.matchMedia("(prefers-color-scheme: dark)");

    function apply(theme) {
      app.theme = theme;
      document.documentElement.dataset.theme = theme;
      if (app.basemap) app.basemap.setTheme(theme);
      if (app.labels) app.labels.setTheme(theme);
    }

    app.paint = apply;
    app.setTheme = (theme) => {
      app.chosenTheme = theme;
      apply(theme || (system.matches ? "dark" : "light"));
      app.fire("view");
    };
    system.addEventListener("change", () => {
      if (!app.chosenTheme) apply(system.matches ? "dark" : "light");
    });
    apply(system.matches ? "dark" : "light");
  };
})();
