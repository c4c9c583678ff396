"""Learns what lines sites repeat: frequency sketches, one a site, that may be merged and never grow past a bound.

Of a page are counted its lines, each once; those that stand there again; and which line stands below which. A sketch is exact as long as a
site has fewer than 12,288 different ones of these, which is some hundred pages. Past that a count may be too low, never too high, by
3.5 / 2^14 of all that was counted: for pages of 60 lines, by 3% of the pages.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from weakref import finalize

from datasketches import frequent_items_error_type, frequent_strings_sketch

from cleanpage.sites import Seen, Site, key

_LG_ENTRIES = 14

# Lines of a page that are counted, from its start and from its end: what bounds a sketch's error on sites of very long pages.
_LINES = 200

# What sites' sketches may hold in memory, in entries; then they go to a database on disk. 60,000 pages of 20,000 sites peaked at 300 MB.
_HELD = 1_000_000

# A profile keeps the lines that two pages have and this share of a site's pages.
FLOOR = 0.05

# What an entry of a sketch tells, by its first character, which no key has: that a line stands on its page again; that one stands below
# another. There lines go by a hash. The page's edges are lines as well.
_AGAIN, _BELOW = "\t", "\n"
_NAME_BYTES = 6
_EDGE = "-" * 2 * _NAME_BYTES


def _sketch() -> frequent_strings_sketch:
    return frequent_strings_sketch(_LG_ENTRIES)


@dataclass
class _Counts:
    """What was counted on a site's pages."""

    pages: int = 0
    sketch: frequent_strings_sketch = field(default_factory=_sketch)

    @classmethod
    def of(cls, data: bytes) -> _Counts:
        return cls(int.from_bytes(data[:8], "little"), frequent_strings_sketch.deserialize(data[8:]))

    def __bytes__(self) -> bytes:
        return b"".join((self.pages.to_bytes(8, "little"), self.sketch.serialize()))

    def merge(self, other: _Counts) -> None:
        self.pages += other.pages
        self.sketch.merge(other.sketch)

    def add(self, text: str) -> int:
        """Count a page; how many entries that took."""
        self.pages += 1
        lines = text.split("\n")
        counted = lines if len(lines) <= 2 * _LINES else [*lines[:_LINES], *lines[-_LINES:]]
        keys = list(filter(None, map(key, counted)))
        times = Counter(keys)
        names = {line: _name(line) for line in times}
        pairs = Counter(pairwise([_EDGE, *map(names.__getitem__, keys), _EDGE]))
        entries = [*times, *(_AGAIN + names[line] for line, count in times.items() if count > 1)]
        # What stands together again and again is a refrain or a button's row.
        entries += [_BELOW + above + below for (above, below), count in pairs.items() if count == 1]
        for entry in entries:
            self.sketch.update(entry)
        return len(entries)

    def site(self) -> Site:
        least = max(2, FLOOR * self.pages)
        found = self.sketch.get_frequent_items(frequent_items_error_type.NO_FALSE_POSITIVES, 1)
        counts = {entry: lower for entry, _, lower, _ in found if lower >= least}
        names = {line: _name(line) for line in counts if line[0] not in (_AGAIN, _BELOW)}
        known = {*names.values(), _EDGE}
        beside = Counter[str]()
        for entry, count in counts.items():
            both = {entry[1 : 1 + len(_EDGE)], entry[1 + len(_EDGE) :]}
            if entry[0] == _BELOW and both <= known:
                beside |= Counter(dict.fromkeys(both, count))
        return Site(self.pages, {line: Seen(counts[line], self._again(counts[line], name), beside[name]) for line, name in names.items()})

    def _again(self, pages: int, name: str) -> int:
        # Rather too high than too low, where it is no longer exact: a refrain stays.
        again: int = self.sketch.get_estimate(_AGAIN + name)
        return min(again, pages)


class Learner:
    """Counts what sites repeat. Memory is bounded, however many sites and pages come; what does not fit goes to a temporary file."""

    def __init__(self) -> None:
        self._sites: dict[str, _Counts] = {}
        self._held = 0
        # SQLite makes a file of its own for a database without a name, and removes it.
        self._spilled = sqlite3.connect("")
        finalize(self, self._spilled.close)
        self._spilled.execute("CREATE TABLE sites (host TEXT PRIMARY KEY, counts BLOB) WITHOUT ROWID")

    def add(self, host: str, text: str) -> None:
        """Count a page of a host."""
        self._hold(self._site(host).add(text))

    def add_counts(self, host: str, counts: bytes) -> None:
        """Count what another learner counted on a host's pages."""
        other = _Counts.of(counts)
        self._site(host).merge(other)
        self._hold(other.sketch.num_active_items)

    def counts(self) -> Iterator[tuple[str, bytes]]:
        """What was counted on each host's pages, hosts in order."""
        self._spill()
        yield from self._spilled.execute("SELECT host, counts FROM sites ORDER BY host")

    def profile(self) -> Iterator[tuple[str, Site]]:
        """What a profile keeps of it; a host of one page has nothing to tell."""
        for host, counts in self.counts():
            site = _Counts.of(counts).site()
            if site.pages > 1:
                yield host, site

    def _site(self, host: str) -> _Counts:
        return self._sites.setdefault(host, _Counts())

    def _hold(self, entries: int) -> None:
        self._held += entries
        if self._held >= _HELD:
            self._spill()

    def _spill(self) -> None:
        for host, counts in sorted(self._sites.items()):
            for (before,) in self._spilled.execute("SELECT counts FROM sites WHERE host = ?", (host,)):
                counts.merge(_Counts.of(before))
            self._spilled.execute("INSERT OR REPLACE INTO sites VALUES (?, ?)", (host, bytes(counts)))
        self._sites, self._held = {}, 0


def _name(line: str) -> str:
    return blake2b(line.encode(), digest_size=_NAME_BYTES).hexdigest()
