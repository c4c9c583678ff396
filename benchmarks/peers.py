"""Whatever makes a text of a page: `cleanpage`, its peers, and the dumpers whose text it gets. Each is imported when it is first used."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from benchmarks import rules

Maker = Callable[[str], str]


class Peer(NamedTuple):
    """One way from a page to a text.

    Attributes:
        name: as tables show it.
        takes: "text" or "html", what of a page it is given.
        load: gives the function; raises ImportError where a package is not installed.
        packages: the distributions it needs, itself first; empty for what is written here.
    """

    name: str
    takes: str
    load: Callable[[], Maker]
    packages: tuple[str, ...] = ()


def _trim() -> Maker:
    from cleanpage import Cleaner

    return Cleaner("trim").clean


def _main() -> Maker:
    from cleanpage import Cleaner

    return Cleaner("main").clean


def _main_html(*, fast: bool) -> Maker:
    from cleanpage import Cleaner

    return partial(Cleaner("main").clean_html, fast=fast)


def _justext() -> Maker:
    import justext

    # The sets are in many languages and do not say which: the stop words of all of them, as trafilatura does for its own use of jusText.
    stoplist = frozenset().union(*map(justext.get_stoplist, justext.get_stoplists()))

    def extract(html: str) -> str:
        paragraphs = justext.justext(html, stoplist)
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return extract


def _resiliparse_main() -> Maker:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True, alt_texts=False)


def _readability() -> Maker:
    import html_text
    from readability import Document

    return lambda html: html_text.extract_text(Document(html).summary())


def _newspaper() -> Maker:
    import newspaper

    def extract(html: str) -> str:
        # It wants an address; nothing is fetched, neither the page nor its pictures.
        article = newspaper.Article("https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def _trafilatura() -> Maker:
    import trafilatura

    return lambda html: trafilatura.extract(html, include_comments=False) or ""


def _datatrove_c4() -> Maker:
    import spacy  # noqa: F401  (the filter counts sentences with it, and would only say so on the first page)
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    quality = C4QualityFilter()

    def clean(text: str) -> str:
        document = Document(text=text, id="")
        return document.text if quality.filter(document) is True else ""

    return clean


def _html_text() -> Maker:
    import html_text

    return lambda html: str(html_text.extract_text(html))


def _inscriptis() -> Maker:
    import inscriptis

    return lambda html: str(inscriptis.get_text(html))


def _resiliparse() -> Maker:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: str(extract_plain_text(html))


def _beautifulsoup() -> Maker:
    from bs4 import BeautifulSoup

    return lambda html: BeautifulSoup(html, "lxml").get_text(" ", strip=True)


def _html2text() -> Maker:
    import html2text

    return lambda html: html2text.html2text(html, bodywidth=0)


def _as_it_is() -> Maker:
    return lambda text: text


TRIM = Peer("cleanpage trim", "text", _trim)
MAIN = Peer("cleanpage main", "text", _main)
MAIN_HTML = Peer("cleanpage main, HTML", "html", partial(_main_html, fast=False))
MAIN_FAST = Peer("cleanpage main, HTML fast", "html", partial(_main_html, fast=True))
AS_IT_IS = Peer("text as it is", "text", _as_it_is)
C4 = Peer("C4 line rules", "text", lambda: rules.c4)
REFINEDWEB = Peer("RefinedWeb line rules", "text", lambda: rules.refinedweb)
JUSTEXT = Peer("jusText", "html", _justext, ("justext",))
RESILIPARSE = Peer("resiliparse main content", "html", _resiliparse_main, ("resiliparse",))
READABILITY = Peer("readability-lxml", "html", _readability, ("readability-lxml", "html-text"))
NEWSPAPER = Peer("newspaper4k", "html", _newspaper, ("newspaper4k",))
TRAFILATURA = Peer("trafilatura", "html", _trafilatura, ("trafilatura",))
DATATROVE_C4 = Peer("datatrove C4QualityFilter", "text", _datatrove_c4, ("datatrove", "spacy"))

CLEANERS = (MAIN_HTML, MAIN_FAST, MAIN, TRIM, AS_IT_IS, REFINEDWEB, C4, JUSTEXT, RESILIPARSE, READABILITY, NEWSPAPER, TRAFILATURA)
DUMPERS = (
    Peer("html-text", "html", _html_text, ("html-text",)),
    Peer("inscriptis", "html", _inscriptis, ("inscriptis",)),
    Peer("resiliparse", "html", _resiliparse, ("resiliparse",)),
    Peer("beautifulsoup in one line", "html", _beautifulsoup, ("beautifulsoup4", "lxml")),
    Peer("html2text Markdown", "html", _html2text, ("html2text",)),
)
ALL = {peer.name: peer for peer in (*CLEANERS, DATATROVE_C4, *DUMPERS)}


@cache
def maker(name: str) -> Maker:
    """The function of the peer with this name, loaded once a process.

    Raises:
        ImportError: one of its packages is not installed.
    """
    return ALL[name].load()


def quiet() -> None:
    """Silence what extractors log and warn of in this process: only their text counts here."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def installed(peers: Iterable[Peer]) -> tuple[list[Peer], tuple[str, ...]]:
    """The peers whose packages are there, and notes: which versions were used, and who was left out."""
    there, used, notes = [], dict[str, str](), []
    for peer in peers:
        try:
            used |= {package: version(package) for package in peer.packages}
            there.append(peer)
        except PackageNotFoundError as fault:
            notes.append(f"left out: {peer.name}: the package {fault.name} is not installed")
    versions = ", ".join(f"{package} {number}" for package, number in used.items())
    return there, (*([f"versions: {versions}"] if versions else []), *notes)
