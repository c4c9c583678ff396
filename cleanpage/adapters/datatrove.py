"""Cleaning as a step of a datatrove pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from datatrove.data import Document
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.typeshelper import StatHints

from cleanpage.cleaner import Cleaner
from cleanpage.sites import host_of

# Documents that are read together.
_DOCUMENTS = 100


class CleanPages(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Cleans `Document.text`, keeps the cuts in the metadata and counts them by code in the statistics.

    Args:
        cleaner: sent to every task.
        url: the key of the metadata that has a page's address, for the lines of sites that the cleaner knows.
        cuts: the key of the metadata that gets a list of the cuts, each with start and end (characters of the text that came in), code,
            reason, confidence, and the text that went.

    Statistics: `total` documents, `cleaned` and `untouched` ones (those that a cleaner leaves as they are though something was to go),
    and for each code how many cuts.
    """

    type = "✂️ - FORMAT"
    name = "cleanpage"

    def __init__(self, cleaner: Cleaner, url: str = "url", cuts: str = "cuts") -> None:
        super().__init__()
        self.cleaner = cleaner
        self.url = url
        self.cuts = cuts

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Each document, cleaned, in their order."""
        documents = iter(data or ())
        while some := list(islice(documents, _DOCUMENTS)):
            with self.track_time("batch"):
                self._clean(some)
            yield from some

    def _clean(self, documents: list[Document]) -> None:
        hosts = [host_of(document.metadata.get(self.url) or "") for document in documents]
        results = self.cleaner.explain_many([document.text for document in documents], hosts=hosts)
        for document, result in zip(documents, results, strict=True):
            self.stat_update(StatHints.total)
            if result.untouched:
                self.stat_update("untouched")
            if result.cuts:
                self.stat_update("cleaned")
            for code, count in Counter(cut.code for cut in result.cuts).items():
                self.stat_update(code, value=count)
            document.metadata[self.cuts] = [{**cut._asdict(), "text": document.text[cut.start : cut.end]} for cut in result.cuts]
            document.text = result.text
            self.update_doc_stats(document)
