"""A page of HTML as plain text, block by block, with the elements that each line stands in.

The parser makes any markup well-formed, and what is no text is dropped; the rest is read as a row of tags, each with the text behind it, in
arrays. There is no walk from node to node, so that a dump costs little more than the parsing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleanpage.cuts import BLANK

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

Ints = NDArray[np.int64]


def _names(*rows: str) -> list[str]:
    return [name for row in rows for name in row.split()]


# Elements that hold no text of the page.
_DROPPED = _names(
    "audio canvas datalist dialog head iframe map math noembed noframes object plaintext script select style svg template",
    "textarea video xmp",
)
# Those without text, and those that tell nothing of the text in them: without them there is less to read.
_EMPTY = _names("area base embed img input link meta param picture source track")
_TRANSPARENT = _names("abbr acronym big cite data dfn font ins label mark q s small strike sub sup tt u var wbr")
_VOID = frozenset(_names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"))

# What a tag does to the line: nothing, a tab between two cells, a new line, an empty line before and behind.
_INLINE, _CELL, _LINE, _PARAGRAPH = range(4)
_LINES = _names(
    "address article aside body br button caption center dd details div dt fieldset figcaption footer form header hgroup hr",
    "legend li main nav section summary tr",
)
_PARAGRAPHS = _names("blockquote dl figure h1 h2 h3 h4 h5 h6 menu ol p pre table ul")
_BREAKS = {"td": _CELL, "th": _CELL} | dict.fromkeys(_LINES, _LINE) | dict.fromkeys(_PARAGRAPHS, _PARAGRAPH)

# Elements whose kind and whose presence around a line tell something; a kind's number is its place here, from 1.
KINDS = _names(
    "p h1 h2 h3 h4 h5 h6 li td th div section article main blockquote pre figcaption figure dd dt button address summary",
    "caption time a b em nav header footer aside form ul ol table dl",
)
_NUMBERS = {kind: number for number, kind in enumerate(KINDS, 1)}
_SAME = {"strong": "b", "i": "em", "menu": "ul"}

# Deeper nesting is taken out before the page is parsed: no page is written so, and the parser's time grows with its square. Pages with
# fewer tags cannot nest so deep that it matters.
_DEEPEST, _FEW_TAGS = 1000, 5000

# A tag as the parser writes it. Names of attributes may hold quotes, where a page has one too many.
_TAG = re.compile(r'<(/?[a-z][^\s>]*(?: [^ =>]+(?:="[^"]*")?)*|!--.*?--|[?!][^>]*)>', re.DOTALL)
_SPACE = re.compile("[ \t\n\r\f]+")
# Blanks from which on a string of a page's metadata is taken for a sentence: names and addresses have fewer.
_SENTENCE = 4
_DESCRIPTIONS = 'meta[name="description"],meta[property="og:description"]'
_NESTED = re.compile(
    "<(/?)(?:(address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|form|header|hgroup|label|legend"
    "|listing|main|menu|nav|ol|pre|search|section|summary|table|ul)"
    "|a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\\b[^<>]*>",
    re.IGNORECASE,
)
_PRE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_BETWEEN_TAGS = re.compile(r">[^<]+")
_ATTRIBUTE = re.compile(r' (?:class|id|role|itemprop)="([^"]*)"')
_HINT = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HIDDEN = re.compile(r' (?:hidden=|aria-hidden="true"|style="[^"]*display: ?none)')

# Ends a line while the text is put together, and stands for a blank of preformatted text; neither gets into a page.
_END, _KEPT_BLANK = "\0", "\x01"
_TAKEN = dict.fromkeys(map(ord, _END + _KEPT_BLANK))

# The words of classes and ids are told apart by so many buckets.
HINTS = 1 << 13


class Elements(NamedTuple):
    """The elements of a page's body in the order of their opening tags, and what they hold; arrays with an item an element, or a hint.

    Attributes:
        opened: the number of its opening tag among all tags.
        closed: the number of its closing tag.
        parent: its parent's place among the elements; the body is its own.
        level: how many elements it stands in, itself counted.
        kind: its number in `KINDS`; 0 for others.
        block: the nearest element, itself counted, that makes a line.
        tag: a number it shares with those whose tags are worded alike.
        hidden: whether its tag hides it.
        hint_of: for each hint the element that it is of.
        hint: its bucket of `HINTS`: a word of the element's classes, ids or roles.
    """

    opened: Ints
    closed: Ints
    parent: Ints
    level: Ints
    kind: Ints
    block: Ints
    tag: Ints
    hidden: NDArray[np.bool_]
    hint_of: Ints
    hint: Ints


class Dump(NamedTuple):
    """A page of HTML as text.

    Attributes:
        text: its lines, with an empty one around paragraphs.
        at: for each line the number of the tag in front of its first text.
        element: for each line the element that its first text stands in.
        size: for each line its characters, about.
        linked: for each line those in links.
        bold: for each line those in bold.
        tags: how many the body has.
        elements: of the body.
        title: the page's title.
        told: what the page says of itself where it is not shown: "article", its text, and "metadata", all sentences; empty without.
    """

    text: str
    at: Ints
    element: Ints
    size: Ints
    linked: Ints
    bold: Ints
    tags: int
    elements: Elements
    title: str
    told: dict[str, str]

    def around(self, kinds: Sequence[str]) -> Ints:
        """For each line a row with the number of elements of each kind that it stands in."""
        column = np.full(len(KINDS) + 1, -1)
        column[[_NUMBERS[kind] for kind in kinds]] = np.arange(len(kinds))
        wanted = column[self.elements.kind]
        some, size = wanted >= 0, self.tags * len(kinds)
        opened, closed = (place[some] * len(kinds) + wanted[some] for place in (self.elements.opened, self.elements.closed))
        step = np.bincount(opened, minlength=size) - np.bincount(closed, minlength=size)
        return np.asarray(np.cumsum(step.reshape(self.tags, -1), axis=0)[self.at])

    def held(self, weights: Ints | NDArray[np.bool_]) -> Ints:
        """For each tag the weights, summed, of the elements that the text behind it stands in."""
        step = np.bincount(self.elements.opened, weights, self.tags) - np.bincount(self.elements.closed, weights, self.tags)
        return np.cumsum(step).astype(np.int64)


class _Tag(NamedTuple):
    name: str
    closes: bool
    void: bool
    breaks: int
    kind: int
    hidden: bool
    hints: tuple[int, ...]


def dump(html: str) -> Dump:
    """A page of HTML as text; an empty one where it has none."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(flattened(html.translate(_TAKEN) if _END in html or _KEPT_BLANK in html else html))
    title = tree.css_first("title")
    told = _told(tree)
    tree.strip_tags([*_DROPPED, *_EMPTY])
    tree.unwrap_tags(_TRANSPARENT)
    return _read(_TAG.split(_body(tree)), _SPACE.sub(" ", title.text()).strip() if title else "", told)


