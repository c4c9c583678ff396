"""Cuts, and the one place that applies them.

Stages propose cuts; `settle` unites the proposals, makes them tidy, deletes, and asks again until nothing more is proposed. What users may
rely on (only deletion, no glued words, offsets into their own text, the same answer the second time) is ensured here and nowhere else.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

# Blank inside a line: what may stand around a word without being part of the text. Line and paragraph separators, form feeds and a
# lone "\r" are not among them: they carry structure and are never taken by a cut beside them.
BLANK = "".join(map(chr, (0x09, 0x20, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x200E, 0x200F, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)))

# Real pages settle in 2 or 3 passes; one that has not after 10 is one where each cut lays bare the next.
MAX_PASSES = 10

# Scripts written without spaces: two of their letters side by side do not become one word.
_SPACELESS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x0FFF),  # Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x31FF),  # CJK radicals, kana, Bopomofo
    (0x3400, 0x4DBF),  # CJK extension A
    (0x4E00, 0x9FFF),  # CJK
    (0xF900, 0xFAFF),  # CJK compatibility
    (0xFF66, 0xFF9F),  # half-width kana
    (0x20000, 0x323AF),  # CJK extensions B to H
)


class Cut(NamedTuple):
    """A stretch of text that goes, or went.

    Attributes:
        start: offset of its first character.
        end: offset behind its last character.
        code: the rule that asked for it, such as "AD101".
        reason: why, in words.
        confidence: how sure the rule is, from 0 to 1.
    """

    start: int
    end: int
    code: str
    reason: str
    confidence: float


def _moved(cut: Cut, start: int, end: int) -> Cut:
    return Cut(start, end, cut.code, cut.reason, cut.confidence)


class Result(NamedTuple):
    """What became of a text.

    Attributes:
        text: what stays.
        cuts: what went, in order, without overlaps; offsets into the text that came in.
        passes: how often the text was looked at, the last look (which found nothing) included.
        untouched: why the text came back as it was although something was proposed, or why a page of HTML has no text; empty otherwise.
        given_up: codes of users' own rules whose patterns took too long on this text, which was cleaned as if they were not there.
        source: the text that the offsets count in, where it was made of HTML; empty otherwise.
    """

    text: str
    cuts: tuple[Cut, ...] = ()
    passes: int = 1
    untouched: str = ""
    given_up: tuple[str, ...] = ()
    source: str = ""


def lines_of(text: str, cuts: Sequence[Cut]) -> Iterator[int]:
    """The line, from 1, in which each cut's first character that is no blank stands; cuts in their order."""
    line, counted = 1, 0
    for cut in cuts:
        gone = text[cut.start : cut.end]
        first = cut.start + len(gone) - len(gone.lstrip())
        line += text.count("\n", counted, first)
        counted = first
        yield line


class Look(NamedTuple):
    """A page as it stands when it is looked at.

    Attributes:
        number: which of the texts that came in it is.
        text: what is left of it.
        gone: what went since the look before, in order, in offsets of the text as it was then; empty at the first look.
    """

    number: int
    text: str
    gone: tuple[Cut, ...] = ()


# For each look the cuts that are wanted in its text; they may overlap. What is asked for a page may depend on its own text alone.
Propose = Callable[[Sequence[Look]], Iterable[Iterable[Cut]]]


def settle_all(texts: Sequence[str], propose: Propose, max_passes: int = MAX_PASSES) -> list[Result]:
    """Apply what `propose` asks for in each of some texts, again and again, until it asks for nothing more.

    Each page settles on its own: one that is done is not looked at again.

    Args:
        texts: any strings.
        propose: asked once a round, for all pages that are not yet done.
        max_passes: looks allowed before a page is given up and comes back untouched.

    A proposal outside of the text, or an exception in `propose`, is a fault of a stage and not of the page: the page comes back
    untouched and `Result.untouched` names the fault, so that one page cannot end a run over many.
    """
    results: dict[int, Result] = {}
    looks = [Look(number, text) for number, text in enumerate(texts)]
    kept = [[(0, len(text))] for text in texts]
    done: list[list[Cut]] = [[] for _ in texts]
    for count in range(1, max_passes + 1):
        again: list[Look] = []
        for look, wanted in zip(looks, _wanted(looks, propose), strict=True):
            number, text = look.number, texts[look.number]
            try:
                pieces = _tidy(look.text, sorted(wanted, key=_first_and_shortest))
            except MemoryError:
                raise
            except Exception as fault:
                results[number] = Result(text, passes=count, untouched=f"a stage failed: {type(fault).__name__}: {fault}")
                continue
            if not pieces:
                results[number] = Result(look.text, tuple(sorted(done[number])), count)
                continue
            going = list(_map_back(pieces, kept[number]))
            done[number] += going
            kept[number] = _without(kept[number], going)
            again.append(Look(number, "".join(text[start:end] for start, end in kept[number]), tuple(pieces)))
        if not again:
            break
        looks = again
    given_up = f"not settled after {max_passes} passes"
    return [results.get(number) or Result(text, passes=max_passes, untouched=given_up) for number, text in enumerate(texts)]


