"""Splink on hospital names, set up as its makers do for company names: a rival to measure by.

Names lose the words of their town. Blocking is by town. Texts are compared by equality with term
frequencies and by Jaro-Winkler; words by the information they share, where a word's bits are
learnt from the rows trained on (after Splink's example of matching businesses); then postal
codes, numbers and the town. u by random sampling, m by expectation maximisation: among texts of
one town and postal code, then among equal names; where no row has a postal code, among texts of
one town. No judged name is used in training.
"""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pyarrow as pa
import splink.comparison_level_library as cll
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_library import CustomComparison, ExactMatch

from trialsites.countries import country_code
from trialsites.places.home import at_home
from trialsites.places.locate import locate
from trialsites.sites import classify, parse
from trialsites.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHARED = "coalesce(list_sum(list_transform(list_intersect(words_l, words_r), lambda w: w.bits)), 0)"
OF_ALL = f"{SHARED} >= {{}} * (bits_l + bits_r - {SHARED})"
OF_LESSER = f"{SHARED} >= .95 * least(bits_l, bits_r) and {SHARED} >= {{}}"
ALIKE = "l.town = r.town and jaro_winkler_similarity(l.name, r.name) >= 0.95"
ALIKE_RECALL = 0.2
"""Share of true pairs that are so much alike, for Splink's estimate of the prior."""
SAME_TOWN = [0.99, 0.01]
"""Share of true pairs in one town, and in two; it cannot be learnt inside towns."""
SAMPLED_PAIRS = 1e7
SEED = 1
INPUT = pa.schema(
    [
        ("unique_id", pa.int64()),
        ("town", pa.string()),
        ("name", pa.string()),
        ("words", pa.list_(pa.struct([("word", pa.string()), ("bits", pa.float64())]))),
        ("bits", pa.float64()),
        ("numbers", pa.string()),
        ("zip", pa.string()),
    ]
)


class Text(NamedTuple):
    """One facility text of a town as Splink is given it."""

    town: str
    name: str
    zip: str

    @property
    def words(self) -> list[str]:
        """Its distinct words."""
        return sorted(set(self.name.split()))


class Trained(NamedTuple):
    """A trained model: settings, in how many texts each word was seen, frequencies of names."""

    settings: dict[str, Any]
    seen: Counter[str]
    texts: int
    frequencies: pa.Table


def folded(town: str, facility: str, city: str, postcode: str) -> Text:
    """Return a facility as a user of Splink would clean it."""
    own = set(fold(city).split())
    words = fold(facility).split()
    kept = [word for word in words if word not in own] or words
    return Text(town, " ".join(kept), re.sub(r"\W", "", postcode).upper())


def parsed(town: str, facility: str, city: str, postcode: str) -> Text:
    """Return a facility reduced to the words that our own parser calls identifying."""
    plain = folded(town, facility, city, postcode)
    words = " ".join(sorted(parse(facility, city).words))
    return plain._replace(name=words or plain.name)


def registry(locations: Path) -> pd.DataFrame:
    """Return the named rows of a table as ``Text`` wants them: town, facility, city, zip."""
    rows = pd.read_parquet(locations).rename(
        columns={
            "nct_id": "study",
            "loc_index": "position",
            "lat": "record_lat",
            "lon": "record_lon",
        }
    )
    texts = ["facility", "city", "state", "zip", "country"]
    rows[texts] = rows[texts].fillna("")
    kinds = {text: classify(text) for text in rows["facility"].unique()}
    rows = rows[rows["facility"].map(kinds).isin(["named", "person"])]
    place = at_home(rows, locate(rows))["place_id"].astype("str")
    elsewhere = rows["country"].map(country_code) + "/" + rows["city"].map(fold)
    rows["town"] = place.where(place != "", elsewhere)
    return rows[["town", "facility", "city", "zip"]].drop_duplicates()


