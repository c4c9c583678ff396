"""Cleaning and learning on a Spark cluster, in Arrow batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import StringType, StructField, StructType

from cleanpage.cleaner import Cleaner
from cleanpage.learning import Learner
from cleanpage.sites import Site, host_of, record_of, site_of

# Sites whose counts are sent together.
_SITES = 100


def clean_dataframe(df: DataFrame, column: str, cleaner: Cleaner, *, into: str = "", url: str = "") -> DataFrame:
    """A data frame with its texts cleaned; a text that is null stays so.

    Args:
        df: any data frame.
        column: the texts, strings.
        cleaner: sent to every task.
        into: the column for what stays of them, added or replaced; `column` itself where none is named.
        url: the column of the pages' addresses, for the lines of sites that the cleaner knows.

    Raises:
        ValueError: the data frame has no such column.
    """
    _check(df, column, *filter(None, [url]))
    into = into or column

    def cleaned(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            texts = batch.column(column)
            hosts = map(_host, batch.column(url).to_pylist()) if url else [""] * len(texts)
            pages = [(text, host) for text, host in zip(texts.to_pylist(), hosts, strict=True) if text is not None]
            done = cleaner.clean_many((text for text, _ in pages), hosts=[host for _, host in pages])
            values = pa.array([next(done) if valid else None for valid in texts.is_valid().to_pylist()], texts.type)
            names = batch.schema.names
            yield batch.set_column(names.index(into), into, values) if into in names else batch.append_column(into, values)

    fields = [field for field in df.schema if field.name != into]
    at = df.columns.index(into) if into in df.columns else len(fields)
    return df.mapInArrow(cleaned, StructType([*fields[:at], StructField(into, StringType()), *fields[at:]]))


def learn_sites(df: DataFrame, column: str, url: str) -> Iterator[tuple[str, Site]]:
    """What sites repeat: learnt in each partition, merged by site; as `Learner.profile` gives it, for `cleanpage.sites.save`.

    Args:
        df: any data frame.
        column: the texts, strings.
        url: the pages' addresses; pages whose address names no host are left out.

    Raises:
        ValueError: the data frame has no such column.
    """
    _check(df, column, url)

    def counted(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        learner = Learner()
        for batch in batches:
            for text, address in zip(batch.column(column).to_pylist(), batch.column(url).to_pylist(), strict=True):
                if text is not None and (host := _host(address)):
                    learner.add(host, text)
        yield from _rows(learner.counts(), "counts", pa.binary())

    def summed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        learner = Learner()
        for batch in batches:
            for host, counts in zip(batch.column("host").to_pylist(), batch.column("counts").to_pylist(), strict=True):
                learner.add_counts(host, counts)
        yield from _rows(((host, json.dumps(record_of(site))) for host, site in learner.profile()), "site", pa.string())

    partial = df.select(column, url).mapInArrow(counted, "host string, counts binary")
    rows = partial.repartition("host").mapInArrow(summed, "host string, site string").sort("host")
    return ((row.host, site_of(row.host, json.loads(row.site))) for row in rows.toLocalIterator())


def _rows(values: Iterable[tuple[str, bytes | str]], name: str, kind: pa.DataType) -> Iterator[pa.RecordBatch]:
    values = iter(values)
    while some := list(islice(values, _SITES)):
        hosts, counts = zip(*some, strict=True)
        yield pa.RecordBatch.from_arrays([pa.array(hosts, pa.string()), pa.array(counts, kind)], ["host", name])


def _host(address: str | None) -> str:
    return host_of(address or "")


def _check(df: DataFrame, *columns: str) -> None:
    for column in columns:
        if column not in df.columns:
            raise ValueError(f"no column is called {column!r}; columns are {', '.join(df.columns)}")
