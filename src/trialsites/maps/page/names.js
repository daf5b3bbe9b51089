/* What a site is called, also when its name is not disclosed. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  TS.siteName = function (app, i) {
    const { sites, about, words } = app;
    const kind = about.kinds[sites.kind[i]];
    const name = sites.name(i);
    const place = sites.city(i) || words.country(sites.country(i));
    if (kind === "placeholder" || kind === "missing") {
      return place ? words.t("site.undisclosed", { place }) : words.t("site.undisclosedNoPlace");
    }
    return name || words.t("site.practice", { place: place || words.t("unknownPlace") });
  };

  /* "Caen, Normandie, France", without what is not known or said twice. */
  TS.placeName = function (app, i) {
    const { sites, words } = app;
    const parts = [sites.city(i), sites.admin1(i), words.country(sites.country(i))];
    return parts.filter((part, k) => part && parts.indexOf(part) === k).join(", ");
  };

  /* Everything about a site's line that warns: approximate, doubtful, unknown. */
  TS.siteNotes = function (app, i) {
    const { sites, about, words } = app;
    const sure = TS.sureness(about, sites.precision[i]);
    return [
      sure === "about" && words.t("site.approximate"),
      sure === "doubtful" && words.t("site.doubtfulShort"),
      sure === "none" && words.t("site.noneShort"),
    ].filter(Boolean);
  };

  /* The distance as it may be said: exact, about a town, or perhaps. */
  TS.siteDistance = function (app, i) {
    const { sites, about, words, filters } = app;
    if (!filters.near || i >= sites.onMap) return "";
    const km = TS.geodesic(filters.near.lat, filters.near.lon, sites.lat[i], sites.lon[i]);
    const sure = TS.sureness(about, sites.precision[i]);
    const distance = words.distance(km, sure !== "exact");
    if (sure === "exact") return distance;
    return words.t(sure === "about" ? "distance.about" : "distance.perhaps", { distance });
  };
})();