def flattened(html: str) -> str:
    """Markup without what is nested deeper than `_DEEPEST`, blocks and formats each."""
    if html.count("<") < _FEW_TAGS:
        return html
    depth = [0, 0]

    def shallow(match: re.Match[str]) -> str:
        group = match[2] is None
        level = depth[group] + (not match[1])
        depth[group] = max(level - bool(match[1]), 0)
        return match[0] if level < _DEEPEST else ""

    return _NESTED.sub(shallow, html)


def _told(tree: LexborHTMLParser) -> dict[str, str]:
    """The longest articleBody in the page's JSON-LD; all that it says in sentences, with the descriptions in the page's head."""
    articles, sentences = [""], [node.attributes.get("content") or "" for node in tree.css(_DESCRIPTIONS)]
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            values = [json.loads(node.text(), strict=False)]
        except (ValueError, RecursionError):  # a script that is no JSON tells nothing
            continue
        while values:
            value = values.pop()
            if isinstance(value, dict):
                values += value.values()
                if isinstance(body := value.get("articleBody"), str):
                    articles.append(body)
            elif isinstance(value, list):
                values += value
            elif isinstance(value, str) and value.count(" ") >= _SENTENCE:
                sentences.append(value)
    return {"article": max(articles, key=len), "metadata": "\n".join(dict.fromkeys(sentences))}


