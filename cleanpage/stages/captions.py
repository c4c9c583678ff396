"""Captions of photos: where a credit stands, and how far back the caption before it goes."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleanpage.cuts import BLANK, Cut
from cleanpage.page import BOUNDARY, Page, ends_sentence, words
from cleanpage.rulebook import Cues, Match

# A caption has at most so many characters, credit included: agencies' captions run to two long sentences.
_LONGEST = 500
# Inside a paragraph, where the caption's start must be guessed, a bolder bound.
_LONGEST_INSIDE = 250
# A line that ends in a credit is a caption as a whole while it has at most so many sentences; else only its last one may be.
_SENTENCES = 2

# On the pages of fundus, aeb and wcxb with their line ends taken out, 92 different credits with a slash stand behind a whole sentence: it
# is the caption's in 83, the author's in 9. Before a photographer's name alone it is the author's in 28 of 200, before one who had it "via"
# somebody in 3 of 3: there it stays. Speech before a credit is the author's by its nature.
_AGENCY = regex.compile(r"/|AP Photo|\bvia (?:Getty|Reuters|REUTERS|AP|AFP|EPA|Imagn|IMAGO|dpa)\b")
_STOCK = regex.compile(
    "getty images ?/|i ?stock|shutterstock|unsplash|pexels|pixabay|alamy|depositphotos|adobe stock|dreamstime", regex.IGNORECASE
)
_SPEECH = regex.compile('["“”„«»「」]')
# A few words in quotes inside a sentence are a name: of a ship, a play, a shopping centre.
_NAMED = regex.compile(
    r"""(?<=\S[ \u00a0]?)(?:"[^".!?…]{1,30}"|[“”„][^“”„.!?…]{1,30}[“”]|«[^«».!?…]{1,30}»|「[^「」。！？]{1,15}」)(?![ \u00a0]*[,،、])"""
)

# A full stop behind these closes no sentence: titles before a name, initials inside one. Common abbreviations of the languages of the
# packs; one that is missing costs a caption's first words, which then stay.
_TITLE = regex.compile(
    r"(?:^|(?<=[\s(\"'“‘]))(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Sgt|Cpl|Adm|Rev|Fr|Hon|Pres|St|Sr|Sra|Dra|Mme|Mlle|Hr|Ing|Mag|bzw|ul|im|św)\.\s$"
    r"|(?<=\p{Lu}\p{Ll}+[ \u00a0](?:\p{Lu}\.[ \u00a0]?)*)\p{Lu}\.\s$"
)
# No name ends in an article or a preposition, and some articles are in none: what looks like one behind a name begins the author's
# sentence, as in "Foto: Ana Ruiz El Gobierno …" and "Foto: Rui Paz O Banco Central …".
_ARTICLE = regex.compile(
    r"(?<=\p{Lu}[\p{L}.]*)[ \u00a0]+(?:"
    r"(?:The|Das|Die|Ein|Eine|Im|Een|Det|Un|Una|Une|Il|Gli|Uno|Nel|Nella|O|Os|As|Um|Uma|Em|W|We|Z|Ze|Az|Egy|Pada|К|В|С|На|По|У|З|Το|Οι|Τα)"
    r"(?:[ \u00a0]\p{Lu}[\p{L}\p{M}]*)*\Z"
    r"|(?:A|An|Dem|Den|Der|In|De|Het|En|Et|Ett|El|La|Las|Los|Le|Les|Des|Du|Lo|I|No|Na|Nos|Nas|Po|Do|V|Ve|S|Ο|Η|Pe|Di)\Z)"
)
# What stands before a name in a credit, and the fewest words before that which are a caption's: "Photo courtesy of the" has four.
_NAMES, _CAPTION_WORDS = regex.compile(r"[(\[（［【/|©:：]"), 5
_SENTENCE_START = regex.compile(r"[ \u00a0]*(?:\Z|[\"'“‘„«»(\[–—-]{0,2}[ \u00a0]?[\p{Lu}\p{Lt}\p{Lo}\p{N}])")


def find(page: Page, cues: Cues) -> Iterator[Cut]:
    """Each credit with the caption before it: a line of its own, or from the last sentence's end inside a paragraph."""
    for found in cues.credits:
        at = page.line_at(found.start)
        credit = _without_article(page.text, page.ends[at], found)
        if (start := _caption_start(page, at, credit)) is not None:
            yield credit.rule.cut(start, credit.end)


def _caption_start(page: Page, at: int, credit: Match) -> int | None:
    """Where the caption of a credit starts; nowhere when that cannot be told.

    A whole sentence before a credit inside a paragraph may be the author's as well as the caption. It goes with a credit that names
    an agency; with another only the credit goes.
    """
    line_start, line_end = page.starts[at], page.ends[at]
    closes_line = line_end - line_start <= _LONGEST and not page.text[credit.end : line_end].strip(BLANK + ".")
    first, *others = _sentence_starts(page.text, credit.start, credit.end)
    if closes_line and len(_sentence_starts(page.text, line_start, credit.start)) + len(others) <= _SENTENCES:
        return line_start
    if not _SENTENCE_START.match(page.text, credit.end, line_end):
        return None
    if _holds_caption(page.text[first : credit.end], others[0] - first if others else 0):
        return first
    before = max(line_start, credit.start - _LONGEST_INSIDE)
    start = _sentence_starts(page.text, before, credit.start)[-1]
    caption = page.text[start : credit.start].rstrip(BLANK)
    if ends_sentence(caption) and (_is_speech(caption) or not _names_agency(page.text[credit.start : credit.end])):
        return credit.start
    return start if start > before or before == line_start else None


def _holds_caption(credit: str, sentence: int) -> bool:
    """Whether a credit's match holds the caption as well: a first sentence of so many characters, or words before it names anybody."""
    if not credit[:1].isalpha():
        return False
    # One word before a full stop is "Fot." or an initial.
    before, *name = _NAMES.split(credit, 1)
    return words(credit[:sentence]) > 1 or (bool(name) and words(before) >= _CAPTION_WORDS)


def _without_article(text: str, line_end: int, credit: Match) -> Match:
    """A credit less the article of a sentence behind it."""
    article = _ARTICLE.search(text, credit.start, credit.end) if text[credit.end : line_end].strip(BLANK) else None
    return credit._replace(end=article.start()) if article else credit


def _names_agency(credit: str) -> bool:
    """Whether a credit names a news agency: pictures of a stock library illustrate, and mostly have no caption."""
    return _AGENCY.search(credit) is not None and _STOCK.search(credit) is None


def _is_speech(caption: str) -> bool:
    return _SPEECH.search(_NAMED.sub("", caption)) is not None


def _sentence_starts(text: str, start: int, end: int) -> list[int]:
    """Where sentences start between two offsets; the first offset itself counts where a sentence could start there."""
    starts = [start]
    starts += [
        found.end() for found in BOUNDARY.finditer(text, start, end) if not _TITLE.search(text, max(start, found.end() - 40), found.end())
    ]
    return [offset for offset in starts if text[offset:end].strip(BLANK)] or [end]
