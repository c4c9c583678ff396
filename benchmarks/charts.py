"""Charts as SVG, drawn by hand: small, without scripts, readable on light and on dark."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

# Size of a chart and the margins around its plot, in pixels. Labels of points need room on the right.
_WIDTH, _HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 30, 64, 56

# Of the text: its height, and the mean width of a sans-serif character at that height; an estimate that decides where labels go.
_LINE, _CHARACTER = 14.0, 6.6

# Pixels between a point and a label beside it, and the parts of the way between them at which a label in between is looked for.
_BESIDE = 9.0
_PARTS = (0.3, 0.5, 0.7, 0.9)

# Share of the range left free beyond the outermost points, and the steps that ticks of an even scale may have.
_AIR = 0.07
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_TICKS = 7

# Colours told apart by colour-blind people too (Okabe and Ito), light enough for dark pages and dark enough for light ones.
_COLOURS = ("#d55e00", "#0086c9", "#00946b", "#b0599a", "#9a7d00", "#7f7f7f")

_STYLE = """
svg { color: #24292f; font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; }
@media (prefers-color-scheme: dark) { svg { color: #d6dbe1; } }
text { fill: currentColor; }
.title { font-size: 16px; font-weight: 600; }
.faint { opacity: .7; }
.grid { stroke: currentColor; opacity: .15; }
.lead { stroke: currentColor; opacity: .4; }
""".strip()


class Point(NamedTuple):
    """A labelled place; points of one group share a colour."""

    label: str
    x: float
    y: float
    group: str


class Line(NamedTuple):
    """A labelled row of places, left to right."""

    label: str
    places: Sequence[tuple[float, float]]


class _Scale(NamedTuple):
    """From figures to pixels."""

    low: float
    high: float
    first: float
    last: float
    is_log: bool

    def __call__(self, value: float) -> float:
        low, high, at = (math.log10(number) if self.is_log else number for number in (self.low, self.high, value))
        return self.first + (at - low) / (high - low) * (self.last - self.first)


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def hits(self, other: _Box) -> float:
        """How much of each other two boxes cover, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)


def scatter(title: str, about: str, x_label: str, y_label: str, points: Sequence[Point], *, x_log: bool = False) -> str:
    """Points with their labels beside them; a label that finds no free place near its point is led to it by a line."""
    x, y = _scales([point.x for point in points], [point.y for point in points], x_log, False)
    groups = list(dict.fromkeys(point.group for point in points))
    taken = [_Box(x(point.x) - 6, y(point.y) - 6, x(point.x) + 6, y(point.y) + 6) for point in points]
    drawn: list[str] = []
    for point in sorted(points, key=lambda point: -point.y):
        at_x, at_y = x(point.x), y(point.y)
        box = _free_place(at_x, at_y, len(point.label) * _CHARACTER, taken)
        taken.append(box)
        colour = _COLOURS[groups.index(point.group) % len(_COLOURS)]
        drawn += _led(at_x, at_y, box)
        drawn.append(f'<circle cx="{at_x:.1f}" cy="{at_y:.1f}" r="5" fill="{colour}"><title>{_told(point)}</title></circle>')
        drawn.append(f'<text x="{box.left:.1f}" y="{box.bottom - 3:.1f}">{escape(point.label)}</text>')
    return _chart(title, about, [*_axes(x, y, x_label, y_label), *_legend(groups), *drawn])


def lines(
    title: str,
    about: str,
    x_label: str,
    y_label: str,
    drawn: Sequence[Line],
    names: Callable[[float], str] | None = None,
    *,
    logarithmic: bool = True,
) -> str:
    """Lines on two axes, both logarithmic or both even and from zero on; `names` words the ticks of the first."""
    origin = [] if logarithmic else [0.0]
    xs, ys = ([*origin, *(place[axis] for line in drawn for place in line.places)] for axis in (0, 1))
    x, y = _scales(xs, ys, logarithmic, logarithmic)
    shapes = []
    for colour, line in zip(_COLOURS, drawn, strict=False):
        path = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in line.places)
        shapes.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        shapes += [f'<circle cx="{x(at):.1f}" cy="{y(value):.1f}" r="3.5" fill="{colour}"/>' for at, value in line.places]
    return _chart(title, about, [*_axes(x, y, x_label, y_label, names), *_legend([line.label for line in drawn]), *shapes])


def _scales(xs: Sequence[float], ys: Sequence[float], x_log: bool, y_log: bool) -> tuple[_Scale, _Scale]:
    x = _Scale(*_range(xs, x_log), _LEFT, _WIDTH - _RIGHT, x_log)
    return x, _Scale(*_range(ys, y_log), _HEIGHT - _BOTTOM, _TOP, y_log)


def _range(values: Sequence[float], is_log: bool) -> tuple[float, float]:
    if is_log:
        low, high = math.log10(min(values)), math.log10(max(values))
        air = max(_AIR * (high - low), _AIR)
        return 10 ** (low - air), 10 ** (high + air)
    air = max(_AIR * (max(values) - min(values)), _STEPS[0])
    return min(values) - air, max(values) + air


def _ticks(scale: _Scale) -> list[float]:
    if scale.is_log:
        powers = [10.0**power for power in range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)]
        factors = (1,) if len(powers) > 4 else (1, 2, 5)
        return [power * factor for power in powers for factor in factors if scale.low <= power * factor <= scale.high]
    step = next((step for step in _STEPS if (scale.high - scale.low) / step <= _TICKS), _STEPS[-1])
    return [count * step for count in range(math.ceil(scale.low / step), math.floor(scale.high / step) + 1)]


