"""Other engines give what `Cleaner` and the command line give; each test runs the real engine on this machine."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from benchmarks.madeup import sites
from cleanpage import Cleaner
from cleanpage.cli import main
from cleanpage.learning import Learner
from cleanpage.sites import chosen, host_of, load, save

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

RESIDUE = "\n\nAdvertisement\n\nIt rained all day, and nobody on the quay knew for how long it would."
PAGES = [
    (f"https://www.{site.host}/{number}", page.text + RESIDUE * (number % 5 == 0))
    for site in sites(40, 1)
    if site.author in ("news", "poems")
    for number, page in enumerate(site.pages)
]
TEXTS = [text for _, text in PAGES]
HOSTS = [host_of(url) for url, _ in PAGES]


@pytest.fixture(scope="module")
def learner() -> Learner:
    learner = Learner()
    for host, text in zip(HOSTS, TEXTS, strict=True):
        learner.add(host, text)
    return learner


@pytest.fixture(scope="module")
def cleaner(learner: Learner) -> Cleaner:
    return Cleaner("trim", sites=chosen(dict(learner.profile())))


@pytest.fixture(scope="module")
def cleaned(cleaner: Cleaner) -> list[str]:
    texts = list(cleaner.clean_many(TEXTS, hosts=HOSTS))
    assert all(after != before for after, before in zip(texts, TEXTS, strict=True))
    return texts


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "pages.jsonl.gz"
    lines = [json.dumps({"id": str(number), "url": url, "text": text, "more": number}) for number, (url, text) in enumerate(PAGES)]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


@pytest.fixture
def spark() -> Iterator[SparkSession]:
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, which pip does not install")
    sql = pytest.importorskip("pyspark.sql", reason="pip install 'cleanpage[spark]'")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.pyspark.python": sys.executable,
        # What makes Spark start faster, and nothing that it computes otherwise.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
    }
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()


# One test, as tests are spread over processes and each would start an engine of its own.
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_spark_cleans_and_learns_as_the_command_does(
    spark: SparkSession, learner: Learner, cleaner: Cleaner, cleaned: list[str], records: Path, tmp_path: Path
) -> None:
    from cleanpage.adapters.spark import clean_dataframe, learn_sites

    df = spark.createDataFrame(
        [*((number, url, text) for number, (url, text) in enumerate(PAGES)), (len(PAGES), "https://star.example", None)],
        "id int, url string, text string",
    ).repartition(2)

    beside = clean_dataframe(df, "text", cleaner, into="clean", url="url")
    assert beside.columns == ["id", "url", "text", "clean"]
    assert [row.clean for row in beside.sort("id").collect()] == [*cleaned, None]
    in_place = clean_dataframe(df, "text", cleaner)
    assert in_place.schema == df.schema
    assert [row.text for row in in_place.sort("id").collect()] == [*cleaner.clean_many(TEXTS), None]

    save(tmp_path / "spark.json", learn_sites(df, "text", "url"))
    assert CliRunner().invoke(main, ["learn", str(records), "-o", str(tmp_path / "command.json")]).exit_code == 0
    assert load(tmp_path / "spark.json") == dict(learner.profile())
    assert (tmp_path / "spark.json").read_bytes() == (tmp_path / "command.json").read_bytes()

    with pytest.raises(ValueError, match="no column is called 'body'; columns are id, url, text"):
        clean_dataframe(df, "body", cleaner)


def test_datatrove_cleans_keeps_the_cuts_and_counts_codes(records: Path, tmp_path: Path, cleaner: Cleaner, cleaned: list[str]) -> None:
    pytest.importorskip("datatrove", reason="pip install 'cleanpage[datatrove]'")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleanpage.adapters.datatrove import CleanPages

    executor = LocalPipelineExecutor(
        pipeline=[JsonlReader(str(records.parent)), CleanPages(cleaner), JsonlWriter(str(tmp_path / "out"), compression=None)],
        logging_dir=str(tmp_path / "log"),
    )
    executor.run()
    (written,) = (tmp_path / "out").iterdir()
    documents: list[dict[str, Any]] = list(map(json.loads, written.read_text("utf-8").splitlines()))
    results = list(cleaner.explain_many(TEXTS, hosts=HOSTS))
    assert [document["text"] for document in documents] == cleaned
    assert [document["metadata"]["more"] for document in documents] == list(range(len(PAGES)))
    for document, result, text in zip(documents, results, TEXTS, strict=True):
        assert document["metadata"]["cuts"] == [{**cut._asdict(), "text": text[cut.start : cut.end]} for cut in result.cuts]
    counts = Counter(cut.code for result in results for cut in result.cuts)
    assert {"SL001", "AD101"} <= counts.keys()
    (stats,) = (step["stats"] for step in json.loads((tmp_path / "log" / "stats.json").read_text()) if "cleanpage" in step["name"])
    assert {code: stats[code]["total"] if isinstance(stats[code], dict) else stats[code] for code in counts} == counts
