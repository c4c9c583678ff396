"""Profiles, and the functions people call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from multiprocessing import get_context
from os import PathLike
from typing import Any, NamedTuple, TypeVar

from cleanpage.cuts import BLANK, Cut, Look, Result, settle_all
from cleanpage.nearest import did_you_mean
from cleanpage.packs import Rule, builtin, load_pack
from cleanpage.page import Page
from cleanpage.rulebook import Cues, Reading, Rulebook, builtin_book
from cleanpage.stages import captions, headlines, prose, sections, stamps, wording
from cleanpage.weights import shipped

Stage = Callable[[Page, Cues], Iterable[Cut]]
_Done = TypeVar("_Done")

# Less kept than this share of a page's characters, blanks aside, and the page stays as it is, where only residue was to go. ProX leaves a
# page alone where an edit would take 95% of its words.
LEAST_KEPT = 0.05

# Characters of text that are read together, and such batches under way for each worker: enough to hide what a batch costs by itself, few
# enough to keep memory flat.
_BATCH, _ROUNDS = 500_000, 4


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

    Attributes:
        codes: of the rules that may cut.

    Raises:
        ValueError: an unknown profile, a confidence out of its range, or a prefix that no rule's code starts with; as RuleError, a file of
            rules that cannot be used.
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
        self._book = Rulebook([*builtin(), *self.rules], [rule.code for rule in self.rules]) if self.rules else builtin_book()
        self.codes = _chosen(self._book, self.select, self.ignore)
        self.min_confidence = min_confidence
        self._judges = PROFILES[profile].judges and not self.codes.isdisjoint(prose.CODES)
        self._weights = shipped() if self._judges else None

    def __reduce__(self) -> tuple[Callable[[], Cleaner], tuple[()]]:
        keywords: dict[str, Any] = {"select": self.select, "ignore": self.ignore, "rules": self.rules, "keep": self.keep}
        return partial(Cleaner, self.profile, min_confidence=self.min_confidence, **keywords), ()

    def clean(self, text: str) -> str:
        """What stays of a text."""
        return self.explain(text).text

    def explain(self, text: str) -> Result:
        """What stays of a text, and each cut with its place, code, reason and confidence."""
        return self._explain([text])[0]

    def clean_many(self, texts: Iterable[str], workers: int = 1) -> Iterator[str]:
        """What stays of each text, in their order; with more workers than one, in that many processes. Memory stays flat."""
        return self._many(self._clean, texts, workers)

    def explain_many(self, texts: Iterable[str], workers: int = 1) -> Iterator[Result]:
        """As `clean_many`, with every cut."""
        return self._many(self._explain, texts, workers)

    def _many(self, work: Callable[[Sequence[str]], list[_Done]], texts: Iterable[str], workers: int) -> Iterator[_Done]:
        # A guarded rule's patience is a page's own, so that pages with such rules are not read together.
        batches = batched(texts, 0 if self._book.guarded else _BATCH)
        if workers == 1:
            for batch in batches:
                yield from work(batch)
            return
        with get_context("spawn").Pool(workers) as pool:
            while ahead := list(islice(batches, workers * _ROUNDS)):
                for done in pool.imap(work, ahead):
                    yield from done

    def _clean(self, texts: Sequence[str]) -> list[str]:
        return [result.text for result in self._explain(texts)]

    def _explain(self, texts: Sequence[str]) -> list[Result]:
        given_up: set[str] = set()
        while True:
            reading = Reading(self._book, given_up)
            results = settle_all(texts, partial(self._propose, reading))
            if not reading.given_up:
                break
            given_up |= reading.given_up
        results = [result._replace(given_up=tuple(sorted(given_up))) for result in results]
        return results if self._judges else [_careful(text, result) for text, result in zip(texts, results, strict=True)]

    def _propose(self, reading: Reading, looks: Sequence[Look]) -> Sequence[Iterable[Cut]]:
        looked = reading.look(looks)
        if self._weights is None:
            return [self._cuts(page, cues) for page, cues in looked]
        pages, cues_of = [page for page, _ in looked], [cues for _, cues in looked]
        wanted = [list(self._cuts(page, cues)) for page, cues in looked]
        found = prose.find(pages, cues_of, wanted, self._weights, self.min_confidence)
        return [[*cuts, *self._allowed(page, more)] for page, cuts, more in zip(pages, wanted, found, strict=True)]

    def _cuts(self, page: Page, cues: Cues) -> Iterator[Cut]:
        for stage in PROFILES[self.profile].stages:
            yield from self._allowed(page, stage(page, cues))

    def _allowed(self, page: Page, cuts: Iterable[Cut]) -> Iterator[Cut]:
        for cut in cuts:
            if cut.code in self.codes and cut.confidence >= self.min_confidence:
                yield from _sparing(page, self.keep, cut) if self.keep else (cut,)


def clean(text: str, profile: str = "main") -> str:
    """What stays of a page's text: with "main" only its main content, with "trim" all but what is surely not the author's."""
    return Cleaner(profile).clean(text)


def explain(text: str, profile: str = "main") -> Result:
    """As `clean`, with every cut, its place, code, reason and confidence."""
    return Cleaner(profile).explain(text)


def clean_many(texts: Iterable[str], profile: str = "main", workers: int = 1) -> Iterator[str]:
    """As `clean`, for many texts."""
    return Cleaner(profile).clean_many(texts, workers)


def batched(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    """Texts in their order, together as long as they have fewer characters than `size`; each alone for a size of 0."""
    batch, held = list[str](), 0
    for text in texts:
        batch.append(text)
        held += len(text)
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


def _chosen(book: Rulebook, select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    for prefix in (*select, *ignore):
        if not prefix or not any(code.startswith(prefix) for code in book.rules):
            families = {code[:2] for code in book.rules}
            raise ValueError(f"no rule's code starts with {prefix!r}{did_you_mean(prefix, [*book.rules, *families])}")
    return frozenset(code for code in book.rules if code.startswith(select or "") and not (ignore and code.startswith(ignore)))


def _size(text: str) -> int:
    return sum(map(len, text.split()))
