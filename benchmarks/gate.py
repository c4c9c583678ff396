"""Floors under the figures: a change that lets one fall is refused, and none is lowered unless somebody says so.

The figures are deterministic, so there is no tolerance. Those that count losses have a ceiling in place of a floor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import data, harm
from benchmarks.peers import MAIN, TRIM
from benchmarks.pool import over
from benchmarks.quality import judge, shingle_f1, word_f1
from benchmarks.tables import Table

FLOORS = Path(__file__).with_name("floors.json")

# Pages of each set in the sample: all of the two small ones, and of the large one as many as let the gate end within 90 s on two cores.
SAMPLE = {"aeb": 89, "fundus": 128, "wcxb": 400}

_LOSSES = ("words lost", "innocents hurt")
_DECIMALS = 6
_PROFILES = {"trim": TRIM.name, "main": MAIN.name}


class Part(NamedTuple):
    """Figures, and the checksum of what they were measured on."""

    checksum: str
    figures: Mapping[str, float]


Parts = Mapping[str, Part]


class Fall(NamedTuple):
    """A figure beyond its floor; None where it is no longer measured."""

    name: str
    floor: float
    figure: float | None


def measure(folder: Path | None) -> dict[str, Part]:
    """The figures of the corpus, and with a folder those of the sample of its sets."""
    return {"corpus": _corpus(), **({"data": _data(folder)} if folder else {})}


def read(path: Path) -> dict[str, Part]:
    """The pinned figures; empty where none are."""
    return {name: Part(**part) for name, part in json.loads(path.read_text(encoding="utf-8")).items()} if path.exists() else {}


def write(path: Path, pinned: Parts, measured: Parts) -> None:
    """Pin what was measured; parts that were not measured stay as they are."""
    parts = {name: part._asdict() for name, part in {**pinned, **measured}.items()}
    path.write_text(json.dumps(parts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def strangers(pinned: Parts, measured: Parts) -> list[str]:
    """The parts that were measured on other pages than their floors, or that have no floors."""
    return [name for name, part in measured.items() if name not in pinned or pinned[name].checksum != part.checksum]


def falls(pinned: Parts, measured: Parts) -> list[Fall]:
    """The figures that are worse than pinned, or gone, of the parts that were measured."""
    return [
        Fall(name, floor, part.figures.get(name))
        for key, part in measured.items()
        if key in pinned
        for name, floor in pinned[key].figures.items()
        if name not in part.figures or _is_worse(name, part.figures[name], floor)
    ]


def table(pinned: Parts, measured: Parts) -> Table:
    """Each figure beside its floor."""
    floors = {name: floor for part in pinned.values() for name, floor in part.figures.items()}
    rows = [
        (name, _exact(floors.get(name)), _exact(figure), "" if name not in floors else _verdict(name, figure, floors[name]))
        for part in measured.values()
        for name, figure in part.figures.items()
    ]
    return Table("Gate", ("figure", "pinned", "now", ""), rows)


def _corpus() -> Part:
    figures: dict[str, float] = {}
    pages = [page for profile in _PROFILES for page in data.corpus(profile)]
    for profile, cleaner in _PROFILES.items():
        judged = [one for page in data.corpus(profile) for one in judge(page, (cleaner,))]
        hurt = [loss for page in data.innocents() for loss in harm.clean(page, (cleaner,))]
        figures[f"corpus/{profile}/word F1"] = word_f1(judged)
        figures[f"corpus/{profile}/words lost"] = harm.total(harm.own_gold(cleaner, profile)).share
        figures[f"corpus/{profile}/innocents hurt"] = harm.total(hurt).changed
    return Part(data.checksum([*pages, *data.innocents()]), _rounded(figures))


def _data(folder: Path) -> Part:
    pages = [page for name, count in SAMPLE.items() for page in data.load(folder, (name,), count, html=False)]
    judged = [one for many in over(partial(judge, cleaners=(MAIN.name,)), pages, "gate") for one in many]
    lost = [loss for many in over(partial(harm.clean, cleaners=tuple(_PROFILES.values())), pages, "gate") for loss in many]
    figures: dict[str, float] = {}
    for name in SAMPLE:
        mine = [one for one in judged if one.set == name]
        figures[f"{name}/main/shingle F1"] = shingle_f1(mine)
        figures[f"{name}/main/word F1"] = word_f1(mine)
        for profile, cleaner in _PROFILES.items():
            figures[f"{name}/{profile}/words lost"] = harm.total(
                [loss for loss in lost if (loss.set, loss.cleaner) == (name, cleaner)]
            ).share
    return Part(data.checksum(pages), _rounded(figures))


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(figure, _DECIMALS) for name, figure in figures.items()}


def _is_worse(name: str, figure: float, floor: float) -> bool:
    return figure > floor if name.endswith(_LOSSES) else figure < floor


def _verdict(name: str, figure: float, floor: float) -> str:
    if figure == floor:
        return ""
    return "worse" if _is_worse(name, figure, floor) else "better"


def _exact(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:g}"
