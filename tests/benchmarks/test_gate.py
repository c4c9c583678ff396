"""The gate: what falls is refused, what was pinned is not lowered unless told to, and other data is no comparison."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks import data, gate
from benchmarks.__main__ import main
from benchmarks.gate import Part, falls, read, strangers, write

PINNED = {"corpus": Part("abc", {"corpus/main/word F1": 0.9, "corpus/main/words lost": 0.01})}

Gate = Callable[..., Result]


def part(f1: float, lost: float, checksum: str = "abc") -> dict[str, Part]:
    return {"corpus": Part(checksum, {"corpus/main/word F1": f1, "corpus/main/words lost": lost})}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Runs the gate's command on measured figures, over floors pinned at F1 0.9 and 0.01 of the words lost."""
    floors = tmp_path / "floors.json"
    write(floors, {}, PINNED)
    monkeypatch.setattr(gate, "FLOORS", floors)
    monkeypatch.delenv("CLEANPAGE_BENCH", raising=False)

    def command(measured: dict[str, Part], *options: str) -> Result:
        monkeypatch.setattr(gate, "measure", lambda _folder: measured)
        return CliRunner().invoke(main, ["gate", *options])

    return command


def pinned_f1() -> float:
    return read(gate.FLOORS)["corpus"].figures["corpus/main/word F1"]


def test_figures_that_hold_pass(run: Gate) -> None:
    assert run(part(0.9, 0.01)).exit_code == 0


def test_a_share_that_falls_by_the_last_digit_fails_and_is_named(run: Gate) -> None:
    result = run(part(0.899999, 0.01))
    assert result.exit_code == 1
    assert "corpus/main/word F1 was 0.9, is 0.899999" in result.output


def test_a_loss_that_rises_fails(run: Gate) -> None:
    assert run(part(0.9, 0.010001)).exit_code == 1


def test_other_data_is_an_error_of_its_own(run: Gate) -> None:
    result = run(part(0.95, 0.0, checksum="xyz"))
    assert result.exit_code == 2
    assert "not the pages that the floors were pinned on" in result.output


def test_better_figures_pass_and_raise_no_floor_by_themselves(run: Gate) -> None:
    assert run(part(0.95, 0.0)).exit_code == 0
    assert pinned_f1() == 0.9


def test_pinning_raises_the_floor(run: Gate) -> None:
    assert run(part(0.95, 0.0), "--pin").exit_code == 0
    assert pinned_f1() == 0.95


def test_pinning_refuses_to_lower_a_floor(run: Gate) -> None:
    assert run(part(0.85, 0.0), "--pin").exit_code == 1
    assert pinned_f1() == 0.9


def test_pinning_lowers_a_floor_when_told_to(run: Gate) -> None:
    assert run(part(0.85, 0.0), "--pin", "--allow-lower").exit_code == 0
    assert pinned_f1() == 0.85


def test_pinning_refuses_to_drop_a_figure(run: Gate) -> None:
    assert run({"corpus": Part("abc", {"corpus/main/word F1": 0.9})}, "--pin").exit_code == 1


def test_lowering_without_pinning_is_a_mistake(run: Gate) -> None:
    assert run(part(0.9, 0.01), "--allow-lower").exit_code == 2


def test_pinning_one_part_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    write(path, PINNED, {"data": Part("def", {"aeb/main/word F1": 0.8})})
    assert read(path) == {**PINNED, "data": Part("def", {"aeb/main/word F1": 0.8})}


def test_a_part_that_was_never_pinned_is_a_stranger() -> None:
    assert strangers({}, PINNED) == ["corpus"]
    assert strangers(PINNED, PINNED) == []
    assert falls({}, PINNED) == []


def test_every_figure_of_the_corpus_is_pinned() -> None:
    assert set(read(gate.FLOORS)["corpus"].figures) == {
        f"corpus/{profile}/{figure}" for profile in ("trim", "main") for figure in ("word F1", "words lost", "innocents hurt")
    }


def test_the_sample_of_the_data_is_the_one_that_was_pinned() -> None:
    folder = os.environ.get("CLEANPAGE_BENCH")
    if not folder:
        pytest.skip("the environment variable CLEANPAGE_BENCH names no folder of benchmark data")
    pages = [page for name, count in gate.SAMPLE.items() for page in data.load(Path(folder), (name,), count, html=False)]
    assert data.checksum(pages) == read(gate.FLOORS)["data"].checksum
