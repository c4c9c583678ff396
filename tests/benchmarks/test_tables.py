"""Tables as people and programs read them, and charts as drawings."""

from __future__ import annotations

import json
from io import StringIO
from xml.etree import ElementTree

from benchmarks.charts import Line, Point, lines, scatter
from benchmarks.tables import Table, as_json, markdown, print_tables

TABLE = Table("Pages", ("set", "pages", "F1"), [("a|b", 1476, 0.98765), ("c", 2, None)], ("two sets",))


def test_markdown_shows_figures_to_three_decimals_and_numbers_to_the_right() -> None:
    assert markdown([TABLE]).splitlines() == [
        "### Pages",
        "",
        "| set | pages | F1 |",
        "| --- | ---: | ---: |",
        "| a\\|b | 1,476 | 0.988 |",
        "| c | 2 | – |",
        "",
        "- two sets",
    ]


def test_json_has_figures_as_they_were_measured() -> None:
    assert json.loads(as_json([TABLE])) == [
        {
            "title": "Pages",
            "columns": ["set", "pages", "F1"],
            "rows": [["a|b", 1476, 0.98765], ["c", 2, None]],
            "notes": ["two sets"],
        }
    ]


def test_a_terminal_shows_title_figures_and_notes() -> None:
    stream = StringIO()
    print_tables(stream, [TABLE])
    shown = stream.getvalue()
    assert all(part in shown for part in ("Pages", "a|b", "1,476", "0.988", "–", "- two sets"))


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314  (drawn here)


def test_a_scatter_names_every_point_and_tells_what_it_shows() -> None:
    svg = scatter("A & B", "Means.", "recall", "precision", [Point("x<y", 0.5, 0.9, "ours"), Point("z", 0.6, 0.9, "theirs")])
    assert {"A & B", "recall", "precision", "x<y", "z", "ours", "theirs"} <= set(_texts(svg))
    assert "<desc" in svg
    assert "prefers-color-scheme" in svg


def test_labels_of_points_in_one_place_do_not_lie_on_each_other() -> None:
    svg = scatter(
        "T", "A.", "x", "y", [Point(name, 0.5, 0.5, "g") for name in ("first", "second", "third")] + [Point("far", 0.9, 0.9, "g")]
    )
    tree = ElementTree.fromstring(svg)  # noqa: S314  (drawn here)
    texts = tree.iter("{http://www.w3.org/2000/svg}text")
    places = [(float(text.get("x", 0)), float(text.get("y", 0))) for text in texts if text.text in ("first", "second", "third")]
    assert len({y for _, y in places}) == 3 or len({x for x, _ in places}) == 3


def test_growth_is_drawn_on_logarithmic_axes() -> None:
    svg = lines("T", "A.", "size", "seconds", [Line("main", [(1e3, 0.001), (1e5, 0.1), (1e7, 10)])])
    drawn = next(ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}polyline"))  # noqa: S314  (drawn here)
    (x1, y1), (x2, y2), (x3, y3) = (tuple(map(float, place.split(","))) for place in drawn.get("points", "").split())
    assert abs((x2 - x1) - (x3 - x2)) < 0.2
    assert abs((y2 - y1) - (y3 - y2)) < 0.2