def table(texts: Iterable[Text], seen: Counter[str], count: int) -> pa.Table:
    """Return Splink's input; a word that one of 2 ** n texts holds has n bits."""
    lines = []
    for number, text in enumerate(texts):
        bits = {word: math.log2(count / max(1, seen[word])) for word in text.words}
        lines.append(
            {
                "unique_id": number,
                "town": text.town,
                "name": text.name,
                "words": [{"word": word, "bits": found} for word, found in bits.items()],
                "bits": sum(bits.values()),
                "numbers": " ".join(sorted(re.findall(r"\d+", text.name))) or None,
                "zip": text.zip or None,
            }
        )
    return pa.Table.from_pylist(lines, INPUT)


def settings() -> SettingsCreator:
    text = CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name", term_frequency_adjustments=True),
            *(cll.JaroWinklerLevel("name", least) for least in (0.96, 0.92, 0.88, 0.8)),
            cll.ElseLevel(),
        ],
    )
    words = CustomComparison(
        output_column_name="words",
        comparison_levels=[
            *(cll.CustomLevel(OF_ALL.format(share)) for share in (0.8, 0.6)),
            cll.CustomLevel(OF_LESSER.format(18)),
            cll.CustomLevel(OF_ALL.format(0.4)),
            cll.CustomLevel(OF_LESSER.format(10)),
            cll.CustomLevel(OF_ALL.format(0.2)),
            cll.CustomLevel(f"{SHARED} > 0"),
            cll.ElseLevel(),
        ],
    )
    town = ExactMatch("town").configure(m_probabilities=SAME_TOWN)
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[text, words, ExactMatch("zip"), ExactMatch("numbers"), town],
        blocking_rules_to_generate_predictions=[block_on("town")],
        retain_matching_columns=False,
    )


def train(texts: Iterable[Text]) -> Trained:
    """Train on texts without labels."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    distinct = sorted(set(texts))
    seen = Counter(word for text in distinct for word in text.words)
    database = DuckDBAPI()
    given = database.register(table(distinct, seen, len(distinct)))
    linker = Linker(given, settings(), log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match([ALIKE], recall=ALIKE_RECALL)
    training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    coded = any(text.zip for text in distinct)
    for rule in [block_on("town", "zip"), block_on("name")] if coded else [block_on("town")]:
        training.estimate_parameters_using_expectation_maximisation(rule)
    frequencies = linker.table_management.compute_tf_table("name").as_pyarrow_table()
    return Trained(linker.misc.save_model_to_json(), seen, len(distinct), frequencies)


def apply(model: Trained, texts: list[Text]) -> Linker:
    """Return a linker of the texts with a trained model."""
    database = DuckDBAPI()
    given = database.register(table(texts, model.seen, model.texts))
    linker = Linker(given, model.settings, log_level=None)
    linker.table_management.register_term_frequency_lookup(
        database.register(model.frequencies), "name"
    )
    return linker


def predict(model: Trained, texts: list[Text], least: float) -> list[tuple[float, int, int]]:
    """Return (match weight, a, b) of two texts of a town, best first, from a probability on."""
    predictions = apply(model, texts).inference.predict(threshold_match_probability=least)
    found = predictions.as_pyarrow_table()
    columns = ("match_weight", "unique_id_l", "unique_id_r")
    return sorted(zip(*(found[c].to_pylist() for c in columns), strict=True), reverse=True)


def cluster(model: Trained, texts: list[Text], least: list[float]) -> list[dict[int, int]]:
    """Return the cluster of each text, by its place in the list, for each least probability."""
    linker = apply(model, texts)
    predictions = linker.inference.predict(threshold_match_probability=min(least))
    found = []
    for probability in least:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predictions, threshold_match_probability=probability
        ).as_pyarrow_table()
        columns = (clusters[name].to_pylist() for name in ("unique_id", "cluster_id"))
        found.append(dict(zip(*columns, strict=True)))
    return found


def weight(probability: float) -> float:
    """Return the match weight, in bits, of a probability."""
    return math.log2(probability / (1 - probability))
