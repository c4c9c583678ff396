"""Pages of HTML: bytes to characters as browsers do it, what is no page at all, and what other extractors make of a page."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from cleanpage.dump import Dump, dump, flattened

# Longer pages, in characters, are not read: the longest of the benchmark's 2,482 has 4 million. trafilatura draws the same line.
LONGEST_PAGE = 20_000_000

# So many bytes tell what a file is, and which encoding it is in where it does not say so.
_TELLING = 1024
_GUESSED_FROM = 20_000

# Extractors are not asked about longer pages and those of more tags: trafilatura's time grows with the square of the items of lists, and is
# 10 seconds for 10,000. The page of the benchmark with the most has 22,000 tags.
_LONGEST_VOTED, _MOST_TAGS = 2_000_000, 25_000

# Files that servers send as HTML by mistake and that may begin without a zero byte: PDF, PostScript, JPEG, PNG, GIF, gzip, ZIP.
_OTHERS = (b"%PDF-", b"%!PS-", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\x1f\x8b", b"PK\x03\x04")

_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


class HtmlError(ValueError):
    """Bytes or text that are no page of HTML; says why."""


class Opened(NamedTuple):
    """A page of HTML, ready to be judged.

    Attributes:
        dump: its text and its elements.
        votes: what each extractor made of it, by the extractor's name; empty where only the page itself counts.
    """

    dump: Dump
    votes: dict[str, str]


def open_html(html: str | bytes, *, fast: bool = False, charset: str | None = None) -> Opened:
    """A page's text and elements, and unless `fast` the votes of extractors.

    Args:
        html: the page, as it was sent or as characters.
        fast: without other extractors.
        charset: as the header of the page gave it; for bytes alone.

    Raises:
        HtmlError: it has more than `LONGEST_PAGE` characters, or the bytes are no text.
    """
    text = decoded(html, charset) if isinstance(html, bytes) else _of_a_length(html)
    page = dump(text)
    asked = not fast and page.text and len(text) <= _LONGEST_VOTED and text.count("<") <= _MOST_TAGS
    return Opened(page, _votes(flattened(text)) if asked else {})


def looks_like_html(data: bytes) -> bool:
    """Whether a file begins as a page of HTML does."""
    return _MARKUP.match(data[:_TELLING].replace(b"\0", b"").removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe")) is not None


def decoded(data: bytes, charset: str | None = None) -> str:
    """The characters of a page: by its byte order mark, the header's charset, what the page says of itself, or a guess, in this order.

    Raises:
        HtmlError: the bytes are no text, or they make more than `LONGEST_PAGE` characters.
    """
    from w3lib.encoding import html_to_unicode

    header = f"text/html; charset={charset}" if charset else None
    if data.startswith(_OTHERS):
        raise HtmlError("these bytes are no text")
    if b"\0" in data[:_TELLING] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not (charset or "").lower().startswith("utf-"):
        raise HtmlError("these bytes are no text")
    _, text = html_to_unicode(header, data, auto_detect_fun=_guessed)
    return _of_a_length(str(text))


def _of_a_length(text: str) -> str:
    if len(text) > LONGEST_PAGE:
        raise HtmlError(f"{len(text):,} characters are more than the {LONGEST_PAGE:,} that are read")
    return text


def _guessed(data: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    return str(detect_encoding(data[:_GUESSED_FROM]))


def _votes(html: str) -> dict[str, str]:
    return {name: _vote(voter, html) for name, voter in VOTERS.items()}


def _vote(voter: Callable[[str], str], html: str) -> str:
    try:
        return voter(html)
    except ImportError:
        raise
    except Exception:  # an extractor that a page breaks has no vote
        return ""


def _trafilatura(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


def _resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False))


VOTERS = {"trafilatura": _trafilatura, "resiliparse": _resiliparse}
