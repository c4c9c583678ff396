"""A run as one web page that needs nothing else: no network, no script but its own, whatever the pages' text is."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib import resources
from operator import itemgetter
from os import PathLike
from pathlib import Path, PurePath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from cleanpage import __version__
from cleanpage.cuts import BLANK, Cut
from cleanpage.packs import builtin
from cleanpage.report.lines import BOM, Line, lines_with_cuts
from cleanpage.report.overview import Overview, Shown
from cleanpage.rulebook import LONGEST_LINE

FAMILIES = {
    "AD": "adverts",
    "PR": "promotions",
    "PH": "captions and credits",
    "HD": "repeated headlines",
    "RL": "related stories",
    "CM": "comments",
    "SH": "sharing and following",
    "NV": "navigation",
    "CK": "consent",
    "CP": "legal lines",
    "TS": "times, sources, tags",
    "SL": "lines of the site",
    "LM": "not main content",
}

# Rows of the overview's tables of codes and of folders.
_ROWS = 15

# Characters that HTML cannot hold or that would be read as something else than text: controls but the tab, half surrogates, byte order
# marks, and what opens or closes a run in another writing direction.
_UNSEEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")

_Reason = tuple[str, str, float]


class CodeRow(NamedTuple):
    """A code in the list of filters."""

    family: str
    code: str
    name: str
    cuts: int


def write_page(path: str | PathLike[str], overview: Overview) -> None:
    """Write a report as HTML.

    Raises:
        OSError: the file cannot be written.
    """
    pages = overview.shown()
    style, script = (Markup(_file(name)) for name in ("page.css", "page.js"))  # noqa: S704
    # A user's own rule goes by its reason: its name is known to the cleaner alone.
    names = overview.reasons | {rule.code: rule.name for rule in builtin()}
    cuts = Counter(cut.code for page in pages for cut in page.cuts)
    parts = (
        _environment()
        .get_template("page.html.jinja")
        .generate(
            overview=overview,
            version=__version__,
            names=names,
            pages=pages,
            alone=len(pages) == overview.all.pages == 1,
            codes=overview.codes.most_common(_ROWS),
            grouped_by="host" if any("://" in page.name for page in pages) else "folder",
            groups=sorted(overview.groups.items(), key=lambda group: -group[1].cuts)[:_ROWS],
            shown_codes=[CodeRow(code[:2], code, names[code], cuts[code]) for code in sorted(cuts)],
            families=FAMILIES,
            policy=_policy(style, script),
            style=style,
            script=script,
            blank=Markup(escape(BLANK)),  # noqa: S704
            longest_line=LONGEST_LINE,
            bom=BOM,
        )
    )
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)


def _policy(style: str, script: str) -> str:
    """Nothing is fetched or run but this style and this script, and no text is made into markup."""
    hashes = (b64encode(sha256(source.encode()).digest()).decode() for source in (style, script))
    allowed = "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; ".format(*hashes)
    return allowed + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"


def _environment() -> Environment:
    environment = Environment(
        autoescape=True, loader=FunctionLoader(_file), undefined=StrictUndefined, finalize=_finalized, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "by_family": _by_family,
        "exact": _exact,
        "gold_name": _gold_name,
        "lines": _lines,
        "number": "{:,}".format,
        "parted": _parted,
        "percent": _percent,
        "reasons": _reasons,
        "why": _why,
    }
    return environment


def _file(name: str) -> str:
    return resources.files("cleanpage.report").joinpath("html", name).read_text("utf-8")


def _finalized(value: Any) -> Any:
    """Whatever the template prints, with a sign for each character that is not seen; what `_exact` made stays."""
    return _UNSEEN.sub(lambda found: _sign(found[0]), value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _exact(text: str) -> Markup:
    """A page's text as HTML, from which the script can tell every character again."""
    marked = _UNSEEN.sub(lambda found: _marked(found[0]), str(escape(text)))
    return Markup(marked)  # noqa: S704


def _marked(char: str) -> str:
    return f'<span class="unseen-char" data-code-point="{ord(char)}" title="U+{ord(char):04X}">{_sign(char)}</span>'


def _sign(char: str) -> str:
    code = ord(char)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _parted(text: str) -> tuple[str, str, str]:
    """The blanks before a text, it itself, and the blanks behind."""
    behind = text.lstrip(BLANK + "\r")
    core = behind.rstrip(BLANK + "\r")
    return text[: len(text) - len(behind)], core, behind[len(core) :]


def _percent(share: float) -> str:
    """A share in per cent; 100% and 0% are said of all and nothing only."""
    return f"{min(max(round(100 * share), 1 if share > 0 else 0), 99 if share < 1 else 100)}%"


def _lines(page: Shown) -> Iterator[Line]:
    return lines_with_cuts(page.text, page.cuts)


def _why(cut: Cut) -> _Reason:
    return cut.code, cut.reason, cut.confidence


def _reasons(cuts: Iterable[Cut]) -> Mapping[_Reason, int]:
    """What is to be said of some cuts, each numbered from 1."""
    return {reason: number for number, reason in enumerate(dict.fromkeys(map(_why, cuts)), 1)}


def _by_family(page: Shown) -> Iterator[tuple[str, float, float]]:
    """Where each family's part begins, and how wide it is, in per cent of a page's characters; behind what stays."""
    widths: Counter[str] = Counter()
    for cut in page.cuts:
        widths[cut.code[:2]] += cut.end - cut.start
    start = 100 * page.sum.share
    for family, characters in sorted(widths.items(), key=itemgetter(1), reverse=True):
        width = 100 * characters / page.sum.characters
        yield family, start, width
        start += width


def _gold_name(name: str) -> str:
    """What a page's gold is called: by its file, or by the last part of its address."""
    last = PurePath(urlsplit(name).path if "://" in name else name).name
    return f"{last.removesuffix('.txt') or 'page'}.txt"
