"""The reading form of a release: the figures of a bucket as dense arrays, made for being read.

It is derived from the table, disposable and never the truth: whatever is missing or broken is read from the
table instead, and made anew by whoever has the time (`make_ready`; the server does it in a process of its
own). One file a bucket, named by the Parquet files it is made of: a new release makes only the buckets it
changed, releases share the others, and a file once written is never changed.

Equal to the table in every bit, which tests hold it to. ADR 0010 says why, and what it costs.
"""

from __future__ import annotations

from lupaus.indicators.reading.buckets import Bucket
from lupaus.indicators.reading.form import Form
from lupaus.indicators.reading.known import Known, Shelf, known
from lupaus.indicators.reading.layout import Broken, Entry
from lupaus.indicators.reading.releases import (
    bucket_as_of,
    buckets_as_of,
    folder_of_all,
    form_of,
    make_buckets,
    make_ready,
    missing,
    paths_of,
    register_companion,
)

__all__ = [
    "Broken",
    "Bucket",
    "Entry",
    "Form",
    "Known",
    "Shelf",
    "bucket_as_of",
    "buckets_as_of",
    "folder_of_all",
    "form_of",
    "known",
    "make_buckets",
    "make_ready",
    "missing",
    "paths_of",
    "register_companion",
]
