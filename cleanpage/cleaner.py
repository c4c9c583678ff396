"""Profiles, and the functions people call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice, starmap
from multiprocessing import get_context
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cleanpage import sites as site_lines
from cleanpage.cuts import BLANK, Cut, Look, Result, settle_all
from cleanpage.html import HtmlError, Opened, open_html
from cleanpage.likeness import shipped as shipped_likeness
from cleanpage.nearest import did_you_mean
from cleanpage.packs import Rule, builtin, by_code, load_pack
from cleanpage.page import Page
from cleanpage.rulebook import Cues, Reading, Rulebook, book_with, builtin_book
from cleanpage.stages import captions, headlines, likeness, prose, sections, stamps, wording
from cleanpage.structure import structured
from cleanpage.weights import FAST, HTML, TEXT, Weights, shipped

Stage = Callable[[Page, Cues], Iterable[Cut]]
_Done = TypeVar("_Done")
_Source = TypeVar("_Source")


class _Text(NamedTuple):
    """A text, the host it is from, and the page of HTML that it was made of."""

    text: str
    host: str = ""
    opened: Opened | None = None


# HTML and the host it is from.
_Html = tuple[str | bytes, str]
_Given = TypeVar("_Given", bound=tuple[Any, ...])

# Less kept than this share of a page's characters, blanks aside, and the page stays as it is, where only residue was to go. ProX leaves a
# page alone where an edit would take 95% of its words.
LEAST_KEPT = 0.05

# Characters of text that are read together, and such batches under way for each worker: enough to hide what a batch costs by itself, few
# enough to keep memory flat.
_BATCH, _ROUNDS = 250_000, 4
# As many characters or bytes of HTML make about as much text.
_HTML_BATCH = 20 * _BATCH


class Profile(NamedTuple):
    """What a profile runs: its stages, whether lines that are not main content go as well, and in words what it is for."""

    stages: tuple[Stage, ...]
    judges: bool
    purpose: str


_TRIM: tuple[Stage, ...] = (wording.find, headlines.find, captions.find, stamps.find, sections.headings)

PROFILES = {
    "trim": Profile(_TRIM, False, "only what is surely not the author's; keeps all prose"),
    "main": Profile(_TRIM, True, "as trim, and of what is left only the page's main content stays"),
}


class Cleaner:
    """Cleans texts with one profile and one choice of rules; may be pickled and sent to another process.

    Args:
        profile: "main" or "trim".
        select: prefixes of codes, such as "AD" or "PH101"; only these rules cut. Empty selects all.
        ignore: prefixes of codes that do not cut; goes before `select`.
        rules: more rules: files of records, or rules that were read already. A pattern of theirs that takes too long on a text is given
            up there, and the result says so.
        keep: lines that stay whatever any rule says, as they are but for the blanks around them.
        min_confidence: how sure a cut must be, from 0 to 1. With "main", at a half the choice of lines is the one with the best F1 to be
            expected; above it more stays, below it more goes.
        sites: the file of a profile made by `cleanpage learn`, or what `cleanpage.sites.chosen` gives. Lines that it knows of a text's host
            are cut; of a text without a host none.

    Attributes:
        codes: of the rules that may cut.

    Raises:
        ValueError: an unknown profile, a confidence out of its range, or a prefix that no rule's code starts with; as RuleError, a file of
            rules that cannot be used; as SitesError, a profile of sites that cannot.
    """

    def __init__(
        self,
        profile: str = "main",
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        rules: Iterable[str | PathLike[str] | Rule] = (),
        keep: Iterable[str] = (),
        min_confidence: float = 0.5,
        sites: str | PathLike[str] | site_lines.SiteLines | None = None,
    ) -> None:
        if profile not in PROFILES:
            raise ValueError(f"no profile is called {profile!r}; profiles are {', '.join(PROFILES)}{did_you_mean(profile, PROFILES)}")
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"min_confidence is {min_confidence}; it goes from 0 to 1")
        self.profile = profile
        self.select = tuple(select)
        self.ignore = tuple(ignore)
        self.rules = tuple(rule for source in rules for rule in ([source] if isinstance(source, Rule) else load_pack(source)))
        self.keep = frozenset(line.strip(BLANK + "\r\n") for line in keep)
        self.codes = _chosen(by_code([*builtin(), *self.rules]), self.select, self.ignore)
        self.min_confidence = min_confidence
        self.sites = site_lines.load_lines(sites) if isinstance(sites, str | PathLike) else sites or {}
        self._judges = PROFILES[profile].judges and not self.codes.isdisjoint(prose.CODES)
        self._weights: Callable[[Path], Weights] = shipped

    @cached_property
    def _book(self) -> Rulebook:
        # Made where it is first used: a process that only sends its cleaner to others has no need of it.
        return book_with(self.rules) if self.rules else builtin_book()

    def __reduce__(self) -> tuple[Callable[[], Cleaner], tuple[()]]:
        keywords: dict[str, Any] = {"select": self.select, "ignore": self.ignore, "rules": self.rules, "keep": self.keep}
        return partial(Cleaner, self.profile, min_confidence=self.min_confidence, sites=self.sites, **keywords), ()

    def clean(self, text: str, host: str = "") -> str:
        """What stays of a text; `host` is the site that it is from, as `sites` calls it."""
        return self.explain(text, host).text

    def explain(self, text: str, host: str = "") -> Result:
        """What stays of a text, and each cut with its place, code, reason and confidence."""
        return self._explain([_Text(text, host)])[0]

    def clean_many(self, texts: Iterable[str], workers: int = 1, hosts: Iterable[str] | None = None) -> Iterator[str]:
        """What stays of each text, in their order; with more workers than one, in that many processes. Memory stays flat.

        Args:
            texts: any number of them, read as they are needed.
            workers: processes.
            hosts: for each text the site that it is from, as `sites` calls it, or "".
        """
        return self._many(Cleaner._clean, starmap(_Text, _with_hosts(texts, hosts)), workers, _BATCH)

    def explain_many(self, texts: Iterable[str], workers: int = 1, hosts: Iterable[str] | None = None) -> Iterator[Result]:
        """As `clean_many`, with every cut."""
        return self._many(Cleaner._explain, starmap(_Text, _with_hosts(texts, hosts)), workers, _BATCH)

    def clean_html(self, html: str | bytes, host: str = "", *, fast: bool = False) -> str:
        """What stays of a page of HTML, as text; see `explain_html`."""
        return self.explain_html(html, host, fast=fast).text

    def explain_html(self, html: str | bytes, host: str = "", *, fast: bool = False, charset: str | None = None) -> Result:
        """What stays of a page of HTML, and each cut; `Result.source` is the page's whole text, which the offsets count in.

        Args:
            html: the page; bytes are decoded as browsers do it.
            host: the site that it is from, as `sites` calls it.
            fast: judge by the page alone, without what other extractors make of it.
            charset: as the page's header gave it.

        Raises:
            HtmlError: the bytes are no text, or the page is too long.
        """
        opened = open_html(html, fast=fast or not self._judges, charset=charset)
        return self._explain([_Text(opened.dump.text, host, opened)])[0]

    def explain_many_html(
        self, pages: Iterable[str | bytes], workers: int = 1, hosts: Iterable[str] | None = None, *, fast: bool = False
    ) -> Iterator[Result]:
        """As `explain_html` for many pages; one that is none comes back empty, and `untouched` says why."""
        return self._many(partial(Cleaner._explain_html, fast=fast), _with_hosts(pages, hosts), workers, _HTML_BATCH)

    def _many(
        self, work: Callable[[Cleaner, Sequence[_Given]], list[_Done]], given: Iterable[_Given], workers: int, size: int
    ) -> Iterator[_Done]:
        # A guarded rule's patience is a page's own, so that pages with such rules are not read together.
        batches = batched(given, 0 if self._book.guarded else size)
        if workers == 1:
            for batch in batches:
                yield from work(self, batch)
            return
        with get_context("spawn").Pool(workers, _receive, [self]) as pool:
            while ahead := list(islice(batches, workers * _ROUNDS)):
                for done in pool.imap(partial(_work, work), ahead):
                    yield from done

    def _clean(self, texts: Sequence[_Text]) -> list[str]:
        return [result.text for result in self._explain(texts)]

    def _explain_html(self, pages: Sequence[_Html], fast: bool) -> list[Result]:
        results: list[Result | None] = []
        texts: list[_Text] = []
        for html, host in pages:
            try:
                opened = open_html(html, fast=fast or not self._judges)
            except HtmlError as fault:
                results.append(Result("", untouched=str(fault)))
            else:
                results.append(None)
                texts.append(_Text(opened.dump.text, host, opened))
        # Pages without votes are judged by other weights.
        of_place: dict[int, Result] = {}
        for voted in (False, True):
            places = [place for place, text in enumerate(texts) if text.opened and bool(text.opened.votes) == voted]
            of_place |= zip(places, self._explain([texts[place] for place in places]), strict=True)
        in_order = iter([of_place[place] for place in range(len(texts))])
        return [result or next(in_order) for result in results]

    def _explain(self, texts: Sequence[_Text]) -> list[Result]:
        """Results of texts that all came as text, or all as HTML with votes, or all as HTML without."""
        given_up: set[str] = set()
        while True:
            reading = Reading(self._book, given_up)
            results = settle_all([text.text for text in texts], partial(self._propose, reading, {}, texts))
            if not reading.given_up:
                break
            given_up |= reading.given_up
        results = [
            result._replace(given_up=tuple(sorted(given_up)), source=text.text if text.opened else "")
            for text, result in zip(texts, results, strict=True)
        ]
        return results if self._judges else [_careful(text.text, result) for text, result in zip(texts, results, strict=True)]

    def _propose(self, reading: Reading, odds: dict[str, float], texts: Sequence[_Text], looks: Sequence[Look]) -> Sequence[Iterable[Cut]]:
        looked = reading.look(looks)
        pages, cues_of = [page for page, _ in looked], [cues for _, cues in looked]
        wanted = [list(self._cuts(page, cues, texts[look.number].host)) for look, (page, cues) in zip(looks, looked, strict=True)]
        alike = likeness.find(pages, cues_of, shipped_likeness(), odds)
        proposed = [[*cuts, *self._allowed(page, more)] for page, cuts, more in zip(pages, wanted, alike, strict=True)]
        opened = [one for look in looks if (one := texts[look.number].opened)]
        if not self._judges or (opened and looks[0].gone):
            return proposed
        weights = self._weights(TEXT if not opened else HTML if opened[0].votes else FAST)
        told = partial(structured, opened=opened, hints=weights.hints) if opened else None
        found = prose.find(pages, cues_of, wanted, weights, self.min_confidence, told)
        return [[*cuts, *self._allowed(page, more)] for page, cuts, more in zip(pages, proposed, found, strict=True)]

    def _cuts(self, page: Page, cues: Cues, host: str) -> Iterator[Cut]:
        for stage in PROFILES[self.profile].stages:
            yield from self._allowed(page, stage(page, cues))
        if lines := self.sites.get(host):
            yield from self._allowed(page, site_lines.find(page, host, lines, cues.rules[site_lines.CODE]))

    def _allowed(self, page: Page, cuts: Iterable[Cut]) -> Iterator[Cut]:
        for cut in cuts:
            if cut.code in self.codes and cut.confidence >= self.min_confidence:
                yield from _sparing(page, self.keep, cut) if self.keep else (cut,)


# In a worker process its cleaner, sent there once: a profile of sites may be large.
_received: Cleaner


def _receive(cleaner: Cleaner) -> None:
    global _received
    _received = cleaner


def _work(work: Callable[[Cleaner, Sequence[_Given]], list[_Done]], given: Sequence[_Given]) -> list[_Done]:
    return work(_received, given)


def _with_hosts(given: Iterable[_Source], hosts: Iterable[str] | None) -> Iterator[tuple[_Source, str]]:
    return ((one, "") for one in given) if hosts is None else zip(given, hosts, strict=True)


def clean(text: str, profile: str = "main") -> str:
    """What stays of a page's text: with "main" only its main content, with "trim" all but what is surely not the author's."""
    return Cleaner(profile).clean(text)


def explain(text: str, profile: str = "main") -> Result:
    """As `clean`, with every cut, its place, code, reason and confidence."""
    return Cleaner(profile).explain(text)


def clean_many(texts: Iterable[str], profile: str = "main", workers: int = 1) -> Iterator[str]:
    """As `clean`, for many texts."""
    return Cleaner(profile).clean_many(texts, workers)


def clean_html(html: str | bytes, profile: str = "main") -> str:
    """What stays of a page of HTML, as text."""
    return Cleaner(profile).clean_html(html)


def explain_html(html: str | bytes, profile: str = "main") -> Result:
    """As `clean_html`, with every cut; `Result.source` is the page's whole text."""
    return Cleaner(profile).explain_html(html)


