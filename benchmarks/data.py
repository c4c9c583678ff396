"""The pages that are measured on: a folder of sets given as an argument, and the project's own corpus."""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

CORPUS = Path(__file__).resolve().parent.parent / "corpus"

# Output of extractors, not pages: the one file of the folder that `sets` leaves out.
EXTRACTORS = "aeb-extractors"


class DataError(ValueError):
    """A folder that is not the data; says what is missing."""


class Page(NamedTuple):
    """One page with its answer.

    Attributes:
        set: name of the set it belongs to, "corpus" for the project's own.
        id: unique in its set.
        type: such as "article", "forum" or "product".
        site: host or country, what the set tells of a page's origin; its id where it tells nothing.
        text: the page as plain text.
        html: the page as it was sent; empty for the corpus.
        gold: the main text.
    """

    set: str
    id: str
    type: str
    site: str
    text: str
    html: str
    gold: str


class Outputs(NamedTuple):
    """What one extractor made of the pages of the set aeb: a text for each page's id."""

    extractor: str
    texts: dict[str, str]


def sets(folder: Path) -> tuple[str, ...]:
    """The names of the sets in a folder, sorted.

    Raises:
        DataError: there are none.
    """
    names = tuple(sorted(path.name.removesuffix(".jsonl.xz") for path in folder.glob("*.jsonl.xz")))
    found = tuple(name for name in names if name != EXTRACTORS)
    if not found:
        raise DataError(f"{folder}: no *.jsonl.xz there; it should be a folder such as benchmarks/README.md describes")
    return found


def stream(folder: Path, name: str, *, html: bool = True) -> Iterator[Page]:
    """The pages of a set, one at a time; without `html` their HTML is left empty."""
    for row in _rows(folder, name):
        site = urlsplit(row.get("url", "")).hostname or row.get("country", "") or row["id"]
        yield Page(row["set"], row["id"], row["type"], site, row["text"], row["html"] if html else "", row["gold"])


def load(folder: Path, names: Iterable[str], count: int | None = None, *, html: bool = True) -> list[Page]:
    """The pages of some sets, or of each set a sample of `count` pages.

    Raises:
        DataError: a set is not there.
    """
    return [page for name in names for page in sample(list(stream(folder, name, html=html)), count)]


def extractors(folder: Path) -> list[Outputs]:
    """The stored output of the extractors.

    Raises:
        DataError: it is not there.
    """
    return [Outputs(row["extractor"], row["output"]) for row in _rows(folder, EXTRACTORS)]


def corpus(profile: str = "main") -> list[Page]:
    """The project's own pages, with what the profile should leave of them; the type is the second part of a page's name."""
    return [
        Page("corpus", path.stem, path.stem.split("-")[1], path.stem, _read(path), "", _read(CORPUS / "gold" / profile / path.name))
        for path in sorted((CORPUS / "pages").glob("*.txt"))
    ]


def innocents() -> list[Page]:
    """The corpus's texts that look like residue and are not: their gold is the text itself."""
    paths = sorted((CORPUS / "innocent").glob("*.txt"))
    return [Page("innocent", path.stem, "innocent", path.stem, _read(path), "", _read(path)) for path in paths]


def sample(pages: Sequence[Page], count: int | None) -> list[Page]:
    """`count` pages of one set, always the same and in its order, spread over its sites: a second of one only after all have one."""
    if count is None or count >= len(pages):
        return list(pages)
    by_site: defaultdict[str, list[Page]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: _shuffled(page.id)):
        by_site[page.site].append(page)
    ranked = [(turn, _shuffled(site), page) for site, group in by_site.items() for turn, page in enumerate(group)]
    chosen = {page.id for _, _, page in sorted(ranked, key=lambda rank: rank[:2])[:count]}
    return [page for page in pages if page.id in chosen]


def checksum(pages: Iterable[Page]) -> str:
    """What tells these pages and their gold from any others: SHA-256 over ids, texts and gold, in hexadecimal."""
    digest = sha256()
    for page in pages:
        for part in (page.set, page.id, page.text, page.gold):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = folder / f"{name}.jsonl.xz"
    if not path.is_file():
        raise DataError(f"{path}: not there")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _shuffled(key: str) -> str:
    return sha256(key.encode()).hexdigest()
