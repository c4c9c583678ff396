"""How turns are taken; no test here looks at a clock."""

from __future__ import annotations

from functools import partial

from benchmarks.pool import over
from benchmarks.speed import best


def test_every_other_round_goes_backwards() -> None:
    order: list[str] = []
    times = best({name: partial(order.append, name) for name in "abc"}, 3, "test")
    assert "".join(order) == "cbaabccba"
    assert set(times) == set("abc")


def test_work_over_many_comes_back_in_order() -> None:
    assert list(over(len, ["one", "", "three"], "test")) == [3, 0, 5]
