"""The report in a browser, as a reader has it: by mouse and keyboard, light and dark, and whatever the pages' text is."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from cleanpage import Cleaner, Cut, Result
from cleanpage.cli import main
from cleanpage.report.overview import Overview
from cleanpage.report.page import FAMILIES, write_page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on this machine, and pip cannot install one")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TEXT = """\
Harbour bridge to close
Evening Star6 hours ago
The bridge will close in March. Advertisement Nobody knows for how long.

Ann Example at the bridge (Jo Doe/AP)
It's the “Lantern” desk's daily note
The harbour master shrugged.
"""
CUTS = [
    ("Evening Star6 hours ago\n", "TS101", "a stray time", 0.99),
    ("Advertisement ", "AD102", "an advert's label", 0.9),
    ("Ann Example at the bridge (Jo Doe/AP)\n", "PH001", "a photographer and an agency", 0.6),
]

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Opens the report of some pages; in the end nothing was fetched, and nothing was complained of."""
    wrong: list[str] = []
    contexts = []

    def opened(*pages: tuple[str, str, Result], **context: object) -> Page:
        overview = Overview()
        for page in pages:
            overview.add(*page)
        path = tmp_path / "out.html"
        write_page(path, overview)
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}, **context))  # type: ignore[arg-type]
        tab = contexts[-1].new_page()
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("pageerror", lambda fault: wrong.append(str(fault)))
        tab.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(("file:", "blob:")) else None)
        tab.goto(path.as_uri())
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def cleaned(text: str = TEXT, cuts: list[tuple[str, str, str, float]] = CUTS) -> tuple[str, Result]:
    found = [Cut(text.index(part), text.index(part) + len(part), *why) for part, *why in cuts]  # type: ignore[arg-type]
    left = "".join(
        text[start:end] for start, end in zip([0, *(cut.end for cut in found)], [*(cut.start for cut in found), len(text)], strict=True)
    )
    return text, Result(left, tuple(found))


def cut(tab: Page, code: str) -> Locator:
    return tab.locator(f"article:visible .cut[data-code={code}]")


