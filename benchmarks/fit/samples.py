"""What is learnt from: pages as several programs turn them into text, what extractors made of them, their gold; with labels."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from benchmarks.data import Outputs, Page
from benchmarks.peers import DUMPERS, JUSTEXT, READABILITY, RESILIPARSE, TRAFILATURA
from benchmarks.pool import make, over
from cleanpage.cleaner import PROFILES
from cleanpage.cuts import Look
from cleanpage.html import Opened, open_html
from cleanpage.page import batch
from cleanpage.rulebook import Reading, builtin_book
from cleanpage.stages.prose import cued
from cleanpage.units import Cued, units

# The sets that are learnt from. The others follow other conventions of what belongs to a page.
SETS = ("aeb", "fundus", "wcxb")

# Folds of the cross-validation; a site is in one of them with all its pages.
FOLDS = 5

_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|\w+")

# A longer pair of texts, by the product of their words, is not aligned.
_MOST = 4_000_000_000

# Beside each page's text, of its other dumps and of what extractors made of it so many, drawn by lot from the page's id.
_DUMPS, _EXTRACTED = 2, 2

_EXTRACTORS = (TRAFILATURA, READABILITY, RESILIPARSE, JUSTEXT)


class Sample(NamedTuple):
    """A text with what is known of its units.

    Attributes:
        page: the page it was made of, without its HTML.
        fold: of the page's site.
        kind: "text", "dump", "extracted", "gold" or "html".
        text: the text.
        labels: for each unit the share of its words that are the gold's.
        known: what the rules know of its units.
        opened: the page of HTML that the text is the dump of.
    """

    page: Page
    fold: int
    kind: str
    text: str
    labels: NDArray[np.float32]
    known: Cued
    opened: Opened | None = None


def samples(pages: Sequence[Page], outputs: Sequence[Outputs]) -> list[Sample]:
    """The samples of some pages, each page's text first."""
    stored = {
        page.id: {one.extractor: one.texts[page.id] for one in outputs if page.id in one.texts} for page in pages if page.set == "aeb"
    }
    work = [(page, stored.get(page.id, {})) for page in pages]
    return [sample for many in over(_of_page, work, "samples") for sample in many]


def html_samples(pages: Sequence[Page]) -> list[Sample]:
    """A sample of each page's HTML; pages without text have none."""
    return [sample for many in over(_of_html, [page for page in pages if page.html], "samples of HTML") for sample in many]


def fold(site: str) -> int:
    """The fold of a site, by a hash of its name."""
    return int(sha256(site.removeprefix("www.").encode()).hexdigest(), 16) % FOLDS


def site(page: Page) -> str:
    """The site of a page; fundus names a publisher in its ids and no host."""
    return page.id.rpartition("/")[2].partition("_")[0] if page.set == "fundus" else page.site


def labels(text: str, gold: str) -> NDArray[np.float32]:
    """For each unit of a text the share of its words that stand in a longest common subsequence with the gold's words."""
    found = units(batch([text]).pages)
    words = list(_WORD.finditer(text))
    matched = _aligned([word.group().lower() for word in words], [word.group().lower() for word in _WORD.finditer(gold)])
    unit = np.searchsorted(found.start, [word.start() for word in words], "right") - 1
    inside = unit >= 0
    count = np.bincount(unit[inside], minlength=len(found))
    shares = np.bincount(unit[inside], matched[inside], len(found)) / np.maximum(count, 1)
    # A unit without words goes with the one above it.
    for wordless in np.flatnonzero(count == 0).tolist():
        shares[wordless] = shares[wordless - 1] if wordless else 0
    return shares.astype(np.float32)


def _aligned(words: list[str], gold: list[str]) -> NDArray[np.bool_]:
    from rapidfuzz.distance import LCSseq

    matched = np.zeros(len(words), bool)
    if words and gold and len(words) * len(gold) < _MOST:
        numbers: dict[str, int] = {}
        first, second = ([numbers.setdefault(word, len(numbers)) for word in some] for some in (words, gold))
        for kind, start, end, _, _ in LCSseq.opcodes(first, second):
            if kind == "equal":
                matched[start:end] = True
    return matched


def _of_page(work: tuple[Page, dict[str, str]]) -> list[Sample]:
    page, stored = work
    lot = np.random.default_rng(int(sha256(page.id.encode()).hexdigest()[:16], 16))
    dumpers = [peer.name for peer in DUMPERS[1:]] if page.html else []
    if not stored and page.html:
        chosen = [str(name) for name in lot.permutation([peer.name for peer in _EXTRACTORS])[:_EXTRACTED]]
        extracted = [make(name, page.html).text for name in chosen]
    else:
        extracted = [stored[str(name)] for name in lot.permutation(sorted(stored))[:_EXTRACTED]]
    dumps = [make(str(name), page.html).text for name in lot.permutation(dumpers)[:_DUMPS]]
    texts = [("text", page.text), *(("dump", text) for text in dumps), *(("extracted", text) for text in extracted), ("gold", page.gold)]
    bare = page._replace(html="")
    place = fold(site(page))
    return [Sample(bare, place, kind, text, labels(text, page.gold), _known(text)) for kind, text in texts if text.strip()]


def _of_html(page: Page) -> list[Sample]:
    opened = open_html(page.html)
    text = opened.dump.text
    if not text:
        return []
    return [Sample(page._replace(html=""), fold(site(page)), "html", text, labels(text, page.gold), _known(text), opened)]


def _known(text: str) -> Cued:
    page, cues = Reading(builtin_book()).look([Look(0, text)])[0]
    cuts = [cut for stage in PROFILES["trim"].stages for cut in stage(page, cues)]
    return cued([page], units([page]), [cues], [cuts])
