"""A network's chances are a page's own, and the same to the last bit in whatever company."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleanpage.features import CUES, Columns, Frame, own, placed
from cleanpage.forest import LEAF
from cleanpage.network import MOST, REACHES, Layer, Network, packed, score, unpacked
from cleanpage.page import batch
from cleanpage.units import BUCKETS, Cued, units
from cleanpage.weights import shipped
from tests.strategies import TEXTS


def layer(inputs: int, **weights: int) -> Layer:
    """One channel, of some of the inputs."""
    column = np.zeros((inputs, 1), np.int8)
    for name, weight in weights.items():
        column[int(name.removeprefix("of_"))] = weight
    return Layer(column, np.ones(1, np.float32), np.zeros(1, np.float32))


# A unit of two words or more is worth 1; a unit is as likely as it is worth, and so much more as the one right below is.
NETWORK = Network(
    ("words",),
    (np.array([1], np.float32),),
    np.zeros((BUCKETS, 1), np.int8),
    np.zeros((len(CUES) + 1, 1), np.float32),
    layer(1, of_0=1),
    layer(1),
    (layer(3, of_2=1), *(layer(3) for _ in REACHES[1:])),
    layer(1),
    layer(1, of_0=1),
)


def told(*texts: str) -> tuple[Frame, Columns]:
    frame = Frame(units(batch(texts).pages))
    nothing = np.zeros(len(frame.units), np.int64)
    return frame, placed(frame, own(frame, shipped().wordings, Cued(nothing, nothing, nothing, nothing)))


def judge() -> Network:
    """The one that the package ships."""
    first = shipped().first
    assert isinstance(first, Network)
    return first


def test_a_unit_is_told_of_those_around_it_on_its_page_alone() -> None:
    scores = score(NETWORK, *told("One\nTwo words\nThree", "Four words\nFive words"))
    assert (scores // LEAF).tolist() == [1, 1, 0, 2, 1]


def test_words_of_a_unit_count_by_the_root_of_their_number() -> None:
    words = NETWORK.words + np.int8(3)
    scores = score(NETWORK._replace(words=words, meaning=layer(1, of_0=1)), *told("One", "Now four words stand"))
    assert (scores // LEAF).tolist() == [3, 7]


@given(texts=st.lists(TEXTS, min_size=2, max_size=4))
def test_units_are_judged_alike_in_any_company(texts: list[str]) -> None:
    network = judge()
    alone = [score(network, *told(text)).tolist() for text in texts]
    assert score(network, *told(*texts)).tolist() == [one for many in alone for one in many]


def test_sums_are_exact_in_single_precision() -> None:
    network = judge()
    ranks = np.array([len(borders) for borders in network.borders])
    assert (np.abs(network.features.weights.astype(int)) * ranks[:, np.newaxis]).sum(axis=0).max() < 1 << 24
    for one in (*network.around, network.page, network.last):
        assert np.abs(one.weights.astype(int)).sum(axis=0).max() * MOST < 1 << 24


def test_a_network_survives_being_packed() -> None:
    frame, columns = told("One\nTwo words\nThree")
    again = unpacked(packed(judge(), "one"), "one")
    assert score(again, frame, columns).tolist() == score(judge(), frame, columns).tolist()
