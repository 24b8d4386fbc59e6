"""What Spark says, asked over Spark Connect of pysail's server on this machine alone.

Runs in the environment that `dev.py beyond` makes; nothing of Lupaus is imported. Reads one JSON object from
standard input and answers with one:

asked     {"table": folder, "versions": [numbers], "query": SQL over observations, categories, polarities,
           "categories": [[region, category], …], "polarities": [[indicator, polarity], …]}
answered  {"columns": [names], "answers": [[row, …] for each version]}

Floats are told as hexadecimal words, so that none is rounded on the way.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

warnings.simplefilter("error")  # what the peer's own libraries warn of is looked at, not passed over

from pysail.spark import SparkConnectServer  # noqa: E402 - warnings first
from pyspark.sql import SparkSession  # noqa: E402


def told(value: Any) -> Any:
    return value.hex() if isinstance(value, float) else value


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        _host, port = server.listening_address
        spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
        for name, shape in (
            ("categories", "region string, category string"),
            ("polarities", "indicator string, polarity int"),
        ):
            spark.createDataFrame(asked[name], shape).createOrReplaceTempView(name)
        answers = []
        columns: list[str] = []
        for version in asked["versions"]:
            table = spark.read.format("delta").option("versionAsOf", str(version)).load(asked["table"])
            table.createOrReplaceTempView("observations")
            found = spark.sql(asked["query"])
            columns = found.columns
            answers.append([[told(value) for value in row] for row in found.collect()])
        spark.stop()
    finally:
        server.stop()
    return {"columns": columns, "answers": answers}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
