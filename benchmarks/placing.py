"""The residue of each language, and the pages that come of putting it between an author's sentences and paragraphs.

A language's file has the wordings, look-alikes, and the paragraphs they are put into. The paragraphs tell the same seven stories in
every language, so that figures of two languages differ by their residue and not by what happens to stand around it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import regex

DATA = Path(__file__).parent / "wordings"

KINDS = {
    "ad-inline": "an advert's label between sentences, or a word that the text goes on below it",
    "ad-line": "an advert's label",
    "caption-inline": "a caption with its credit between sentences",
    "caption-line": "a caption with its credit",
    "promo-line": "apps, newsletters, subscriptions, donations",
    "related-line": "a link to another story",
    "share-line": "sharing and following",
    "comment-line": "an invitation to comment, and what stands around comments",
    "paywall-line": "what stands where the free part ends",
    "consent-line": "cookies and embedded content",
    "legal-line": "copyright and terms",
    "navigation-line": "skip links, gallery and player chrome",
    "stamp-line": "times of publishing and reading",
    "tags-line": "tags and topics",
    "debris-line": "alt texts, file names, scripts",
    "trailer-line": "editors' notes, affiliate disclosures",
}

# Languages of the benchmark that put no space between sentences.
SPACELESS = ("ja", "zh")

_SENTENCE_GAP = regex.compile(r"""(?<=[.!?…؟]["'”’“»«)]{0,2})[ \u00a0]+""")
_SPACELESS_SENTENCE_GAP = regex.compile(r"(?<=[。！？][」』”）]*)(?![」』”）])(?!\Z)")


class Corpus(NamedTuple):
    """A language's file.

    Attributes:
        language: its two letters.
        paragraphs: clean text of an author, the page that residue is put into.
        residues: kind and wording of each residue.
        look_alikes: sentences and short lines of an author that have a residue's words.
        lines: an author's lines of every other sort: headlines, headings, steps, questions, speech, rows of tables.
    """

    language: str
    paragraphs: tuple[str, ...]
    residues: tuple[tuple[str, str], ...]
    look_alikes: tuple[str, ...]
    lines: tuple[str, ...]


class Placed(NamedTuple):
    """A page with something put into it.

    Attributes:
        page: the text.
        start: offset of the first character of what was put in.
        end: offset behind its last character.
        place: where that is, in words.
    """

    page: str
    start: int
    end: int
    place: str


def languages() -> tuple[str, ...]:
    """The languages that have a file."""
    return tuple(sorted(path.stem for path in DATA.glob("*.toml")))


def read(language: str) -> Corpus:
    """A language's file."""
    data = tomllib.loads((DATA / f"{language}.toml").read_text("utf-8"))
    residues = tuple((group["kind"], wording) for group in data["residue"] for wording in group["wordings"])
    return Corpus(language, tuple(data["paragraphs"]), residues, tuple(data["look_alikes"]), tuple(data.get("lines", ())))


def sentences(paragraph: str, language: str) -> list[str]:
    """The sentences of a paragraph, without the blanks between them."""
    gap = _SPACELESS_SENTENCE_GAP if language in SPACELESS else _SENTENCE_GAP
    return [sentence for sentence in gap.split(paragraph) if sentence]


def placements(corpus: Corpus, kind: str, wording: str) -> Iterator[Placed]:
    """The pages of a residue: for an inline kind 2 places in a paragraph, for a line 3 in the page, each with and without empty lines."""
    return _inline(corpus, wording) if kind.endswith("-inline") else _lines(corpus, wording)


def look_alike_placements(corpus: Corpus, text: str) -> Iterator[Placed]:
    """The pages of a look-alike: as a paragraph of its own, and where it ends as a sentence also between two of a paragraph's."""
    yield from (placed for placed in _lines(corpus, text) if placed.place.startswith("between"))
    if text.rstrip("\"'”’“»«」』)").endswith((".", "!", "?", "…", "؟", "。", "！", "？")):
        yield next(_inline(corpus, text))


def seed(wording: str, purpose: str) -> int:
    """A number that a wording always has: what is chosen by it stays chosen whatever else is added to a file."""
    return int.from_bytes(sha256(f"{purpose}:{wording}".encode()).digest()[:8])


def _inline(corpus: Corpus, wording: str) -> Iterator[Placed]:
    space = "" if corpus.language in SPACELESS else " "
    at = seed(wording, "paragraph") % len(corpus.paragraphs)
    parts = sentences(corpus.paragraphs[at], corpus.language)
    between = 1 + seed(wording, "sentence") % (len(parts) - 1)
    for place, gap in (("between two sentences", between), ("behind the last sentence", len(parts))):
        paragraph = space.join((*parts[:gap], wording, *parts[gap:]))
        above = "".join(f"{text}\n\n" for text in corpus.paragraphs[:at])
        start = len(above) + len(space.join((*parts[:gap], "")))
        page = above + "\n\n".join((paragraph, *corpus.paragraphs[at + 1 :])) + "\n"
        yield Placed(page, start, start + len(wording), place)


def _lines(corpus: Corpus, wording: str) -> Iterator[Placed]:
    """Lines in a page whose paragraphs all have, or all lack, an empty line between them: as dumps of pages come."""
    last = len(corpus.paragraphs)
    between = 1 + seed(wording, "paragraph") % (last - 1)
    for place, at in (("between two paragraphs", between), ("above the first paragraph", 0), ("below the last paragraph", last)):
        for separator, manner in (("\n\n", "with empty lines"), ("\n", "without empty lines")):
            page = separator.join((*corpus.paragraphs[:at], wording, *corpus.paragraphs[at:])) + "\n"
            start = sum(len(text) + len(separator) for text in corpus.paragraphs[:at])
            yield Placed(page, start, start + len(wording), f"{place}, {manner}")
