"""A run over pages, summed up as they come; of the pages themselves the ones of which most goes are kept, within bounds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import urlsplit

from cleanpage.cuts import Cut, Result

# So many pages are shown with their text, of so many characters in all and each: such a report has some 5 MB, and a browser opens it in a
# second or two.
PAGES_SHOWN = 100
CHARACTERS_SHOWN = 1_000_000
CHARACTERS_OF_A_PAGE = 300_000

# Folders or hosts that are told apart; what comes later counts as one.
GROUPS = 10_000
OTHERS = "all others"

# Bars of the histogram of the share that stays.
BINS = 10


@dataclass(slots=True)
class Sum:
    """Pages together: how many, their characters, those that stay, and their cuts."""

    pages: int = 0
    characters: int = 0
    kept: int = 0
    cuts: int = 0

    def add(self, text: str, result: Result) -> None:
        """Count one page."""
        self.pages += 1
        self.characters += len(text)
        self.kept += len(result.text)
        self.cuts += len(result.cuts)

    @property
    def share(self) -> float:
        """The share of the characters that stays, from 0 to 1; 1 where there are none."""
        return self.kept / self.characters if self.characters else 1.0


class Shown(NamedTuple):
    """A page that is shown with its text.

    Attributes:
        number: which of all pages it is, from 1.
        name: what it is called.
        sum: of this page alone.
        text: as it came in, or the beginning of it where it has more than `CHARACTERS_OF_A_PAGE`.
        cuts: those that begin in `text`.
        untouched: why it came back as it was; empty otherwise.
        given_up: codes of rules that took too long on it.
    """

    number: int
    name: str
    sum: Sum
    text: str
    cuts: tuple[Cut, ...]
    untouched: str
    given_up: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether all of the text is shown."""
        return len(self.text) == self.sum.characters


@dataclass(slots=True)
class Overview:
    """What a run did.

    Attributes:
        all: all pages together.
        changed: how many pages have a cut.
        codes: how many cuts each code has.
        characters: how many characters the cuts of each code have.
        reasons: what the first cut of each code says, without what is behind a colon: that is of the one cut.
        groups: pages by host, where their names are addresses, else by folder.
        bins: how many pages keep a share of at least 0/10, 1/10 … 9/10.
    """

    all: Sum = field(default_factory=Sum)
    changed: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Sum] = field(default_factory=dict)
    bins: list[int] = field(default_factory=lambda: [0] * BINS)
    _shown: list[tuple[float, int, Shown]] = field(default_factory=list)
    _characters_shown: int = 0

    def add(self, name: str, text: str, result: Result) -> None:
        """Count one page, and keep it as long as it is among those of which most goes."""
        own = Sum()
        for total in (own, self.all, self._group(name)):
            total.add(text, result)
        self.changed += bool(result.cuts)
        self.bins[min(int(own.share * BINS), BINS - 1)] += 1
        for cut in result.cuts:
            self.codes[cut.code] += 1
            self.characters[cut.code] += cut.end - cut.start
            self.reasons.setdefault(cut.code, cut.reason.partition(": ")[0])
        beginning = text[:CHARACTERS_OF_A_PAGE]
        cuts = tuple(cut for cut in result.cuts if cut.start < len(beginning))
        self._show(Shown(self.all.pages, name, own, beginning, cuts, result.untouched, result.given_up))

    def shown(self) -> list[Shown]:
        """The pages that are shown, in the order they came in."""
        return sorted((page for _, _, page in self._shown), key=lambda page: page.number)

    def _show(self, page: Shown) -> None:
        heappush(self._shown, (1 - page.sum.share, -page.number, page))
        self._characters_shown += len(page.text)
        while len(self._shown) > PAGES_SHOWN or self._characters_shown > CHARACTERS_SHOWN:
            *_, least = heappop(self._shown)
            self._characters_shown -= len(least.text)

    def _group(self, name: str) -> Sum:
        group = urlsplit(name).netloc if "://" in name else str(PurePath(name).parent)
        if group not in self.groups and len(self.groups) >= GROUPS:
            group = OTHERS
        return self.groups.setdefault(group, Sum())