def batched(texts: Iterable[_Given], size: int) -> Iterator[list[_Given]]:
    """Texts in their order, together as long as they have fewer characters than `size`; each alone for a size of 0."""
    batch, held = list[_Given](), 0
    for text in texts:
        batch.append(text)
        held += len(text[0])
        if held >= size:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _careful(text: str, result: Result) -> Result:
    """The page as it was where nearly all of it would go."""
    # Mostly a first part of the page is seen to be more than what went.
    gone = len(text) - len(result.text)
    if not gone or _size(text[: 2 * gone]) * (1 - LEAST_KEPT) >= gone:
        return result
    kept, came = _size(result.text), _size(text)
    if kept >= LEAST_KEPT * came:
        return result
    return result._replace(text=text, cuts=(), untouched=f"only {kept} of {came} characters would stay")


def _sparing(page: Page, keep: frozenset[str], cut: Cut) -> Iterator[Cut]:
    """A cut without the lines that are to stay."""
    start = cut.start
    for at in range(max(page.line_at(cut.start), 0), page.line_at(cut.end - 1) + 1):
        if page.line(at) in keep and page.ends[at] > start:
            if start < page.starts[at]:
                yield cut._replace(start=start, end=page.starts[at])
            start = page.ends[at]
    if start < cut.end:
        yield cut._replace(start=start)


def _chosen(rules: Mapping[str, Rule], select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    for prefix in (*select, *ignore):
        if not prefix or not any(code.startswith(prefix) for code in rules):
            families = {code[:2] for code in rules}
            raise ValueError(f"no rule's code starts with {prefix!r}{did_you_mean(prefix, [*rules, *families])}")
    return frozenset(code for code in rules if code.startswith(select or "") and not (ignore and code.startswith(ignore)))


def _size(text: str) -> int:
    return sum(map(len, text.split()))
