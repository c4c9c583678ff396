"""Lines that a site repeats on page after page: a profile of them, which of them are the site's own, and the stage that cuts these.

A profile is made by `learning` and holds counts, not verdicts, so that profiles may be merged; verdicts fall when one is applied. Counts
know nothing of meaning, so that whatever may be an author's habit is left alone: what is repeated inside of pages (a refrain, a form, a
law's formula), a few words beside an author's text (a heading such as "Introduction"), what only a part of the pages has (a column's
title, an agency's line), and on a site whose pages are made of formulas all but what stands at the pages' edges.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain, takewhile
from math import sqrt
from os import PathLike, getpid
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import regex

from cleanpage.cuts import Cut
from cleanpage.packs import Rule
from cleanpage.page import Page, words

CODE = "SL001"

# With fewer pages than these a site learns nothing. Of authors' lines on sites made up for it chance lifts 4 of 39,577 past `SHARE` on 10
# pages and none on 20 (`python -m benchmarks sites`).
LEAST_PAGES = 20

# Share of a site's pages that makes a line the whole site's, and one that makes it common: enough where lines of the whole site enclose it.
# Kinds of page have lines of their own, but so have columns and series.
SHARE, COMMON = 0.5, 0.25

# Standard errors by which a count must be above `SHARE`: what two in five pages have is often on half of the pages that were seen.
_ERRORS = 1.5

# A line of fewer words is a heading, an answer, an agency's name, unless a menu or a footer encloses it. One of fewer for each of its
# numbers is a page's own: measures, a price, a chapter.
_WORDS = 5

# Share of a line's pages on which it stands more than once that makes it a refrain, and so many common refrains of `_WORDS` that a site's
# pages are made of formulas.
_REFRAIN, _FORMULAS = 0.1, 2

# Share of a line's pages on which it has the same neighbour that makes it one of a block; what is put between paragraphs is none.
_BLOCK = 0.75

# Characters of a line that may be learnt, of a key that is kept as it is, and of the part of a longer one that stays readable.
LONGEST_LINE, _LONGEST_KEY, _READABLE = 2000, 200, 160

_FORMAT, _VERSION = "cleanpage sites", 1

_DROPPED = regex.compile(r"[^\p{L}\p{M}\p{N}\s]+")
_DIGITS = regex.compile(r"\p{Nd}+")
_LETTER = regex.compile(r"\p{L}")


class SitesError(ValueError):
    """A profile that cannot be used; says which file and what is wrong."""


class Seen(NamedTuple):
    """On how many of a site's pages a line was seen.

    Attributes:
        pages: at all.
        again: more than once.
        beside: next to the same repeated line, or at the same edge of the page; of its neighbours the one that it has most often counts.
    """

    pages: int
    again: int
    beside: int


class Site(NamedTuple):
    """What was seen of a site: how many pages, and of their lines by key those that a low share of the pages has."""

    pages: int
    lines: Mapping[str, Seen]


class SiteLine(NamedTuple):
    """A line that is common on a site.

    Attributes:
        pages: of the site that have it.
        seen: pages of the site in all.
        alone: whether it goes wherever it stands.
        encloses: whether common lines without a break between it and the page's edge are the site's.
        enclosed: whether it goes where it stands between the page's edge and a line that encloses.
    """

    pages: int
    seen: int
    alone: bool
    encloses: bool
    enclosed: bool

    @property
    def confidence(self) -> float:
        """From the share of pages that have the line: 0.75 for a half of them, 1 for all."""
        return round((1 + self.pages / self.seen) / 2, 3)


# What a cleaner applies: for each host its lines by key.
SiteLines = Mapping[str, Mapping[str, SiteLine]]


def host_of(url: str) -> str:
    """The host that a page's address names, in lower case and without "www."; empty where there is none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return site_of_folder(host)


def site_of_folder(name: str) -> str:
    """What a site is called whose pages are in a folder of that name, which may be its host; empty for a name that cannot be printed."""
    return name.lower().removeprefix("www.") if name.isprintable() else ""


def site_of_file(path: str | PathLike[str], lines: SiteLines) -> str:
    """The site that a file's page is from: the nearest folder above it that some lines are known of; empty where there is none."""
    folders = (site_of_folder(folder.name) for folder in Path(path).absolute().parents)
    return next((folder for folder in folders if folder in lines), "")


def key(line: str) -> str:
    """What lines that are the same but for numbers, marks, case and blanks have in common; empty for one that is not to be learnt.

    As CCNet does it, but that a run of digits is one 0: "9 readers" and "10 readers" are the same line.
    """
    if len(line) > LONGEST_LINE:
        return ""
    bare = " ".join(_DIGITS.sub("0", _DROPPED.sub("", line.lower())).split())
    if not _LETTER.search(bare):
        return ""
    return bare if len(bare) <= _LONGEST_KEY else f"{bare[:_READABLE]} … {blake2b(bare.encode(), digest_size=8).hexdigest()}"


def common_lines(site: Site, least: int = LEAST_PAGES) -> dict[str, SiteLine]:
    """The lines that are common on a site; none where fewer pages than `least` were seen of it."""
    if site.pages < least:
        return {}
    common = {line: seen for line, seen in site.lines.items() if seen.pages >= COMMON * site.pages}
    refrains = {line for line, seen in common.items() if seen.again > _REFRAIN * seen.pages}
    sentences = {line for line in common if words(line.replace("0", "")) >= _WORDS * max(line.count("0"), 1)}
    has_formulas = len(refrains & sentences) >= _FORMULAS
    found = {}
    for line, seen in common.items():
        error = sqrt(seen.pages * (1 - seen.pages / site.pages))
        is_whole_sites = seen.pages - _ERRORS * error >= SHARE * site.pages and line not in refrains
        alone = is_whole_sites and line in sentences and not has_formulas
        encloses = is_whole_sites and seen.beside >= _BLOCK * seen.pages
        found[line] = SiteLine(seen.pages, site.pages, alone, encloses, line in sentences or "0" not in line)
    return found


