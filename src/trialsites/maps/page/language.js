/* The page in the reader's language, or in another one on request. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  TS.makeLanguage = function (app) {
    app.miles = TS.usesMiles();

    function apply(language) {
      app.words = TS.makeWords(app.tables, language, app.miles);
      document.documentElement.lang = language;
      TS.label(document.getElementById("ts-page"), app.words);
      titles();
    }

    function titles() {
      const { about, words } = app;
      const own = [about.study, about.studyTitle].filter(Boolean).join(" – ");
      const title = about.title || own || words.t("title", { n: about.sites });
      document.title = title;
      document.getElementById("ts-title").textContent = title;
      const [from, to] = about.asOf.map(words.date);
      const facts = [
        (about.title || own) && words.t("summary.sites", { n: about.sites }),
        about.studies > 1 && words.t("summary.studies", { n: about.studies }),
        about.contacts && words.t("summary.contacts", { n: about.contacts }),
      ];
      const date = from && (from === to ? words.t("summary.asOf", { date: from }) : words.t("summary.asOfRange", { from, to }));
      const summary = [facts.filter(Boolean).join(" · "), date].filter(Boolean).join(". ");
      document.getElementById("ts-summary").textContent = summary;
    }

    app.setLanguage = (language, miles, chosen) => {
      app.miles = miles;
      if (chosen) app.chosenLanguage = language;
      apply(app.tables[language] ? language : "en");
      app.fire("language");
      app.markers.redraw();
      app.list.draw();
      app.fire("view");
    };
    const asked = app.options.language;
    apply(app.tables[asked] ? asked : TS.pickLanguage(Object.keys(app.tables)));
  };
})();
