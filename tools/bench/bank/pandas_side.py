"""The standing of every series by pandas, run by the Python of pandas' own environment: no import of ours.

The frame is in memory before anything is timed, its keys are categories, and the work is a handful of
group-bys over columns, nothing row by row.
"""

import json
import sys
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # lives in an environment of its own, without stubs


def load(files: list[str]) -> Any:
    parts = [
        pd.read_parquet(file, columns=["indicator", "region", "gender", "period", "value", "status"])
        for file in files
    ]
    frame = pd.concat(parts, ignore_index=True)
    del parts
    for name in ("indicator", "region", "gender"):
        frame[name] = frame[name].astype("category")
    frame["year"] = frame.pop("period").astype("int16")
    frame = frame[frame["value"].notna() & (frame.pop("status") != "F")]
    return frame.reset_index(drop=True)


def standings(frame: Any, categories: dict[str, str], polarities: dict[str, int]) -> Any:
    key = ["indicator", "region", "gender"]
    grouped = frame.groupby(key, observed=True, sort=False)
    latest = grouped["year"].transform("max")
    back = latest - frame["year"]
    recent = frame[back <= 5].assign(back=back[back <= 5], latest=latest[back <= 5])
    wide = recent.pivot_table(
        index=[*key, "latest"], columns="back", values="value", observed=True, sort=False
    )
    wide = wide.reindex(columns=range(6)).reset_index()
    y = [wide[n].to_numpy() for n in range(6)]
    there = [~np.isnan(each) for each in y[:5]]
    d = [np.where(there[n], y[n] - y[0], 0.0) for n in range(5)]
    n = sum(each.astype(int) for each in there)
    t = -sum(k * there[k].astype(int) for k in range(5))
    tt = sum(k * k * there[k].astype(int) for k in range(5))
    td = 0.0 - (((d[1] + 2 * d[2]) + 3 * d[3]) + 4 * d[4])
    total = ((d[1] + d[2]) + d[3]) + d[4]
    with np.errstate(all="ignore"):
        slope = np.where(n > 1, (n * td - t * total) / (n * tt - t * t), np.nan)
    answer = wide[[*key, "latest"]].assign(value=y[0], baseline=y[5], slope=slope)
    polarity = answer["indicator"].map(polarities).astype(float).to_numpy()
    rising = np.where(polarity > 0, y[0] >= y[5], y[0] <= y[5])
    clearly = (y[5] > 0) & ((y[0] >= y[5] * 1.0510100501) | (y[0] <= y[5] * 0.9509900499))
    word = np.where(
        rising,
        np.where(clearly, "improving_clearly", "improving"),
        np.where(clearly, "worsening_clearly", "worsening"),
    )
    word = np.where(np.isnan(y[5]), "no_data", word)
    answer["word"] = pd.Series(word).where(polarity != 0)
    answer["category"] = answer["region"].map(categories).astype("category")
    ranked = answer.assign(signed=answer["value"] * polarity).groupby(
        ["indicator", "gender", "latest", "category"], observed=True, sort=False
    )["signed"]
    peers = ranked.transform("size").to_numpy()
    position = ranked.rank(method="min", ascending=False).to_numpy()
    counts = (polarity != 0) & (peers > 1)
    answer["position"] = np.where(counts, position, np.nan)
    answer["peers"] = np.where(counts, peers, np.nan)
    return answer


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        told = json.load(file)
    frame = load(json.loads(sys.stdin.readline()))
    print("0", flush=True)
    answer: Any = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked == "round":
            begun = perf_counter()
            answer = standings(frame, told["categories"], told["polarities"])
            print(perf_counter() - begun, flush=True)
        else:
            for name in ("indicator", "region", "gender"):
                answer[name] = answer[name].astype(str)
            answer.drop(columns="category").to_parquet(asked)
            print("0", flush=True)


main()