def saved(tab: Page, button: str) -> tuple[str, str]:
    """The name and the text of the file that a button saves."""
    with tab.expect_download() as download:
        tab.get_by_role("button", name=button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes().decode()


def test_what_goes_is_struck_out_where_it_stood(opened: Opened) -> None:
    tab = opened(("page.txt", *cleaned()))
    assert tab.locator("del").all_inner_texts() == ["Evening Star6 hours ago", "Advertisement ", "Ann Example at the bridge (Jo Doe/AP)"]
    assert tab.locator(".t").all_inner_texts() == TEXT.split("\n")
    for code in ("TS101", "AD102", "PH001"):
        assert cut(tab, code).evaluate("cut => getComputedStyle(cut).textDecorationLine") == "line-through"
    grounds = [cut(tab, code).evaluate("cut => getComputedStyle(cut).backgroundColor") for code in ("TS101", "AD102", "PH001")]
    assert len(set(grounds)) == 3
    expect(tab.get_by_role("heading", name="page.txt")).to_be_visible()
    expect(tab.locator("dl")).to_contain_text("66% 150 of 226 characters")


def test_why_is_told_on_hover_and_on_focus(opened: Opened) -> None:
    tab = opened(("page.txt", *cleaned()))
    card = tab.locator("#why")
    expect(card).to_be_hidden()
    cut(tab, "AD102").hover()
    expect(card).to_contain_text("AD102 an advert's label confidence 0.90")
    tab.mouse.move(2, 2)
    expect(card).to_be_hidden()
    tab.locator("button.n").first.focus()
    tab.keyboard.press("Tab")
    expect(cut(tab, "TS101")).to_be_focused()
    expect(card).to_contain_text("TS101 a stray time confidence 0.99")
    assert cut(tab, "TS101").evaluate("cut => getComputedStyle(cut).outlineStyle") == "solid"
    tab.keyboard.press("Tab")
    expect(card).to_contain_text("AD102")
    tab.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_screen_reader_is_told_the_same(opened: Opened) -> None:
    tab = opened(("page.txt", *cleaned()))
    expect(cut(tab, "PH001")).to_have_accessible_name("Ann Example at the bridge (Jo Doe/AP)")
    expect(cut(tab, "PH001")).to_have_accessible_description("PH001 a photographer and an agency confidence 0.60")
    assert tab.locator("article").aria_snapshot().count("deletion") == 3
    expect(tab.get_by_role("button", name="line 1 should go")).to_have_attribute("aria-pressed", "false")
    assert tab.locator("[role=status]").count() == 3


def test_filters_by_code_and_by_confidence(opened: Opened) -> None:
    tab = opened(("page.txt", *cleaned()))
    said = tab.locator("#filtered")
    expect(said).to_have_text("3 of 3 pieces match")
    tab.get_by_role("checkbox", name="AD102").uncheck()
    expect(said).to_have_text("2 of 3 pieces match")
    tab.get_by_label("at most").fill("0.7")
    expect(said).to_have_text("1 of 3 pieces match")
    assert [cut(tab, code).get_attribute("tabindex") for code in ("TS101", "AD102", "PH001")] == ["-1", "-1", "0"]
    cut(tab, "AD102").hover()
    expect(tab.locator("#why")).to_be_hidden()
    tab.get_by_role("button", name="all", exact=True).click()
    tab.get_by_label("at most").fill("1")
    tab.get_by_label("at least").fill("0.9")
    expect(said).to_have_text("2 of 3 pieces match")
    tab.get_by_role("button", name="none", exact=True).click()
    expect(said).to_have_text("0 of 3 pieces match")


def test_views(opened: Opened) -> None:
    """What stays is beside the page, or alone, and marks change it."""
    tab = opened(("page.txt", *cleaned()))
    tab.get_by_text("Side by side").click()
    beside = tab.locator(".after")
    assert beside.all_inner_texts()[:3] == ["Harbour bridge to close", "", "The bridge will close in March. Nobody knows for how long."]
    left, right = tab.locator(".t").nth(2).bounding_box(), beside.nth(2).bounding_box()
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    cut(tab, "AD102").click()
    assert beside.nth(2).inner_text() == TEXT.split("\n")[2]
    tab.get_by_text("What stays", exact=True).last.click()
    assert tab.locator(".t:visible").all_inner_texts() == [TEXT.split("\n")[at] for at in (0, 2, 3, 5, 6)]
    tab.emulate_media(media="print")
    expect(tab.locator("#tools")).to_be_hidden()


def test_marks_by_mouse_and_by_keyboard(opened: Opened) -> None:
    tab = opened(("page.txt", *cleaned()))
    said = tab.locator("#marked")
    cut(tab, "TS101").click()
    expect(said).to_have_text("1 cut marked as wrong, 0 lines as missed.")
    tab.keyboard.press("Enter")
    expect(said).to_have_text("No marks.")
    for key in ("ArrowDown", "ArrowDown", "Space"):
        tab.keyboard.press(key)
    expect(cut(tab, "PH001")).to_have_attribute("aria-pressed", "true")
    for key in ("ArrowDown", "Space"):
        tab.keyboard.press(key)
    expect(tab.get_by_role("button", name="line 6 should go")).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_text("1 cut marked as wrong, 1 line as missed.")


def test_gold_is_saved_as_it_should_be(opened: Opened) -> None:
    tab = opened(("some/page.txt", *cleaned()))
    cut(tab, "PH001").click()
    tab.get_by_role("button", name="line 6 should go").click()
    lines = cleaned()[1].text.split("\n")
    gold = "\n".join([*lines[:3], "Ann Example at the bridge (Jo Doe/AP)", *lines[4:]])
    assert saved(tab, "Save gold") == ("page.txt", gold)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffIt rained.\r\n\r\nAdvertisement\r\n\r\nIt snowed.\r\n",
        "It rained.\n\nAdvertisement",
        "Advertisement\n\n\n\nIt <b>rained</b> &amp; \x00\x07\x1b\x85\u2028\u202e\ufeff\x0c\t\r it\u00a0snowed.\r\r\n\n \n",
        "Jo Doe (AP)\nAdvertisement\n" + "حمّام عمره 300 عام 😀 e\u0301\n",
        "",
    ],
)
def test_gold_of_an_unmarked_page_is_the_cleaned_text_to_the_byte(opened: Opened, text: str) -> None:
    result = Cleaner("trim").explain(text)
    result = result._replace(cuts=tuple(cut._replace(code="AD102") for cut in result.cuts))
    assert saved(opened(("page.txt", text, result)), "Save gold") == ("page.txt", result.text)


