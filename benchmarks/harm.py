"""What cleaning takes of text that is clean already: the gold itself, and texts that only look like residue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from benchmarks import data
from benchmarks.data import Page
from benchmarks.peers import C4, MAIN, REFINEDWEB, TRIM
from benchmarks.pool import make, over
from benchmarks.tables import Findings, Table
from cleanpage.scores import words, words_lost

# A page that loses more than this share of its words counts as harmed: the project's own choice.
HARMED = 0.05

CLEANERS = (TRIM.name, MAIN.name, REFINEDWEB.name, C4.name)


class Loss(NamedTuple):
    """What one cleaner took of one clean text."""

    cleaner: str
    set: str
    words: int
    lost: int
    is_changed: bool


class Total(NamedTuple):
    """What one cleaner took of many."""

    pages: int
    words: int
    lost: int
    changed: int
    harmed: int

    @property
    def share(self) -> float:
        """Words lost, as a share of all."""
        return self.lost / self.words if self.words else 0.0


def measure(pages: Sequence[Page]) -> Findings:
    """The gold of the pages, and the corpus: its innocent texts, and the gold of each profile for that profile."""
    losses = [loss for many in over(partial(clean, cleaners=CLEANERS), [*pages, *data.innocents()], "harm") for loss in many]
    losses += own_gold(TRIM.name, "trim") + own_gold(MAIN.name, "main")
    return Findings((_table("Harm to clean text", losses),))


def own_gold(cleaner: str, profile: str) -> list[Loss]:
    """What a cleaner takes of the corpus's gold for a profile."""
    return [loss for page in data.corpus(profile) for loss in clean(page, (cleaner,))]


def clean(page: Page, cleaners: Iterable[str]) -> list[Loss]:
    """What each cleaner takes of a page's gold."""
    kept = [(cleaner, make(cleaner, page.gold).text) for cleaner in cleaners]
    return [Loss(cleaner, page.set, words(page.gold), words_lost(page.gold, text), text != page.gold) for cleaner, text in kept]


def total(losses: Sequence[Loss]) -> Total:
    """All losses together."""
    harmed = sum(loss.lost > HARMED * loss.words for loss in losses)
    return Total(
        len(losses), sum(loss.words for loss in losses), sum(loss.lost for loss in losses), sum(loss.is_changed for loss in losses), harmed
    )


def _table(title: str, losses: Sequence[Loss]) -> Table:
    columns = ("text", "cleaner", "pages", "words", "words lost", "share lost", f"pages losing over {HARMED:.0%}", "pages changed")
    notes = (
        "texts of a set are its gold; of the corpus, the gold for the profile that is run",
        "a cleaner that trims lines or spaces changes a page without losing a word of it",
    )
    return Table(title, columns, list(_rows(losses)), notes)


def _rows(losses: Sequence[Loss]) -> Iterator[tuple[str, str, int, int, int, str, int, int]]:
    for name in dict.fromkeys(loss.set for loss in losses):
        for cleaner in CLEANERS:
            if mine := [loss for loss in losses if (loss.set, loss.cleaner) == (name, cleaner)]:
                sums = total(mine)
                yield name, cleaner, sums.pages, sums.words, sums.lost, f"{sums.share:.5f}", sums.harmed, sums.changed
