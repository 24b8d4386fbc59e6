"""The whole bank judged by one SQL text that DuckDB, SQLite (3.25 or newer) and Spark run unchanged.

It is how other engines are asked the same question: for comparison of answers and of speed, and on
installations beyond one machine. Lupaus itself computes standings on the reading form (`compute`), and tests
hold the two equal.

Three tables are expected:

| `observations` | indicator, region, gender, period (text, `2019`), value (double; null: missing), status |
| `categories`   | region, category (text): regions are ranked among those of their own category |
| `polarities`   | indicator, polarity (integer): 1 higher is better, -1 lower is better, 0 neither |

Indicators without a polarity and regions without a category are allowed; they have no word, and no rank.
"""

from __future__ import annotations

from typing import Final

#: The columns of the answer, in their order. One row for each series with at least one observed year.
COLUMNS: Final = (
    "indicator",
    "region",
    "gender",
    "latest",  # the newest observed year, an integer
    "value",  # its figure
    "baseline",  # the figure of exactly five years before; null where there is none
    "word",  # a code of `verdicts.words.Status`; null where neither side is better
    "slope",  # least squares over the observed years latest−4 … latest, a year; null with fewer than two
    "position",  # among the regions of its category with a figure in `latest`, 1 the best; equals share it
    "peers",  # how many those are; both null where neither side is better or nobody else has a figure
)

# Every float is worked out in one fixed order from figures that are picked, not summed up by the engine, so
# that engines agree to the last bit: differences from the latest figure, then the closed form of the slope
# (n·Σtd − Σt·Σd) / (n·Σt² − (Σt)²) with t = 0, −1 … −4 the years and d the differences.
#
# 1.01⁵ = 1.0510100501 and 0.99⁵ = 0.9509900499, exactly. Here the thresholds are decided by binary floats; a
# figure would need ten more digits than its baseline for that to differ from the exact answer.
_FIGURES = """(
    SELECT indicator, region, gender, CAST(period AS INTEGER) AS year, value
    FROM {observations}
    WHERE value IS NOT NULL AND status <> 'F' AND length(period) = 4
)"""
# The figures stand in the text three times, because engines that see a name used twice write it down first.
_STANDINGS = """
WITH newest AS (
    SELECT indicator, region, gender, max(year) AS latest
    FROM {figures} f
    GROUP BY indicator, region, gender
),
picked AS (
    SELECT f.indicator, f.region, f.gender, n.latest,
        max(CASE WHEN f.year = n.latest THEN f.value END) AS y0,
        max(CASE WHEN f.year = n.latest - 1 THEN f.value END) AS y1,
        max(CASE WHEN f.year = n.latest - 2 THEN f.value END) AS y2,
        max(CASE WHEN f.year = n.latest - 3 THEN f.value END) AS y3,
        max(CASE WHEN f.year = n.latest - 4 THEN f.value END) AS y4,
        max(CASE WHEN f.year = n.latest - 5 THEN f.value END) AS y5
    FROM {figures} f
    JOIN newest n ON f.indicator = n.indicator AND f.region = n.region AND f.gender = n.gender
    WHERE f.year >= n.latest - 5
    GROUP BY f.indicator, f.region, f.gender, n.latest
),
differences AS (
    SELECT indicator, region, gender, latest, y0, y5,
        coalesce(y1 - y0, 0E0) AS d1, coalesce(y2 - y0, 0E0) AS d2,
        coalesce(y3 - y0, 0E0) AS d3, coalesce(y4 - y0, 0E0) AS d4,
        CASE WHEN y1 IS NULL THEN 0 ELSE 1 END AS k1, CASE WHEN y2 IS NULL THEN 0 ELSE 1 END AS k2,
        CASE WHEN y3 IS NULL THEN 0 ELSE 1 END AS k3, CASE WHEN y4 IS NULL THEN 0 ELSE 1 END AS k4
    FROM picked
),
summed AS (
    SELECT indicator, region, gender, latest, y0, y5,
        1 + k1 + k2 + k3 + k4 AS n,
        0 - k1 - 2 * k2 - 3 * k3 - 4 * k4 AS t,
        k1 + 4 * k2 + 9 * k3 + 16 * k4 AS tt,
        ((d1 + d2) + d3) + d4 AS d,
        0E0 - (((d1 + 2 * d2) + 3 * d3) + 4 * d4) AS td
    FROM differences
),
places AS (
    SELECT f.indicator, f.region, f.gender, f.year,
        rank() OVER (PARTITION BY f.indicator, f.gender, f.year, c.category
                     ORDER BY f.value * p.polarity DESC) AS position,
        count(*) OVER (PARTITION BY f.indicator, f.gender, f.year, c.category) AS peers
    FROM {figures} f
    JOIN categories c ON f.region = c.region
    JOIN polarities p ON f.indicator = p.indicator
    JOIN (SELECT DISTINCT n.indicator, n.gender, o.category, n.latest
          FROM newest n JOIN categories o ON n.region = o.region) w
        ON f.indicator = w.indicator AND f.gender = w.gender AND c.category = w.category
            AND f.year = w.latest
    WHERE p.polarity <> 0
)
SELECT s.indicator, s.region, s.gender, s.latest, s.y0 AS value, s.y5 AS baseline,
    CASE
        WHEN coalesce(p.polarity, 0) = 0 THEN NULL
        WHEN s.y5 IS NULL THEN 'no_data'
        WHEN (p.polarity > 0 AND s.y0 >= s.y5) OR (p.polarity < 0 AND s.y0 <= s.y5) THEN
            CASE WHEN s.y5 > 0 AND (s.y0 >= s.y5 * 1.0510100501E0 OR s.y0 <= s.y5 * 0.9509900499E0)
                THEN 'improving_clearly' ELSE 'improving' END
        ELSE
            CASE WHEN s.y5 > 0 AND (s.y0 >= s.y5 * 1.0510100501E0 OR s.y0 <= s.y5 * 0.9509900499E0)
                THEN 'worsening_clearly' ELSE 'worsening' END
    END AS word,
    CASE WHEN s.n > 1 THEN (s.n * s.td - s.t * s.d) / (s.n * s.tt - s.t * s.t) END AS slope,
    CASE WHEN r.peers > 1 THEN r.position END AS position,
    CASE WHEN r.peers > 1 THEN r.peers END AS peers
FROM summed s
LEFT JOIN polarities p ON s.indicator = p.indicator
LEFT JOIN places r ON s.indicator = r.indicator AND s.region = r.region AND s.gender = r.gender
    AND s.latest = r.year
"""


def whole_bank(observations: str = "observations") -> str:
    """The query for all series, in no particular order, with the columns `COLUMNS`.

    `observations` is what stands after FROM: a table's name or an engine's own table function, such as
    DuckDB's `read_parquet([…])`. It is put into the text as it is and must not come from a reader.
    """
    return _STANDINGS.format(figures=_FIGURES.format(observations=observations))