def _body(tree: LexborHTMLParser) -> str:
    html = (tree.body.html if tree.body else None) or "<body></body>"
    return _PRE.sub(_preformatted, html) if "<pre" in html else html


def _preformatted(match: re.Match[str]) -> str:
    return _BETWEEN_TAGS.sub(lambda text: text[0].replace("\n", "<br>").replace(" ", _KEPT_BLANK).replace("\t", 4 * _KEPT_BLANK), match[0])


def _tag(wording: str) -> _Tag:
    name, _, attributes = wording.partition(" ")
    if not attributes:
        return _known_tag(name, (), False)
    is_hidden = ("hidden" in attributes or "display" in attributes) and _HIDDEN.search(wording) is not None
    return _known_tag(name, tuple(_ATTRIBUTE.findall(wording)), is_hidden)


@lru_cache(1 << 14)
def _known_tag(name: str, attributes: tuple[str, ...], is_hidden: bool) -> _Tag:
    closes = name.startswith("/")
    name = name.removeprefix("/")
    hints = [] if name == "span" else [_hint(f"<{name}>"), *(hint for value in attributes for hint in _hints(value))]
    return _Tag(
        name,
        closes,
        name in _VOID or name.startswith(("!", "?")),
        _BREAKS.get(name, _INLINE),
        _NUMBERS.get(_SAME.get(name, name), 0),
        is_hidden,
        tuple(set(hints)),
    )


@lru_cache(1 << 15)
def _hints(value: str) -> tuple[int, ...]:
    return tuple(map(_hint, _HINT.findall(value)))


@lru_cache(1 << 15)
def _hint(word: str) -> int:
    return crc32(word.lower().encode()) % HINTS


def _wordings(tags: Sequence[str]) -> list[str]:
    """Tags as far as they tell something: those of inline elements by their names alone."""
    names = [tag.split(" ", 1)[0] for tag in tags]
    return [tag if name in _BREAKS else name for tag, name in zip(tags, names, strict=True)]


def _read(tokens: list[str], title: str, told: dict[str, str]) -> Dump:
    printed = tokens[1::2]
    different = list(dict.fromkeys(printed))
    wordings = _wordings(different)
    numbers = {wording: number for number, wording in enumerate(dict.fromkeys(wordings))}
    number_of = dict(zip(different, map(numbers.__getitem__, wordings), strict=True))
    which = np.fromiter(map(number_of.__getitem__, printed), np.int64, len(printed))
    tags = list(map(_tag, numbers))
    closes, void, breaks = (np.array(column)[which] for column in list(zip(*tags, strict=True))[1:4])
    depth = np.cumsum(np.where(closes, -1, 1) * ~void)
    elements, enclosing = _elements(tags, which, closes, void, depth)
    texts = _texts(tokens, tags, which)
    names = [tags[number].name for number in which.tolist()] if "br" in {tag.name for tag in tags} else []
    between_cells = closes & (breaks == _CELL)
    glue = [_END if ends else "\t" if cell else "" for ends, cell in zip((breaks >= _LINE).tolist(), between_cells.tolist(), strict=True)]
    pieces = [""] * (2 * len(texts))
    pieces[0::2], pieces[1::2] = glue, texts
    segments = "".join(pieces).split(_END)
    inked = np.array([place for place, text in enumerate(texts) if text.strip(_STRIPPED)], np.int64)
    line_of = np.cumsum(breaks >= _LINE)[inked]
    first = np.flatnonzero(np.diff(line_of, prepend=-1))
    at, last = inked[first], inked[np.append(first[1:], len(inked)) - 1] if len(inked) else inked
    apart = np.cumsum(breaks == _PARAGRAPH)
    wide = apart[at[1:]] > apart[last[:-1]]
    if names:
        broken = np.cumsum([name == "br" for name in names])
        wide |= broken[at[1:]] > broken[last[:-1]] + 1
    lines = [segments[number].strip(BLANK).rstrip(_KEPT_BLANK).replace(_KEPT_BLANK, " ") for number in line_of[first].tolist()]
    gaps = ["", *np.where(wide, "\n\n", "\n").tolist()] if lines else []
    text = "".join(part for pair in zip(gaps, lines, strict=True) for part in pair)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))[inked]
    line = np.cumsum(np.diff(line_of, prepend=-1) > 0) - 1
    page = Dump(text, at, enclosing[at], at, at, at, len(which), elements, title, told)
    size, linked, bold = (
        np.bincount(line, weights, len(lines)).astype(np.int64)
        for weights in (sizes, *(sizes * (page.held(elements.kind == _NUMBERS[kind])[inked] > 0) for kind in ("a", "b")))
    )
    return page._replace(size=size, linked=linked, bold=bold)