def test_the_keep_list_keeps_what_was_marked_as_wrong(opened: Opened, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT)
    tab = opened((str(page), *cleaned()))
    cut(tab, "AD102").click()
    cut(tab, "PH001").click()
    name, lines = saved(tab, "Save keep list")
    assert lines.splitlines() == [TEXT.split("\n")[2], TEXT.split("\n")[4]]
    (tmp_path / name).write_text(lines)
    expected = TEXT.replace("Evening Star6 hours ago\n", "")
    for keep, stays in (([], cleaned()[1].text), (["--keep", str(tmp_path / name)], expected)):
        assert CliRunner().invoke(main, [str(page), "--profile", "trim", *keep]).stdout == stays


ODD = [
    "It's the “Lantern” desk's daily note",
    'C:\\new (2) [x] {phrases} {marks} a+b*c? ^$ | "q"',
    "Non\u00a0breaking\u202fblanks’ apostrophe",
    "– Straße · İstanbul · ΟΔΟΣ · 今日的天气 😀 –",
    "a\x07bell and \x7f a delete",
    "#hash / slash",
]


def test_the_rule_draft_takes_what_was_marked_as_missed(opened: Opened, tmp_path: Path) -> None:
    text = "\ufeff" + "".join(f"The harbour master shrugged {number} times.\n  {line} \n" for number, line in enumerate(ODD))
    tab = opened(("page.txt", text, Result(text)))
    for number in range(len(ODD)):
        tab.get_by_role("button", name=f"line {2 * number + 2} should go").click()
    tab.get_by_label("code", exact=True).fill("no code")
    tab.get_by_role("button", name="Save rule draft").click()
    expect(tab.get_by_label("code", exact=True)).to_be_focused()
    tab.get_by_label("code", exact=True).fill("ZZ042")
    name, draft = saved(tab, "Save rule draft")
    assert name == "missed.toml"
    (rule,) = tomllib.loads(draft)["rule"]
    assert (rule["code"], rule["removes"]) == ("ZZ042", ODD)
    (tmp_path / name).write_text(draft, "utf-8")
    cleaner = Cleaner("trim", rules=[tmp_path / name])
    assert {cut.code for cut in cleaner.explain(text).cuts} == {"ZZ042"}
    assert cleaner.clean(text) == "\ufeff" + "".join(f"The harbour master shrugged {number} times.\n" for number in range(len(ODD)))


def test_what_no_rule_can_take_is_said_to_be_left_out(opened: Opened) -> None:
    text = "\n".join(["long " * 300, "half a \ud800 character", "A line."])
    tab = opened(("page.txt", text, Result(text)))
    said, reason = tab.locator("#saved"), "too long or no text: no rule of whole lines takes that."
    for number in (1, 2):
        tab.get_by_role("button", name=f"line {number} should go").click()
    tab.get_by_role("button", name="Save rule draft").click()
    expect(said).to_have_text(f"Nothing saved: 2 lines left out, {reason}")
    tab.get_by_role("button", name="line 3 should go").click()
    assert tomllib.loads(saved(tab, "Save rule draft")[1])["rule"][0]["removes"] == ["A line."]
    expect(said).to_have_text(f"Saved missed.toml: 1 line; 2 lines left out, {reason}")


def test_many_pages_have_an_overview(opened: Opened) -> None:
    tab = opened(*((f"dir/{name}.txt", *cleaned()) for name in "abc"))
    expect(tab.get_by_role("heading", name="3 pages")).to_be_visible()
    expect(tab.locator("#tools")).to_be_hidden()
    assert tab.locator("article:visible").count() == 0
    tab.get_by_role("link", name="dir/b.txt").click()
    expect(tab.get_by_role("heading", name="dir/b.txt")).to_be_focused()
    expect(tab.locator("#overview")).to_be_hidden()
    cut(tab, "PH001").click()
    tab.get_by_role("link", name="Next page").click()
    expect(tab.get_by_role("heading", name="dir/c.txt")).to_be_focused()
    expect(tab.locator("#marked")).to_have_text("1 cut marked as wrong, 0 lines as missed.")
    assert saved(tab, "Save gold") == ("c.txt", cleaned()[1].text)
    tab.get_by_role("link", name="Overview").click()
    expect(tab.get_by_role("heading", name="3 pages")).to_be_focused()