def _axes(x: _Scale, y: _Scale, x_label: str, y_label: str, names: Callable[[float], str] | None = None) -> Iterator[str]:
    middle = (_LEFT + _WIDTH - _RIGHT) / 2, (_TOP + _HEIGHT - _BOTTOM) / 2
    for tick in _ticks(x):
        at = x(tick)
        yield f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>'
        yield f'<text class="faint" x="{at:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{(names or _number)(tick)}</text>'
    for tick in _ticks(y):
        at = y(tick)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text class="faint" x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{_number(tick)}</text>'
    yield f'<text x="{middle[0]:.1f}" y="{_HEIGHT - 14}" text-anchor="middle">{escape(x_label)}</text>'
    yield f'<text transform="translate(18 {middle[1]:.1f}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>'


def _legend(groups: Iterable[str]) -> Iterator[str]:
    at = float(_LEFT)
    for colour, group in zip(_COLOURS, groups, strict=False):
        yield f'<circle cx="{at + 5:.1f}" cy="{_TOP - 18}" r="5" fill="{colour}"/>'
        yield f'<text x="{at + 15:.1f}" y="{_TOP - 14}">{escape(group)}</text>'
        at += 15 + len(group) * _CHARACTER + 18


def _free_place(x: float, y: float, width: float, taken: Sequence[_Box]) -> _Box:
    """Of the places around a point the nearest that covers little of what is there, and nothing outside of the plot."""
    places = [
        _Box(left, y + down - _LINE / 2, left + width, y + down + _LINE / 2)
        for down in sorted(range(-60, 61, 2), key=abs)
        for left in (x + _BESIDE, x - _BESIDE - width, x - width / 2)
        if left != x - width / 2 or abs(down) >= _LINE
    ]

    def cost(box: _Box) -> float:
        end_x, end_y = _nearest(x, y, box)
        path = [_Box(*(middle := (x + (end_x - x) * part, y + (end_y - y) * part)), middle[0] + 1, middle[1] + 1) for part in _PARTS]
        crossed = sum(place.hits(other) > 0 for place in path for other in taken)
        return sum(map(box.hits, taken)) + 2 * crossed + 100 * _outside(box) + math.hypot(end_x - x, end_y - y)

    return min(places, key=cost)


def _outside(box: _Box) -> float:
    beyond = (_LEFT - box.left, _TOP - box.top, box.right - _WIDTH, box.bottom - (_HEIGHT - _BOTTOM))
    return sum(max(0.0, pixels) for pixels in beyond)


def _nearest(x: float, y: float, box: _Box) -> tuple[float, float]:
    """The place of a box that is nearest to a point."""
    return min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)


def _led(x: float, y: float, box: _Box) -> Iterator[str]:
    """A line from a point to a label that is not right beside it."""
    end_x, end_y = _nearest(x, y, box)
    if math.hypot(end_x - x, end_y - y) > _LINE:
        yield f'<line class="lead" x1="{x:.1f}" y1="{y:.1f}" x2="{end_x:.1f}" y2="{end_y:.1f}"/>'


def _told(point: Point) -> str:
    return escape(f"{point.label}: {_number(point.x)}, {_number(point.y)}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _chart(title: str, about: str, shapes: Iterable[str]) -> str:
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="title about">'
    head = f'<title id="title">{escape(title)}</title><desc id="about">{escape(about)}</desc><style>{_STYLE}</style>'
    words = f'<text class="title" x="{_LEFT}" y="24">{escape(title)}</text>'
    return "\n".join((opening, head, words, *shapes, "</svg>", ""))