def settle(text: str, propose: Callable[[str], Iterable[Cut]], max_passes: int = MAX_PASSES) -> Result:
    """`settle_all` for one text and a `propose` that looks at one."""
    return settle_all([text], lambda looks: [propose(look.text) for look in looks], max_passes)[0]


def _wanted(looks: Sequence[Look], propose: Propose) -> Iterator[Iterable[Cut]]:
    """What is proposed for each look; a fault that is met before any page has its answer is found by asking for each page alone."""
    try:
        yield from list(propose(looks))
    except MemoryError:
        raise
    except Exception as fault:
        if len(looks) == 1:
            yield _raising(fault)
        else:
            for look in looks:
                yield from _wanted([look], propose)


def _raising(fault: Exception) -> Iterator[Cut]:
    yield from ()
    raise fault


def _first_and_shortest(cut: Cut) -> tuple[int, int, float, str]:
    """Where two start together the shorter is the more telling one: a label, then the caption behind it."""
    return cut.start, cut.end, -cut.confidence, cut.code


def _tidy(text: str, proposals: list[Cut]) -> list[Cut]:
    """Disjoint cuts in order, whitespace settled, without those that would glue two words."""
    tidied: list[Cut] = []
    whole_lines: list[Cut] = []
    for line_start, line_end, parts in _by_line(text, _disjoint(text, proposals)):
        groups = list(_groups(text, parts))
        first, last = groups[0][0].start, groups[-1][-1].end
        covered = len(groups) == 1 and _is_blank(text[line_start:first]) and _is_blank(text[last:line_end].removesuffix("\r"))
        if covered:
            group = groups[0]
            next_line = min(line_end + 1, len(text))
            if whole_lines and not _is_blank_lines(text[whole_lines[-1].end : line_start]):
                tidied += _seam(text, whole_lines)
                whole_lines = []
            whole_lines += _stretched(group, line_start, next_line)
        else:
            for group in groups:
                tidied += _inline(text, group, line_start, line_end)
    if whole_lines:
        tidied += _seam(text, whole_lines)
    return sorted(tidied)


def _disjoint(text: str, proposals: list[Cut]) -> Iterator[Cut]:
    """Of two that overlap the later one yields the common part."""
    position = 0
    for cut in proposals:
        if not 0 <= cut.start < cut.end <= len(text):
            raise ValueError(f"{cut.code} proposed {cut.start} to {cut.end} in a text of {len(text)} characters")
        if cut.end > position:
            start = max(cut.start, position)
            yield cut if start == cut.start else _moved(cut, start, cut.end)
            position = cut.end


def _by_line(text: str, cuts: Iterable[Cut]) -> Iterator[tuple[int, int, list[Cut]]]:
    r"""Lines that have something to cut: start, end (without its "\n") and the parts inside, blanks at their ends left out.

    Lines that a cut covers whole come as one.
    """
    line_start, line_end, parts = 0, -1, list[Cut]()
    for cut in cuts:
        start = cut.start
        while start < cut.end:
            if start > line_end:
                if parts:
                    yield line_start, line_end, parts
                    parts = []
                line_start = text.rfind("\n", max(line_end, 0), start) + 1 or _first_line(text)
                line_end = _line_end(text, start)
            if cut.end > line_end and not parts and _is_blank(text[line_start:start]) and not _is_blank_lines(text[start:line_end]):
                line_end = _last_whole_line(text, line_end, cut.end)
            stop = min(cut.end, line_end)
            inside = text[start:stop]
            inner = inside.rstrip("\r").strip(BLANK)
            if inner:
                inner_start = start + inside.index(inner)
                parts.append(_moved(cut, inner_start, inner_start + len(inner)))
            start = stop + 1
    if parts:
        yield line_start, line_end, parts