_STRIPPED = BLANK + _KEPT_BLANK


def _texts(tokens: list[str], tags: list[_Tag], which: Ints) -> list[str]:
    """The text behind each tag, blanks folded, entities written out, and a blank between things that only stand side by side."""
    texts = [_SPACE.sub(" ", text) if "\n" in text or "  " in text or "\t" in text else text for text in tokens[2::2]]
    texts = [_unescaped(text) if "&" in text else text for text in texts]
    opens, closed, pre = (
        np.array(column)[which]
        for column in (
            [tag.name in _APART and not tag.closes for tag in tags],
            [tag.closes and tag.breaks == _INLINE for tag in tags],
            [(1 - 2 * tag.closes) * (tag.name == "pre") for tag in tags],
        )
    )
    for place in np.flatnonzero(opens[1:] & (np.cumsum(pre)[:-1] == 0)).tolist():
        left, right, behind = texts[place], texts[place + 1], closed[place]
        if not left and behind and (tokens[2 * place + 3].startswith("a") or _meet(texts[place - 1], right)):
            texts[place] = " "
        elif _meet(left, right) and not tokens[2 * place + 3].startswith("span"):
            texts[place] += " "
    return texts


# Inline elements that are mostly things of their own and no parts of words.
_APART = ("a", "time", "span")


def _meet(left: str, right: str) -> bool:
    """Whether two texts would make one word that nobody writes, such as a name and a date."""
    return (
        bool(left and right)
        and (left[-1].islower() or left[-1].isdigit())
        and (right[0].isupper() or (right[0].isdigit() and not left[-1].isdigit()))
    )


def _unescaped(text: str) -> str:
    """The parser writes these entities and no others."""
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _elements(tags: list[_Tag], which: Ints, closes: NDArray[np.bool_], void: NDArray[np.bool_], depth: Ints) -> tuple[Elements, Ints]:
    """The elements, and for each tag the one that the text behind it stands in."""
    level = depth + closes
    paired = np.flatnonzero(~void)
    order = paired[np.argsort(level[paired], kind="stable")]
    opened, closed = order[0::2], order[1::2]
    # Among the elements of one level, in order, the one open at a tag is the last one opened before it.
    beyond = len(which) + 1
    keys = level[opened] * beyond + opened
    in_order = np.argsort(opened)
    place = np.empty_like(in_order)
    place[in_order] = np.arange(len(in_order))

    def open_at(levels: Ints, places: Ints) -> Ints:
        return place[np.maximum(np.searchsorted(keys, levels * beyond + places, "right") - 1, 0)]

    opened, closed = opened[in_order], closed[in_order]
    levels = level[opened]
    parent = open_at(levels - 1, opened)
    tag = which[opened]
    breaks, kinds, hidden, hints = (list(column) for column in list(zip(*tags, strict=True))[3:7])
    makes_line = np.array(breaks)[tag] != _INLINE
    makes_line[0] = True
    # Each step goes up as far as all steps before it, so that depth costs next to nothing.
    block = np.where(makes_line, np.arange(len(tag)), parent)
    while not makes_line[block].all():
        block = block[block]
    counted = np.array(list(map(len, hints)))
    firsts = np.cumsum(counted) - counted
    hint_of = np.repeat(np.arange(len(tag)), counted[tag])
    offset = np.arange(len(hint_of)) - np.repeat(np.cumsum(counted[tag]) - counted[tag], counted[tag])
    hint = np.array([one for many in hints for one in many], np.int64)[firsts[tag][hint_of] + offset]
    elements = Elements(opened, closed, parent, levels, np.array(kinds)[tag], block, tag, np.array(hidden)[tag], hint_of, hint)
    return elements, open_at(depth, np.arange(len(which)))
