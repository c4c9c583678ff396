"""Texts as they come: anything at all, and pages built of the parts that real pages are built of."""

from __future__ import annotations

from hypothesis import strategies as st

from cleanpage import Cut

# Every kind of character that text tools trip over, lone surrogates included.
CHARACTERS = st.characters() | st.sampled_from("\n\r \t\u00a0\u2028\x0c\x85\ufeff\u200b\u200d\u0301İ\ud800\udc00ßﬁ。、")

ANY_TEXT = st.text(CHARACTERS, max_size=200)

_NAMES = st.sampled_from(["Ann Example", "Jo Doe", "Prime Minister Ola Muster", "李明", "Кира Пример"])
_SENTENCES = st.sampled_from(
    [
        "The bridge over the old harbour will close in March, the city said on Monday, and nobody knows for how long.",
        "'We leave,' he said.",
        "Die Fähre fährt nur noch am Sonntag, und auch dann nicht immer.",
        "桥将在三月关闭。",
        "Мост закроют в марте, сообщили в мэрии.",
        "She signed up for the newsletter and later regretted it.",
        "On 3.5 of the 14 days it rained, i.e. not often.",
    ]
)
_HEADLINES = st.sampled_from(
    ["Harbour bridge to close for a year", "Who pays for the old lighthouse?", "Ferry fares rise again - Evening Star"]
)
_LABELS = st.sampled_from(
    ["Advertisement", "ADVERTISEMENT", "[Advertisement]", "Story continues below", "READ MORE: Ferry fares to rise again"]
)
_CREDITS = st.builds("{} ({}/AP)".format, _NAMES, _NAMES) | st.builds("Photograph: {}/Reuters".format, _NAMES)
_CHROME = st.sampled_from(
    [
        "logo",
        "2 hours ago",
        "Evening Star14 hours ago",
        "• Evening Star",
        "Comments",
        "3 comments",
        "Reply",
        "Share",
        "Facebook",
        "Copy link",
        "Related stories",
        "No comments yet...",
        "Skip to content",
        "Image 1 of 5",
        "© 2024 Harbour Star Ltd. All rights reserved.",
        "We use cookies to improve your experience.",
        "DOWNLOAD THE APP",
        "app-storeplay-store",
        "",
        " ",
        "\x0c",
    ]
)
_GAPS = st.sampled_from([" ", " ", " ", "\u00a0", "  ", "", "\u2028"])
_PARAGRAPHS = st.lists(st.tuples(_SENTENCES | _LABELS | _CREDITS | _HEADLINES, _GAPS), min_size=1, max_size=6).map(
    lambda parts: "".join(part + gap for part, gap in parts)
)
_LINE_ENDS = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\n\n\n"])
_LINES = st.tuples(_PARAGRAPHS | _CHROME | _LABELS | _CREDITS | _HEADLINES | _SENTENCES, _LINE_ENDS).map("".join)

PAGES = st.builds("{}{}".format, st.sampled_from(["", "", "\ufeff"]), st.lists(_LINES, max_size=25).map("".join))

TEXTS = PAGES | ANY_TEXT | st.builds("{}{}{}".format, PAGES, ANY_TEXT, PAGES)


@st.composite
def proposals(draw: st.DrawFn, text: str) -> list[Cut]:
    """Cuts anywhere inside a text, overlapping as they like."""
    places = st.integers(0, max(len(text) - 1, 0))
    pairs = draw(st.lists(st.tuples(places, places), max_size=8)) if text else []
    codes = st.sampled_from(["AD101", "PH001"])
    return [Cut(min(pair), max(pair) + 1, draw(codes), "a reason", 0.5) for pair in pairs]
