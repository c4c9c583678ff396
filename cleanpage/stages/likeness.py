"""Lines that no rule knows and that are worded as residue is: what was learnt from wordings, asked of many pages at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

import regex

from cleanpage.cuts import Cut
from cleanpage.likeness import Likeness, confidence, family, log_odds, telling
from cleanpage.page import Page, ends_sentence, sentences
from cleanpage.rulebook import Cues

# Longer lines, in characters, are left to rules: none of the benchmark's 9,042 wordings of lines is longer.
LONGEST = 250
# Log-odds from which a line goes, and from which one that ends as a sentence does. At 1 and 1.75 headlines with a residue's words went that
# nothing was learnt from, and 7 of 332 held look-alikes were hurt where 5 are.
SURE, SURE_OF_SENTENCE = 1.5, 2.0
# A sentence with fewer is its author's, who may have written it beside a label: of those in the gold of three sets that nothing was
# learnt from (l3s, readability, portal) 97% have fewer. The line then stays.
AUTHORS = -2.0
# Where more of a page's characters would go than so, it is about such things: terms, a policy, a guide to an app.
MOST = 0.25

# A line without a word is worded in no way: a formula, a row of numbers.
_WORD = regex.compile(r"\p{L}\p{M}*\p{L}")

# For each family the code of its record in the pack for all languages.
CODES = {name: f"{name}900" for name in ("AD", "CK", "CM", "CP", "NV", "PH", "PR", "RL", "SH", "TS")}


def find(pages: Sequence[Page], cues: Sequence[Cues], likeness: Likeness, known: MutableMapping[str, float]) -> list[list[Cut]]:
    """For each page a cut of each such line.

    Args:
        pages: as they stand.
        cues: for each page what the rules found in it; lines that they know are theirs.
        likeness: what was learnt.
        known: the log-odds of lines that were read before, to which those of others are added.
    """
    asked = [list(_asked(page, found)) for page, found in zip(pages, cues, strict=True)]
    _weigh(likeness, (line for lines in asked for _, line in lines), known)
    likely = [[(at, line) for at, line in lines if known[line] >= (SURE_OF_SENTENCE if ends_sentence(line) else SURE)] for lines in asked]
    _weigh(likeness, (sentence for lines in likely for _, line in lines for sentence in sentences(line)), known)
    return [_cuts(page, found, lines, likeness, known) for page, found, lines in zip(pages, cues, likely, strict=True)]


def _weigh(likeness: Likeness, texts: Iterable[str], known: MutableMapping[str, float]) -> None:
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    known.update(zip(fresh, log_odds(likeness, fresh), strict=True))


def _asked(page: Page, cues: Cues) -> Iterator[tuple[int, str]]:
    """Lines of words that no rule knows or knows a part of."""
    parts = {page.line_at(match.start) for match in (*cues.inline, *cues.credits)}
    for at in range(len(page)):
        if page.ends[at] - page.starts[at] <= LONGEST and at not in parts and not cues.known(at) and _WORD.search(line := page.line(at)):
            yield at, line


def _cuts(page: Page, cues: Cues, lines: Sequence[tuple[int, str]], likeness: Likeness, known: Mapping[str, float]) -> list[Cut]:
    going = [(at, line) for at, line in lines if all(known[sentence] > AUTHORS for sentence in sentences(line))]
    if sum(len(line) for _, line in going) > MOST * len(page.text):
        return []
    cuts = []
    for at, line in going:
        rule = cues.rules[CODES[family(likeness, line)]]
        words = " and ".join(f'"{word}"' for word in telling(likeness, line))
        reason = f"{rule.reason}: {words}" if words else rule.reason
        cuts.append(Cut(page.starts[at], page.ends[at], rule.code, reason, confidence(known[line])))
    return cuts