def _line_end(text: str, offset: int) -> int:
    r"""Where the "\n" of the line stands that holds an offset, or the text's end."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found


def _last_whole_line(text: str, line_end: int, end: int) -> int:
    r"""The end of the last line that a cut up to `end` covers whole and that is not blank, from the line that ends at `line_end` on."""
    last = _line_end(text, end - 1)
    if not _is_blank(text[end:last].removesuffix("\r")):
        last = text.rfind("\n", line_end, end)
    while last > line_end and _is_blank_lines(text[(before := text.rfind("\n", line_end, last)) + 1 : last]):
        last = before
    return max(last, line_end)


def _groups(text: str, parts: list[Cut]) -> Iterator[list[Cut]]:
    """Parts of a line with nothing but blanks between them go as one."""
    group = [parts[0]]
    for part in parts[1:]:
        if _is_blank(text[group[-1].end : part.start]):
            group.append(part)
        else:
            yield group
            group = [part]
    yield group


def _inline(text: str, group: list[Cut], line_start: int, line_end: int) -> list[Cut]:
    """A cut inside a line, with one of the two gaps around it; none if it would glue two words."""
    start, end = group[0].start, group[-1].end
    gap_start, gap_end = start, end
    while gap_start > line_start and text[gap_start - 1] in BLANK:
        gap_start -= 1
    while gap_end < line_end and text[gap_end] in BLANK:
        gap_end += 1
    at_line_end = gap_end == line_end or (gap_end == line_end - 1 and text[gap_end] == "\r")
    if at_line_end:
        start, end = gap_start, gap_end
    elif gap_start == line_start or gap_start < start:
        end = gap_end
    if line_start < start and end < line_end and _glues(text[start - 1], text[end]):
        return []
    return _stretched(group, start, end)


def _seam(text: str, lines: list[Cut]) -> list[Cut]:
    """Whole lines that go together, and the blank lines around them but one; none stay at the page's start and end."""
    start, end = lines[0].start, lines[-1].end
    above, below = start, end
    blank_above = blank_below = 0
    while above > 0 and _is_blank_lines(text[(previous := text.rfind("\n", 0, above - 1) + 1) : above]):
        above, first_above = previous, above
        blank_above += 1
    while below < len(text):
        found = text.find("\n", below)
        line_end = len(text) if found < 0 else found + 1
        if not _is_blank_lines(text[below:line_end]):
            break
        last_below = below
        below = line_end
        blank_below += 1
    first_line = _first_line(text)
    if above <= first_line or below == len(text):
        start, end = max(above, first_line), below
    elif blank_above:
        start, end = first_above, below
    elif blank_below:
        end = last_below
    if end == len(text) and not text.endswith("\n"):
        start = max(start - (2 if text.endswith("\r\n", 0, start) else 1), first_line)
    return _stretched(lines, start, end)


def _stretched(group: list[Cut], start: int, end: int) -> list[Cut]:
    """The group's cuts laid side by side from start to end, so that what lies between them has an owner too."""
    edges = [start, *(cut.start for cut in group[1:]), end]
    return [_moved(cut, edges[at], edges[at + 1]) for at, cut in enumerate(group)]


def _first_line(text: str) -> int:
    """Where the first line starts: behind a byte order mark, which is no part of it and stays whatever goes."""
    return 1 if text.startswith("\ufeff") else 0


def _is_blank(gap: str) -> bool:
    return not gap.strip(BLANK)


def _is_blank_lines(gap: str) -> bool:
    return not gap.strip(BLANK + "\r\n")


def _glues(left: str, right: str) -> bool:
    """Whether two characters, side by side, would read as one word or one character."""
    if unicodedata.category(right)[0] == "M" or right in "\u200c\u200d" or left in "\u200c\u200d":
        return True
    if "\ud800" <= left <= "\udbff" and "\udc00" <= right <= "\udfff":
        return True
    return _in_word(left) and _in_word(right) and not _is_spaceless(left) and not _is_spaceless(right)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _is_spaceless(char: str) -> bool:
    point = ord(char)
    return any(first <= point <= last for first, last in _SPACELESS)


def _map_back(pieces: list[Cut], kept: list[tuple[int, int]]) -> Iterator[Cut]:
    """The pieces in offsets of the first text; one that spans an earlier cut comes back in parts."""
    shown = list(accumulate((end - start for start, end in kept), initial=0))
    for piece in pieces:
        at = bisect_right(shown, piece.start) - 1
        start = piece.start
        while start < piece.end:
            stop = min(piece.end, shown[at + 1])
            offset = kept[at][0] - shown[at]
            yield _moved(piece, start + offset, stop + offset)
            start = stop
            at += 1


def _without(kept: list[tuple[int, int]], going: list[Cut]) -> list[tuple[int, int]]:
    remaining: list[tuple[int, int]] = []
    at = 0
    for start, end in kept:
        while at < len(going) and going[at].start < end:
            if start < going[at].start:
                remaining.append((start, going[at].start))
            start = going[at].end
            at += 1
        if start < end:
            remaining.append((start, end))
    return remaining
