"""Pages of HTML: what their text is, what stays of it, and that no input breaks anything."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleanpage
from cleanpage import Cleaner
from cleanpage.cuts import BLANK
from cleanpage.dump import dump
from cleanpage.html import HtmlError, decoded, looks_like_html

STORY = [
    "The ferry to Almond Gate will stop running in March, the harbour office said on Monday.",
    "Nobody has told the gulls, who wait for the bread that the cook throws over the rail at noon.",
    "A bus will take its place, twice a day, and it will not carry bicycles, dogs or pianos.",
    "“I have rowed before and I can row again,” said Della Marsh, who lives on the far side.",
]
PAGE = f"""<!DOCTYPE html><html><head><title>Ferry stops | The Almond Post</title><script>var a = "<p>no</p>";</script></head>
<body><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/food">Food</a></li></ul></nav>
<article class="article-body"><h1>Ferry stops</h1>{"".join(f"<p>{line}</p>" for line in STORY)}</article>
<aside class="related"><h3>Related stories</h3>
<ul><li><a href="/1">Bridge opens late</a></li><li><a href="/2">Soup at the kiosk</a></li></ul></aside>
<footer><p>© 2026 The Almond Post. All rights reserved.</p><a href="/privacy">Privacy policy</a></footer></body></html>"""


def shown(html: str) -> str:
    return dump(f"<body>{html}").text


def test_the_story_stays_and_the_page_around_it_goes() -> None:
    text = cleanpage.clean_html(PAGE)
    for line in STORY:
        assert line in text
    for gone in ("Sport", "Related stories", "Bridge opens late", "All rights reserved", "Privacy policy"):
        assert gone not in text


def test_without_other_extractors_too() -> None:
    text = Cleaner().clean_html(PAGE, fast=True)
    assert all(line in text for line in STORY)
    assert "Soup at the kiosk" not in text


def test_trim_takes_residue_only() -> None:
    text = cleanpage.clean_html(PAGE, "trim")
    assert "Bridge opens late" in text
    assert "All rights reserved" not in text


def test_cuts_count_in_the_source() -> None:
    result = cleanpage.explain_html(PAGE)
    kept, at = "", 0
    for cut in result.cuts:
        kept += result.source[at : cut.start]
        at = cut.end
    assert kept + result.source[at:] == result.text
    assert all(cut.reason and cut.code for cut in result.cuts)


@pytest.mark.parametrize("fast", [True, False])
def test_many_pages_are_cleaned_as_one_is(fast: bool) -> None:
    pages: list[str | bytes] = [PAGE, PAGE.encode(), "", "<p>Only a line.", b"\x89PNG\r\n\0\0", PAGE.replace("ferry", "tram")]
    results = list(Cleaner().explain_many_html(pages, fast=fast))
    assert [results[0], results[1], results[5]] == [Cleaner().explain_html(pages[at], fast=fast) for at in (0, 1, 5)]
    assert (results[4].text, results[4].untouched) == ("", "these bytes are no text")


def test_blocks_are_lines_and_paragraphs_stand_apart() -> None:
    assert (
        shown("<h2>Soup</h2><p>Two  kinds\n a day.</p><p>Bread.<br>And <b>salt</b>.</p>") == "Soup\n\nTwo kinds a day.\n\nBread.\nAnd salt."
    )
    assert shown("<div>One<div>Two</div>Three</div>") == "One\nTwo\nThree"
    assert shown("One<br><br>Two") == "One\n\nTwo"


def test_lists_and_tables_keep_their_lines() -> None:
    assert shown("<ul><li>Leek<li>Pea</ul>") == "Leek\nPea"
    assert shown("<table><tr><th>Day<th>Soup<tr><td>Monday<td>Leek</table>") == "Day\tSoup\nMonday\tLeek"


def test_code_keeps_its_lines_and_indents() -> None:
    assert (
        shown("<p>Run:</p><pre><code>for a in b:\n    <i>print</i>(a)\n\n    go()</code></pre>")
        == "Run:\n\nfor a in b:\n    print(a)\n\n    go()"
    )


def test_a_word_in_several_elements_is_one_and_links_side_by_side_are_two() -> None:
    assert shown("<p><b>W</b>ord <a>One</a><a>Two</a></p>") == "Word One Two"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<span>Della Marsh</span><time>Mar 7</time>", "Della Marsh Mar 7"),
        ("<span>Old price</span><span>79 crowns</span>", "Old price 79 crowns"),
        ("By <b>Della</b><a>Follow</a>", "By Della Follow"),
        ("<span>T</span><span>he ferry</span>", "The ferry"),
        ("<p>A <a>bus</a>stop", "A busstop"),
        ("<pre><span>get</span><span>Text</span></pre>", "getText"),
    ],
)
def test_what_only_stands_side_by_side_is_not_glued(html: str, text: str) -> None:
    assert shown(html) == text


def test_entities_are_characters() -> None:
    assert shown("<p>Fish &amp; chips &lt;3 caf&eacute; &#x263A; 5&nbsp;kg") == "Fish & chips <3 café ☺ 5 kg"


def test_what_is_no_text_is_left_out() -> None:
    assert shown("<script>x</script><style>y</style><svg><text>z</text></svg><!-- c --><select><option>o</select><p>Text") == "Text"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeff<p>Über</p>".encode("utf-8"), "Über"),
        ("<p>Über</p>".encode("utf-16"), "Über"),
        ('<meta charset="windows-1251"><p>Суп'.encode("cp1251"), "Суп"),
        ("<p>Über</p>".encode(), "Über"),
        (("<p>" + "Les élèves ont mangé la soupe à la fenêtre du café. " * 20).encode("latin-1"), "Les élèves"),
    ],
    ids=["byte order mark", "UTF-16", "said by the page", "UTF-8 unsaid", "guessed"],
)
def test_bytes_are_decoded_as_browsers_do_it(data: bytes, text: str) -> None:
    assert text in Cleaner("trim").explain_html(data).source


def test_the_header_goes_before_what_the_page_says() -> None:
    assert "Суп" in decoded('<meta charset="utf-8"><p>Суп'.encode("koi8-r"), "koi8-r")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.7\n\0\0\0"])
def test_bytes_that_are_no_text_are_an_error(data: bytes) -> None:
    with pytest.raises(HtmlError, match="no text"):
        cleanpage.clean_html(data)


@pytest.mark.parametrize("html", ["", " \n", "<body><script>app()</script></body>", "<frameset><frame></frameset>", "<!-- -->"])
def test_pages_without_text_give_none(html: str) -> None:
    result = cleanpage.explain_html(html)
    assert (result.text, result.source, result.cuts) == ("", "", ())


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 1_000_000 + "x",
        "<table><tr><td>" * 50_000,
        "<a><b>" * 300_000,
        "<p>" + "<span>x" * 250_000,
        "<label>x" * 100_000,
        "<p" * 500_000,
        '<a href="' * 300_000,
        "<!--" * 300_000,
    ],
    ids=["divs", "tables", "formats", "spans", "labels", "tags begun", "quotes", "comments"],
)
def test_hostile_markup_takes_seconds_at_most(html: str) -> None:
    start = perf_counter()
    Cleaner().explain_html(html, fast=True)
    assert perf_counter() - start < 30


@pytest.mark.parametrize("html", ["<div>" * 20_000 + "x", "<li>x" * 400_000], ids=["nested", "more tags than extractors are asked about"])
def test_other_extractors_do_not_take_longer(html: str) -> None:
    start = perf_counter()
    Cleaner().explain_html(html)
    assert perf_counter() - start < 60


def test_a_page_beyond_all_measure_is_an_error() -> None:
    with pytest.raises(HtmlError, match="characters are more than"):
        cleanpage.clean_html("<p>" * 7_000_000)


@given(st.text(st.sampled_from("<>/=\"'!-&;pdivabr liscrp\n\0\x01tx \u00fc\ud800"), max_size=200) | st.text(max_size=80))
@settings(max_examples=150)
def test_any_text_is_some_page(html: str) -> None:
    page = dump(html)
    assert len(page.at) == len([line for line in page.text.split("\n") if line.strip(BLANK)])
    result = Cleaner().explain_html(html, fast=True)
    assert result.source == page.text


@pytest.mark.parametrize(
    ("data", "is_html"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\n<!-- a page -->\n<HTML lang=en>", True),
        (b"\xef\xbb\xbf<html>", True),
        ("<!doctype html>".encode("utf-16"), True),
        (b"The tag <html> opens a page.", False),
        (b"<p>A line of a draft</p>", False),
        (b"", False),
    ],
)
def test_html_is_known_by_how_it_begins(data: bytes, is_html: bool) -> None:
    assert looks_like_html(data) is is_html