def chosen(profile: Mapping[str, Site]) -> SiteLines:
    """The lines of all sites of a profile that have any."""
    return {host: lines for host, site in profile.items() if (lines := common_lines(site))}


def find(page: Page, host: str, lines: Mapping[str, SiteLine], rule: Rule) -> Iterator[Cut]:
    """A cut for each line of a page that its site is known for."""
    keyed = [(at, lines.get(known)) for at in range(len(page)) if (known := key(page.line(at)))]
    outer = _enclosed(keyed) | _enclosed(keyed[::-1])
    for at, line in keyed:
        if line and (line.alone or (line.enclosed and at in outer)):
            reason = f"stands on {line.pages:,} of {line.seen:,} pages of {host}"
            yield rule.cut(page.starts[at], page.ends[at])._replace(reason=reason, confidence=line.confidence)


def _enclosed(keyed: Sequence[tuple[int, SiteLine | None]]) -> set[int]:
    """Lines from a page's edge up to the one nearest to the author's text that encloses them; none on a page without such a text."""
    run = [(at, line) for at, line in takewhile(lambda known: known[1] is not None, keyed) if line]
    last = max((place for place, (_, line) in enumerate(run) if line.encloses), default=0)
    return {at for at, _ in run[:last]} if len(run) < len(keyed) else set()


def load_lines(path: str | PathLike[str]) -> SiteLines:
    """What a cleaner applies, from a profile's file.

    Raises:
        SitesError: the file cannot be read, or is no profile.
    """
    return chosen(load(path))


def load(path: str | PathLike[str]) -> dict[str, Site]:
    """A profile: what was seen of each site, by host.

    Raises:
        SitesError: the file cannot be read, or is no profile.
    """
    try:
        record = json.loads(Path(path).read_text("utf-8"))
    except OSError as fault:
        raise SitesError(f"{path}: {fault.strerror}") from fault
    except (UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise SitesError(f"{path}: {fault}") from fault
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        raise SitesError(f'{path}: no profile of sites: "format" is not {_FORMAT!r}')
    if record.get("version") != _VERSION:
        raise SitesError(f"{path}: version {record.get('version')} of the format; this cleanpage reads {_VERSION}")
    try:
        return {host: site_of(host, entry) for host, entry in record["sites"].items()}
    except (AttributeError, KeyError, TypeError) as fault:
        raise SitesError(f"{path}: not as `cleanpage learn` writes it") from fault
    except ValueError as fault:
        raise SitesError(f"{path}: {fault}") from fault


def site_of(host: str, record: Mapping[str, Any]) -> Site:
    """What was seen of a site, from plain data.

    Raises:
        ValueError: a count is wrong, or the name cannot be printed; or as KeyError, TypeError or AttributeError, the data has not the
            shape of `record_of`.
    """
    lines = {line: Seen(**seen) for line, seen in record["lines"].items()}
    pages = record["pages"]
    if not all(isinstance(count, int) and 0 <= count <= pages for count in (pages, *chain(*lines.values()))):
        raise ValueError(f"{host!r}: a count is no whole number from 0 to the number of pages")
    if not host.isprintable():
        raise ValueError(f"{host!r} is no name of a site")
    return Site(pages, lines)


def record_of(site: Site) -> dict[str, Any]:
    """What was seen of a site, as plain data; the most frequent lines first."""
    ordered = sorted(site.lines.items(), key=lambda item: (-item[1].pages, item[0]))
    return {"pages": site.pages, "lines": {line: seen._asdict() for line, seen in ordered}}


def save(path: str | PathLike[str], profile: Iterable[tuple[str, Site]]) -> None:
    """Write a profile, whole or not at all.

    Args:
        path: of the file.
        profile: hosts in their order, and what was seen of each.

    Raises:
        OSError: the file cannot be written.
    """
    partial = Path(f"{path}.{getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8") as stream:
            stream.writelines(_written(profile))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _written(profile: Iterable[tuple[str, Site]]) -> Iterator[str]:
    """A profile's file, piece by piece, a line for each line of a site."""
    yield f'{{\n "format": "{_FORMAT}",\n "version": {_VERSION},\n "sites": {{'
    comma = ""
    for host, site in profile:
        lines = ",".join(f"\n   {_json(line)}: {_json(seen)}" for line, seen in record_of(site)["lines"].items())
        yield f'{comma}\n  {_json(host)}: {{"pages": {site.pages}, "lines": {{{lines}}}}}'
        comma = ","
    yield "\n }\n}\n"


def merged(profiles: Iterable[Mapping[str, Site]]) -> dict[str, Site]:
    """Profiles of different pages as one, hosts in order.

    A profile leaves out lines of a low share: a count may be too low by that share of the pages, and by one for each profile.
    """
    every: dict[str, Site] = {}
    for profile in profiles:
        for host, site in profile.items():
            known = every.get(host, Site(0, {}))
            lines = dict(known.lines)
            for line, seen in site.lines.items():
                lines[line] = Seen(*map(sum, zip(lines.get(line, (0, 0, 0)), seen, strict=True)))
            every[host] = Site(known.pages + site.pages, lines)
    return dict(sorted(every.items()))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
