"""Line rules of two published pipelines, for lines only: neither drops a page, so that what they leave can be scored like any other."""

from __future__ import annotations

import re

# C4 (Raffel et al. 2020, section 2.2, and its code in tensorflow_datasets): ends of a sentence, fewest words of a line, what drops a line.
_C4_ENDS = (".", "?", "!", '"')
_C4_WORDS = 3
_C4_DROPS = (
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")

# RefinedWeb (Penedo et al. 2023, appendix G.2): share of capitals that drops a line, and the longest line that phrases are struck from.
_REFINEDWEB_CAPITALS = 0.5
_REFINEDWEB_WORDS = 10
_COUNTER = re.compile(
    r"(?i)[\d.,]+[km]?\s+(?:likes?|shares?|comments?|retweets?|reposts?|quotes?|bookmarks?|upvotes?|downvotes?|downloads?|views?|followers?)"
)
_PHRASES = re.compile(r"(?i)^sign-in\b|\bread more(?:\.{3}|…)$|\bitems in cart\b")


def c4(text: str) -> str:
    """The lines that C4 keeps, without citation marks."""
    lines = (_CITATION.sub("", line.strip()) for line in text.split("\n"))
    return "\n".join(line for line in lines if _is_c4(line))


def refinedweb(text: str) -> str:
    """The lines that RefinedWeb keeps, its phrases struck from short ones."""
    return "\n".join(_struck(line) for line in map(str.strip, text.split("\n")) if _is_refinedweb(line))


def _is_c4(line: str) -> bool:
    if not line.endswith(_C4_ENDS) or line.endswith("...") or len(line.split()) < _C4_WORDS:
        return False
    lower = line.lower()
    return not any(phrase in lower for phrase in _C4_DROPS)


def _is_refinedweb(line: str) -> bool:
    if len(line.split()) < 2 or _COUNTER.fullmatch(line):
        return False
    capitals = sum(map(str.isupper, line))
    is_digits = all(char.isdigit() for char in line if not char.isspace())
    return not is_digits and capitals <= _REFINEDWEB_CAPITALS * len(line)


def _struck(line: str) -> str:
    return _PHRASES.sub("", line).strip() if len(line.split()) <= _REFINEDWEB_WORDS else line