def test_no_script_of_a_hostile_page_runs(opened: Opened) -> None:
    """Nor is its text anything but text: in the page, in its name, in a reason."""
    boo = "window.hostile = true"
    hostile = f"""</script><script>{boo}</script><img src="https://a.example/x.png" onerror="{boo}">' onmouseover='{boo}' {{{{ 7 * 7 }}}}"""
    hostile += '"><style>*{display: none}</style>'
    text = f"{hostile}\n{hostile}\njavascript:{boo}\n"
    cuts = (Cut(0, len(hostile) + 1, "AD102", hostile, 0.9),)
    tab = opened((hostile, text, Result(text[cuts[0].end :], cuts)))
    cut(tab, "AD102").hover()
    expect(tab.locator("#why")).to_contain_text(hostile)
    cut(tab, "AD102").click()
    tab.get_by_text("Side by side").click()
    tab.get_by_role("button", name="line 2 should go").click()
    saved(tab, "Save keep list")
    assert saved(tab, "Save gold")[1] == f"{hostile}\njavascript:{boo}\n"
    assert tab.locator(".t").all_inner_texts() == text.split("\n")
    assert tab.evaluate("window.hostile") is None
    assert (tab.locator("script").count(), tab.locator("style").count(), tab.locator("img").count()) == (1, 1, 0)


def test_policy_refuses_what_would_be_smuggled_in(browser: Browser, tmp_path: Path) -> None:
    """Even if escaping failed: a script, an image and a form put into the file come to nothing."""
    overview = Overview()
    overview.add("page.txt", "It rained.", Result("It rained."))
    path = tmp_path / "out.html"
    write_page(path, overview)
    smuggled = '<script>window.hostile = 1</script><img src="data:," onerror="window.hostile = 2">'
    path.write_text(path.read_text("utf-8").replace("It rained.", smuggled), "utf-8")
    tab = browser.new_page()
    tab.goto(path.as_uri())
    assert tab.locator(".t img").count() == 1, "it is there, and does nothing"
    assert tab.evaluate("window.hostile") is None
    tab.close()


def test_without_javascript_the_text_and_what_goes_are_there(opened: Opened) -> None:
    tab = opened(*((f"{name}.txt", *cleaned()) for name in "ab"), java_script_enabled=False)
    assert tab.locator("article:visible").count() == 2
    assert tab.locator("del:visible").count() == 6


def test_each_line_has_its_own_direction(opened: Opened) -> None:
    text = "حمّام عمره 300 عام\nIt rained.\n"
    tab = opened(("page.txt", text, Result(text)))
    directions = tab.locator(".t").evaluate_all("lines => lines.map(line => getComputedStyle(line).direction)")
    assert directions[:2] == ["rtl", "ltr"]


# How much lighter one of two colours is than the other, by WCAG 2; a canvas tells any colour as red, green and blue.
CONTRAST = """elements => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colours) => {
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return elements.map((element) => {
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const [a, b] = [light(grounds), light([...grounds, getComputedStyle(element).color])];
    return [element.className, element.textContent.trim().slice(0, 20), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_enough(opened: Opened, scheme: str) -> None:
    """4.5 to 1 at least, as WCAG 2 asks of text, for every family of cuts, marked or filtered out, in light and in dark."""
    lines = [f"{family} line\n" for family in FAMILIES]
    text, result = cleaned("".join([*lines, "stays\n", "goes\n"]), [(line, f"{line[:2]}999", "a reason", 0.9) for line in lines])
    tab = opened(("page.txt", text, result), color_scheme=scheme)
    tab.get_by_role("button", name=f"line {len(lines) + 2} should go").click()
    cut(tab, "AD999").click()
    tab.get_by_role("checkbox", name="PH999").uncheck()
    tab.mouse.move(2, 2)
    tab.wait_for_timeout(400)
    texts = tab.locator("body *:visible:not(svg, svg *, :disabled)").evaluate_all(
        f"elements => ({CONTRAST})(elements.filter(e => e.innerText?.trim()))"
    )
    assert len(texts) > 80
    assert [said for said in texts if said[2] < 4.5] == []
