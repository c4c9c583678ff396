"""What the stages tell apart: first what stays, then what goes, a case a line."""

from __future__ import annotations

import pytest

from cleanpage import Cleaner
from cleanpage.packs import Rule

STORY = (
    "The bridge over the old harbour will close in March, the city council said on Monday, and it will not open again before the autumn.\n"
    "Nobody on the quay was surprised, for it had been shaking since the spring.\n"
)
TRIM = Cleaner("trim")

KEEPS = [
    pytest.param("Row on, row on, the night is long\nRow on, row on, the night is long\nThe wind is up", id="a refrain"),
    pytest.param(f"{STORY}Who pays for the ferry\n{STORY}Who pays for the ferry\n{STORY}", id="a subheading used twice in a story"),
    pytest.param(f"Contents\nThe old bridge and its keepers\nThe ferry\nThe old bridge and its keepers\n{STORY}", id="a table of contents"),
    pytest.param(f"{STORY}Comments from residents\nMs Example asked that the noise be measured again.\n", id="comments in minutes"),
    pytest.param(f"{STORY}Comments\nMs Example asked that the noise be measured at night as well.\n", id="a heading alone proves nothing"),
    pytest.param(f"{STORY}Reception\nThe bridge was praised by engineers and hated by those who rowed.\n", id="a section on reception"),
    pytest.param(f"{STORY}Related work\nThe first study of harbour bridges is of 1911 and counts wooden ones.\n", id="related work"),
    pytest.param("LONDON (Reuters) - The bridge will close, the city said.", id="a dateline"),
    pytest.param("The final (Ann Doe/Jo Roe) was over in an hour. The crowd went home.", id="a pair of players"),
    pytest.param("The paper (Le Jour/AFP) said that nobody knew.", id="an agency in mid-sentence"),
    pytest.param(f"Copy link to clipboard it says\n{STORY}>>>\nprint\n(x)\nprint\n(y)\nprint\n(z)\n", id="code, a token a line"),
    pytest.param(f"Reply\n{STORY}", id="a button's word beside nothing"),
    pytest.param(f"Tags\nA tag of brass hangs on every beam of the bridge.\n{STORY}", id="a title that is a label as well"),
    pytest.param(f"{STORY}Tags\nA tag of brass hangs on every beam of the bridge.\n{STORY}", id="a heading that is a label as well"),
    pytest.param("Share\nThat was her only word, and she said it to the dog every evening.", id="a word above one paragraph"),
]


@pytest.mark.parametrize("text", KEEPS)
def test_keeps(text: str) -> None:
    assert TRIM.clean(text) == text


REMOVES = [
    pytest.param(f"A bridge to close\nA bridge to close\n{STORY}", f"A bridge to close\n{STORY}", id="a headline's copy at the top"),
    pytest.param(
        f"A bridge to close\nHome\nNews\nA bridge to close\n{STORY}",
        f"A bridge to close\nHome\nNews\n{STORY}",
        id="a headline's copy below the menu",
    ),
    pytest.param(
        f"A bridge to close - Evening Star\nHome\nA bridge to close\n{STORY}",
        f"Home\nA bridge to close\n{STORY}",
        id="of a copy with the site's name and a plain one the plain one stays",
    ),
    pytest.param(
        f"A bridge to close\n{STORY}Copy link\nA bridge to close\n5 min read\n",
        f"A bridge to close\n{STORY}",
        id="a headline's copy among buttons below the story",
    ),
    pytest.param(
        "The strike went on. Prime Minister Ann Example (Jo Doe/AP) The talks went on.",
        "The strike went on. The talks went on.",
        id="a caption inside a paragraph, both neighbours whole",
    ),
    pytest.param(
        "He met Gov. Ann Example. Gov. Ann Example at the gate (Jo Doe/AP) 'No,' she said.",
        "He met Gov. Ann Example. 'No,' she said.",
        id="a title's full stop ends no sentence",
    ),
    pytest.param(
        "It rained. Snow fell on the yard. (Photo: Jo Doe) Then it stopped.",
        "It rained. Snow fell on the yard. Then it stopped.",
        id="a whole sentence before a credit stays",
    ),
    pytest.param(
        "It rained. Snow falls on the yard in Lima. (Jo Doe/AP) Then it stopped.",
        "It rained. Then it stopped.",
        id="but for one that names an agency, whose caption it is",
    ),
    pytest.param(
        "It rained. Snow falls on the deck of the “Lima”. (Jo Doe/AP) Then it stopped.",
        "It rained. Then it stopped.",
        id="a name in quotes is no speech",
    ),
    pytest.param(
        "It rained. Snow fell on the yard. Photo by Jo Doe via Orlo Then it stopped.",
        "It rained. Snow fell on the yard. Then it stopped.",
        id="who had a picture from somebody names no agency",
    ),
    pytest.param(
        "It rained on Monday. The second half was Harlo's, who had not won since May. Treneren kalte det flaks og mente det. (Foto: NTB)",
        "It rained on Monday. The second half was Harlo's, who had not won since May. Treneren kalte det flaks og mente det.",
        id="a credit behind a paragraph leaves the paragraph, whatever language it is in",
    ),
    pytest.param(
        "Reprodução/Rui Paz O Banco Novo de Lisboa fechou.",
        "O Banco Novo de Lisboa fechou.",
        id="an article behind a credit's name is the author's",
    ),
    pytest.param(
        'It rained. "We leave," she said. (Jo Doe/AP) Then it stopped.',
        'It rained. "We leave," she said. Then it stopped.',
        id="and but for speech",
    ),
    pytest.param(
        f"{STORY}The old bridge in 1911. (Jo Doe/AP)\n{STORY}", f"{STORY}{STORY}", id="a caption on its own line, sentence and all"
    ),
    pytest.param(f"{STORY}➡️ Subscribe to our newsletter\n{STORY}", f"{STORY}{STORY}", id="a call behind an emoji"),
    pytest.param(f"{STORY}Copy link\nShare\nFacebook\n", STORY, id="buttons in a row"),
    pytest.param(f"Tags\n{STORY}", STORY, id="a label above a text without its word"),
    pytest.param(f"{STORY}Evening Star\n2 hours ago\n• Evening Star\n{STORY}", f"{STORY}{STORY}", id="a source's name around its time"),
]


@pytest.mark.parametrize(("text", "expected"), REMOVES)
def test_trim_removes(text: str, expected: str) -> None:
    assert TRIM.clean(text) == expected


@pytest.mark.parametrize("caption", ["The mill at night. Foto: Jo Doe/Orlo", "The old mill at Harlo by night (Foto: Jo Doe/Orlo)"])
def test_a_match_that_holds_its_caption_takes_no_sentence_before_it(caption: str) -> None:
    pattern = r"(?-i:\p{Lu}[^.!?\n]{5,60}\.? \(?Foto: \p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/\p{Lu}\p{Ll}+\)?)"
    own = Rule(code="XX102", name="own", where="credit", reason="own", confidence=1, phrases=("foto:",), pattern=pattern)
    text = f"It rained. {caption} It stopped at noon, and the two of them went home."
    assert Cleaner("trim", rules=[own]).clean(text) == "It rained. It stopped at noon, and the two of them went home."
